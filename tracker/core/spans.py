"""Hold the question that a window answers, and runs of request days (docs/planning.md 3.1).

Days are ordinals, all bounds inclusive.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tracker.core.catalogue import Policy
from tracker.core.contract import BusinessCalendar, Contract
from tracker.core.line import LineRules
from tracker.core.quick import make
from tracker.core.rules import Rules


class Limits(NamedTuple):
    """Hold what another SIM on the same contract demands of the request days; all inclusive."""

    first: int = 0
    last: int = date.max.toordinal()
    before: int = date.max.toordinal()
    """The day up to which the request is to be made so that the other keeps its planned day."""


FREE = Limits()
"""Nothing is demanded."""


class Span(NamedTuple):
    """Hold a run of request days that count (bounds inclusive) on one channel."""

    line: LineRules
    first: int
    last: int

    def next_open(self, day: int) -> int | None:
        """Return the first open day from a day on, None beyond the span."""
        line, last = self.line, self.last
        if line.always_open and self.first <= day <= last:
            return day
        day = max(day, self.first)
        while day <= last:
            if line.is_open(day):
                return day
            day += 1
        return None

    def previous_open(self, day: int) -> int | None:
        """Return the last open day up to a day, None before the span."""
        line, first = self.line, self.first
        if line.always_open and first <= day <= self.last:
            return day
        day = min(day, self.last)
        while day >= first:
            if line.is_open(day):
                return day
            day -= 1
        return None

    def open_days(self) -> Iterable[int]:
        """Return the open days in order."""
        if self.line.always_open:
            return range(self.first, self.last + 1)
        return filter(self.line.is_open, range(self.first, self.last + 1))

    def between(self, first: int, last: int) -> Span:
        """Return the part of the span from a day to another, both inclusive."""
        part: Span = make(Span, (self.line, max(first, self.first), min(last, self.last)))
        return part


class Request(NamedTuple):
    """Hold the question: whose line, how long it is needed, and what day it is."""

    contract: Contract
    rules: Rules
    policy: Policy
    business: BusinessCalendar
    departure: int
    needed: int
    explicit: bool
    today: int
    limits: Limits = FREE


def latest_end(span: Span) -> int | None:
    """Return the latest line end that the span reaches, None when no day is open."""
    if span.line.ends_rise:
        last = span.previous_open(span.last)
        return None if last is None else span.line.ends(last)
    return max(map(span.line.ends, span.open_days()), default=None)


def reaches(span: Span, needed: int) -> bool:
    """Tell whether some request of the span ends the line on a day or later."""
    latest = latest_end(span)
    return latest is not None and latest >= needed
