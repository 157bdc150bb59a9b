"""Make one plan of the plans of several lines of one person (docs/planning.md 6).

What the person does once stands once: a step that several lines have is carried by the first of
them and is done for all. No date of a single line moves; a shared step takes the earliest of the
dates it stands for, keeping card and account the latest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tracker.core import additional_problems
from tracker.core.contract import Contract
from tracker.core.model import Cancellation, Plan, Problem, Row, Step, Values
from tracker.core.order import order_problems, traveller_of
from tracker.core.plan import keep_payment_until
from tracker.core.rows import refolded
from tracker.core.words import Channel, Holder, State

_OF_PERSON = frozenset({"get-replacement-number", "collect-documents"})
_OF_PHONE = frozenset({"back-up-data", "check-device"})
_OF_PURSE = frozenset({"keep-payment-open", "verify-closed", "remove-carrier-app"})
_OF_VISIT = "book-appointment"
MAY_BE_SHARED = _OF_PERSON | _OF_PHONE | _OF_PURSE | {_OF_VISIT, "cancel"}
"""Kinds of steps that can be done for several lines at once."""
OF_BOTH = additional_problems.CODE
"""The code of what two lines have together: it stands in the plans of both."""
_SIM = "sim"
# Named once: asking an enumeration for a member is slow on Python 3.11.
_OPEN, _SELF, _SHOP = State.OPEN, Holder.SELF, Channel.SHOP


class Part(NamedTuple):
    """Hold what one line has of a shared step: whose it is, what is typed for it, and its days."""

    name: str
    number: int
    row: str
    key: str
    start: date | None
    due: date | None
    latest: date | None
    late: bool
    estimate: bool


class Joint(NamedTuple):
    """Hold a step that several lines have and that is done once; the first of its parts carries it.

    A `kind` of `cancel` is one visit to a shop, in which each line is still cancelled for itself.
    """

    kind: str
    parts: tuple[Part, ...]
    state: State

    @property
    def start(self) -> date | None:
        """Return the earliest start."""
        return _first(part.start for part in self.parts)

    @property
    def due(self) -> date | None:
        """Return the earliest due day; of keeping card and account the latest."""
        if self.kind in _OF_PURSE:
            return max((part.due for part in self.parts if part.due is not None), default=None)
        return _first(part.due for part in self.parts)

    @property
    def latest(self) -> date | None:
        """Return the earliest last day."""
        return _first(part.latest for part in self.parts)


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


class Sharing(NamedTuple):
    """Hold what several lines share: steps done once, and visits to a shop in which several are cancelled."""

    steps: tuple[Joint, ...]
    visits: tuple[Joint, ...]
    of_line: Mapping[str, tuple[Joint, ...]]
    """The joints that a line has a part in, by its name."""

    def of(self, name: str, key: str) -> Joint | None:
        """Return the joint that a step of a line is a part of."""
        joints = self.of_line.get(name, ())
        return next(
            (one for one in joints if any((part.name, part.key) == (name, key) for part in one.parts)), None
        )

    def also(self, name: str, row: Row) -> tuple[Part, ...]:
        """Return the parts of other lines that a row stands for, one for each line, in their order."""
        found: dict[str, Part] = {}
        for joint in self.of_line.get(name, ()):
            lead, *others = joint.parts
            if lead.name == name and lead.key in row.steps:
                for part in others:
                    found.setdefault(part.name, part)
        return tuple(found.values())


NOTHING = Sharing((), (), {})
"""What a single line shares."""


class Shown(NamedTuple):
    """Hold one row of the merged plan: `plan` carries it, `also` are the lines it stands for beside."""

    plan: Plan
    row: Row
    also: tuple[Part, ...]


class Several(NamedTuple):
    """Hold the plans of several lines as one.

    `plans` are those of the single lines, `shown` the same without what another line carries.
    `problems` are of the whole; those of a line stand in its plan, and those of SIMs on one contract in both.
    """

    plans: tuple[Plan, ...]
    shown: tuple[Plan, ...]
    sharing: Sharing
    rows: tuple[Shown, ...]
    problems: tuple[Problem, ...]
    keep_payment_until: date | None


def merge(plans: Sequence[Plan]) -> Several:
    """Return several plans as one; rows stand by due day, those without one last."""
    kept = tuple(plans)
    sharing = share(kept)
    shown = tuple(shortened(plan, sharing) for plan in kept)
    rows = [Shown(plan, row, sharing.also(plan.contract.name, row)) for plan in shown for row in plan.rows]
    rows.sort(key=lambda one: one.row.due or date.max)
    problems = (*order_problems(kept), *said_once(kept))
    return Several(kept, shown, sharing, tuple(rows), problems, keep_payment_until(kept))


def said_once(plans: Iterable[Plan]) -> tuple[Problem, ...]:
    """Return the problems that two plans have together, each once."""
    found: dict[tuple[str, Values], Problem] = {}
    for problem in (one for plan in plans for one in plan.problems if one.code == OF_BOTH):
        found.setdefault((problem.text_key, problem.values), problem)
    return tuple(found.values())


def share(plans: Iterable[Plan]) -> Sharing:
    """Return what the lines share; the plans are looked at one by one and not kept.

    The order of the plans is that of the lines: the first that has a step carries it.
    """
    groups: dict[tuple[object, ...], list[Part]] = {}
    calls: dict[tuple[object, ...], list[_Call]] = {}
    bookings: dict[str, tuple[Part, State]] = {}
    for plan in plans:
        rows = {key: row for row in plan.rows for key in row.steps}
        for step in plan.steps:
            whose = _whose(plan, step)
            if whose is None or step.key not in rows:
                continue
            part = _part(plan, rows[step.key], step)
            if step.kind == _OF_VISIT:
                bookings[part.name] = part, step.state
            elif step.kind != "cancel":
                groups.setdefault((step.kind, step.state, *whose), []).append(part)
            else:
                assert plan.cancellation is not None  # noqa: S101 - nothing else is asked for in a shop
                calls.setdefault(whose, []).append(_Call(part, plan.cancellation))
    visits = [visit for some in calls.values() for visit in _visits(some)]
    for visit in visits:
        names = [part.name for part in visit.parts]
        for booking, state in [bookings[name] for name in names if name in bookings]:
            groups.setdefault((_OF_VISIT, state, names[0]), []).append(booking)
    steps = [
        Joint(str(kind), tuple(parts), State(str(state)))
        for (kind, state, *_), parts in groups.items()
        if len(parts) > 1
    ]
    of_line: dict[str, list[Joint]] = {}
    for joint in (*steps, *visits):
        for part in joint.parts:
            of_line.setdefault(part.name, []).append(joint)
    return Sharing(tuple(steps), tuple(visits), {name: tuple(some) for name, some in of_line.items()})


class _Call(NamedTuple):
    """Hold a cancellation that is asked for in a shop."""

    part: Part
    window: Cancellation


def _part(plan: Plan, row: Row, step: Step) -> Part:
    days = step.start, step.due, step.latest
    return Part(plan.contract.name, row.number, row.key, step.key, *days, step.late, step.estimate)


def _whose(plan: Plan, step: Step) -> tuple[object, ...] | None:
    """Return what a step is done once for, None where it is done for its line alone."""
    contract, kind = plan.contract, step.kind
    traveller = traveller_of(contract)
    if kind in _OF_PERSON:
        return (traveller,)
    if kind in _OF_PHONE:
        return (traveller, _phone_of(contract))
    if kind in _OF_PURSE:
        # Until a balance is paid nobody knows a day.
        return (traveller,) if step.due is not None else None
    window = plan.cancellation
    if window is None or window.channel is not _SHOP:
        return None
    if kind == "cancel":
        return (traveller, plan.carrier.id) if step.state is _OPEN else None
    return (traveller, plan.carrier.id) if kind == _OF_VISIT else None


def _phone_of(contract: Contract) -> str | None:
    """Return the phone a line is in: None for the person's own, else the line (another's, or rented)."""
    return contract.name if contract.holder is not _SELF or contract.item != _SIM else None


def _visits(calls: list[_Call]) -> list[Joint]:
    """Return the visits in which several lines of one brand are cancelled, on the first of their days.

    A line joins where that day is its own, or lies in its window and its request does not end it:
    then nothing about it changes.
    """
    found = []
    left = sorted(calls, key=lambda call: call.window.request)
    while left:
        day = left[0].window.request
        here = [call for call in left if _fits(call.window, day)]
        left = [call for call in left if not _fits(call.window, day)]
        if len(here) > 1:
            here.sort(key=calls.index)
            found.append(Joint("cancel", tuple(call.part for call in here), _OPEN))
    return found


def _fits(window: Cancellation, day: date) -> bool:
    return window.request == day or (not window.ends_line and window.opens <= day <= window.closes)


def shortened(plan: Plan, sharing: Sharing) -> Plan:
    """Return a plan as it stands among several: without the steps that another line carries.

    What it carries for others has the days of all. Row numbers are those of the plan.
    """
    name = plan.contract.name
    joints = sharing.of_line.get(name)
    if not joints:
        return plan
    carried: dict[str, Joint] = {}
    gone: set[str] = set()
    is_visited = False
    for joint in joints:
        own = next(part for part in joint.parts if part.name == name)
        if joint.kind == "cancel":
            is_visited = joint.parts[0] is not own
        elif joint.parts[0] is own:
            carried[own.key] = joint
        else:
            gone.add(own.key)
    steps = [
        _carrying(step, carried[step.key]) if step.key in carried else step
        for step in plan.steps
        if step.key not in gone
    ]
    steps.sort(key=lambda step: (step.due or date.max, step.order))
    by_key = {step.key: step for step in steps}
    if is_visited:
        # Each line is cancelled for itself: the step stays, its row is the visit's.
        del by_key["cancel"]
    rows = []
    for row in plan.rows:
        kept = [by_key[key] for key in row.steps if key in by_key]
        if len(kept) == len(row.steps) and not carried.keys() & set(row.steps):
            rows.append(row)
        elif kept:
            rows.append(refolded(row, kept, plan.contract.payment, several="back-up-data" in carried))
    return plan._replace(steps=tuple(steps), rows=tuple(rows))


def _carrying(step: Step, joint: Joint) -> Step:
    late = any(part.late for part in joint.parts)
    estimate = any(part.estimate for part in joint.parts)
    return step._replace(start=joint.start, due=joint.due, latest=joint.latest, late=late, estimate=estimate)
