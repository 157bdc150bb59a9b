"""Judge the rules of a file against each other, and list what they leave unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from tracker.carriers.faults import TOP, Fault, Spot
from tracker.carriers.headers import header_of
from tracker.carriers.validate import ABOUT_A_FACT, NO_RULE, blocks
from tracker.core.facts import Carrier
from tracker.core.words import Severity

Judged = Iterator[tuple[Severity, Fault]]

PREPAID_KINDS = frozenset({"prepaid", "travel-esim"})
_NO_CONTRACT = frozenset({"common"})
_PAPERS = frozenset(
    {"residence-card", "my-number-card", "passport", "photo-id", "sim-card", "device", "seal"}
)  # what is shown over a counter
_SIGNED = ("signed_from", "signed_until")


class _Said(NamedTuple):
    """Hold one value of one block."""

    spot: Spot
    when: Mapping[str, Any]
    value: Any


def judge_rules(table: Mapping[str, Any]) -> Judged:
    """Return the values that can never apply or contradict each other."""
    said: dict[tuple[str, str], list[_Said]] = {}
    for spot, block, _ in blocks(table):
        if spot.header in NO_RULE:
            continue
        for key in block:
            if key not in ABOUT_A_FACT:
                place = said.setdefault((spot.header, key), [])
                place.append(_Said(spot, block.get("when") or {}, block[key]))
    for (_, key), values in said.items():
        yield from _judge_order(key, values)
    yield from _judge_counters(table)
    for spot, block, _ in blocks(table):
        if spot.header.startswith("charge.") and "continues" in block and spot.header != "charge.device":
            yield Severity.BLOCKING, spot.remark("continues")


def _judge_order(key: str, values: list[_Said]) -> Judged:
    """Return the values of one key that another value above or below makes useless or doubtful."""
    for above, below in combinations(values, 2):
        if not above.when:
            yield Severity.BLOCKING, below.spot.remark("never-applies", word=key, above=above.spot.where)
        elif above.when == below.when:
            yield Severity.BLOCKING, below.spot.remark("same-condition", word=key, above=above.spot.where)
        elif above.value != below.value and _signed_overlap(above.when, below.when):
            yield Severity.WARNING, below.spot.remark("overlap", word=key, above=above.spot.where)


def _signed_overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two conditions differ in the days of signing alone, and these share a day."""
    rest = [{key: value for key, value in when.items() if key not in _SIGNED} for when in (one, other)]
    if rest[0] != rest[1] or not all(any(key in when for key in _SIGNED) for when in (one, other)):
        return False
    starts = [when.get("signed_from", date.min) for when in (one, other)]
    ends = [when.get("signed_until", date.max) for when in (one, other)]
    return bool(max(starts) <= min(ends))


def _judge_counters(table: Mapping[str, Any]) -> Judged:
    """Return the counters that are said to work from abroad and ask for what is shown in person."""
    for header in ("channel.shop", "channel.post"):
        placed = [(spot, block) for spot, block, _ in blocks(table) if spot.header == header]
        papers = sorted({need for _, block in placed for need in block.get("needs", ()) if need in _PAPERS})
        for spot, block in placed:
            if block.get("from_abroad") is True and papers:
                yield Severity.BLOCKING, spot.remark("counter-abroad", value=papers[0])


def judge_plans(tables: Sequence[Mapping[str, Any]]) -> Judged:
    """Return the plans that a file (the first) declares and no block of it or its parents asks about."""
    asked: set[str] = set()
    for _, block, _ in (placed for table in tables for placed in blocks(table)):
        plan = block.get("when", {}).get("plan", block.get("plan", []))
        asked.update(plan if isinstance(plan, list) else [plan])
    for plan in tables[0].get("plans", {}):
        if plan not in asked:
            yield Severity.WARNING, TOP.remark("unused-plan", word=plan)


def judge_unknown(carrier: Carrier) -> Judged:
    """Return what a contract of this carrier would have to leave open; the list is its readiness."""
    keys = {(fact.header, fact.key) for fact in carrier.facts}
    headers = {fact.header for fact in carrier.facts}
    ends = {fact.value for fact in carrier.facts if (fact.header, fact.key) == ("effect", "ends")}
    missing: list[str] = []
    if carrier.kind in _NO_CONTRACT:
        return
    if carrier.kind in PREPAID_KINDS or ends == {"on-expiry"}:
        missing += [] if "expiry.validity" in headers else ["expiry.validity"]
    else:
        missing += [] if ends else ["effect.ends"]
        missing += [] if ("closing", "day") in keys or "month-end" in ends else ["closing.day"]
        missing += [] if ("proration", "last_month") in keys else ["proration.last_month"]
        missing += [] if ("fee.termination", "yen") in keys else ["fee.termination"]
        missing += [] if "charge.base" in headers else ["charge.base"]
        missing += [] if any(header.startswith("channel.") for header in headers) else ["channel"]
    if not ends.isdisjoint({"choice", "month-end", "period-end"}) and "cutoff" not in headers:
        missing.append("cutoff")
    if "same-day" in ends and ("cutoff", "daily") not in keys:
        missing.append("cutoff.daily")
    for name in missing:
        header = name if header_of(name) is not None else name.partition(".")[0]
        yield Severity.NOTE, Spot(header, f"[[{header}]]").remark("unknown", word=name)


def judge_examples(carrier: Carrier, tables: Sequence[Mapping[str, Any]]) -> Judged:
    """Return the fault of a file that could work a case through and does not.

    Where a cut-off is known, one case must miss it: two cases whose lines end in different months.
    """
    values = {(fact.header, fact.key): fact.value for fact in carrier.facts}
    ends = values.get(("effect", "ends"))
    closing_known = ("closing", "day") in values or ends == "month-end"
    if ends in (None, "on-expiry") or not closing_known or carrier.kind in _NO_CONTRACT:
        return
    worked = [block for table in tables for spot, block, _ in blocks(table) if spot.header == "example"]
    spot = Spot("example", "[[example]]")
    if not worked:
        yield Severity.WARNING, spot.remark("no-example")
    months = {(case["line_ends"].year, case["line_ends"].month) for case in worked if "line_ends" in case}
    if worked and any(header == "cutoff" for header, _ in values) and len(months) < 2:
        yield Severity.WARNING, spot.remark("no-missed-example")
