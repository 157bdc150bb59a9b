from __future__ import annotations

import pytest
from cli_program import Program, fixture_au, fixture_tracker  # noqa: F401

LANGUAGES = ("en", "zh", "ja")
OWN_PHONE = "157"
"""The number that only the stolen phone could call."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_has_to_be_recorded(tracker: Program, lang: str) -> None:
    ran = tracker.ok("--lang", lang, "lost", "--carrier", "docomo")
    numbers = [line.split()[0] for line in ran.out.splitlines() if line[:3].strip().isdigit()]
    assert numbers == ["1", "2", "3", "4", "5"]
    for word in ("0120-524-360", "+81-3-6832-6600?", "icloud.com/find", "google.com/android/find", "交番"):
        assert word in ran.out
    assert "tracker add --carrier docomo" in ran.out
    assert tracker.ok("list", "--json").json()["contracts"] == []


@pytest.mark.parametrize(("lang", "number"), [("en", "0120-959-472"), ("zh", "0120-959-476")])
def test_the_desk_speaks_the_language(tracker: Program, lang: str, number: str) -> None:
    assert number in tracker.ok("--lang", lang, "lost", "--carrier", "au").out


def test_no_number_needs_the_stolen_phone(tracker: Program) -> None:
    for carrier in ("au", "softbank", "docomo", "rakuten-mobile"):
        assert OWN_PHONE not in tracker.ok("lost", "--carrier", carrier).out.replace("0077", "")


def test_a_carrier_is_enough_of_a_name(tracker: Program) -> None:
    assert "SoftBank" in tracker.ok("lost", "ソフトバンク").out


def test_without_a_word_all_carriers_that_say_how_are_listed(tracker: Program) -> None:
    ran = tracker.ok("lost")
    for name in ("au: ", "docomo: 0120-524-360", "SoftBank: My SoftBank", "Mobal: "):
        assert name in ran.out
    assert "tracker lost --carrier NAME" in ran.out
    lines = tracker.ok("lost", "--json").json()["lines"]
    assert isinstance(lines, list)
    assert len(lines) > 5


def test_what_is_unknown_is_said_so(tracker: Program) -> None:
    ran = tracker.ok("lost", "--carrier", "yu-mobile")
    assert "紛失・盗難" in ran.out
    assert "usually goes on" in ran.out


def test_a_line_that_ends_by_itself_after_a_report_says_when(tracker: Program) -> None:
    assert "7 days after the report" in " ".join(tracker.ok("lost", "--carrier", "mobal").out.split())


def test_a_recorded_line_is_marked_and_its_plan_follows(au: Program) -> None:
    ran = au.ok("lost")
    assert "WeChat" in ran.out
    assert "Suspend the line first" in ran.out
    assert "since Mon 1 Feb" in ran.err
    found = au.ok("show", "--json").json()["contract"]
    assert isinstance(found, dict)
    assert found["lost"] == "2027-02-01"
    # Asked again later the day stays, and what is done is done.
    au.ok("done", "suspend-line", "--today", "2027-02-02")
    assert "since Mon 1 Feb" in au.ok("lost", "--today", "2027-02-03").err


def test_the_number_to_type_is_that_of_the_row(au: Program) -> None:
    ran = au.ok("lost")
    number = next(
        line.split()[0].rstrip("*") for line in ran.out.splitlines() if "Suspend the line first" in line
    )
    assert f"tracker done main {number}" in ran.out
    assert f"step {number}." in ran.out
    assert au.ok("done", "main", number).code == 0


def test_found_again(au: Program) -> None:
    au.ok("lost", "main")
    au.ok("done", "suspend-line")
    assert "found" in au.ok("lost", "--found").err
    found = au.ok("show", "--json").json()["contract"]
    assert isinstance(found, dict)
    assert (found["lost"], found["marks"]) == (None, [])
    ran = au("lost", "--found")
    assert (ran.code, ran.out) == (2, "")
    assert "nothing to take back" in ran.err


def test_several_lines_are_all_told_and_none_is_recorded(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    ran = au.ok("lost")
    assert "au: " in ran.out
    assert "povo" in ran.out
    assert "tracker lost NAME" in ran.out
    contracts = au.ok("show", "main", "--json").json()["contract"]
    assert isinstance(contracts, dict)
    assert contracts["lost"] is None
    assert au("lost", "--found").code == 2


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("lost", "main", "--carrier", "au"), 2, "either a name or --carrier"),
        (("lost", "--carrier", "au", "--found"), 2, "either a name or --carrier"),
        (("lost", "mian"), 3, "main"),
        (("lost", "--carrier", "nobody"), 3, "nobody"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    au: Program, args: tuple[str, ...], code: int, words: str
) -> None:
    ran = au(*args)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_word_that_is_nothing_with_nothing_recorded(tracker: Program) -> None:
    assert tracker("lost", "nobody").code == 3
    assert tracker("lost", "--found").code == 3


def test_a_damaged_store_is_no_obstacle(tracker: Program) -> None:
    tracker.ok("add", "--carrier", "au")
    (tracker.folder / "data" / "sim-tracker" / "tracker.db").write_bytes(b"no database")
    assert tracker("list").code == 5
    assert "0120-959-472" in tracker.ok("lost", "--carrier", "au").out
