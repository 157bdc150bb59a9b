"""Say how an open question of a carrier file is answered."""

from __future__ import annotations

import shlex

from tracker.carriers.names import fold
from tracker.cli.screens.parts import command
from tracker.cli.width import SCREEN, wrap
from tracker.core.model import Plan
from tracker.i18n import Texts
from tracker.service.lines import cases

_FEWEST = 4
"""Words of a question that are typed at least, so that a reader still knows it."""


def answer_lines(plan: Plan, question: str, texts: Texts) -> list[str]:
    """Return what to type to answer a question."""
    typed = command("edit", plan, f"--answer {shlex.quote(_shortest(plan, question) + '=no')}")
    return wrap(texts.get("screen.show.answer", command=typed), SCREEN, first="    ")


def _shortest(plan: Plan, question: str) -> str:
    """Return the first words of a question that no other question of the carrier has."""
    known = [fold(case) for case in cases(plan.carrier)]
    words = question.split()
    starts = (" ".join(words[:count]) for count in range(_FEWEST, len(words)))
    return next((start for start in starts if sum(fold(start) in case for case in known) == 1), question)
