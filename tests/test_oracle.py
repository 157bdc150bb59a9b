"""Hold the engine against the oracle: shipped carriers at every boundary, made rules of every kind."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from made_rules import EFFECTS, Made, made_rules
from oracle import Oracle
from oracle_line import Offer
from space import (
    Case,
    Look,
    carrier_of,
    closings,
    contract_of,
    engine_answer,
    looks,
    oracle_of,
    planned,
    postpaid_carriers,
    requested,
    sample,
    sample_departures,
)

from tracker.carriers import Pack
from tracker.core.model import Plan

CARRIERS = postpaid_carriers()


def test_every_carrier_that_is_cancelled_is_compared() -> None:
    assert len(CARRIERS) >= 20
    assert {"softbank", "docomo", "biglobe-membership", "other"} <= set(CARRIERS)


def test_sample_holds_the_boundaries() -> None:
    sample = set(sample_departures(None, closings("docomo")))
    leap = {date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)}
    short = {date(2027, 2, 28), date(2027, 3, 1), date(2027, 4, 30), date(2027, 5, 1)}
    year = {date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 4), date(2028, 12, 31)}
    closing = {date(2027, 3, 20), date(2027, 3, 21), date(2027, 3, 10), date(2027, 3, 11)}
    cutoff = {date(2027, 3, 25), date(2027, 3, 26)}
    assert leap | short | year | closing | cutoff <= sample


def test_every_closing_day_is_tried_where_it_varies() -> None:
    assert closings("other") == (*range(1, 32), None)
    assert closings("softbank") == (10, 20, 31, None)
    assert closings("docomo") == (None, 15)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_engine_equals_oracle(carrier: str) -> None:
    seen = [look for case in sample(carrier) for look in compared_looks(case)]
    assert len(seen) > 700
    assert not [str(look) for look in seen if look.differs][:3]


def compared_looks(case: Case) -> tuple[Look, ...]:
    return looks(case, oracle_of(case.carrier), carrier_of(case.carrier))


def offered(plan: Plan) -> list[Offer]:
    return [Offer(*candidate[:7]) for candidate in plan.candidates]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_engine_offers_what_the_oracle_offers(carrier: str) -> None:
    compared, different = 0, []
    for look in chain.from_iterable(compared_looks(case) for case in islice(sample(carrier), 0, None, 5)):
        offers = oracle_of(carrier).offers(look.facts, look.oracle.channel) if look.oracle else None
        if offers is None:
            continue
        compared += 1
        if offered(look.plan) != offers:
            different.append(f"{look}\n  engine {offered(look.plan)}\n  oracle {offers}")
    assert compared > 80
    assert not different[:3]


@pytest.mark.parametrize("effect", EFFECTS)
def test_engine_equals_oracle_on_made_rules(effect: str, tmp_path: Path) -> None:
    seen: list[int] = []

    @seed(EFFECTS.index(effect))
    @settings(
        max_examples=45,
        phases=[Phase.generate],  # a mismatch says all; making it smaller takes minutes
        database=None,
        deadline=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(made=made_rules(effect=effect, questions=10))
    def compare(made: Made) -> None:
        path = tmp_path / f"made-{len(seen)}.toml"
        path.write_text(made.text, encoding="utf-8")
        seen.append(len(made.questions))
        carrier, oracle = Pack(own=tmp_path).load(path.stem), Oracle(path)
        for facts in made.questions:
            plan = planned(contract_of(path.stem, facts, facts.today), carrier, facts.today)
            answer = oracle.window(facts)
            assert engine_answer(plan) == answer, f"{made.text}\n{facts}"
            offers = oracle.offers(facts, answer.channel) if answer is not None else None
            if offers is not None:
                assert offered(plan) == offers, f"{made.text}\n{facts}"

    compare()
    assert sum(seen) >= 400


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_request_that_was_made_decides(carrier: str) -> None:
    """Whenever it was made, also on a day that no plan would have given."""
    different, compared = [], 0
    for case in islice(sample(carrier), 0, None, 5):
        look = first_look(case)
        if look.oracle is None:
            continue
        window = look.oracle
        for on in (window.opens, window.recommended, window.closes, window.closes + timedelta(days=40)):
            seen = requested(look, carrier_of(carrier), on).cancellation
            found = (seen.request, seen.line_ends, seen.charged_through) if seen is not None else None
            expected = (on, *oracle_of(carrier).requested(look.facts, window.channel, on))
            compared += 1
            if found != expected:
                different.append(f"done on {on}: engine {found} oracle {expected}\n{look}")
    assert compared > 100
    assert not different[:3]


def first_look(case: Case) -> Look:
    """Return what both say on the day of recording."""
    oracle = oracle_of(case.carrier).window(case.facts) if case.profile.cancels else None
    contract = contract_of(case.carrier, case.facts, case.facts.today, case.profile.more)
    plan = planned(contract, carrier_of(case.carrier), case.facts.today)
    return Look(case, case.facts, plan, oracle)
