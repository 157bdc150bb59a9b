"""Hold plans against each other: how an answer may change when one thing about the question does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from made_rules import EFFECTS, PHRASES, Made, made_rules
from space import carrier_of, contract_of, planned, postpaid_carriers

from tracker.carriers import Pack
from tracker.core.contract import BoundService, Contract, Mark
from tracker.core.facts import Carrier
from tracker.core.model import Plan
from tracker.core.words import Payment, Sim, State

bounded = settings(
    max_examples=200,
    phases=[Phase.generate],  # a counterexample says all; making it smaller takes minutes
    database=None,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
RECORDED = date(2026, 6, 1)
"""Long before any departure: no window has closed."""
departures = st.dates(date(2027, 1, 1), date(2028, 12, 31))
shipped = st.sampled_from(postpaid_carriers())
steadily = st.sampled_from([effect for effect in EFFECTS if effect != "choice"])
SERVICES = tuple(BoundService(key=key, letter=n) for n, key in enumerate(("bank", "wechat", "suica", "line")))
answers = st.lists(st.tuples(st.sampled_from(PHRASES), st.booleans()), unique_by=lambda one: one[0]).map(
    tuple
)


def loaded(text: str) -> Carrier:
    with TemporaryDirectory() as folder:
        Path(folder, "made.toml").write_text(text, encoding="utf-8")
        return Pack(own=Path(folder)).load("made")


def contract(carrier: str, **told: Any) -> Contract:
    return Contract(**{"name": "a", "carrier": carrier, "recorded": RECORDED, **told})


def made_plan(made: Made, **changed: Any) -> tuple[Contract, Carrier, Plan]:
    facts = made.questions[0]
    told = replace(contract_of("made", facts, facts.today), **changed)
    carrier = loaded(made.text)
    return told, carrier, planned(told, carrier, told.recorded)


made_lines = st.sampled_from(EFFECTS).flatmap(lambda effect: made_rules(effect=effect, questions=1))


# --- a later departure ----------------------------------------------------------------


@seed(1)
@bounded
@given(name=shipped, leaves=departures, days=st.integers(1, 45), closing=st.sampled_from([None, 10, 20, 31]))
def test_a_later_departure_never_closes_the_window_of_a_carrier_earlier(
    name: str, leaves: date, days: int, closing: int | None
) -> None:
    carrier = carrier_of(name)
    later = leaves + timedelta(days)
    plans = [
        planned(contract(name, departure=day, closing_day=closing), carrier, RECORDED)
        for day in (leaves, later)
    ]
    compare_departures(*plans)


@seed(2)
@bounded
@given(made=steadily.flatmap(lambda effect: made_rules(effect=effect, questions=1)), days=st.integers(1, 45))
def test_a_later_departure_never_closes_a_made_window_earlier(made: Made, days: int) -> None:
    assume("from = 2" not in made.text and "until = 2" not in made.text)
    leaves = made.questions[0].departure
    same = {"recorded": RECORDED, "needed_until": None}
    compare_departures(
        *(made_plan(made, departure=leaves + timedelta(more), **same)[2] for more in (0, days))
    )


def compare_departures(early: Plan, late: Plan) -> None:
    first, second = early.cancellation, late.cancellation
    assume(first is not None)
    assert first is not None
    assert second is not None, "a later departure leaves no day to ask"
    assume(first.channel is second.channel and first.effect is second.effect)
    assert first.closes <= second.closes, f"{early.contract} {late.departure}"


# --- a done step -----------------------------------------------------------------------


@seed(3)
@bounded
@given(made=made_lines, pick=st.integers(0, 30), later=st.integers(0, 200), shift=st.integers(-30, 60))
def test_a_done_step_never_moves(made: Made, pick: int, later: int, shift: int) -> None:
    """Neither when days pass nor when the departure changes."""
    told, carrier, plan = made_plan(made, services=SERVICES)
    step = plan.steps[pick % len(plan.steps)]
    assume(step.due is not None)
    mark = Mark(
        key=step.key,
        state=State.DONE,
        on=told.recorded,
        start=step.start,
        due=step.due,
        latest=step.latest,
    )
    changed = replace(told, marks=(mark,), departure=made.questions[0].departure + timedelta(shift))
    found = [
        now
        for now in planned(changed, carrier, told.recorded + timedelta(later)).steps
        if now.key == step.key
    ]
    for now in found:
        assert (now.start, now.due, now.latest) == (step.start, step.due, step.latest)
        assert now.state is State.DONE
        assert not now.late


# --- one more service ------------------------------------------------------------------


@seed(4)
@bounded
@given(made=made_lines, count=st.integers(0, 3), later=st.integers(0, 60))
def test_a_further_service_never_moves_the_last_day_later(made: Made, count: int, later: int) -> None:
    told, carrier, _ = made_plan(made)
    today = told.recorded + timedelta(later)
    few, more = (
        planned(replace(told, services=SERVICES[:number]), carrier, today) for number in (count, count + 1)
    )
    if few.cancellation is None or more.cancellation is None:
        assert few.cancellation is more.cancellation
    else:
        assert more.cancellation.closes <= few.cancellation.closes


# --- an unknown fact -------------------------------------------------------------------

UNKNOWABLE: dict[str, tuple[Any, ...]] = {
    "sim": tuple(Sim),
    "payment": tuple(Payment),
    "plan": ("big", "small"),
    "answers": tuple(((phrase, yes),) for phrase in PHRASES for yes in (True, False)),
}
CONDITIONS = (
    'sim = "esim"',
    'sim = "physical"',
    'payment = "card"',
    'payment = ["bank", "slip"]',
    'plan = "big"',
    f'case = "{PHRASES[0]}"',
)


@st.composite
def open_rules(draw: st.DrawFn) -> str:
    """Return a file of which cut-offs and money stand on conditions that may be open.

    What decides the sort of contract (the effect, the closing day) stands on none: there the first
    value that fits is taken, and the missing answer is named.
    """

    def block(header: str, values: str) -> str:
        return f"[[{header}]]\n{values}\nsingle = ['page']\n"

    def when() -> str:
        return f"when = {{ {draw(st.sampled_from(CONDITIONS))} }}\n"

    effect = draw(st.sampled_from(("same-day", "month-end", "period-end")))
    blocks = [
        block("effect", f'ends = "{effect}"'),
        block("closing", f"day = {draw(st.sampled_from([10, 20, 25]))}"),
        block("proration", 'last_month = "none"'),
        block("channel.online", "available = true"),
        block("fee.base", "yen = 1000"),
    ]
    for _ in range(draw(st.integers(1, 3))):
        key = draw(st.sampled_from(["day", "days_before_end", "notice_days", "days_before_departure"]))
        number = draw(st.integers(1, 28 if key == "day" else 12))
        blocks.append(block("cutoff", when() + f"{key} = {number}"))
    fees = draw(st.lists(st.sampled_from([0, 1100, 9500]), min_size=1, max_size=2))
    blocks += [block("fee.termination", f"{when()}yen = {yen}") for yen in fees]
    blocks.append(block("fee.termination", "yen = 500"))
    return made_top() + "\n".join(blocks)


def made_top() -> str:
    return """format = 1
