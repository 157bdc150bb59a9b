"""Do for the other lines of a person what is done for one of them (docs/planning.md 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from tracker.core.model import Plan, Step
from tracker.core.several import MAY_BE_SHARED, Part, share
from tracker.core.words import State
from tracker.errors import TrackerError
from tracker.service.desk import Desk

_PENDING = (State.OPEN, State.MISSED)


class Shared(NamedTuple):
    """Hold what other lines have of some steps: `steps` that are done with them, `visit` that is not.

    A cancellation is recorded line by line, also where one visit to a shop serves several: each
    has an end of its own, and a line that is marked by mistake goes on costing money unseen.
    """

    steps: tuple[tuple[Plan, Step, Part], ...]
    visit: tuple[Part, ...]


def shared_with(desk: Desk, name: str, steps: Sequence[Step]) -> Shared:
    """Return what the lines that are not archived share with these steps of a line."""
    if not any(step.kind in MAY_BE_SHARED and step.state in _PENDING for step in steps):
        return Shared((), ())
    plans = {plan.contract.name: plan for plan in _plans(desk)}
    sharing = share(plans.values())
    found: list[tuple[Plan, Step, Part]] = []
    visit: list[Part] = []
    for step in steps:
        joint = sharing.of(name, step.key)
        if joint is None or step.state not in _PENDING:
            continue
        others = [part for part in joint.parts if part.name != name]
        if joint.kind == "cancel":
            visit += others
        else:
            found += [(plans[part.name], _step(plans[part.name], part.key), part) for part in others]
    return Shared(tuple(found), tuple(visit))


def _plans(desk: Desk) -> Iterator[Plan]:
    """Yield the plans of all lines; one whose rules cannot be read keeps nobody from marking another."""
    for contract in desk.store.contracts():
        with suppress(TrackerError):
            yield desk.plan(contract)


def _step(plan: Plan, key: str) -> Step:
    return next(step for step in plan.steps if step.key == key)


def parts_of(shared: Iterable[tuple[Plan, Step, Part]]) -> tuple[Part, ...]:
    """Return one part for each row of another line, in their order."""
    return tuple({(part.name, part.number): part for _, _, part in shared}.values())
