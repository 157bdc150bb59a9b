"""Read a carrier file for the oracle and tell which of its values decide, by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from oracle_days import months_later

Block = dict[str, Any]
Rules = dict[str, list[Block]]
"""Blocks by header (`channel.online`) in the order in which the first fit is sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what the person said; `closing` 31 is the month end, None is unknown."""

    departure: date
    today: date
    needed_until: date | None = None
    closing: int | None = None
    signed: date | None = None
    payment: str | None = None
    channel: str | None = None
    plan: str | None = None
    line: str = "voice"
    sim: str | None = None
    item: str = "sim"
    answers: tuple[tuple[str, bool], ...] = ()
    fee_yen: int | None = None
    notice_days: int | None = None
    lost: bool = False
    lost_on: date | None = None


def read_rules(path: Path, folders: tuple[Path, ...] = ()) -> Rules:
    """Return the blocks of a carrier file, those of the file that it inherits below its own.

    Parents are sought in `folders`, then beside the file itself; a file never inherits itself.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rules: Rules = {}
    for header, block in _blocks(table):
        rules.setdefault(header, []).append(block)
    if "inherits" in table:
        choices = [folder / f"{table['inherits']}.toml" for folder in (*folders, path.parent)]
        parent = next(choice for choice in choices if choice.exists() and choice != path)
        gone = set(table.get("unset", ()))
        for header, blocks in read_rules(parent, folders).items():
            if {header, header.partition(".")[0]} & gone:
                continue
            kept = [{key: v for key, v in b.items() if f"{header}.{key}" not in gone} for b in blocks]
            rules.setdefault(header, []).extend(kept)
    return rules


def _blocks(table: dict[str, Any]) -> Iterator[tuple[str, Block]]:
    for family, content in table.items():
        if isinstance(content, list) and content and isinstance(content[0], dict):
            yield from ((family, block) for block in content)
        elif isinstance(content, dict) and family not in ("name", "plans", "sources"):
            for name, blocks in content.items():
                yield from ((f"{family}.{name}", block) for block in blocks)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def day_number(value: Any) -> Any:
    return 31 if value == "month-end" else value


class Spot(NamedTuple):
    """Hold the place at which a condition is judged; None: not known there.

    What is asked of no request day (the closing day, which channels there are) takes the
    departure for one.
    """

    facts: Facts
    channel: str | None = None
    closing: int | None = None
    request: date | None = None
    ends: date | None = None


def fits(when: Block, spot: Spot) -> bool | None:
    """Return whether conditions fit (7): None if no answer is against it and one is missing."""
    found = [_fits(key, wanted, spot) for key, wanted in when.items()]
    if False in found:
        return False
    return None if None in found else True


def _fits(key: str, wanted: Any, spot: Spot) -> bool | None:
    facts = spot.facts
    told = dict(facts.answers)
    if key == "case":
        answers = [told.get(phrase) for phrase in _listed(wanted)]
        return True if True in answers else None if None in answers else False
    if key == "except":
        return not any(told.get(phrase) for phrase in _listed(wanted))
    if key == "closing":
        return None if spot.closing is None else spot.closing in map(day_number, _listed(wanted))
    if key in ("plan", "line", "sim", "payment", "item"):
        own = getattr(facts, key)
        return None if own is None else own in _listed(wanted)
    if key == "channel":
        return None if spot.channel is None else spot.channel in _listed(wanted)
    if key in ("from", "until"):
        return None if spot.request is None else _is_since(key == "from", wanted, spot.request)
    if facts.signed is None:
        return None
    if key in ("signed_from", "signed_until"):
        return _is_since(key == "signed_from", wanted, facts.signed)
    return None if spot.ends is None else _is_young(key, wanted, facts.signed, spot.ends)


def _is_since(since: bool, limit: date, day: date) -> bool:
    return day >= limit if since else day <= limit


def _is_young(key: str, limit: int, signed: date, ends: date) -> bool:
    if key == "within_days":
        return (ends - signed).days <= limit
    if key == "within_months":
        return ends <= months_later(signed, limit)
    if key == "within_calendar_months":
        return (ends.year - signed.year) * 12 + ends.month - signed.month + 1 <= limit
    raise ValueError(key)


def values(rules: Rules, header: str, key: str, spot: Spot) -> tuple[Any, list[Any]]:
    """Return the first value that fits, None without one, and the unanswered ones above it."""
    unanswered: list[Any] = []
    for block in rules.get(header, ()):
        if key in block:
            fit = fits(block.get("when", {}), spot)
            if fit:
                return block[key], unanswered
            if fit is None:
                unanswered.append(block[key])
    return None, unanswered


def value(rules: Rules, header: str, key: str, spot: Spot) -> Any:
    """Return the value that decides (7): the first that fits, else the first unanswered."""
    found, unanswered = values(rules, header, key, spot)
    return unanswered[0] if found is None and unanswered else found
