"""Find what cannot be kept, and the ways out that the same rules allow (docs/planning.md 5).

Every trigger is an inequality over the outlook and stands in this module alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.core.charges import Prices, base_fee, payment_ends, termination_fee
from tracker.core.dates import closing_before, months_later
from tracker.core.endings import mark_of
from tracker.core.line import closing_choices
from tracker.core.model import (
    Basis,
    Candidate,
    Carrier,
    Channel,
    Effect,
    Fact,
    Joined,
    Names,
    Outcome,
    Payment,
    Problem,
    Remedy,
    Severity,
    Sim,
    State,
    Step,
    Term,
    TextValue,
    Values,
)
from tracker.core.outlook import Outlook, running
from tracker.core.reasons import closing_value
from tracker.core.rules import Situation, rules_at
from tracker.core.window import COUNTERS, Request, existing_channels, find_window

SHOP_LEAD_DAYS = 7
"""Days before a shop visit when the lead time for an appointment is unknown (docs/planning.md 5)."""

SEVERITIES = {
    "no-open-day": Severity.BLOCKING,
    "needs-japan": Severity.BLOCKING,
    "document-ends-too-early": Severity.BLOCKING,
    "account-closes-too-early": Severity.BLOCKING,
    "card-expires-too-early": Severity.BLOCKING,
    "cheaper-earlier": Severity.NOTE,
    "rule-unknown": Severity.NOTE,
    "rule-unverified": Severity.NOTE,
    "rule-stale": Severity.NOTE,
}
"""Severities that do not depend on the case; every other code is a warning unless its rule says so."""

_ORDER = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class _Found(NamedTuple):
    """Hold a problem before its remedies are weighed."""

    code: str
    values: Values = ()
    steps: tuple[str, ...] = ()
    days: int | None = None
    day: int | None = None
    severity: Severity | None = None
    variant: str = ""
    remedies: tuple[Remedy, ...] = ()


class _Case(NamedTuple):
    """Hold what the triggers look at."""

    view: Outlook
    steps: tuple[Step, ...]
    candidates: tuple[Candidate, ...]

    def open_step(self, key: str) -> Step | None:
        """Return a step that is still open."""
        return next((step for step in self.steps if step.key == key and step.state is State.OPEN), None)

    @property
    def cancelled(self) -> bool:
        """Tell whether the cancellation is done."""
        mark = mark_of(self.view.contract, "cancel")
        return mark is not None and mark.state is State.DONE


def find_problems(
    view: Outlook, steps: tuple[Step, ...], candidates: tuple[Candidate, ...]
) -> tuple[Problem, ...]:
    """Return the problems by severity, then by date; undated last."""
    case = _Case(view, steps, candidates)
    found = [problem for trigger in _TRIGGERS for problem in trigger(case)]
    problems = [_problem(case, each) for each in found]
    return tuple(sorted(problems, key=lambda problem: (_ORDER[problem.severity], problem.date or date.max)))


def outcome_of(view: Outlook, problems: tuple[Problem, ...]) -> Outcome:
    """Return infeasible without a request day, warnings with any blocking problem or warning, else ok."""
    cancels = "cancels" in view.flags
    if cancels and view.now is not None and view.now.window is None:
        return Outcome.INFEASIBLE
    severe = any(problem.severity is not Severity.NOTE for problem in problems)
    return Outcome.WARNINGS if severe else Outcome.OK


def _problem(case: _Case, found: _Found) -> Problem:
    variant = f".{found.variant}" if found.variant else ""
    ask = Remedy("remedy.ask-carrier.text", (), _date(case.view.today), None)
    remedies = found.remedies
    if len(remedies) < 2 and found.code not in ("billing-day-differs", "cheaper-earlier"):
        remedies = (*remedies, ask)
    return Problem(
        code=found.code,
        severity=found.severity or SEVERITIES.get(found.code, Severity.WARNING),
        text_key=f"problem.{found.code}{variant}.text",
        values=found.values,
        steps=found.steps,
        days=found.days,
        date=_date(found.day) if found.day is not None else None,
        remedies=remedies,
    )


def _date(day: int) -> date:
    return date.fromordinal(day)


def _remedy(name: str, on: int | None = None, cost: int | None = None, /, **values: TextValue) -> Remedy:
    return Remedy(f"remedy.{name}.text", tuple(values.items()), _date(on) if on is not None else None, cost)


def _cost_of(case: _Case, request: int) -> int | None:
    _, line = running(case.view)
    ends = line.ends(request)
    abroad = case.view.departure is not None and request >= case.view.departure
    prices = Prices.of(line, case.view.today)
    return prices.of_request(request, ends, line.charged_to(ends, request), abroad=abroad)


def _header(case: _Case, channel: Channel | None = None) -> str:
    channel = channel or case.view.channel
    return f"channel.{channel.value}" if channel else ""


def _channel(channel: Channel | None) -> TextValue:
    return Term(f"channel.{channel.value if channel else 'unknown'}.name")


def _no_open_day(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or view.departure is None or case.cancelled or "cancels" not in view.flags:
        return
    if now.window is None:
        channels = existing_channels(view.contract, view.carrier)
        only_here = channels and all(
            channel in COUNTERS or view.rules.flag(_header(case, channel), "from_abroad") is False
            for channel in channels
        )
        proxy = view.rules.flag(_header(case, channels[0] if channels else None), "proxy")
        ways = (_remedy("proxy", view.today),) if proxy else ()
        if view.today > view.departure and only_here:
            yield _Found(
                "needs-japan",
                (("channel", _channel(channels[0])),),
                ("cancel",),
                None,
                view.today,
                remedies=ways,
            )
        else:
            ways = (*ways, _remedy("call-desk", view.today))
            yield _Found("no-open-day", (), ("cancel",), None, view.today, variant="none", remedies=ways)
    elif now.window.replaced is not None and now.window.replaced is not now.window.channel:
        other = now.window.channel
        values = (("channel", _channel(now.window.replaced)), ("other", _channel(other)))
        way = _remedy(
            "other-channel",
            now.request,
            _cost_of(case, now.request),
            channel=_channel(other),
            day=_date(now.request),
        )
        yield _Found("no-open-day", values, ("cancel",), None, now.request, remedies=(way,))


def _unbind_too_late(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or not view.services:
        return
    waits = now.window is not None and now.ends_line
    limit = now.closes if waits else now.gate
    for severity in (Severity.BLOCKING, Severity.WARNING):
        late = [
            service
            for service in view.services
            if service.by_sms
            and service.money is (severity is Severity.BLOCKING)
            and view.today + service.lead > limit
            and case.open_step(service.key) is not None
        ]
        if not late:
            continue
        days = view.today + max(service.lead for service in late) - limit
        names = Joined(tuple(Names(service.names) for service in late))
        values: Values = (("services", names), ("days", days))
        ways: tuple[Remedy, ...] = (_remedy("other-number", view.today),)
        if view.today <= limit and waits:
            ways = (_remedy("unbind-first", view.today), *ways)
        keys = tuple(service.key for service in late)
        yield _Found("unbind-too-late", values, keys, days, limit, severity, remedies=ways)


def _document_ends(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or now.window is None or case.cancelled:
        return
    needs = view.rules.words(_header(case), "needs")
    person = view.contract.person
    for until, name in ((person.residence_card_until, "residence-card"), (person.passport_until, "passport")):
        asked = name in needs or (view.channel is Channel.SHOP and name == "residence-card")
        if until is None or not asked or until.toordinal() >= now.request:
            continue
        earlier = _last_open(case, until.toordinal())
        ways: tuple[Remedy, ...] = (_remedy("renew-document", view.today),)
        if earlier is not None:
            ways = (_remedy("earlier-request", earlier, _cost_of(case, earlier), day=_date(earlier)), *ways)
        values: Values = (
            ("document", Term(f"term.needs.{name}")),
            ("until", until),
            ("day", _date(now.request)),
        )
        missing = now.request - until.toordinal()
        yield _Found(
            "document-ends-too-early", values, ("cancel",), missing, until.toordinal(), remedies=ways
        )


def _last_open(case: _Case, until: int) -> int | None:
    _, line = running(case.view)
    return next((day for day in range(until, case.view.today - 1, -1) if line.is_open(day)), None)


def _payment(case: _Case) -> Iterator[_Found]:
    view, owed = case.view, case.view.payments
    if owed is None or "pays" not in view.flags:
        return
    ending = payment_ends(view.contract, owed)
    last = owed.last_debit
    person = view.contract.person
    ways: tuple[Remedy, ...]
    if ending == "account" and person.account_closes is not None:
        closes = person.account_closes
        # A bank may insist on closing before the departure: keeping the account open comes last.
        ways = (
            _remedy("other-payment", view.today),
            _remedy(_in_advance(view), view.today),
            _remedy("keep-account", owed.keep, until=_date(owed.keep or last)),
        )
        values: Values = (("until", closes), ("debit", _date(last)))
        yield _Found(
            "account-closes-too-early",
            values,
            ("change-payment",),
            last - closes.toordinal(),
            closes.toordinal(),
            remedies=ways,
        )
    elif ending == "card" and person.card_expires is not None:
        expires = person.card_expires
        ways = (_remedy("new-card", view.today), _remedy("other-payment", view.today))
        values = (("until", expires), ("debit", _date(last)))
        yield _Found(
            "card-expires-too-early",
            values,
            ("change-payment",),
            last - expires.toordinal(),
            expires.toordinal(),
            remedies=ways,
        )
    if view.contract.payment is Payment.SLIP and view.departure is not None and last >= view.departure:
        ways = (_remedy("other-payment", view.today), _remedy(_in_advance(view), view.today))
        values = (("debit", _date(last)),)
        yield _Found(
            "slip-payable-only-in-japan", values, ("change-payment",), None, view.departure - 1, remedies=ways
        )
    settled = mark_of(view.contract, "settle-device")
    if view.contract.device_balance and (settled is None or settled.state is not State.DONE):
        ways = (_remedy("pay-device", view.today), _remedy("other-payment", view.today))
        values = (("yen", view.contract.device_balance),)
        yield _Found("device-balance", values, ("settle-device",), remedies=ways)


def _in_advance(view: Outlook) -> str:
    abroad = view.departure is not None and view.today >= view.departure
    return "pay-from-abroad" if abroad else "pay-in-advance"


def _missed(case: _Case) -> Iterator[_Found]:
    view, base, now = case.view, case.view.base, case.view.now
    if base is None or now is None or now.window is None or case.cancelled or "cancels" not in view.flags:
        return
    planned: int | None = None
    unplanned = False
    charged = base.charged
    if now.window.first_closes is not None and base.window is now.window:
        # Missed already when it was recorded: what would have been is that of a year before.
        planned, unplanned = now.window.first_closes, True
        ideal = find_window(_ask(view, view.departure or view.today)._replace(today=base.opens - 400))
        charged = ideal.charged if ideal is not None else charged
    elif base.window is not None and view.today > base.closes:
        planned = base.closes
    if planned is None:
        return
    at_once = _remedy("earlier-request", now.request, _cost_of(case, now.request), day=_date(now.request))
    values: Values = (("closes", _date(planned)), ("new_closes", _date(now.closes)))
    yield _Found(
        "window-missed",
        values,
        ("cancel",),
        view.today - planned,
        planned,
        variant="unplanned" if unplanned else "",
        remedies=(at_once,),
    )
    if now.charged > charged and now.line is not None:
        fee = base_fee(now.line.rules, view.contract)
        periods = _periods(charged, now.charged, now.line.closing)
        yen = fee * periods if fee is not None and not now.line.by_day(now.ends, now.request) else None
        days = now.charged - charged
        found: list[tuple[str, TextValue]] = [("days", days)]
        if yen is not None:
            found.append(("yen", yen))
        yield _Found(
            "extra-period",
            tuple(found),
            ("cancel",),
            days,
            now.charged,
            variant=_EXTRA[unplanned, yen is not None],
        )


_EXTRA = {
    (False, True): "",
    (False, False): "unknown",
    (True, True): "unplanned",
    (True, False): "unplanned-unknown",
}
"""Which text says that it costs more: planned otherwise or not, and the yen known or not."""


def _ask(view: Outlook, departure: int) -> Request:
    return Request(
        view.contract,
        view.carrier,
        view.policy,
        view.business,
        departure,
        view.needed if view.needed is not None else departure,
        view.explicit,
        view.recorded,
    )


def _periods(after: int, until: int, closing: int) -> int:
    """Return the number of billing periods that close after one day up to another."""
    count = 0
    while until > after:
        count += 1
        until = closing_before(until, closing)
    return count


def _service_gap(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or view.needed is None or case.cancelled or now.ends >= view.needed:
        return
    first = now.ends + 1
    days = view.needed - now.ends
    values: Values = (("from_day", _date(first)), ("to_day", _date(view.needed)), ("days", days))
    second = _remedy("second-sim", first, from_day=_date(first))
    if view.prepaid:
        severity = Severity.WARNING if view.explicit else Severity.NOTE
        values = (("expiry", _date(now.ends)),)
        refill = (_remedy("top-up", now.ends), second)
        yield _Found("service-gap", values, ("expires",), days, first, severity, "prepaid", refill)
        return
    if (
        now.window is None
        or "cancels" not in view.flags
        or (view.departure is not None and view.today >= view.departure)
    ):
        return
    longer = next(
        (
            candidate
            for candidate in case.candidates
            if candidate.line_ends_to.toordinal() > now.window.closes
            and candidate.request_from > _date(now.window.closes)
            and (view.departure is None or candidate.request_to.toordinal() < view.departure)
        ),
        None,
    )
    ways: tuple[Remedy, ...] = (second,)
    if longer is not None:
        day = longer.request_to
        ways = (Remedy("remedy.keep-line.text", (("day", day),), day, longer.amount), second)
    if view.explicit:
        yield _Found("service-gap", values, ("cancel",), days, first, Severity.WARNING, remedies=ways)
    elif longer is not None:
        yield _Found("service-gap", values, ("cancel",), days, first, Severity.NOTE, remedies=ways)


def _shop_lead(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or now.window is None or view.channel is not Channel.SHOP or case.cancelled:
        return
    cancel = case.open_step("cancel")
    booked = mark_of(view.contract, "cancel")
    if cancel is None or (booked is not None and booked.appointment is not None):
        return
    lead = view.rules.number(_header(case), "lead_days")
    lead = SHOP_LEAD_DAYS if lead is None else lead
    if view.today + lead <= now.closes:
        return
    ways = (_remedy("call-desk", view.today), _remedy("go-to-shop", now.request, day=_date(now.request)))
    missing = view.today + lead - now.closes
    yield _Found(
        "shop-lead-too-short",
        (("days", lead),),
        ("book-appointment", "cancel"),
        missing,
        now.closes,
        remedies=ways,
    )


def _minimum_term(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    start = view.contract.signed or view.contract.started
    if now is None or now.line is None or start is None or case.cancelled:
        return
    first, rules = start.toordinal(), now.line.rules
    days = rules.number("minimum_term", "days")
    months = rules.number("minimum_term", "months")
    calendar = rules.number("minimum_term", "calendar_months")
    until = max(
        first + days - 1 if days else 0,
        months_later(first, months) - 1 if months else 0,
        months_later(first - start.day + 1, calendar) - 1 if calendar else 0,
    )
    if now.ends >= until:
        return
    fee, _ = termination_fee(rules, base_fee(rules, view.contract), now.request, now.ends)
    values: Values = (("until", _date(until)),) if fee is None else (("until", _date(until)), ("yen", fee))
    yield _Found(
        "minimum-term-fee",
        values,
        ("cancel",),
        until - now.ends,
        until,
        variant="unknown" if fee is None else "",
    )


def _linked(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or "cancels" not in view.flags:
        return
    for header, carrier, window in view.memberships:
        key = f"cancel:{header.removeprefix('linked.')}"
        ends_with_line = window is not None and window.charged <= now.charged
        if case.open_step(key) is None or (ends_with_line and not case.cancelled):
            continue
        yen = view.rules.number(header, "yen_month")
        values: Values = (("membership", Names(carrier.names)), ("yen", yen))
        day = window.request if window is not None else view.today
        ways = (_remedy("cancel-membership", day, day=_date(day)),)
        yield _Found("linked-contract-left", values, (key,), None, day, remedies=ways)


def _blocked(case: _Case) -> Iterator[_Found]:
    view = case.view
    if "excluded" not in view.flags or case.cancelled:
        return
    blocked = view.rules.words(_header(case), "blocked_by")
    roles = tuple(role for role in view.contract.roles if role in blocked)
    day = view.now.request if view.now is not None else view.today
    shop = Channel.SHOP in existing_channels(view.contract, view.carrier)
    ways = (_remedy("go-to-shop", day, day=_date(day)),) if shop else ()
    if "pending-change" in roles:
        yield _Found("pending-change-blocks", (), ("release-pairing", "cancel"), None, day, remedies=ways)
    others = tuple(Term(f"term.blocked.{role}") for role in roles if role != "pending-change")
    if others:
        values: Values = (("roles", Joined(others)),)
        yield _Found("pairing-blocks", values, ("release-pairing", "cancel"), None, day, remedies=ways)


def _departed(case: _Case) -> Iterator[_Found]:
    view, now = case.view, case.view.now
    if now is None or view.departure is None or view.today <= view.departure or case.cancelled:
        return
    if "cancels" not in view.flags:
        return
    days = view.today - view.departure
    ways: tuple[Remedy, ...] = ()
    if now.window is not None:
        ways = (_remedy("abroad", now.request, _cost_of(case, now.request), day=_date(now.request)),)
    yield _Found("departure-passed", (("days", days),), ("cancel",), days, view.departure, remedies=ways)
    if now.window is not None and now.window.line.from_abroad is None:
        values: Values = (("channel", _channel(now.window.channel)),)
        yield _Found("abroad-unknown", values, ("cancel",), None, now.request)


def _billing_day(case: _Case) -> Iterator[_Found]:
    view = case.view
    given = view.contract.closing_day
    if given is None or view.prepaid or not view.own:
        return
    choices, known = closing_choices(view.contract, view.carrier)
    if given in choices:
        return
    ways = (_remedy("find-bill", view.today),)
    closing = (
        closing_value(choices[0])
        if known
        else Joined(tuple(Term("closing.month-end.name") if day == 31 else str(day) for day in choices))
    )
    values: Values = (("given", closing_value(given)), ("closing", closing))
    yield _Found("billing-day-differs", values, ("check-contract",), None, view.recorded, remedies=ways)


def _sim_return(case: _Case) -> Iterator[_Found]:
    view = case.view
    step = case.open_step("return-sim")
    if step is None or step.due is None or view.departure is None:
        return
    if step.due.toordinal() <= view.departure and view.today <= view.departure:
        return
    penalty = view.rules.number("return", "penalty_yen")
    days = max(step.due.toordinal(), view.today) - view.departure
    values: list[tuple[str, TextValue]] = [("day", step.due)]
    if penalty:
        values.append(("yen", penalty))
    yield _Found(
        "sim-return-after-departure",
        tuple(values),
        ("return-sim",),
        days,
        step.due.toordinal(),
        Severity.WARNING if penalty else Severity.NOTE,
        "penalty" if penalty else "",
    )


_DATE_RULES = (
    ("effect", (("effect", "ends"),)),
    ("closing", (("closing", "day"),)),
    (
        "cutoff",
        (
            ("cutoff", "day"),
            ("cutoff", "days_before_end"),
            ("cutoff", "notice_days"),
            ("cutoff", "time"),
            ("cutoff", "daily"),
        ),
    ),
    ("proration", (("proration", "last_month"),)),
)
"""The rules that decide dates, with the values that hold them."""


class _Standing(NamedTuple):
    """Say how well the rules that decide dates are known."""

    missing: tuple[str, ...]
    hearsay: tuple[str, ...]
    reads: tuple[tuple[str, date], ...]


@lru_cache(maxsize=2048)
def _standing(carrier: Carrier, at: Situation, *, esim: bool) -> _Standing:
    rules = rules_at(carrier, at)
    facts = [
        (name, [fact for place in places if (fact := rules.fact(*place)) is not None])
        for name, places in _DATE_RULES
    ]
    effect = rules.text("effect", "ends")
    missing = [name for name, found in facts if not found]
    if effect == Effect.MONTH_END and "closing" in missing:
        missing.remove("closing")
    if effect is None and "cutoff" in missing:
        missing.remove("cutoff")
    if not any(("charge.base", key) in rules.table for key in ("months", "day", "days", "choices")):
        missing.append("charge")
    if ("fee.termination", "yen") not in rules.table:
        missing.append("fee")
    duty = rules.decide("return", "required")
    if not esim and duty.fact is None and not duty.open:
        missing.append("return")
    hearsay = [
        name for name, found in facts if any(fact.basis in (Basis.REPORTED, Basis.SINGLE) for fact in found)
    ]
    reads = [
        (name, min(_read_day(fact) for fact in found if fact.sources))
        for name, found in facts
        if any(fact.sources for fact in found)
    ]
    return _Standing(tuple(missing), tuple(hearsay), tuple(reads))


def _read_day(fact: Fact) -> date:
    """Return the day a fact was last confirmed: another's page does not refresh the carrier's own word."""
    official = [source.read for source in fact.sources if source.kind == "official"]
    return max(official if fact.basis is Basis.OFFICIAL and official else [s.read for s in fact.sources])


def _terms(names: list[str]) -> Joined:
    return Joined(tuple(Term(f"unknown.{name}.name") for name in names))


def _rules(case: _Case) -> Iterator[_Found]:
    view = case.view
    if "cancels" not in view.flags:
        if view.prepaid and view.expiry is None:
            yield _Found("rule-unknown", (("what", _terms(["expiry"])),), ("expires",))
        return
    rules = view.now.line.rules if view.now is not None and view.now.line is not None else view.rules
    standing = _standing(rules.carrier, rules.at, esim=view.contract.sim is Sim.ESIM)
    window = view.now.window if view.now is not None else None
    unknown = [
        name for name in standing.missing if not (name == "closing" and view.contract.closing_day is not None)
    ]
    if window is not None and not window.closing_known and "closing" not in unknown:
        unknown.append("closing")
    if view.channel is None:
        unknown.append("channel")
    day = view.today
    if unknown:
        yield _Found("rule-unknown", (("what", _terms(unknown)),), ("check-contract", "cancel"), None, day)
    if standing.hearsay:
        what = _terms(list(standing.hearsay))
        yield _Found("rule-unverified", (("what", what),), ("cancel",), None, day)
    limit = months_later(view.today, -view.policy.stale_months)
    reads = dict(standing.reads)
    stale = [name for name, read in reads.items() if read.toordinal() < limit]
    if stale:
        oldest = min(reads[name] for name in stale)
        values: Values = (("what", _terms(stale)), ("read", oldest))
        yield _Found("rule-stale", values, ("cancel",), None, day)


def _cheaper(case: _Case) -> Iterator[_Found]:
    marked = {mark: candidate for candidate in case.candidates for mark in candidate.marks}
    cheaper, recommended = marked.get("cheaper"), marked.get("recommended")
    if cheaper is None or recommended is None:
        return
    day = cheaper.request_to
    saved = None
    if cheaper.amount is not None and recommended.amount is not None:
        saved = recommended.amount - cheaper.amount
    values: list[tuple[str, TextValue]] = [("day", day)]
    if saved is not None:
        values.append(("yen", saved))
    way = Remedy("remedy.earlier-request.text", (("day", day),), day, cheaper.amount)
    yield _Found(
        "cheaper-earlier",
        tuple(values),
        ("cancel",),
        None,
        day.toordinal(),
        variant="" if saved is not None else "unknown",
        remedies=(way,),
    )


_TRIGGERS: tuple[Callable[[_Case], Iterator[_Found]], ...] = (
    _no_open_day,
    _unbind_too_late,
    _document_ends,
    _payment,
    _missed,
    _service_gap,
    _shop_lead,
    _minimum_term,
    _linked,
    _blocked,
    _departed,
    _billing_day,
    _sim_return,
    _rules,
    _cheaper,
)
