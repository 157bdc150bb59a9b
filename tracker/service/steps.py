"""Find the step or row of a plan that a word means."""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.carriers.names import fold, nearest
from tracker.core.model import Plan, Row, Step
from tracker.core.words import State
from tracker.errors import NotFoundError, UsageError
from tracker.service.bound import letters, service_of
from tracker.service.naming import shown

__all__ = ["Selection", "find_steps", "letters", "one_step"]

_NUMBER = re.compile(r"(\d{1,4})([a-z]{0,3})")


class Selection(NamedTuple):
    """Hold what a word means: steps, and the row if it meant all of one."""

    plan: Plan
    steps: tuple[Step, ...]
    row: Row | None

    @property
    def open(self) -> tuple[Step, ...]:
        """Return the steps that are still to do; missed ones count when no other is left."""
        return tuple(step for step in self.steps if step.state is State.OPEN) or tuple(
            step for step in self.steps if step.state is State.MISSED
        )


def find_steps(plan: Plan, text: str) -> Selection:
    """Return what STEP means: a row number, `3a`, a step key or a unique beginning of one.

    A name of a row and a name of a bound service count too. Raises NotFoundError with the
    nearest keys, UsageError when several steps begin so.
    """
    word = text.strip().casefold()
    by_key = {step.key: step for step in plan.steps}
    numbered = _NUMBER.fullmatch(fold(text))
    if numbered:
        return _by_number(plan, int(numbered.group(1)), numbered.group(2), text)
    if word in by_key:
        return Selection(plan, (by_key[word],), None)
    for row in plan.rows:
        if row.key == word:
            return _whole(plan, row)
    begun = [key for key in by_key if word and key.startswith(word)]
    if len(begun) == 1:
        return Selection(plan, (by_key[begun[0]],), None)
    if begun:
        raise UsageError("error.step.ambiguous", step=shown(text), steps=begun)
    service = service_of(plan.contract, text)
    if service is not None and f"unbind:{service}" in by_key:
        return Selection(plan, (by_key[f"unbind:{service}"],), None)
    raise NotFoundError(
        "error.step.unknown", step=shown(text), name=plan.contract.name, near=nearest(word, by_key)
    )


def one_step(plan: Plan, text: str) -> Selection:
    """Return what STEP means where one step is wanted: of a row its cancel, else its first open one."""
    found = find_steps(plan, text)
    best = next((step for step in found.steps if step.kind == "cancel"), None)
    chosen = best or (found.open or found.steps)[0]
    return Selection(plan, (chosen,), found.row)


def _whole(plan: Plan, row: Row) -> Selection:
    by_key = {step.key: step for step in plan.steps}
    return Selection(plan, tuple(by_key[key] for key in row.steps if key in by_key), row)


def _by_number(plan: Plan, number: int, letter: str, text: str) -> Selection:
    row = next((row for row in plan.rows if row.number == number), None)
    if row is None:
        known = [str(row.number) for row in plan.rows]
        raise NotFoundError("error.step.number", step=shown(text), name=plan.contract.name, numbers=known)
    whole = _whole(plan, row)
    if not letter:
        return whole
    for service in plan.contract.services:
        if letters(service.letter) == letter:
            steps = tuple(step for step in whole.steps if step.key == f"unbind:{service.key}")
            if steps:
                return Selection(plan, steps, None)
    raise NotFoundError("error.step.unknown", step=shown(text), name=plan.contract.name, near=())
