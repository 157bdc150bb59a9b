"""Bring a calendar on a server to where the plans are, one event at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracker.core.contract import Contract
from tracker.core.model import Term
from tracker.core.pushed import Pushed
from tracker.core.revision import Revision
from tracker.errors import TrackerError, UsageError
from tracker.export.options import CalendarOptions
from tracker.i18n import Texts
from tracker.publish.compare import CONFLICTS, SENT, Side, Verdict, judge, settle
from tracker.service.desk import Desk
from tracker.service.exporting import PLAIN

if TYPE_CHECKING:
    from tracker.export.objects import Said


class Server(Protocol):
    """Be a calendar on a server; raises as `tracker.publish.collection.Collection`."""

    def versions(self) -> Mapping[str, str]:
        """Return the version of every object by its name."""
        ...

    def read(self, name: str) -> bytes:
        """Return what an object holds, nothing when it is gone."""
        ...

    def put(self, name: str, data: bytes, *, over: str | None, same: Callable[[bytes], bool]) -> str:
        """Store an object over the version seen, None: none; return its new version."""
        ...

    def delete(self, name: str, *, over: str) -> None:
        """Delete an object in the version seen."""
        ...


class Change(NamedTuple):
    """Say what became, or without sending would become, of one event, and how its reader knows it."""

    verdict: Verdict
    title: str
    day: date | datetime | None


class Pushing(NamedTuple):
    """Hold what became of every event, in the order of their days; those that stay are only counted."""

    changes: tuple[Change, ...]
    same: int

    def count(self, verdict: Verdict) -> int:
        """Return the number of events of which this became."""
        return sum(change.verdict is verdict for change in self.changes)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """Return what is left to be decided by the person."""
        return tuple(change for change in self.changes if change.verdict in CONFLICTS)


class _Task(NamedTuple):
    """Hold one event with all that is known of it.

    `data` is the object to send, None when the plans have no such event; `told` what that says. `there`
    is the version on the server, None when there is none.
    """

    uid: str
    contract_id: str
    data: bytes | None
    told: Said | None
    known: Pushed | None
    there: str | None
    verdict: Verdict
    title: str
    day: date | datetime | None

    @property
    def name(self) -> str:
        """Return the name of the object on the server."""
        return f"{self.uid}.ics"


def push(
    desk: Desk,
    place: str,
    names: Iterable[Contract],
    *,
    texts: Texts,
    now: datetime,
    connect: Callable[[], AbstractContextManager[Server]],
    options: CalendarOptions = PLAIN,
    side: Side | None = None,
    dry: bool = False,
) -> Pushing:
    """Create, change and delete the events of the plans in the calendar at `place`, and nothing else.

    `names`: the contracts whose events are looked at, none: all, and then events of contracts that are
    archived or removed go too. `side` decides where both sides changed; without it such events stay as
    they are and are reported. `dry`: nothing is sent and nothing remembered.

    Each event is remembered as soon as the server has it, so that a run that was interrupted can be
    made again. Raises UsageError when there is nothing to send, TrackerError (`error.push.…`) when the
    server fails; `error.push.stopped` says how much had been done.
    """
    chosen = {contract.id for contract in names}
    known = {pushed.uid: pushed for pushed in desk.store.pushed(place)}
    contracts = _in_calendar(desk, chosen, known.values())
    if not contracts and not known:
        raise UsageError("error.export.nothing")
    with connect() as server:
        there = server.versions()
        from tracker.export.ics import write_calendar

        variant = f"push {place}"
        before = {revision.uid: revision for revision in desk.store.revisions(variant)}
        calendar = write_calendar(
            map(desk.plan, contracts),
            texts=texts,
            revisions=before,
            now=now,
            options=replace(options, labels=len(contracts) > 1, variant=variant),
        )
        saved = {revision.uid: revision for revision in calendar.revisions}
        owners = {uid: revision.contract_id for uid, revision in {**before, **saved}.items()}
        tasks = [
            task
            for task in _tasks(calendar.chunks(), owners, known, there, server)
            if not chosen or task.contract_id in chosen
        ]
        tasks = [task._replace(verdict=settle(task.verdict, side)) for task in tasks]
        if not dry:
            desk.keep_numbers()  # events name rows by their numbers
            tasks = list(_carried_out(desk, place, tasks, saved, server))
    changes = tuple(
        Change(task.verdict, task.title, task.day)
        for task in tasks
        if task.verdict in SENT or task.verdict in CONFLICTS
    )
    return Pushing(changes, len(tasks) - len(changes))


def _in_calendar(desk: Desk, chosen: set[str], known: Iterable[Pushed]) -> list[Contract]:
    """Return the contracts that the calendar holds once those chosen are in it.

    Those beside the chosen ones count too: whether titles name their contract, and whose event the
    departure is, must not hang on which of them is looked at.
    """
    present = {pushed.contract_id for pushed in known}
    return [
        contract
        for contract in desk.store.contracts()
        if not chosen or contract.id in chosen or contract.id in present
    ]


def _tasks(
    chunks: Iterator[bytes],
    owners: Mapping[str, str],
    known: Mapping[str, Pushed],
    there: Mapping[str, str],
    server: Server,
) -> Iterator[_Task]:
    """Yield each event of the plans in the order of its day, then those that are no longer planned."""
    from tracker.export.objects import objects_of, said

    def digest_there(uid: str) -> str:
        return said(server.read(f"{uid}.ics")).digest

    planned = set()
    for uid, data in objects_of(chunks):
        planned.add(uid)
        told, version, remembered = said(data), there.get(f"{uid}.ics"), known.get(uid)
        verdict = judge(told.digest, remembered, version, partial(digest_there, uid))
        yield _Task(uid, owners[uid], data, told, remembered, version, verdict, told.summary, told.day)
    for uid, remembered in known.items():
        if uid in planned:
            continue
        version = there.get(f"{uid}.ics")
        # What is no longer planned can only be named by what is there.
        found = said(server.read(f"{uid}.ics") if version is not None else b"")
        verdict = judge(None, remembered, version, partial(str, found.digest))
        yield _Task(
            uid, remembered.contract_id, None, None, remembered, version, verdict, found.summary, found.day
        )


def _carried_out(
    desk: Desk, place: str, tasks: list[_Task], saved: Mapping[str, Revision], server: Server
) -> Iterator[_Task]:
    """Do what was decided, and yield each task with what became of it."""
    total = sum(task.verdict in SENT for task in tasks)
    done = 0
    for task in tasks:
        try:
            verdict = _carry_out(desk, place, task, saved, server)
        except TrackerError as error:
            if not done:
                raise
            reason = Term(error.key)
            raise type(error)(
                "error.push.stopped", reason=reason, done=done, total=total, **error.values
            ) from error
        done += verdict in SENT
        yield task._replace(verdict=verdict)


def _carry_out(desk: Desk, place: str, task: _Task, saved: Mapping[str, Revision], server: Server) -> Verdict:
    from tracker.export.objects import said
    from tracker.publish.collection import ChangedError, TakenError

    verdict, there, told = task.verdict, task.there, task.told
    etag = there or ""
    try:
        if verdict in (Verdict.CREATE, Verdict.UPDATE) and task.data is not None and told is not None:
            etag = server.put(
                task.name, task.data, over=there, same=lambda data: said(data).digest == told.digest
            )
        elif verdict is Verdict.DELETE and there is not None:
            server.delete(task.name, over=there)
    except ChangedError:
        return Verdict.MEANWHILE
    except TakenError:
        return Verdict.TAKEN
    if verdict in (Verdict.DELETE, Verdict.FORGET) and task.known is not None:
        desk.store.forget_pushed(task.known)
    elif told is not None and verdict in (Verdict.CREATE, Verdict.UPDATE, Verdict.ADOPT, Verdict.KEEP):
        pushed = Pushed(place, task.uid, task.contract_id, etag, told.digest, theirs=verdict is Verdict.KEEP)
        with desk.store.transaction():
            desk.store.save_pushed(pushed)
            if verdict is not Verdict.KEEP and task.uid in saved:
                desk.store.save_revisions([saved[task.uid]])
    return verdict
