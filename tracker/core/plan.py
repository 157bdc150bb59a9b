"""Build the plan of a contract: pure, from values to values."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from tracker.core.candidates import build_candidates
from tracker.core.catalogue import Policy
from tracker.core.charges import base_fee
from tracker.core.contract import BusinessCalendar, Contract
from tracker.core.dates import date_of
from tracker.core.endings import Ending, mark_of
from tracker.core.facts import Carrier
from tracker.core.intents import keeping_of
from tracker.core.model import Cancellation, Plan
from tracker.core.outlook import Outlook, look
from tracker.core.porting import porting_of
from tracker.core.problems import find_problems, outcome_of
from tracker.core.rows import build_rows
from tracker.core.rules import asked_phrases
from tracker.core.steps import build_steps
from tracker.core.words import Intent, Outcome, Severity, State

_TOKYO = timezone(timedelta(hours=9))


def build_plan(
    contract: Contract, carrier: Carrier, policy: Policy, calendar: BusinessCalendar, today: date
) -> Plan:
    """Return the plan of a contract as it stands on a day.

    `calendar` tells business days, `policy` the catalogues and figures of this tool. A day
    before the recording counts as the day of recording. Raises nothing: a departure in the past,
    an unknown rule or a card that ends early are plans with problems (docs/planning.md 5).
    """
    view = look(contract, carrier, policy, calendar, max(today, contract.recorded))
    steps = build_steps(view)
    done = mark_of(contract, "cancel")
    cancelled = done is not None and done.state is State.DONE
    candidates = () if cancelled or "cancels" not in view.flags else build_candidates(view)
    problems = find_problems(view, steps, candidates)
    now = view.now
    lives = view.intent in (Intent.SWITCH, Intent.KEEP)
    line = now.line if now is not None else None
    return Plan(
        contract=contract,
        carrier=carrier,
        today=date_of(view.today),
        departure=contract.leaves,
        needed_until=contract.needed_until or contract.leaves,
        closing_day=line.closing if line is not None and not _closing_choices(now) else None,
        closing_choices=_closing_choices(now),
        outcome=outcome_of(view, problems),
        cancellation=_cancellation(view),
        keep_payment_until=_day(view.payments.keep) if view.payments is not None else None,
        keep_estimate=view.payments is not None and view.payments.estimate,
        monthly_yen=base_fee(view.rules, contract),
        steps=steps,
        rows=build_rows(view, steps),
        problems=problems,
        candidates=candidates,
        questions=_questions(view),
        gate=_day(_gate(view)) if not lives else None,
        expiry=_day(view.expiry),
        intent=view.intent,
        porting=porting_of(now) if now is not None and view.intent is Intent.SWITCH else None,
        keeping=keeping_of(contract, view.rules, view.idle, view.alive, view.today)
        if view.intent is Intent.KEEP
        else None,
    )


def _gate(view: Outlook) -> int | None:
    if view.now is not None and view.now.by_carrier:
        return view.now.gate
    return view.base.gate if view.base is not None else None


def _closing_choices(now: Ending | None) -> tuple[int, ...]:
    """Return the days on which the line may close, where it is unknown which it is."""
    if now is None:
        return ()
    if now.window is None:
        return now.choices
    return now.window.choices if not now.window.closing_known else ()


def keep_payment_until(plans: tuple[Plan, ...]) -> date | None:
    """Return the day until which payment must stay possible for all lines; None without any."""
    return max(
        (plan.keep_payment_until for plan in plans if plan.keep_payment_until is not None), default=None
    )


def worst_outcome(plans: tuple[Plan, ...]) -> Outcome:
    """Return the worst outcome of several plans."""
    ranks = (Outcome.OK, Outcome.WARNINGS, Outcome.INFEASIBLE)
    return max((plan.outcome for plan in plans), key=ranks.index, default=Outcome.OK)


def is_blocked(plan: Plan) -> bool:
    """Tell whether the plan has a blocking problem."""
    return any(problem.severity is Severity.BLOCKING for problem in plan.problems)


def _day(ordinal: int | None) -> date | None:
    return date_of(ordinal) if ordinal is not None else None


def _cancellation(view: Outlook) -> Cancellation | None:
    now = view.now
    if now is None or now.window is None or now.line is None:
        return None
    window = now.window
    moment = view.moment
    closes = date_of(window.closes)
    return Cancellation(
        effect=now.line.regime(now.request).effect,
        channel=window.channel,
        opens=date_of(window.opens),
        recommended=date_of(window.recommended),
        safe_by=date_of(window.safe_by),
        closes=closes,
        closes_at=datetime.combine(closes, moment[0], _TOKYO) if moment is not None else None,
        request=date_of(now.request),
        line_ends=date_of(now.ends),
        charged_through=date_of(now.charged),
        ends_line=now.ends_line,
    )


def _questions(view: Outlook) -> tuple[str, ...]:
    """Return the case phrases that nobody has answered and that stand before a value in force."""
    asked = asked_phrases(view.rules.carrier, view.rules.at)
    if not view.contract.answers:
        return asked
    answered = {phrase for phrase, _ in view.contract.answers}
    return tuple(phrase for phrase in asked if phrase not in answered)
