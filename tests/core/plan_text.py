"""Write a plan as text with every value in it, to be compared with what was reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from tracker.core.model import (
    Detail,
    Joined,
    Names,
    Note,
    Plan,
    Problem,
    Reason,
    Remedy,
    Row,
    Step,
    Term,
    Values,
)
from tracker.core.several import Joint, Several


def text_of(value: Any) -> str:
    """Return a value in a form that tells its type where two types read alike."""
    if isinstance(value, Term):
        return f"<{value.key}>"
    if isinstance(value, Note):
        return f"“{value.text}”"
    if isinstance(value, Names):
        return "/".join(text for _, text in value.pairs[:1])
    if isinstance(value, Joined):
        return "[" + "; ".join(map(text_of, value.items)) + "]"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %a}"
    if value is None:
        return "-"
    return repr(value) if isinstance(value, str) else str(value)


def values_of(values: Values) -> str:
    return " ".join(f"{name}={text_of(value)}" for name, value in values)


def flags_of(**flags: bool) -> str:
    return " ".join(name for name, holds in flags.items() if holds)


def _line(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part not in ("", None))


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield the lines of a whole plan: its days, steps with their reasons, rows, problems and candidates."""
    yield f"{plan.outcome} {plan.intent} today {text_of(plan.today)}"
    yield f"departure {text_of(plan.departure)}, needed until {text_of(plan.needed_until)}"
    yield f"closing {plan.closing_day} of {plan.closing_choices}, a month {text_of(plan.monthly_yen)} yen"
    yield f"gate {text_of(plan.gate)}, expiry {text_of(plan.expiry)}"
    yield _line("keep", text_of(plan.keep_payment_until), flags_of(estimate=plan.keep_estimate))
    for question in plan.questions:
        yield f"question {question!r}"
    for name, block in (
        ("cancellation", plan.cancellation),
        ("porting", plan.porting),
        ("keeping", plan.keeping),
    ):
        if block is not None:
            yield name
            yield from (f"  {key} {text_of(value)}" for key, value in block._asdict().items())
    common = frozenset.intersection(*(frozenset(step.values) for step in plan.steps))
    if plan.steps:
        yield f"every step {values_of(tuple(pair for pair in plan.steps[0].values if pair in common))}"
    for step in plan.steps:
        yield ""
        own = tuple(pair for pair in step.values if pair not in common)
        yield from step_lines(step._replace(values=own))
    yield ""
    yield from map(row_line, plan.rows)
    for problem in plan.problems:
        yield ""
        yield from problem_lines(problem)
    if plan.candidates:
        yield ""
    for run in plan.candidates:
        yield _line(
            f"asked {run.request_from}..{run.request_to}",
            f"ends {run.line_ends_from}..{run.line_ends_to}",
            f"charged {run.charged_through} gap {run.gap_days_min}..{run.gap_days_max}",
            f"abroad {text_of(run.from_abroad)} yen {text_of(run.amount)}",
            *run.marks,
        )


def step_lines(step: Step) -> Iterator[str]:
    yield _line(
        f"{step.order} {step.key} ({step.kind}) in {step.row}:",
        step.state,
        flags_of(
            late=step.late,
            critical=step.critical,
            moved=step.moved,
            estimate=step.estimate,
            own_event=step.own_event,
        ),
    )
    yield f"  {step.title_key} | {step.text_key} | {values_of(step.values)}".rstrip()
    days = (("start", step.start), ("due", step.due), ("latest", step.latest), ("until", step.until))
    yield "  " + ", ".join(f"{name} {text_of(day)}" for name, day in days) + f", slack {text_of(step.slack)}"
    if step.appointment is not None:
        yield f"  appointment {text_of(step.appointment)}"
    if step.depends_on:
        yield f"  after {' '.join(step.depends_on)}"
    yield from map(reason_line, step.reasons)
    yield from map(detail_line, step.details)


def reason_line(reason: Reason) -> str:
    pages = ",".join(source.id for source in reason.sources)
    conflict = repr(reason.conflict) if reason.conflict else ""
    key = "" if reason.text_key == f"reason.{reason.rule}.text" else repr(reason.text_key)
    return "  because " + _line(reason.rule, key, values_of(reason.values), reason.basis, pages, conflict)


def detail_line(detail: Detail) -> str:
    return "  " + _line(detail.role, detail.text_key, values_of(detail.values), f"({detail.basis})")


def row_line(row: Row) -> str:
    span = "" if row.span is None else f"span {row.span[0]}..{row.span[1]}"
    return _line(
        f"row {row.number} {row.key} {row.title_key} {values_of(row.values)}".rstrip() + ":",
        f"due {text_of(row.due)}, last {text_of(row.last_day)}",
        span,
        row.state,
        flags_of(late=row.late, critical=row.critical, estimate=row.estimate, hearsay=row.hearsay),
        "of",
        *row.steps,
    )


def problem_lines(problem: Problem) -> Iterator[str]:
    yield _line(
        f"{problem.severity} {problem.code} on {text_of(problem.date)}, days {text_of(problem.days)},",
        "steps",
        *problem.steps,
    )
    yield f"  {problem.text_key} | {values_of(problem.values)}".rstrip()
    yield from map(remedy_line, problem.remedies)


def remedy_line(remedy: Remedy) -> str:
    return (
        f"  or {remedy.text_key} on {text_of(remedy.date)}, "
        f"yen {text_of(remedy.cost)} | {values_of(remedy.values)}"
    ).rstrip(" |")


def several_lines(several: Several) -> Iterator[str]:
    """Yield the lines of a merged plan: what is shared, what each line still shows, its own problems."""
    yield f"keep {text_of(several.keep_payment_until)}"
    for name, joints in (("shared", several.sharing.steps), ("visit", several.sharing.visits)):
        for joint in joints:
            yield f"{name} {joint_line(joint)}"
    for one in several.rows:
        also = " ".join(f"+{part.name}#{part.number}" for part in one.also)
        yield _line(one.plan.contract.name, row_line(one.row), also)
    for plan in several.shown:
        for step in plan.steps:
            days = f"start {step.start} due {step.due} latest {step.latest}"
            yield _line(plan.contract.name, step.key, days, flags_of(late=step.late, estimate=step.estimate))
    for problem in several.problems:
        yield from problem_lines(problem)


def joint_line(joint: Joint) -> str:
    parts = " ".join(f"{part.name}:{part.row}#{part.number}:{part.key}" for part in joint.parts)
    return f"{joint.kind} {joint.state} start {joint.start} due {joint.due} latest {joint.latest} of {parts}"
