"""Prepare the entries of the step catalogue for dating.

Which entries make a step, and what of it is the same for every contract with the same
flags, is found once; a plan then only reckons days. Nothing here depends on a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tracker.core.anchors import AFTER, AFTER_REQUEST, BEFORE, BEFORE_LATEST, NEVER, OWN_PLACES
from tracker.core.catalogue import Expression, Policy, StepRule
from tracker.core.details import DETAILS
from tracker.core.intent_details import Details
from tracker.core.intent_reasons import INTENT_REASONS, Reasons
from tracker.core.porting import STEP as PORT_OUT
from tracker.core.reasons import Why, reasons_of, why_of
from tracker.core.titles import SPECIAL_TITLES, Titles


class DayRule(NamedTuple):
    """Hold one day of an entry: the earliest or latest of anchors, by place, plus an offset."""

    choose: str
    places: tuple[int, ...]
    offset: int
    scaled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Hold one entry of the catalogue, and what its steps have in common; compared by identity."""

    rule: StepRule
    start: DayRule | None
    due: DayRule | None
    latest: DayRule | None
    until: DayRule | None
    plain: tuple[int, int, int, int] | None
    """The places of the four days among the shared ones; None when its steps reckon their own."""
    pick: itemgetter[tuple[int | None, int | None, int | None, int | None]] | None
    """Takes them from the shared ones."""
    awaits: tuple[str, ...]
    """Kinds of steps that this one waits for."""
    is_awaited: bool
    why: Why
    reasons: Reasons
    """What explains its days, as `why` says."""
    details: Details | None
    """What says how it is done; None for what says nothing."""
    happens: bool
    """It needs nobody: it is over once its day has passed."""
    never_late: bool
    ends_with_line: bool
    """Nothing of it is left to do once the line has ended."""
    estimate: str
    """What makes its days an estimate: `until`, `bill`, `expires`, or nothing."""
    title_key: str
    text_key: str
    titles: Titles | None
    order: int


class Entries(NamedTuple):
    """Hold entries of the catalogue, and the distinct days of the plain ones; day 0 is unknown."""

    simple: tuple[tuple[int, int, bool], ...]
    """The first days: the place of an anchor, an offset, and whether a short runway shrinks it."""
    combined: tuple[DayRule, ...]
    """The days after these: of several anchors."""
    entries: tuple[Entry, ...]


@lru_cache(maxsize=1024)
def entries_for(policy: Policy, flags: frozenset[str], *, rest: bool, ends_line: bool) -> Entries:
    """Return what applies, in the order of the catalogue.

    `rest`: recorded when the departure had come. `ends_line`: the request ends the line, so
    that the cancellation waits for whatever needs it.
    """
    catalogue = _catalogue(policy, ends_line=ends_line)
    applying = [
        entry
        for entry in catalogue.entries
        if (entry.rule.after_departure or not rest) and any(words <= flags for words in entry.rule.applies)
    ]
    # Of the days of the whole catalogue only those that are asked for are reckoned.
    used = sorted({0, *(place for entry in applying if entry.plain is not None for place in entry.plain)})
    at, first = {place: spot for spot, place in enumerate(used)}, len(catalogue.simple)
    return Entries(
        tuple(catalogue.simple[place] for place in used if place < first),
        tuple(catalogue.combined[place - first] for place in used if place >= first),
        tuple(_moved(entry, at) for entry in applying),
    )


def _moved(entry: Entry, at: Mapping[int, int]) -> Entry:
    """Return an entry with its days at other places."""
    if entry.plain is None:
        return entry
    start, due, latest, until = entry.plain
    places = (at[start], at[due], at[latest], at[until])
    return replace(entry, plain=places, pick=itemgetter(*places))


@lru_cache(maxsize=8)
def _catalogue(policy: Policy, *, ends_line: bool) -> Entries:
    """Return all entries; those that apply to contracts share them."""
    rules = policy.steps
    awaits = {rule: _awaits(rule, ends_line=ends_line) for rule in rules}
    awaited = {kind for kinds in awaits.values() for kind in kinds}
    dated = {rule: _days_of(rule) for rule in rules}
    shared = dict.fromkeys(
        day for rule, days in dated.items() if _is_plain(rule, days) for day in days if day is not None
    )
    simple = [day for day in shared if len(day.places) == 1]
    combined = [day for day in shared if len(day.places) > 1]
    at: dict[DayRule | None, int] = {day: place for place, day in enumerate((None, *simple, *combined))}
    return Entries(
        (_UNKNOWN, *((day.places[0], day.offset, day.scaled) for day in simple)),
        tuple(combined),
        tuple(_entry(rule, dated[rule], awaits[rule], awaited, at) for rule in rules),
    )


class _Days(NamedTuple):
    start: DayRule | None
    due: DayRule | None
    latest: DayRule | None
    until: DayRule | None


def _days_of(rule: StepRule) -> _Days:
    after = rule.row in AFTER_REQUEST
    latest = rule.latest
    if latest is not None and latest.choose == "max" and len(latest.anchors) > 1 and not latest.offset:
        # No latest day lies before the due day: that need not be reckoned.
        latest = latest._replace(anchors=tuple(name for name in latest.anchors if name != "due"))
    return _Days(
        _day_rule(rule.start, AFTER if after else BEFORE),
        _day_rule(rule.due, AFTER if after else BEFORE),
        _day_rule(latest, AFTER if after else BEFORE_LATEST),
        _day_rule(rule.until, AFTER),
    )


def _is_plain(rule: StepRule, days: _Days) -> bool:
    """Tell whether all days of an entry are anchors that all steps share, plus offsets."""
    places = {place for day in days if day is not None for place in day.places}
    return (
        rule.kind not in ("cancel", PORT_OUT)
        and rule.each is None
        and rule.roll is None
        and places.isdisjoint(OWN_PLACES)
    )


def _awaits(rule: StepRule, *, ends_line: bool) -> tuple[str, ...]:
    if rule.kind == "cancel" and ends_line:
        return (*rule.depends_on, "unbind", "back-up-data")
    return rule.depends_on


def _entry(
    rule: StepRule,
    days: _Days,
    awaits: tuple[str, ...],
    awaited: set[str],
    at: dict[DayRule | None, int],
) -> Entry:
    start, due, latest, until = days
    return Entry(
        rule,
        start,
        due,
        latest,
        until,
        (at[start], at[due], at[latest], at[until]) if _is_plain(rule, days) else None,
        None,
        awaits,
        is_awaited=rule.kind in awaited,
        why=why_of(rule),
        reasons=INTENT_REASONS.get(rule.kind, reasons_of),
        details=DETAILS.get(rule.kind),
        happens=rule.kind in _HAPPENS,
        # Bills and ends happen: nothing about them is late.
        ends_with_line=rule.row == "empty",
        never_late=rule.passive or rule.row in ("bill", "until"),
        estimate="until" if rule.row == "until" else _ESTIMATED.get(rule.kind, ""),
        title_key=f"step.{rule.kind}.title",
        text_key=f"step.{rule.kind}.text",
        titles=SPECIAL_TITLES.get(rule.kind),
        order=rule.order * 100,
    )


_HAPPENS = frozenset({"expires", "final-bill", "final-debit", "keep-payment-open"})
_UNKNOWN = (NEVER, 0, False)
_ESTIMATED = {"save-bills": "bill", "expires": "expires"}


def _day_rule(expression: Expression | None, places: Mapping[str, int]) -> DayRule | None:
    if expression is None:
        return None
    at = tuple(places.get(name, NEVER) for name in expression.anchors)
    return DayRule(expression.choose, at, expression.offset, expression.scaled)
