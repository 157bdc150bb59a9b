"""The lint finds every known defect, and nothing in sound files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.export.lint import lint, lint_chunks

HERE = Path(__file__).parent
SOUND = HERE / "sound.ics"
BROKEN = HERE / "broken"

DEFECTS = {
    "no DTSTAMP": "property-missing--dtstamp",
    "no UID": "property-missing--uid",
    "no DTSTART": "property-missing--dtstart",
    "no PRODID": "property-missing--prodid",
    "no VERSION": "property-missing--version",
    "another VERSION": "version",
    "DTEND before DTSTART": "end-not-after-start--before",
    "DTEND equal to DTSTART": "end-not-after-start--equal",
    "DTEND equal to DTSTART, timed": "end-not-after-start--time",
    "DTEND of another type": "end-of-other-type",
    "DTEND together with DURATION": "end-and-duration",
    "date without VALUE=DATE": "date-without-value",
    "date with dashes": "bad-date--dashes",
    "day that does not exist": "bad-date--no-such-day",
    "time under VALUE=DATE": "bad-date--time-as-date",
    "UTC under a TZID": "bad-date--utc-with-zone",
    "absolute TRIGGER without VALUE": "trigger-without-value",
    "absolute TRIGGER with TZID": "trigger-with-zone--without-value",
    "absolute TRIGGER with both": "trigger-with-zone",
    "absolute TRIGGER without UTC": "not-utc--trigger",
    "relative TRIGGER malformed": "bad-duration--trigger",
    "REFRESH-INTERVAL malformed": "bad-duration--refresh-interval",
    "DTSTAMP without UTC": "not-utc--dtstamp",
    "REFRESH-INTERVAL without VALUE": "value-missing--refresh-interval",
    "SOURCE without VALUE": "value-missing--source",
    "alarm without DESCRIPTION": "property-missing--alarm-description",
    "alarm without TRIGGER": "property-missing--alarm-trigger",
    "alarm without ACTION": "property-missing--alarm-action",
    "unknown STATUS": "status-unknown",
    "status of a task on an event": "status-of-other",
    "two STATUS": "property-repeated--status",
    "unescaped semicolon": "unescaped--semicolon",
    "unescaped comma": "unescaped--comma",
    "escape that does not exist": "bad-escape",
    "hex COLOR": "color-not-a-name",
    "TZID without VTIMEZONE": "zone-undefined",
    "TZID of fixed offset": "zone-fixed-offset",
    "UTC offset inside a time": "offset-in-time",
    "raw line break in text": "not-a-line--raw-newline",
    "raw line break before a colon": "property-unknown--raw-newline",
    "control character": "control-character",
    "bare CR": "control-character--bare-cr",
    "unknown property": "property-unknown",
    "unquoted colon in a parameter": "parameter-unquoted--address",
    "unquoted colon in an own parameter": "parameter-unquoted--text",
    "unquoted colon before an address": "bad-address--attendee",
    "address with other than ASCII": "bad-address",
    "the same UID twice": "uid-repeated",
    "two calendars": "calendar-second",
    "missing END of the calendar": "end-missing--calendar",
    "missing END of an event": "end-missing--event",
    "file cut off": "end-missing--cut-off",
    "END without BEGIN": "end-without-begin",
    "bare LF": "bare-lf",
    "one bare LF": "bare-lf--one",
    "no last line break": "no-last-break",
    "byte order mark": "bom",
    "cp932": "not-utf8--cp932",
    "line over 75 octets": "line-too-long",
    "UTF-8 sequence split by folding": "fold-inside-character",
    "escape split by folding": "fold-after-backslash",
    "no components": "no-components",
    "empty file": "no-calendar--empty",
    "property before the calendar": "outside-calendar",
    "component before the calendar": "outside-calendar--component",
    "component in the wrong place": "component-misplaced",
    "UID on the calendar": "calendar-uid",
    "UID inside VALARM": "alarm-uid",
    "alarm on a cancelled event": "alarm-on-cancelled",
    "property after an alarm": "property-after-alarm",
    "negative SEQUENCE": "bad-number",
    "malformed UTC offset": "bad-offset",
}


def test_sound_file_has_no_finding() -> None:
    assert lint(SOUND.read_bytes()) == ()


@pytest.mark.parametrize("name", DEFECTS.values(), ids=list(DEFECTS))
def test_defect_is_found_and_nothing_else(name: str) -> None:
    findings = lint((BROKEN / f"{name}.ics").read_bytes())
    assert {finding.code for finding in findings} == {name.split("--", maxsplit=1)[0]}


def test_every_broken_file_is_judged() -> None:
    assert {path.stem for path in BROKEN.glob("*.ics")} == set(DEFECTS.values())


def test_finding_names_its_line_and_what_is_meant() -> None:
    data = (BROKEN / "color-not-a-name.ics").read_bytes()
    (finding,) = lint(data)
    assert data.split(b"\r\n")[finding.line - 1] == b"COLOR:#DC143C"
    assert finding.name == "#DC143C"
    assert finding.key == "lint.color-not-a-name"


def test_findings_stand_in_the_order_of_their_lines() -> None:
    data = b"".join(
        line + b"\n" for line in SOUND.read_bytes().replace(b"VERSION:2.0", b"VERSION:1.0").split(b"\r\n")
    )
    findings = lint(data)
    assert [finding.line for finding in findings] == sorted(finding.line for finding in findings)
    assert {finding.code for finding in findings} == {"bare-lf", "version", "not-a-line"}


def test_a_task_and_an_all_zone_alarm_are_sound() -> None:
    task = (
        "BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20270101T000000Z\r\nDTSTART;VALUE=DATE:20270101\r\n"
        "DUE;VALUE=DATE:20270102\r\nATTENDEE;CN=Li:mailto:li@example.org\r\n"
        "RECURRENCE-ID;TZID=/example.org/Asia/Tokyo:20270101T000000\r\nSTATUS:NEEDS-ACTION\r\nEXDATE;VALUE=DATE:20270101,20270102\r\n"
        "RDATE;VALUE=PERIOD:20270101T000000Z/PT1H\r\nCATEGORIES:a,b\r\nX-OWN;X-P=1:anything; at, all\r\n"
        "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;RELATED=END:-P1W\r\nEND:VALARM\r\n"
        "BEGIN:X-OWN\r\nANYTHING:1\r\nEND:X-OWN\r\nEND:VTODO\r\n"
    )
    data = SOUND.read_bytes().replace(b"END:VCALENDAR\r\n", task.encode() + b"END:VCALENDAR\r\n")
    assert lint(data) == ()


def test_an_exception_of_a_series_shares_its_uid() -> None:
    uid = b"UID:0d9c-book-appointment@example.org\r\n"
    other = b"UID:0d9c-cancel-due@example.org\r\nRECURRENCE-ID;VALUE=DATE:20270217\r\n"
    assert lint(SOUND.read_bytes().replace(uid, other)) == ()


@given(st.binary(max_size=400))
def test_lint_bears_any_bytes(data: bytes) -> None:
    assert lint(data)


@given(st.data())
def test_lint_bears_any_damage(data: st.DataObject) -> None:
    sound = SOUND.read_bytes()
    at = data.draw(st.integers(0, len(sound)))
    until = data.draw(st.integers(at, min(len(sound), at + 60)))
    damaged = sound[:at] + data.draw(st.binary(max_size=40)) + sound[until:]
    lint(damaged)


@given(st.integers(1, 97))
def test_chunks_change_nothing(size: int) -> None:
    for path in (SOUND, BROKEN / "bare-lf--one.ics", BROKEN / "fold-inside-character.ics"):
        data = path.read_bytes()
        chunks = (data[at : at + size] for at in range(0, len(data), size))
        assert lint_chunks(chunks) == lint(data)
