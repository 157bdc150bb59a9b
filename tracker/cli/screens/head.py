"""Say at the top of a screen what matters most: when to cancel, and what a missed day costs."""

from __future__ import annotations

from datetime import timedelta

from tracker.cli.screens.layout import apart
from tracker.cli.screens.parts import (
    command,
    days_apart,
    facts,
    is_prepaid,
    month,
    step_of,
    still_runs,
    without_brackets,
)
from tracker.cli.width import SCREEN, pad, printable, width, wrap
from tracker.core.model import Basis, Cancellation, Channel, Intent, Plan, Reason, State, Step
from tracker.i18n import Texts

EDGE = 74
"""Column at which what stands to the right in the head of a plan ends."""

LEFT = 8
"""Columns of the names at the left of a head."""

_OFFICIAL = (Basis.OFFICIAL, Basis.USER, Basis.TOOL)
_HOURS = frozenset({"cutoff-daily", "cutoff-time", "hours"})
_NEEDS_LINE = frozenset({"sms-to-line", "sim-in-phone"})


def plan_head(plan: Plan, texts: Texts) -> list[str]:
    """Return the head of a plan: whose line, when the person leaves, when to cancel, at what price."""
    lines = []
    if still_runs(plan):
        lines += running(plan, texts)
    name = printable(plan.contract.name)
    lead = pad(name, LEFT) if width(name) < LEFT else f"{name}  "
    return [*lines, *apart(lead + facts(plan, texts), _leaving(plan, texts), edge=EDGE), *what(plan, texts)]


def running(plan: Plan, texts: Texts) -> list[str]:
    """Return the first line once the person has left and the contract still runs."""
    days = -days_apart(plan.departure, plan.today) if plan.departure is not None else 0
    text = texts.get("screen.head.running", name=printable(plan.contract.name), count=days)
    return wrap(f"{text} {monthly(plan, texts)}" if texts.lang == "en" else text + monthly(plan, texts))


def monthly(plan: Plan, texts: Texts) -> str:
    """Return what every further month costs."""
    if plan.monthly_yen == 0:
        return texts.get("screen.head.monthly-free")
    if plan.monthly_yen:
        return texts.get("screen.head.monthly", yen=plan.monthly_yen)
    return texts.get("screen.head.monthly-unknown")


def _leaving(plan: Plan, texts: Texts) -> str:
    if plan.departure is None:
        return ""
    day = texts.date(plan.departure, year=True)
    apart_days = days_apart(plan.departure, plan.today)
    if apart_days < 0:
        return texts.get("screen.head.left", day=day)
    return texts.get("screen.head.leaving", day=day, count=apart_days)


def what(plan: Plan, texts: Texts, *, indent: int = 0) -> list[str]:
    """Return the block that says what to do about the contract, and by when."""
    lost = step_of(plan, "suspend-line")
    if lost is not None and lost.state is State.OPEN:
        urgent = _block(texts.get("screen.label.lost"), texts.get("screen.head.lost"), indent)
        return [*urgent, *_planned(plan, texts, indent)]
    return _planned(plan, texts, indent)


def _planned(plan: Plan, texts: Texts, indent: int) -> list[str]:
    if plan.contract.intent in (Intent.SWITCH, Intent.KEEP):
        intent = plan.contract.intent.value
        return _block(texts.get(f"screen.label.{intent}"), texts.get(f"screen.head.{intent}"), indent)
    cancel = step_of(plan, "cancel")
    if cancel is not None and cancel.state is State.DONE:
        return _done(plan, cancel, texts, indent)
    if cancel is not None and plan.cancellation is not None:
        return _cancel(plan, plan.cancellation, cancel, texts, indent)
    if cancel is not None:
        return _block(texts.get("screen.label.cancel"), texts.get("screen.head.infeasible"), indent)
    if is_prepaid(plan):
        return _prepaid(plan, texts, indent)
    hand_back = step_of(plan, "hand-back")
    if hand_back is not None:
        holder = texts.get(f"screen.holder.{plan.contract.holder.value}")
        return _block(
            texts.get("screen.label.hand-back"), texts.get("screen.head.hand-back", holder=holder), indent
        )
    return _undated(plan, texts, indent)


