"""Hold the facts of carriers as the core takes them.

Facts come in as they stand in a carrier's file, in file order, an inherited file's below one's own;
`tracker.core.rules` decides which apply.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.core.words import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Name a page: `page` is its own date as printed (None: undated), `read` the day it was read."""

    id: str
    kind: str
    read: date
    url: str | None = None
    page: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Hold the conditions of a block; an empty tuple or None does not restrict.

    `closing` uses 1 to 31, 31 for month end. `within_*` are judged on the last day of the
    line, `valid_from`/`valid_until` (inclusive, `from`/`until` in the file) on the request day.
    """

    plan: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    sim: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    closing: tuple[int, ...] = ()
    item: tuple[str, ...] = ()
    signed_from: date | None = None
    signed_until: date | None = None
    within_days: int | None = None
    within_months: int | None = None
    within_calendar_months: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    case: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


FactValue = str | int | bool | date | tuple[str | int, ...]
"""What a fact can hold. A closing or debit day is 1 to 31, 31 for month end; tables of
language to number are tuples `"zh=0120…"`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """Hold one value of one block.

    `header` is as in the file (`channel.online`), `block` counts blocks of the file from 0
    (facts of one block share it), `note` and `conflict` are English sentences that are
    their own catalogue keys.
    """

    header: str
    key: str
    value: FactValue
    basis: Basis
    sources: tuple[Source, ...]
    when: When | None = None
    note: str | None = None
    conflict: str | None = None
    against: tuple[Source, ...] = ()
    block: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remark:
    """Hold a `[[note]]` (to be known) or a `[[check]]` (weak, to be asked), never a rule."""

    about: str
    text: str
    check: bool
    basis: Basis | None
    sources: tuple[Source, ...]
    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carrier:
    """Hold everything a carrier file says, inheritance applied; compared by identity."""

    id: str
    kind: str
    names: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...] = ()
    aliases: tuple[str, ...] = ()
    scope: str | None = None
    group: str | None = None
    plans: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()
    linked: tuple[tuple[str, Carrier], ...] = ()
    """(header name, membership carrier) of every `[[linked.…]]` block."""
    own: bool = False
    """The file stands in, or is changed by, the user's directory."""
