from __future__ import annotations

from datetime import date, datetime

import pytest

from tracker.clock import TOKYO
from tracker.export.lint import lint
from tracker.export.objects import objects_of, said

HEAD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nCALSCALE:GREGORIAN\r\n"
    b"X-WR-CALNAME:Plan\r\nNAME:Plan\r\n"
)
SUMMARY = b"SUMMARY:Cancel\\, today\r\n"
FOLDED = b"SUMMARY:Cancel\\, \r\n today\r\n"
ZONE = (
    b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\n"
    b"TZOFFSETTO:+0900\r\nTZNAME:JST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
TAIL = b"END:VCALENDAR\r\n"
ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Cancel\r\nTRIGGER:-PT15H\r\nEND:VALARM\r\n"


def event(
    uid: str = "a@sim-tracker", *, start: str = ";VALUE=DATE:20270217", more: str = "", alarm: str = ALARM
) -> bytes:
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20270201T030000Z\r\nDTSTART{start}\r\n"
        f"SUMMARY:Cancel\\, today\r\n{more}{alarm}END:VEVENT\r\n"
    ).encode()


def whole(**changed: str) -> bytes:
    return HEAD + event(**changed) + TAIL


def test_each_event_becomes_a_calendar_of_its_own() -> None:
    timed = ";TZID=Asia/Tokyo:20270217T143000"
    chunks = [HEAD + ZONE, event("a@sim-tracker"), event("b@sim-tracker", start=timed), TAIL]
    found = dict(objects_of(chunks))
    assert list(found) == ["a@sim-tracker", "b@sim-tracker"]
    for uid, data in found.items():
        assert lint(data) == ()
        assert b"NAME" not in data.replace(b"TZNAME", b"")
        assert (ZONE in data) == (uid == "b@sim-tracker")
        assert data.count(b"BEGIN:VEVENT") == 1


def test_a_calendar_without_events_gives_no_object() -> None:
    assert list(objects_of([HEAD + ZONE, TAIL])) == []


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (whole(), whole(more="X-MOZ-LASTACK:20270210T000000Z\r\nSEQUENCE:4\r\nCATEGORIES:SIM\r\n")),
        (whole(), whole().replace(SUMMARY, b"").replace(b"UID:", FOLDED + b"UID:")),
        (whole(), whole(alarm=ALARM.replace("-PT15H", "-P0DT15H0M0S").replace(":Cancel", ":Reminder"))),
        (whole(start=";TZID=Asia/Tokyo:20270217T143000"), whole(start=":20270217T053000Z")),
        (whole(more="LOCATION:a\\nb\r\n"), whole(more="LOCATION:a\\Nb \r\n")),
        (whole(more="DESCRIPTION:\r\n"), whole()),
        (whole(), whole().replace(b"\r\n", b"\n")),
    ],
)
def test_the_same_in_other_words(same: bytes, other: bytes) -> None:
    assert said(same).digest == said(other).digest


@pytest.mark.parametrize(
    "changed",
    [
        {"start": ";VALUE=DATE:20270218"},
        {"start": ":20270217T053000Z"},
        {"start": ";TZID=Europe/Berlin:20270217T053000"},
        {"start": ";VALUE=DATE:20271399"},
        {"more": "LOCATION:Shop\r\n"},
        {"more": "STATUS:CANCELLED\r\n"},
        {"more": "RRULE:FREQ=DAILY\r\n"},
        {"more": "URL:https://example.org/\r\n"},
        {"alarm": ""},
        {"alarm": ALARM.replace("-PT15H", "PT15H")},
        {"alarm": ALARM.replace("TRIGGER:", "TRIGGER;RELATED=END:")},
        {"alarm": ALARM.replace("TRIGGER:-PT15H", "TRIGGER;VALUE=DATE-TIME:20270216T000000Z")},
        {"alarm": ALARM + ALARM.replace("-PT15H", "PT9H")},
    ],
)
def test_what_a_reader_sees_makes_a_difference(changed: dict[str, str]) -> None:
    assert said(whole(**changed)).digest != said(whole()).digest


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (";VALUE=DATE:20270217", date(2027, 2, 17)),
        (":20270217T053000Z", datetime(2027, 2, 17, 14, 30, tzinfo=TOKYO)),
        (";TZID=Asia/Tokyo:20270217T143000", datetime(2027, 2, 17, 14, 30, tzinfo=TOKYO)),
        (";TZID=Europe/Berlin:20270217T143000", None),
        (":tomorrow T", None),
        (":20271399", None),
    ],
)
def test_the_day_and_the_title(start: str, day: date | datetime | None) -> None:
    told = said(whole(start=start))
    assert (told.summary, told.day) == ("Cancel, today", day)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"<html>", b"END:VEVENT\r\n", b"BEGIN:VEVENT\r\nSUMMARY"])
def test_what_is_no_event_says_nothing(data: bytes) -> None:
    assert said(data) == said(b"")
    assert said(data).summary == ""
