"""Turn a valid table into the values of the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from tracker.carriers.validate import ABOUT_A_FACT, BASES, NO_RULE, blocks
from tracker.core.facts import Fact, FactValue, Remark, Source, When
from tracker.core.words import MONTH_END, Basis

_DAYS_OF_MONTH = frozenset({"day", "choices", "default", "to", "on", "closing"})
"""Keys whose `month-end` is a day; elsewhere (`ends`) it is a word."""


class Contents(NamedTuple):
    """Hold the facts and remarks of one file and how many blocks it has."""

    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]
    blocks: int


def read_sources(table: Mapping[str, Any]) -> dict[str, Source]:
    """Return the sources of a file by their local ids, in file order."""
    return {
        name: Source(
            id=name,
            kind=source["kind"],
            read=source["read"],
            url=source.get("url"),
            page=_partial_day(source["page"]) if "page" in source else None,
            note=source.get("note"),
        )
        for name, source in table.get("sources", {}).items()
    }


def read_contents(table: Mapping[str, Any], first_block: int = 0) -> Contents:
    """Return what the blocks of a valid table say, numbered from `first_block`."""
    sources = read_sources(table)
    facts: list[Fact] = []
    remarks: list[Remark] = []
    number = first_block
    for spot, block, _ in blocks(table):
        if spot.header in NO_RULE:
            if spot.header != "example":
                remarks.append(_remark(spot.header, block, sources))
            continue
        facts += _facts(spot.header, block, sources, number)
        number += 1
    return Contents(tuple(facts), tuple(remarks), number - first_block)


def _facts(
    header: str, block: Mapping[str, Any], sources: Mapping[str, Source], number: int
) -> Iterator[Fact]:
    """Return one fact for each value of a block."""
    basis = next(word for word in BASES if word in block)
    when = read_when(block["when"]) if block.get("when") else None
    cited = tuple(sources[name] for name in block[basis])
    against = tuple(sources[name] for name in block.get("against", ()))
    for key, value in _flat(block):
        yield Fact(
            header=header,
            key=key,
            value=value,
            basis=Basis(basis),
            sources=cited,
            when=when,
            note=block.get("note"),
            conflict=block.get("conflict"),
            against=against,
            block=number,
        )


def _flat(block: Mapping[str, Any]) -> Iterator[tuple[str, FactValue]]:
    """Return the values of a block as the core holds them; `retry` becomes `retry_months`, `retry_day`."""
    for key, value in block.items():
        if key in ABOUT_A_FACT:
            continue
        if key == "retry":
            yield from ((f"retry_{part}", _value(part, item)) for part, item in value.items())
        elif key == "announced" or (key == "ended" and isinstance(value, date)):
            yield key, _partial_day(value)
        elif key == "counted_from" and isinstance(value, str):
            yield key, (value,)
        else:
            yield key, _value(key, value)


def _value(key: str, value: Any) -> FactValue:
    """Return one value as the core holds it."""
    if isinstance(value, Mapping):
        return tuple(f"{name}={item}" for name, item in value.items())
    if key in _DAYS_OF_MONTH:
        return tuple(map(_day_of_month, value)) if isinstance(value, list) else _day_of_month(value)
    if isinstance(value, list):
        return tuple(value)
    plain: str | int | bool | date = value
    return plain


def _day_of_month(value: str | int) -> str | int:
    """Return 31 for the month end."""
    return MONTH_END if value == "month-end" else value


def _partial_day(value: str | date) -> str:
    """Return a day, month or year as it is printed."""
    return value if isinstance(value, str) else value.isoformat()


def read_when(table: Mapping[str, Any]) -> When:
    """Return the conditions of a block."""
    return When(
        plan=_texts(table, "plan"),
        line=_texts(table, "line"),
        sim=_texts(table, "sim"),
        payment=_texts(table, "payment"),
        channel=_texts(table, "channel"),
        closing=tuple(int(_day_of_month(day)) for day in _listed(table, "closing")),
        item=_texts(table, "item"),
        signed_from=table.get("signed_from"),
        signed_until=table.get("signed_until"),
        within_days=table.get("within_days"),
        within_months=table.get("within_months"),
        within_calendar_months=table.get("within_calendar_months"),
        valid_from=table.get("from"),
        valid_until=table.get("until"),
        case=_texts(table, "case"),
        exceptions=_texts(table, "except"),
    )


def _listed(table: Mapping[str, Any], key: str) -> list[Any]:
    """Return the values of a key that takes one or several."""
    value = table.get(key, [])
    return value if isinstance(value, list) else [value]


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the words of a key that takes one or several."""
    return tuple(_listed(table, key))


def _remark(header: str, block: Mapping[str, Any], sources: Mapping[str, Source]) -> Remark:
    """Return a `[[note]]` or `[[check]]`."""
    basis = next((word for word in BASES if word in block), None)
    return Remark(
        about=block["about"],
        text=block["text"],
        check=header == "check",
        basis=Basis(basis) if basis else None,
        sources=tuple(sources[name] for name in block.get(basis or "weak", ())),
        when=read_when(block["when"]) if block.get("when") else None,
    )
