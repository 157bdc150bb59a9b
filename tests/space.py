"""Walk the space of cases in which the engine is held against the oracle, and judge plans.

Shared by the tests, which take a sample with every boundary, and by benchmarks/sweep.py, which
takes every departure of two years.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import count, cycle, islice, pairwise
from typing import Any, NamedTuple

from oracle import Oracle
from oracle_days import ONE_DAY, closing_before, period_end
from oracle_line import Answer
from oracle_rules import Facts

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.carriers.pack import SHIPPED
from tracker.core.contract import BoundService, Contract, Mark, Paired, Person
from tracker.core.facts import Carrier
from tracker.core.model import Plan, Step
from tracker.core.plan import build_plan
from tracker.core.words import MONTH_END, Channel, Holder, Intent, Line, Payment, Sim, State

_NOT_CANCELLED = ("common", "prepaid", "travel-esim")
_BEFORE_THE_REQUEST = ("look", "number", "move", "empty", "prepare")


def postpaid_carriers() -> tuple[str, ...]:
    """Return the ids of the shipped carriers whose contracts are cancelled."""
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.toml")}
    return tuple(sorted(name for name, table in tables.items() if _is_cancelled(table)))


def _is_cancelled(table: dict[str, Any]) -> bool:
    """Tell whether contracts of a file are cancelled; a rental may end by itself."""
    if table.get("kind") in _NOT_CANCELLED:
        return False
    return not table.get("effect") or any(block.get("ends") != "on-expiry" for block in table["effect"])


@cache
def oracle_of(carrier: str) -> Oracle:
    return Oracle(SHIPPED / f"{carrier}.toml")


@cache
def carrier_of(carrier: str) -> Carrier:
    return Pack().load(carrier)


# --- asking both --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Hold what a contract says beside its dates; `told` goes to the oracle as well."""

    name: str
    told: tuple[tuple[str, Any], ...] = ()
    more: tuple[tuple[str, Any], ...] = ()
    cancels: bool = True


_BANK, _WECHAT, _OWN = (
    BoundService(key="bank", letter=0),
    BoundService(key="wechat", letter=1),
    BoundService(key="the-dentist", letter=2, label="The dentist", lead_days=10),
)
PROFILES = (
    Profile(name="plain"),
    Profile(
        name="bound",
        told=(("payment", "bank"), ("sim", "esim"), ("signed", date(2026, 9, 15)), ("fee_yen", 2970)),
        more=(("services", (_BANK, _WECHAT, _OWN)), ("number", "090-0000-0000")),
    ),
    Profile(
        name="indebted",
        told=(("payment", "slip"), ("sim", "physical"), ("signed", date(2021, 1, 31)), ("fee_yen", 990)),
        more=(
            ("device_balance", 60000),
            ("device_until", date(2029, 3, 1)),
            ("owed", 4000),
            ("balance", 1200),
            ("deposit", 10000),
        ),
    ),
    Profile(name="shop", told=(("channel", "shop"), ("payment", "card")), more=(("services", (_OWN,)),)),
    Profile(name="post", told=(("channel", "post"), ("line", "data")), more=(("debit_day", 27),)),
    Profile(
        name="phone", told=(("channel", "phone"), ("payment", "debit-card"), ("signed", date(2027, 2, 1)))
    ),
    Profile(
        name="lost",
        told=(("lost", True), ("sim", "physical")),
        more=(("services", (_BANK,)), ("services_listed", True)),
    ),
    Profile(name="company", more=(("holder", Holder.COMPANY), ("services", (_WECHAT,))), cancels=False),
    Profile(name="switch", more=(("intent", Intent.SWITCH), ("services", (_WECHAT,))), cancels=False),
    Profile(
        name="keep",
        more=(
            ("intent", Intent.KEEP),
            ("started", date(2026, 11, 3)),
            ("person", Person(returns=date(2028, 6, 1))),
        ),
        cancels=False,
    ),
    Profile(
        name="lapse",
        told=(("fee_yen", 0),),
        more=(("intent", Intent.LAPSE), ("started", date(2026, 12, 10))),
        cancels=False,
    ),
    Profile(
        name="tied",
        told=(("sim", "esim"),),
        more=(
            ("roles", ("family-head", "fibre-pairing", "pending-change", "sharing-on")),
            ("paired", (Paired("hikari", date(2027, 12, 31)),)),
        ),
    ),
    Profile(name="fibre", told=(("line", "other"), ("fee_yen", 5500))),
    Profile(name="noticed", told=(("line", "other"), ("notice_days", 30))),
)


