"""Say at the top of a screen what matters most: when to cancel, and what a missed day costs."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.cli.screens.layout import apart
from tracker.cli.screens.living import keep_text, lapse_text, port_texts
from tracker.cli.screens.parts import (
    carrier_name,
    command,
    costs_on,
    days_apart,
    facts,
    has_left,
    is_ended,
    is_prepaid,
    left_over,
    month,
    step_of,
    still_runs,
    value_of,
)
from tracker.cli.width import SCREEN, pad, printable, width, wrap
from tracker.core.model import Cancellation, Plan, Reason, Step
from tracker.core.words import Basis, Channel, Intent, Line, Severity, State
from tracker.export.naming import by_payment, without_brackets
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
    lines = running(plan, texts) if costs_on(plan) else []
    name = printable(plan.contract.name)
    lead = pad(name, LEFT) if width(name) < LEFT else f"{name}  "
    return [*lines, *apart(lead + facts(plan, texts), leaving(plan, texts), edge=EDGE), *what(plan, texts)]


def running(plan: Plan, texts: Texts) -> list[str]:
    """Return the first line once the person has left and the contract, or one beside it, still runs."""
    left = left_over(plan)
    if left is not None:
        yen = next((dict(one.values).get("yen") for one in plan.problems if left.key in one.steps), None)
        membership = value_of(left, "membership", texts)
        return wrap(texts.get("screen.head.running-linked", membership=membership, yen=yen))
    days = -days_apart(plan.departure, plan.today) if plan.departure is not None else 0
    key = "running-free" if plan.monthly_yen == 0 else "running"
    text = texts.get(f"screen.head.{key}", name=printable(plan.contract.name), count=days)
    return wrap(f"{text} {monthly(plan, texts)}" if texts.lang == "en" else text + monthly(plan, texts))


def monthly(plan: Plan, texts: Texts) -> str:
    """Return what every further month costs."""
    if plan.monthly_yen == 0:
        return texts.get("screen.head.monthly-free")
    if plan.monthly_yen:
        return texts.get("screen.head.monthly", yen=plan.monthly_yen)
    return texts.get("screen.head.monthly-unknown")


def leaving(plan: Plan, texts: Texts) -> str:
    """Return when the person leaves and how far that is; nothing where it is not known."""
    if plan.departure is None:
        return ""
    day = texts.date(plan.departure, year=True)
    apart_days = days_apart(plan.departure, plan.today)
    if apart_days < 0:
        return texts.get("screen.head.left", day=day)
    return texts.get("screen.head.leaving", day=day, count=apart_days)


def what(plan: Plan, texts: Texts, *, indent: int = 0, brief: bool = False) -> list[str]:
    """Return the block that says what to do about the contract, and by when; `brief` leaves prices out."""
    lost = step_of(plan, "suspend-line")
    urgent = []
    if lost is not None and lost.state is State.OPEN:
        urgent.append(texts.get("screen.head.lost", number=_number(plan, lost)))
    decide = step_of(plan, "reissue-or-cancel")
    if decide is not None and decide.state in (State.OPEN, State.MISSED):
        urgent += _ends_when_lost(plan, decide, texts)
    head = _block(texts.get("screen.label.lost"), urgent[0], indent, *urgent[1:]) if urgent else []
    return [*head, *_planned(plan, texts, indent, brief=brief)]


def _number(plan: Plan, step: Step) -> int:
    return next(row.number for row in plan.rows if step.key in row.steps)


def _ends_when_lost(plan: Plan, step: Step, texts: Texts) -> list[str]:
    """Return that the carrier ends a lost line by itself and when, where that is so."""
    ends = dict(step.values).get("ends")
    if not isinstance(ends, date):
        return []
    key = "lost-ends" if ends >= plan.today else "lost-ended"
    carrier = carrier_name(plan, texts)
    return [texts.get(f"screen.head.{key}", carrier=carrier, ends=ends, number=_number(plan, step))]


def _planned(plan: Plan, texts: Texts, indent: int, *, brief: bool) -> list[str]:
    if plan.intent is Intent.SWITCH:
        return _port(plan, texts, indent)
    if plan.intent is Intent.KEEP:
        return _block(texts.get("screen.label.keep"), keep_text(plan, texts, monthly(plan, texts)), indent)
    cancel = step_of(plan, "cancel")
    if cancel is not None and cancel.state is State.DONE:
        return _done(plan, cancel, texts, indent)
    if cancel is not None and plan.cancellation is not None:
        return _cancel(plan, plan.cancellation, cancel, texts, indent, brief=brief)
    if cancel is not None:
        return _block(texts.get("screen.label.cancel"), texts.get("screen.head.infeasible"), indent)
    if is_prepaid(plan):
        return _prepaid(plan, texts, indent)
    if is_ended(plan):
        return _ended(plan, texts, indent)
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
        lines += wrap(one, SCREEN, first=rest)
    return lines


def _sentences(texts: Texts, *sentences: str) -> str:
    """Join sentences as the language does: with a blank in English, without elsewhere."""
    return (" " if texts.lang == "en" else "").join(sentence for sentence in sentences if sentence)


# --- the cancellation ---------------------------------------------------------------


def _cancel(
    plan: Plan, window: Cancellation, cancel: Step, texts: Texts, indent: int, *, brief: bool
) -> list[str]:
    lead = " " * indent + pad(texts.get("screen.label.cancel"), LEFT)
    last = texts.get("screen.head.last-day", day=window.closes)
    left = lead + _when_and_where(plan, window, cancel, texts)
    if width(left) + width(last) + 2 > SCREEN:
        left = lead + _when_and_where(plan, window, cancel, texts, short=True)
    body = _end(plan, window, texts)
    if not brief:
        body = _sentences(texts, body, _charge(plan, window, cancel, texts), _after(plan, window, texts))
    rest = " " * (indent + LEFT)
    return [*apart(left, last, edge=EDGE, indent=indent + LEFT), *wrap(body, SCREEN - 2, first=rest)]


def _when_and_where(
    plan: Plan, window: Cancellation, cancel: Step, texts: Texts, *, short: bool = False
) -> str:
    """Return `Wed 17 Feb in My au, before 21:10?`; the mark stands at the hour, else at the day.

    `short` leaves out what stands in brackets behind the name of the place.
    """
    place = value_of(cancel, "where", texts)
    if short:
        place = without_brackets(place)
    channel = window.channel.value if window.channel is not None else "unknown"
    if cancel.title_key == "step.cancel.return.title":
        channel = "return"
    booked = cancel.appointment
    day = texts.date(window.request) if booked is None else texts.moment(booked)
    if window.request <= plan.today:
        day = texts.get("screen.head.today", day=day)
    doubt = "?" if any(row.hearsay for row in plan.rows if cancel.key in row.steps) else ""
    hour = ""
    if booked is not None:
        doubt = ""
    elif window.closes_at is not None:
        mark = "?" if _is_hour_reported(cancel) else ""
        time = f"{window.closes_at.hour}:{window.closes_at.minute:02d}{mark}"
        hour = texts.get("screen.head.before", time=time)
        doubt = "" if mark else doubt
    return texts.get(f"screen.head.by.{channel}", day=day + doubt, where=place, hour=hour)


def _is_hour_reported(step: Step) -> bool:
    """Tell whether the hour of the last day does not come from the carrier."""
    return any(reason.basis not in _OFFICIAL for reason in step.reasons if reason.rule in _HOURS)


def _reason(step: Step, rule: str) -> Reason | None:
    return next((reason for reason in step.reasons if reason.rule == rule), None)


def _end(plan: Plan, window: Cancellation, texts: Texts) -> str:
    """Return when the line stops and how long the person is without it."""
    first = window.line_ends + timedelta(days=1)
    leaves = plan.departure
    gap = "-gap" if leaves is not None and first <= leaves and plan.today <= leaves else ""
    key = "stops" if window.ends_line and window.line_ends == window.request else "works"
    if window.effect is None:
        key = "unknown"
    ends = texts.date(window.line_ends)
    if window.line_ends == plan.today:
        ends = texts.get("screen.head.today", day=ends)
    return texts.get(
        _of_thing(plan, f"screen.body.{key}{gap}"), ends=ends, first=texts.date(first, weekday=False)
    )


def _of_thing(plan: Plan, key: str) -> str:
    """Return the key of a sentence about a line, or of the one about a contract that has no number."""
    return f"{key}.other" if plan.contract.line is Line.OTHER else key


def _charge(plan: Plan, window: Cancellation, cancel: Step, texts: Texts) -> str:
    """Return for how long is charged; nothing where there is no monthly fee."""
    if plan.monthly_yen == 0:
        return ""
    charged = window.charged_through
    if _reason(cancel, "closing-unknown") is not None:
        return texts.get("screen.body.charged-latest", day=charged)
    sure = "maybe" if _reason(cancel, "proration-unknown") is not None else "full"
    if (charged + timedelta(days=1)).day == 1:
        if charged == window.line_ends and not window.ends_line:
            return _months(plan, charged, texts)
        if _reason(cancel, "proration-daily") is None:
            return texts.get(f"screen.body.month-{sure}", month=month(charged, texts))
    if charged == window.line_ends:
        return texts.get("screen.body.by-day", day=charged)
    return texts.get(f"screen.body.period-{sure}", day=charged)


def _months(plan: Plan, last: date, texts: Texts) -> str:
    """Return which months a line that runs to the end of one is charged for; this one alone goes unsaid."""
    count = (last.year - plan.today.year) * 12 + last.month - plan.today.month + 1
    key = {1: "", 2: "screen.body.months-two"}.get(count, "screen.body.months")
    yen = plan.monthly_yen * count if plan.monthly_yen else None
    return texts.get(key, first=month(plan.today, texts), last=month(last, texts), yen=yen) if key else ""


def _after(plan: Plan, window: Cancellation, texts: Texts) -> str:
    """Return what follows when the last day is missed.

    A request can still count for the same period although the person has left: then that is
    said, and the price begins later.
    """
    if still_runs(plan):
        return ""
    abroad = _from_abroad(plan, window)
    last = window.closes if window.ends_line else _last_of_period(plan, window)
    if plan.departure is None or last < plan.departure:
        last, leave = window.closes, ""
    else:
        known = abroad or ("works" if window.channel is not None else "abroad-unknown")
        leave = texts.get(f"screen.body.leave-{known}", day=texts.date(plan.departure, weekday=False))
    price = texts.get(
        "screen.body.after", day=texts.date(last, weekday=False), monthly=_each_month(plan, texts)
    )
    if leave or not abroad:
        return _sentences(texts, leave, price)
    return _sentences(texts, price, texts.get(f"screen.body.{abroad}"))


def _last_of_period(plan: Plan, window: Cancellation) -> date:
    """Return the last day, also abroad, on which a request is charged no further than on `closes`."""
    runs = [run for run in plan.candidates if run.request_to >= window.closes]
    charged = [run.charged_through for run in runs if run.request_from <= window.closes]
    same = (run.request_to for run in runs if run.charged_through in charged)
    return max(same, default=window.closes)


def _each_month(plan: Plan, texts: Texts) -> str:
    if plan.monthly_yen == 0:
        return texts.get("screen.body.each-month-free")
    if plan.monthly_yen:
        return texts.get("screen.body.each-month-yen", yen=plan.monthly_yen)
    return texts.get("screen.body.each-month")


def _from_abroad(plan: Plan, window: Cancellation) -> str:
    """Return the name of what is known of cancelling from abroad; empty where it works or no way is known."""
    if window.channel is None:
        return ""
    header = f"channel.{window.channel.value}"
    here = {fact.key: fact.value for fact in reversed(plan.carrier.facts) if fact.header == header}
    needs = here.get("needs")
    if window.channel in (Channel.SHOP, Channel.POST) or here.get("from_abroad") is False:
        return "not-from-abroad"
    if isinstance(needs, tuple) and _NEEDS_LINE & set(needs):
        return "code-abroad"
    return "" if here.get("from_abroad") is True else "abroad-unknown"


def _port(plan: Plan, texts: Texts, indent: int) -> list[str]:
    """Return by when to port the number out: never to cancel, and what is charged."""
    when, last, body = port_texts(plan, texts)
    label = texts.get("screen.label.switch")
    if not when:
        return _block(label, body, indent)
    left = " " * indent + pad(label, LEFT) + when
    rest = " " * (indent + LEFT)
    return [*apart(left, last, edge=EDGE, indent=indent + LEFT), *wrap(body, SCREEN - 2, first=rest)]


# --- other heads --------------------------------------------------------------------


def _done(plan: Plan, cancel: Step, texts: Texts, indent: int) -> list[str]:
    window = plan.cancellation
    on = cancel.mark.on if cancel.mark is not None else None
    asked = on or (window.request if window is not None else None)
    left = left_over(plan)
    parts: list[str] = []
    if left is not None:
        membership = value_of(left, "membership", texts)
        parts.append(texts.get("screen.head.left-over", membership=membership, last=left.latest))
    if asked is not None:
        key = "cancelled" if left is None else "sim-cancelled"
        parts.append(texts.get(f"screen.head.{key}", day=texts.date(asked, year=True)))
    if window is not None:
        past = "worked" if window.line_ends < plan.today else "works-until"
        parts.append(texts.get(_of_thing(plan, f"screen.body.{past}"), ends=window.line_ends))
    parts.append(_keep_open(plan, texts))
    label = "done" if left is None else "cancel"
    return _block(texts.get(f"screen.label.{label}"), _sentences(texts, *parts), indent)


def _keep_open(plan: Plan, texts: Texts) -> str:
    """Return until when payment has to stay possible; nothing where that is not known."""
    if plan.keep_payment_until is None:
        return ""
    key = "keep-open-estimate" if plan.keep_estimate else "keep-open"
    return texts.get(by_payment(plan, f"screen.head.{key}", texts), day=plan.keep_payment_until)


def _ended(plan: Plan, texts: Texts, indent: int) -> list[str]:
    said = _sentences(texts, texts.get("screen.head.ended"), _keep_open(plan, texts))
    again = texts.get("screen.head.ended-not", command=command("done", plan, "reissue-or-cancel"))
    return _block(texts.get("screen.label.ended"), said, indent, again)


def _prepaid(plan: Plan, texts: Texts, indent: int) -> list[str]:
    if plan.intent is Intent.LAPSE and plan.monthly_yen == 0:
        return _block(texts.get("screen.label.lapse"), lapse_text(plan, texts), indent)
    ends = step_of(plan, "expires")
    hearsay = [] if ends is None else [one.rule for one in ends.reasons if one.basis not in _OFFICIAL]
    reported = "-reported" if "effect-on-expiry" in hearsay else ""
    stop = step_of(plan, "stop-auto-renewal")
    renews = ""
    if stop is not None and stop.state is State.OPEN:
        unsure = "-unsure" if _reason(stop, "renewal-unsure") is not None else ""
        renews = texts.get(f"screen.head.renews{unsure}")
    if plan.expiry is None:
        text = texts.get(f"screen.head.expiry-unknown{reported}")
    elif plan.expiry < plan.today:
        key = "renewed" if renews else "expired"
        text = texts.get(f"screen.head.{key}", day=texts.date(plan.expiry, year=True))
        if renews:
            return _block(texts.get("screen.label.expires"), text, indent)
    else:
        mark = "?" if "expiry-validity" in hearsay else ""
        text = texts.get(f"screen.head.expires{reported}", day=texts.date(plan.expiry, year=True) + mark)
    said = _sentences(texts, text, renews, _sent_back(plan, texts), _gap(plan, texts))
    return _block(texts.get("screen.label.expires"), said, indent)


def _sent_back(plan: Plan, texts: Texts) -> str:
    """Return until when what was rented has to be posted, at the latest on leaving Japan."""
    step = step_of(plan, "return-sim")
    if step is None or step.due is None or step.state is not State.OPEN:
        return ""
    last = step.latest if step.latest is not None else step.due
    if plan.departure is not None and not has_left(plan):
        last = min(last, plan.departure)
    return texts.get("screen.head.send-back", last=texts.date(last))


def _gap(plan: Plan, texts: Texts) -> str:
    """Return from when a prepaid line is missing before the departure, unless a problem says so already."""
    if plan.contract.line is Line.OTHER:
        return ""
    if plan.expiry is None or plan.departure is None or has_left(plan) or plan.expiry >= plan.departure:
        return ""
    if any(one.code == "service-gap" and one.severity is not Severity.NOTE for one in plan.problems):
        return ""
    first = max(plan.expiry + timedelta(days=1), plan.today)
    return texts.get("screen.head.gap", first=texts.date(first, weekday=False))


def _undated(plan: Plan, texts: Texts, indent: int) -> list[str]:
    return _block(
        texts.get("screen.label.undated"),
        _sentences(texts, texts.get("screen.head.undated"), monthly(plan, texts)),
        indent,
        texts.get(
            "screen.head.set-departure",
            command=command("edit", plan, "--departure", texts.get("screen.word.date")),
        ),
    )
