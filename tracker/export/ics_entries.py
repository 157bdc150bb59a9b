"""Build and read components with icalendar, and work round what its version 7 writes wrong.

The one module that knows the library. Each remedy names its defect, seen in icalendar 7.3.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Timezone, TimezoneStandard, Todo
from icalendar import Event as Entry
from icalendar.prop import vText, vUri

from tracker import __version__
from tracker.clock import TOKYO
from tracker.core.revision import Revision
from tracker.export.events import Event
from tracker.export.options import AlarmMode, CalendarOptions
from tracker.export.revise import uid_of
from tracker.export.shaping import absolute
from tracker.export.tasks import Task
from tracker.export.text import calendar_name, clean, escape, fold, one_line, uri

PRODID = f"-//sim-tracker//sim-tracker {__version__.split('.', maxsplit=1)[0]}//EN"
"""Only the major version: a release must not change the bytes of an unchanged plan."""

TAIL = b"END:VCALENDAR\r\n"

PLAIN = CalendarOptions()

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


def head(*, name: str, description: str, zone: bool, options: CalendarOptions = PLAIN) -> bytes:
    """Return the file up to its first event, with the time zone if an event needs it.

    METHOD asks for an ORGANIZER, which would send invitations, so it stands only where it was wished.

    Defect: `Calendar.new` writes a random UID on the calendar, under which vdirsyncer syncs one item
    of many; so the calendar is put together by hand.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _Text(PRODID))
    calendar.add("CALSCALE", "GREGORIAN")
    if options.method is not None:
        calendar.add("METHOD", options.method.upper())
    for key, text in (("WR-CALNAME", name), ("WR-CALDESC", description)):
        plain = _Text(calendar_name(text))
        calendar.add(f"X-{key}", plain)
        calendar.add("NAME" if key == "WR-CALNAME" else "DESCRIPTION", plain)
    calendar.add("X-WR-TIMEZONE", _Text(_TOKYO.key))
    # Defect: `refresh_interval=` (as `source=`) leaves out VALUE, which has no default (RFC 7986, 5.7).
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT12H")
    calendar.add("COLOR", _CALENDAR_COLOR)
    calendar.add("X-APPLE-CALENDAR-COLOR", _CALENDAR_COLOR_APPLE)
    if options.source and (address := uri(options.source)):
        calendar.add("SOURCE", vUri(address), parameters={"VALUE": "URI"})
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
    """Hold what an event or task says, without its stamps and, for an event's `start` None, its day."""

    def __init__(self, entry: Event | Task, options: CalendarOptions = PLAIN) -> None:
        self.entry = entry
        self.summary = one_line(entry.summary)
        self.description = clean(entry.description)
        self._options = options
        self._body = _lines(self._task(entry) if isinstance(entry, Task) else self._event(entry))[1:-1]
        alarms = entry.alarms if isinstance(entry, Event) else ()
        self.lines = (*self._body, *(f"{options.alarm_mode}:{alarm}" for alarm in alarms))
        """What a digest is over: an absolute alarm of an event without a day has no instant yet."""

    def _text(self, entry: Entry | Todo) -> None:
        entry.add("SUMMARY", _Text(self.summary))
        if self.description:
            entry.add("DESCRIPTION", _Text(self.description))
        if isinstance(self.entry, Event) and (place := one_line(self.entry.location or "")):
            entry.add("LOCATION", _Text(place))
        if self.entry.url and (address := uri(self.entry.url)):
            entry.add("URL", vUri(address))
        entry.add("CATEGORIES", [_Text("SIM"), _Text(self.entry.category)])

    def _event(self, event: Event) -> Entry:
        entry = Entry()
        self._text(entry)
        status = "CANCELLED" if event.gone else "TENTATIVE" if event.tentative else "CONFIRMED"
        entry.add("STATUS", status)
        entry.add("TRANSP", "OPAQUE" if event.busy else "TRANSPARENT")
        entry.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY" if event.busy else "FREE")
        self._ending(entry)
        for uid in event.after:
            entry.add("RELATED-TO", _Text(uid), parameters={"RELTYPE": "DEPENDS-ON"})
        return entry

    def _task(self, task: Task) -> Todo:
        entry = Todo()
        self._text(entry)
        done = task.completed is not None
        entry.add("STATUS", "COMPLETED" if done else "IN-PROCESS" if task.percent else "NEEDS-ACTION")
        entry.add("PERCENT-COMPLETE", task.percent)
        entry.add("PRIORITY", task.priority)
        if task.completed is not None:
            entry.add("COMPLETED", task.completed)
        self._ending(entry)
        if task.parent is not None:
            uid = uid_of(task.contract_id, task.parent)
            entry.add("RELATED-TO", _Text(uid), parameters={"RELTYPE": "PARENT"})
        return entry

    def _ending(self, entry: Entry | Todo) -> None:
        entry.add("COLOR", _COLORS.get(self.entry.category, _CALENDAR_COLOR))
        if self._options.private:
            entry.add("CLASS", "PRIVATE")

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

    def _alarms(self, start: date | datetime) -> tuple[timedelta | datetime, ...]:
        if isinstance(self.entry, Task):
            return ()
        if self._options.alarm_mode is AlarmMode.ABSOLUTE:
            return tuple(absolute(self.entry.alarms, start))
        return self.entry.alarms

    def to_bytes(self, revision: Revision, start: date | datetime, end: date | datetime) -> bytes:
        """Return the finished entry under the stamps of its revision; `end` is the due day of a task."""
        task = isinstance(self.entry, Task)
        stamps = Todo() if task else Entry()
        stamps.add("UID", _Text(revision.uid))
        stamps.add("DTSTAMP", revision.changed)
        stamps.add("LAST-MODIFIED", revision.changed)
        stamps.add("CREATED", revision.created)
        stamps.add("SEQUENCE", revision.sequence)
        if not task or start != end:
            stamps.add("DTSTART", self._moment(start))
        stamps.add("DUE" if task else "DTEND", self._moment(end))
        for trigger in self._alarms(start):
            stamps.add_component(self._alarm(trigger))
        lines = _lines(stamps)
        # What is said stands between the stamps and the alarms, which come last.
        at = lines.index("BEGIN:VALARM") if "BEGIN:VALARM" in lines else -1
        return _bytes([*lines[:at], *self._body, *lines[at:]])

    def reads_back(self, data: bytes, start: date | datetime, end: date | datetime) -> bool:
        """Say whether the library reads from `data` what was meant."""
        task = isinstance(self.entry, Task)
        entry = (Todo if task else Entry).from_ical(data)
        if (
            entry.name != ("VTODO" if task else "VEVENT")
            or not isinstance(entry, Entry | Todo)
            or entry.errors
        ):
            return False
        alarms = [alarm for alarm in entry.subcomponents if isinstance(alarm, Alarm)]
        return (
            str(entry["SUMMARY"]) == self.summary
            and str(entry.get("DESCRIPTION", "")) == self.description
            and ((task and start == end) or entry.decoded("DTSTART") == start)
            and entry.decoded("DUE" if task else "DTEND") == end
            and tuple(alarm.TRIGGER for alarm in alarms) == self._alarms(start)
        )

    def _moment(self, when: date | datetime) -> date | datetime:
        # Defect: a zone of fixed offset (`tracker.clock.TOKYO`) becomes TZID="UTC+09:00", which no client
        # knows; the named zone is written as TZID=Asia/Tokyo.
        if not isinstance(when, datetime):
            return when
        return when.astimezone(UTC if self._options.utc else _TOKYO)


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
