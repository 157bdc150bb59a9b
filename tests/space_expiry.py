"""Walk the space of lines that end by themselves, hold the engine against the oracle, and judge plans.

Shared by the tests, which take the boundaries, and by benchmarks/expiring.py, which takes every departure
of two years.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from oracle import Oracle
from oracle_days import ONE_DAY
from oracle_expiry import Card, Days, Expiry, Gap, Kept
from oracle_rules import Facts, Spot, value
from space import (
    Case,
    Look,
    Profile,
    carrier_of,
    contract_of,
    done_faults,
    faults,
    oracle_of,
    planned,
    recorded_today,
)

from tracker.carriers.pack import SHIPPED
from tracker.core.contract import BoundService, Contract, Person
from tracker.core.facts import Carrier
from tracker.core.model import Plan
from tracker.core.words import Holder, Intent, Severity, State

SERVICES = SHIPPED.parent / "services.toml"
_VALID_DAYS = (5, 30, 90, 180)
_RECORDED_BEFORE = (130, 60, 200, 33, 20, 9, 2, 0, -5)
"""Days between the recording and the departure."""


class Kind(NamedTuple):
    """Hold one way in which a line of a carrier ends by itself: what is told in every case."""

    carrier: str
    plan: str | None = None
    told: tuple[tuple[str, Any], ...] = ()
    """What both are told beside the profile."""
    valid_days: int = 21
    """The days that the file gives such cards; any number where it gives none."""

    def __str__(self) -> str:
        words = [self.plan, *(f"{key}={value}" for key, value in self.told)]
        return " ".join([self.carrier, *filter(None, words)])


@cache
def recordable() -> tuple[str, ...]:
    """Return the ids of the shipped carriers with which a contract can be recorded."""
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in SHIPPED.glob("*.toml")}
    return tuple(sorted(name for name, table in tables.items() if table["kind"] != "common"))


def kinds() -> tuple[Kind, ...]:
    """Return every way in which a line of a shipped carrier ends by itself."""
    return (
        *(kind for carrier in recordable() for kind in _kinds(carrier)),
        Kind("other", told=(("prepaid", True),)),
        Kind("povo", told=(("prepaid", True),)),
        Kind("povo", told=(("intent", "lapse"), ("fee_yen", 0))),
        Kind("other", told=(("intent", "lapse"), ("fee_yen", 0))),
        Kind("other", told=(("line", "other"), ("prepaid", True))),
    )


def _kinds(carrier: str) -> Iterator[Kind]:
    """Return the plans of a carrier whose lines end by themselves, and that nobody has said which it is."""
    plans = tomllib.loads((SHIPPED / f"{carrier}.toml").read_text(encoding="utf-8")).get("plans", ())
    rules, day = oracle_of(carrier).rules, date(2027, 1, 1)
    for plan in (None, *plans):
        spot = Spot(facts=Facts(departure=day, today=day, plan=plan), request=day)
        if value(rules, "effect", "ends", spot) == "on-expiry":
            yield Kind(carrier, plan, (), value(rules, "expiry.validity", "days", spot) or 21)


# --- the cases ----------------------------------------------------------------------


_WECHAT, _BANK, _CHINA_BANK, _MY_NUMBER = "wechat", "bank", "china-bank", "my-number"
"""Moved with an app, at a counter, at a counter abroad alone, and without a code to the number."""


def _profile(name: str, *services: str, told: tuple[tuple[str, Any], ...] = (), **more: Any) -> Profile:
    bound = tuple(BoundService(key=key, letter=place) for place, key in enumerate(services))
    return Profile(name=name, told=told, more=(("services", bound), *more.items()))


PROFILES = (
    _profile("plain"),
    _profile("bound", _BANK, _WECHAT, told=(("sim", "esim"),), number="090-0000-0000"),
    _profile("numbered", told=(("sim", "physical"),), number="090-0000-0000", balance=0),
    _profile("lost", _WECHAT, told=(("lost", True),)),
    _profile("data", told=(("line", "data"), ("item", "device"))),
    _profile("counters", _CHINA_BANK, _MY_NUMBER, balance=3000),
    _profile("company", _BANK, holder=Holder.COMPANY),
    _profile("keep", intent=Intent.KEEP, person=Person(returns=date(2029, 2, 1))),
    _profile("kept", intent=Intent.KEEP, number="090-0000-0000"),
    _profile("switch", intent=Intent.SWITCH, number="090-0000-0000"),
    _profile("lapse", intent=Intent.LAPSE),
    _profile("staying", _BANK, stays=True),
    _profile("rental", told=(("sim", "esim"), ("item", "device")), balance=1),
)


class Told(NamedTuple):
    """Hold what the person says of the end."""

    expires: date | None = None
    started: date | None = None
    valid_days: int | None = None


def tellings(kind: Kind, departure: date, turn: int) -> Iterator[Told]:
    """Return what may be told of the end: nothing, the day, the days of validity, or the start alone.

    Those with days end before, on and after the departure, with other days each turn.
    """

    def away(days: int) -> date:
        return departure + timedelta(days=days)

    yield Told()
    for days in (-40, -1, 0, 1, 33):
        yield Told(expires=away(days))
    for place, days in enumerate((-12, 0, 20)):
        valid = _VALID_DAYS[(turn + place) % len(_VALID_DAYS)]
        yield Told(started=away(days - valid + 1), valid_days=valid)
    for days in (-9, 0, 3):
        yield Told(started=away(days - kind.valid_days + 1))


_FACTS = frozenset(field.name for field in fields(Facts))


class Asked(NamedTuple):
    """Hold one line: for the engine, and for the oracle."""

    contract: Contract
    card: Card
    profile: Profile

    def __str__(self) -> str:
        return f"{self.contract.carrier} {self.profile.name} {self.card}"


def cases(kind: Kind, departures: Iterable[date]) -> Iterator[Asked]:
    """Return lines of a kind: all tellings for each departure; N, recording and profiles take turns."""
    for turn, departure in enumerate(departures):
        needs = (None, departure - timedelta(days=10), departure + timedelta(days=12))
        for place, told in enumerate(tellings(kind, departure, turn)):
            before = _RECORDED_BEFORE[(turn + place * 2 + turn // 9) % len(_RECORDED_BEFORE)]
            profile = PROFILES[(turn * 5 + place * 7 + turn // 13) % len(PROFILES)]
            needed = needs[(turn + place + turn // 3) % len(needs)]
            recorded = departure - timedelta(days=before)
            yield asked(kind, told, profile, departure, recorded, needed)


def asked(
    kind: Kind, told: Told, profile: Profile, departure: date, recorded: date, needed: date | None
) -> Asked:
    """Return one line, said to both."""
    more = {**dict(profile.more), **dict(kind.told)}
    stays = more.pop("stays", False)
    if kind.told[:1] == (("intent", "lapse"),):
        more.pop("holder", None)  # what another holds of a contract is handed back (44)
    facts = Facts(departure=departure, today=recorded, needed_until=needed, plan=kind.plan)
    said = {key: more.pop(key) for key in _FACTS & more.keys()}
    facts = replace(facts, **{**dict(profile.told), **said})
    if "intent" in more:
        more["intent"] = Intent(more["intent"])
    contract = contract_of(kind.carrier, facts, recorded, {**more, **told._asdict()}.items())
    if stays:
        contract = replace(contract, departure=None, needed_until=None)
        facts = replace(facts, departure=recorded, needed_until=None)
    card = Card(
        facts=facts,
        leaves=contract.departure,
        expires=told.expires,
        started=told.started,
        valid_days=told.valid_days,
        prepaid=contract.prepaid,
        intent=contract.intent.value,
        number=contract.number is not None,
        services=tuple(service.key for service in contract.services),
        balance=contract.balance,
        returns=contract.person.returns,
    )
    return Asked(contract, card, profile)


def days_to_look(expiry: Expiry) -> tuple[date, ...]:
    """Return days to look at a line: long before, near its end, on it, after it, on D, after D."""
    card, end = expiry.card, expiry.own_end
    found = {card.recorded}
    if end is not None:
        found |= {end - timedelta(days=3), end, end + ONE_DAY}
    if card.leaves is not None:
        found |= {card.leaves, card.leaves + timedelta(days=9)}
    return tuple(sorted(day for day in found if day >= card.recorded))


# --- asking both --------------------------------------------------------------------


class Seen(NamedTuple):
    """Hold what is said of one line on one day, in the words of the oracle."""

    expiry: date | None
    gate: date | None
    estimate: bool
    steps: dict[str, Days]
    states: dict[str, str]
    gap: Gap | None
    unknown: tuple[str, ...]
    kept: Kept | None


class View(NamedTuple):
    """Hold what both say of a line on a day."""

    asked: Asked
    today: date
    plan: Plan
    engine: Seen
    oracle: Seen

    @property
    def differs(self) -> bool:
        return self.engine != self.oracle

    @property
    def look(self) -> Look:
        """Return the same for the promises that hold for every line."""
        case = Case(self.asked.contract.carrier, self.asked.card.facts, self.asked.profile)
        return Look(case, replace(self.asked.card.facts, today=self.today), self.plan, None)

    def __str__(self) -> str:
        pairs = zip(Seen._fields, self.engine, self.oracle, strict=True)
        apart = [f"{name}\n    engine {one}\n    oracle {two}" for name, one, two in pairs if one != two]
        return "\n  ".join([f"{self.asked} on {self.today}", *apart])


def by_engine(plan: Plan) -> Seen:
    """Return what the engine says."""
    dated = {
        step.key: Days(step.start, step.due, step.latest, step.until)
        for step in plan.steps
        if plan.intent not in _ONE_STEP or step.kind == _ONE_STEP[plan.intent]
    }
    gaps = [problem for problem in plan.problems if problem.code == "service-gap"]
    unknown = [problem for problem in plan.problems if problem.code == "rule-unknown"]
    named = [
        str(term.key) for problem in unknown for term in getattr(dict(problem.values)["what"], "items", ())
    ]
    kept = plan.keeping
    lives = plan.intent in _ONE_STEP
    return Seen(
        plan.expiry,
        plan.gate,
        not lives and any(step.estimate for step in plan.steps if step.kind == "expires"),
        dated,
        {step.key: step.state.value for step in plan.steps if step.key in dated},
        next((_gap(problem) for problem in gaps), None),
        () if lives else tuple(name.split(".")[1] for name in named),
        Kept(kept.until, kept.ends, kept.top_ups) if kept is not None else None,
    )


_ONE_STEP = {Intent.KEEP: "keep-alive", Intent.SWITCH: "port-out"}
"""Intents of which the oracle says the days of one step only."""


def _gap(problem: Any) -> Gap:
    ways = tuple(remedy.text_key.split(".")[1] for remedy in problem.remedies)
    return Gap(problem.date, problem.days, problem.severity is Severity.WARNING, ways)


def by_oracle(expiry: Expiry, today: date) -> Seen:
    """Return what the oracle says."""
    intent = expiry.card.planned_as
    if intent == "keep":
        kept = expiry.kept()
        return Seen(expiry.own_end, None, False, *_kept(expiry, kept, today), None, (), kept)
    if intent == "switch":
        days = expiry.ported(today)
        return Seen(expiry.own_end, None, False, {"port-out": days}, {"port-out": "open"}, None, (), None)
    end, steps = expiry.end(), expiry.steps()
    return Seen(
        expiry.own_end,
        end - ONE_DAY if end is not None else None,
        expiry.own_end is None,
        steps,
        {key: expiry.state(key, days, today) for key, days in steps.items()},
        expiry.gap(today),
        expiry.unknown(),
        None,
    )


def _kept(expiry: Expiry, kept: Kept, today: date) -> tuple[dict[str, Days], dict[str, str]]:
    until = kept.until
    days = Days(until=kept.ends)
    if until is not None:
        days = Days(until - timedelta(days=30), until - timedelta(days=14), until, kept.ends)
    days = expiry.in_order(days)
    return {"keep-alive:1": days}, {"keep-alive:1": expiry.state("keep-alive:1", days, today)}


def views(line: Asked, oracle: Oracle, carrier: Carrier) -> tuple[View, ...]:
    """Return what both say of a line, day by day as time passes."""
    expiry = Expiry(oracle, carrier.kind, SERVICES, line.card)
    found = []
    for today in days_to_look(expiry):
        plan = planned(line.contract, carrier, today)
        found.append(View(line, today, plan, by_engine(plan), by_oracle(expiry, today)))
    return tuple(found)


def shipped_views(line: Asked) -> tuple[View, ...]:
    """Return the same for a shipped carrier."""
    carrier = line.contract.carrier
    return views(line, oracle_of(carrier), carrier_of(carrier))


# --- what every plan keeps ----------------------------------------------------------


def line_faults(seen: Iterable[View], *, thorough: bool) -> Iterator[str]:
    """Return what the plans of one line break of the promises that hold for every plan.

    `thorough`: also entered anew on each day, and with steps that are done.
    """
    seen = tuple(seen)
    for view in seen:
        yield from (f"{fault}\n  {view}" for fault in (*faults(view.plan), *_card_faults(view)))
        if thorough:
            carrier = view.plan.carrier
            anew = planned(recorded_today(view.look), carrier, view.today)
            found = (*faults(anew), *_birth_faults(anew), *done_faults(view.look, carrier))
            yield from (f"{fault}\n  {view}" for fault in found)
    yield from (f"{fault}\n  {seen[0]}" for fault in _moved(seen))


def _card_faults(view: View) -> Iterator[str]:
    """Return what a plan breaks of what holds for lines that end by themselves."""
    plan = view.plan
    if plan.cancellation is not None or plan.keep_payment_until is not None:
        yield "a request or a payment of what ends by itself"
    if view.today == plan.contract.recorded:
        yield from _birth_faults(plan)
    for problem in plan.problems:
        for remedy in problem.remedies:
            if remedy.date is not None and remedy.date < plan.today:
                yield f"{problem.code}: {remedy.text_key} on {remedy.date}"
    keys = {step.key for step in plan.steps}
    if "expires" not in keys and plan.intent not in _ONE_STEP:
        yield "nothing says that it ends"
    if keys.isdisjoint(_MORE_ROWS) and plan.intent not in _ONE_STEP and len(plan.rows) > 3:
        yield f"{len(plan.rows)} rows of a card without a number (23)"


_MORE_ROWS = ("list-services", "return-sim", "suspend-line", *(f"unbind:{key}" for key in (_BANK, _WECHAT)))
"""Steps of a number, of what was lent and of a loss, which make more rows than a card by itself."""


def _birth_faults(plan: Plan) -> Iterator[str]:
    """Return steps that were missed before the line was recorded, but for those that say what is lost."""
    for step in plan.steps:
        if step.state is State.MISSED and step.kind not in ("unbind", "keep-alive"):
            yield f"{step.key} missed on the day it is recorded"


def _moved(seen: Iterable[View]) -> Iterator[str]:
    """Return the steps that days move: nothing does, but a port that was missed."""
    for one, two in pairwise(seen):
        if one.plan.intent is Intent.SWITCH:
            continue
        if _dates(one.plan) != _dates(two.plan):
            yield f"steps moved between {one.today} and {two.today}"


def _dates(plan: Plan) -> dict[str, tuple[date | None, ...]]:
    return {step.key: (step.start, step.due, step.latest, step.until) for step in plan.steps}