def contract_of(carrier: str, facts: Facts, recorded: date, more: Iterable[tuple[str, Any]] = ()) -> Contract:
    """Return the contract that says what the facts say."""
    return Contract(
        name="a",
        id="00000000-0000-4000-8000-000000000000",
        carrier=carrier,
        recorded=recorded,
        departure=facts.departure,
        needed_until=facts.needed_until,
        closing_day=facts.closing,
        signed=facts.signed,
        payment=Payment(facts.payment) if facts.payment else None,
        channel=Channel(facts.channel) if facts.channel else None,
        plan=facts.plan,
        line=Line(facts.line),
        sim=Sim(facts.sim) if facts.sim else None,
        item=facts.item,
        fee_yen=facts.fee_yen,
        notice_days=facts.notice_days,
        answers=facts.answers,
        lost=recorded if facts.lost else None,
        **dict(more),
    )


def planned(contract: Contract, carrier: Carrier, today: date) -> Plan:
    return build_plan(contract, carrier, load_policy(), load_calendar(), today)


def engine_answer(plan: Plan) -> Answer | None:
    """Return what the engine says, in the words of the oracle."""
    window = plan.cancellation
    if window is None:
        return None
    return Answer(
        channel=window.channel.value if window.channel is not None else None,
        opens=window.opens,
        closes=window.closes,
        safe_by=window.safe_by,
        recommended=window.recommended,
        request=window.request,
        line_ends=window.line_ends,
        charged_through=window.charged_through,
    )


# --- the cases ----------------------------------------------------------------------


def closings(carrier: str) -> tuple[int | None, ...]:
    """Return what the person may say of the closing day, where it matters; None is unknown.

    Where any day is possible `other` is asked with all of them, and the rest, which differ from it in
    little, with two.
    """
    facts = Facts(departure=date(2027, 6, 1), today=date(2027, 1, 1))
    known, choices = oracle_of(carrier).closing_days(facts)
    if known:
        return None, 15
    return (*(choices if len(choices) <= 5 or carrier == "other" else (20, MONTH_END)), None)


def every_departure() -> Iterator[date]:
    """Return every day of 2027 and 2028."""
    day = date(2027, 1, 1)
    while day.year < 2029:
        yield day
        day += ONE_DAY


_BOUNDARIES = (
    ("2027-01-01", "2027-01-01"),
    ("2027-02-26", "2027-03-06"),  # a short month, and three days after a closing day
    ("2027-03-10", "2027-03-11"),  # neighbours of closing days
    ("2027-03-15", "2027-03-15"),
    ("2027-03-20", "2027-03-22"),
    ("2027-03-25", "2027-03-27"),  # neighbours of a cut-off
    ("2027-04-29", "2027-05-06"),  # a week of holidays
    ("2027-12-30", "2028-01-05"),  # closed shops, the turn of the year
    ("2028-02-27", "2028-03-04"),  # the leap day
    ("2028-12-31", "2028-12-31"),
)
"""First and last departures about which plans change."""


def boundaries() -> tuple[date, ...]:
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in _BOUNDARIES]
    return tuple(day for day in every_departure() if any(first <= day <= last for first, last in spans))


def sample_departures(closing: int | None, answers: tuple[int | None, ...]) -> tuple[date, ...]:
    """Return boundary departures, fewer but about its own turn for each of many closing days.

    The last of few answers is one that the carrier's own closing day overrules: it needs no more.
    """
    if len(answers) <= 5:
        return boundaries()[::5] if closing == 15 else boundaries()
    if closing is None:
        return boundaries()[::7]
    near = [day for day in every_departure() if _days_after_closing(day, closing) <= 4]
    return tuple(sorted({*near[closing % 13 :: 13], *boundaries()[closing % 8 :: 8]}))


def _days_after_closing(day: date, closing: int) -> int:
    return 0 if day == period_end(day, closing) else (day - closing_before(day, closing)).days


