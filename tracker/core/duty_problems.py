"""Find what cannot be kept of what stands around a contract: numbers, papers, money, cards (PLANNING 5)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.core.case import Case, Found, cost_of, header_of, is_gone, remedy
from tracker.core.channels import existing_channels
from tracker.core.charges import payment_ends
from tracker.core.dates import date_of
from tracker.core.endings import Ending, mark_of
from tracker.core.holding import ways_to_hold
from tracker.core.line import closing_choices
from tracker.core.model import Joined, Names, Remedy, Term, TextValue, Values
from tracker.core.outlook import Outlook, running
from tracker.core.rules import Rules
from tracker.core.titles import is_rented
from tracker.core.window_reasons import closing_value
from tracker.core.words import Basis, Channel, Line, Payment, Severity, State

# Named once: asking an enumeration for a member is slow on Python 3.11.
_SLIP, _VOICE, _OFFICIAL = Payment.SLIP, Line.VOICE, Basis.OFFICIAL
_BY_MONEY = ((Severity.BLOCKING, True), (Severity.WARNING, False))
SHOP_LEAD_DAYS = 7
"""Days before a shop visit when the lead time for an appointment is unknown (PLANNING 5)."""


def unbind_too_late(case: Case) -> Iterator[Found]:
    """Find services that cannot be moved while the number still works."""
    view, now = case.view, case.view.now
    assert now is not None  # noqa: S101 - the steps of services are dated only then
    limit = _last_move(now)
    waits = now.window is not None and now.ends_line
    missed = [
        service
        for service in view.services
        if service.by_sms and view.today + service.lead > limit and case.open_step(service.key) is not None
    ]
    for severity, money in _BY_MONEY:
        late = [service for service in missed if service.money is money]
        if not late:
            continue
        days = view.today + max(service.lead for service in late) - limit
        names = Joined(tuple(service.name for service in late))
        values: Values = (("services", names), ("days", days))
        ways: tuple[Remedy, ...] = (remedy("other-number", view.today),)
        if view.today <= limit and waits:
            ways = (remedy("unbind-first", view.today), *ways)
        ways += _held(view)
        keys = tuple(service.key for service in late)
        yield Found("unbind-too-late", values, keys, days, limit, severity, remedies=ways)


def counter_abroad(case: Case) -> Iterator[Found]:
    """Find services that may be moved only outside Japan, where this number will not work any more."""
    view, now = case.view, case.view.now
    assert now is not None  # noqa: S101 - the steps of services are dated only then
    abroad = [
        service
        for service in view.services
        if service.by_sms
        and service.moving == "counter-abroad"
        and view.today + service.lead <= _last_move(now)
        and case.open_step(service.key) is not None
    ]
    if abroad:
        names = Joined(tuple(service.name for service in abroad))
        values: Values = (("services", names), ("day", date_of(now.ends)))
        ways = (*_held(view), remedy("port-number", view.today), remedy("other-number", view.today))
        keys = tuple(service.key for service in abroad)
        yield Found("unbind-too-late", values, keys, None, now.ends, variant="abroad", remedies=ways)


def _last_move(now: Ending) -> int:
    """Return the last day on which a service can be moved: while the request waits, or the gate."""
    return now.closes if now.window is not None and now.ends_line else now.gate


def _held(view: Outlook) -> tuple[Remedy, ...]:
    """Return the ways to keep the number alive without the line; only a voice number is kept."""
    if view.contract.line is not _VOICE or "cancels" not in view.flags:
        return ()
    return tuple(
        remedy(
            f"hold-{way.kind}{'' if way.fact.basis is _OFFICIAL else '.reported'}",
            view.today,
            way.yen,
            yen=way.yen,
        )
        for way in ways_to_hold(view.rules, view.contract)
    )


def document_ends(case: Case) -> Iterator[Found]:
    """Find a document that ends before it is asked for."""
    view = case.view
    now, _ = running(view)
    person = view.contract.person
    for until, name in ((person.residence_card_until, "residence-card"), (person.passport_until, "passport")):
        if until is None or now.window is None or until.toordinal() >= now.request:
            continue
        needs = view.rules.words(header_of(case), "needs")
        if name not in needs and not (view.channel is Channel.SHOP and name == "residence-card"):
            continue
        earlier = _last_open(case, until.toordinal())
        ways: tuple[Remedy, ...] = (remedy("renew-document", view.today),)
        if earlier is not None:
            ways = (remedy("earlier-request", earlier, cost_of(case, earlier), day=date_of(earlier)), *ways)
        values: Values = (
            ("document", Term(f"term.needs.{name}")),
            ("until", until),
            ("day", date_of(now.request)),
        )
        missing = now.request - until.toordinal()
        yield Found("document-ends-too-early", values, ("cancel",), missing, until.toordinal(), remedies=ways)


def _last_open(case: Case, until: int) -> int | None:
    _, line = running(case.view)
    return next((day for day in range(until, case.view.today - 1, -1) if line.is_open(day)), None)


def payment(case: Case) -> Iterator[Found]:
    """Find that the means of payment end before the last debit, and what is still owed."""
    view, owed = case.view, case.view.payments
    assert owed is not None  # noqa: S101 - asked only of lines that cancel and pay
    ending = payment_ends(view.contract, owed)
    last = owed.last_debit
    person = view.contract.person
    ways: tuple[Remedy, ...]
    if ending == "account" and person.account_closes is not None:
        closes = person.account_closes
        # A bank may insist on closing before the departure: keeping the account open comes last.
        ways = (
            remedy("other-payment", view.today),
            remedy(_in_advance(view), view.today),
            remedy("keep-account", owed.keep, until=date_of(owed.keep or last)),
        )
        values: Values = (("until", closes), ("debit", date_of(last)))
        yield Found(
            "account-closes-too-early",
            values,
            ("change-payment",),
            last - closes.toordinal(),
            closes.toordinal(),
            remedies=ways,
        )
    elif ending == "card" and person.card_expires is not None:
        expires = person.card_expires
        ways = (remedy("new-card", view.today), remedy("other-payment", view.today))
        values = (("until", expires), ("debit", date_of(last)))
        yield Found(
            "card-expires-too-early",
            values,
            ("change-payment",),
            last - expires.toordinal(),
            expires.toordinal(),
            remedies=ways,
        )
    if view.contract.payment is _SLIP and view.departure is not None and last >= view.departure:
        ways = (remedy("other-payment", view.today), remedy(_in_advance(view), view.today))
        values = (("debit", date_of(last)),)
        yield Found(
            "slip-payable-only-in-japan", values, ("change-payment",), None, view.departure - 1, remedies=ways
        )
    settled = mark_of(view.contract, "settle-device")
    if view.contract.device_balance and (settled is None or settled.state is not State.DONE):
        ways = (remedy("pay-device", view.today), remedy("other-payment", view.today))
        values = (("yen", view.contract.device_balance),)
        yield Found("device-balance", values, ("settle-device",), remedies=ways)


def _in_advance(view: Outlook) -> str:
    return "pay-from-abroad" if is_gone(view) else "pay-in-advance"


def shop_lead(case: Case) -> Iterator[Found]:
    """Find that a shop may have no appointment left."""
    view = case.view
    now, _ = running(view)
    if now.window is None:
        return
    cancel = case.open_step("cancel")
    booked = mark_of(view.contract, "cancel")
    if cancel is None or (booked is not None and booked.appointment is not None):
        return
    lead = view.rules.number(header_of(case), "lead_days")
    lead = SHOP_LEAD_DAYS if lead is None else lead
    if view.today + lead <= now.closes:
        return
    ways = (remedy("call-desk", view.today), remedy("go-to-shop", now.request, day=date_of(now.request)))
    missing = view.today + lead - now.closes
    yield Found(
        "shop-lead-too-short",
        (("days", lead),),
        ("book-appointment", "cancel"),
        missing,
        now.closes,
        remedies=ways,
    )


def linked(case: Case) -> Iterator[Found]:
    """Find linked contracts that live on."""
    view = case.view
    now, _ = running(view)
    for header, carrier, window in view.memberships:
        key = f"cancel:{header.removeprefix('linked.')}"
        ends_with_line = window is not None and window.charged <= now.charged
        if case.open_step(key) is None or (ends_with_line and not case.cancelled):
            continue
        yen = view.rules.number(header, "yen_month")
        values: Values = (("membership", Names(carrier.names)), ("yen", yen))
        day = window.request if window is not None else view.today
        ways = (remedy("cancel-membership", day, day=date_of(day)),)
        yield Found("linked-contract-left", values, (key,), None, day, remedies=ways)


def blocked(case: Case) -> Iterator[Found]:
    """Find what keeps this contract from being cancelled online."""
    view = case.view
    blocked = view.rules.words(header_of(case), "blocked_by")
    roles = tuple(role for role in view.contract.roles if role in blocked)
    day = view.now.request if view.now is not None else view.today
    shop = Channel.SHOP in existing_channels(view.contract, Rules.of(view.carrier, view.contract))
    ways = (remedy("go-to-shop", day, day=date_of(day)),) if shop else ()
    if "pending-change" in roles:
        yield Found("pending-change-blocks", (), ("release-pairing", "cancel"), None, day, remedies=ways)
    others = tuple(Term(f"term.blocked.{role}") for role in roles if role != "pending-change")
    values: Values
    late = [each for each in view.contract.paired if each.ends is not None and each.ends.toordinal() >= day]
    if "fibre-pairing" in roles and late and case.open_step("release-pairing") is not None:
        name = Joined(tuple(each.name for each in late))
        last = max(each.ends for each in late if each.ends is not None)
        values = (("roles", Joined(others)), ("other", name), ("ends", last), ("day", date_of(day)))
        untie = (remedy("untie-first", view.today, other=name), *ways)
        yield Found(
            "pairing-blocks",
            values,
            ("release-pairing", "cancel"),
            None,
            day,
            variant="paired",
            remedies=untie,
        )
    elif others:
        values = (("roles", Joined(others)),)
        yield Found("pairing-blocks", values, ("release-pairing", "cancel"), None, day, remedies=ways)


def billing_day(case: Case) -> Iterator[Found]:
    """Find that the billing day given is none of the carrier's."""
    view = case.view
    given = view.contract.closing_day
    if given is None:
        return
    window = view.now.window if view.now is not None else None
    if window is not None and given in window.choices:
        return
    choices, known = closing_choices(view.contract, Rules.of(view.carrier, view.contract))
    if given in choices:
        return
    ways = (remedy("find-bill", view.today),)
    closing = (
        closing_value(choices[0])
        if known
        else Joined(tuple(Term("closing.month-end.name") if day == 31 else str(day) for day in choices))
    )
    values: Values = (("given", closing_value(given)), ("closing", closing))
    yield Found("billing-day-differs", values, ("check-contract",), None, view.recorded, remedies=ways)


def sim_return(case: Case) -> Iterator[Found]:
    """Find that the card, or what was lent, goes back after the departure, or should have gone before it."""
    view = case.view
    step = case.open_step("return-sim")
    leaves = view.departure or view.today
    if step is None or step.due is None or max(step.due.toordinal(), view.today) <= leaves:
        return
    penalty = view.rules.number("return", "penalty_yen")
    due = step.due.toordinal()
    thing = Term(f"returned.{'rental' if is_rented(view) else 'card'}.name")
    values: list[tuple[str, TextValue]] = [("thing", thing), ("day", step.due)]
    variant = ["late"] if due <= leaves else []
    if penalty:
        values.append(("yen", penalty))
        variant.append("penalty")
    yield Found(
        "sim-return-after-departure",
        tuple(values),
        ("return-sim",),
        max(due, view.today) - leaves,
        due,
        Severity.WARNING if penalty else Severity.NOTE,
        "-".join(variant),
    )
