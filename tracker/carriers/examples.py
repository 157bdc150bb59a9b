"""Read the worked examples of a carrier file; they are run where the engine is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tracker.carriers.headers import Example
from tracker.carriers.read import read_table
from tracker.carriers.validate import blocks, faults
from tracker.core.words import MONTH_END

_GIVEN = frozenset(
    {
        "today",
        "departure",
        "needed_until",
        "closing",
        "payment",
        "plan",
        "signed",
        "expires",
        "started",
        "valid_days",
    }
)  # the rest of an example is what has to come out


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedExample:
    """Hold one case of a file: what is given, and pairs of a name and the day that must come out.

    The names are those of the file: `opens`, `closes`, `safe_by`, `recommended`, `line_ends`,
    `charged_through`, `last_debit`. `closing` is 1 to 31, 31 for the month end.
    """

    carrier: str
    number: int
    today: date
    departure: date
    expected: tuple[tuple[str, date], ...]
    needed_until: date | None = None
    closing: int | None = None
    payment: str | None = None
    plan: str | None = None
    signed: date | None = None
    expires: date | None = None
    started: date | None = None
    valid_days: int | None = None


def examples(path: Path) -> tuple[WorkedExample, ...]:
    """Return the worked examples of a file in file order, numbered from 1.

    Raises CarrierFileError for a file that cannot be used.
    """
    table = read_table(path)
    for fault in faults(table):
        raise fault.error(path)
    worked = [block for spot, block, _ in blocks(table) if spot.header == "example"]
    return tuple(_example(path.stem, number, block) for number, block in enumerate(worked, 1))


def _example(carrier: str, number: int, block: Mapping[str, Any]) -> WorkedExample:
    """Return one case."""
    closing = block.get("closing")
    return WorkedExample(
        carrier=carrier,
        number=number,
        today=block["today"],
        departure=block["departure"],
        expected=tuple(
            (key, block[key]) for key in Example.__annotations__ if key in block and key not in _GIVEN
        ),
        needed_until=block.get("needed_until"),
        closing=MONTH_END if closing == "month-end" else closing,
        payment=block.get("payment"),
        plan=block.get("plan"),
        signed=block.get("signed"),
        expires=block.get("expires"),
        started=block.get("started"),
        valid_days=block.get("valid_days"),
    )
