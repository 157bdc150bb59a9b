"""Hold lines that end by themselves against their enumeration, and their plans against their promises."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from made_rules import Block, departures, ending_texts, said_of_endings
from oracle import Oracle
from space import boundaries, postpaid_carriers
from space_expiry import (
    PROFILES,
    Kind,
    View,
    asked,
    cases,
    kinds,
    line_faults,
    recordable,
    shipped_views,
    tellings,
    views,
)

from tracker.carriers import Pack

KINDS = kinds()


def test_every_carrier_that_can_be_recorded_is_in_one_space_or_the_other() -> None:
    ends = {kind.carrier for kind in KINDS}
    assert ends | set(postpaid_carriers()) == set(recordable())
    assert ends & set(postpaid_carriers()) == {"mobal", "other", "povo"}
    assert {"airport-sim", "laox-sim", "lightpocket-cdjapan", "airalo"} <= ends


def test_every_plan_that_decides_a_validity_is_tried() -> None:
    tried = {(kind.carrier, kind.plan) for kind in KINDS}
    assert {("b-mobile-visitor", plan) for plan in (None, "ten", "twenty-one")} <= tried
    assert {("ntt-visitor-sim", plan) for plan in (None, "seven", "fourteen")} <= tried
    assert {("maya", "monthly"), ("maya", None), ("mobal", "short")} <= tried
    assert ("mobal", None) not in tried


def test_validities_end_before_on_and_after_the_departure() -> None:
    for turn, departure in enumerate(boundaries()[:4]):
        said = [told for told in tellings(KINDS[0], departure, turn) if told.valid_days is not None]
        ends = [
            told.started + timedelta(days=told.valid_days - 1)
            for told in said
            if told.started and told.valid_days
        ]
        assert [(end - departure).days for end in ends] == [-12, 0, 20]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_engine_equals_enumeration(kind: Kind) -> None:
    lines = list(cases(kind, islice(boundaries(), KINDS.index(kind) % 8, None, 8)))
    assert {line.profile.name for line in lines} == {profile.name for profile in PROFILES}
    seen = [shipped_views(line) for line in lines]
    assert sum(map(len, seen)) > 200
    assert not [str(view) for found in seen for view in found if view.differs][:3]
    broken = [
        fault
        for number, found in enumerate(seen)
        for fault in line_faults(found, thorough=number % 5 == KINDS.index(kind) % 5)
    ]
    assert not broken[:3]


def test_engine_equals_enumeration_on_made_rules(tmp_path: Path) -> None:
    compared: list[View] = []
    files: list[str] = []

    @seed(18)
    @settings(
        max_examples=80,
        phases=[Phase.generate],  # a mismatch says all; making it smaller takes minutes
        database=None,
        deadline=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(text=ending_texts(), said=said_of_endings(), departure=departures, turn=st.integers(0, 500))
    def compare(text: str, said: Block, departure: date, turn: int) -> None:
        path = tmp_path / f"made-{len(files)}.toml"
        path.write_text(text, encoding="utf-8")
        files.append(path.stem)
        carrier, oracle = Pack(own=tmp_path).load(path.stem), Oracle(path)
        kind = Kind(path.stem, said.pop("plan", None), tuple(said.items()))
        for place, told in enumerate(tellings(kind, departure, turn)):
            profile = PROFILES[(turn + place * 5) % len(PROFILES)]
            needed = departure + timedelta(days=turn % 60 - 30) if turn % 3 else None
            line = asked(kind, told, profile, departure, departure - timedelta(days=turn % 150 - 5), needed)
            seen = views(line, oracle, carrier)
            compared.extend(seen)
            assert not [f"{text}\n{view}" for view in seen if view.differs]
            assert not [f"{text}\n{fault}" for fault in line_faults(seen, thorough=False)]

    compare()
    assert len(compared) > 3000
