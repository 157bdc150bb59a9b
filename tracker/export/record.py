"""Turn a plan into a record for JSON: English, whatever the language (docs/planning.md 8)."""

from __future__ import annotations

from datetime import date, datetime

from tracker.core.facts import Source
from tracker.core.model import (
    Cancellation,
    Candidate,
    Joined,
    Names,
    Note,
    Plan,
    Problem,
    Reason,
    Remedy,
    Step,
    Term,
    TextValue,
    Values,
)
from tracker.core.several import Joint, Part, Several
from tracker.core.words import MONTH_END
from tracker.i18n import Texts, texts

PLAN_SCHEMA = "tracker/plan/1"
PLANS_SCHEMA = "tracker/plans/1"

Record = dict[str, object]
"""A JSON object, at the edge of the program only."""


def english(plan: Plan) -> Texts:
    """Return the English texts; a date of another year than the plan's today says its year."""
    return texts("en").in_year(plan.today.year)


def iso(day: date | None) -> str | None:
    """Return a date or an aware moment as ISO 8601 writes it."""
    return None if day is None else day.isoformat()


def closing_word(day: int | None) -> int | str | None:
    """Return a closing day as the record says it: 1 to 30, `month-end`, null for unknown."""
    return "month-end" if day == MONTH_END else day


def plan_record(plan: Plan) -> Record:
    """Return the record of one plan."""
    words = english(plan)
    return {
        "schema": PLAN_SCHEMA,
        "today": iso(plan.today),
        "recorded": iso(plan.contract.recorded),
        "name": plan.contract.name,
        "carrier": plan.carrier.id,
        "departure": iso(plan.departure),
        "needed_until": iso(plan.needed_until),
        "closing_day": closing_word(plan.closing_day),
        "intent": plan.intent.value,
        "outcome": plan.outcome.value,
        "cancellation": None if plan.cancellation is None else _cancellation(plan.cancellation),
        "keep_payment_until": iso(plan.keep_payment_until),
        "steps": [step_record(step, words) for step in plan.steps],
        "problems": [problem_record(problem, words) for problem in plan.problems],
        "candidates": [candidate_record(candidate) for candidate in plan.candidates],
    }


def plans_record(several: Several) -> Record:
    """Return the record of several plans with what concerns all of them."""
    return {
        "schema": PLANS_SCHEMA,
        "keep_payment_until": iso(several.keep_payment_until),
        "plans": [plan_record(plan) for plan in several.plans],
        "shared": [_joint(joint) for joint in (*several.sharing.steps, *several.sharing.visits)],
        "problems": [problem_record(problem, texts("en")) for problem in several.problems],
    }


def _joint(joint: Joint) -> Record:
    return {
        "kind": joint.kind,
        "start": iso(joint.start),
        "due": iso(joint.due),
        "latest": iso(joint.latest),
        "state": joint.state.value,
        "lines": [part_record(part) for part in joint.parts],
    }


def part_record(part: Part) -> Record:
    """Return the record of what one line has of a shared step."""
    return {"name": part.name, "number": part.number, "step": part.key}


def _cancellation(window: Cancellation) -> Record:
    return {
        "effect": None if window.effect is None else window.effect.value,
        "channel": None if window.channel is None else window.channel.value,
        "opens": iso(window.opens),
        "recommended": iso(window.recommended),
        "safe_by": iso(window.safe_by),
        "closes": iso(window.closes),
        "closes_at": iso(window.closes_at),
        "request": iso(window.request),
        "line_ends": iso(window.line_ends),
        "charged_through": iso(window.charged_through),
    }


def step_record(step: Step, words: Texts) -> Record:
    """Return the record of one step."""
    return {
        "key": step.key,
        "row": step.row,
        "kind": step.kind,
        "title": words.render(step.title_key, step.values),
        "title_key": step.title_key,
        "text": words.render(step.text_key, step.values),
        "text_key": step.text_key,
        "values": values_record(step.values),
        "start": iso(step.start),
        "due": iso(step.due),
        "latest": iso(step.latest),
        "until": iso(step.until),
        "slack": step.slack,
        "state": step.state.value,
        "late": step.late,
        "critical": step.critical,
        "moved": step.moved,
        "estimate": step.estimate,
        "depends_on": list(step.depends_on),
        "reasons": [_reason(reason, words) for reason in step.reasons],
    }


def _reason(reason: Reason, words: Texts) -> Record:
    return {
        "text": words.render(reason.text_key, reason.values),
        "text_key": reason.text_key,
        "values": values_record(reason.values),
        "rule": reason.rule,
        "basis": reason.basis.value,
        "sources": [source_record(source) for source in reason.sources],
    }


def source_record(source: Source) -> Record:
    """Return the record of one page."""
    return {
        "id": source.id,
        "kind": source.kind,
        "url": source.url,
        "page": source.page,
        "read": iso(source.read),
    }


def problem_record(problem: Problem, words: Texts) -> Record:
    """Return the record of one problem with its remedies."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "text": words.render(problem.text_key, problem.values),
        "text_key": problem.text_key,
        "values": values_record(problem.values),
        "steps": list(problem.steps),
        "days": problem.days,
        "remedies": [_remedy(remedy, words) for remedy in problem.remedies],
    }


def _remedy(remedy: Remedy, words: Texts) -> Record:
    return {
        "text": words.render(remedy.text_key, remedy.values),
        "text_key": remedy.text_key,
        "values": values_record(remedy.values),
        "date": iso(remedy.date),
        "cost": remedy.cost,
    }


def candidate_record(candidate: Candidate) -> Record:
    """Return the record of one run of request days."""
    return {
        "request_from": iso(candidate.request_from),
        "request_to": iso(candidate.request_to),
        "line_ends_from": iso(candidate.line_ends_from),
        "line_ends_to": iso(candidate.line_ends_to),
        "charged_through": iso(candidate.charged_through),
        "gap_days_min": candidate.gap_days_min,
        "gap_days_max": candidate.gap_days_max,
        "from_abroad": candidate.from_abroad,
        "amount": candidate.amount,
        "marks": list(candidate.marks),
    }


def values_record(values: Values) -> Record:
    """Return the placeholders of a text, so that a reader can make the text in another language."""
    return {name: _value(value) for name, value in values}


def _value(value: TextValue) -> object:
    match value:
        case date() | datetime():
            return iso(value)
        case Term(key):
            return {"key": key}
        case Names(pairs):
            return {"names": dict(pairs)}
        case Note(text):
            return {"note": text}
        case Joined(items):
            return [_value(item) for item in items]
        case _:
            return value
