"""What is written reads back the same in three independent readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import vobject
from calendar_samples import (
    AU,
    CANCEL_ROW,
    CANCEL_STEP,
    KEEP_ROW,
    KEEP_STEP,
    TOKYO,
    export,
    named,
    octets,
    plan,
    usual,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from tracker.core.contract import Mark
from tracker.core.model import Plan
from tracker.export.events import make_events
from tracker.export.lint import lint
from tracker.export.text import clean, one_line
from tracker.i18n import texts


@dataclass(frozen=True)
class Seen:
    """What a reader shows of an event."""

    summary: str
    description: str
    start: date | datetime
    end: date | datetime
    alarms: tuple[timedelta, ...]


Reader = Callable[[bytes], Iterator[Seen]]


def by_icalendar(data: bytes) -> Iterator[Seen]:
    for entry in Calendar.from_ical(data).walk("VEVENT"):
        yield Seen(
            str(entry["SUMMARY"]),
            str(entry["DESCRIPTION"]),
            entry.decoded("DTSTART"),
            entry.decoded("DTEND"),
            tuple(alarm.decoded("TRIGGER") for alarm in entry.walk("VALARM")),
        )


def by_home_assistant(data: bytes) -> Iterator[Seen]:
    for calendar in IcsCalendarStream.from_ics(data.decode()).calendars:
        for entry in calendar.events:
            assert entry.summary is not None
            assert entry.description is not None
            assert entry.dtstart is not None
            yield Seen(
                entry.summary,
                entry.description,
                entry.dtstart,
                entry.end,
                tuple(alarm.trigger for alarm in entry.alarm),  # type: ignore[misc]
            )


def by_vobject(data: bytes) -> Iterator[Seen]:
    calendar: Any = vobject.readOne(data.decode())
    calendar.validate(raiseException=True)
    for entry in calendar.contents.get("vevent", []):
        yield Seen(
            entry.summary.value,
            entry.description.value,
            entry.dtstart.value,
            entry.dtend.value,
            tuple(alarm.trigger.value for alarm in entry.contents.get("valarm", [])),
        )


READERS = (by_icalendar, by_home_assistant, by_vobject)
LANGUAGES = ("en", "zh", "ja")


def booked(name: str = "main", place: str = "2F", **names: str) -> Plan:
    mark = Mark(key="cancel", place=place)
    step = CANCEL_STEP._replace(appointment=datetime(2027, 2, 17, 10, 30, tzinfo=TOKYO), mark=mark)
    carrier = replace(AU, names=tuple(names.items()) or AU.names)
    return plan((CANCEL_ROW, (step,)), (KEEP_ROW, (KEEP_STEP,)), contract=named(name), carrier=carrier)


def ordered(entries: Iterable[Seen]) -> list[Seen]:
    return sorted(entries, key=lambda entry: (entry.summary, entry.description))


def meant(made: Plan, lang: str) -> list[Seen]:
    found = []
    for event in make_events([made], texts(lang), labels=True):
        assert event.start is not None
        assert event.end is not None
        alarms = tuple(alarm for alarm in event.alarms if isinstance(alarm, timedelta))
        assert len(alarms) == len(event.alarms)
        found.append(Seen(one_line(event.summary), clean(event.description), event.start, event.end, alarms))
    return ordered(found)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("made", [usual(), booked()])
def test_everything_reads_back(made: Plan, lang: str, reader: Reader) -> None:
    data = octets(export(made, lang=lang, labels=True))
    assert ordered(reader(data)) == meant(made, lang)


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("\\\n\r,;:\"'nN \t\x85\u2028\ufeff\U0001f468\u200d漢é"))
)


@settings(max_examples=60, deadline=None)
@given(name=HOSTILE, carrier=HOSTILE, place=HOSTILE)
def test_hostile_texts_read_back_and_pass_the_lint(name: str, carrier: str, place: str) -> None:
    made = booked(name, place, en=carrier)
    data = octets(export(made, labels=True))
    assert lint(data) == ()
    expected = meant(made, "en")
    for reader in READERS:
        assert ordered(reader(data)) == expected


@settings(max_examples=60, deadline=None)
@given(place=HOSTILE)
def test_hostile_place_reads_back(place: str) -> None:
    data = octets(export(booked(place=place)))
    (entry,) = (each for each in Calendar.from_ical(data).walk("VEVENT") if "appointment" in str(each["UID"]))
    assert str(entry.get("LOCATION", "")) == one_line(place)
