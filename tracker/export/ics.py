"""Write the calendar file, one event at a time, and check it before anybody gets it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from tracker.core.model import Plan, Term
from tracker.core.revision import Revision
from tracker.core.several import NOTHING, Sharing
from tracker.errors import TrackerError
from tracker.export.events import Event, make_events
from tracker.export.ics_entries import TAIL, Content, day_in_japan, head
from tracker.export.lint import lint_chunks
from tracker.export.revise import GONE, digest_of, drop, revise, uid_of
from tracker.i18n import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOptions:
    """Say how the plans are written.

    `labels`: titles name their contract, because several are in the file. `variant`: the name
    under which the revisions are kept; empty means the language. `sharing`: what stands once for
    several of the plans. `source`: the address at which the calendar is served, empty for a file.
    """

    labels: bool = False
    variant: str = ""
    sharing: Sharing = NOTHING
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Hold a finished, checked calendar.

    `revisions` are those to be saved: of added, changed and removed events, none for an
    unchanged plan. `octets` is the size of the file.
    """

    revisions: tuple[Revision, ...]
    events: int
    added: int
    changed: int
    removed: int
    octets: int
    packed: tuple[bytes, ...] = field(repr=False)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes of the file, one component at a time."""
        return map(zlib.decompress, self.packed)


def write_calendar(
    plans: Iterable[Plan],
    *,
    texts: Texts,
    revisions: Mapping[str, Revision],
    now: datetime,
    options: CalendarOptions,
) -> Export:
    """Write the events of `plans`, which are taken one by one and not kept.

    `revisions` holds those of this variant by UID. An event whose content is that of its revision
    keeps its stamps, so that an unchanged plan gives the same bytes; `now`, aware, stamps changes.
    A calendar without events holds a time zone, for one without components is none (RFC 5545, 3.4).

    Raises TrackerError (`error.output.self-check`) rather than give a file that does not read back.
    """
    writer = _Writer(options.variant or texts.lang, now.astimezone(UTC).replace(microsecond=0), revisions)
    for event in make_events(writer.noting(plans), texts, labels=options.labels, sharing=options.sharing):
        writer.add(event)
    export = writer.finish(texts, options.source)
    for finding in islice(lint_chunks(export.chunks()), 1):
        raise TrackerError("error.output.self-check", reason=Term(finding.key), name=finding.name)
    return export


class _Writer:
    """Collect finished events, packed: memory holds a few hundred octets of each."""

    def __init__(self, variant: str, now: datetime, revisions: Mapping[str, Revision]) -> None:
        self._variant = variant
        self._now = now
        self._before = revisions
        self._contracts: set[str] = set()
        self._entries: list[tuple[str, str, bytes]] = []
        self._saved: list[Revision] = []
        self._added = 0
        self._octets = 0
        self._timed = False

    def noting(self, plans: Iterable[Plan]) -> Iterator[Plan]:
        """Yield `plans` and note whose they are."""
        for plan in plans:
            self._contracts.add(plan.contract.id)
            yield plan

    def add(self, event: Event) -> None:
        """Write one event under the stamps of its revision."""
        content = Content(event)
        uid = uid_of(event.contract_id, event.slot)
        before = self._before.get(uid)
        revision = revise(before, self._first(event, uid, digest_of(*content.lines, _days(event))))
        if before is None:
            self._added += 1
        if revision is not before:
            self._saved.append(revision)
        start, end = _placed(event, revision)
        data = content.to_bytes(revision, start, end)
        if not content.reads_back(data, start, end):
            raise TrackerError("error.output.self-check", reason=Term("lint.not-read-back"), name=uid)
        self._octets += len(data)
        self._timed = self._timed or isinstance(start, datetime)
        self._entries.append((start.isoformat(), uid, zlib.compress(data, 1)))

    def _first(self, event: Event, uid: str, digest: str) -> Revision:
        return Revision(
            contract_id=event.contract_id,
            slot=event.slot,
            variant=self._variant,
            uid=uid,
            digest=digest,
            sequence=0,
            created=self._now,
            changed=self._now,
        )

    def finish(self, texts: Texts, source: str) -> Export:
        """Return the events in the order of their days, between head and tail."""
        self._entries.sort(key=lambda entry: entry[:2])
        begin = head(
            name=texts.get("calendar.name"),
            description=texts.get("calendar.served.text" if source else "calendar.description"),
            zone=self._timed or not self._entries,
            source=source,
        )
        removed = self._removed()
        return Export(
            revisions=(*self._saved, *removed),
            events=len(self._entries),
            added=self._added,
            changed=len(self._saved) - self._added,
            removed=len(removed),
            octets=len(begin) + self._octets + len(TAIL),
            packed=(zlib.compress(begin), *(data for _, _, data in self._entries), zlib.compress(TAIL)),
        )

    def _removed(self) -> list[Revision]:
        """Return the revisions of events of these contracts that this calendar holds no more."""
        written = {uid for _, uid, _ in self._entries}
        return [
            drop(revision)
            for uid, revision in self._before.items()
            if uid not in written and revision.digest != GONE and revision.contract_id in self._contracts
        ]


def _days(event: Event) -> str:
    """Return the days of an event as content; the day of an announcement follows its content instead."""
    return "" if event.start is None else f"{event.start.isoformat()}/{event.end}"


def _placed(event: Event, revision: Revision) -> tuple[date | datetime, date | datetime]:
    if event.start is not None and event.end is not None:
        return event.start, event.end
    day = day_in_japan(revision.changed)
    return day, day + timedelta(days=1)