class Case(NamedTuple):
    """Hold one contract, recorded on `facts.today`."""

    carrier: str
    facts: Facts
    profile: Profile


def cases(carrier: str, closing: int | None, departures: Iterable[date]) -> Iterator[Case]:
    """Return contracts of a carrier, each with an N before and after the departure, and none.

    Every other contract is a plain one, the profiles take turns for the rest, from another one on for each
    closing day.
    """
    profiles, numbers = islice(cycle(PROFILES), closing or 0, None), count()
    for departure in departures:
        for needed in (None, departure - timedelta(days=10), departure + timedelta(days=12)):
            profile = next(profiles) if next(numbers) % 2 else PROFILES[0]
            facts = Facts(
                departure=departure,
                today=departure - timedelta(days=130),
                needed_until=needed,
                closing=closing,
            )
            yield Case(carrier, replace(facts, **dict(profile.told)), profile)


def sample(carrier: str) -> Iterator[Case]:
    """Return the contracts of a carrier that every run of the tests looks at."""
    answers = closings(carrier)
    for closing in answers:
        yield from cases(carrier, closing, sample_departures(closing, answers))


def days_to_look(facts: Facts, first: Answer | None) -> tuple[date, ...]:
    """Return days to look at a contract: long before, in its window, after it, on D, after D."""
    found = {facts.today, facts.departure, facts.departure + timedelta(days=9)}
    if first is not None and facts.today <= first.recommended:
        found |= {first.recommended, first.closes, first.closes + ONE_DAY}
    return tuple(sorted(found))


class Look(NamedTuple):
    """Hold what both say of one contract on one day; `oracle` is None too where nothing is cancelled."""

    case: Case
    facts: Facts
    plan: Plan
    oracle: Answer | None

    @property
    def differs(self) -> bool:
        return engine_answer(self.plan) != self.oracle

    def __str__(self) -> str:
        asked = f"{self.case.carrier} recorded {self.plan.contract.recorded} {self.facts}"
        return f"{asked}\n  engine {engine_answer(self.plan)}\n  oracle {self.oracle}"


def looks(case: Case, oracle: Oracle, carrier: Carrier) -> tuple[Look, ...]:
    """Return what both say of a contract, day by day as time passes."""
    contract = contract_of(case.carrier, case.facts, case.facts.today, case.profile.more)

    def asked(facts: Facts) -> Answer | None:
        return oracle.window(facts) if case.profile.cancels else None

    days = days_to_look(case.facts, asked(case.facts))
    lost_on = case.facts.today if case.facts.lost else None
    told = [replace(case.facts, today=today, lost_on=lost_on) for today in days]
    return tuple(Look(case, facts, planned(contract, carrier, facts.today), asked(facts)) for facts in told)


# --- what every plan keeps ----------------------------------------------------------


def faults(plan: Plan) -> Iterator[str]:
    """Return what a plan breaks of the promises that hold for every plan."""
    yield from _window_faults(plan)
    if not plan.steps or not plan.rows:
        yield "the plan is empty"
    if len(plan.rows) > 9 or len({row.number for row in plan.rows}) < len(plan.rows):
        yield f"rows {[(row.number, row.key) for row in plan.rows]}"
    dues = {step.key: step.due for step in plan.steps}
    for step in plan.steps:
        yield from _step_faults(step, plan, dues)
    for problem in plan.problems:
        if not problem.remedies:
            yield f"no remedy for {problem.code}"
    for one, two in pairwise(plan.candidates):
        if one.request_to >= two.request_from:
            yield f"candidates {one.request_to} and {two.request_from} are not in order"
    for candidate in plan.candidates:
        if candidate.request_from > candidate.request_to:
            yield f"candidate from {candidate.request_from} to {candidate.request_to}"
        if candidate.line_ends_from > candidate.line_ends_to:
            yield f"candidate ends from {candidate.line_ends_from} to {candidate.line_ends_to}"


def _window_faults(plan: Plan) -> Iterator[str]:
    window = plan.cancellation
    if window is None:
        return
    if not window.opens <= window.recommended <= window.safe_by <= window.closes:
        yield f"window {window.opens} {window.recommended} {window.safe_by} {window.closes}"
    if not max(plan.today, window.recommended) <= max(window.request, plan.today) <= window.closes:
        yield f"request {window.request} on {plan.today}, window to {window.closes}"
    if plan.gate is not None and plan.gate >= window.line_ends:
        yield f"gate {plan.gate}, line ends {window.line_ends}"


