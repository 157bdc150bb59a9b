"""Reach every problem that a plan can have by typing, read it in three languages, and walk its ways out."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from leaving import LANGUAGES, Desk, Plan, fixture_desk  # noqa: F401

from tracker.core.problems import SEVERITIES


class Case(NamedTuple):
    """Hold how a problem is reached: what is typed on 1 February 2027, and the day it is looked at."""

    code: str
    severity: str
    typed: tuple[str, ...]
    today: str = "2027-02-01"
    recorded: str = "2027-02-01"


LEAVING = "--departure 2027-03-28"
CASES = (
    Case(
        "no-open-day",
        "blocking",
        ("add a --carrier docomo --channel shop --departure 2027-01-03",),
        today="2026-12-31",
        recorded="2026-12-31",
    ),
    Case("needs-japan", "blocking", ("add a --carrier japasim --departure 2027-02-10",), today="2027-02-20"),
    Case("unbind-too-late", "blocking", ("add a --carrier au --service bank --departure 2027-02-03",)),
    Case("unbind-too-late", "warning", ("add a --carrier docomo --service 中国银行 " + LEAVING,)),
    Case(
        "document-ends-too-early",
        "blocking",
        ("me --residence-card-until 2027-03-10", "add a --carrier au --channel shop " + LEAVING),
    ),
    Case(
        "account-closes-too-early",
        "blocking",
        ("me --account-closes 2027-03-20", "add a --carrier docomo --payment bank " + LEAVING),
    ),
    Case(
        "card-expires-too-early",
        "blocking",
        ("me --card-expires 2027-03-20", "add a --carrier docomo --payment card " + LEAVING),
    ),
    Case("cannot-lapse", "blocking", ("add a --carrier docomo --fee 2970 --intent lapse " + LEAVING,)),
    Case("line-may-lapse", "warning", ("add a --carrier povo --intent keep --started 2026-06-01",)),
    Case(
        "window-missed",
        "warning",
        ("add a --carrier aeon-mobile --fee 1000 --departure 2027-04-01",),
        today="2027-03-31",
    ),
    Case(
        "extra-period",
        "warning",
        ("add a --carrier aeon-mobile --fee 1000 --departure 2027-04-01",),
        today="2027-03-31",
    ),
    Case("service-gap", "warning", ("add a --carrier au --needed-until 2027-03-28 " + LEAVING,)),
    Case("shop-lead-too-short", "warning", ("add a --carrier au --channel shop --departure 2027-02-04",)),
    Case(
        "minimum-term-fee",
        "warning",
        ("add a --carrier globiz --signed 2027-02-01 " + LEAVING,),
    ),
    Case("device-balance", "warning", ("add a --carrier docomo --device-balance 30000 " + LEAVING,)),
    Case("slip-payable-only-in-japan", "warning", ("add a --carrier docomo --payment slip " + LEAVING,)),
    Case(
        "linked-contract-left",
        "warning",
        ("add a --carrier biglobe-mobile " + LEAVING, "done a cancel --on 2027-02-01"),
        today="2027-02-02",
    ),
    Case("pairing-blocks", "warning", ("add a --carrier docomo --role family-head " + LEAVING,)),
    Case(
        "pending-change-blocks",
        "warning",
        ("add a --carrier sakura-mobile --role pending-change " + LEAVING,),
    ),
    Case(
        "departure-passed", "warning", ("add a --carrier docomo --departure 2027-02-10",), today="2027-02-20"
    ),
    Case("abroad-unknown", "warning", ("add a --carrier docomo --departure 2027-02-10",), today="2027-02-20"),
    Case("billing-day-differs", "warning", ("add a --carrier docomo --billing-day 20 " + LEAVING,)),
    Case(
        "sim-return-after-departure",
        "note",
        (
            "add a --carrier iijmio --sim physical " + LEAVING,
            "done a cancel --on 2027-03-10 --today 2027-03-10",
        ),
        today="2027-04-02",
    ),
    Case(
        "additional-sim-order",
        "warning",
        (
            f"add m --carrier iijmio --intent switch --fee 850 {LEAVING}",
            "add a --carrier iijmio --shares m --fee 440",
        ),
        today="2027-02-28",
    ),
    Case("rule-unknown", "note", ("add a --carrier other " + LEAVING,)),
    Case("rule-unverified", "note", ("add a --carrier docomo " + LEAVING,)),
    Case("rule-stale", "note", ("add a --carrier docomo --departure 2028-03-28",), today="2028-02-01"),
    Case("cheaper-earlier", "note", ("add a --carrier iijmio --fee 850 --departure 2027-04-06",)),
)
TOGETHER = "order-of-lines"
"""Raised in the plan of several lines; shown by the tests of those who have some."""

MOVES = frozenset({"earlier-request", "keep-line", "go-to-shop", "abroad", "other-channel"})
"""Ways out that name another day for the request."""


def name_of(remedy: dict[str, Any]) -> str:
    name = remedy["text_key"].removeprefix("remedy.").removesuffix(".text")
    assert isinstance(name, str)
    return name


def reach(desk: Desk, case: Case) -> None:
    for typed in case.typed:
        desk.ok(typed, today=case.recorded)


def of(plan: Plan, case: Case) -> dict[str, Any]:
    [found] = [
        one for one in plan["problems"] if one["code"] == case.code and one["severity"] == case.severity
    ]
    assert isinstance(found, dict)
    return found


def test_every_code_is_reached() -> None:
    reached = {case.code for case in CASES} | {TOGETHER}
    assert set(SEVERITIES) <= reached
    assert len(reached) == 28


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.severity}")
def test_a_problem_is_said_in_every_language(desk: Desk, case: Case) -> None:
    reach(desk, case)
    found = of(desk.plan("a", case.today), case)
    assert found["steps"] or case.code in ("rule-unknown", "cannot-lapse")
    said = {lang: desk.ok("plan a", case.today, lang).out for lang in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES)
    english = " ".join(found["text"].split()[:4])
    if case.severity != "note" and case.code != "departure-passed":
        assert english in " ".join(said["en"].split()), said["en"]
    for text in said.values():
        assert "problem." not in text
        assert "{" not in text


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.severity}")
def test_a_way_out_is_one_that_the_same_rules_allow(desk: Desk, case: Case) -> None:
    reach(desk, case)
    found = of(desk.plan("a", case.today), case)
    assert found["remedies"]
    for remedy in found["remedies"]:
        if name_of(remedy) not in MOVES:
            # What is asked for or bought is done on a day that has not passed.
            assert remedy["date"] is None or remedy["date"] >= case.today
            continue
        assert remedy["date"] >= case.today
        desk.ok(f"move a cancel {remedy['date']}", case.today)
        moved = desk.plan("a", case.today)
        assert moved.window["request"] == remedy["date"]
        left = date.fromisoformat(moved["departure"])
        if case.code not in ("departure-passed", "window-missed", "no-open-day"):
            assert date.fromisoformat(moved.window["request"]) < left
        if case.code in ("document-ends-too-early", "service-gap"):
            assert case.code not in moved.problems
        desk.ok("undone a cancel", case.today)
