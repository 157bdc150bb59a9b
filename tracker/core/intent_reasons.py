"""Say why a line that nobody cancels has its days: the closing day of a port, the rule on idle lines."""

from __future__ import annotations

from collections.abc import Callable

from tracker.core.additional import order_reasons
from tracker.core.charges import Debit
from tracker.core.dates import date_of
from tracker.core.flags import KEEPING, is_offered
from tracker.core.model import Joined, Reason, Term
from tracker.core.outlook import Outlook
from tracker.core.porting import CONFIRMED_DAYS, EARLY_DAYS, confirmation_days
from tracker.core.reasons import Explanation, Trace, Why, expiry_reasons, reasons_of
from tracker.core.saying import said, tool, yours
from tracker.core.services import Service
from tracker.core.window_reasons import closing_value
from tracker.core.words import MONTH_END

Reasons = Callable[
    [Explanation, Why, Trace | None, Service | None, Debit | None],
    tuple[Reason, ...],
]
_PORT = "port"


def _port(
    told: Explanation, why: Why, trace: Trace | None, service: Service | None, debit: Debit | None
) -> tuple[Reason, ...]:
    """Return why the number has to be ported out by then."""
    view, now = told.view, told.view.now
    found: list[Reason] = [tool("port-ends")]
    if now is not None:
        found += _limit(view)
        counted = view.rules.fact(_PORT, "processing_days")
        confirmed = view.rules.fact(_PORT, "ends_on_confirmation")
        if counted is not None:
            found.append(said("port-processing", counted, ("days", confirmation_days(view.rules))))
        elif confirmed is not None and confirmed.value is True:
            found.append(said("port-confirmed", confirmed))
            found.append(tool("port-margin", ("days", CONFIRMED_DAYS)))
        found.append(tool("port-early", ("days", now.closes - now.request), ("asked", EARLY_DAYS)))
        found += order_reasons(view.orders, view.way)
        if now.line is not None:
            found.append(_charge(view))
            found.append(tool("charged", ("day", date_of(now.charged))))
    return (
        *found,
        *(each for each in reasons_of(told, why, trace, service, debit) if each.rule != "anchor-day"),
    )


def _limit(view: Outlook) -> list[Reason]:
    """Return what the last day of the port follows from: departure, end of the card, or closing day."""
    now = view.now
    assert now is not None  # noqa: S101 - asked only of dated ports
    completes = ("completes", date_of(now.ends))
    if view.departure is not None and now.ends == view.departure - 1:
        return [yours("departure", ("day", view.contract.leaves)), tool("port-before-departure", completes)]
    if now.line is None:
        return [tool("port-before-expiry", completes)]
    if now.choices:
        return [tool("port-closing-unknown", completes)]
    closing = view.rules.fact("closing", "day")
    shown = ("closing", closing_value(now.line.closing))
    if closing is not None and isinstance(closing.value, int):
        known = said("closing-fixed", closing, shown)
    elif view.contract.closing_day is not None:
        known = yours("closing-yours", shown)
    else:
        known = tool("closing-month", ("closing", closing_value(MONTH_END)))
    return [known, tool("port-closing", completes)]


def _charge(view: Outlook) -> Reason:
    now = view.now
    fact = view.rules.fact("proration", "last_month", now.request if now else None, now.ends if now else None)
    return said(f"proration-{fact.value}", fact) if fact is not None else tool("proration-unknown")


def _alive(
    told: Explanation, why: Why, trace: Trace | None, service: Service | None, debit: Debit | None
) -> tuple[Reason, ...]:
    """Return why the line has to be topped up by then."""
    return (*_idle(told.view), *reasons_of(told, why, trace, service, debit))


def _idle(view: Outlook) -> tuple[Reason, ...]:
    idle, found = view.idle, []
    if idle.until is None and view.alive is not None:
        return tuple(each for each in expiry_reasons(view) if each.rule != "effect-on-expiry")
    if idle.rule is None:
        return ()
    unit = "days" if idle.rule.key == "days" else "months"
    found.append(said(f"idle-{unit}", idle.rule, (unit, int(str(idle.rule.value)))))
    counted = view.rules.fact("expiry.idle", "counted_from")
    words = view.rules.words("expiry.idle", "counted_from")
    if counted is not None:
        names = Joined(tuple(Term(f"term.anchor.{word}") for word in words))
        found.append(said("idle-counted", counted, ("anchors", names)))
    if idle.last is None:
        return (*found, tool("idle-unknown"))
    found.append(yours("idle-last", ("day", date_of(idle.last))))
    then = view.rules.fact("expiry.idle", "then")
    if then is not None and idle.ends is not None:
        found.append(said(f"idle-{then.value}", then, ("over", date_of(idle.ends))))
    warned = view.rules.fact("expiry.idle", "notice_days")
    if warned is not None:
        found.append(said("idle-notice", warned, ("days", int(str(warned.value)))))
    return tuple(found)


def _lapse(
    told: Explanation, why: Why, trace: Trace | None, service: Service | None, debit: Debit | None
) -> tuple[Reason, ...]:
    """Return why a line ends by itself: the rule on idle lines where that is what ends it."""
    view = told.view
    if view.idle.rule is None or view.contract.expires is not None or view.expiry != view.idle.until:
        return reasons_of(told, why, trace, service, debit)
    return _idle(view)


def _arrange(
    told: Explanation, why: Why, trace: Trace | None, service: Service | None, debit: Debit | None
) -> tuple[Reason, ...]:
    """Return that the carrier offers to keep the number."""
    view, found = told.view, []
    for name in KEEPING:
        fact = view.rules.fact(f"keep.{name}", "available")
        if fact is not None and is_offered(view.rules, name):
            found.append(said("keep-offered", fact, ("way", Term(f"term.keep.{name}"))))
    return (*found, *reasons_of(told, why, trace, service, debit))


INTENT_REASONS: dict[str, Reasons] = {
    "port-out": _port,
    "keep-alive": _alive,
    "arrange-keeping": _arrange,
    "expires": _lapse,
}
"""What explains the kinds of steps that a line has which nobody cancels."""
