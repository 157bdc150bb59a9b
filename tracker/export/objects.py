"""Cut a calendar file into objects of one event each, as a server holds them (RFC 4791, 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from tracker.clock import TOKYO
from tracker.export.contentlines import ContentLine, Reader
from tracker.export.ics_entries import TAIL
from tracker.export.revise import digest_of
from tracker.export.text import one_line

_HEAD = (b"BEGIN:VCALENDAR", b"VERSION:", b"PRODID:", b"CALSCALE:")
"""What of the head of a file an object keeps: its name and colour are those of the calendar there."""
_ZONE = re.compile(rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)
_EVENT, _UID = b"BEGIN:VEVENT\r\n", b"UID:"
_TIMES = frozenset({"DTSTART", "DTEND"})
_SPANS = frozenset({"TRIGGER", "DURATION"})
_SEEN = _TIMES | _SPANS | {"SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "RRULE"}
"""Properties by which a reader tells one version of an event from another."""
_ESCAPED = re.compile(r"\\(.)")
_DURATION = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class Said(NamedTuple):
    """Hold what an object tells its reader.

    `digest` is over that alone: servers reorder properties and add their own, and a dismissed alarm
    is noted in the event. `day` is None when it cannot be read.
    """

    digest: str
    summary: str
    day: date | datetime | None


def objects_of(chunks: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield UID and bytes of an object for each event of a file that comes one component at a time.

    The time zone goes along with the events that name it.
    """
    head = zone = b""
    for chunk in chunks:
        if chunk.startswith(_EVENT):
            uid = next(line for line in chunk.split(b"\r\n") if line.startswith(_UID))
            needed = zone if b"\r\nDTSTART;TZID=" in chunk else b""
            yield uid.removeprefix(_UID).decode(), b"".join((head, needed, chunk, TAIL))
        elif not head:
            head = b"".join(line for line in chunk.splitlines(keepends=True) if line.startswith(_HEAD))
            zone = b"".join(_ZONE.findall(chunk))


def said(data: bytes) -> Said:
    """Return what the events of an object tell; damage is passed over, and no object is ever refused."""
    told: list[str] = []
    inside: list[str] = []
    first: dict[str, ContentLine] = {}
    for line in Reader([data]):
        if line.name == "BEGIN":
            inside.append(line.value.upper())
        elif line.name == "END":
            del inside[-1:]
        elif "VEVENT" in inside and line.name in _SEEN:
            # The text of an alarm is our title again, and some servers write their own.
            if inside[-1] == "VALARM" and line.name != "TRIGGER":
                continue
            if value := _value(line):
                told.append(f"{line.name} {value}")
            if inside[-1] == "VEVENT":
                first.setdefault(line.name, line)
    title = first.get("SUMMARY")
    start = first.get("DTSTART")
    return Said(
        digest_of(*sorted(told)),
        one_line(_text(title.value)) if title is not None else "",
        _moment(start) if start is not None else None,
    )


def _value(line: ContentLine) -> str:
    """Return a value in one form, however it is written."""
    if line.name in _TIMES:
        moment = _moment(line)
        return moment.isoformat() if moment is not None else f"{line.parameter('TZID')} {line.value}"
    if line.name in _SPANS and (found := _DURATION.fullmatch(line.value)):
        sign, *counts = found.groups()
        weeks, days, hours, minutes, seconds = (int(count or 0) for count in counts)
        span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        return f"{line.parameter('RELATED') or ''} {sign if sign == '-' else ''}{span.total_seconds():.0f}"
    return line.value if line.name == "URL" else _text(line.value).strip()


def _text(value: str) -> str:
    """Return a TEXT value without its escapes."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _moment(line: ContentLine) -> date | datetime | None:
    """Return a day, or a moment in Japan; None when it is of another zone or cannot be read."""
    value = line.value
    try:
        if "T" not in value:
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=TOKYO).date()
        moment = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the next lines
    except ValueError:
        return None
    if value.endswith("Z"):
        return moment.replace(tzinfo=UTC).astimezone(TOKYO)
    return moment.replace(tzinfo=TOKYO) if line.parameter("TZID") == TOKYO.tzname(None) else None
