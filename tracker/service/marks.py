"""Keep what happened to a step: done, skipped, failed, moved, booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from tracker.core.contract import Contract, Failure, Mark
from tracker.core.model import Plan, Step
from tracker.core.several import Part
from tracker.core.words import Channel, State
from tracker.errors import NotFoundError, UsageError
from tracker.service.desk import Desk
from tracker.service.naming import clean, shown
from tracker.service.sharing import parts_of, shared_with
from tracker.service.steps import Selection, find_steps, one_step

LONGEST_REFERENCE = 200
_MEMBERSHIP = "cancel-membership"


class Marked(NamedTuple):
    """Hold the steps that were marked, as they stood before, and the plan after.

    `also` are the rows of other lines that share a step and were marked with it, `visit` the lines that the
    same visit to a shop is for and that are still to be cancelled.
    """

    steps: tuple[Step, ...]
    after: Plan
    also: tuple[Part, ...] = ()
    visit: tuple[Part, ...] = ()


class Failed(NamedTuple):
    """Hold a failed attempt and the plan after it, in which the next channel is chosen."""

    step: Step
    tried: Channel | None
    before: Plan
    after: Plan


def _marked(contract: Contract, marks: Iterable[Mark]) -> Contract:
    """Return the contract with these marks in the place of those of the same steps."""
    kept = {mark.key: mark for mark in contract.marks}
    kept.update((mark.key, mark) for mark in marks)
    return replace(contract, marks=tuple(kept.values()))


def _mark_of(contract: Contract, key: str) -> Mark:
    return next((mark for mark in contract.marks if mark.key == key), Mark(key=key))


def _unmoved(mark: Mark) -> Mark:
    return replace(mark, moved_to=None, appointment=None, place=None)


def _select(desk: Desk, name: str, text: str) -> tuple[Contract, Selection]:
    contract = desk.store.get(name)
    return contract, find_steps(desk.plan(contract), text)


def _without_memberships(contract: Contract, found: Selection) -> tuple[Step, ...]:
    """Return the open steps, of a whole cancel row without what is a contract of its own."""
    steps = found.open
    if found.row is None or not any(step.kind == "cancel" for step in found.steps):
        return steps
    kept = tuple(step for step in steps if step.kind != _MEMBERSHIP)
    if steps and not kept:
        raise UsageError("error.done.membership", name=contract.name, steps=[step.key for step in steps])
    return kept


def close(
    desk: Desk,
    name: str,
    texts: Sequence[str],
    *,
    state: State,
    on: date,
    ends: date | None = None,
    ref: str | None = None,
) -> Marked:
    """Mark the open steps that the texts mean as done or skipped on a day: all of them, or none.

    A step that other lines share is marked for them too, but each line is cancelled for itself. A row of the
    cancellation never means a membership beside the line, which goes on until it is cancelled too. `ends` is
    the last day of the line as the carrier confirmed it, for `cancel` alone. Raises UsageError when nothing
    is open for one of the texts, the day lies in the future, or `ends` lies before it.
    """
    if state is State.DONE and on > desk.today:
        raise UsageError("error.done.future", day=on)
    if ref is not None:
        ref = clean(ref, what="reference", longest=LONGEST_REFERENCE)
    with desk.store.transaction():
        contract = desk.store.get(name)
        plan = desk.plan(contract)
        by_key: dict[str, Step] = {}
        for text in texts:
            found = find_steps(plan, text)
            chosen = _without_memberships(contract, found)
            if not chosen and (ends is not None or ref is not None) and len(found.steps) == 1:
                chosen = found.steps
            if not chosen:
                raise UsageError("error.done.already", step=shown(text), name=contract.name)
            by_key.update((step.key, step) for step in chosen)
        steps = tuple(by_key.values())
        if ends is not None and not any(step.kind == "cancel" for step in steps):
            raise UsageError("error.done.ends", step=steps[0].key)
        if ends is not None and ends < on:
            raise UsageError("error.done.ends-before", day=on, ends=ends)
        shared = shared_with(desk, name, steps)
        for other, step, _ in shared.steps:
            fresh = desk.store.get(other.contract.name)
            desk.keep(_marked(fresh, [_closed(fresh, step, state, on, None, ref)]))
        marks = [
            _closed(contract, step, state, on, ends if step.kind == "cancel" else None, ref) for step in steps
        ]
        after = desk.keep(_marked(contract, marks))
        return Marked(steps, after, parts_of(shared.steps), shared.visit)


def _closed(
    contract: Contract, step: Step, state: State, on: date, ends: date | None, ref: str | None
) -> Mark:
    """Return the mark of a step that is done or skipped, with the days it had."""
    return replace(
        _mark_of(contract, step.key),
        state=state,
        on=on,
        ends=ends,
        ref=ref,
        start=step.start,
        due=step.due,
        latest=step.latest,
    )


def reopen(desk: Desk, name: str, texts: Sequence[str]) -> Marked:
    """Take back what was marked about the steps that the texts mean: of all of them, or of none.

    Raises UsageError when nothing was marked about one of them.
    """
    with desk.store.transaction():
        plan = desk.plan(desk.store.get(name))
        chosen = tuple(find_steps(plan, text) for text in texts)
        steps: dict[str, Step] = {}
        for text, found in zip(texts, chosen, strict=True):
            left = tuple(step for step in found.steps if step.key not in steps)
            if left or not found.steps:
                marked = _reopen(desk, name, text, left)
                steps.update((step.key, step) for step in marked.steps)
        return Marked(tuple(steps.values()), desk.plan(desk.store.get(name)))


def _reopen(desk: Desk, name: str, text: str, steps: tuple[Step, ...]) -> Marked:
    """Take back what was marked: done or skipped, else a moved or booked day, else the last failed attempt.

    Raises UsageError when nothing was marked.
    """
    with desk.store.transaction():
        contract = desk.store.get(name)
        keys = {step.key for step in steps}
        marks = {mark.key: mark for mark in contract.marks if mark.key in keys}
        closed = {key: mark for key, mark in marks.items() if mark.state is not State.OPEN}
        moved = {key: _unmoved(mark) for key, mark in marks.items() if _unmoved(mark) != mark}
        failed = [one for one in contract.failures if one.key in keys]
        if closed:
            opened = [
                replace(
                    mark, state=State.OPEN, on=None, ends=None, ref=None, start=None, due=None, latest=None
                )
                for mark in closed.values()
            ]
            touched, changed = set(closed), _marked(contract, opened)
        elif moved:
            touched, changed = set(moved), _marked(contract, moved.values())
        elif failed:
            touched = {failed[-1].key}
            last = failed[-1]
            changed = replace(contract, failures=tuple(one for one in contract.failures if one is not last))
        else:
            raise UsageError("error.undone.nothing", step=shown(text), name=contract.name)
        empty = Mark(key="")
        changed = replace(
            changed, marks=tuple(mark for mark in changed.marks if replace(mark, key="") != empty)
        )
        return Marked(tuple(step for step in steps if step.key in touched), desk.keep(changed))


def fail(
    desk: Desk, name: str, text: str, *, on: date, why: str | None = None, channel: Channel | None = None
) -> Failed:
    """Record a failed attempt at a step, with the channel tried, and plan the next one.

    Raises UsageError when the step is not open or the day lies in the future.
    """
    if on > desk.today:
        raise UsageError("error.done.future", day=on)
    if why is not None:
        why = clean(why, what="note", longest=LONGEST_REFERENCE)
    with desk.store.transaction():
        contract = desk.store.get(name)
        before = desk.plan(contract)
        step = one_step(before, text).steps[0]
        if step.state is State.DONE:
            raise UsageError("error.done.already", step=step.key, name=contract.name)
        tried = channel
        if tried is None and step.kind == "cancel" and before.cancellation is not None:
            tried = before.cancellation.channel
        failure = Failure(key=step.key, on=on, channel=tried, why=why)
        changed = replace(contract, failures=(*contract.failures, failure))
        return Failed(step, tried, before, desk.keep(changed))


def move(desk: Desk, name: str, text: str, to: date) -> Marked:
    """Set the day of the open steps that `text` means; of the cancel row that of `cancel` alone.

    An appointment on another day is dropped. Raises UsageError when nothing is open there or the day
    has passed.
    """
    if to < desk.today:
        raise UsageError("error.move.past", day=to)
    with desk.store.transaction():
        contract, found = _select(desk, name, text)
        steps = found.open
        if found.row is not None:
            steps = tuple(step for step in steps if step.kind == "cancel") or steps
        if not steps:
            raise UsageError("error.done.already", step=shown(text), name=contract.name)
        marks = []
        for step in steps:
            mark = _mark_of(contract, step.key)
            keeps = mark.appointment is not None and mark.appointment.date() == to
            marks.append(replace(mark if keeps else _unmoved(mark), moved_to=to))
        return Marked(steps, desk.keep(_marked(contract, marks)))


def book(desk: Desk, name: str, at: datetime, place: str | None = None) -> Marked:
    """Keep a booked appointment for the cancellation, which moves to its day; booking one is then done.

    `at` is aware, in Asia/Tokyo. Raises NotFoundError when the plan has no step to book for, UsageError
    when that is done or the day lies in the past.
    """
    if at.date() < desk.today:
        raise UsageError("error.book.past", day=at)
    if place is not None:
        place = clean(place, what="place", longest=LONGEST_REFERENCE)
    with desk.store.transaction():
        contract = desk.store.get(name)
        plan = desk.plan(contract)
        by_key = {step.key: step for step in plan.steps}
        booking = by_key.get("book-appointment")
        step = by_key.get("cancel") or by_key.get("hand-back") or booking
        if step is None:
            raise NotFoundError("error.book.nothing", name=contract.name)
        if step.state is State.DONE:
            raise UsageError("error.done.already", step=step.key, name=contract.name)
        visit = shared_with(desk, name, (step,)).visit
        for part in visit:
            other = desk.plan(desk.store.get(part.name))
            desk.keep(_marked(other.contract, _booked(desk, other, part.key, at, place)))
        after = desk.keep(_marked(contract, _booked(desk, plan, step.key, at, place)))
        return Marked((step,), after, visit=visit)


def _booked(desk: Desk, plan: Plan, key: str, at: datetime, place: str | None) -> list[Mark]:
    """Return the marks of a booked step and of its booking, if that is still open."""
    contract = plan.contract
    marks = [replace(_mark_of(contract, key), moved_to=at.date(), appointment=at, place=place)]
    booking = next((step for step in plan.steps if step.key == "book-appointment"), None)
    if booking is not None and booking.key != key and booking.state is State.OPEN:
        marks.append(_closed(contract, booking, State.DONE, desk.today, None, None))
    return marks
