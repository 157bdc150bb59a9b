"""Show that every plan keeps the promises that hold for all of them."""

from __future__ import annotations

from itertools import islice

import pytest
from space import (
    PROFILES,
    Look,
    carrier_of,
    day_faults,
    done_faults,
    done_marks,
    faults,
    looks,
    oracle_of,
    planned,
    postpaid_carriers,
    recorded_today,
    sample,
)

CARRIERS = postpaid_carriers()


def sampled(carrier: str) -> list[tuple[Look, ...]]:
    """Return every third contract of the sample; three is no divisor of the number of profiles."""
    found = islice(sample(carrier), 0, None, 3)
    return [looks(case, oracle_of(carrier), carrier_of(carrier)) for case in found]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_plan_keeps_its_promises(carrier: str) -> None:
    contracts = sampled(carrier)
    assert {seen[0].case.profile.name for seen in contracts} == {profile.name for profile in PROFILES}
    broken = [f"{fault}\n{look}" for seen in contracts for look in seen for fault in faults(look.plan)]
    assert not broken[:3]
    broken = [f"{fault}\n{seen[0]}" for seen in contracts for fault in day_faults(seen)]
    assert not broken[:3]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_contract_recorded_late_is_not_late_at_birth(carrier: str) -> None:
    broken = [
        f"{fault}\n{look}"
        for seen in sampled(carrier)[::2]
        for look in seen[1:]
        for fault in faults(planned(recorded_today(look), carrier_of(carrier), look.facts.today))
    ]
    assert not broken[:3]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_done_step_never_moves(carrier: str) -> None:
    looked = [look for seen in sampled(carrier)[::4] for look in seen[:2]]
    assert all(done_marks(look) for look in looked if look.facts.today < look.facts.departure)
    broken = [f"{fault}\n{look}" for look in looked for fault in done_faults(look, carrier_of(carrier))]
    assert not broken[:3]
