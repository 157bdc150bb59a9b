"""Show what cancelling costs on which day, and what a change would move."""

from __future__ import annotations

from datetime import date

from tracker.cli.screens.head import what
from tracker.cli.screens.layout import columns
from tracker.cli.screens.parts import cell, command, facts, month_digits
from tracker.cli.width import SCREEN, printable, wrap
from tracker.core.dates import month_index, period_end
from tracker.core.model import Candidate, Plan, Step
from tracker.core.words import State
from tracker.i18n import Texts


def compare_table(plan: Plan, texts: Texts) -> list[str]:
    """Return the runs of days on which the cancellation can be asked for, with what each costs."""
    words = texts.in_year(plan.today.year)
    lines = wrap(f"{printable(plan.contract.name)}  {facts(plan, words)}")
    if not plan.candidates:
        return [*lines, *wrap(words.get("screen.compare.none"))]
    days = [day for one in plan.candidates for day in (one.request_to, one.line_ends_to, one.charged_through)]
    digits = month_digits([*days, *(one.request_from for one in plan.candidates)])
    names = ("ask", "ends", "charged", "gap", "cost", "from-where")
    head = ("", *(words.get(f"screen.compare.{name}") for name in names))
    rows = [head, *(_candidate(one, plan, words, digits) for one in plan.candidates)]
    lines += ["", *columns(rows, right={4, 5}, gaps=(1,))]
    marks = {mark for one in plan.candidates for mark in one.marks}
    lines.append("")
    if any(one.amount is not None for one in plan.candidates):
        lines += wrap(words.get("screen.compare.holds"))
    if "recommended" in marks:
        lines.append(words.get("screen.compare.recommended"))
    if "cheaper" in marks:
        lines += wrap(words.get("screen.compare.cheaper"))
    if any(one.from_abroad is None and not _is_here(one, plan) for one in plan.candidates):
        lines.append(words.get("screen.compare.unsure"))
    if any(one.amount is None for one in plan.candidates):
        hint = command("edit", plan, "--fee", words.get("screen.word.yen"))
        key = "fee" if plan.monthly_yen is None else "termination"
        lines += wrap(words.get(f"screen.compare.{key}", command=hint))
    return lines


def _candidate(one: Candidate, plan: Plan, texts: Texts, digits: int) -> tuple[str, ...]:
    mark = "*" if "recommended" in one.marks else "<" if "cheaper" in one.marks else ""
    abroad = {True: "yes", False: "no", None: "unknown"}[one.from_abroad]
    return (
        mark,
        _range(one.request_from, one.request_to, texts, digits),
        _range(one.line_ends_from, one.line_ends_to, texts, digits),
        cell(one.charged_through, texts, months=digits, weekday=False, year=True),
        _gap(one, texts),
        _cost(one, plan, texts),
        texts.get("screen.compare.here" if _is_here(one, plan) else f"screen.compare.{abroad}"),
    )


def _is_here(one: Candidate, plan: Plan) -> bool:
    """Tell whether the person is still in Japan on these days."""
    return plan.departure is not None and one.request_from < plan.departure


def _cost(one: Candidate, plan: Plan, texts: Texts) -> str:
    """Return the price, or where a part of it is unknown the monthly fees up to the last full period."""
    if one.amount is not None:
        return f"{one.amount:,}"
    if not plan.monthly_yen or plan.closing_day is None or plan.closing_choices:
        return "?"
    charged = one.charged_through.toordinal()
    last = period_end(charged, plan.closing_day)
    now = period_end(plan.today.toordinal(), plan.closing_day)
    periods = month_index(last) - month_index(now) + (1 if last == charged else 0)
    return texts.get("screen.compare.from", amount=f"{plan.monthly_yen * periods:,}") if periods > 0 else "?"


def _range(first: date, last: date, texts: Texts, digits: int) -> str:
    begins, ends = (cell(day, texts, months=digits, weekday=False, year=True) for day in (first, last))
    return ends if first == last else texts.get("screen.compare.range", first=begins, last=ends)


def _gap(one: Candidate, texts: Texts) -> str:
    if one.gap_days_max == 0:
        return texts.get("screen.cell.none")
    if one.gap_days_min == one.gap_days_max:
        return texts.get("screen.compare.days", number=str(one.gap_days_max))
    return texts.get("screen.compare.days", number=f"{one.gap_days_min}-{one.gap_days_max}")


def preview(before: Plan, after: Plan, texts: Texts) -> list[str]:
    """Return what a change moves: the head as it will be, then moved, new and dropped steps."""
    words = texts.in_year(after.today.year)
    old = {step.key: step for step in before.steps}
    new = {step.key: step for step in after.steps}
    moved = [(old[key], step) for key, step in new.items() if key in old and _dates(old[key]) != _dates(step)]
    added = [step for key, step in new.items() if key not in old]
    dropped = [step for key, step in old.items() if key not in new]
    lines = [*wrap(f"{printable(after.contract.name)}  {facts(after, words)}"), *what(after, words)]
    if not (moved or added or dropped):
        return [*lines, "", *wrap(words.get("screen.preview.nothing"))]
    digits = month_digits(step.due for step in (*old.values(), *new.values()))
    if moved:
        lines += ["", words.get("screen.preview.moved", count=len(moved))]
        arrow = words.get("screen.preview.to")
        table = [
            (_due(was, words, digits), arrow, _due(step, words, digits), _name(step, words))
            for was, step in moved
        ]
        lines += columns(table, indent=2, gaps=(1, 1))
        lines += _latest(moved, words)
    for name, steps in (("added", added), ("dropped", dropped)):
        if steps:
            lines += ["", words.get(f"screen.preview.{name}", count=len(steps))]
            lines += columns([(_due(step, words, digits), _name(step, words)) for step in steps], indent=2)
    return lines


def _dates(step: Step) -> tuple[date | None, date | None]:
    return step.due, step.latest if step.critical else None


def _due(step: Step, texts: Texts, digits: int) -> str:
    if step.state is not State.OPEN:
        return texts.get(f"screen.state.{step.state.value}")
    if step.due is None:
        return texts.get("screen.cell.none")
    return cell(step.due, texts, months=digits, year=True)


def _latest(moved: list[tuple[Step, Step]], texts: Texts) -> list[str]:
    """Return the last days of critical steps that change while their due day stays."""
    lines: list[str] = []
    for was, step in moved:
        if was.due == step.due and was.latest is not None and step.latest is not None:
            text = texts.get(
                "screen.preview.latest", step=_name(step, texts), old=was.latest, new=step.latest
            )
            lines += wrap(text, SCREEN, first="  ")
    return lines


def _name(step: Step, texts: Texts) -> str:
    return texts.render(step.title_key, step.values)
