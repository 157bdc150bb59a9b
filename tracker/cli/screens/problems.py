"""List what cannot be kept and the ways out of it."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.cli.screens.layout import bullet
from tracker.cli.screens.parts import has_left
from tracker.cli.width import SCREEN, wrap
from tracker.core.model import Plan, Problem, Remedy
from tracker.core.words import Severity
from tracker.i18n import Texts

_IN_HEAD = frozenset({"departure-passed"})
"""Codes that the head of a plan says already, with what to do."""


def listed(plan: Plan, texts: Texts, severities: Iterable[Severity]) -> list[str]:
    """Return the problems of these severities, in their order, each with its remedies.

    A remedy that was named already is not named again.
    """
    wanted = frozenset(severities)
    named: set[str] = set()
    lines: list[str] = []
    for problem in plan.problems:
        if problem.severity not in wanted or problem.code in _IN_HEAD:
            continue
        sign = "-" if problem.severity is Severity.NOTE else "!"
        lines += wrap(_problem(plan, problem, texts), SCREEN, first=f"{sign} ")
        for remedy in problem.remedies:
            text = _remedy(plan, remedy, texts)
            if text not in named:
                lines += bullet(text, sign=">", indent=4)
            named.add(text)
    return lines


def _problem(plan: Plan, problem: Problem, texts: Texts) -> str:
    """Return a problem in words; some have others for a person who has left already."""
    left = f"{problem.text_key}.left"
    key = left if has_left(plan) and texts.has(left) else problem.text_key
    return texts.render(key, problem.values)


def _remedy(plan: Plan, remedy: Remedy, texts: Texts) -> str:
    today = f"{remedy.text_key}.today"
    is_today = dict(remedy.values).get("day") == plan.today and texts.has(today)
    text = texts.render(today if is_today else remedy.text_key, remedy.values)
    if not remedy.cost or "yen" in dict(remedy.values):
        return text
    return texts.get("screen.problem.cost", text=text, yen=remedy.cost)


def unknown_line(plan: Plan, texts: Texts) -> list[str]:
    """Return the one line that says what nobody knows; nothing when all is known."""
    return _notes(plan, "rule-unknown", texts)


def cheaper_line(plan: Plan, texts: Texts) -> list[str]:
    """Return the one line that says until when the cancellation would be cheaper, if it would.

    Without the closing day nobody knows which day saves a period.
    """
    return [] if plan.closing_choices else _notes(plan, "cheaper-earlier", texts)


def _notes(plan: Plan, code: str, texts: Texts) -> list[str]:
    return [
        line
        for problem in plan.problems
        if problem.code == code
        for line in wrap(_problem(plan, problem, texts))
    ]
