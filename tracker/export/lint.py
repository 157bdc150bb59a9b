"""Find what is wrong in a calendar file, strictly and without the library that writes it.

The rules are those of RFC 5545 and 7986 and what real readers stumble over: Thunderbird
imports nothing from a file with a raw line break, vdirsyncer one item of many under a
calendar with a UID, node-ical loses an alarm that has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import chain

from tracker.export.contentlines import ContentLine, Finding, Reader
from tracker.export.grammar import (
    CHILDREN,
    KINDS,
    NEEDS_VALUE,
    PROPERTIES,
    QUOTED,
    REPEATABLE,
    REQUIRED,
    STATUSES,
    Kind,
)

__all__ = ["Finding", "lint", "lint_chunks"]

_DATE = re.compile(r"[0-9]{8}")
_TIME = re.compile(r"([0-9]{8})T([0-9]{6})(Z?)")
_OFFSET_TIME = re.compile(r"[0-9-]+T[0-9:]+[+-][0-9]{2}:?[0-9]{2}")
_HOURS = r"T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?"
_DURATION = re.compile(rf"[+-]?P(?:[0-9]+W|[0-9]+D(?:{_HOURS})?|{_HOURS})")
_NUMBER = re.compile(r"\+?[0-9]+")
_UTC_OFFSET = re.compile(r"[+-][0-9]{4}(?:[0-9]{2})?")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_COLOR = re.compile(r"[A-Za-z]+")
_FIXED_ZONE = re.compile(r"(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)

_INNER = frozenset(PROPERTIES) - {"VCALENDAR"}
"""Components in which no entry of a calendar can stand."""

_Moment = date | datetime


def lint(data: bytes) -> tuple[Finding, ...]:
    """Return every defect of a calendar file, in the order of its lines."""
    return lint_chunks([data])


def lint_chunks(chunks: Iterable[bytes]) -> tuple[Finding, ...]:
    """Return every defect of a calendar file that comes in chunks, which are not kept."""
    reader = Reader(chunks)
    linter = _Linter()
    last = 1
    for line in reader:
        linter.take(line)
        last = line.number
    linter.finish(last)
    return tuple(sorted(chain(reader.findings, linter.findings), key=lambda finding: finding.line))


class _Component:
    """Hold what is known of a component while it is open."""

    __slots__ = ("alarms", "children", "line", "moments", "name", "properties")

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.properties: dict[str, ContentLine] = {}
        self.moments: dict[str, _Moment] = {}
        self.children = 0
        self.alarms: list[int] = []


class _Linter:
    """Judge the content lines of one file."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._open: list[_Component] = []
        self._calendars = 0
        self._uids: set[tuple[str, str]] = set()
        self._zones: set[str] = set()
        self._zones_used: dict[str, int] = {}
        self._judges: dict[Kind, Callable[[_Component, ContentLine], None]] = {
            Kind.TEXT: self._text,
            Kind.TEXTS: self._text,
            Kind.TIME: self._time,
            Kind.TIMES: self._times,
            Kind.UTC: self._utc,
            Kind.DURATION: self._duration,
            Kind.TRIGGER: self._trigger,
            Kind.INTEGER: self._integer,
            Kind.OFFSET: self._offset,
            Kind.URI: self._uri,
            Kind.ADDRESS: self._address,
            Kind.STATUS: self._status,
            Kind.COLOR: self._color,
            Kind.VERSION: self._version,
        }

    def take(self, line: ContentLine) -> None:
        """Judge one line."""
        if line.name == "BEGIN":
            self._begin(line)
        elif line.name == "END":
            self._end(line)
        elif self._open:
            self._property(self._open[-1], line)
        else:
            self._find("outside-calendar", line.number, line.name)

    def finish(self, last: int) -> None:
        """Judge what only the end of the file shows."""
        for component in reversed(self._open):
            self._find("end-missing", last, component.name)
        if not self._calendars:
            self._find("no-calendar", 1)
        for zone, number in self._zones_used.items():
            if zone not in self._zones:
                self._find("zone-undefined", number, zone)

    def _find(self, code: str, line: int, name: str = "") -> None:
        self.findings.append(Finding(code, line, name))

    # --- components

    def _begin(self, line: ContentLine) -> None:
        name = line.value.upper()
        self._close_unended(name, line.number)
        if self._open:
            self._judge_place(self._open[-1], name, line.number)
        elif name != "VCALENDAR":
            self._find("outside-calendar", line.number, name)
        else:
            self._calendars += 1
            if self._calendars > 1:
                self._find("calendar-second", line.number)
        self._open.append(_Component(name, line.number))

    def _close_unended(self, name: str, number: int) -> None:
        """Close what must have ended before a component that cannot stand in it."""
        entries = CHILDREN["VCALENDAR"]
        while self._open and (name == "VCALENDAR" or (name in entries and self._open[-1].name in _INNER)):
            component = self._open.pop()
            self._find("end-missing", number, component.name)
            self._close(component)

    def _judge_place(self, parent: _Component, name: str, number: int) -> None:
        parent.children += 1
        if name == "VALARM":
            parent.alarms.append(number)
        allowed = CHILDREN.get(parent.name, frozenset())
        if parent.name in PROPERTIES and name not in allowed and not name.startswith("X-"):
            self._find("component-misplaced", number, name)

    def _end(self, line: ContentLine) -> None:
        name = line.value.upper()
        if name not in {component.name for component in self._open}:
            self._find("end-without-begin", line.number, name)
            return
        while (component := self._open.pop()).name != name:
            self._find("end-missing", line.number, component.name)
            self._close(component)
        self._close(component)

    def _close(self, component: _Component) -> None:
        for name in REQUIRED.get(component.name, ()):
            if name not in component.properties:
                self._find("property-missing", component.line, name)
        if component.name == "VCALENDAR":
            self._close_calendar(component)
        elif component.name == "VALARM":
            self._close_alarm(component)
        elif component.name in STATUSES:
            self._close_entry(component)

    def _close_calendar(self, component: _Component) -> None:
        if not component.children:
            self._find("no-components", component.line)
        if uid := component.properties.get("UID"):
            self._find("calendar-uid", uid.number)

    def _close_alarm(self, component: _Component) -> None:
        if uid := component.properties.get("UID"):
            self._find("alarm-uid", uid.number)
        action = component.properties.get("ACTION")
        shown = action is None or action.value.upper() != "AUDIO"
        if shown and "DESCRIPTION" not in component.properties:
            self._find("property-missing", component.line, "DESCRIPTION")

    def _close_entry(self, component: _Component) -> None:
        properties = component.properties
        if uid := properties.get("UID"):
            recurrence = properties.get("RECURRENCE-ID")
            identity = (uid.value, recurrence.value if recurrence else "")
            if identity in self._uids:
                self._find("uid-repeated", uid.number, uid.value)
            self._uids.add(identity)
        for name in ("DTEND", "DUE"):
            if name in properties:
                self._span(component, name)
        status = properties.get("STATUS")
        if status and status.value.upper() == "CANCELLED" and component.alarms:
            self._find("alarm-on-cancelled", component.alarms[0])

    def _span(self, component: _Component, name: str) -> None:
        line = component.properties[name]
        if "DURATION" in component.properties:
            self._find("end-and-duration", line.number, name)
        start, end = component.moments.get("DTSTART"), component.moments.get(name)
        if start is None or end is None:
            return
        if isinstance(start, datetime) != isinstance(end, datetime):
            self._find("end-of-other-type", line.number, name)
            return
        begun = component.properties["DTSTART"]
        same_zone = begun.parameter("TZID") == line.parameter("TZID")
        if same_zone and begun.value.endswith("Z") == line.value.endswith("Z") and end <= start:
            self._find("end-not-after-start", line.number, name)

    # --- properties

    def _property(self, component: _Component, line: ContentLine) -> None:
        name = line.name
        known = PROPERTIES.get(component.name)
        if known is not None and name not in known and not name.startswith("X-"):
            self._find("property-unknown", line.number, name)
            return
        if component.alarms:
            self._find("property-after-alarm", line.number, name)
        several = name in REPEATABLE or name.startswith("X-")
        several = several or (component.name == "VCALENDAR" and name in {"NAME", "DESCRIPTION"})
        if name in component.properties and not several:
            self._find("property-repeated", line.number, name)
        component.properties.setdefault(name, line)
        kind = KINDS.get(name, Kind.OTHER)
        self._parameters(line, kind)
        judge = self._judges.get(kind)
        if judge is not None and known is not None:
            judge(component, line)

    def _parameters(self, line: ContentLine, kind: Kind) -> None:
        last = len(line.parameters) - 1
        for index, parameter in enumerate(line.parameters):
            # A colon that ends an unquoted value too early shows as a second one in the text after it.
            cut = (
                parameter.name.startswith("X-") and index == last and kind is Kind.TEXT and ":" in line.value
            )
            if not parameter.quoted and (parameter.name in QUOTED or cut):
                self._find("parameter-unquoted", line.number, parameter.name)
            if parameter.name == "TZID":
                self._zone(line.number, parameter.value)
        wanted = NEEDS_VALUE.get(line.name)
        if wanted is not None and (line.parameter("VALUE") or "").upper() not in wanted.split():
            self._find("value-missing", line.number, line.name)

    def _zone(self, number: int, zone: str) -> None:
        if _FIXED_ZONE.fullmatch(zone):
            self._find("zone-fixed-offset", number, zone)
        elif not zone.startswith("/"):
            self._zones_used.setdefault(zone, number)

    # --- values

    def _text(self, component: _Component, line: ContentLine) -> None:
        for escape in _ESCAPE.finditer(line.value):
            if escape[1] not in {"\\", ";", ",", "n", "N"}:
                self._find("bad-escape", line.number, line.name)
                break
        bare = _ESCAPE.sub("", line.value)
        if ";" in bare or ("," in bare and KINDS[line.name] is Kind.TEXT):
            self._find("unescaped", line.number, line.name)
        if component.name == "VTIMEZONE" and line.name == "TZID":
            self._zones.add(line.value)

    def _time(self, component: _Component, line: ContentLine) -> None:
        moment = self._moment(line, line.value)
        if moment is not None:
            component.moments.setdefault(line.name, moment)

    def _times(self, _: _Component, line: ContentLine) -> None:
        if (line.parameter("VALUE") or "").upper() != "PERIOD":
            for value in line.value.split(","):
                self._moment(line, value)

    def _moment(self, line: ContentLine, value: str) -> _Moment | None:
        typed = (line.parameter("VALUE") or "DATE-TIME").upper()
        if _OFFSET_TIME.fullmatch(value):
            self._find("offset-in-time", line.number, line.name)
            return None
        if _DATE.fullmatch(value):
            if typed != "DATE":
                self._find("date-without-value", line.number, line.name)
            return self._real(line, value, "%Y%m%d", whole_day=True)
        match = _TIME.fullmatch(value)
        if match is None or typed != "DATE-TIME" or (match[3] and line.parameter("TZID") is not None):
            self._find("bad-date", line.number, line.name)
            return None
        return self._real(line, match[1] + match[2], "%Y%m%d%H%M%S", whole_day=False)

    def _real(self, line: ContentLine, digits: str, form: str, *, whole_day: bool) -> _Moment | None:
        try:
            moment = datetime.strptime(digits, form)  # noqa: DTZ007 - compared within one zone only
        except ValueError:
            self._find("bad-date", line.number, line.name)
            return None
        return moment.date() if whole_day else moment

    def _utc(self, _: _Component, line: ContentLine) -> None:
        match = _TIME.fullmatch(line.value)
        if match is None or not match[3] or line.parameter("TZID") is not None:
            self._find("not-utc", line.number, line.name)
        else:
            self._real(line, match[1] + match[2], "%Y%m%d%H%M%S", whole_day=False)

    def _duration(self, _: _Component, line: ContentLine) -> None:
        if not _DURATION.fullmatch(line.value):
            self._find("bad-duration", line.number, line.name)

    def _trigger(self, _: _Component, line: ContentLine) -> None:
        typed = (line.parameter("VALUE") or "").upper()
        if _TIME.fullmatch(line.value):
            if line.parameter("TZID") is not None:
                self._find("trigger-with-zone", line.number, line.name)
            elif typed != "DATE-TIME":
                self._find("trigger-without-value", line.number, line.name)
            elif not line.value.endswith("Z"):
                self._find("not-utc", line.number, line.name)
        elif typed not in {"", "DURATION"} or not _DURATION.fullmatch(line.value):
            self._find("bad-duration", line.number, line.name)

    def _integer(self, _: _Component, line: ContentLine) -> None:
        if not _NUMBER.fullmatch(line.value):
            self._find("bad-number", line.number, line.name)

    def _offset(self, _: _Component, line: ContentLine) -> None:
        if not _UTC_OFFSET.fullmatch(line.value):
            self._find("bad-offset", line.number, line.name)

    def _uri(self, _: _Component, line: ContentLine) -> None:
        typed = (line.parameter("VALUE") or "URI").upper()
        if typed == "URI" and not _URI.fullmatch(line.value):
            self._find("bad-address", line.number, line.name)

    def _address(self, _: _Component, line: ContentLine) -> None:
        if not _ADDRESS.fullmatch(line.value):
            self._find("bad-address", line.number, line.name)

    def _status(self, component: _Component, line: ContentLine) -> None:
        value = line.value.upper()
        if value in STATUSES.get(component.name, frozenset()):
            return
        elsewhere = any(value in values for values in STATUSES.values())
        self._find("status-of-other" if elsewhere else "status-unknown", line.number, line.value)

    def _color(self, _: _Component, line: ContentLine) -> None:
        if not _COLOR.fullmatch(line.value):
            self._find("color-not-a-name", line.number, line.value)

    def _version(self, _: _Component, line: ContentLine) -> None:
        if line.value != "2.0":
            self._find("version", line.number, line.value)
