"""Run the worked examples that stand in the shipped carrier files."""

from __future__ import annotations

import pytest
from oracle_rules import Facts
from space import carrier_of, contract_of, oracle_of, planned

from tracker.carriers.examples import WorkedExample, examples
from tracker.carriers.lint_rules import PREPAID_KINDS
from tracker.carriers.pack import SHIPPED
from tracker.core.model import Plan
from tracker.core.words import Payment

FILES = sorted(path.stem for path in SHIPPED.glob("*.toml"))
WORKED = [example for name in FILES for example in examples(SHIPPED / f"{name}.toml")]
WITHOUT = {
    "common",
    "genki-mobile",
    "japan-wireless",
    "lightpocket-cdjapan",
    "other",
    "travel-tech-lab",
}
"""Nothing is cancelled here, or no rule is known."""
CANCELLED, ENDING = (
    [example for example in WORKED if (carrier_of(example.carrier).kind in PREPAID_KINDS) is prepaid]
    for prepaid in (False, True)
)


def facts_of(example: WorkedExample) -> Facts:
    return Facts(
        departure=example.departure,
        today=example.today,
        needed_until=example.needed_until,
        closing=example.closing,
        signed=example.signed,
        payment=Payment(example.payment).value if example.payment else None,
        plan=example.plan,
    )


def named(example: WorkedExample) -> str:
    return f"{example.carrier}-{example.number}"


def test_every_other_file_has_examples() -> None:
    assert {name for name in FILES if name not in WITHOUT} == {example.carrier for example in WORKED}


def plan_of(example: WorkedExample) -> Plan:
    told = [
        ("expires", example.expires),
        ("started", example.started),
        ("valid_days", example.valid_days),
    ]
    contract = contract_of(example.carrier, facts_of(example), example.today, told)
    return planned(contract, carrier_of(example.carrier), example.today)


@pytest.mark.parametrize("example", CANCELLED, ids=named)
def test_engine_gives_the_example(example: WorkedExample) -> None:
    plan = plan_of(example)
    debits = [step.due for step in plan.steps if step.kind == "final-debit" and step.due is not None]
    window = plan.cancellation
    assert window is not None
    assert example.expected
    for key, day in example.expected:
        assert (key, max(debits) if key == "last_debit" else getattr(window, key)) == (key, day)


@pytest.mark.parametrize("example", ENDING, ids=named)
def test_a_card_ends_as_the_example_says(example: WorkedExample) -> None:
    plan = plan_of(example)
    assert plan.cancellation is None
    assert dict(example.expected) == {"line_ends": plan.expiry}


@pytest.mark.parametrize("example", CANCELLED, ids=named)
def test_oracle_gives_the_example(example: WorkedExample) -> None:
    answer = oracle_of(example.carrier).window(facts_of(example))
    assert answer is not None
    for key, day in example.expected:
        if key != "last_debit":
            assert (key, getattr(answer, key)) == (key, day)
