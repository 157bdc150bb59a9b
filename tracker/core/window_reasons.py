"""Say why the cancellation has its days: departure, effect, cut-offs, closing day, charge, channel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tracker.core.additional import order_reasons
from tracker.core.channels import channel_header
from tracker.core.dates import date_of
from tracker.core.facts import Carrier
from tracker.core.line import LineRules
from tracker.core.model import Reason, Term, TextValue
from tracker.core.outlook import Outlook, running
from tracker.core.rules import Rules, Situation, once_per_situation, rules_at
from tracker.core.saying import said, tool, yours
from tracker.core.spans import FREE
from tracker.core.terms import Age, LineTerms, terms_of, transit_of
from tracker.core.words import COUNTERS, MONTH_END, Channel, Effect


def is_posted(rules: Rules) -> bool:
    """Tell whether sending back what was lent is the cancellation, so that nothing is asked for."""
    return rules.text("effect", "ends") == Effect.ON_RETURN


def window_reasons(view: Outlook) -> list[Reason]:
    """Return why the cancellation has its window, and what it does and costs."""
    now, line = running(view)
    found = [yours("departure", ("day", view.contract.leaves))]
    if view.contract.needed_until is not None:
        found.append(yours("needed-until", ("day", view.contract.needed_until)))
    found += _effect_reasons(line, now.request)
    window = now.window
    if window is None:
        return found
    posted = is_posted(line.rules)
    if view.departure is not None and window.closes == view.departure - 1:
        found.append(tool("last-day-posting" if posted else "last-day", ("day", date_of(window.closes))))
    if window.channel in COUNTERS and window.safe_by < window.closes:
        name = "margin-posting" if posted else "margin-open-days"
        found.append(tool(name, ("days", 3), ("day", date_of(window.safe_by))))
    elif window.safe_by < window.closes and not window.abroad:
        found.append(
            tool("margin", ("days", window.closes - window.safe_by), ("day", date_of(window.safe_by)))
        )
    if window.limits != FREE:
        found += order_reasons(view.orders, view.way)
    if not now.ends_line and not window.abroad:
        if window.recommended == window.safe_by - 7:
            found.append(tool("week-before", ("day", date_of(window.recommended))))
        elif window.recommended == window.opens + 1:
            found.append(tool("just-passed", ("day", date_of(window.opens))))
    if view.needed is not None and 0 < view.needed - window.charged <= view.policy.short_remainder:
        found.append(tool("short-remainder", ("closing", date_of(window.charged))))
    moment = view.moment
    if moment is not None:
        clock, fact = moment
        name = {"daily": "cutoff-daily", "time": "cutoff-time"}.get(fact.key, "hours")
        key = "hours" if name == "hours" else "time"
        found.append(
            said(name, fact, (key, str(fact.value) if key == "hours" else clock.isoformat("minutes")))
        )
    found += _charge_reasons(view, line, now.charged)
    if window.missed:
        found.append(tool("window-new", ("closes", date_of(window.closes))))
    if now.request > window.recommended:
        found.append(tool("request-late", ("day", date_of(now.request))))
    found.append(_abroad_reason(line.rules, line.channel))
    return found


def _effect_reasons(line: LineRules, request: int) -> Sequence[Reason]:
    """Return what a request on a day does to the line, by the rules in force then."""
    rules, terms = line.rules, line.terms
    if terms.is_settled:
        return _settled_effect(rules.carrier, rules.at, line.channel)
    return _stated_effect(rules, line.channel, terms, line.regime(request).notice, request)


@lru_cache(maxsize=1024)
def _settled_effect(carrier: Carrier, at: Situation, channel: Channel | None) -> tuple[Reason, ...]:
    terms = terms_of(carrier, at, channel, Age.UNKNOWN)
    notice = terms.regime.notice if terms.regime is not None else 0
    return tuple(_stated_effect(rules_at(carrier, at), channel, terms, notice, None))


def _stated_effect(
    rules: Rules, channel: Channel | None, terms: LineTerms, notice: int, request: int | None
) -> list[Reason]:
    """Return what a request does; with `notice`, in days, an unknown effect is that of a chosen day."""
    found, fact = [], rules.fact("effect", "ends", request)
    if fact is None:
        found.append(tool("effect-unknown-notice" if notice else "effect-unknown"))
    else:
        values: tuple[tuple[str, TextValue], ...] = (("days", notice),) if fact.value == "chosen-day" else ()
        found.append(said(f"effect-{fact.value}", fact, *values))
    found += _review_reasons(rules, channel, terms)
    posted = terms.effect is Effect.ON_RETURN
    for key, name in _CUTOFFS:
        cutoff = rules.fact("cutoff", key, request)
        if (
            cutoff is not None
            and isinstance(cutoff.value, int)
            and not (key == "notice_days" and not cutoff.value)
        ):
            rule = "cutoff-arrival" if posted and key == "days_before_end" else name
            found.append(said(rule, cutoff, ("day" if key == "day" else "days", cutoff.value)))
    if posted:
        found += _transit_reasons(rules)
    if terms.effect in _BY_PERIODS and not any(header == "cutoff" for header, _ in rules.table):
        found.append(tool("cutoff-unknown"))
    return found


_BY_PERIODS = (Effect.MONTH_END, Effect.PERIOD_END)
_CUTOFFS = (
    ("day", "cutoff-day"),
    ("days_before_end", "cutoff-before-end"),
    ("notice_days", "cutoff-notice"),
    ("days_before_departure", "cutoff-departure"),
)


def _transit_reasons(rules: Rules) -> list[Reason]:
    """Return how long the parcel is taken to travel, nothing where the day of posting counts."""
    days, business = transit_of(rules)
    found = []
    for key, name, length in (
        ("transit_days", "transit", days),
        ("transit_business_days", "transit-business", business),
    ):
        fact = rules.fact("return", key)
        if length:
            lasting = ("days", length)
            found.append(said(name, fact, lasting) if fact is not None else tool(name, lasting))
    return found


def closing_value(day: int) -> TextValue:
    """Return a closing day as a value of a text: a word for month end, else the number."""
    return Term("closing.month-end.name") if day == MONTH_END else day


def _charge_reasons(view: Outlook, line: LineRules, charged: int) -> list[Reason]:
    rules, found = line.rules, []
    now = view.now
    fact = rules.fact("proration", "last_month", now.request if now else None, now.ends if now else None)
    found.append(said(f"proration-{fact.value}", fact) if fact is not None else tool("proration-unknown"))
    closing = rules.fact("closing", "day")
    window = view.now.window if view.now is not None else None
    shown = ("closing", closing_value(line.closing))
    if window is not None and not window.closing_known:
        found.append(tool("closing-unknown", ("count", len(window.choices))))
    elif closing is not None and isinstance(closing.value, int):
        found.append(said("closing-fixed", closing, shown))
    elif closing is not None and closing.value == "contract-day" and view.contract.signed is not None:
        found.append(said("closing-contract-day", closing, shown))
    elif view.contract.closing_day is not None:
        found.append(yours("closing-yours", shown))
    else:
        found.append(tool("closing-month", shown))
    found.append(tool("charged", ("day", date_of(charged))))
    return found


@once_per_situation
def _abroad_reason(rules: Rules, channel: Channel | None) -> Reason:
    if channel in COUNTERS:
        return tool("from-abroad-no")
    fact = rules.fact(channel_header(channel), "from_abroad")
    if fact is None:
        return tool("from-abroad-unknown")
    return said("from-abroad-yes" if fact.value is True else "from-abroad-no", fact)


def _review_reasons(rules: Rules, channel: Channel | None, terms: LineTerms) -> list[Reason]:
    """Return how long a request is checked before it counts."""
    name, days = "review", terms.review_days
    if terms.review_business >= days:
        name, days = "review-business", terms.review_business
    fact = rules.fact(channel_header(channel), f"{name.replace('-', '_')}_days") if days else None
    return [said(name, fact, ("days", days))] if fact is not None else []


def answer_reasons(view: Outlook) -> tuple[Reason, ...]:
    """Return why the confirmation is there by its day."""
    _, line = running(view)
    answer = _processing_reason(view.rules, view.channel)
    if not line.terms.is_reviewed:
        return (answer,)
    return *_review_reasons(line.rules, line.channel, line.terms), answer


@once_per_situation
def _processing_reason(rules: Rules, channel: Channel | None) -> Reason:
    header = channel_header(channel)
    for place, key in (
        ("confirmation", "days"),
        ("confirmation", "business_days"),
        (header, "processing_days"),
        (header, "processing_business_days"),
    ):
        fact = rules.fact(place, key)
        if fact is not None and isinstance(fact.value, int):
            return said("processing", fact, ("days", fact.value))
    return tool("processing-unknown")
