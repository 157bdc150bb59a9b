"""Show several lines of one person as one plan: a short head for each line, one table by date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.cli.screens.head import leaving, what
from tracker.cli.screens.layout import apart
from tracker.cli.screens.parts import command, facts
from tracker.cli.screens.problems import cheaper_line, listed
from tracker.cli.screens.table import Line, row_lines, set_lines, step_lines, with_departure
from tracker.cli.width import NO_BREAK, SCREEN, printable, wrap
from tracker.core.model import Plan
from tracker.core.several import OF_BOTH, Part, Several, merge
from tracker.core.words import Severity
from tracker.i18n import Texts

_WARNINGS = (Severity.WARNING,)
_ALL = (Severity.WARNING, Severity.NOTE)


def plan_tables(
    plans: Sequence[Plan], texts: Texts, *, every: bool = False, colour: bool = False
) -> list[str]:
    """Return several plans in one table by date, each row with its contract's name and number.

    What several lines share stands once, with the first that has it, and names the others. `every` lists all
    steps, and notes too.
    """
    if not plans:
        return []
    words = texts.in_year(plans[0].today.year)
    several = merge(plans)
    lines: list[str] = []
    body: list[Line] = []
    after: list[str] = []
    departure: date | None = None
    for plan, shown in zip(several.plans, several.shown, strict=True):
        lines += _head(plan, words, departure)
        departure = plan.departure
        body += _step_lines(plan, shown, several, words) if every else _row_lines(shown, several, words)
        own = tuple(problem for problem in plan.problems if problem.code != OF_BOTH)
        warnings = listed(plan._replace(problems=own), words, _ALL if every else _WARNINGS)
        warnings += [] if every else cheaper_line(plan, words)
        if warnings:
            after += [f"{printable(plan.contract.name)}:", *warnings]
    body.sort(key=lambda line: line.day or date.max)
    table = set_lines(with_departure(body, plans, words), words, colour=colour, named=True, dated=True)
    after = [*listed(plans[0]._replace(problems=several.problems), words, _WARNINGS), *after]
    return [*lines, "", *table, "", *after, *_legend(several, body, words)]


def _head(plan: Plan, texts: Texts, said: date | None) -> list[str]:
    """Return whose line it is and what to do about it; a departure that was `said` is not said again."""
    left = f"{printable(plan.contract.name)}  {facts(plan, texts)}"
    right = leaving(plan, texts) if plan.departure != said else ""
    return [
        *apart(left, right, edge=SCREEN - 5),
        *what(plan, texts, indent=2, brief=True),
        *listed(plan, texts, (Severity.BLOCKING,)),
    ]


def _legend(several: Several, body: Sequence[Line], texts: Texts) -> list[str]:
    lines: list[str] = []
    if several.keep_payment_until is not None and len(several.plans) > 1:
        lines += wrap(texts.get("screen.table.keep-all", day=several.keep_payment_until))
    if any(line.mark for line in body):
        lines.append(texts.get("screen.table.critical"))
    if any(line.by.endswith("?") for line in body):
        lines += wrap(texts.get("screen.table.reported-many"))
    return [*lines, *wrap(texts.get("screen.table.more-line", command=command("plan", several.plans[0])))]


def _row_lines(shown: Plan, several: Several, texts: Texts) -> list[Line]:
    name = shown.contract.name
    return [
        line._replace(title=titled(line.title, several.sharing.also(name, row), row.key, texts))
        for line, row in zip(row_lines(shown, texts), shown.rows, strict=True)
    ]


def _step_lines(plan: Plan, shown: Plan, several: Several, texts: Texts) -> list[Line]:
    name = shown.contract.name
    lines = []
    # The numbers are those of the single plan, also where a row is another line's.
    for line, step in zip(step_lines(shown._replace(rows=plan.rows), texts), shown.steps, strict=True):
        joint = several.sharing.of(name, step.key)
        is_carried = joint is not None and joint.kind != "cancel"
        others = joint.parts[1:] if joint is not None and is_carried else ()
        lines.append(line._replace(title=titled(line.title, others, step.row, texts)))
    return lines


def titled(title: str, others: Sequence[Part], row: str, texts: Texts) -> str:
    """Return a title that names the other lines which it is done for, as they are typed."""
    if not others:
        return title
    names = texts.joined([f"{printable(part.name)}{NO_BREAK}{part.number}" for part in others])
    key = "screen.table.also-visit" if row == "cancel" else "screen.table.also"
    return texts.get(key, title=title, names=names)