def _block(label: str, text: str, indent: int, *more: str) -> list[str]:
    lead = " " * indent + pad(label, LEFT)
    rest = " " * (indent + LEFT)
    lines = wrap(text, SCREEN, first=lead, rest=rest)
    for one in more:
        if one:
            lines += wrap(one, SCREEN, first=rest)
    return lines


def _sentences(texts: Texts, *sentences: str) -> str:
    """Join sentences as the language does: with a blank in English, without elsewhere."""
    return (" " if texts.lang == "en" else "").join(sentence for sentence in sentences if sentence)


# --- the cancellation ---------------------------------------------------------------


def _cancel(plan: Plan, window: Cancellation, cancel: Step, texts: Texts, indent: int) -> list[str]:
    lead = " " * indent + pad(texts.get("screen.label.cancel"), LEFT)
    last = texts.get("screen.head.last-day", day=window.closes)
    left = lead + _when_and_where(plan, window, cancel, texts)
    if width(left) + width(last) + 2 > SCREEN:
        left = lead + _when_and_where(plan, window, cancel, texts, short=True)
    body = _sentences(
        texts, _end(plan, window, texts), _charge(plan, window, cancel, texts), _after(plan, window, texts)
    )
    rest = " " * (indent + LEFT)
    return [*apart(left, last, edge=EDGE, indent=indent + LEFT), *wrap(body, SCREEN - 2, first=rest)]


def _when_and_where(
    plan: Plan, window: Cancellation, cancel: Step, texts: Texts, *, short: bool = False
) -> str:
    """Return `Wed 17 Feb in My au, before 21:10?`; the mark stands at the hour, else at the day.

    `short` leaves out what stands in brackets behind the name of the place.
    """
    where = next((value for name, value in cancel.values if name == "where"), None)
    place = texts.joined([where]) if where is not None else ""
    if short:
        place = without_brackets(place)
    channel = window.channel.value if window.channel is not None else "unknown"
    day = texts.date(window.request)
    if window.request <= plan.today:
        day = texts.get("screen.head.today", day=day)
    doubt = "?" if _is_reported(cancel, None) else ""
    hour = ""
    if window.closes_at is not None:
        mark = "?" if _is_reported(cancel, _HOURS) else ""
        time = f"{window.closes_at.hour}:{window.closes_at.minute:02d}{mark}"
        hour = texts.get("screen.head.before", time=time)
        doubt = "" if mark else doubt
    return texts.get(f"screen.head.by.{channel}", day=day + doubt, where=place, hour=hour)


def _is_reported(step: Step, rules: frozenset[str] | None) -> bool:
    """Tell whether a reason of the step (of one of `rules`) does not come from the carrier."""
    return any(
        reason.basis not in _OFFICIAL for reason in step.reasons if rules is None or reason.rule in rules
    )


def _reason(step: Step, rule: str) -> Reason | None:
    return next((reason for reason in step.reasons if reason.rule == rule), None)


def _end(plan: Plan, window: Cancellation, texts: Texts) -> str:
    """Return when the line stops and how long the person is without it."""
    first = window.line_ends + timedelta(days=1)
    leaves = plan.departure
    gap = "-gap" if leaves is not None and first <= leaves and plan.today <= leaves else ""
    key = "stops" if window.line_ends == window.request else "works"
    if window.effect is None:
        key = "unknown"
    return texts.get(f"screen.body.{key}{gap}", ends=window.line_ends, first=texts.date(first, weekday=False))


