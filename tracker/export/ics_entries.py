"""Build and read components with icalendar, and work round what its version 7 writes wrong.

The one module that knows the library. Each remedy names its defect, seen in icalendar 7.3.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Timezone, TimezoneStandard
from icalendar import Event as Entry
from icalendar.prop import vText, vUri

from tracker import __version__
from tracker.clock import TOKYO
from tracker.core.revision import Revision
from tracker.export.events import Event
from tracker.export.text import calendar_name, clean, escape, fold, one_line, uri

PRODID = f"-//sim-tracker//sim-tracker {__version__.split('.', maxsplit=1)[0]}//EN"
"""Only the major version: a release must not change the bytes of an unchanged plan."""

TAIL = b"END:VCALENDAR\r\n"

_TOKYO = ZoneInfo("Asia/Tokyo")
_REFRESH = timedelta(hours=12)
_CALENDAR_COLOR, _CALENDAR_COLOR_APPLE = "steelblue", "#4682B4"
_COLORS = {
    "lost": "crimson",
    "problem": "crimson",
    "cancel": "crimson",
    "prepare": "chocolate",
    "number": "darkorange",
    "move": "darkorange",
    "proof": "seagreen",
    "clear": "seagreen",
    "departure": "royalblue",
}


class _Text(vText):
    r"""Write a text with our own escaping.

    Defect: icalendar turns the two characters `\N` of a text (`C:\New`) into a line break. Defect: it
    writes NAME, X-WR-CALNAME and X-WR-CALDESC unescaped, so that a line break in them ends in an
    AssertionError or, under `python -O`, in lines of its own.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        return escape(self).encode()


def head(*, name: str, description: str, zone: bool, source: str = "") -> bytes:
    """Return the file up to its first event, with the time zone if an event needs it.

    `source` is the address of a calendar that is served, empty for a file.

    Defect: `Calendar.new` writes a random UID on the calendar, under which vdirsyncer syncs one item
    of many; so the calendar is put together by hand.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _Text(PRODID))
    calendar.add("CALSCALE", "GREGORIAN")
    for key, text in (("WR-CALNAME", name), ("WR-CALDESC", description)):
        plain = _Text(calendar_name(text))
        calendar.add(f"X-{key}", plain)
        calendar.add("NAME" if key == "WR-CALNAME" else "DESCRIPTION", plain)
    calendar.add("X-WR-TIMEZONE", _Text(_TOKYO.key))
    # Defect: `refresh_interval=` leaves out VALUE, which has no default (RFC 7986, 5.7).
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT12H")
    calendar.add("COLOR", _CALENDAR_COLOR)
    calendar.add("X-APPLE-CALENDAR-COLOR", _CALENDAR_COLOR_APPLE)
    if source:
        calendar.add("SOURCE", vUri(source), parameters={"VALUE": "URI"})
    lines = _lines(calendar)[:-1]
    if zone:
        lines += _lines(_zone())
    return _bytes(lines)


def _zone() -> Timezone:
    """Return Japan's time zone; Outlook shows nothing with a wrong one, so it is spelt out."""
    standard = TimezoneStandard()
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001 - local time by definition
    standard.add("TZOFFSETFROM", timedelta(hours=9))
    standard.add("TZOFFSETTO", timedelta(hours=9))
    standard.add("TZNAME", "JST")
    zone = Timezone()
    zone.add("TZID", _TOKYO.key)
    zone.add_component(standard)
    return zone


class Content:
    """Hold what an event says, without its stamps and, for `start` None, its day."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.summary = one_line(event.summary)
        self.description = clean(event.description)
        self.lines = _lines(self._component())[1:-1]

    def _component(self) -> Entry:
        event = self.event
        timed = isinstance(event.start, datetime)
        entry = Entry()
        entry.add("SUMMARY", _Text(self.summary))
        entry.add("DESCRIPTION", _Text(self.description))
        if place := one_line(event.location or ""):
            entry.add("LOCATION", _Text(place))
        if event.url and (address := uri(event.url)):
            entry.add("URL", vUri(address))
        entry.add("CATEGORIES", [_Text("SIM"), _Text(event.category)])
        entry.add("STATUS", "TENTATIVE" if event.tentative else "CONFIRMED")
        entry.add("TRANSP", "OPAQUE" if timed else "TRANSPARENT")
        entry.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY" if timed else "FREE")
        entry.add("COLOR", _COLORS.get(event.category, _CALENDAR_COLOR))
        for trigger in event.alarms:
            entry.add_component(self._alarm(trigger))
        return entry

    def _alarm(self, trigger: timedelta | datetime) -> Alarm:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", _Text(self.summary))
        if isinstance(trigger, datetime):
            # Defect: a moment is written without VALUE=DATE-TIME and with its zone; libical and
            # Thunderbird then drop the alarm (RFC 5545, 3.8.6.3 wants exactly this form).
            alarm.add("TRIGGER", trigger.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
        else:
            alarm.add("TRIGGER", trigger)
        return alarm

    def to_bytes(self, revision: Revision, start: date | datetime, end: date | datetime) -> bytes:
        """Return the finished event under the stamps of its revision."""
        stamps = Entry()
        stamps.add("UID", _Text(revision.uid))
        stamps.add("DTSTAMP", revision.changed)
        stamps.add("LAST-MODIFIED", revision.changed)
        stamps.add("CREATED", revision.created)
        stamps.add("SEQUENCE", revision.sequence)
        stamps.add("DTSTART", _moment(start))
        stamps.add("DTEND", _moment(end))
        lines = _lines(stamps)
        return _bytes([*lines[:-1], *self.lines, lines[-1]])

    def reads_back(self, data: bytes, start: date | datetime, end: date | datetime) -> bool:
        """Say whether the library reads from `data` what was meant."""
        entry = Entry.from_ical(data)
        if not isinstance(entry, Entry) or entry.errors:
            return False
        alarms = [alarm for alarm in entry.subcomponents if isinstance(alarm, Alarm)]
        return (
            str(entry["SUMMARY"]) == self.summary
            and str(entry["DESCRIPTION"]) == self.description
            and entry.decoded("DTSTART") == start
            and entry.decoded("DTEND") == end
            and tuple(alarm.TRIGGER for alarm in alarms) == self.event.alarms
        )


def _moment(when: date | datetime) -> date | datetime:
    # Defect: a zone of fixed offset (`tracker.clock.TOKYO`) becomes TZID="UTC+09:00", which no client
    # knows; the named zone is written as TZID=Asia/Tokyo.
    return when.astimezone(_TOKYO) if isinstance(when, datetime) else when


def _lines(component: Component) -> list[str]:
    """Return the content lines of a component, unfolded, in the order in which they were added.

    Defect: the library sorts properties by name unless told otherwise.
    """
    return [str(line) for line in component.content_lines(sorted=False) if line]


def _bytes(lines: Iterable[str]) -> bytes:
    # Defect: the library's folding separates the two characters of an escaped backslash.
    return b"".join(map(fold, lines))


def day_in_japan(moment: datetime) -> date:
    """Return the calendar date in Asia/Tokyo of an aware moment."""
    return moment.astimezone(TOKYO).date()
