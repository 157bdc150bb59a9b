"""Say what to do next over all lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from tracker.core.model import Plan, Row
from tracker.core.several import NOTHING, Part, Sharing
from tracker.core.words import State


class Item(NamedTuple):
    """Hold one open row of one contract's plan, with its day; `also` are the lines it stands for beside."""

    plan: Plan
    row: Row
    due: date
    also: tuple[Part, ...] = ()


def upcoming(plans: Iterable[Plan], sharing: Sharing = NOTHING) -> tuple[Item, ...]:
    """Return the open rows with a day of all plans: late critical ones, other late ones, then by due day.

    Before them all comes the late cancellation of a line that still runs after the departure, and
    the membership that goes on costing when its line is cancelled.
    """
    items = [
        Item(plan, row, row.due, sharing.also(plan.contract.name, row))
        for plan in plans
        for row in plan.rows
        if row.state is State.OPEN and row.due is not None
    ]
    # The sort is stable: rows of one day stay in the order of the contracts and their rows.
    return tuple(sorted(items, key=_urgency))


def _urgency(item: Item) -> tuple[bool, bool, bool, date]:
    row, departure = item.row, item.plan.departure
    runs = row.late and departure is not None and departure < item.plan.today
    goes_on = row.key == "cancel" and (runs or _is_half_cancelled(item.plan))
    return not goes_on, not row.late, not (row.late and row.critical), item.due


def _is_half_cancelled(plan: Plan) -> bool:
    """Tell whether the line is cancelled and a membership beside it is not."""
    states = {step.kind: step.state for step in plan.steps if step.kind in ("cancel", "cancel-membership")}
    return states.get("cancel") is State.DONE and states.get("cancel-membership") is State.OPEN


def within(items: Iterable[Item], today: date, *, days: int | None, count: int | None) -> tuple[Item, ...]:
    """Return the first `count` items due at most `days` days after today; late ones count as due."""
    horizon = None if days is None else today + timedelta(days=days)
    near = [item for item in items if horizon is None or item.due <= horizon]
    return tuple(near if count is None else near[:count])


def is_due(items: Iterable[Item], today: date) -> bool:
    """Tell whether something is to be done today or is late."""
    return any(item.row.late or item.due <= today for item in items)
