"""Say what is planned of a line, and how long one lives that nobody cancels.

The person says what they want (docs/planning.md 4, "Intents"); a line with a fee never just
lapses, and what belongs to somebody else is handed back. Days are ordinals.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.core.charges import base_fee
from tracker.core.contract import Contract, Mark
from tracker.core.dates import month_index, months_later
from tracker.core.facts import Fact
from tracker.core.model import Keeping
from tracker.core.rules import Rules
from tracker.core.words import Holder, Intent, Line, State

TOP_UP = "keep-alive:"
"""The beginning of the keys of the steps that keep a line alive: one for each time, numbered from 1."""

# Named once: asking an enumeration for a member is slow on Python 3.11.
_LEAVE, _SWITCH, _KEEP, _LAPSE = Intent.LEAVE, Intent.SWITCH, Intent.KEEP, Intent.LAPSE
_SELF, _OTHER = Holder.SELF, Line.OTHER
_SETTLED = (State.DONE, State.SKIPPED)


class Idle(NamedTuple):
    """Hold how long a line lives without being used; None is unknown."""

    last: int | None
    """The last top-up, else the start."""
    until: int | None
    """The last day on which the next one is surely in time."""
    ends: int | None
    """The day on which the line ends for good."""
    rule: Fact | None


NEVER_IDLE = Idle(None, None, None, None)


def intent_of(contract: Contract, rules: Rules, *, prepaid: bool) -> Intent:
    """Return what is planned of a contract.

    As the person says, but: a line of another holder is handed back unless its number is ported, what has no
    number is not ported, and a line that is not known to cost nothing does not lapse.
    """
    asked = contract.intent
    if asked is _LEAVE:
        return _LEAVE
    if contract.holder is not _SELF and asked is not _SWITCH:
        return _LEAVE
    if asked is _SWITCH and contract.line is _OTHER:
        return _LEAVE
    if asked is _LAPSE and not prepaid and base_fee(rules, contract) != 0:
        return _LEAVE
    return asked


def settled_top_ups(contract: Contract) -> tuple[Mark, ...]:
    """Return the marks of the times that the line was kept alive, in their order."""
    found = [mark for mark in contract.marks if mark.key.startswith(TOP_UP) and mark.state in _SETTLED]
    return tuple(sorted(found, key=lambda mark: int(mark.key.removeprefix(TOP_UP))))


def idle_of(contract: Contract, rules: Rules) -> Idle:
    """Return how long a line lives without being used.

    The day of the last top-up counts as the first, which is the earlier reading.
    """
    header = "expiry.idle"
    days, months = rules.number(header, "days"), rules.number(header, "months")
    if rules.flag(header, "per_product") or (days is None and months is None):
        return NEVER_IDLE
    rule = rules.fact(header, "days") or rules.fact(header, "months")
    used = [mark.on for mark in settled_top_ups(contract) if mark.state is State.DONE]
    known = [day.toordinal() for day in (contract.started, *used) if day is not None]
    last = max(known, default=None)
    if last is None:
        return Idle(None, None, None, rule)
    until = last + days - 1 if days is not None else months_later(last, months or 0) - 1
    grace = rules.number(header, "end_after_days")
    ends = until if rules.text(header, "then") == "ended" else None
    return Idle(last, until, until + grace if grace is not None else ends, rule)


def keeping_of(contract: Contract, rules: Rules, idle: Idle, until: int | None, today: int) -> Keeping:
    """Return what keeping a line takes until the person is back; `until` is the last day it surely lives."""
    returns = contract.person.returns
    times: int | None = None
    yen: int | None = None
    if returns is not None:
        back = returns.toordinal()
        length = until - idle.last + 1 if until is not None and idle.last is not None else None
        if until is not None and back <= until:
            times = 0
        elif until is not None and length is not None and idle.rule is not None:
            times = -(-(back - until) // length)
        fee = base_fee(rules, contract)
        if fee is not None and back >= today:
            yen = fee * (month_index(back) - month_index(today) + 1)
    return Keeping(_day(idle.last), _day(until), _day(idle.ends), returns, times, yen)


def _day(ordinal: int | None) -> date | None:
    return date.fromordinal(ordinal) if ordinal is not None else None
