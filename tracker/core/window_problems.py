"""Find what cannot be kept about the window, the end of the line, and its price (PLANNING 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tracker.core.case import Case, Found, channel_name, cost_of, header_of, is_gone, remedy
from tracker.core.channels import existing_channels
from tracker.core.charges import base_fee, termination_fee
from tracker.core.dates import closing_before, date_of, months_later
from tracker.core.model import Remedy, TextValue, Values
from tracker.core.outlook import Outlook, running
from tracker.core.rules import Rules
from tracker.core.spans import Request
from tracker.core.window import find_window
from tracker.core.words import COUNTERS, Line, Severity


def no_open_day(case: Case) -> Iterator[Found]:
    """Find that no day is left, on the wanted channel or on any."""
    view = case.view
    now, _ = running(view)
    if now.window is None:
        channels = existing_channels(view.contract, Rules.of(view.carrier, view.contract))
        only_here = channels and all(
            channel in COUNTERS or view.rules.flag(header_of(case, channel), "from_abroad") is False
            for channel in channels
        )
        proxy = view.rules.flag(header_of(case, channels[0] if channels else None), "proxy")
        ways = (remedy("proxy", view.today),) if proxy else ()
        if only_here and view.departure is not None and view.today > view.departure:
            yield Found(
                "needs-japan",
                (("channel", channel_name(channels[0])),),
                ("cancel",),
                None,
                view.today,
                remedies=ways,
            )
        else:
            ways = (*ways, remedy("call-desk", view.today))
            yield Found("no-open-day", (), ("cancel",), None, view.today, variant="none", remedies=ways)
    elif now.window.replaced is not None and now.window.replaced is not now.window.channel:
        other = now.window.channel
        values = (("channel", channel_name(now.window.replaced)), ("other", channel_name(other)))
        way = remedy(
            "other-channel",
            now.request,
            cost_of(case, now.request),
            channel=channel_name(other),
            day=date_of(now.request),
        )
        yield Found("no-open-day", values, ("cancel",), None, now.request, remedies=(way,))


def missed(case: Case) -> Iterator[Found]:
    """Find that the planned window has closed, and that more is charged for it."""
    view = case.view
    now, line = running(view)
    base = view.base or now
    if now.window is None:
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
    at_once = remedy("earlier-request", now.request, cost_of(case, now.request), day=date_of(now.request))
    values: Values = (("closes", date_of(planned)), ("new_closes", date_of(now.closes)))
    yield Found(
        "window-missed",
        values,
        ("cancel",),
        view.today - planned,
        planned,
        variant="unplanned" if unplanned else "",
        remedies=(at_once,),
    )
    if now.charged > charged:
        fee = base_fee(line.rules, view.contract)
        periods = _periods(charged, now.charged, line.closing)
        yen = fee * periods if fee is not None and not line.by_day(now.ends, now.request) else None
        days = now.charged - charged
        found: list[tuple[str, TextValue]] = [("days", days)]
        if yen is not None:
            found.append(("yen", yen))
        yield Found(
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
        Rules.of(view.carrier, view.contract),
        view.policy,
        view.business,
        departure,
        view.needed if view.needed is not None else departure,
        view.explicit,
        view.recorded,
        view.limits,
    )


def _periods(after: int, until: int, closing: int) -> int:
    """Return the number of billing periods that close after one day up to another."""
    count = 0
    while until > after:
        count += 1
        until = closing_before(until, closing)
    return count


def service_gap(case: Case) -> Iterator[Found]:
    """Find days on which the line is gone though it is needed."""
    view = case.view
    now, _ = running(view)
    if now.window is None or view.needed is None or now.ends >= view.needed or is_gone(view):
        return
    closes, leaves = date_of(now.window.closes), view.contract.leaves
    longer = next(
        (
            candidate
            for candidate in case.candidates
            if candidate.request_from > closes
            and candidate.line_ends_to > closes
            and (leaves is None or candidate.request_to < leaves)
        ),
        None,
    )
    if longer is None and not view.explicit:
        return
    first, days = now.ends + 1, view.needed - now.ends
    values: Values = (("from_day", date_of(first)), ("to_day", date_of(view.needed)), ("days", days))
    ways: tuple[Remedy, ...] = (remedy("second-sim", first, from_day=date_of(first)),)
    if longer is not None:
        day = longer.request_to
        ways = (Remedy("remedy.keep-line.text", (("day", day),), day, longer.amount), *ways)
    severity = Severity.WARNING if view.explicit else Severity.NOTE
    yield Found("service-gap", values, ("cancel",), days, first, severity, remedies=ways)


def card_gap(case: Case) -> Iterator[Found]:
    """Find days after the expiry of a prepaid card on which its line is needed."""
    view, expiry = case.view, case.view.expiry
    if view.contract.line is Line.OTHER:
        return
    if expiry is None or view.needed is None or expiry >= view.needed or view.today > view.needed:
        return
    first, days = expiry + 1, view.needed - expiry
    severity = Severity.WARNING if view.explicit else Severity.NOTE
    values: Values = (("expiry", date_of(expiry)),)
    another = max(first, view.today)
    ways: tuple[Remedy, ...] = (remedy("second-sim", another, from_day=date_of(another)),)
    if view.today <= expiry and view.rules.flag("expiry.top-up", "possible") is not False:
        ways = (remedy("top-up", expiry), *ways)
    yield Found("service-gap", values, ("expires",), days, first, severity, "prepaid", ways)


_TERMS = (("minimum_term", "days"), ("minimum_term", "months"), ("minimum_term", "calendar_months"))


def minimum_term(case: Case) -> Iterator[Found]:
    """Find that ending now costs a fee."""
    view = case.view
    now, line = running(view)
    start = view.contract.signed or view.contract.started
    if start is None:
        return
    first, rules = start.toordinal(), line.rules
    if rules.table.keys().isdisjoint(_TERMS):
        return
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
    if fee == 0:
        return
    values: Values = (
        (("until", date_of(until)),) if fee is None else (("until", date_of(until)), ("yen", fee))
    )
    yield Found(
        "minimum-term-fee",
        values,
        ("cancel",),
        until - now.ends,
        until,
        variant="unknown" if fee is None else "",
    )


def departed(case: Case) -> Iterator[Found]:
    """Find that the person has left."""
    view = case.view
    now, _ = running(view)
    if view.departure is None or view.today <= view.departure:
        return
    days = view.today - view.departure
    ways: tuple[Remedy, ...] = ()
    if now.window is not None:
        ways = (remedy("abroad", now.request, cost_of(case, now.request), day=date_of(now.request)),)
    yield Found("departure-passed", (("days", days),), ("cancel",), days, view.departure, remedies=ways)
    if now.window is not None and now.window.line.from_abroad is None:
        values: Values = (("channel", channel_name(now.window.channel)),)
        yield Found("abroad-unknown", values, ("cancel",), None, now.request)


def cheaper(case: Case) -> Iterator[Found]:
    """Find that a period less could be paid."""
    pairs = (pair for pair in pairwise(case.candidates) if "cheaper" in pair[0].marks)
    cheaper, recommended = next(pairs, (None, None))
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
    yield Found(
        "cheaper-earlier",
        tuple(values),
        ("cancel",),
        None,
        day.toordinal(),
        variant="" if saved is not None else "unknown",
        remedies=(way,),
    )
