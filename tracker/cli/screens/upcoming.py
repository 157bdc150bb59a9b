"""Say what to do next over all lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tracker.cli.screens.head import running
from tracker.cli.screens.layout import apart, columns
from tracker.cli.screens.merged import titled
from tracker.cli.screens.parts import (
    cell,
    command,
    costs_on,
    days_apart,
    in_days,
    is_prepaid,
    month_digits,
    step_of,
    title,
)
from tracker.cli.width import SCREEN, pad, printable, width, wrap
from tracker.core.model import Plan
from tracker.core.words import State
from tracker.i18n import Texts
from tracker.service.upcoming import Item, upcoming

_EDGE = 41
"""Column at which the hint behind the next cancellation begins."""

_UNDATED = 3
"""Rows without a day that are shown where no row has one."""


def next_lines(plans: Sequence[Plan], texts: Texts, today: date, items: Sequence[Item]) -> list[str]:
    """Return what to do next, one row a line, and how far the next cancellation is.

    `items` are those of `plans` to be shown. A line that still runs after the departure
    comes before everything. Never silent: nothing due says until when.
    """
    words = texts.in_year(today.year)
    lines = [line for plan in plans if costs_on(plan) for line in running(plan, words)]
    if not items:
        return [*lines, *_nothing(plans, words)]
    far = max((len(str(days_apart(item.due, today))) for item in items if item.due > today), default=1)
    digits = month_digits(item.due for item in items)
    cells = [
        (
            words.get("screen.cell.now") if item.row.late else in_days(item.due, today, words, digits=far),
            f"{printable(item.plan.contract.name)} {item.row.number}",
            titled(title(item.plan, item.row, words, alone=True), item.also, item.row.key, words),
            _day(item, words, digits),
        )
        for item in items
    ]
    whens, names, titles, days = (max(width(row[place]) for row in cells) for place in range(4))
    titles = min(titles, SCREEN - whens - names - days - 6)
    for when, name, what, day in cells:
        lead = pad(when, whens) + "  " + pad(name, names) + "  "
        first, *more = wrap(what, titles)
        lines.append((lead + pad(first, titles) + "  " + day).rstrip())
        lines += [" " * width(lead) + line for line in more]
    return [*lines, *_footer(plans, words, today, items)]


def next_piped(texts: Texts, items: Sequence[Item]) -> list[str]:
    """Return the same for a pipe: date, name, number and words, one row a line, tabs between."""
    return [
        "\t".join(
            (
                item.due.isoformat(),
                printable(item.plan.contract.name),
                str(item.row.number),
                titled(title(item.plan, item.row, texts, alone=True), item.also, item.row.key, texts),
            )
        )
        for item in items
    ]


def _day(item: Item, texts: Texts, digits: int) -> str:
    if item.row.late or item.due <= item.plan.today:
        return ""
    return cell(item.due, texts, months=digits, year=True)


def _nothing(plans: Sequence[Plan], texts: Texts) -> list[str]:
    coming = upcoming(plans)
    if not coming:
        return _undated(plans, texts) or wrap(texts.get("screen.next.nothing-left"))
    return wrap(texts.get("screen.next.nothing-before", day=coming[0].due))


def _undated(plans: Sequence[Plan], texts: Texts) -> list[str]:
    """Return the first rows of lines that have steps and, without a departure, no days."""
    rows = [(plan, row) for plan in plans for row in plan.rows if row.state is State.OPEN]
    return columns(
        [
            (f"{printable(plan.contract.name)} {row.number}", title(plan, row, texts, alone=True))
            for plan, row in rows[:_UNDATED]
        ]
    )


def _footer(plans: Sequence[Plan], texts: Texts, today: date, items: Sequence[Item]) -> list[str]:
    ends = _next_end(plans, texts, today)
    first = items[0]
    record = texts.get("screen.next.done", command=command("done", first.plan, str(first.row.number)))
    if not ends:
        return wrap(record)
    return apart(ends, record, edge=min(SCREEN, _EDGE + width(record)))


def _next_end(plans: Sequence[Plan], texts: Texts, today: date) -> str:
    """Return how far the nearest open cancellation is, else the nearest end of a prepaid line."""
    dated: list[tuple[date, str, Plan]] = []
    for plan in plans:
        cancel = step_of(plan, "cancel")
        window = plan.cancellation
        if cancel is not None and cancel.state is State.OPEN and window is not None:
            dated.append((window.request, "cancel", plan))
        elif is_prepaid(plan) and plan.expiry is not None and plan.expiry >= today:
            dated.append((plan.expiry, "ends", plan))
    if not dated:
        return ""
    day, key, plan = min(dated, key=lambda one: one[0])
    name = printable(plan.contract.name)
    return texts.get(
        f"screen.next.{key}", name=name, count=max(days_apart(day, today), 0), day=texts.date(day)
    )
