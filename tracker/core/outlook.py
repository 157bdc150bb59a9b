"""Gather everything a plan is dated by: windows, line end, gate, payments, and what applies.

Two computations of the window stand side by side: that of the day recorded dates every step
up to the cancellation and does not move as days pass; that of today gives the request and
everything after it (docs/planning.md 3.5). Days are ordinals.
"""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from tracker.core.additional import STAYS, Order, limits_of, orders_of, way_of
from tracker.core.catalogue import Policy
from tracker.core.channels import channel_header
from tracker.core.charges import Payments, payment_ends, payments
from tracker.core.contract import BusinessCalendar, Contract
from tracker.core.endings import Ending, Membership, endings_of, memberships_of, without_request
from tracker.core.facts import Carrier, Fact
from tracker.core.flags import Traits, flags_of
from tracker.core.intents import NEVER_IDLE, Idle, idle_of, intent_of
from tracker.core.line import LineRules
from tracker.core.model import Note, Term, TextValue
from tracker.core.porting import Port, port_endings
from tracker.core.prepaid import expiry_of, is_prepaid
from tracker.core.quick import make
from tracker.core.rules import Rules, once_per_situation
from tracker.core.services import Service, services_of
from tracker.core.spans import FREE, Limits, Request
from tracker.core.words import Channel, Holder, Intent, Line, Payment

# Named once: asking an enumeration for a member is slow on Python 3.11.
_SELF, _SLIP = Holder.SELF, Payment.SLIP
_VOICE, _OTHER = Line.VOICE, Line.OTHER
_LEAVE, _SWITCH, _KEEP, _LAPSE = Intent.LEAVE, Intent.SWITCH, Intent.KEEP, Intent.LAPSE
_BESIDE = frozenset({"beside"})
"""The word of a SIM that does not stand alone on its contract."""

NUMBERLESS_KINDS = ("travel-esim", "prepaid", "rental")
"""Kinds of cards that have no number unless the person says so."""


class Outlook(NamedTuple):
    """Hold all that steps and problems of one contract are derived from.

    `base` is the ending as planned on the day recorded, `now` as it stands today; both are None without a
    departure.
    """

    contract: Contract
    carrier: Carrier
    policy: Policy
    business: BusinessCalendar
    today: int
    recorded: int
    departure: int | None
    needed: int | None
    explicit: bool
    prepaid: bool
    own: bool
    expiry: int | None
    base: Ending | None
    now: Ending | None
    payments: Payments | None
    rules: Rules
    services: tuple[Service, ...]
    flags: frozenset[str]
    memberships: tuple[Membership, ...]
    channel: Channel | None
    """The channel of today's window, else of that of the day recorded."""
    where: TextValue
    """The name of the place where the channel is found, or a general word for it."""
    intent: Intent = _LEAVE
    """What is planned (`intents.intent_of`)."""
    idle: Idle = NEVER_IDLE
    """How long the line lives without being used, for one that is kept or left to lapse."""
    alive: int | None = None
    """The last day on which a kept line is surely topped up in time."""
    way: str = STAYS
    """How the line leaves its contract (`additional.way_of`)."""
    orders: tuple[Order, ...] = ()
    """The SIMs on the same contract that it goes before or after."""
    limits: Limits = FREE
    """What they demanded of the request on the day recorded."""
    moment: tuple[time, Fact] | None = None
    """The last moment on the last day of today's window, with the fact that says so."""

    @property
    def pay_until(self) -> int | None:
        """Return the departure, or the earlier day on which the account or card ends."""
        person = self.contract.person
        limits = (self.contract.leaves, person.account_closes, person.card_expires)
        if self.departure is None or limits[1:] == (None, None):
            return self.departure
        return min(day for day in limits if day is not None).toordinal()

    @property
    def runway(self) -> int:
        """Return the days from recording to the request as planned then."""
        return self.base.request - self.recorded if self.base is not None else 0

    def shrunk(self, days: int) -> int:
        """Return an offset in days as a short runway shrinks it: rounded up, at least 1 day."""
        return shrunk(days, self.runway, self.policy.full_runway)


