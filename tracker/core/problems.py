"""Find what cannot be kept, and the ways out that the same rules allow (PLANNING 5).

Every trigger is an inequality over the outlook; a word of the outlook's flags says for which
contracts it can hold at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.core import additional_problems, duty_problems, intent_problems, standing, window_problems
from tracker.core.case import Case, Found
from tracker.core.dates import date_of
from tracker.core.endings import mark_of
from tracker.core.model import Candidate, Problem, Remedy, Step
from tracker.core.outlook import Outlook
from tracker.core.quick import make
from tracker.core.words import Outcome, Severity, State

SEVERITIES = {
    "no-open-day": Severity.BLOCKING,
    "cannot-lapse": Severity.BLOCKING,
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

# Named once: asking an enumeration for a member is slow on Python 3.11.
_WARNING, _NOTE = Severity.WARNING, Severity.NOTE
_ORDER = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class _Trigger(NamedTuple):
    """Hold what finds a problem: for contracts with a flag, and perhaps only while not cancelled."""

    flag: str
    settled_by_cancelling: bool
    find: Callable[[Case], Iterator[Found]]
    undated: bool = False
    """It does not need to know how the line ends."""


_TRIGGERS = (
    _Trigger("cancels", True, window_problems.no_open_day),
    _Trigger("bound", False, duty_problems.unbind_too_late),
    _Trigger("bound", True, duty_problems.counter_abroad),
    _Trigger("cancels", True, duty_problems.document_ends),
    _Trigger("pays", False, duty_problems.payment),
    _Trigger("cancels", True, window_problems.missed),
    _Trigger("cancels", True, window_problems.service_gap),
    _Trigger("prepaid", True, window_problems.card_gap),
    _Trigger("by-shop", True, duty_problems.shop_lead),
    _Trigger("cancels", True, window_problems.minimum_term),
    _Trigger("linked", False, duty_problems.linked),
    _Trigger("excluded", True, duty_problems.blocked),
    _Trigger("cancels", True, window_problems.departed),
    _Trigger("postpaid", False, duty_problems.billing_day),
    _Trigger("return", False, duty_problems.sim_return),
    _Trigger("prepaid", False, standing.expiry_unsure, True),
    _Trigger("cannot-lapse", True, intent_problems.cannot_lapse, True),
    _Trigger("ports", False, intent_problems.port_missed),
    _Trigger("ports", False, intent_problems.port_costs),
    _Trigger("ports", False, intent_problems.port_unsure),
    _Trigger("ports", False, duty_problems.billing_day),
    _Trigger("keeps", False, intent_problems.kept_payment, True),
    _Trigger("idles", False, intent_problems.may_lapse, True),
    _Trigger("beside", False, additional_problems.wrong_order, True),
    _Trigger("cancels", False, standing.rules_unsure),
    _Trigger("cancels", True, window_problems.cheaper),
)


@lru_cache(maxsize=1024)
def _triggers_for(
    flags: frozenset[str], *, cancelled: bool, dated: bool
) -> tuple[Callable[[Case], Iterator[Found]], ...]:
    return tuple(
        trigger.find
        for trigger in _TRIGGERS
        if trigger.flag in flags
        and not (cancelled and trigger.settled_by_cancelling)
        and (dated or trigger.undated)
    )


def find_problems(
    view: Outlook, steps: tuple[Step, ...], candidates: tuple[Candidate, ...]
) -> tuple[Problem, ...]:
    """Return the problems by severity, then by date; undated last.

    Where it is not known how the line ends, only those are found that do not depend on it.
    """
    mark = mark_of(view.contract, "cancel")
    cancelled = mark is not None and mark.state is State.DONE
    case: Case = make(Case, (view, steps, candidates, cancelled))
    ask: Remedy = make(Remedy, ("remedy.ask-carrier.text", (), date_of(view.today), None))
    triggers = _triggers_for(view.flags, cancelled=cancelled, dated=view.now is not None)
    found = [_problem(each, ask) for find in triggers for each in find(case)]
    found.sort(key=_rank)
    return tuple(found)


def _rank(problem: Problem) -> tuple[int, date]:
    return _ORDER[problem.severity], problem.date or date.max


def outcome_of(view: Outlook, problems: tuple[Problem, ...]) -> Outcome:
    """Return infeasible without a request day, warnings with any blocking problem or warning, else ok."""
    cancels = "cancels" in view.flags
    if cancels and view.now is not None and view.now.window is None:
        return Outcome.INFEASIBLE
    # The most severe comes first.
    return Outcome.WARNINGS if problems and problems[0].severity is not _NOTE else Outcome.OK


def _problem(found: Found, ask: Remedy) -> Problem:
    """Return a problem with its remedies; asking the carrier is always one."""
    code, values, steps, days, day, severity, variant, remedies = found
    if len(remedies) < 2 and code not in ("billing-day-differs", "cheaper-earlier"):
        remedies = (*remedies, ask)
    fields = (
        code,
        severity or SEVERITIES.get(code, _WARNING),
        f"problem.{code}.{variant}.text" if variant else f"problem.{code}.text",
        values,
        steps,
        days,
        date_of(day) if day is not None else None,
        remedies,
    )
    problem: Problem = make(Problem, fields)
    return problem
