"""Say what was recorded, when to cancel and what to start with."""

from __future__ import annotations

from datetime import date

from tracker.cli.screens.desk import language_name, reach
from tracker.cli.screens.head import running, what
from tracker.cli.screens.layout import columns
from tracker.cli.screens.parts import (
    carrier_name,
    cell,
    command,
    facts,
    has_left,
    in_days,
    month_digits,
    step_of,
    still_runs,
    title,
)
from tracker.cli.screens.problems import cheaper_line, listed
from tracker.cli.width import SCREEN, pad, printable, width, wrap
from tracker.core.model import Plan, Row
from tracker.core.words import Holder, Severity, State
from tracker.export.desk import find_desk
from tracker.i18n import Texts

FIRST = 3
"""Rows to start with."""


def added(plan: Plan, texts: Texts, today: date) -> list[str]:
    """Return the screen after a contract was recorded: its head, its first rows, whom to ask."""
    words = texts.in_year(today.year)
    name = printable(plan.contract.name)
    said = [words.get("screen.added.line", name=name, facts=facts(plan, words))]
    if plan.departure is not None:
        key = "left" if has_left(plan) else "leaving"
        said.append(words.get(f"screen.added.{key}", day=words.date(plan.departure, year=True)))
    lines = wrap((" " if words.lang == "en" else "").join(said))
    if has_left(plan) and plan.contract.departure is None:
        hint = command("edit", plan, "--departure", words.get("screen.word.date"))
        lines += wrap(words.get("screen.added.other-departure", command=hint))
    lines += running(plan, words) if still_runs(plan) else []
    lines += _closing(plan, words)
    lines += [
        "",
        *what(plan, words, indent=2),
        *listed(plan, words, (Severity.BLOCKING, Severity.WARNING)),
        *cheaper_line(plan, words),
        "",
    ]
    lines += _start(plan, words, today)
    return [*lines, "", *_ask(plan, words), *_hints(name, words)]


def _closing(plan: Plan, texts: Texts) -> list[str]:
    if step_of(plan, "cancel") is None and plan.porting is None:
        return []
    carrier = carrier_name(plan, texts)
    fixed = next((fact for fact in plan.carrier.facts if (fact.header, fact.key) == ("closing", "day")), None)
    if plan.closing_choices:
        hint = command("edit", plan, "--billing-day", texts.get("screen.word.day"))
        return wrap(texts.get("screen.added.closing-unknown", command=hint))
    if plan.closing_day is None:
        return []
    key = "closing-fixed" if fixed is not None and isinstance(fixed.value, int) else "closing"
    return wrap(texts.get(f"screen.added.{key}", closing=plan.closing_day, carrier=carrier))


def _start(plan: Plan, texts: Texts, today: date) -> list[str]:
    open_rows = [row for row in plan.rows if row.state is State.OPEN]
    first = open_rows[:FIRST]
    if not first:
        return []
    digits = month_digits(row.due for row in first)
    dated = any(row.due is not None for row in first)
    table = [
        (str(row.number), *([_day(row, today, texts, digits)] if dated else []), title(plan, row, texts))
        for row in first
    ]
    every = "-all" if len(first) == len(open_rows) else ""
    return [
        *wrap(texts.get(f"screen.added.start{every}", count=len(plan.rows), shown=len(first))),
        *columns(table, indent=2, right={0}),
    ]


def _day(row: Row, today: date, texts: Texts, digits: int) -> str:
    if row.due is None:
        return ""
    if row.due <= today:
        return in_days(max(row.due, today), today, texts)
    return cell(row.due, texts, months=digits, year=True)


def _ask(plan: Plan, texts: Texts) -> list[str]:
    reported = any(row.hearsay for row in plan.rows)
    carrier = carrier_name(plan, texts)
    mark = texts.get("screen.added.mark", carrier=carrier) if reported else ""
    desk = find_desk(plan.carrier, texts.lang, abroad=has_left(plan))
    if desk is None or plan.contract.holder is not Holder.SELF:
        return wrap(mark) if mark else []
    spoken = (
        texts.get("screen.added.ask-language", language=language_name(desk.language, texts))
        if desk.language is not None
        else ""
    )
    ask = texts.get("screen.added.ask", mark=mark, carrier=carrier, language=spoken)
    number = wrap(reach(desk, texts) + texts.get("screen.added.stop"), SCREEN, first="    ")
    return [*wrap(ask), *number]


def _hints(name: str, texts: Texts) -> list[str]:
    export = texts.get("screen.added.export")
    edit = texts.get("screen.added.edit", name=name)
    one = pad(export, 34) + "  " + edit
    return [one] if width(one) <= SCREEN else [export, edit]
