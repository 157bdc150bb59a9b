"""Draw the rows of a plan over time, in characters that every terminal has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tracker.cli.screens.parts import number
from tracker.cli.width import SCREEN, cut, pad, printable, width
from tracker.core.model import Plan, Row
from tracker.core.words import State
from tracker.i18n import Texts

_NAME = 16
"""Columns that a name takes at most."""


def chart(plans: Sequence[Plan], texts: Texts) -> list[str]:
    """Return a bar for every dated row: `-` from its start, `#` the day to do it, `!` its last day.

    `|` is the departure, `:` today; one scale for all plans.
    """
    rows = [(plan, row) for plan in plans for row in plan.rows if row.due is not None]
    if not rows:
        return [texts.get("screen.chart.nothing")]
    words = texts.in_year(plans[0].today.year)
    labels = [_label(plan, row, words, named=len(plans) > 1) for plan, row in rows]
    left = max(width(label) for label in labels) + 1
    days = [day for plan, row in rows for day in _days(plan, row)] + [plan.today for plan in plans]
    days += [plan.departure for plan in plans if plan.departure is not None]
    scale = _Scale(min(days), max(days), SCREEN - left)
    lines = _months(scale, left, words)
    for label, (plan, row) in zip(labels, rows, strict=True):
        lines.append((pad(label, left) + _bar(plan, row, scale)).rstrip())
    return [*lines, "", words.get("screen.chart.legend")]


class _Scale:
    """Set days to columns, the first at 0."""

    def __init__(self, first: date, last: date, room: int) -> None:
        """Take the first and the last day, both inclusive, and the columns there are."""
        self.first = first
        self.days = max((last - first).days, 1)
        self.room = room

    def column(self, day: date) -> int:
        """Return the column of a day."""
        return round((day - self.first).days * (self.room - 1) / self.days)


def _label(plan: Plan, row: Row, texts: Texts, *, named: bool) -> str:
    name = cut(printable(plan.contract.name), _NAME) + " " if named else ""
    return f"{name}{pad(number(plan, row), 2, right=True)} {texts.get(f'row.{row.key}.name')}"


def _days(plan: Plan, row: Row) -> list[date]:
    found = [row.due, row.last_day, _start(plan, row), *(row.span or ())]
    return [day for day in found if day is not None]


def _start(plan: Plan, row: Row) -> date | None:
    """Return the first day on which an open row can be done, not before today."""
    if row.span is not None:
        return row.span[0]
    starts = [step.start for step in plan.steps if step.key in row.steps and step.start is not None]
    earliest = min(starts, default=row.due)
    return (
        max(earliest, min(plan.today, row.due)) if earliest is not None and row.due is not None else row.due
    )


def _bar(plan: Plan, row: Row, scale: _Scale) -> str:
    line = [" "] * scale.room

    def put(day: date | None, sign: str) -> None:
        if day is not None:
            line[scale.column(day)] = sign

    put(plan.today, ":")
    put(plan.departure, "|")
    start = _start(plan, row)
    if start is not None and row.due is not None and row.state is State.OPEN:
        for column in range(scale.column(start), scale.column(row.due)):
            line[column] = "-"
    if row.last_day is not None and row.due is not None and row.state is State.OPEN:
        for column in range(scale.column(row.due) + 1, scale.column(row.last_day)):
            line[column] = "."
        put(row.last_day, "!" if row.critical else ")")
    put(row.due, "#" if row.state is State.OPEN else "x")
    return "".join(line)


def _months(scale: _Scale, left: int, texts: Texts) -> list[str]:
    """Return a line with the names of the months at their first days."""
    line = " " * left
    day = scale.first
    while scale.column(day) < scale.room and day <= scale.first + timedelta(days=scale.days):
        name = texts.get(f"screen.month-short.{day.month}")
        column = left + scale.column(day)
        if width(line) <= column and column + width(name) <= SCREEN:
            line = pad(line, column) + name + " "
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return [line.rstrip()]
