"""Make tasks of plans, for programs that tick things off (CALENDAR 6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tracker.clock import TOKYO
from tracker.core.model import Plan, Row, Step
from tracker.core.several import NOTHING, Sharing
from tracker.core.words import State
from tracker.export.rows import page_of
from tracker.export.wording import Wording
from tracker.i18n import Texts

ROLE = "todo"
STEP_ROLE = f"{ROLE}-step"
_URGENT, _USUAL, _VAGUE = 1, 5, 9
"""PRIORITY as RFC 5545, 3.8.1.9 counts: 1 is the highest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Hold one task, still without a word of iCalendar.

    `due` is the last day itself; `start`, where it is known, an earlier one. `percent` is how much of
    it is done, `completed` the noon in Japan of the day on which it was. `parent` is the slot
    of the task that it belongs to.
    """

    contract_id: str
    slot: str
    category: str
    start: date | None
    due: date
    summary: str
    description: str
    priority: int
    url: str | None = None
    percent: int = 0
    completed: datetime | None = None
    parent: str | None = None


def make_tasks(plan: Plan, texts: Texts, *, labels: bool, sharing: Sharing = NOTHING) -> Iterator[Task]:
    """Yield a task for each row with a day, and one for each step of a row that has several.

    What is done stays, as done, so that it is ticked off where it was imported; a row that was
    skipped is none. `plan` is without what another line carries, as `sharing` says.
    """
    steps = {step.key: step for step in plan.steps}
    for row in plan.rows:
        own = tuple(steps[key] for key in row.steps if key in steps)
        day = row.span[1] if row.span is not None else row.due
        kept = tuple(step for step in own if step.state in {State.OPEN, State.DONE})
        if day is None or not kept or row.state not in {State.OPEN, State.DONE}:
            continue
        wording = Wording(plan, texts.in_year(day.year), labels=labels, sharing=sharing)
        parent = f"{row.key}:{ROLE}"
        yield _of_row(plan, row, kept, day, wording, parent)
        if len(kept) > 1:
            for step in kept:
                task = _of_step(plan, row, step, wording, parent)
                if task is not None:
                    yield task


def _of_row(plan: Plan, row: Row, steps: tuple[Step, ...], day: date, wording: Wording, slot: str) -> Task:
    done = [step for step in steps if step.state is State.DONE]
    whole = len(done) == len(steps)
    open_ones = tuple(step for step in steps if step not in done)
    start = min((step.start for step in steps if step.start is not None), default=None)
    return Task(
        contract_id=plan.contract.id,
        slot=slot,
        category=row.key,
        start=start if start is not None and start < day else None,
        due=day,
        summary=wording.title(row),
        description=wording.row_text(row, day, steps=open_ones) if open_ones else "",
        url=page_of(plan, steps),
        priority=_URGENT if row.critical else _VAGUE if row.estimate or row.span else _USUAL,
        percent=100 * len(done) // len(steps),
        completed=_noon(max(map(_happened, done), default=None)) if whole else None,
    )


def _of_step(plan: Plan, row: Row, step: Step, wording: Wording, parent: str) -> Task | None:
    if step.due is None:
        return None
    done = step.state is State.DONE
    return Task(
        contract_id=plan.contract.id,
        slot=f"{step.key}:{STEP_ROLE}",
        category=row.key,
        start=step.start if step.start is not None and step.start < step.due else None,
        due=step.due,
        summary=wording.step_title(step),
        description="" if done else wording.step_text(step, row, step.due),
        url=page_of(plan, (step,)),
        priority=_URGENT if step.critical else _USUAL,
        percent=100 if done else 0,
        completed=_noon(_happened(step)) if done else None,
        parent=parent,
    )


def _happened(step: Step) -> date:
    """Return the day on which a step was done; where nobody said, the day it was due."""
    mark = step.mark
    day = (mark.on or mark.due) if mark is not None else step.due
    return day or step.due or date.min


def _noon(day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time(12), TOKYO).astimezone(UTC)