kind = "mvno"
name = { en = "Made", zh = "Made", ja = "Made" }
plans = { big = "Big plan", small = "Small plan" }
sources = { page = { url = "https://example.org/", kind = "guide", read = 2026-11-01 } }
"""


@seed(5)
@bounded
@given(text=open_rules(), leaves=departures, fact=st.sampled_from(sorted(UNKNOWABLE)))
def test_an_unknown_fact_never_gives_a_later_last_day_or_a_lower_price(
    text: str, leaves: date, fact: str
) -> None:
    carrier = loaded(text)
    unknown = planned(contract("made", departure=leaves), carrier, RECORDED)
    for value in UNKNOWABLE[fact]:
        known = planned(contract("made", departure=leaves, **{fact: value}), carrier, RECORDED)
        compare_unknown(unknown, known)


@seed(6)
@bounded
@given(
    name=st.sampled_from(["softbank", "other", "ymobile"]),
    leaves=departures,
    closing=st.sampled_from([10, 20, 31]),
)
def test_an_unknown_closing_day_never_gives_a_later_last_day(name: str, leaves: date, closing: int) -> None:
    carrier = carrier_of(name)
    unknown = planned(contract(name, departure=leaves), carrier, RECORDED).cancellation
    known = planned(contract(name, departure=leaves, closing_day=closing), carrier, RECORDED).cancellation
    assert unknown is not None
    assert known is not None
    assert unknown.closes <= known.closes


def compare_unknown(unknown: Plan, known: Plan) -> None:
    if known.cancellation is None or unknown.cancellation is None:
        assert unknown.cancellation is None
        return
    assert unknown.cancellation.closes <= known.cancellation.closes
    prices = {day: run.amount for run in known.candidates for day in (run.request_from, run.request_to)}
    for run in unknown.candidates:
        sure = prices.get(run.request_to)
        assert run.amount is None or sure is None or run.amount >= sure
