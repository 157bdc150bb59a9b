"""Hold ports and idle lines against their enumeration, for every shipped carrier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from oracle_living import Port, alive, ported
from oracle_rules import Facts
from space import boundaries, carrier_of, closings, contract_of, oracle_of, planned, postpaid_carriers

from tracker.core.contract import Contract
from tracker.core.model import Plan
from tracker.core.words import Intent

CARRIERS = postpaid_carriers()


def asked(recorded: date, closing: int | None, leaves: date | None, needed: date | None) -> Facts:
    """Return the facts of a port; rules are judged on the departure, else on the day recorded."""
    return Facts(departure=leaves or recorded, today=recorded, closing=closing, needed_until=needed)


def switched(carrier: str, facts: Facts, leaves: date | None) -> Contract:
    contract = contract_of(carrier, facts, facts.today, (("intent", Intent.SWITCH),))
    return contract if leaves is not None else replace(contract, departure=None)


def engine(plan: Plan) -> Port | None:
    step = next(step for step in plan.steps if step.kind == "port-out")
    if plan.porting is None or step.due is None:
        return None
    port = plan.porting
    assert step.latest == port.closes
    return Port(step.due, port.closes, port.completes, port.charged_through)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_ports_equal_the_enumeration(carrier: str) -> None:
    answers = closings(carrier)
    compared = 0
    for closing in answers[::5] if len(answers) > 5 else answers:
        for recorded in islice(boundaries(), 0, None, 3 if len(answers) > 5 else 1):
            for away, wanted in ((None, None), (None, 40), (8, None), (50, 20), (-5, None)):
                leaves = recorded + timedelta(days=away) if away is not None else None
                needed = recorded + timedelta(days=wanted) if wanted is not None else None
                facts = asked(recorded, closing, leaves, needed)
                plan = planned(switched(carrier, facts, leaves), carrier_of(carrier), recorded)
                assert engine(plan) == ported(oracle_of(carrier), facts, leaves), f"{carrier} {facts}"
                compared += 1
    assert compared > 100


def test_idle_lines_equal_the_enumeration() -> None:
    seen = 0
    for carrier in CARRIERS:
        for last in islice(boundaries(), 0, None, 4):
            facts = Facts(departure=last + timedelta(days=60), today=last)
            contract = contract_of(carrier, facts, last, (("intent", Intent.KEEP), ("started", last)))
            keeping = planned(contract, carrier_of(carrier), last).keeping
            assert keeping is not None
            expected = alive(oracle_of(carrier), facts, last) or (None, None)
            assert (keeping.until, keeping.ends) == expected
            seen += keeping.until is not None
    assert seen >= 5
