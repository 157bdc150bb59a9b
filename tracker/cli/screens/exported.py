"""Say what an export wrote, what changed since the last one, and how it reaches the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.context import Session
from tracker.export.clients import Client
from tracker.export.options import MOST_EVENTS, MOST_OCTETS, TODOS, Alarms, CalendarOptions, Split
from tracker.service.desk import Desk
from tracker.service.exporting import Exported, paths

if TYPE_CHECKING:
    from tracker.export.ics import Export
    from tracker.export.writer import Change
    from tracker.service.checking import Verdict

_MOST = 12
"""Changes that are told one by one."""


def say_export(
    session: Session,
    desk: Desk,
    exported: Exported,
    client: Client | None,
    path: Path | None,
    options: CalendarOptions,
) -> None:
    """Say everything about an export; `path` None is the standard output."""
    if options.changes_only and not exported.calendar.revisions:
        session.say("cli.export.nothing-changed")
        return
    _say_written(session, exported.calendar, path)
    _say_warnings(session, exported.calendar, client, options)
    _say_changes(session, desk, exported, client, path)
    _say_client(session, exported, client, path)


def _say_written(session: Session, calendar: Export, path: Path | None) -> None:
    names = [session.words.get("cli.export.stdout")]
    if path is not None:
        names = [str(name) for name in paths(path, [each.suffix for each in calendar.documents])]
    for name, document in zip(names, calendar.documents, strict=True):
        if document.events or not document.tasks:
            session.say("cli.export.written", path=name, count=document.events)
        if document.tasks:
            session.say("cli.export.written-tasks", path=name, count=document.tasks)


def _say_warnings(
    session: Session, calendar: Export, client: Client | None, options: CalendarOptions
) -> None:
    """Say what a calendar app will not take as it is meant."""
    parts = {document.suffix for document in calendar.documents} - {TODOS}
    if options.split is Split.MERGED and len(parts) > 1:
        session.say("cli.export.split", size=(options.max_bytes or MOST_OCTETS) // 1000)
    large = max(document.octets for document in calendar.documents) > (options.max_bytes or MOST_OCTETS)
    many = max(document.events for document in calendar.documents) > MOST_EVENTS
    if large or many:
        session.say("cli.export.large", size=calendar.octets // 1000, count=calendar.events)
    rings = options.alarms is not Alarms.NONE
    if rings and options.remind_days == 0 and client in {None, Client.OTHER, Client.OUTLOOK}:
        # Outlook takes the minutes of an alarm without their sign.
        minutes = (timedelta(days=1) - options.second_reminder).seconds // 60
        session.say("cli.export.same-day", at=f"{minutes // 60}:{minutes % 60:02}")


def _say_changes(
    session: Session, desk: Desk, exported: Exported, client: Client | None, path: Path | None
) -> None:
    """Say what changed since the last export, and how that reaches calendars that have the old one."""
    calendar = exported.calendar
    if not exported.again:
        return
    if not calendar.changes:
        session.say("cli.export.same")
        return
    counts = {"moved": calendar.moved, "added": calendar.added, "removed": calendar.removed}
    session.say("cli.export.since", **counts, changed=calendar.changed - calendar.moved)
    for line in change_lines(session, desk, calendar.changes):
        session.talk(line)
    url = path.absolute().as_uri() if path is not None else None
    session.say(f"cli.export.again.{client or Client.OTHER}", path=path, url=url)


def _say_client(session: Session, exported: Exported, client: Client | None, path: Path | None) -> None:
    """Say how the file gets into the app: the three taps; after a change that was said already."""
    if path is not None and not (exported.again and exported.calendar.changes):
        url = path.absolute().as_uri()
        session.say(f"cli.export.taps.{client or Client.OTHER}", path=str(path), url=url)


def say_standing(session: Session, verdict: Verdict) -> None:
    """Say how a file stands to the plans; what differs is the result."""
    session.say(f"cli.export.standing.{verdict.standing}", names=verdict.names)
    if verdict.changes:
        for line in change_lines(session, session.desk(), verdict.changes):
            session.out(line)


def change_lines(session: Session, desk: Desk, changes: Iterable[Change]) -> list[str]:
    """Return a line for each change, by its row, those first that matter most, the first of many."""
    contracts = {contract.id: contract for contract in desk.store.contracts(archived=None)}
    lines = []
    for change in sorted(changes, key=_rank):
        contract = contracts.get(change.contract_id)
        numbers = dict(contract.row_numbers) if contract is not None else {}
        number = numbers.get(change.category)
        title = f"{number}  {change.title}" if number is not None else f"-  {change.title}"
        values = {"title": title, "before": change.before or None, "after": change.after}
        lines.append("  " + session.words.get(f"cli.export.change.{_kind(change)}", **values))
    more = len(lines) - _MOST
    if more > 1:
        lines[_MOST:] = [session.words.get("cli.export.change.more", count=more)]
    return lines


def _rank(change: Change) -> tuple[int, str]:
    return ("moved", "gone", "added", "said").index(_kind(change)), str(change.after or change.before)


def _kind(change: Change) -> str:
    if change.before is None:
        return "added"
    if change.after is None:
        return "gone"
    return "moved" if change.moved else "said"
