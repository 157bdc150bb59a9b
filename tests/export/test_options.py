"""Every option of an export, by the bytes that it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

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
    merged,
    named,
    plan,
    usual,
)

from tracker.core.contract import Mark
from tracker.core.model import Plan
from tracker.core.revision import Revision
from tracker.core.words import State
from tracker.export.clients import DEFAULTS, Client, options_for
from tracker.export.ics import CalendarOptions, Document, Export, write_calendar
from tracker.export.lint import lint
from tracker.export.options import (
    AlarmMode,
    Alarms,
    Method,
    Split,
    Todos,
    Tombstones,
    from_text,
    to_text,
)
from tracker.i18n import texts

LATER = NOW + timedelta(days=3)
BOOKED = CANCEL_STEP._replace(
    appointment=datetime(2027, 2, 17, 10, 30, tzinfo=TOKYO), mark=Mark(key="cancel", place="2F")
)


def written(
    *plans: Plan,
    before: Mapping[str, Revision] | None = None,
    now: datetime = NOW,
    lang: str = "en",
    **options: Any,
) -> Export:
    chosen = CalendarOptions(**options)
    export = write_calendar(
        plans or (usual(),), texts=texts(lang), revisions=before or {}, now=now, options=chosen
    )
    for document in export.documents:
        assert lint(data_of(document)) == ()
        assert document.octets == len(data_of(document))
    return export


def data_of(document: Document) -> bytes:
    return b"".join(document.chunks())


def lines_of(document: Document) -> list[str]:
    return data_of(document).replace(b"\r\n ", b"").decode().split("\r\n")


def entry(export: Export, slot: str) -> list[str]:
    """Return the lines of one entry, in whichever file it stands."""
    for document in export.documents:
        lines = lines_of(document)
        uid = f"UID:{ID}-{slot}@sim-tracker"
        if uid in lines:
            at = lines.index(uid)
            kind = lines[at - 1].removeprefix("BEGIN:")
            return lines[at : lines.index(f"END:{kind}", at)]
    raise AssertionError(slot)


def triggers(export: Export, slot: str) -> list[str]:
    return [line.removeprefix("TRIGGER") for line in entry(export, slot) if line.startswith("TRIGGER")]


def uids(document: Document) -> list[str]:
    return [
        line.removeprefix(f"UID:{ID}-").removesuffix("@sim-tracker")
        for line in lines_of(document)
        if line.startswith("UID:")
    ]


# --- alarms


@pytest.mark.parametrize(
    ("alarms", "look", "cancel", "booked"),
    [
        (Alarms.USUAL, [":-PT15H"], [":-PT15H", ":PT9H"], [":-PT2H", ":-P1D"]),
        (Alarms.NONE, [], [], []),
        (Alarms.ONE, [":-PT15H"], [":-PT15H"], [":-PT2H"]),
        (Alarms.ALL, [":-PT15H", ":PT9H"], [":-PT15H", ":PT9H"], [":-PT2H", ":-P1D"]),
    ],
)
def test_alarms(alarms: Alarms, look: list[str], cancel: list[str], booked: list[str]) -> None:
    export = written(plan((LOOK_ROW, (LOOK_STEP,)), (CANCEL_ROW, (BOOKED,))), alarms=alarms)
    assert triggers(export, "look-due") == look
    assert triggers(export, "cancel-due") == cancel
    assert triggers(export, "cancel-appointment") == booked


@pytest.mark.parametrize(
    ("at", "days", "look", "cancel"),
    [
        (time(20, 30), 1, [":-PT3H30M"], [":-PT3H30M", ":PT20H30M"]),
        (time(9), 3, [":-P2DT15H"], [":-P2DT15H", ":PT9H"]),
        (time(9), 0, [":PT9H"], [":PT9H"]),
        (time(0), 1, [":-P1D"], [":-P1D", ":P0D"]),
    ],
)
def test_day_and_hour_of_reminders(at: time, days: int, look: list[str], cancel: list[str]) -> None:
    export = written(remind_at=at, remind_days=days)
    assert triggers(export, "look-due") == look
    assert triggers(export, "cancel-due") == cancel


def test_absolute_alarms_are_instants_of_japan() -> None:
    export = written(plan((CANCEL_ROW, (BOOKED,))), alarm_mode=AlarmMode.ABSOLUTE)
    assert triggers(export, "cancel-due") == [
        ";VALUE=DATE-TIME:20270216T000000Z",
        ";VALUE=DATE-TIME:20270217T000000Z",
    ]
    assert triggers(export, "cancel-appointment") == [
        ";VALUE=DATE-TIME:20270216T233000Z",
        ";VALUE=DATE-TIME:20270216T013000Z",
    ]


def test_reminder_events_ring_by_being_there() -> None:
    export = written(plan((CANCEL_ROW, (BOOKED,))), reminder_events=True)
    first, second = entry(export, "cancel-due-r1"), entry(export, "cancel-due-r2")
    assert "DTSTART;TZID=Asia/Tokyo:20270216T090000" in first
    assert "DTEND;TZID=Asia/Tokyo:20270216T091500" in first
    assert "DTSTART;TZID=Asia/Tokyo:20270217T090000" in second
    for lines in (first, second):
        assert "TRANSP:TRANSPARENT" in lines
        assert "BEGIN:VALARM" not in lines
    assert "cancel-appointment-r1" not in uids(export.documents[0])
    quiet = written(reminder_events=True, alarms=Alarms.NONE)
    assert "look-due-r1" in uids(quiet.documents[0])
    assert triggers(quiet, "look-due") == []


# --- forms


def test_times_in_utc_need_no_zone() -> None:
    export = written(plan((CANCEL_ROW, (BOOKED,))), utc=True)
    data = data_of(export.documents[0])
    assert b"TZID" not in data
    assert b"VTIMEZONE" not in data
    assert "DTSTART:20270217T013000Z" in entry(export, "cancel-appointment")


def test_private_and_method() -> None:
    plain = data_of(written().documents[0])
    assert b"CLASS" not in plain
    assert b"METHOD" not in plain
    marked = written(private=True, method=Method.PUBLISH)
    assert data_of(marked.documents[0]).count(b"\r\nCLASS:PRIVATE\r\n") == marked.events
    assert lines_of(marked.documents[0])[4] == "METHOD:PUBLISH"


def test_a_feed_says_its_source() -> None:
    lines = lines_of(written(source="https://example.org/f/x.ics").documents[0])
    assert "SOURCE;VALUE=URI:https://example.org/f/x.ics" in lines


def test_bars_stand_beside_the_event_and_ring_never() -> None:
    plain = written()
    export = written(windows=True)
    bar = entry(export, "cancel-window")
    assert "DTSTART;VALUE=DATE:20270201" in bar
    assert "DTEND;VALUE=DATE:20270219" in bar
    assert "TRANSP:TRANSPARENT" in bar
    assert "BEGIN:VALARM" not in bar
    assert [line for line in bar if line.startswith("SUMMARY:Possible: Cancel au")]
    assert set(uids(plain.documents[0])) < set(uids(export.documents[0]))
    spanned = KEEP_ROW._replace(span=(date(2027, 3, 1), date(2027, 4, 30)))
    assert "DTEND;VALUE=DATE:20270501" in entry(
        written(plan((spanned, (KEEP_STEP,))), windows=True), "until-window"
    )
    single = LOOK_STEP._replace(start=LOOK_ROW.due)
    assert "look-window" not in uids(written(plan((LOOK_ROW, (single,))), windows=True).documents[0])


def test_what_comes_first_is_said_and_linked() -> None:
    waiting = PROOF_STEP._replace(depends_on=("cancel", "gone"))
    export = written(plan((CANCEL_ROW, (CANCEL_STEP,)), (PROOF_ROW, (waiting,))))
    lines = entry(export, "proof-due")
    assert f"RELATED-TO;RELTYPE=DEPENDS-ON:{ID}-cancel-due@sim-tracker" in lines
    text = next(line for line in lines if line.startswith("DESCRIPTION"))
    assert text.endswith("Comes after:\\n- Cancel au (My au\\, before 21:10)")
    done = CANCEL_ROW._replace(state=State.DONE)
    alone = entry(written(plan((done, (CANCEL_STEP,)), (PROOF_ROW, (waiting,)))), "proof-due")
    assert not any(line.startswith("RELATED-TO") for line in alone)


# --- tasks


def tasked() -> Plan:
    done = PROOF_STEP._replace(
        state=State.DONE, mark=Mark(key="confirm-cancellation", state=State.DONE, on=date(2027, 2, 17))
    )
    both = PROOF_ROW._replace(steps=("confirm-cancellation", "save-evidence"))
    evidence = PROOF_STEP._replace(
        key="save-evidence", kind="save-evidence", title_key="step.save-evidence.title"
    )
    look = LOOK_STEP._replace(state=State.DONE, mark=Mark(key="check-contract", state=State.DONE))
    return plan(
        (LOOK_ROW._replace(state=State.DONE), (look,)),
        (CANCEL_ROW, (CANCEL_STEP,)),
        (both, (done, evidence)),
        (KEEP_ROW, (KEEP_STEP,)),
    )


def test_tasks_stand_in_a_file_of_their_own() -> None:
    export = written(tasked(), todos=Todos.SEPARATE)
    events, tasks = export.documents
    assert (events.suffix, tasks.suffix) == ("", "todos")
    assert b"VTODO" not in data_of(events)
    assert b"VEVENT" not in data_of(tasks)
    assert (tasks.events, tasks.tasks) == (0, data_of(tasks).count(b"BEGIN:VTODO"))
    assert data_of(events) == data_of(written(tasked()).documents[0])


def test_a_task_holds_what_task_lists_read() -> None:
    export = written(tasked(), todos=Todos.SEPARATE)
    cancel = entry(export, "cancel-todo")
    assert cancel[4:7] == ["SEQUENCE:0", "DTSTART;VALUE=DATE:20270201", "DUE;VALUE=DATE:20270217"]
    for line in ("STATUS:NEEDS-ACTION", "PERCENT-COMPLETE:0", "PRIORITY:1"):
        assert line in cancel
    assert "PRIORITY:9" in entry(export, "until-todo")
    half = entry(export, "proof-todo")
    assert "STATUS:IN-PROCESS" in half
    assert "PERCENT-COMPLETE:50" in half
    child = entry(export, "confirm-cancellation-todo-step")
    assert f"RELATED-TO;RELTYPE=PARENT:{ID}-proof-todo@sim-tracker" in child
    for line in ("STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED:20270217T030000Z"):
        assert line in child
    assert "COMPLETED:20270202T030000Z" in entry(export, "look-todo")
    assert not any(line.startswith("BEGIN:VALARM") for line in lines_of(export.documents[1]))


def test_tasks_may_stand_among_the_events() -> None:
    export = written(tasked(), todos=Todos.INLINE)
    (document,) = export.documents
    assert document.tasks > 3
    assert data_of(document).count(b"BEGIN:VEVENT") == document.events
    assert export.added == written(tasked()).added


def test_tasks_that_are_wanted_no_more_are_not_counted_as_steps() -> None:
    first = written(tasked(), todos=Todos.INLINE)
    again = written(tasked(), before=merged({}, first), now=LATER)
    assert again.changes == ()
    assert len(again.revisions) == first.tasks


# --- several files


def two() -> tuple[Plan, Plan]:
    return usual(), usual(named("second", id="1" + ID[1:], departure=DEPARTURE))


def test_a_file_for_each_contract() -> None:
    export = written(*two(), split=Split.CONTRACT)
    assert [document.suffix for document in export.documents] == ["main", "second"]
    first, second = (lines_of(document) for document in export.documents)
    assert "X-WR-CALNAME:Leaving Japan: main" in first
    assert "X-WR-CALNAME:Leaving Japan: second" in second
    assert sum(line == "SUMMARY:Leave Japan" for line in first + second) == 2
    together = written(*two(), labels=True)
    assert {each.uid for each in export.revisions} == {each.uid for each in together.revisions}


def test_a_large_file_is_split_between_contracts() -> None:
    plans = [usual(named(f"line {n}", id=f"{n}{ID[1:]}")) for n in range(5)]
    whole = written(*plans, labels=True)
    most = whole.octets // 2
    export = written(*plans, labels=True, max_bytes=most)
    assert [document.suffix for document in export.documents] == ["", "2", "3"]
    assert all(document.octets <= most for document in export.documents)
    assert export.events == whole.events
    for document in export.documents:
        owners = {uid.split("@")[0][:36] for uid in uids(document)}
        assert owners
    alone = written(usual(), max_bytes=1000)
    assert len(alone.documents) == 1


# --- what is gone, past or unchanged


def gone_plan() -> Plan:
    return plan((CANCEL_ROW, (CANCEL_STEP,)), (PROOF_ROW, (PROOF_STEP,)), (KEEP_ROW, (KEEP_STEP,)))


def test_tombstones_stay_for_thirty_days() -> None:
    before = merged({}, written())
    export = written(gone_plan(), before=before, now=LATER, tombstones=Tombstones.ON)
    lines = entry(export, "look-due")
    for line in (
        "SEQUENCE:1",
        "CREATED:20270201T030000Z",
        "DTSTART;VALUE=DATE:20270202",
        "SUMMARY:[Off] Log in to My au\\; read the last bill",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ):
        assert line in lines
    assert "BEGIN:VALARM" not in lines
    assert export.removed == 1
    kept = merged(before, export)
    again = written(gone_plan(), before=kept, now=LATER + timedelta(days=20), tombstones=Tombstones.ON)
    assert data_of(again.documents[0]) == data_of(export.documents[0])
    assert again.changes == ()
    late = written(gone_plan(), before=kept, now=NOW + timedelta(days=40), tombstones=Tombstones.ON)
    assert "look-due" not in uids(late.documents[0])
    assert late.changes == ()
    back = written(before=kept, now=LATER + timedelta(days=1), tombstones=Tombstones.ON)
    assert "SEQUENCE:2" in entry(back, "look-due")
    assert "STATUS:CONFIRMED" in entry(back, "look-due")


def test_a_tombstone_of_what_was_done_says_so() -> None:
    before = merged({}, written(lang="zh"))
    done = plan((LOOK_ROW._replace(state=State.DONE), (LOOK_STEP,)), (CANCEL_ROW, (CANCEL_STEP,)))
    export = written(done, before=before, now=LATER, lang="zh", tombstones=Tombstones.ON)
    assert any(line.startswith("SUMMARY:【已完成】") for line in entry(export, "look-due"))
    assert any(line.startswith("SUMMARY:【取消】") for line in entry(export, "proof-due"))
    hidden = written(done, before=before, now=LATER, lang="zh", tombstones=Tombstones.ON, redact=True)
    assert "SUMMARY:【已完成】手机卡计划中的一步" in entry(hidden, "look-due")


def test_a_timed_event_leaves_a_timed_tombstone_and_a_task_none() -> None:
    booked = plan((CANCEL_ROW, (BOOKED,)))
    before = merged({}, written(booked, todos=Todos.INLINE))
    export = written(plan((CANCEL_ROW, (CANCEL_STEP,))), before=before, now=LATER, tombstones=Tombstones.ON)
    assert "DTSTART;TZID=Asia/Tokyo:20270217T103000" in entry(export, "cancel-appointment")
    assert "cancel-todo" not in uids(export.documents[0])


def test_an_event_that_was_forgotten_may_still_leave_a_tombstone() -> None:
    before = merged({}, written())
    plain = written(gone_plan(), before=before, now=LATER)
    assert (plain.removed, "look-due" in uids(plain.documents[0])) == (1, False)
    export = written(gone_plan(), before=merged(before, plain), now=LATER, tombstones=Tombstones.ON)
    assert "STATUS:CANCELLED" in entry(export, "look-due")
    assert export.removed == 0


def test_only_what_changed() -> None:
    before = merged({}, written())
    moved = plan(
        (LOOK_ROW._replace(due=date(2027, 2, 5)), (LOOK_STEP,)),
        (CANCEL_ROW, (CANCEL_STEP,)),
        (PROOF_ROW, (PROOF_STEP,)),
    )
    export = written(moved, before=before, now=LATER, changes_only=True, tombstones=Tombstones.ON)
    assert sorted(uids(export.documents[0])) == ["look-due", "until-due"]
    assert (export.moved, export.removed) == (1, 1)
    again = written(
        moved, before=merged(before, export), now=LATER, changes_only=True, tombstones=Tombstones.ON
    )
    assert (again.events, again.revisions) == (0, ())


def test_old_events_may_be_left_out_and_are_not_forgotten() -> None:
    before = merged({}, written())
    later = datetime(2027, 2, 15, tzinfo=TOKYO)
    export = written(before=before, now=later, past_days=10)
    assert "look-due" not in uids(export.documents[0])
    assert "cancel-due" in uids(export.documents[0])
    assert export.revisions == ()
    assert "look-due" in uids(written(before=before, now=later, past_days=20).documents[0])
    tasks = written(now=later, past_days=10, todos=Todos.SEPARATE).documents[1]
    assert "look-todo" not in uids(tasks)


def test_events_of_contracts_that_are_no_more_are_gone_from_the_whole() -> None:
    one, other = two()
    before = merged({}, written(one, other, labels=True))
    part = written(one, before=before, now=LATER, labels=True)
    assert part.removed == 0
    whole = written(one, before=before, now=LATER, labels=True, whole=True)
    assert whole.removed > 3
    marked = written(one, before=before, now=LATER, labels=True, whole=True, tombstones=Tombstones.ON)
    assert marked.events > part.events


# --- revisions


@pytest.mark.parametrize(
    "options",
    [
        {"alarms": Alarms.ALL},
        {"alarm_mode": AlarmMode.ABSOLUTE},
        {"remind_at": time(8)},
        {"private": True},
    ],
)
def test_an_option_that_changes_an_event_raises_its_sequence(options: dict[str, Any]) -> None:
    first = written()
    second = written(before=merged({}, first), now=LATER, **options)
    assert "SEQUENCE:1" in entry(second, "look-due")
    assert "LAST-MODIFIED:20270204T030000Z" in entry(second, "look-due")
    assert first.events - 1 <= second.changed <= first.events
    assert second.moved == 0
    third = written(before=merged(merged({}, first), second), now=LATER, **options)
    assert data_of(third.documents[0]) == data_of(second.documents[0])


@pytest.mark.parametrize("options", [{"windows": True}, {"reminder_events": True}, {"utc": True}])
def test_an_option_that_adds_to_the_file_leaves_the_other_events_as_they_were(
    options: dict[str, Any],
) -> None:
    second = written(before=merged({}, written()), now=LATER, **options)
    assert "SEQUENCE:0" in entry(second, "look-due")
    assert second.changes == ()


def test_every_choice_gives_the_same_bytes_again() -> None:
    chosen: dict[str, Any] = {
        "todos": Todos.SEPARATE,
        "windows": True,
        "reminder_events": True,
        "private": True,
        "alarm_mode": AlarmMode.ABSOLUTE,
        "tombstones": Tombstones.ON,
        "split": Split.CONTRACT,
    }
    first = written(*two(), **chosen)
    later = [each._replace(today=each.today + timedelta(days=9)) for each in two()]
    again = written(*later, before=merged({}, first), now=NOW + timedelta(days=9), **chosen)
    assert list(map(data_of, again.documents)) == list(map(data_of, first.documents))
    assert again.revisions == ()


# --- the apps


def test_every_app_has_its_defaults_and_they_are_fields() -> None:
    assert set(DEFAULTS) == set(Client)
    for client in Client:
        options = options_for(client, CalendarOptions(), frozenset())
        assert (
            lint(data_of(written(**{name: getattr(options, name) for name in DEFAULTS[client]}).documents[0]))
            == ()
        )
    assert options_for(Client.GOOGLE, CalendarOptions(), frozenset()).reminder_events
    assert options_for(Client.OUTLOOK, CalendarOptions(), frozenset()).alarms is Alarms.ONE
    tombs = {c for c in Client if options_for(c, CalendarOptions(), frozenset()).tombstones is Tombstones.ON}
    assert tombs == {Client.KHAL, Client.GNOME}


def test_what_a_person_says_wins_over_the_app() -> None:
    mine = CalendarOptions(alarms=Alarms.ALL)
    assert options_for(Client.OUTLOOK, mine, frozenset({"alarms"})).alarms is Alarms.ALL


def test_options_can_be_remembered() -> None:
    options = CalendarOptions(
        alarms=Alarms.ONE, remind_at=time(7, 45), method=Method.PUBLISH, past_days=3, split=Split.CONTRACT
    )
    assert from_text(to_text(options)) == options
    assert from_text(to_text(replace(options, method=None))) == replace(options, method=None)
    for damaged in (None, "", "[", '{"alarms": "loud"}', '{"remind_at": 3}', "[]"):
        assert from_text(damaged) == CalendarOptions()
    assert from_text('{"later": 1}') == CalendarOptions()
