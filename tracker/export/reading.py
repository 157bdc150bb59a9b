"""Read the entries of a calendar file again, to hold them against a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from tracker.clock import TOKYO
from tracker.export.contentlines import ContentLine, Reader
from tracker.export.revise import DOMAIN

_ENTRIES = frozenset({"VEVENT", "VTODO"})


class Found(NamedTuple):
    """Hold an entry as it stands in a file.

    `begins` is its day, for a task the one it is due, or its moment in Japan; None when it cannot be
    read. `text` is the whole entry, unfolded.
    """

    kind: str
    begins: date | datetime | None
    summary: str
    text: str


def read_entries(chunks: Iterable[bytes]) -> dict[str, Found]:
    """Return the entries of a file by UID, of several with one UID the last; damage is passed over."""
    found: dict[str, Found] = {}
    inside: list[str] = []
    lines: list[ContentLine] = []
    for line in Reader(chunks):
        if line.name == "BEGIN":
            inside.append(line.value.upper())
            if line.value.upper() in _ENTRIES:
                lines = []
        lines.append(line)
        if line.name == "END" and inside:
            kind = inside.pop()
            if kind in _ENTRIES:
                uid, entry = _entry(kind, lines)
                found[uid] = entry
    return found


def is_ours(uid: str) -> bool:
    """Tell whether a UID is one that this program gives."""
    return uid.endswith(f"@{DOMAIN}")


def _entry(kind: str, lines: list[ContentLine]) -> tuple[str, Found]:
    first: dict[str, ContentLine] = {}
    for line in lines:
        first.setdefault(line.name, line)
    uid, summary = (first[name].value if name in first else "" for name in ("UID", "SUMMARY"))
    begins = first.get("DUE" if kind == "VTODO" else "DTSTART")
    text = "\n".join(f"{line.name}{line.parameters}{line.value}" for line in lines)
    return uid, Found(kind, _moment(begins) if begins is not None else None, _plain(summary), text)


def _moment(line: ContentLine) -> date | datetime | None:
    value = line.value
    try:
        if "T" not in value:
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=TOKYO).date()
        moment = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the next line
        return moment.replace(tzinfo=UTC if value.endswith("Z") else TOKYO).astimezone(TOKYO)
    except ValueError:
        return None


def _plain(value: str) -> str:
    """Return a TEXT value without its escapes, on one line."""
    kept, escaped = "", False
    for character in value:
        if escaped or character != "\\":
            kept += " " if escaped and character in "nN" else character
            escaped = False
        else:
            escaped = True
    return kept
