"""The calendars that the clients get, and what a client has to show of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypedDict

from icalendar import Calendar

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import BoundService, Contract, Mark, Person
from tracker.core.plan import build_plan
from tracker.core.revision import Revision
from tracker.core.words import Payment, Sim
from tracker.export.ics import CalendarOptions, Export, write_calendar
from tracker.i18n import texts

LANGUAGES = ("en", "zh", "ja")
NAME = '妈妈の番号 👩🏽\u200d🦳, "A"; C:\\New'
"""What a reader of calendars can stumble over; it stands in titles, texts and alarms."""

_NOW = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)
_RECORDED = date(2027, 2, 1)
_LEAVES = Person(departure=date(2027, 2, 19))
_LATER = Person(departure=date(2027, 2, 25))
_BOOKED = Contract(
    name=NAME,
    carrier="au",
    recorded=_RECORDED,
    id="0d9c6d2e-5b1f-4a6e-9a55-0d3f1f6f8f00",
    person=_LEAVES,
    sim=Sim.ESIM,
    payment=Payment.CARD,
    services=tuple(BoundService(key=key, letter=at) for at, key in enumerate(("wechat", "bank", "line"))),
    services_listed=True,
    marks=(
        Mark(
            key="cancel", appointment=datetime(2027, 2, 17, 10, 30, tzinfo=UTC), place='2F; B, C "D" \\ 東口'
        ),
    ),
)
_OTHER = Contract(
    name="b",
    carrier="docomo",
    recorded=_RECORDED,
    id="1d9c6d2e-5b1f-4a6e-9a55-0d3f1f6f8f00",
    person=_LEAVES,
)
_NEW = replace(_OTHER, name="c", carrier="softbank", id="2d9c6d2e-5b1f-4a6e-9a55-0d3f1f6f8f00", person=_LATER)


class Entry(TypedDict):
    """What a client shows of an event.

    `start` and `end`: `2027-02-17` for a day, `2027-02-17T01:30:00Z` for a moment. `alarms` in
    seconds from the start.
    """

    summary: str
    description: str
    location: str
    start: str
    end: str
    alarms: list[int]


Shown = dict[str, Entry]
"""What a client shows, by UID."""


@dataclass(frozen=True)
class Pair:
    """Hold a calendar and its next version, in which events moved, one went and others came."""

    first: bytes
    second: bytes

    @property
    def before(self) -> Shown:
        return read(self.first)

    @property
    def after(self) -> Shown:
        return read(self.second)

    @property
    def gone(self) -> set[str]:
        return set(self.before) - set(self.after)

    def updated(self) -> Shown:
        """Return what a client shows that updates what it knows and keeps what went."""
        return {**self.before, **self.after}

    def added(self) -> Shown:
        """Return what a client shows that takes over only what it does not know."""
        return {**self.after, **self.before}


@lru_cache
def exports(lang: str, **options: Any) -> tuple[Export, Export]:
    """Return the calendars of a language, written with options, and their next version."""
    chosen = CalendarOptions(labels=True, **options)
    first = _written([_BOOKED, _OTHER], lang, {}, _NOW, chosen)
    before = {revision.uid: revision for revision in first.revisions}
    moved = [replace(_BOOKED, person=_LATER, marks=()), replace(_OTHER, person=_LATER), _NEW]
    return first, _written(moved, lang, before, _NOW + timedelta(days=1), chosen)


def content(exported: Export, document: int = 0) -> bytes:
    """Return the bytes of one file of an export."""
    return b"".join(exported.documents[document].chunks())


@lru_cache
def pair(lang: str, **options: Any) -> Pair:
    """Return the files of a language, as usual unless options are given."""
    first, second = exports(lang, **options)
    made = Pair(content(first), content(second))
    old, new = made.before, made.after
    assert len(made.gone) == ("tombstones" not in options)
    assert sum(old[uid]["start"] != new[uid]["start"] for uid in set(old) & set(new)) > 5
    assert len(set(new) - set(old)) > 5
    assert any(entry["start"].endswith("Z") and entry["location"] for entry in old.values())
    assert any(len(entry["alarms"]) == 2 for entry in old.values())
    assert any(NAME in entry["summary"] and "\n" in entry["description"] for entry in old.values())
    return made


def _written(
    contracts: Iterable[Contract],
    lang: str,
    before: Mapping[str, Revision],
    now: datetime,
    options: CalendarOptions,
) -> Export:
    pack, policy, holidays = Pack(None), load_policy(), load_calendar()
    plans = [build_plan(each, pack.load(each.carrier), policy, holidays, _RECORDED) for each in contracts]
    return write_calendar(plans, texts=texts(lang), revisions=before, now=now, options=options)


def read(data: bytes) -> Shown:
    """Return what a calendar file says, read by the library of the field."""
    return {str(event["UID"]): _entry(event) for event in Calendar.from_ical(data).walk("VEVENT")}


def _entry(event: Any) -> Entry:
    return Entry(
        summary=str(event["SUMMARY"]),
        description=str(event["DESCRIPTION"]),
        location=str(event.get("LOCATION", "")),
        start=_moment(event.decoded("DTSTART")),
        end=_moment(event.decoded("DTEND")),
        alarms=[int(alarm.decoded("TRIGGER").total_seconds()) for alarm in event.walk("VALARM")],
    )


def _moment(value: date | datetime) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_tasks(data: bytes) -> set[tuple[str, str, str]]:
    """Return title, text and due day of the tasks in a calendar file."""
    return {
        (str(task["SUMMARY"]), str(task.get("DESCRIPTION", "")), _moment(task.decoded("DUE"))[:10])
        for task in Calendar.from_ical(data).walk("VTODO")
    }
