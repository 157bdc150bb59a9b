"""What the check of a file finds beyond what the format refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from carrier_cases import FILES, KIKYO, changed, said

from tracker.carriers import Pack
from tracker.carriers.check import check_file, sentences
from tracker.carriers.faults import Finding
from tracker.carriers.staleness import read_day, stale
from tracker.core.words import Basis, Severity
from tracker.errors import CarrierFileError

TODAY = date(2026, 12, 1)
BLOCKING, WARNING, NOTE = Severity.BLOCKING, Severity.WARNING, Severity.NOTE


class Look(Protocol):
    def __call__(self, text: str, carrier_id: str = "kikyo") -> tuple[Finding, ...]: ...


class Change(NamedTuple):
    old: str
    new: str
    severity: Severity
    what: str
    header: str


@pytest.fixture
def look(shelf: Path) -> Look:
    """Return the check of kikyo.toml with another text."""

    def check(text: str, carrier_id: str = "kikyo") -> tuple[Finding, ...]:
        path = shelf / f"{carrier_id}.toml"
        path.write_text(text, encoding="utf-8")
        found = check_file(path, Pack(None, shelf), TODAY)
        for finding in found:
            assert finding.file == path
            assert str(path) in said(finding)
        return found

    return check


def brief(found: tuple[Finding, ...]) -> list[tuple[Severity, str, str]]:
    return [(finding.severity, finding.key.removeprefix("finding."), finding.header) for finding in found]


def test_sound_file_has_no_finding() -> None:
    assert check_file(FILES / "kikyo.toml", Pack(None, FILES), TODAY) == ()
    assert check_file(FILES / "nadeshiko.toml", Pack(None, FILES), TODAY) == ()
    assert check_file(FILES / "hoshi-esim.toml", Pack(None, FILES), TODAY) == ()
    assert check_file(FILES / "common.toml", Pack(None, FILES), TODAY) == ()


LOST = '[[lost]]\nwhere = "My Kikyo"\nhours = "24h"\nself_service = true\nsingle = ["guide"]\n'
EFFECT = 'ends = "month-end"\nline_stops = "line-end"\nreported = ["press", "guide"]\n'


NOTE_TEXT = "Asked for later, the line ends a month later."
SPARE = 'spare = { url = "https://s.example", kind = "guide", read = 2026-11-21 }\n'
FULL = (
    'when = { plan = "full", line = "voice", signed_from = 2026-01-01, within_months = 12, '
    'case = ["The line was never used"] }'
)
START = 'last_month = "none"\nsingle = ["guide"]\n'
LATE = '[[lost]]\nfee_continues = true\nsingle = ["guide"]\n\n'
TWO = 'reported = ["press", "guide"]'

CHANGES = {
    # 1: sources
    "unused page": Change(
        "read = 2026-10-01 }\n", f"read = 2026-10-01 }}\n{SPARE}", WARNING, "unused-source", "sources"
    ),
    "read tomorrow": Change("read = 2026-10-01", "read = 2026-12-02", BLOCKING, "future-read", "sources"),
    "page after its reading": Change(
        'page = "2026-04-09"', 'page = "2026-11-21"', BLOCKING, "page-after-read", "sources"
    ),
    "page of next year": Change(
        'page = "2026-04-09"', 'page = "2027"', BLOCKING, "page-after-read", "sources"
    ),
    "own papers in a shipped file": Change(
        'kind = "guide", read', 'kind = "own", read', BLOCKING, "own-source", "sources"
    ),
    # 2: what carries a basis
    "official without the carrier": Change(
        TWO, TWO.replace("reported", "official"), BLOCKING, "not-official", "moved.20"
    ),
    "reported with a weak page": Change(TWO, TWO.replace("press", "old"), BLOCKING, "one-site", "moved.20"),
    "reported by one site": Change(
        "https://press.example/", "https://www.guide.example/", BLOCKING, "one-site", "moved.20"
    ),
    "weak alone": Change(LOST, LOST.replace("guide", "old"), WARNING, "weak-alone", "lost"),
    # 3, 4: order and conditions
    "below an unconditional block": Change(LOST, f"{LOST}\n{LOST}", BLOCKING, "never-applies", "lost"),
    "the same condition twice": Change(
        START,
        f"{START}\n[[proration]]\nwhen = {{ within_calendar_months = 2 }}\n{START}",
        BLOCKING,
        "same-condition",
        "proration",
    ),
    "overlapping days of signing": Change(
        'when = { plan = "light", sim = "esim", from = 2025-03-01, until = 2026-02-28, within_days = 8 }',
        FULL,
        WARNING,
        "overlap",
        "fee.termination",
    ),
    # 5: names
    "plan that nobody asks for": Change(
        'full = "Full plan" }', 'full = "Full plan", third = "Third plan" }', WARNING, "unused-plan", ""
    ),
    "link to a carrier": Change(
        'carrier = "kikyo-club"', 'carrier = "hoshi-esim"', BLOCKING, "not-membership", "linked.club"
    ),
    # 7: contradictions
    "counter from abroad": Change(
        "lead_days = 7", "lead_days = 7\nfrom_abroad = true", BLOCKING, "counter-abroad", "channel.shop"
    ),
    "fee that continues": Change(
        "or_later = true", "continues = true", BLOCKING, "continues", "charge.usage"
    ),
    # 8: examples
    "no case that misses the cut-off": Change(
        "line_ends = 2027-04-30", "line_ends = 2027-03-31", WARNING, "no-missed-example", "example"
    ),
    # 9: names of others
    "name of another": Change('"Kikyo"]', '"ＨＯＳＨＩ esim"]', BLOCKING, "name-taken", ""),
    # 10: order
    "block too early": Change("[[status]]", f"{LATE}[[status]]", WARNING, "order", ""),
    # 11, 12: texts
    "long note": Change(NOTE_TEXT, "x" * 201, WARNING, "long-note", "cutoff"),
    "three sentences": Change(NOTE_TEXT, "One. Two! Three?", WARNING, "many-sentences", "cutoff"),
    "address in English": Change(
        "東京都大田区平和島", "Heiwajima, Ota-ku, Tokyo", WARNING, "address-language", "return"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_one_change_gives_one_finding(look: Look, change: Change) -> None:
    found = brief(look(changed(change.old, change.new)))
    assert (change.severity, change.what, change.header) in found
    assert {what for _, what, _ in found} == {change.what}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NOTE_TEXT, "x" * 200),
        (NOTE_TEXT, "About 3.5 days, e.g. two."),
        (f"{LOST}\n", ""),
        ("signed_until = 2026-02-28, ", ""),
        ('when = { payment = "card" }\nthen', 'note = "Costs 1,100 yen."\nwhen = { payment = "card" }\nthen'),
        ("lead_days = 7", "lead_days = 7\nfrom_abroad = false"),
        ('page = "2026-04-09"', 'page = "2026-11-20"'),
        ("read = 2026-10-01", "read = 2026-12-01"),
    ],
)
def test_a_sound_change_gives_none(look: Look, old: str, new: str) -> None:
    assert look(changed(old, new)) == ()


@pytest.mark.parametrize(
    ("header", "note", "found"),
    [
        ("keep.pause", "It costs 550 yen a month.", ["figure-in-note"]),
        ("keep.pause", "It costs about as much as a meal.", []),
        ("contact.shop", "Open 10:00-19:00.", ["figure-in-note"]),
        ("contact.shop", "Open from 10:00.", []),
        ("withdrawal", "Until 18:00 of the day before.", ["figure-in-note"]),
        ("withdrawal", "Until the evening of the day before.", []),
    ],
)
def test_a_figure_belongs_into_a_key(look: Look, header: str, note: str, found: list[str]) -> None:
    key = "allowed" if header == "withdrawal" else "available"
    block = f'[[{header}]]\nwhen = {{ sim = "esim" }}\n{key} = true\nsingle = ["guide"]\nnote = "{note}"\n\n'
    after = {
        "keep.pause": "[[keep.mail]]",
        "contact.shop": "[[linked.club]]",
        "withdrawal": "[[withdrawal]]",
    }[header]
    assert [name for _, name, _ in brief(look(changed(after, block + after)))] == found


def test_a_figure_that_has_its_key_may_be_explained(look: Look) -> None:
    text = changed("yen_month = 330\n", 'yen_month = 330\nnote = "It was 300 yen before."\n')
    assert look(text) == ()


@pytest.mark.parametrize(
    ("carrier_id", "old", "word"),
    [
        ("kikyo", EFFECT, "effect.ends"),
        ("kikyo", '[[proration]]\nlast_month = "daily"', None),
        ("hoshi-esim", "[[expiry.validity]]", "expiry.validity"),
    ],
)
def test_what_is_unknown_is_listed(look: Look, carrier_id: str, old: str, word: str | None) -> None:
    text = (FILES / f"{carrier_id}.toml").read_text(encoding="utf-8")
    new = {"effect.ends": EFFECT.replace('ends = "month-end"\n', ""), "expiry.validity": "[[expiry.idle]]"}
    found = look(changed(old, new.get(word or "", old), text))
    listed = [dict(finding.values)["word"] for finding in found if finding.severity is NOTE]
    assert listed == ([] if word is None else [word])


def test_a_rental_that_ends_by_itself_lacks_only_its_end(look: Look) -> None:
    head = 'format = 1\nkind = "rental"\nname = { en = "A1", zh = "B1", ja = "C1" }\n'
    source = '\n[sources]\nguide = { url = "https://guide.example", kind = "guide", read = 2026-11-21 }\n'
    effect = '\n[[effect]]\nends = "{}"\nsingle = ["guide"]\n'
    ends = look(head + effect.format("on-expiry") + source, "bare")
    assert [dict(finding.values)["word"] for finding in ends] == ["expiry.validity"]
    posted = look(head + effect.format("on-return") + source, "bare")
    assert "charge.base" in [dict(finding.values)["word"] for finding in posted]


def test_a_nearly_empty_file_lists_everything(look: Look) -> None:
    head = 'format = 1\nkind = "mvno"\nname = { en = "A1", zh = "B1", ja = "C1" }\n'
    source = '\n[sources]\nguide = { url = "https://guide.example", kind = "guide", read = 2026-11-21 }\n'
    listed = [dict(finding.values)["word"] for finding in look(head, "bare")]
    assert listed == [
        "effect.ends", "closing.day", "proration.last_month", "fee.termination", "charge.base", "channel",
    ]  # fmt: skip
    effect = '\n[[effect]]\nends = "{}"\nsingle = ["guide"]\n'
    listed = [dict(f.values).get("word") for f in look(head + effect.format("month-end") + source, "bare")]
    assert listed[-1] == "cutoff"
    assert "closing.day" not in listed
    listed = [dict(f.values).get("word") for f in look(head + effect.format("same-day") + source, "bare")]
    assert listed[-1] == "cutoff.daily"


def test_a_file_without_an_example(look: Look) -> None:
    text = KIKYO[: KIKYO.index("[[example]]")] + KIKYO[KIKYO.index("[sources]") :]
    assert brief(look(text)) == [(WARNING, "no-example", "example")]


def test_sources_in_another_order_than_cited(look: Look) -> None:
    lines = KIKYO.splitlines()
    lines[-1], lines[-2] = lines[-2], lines[-1]
    assert brief(look("\n".join(lines) + "\n")) == [(WARNING, "order", "")]


def test_worst_findings_come_first(look: Look) -> None:
    text = changed("or_later = true", "continues = true")
    text = changed("Asked for later, the line ends a month later.", "x" * 300, text)
    text = changed('[[effect]]\nends = "month-end"\n', "[[effect]]\n", text)
    found = [finding.severity for finding in look(text)]
    assert found == [BLOCKING, WARNING, NOTE]


def test_unset_that_takes_nothing_away(look: Look) -> None:
    text = (FILES / "nadeshiko.toml").read_text(encoding="utf-8")
    found = look(changed('"contact"]', '"contact", "keep.pause", "note"]', text), "nadeshiko")
    assert [(finding.key, dict(finding.values)["value"]) for finding in found] == [
        ("finding.unset-nothing", "keep.pause")
    ]


def test_own_file_may_cite_own_papers(own: Path, shelf: Path) -> None:
    path = own / "kikyo.toml"
    text = 'format = 1\ninherits = "kikyo"\n\n[[closing]]\nday = 20\nsingle = ["my-bill"]\n'
    path.write_text(text + '\n[sources]\nmy-bill = { kind = "own", read = 2026-11-10 }\n')
    assert check_file(path, Pack(own, shelf), TODAY) == ()
    # The same file, wherever it lies, is the user's.
    elsewhere = own.parent / "kikyo.toml"
    elsewhere.write_text(path.read_text())
    assert check_file(elsewhere, Pack(None, shelf), TODAY) == ()
    papers = '[[lost]]\nwhere = "Desk"\nreported = ["my-bill", "other"]\n\n[sources]\n'
    other = 'other = { kind = "own", read = 2026-11-10 }\n'
    path.write_text(path.read_text().replace("[sources]\n", papers) + other)
    assert check_file(path, Pack(own, shelf), TODAY) == ()


def test_a_path_may_be_spelled_in_any_way(own: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "kikyo.toml").write_text('format = 1\ninherits = "kikyo"\n')
    monkeypatch.chdir(own)
    pack = Pack(own, shelf)
    papers = (
        '\n[[lost]]\nwhere = "Desk"\nsingle = ["me"]\n\n[sources]\nme = { kind = "own", read = 2026-11-10 }\n'
    )
    with Path("kikyo.toml").open("a") as handle:
        handle.write(papers)
    assert check_file(Path("kikyo.toml"), pack, TODAY) == ()
    assert check_file(Path("../own/kikyo.toml"), pack, TODAY) == ()
    # The shipped file is judged for itself, whatever of the user's lies over it.
    assert check_file(Path("../shipped/kikyo.toml"), pack, TODAY) == ()
    Path("kikyo.toml").write_text("format = ")
    assert check_file(Path("../shipped/kikyo.toml"), pack, TODAY) == ()
    Path("loop.toml").symlink_to("loop.toml")
    assert [one.key for one in check_file(Path("loop.toml"), pack)] == ["error.carrier-file.unreadable"]


def test_a_file_is_checked_against_the_shipped_ones_and_the_clock(tmp_path: Path) -> None:
    path = tmp_path / "my-card.toml"
    path.write_text('format = 1\ninherits = "docomo"\n')
    assert not [finding for finding in check_file(path) if finding.severity is BLOCKING]
    path.write_text('format = 1\ninherits = "dokomo"\n')
    (finding,) = check_file(path)
    assert finding.key == "error.carrier-file.unknown-parent"
    assert "docomo" in said(finding)


def test_fault_of_another_file_is_told_with_its_name(shelf: Path) -> None:
    club = shelf / "kikyo-club.toml"
    club.write_text(club.read_text(encoding="utf-8").replace("[[effect]]", "[[efect]]"), encoding="utf-8")
    (finding,) = check_file(shelf / "kikyo.toml", Pack(None, shelf), TODAY)
    assert finding.key == "error.carrier-file.unknown-header"
    assert str(club) in said(finding)


def test_links_that_lead_nowhere_are_found_with_the_rest(look: Look) -> None:
    text = changed('carrier = "kikyo-club"', 'carrier = "kikyo-clubs"')
    text = changed("or_later = true", "continues = true", text)
    keys = [finding.key for finding in look(text)]
    assert keys == ["finding.continues", "error.carrier-file.unknown-carrier"]


def test_sentences_are_those_that_people_read() -> None:
    found = sentences(FILES / "kikyo.toml")
    assert found[:3] == ("Monthly plans of an invented carrier", "Light plan", "Full plan")
    for sentence in (
        "My Kikyo",
        "An older page says the 20th for everybody.",
        "Asked for later, the line ends a month later.",
        "instalments",
        "The line was never used",
        "Japanese account",
        "Porting out is a procedure of its own.",
        "Ask whether a letter is accepted.",
    ):
        assert sentence in found
    assert "解約" not in found
    assert len(found) == len(set(found))
    assert sentences(FILES / "common.toml") == ("Deleting the profile ends nothing.",)


def test_sentences_of_a_broken_file(shelf: Path) -> None:
    path = shelf / "kikyo.toml"
    path.write_text(changed("[[effect]]", "[effect]"), encoding="utf-8")
    with pytest.raises(CarrierFileError):
        sentences(path)


def test_read_day_is_the_newest_of_the_pages_that_count(invented: Pack) -> None:
    days = {(fact.header, fact.key): (read_day(fact), fact.basis) for fact in invented.load("kikyo").facts}
    assert days["closing", "day"] == (date(2026, 11, 21), Basis.OFFICIAL)
    assert days["effect", "ends"] == (date(2026, 11, 20), Basis.REPORTED)
    assert days["lost", "where"] == (date(2026, 10, 1), Basis.SINGLE)


def test_a_guide_does_not_refresh_what_the_carrier_says(shelf: Path) -> None:
    path = shelf / "kikyo.toml"
    text = changed('kind = "official", read = 2026-11-21', 'kind = "official", read = 2024-01-01')
    path.write_text(text, encoding="utf-8")
    facts = Pack(None, shelf).load("kikyo").facts
    closing = next(fact for fact in facts if fact.header == "closing")
    assert {source.id for source in closing.sources} == {"home", "press"}
    assert read_day(closing) == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        (date(2027, 10, 1), 12, set()),
        (date(2027, 10, 2), 12, {date(2026, 10, 1)}),
        (date(2026, 11, 2), 1, {date(2026, 10, 1)}),
        (date(2027, 11, 21), 12, {date(2026, 10, 1), date(2026, 11, 20)}),
    ],
)
def test_stale_facts(invented: Pack, today: date, months: int, expected: set[date]) -> None:
    assert {read_day(fact) for fact in stale(invented.load("kikyo"), today, months)} == expected
