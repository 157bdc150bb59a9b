"""Gather everything a plan is dated by: windows, line end, gate, payments, and what applies.

Two computations of the window stand side by side: that of the day recorded dates every step
up to the cancellation and does not move as days pass; that of today gives the request and
everything after it (PLANNING 3.5). Days are ordinals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.core.catalogue import Policy, ServiceRule
from tracker.core.charges import Payments, payments
from tracker.core.dates import months_later
from tracker.core.line import LineRules, closing_choices
from tracker.core.model import (
    BoundService,
    BusinessCalendar,
    Carrier,
    Channel,
    Contract,
    Effect,
    Holder,
    Line,
    Mark,
    Payment,
    Sim,
    State,
)
from tracker.core.rules import Rules, Situation, rules_at
from tracker.core.window import Request, Window, existing_channels, find_window

NUMBERLESS_KINDS = ("travel-esim", "prepaid", "rental")
"""Kinds of cards that have no number unless the person says so."""


class Service(NamedTuple):
    """Hold a bound service as the person and the catalogue describe it."""

    key: str
    """The key of its step."""
    names: tuple[tuple[str, str], ...]
    """The name per language; a free entry has one for all."""
    lead: int
    """Days between starting and being moved."""
    moving: str
    """What moving it needs: app, sms, counter or counter-abroad."""
    by_sms: bool
    """A code to the old number is needed."""
    money: bool
    """A dead number costs money here (payment, bank)."""
    counter: bool
    """A visit to a counter is needed."""
    rank: tuple[bool, int, int]
    """The order of moving: payment and banks first, then as in the catalogue, then as given."""
    hint: str | None = None
    """The key of what to know before moving it."""


def _service(bound: BoundService, rule: ServiceRule | None) -> Service:
    own_lead, moving, use = bound.lead_days, bound.moving, bound.use
    names: tuple[tuple[str, str], ...] = (("en", bound.label or bound.key),)
    if rule is None:
        lead, place, by_sms, money, order = 1, "sms", True, False, 999
    else:
        names = rule.names if bound.label is None else names
        lead, place, by_sms, money, order = rule.lead_days, rule.moving, rule.sms, rule.money, rule.order
    if use is not None:
        by_sms, money = use != "login", use == "payment"
    moving = moving or place
    return Service(
        f"unbind:{bound.key}",
        names,
        lead if own_lead is None else own_lead,
        moving,
        by_sms,
        money,
        moving.startswith("counter"),
        (not money, order, bound.letter),
        f"service.{bound.key}.hint" if rule is not None and rule.hint else None,
    )


@lru_cache(maxsize=8)
def _known_services(policy: Policy) -> Mapping[str, ServiceRule]:
    return {service.key: service for service in policy.services}


class Ending(NamedTuple):
    """Hold one view of how the line ends: request T, line end E, gate, and the window days."""

    request: int
    ends: int
    charged: int
    gate: int
    opens: int
    closes: int
    window: Window | None
    line: LineRules | None
    ends_line: bool = False
    """The request itself ends the line."""


class Outlook(NamedTuple):
    """Hold all that steps and problems of one contract are derived from.

    `base` is the ending as planned on the day recorded, `now` as it stands today; both are None without a
    departure. `membership` maps the header of a linked contract to its window.
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
    memberships: tuple[tuple[str, Carrier, Window | None], ...]
    channel: Channel | None = None
    """The channel of today's window, else of that of the day recorded."""

    @property
    def runway(self) -> int:
        """Return the days from recording to the request as planned then."""
        return self.base.request - self.recorded if self.base is not None else 0

    def shrunk(self, days: int) -> int:
        """Return an offset in days as a short runway shrinks it: rounded up, at least 1 day."""
        runway, full = self.runway, self.policy.full_runway
        return days if runway >= full else max(1, -(-days * max(runway, 0) // full))


def mark_of(contract: Contract, key: str) -> Mark | None:
    """Return what the person did with a step, None if nothing."""
    return next((mark for mark in contract.marks if mark.key == key), None)


def is_prepaid(contract: Contract, carrier: Carrier) -> bool:
    """Tell whether the line ends by itself: as the person says, else by the carrier's effect."""
    if contract.prepaid is not None:
        return contract.prepaid
    return Rules.of(carrier, contract).text("effect", "ends") == Effect.ON_EXPIRY


def expiry_of(contract: Contract, carrier: Carrier) -> int | None:
    """Return the last day a prepaid card works, None when unknown.

    The person's own date wins; else the days of validity from the start. Validity in
    calendar days counts the first day, one of 24 hours ends on the day after as many.
    """
    if contract.expires is not None:
        return contract.expires.toordinal()
    if contract.started is None:
        return None
    first = contract.started.toordinal()
    if contract.valid_days is not None:
        return first + contract.valid_days - 1
    rules = Rules.of(carrier, contract)
    if rules.flag("expiry.validity", "per_product"):
        return None
    days = rules.number("expiry.validity", "days")
    if days is not None:
        return first + days - (0 if rules.text("expiry.validity", "day_count") == "24h" else 1)
    months = rules.number("expiry.validity", "months")
    return months_later(first, months) - 1 if months is not None else None


def look(
    contract: Contract, carrier: Carrier, policy: Policy, business: BusinessCalendar, today: date
) -> Outlook:
    """Return the outlook of one contract on a day."""
    leaves = contract.leaves
    departure = leaves.toordinal() if leaves is not None else None
    explicit = contract.needed_until is not None
    needed = contract.needed_until.toordinal() if contract.needed_until is not None else departure
    prepaid = is_prepaid(contract, carrier)
    own = contract.holder is Holder.SELF
    expiry = expiry_of(contract, carrier) if prepaid else None
    known = _known_services(policy)
    services = tuple([_service(bound, known.get(bound.key)) for bound in contract.services])
    view = Outlook(
        contract=contract,
        carrier=carrier,
        policy=policy,
        business=business,
        today=today.toordinal(),
        recorded=contract.recorded.toordinal(),
        departure=departure,
        needed=needed,
        explicit=explicit,
        prepaid=prepaid,
        own=own,
        expiry=expiry,
        base=None,
        now=None,
        payments=None,
        rules=Rules.of(carrier, contract),
        services=services,
        flags=frozenset(),
        memberships=(),
    )
    view = _with_endings(view)
    for ending in (view.base, view.now):
        if ending is not None and ending.window is not None:
            view = view._replace(channel=ending.window.channel)
    if view.now is not None and view.now.line is not None:
        line = view.now.line
        owed = payments(
            carrier,
            contract,
            business,
            closing=line.closing,
            request=view.now.request,
            ends=view.now.ends,
            charged=view.now.charged,
        )
        view = view._replace(payments=owed, rules=line.rules, memberships=_memberships(view))
    return view._replace(flags=_flags(view))


def _with_endings(view: Outlook) -> Outlook:
    """Return the outlook with its two endings."""
    if view.prepaid:
        ends = _earliest(view.expiry, view.departure)
        if ends is None:
            return view
        gate = _earliest(ends, view.departure)
        ending = Ending(ends, ends, ends, (gate or ends) - 1, ends, ends, None, None)
        return view._replace(base=ending, now=ending)
    if view.departure is None:
        return view
    if not view.own:
        last = view.departure - 1
        ending = Ending(last, last, last, last - 1, last, last, None, None)
        return view._replace(base=ending, now=ending)
    return _with_windows(view, view.departure)


def _earliest(*days: int | None) -> int | None:
    known = [day for day in days if day is not None]
    return min(known) if known else None


def _with_windows(view: Outlook, departure: int) -> Outlook:
    needed = view.needed if view.needed is not None else departure
    mark = mark_of(view.contract, "cancel")
    recorded = max(view.recorded, 1)
    ask = Request(
        view.contract, view.carrier, view.policy, view.business, departure, needed, view.explicit, recorded
    )
    base_window = find_window(ask)
    if mark is not None and mark.state is State.DONE:
        day = mark.on.toordinal() if mark.on is not None else view.today
        window = base_window
        if window is None or day > window.closes:
            window = find_window(ask._replace(today=day))
        ends = mark.ends.toordinal() if mark.ends is not None else None
        now = _ending(view, ask, window, day, ends)
        return view._replace(base=_ending(view, ask, base_window, None, None), now=now)
    window = base_window if view.today == recorded else find_window(ask._replace(today=view.today))
    moved = mark.moved_to.toordinal() if mark is not None and mark.moved_to is not None else None
    base = _ending(view, ask, base_window, moved, None)
    today_ask = ask._replace(today=view.today)
    now = _ending(view, today_ask, window, moved if moved is not None and moved >= view.today else None, None)
    return view._replace(base=base, now=now)


def _ending(
    view: Outlook, ask: Request, window: Window | None, request: int | None, ends: int | None
) -> Ending:
    """Return the ending for a window, with another request day or line end where one is given.

    Without a window (no day is left) the request is dated as for the day that was asked for.
    """
    if window is not None:
        line = window.line
        day = window.request if request is None else request
    else:
        channels = existing_channels(view.contract, view.carrier)
        choices, _ = closing_choices(view.contract, view.carrier)
        line = LineRules(
            view.contract,
            view.carrier,
            view.business,
            channel=channels[0] if channels else None,
            closing=choices[0],
            needed=ask.needed,
        )
        day = ask.today if request is None else request
    last = line.ends(day) if ends is None else ends
    charged = window.charged if window is not None and request is None else line.charged_to(last, day)
    ends_line = line.ends_on_request(day)
    gate = day - 1 if ends_line else min(last, ask.departure) - 1
    opens = window.opens if window is not None else day
    closes = window.closes if window is not None else day
    return Ending(day, last, charged, gate, opens, closes, window, line, ends_line)


def _memberships(view: Outlook) -> tuple[tuple[str, Carrier, Window | None], ...]:
    """Return the window of every linked contract: needed until the line ends, not before the request."""
    found = []
    for header, carrier in view.carrier.linked:
        now, departure = view.now, view.departure
        if now is None or departure is None:
            continue
        linked = Contract(
            name=view.contract.name,
            carrier=carrier.id,
            recorded=view.contract.recorded,
            signed=view.contract.signed,
            payment=view.contract.payment,
        )
        ask = Request(
            linked, carrier, view.policy, view.business, departure, now.ends, explicit=True, today=view.today
        )
        found.append((header, carrier, find_window(ask._replace(today=max(view.today, now.request)))))
    return tuple(found)


def _flags(view: Outlook) -> frozenset[str]:
    """Return the words of `applies` (steps.toml) that hold; an unknown fact counts as holding."""
    contract, now = view.contract, view.now
    postpaid = view.own and not view.prepaid
    channel = view.channel
    number = bool(view.services) or contract.number is not None
    if contract.line is Line.VOICE and view.carrier.kind not in NUMBERLESS_KINDS:
        number = True
    flags = {
        "number": number,
        "bound": bool(view.services),
        "bound-by-sms": any(service.by_sms for service in view.services),
        "own": view.own,
        "held-by-another": not view.own and not view.prepaid and now is not None,
        "prepaid": view.prepaid,
        "postpaid": postpaid,
        "balance": contract.balance != 0 and (view.own or view.prepaid),
        "lost": contract.lost is not None,
    }
    ruled = _rule_flags(view.carrier, view.rules.at, channel, contract.roles, esim=contract.sim is Sim.ESIM)
    if postpaid:
        flags |= {
            "pays": True,
            "cancels": now is not None,
            "by-login": channel in (Channel.ONLINE, Channel.APP),
            "by-shop": channel is Channel.SHOP,
            "by-post": channel is Channel.POST,
            "bill-open": contract.payment is Payment.SLIP or bool(contract.owed),
            "device-balance": bool(contract.device_balance),
            "esim": contract.sim is not Sim.PHYSICAL,
            "refund": bool(contract.deposit),
        }
        if now is not None and view.departure is not None:
            flags["ends-after-departure"] = now.ends >= view.departure
            flags["payment-ends"] = payment_ends(view) is not None
    words = frozenset(word for word, holds in flags.items() if holds)
    if contract.deposit == 0:
        ruled -= {"refund"}
    return words | (ruled if postpaid else ruled & _FOR_ALL)


_FOR_ALL = frozenset({"renews"})
"""Words from a carrier's rules that do not suppose a running contract of one's own."""


@lru_cache(maxsize=2048)
def _rule_flags(
    carrier: Carrier, at: Situation, channel: Channel | None, roles: tuple[str, ...], *, esim: bool
) -> frozenset[str]:
    """Return the words that follow from the carrier's rules alone."""
    rules = rules_at(carrier, at)
    blocked = rules.words(f"channel.{channel.value}", "blocked_by") if channel is not None else ()
    flags = {
        "renews": rules.flag("expiry.renewal", "automatic") is True,
        "carrier-payment": carrier.kind == "mno"
        or ("after.carrier-payment", "user_must_cancel") in rules.table,
        "excluded": any(role in blocked for role in roles),
        "bill-open": "unpaid" in blocked,
        "linked": bool(carrier.linked),
        "return": not esim and _must_return(rules, channel),
        "mail-kept": rules.flag("keep.mail", "available") is True,
        "refund": ("deposit", "months") in rules.table,
    }
    return frozenset(word for word, holds in flags.items() if holds)


def _must_return(rules: Rules, channel: Channel | None) -> bool:
    """Tell whether a card has to be sent back; an unanswered condition counts as a duty."""
    if rules.text("effect", "ends") == Effect.ON_RETURN:
        return False
    if channel is Channel.SHOP and rules.flag("return", "in_shop"):
        return False
    decision = rules.decide("return", "required")
    return any(fact is not None and fact.value is True for fact in (decision.fact, *decision.open))


def payment_ends(view: Outlook) -> str | None:
    """Return which means of payment dies before the last debit: slip, account, card, or None."""
    contract = view.contract
    if contract.payment is Payment.SLIP:
        return "slip"
    if view.payments is None:
        return None
    last = view.payments.last_debit
    closes = contract.person.account_closes
    if closes is not None and contract.payment is not Payment.CARD and closes.toordinal() < last:
        return "account"
    expires = contract.person.card_expires
    by_card = contract.payment in (None, Payment.CARD, Payment.DEBIT_CARD)
    if expires is not None and by_card and expires.toordinal() < last:
        return "card"
    return None
