"""The calendar file: its bytes, its stamps, its order."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from calendar_samples import (
    CANCEL_ROW,
    CANCEL_STEP,
    DEPARTURE,
    ID,
    KEEP_ROW,
    KEEP_STEP,
    LOOK_ROW,
    LOOK_STEP,
    NOW,
    PROOF_ROW,
    PROOF_STEP,
    TOKYO,
    WHY,
    events,
    export,
    merged,
    named,
    octets,
    plan,
    row,
    step,
    usual,
)

from tracker.core.contract import Person
from tracker.core.model import Plan, Problem, Remedy
from tracker.core.revision import Revision
from tracker.core.words import Severity, State
from tracker.errors import TrackerError
from tracker.export import ics_entries
from tracker.export.ics import CalendarOptions, write_calendar
from tracker.export.lint import lint
from tracker.export.revise import uid_of
from tracker.i18n import texts

LATER = NOW + timedelta(days=3)

HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//sim-tracker//sim-tracker 0//EN",
    "CALSCALE:GREGORIAN",
    "X-WR-CALNAME:Leaving Japan: SIM contracts",
    "NAME:Leaving Japan: SIM contracts",
    "X-WR-CALDESC",
    "DESCRIPTION",
    "X-WR-TIMEZONE:Asia/Tokyo",
    "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    "X-PUBLISHED-TTL:PT12H",
    "COLOR:steelblue",
    "X-APPLE-CALENDAR-COLOR:#4682B4",
)

EVENT = (
    "BEGIN:VEVENT",
    f"UID:{ID}-cancel-due@sim-tracker",
    "DTSTAMP:20270201T030000Z",
    "LAST-MODIFIED:20270201T030000Z",
    "CREATED:20270201T030000Z",
    "SEQUENCE:0",
    "DTSTART;VALUE=DATE:20270217",
    "DTEND;VALUE=DATE:20270218",
    "SUMMARY:Cancel au (My au\\, before 21:10)",
    "DESCRIPTION",
    "URL:https://www.au.com/english/support/",
    "CATEGORIES:SIM,cancel",
    "STATUS:CONFIRMED",
    "TRANSP:TRANSPARENT",
    "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    "COLOR:crimson",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:Cancel au (My au\\, before 21:10)",
    "TRIGGER:-PT15H",
    "END:VALARM",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "DESCRIPTION:Cancel au (My au\\, before 21:10)",
    "TRIGGER:PT9H",
    "END:VALARM",
    "END:VEVENT",
)


def unfolded(data: bytes) -> list[str]:
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


def assert_lines(lines: list[str], expected: tuple[str, ...]) -> None:
    """Each line is the one expected, or has its name where only that is given."""
    assert len(lines) == len(expected)
    for line, wanted in zip(lines, expected, strict=True):
        assert line == wanted or (":" not in wanted and line.startswith(f"{wanted}:"))


def test_properties_stand_in_their_order() -> None:
    lines = unfolded(octets(export(usual())))
    assert_lines(lines[: len(HEAD)], HEAD)
    at = lines.index(EVENT[1]) - 1
    assert_lines(lines[at : at + len(EVENT)], EVENT)
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_file_passes_the_lint_and_knows_its_size() -> None:
    exported = export(usual())
    data = octets(exported)
    assert lint(data) == ()
    assert len(data) == exported.octets
    assert data.count(b"BEGIN:VEVENT") == exported.events == 6
    assert octets(exported) == data


def test_what_no_calendar_of_ours_holds() -> None:
    data = octets(export(usual()))
    for never in (b"METHOD", b"VTODO", b"ORGANIZER", b"LINK", b"RRULE", b"VTIMEZONE", b"TZID"):
        assert never not in data


def test_events_are_sorted_by_day_and_uid() -> None:
    lines = unfolded(octets(export(usual())))
    uids = [line for line in lines if line.startswith("UID:")]
    starts = [line for line in lines if line.startswith("DTSTART")]
    pairs = list(zip(starts, uids, strict=True))
    assert pairs == sorted(pairs)


def test_unchanged_plan_gives_the_same_bytes() -> None:
    first = export(usual())
    before = merged({}, first)
    again = export(usual(today=date(2027, 2, 10)), before=before, now=LATER)
    assert octets(again) == octets(first)
    assert again.revisions == ()
    assert (again.added, again.changed, again.removed) == (0, 0, 0)


def test_order_of_plans_changes_nothing() -> None:
    one, two = usual(), usual(named("second", id="1" + ID[1:], departure=DEPARTURE))
    assert octets(export(one, two, labels=True)) == octets(export(two, one, labels=True))


def test_moved_event_counts_up_and_the_others_stay() -> None:
    first = export(usual())
    before = merged({}, first)
    moved_row = LOOK_ROW._replace(due=date(2027, 2, 5))
    moved = plan(
        (moved_row, (LOOK_STEP,)),
        (CANCEL_ROW, (CANCEL_STEP,)),
        (PROOF_ROW, (PROOF_STEP,)),
        (KEEP_ROW._replace(due=None), (KEEP_STEP,)),
    )
    second = export(moved, before=before, now=LATER)
    assert (second.added, second.changed, second.removed) == (0, 1, 1)
    found = events(second)
    look = found["look-due"]
    assert look["SEQUENCE"] == 1
    assert look.decoded("DTSTAMP") == look.decoded("LAST-MODIFIED") == LATER
    assert look.decoded("CREATED") == NOW
    assert found["cancel-due"].to_ical() == events(first)["cancel-due"].to_ical()


def test_stamps_only_ever_rise() -> None:
    before = merged({}, export(usual()))
    moved = plan((LOOK_ROW._replace(due=date(2027, 2, 5)), (LOOK_STEP,)))
    second = export(moved, before=before, now=NOW - timedelta(days=400))
    assert events(second)["look-due"].decoded("LAST-MODIFIED") == NOW + timedelta(seconds=1)


def test_stamps_are_whole_seconds_in_utc() -> None:
    exported = export(usual(), now=datetime(2027, 2, 1, 12, 0, 0, 999999, tzinfo=TOKYO))
    assert {revision.changed for revision in exported.revisions} == {NOW}
    assert {revision.changed.tzinfo for revision in exported.revisions} == {UTC}


def test_another_language_is_another_variant() -> None:
    exported = export(usual(), lang="ja")
    assert {revision.variant for revision in exported.revisions} == {"ja"}
    assert {revision.uid for revision in exported.revisions} == {
        revision.uid for revision in export(usual(), lang="zh").revisions
    }


def test_event_that_comes_back_counts_as_changed() -> None:
    before = merged({}, export(usual()))
    done = LOOK_ROW._replace(state=State.DONE)
    without = plan((done, (LOOK_STEP,)), (CANCEL_ROW, (CANCEL_STEP,)), (PROOF_ROW, (PROOF_STEP,)))
    dropped = export(without, before=before, now=LATER)
    assert "look-due" not in events(dropped)
    assert dropped.removed == 2
    before = merged(before, dropped)
    assert export(without, before=before, now=LATER).removed == 0
    back = export(usual(), before=before, now=LATER)
    assert events(back)["look-due"]["SEQUENCE"] == 1
    assert (back.added, back.changed) == (0, 2)


def test_events_of_contracts_that_are_not_exported_stay_as_they_are() -> None:
    other = named("second", id="1" + ID[1:])
    before = merged({}, export(usual(), usual(other), labels=True))
    alone = export(usual(), before=before, labels=True)
    assert {revision.contract_id for revision in alone.revisions} <= {ID}
    assert alone.removed == 0


def test_the_day_of_a_problem_is_that_of_its_first_export() -> None:
    def late(days: int) -> Problem:
        remedy = Remedy("remedy.other-number.text", (), None, None)
        return Problem(
            "document-ends-too-early",
            Severity.BLOCKING,
            "problem.document-ends-too-early.text",
            (("day", date(2027, 2, days)), ("document", "x"), ("until", date(2027, 2, days)), ("days", days)),
            (),
            days,
            None,
            (remedy,),
        )

    warned = usual(problems=(late(3),))
    first = export(warned)
    before = merged({}, first)
    assert events(first)["plan-problem"].decoded("DTSTART") == date(2027, 2, 1)
    again = export(warned._replace(today=date(2027, 2, 9)), before=before, now=LATER)
    assert octets(again) == octets(first)
    worse = export(usual(problems=(late(4),)), before=before, now=datetime(2027, 2, 4, 15, 0, tzinfo=UTC))
    problem = events(worse)["plan-problem"]
    assert problem.decoded("DTSTART") == date(2027, 2, 5)
    assert problem.decoded("DTEND") == date(2027, 2, 6)
    solved = export(usual(), before=before, now=LATER)
    assert "plan-problem" not in events(solved)
    back = export(warned, before=merged(before, solved), now=LATER)
    assert events(back)["plan-problem"].decoded("DTSTART") == date(2027, 2, 4)


def test_calendar_without_events_is_still_one() -> None:
    exported = export(plan(contract=named("main", person=Person())))
    assert exported.events == 0
    data = octets(exported)
    assert lint(data) == ()
    assert b"BEGIN:VTIMEZONE" in data


def test_time_zone_stands_before_the_events_when_one_is_timed() -> None:
    booked = CANCEL_STEP._replace(appointment=datetime(2027, 2, 17, 10, 30, tzinfo=TOKYO))
    lines = unfolded(octets(export(plan((CANCEL_ROW, (booked,))))))
    assert lines.count("BEGIN:VTIMEZONE") == 1
    assert lines.index("BEGIN:VTIMEZONE") < lines.index("BEGIN:VEVENT")
    assert lines[lines.index("BEGIN:VTIMEZONE") :][:9] == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "TZNAME:JST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
    at = lines.index(f"UID:{ID}-cancel-appointment@sim-tracker")
    timed = lines[at : lines.index("END:VEVENT", at)]
    for expected in (
        "DTSTART;TZID=Asia/Tokyo:20270217T103000",
        "DTEND;TZID=Asia/Tokyo:20270217T113000",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "TRIGGER:-PT2H",
        "TRIGGER:-P1D",
    ):
        assert expected in timed


def test_uids_do_not_depend_on_name_day_or_language() -> None:
    uids = {revision.uid for revision in export(usual()).revisions}
    assert uids == {
        f"{ID}-{slot}@sim-tracker"
        for slot in ("look-due", "cancel-due", "cancel-last", "proof-due", "until-due", "departure-due")
    }
    renamed = usual(named("work phone"), today=date(2027, 3, 1))
    assert {revision.uid for revision in export(renamed, lang="ja", labels=True).revisions} == uids


@pytest.mark.parametrize("contract_id", [ID, "x" * 200, "日本", ""])
def test_uids_are_safe_short_and_distinct(contract_id: str) -> None:
    keys = ("bank", "学生", "公司", "a/b", "a:b", "a-b", "z" * 150)
    slots = [f"unbind:{key}:due" for key in keys]
    uids = [uid_of(contract_id, slot) for slot in slots]
    assert len(set(uids)) == len(slots)
    for uid in uids:
        assert len(uid) <= 120
        assert set(uid) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+@-")


def test_revision_remembers_slot_and_contract() -> None:
    (revision,) = (one for one in export(usual()).revisions if one.slot == "cancel:last")
    said = ("2027-02-18", "2027-02-19", "Last day: Cancel au (before 21:10)", "2027-02-18")
    assert revision == Revision(ID, "cancel:last", "en", revision.uid, revision.digest, 0, NOW, NOW, *said)
    assert len(revision.digest) == 32


def test_self_check_finds_broken_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics_entries, "fold", lambda line: line.encode() + b"\r\n")
    with pytest.raises(TrackerError) as caught:
        export(usual())
    assert caught.value.key == "error.output.self-check"
    assert "line-too-long" in str(caught.value.values["reason"])


def test_self_check_finds_what_reads_back_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics_entries, "escape", lambda text: text.replace("\n", "\\n"))
    slashed = usual(named("C:\\new"))
    with pytest.raises(TrackerError) as caught:
        export(slashed, labels=True)
    assert caught.value.key == "error.output.self-check"
    assert "not-read-back" in str(caught.value.values["reason"])


def test_memory_stays_flat() -> None:
    """A thousand contracts may take 60 MiB; here forty, each with as many events as real ones."""
    keys = ("look", "number", "move", "empty", "proof", "clear", "bill", "prepare", "lost")
    steps = [step("back-up-data", key, date(2027, 2, 9), key=key, reasons=WHY * 2) for key in keys]
    pairs = [
        (row(number, each.row, each.due, each, title_key="row.empty.title"), (each,))
        for number, each in enumerate(steps)
    ]

    def plans(count: int) -> Iterator[Plan]:
        for number in range(count):
            contract = named(f"line {number}", id=f"{number:08}{ID[8:]}", departure=DEPARTURE)
            yield plan((CANCEL_ROW, (CANCEL_STEP,)), *pairs, contract=contract)

    octets(export(*plans(1), lang="zh"))
    tracemalloc.start()
    exported = write_calendar(
        plans(40), texts=texts("zh"), revisions={}, now=NOW, options=CalendarOptions(labels=True)
    )
    written = sum(map(len, exported.chunks()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert exported.events == 480
    assert written > 500_000
    assert peak < 60 * 1024 * 1024 * 40 // 1000