def _step_faults(step: Step, plan: Plan, dues: dict[str, date | None]) -> Iterator[str]:
    if step.due is None:
        return
    if step.start is not None and step.start > step.due:
        yield f"{step.key} starts {step.start}, due {step.due}"
    if step.latest is not None and step.due > step.latest:
        yield f"{step.key} due {step.due}, latest {step.latest}"
    if step.due < plan.contract.recorded:
        yield f"{step.key} due {step.due}, recorded {plan.contract.recorded}"
    if step.late and plan.today == plan.contract.recorded:
        yield f"{step.key} late on the day it is recorded"
    for needed in step.depends_on:
        before = dues.get(needed)
        if before is not None and step.due < before:
            yield f"{step.key} due {step.due}, {needed} due {before}"


def day_faults(seen: Iterable[Look]) -> Iterator[str]:
    """Return what moves between days of one contract although nothing has been passed."""
    for one, two in pairwise(seen):
        window = one.plan.cancellation
        if window is None or one.facts.lost or two.facts.today >= two.facts.departure:
            continue  # after the departure and for a lost card every day is the first one
        if two.facts.today <= window.recommended:
            kept = {step.key: _dates(step) for step in one.plan.steps}
            now = {step.key: _dates(step) for step in two.plan.steps}
        elif two.facts.today <= window.closes:
            kept, now = _dates_before(one.plan), _dates_before(two.plan)
        else:
            continue
        for key in kept.keys() | now.keys():
            if kept.get(key) != now.get(key):
                moved = f"{one.plan.today} {kept.get(key)}, {two.plan.today} {now.get(key)}"
                yield f"{key} moved: {moved}"


def _channel(plan: Plan) -> Channel | None:
    return plan.cancellation.channel if plan.cancellation is not None else None


def _dates(step: Step) -> tuple[date | None, ...]:
    return (step.start, step.due, step.latest, step.until)


def _dates_before(plan: Plan) -> dict[str, tuple[date | None, ...]]:
    """Return the dates of the steps up to and including the request; until is the line's own end."""
    return {
        step.key: _dates(step)[:3]
        for step in plan.steps
        if step.row in _BEFORE_THE_REQUEST or step.kind == "cancel"
    }


def recorded_today(look: Look) -> Contract:
    """Return the same contract, entered on the day of the look."""
    today = look.facts.today
    return replace(look.plan.contract, recorded=today, lost=today if look.facts.lost else None)


def done_marks(look: Look) -> tuple[Mark, ...]:
    """Return marks for the steps before the request that have started, done on the day of the look."""
    return tuple(
        Mark(
            key=step.key,
            state=State.DONE,
            on=look.facts.today,
            start=step.start,
            due=step.due,
            latest=step.latest,
        )
        for step in look.plan.steps
        if step.row in _BEFORE_THE_REQUEST and step.start is not None and step.start <= look.facts.today
    )


def done_faults(look: Look, carrier: Carrier) -> Iterator[str]:
    """Return the steps that move in the next months although they are done."""
    contract = replace(look.plan.contract, marks=done_marks(look))
    done = {mark.key: (mark.start, mark.due, mark.latest) for mark in contract.marks}
    for days in (1, 20, 60, 200):
        later = planned(contract, carrier, look.facts.today + timedelta(days=days))
        now = {step.key: step for step in later.steps}
        for key, dates in done.items():
            step = now.get(key)
            if step is None and _channel(later) != _channel(look.plan):
                continue  # what the other channel wanted is not wanted any more
            if step is None or step.state is not State.DONE or _dates(step)[:3] != dates:
                yield f"{key}, done, moved from {dates} to {step and _dates(step)} after {days} days"


def requested(look: Look, carrier: Carrier, on: date) -> Plan:
    """Return the plan of the day after the cancellation was asked for."""
    mark = Mark(key="cancel", state=State.DONE, on=on)
    return planned(replace(look.plan.contract, marks=(mark,)), carrier, on + ONE_DAY)
