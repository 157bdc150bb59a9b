"""Hold what the person recorded, as the core takes it.

All dates are calendar dates in Asia/Tokyo, all money is whole yen with tax.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from tracker.core.facts import Fact
from tracker.core.words import Channel, Holder, Intent, Line, Payment, Sim, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Hold the facts of the person that hold for all lines; None is unknown."""

    departure: date | None = None
    residence_card_until: date | None = None
    passport_until: date | None = None
    account_closes: date | None = None
    card_expires: date | None = None
    returns: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundService:
    """Hold a service bound to the number.

    `key` is an id of the services catalogue or, for a free entry, the slug of `label`. `letter`
    (0 = a) is given once and never reused. None means: as the catalogue says.
    """

    key: str
    letter: int
    label: str | None = None
    use: str | None = None
    moving: str | None = None
    lead_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Hold what the person did with one step.

    `due`, `start` and `latest` are the step's dates when it was marked (a done step never
    moves); `moved_to` the day the person set; `appointment` a booked day and time in Asia/Tokyo.
    """

    key: str
    state: State = State.OPEN
    on: date | None = None
    ends: date | None = None
    ref: str | None = None
    start: date | None = None
    due: date | None = None
    latest: date | None = None
    moved_to: date | None = None
    appointment: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Hold a failed attempt at a step, with the channel that was tried."""

    key: str
    on: date
    channel: Channel | None = None
    why: str | None = None


class Paired(NamedTuple):
    """Hold another contract of the person that this one is paired with, and the last day it runs."""

    name: str
    ends: date | None


class Leaving(NamedTuple):
    """Hold when a SIM leaves its contract; `day` and `last` are the same where the person set the day."""

    day: date
    """The day on which its port is to be started or its cancellation asked for."""
    last: date
    """The last day for that without harm."""


class Beside(NamedTuple):
    """Hold another SIM on the same contract, as its own plan has it."""

    name: str
    main: bool
    """The contract is its own, and the one that it stands beside is an additional SIM."""
    how: str
    """How it leaves the contract: `port`, `cancel`, or `stays`; `held`: it ends by itself, or is handed
    back to another; `away`: it is in no plan."""
    rule: Fact | None = None
    """What its carrier says of the order, by the terms of that line."""
    then: Leaving | None = None
    """When it leaves, seen from the day on which the other line was recorded."""
    now: Leaving | None = None
    """The same as it stands today."""
    done: date | None = None
    """The day on which it was ported out, or its cancellation asked for."""
    soonest: date | None = None
    """The first day from today on which its cancellation can be asked for in Japan."""
    free: date | None = None
    """The last day on which leaving costs no further period; None where that is not known."""
    until: date | None = None
    """The last day on which it can still leave; None where that is not known."""
    dated: bool = True
    """It is known when it ends."""
    month: int | None = None
    """What one more period of it costs; None where unknown, or charged by the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Hold one contract as the person recorded it; None is unknown.

    `closing_day` is 1 to 31 (31 = month end), `departure` and `needed_until` only where
    they differ from the person's; an own `needed_until` makes N explicit. `answers` pairs
    a case phrase of the carrier file with the person's yes or no. `row_numbers` pairs a
    row key with the number it was given. `prepaid` None: as the carrier says. `notice_days`: a
    request must arrive so many days before the end, as the person knows and no carrier file does. `shares` is
    the id of the line on whose contract this SIM is an additional one, `sharers` those of the additional SIMs
    on this contract. `paired` and `beside` are not recorded: they are looked up among the person's other
    contracts when a plan is made.
    """

    name: str
    carrier: str
    recorded: date
    id: str = ""
    person: Person = field(default_factory=Person)
    departure: date | None = None
    needed_until: date | None = None
    closing_day: int | None = None
    line: Line = Line.VOICE
    sim: Sim | None = None
    prepaid: bool | None = None
    expires: date | None = None
    valid_days: int | None = None
    notice_days: int | None = None
    started: date | None = None
    signed: date | None = None
    plan: str | None = None
    fee_yen: int | None = None
    payment: Payment | None = None
    debit_day: int | None = None
    channel: Channel | None = None
    services: tuple[BoundService, ...] = ()
    services_listed: bool = False
    holder: Holder = Holder.SELF
    intent: Intent = Intent.LEAVE
    roles: tuple[str, ...] = ()
    number: str | None = None
    device_balance: int | None = None
    device_until: date | None = None
    deposit: int | None = None
    owed: int | None = None
    balance: int | None = None
    item: str = "sim"
    answers: tuple[tuple[str, bool], ...] = ()
    note: str | None = None
    lost: date | None = None
    marks: tuple[Mark, ...] = ()
    failures: tuple[Failure, ...] = ()
    row_numbers: tuple[tuple[str, int], ...] = ()
    archived: bool = False
    shares: str | None = None
    sharers: tuple[str, ...] = ()
    paired: tuple[Paired, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def leaves(self) -> date | None:
        """Return D: the contract's own departure, else the person's."""
        return self.departure or self.person.departure


class BusinessCalendar(NamedTuple):
    """Hold the national holidays of Japan as proleptic ordinals; both years inclusive."""

    holidays: frozenset[int]
    first_year: int
    last_year: int
