"""Look up what the event of a row is about: its open steps, its day and hour, its pages."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from datetime import date, time

from tracker.core.contract import Contract
from tracker.core.facts import Source
from tracker.core.model import Cancellation, Plan, Row, Step
from tracker.core.words import Intent, State

MOVES_WITH_TODAY = frozenset({"charged", "request-late"})
"""Reasons about the request that is possible today, which an event must not follow."""


def open_steps(plan: Plan, row: Row) -> tuple[Step, ...]:
    """Return the steps of a row that are still to do."""
    by_key = {step.key: step for step in plan.steps}
    steps = (by_key[key] for key in row.steps if key in by_key)
    return tuple(step for step in steps if step.state is State.OPEN)


def is_final(row: Row, day: date) -> bool:
    """Tell whether `day` is the last one on which a row costs nothing; a loss is urgent, not final."""
    return row.critical and row.last_day is not None and row.last_day <= day and row.key != "lost"


def cost_of_missing(plan: Plan, row: Row) -> str:
    """Return the name of what a missed last day of a row costs: money, a port, a kept line, or a right."""
    if row.key != "cancel":
        return "other"
    if plan.intent in _LIVING:
        return _LIVING[plan.intent]
    return "cancel" if plan.monthly_yen != 0 else "other"


_LIVING = {Intent.SWITCH: "port", Intent.KEEP: "keep"}


def sorted_sources(steps: Iterable[Step]) -> list[Source]:
    """Return the sources of the steps' dates, the carrier's own first, each once."""
    found: dict[str, Source] = {}
    for step in steps:
        for reason in step.reasons:
            if reason.rule not in MOVES_WITH_TODAY:
                for source in reason.sources:
                    found.setdefault(source.url or source.id, source)
    return sorted(found.values(), key=lambda source: source.kind != "official")


def page_of(plan: Plan, steps: tuple[Step, ...]) -> str | None:
    """Return the carrier's own page about these steps: of the channel, else the first official source."""
    if plan.cancellation is not None and plan.cancellation.channel is not None:
        header = f"channel.{plan.cancellation.channel}"
        for fact in plan.carrier.facts:
            if fact.header == header and fact.key == "url" and any(step.kind == "cancel" for step in steps):
                return str(fact.value)
    official = (source.url for source in sorted_sources(steps) if source.kind == "official")
    return next((url for url in official if url), None)


def anchor_of(row: Row, steps: tuple[Step, ...]) -> Step:
    """Return the step that gives the row its day."""
    for step in steps:
        if step.kind == "cancel":
            return step
    return next((step for step in steps if step.due == row.due), steps[0])


def hour_of(cancellation: Cancellation | None) -> str | None:
    """Return the hour after which a request counts as a later one; midnight says nothing."""
    if cancellation is None or cancellation.closes_at is None:
        return None
    moment = cancellation.closes_at.time()
    return None if moment == time(0) else f"{moment:%H:%M}"


def service_number(contract: Contract, row: Row, step: Step) -> str:
    """Return `3c` for a service, as the plan shows it, or the key of the step."""
    for service in contract.services:
        if step.key == f"unbind:{service.key}" and service.letter < 26:
            return f"{row.number}{chr(ord('a') + service.letter)}"
    return shlex.quote(step.key)