def _charge(plan: Plan, window: Cancellation, cancel: Step, texts: Texts) -> str:
    """Return for how long is charged; nothing where there is no monthly fee."""
    if plan.monthly_yen == 0:
        return ""
    charged = window.charged_through
    if _reason(cancel, "closing-unknown") is not None:
        return texts.get("screen.body.charged-latest", day=charged)
    sure = "maybe" if _reason(cancel, "proration-unknown") is not None else "full"
    if (charged + timedelta(days=1)).day == 1:
        if charged == window.line_ends and window.line_ends != window.request:
            return ""
        if _reason(cancel, "proration-daily") is None:
            return texts.get(f"screen.body.month-{sure}", month=month(charged, texts))
    if charged == window.line_ends:
        return texts.get("screen.body.by-day", day=charged)
    return texts.get(f"screen.body.period-{sure}", day=charged)


def _after(plan: Plan, window: Cancellation, texts: Texts) -> str:
    """Return what follows when the last day is missed."""
    if still_runs(plan):
        return ""
    price = texts.get(
        "screen.body.after", day=texts.date(window.closes, weekday=False), monthly=_each_month(plan, texts)
    )
    return _sentences(texts, price, _from_abroad(plan, window, texts))


def _each_month(plan: Plan, texts: Texts) -> str:
    if plan.monthly_yen == 0:
        return texts.get("screen.body.each-month-free")
    if plan.monthly_yen:
        return texts.get("screen.body.each-month-yen", yen=plan.monthly_yen)
    return texts.get("screen.body.each-month")


def _from_abroad(plan: Plan, window: Cancellation, texts: Texts) -> str:
    if window.channel is None:
        return ""
    header = f"channel.{window.channel.value}"
    here = {fact.key: fact.value for fact in reversed(plan.carrier.facts) if fact.header == header}
    needs = here.get("needs")
    if window.channel in (Channel.SHOP, Channel.POST) or here.get("from_abroad") is False:
        return texts.get("screen.body.not-from-abroad")
    if isinstance(needs, tuple) and _NEEDS_LINE & set(needs):
        return texts.get("screen.body.code-abroad")
    return "" if here.get("from_abroad") is True else texts.get("screen.body.abroad-unknown")


# --- other heads --------------------------------------------------------------------


def _done(plan: Plan, cancel: Step, texts: Texts, indent: int) -> list[str]:
    window = plan.cancellation
    on = cancel.mark.on if cancel.mark is not None else None
    asked = on or (window.request if window is not None else None)
    parts = [
        texts.get("screen.head.cancelled", day=texts.date(asked, year=True)) if asked is not None else ""
    ]
    if window is not None:
        past = "worked" if window.line_ends < plan.today else "works-until"
        parts.append(texts.get(f"screen.body.{past}", ends=window.line_ends))
    if plan.keep_payment_until is not None:
        sure = "keep-open-estimate" if plan.keep_estimate else "keep-open"
        parts.append(texts.get(f"screen.head.{sure}", day=plan.keep_payment_until))
    return _block(texts.get("screen.label.done"), _sentences(texts, *parts), indent)


def _prepaid(plan: Plan, texts: Texts, indent: int) -> list[str]:
    if plan.expiry is None:
        text = texts.get("screen.head.expiry-unknown")
    elif plan.expiry < plan.today:
        text = texts.get("screen.head.expired", day=texts.date(plan.expiry, year=True))
    else:
        text = texts.get("screen.head.expires", day=texts.date(plan.expiry, year=True))
    renews = texts.get("screen.head.renews") if step_of(plan, "stop-auto-renewal") is not None else ""
    return _block(texts.get("screen.label.expires"), _sentences(texts, text, renews), indent)


def _undated(plan: Plan, texts: Texts, indent: int) -> list[str]:
    return _block(
        texts.get("screen.label.undated"),
        _sentences(texts, texts.get("screen.head.undated"), monthly(plan, texts)),
        indent,
        texts.get("screen.head.set-departure", command=command("edit", plan, "--departure 2/19")),
    )
