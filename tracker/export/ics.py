"""Write the calendar files, one entry at a time, and check them before anybody gets them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from tracker.core.model import Plan, Term
from tracker.core.revision import Revision
from tracker.errors import TrackerError
from tracker.export.ics_entries import TAIL, head
from tracker.export.lint import lint_chunks
from tracker.export.options import TODOS, CalendarOptions, Split, Todos
from tracker.export.shaping import make_entries
from tracker.export.writer import Change, Packed, Writer
from tracker.i18n import Texts

_NONE: Mapping[str, Revision] = MappingProxyType({})

__all__ = ["CalendarOptions", "Change", "Document", "Export", "write_calendar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold one finished file; `suffix` tells it from the others, empty for the first.

    `octets` is its size; `events` and `tasks` count its entries.
    """

    suffix: str
    events: int
    tasks: int
    octets: int
    packed: tuple[bytes, ...] = field(repr=False)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file, one component at a time."""
        return map(zlib.decompress, self.packed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Hold finished, checked calendars: one file unless several were chosen.

    `revisions` are those to be saved: of added, changed and removed entries, none for an
    unchanged plan. `changes` say which events moved, came, changed or went, and what is only
    derived from an event (bar, reminder, task) is not among them; the counts are of `changes`.
    """

    revisions: tuple[Revision, ...]
    changes: tuple[Change, ...]
    documents: tuple[Document, ...]

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the first file."""
        return self.documents[0].chunks()

    @property
    def octets(self) -> int:
        """Return the size of all files."""
        return sum(document.octets for document in self.documents)

    @property
    def events(self) -> int:
        """Return the number of events in all files."""
        return sum(document.events for document in self.documents)

    @property
    def tasks(self) -> int:
        """Return the number of tasks in all files."""
        return sum(document.tasks for document in self.documents)

    @property
    def added(self) -> int:
        """Return how many events are new."""
        return sum(change.before is None for change in self.changes)

    @property
    def removed(self) -> int:
        """Return how many events are no more."""
        return sum(change.after is None for change in self.changes)

    @property
    def changed(self) -> int:
        """Return how many events say something else now, those that moved among them."""
        return len(self.changes) - self.added - self.removed

    @property
    def moved(self) -> int:
        """Return how many events stand on another day or hour."""
        return sum(change.moved for change in self.changes)


def write_calendar(
    plans: Iterable[Plan],
    *,
    texts: Texts,
    revisions: Mapping[str, Revision],
    beside: Mapping[str, Revision] = _NONE,
    now: datetime,
    options: CalendarOptions,
) -> Export:
    """Write the events of `plans`, which are taken one by one and not kept.

    `revisions` holds those of this variant by UID, `beside` those of another form of the file. An event
    whose content is that of its revision keeps its stamps, so that an unchanged plan gives the same
    bytes; `now`, aware, stamps changes.
    A calendar without events holds a time zone, for one without components is none (RFC 5545, 3.4).

    Raises TrackerError (`error.output.self-check`) rather than give a file that does not read back.
    """
    writer = Writer(texts, options, now, revisions, beside)
    for entry in make_entries(writer.noting(plans), texts, options):
        writer.add(entry)
    writer.finish()
    documents = tuple(_document(part, texts, options) for part in _parts(writer, texts, options))
    for document in documents:
        for finding in islice(lint_chunks(document.chunks()), 1):
            raise TrackerError("error.output.self-check", reason=Term(finding.key), name=finding.name)
    return Export(revisions=tuple(writer.saved), changes=tuple(writer.changes), documents=documents)


class _Part(NamedTuple):
    """Hold what one file will be made of."""

    suffix: str
    name: str
    entries: list[Packed]


def _parts(writer: Writer, texts: Texts, options: CalendarOptions) -> Iterator[_Part]:
    """Yield what each file holds, every one in the order of its days."""
    entries = sorted(writer.entries, key=lambda entry: (entry.start, entry.uid))
    name = texts.get("calendar.name")
    if options.todos is Todos.SEPARATE:
        yield from _divided(writer, [entry for entry in entries if not entry.task], name, texts, options)
        tasks = [entry for entry in entries if entry.task]
        yield _Part(TODOS, texts.get("calendar.todos.name"), tasks)
    else:
        yield from _divided(writer, entries, name, texts, options)


def _divided(
    writer: Writer, entries: list[Packed], name: str, texts: Texts, options: CalendarOptions
) -> Iterator[_Part]:
    if options.split is Split.CONTRACT:
        for contract_id, contract in writer.contracts.items():
            own = [entry for entry in entries if entry.contract_id == contract_id]
            yield _Part(contract, texts.get("calendar.of-one.name", name=contract), own)
        return
    limit = options.max_bytes
    groups = _fitting(writer, entries, limit) if limit is not None else [entries]
    for number, group in enumerate(groups, start=1):
        # The first keeps the name of the file, which somebody may subscribe to.
        suffix = str(number) if number > 1 else ""
        yield _Part(suffix, f"{name} {suffix}".strip(), group)


def _fitting(writer: Writer, entries: list[Packed], limit: int) -> list[list[Packed]]:
    """Return entries in groups of whole contracts that fit; one contract alone may be larger."""
    sizes: dict[str, int] = dict.fromkeys(writer.contracts, 0)
    for entry in entries:
        sizes[entry.contract_id] = sizes.get(entry.contract_id, 0) + entry.octets
    places: dict[str, int] = {}
    room, place = limit - _HEAD_OCTETS, 0
    for contract_id, size in sizes.items():
        if size > room and room < limit - _HEAD_OCTETS:
            room, place = limit - _HEAD_OCTETS, place + 1
        places[contract_id] = place
        room -= size
    groups: list[list[Packed]] = [[] for _ in range(place + 1)]
    for entry in entries:
        groups[places[entry.contract_id]].append(entry)
    return groups


_HEAD_OCTETS = 1500
"""More than head, time zone and tail ever take."""


def _document(part: _Part, texts: Texts, options: CalendarOptions) -> Document:
    zone = any(entry.timed for entry in part.entries) and not options.utc
    begin = head(
        name=part.name,
        description=texts.get("calendar.served.text" if options.source else "calendar.description"),
        zone=zone or not part.entries,
        options=options,
    )
    tasks = sum(entry.task for entry in part.entries)
    return Document(
        suffix=part.suffix,
        events=len(part.entries) - tasks,
        tasks=tasks,
        octets=len(begin) + sum(entry.octets for entry in part.entries) + len(TAIL),
        packed=(zlib.compress(begin), *(entry.data for entry in part.entries), zlib.compress(TAIL)),
    )
