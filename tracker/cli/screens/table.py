"""Show a plan as its rows: what to do, by when, and until when at the latest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import click

from tracker.cli.screens.desk import language_name, reach
from tracker.cli.screens.head import plan_head
from tracker.cli.screens.parts import (
    carrier_name,
    cell,
    has_left,
    month_digits,
    number,
    span,
    title,
)
from tracker.cli.screens.problems import cheaper_line, listed, unknown_line
from tracker.cli.width import SCREEN, pad, printable, width, wrap
from tracker.core.model import Plan, Row
from tracker.core.words import Holder, Severity, State
from tracker.export.desk import find_desk
from tracker.i18n import Texts

_ALL = (Severity.WARNING, Severity.NOTE)
_NUMBER = 2
"""Columns of a row's number; the mark of a critical row stands behind it."""


class Line(NamedTuple):
    """Hold one line of a table: `day` sorts it, `key` is the row's or step's word.

    `year` is that of the day it shows, None where it shows none.
    """

    day: date | None
    year: int | None
    name: str
    number: str
    mark: str
    by: str
    last: str
    title: str
    note: str
    key: str = ""
    urgent: bool = False


def plan_table(plan: Plan, texts: Texts, *, every: bool = False, colour: bool = False) -> list[str]:
    """Return the plan of one line: head, blocking problems, rows, warnings, legend.

    `every` lists all steps instead of rows, and notes too. `colour` sets in red what costs
    money unless it is done by tomorrow; for a terminal only.
    """
    words = texts.in_year(plan.today.year)
    lines = plan_head(plan, words)
    lines += listed(plan, words, (Severity.BLOCKING,))
    body = step_lines(plan, words) if every else row_lines(plan, words)
    table = with_departure(body, (plan,), words)
    lines += ["", *set_lines(table, words, colour=colour, dated=_is_dated(plan))]
    after = listed(plan, words, _ALL if every else (Severity.WARNING,))
    after += [] if every else [*cheaper_line(plan, words), *unknown_line(plan, words)]
    legend = _legend(plan, words, body, every=every)
    return [*lines, "", *after, *([""] if len(after) > 2 and legend else []), *legend]


def _is_dated(plan: Plan) -> bool:
    return any(row.due is not None for row in plan.rows)


# --- the lines ----------------------------------------------------------------------


def row_lines(plan: Plan, texts: Texts) -> list[Line]:
    """Return a line for each row of a plan, in their order."""
    days = _days(plan)
    digits = month_digits(days)
    return [
        Line(
            day=row.due,
            year=_year(row),
            name=printable(plan.contract.name),
            number=str(row.number),
            mark="*" if _costs(plan, row.key, row.critical, row.state) else "",
            by=_by(row.state, row.late, row.due, texts, digits, row.span)
            + ("?" if row.hearsay and row.state is State.OPEN and not row.late else ""),
            last=_last(plan, row.state, row.last_day, texts, digits),
            title=title(plan, row, texts, numbered=True),
            note=texts.get("screen.cell.estimate") if row.estimate and row.state is State.OPEN else "",
            urgent=_is_urgent(plan, _costs(plan, row.key, row.critical, row.state), row.last_day),
        )
        for row in plan.rows
    ]


def step_lines(plan: Plan, texts: Texts) -> list[Line]:
    """Return a line for each step of a plan, in their order."""
    digits = month_digits(_days(plan))
    row_of = {key: row for row in plan.rows for key in row.steps}
    return [
        Line(
            day=step.due,
            year=step.due.year if step.due is not None and not step.late else None,
            name=printable(plan.contract.name),
            number=number(plan, row_of[step.key], step) if step.key in row_of else "",
            mark="*" if _costs(plan, step.row, step.critical, step.state) else "",
            by=_by(step.state, step.late, step.due, texts, digits, None),
            last=_last(plan, step.state, step.latest, texts, digits),
            title=texts.render(step.title_key, step.values),
            note=texts.get("screen.cell.estimate") if step.estimate and step.state is State.OPEN else "",
            key=step.key,
            urgent=_is_urgent(plan, _costs(plan, step.row, step.critical, step.state), step.latest),
        )
        for step in plan.steps
    ]


def _year(row: Row) -> int | None:
    """Return the year of the first day or month that a row shows."""
    if row.due is None or row.late or row.state is not State.OPEN:
        return None
    return (row.span[0] if row.span is not None else row.due).year


def _days(plan: Plan) -> list[date | None]:
    days: list[date | None] = [plan.departure]
    for row in plan.rows:
        days += [row.due, row.last_day]
    for step in plan.steps:
        days += [step.due, step.latest]
    return days


def _costs(plan: Plan, key: str, critical: bool, state: State) -> bool:
    """Tell whether missing the last day costs something: a line without a monthly fee does not."""
    return critical and state is State.OPEN and not (key == "cancel" and plan.monthly_yen == 0)


def _is_urgent(plan: Plan, critical: bool, last: date | None) -> bool:
    """Tell whether it costs money unless it is done by tomorrow."""
    return critical and last is not None and (last - plan.today).days <= 1


def _by(
    state: State, late: bool, due: date | None, texts: Texts, digits: int, months: tuple[date, date] | None
) -> str:
    if state is not State.OPEN:
        return texts.get(f"screen.state.{state.value}")
    if late:
        return texts.get("screen.cell.now")
    if months is not None:
        return span(*months, texts)
    return cell(due, texts, months=digits) if due is not None else ""


