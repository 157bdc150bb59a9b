"""Draw pairs of lines of one person, from a seed, and judge what the engine makes of them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from oracle_additional import Contract as OneContract
from oracle_additional import Sim
from oracle_line import Answer, Offer
from oracle_rules import Facts, Rules, read_rules
from oracle_several import Breach, Share, Told, breaches, keep_until, shares
from space import carrier_of, engine_answer, oracle_of, planned, postpaid_carriers

from tracker.carriers import load_calendar, load_policy
from tracker.carriers.pack import SHIPPED
from tracker.core.beside import besides
from tracker.core.contract import BoundService, Contract, Mark, Person
from tracker.core.model import Plan, Problem
from tracker.core.several import OF_BOTH, Joint, Several, merge
from tracker.core.words import Channel, Holder, Intent, Line, Payment, State
from tracker.core.words import Sim as Card
from tracker.export.record import plan_record

SEED = 20270328
PAIRS = 20_000
ORDERED = ("iijmio", "bic-sim", "biglobe-mobile", "yu-mobile")
"""Carriers that want an additional SIM dropped first."""
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
    if number % 4 == 0:
        first, second, today = _on_one_contract(number, first, second)
    return Pair(number, (first, second), today)


def _on_one_contract(number: int, first: Contract, second: Contract) -> tuple[Contract, Contract, date]:
    """Return the lines as SIMs on one contract, the second an additional one, and a day to ask."""
    draw = random.Random(SEED - number)  # noqa: S311 - a sample, no secret
    plain: dict[str, Any] = {"prepaid": None, "expires": None, "item": "sim"}
    if draw.random() < 0.8:
        plain["line"] = Line.VOICE
    carrier = draw.choice(ORDERED if draw.random() < 0.85 else postpaid_carriers())
    port = 3 if carrier == "yu-mobile" else 16
    told = {"carrier": carrier, **plain}
    recorded = [first.recorded + timedelta(days=draw.choice((0, 0, 0, 4, 17))) for _ in range(2)]
    main = replace(
        first,
        **told,
        sharers=(second.id,),
        recorded=recorded[0],
        intent=draw.choice((*[Intent.SWITCH] * port, *[Intent.LEAVE] * (19 - port), Intent.KEEP)),
        marks=(*first.marks, *_port_mark(draw, recorded[0])),
    )
    extra = replace(
        second,
        **told,
        shares=first.id,
        recorded=recorded[1],
        intent=draw.choice((*[Intent.LEAVE] * 17, Intent.KEEP, Intent.SWITCH)),
        marks=tuple(mark for mark in second.marks if mark.on is None or mark.on >= recorded[1]),
    )
    return main, extra, max(recorded) + timedelta(days=draw.choice((0, 0, 1, 5, 9, 20, 33, 60)))


def _port_mark(draw: random.Random, recorded: date) -> Iterator[Mark]:
    if draw.random() < 0.2:
        yield Mark(key="port-out", moved_to=recorded + timedelta(days=draw.randrange(40)))
    elif draw.random() < 0.1:
        yield Mark(key="port-out", state=State.DONE, on=recorded + timedelta(days=draw.randrange(4)))


def is_one_contract(one: Pair) -> bool:
    """Tell whether the second line is an additional SIM on the contract of the first."""
    return bool(one.contracts[0].sharers)


def plans_of(contracts: Sequence[Contract], today: date) -> list[Plan]:
    """Return the plans of a pair, each with what it has to know of the other."""
    first, second = contracts
    if first.sharers:
        carrier = carrier_of(first.carrier)
        policy, calendar = load_policy(), load_calendar()
        contracts = [
            replace(own, beside=besides(own, [other], carrier, policy, calendar, today))
            for own, other in ((first, second), (second, first))
        ]
    return [planned(contract, carrier_of(contract.carrier), today) for contract in contracts]


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
        sim=draw.choice((None, Card.ESIM, Card.PHYSICAL)),
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
    plans = plans_of(one.contracts, one.today)
    several = merge(plans)
    mine, other = (told(plan) for plan in plans)
    pairs: list[tuple[str, object, object]] = [
        ("shared", _shares(several), shares(mine, other)),
        ("order", {_breach(problem) for problem in ordered(several)}, breaches(mine, other, one.today)),
        (
            "keep",
            several.keep_payment_until and several.keep_payment_until.isoformat(),
            keep_until([mine, other]),
        ),
    ]
    if is_one_contract(one):
        pairs += _on_contract(one, plans)
    wrong = [
        f"{what}: engine {found}\n  oracle {wanted}\n  {one}"
        for what, found, wanted in pairs
        if found != wanted
    ]
    return Seen(one, several, tuple(wrong))


def ordered(several: Several) -> list[Problem]:
    """Return the problems of what a line needs of another."""
    return [problem for problem in several.problems if problem.code != OF_BOTH]


def sim_of(contract: Contract, key: str, how: str) -> Sim:
    """Return a line in the words of the enumeration."""
    mark = next((mark for mark in contract.marks if mark.key == key), None)
    is_done = mark is not None and mark.state is State.DONE and how != "stays"
    return Sim(
        _facts(contract, contract.recorded),
        how,
        mark.moved_to if mark is not None else None,
        mark.on if mark is not None and is_done else None,
    )


def way_of(contract: Contract) -> tuple[str, str]:
    """Return how a line leaves its contract, and the step by which it does."""
    if contract.intent is Intent.SWITCH:
        return "port", "port-out"
    if contract.holder is Holder.SELF and contract.intent is Intent.LEAVE:
        return "cancel", "cancel"
    return "stays", "cancel"


def _on_contract(one: Pair, plans: Sequence[Plan]) -> list[tuple[str, object, object]]:
    """Return what both say of two SIMs on one contract."""
    main_plan, extra_plan = plans
    sims = []
    for contract in one.contracts:
        how, key = way_of(contract)
        sims.append(sim_of(contract, key, how))
    both = OneContract(oracle_of(one.contracts[0].carrier), *sims)
    main, extra = sims
    verdict = both.verdict(one.today)
    found: list[tuple[str, object, object]] = [
        (f"verdict of {plan.contract.name}", verdict_of(plan), verdict) for plan in plans
    ]
    if extra.how == "cancel" and extra.done is None:
        found += _windows("additional", extra_plan, both.extra_window(one.today), extra, one.today)
        offers = both.extra_offers(one.today)
        if offers is not None:
            found.append(("offers", [Offer(*run[:7]) for run in extra_plan.candidates], offers))
    if main.how == "cancel" and main.done is None:
        found += _windows("main", main_plan, both.main_window(one.today), main, one.today)
    if main.how == "port" and main.done is None and main.moved is None:
        wanted = both.main_port(one.today)
        if one.today <= wanted[2]:
            step = next(step for step in main_plan.steps if step.kind == "port-out")
            found.append(("port", (step.start, step.due, step.latest), wanted))
    return found


def _windows(
    what: str, plan: Plan, wanted: Answer | None, sim: Sim, today: date
) -> list[tuple[str, object, object]]:
    """Return a window of both; a day that the person set changes only the request and what follows."""
    own = engine_answer(plan)
    if own is None or wanted is None:
        return [(what, own, wanted)]
    if sim.moved is not None:
        own, wanted = (
            each._replace(request=today, line_ends=today, charged_through=today) for each in (own, wanted)
        )
    if plan.closing_choices:
        own, wanted = own._replace(line_ends=today), wanted._replace(line_ends=today)
    return [(what, own, wanted)]


def verdict_of(plan: Plan) -> str | None:
    """Return what is wrong between a SIM and another on its contract, as the engine says."""
    found = [problem for problem in plan.problems if problem.code == OF_BOTH]
    assert len(found) < 2
    for problem in found:
        variant = problem.text_key.split(".")[2]
        return "late" if variant == "text" else variant
    return None


def _facts(contract: Contract, today: date) -> Facts:
    return Facts(
        departure=contract.leaves or date.max,
        today=today,
        needed_until=contract.needed_until,
        closing=contract.closing_day,
        payment=contract.payment.value if contract.payment else None,
        channel=contract.channel.value if contract.channel else None,
        line=contract.line.value,
        sim=contract.sim.value if contract.sim else None,
        item=contract.item,
        lost=contract.lost is not None,
        lost_on=contract.lost,
    )


def told(plan: Plan) -> Told:
    contract = plan.contract
    return Told(
        plan_record(plan),
        _facts(contract, plan.today),
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
    for problem in ordered(look.several):
        for remedy in problem.remedies:
            way = remedy.text_key.split(".")[1]
            if way not in ("order-earlier", "order-later", "order-move") or remedy.date is None:
                continue
            if not (look.several.plans[0].today <= remedy.date):
                yield f"{way} in the past: {remedy.date}\n  {look.pair}"
            key = problem.steps[0] if way == "order-move" else "cancel"
            name = dict(problem.values)["name"] if way == "order-move" else dict(remedy.values)["name"]
            contracts = [
                _moved(contract, key, remedy.date) if contract.name == name else contract
                for contract in look.pair.contracts
            ]
            again = ordered(merge(plans_of(contracts, look.pair.today)))
            if _breach(problem)[:3] in [_breach(one)[:3] for one in again]:
                yield f"{way} on {remedy.date} does not help: {problem}\n  {look.pair}"


def _moved(contract: Contract, key: str, day: date) -> Contract:
    return _marked(contract, Mark(key=key, moved_to=day))


def _marked(contract: Contract, mark: Mark) -> Contract:
    kept = tuple(one for one in contract.marks if one.key != mark.key)
    return replace(contract, marks=(*kept, mark))


def ways_of_contract(look: Seen) -> Iterator[tuple[str, date, bool]]:
    """Return the ways out between SIMs on one contract, each with its day and whether it leads out.

    Going first with the main SIM all the same is no way out of the order: it says what that costs.
    """
    main, extra = look.pair.contracts
    _, key = way_of(main)
    for problem in look.several.problems:
        for remedy in problem.remedies:
            way, day = remedy.text_key.split(".")[1], remedy.date
            if problem.code != OF_BOTH or day is None or way in ("ask-carrier", "main-anyway"):
                continue
            today, contracts = look.pair.today, (main, extra)
            if way == "main-later":
                asked = dict(remedy.values)["first"]
                assert isinstance(asked, date)
                dropped = _marked(extra, Mark(key="cancel", state=State.DONE, on=asked))
                contracts, today = (_moved(main, key, day), dropped), asked
            elif way == "additional-now":
                contracts = (main, _marked(extra, Mark(key="cancel", state=State.DONE, on=day)))
                today = day
            elif way == "additional-too":
                contracts = (main, _moved(replace(extra, intent=Intent.LEAVE), "cancel", day))
            else:
                contracts = (main, _moved(extra, "cancel", day))
            yield way, day, all(verdict_of(plan) is None for plan in plans_of(contracts, today))
