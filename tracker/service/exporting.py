"""Write the calendar of plans and remember what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tracker.core.model import Contract
from tracker.core.several import NOTHING, share
from tracker.export.files import replace_file
from tracker.i18n import Texts
from tracker.service.desk import Desk


class Exported(NamedTuple):
    """Hold how many events a calendar has, and what is new since the last one of its language."""

    events: int
    added: int
    changed: int
    removed: int
    again: bool
    """The calendar was exported before in this language."""


def export(
    desk: Desk,
    contracts: Iterable[Contract],
    *,
    texts: Texts,
    now: datetime,
    deliver: Callable[[Iterator[bytes]], object],
) -> Exported:
    """Write the plans of contracts as one calendar and hand its bytes to `deliver`.

    What was written is remembered, with the row numbers it names, only after `deliver` has returned.
    Raises what `deliver` raises, and then nothing is remembered.
    """
    from tracker.export.ics import CalendarOptions, write_calendar

    chosen = tuple(contracts)
    # Two passes: the plans are made twice rather than kept, which would cost memory for a thousand lines.
    sharing = share(map(desk.plan, chosen)) if len(chosen) > 1 else NOTHING
    before = {revision.uid: revision for revision in desk.store.revisions(texts.lang)}
    calendar = write_calendar(
        (desk.plan(contract) for contract in chosen),
        texts=texts,
        revisions=before,
        now=now,
        options=CalendarOptions(labels=len(chosen) > 1, sharing=sharing),
    )
    deliver(calendar.chunks())
    with desk.store.transaction():
        desk.store.save_revisions(calendar.revisions)
        desk.keep_numbers()
    return Exported(calendar.events, calendar.added, calendar.changed, calendar.removed, bool(before))


def into_file(path: Path) -> Callable[[Iterator[bytes]], object]:
    """Return a way of delivering that puts the bytes into a file, all or none."""
    return lambda chunks: replace_file(path, chunks)