def _last(plan: Plan, state: State, last: date | None, texts: Texts, digits: int) -> str:
    if state is not State.OPEN or last is None:
        return texts.get("screen.cell.none")
    return cell(last, texts, months=digits) if last >= plan.today else texts.get("screen.cell.passed")


def with_departure(lines: Sequence[Line], plans: Sequence[Plan], texts: Texts) -> list[Line]:
    """Return the lines with those of the departures, each before the first that is due later."""
    result = list(lines)
    days = sorted({plan.departure for plan in plans if plan.departure is not None and _is_dated(plan)})
    every = [day for plan in plans for day in _days(plan)]
    for day in days:
        key = "screen.table.left" if day < plans[0].today else "screen.table.leave"
        by = cell(day, texts, months=month_digits(every))
        line = Line(day, day.year, "", "", "", by, "", texts.get(key), "")
        later = (place for place, other in enumerate(result) if other.day is not None and other.day > day)
        result.insert(next(later, len(result)), line)
    return result


# --- setting them -------------------------------------------------------------------


def set_lines(
    lines: Sequence[Line], texts: Texts, *, colour: bool, dated: bool, named: bool = False
) -> list[str]:
    """Return a head and the lines set into columns; `named` begins each with the name of its contract."""
    by, last = (texts.get(f"screen.table.{key}") for key in ("by", "last"))
    keyed = any(line.key for line in lines)
    head = Line(
        None,
        None,
        texts.get("screen.table.contract") if named else "",
        "#",
        "",
        by,
        last,
        texts.get("screen.table.what"),
        "",
        texts.get("screen.table.key") if keyed else "",
    )
    rows = [head, *lines]
    names = max(width(line.name) for line in rows) if named else 0
    numbers = max(_NUMBER, *(width(line.number) for line in rows))
    bys = max(width(line.by.removesuffix("?")) for line in rows)
    lasts = max(width(line.last) for line in rows)
    keys = max(width(line.key) for line in rows)
    titles = max((width(line.title) for line in rows if line.note), default=0)
    notes = max((width(line.note) for line in rows), default=0)
    result: list[str] = []
    year = texts.year
    dates = bys + lasts + 4 if dated else 0
    room = SCREEN - numbers - 2 - (names + 1 if named else 0) - (keys + 2 if keyed else 0) - dates
    noted = [_noted(line, titles, behind=titles + 2 + notes <= room) for line in rows]
    lasts = max(width(line.last) for line in noted)
    for line in noted:
        if None not in (line.year, year) and line.year != year:
            year = line.year
            result.append(" " * (numbers + 2 + (names + 1 if named else 0)) + str(year))
        before = pad(line.name, names) + " " if named else ""
        before += pad(line.number, numbers, right=True) + pad(line.mark, 1) + " "
        behind = pad(line.key, keys) + "  " if keyed else ""
        days = pad(line.by, bys + 1) + " " + pad(line.last, lasts) + "  " if dated else ""
        room = SCREEN - width(before + days + behind)
        # Services stand two blanks apart where there is room for that.
        words = line.title if width(line.title) <= room else line.title.replace("  ", " ")
        wrapped = wrap(words, SCREEN, first=before + days + behind)
        result += [_painted(one, colour=colour and line.urgent) for one in wrapped]
    return result


def _noted(line: Line, titles: int, *, behind: bool) -> Line:
    """Return the line with its note set to a column `behind` the titles, else in place of the last day."""
    if not line.note:
        return line
    if behind:
        return line._replace(title=pad(line.title, titles) + "  " + line.note)
    return line._replace(last=line.note)


def _painted(line: str, *, colour: bool) -> str:
    return click.style(line, fg="red", bold=True) if colour else line


def _legend(plan: Plan, texts: Texts, lines: Sequence[Line], *, every: bool) -> list[str]:
    parts = []
    if any(line.mark for line in lines):
        parts.append(texts.get("screen.table.critical"))
    reported = [row for row in plan.rows if row.hearsay and row.state is State.OPEN]
    if reported:
        best = next((row for row in reported if row.key == "cancel"), reported[0])
        parts.append(texts.get("screen.table.reported", carrier=carrier_name(plan, texts), step=best.number))
    result = _joined(parts)
    desk = find_desk(plan.carrier, texts.lang, abroad=has_left(plan))
    ask = ""
    is_asked = plan.contract.holder is Holder.SELF and any(row.state is State.OPEN for row in plan.rows)
    if desk is not None and is_asked:
        ask = texts.get(
            "screen.desk.ask",
            carrier=carrier_name(plan, texts),
            language=language_name(desk.language, texts) if desk.language is not None else None,
            reach=reach(desk, texts, brief=True),
        )
    more = "" if every else texts.get("screen.table.more")
    return [*result, *_joined([part for part in (ask, more) if part], gap=1)]


def _joined(parts: Sequence[str], gap: int = 3) -> list[str]:
    """Return parts on one line, or each on lines of its own where they do not fit."""
    if not parts:
        return []
    one = (" " * gap).join(parts)
    return [one] if width(one) <= SCREEN else [line for part in parts for line in wrap(part)]
