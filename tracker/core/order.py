"""Find what lies behind the end of the line that it needs (docs/planning.md 6, `order-of-lines`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tracker.core.channels import channel_header
from tracker.core.contract import Contract
from tracker.core.model import Candidate, Plan, Problem, Remedy, Step, TextValue, Values
from tracker.core.outlook import has_number
from tracker.core.rules import Rules
from tracker.core.words import Channel, Line, Severity, State

CODE = "order-of-lines"

_OVER_THE_NET = frozenset({Channel.ONLINE, Channel.APP, Channel.FORM, Channel.EMAIL, Channel.CHAT})
_BY_CODE = frozenset({"sms-to-line", "one-time-code"})
_DAY = timedelta(days=1)


class _Giver(NamedTuple):
    """Hold what a line gives, until it ends; None is no known end."""

    plan: Plan
    ends: date | None
    number: bool
    voice: bool


def order_problems(plans: Sequence[Plan]) -> tuple[Problem, ...]:
    """Return what the lines need of each other too late, by day.

    A code needs a number, a call a voice number, a request over the net a connection. What the line
    itself gives it gives until it ends; else any line of the same traveller will do, so that
    only the end of the last of them counts.
    """
    givers = [_giver(plan) for plan in plans]
    found = [problem for own in givers for problem in (*_cancelled(own, givers), *_moved(own))]
    found.sort(key=lambda problem: problem.date or date.max)
    return tuple(found)


def _giver(plan: Plan) -> _Giver:
    contract = plan.contract
    ends = plan.expiry
    if plan.cancellation is not None:
        ends = plan.cancellation.line_ends
    elif plan.departure is not None and any(step.kind == "hand-back" for step in plan.steps):
        ends = plan.departure - _DAY
    number = has_number(contract, plan.carrier)
    return _Giver(plan, ends, number, number and contract.line is Line.VOICE)


def _cancelled(own: _Giver, givers: Sequence[_Giver]) -> Iterator[Problem]:
    """Find a cancellation that needs another line when that has ended."""
    plan = own.plan
    window = plan.cancellation
    cancel = next((step for step in plan.steps if step.kind == "cancel"), None)
    if window is None or cancel is None or cancel.state is not State.OPEN:
        return
    for need in _needs(own):
        able = [one for one in givers if one is not own and _gives(one, need) and _travel_together(one, own)]
        ends = [one.ends for one in able if one.ends is not None]
        if not able or len(ends) < len(able) or max(ends) >= window.request:
            continue
        giver = next(one for one in able if one.ends == max(ends))
        last = max(ends)
        values: Values = (
            ("name", plan.contract.name),
            ("day", window.request),
            ("giver", giver.plan.contract.name),
            ("ends", last),
        )
        later = () if _waits(plan.contract, giver.plan) else _later(giver.plan, window.request)
        ways = (*_earlier(plan, last), *later)
        yield _problem(need, values, cancel, window.request, last, plan.today, ways)
        return


def _waits(contract: Contract, other: Plan) -> bool:
    """Tell whether a main SIM waits for another on its contract, so that it only moves along with it."""
    return any(one.name == other.contract.name and not one.main for one in contract.beside)


def _needs(own: _Giver) -> Iterator[str]:
    """Yield what the cancellation needs and its own line does not give."""
    plan = own.plan
    channel = plan.cancellation.channel if plan.cancellation is not None else None
    if channel is None:
        return
    lost = plan.contract.lost is not None
    needs = Rules.of(plan.carrier, plan.contract).words(channel_header(channel), "needs")
    if _BY_CODE & set(needs) and (lost or not own.number):
        yield "code"
    if channel is Channel.PHONE and (lost or not own.voice):
        yield "call"
    if channel in _OVER_THE_NET and lost:
        yield "connection"


def _gives(one: _Giver, need: str) -> bool:
    if one.plan.contract.lost is not None:
        return False
    return {"code": one.number, "call": one.voice, "connection": True}[need]


def traveller_of(contract: Contract) -> str | None:
    """Return who leaves with a line: None for the person, the line itself where it leaves on another day."""
    own = contract.departure is not None and contract.departure != contract.person.departure
    return contract.name if own else None


def _travel_together(one: _Giver, other: _Giver) -> bool:
    return traveller_of(one.plan.contract) == traveller_of(other.plan.contract)


def _moved(own: _Giver) -> Iterator[Problem]:
    """Find services that are to be moved by a code after their number has ended."""
    plan, last = own.plan, own.ends
    if last is None or plan.contract.lost is not None:
        return
    told = {key for problem in plan.problems if problem.code == "unbind-too-late" for key in problem.steps}
    for step in plan.steps:
        if step.kind != "unbind" or step.state is not State.OPEN or step.until is None or step.due is None:
            continue
        day = max(step.due, plan.today)
        if day <= last or step.key in told:
            continue
        service: TextValue = next(value for name, value in step.values if name == "service")
        values: Values = (("service", service), ("name", plan.contract.name), ("day", day), ("ends", last))
        ways: tuple[Remedy, ...] = (_remedy("other-number", plan.today, None),)
        if plan.today + _lead(step) <= last:
            ways = (_remedy("order-move", last, None, service=service, day=last), *ways)
        yield _problem("unbind", values, step, day, last, plan.today, (*ways, *_later(plan, day)))


def _lead(step: Step) -> timedelta:
    return step.due - step.start if step.due is not None and step.start is not None else _DAY


def _problem(
    need: str, values: Values, step: Step, day: date, last: date, today: date, ways: tuple[Remedy, ...]
) -> Problem:
    if len(ways) < 2:
        ways = (*ways, Remedy("remedy.ask-carrier.text", (), today, None))
    text = f"problem.{CODE}.{need}.text"
    return Problem(CODE, Severity.WARNING, text, values, (step.key,), (day - last).days, day, ways)


def _remedy(way: str, on: date, cost: int | None, /, **values: TextValue) -> Remedy:
    return Remedy(f"remedy.{way}.text", tuple(values.items()), on, cost)


def _earlier(plan: Plan, last: date) -> tuple[Remedy, ...]:
    """Return the last day by which the cancellation can be asked for before the other line ends."""
    runs = [run for run in _runs(plan) if run.request_from <= last]
    if not runs:
        return ()
    run = runs[-1]
    day = min(run.request_to, last)
    return (_remedy("order-earlier", day, _cost(run, day), name=plan.contract.name, day=day),)


def _later(plan: Plan, needed: date) -> tuple[Remedy, ...]:
    """Return the first day on which this line can be asked to end so that it lasts to a day."""
    cancel = next((step for step in plan.steps if step.kind == "cancel"), None)
    if cancel is None or cancel.state is not State.OPEN:
        return ()
    for run in _runs(plan):
        day = _lasting(run, needed)
        if day is not None:
            return (_remedy("order-later", day, _cost(run, day), name=plan.contract.name, day=day),)
    return ()


def _lasting(run: Candidate, needed: date) -> date | None:
    """Return the first day of a run whose line end reaches a day."""
    if run.line_ends_to < needed:
        return None
    if run.line_ends_from >= needed:
        return run.request_from
    # Ends may step over days: only where each request day has an end of its own is the day known.
    if run.line_ends_to - run.line_ends_from == run.request_to - run.request_from:
        return run.request_from + (needed - run.line_ends_from)
    return run.request_to


def _runs(plan: Plan) -> list[Candidate]:
    """Return the runs of days on which the cancellation can be asked for in Japan, from today on."""
    leaves = plan.departure or date.max
    return [run for run in plan.candidates if run.request_to < leaves]


def _cost(run: Candidate, day: date) -> int | None:
    """Return what is still to be paid then: a run says it for its last day, if each day has its price."""
    is_alike = run.line_ends_from == run.line_ends_to or run.charged_through > run.line_ends_to
    return run.amount if is_alike or day == run.request_to else None
