"""Say the slow way until when a number is ported out and an idle line lives.

Written from docs/planning.md 4 ("Intents") and docs/decisions.md 40 to 43 alone: day by day, with
nothing of the program. The numbers in brackets are those of docs/decisions.md.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from oracle import Oracle
from oracle_days import ONE_DAY, in_month
from oracle_rules import Facts, Spot, value


class Port(NamedTuple):
    """Hold the days of a port: to do it, the last to start, to be complete, and charged through."""

    due: date
    closes: date
    completes: date
    charged_through: date


def ported(oracle: Oracle, facts: Facts, departure: date | None) -> Port:
    """Return the port of a number recorded on `facts.today` (40, 41); `facts.departure` judges rules only."""
    spot = Spot(facts=facts, request=facts.departure)
    wait = value(oracle.rules, "port", "processing_days", spot)
    if wait is None:
        wait = 7 if value(oracle.rules, "port", "ends_on_confirmation", spot) is True else 0
    first = facts.today + timedelta(days=3 + wait)
    if facts.needed_until is not None:
        first = max(first, facts.needed_until)
    _, choices = oracle.closing_days(facts)
    ends = min(_next_closing(first, closing) for closing in choices)
    if departure is not None and departure > facts.today:
        ends = min(ends, departure - ONE_DAY)
    closes = max(ends - timedelta(days=wait), facts.today)
    runway = (closes - facts.today).days
    early = 7
    while runway < 35 and early * 35 - 7 * runway >= 35:
        early -= 1  # the smallest number of days that is not less than its share of the runway
    charged = max(_charged(oracle, facts, ends, closing) for closing in choices)
    return Port(closes - timedelta(days=early), closes, ends, charged)


def _next_closing(day: date, closing: int) -> date:
    while day != in_month(day, closing):
        day += ONE_DAY
    return day


def _charged(oracle: Oracle, facts: Facts, ends: date, closing: int) -> date:
    spot = Spot(facts=facts, closing=closing, request=ends, ends=ends)
    by_day = value(oracle.rules, "proration", "last_month", spot) == "daily"
    return ends if by_day else _next_closing(ends, closing)


def alive(oracle: Oracle, facts: Facts, last: date) -> tuple[date, date | None] | None:
    """Return the last sure day to top up, and the end of the line (42); None without a rule."""
    spot = Spot(facts=facts, request=facts.departure)
    days = value(oracle.rules, "expiry.idle", "days", spot)
    if days is None or value(oracle.rules, "expiry.idle", "per_product", spot):
        return None
    day = last
    for _ in range(days - 1):
        day += ONE_DAY
    grace = value(oracle.rules, "expiry.idle", "end_after_days", spot)
    return day, None if grace is None else day + timedelta(days=grace)
