"""Keep the finished calendars of feeds, each until something that it depends on has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from tracker.clock import TOKYO
from tracker.core.contract import Contract
from tracker.core.feed import Feed
from tracker.core.several import NOTHING, share
from tracker.errors import NotFoundError
from tracker.i18n import texts
from tracker.service.desk import Desk, numbered
from tracker.service.feeds import opened_by, path_of
from tracker.service.naming import free_name


class GoneError(NotFoundError):
    """Say that a feed was there and will not come back."""


class Page(NamedTuple):
    """Hold the bytes of a calendar and the strong entity tag that stands for exactly them."""

    data: bytes
    etag: str


class _Stamp(NamedTuple):
    """Hold everything that a calendar depends on, its language and options aside: those are the feed's."""

    data: Hashable
    packs: int
    today: date


class Shelf:
    """Answer with the calendar of a feed; for one thread at a time.

    The data, the person's own carrier files and the day in Japan are looked at for every request,
    the calendar is made anew only when one of them has changed.
    """

    def __init__(self, desk: Desk, *, now: Callable[[], datetime], base: str) -> None:
        """Take the desk, whose day does not count, the clock, and the beginning of the feeds' addresses."""
        self._desk = desk
        self._now = now
        self._base = base
        self._packs = 0
        self._stamp: _Stamp | None = None
        self._feeds: tuple[Feed, ...] = ()
        self._pages: dict[str, tuple[_Stamp, Page]] = {}

    def ready(self, secret: str, name: str) -> Page | None:
        """Return the calendar that a secret opens, None when it must be made first; quick.

        Raises NotFoundError, GoneError, and StoreError when the data cannot be looked at.
        """
        stamp = self._look()
        if stamp is None or stamp != self._stamp:
            return None
        kept = self._pages.get(self._find(secret, name).id)
        return kept[1] if kept is not None and kept[0] == stamp else None

    def make(self, secret: str, name: str) -> Page:
        """Return the calendar that a secret opens, made now unless it is ready.

        What is published for the first time is remembered, and only then handed out. Raises as
        `ready`, and whatever keeps a plan or a calendar from being made.
        """
        page = self.ready(secret, name)
        if page is not None:
            return page
        stamp = self._look()
        self._feeds = self._desk.store.feeds()
        self._stamp = stamp
        feed = self._find(secret, name)
        self._desk = replace(self._desk, today=self._today())
        data = publish(self._desk, feed, source=self._base + path_of(secret, feed.name), now=self._now())
        page = Page(data, f'"{hashlib.sha256(data).hexdigest()}"')
        if stamp is not None:
            self._pages[feed.id] = (stamp, page)
        return page

    def _today(self) -> date:
        return self._now().astimezone(TOKYO).date()

    def _look(self) -> _Stamp | None:
        """Return the present state of what calendars depend on, None where the data do not tell theirs."""
        data = self._desk.store.version()
        pack = self._desk.pack.current()
        if pack is not self._desk.pack:
            self._desk = replace(self._desk, pack=pack)
            self._packs += 1
        return _Stamp(data, self._packs, self._today()) if data is not None else None

    def _find(self, secret: str, name: str) -> Feed:
        feed = opened_by(secret, self._feeds)
        if feed is None or name != feed.name:
            raise NotFoundError("error.feed.address")
        if feed.revoked is not None:
            self._pages.pop(feed.id, None)
            raise GoneError("error.feed.revoked")
        return feed


def publish(desk: Desk, feed: Feed, *, source: str, now: datetime) -> bytes:
    """Return the calendar of a feed as of the desk's day and remember the revisions of its events.

    `source` is the feed's own address. They are remembered, with the row numbers that the events name,
    after the calendar was made and checked, and only where something is new. Raises GoneError
    when the contract of the feed was removed; an archived one is an empty calendar.
    """
    from tracker.export.ics import CalendarOptions, write_calendar

    contracts = _contracts(desk, feed)
    variant = f"feed:{feed.id}"
    shown = contracts if feed.full else discreet(contracts)
    plans = tuple(map(desk.plan if feed.full else called_so(desk, shown).plan, shown))
    renumbered = any(
        numbered(plan).contract.row_numbers != contract.row_numbers
        for plan, contract in zip(plans, contracts, strict=True)
    )
    calendar = write_calendar(
        plans,
        texts=texts(feed.lang),
        revisions={revision.uid: revision for revision in desk.store.revisions(variant)},
        now=now,
        options=CalendarOptions(
            labels=len(plans) > 1,
            variant=variant,
            sharing=share(plans) if len(plans) > 1 else NOTHING,
            source=source,
        ),
    )
    if calendar.revisions or renumbered:
        with desk.store.transaction():
            desk.store.save_revisions(calendar.revisions)
            desk.keep_numbers()
    return b"".join(calendar.chunks())


def _contracts(desk: Desk, feed: Feed) -> tuple[Contract, ...]:
    if feed.contract_id is None:
        return tuple(desk.store.contracts())
    for contract in desk.store.contracts(archived=None):
        if contract.id == feed.contract_id:
            return () if contract.archived else (contract,)
    raise GoneError("error.feed.no-contract")


def called_so(desk: Desk, contracts: Iterable[Contract]) -> Desk:
    """Return a desk whose texts call every line as these contracts do, and others after their carriers."""
    return replace(desk, names={contract.id: contract.name for contract in contracts})


def discreet(contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    """Return the contracts without what the person typed freely: names, notes, places and references.

    Each is named after its carrier. The number stays: by it every text is searched and masked.
    """
    found: list[Contract] = []
    for contract in contracts:
        found.append(
            replace(
                contract,
                name=free_name(contract.carrier, [one.name for one in found]),
                note=None,
                marks=tuple(replace(mark, place=None, ref=None) for mark in contract.marks),
                failures=tuple(replace(failure, why=None) for failure in contract.failures),
            )
        )
    return tuple(found)
