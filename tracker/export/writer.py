"""Turn entries into bytes under their revisions, and keep account of what changed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from tracker.clock import TOKYO
from tracker.core.model import Plan, Term
from tracker.core.revision import Revision
from tracker.core.words import State
from tracker.errors import TrackerError
from tracker.export.events import Event
from tracker.export.ics_entries import Content, day_in_japan
from tracker.export.options import CalendarOptions, Tombstones
from tracker.export.revise import GONE, bury, digest_of, drop, is_live, revise, uid_of
from tracker.export.shaping import Entry, days_alone, is_derived, is_past, is_task
from tracker.export.tasks import Task
from tracker.i18n import Texts

_DAY = timedelta(days=1)
_BURIED_FOR = timedelta(days=30)
"""How long after its day a tombstone stays (CALENDAR 6.6)."""


class Change(NamedTuple):
    """Hold what became of one event since the last export.

    `before` and `after` are when it began: a day, or a moment in Japan; `before` None is new, `after`
    None is gone, and `before` empty is an event of which nobody knows where it stood.
    """

    contract_id: str
    slot: str
    category: str
    title: str
    before: date | datetime | str | None
    after: date | datetime | None

    @property
    def moved(self) -> bool:
        """Tell whether the event stands on another day or hour now."""
        return bool(self.before) and self.after is not None and self.before != self.after


class Packed(NamedTuple):
    """Hold one finished component, packed: memory holds a few hundred octets of each."""

    start: str
    uid: str
    contract_id: str
    task: bool
    timed: bool
    octets: int
    data: bytes


class Writer:
    """Collect finished entries."""

    def __init__(
        self,
        texts: Texts,
        options: CalendarOptions,
        now: datetime,
        revisions: Mapping[str, Revision],
        beside: Mapping[str, Revision],
    ) -> None:
        """Take the revisions of this variant and those of another form of file, and the instant of changes.

        What another form said counts as said before only as long as there was no file of this one.
        """
        self.entries: list[Packed] = []
        self.saved: list[Revision] = []
        self.changes: list[Change] = []
        self.contracts: dict[str, str] = {}
        """Names of the contracts by id, in the order of their plans."""
        self._texts = texts
        self._options = options
        self._variant = options.variant or texts.lang
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._today = day_in_japan(self._now)
        self._own = revisions
        self._beside = beside
        self._told = revisions or beside
        self._meant: dict[tuple[str, str], str] = {}
        self._seen: set[str] = set()
        self._done: set[tuple[str, str]] = set()

    def noting(self, plans: Iterable[Plan]) -> Iterator[Plan]:
        """Yield `plans` and note whose they are, and what is done in them."""
        for plan in plans:
            contract_id = plan.contract.id
            self.contracts[contract_id] = plan.contract.name
            self._meant.update(((contract_id, slot), days) for slot, days in days_alone(plan))
            self._done.update((contract_id, row.key) for row in plan.rows if row.state is State.DONE)
            self._done.update((contract_id, step.key) for step in plan.steps if step.state is State.DONE)
            yield plan

    def add(self, entry: Entry) -> None:
        """Write one entry under the stamps of its revision, unless it ended too long ago."""
        content = Content(entry, self._options)
        uid = uid_of(entry.contract_id, entry.slot)
        self._seen.add(uid)
        if is_past(entry, self._options, self._today):
            return
        own, told = self._own.get(uid), self._told.get(uid)
        digest = digest_of(*content.lines, _days(entry))
        revision = revise(own, self._first(entry, uid, digest), self._beside.get(uid))
        start, end = _placed(entry, revision)
        if revision is not own:
            revision = revision._replace(
                starts=start.isoformat(), ends=end.isoformat(), summary=content.summary
            )
            self.saved.append(revision)
        if told is None or (told.digest, told.sequence) != (revision.digest, revision.sequence):
            self._account(entry, told, start)
        elif self._options.changes_only:
            return
        self._write(content, revision, start, end)

    def finish(self) -> None:
        """Account for what stood in the last calendar of these contracts and is no more."""
        for uid, before in self._told.items():
            if uid in self._seen or not (self._options.whole or before.contract_id in self.contracts):
                continue
            self._bury(before)
            if is_live(before) and not is_derived(before.slot):
                self.changes.append(_lost(before))

    # --- what is gone

    def _bury(self, before: Revision) -> None:
        """Keep an event that is gone as cancelled for a while, or forget it."""
        tombstone = self._tombstone(before)
        if tombstone is None:
            if before.digest != GONE:
                self.saved.append(drop(before, self._variant))
            return
        content = Content(tombstone, self._options)
        now = self._first(tombstone, before.uid, digest_of(*content.lines, _days(tombstone)))
        revision = bury(before, now, self._beside.get(before.uid))
        if revision is not self._own.get(before.uid):
            self.saved.append(revision)
        elif self._options.changes_only:
            return
        start, end = _placed(tombstone, revision)
        self._write(content, revision, start, end)

    def _tombstone(self, before: Revision) -> Event | None:
        start, end = _moment(before.starts), _moment(before.ends)
        if self._options.tombstones is Tombstones.NONE or is_task(before.slot) or not start or not end:
            return None
        if _day(end) + _BURIED_FOR < self._today:
            return None
        key = before.slot.rpartition(":")[0]
        done = (before.contract_id, key) in self._done
        title = (
            before.summary if not self._options.redact else self._texts.get("calendar.gone.redacted.title")
        )
        return Event(
            contract_id=before.contract_id,
            slot=before.slot,
            category=_row(before),
            start=start,
            end=end,
            summary=self._texts.get("calendar.done.title" if done else "calendar.gone.title", title=title),
            description=self._texts.get("calendar.done.text" if done else "calendar.gone.text"),
            alarms=(),
            gone=True,
        )

    # --- bytes

    def _write(
        self, content: Content, revision: Revision, start: date | datetime, end: date | datetime
    ) -> None:
        data = content.to_bytes(revision, start, end)
        if not content.reads_back(data, start, end):
            raise TrackerError(
                "error.output.self-check", reason=Term("lint.not-read-back"), name=revision.uid
            )
        self.entries.append(
            Packed(
                start=start.isoformat(),
                uid=revision.uid,
                contract_id=revision.contract_id,
                task=isinstance(content.entry, Task),
                timed=isinstance(start, datetime),
                octets=len(data),
                data=zlib.compress(data, 1),
            )
        )

    def _account(self, entry: Entry, before: Revision | None, start: date | datetime) -> None:
        if is_derived(entry.slot):
            return
        was = None if before is None else _moment(before.starts) or ""
        change = Change(entry.contract_id, entry.slot, entry.category, entry.summary, was, start)
        self.changes.append(change)

    def _first(self, entry: Entry, uid: str, digest: str) -> Revision:
        return Revision(
            contract_id=entry.contract_id,
            slot=entry.slot,
            variant=self._variant,
            uid=uid,
            digest=digest,
            sequence=0,
            created=self._now,
            changed=self._now,
            meant=self._days_meant(entry),
        )

    def _days_meant(self, entry: Entry) -> str:
        """Return the days of an entry in the plan of its line alone, empty where that has it no more.

        Beside others it may have other days, or be gone because another line has it.
        """
        gone = isinstance(entry, Event) and entry.gone
        return self._meant.get((entry.contract_id, entry.slot), "" if gone else _days(entry))


def _days(entry: Entry) -> str:
    """Return the days of an entry as content; the day of an announcement follows its content instead."""
    if isinstance(entry, Task):
        return f"{entry.start}/{entry.due}"
    return "" if entry.start is None else f"{entry.start.isoformat()}/{entry.end}"


def _placed(entry: Entry, revision: Revision) -> tuple[date | datetime, date | datetime]:
    if isinstance(entry, Task):
        return entry.start or entry.due, entry.due
    if entry.start is not None and entry.end is not None:
        return entry.start, entry.end
    day = day_in_japan(revision.changed)
    return day, day + _DAY


def _moment(text: str) -> date | datetime | None:
    """Return a remembered day or moment, None where none is known."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _day(when: date | datetime) -> date:
    return when.astimezone(TOKYO).date() if isinstance(when, datetime) else when


def _lost(before: Revision) -> Change:
    was = _moment(before.starts) or ""
    return Change(before.contract_id, before.slot, _row(before), before.summary, was, None)


def _row(revision: Revision) -> str:
    return revision.slot.partition(":")[0]