@lru_cache(maxsize=2048)
def shrunk(days: int, runway: int, full: int) -> int:
    """Return an offset in days as a runway shrinks it: rounded up, at least 1 day; a full one does not."""
    return days if runway >= full else max(1, -(-days * max(runway, 0) // full))


def running(view: Outlook) -> tuple[Ending, LineRules]:
    """Return how the line ends as it stands today, and its rules, for a view with the flag `cancels`."""
    now = view.now
    assert now is not None  # noqa: S101 - the flag says so
    assert now.line is not None  # noqa: S101 - only lines that cancel have the flag
    return now, now.line


def look(
    contract: Contract, carrier: Carrier, policy: Policy, business: BusinessCalendar, today: date
) -> Outlook:
    """Return the outlook of one contract on a day."""
    leaves = contract.leaves
    day, recorded = today.toordinal(), contract.recorded.toordinal()
    departure = leaves.toordinal() if leaves is not None else None
    explicit = contract.needed_until is not None
    needed = contract.needed_until.toordinal() if contract.needed_until is not None else departure
    rules = Rules.of(carrier, contract)
    card = is_prepaid(contract, rules)
    intent = intent_of(contract, rules, prepaid=card)
    own = contract.holder is _SELF
    idle = idle_of(contract, rules) if intent in (_KEEP, _LAPSE) else NEVER_IDLE
    prepaid = intent is _LAPSE or (card and intent is _LEAVE)
    expiry = expiry_of(contract, rules) if card or prepaid else None
    if prepaid and expiry is None:
        expiry = idle.until
    alive = (idle.until or expiry) if intent is _KEEP else None
    services = services_of(contract, policy)
    way = way_of(intent, cancels=own and not prepaid)
    orders = orders_of(contract, rules, way)
    then, limits = limits_of(orders)
    base: Ending | None = None
    now: Ending | None = None
    owed: Payments | None = None
    memberships: tuple[Membership, ...] = ()
    if prepaid or intent is _KEEP:
        base = now = _expiring(alive if intent is _KEEP else expiry, departure)
    elif intent is _SWITCH:
        wanted = contract.needed_until.toordinal() if contract.needed_until is not None else None
        full = policy.full_runway
        since = then.first, limits.first
        port = Port(contract, rules, business, departure, wanted, card, expiry, recorded, full, since)
        base, now = port_endings(port, day) or (None, None)
        if now is not None and now.line is not None:
            stays = max(departure or 0, now.ends + 1)
            ask = Request(contract, rules, policy, business, stays, stays, False, max(recorded, 1))
            memberships = memberships_of(ask, now, day)
    elif departure is not None and not own:
        base = now = without_request(departure - 1, departure - 2)
    elif departure is not None:
        until = needed if needed is not None else departure
        ask = Request(contract, rules, policy, business, departure, until, explicit, max(recorded, 1), then)
        base, now = endings_of(ask, day, limits)
        memberships = memberships_of(ask, now, day)
    line, window = (now.line, now.window) if now is not None else (None, None)
    if now is not None and line is not None:
        owed = payments(
            rules,
            contract,
            business,
            closing=line.closing,
            request=now.request,
            ends=now.ends,
            charged=now.charged,
        )
        rules = line.rules
    channel = _channel(now) or _channel(base)
    told = (
        intent,
        channel,
        contract.sim,
        own,
        prepaid,
        now is not None,
        has_number(contract, carrier),
        bool(services),
        any(service.by_sms for service in services),
        contract.balance != 0 if contract.line is not _OTHER else bool(contract.balance),
        contract.lost is not None,
        contract.payment is _SLIP or bool(contract.owed),
        bool(contract.device_balance),
        None if contract.deposit is None else contract.deposit > 0,
        now is not None and departure is not None and now.ends >= departure,
        now is not None and payment_ends(contract, owed) is not None,
        card,
        contract.line is not _OTHER,
        contract.intent is _LAPSE and intent is _LEAVE and own,
        now is not None and now.by_carrier,
    )
    traits: Traits = make(Traits, told)
    flags = flags_of(traits, carrier, rules.at, contract.roles)
    if contract.beside:
        flags |= _BESIDE
    fields = (
        contract,
        carrier,
        policy,
        business,
        day,
        recorded,
        departure,
        needed,
        explicit,
        prepaid,
        own,
        expiry,
        base,
        now,
        owed,
        rules,
        services,
        flags,
        memberships,
        channel,
        place_of(rules, channel),
        intent,
        idle,
        alive,
        way,
        orders,
        then,
        line.closes_at(window.closes) if line is not None and window is not None else None,
    )
    view: Outlook = make(Outlook, fields)
    return view


def _expiring(expiry: int | None, departure: int | None) -> Ending | None:
    """Return the ending of a card that ends by itself, at the latest with the departure."""
    known = [day for day in (expiry, departure) if day is not None]
    if not known:
        return None
    return without_request(min(known), min(known) - 1)


def _channel(ending: Ending | None) -> Channel | None:
    return ending.window.channel if ending is not None and ending.window is not None else None


@once_per_situation
def place_of(rules: Rules, channel: Channel | None) -> TextValue:
    """Return the name of the place where a channel is found, or a general word for it."""
    if channel is None:
        return Term("channel.unknown.place")
    where = rules.text(channel_header(channel), "where")
    return Note(where) if where is not None else Term(f"channel.{channel}.place")


def has_number(contract: Contract, carrier: Carrier) -> bool:
    """Tell whether a line has a number: bound or recorded, else a voice line on a card that has one."""
    if contract.services or contract.number is not None:
        return True
    return contract.line is _VOICE and carrier.kind not in NUMBERLESS_KINDS
