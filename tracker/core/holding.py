"""Find the ways a carrier has to keep a number alive without using the line (`keep.*` of its file).

Advice only: somebody whose bank can be moved at a counter abroad alone needs the number until then.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.core.charges import base_fee
from tracker.core.contract import Contract
from tracker.core.facts import Fact
from tracker.core.rules import Rules

KINDS = ("storage", "pause", "cheap-plan")
"""The headers `keep.<kind>` that keep a number, in the order in which they are offered."""

_MONTHS = 12


class Holding(NamedTuple):
    """Hold one way to keep a number: the fact that says so, and yen for a first year (None: unknown)."""

    kind: str
    fact: Fact
    yen: int | None


def ways_to_hold(rules: Rules, contract: Contract) -> tuple[Holding, ...]:
    """Return the ways that the carrier is known to have."""
    found = []
    for kind in KINDS:
        fact = rules.fact(f"keep.{kind}", "available")
        if fact is not None and fact.value is True:
            found.append(Holding(kind, fact, _first_year(rules, contract, f"keep.{kind}")))
    return tuple(found)


def _first_year(rules: Rules, contract: Contract, header: str) -> int | None:
    """Return what a first year costs: the start, twelve months, and the base fee where it goes on."""
    year = rules.number(header, "yen_year")
    if year is None:
        month = rules.number(header, "yen_month")
        year = _MONTHS * month if month is not None else None
    if rules.flag(header, "base_fee_continues"):
        fee = base_fee(rules, contract)
        year = (year or 0) + _MONTHS * fee if fee is not None else None
    return (rules.number(header, "start_yen") or 0) + year if year is not None else None
