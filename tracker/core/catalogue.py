"""Define the catalogues of steps and services as the core takes them.

Dates of a step are written as small expressions over anchors (`T-30`, `min(E,D)-1`,
`max(due,closes)`); they are parsed once, when the catalogue is loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

SCALED_ANCHORS = frozenset({"T", "gate", "D", "pay_until"})
"""Anchors before which offsets shrink with a short runway (docs/planning.md 4)."""

_TOKEN = re.compile(r"^(?:(min|max)\(([A-Za-z_,]+)\)|([A-Za-z_]+))(?:([+-])(\d+))?$")


class Expression(NamedTuple):
    """Hold a day: the earliest (`min`) or latest (`max`) of anchors, plus an offset in days."""

    choose: str
    anchors: tuple[str, ...]
    offset: int
    scaled: bool

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Return the expression that `text` spells.

        Raises ValueError when it is not of the form `anchor±n` or `min(a,b)±n`.
        """
        match = _TOKEN.match(text.replace(" ", ""))
        if match is None:
            raise ValueError(text)
        choose, many, one, sign, digits = match.groups()
        offset = int(digits or 0) * (-1 if sign == "-" else 1)
        anchors = tuple(many.split(",")) if many else (one,)
        scaled = offset < 0 and len(anchors) == 1 and anchors[0] in SCALED_ANCHORS
        return cls(choose or "max", anchors, offset, scaled)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepRule:
    """Hold one entry of the step catalogue; compared by identity.

    `applies` lists alternatives: one whose conditions all hold makes the step. `each`
    names what the step is repeated for (`service`, `membership`, `top-up`, `bill`, `debit`), None
    for a single step. `roll` is `back` or `forward` with the calendar in `roll_to`
    (`business`, `channel`). `after_departure` steps are made even when the
    contract was recorded on the departure or later.
    """

    key: str
    row: str
    kind: str
    order: int
    applies: tuple[frozenset[str], ...]
    start: Expression | None
    due: Expression | None
    latest: Expression | None
    until: Expression | None
    each: str | None = None
    roll: str | None = None
    roll_to: str | None = None
    depends_on: tuple[str, ...] = ()
    critical: bool = False
    passive: bool = False
    after_departure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRule:
    """Hold one service that may be bound to the number.

    `use`: login, sms-code, payment or recovery. `moving`: what moving it needs: app, sms,
    counter, counter-abroad. `lead_days`: days between starting and being moved. `money`:
    payment or bank, where a dead number costs money. `names` pairs language and name.
    `sms`: moving it needs a code by SMS to the old number.
    """

    key: str
    category: str
    use: str
    moving: str
    lead_days: int
    money: bool
    sms: bool
    order: int
    names: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()
    hint: bool = False
    """There is a text `service.<key>.hint`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """Hold this tool's own figures and catalogues (docs/planning.md 3, 4); compared by identity."""

    steps: tuple[StepRule, ...]
    services: tuple[ServiceRule, ...]
    days_before: int = 400
    days_after: int = 62
    longest_window: int = 62
    short_remainder: int = 3
    full_runway: int = 35
    stale_months: int = 12
