"""Write the calendar of plans and remember what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracker.core.contract import Contract
from tracker.core.revision import Revision
from tracker.core.several import NOTHING, Sharing, share
from tracker.export.files import replace_files
from tracker.export.options import CalendarOptions, Split, to_text
from tracker.export.revise import variant_of
from tracker.i18n import Texts
from tracker.service.desk import Desk
from tracker.service.shelf import called_so, discreet

if TYPE_CHECKING:
    from tracker.export.ics import Export

PLAIN = CalendarOptions()
_NAME_OCTETS = 120
"""Most of a contract's name that stands in the name of its file."""


class Exported(NamedTuple):
    """Hold the calendars that were written."""

    calendar: Export
    again: bool
    """There was an export before in this language."""


def export(
    desk: Desk,
    contracts: Iterable[Contract],
    *,
    texts: Texts,
    now: datetime,
    deliver: Callable[[Export], object],
    options: CalendarOptions = PLAIN,
) -> Exported:
    """Write the plans of contracts as calendars and hand them to `deliver`.

    Several contracts in one file are named in its titles. With `changes_only`, nothing is delivered
    where nothing has changed. What was written is remembered, with the row numbers it names, only
    after `deliver` has returned.
    Raises what `deliver` raises, and then nothing is remembered.
    """
    from tracker.export.ics import write_calendar

    chosen = tuple(contracts)
    options = replace(options, labels=len(chosen) > 1 and options.split is Split.MERGED)
    written = discreet(chosen) if options.redact else chosen
    shown = called_so(desk, written) if options.redact else desk
    options = replace(options, sharing=shared(shown, written, options))
    options = replace(options, variant=variant_of(texts.lang, merged=options.labels))
    known = known_events(desk, texts.lang, merged=options.labels)
    calendar = write_calendar(
        (shown.plan(contract) for contract in written),
        texts=texts,
        revisions=known.own,
        beside=known.beside,
        now=now,
        options=options,
    )
    if calendar.revisions or not options.changes_only:
        deliver(calendar)
    with desk.store.transaction():
        desk.store.save_revisions(calendar.revisions)
        desk.store.save_setting(options_key(options.variant), to_text(options))
        desk.keep_numbers()
    return Exported(calendar, bool(known.own or known.beside))


class Known(NamedTuple):
    """Hold what is remembered of exported events by UID: of this form of file, and of the other."""

    own: dict[str, Revision]
    beside: dict[str, Revision]


def known_events(desk: Desk, lang: str, *, merged: bool) -> Known:
    """Return what was exported in a language, in files of several lines (`merged`) or of single ones."""
    own, beside = (
        {revision.uid: revision for revision in desk.store.revisions(variant_of(lang, merged=form))}
        for form in (merged, not merged)
    )
    return Known(own, beside)


def shared(desk: Desk, contracts: Sequence[Contract], options: CalendarOptions) -> Sharing:
    """Return what contracts share in one file; files of their own share nothing."""
    if not options.labels:
        return NOTHING
    # Two passes: the plans are made twice rather than kept, which would cost memory for a thousand lines.
    return share(map(desk.plan, contracts))


def options_key(variant: str) -> str:
    """Return the setting under which the options of the last export of a variant are kept."""
    return f"export.options.{variant}"


def into_files(path: Path) -> Callable[[Export], object]:
    """Return a way of delivering that puts the calendars into files beside `path`, all or none."""

    def deliver(calendar: Export) -> None:
        names = paths(path, [document.suffix for document in calendar.documents])
        chunks = (document.chunks() for document in calendar.documents)
        replace_files(zip(names, chunks, strict=True))

    return deliver


def paths(path: Path, suffixes: Iterable[str]) -> list[Path]:
    """Return a path for each suffix: `plan.ics`, `plan-main.ics`; no two names differ in case alone."""
    found: list[Path] = []
    taken: set[str] = set()
    for suffix in suffixes:
        name = _plain(suffix)
        tries = (f"{name}-{number}" if number > 1 else name for number in range(1, 10_000))
        name = next(each for each in tries if each.casefold() not in taken)
        taken.add(name.casefold())
        found.append(path.with_name(f"{path.stem}-{name}{path.suffix}") if name else path)
    return found


def _plain(text: str) -> str:
    """Return a name without what some system does not take in the name of a file."""
    kept = "".join("-" if character in '/\\:*?"<>|' or character < " " else character for character in text)
    return kept.encode()[:_NAME_OCTETS].decode(errors="ignore").strip(" .")
