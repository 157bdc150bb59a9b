"""Draw pairs of lines of one person, from a seed, and judge what the engine makes of them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from oracle_rules import Facts, Rules, read_rules
from oracle_several import Breach, Share, Told, breaches, keep_until, shares
from space import carrier_of, planned

from tracker.carriers import load_policy
from tracker.carriers.pack import SHIPPED
from tracker.core.model import (
    BoundService,
    Channel,
    Contract,
    Holder,
    Line,
    Mark,
    Payment,
    Person,
    Plan,
    Problem,
    Sim,
    State,
)
from tracker.core.several import Joint, Several, merge
from tracker.export.record import plan_record

SEED = 20270328
PAIRS = 20_000
_FIRST, _DAYS = date(2027, 1, 1), 700


class Pair(NamedTuple):
    """Hold two lines and the day on which somebody asks."""

    number: int
    contracts: tuple[Contract, Contract]
    today: date

    def __str__(self) -> str:
        return f"pair {self.number} on {self.today}: {self.contracts[0]}\n  {self.contracts[1]}"


@cache
def carriers() -> tuple[tuple[str, str], ...]:
    """Return id and kind of every shipped carrier that a contract can be with."""
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.toml")}
    return tuple(sorted((name, str(table["kind"])) for name, table in tables.items() if name != "common"))


@cache
def rules_of(carrier: str) -> Rules:
    return read_rules(SHIPPED / f"{carrier}.toml")


@cache
def service_keys() -> tuple[str, ...]:
    return tuple(service.key for service in load_policy().services)


def pair(number: int) -> Pair:
    """Return the pair of a number: always the same one."""
    draw = random.Random(SEED + number)  # noqa: S311 - a sample, no secret
    departure = _FIRST + timedelta(days=draw.randrange(_DAYS))
    recorded = departure - timedelta(days=draw.choice((130, 60, 40, 20, 9, 3, 0, -4)))
    first = _line(draw, "a", departure, recorded)
    same = draw.random() < 0.35
    second = _line(draw, "b", departure, recorded, first.carrier if same else None)
    if same and draw.random() < 0.6:
        second = replace(second, channel=Channel.SHOP)
        first = replace(first, channel=Channel.SHOP)
    today = recorded + timedelta(days=draw.choice((0, 0, 0, 2, 15, 38)))
    return Pair(number, (first, second), today)


def _line(
    draw: random.Random, name: str, departure: date, recorded: date, carrier: str | None = None
) -> Contract:
    drawn, kind = draw.choice(carriers())
    is_lost = draw.random() < 0.06
    services = draw.sample(service_keys(), draw.choice((0, 0, 1, 2, 3)))
    marks = []
    if draw.random() < 0.3:
        moved = max(recorded, departure - timedelta(days=draw.randrange(0, 25)))
        marks.append(Mark(key="cancel", moved_to=moved))
    elif draw.random() < 0.1:
        marks.append(Mark(key="cancel", state=State.DONE, on=recorded))
    if services and draw.random() < 0.15:
        late = departure + timedelta(days=draw.randrange(-6, 9))
        marks.append(Mark(key=f"unbind:{services[0]}", moved_to=max(recorded, late)))
    if draw.random() < 0.1:
        marks.append(Mark(key="back-up-data", state=State.DONE, on=recorded))
    return Contract(
        name=name,
        id=f"00000000-0000-4000-8000-00000000000{name}",
        carrier=carrier or drawn,
        recorded=recorded,
        person=Person(departure=departure),
        departure=departure + timedelta(days=5) if draw.random() < 0.08 else None,
        needed_until=departure + timedelta(days=draw.randrange(-20, 5)) if draw.random() < 0.2 else None,
        closing_day=draw.choice((None, 10, 20, 31)),
        line=Line.DATA if draw.random() < 0.35 else Line.VOICE,
        sim=draw.choice((None, Sim.ESIM, Sim.PHYSICAL)),
        prepaid=True if kind != "mno" and draw.random() < 0.08 else None,
        expires=departure + timedelta(days=draw.randrange(-9, 9)) if draw.random() < 0.3 else None,
        payment=draw.choice((None, *Payment)),
        channel=draw.choice((None, None, None, Channel.PHONE, Channel.SHOP, Channel.POST)),
        services=tuple(BoundService(key=key, letter=place) for place, key in enumerate(services)),
        holder=Holder.COMPANY if draw.random() < 0.08 else Holder.SELF,
        item="router" if draw.random() < 0.03 else "sim",
        device_balance=60000 if draw.random() < 0.06 else None,
        lost=recorded if is_lost else None,
        marks=tuple(marks),
    )


# --- asking both --------------------------------------------------------------------


class Seen(NamedTuple):
    """Hold what both say of a pair."""

    pair: Pair
    several: Several
    mismatches: tuple[str, ...]


def seen(one: Pair) -> Seen:
    """Return what the engine and the enumeration say of a pair, and where they differ."""
    plans = [planned(contract, carrier_of(contract.carrier), one.today) for contract in one.contracts]
    several = merge(plans)
    mine, other = (told(plan) for plan in plans)
    pairs: list[tuple[str, object, object]] = [
        ("shared", _shares(several), shares(mine, other)),
        ("order", {_breach(problem) for problem in several.problems}, breaches(mine, other, plans[0].today)),
        (
            "keep",
            several.keep_payment_until and several.keep_payment_until.isoformat(),
            keep_until([mine, other]),
        ),
    ]
    wrong = [
        f"{what}: engine {found}\n  oracle {wanted}\n  {one}"
        for what, found, wanted in pairs
        if found != wanted
    ]
    return Seen(one, several, tuple(wrong))


def told(plan: Plan) -> Told:
    contract = plan.contract
    facts = Facts(
        departure=plan.departure or date.max,
        today=plan.today,
        needed_until=contract.needed_until,
        closing=contract.closing_day,
        payment=contract.payment.value if contract.payment else None,
        channel=contract.channel.value if contract.channel else None,
        line=contract.line.value,
        sim=contract.sim.value if contract.sim else None,
        item=contract.item,
        lost=contract.lost is not None,
    )
    return Told(
        plan_record(plan),
        facts,
        rules_of(contract.carrier),
        plan.carrier.kind,
        contract.departure is not None and contract.departure != contract.person.departure,
        contract.holder.value,
        contract.item,
        len(contract.services),
        plan.expiry,
    )


def _shares(several: Several) -> set[Share]:
    return {_share(joint) for joint in (*several.sharing.steps, *several.sharing.visits)}


def _share(joint: Joint) -> Share:
    one, two = joint.parts
    due, latest = joint.due, joint.latest
    return Share(
        joint.kind,
        joint.state.value,
        (one.key, two.key),
        due.isoformat() if due is not None else None,
        latest.isoformat() if latest is not None else None,
    )


def _breach(problem: Problem) -> Breach:
    need = problem.text_key.split(".")[2]
    values = dict(problem.values)
    ends = values["ends"]
    assert isinstance(ends, date)
    return Breach(str(values["name"]), problem.steps[0], need, ends.isoformat())


# --- what every merged plan keeps ---------------------------------------------------


def several_faults(found: Several) -> Iterator[str]:
    """Return what a merged plan breaks of the promises that hold for all of them."""
    parts = [part for joint in found.sharing.steps for part in joint.parts]
    if len({(part.name, part.key) for part in parts}) < len(parts):
        yield "a step has a part in two shared ones"
    carried = {(joint.parts[0].name, joint.parts[0].key): joint for joint in found.sharing.steps}
    given = {(part.name, part.key) for joint in found.sharing.steps for part in joint.parts[1:]}
    for plan, shown in zip(found.plans, found.shown, strict=True):
        name = plan.contract.name
        kept = [step.key for step in shown.steps]
        wanted = {step.key for step in plan.steps if (name, step.key) not in given}
        if len(set(kept)) < len(kept) or set(kept) != wanted:
            yield f"{name}: steps {sorted(set(kept) ^ wanted)}"
        before = {step.key: step for step in plan.steps}
        for step in shown.steps:
            if (name, step.key) not in carried and step != before[step.key]:
                yield f"{name}: {step.key} moved"
        numbers = {row.key: row.number for row in plan.rows}
        if any(numbers[row.key] != row.number for row in shown.rows):
            yield f"{name}: a row has another number"
        in_rows = [key for row in shown.rows for key in row.steps]
        of_visits = {
            part.key for visit in found.sharing.visits for part in visit.parts[1:] if part.name == name
        }
        if sorted(in_rows) != sorted(wanted - of_visits):
            yield f"{name}: rows hold {sorted(set(in_rows) ^ (wanted - of_visits))}"
    days = [one.row.due or date.max for one in found.rows]
    if days != sorted(days):
        yield "rows do not stand by day"
    if len(found.rows) > sum(len(plan.rows) for plan in found.plans):
        yield "more rows than the single plans have"
    for problem in found.problems:
        if not problem.remedies:
            yield f"no remedy for {problem}"


def remedy_faults(look: Seen) -> Iterator[str]:
    """Return the ways out of an order that do not lead out of it."""
    for problem in look.several.problems:
        for remedy in problem.remedies:
            way = remedy.text_key.split(".")[1]
            if way not in ("order-earlier", "order-later", "order-move") or remedy.date is None:
                continue
            if not (look.several.plans[0].today <= remedy.date):
                yield f"{way} in the past: {remedy.date}\n  {look.pair}"
            key = problem.steps[0] if way == "order-move" else "cancel"
            name = dict(problem.values)["name"] if way == "order-move" else dict(remedy.values)["name"]
            again = merge(
                [_moved(plan, key, remedy.date, at=plan.contract.name == name) for plan in look.several.plans]
            )
            if _breach(problem)[:3] in [_breach(one)[:3] for one in again.problems]:
                yield f"{way} on {remedy.date} does not help: {problem}\n  {look.pair}"


def _moved(plan: Plan, key: str, day: date, *, at: bool) -> Plan:
    if not at:
        return plan
    kept = tuple(mark for mark in plan.contract.marks if mark.key != key)
    contract = replace(plan.contract, marks=(*kept, Mark(key=key, moved_to=day)))
    return planned(contract, plan.carrier, plan.today)
