"""Hold what the engine makes of two lines against the enumeration, and against its promises."""

from __future__ import annotations

from functools import cache

from space_several import (
    Seen,
    is_one_contract,
    ordered,
    pair,
    remedy_faults,
    seen,
    several_faults,
    verdict_of,
    ways_of_contract,
)

SAMPLE = 800


@cache
def sample() -> tuple[Seen, ...]:
    return tuple(seen(pair(number)) for number in range(SAMPLE))


def test_the_sample_holds_every_kind_of_case() -> None:
    several = [look.several for look in sample()]
    kinds = {joint.kind for one in several for joint in (*one.sharing.steps, *one.sharing.visits)}
    assert kinds == {
        "get-replacement-number",
        "collect-documents",
        "back-up-data",
        "check-device",
        "book-appointment",
        "cancel",
        "keep-payment-open",
        "verify-closed",
        "remove-carrier-app",
    }
    needs = {problem.text_key.split(".")[2] for one in several for problem in ordered(one)}
    assert needs == {"code", "call", "connection", "unbind"}


def test_engine_equals_enumeration() -> None:
    assert not [wrong for look in sample() for wrong in look.mismatches][:2]


def test_every_merged_plan_keeps_its_promises() -> None:
    broken = [f"{fault}\n  {look.pair}" for look in sample() for fault in several_faults(look.several)]
    assert not broken[:2]


def test_every_way_out_leads_out() -> None:
    assert sum(len(ordered(look.several)) for look in sample()) > 20
    assert not [fault for look in sample() for fault in remedy_faults(look)][:2]


def test_the_sample_holds_every_order_of_sims_on_one_contract() -> None:
    tied = [look for look in sample() if is_one_contract(look.pair)]
    verdicts = {verdict_of(look.several.plans[0]) for look in tied}
    assert verdicts == {None, "late", "moved", "stays", "gone", "unknown"}
    ways = [way for look in tied for way, _, _ in ways_of_contract(look)]
    assert set(ways) == {"additional-earlier", "additional-too", "additional-now", "main-later"}


def test_every_way_out_between_sims_on_one_contract_leads_out() -> None:
    tied = [look for look in sample() if is_one_contract(look.pair)]
    assert not [
        f"{way} on {day}\n  {look.pair}"
        for look in tied
        for way, day, leads_out in ways_of_contract(look)
        if not leads_out
    ][:2]
