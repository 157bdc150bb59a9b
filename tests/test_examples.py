"""Hold the engine and the oracle against the worked examples of the planning rules."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest
from oracle_line import Answer
from oracle_rules import Facts
from space import carrier_of, contract_of, engine_answer, oracle_of, planned

from tracker.core.contract import BoundService, Contract
from tracker.core.model import Plan
from tracker.core.words import Outcome, Payment, Severity, State

TODAY = date(2027, 2, 15)
WORKED = """
docomo           2027-03-28 2027-03-01 2027-03-27 2027-03-26 2027-03-26 2027-03-26 2027-03-31
docomo           2027-04-01 2027-03-01 2027-03-31 2027-03-30 2027-03-30 2027-03-30 2027-03-31
docomo           2027-04-03 2027-03-01 2027-03-31 2027-03-30 2027-03-30 2027-03-30 2027-03-31
docomo           2027-04-06 2027-04-01 2027-04-05 2027-04-04 2027-04-04 2027-04-04 2027-04-30
mineo            2027-03-28 2027-03-01 2027-03-27 2027-03-26 2027-03-26 2027-03-26 2027-03-26
mineo            2027-04-01 2027-03-01 2027-03-31 2027-03-30 2027-03-30 2027-03-30 2027-03-30
mineo            2027-04-03 2027-04-01 2027-04-02 2027-04-01 2027-04-01 2027-04-01 2027-04-01
mineo            2027-04-06 2027-04-01 2027-04-05 2027-04-04 2027-04-04 2027-04-04 2027-04-04
softbank/20      2027-03-28 2027-03-21 2027-03-27 2027-03-26 2027-03-26 2027-03-26 2027-04-20
softbank/20      2027-04-01 2027-03-21 2027-03-31 2027-03-30 2027-03-30 2027-03-30 2027-04-20
softbank/20      2027-04-03 2027-03-21 2027-04-02 2027-04-01 2027-04-01 2027-04-01 2027-04-20
softbank/20      2027-04-06 2027-03-21 2027-04-05 2027-04-04 2027-04-04 2027-04-04 2027-04-20
aeon-mobile      2027-03-28 2027-02-28 2027-03-27 2027-03-25 2027-03-18 2027-03-31 2027-03-31
aeon-mobile      2027-04-01 2027-02-28 2027-03-30 2027-03-28 2027-03-21 2027-03-31 2027-03-31
aeon-mobile      2027-04-03 2027-02-28 2027-03-30 2027-03-28 2027-03-21 2027-03-31 2027-03-31
aeon-mobile      2027-04-06 2027-03-31 2027-04-05 2027-04-03 2027-04-01 2027-04-30 2027-04-30
sakura-mobile    2027-03-28 2027-02-26 2027-03-25 2027-03-23 2027-03-16 2027-03-31 2027-03-31
sakura-mobile    2027-04-01 2027-02-26 2027-03-25 2027-03-23 2027-03-16 2027-03-31 2027-03-31
sakura-mobile    2027-04-03 2027-02-26 2027-03-25 2027-03-23 2027-03-16 2027-03-31 2027-03-31
sakura-mobile    2027-04-06 2027-03-26 2027-04-05 2027-04-03 2027-03-27 2027-04-30 2027-04-30
iijmio           2027-03-28 2027-03-01 2027-03-27 2027-03-25 2027-03-18 2027-03-31 2027-03-31
iijmio           2027-04-01 2027-03-01 2027-03-31 2027-03-29 2027-03-22 2027-03-31 2027-03-31
iijmio           2027-04-03 2027-03-01 2027-03-31 2027-03-29 2027-03-22 2027-03-31 2027-03-31
iijmio           2027-04-06 2027-04-01 2027-04-05 2027-04-03 2027-04-02 2027-04-30 2027-04-30
"""
"""Carrier / closing day; departure; opens, closes, safe_by, recommended, line ends, charged through."""


class Row(NamedTuple):
    carrier: str
    closing: int | None
    departure: date
    answer: Answer

    @property
    def facts(self) -> Facts:
        return Facts(departure=self.departure, today=TODAY, closing=self.closing)


def worked_row(line: str) -> Row:
    name, *days = line.split()
    carrier, _, closing = name.partition("/")
    departure, opens, closes, safe_by, recommended, ends, charged = map(date.fromisoformat, days)
    answer = Answer("online", opens, closes, safe_by, recommended, recommended, ends, charged)
    return Row(carrier, int(closing) if closing else None, departure, answer)


ROWS = [worked_row(line) for line in WORKED.strip().splitlines()]
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.carrier}-{row.departure}")


def test_there_are_24_worked_rows() -> None:
    assert len({(row.carrier, row.departure) for row in ROWS}) == 24


@each_row
def test_engine_gives_the_worked_row(row: Row) -> None:
    plan = planned(contract_of(row.carrier, row.facts, TODAY), carrier_of(row.carrier), TODAY)
    assert engine_answer(plan) == row.answer


@each_row
def test_oracle_gives_the_worked_row(row: Row) -> None:
    assert oracle_of(row.carrier).window(row.facts) == row.answer


# --- the example of a whole plan ----------------------------------------------------

RECORDED = date(2027, 2, 1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    contract = Contract(
        name="main",
        carrier="docomo",
        recorded=RECORDED,
        departure=date(2027, 3, 28),
        payment=Payment.BANK,
        fee_yen=2970,
        signed=date(2024, 1, 1),
        services=(BoundService(key="line", letter=0),),
    )
    return planned(contract, carrier_of("docomo"), RECORDED)


def test_plan_example_cancellation(plan: Plan) -> None:
    answer = Answer(
        channel="online",
        opens=date(2027, 3, 1),
        closes=date(2027, 3, 27),
        safe_by=date(2027, 3, 26),
        recommended=date(2027, 3, 26),
        request=date(2027, 3, 26),
        line_ends=date(2027, 3, 26),
        charged_through=date(2027, 3, 31),
    )
    facts = Facts(departure=date(2027, 3, 28), today=RECORDED, payment="bank", signed=date(2024, 1, 1))
    assert engine_answer(plan) == answer
    assert oracle_of("docomo").window(facts) == answer
    assert plan.cancellation is not None
    assert plan.cancellation.effect == "same-day"
    assert plan.cancellation.closes_at is None


def test_plan_example_head(plan: Plan) -> None:
    assert plan.departure == plan.needed_until == date(2027, 3, 28)
    assert plan.closing_day == 31
    assert plan.outcome is Outcome.OK
    assert plan.keep_payment_until == date(2027, 6, 30)


def test_plan_example_unbinding(plan: Plan) -> None:
    step = next(step for step in plan.steps if step.key == "unbind:line")
    assert (step.row, step.kind, step.state) == ("move", "unbind", State.OPEN)
    assert (step.start, step.due) == (date(2027, 3, 15), date(2027, 3, 22))
    assert (step.latest, step.until) == (date(2027, 3, 25), date(2027, 3, 26))
    assert step.slack == 3
    assert (step.late, step.critical, step.moved, step.estimate) == (False, True, False, False)
    assert step.depends_on == ("get-replacement-number",)
    gate = next(reason for reason in step.reasons if reason.rule == "gate")
    assert (gate.basis, gate.sources) == ("tool", ())


def test_plan_example_problem(plan: Plan) -> None:
    problem = next(problem for problem in plan.problems if problem.code == "rule-unverified")
    assert problem.severity is Severity.NOTE
    assert problem.steps == ("cancel",)
    assert problem.days is None
    assert [(remedy.date, remedy.cost) for remedy in problem.remedies] == [(RECORDED, None)]


def test_plan_example_candidate(plan: Plan) -> None:
    found = next(one for one in plan.candidates if "recommended" in one.marks)
    assert (found.request_from, found.request_to) == (date(2027, 3, 1), date(2027, 3, 27))
    assert (found.line_ends_from, found.line_ends_to) == (date(2027, 3, 1), date(2027, 3, 27))
    assert found.charged_through == date(2027, 3, 31)
    assert (found.gap_days_min, found.gap_days_max) == (1, 27)
    assert found.from_abroad is None
    assert found.amount == 5940
    assert found.marks == ("recommended",)
