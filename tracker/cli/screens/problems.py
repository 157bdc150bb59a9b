"""List what cannot be kept and the ways out of it."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.cli.screens.layout import bullet
from tracker.cli.width import SCREEN, wrap
from tracker.core.model import Plan, Remedy, Severity
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
        lines += wrap(texts.render(problem.text_key, problem.values), SCREEN, first=f"{sign} ")
        for remedy in problem.remedies:
            text = _remedy(remedy, texts)
            if text not in named:
                lines += bullet(text, sign=">", indent=4)
            named.add(text)
    return lines


def _remedy(remedy: Remedy, texts: Texts) -> str:
    text = texts.render(remedy.text_key, remedy.values)
    if not remedy.cost:
        return text
    return texts.get("screen.problem.cost", text=text, yen=remedy.cost)


def unknown_line(plan: Plan, texts: Texts) -> list[str]:
    """Return the one line that says what nobody knows; nothing when all is known."""
    return [
        line
        for problem in plan.problems
        if problem.code == "rule-unknown"
        for line in wrap(texts.render(problem.text_key, problem.values))
    ]
