"""Every defect of icalendar 7 that is worked round: each test fails without its remedy."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from calendar_samples import CANCEL_ROW, CANCEL_STEP, NOW, export, named, octets, plan, usual
from icalendar import Calendar

from tracker.core.revision import Revision
from tracker.export.events import Event
from tracker.export.ics_entries import Content, head

DAY = date(2027, 2, 17)
REVISION = Revision("c", "cancel:due", "en", "c-cancel-due@sim-tracker", "d", 0, NOW, NOW)


def event(**changes: object) -> Event:
    values: dict[str, object] = {
        "contract_id": "c",
        "slot": "cancel:due",
        "category": "cancel",
        "start": DAY,
        "end": DAY + timedelta(days=1),
        "summary": "Cancel",
        "description": "Why",
        **changes,
    }
    return Event(**values)  # type: ignore[arg-type]


def written(**changes: object) -> bytes:
    made = event(**changes)
    assert made.start is not None
    assert made.end is not None
    content = Content(made)
    data = content.to_bytes(REVISION, made.start, made.end)
    assert content.reads_back(data, made.start, made.end)
    return data


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Tokyo"), timezone(timedelta(hours=9))])
def test_absolute_trigger_says_its_type_and_is_in_utc(zone: timezone) -> None:
    data = written(alarms=(datetime(2027, 2, 16, 0, 0, tzinfo=UTC).astimezone(zone),))
    assert b"\r\nTRIGGER;VALUE=DATE-TIME:20270216T000000Z\r\n" in data


def test_refresh_interval_says_its_type() -> None:
    data = head(name="a", description="b", zone=False)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in data


def test_calendar_has_no_uid() -> None:
    assert b"UID" not in head(name="a", description="b", zone=True)


def test_names_of_the_calendar_cannot_inject_lines() -> None:
    data = head(name="a, b; c\\d\r\nMETHOD:CANCEL", description="x\nBEGIN:VEVENT", zone=False)
    assert "X-WR-CALNAME:a・ b； c＼d METHOD:CANCEL\r\n".encode() in data
    assert b"\r\nMETHOD" not in data
    assert b"\r\nBEGIN:VEVENT" not in data


def test_a_backslash_before_n_stays_one() -> None:
    data = written(summary=r"C:\New \new \\N", description=r"\N \n \;")
    read = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + data + b"END:VCALENDAR\r\n").walk("VEVENT")[0]
    assert str(read["SUMMARY"]) == r"C:\New \new \\N"
    assert str(read["DESCRIPTION"]) == r"\N \n \;"


def test_a_zone_of_fixed_offset_becomes_the_named_one() -> None:
    start = datetime(2027, 2, 17, 10, 0, tzinfo=timezone(timedelta(hours=9)))
    data = written(start=start, end=start + timedelta(hours=1))
    assert b"\r\nDTSTART;TZID=Asia/Tokyo:20270217T100000\r\n" in data


def test_control_characters_do_not_pass() -> None:
    data = written(summary="a\x07b\x00", description="a\x1bb\ufeff\u2028c\rd")
    assert b"\r\nSUMMARY:ab\r\n" in data
    assert b"\r\nDESCRIPTION:ab\\nc\\nd\r\n" in data


@pytest.mark.parametrize("before", range(55, 75))
def test_folding_keeps_an_escaped_backslash_together(before: int) -> None:
    data = written(summary="x" * before + "\\" * 10)
    for line in data.split(b"\r\n"):
        assert (len(line) - len(line.rstrip(b"\\"))) % 2 == 0


def test_properties_are_not_sorted_by_name() -> None:
    lines = written().split(b"\r\n")
    assert lines[1].startswith(b"UID:")
    assert lines[2].startswith(b"DTSTAMP:")
    assert lines[-3] == b"END:VALARM"


def test_addresses_that_are_none_are_left_out() -> None:
    assert b"URL" not in written(url="javascript:alert(1)")
    assert b"\r\nURL:https://example.org/%E8%A7%A3\r\n" in written(url="https://example.org/解")


def test_place_of_an_appointment_is_one_line() -> None:
    assert b"\r\nLOCATION:Shinjuku\\, 2F\r\n" in written(location="Shinjuku,\n2F")


def test_another_event_does_not_read_back_as_this_one() -> None:
    made = event()
    data = Content(made).to_bytes(REVISION, DAY, DAY + timedelta(days=1))
    for changes in ({"summary": "x"}, {"description": "x"}, {"alarms": ()}):
        assert not Content(event(**changes)).reads_back(data, DAY, DAY + timedelta(days=1))
    assert not Content(made).reads_back(data, DAY, DAY)
    assert not Content(made).reads_back(data, DAY - timedelta(days=1), DAY + timedelta(days=1))
    broken = data.replace(b"SEQUENCE:0", b"SEQUENCE:none")
    assert not Content(made).reads_back(broken, DAY, DAY + timedelta(days=1))
    task = data.replace(b"VEVENT", b"VTODO")
    assert not Content(made).reads_back(task, DAY, DAY + timedelta(days=1))


def test_injection_stays_text_without_assertions() -> None:
    """The library guards against line breaks with `assert` alone, which `python -O` drops."""
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from calendar_samples import *\n"
        "evil = named('x\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT\\r\\nUID:evil')\n"
        "sys.stdout.buffer.write(octets(export(usual(evil), labels=True)))\n"
    )
    done = subprocess.run([sys.executable, "-O", "-c", program, *sys.path], check=True, capture_output=True)
    assert done.stdout.count(b"\r\nBEGIN:VEVENT\r\n") == 6
    assert b"\r\nUID:evil" not in done.stdout


def test_no_random_or_present_value_gets_in() -> None:
    once, again = octets(export(usual())), octets(export(usual()))
    assert once == again
    assert b"DTSTAMP:20270201T030000Z" in octets(export(plan((CANCEL_ROW, (CANCEL_STEP,)))))
    assert named("x").id in octets(export(usual())).decode()
