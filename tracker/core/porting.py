"""Say until when a number is ported out, so that the old line costs no further period.

The contract ends by itself on the day the port is complete; that day has to lie on or before a
closing day (docs/planning.md 4, "Intents"). Days are ordinals.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.core.contract import BusinessCalendar, Contract
from tracker.core.dates import period_end
from tracker.core.endings import Ending, mark_of
from tracker.core.line import LineRules, closing_choices
from tracker.core.model import Porting
from tracker.core.rules import Rules
from tracker.core.words import State

STEP = "port-out"
SPARE_DAYS = 3
"""A closing day nearer than this is not aimed at: a new card has to arrive first."""
EARLY_DAYS = 7
"""Days before the last day on which the port is planned, with a full runway."""
CONFIRMED_DAYS = 7
"""Days that a confirmation is taken to need where the contract ends only with it and nobody says."""


class Port(NamedTuple):
    """Hold the question: whose number, and between which days."""

    contract: Contract
    rules: Rules
    business: BusinessCalendar
    departure: int | None
    needed: int | None
    """The last day the old line has to work, as the person named it."""
    prepaid: bool
    """Nothing is charged by the period: only the end of the card and the departure set a limit."""
    expiry: int | None
    """The day a prepaid card ends; the number has to be gone before."""
    recorded: int
    full_runway: int
    first: tuple[int, int] = (0, 0)
    """The first day that another SIM on the contract leaves: seen from the recording, and today."""


def confirmation_days(rules: Rules) -> int:
    """Return the days between porting and the end of the old contract, 0 where it ends at once."""
    days = rules.number("port", "processing_days")
    if days is not None:
        return days
    return CONFIRMED_DAYS if rules.flag("port", "ends_on_confirmation") else 0


def port_endings(port: Port, today: int) -> tuple[Ending, Ending] | None:
    """Return how the line ends by being ported out: as planned on the day recorded, and as it stands today.

    None for a prepaid card of which no last day is known.
    """
    if port.prepaid and port.expiry is None and port.departure is None:
        return None
    planned = _ending(port, port.recorded)
    base = _from(planned, port.first[0])
    mark = mark_of(port.contract, STEP)
    if mark is not None and mark.state is State.DONE:
        day = mark.on.toordinal() if mark.on is not None else today
        return base, _ported(port, base, day)
    if today <= base.closes:
        now = _from(planned, port.first[1])
        return base, now._replace(request=max(now.request, today))
    return base, _from(_ending(port, today), port.first[1])


def _from(ending: Ending, first: int) -> Ending:
    """Return an ending that does not begin before a day, where that lies within its last one."""
    if first > ending.closes:
        return ending
    request = max(ending.request, first)
    return ending._replace(request=request, gate=request - 1, opens=max(ending.opens, first))


def porting_of(ending: Ending) -> Porting | None:
    """Return the days of a port for a plan, None without a rule of charging to look at."""
    if ending.line is None:
        return None
    return Porting(
        date.fromordinal(ending.closes),
        date.fromordinal(ending.ends),
        date.fromordinal(ending.charged),
        ending.line.by_day(ending.ends, ending.ends),
    )


def _ending(port: Port, day: int) -> Ending:
    """Return the ending as it is planned on a day: by the first closing day that can still be made."""
    wait = confirmation_days(port.rules)
    choices, known = closing_choices(port.contract, port.rules)
    first = max(day + SPARE_DAYS + wait, port.needed or 0)
    limits = [limit - 1 for limit in (port.departure, port.expiry) if limit is not None and limit > day]
    if port.prepaid:
        ends = min(limits, default=day)
        return _dated(port, day, ends, max(ends - wait, day))
    ends, closing = min((period_end(first, closing), closing) for closing in choices)
    ends = min([ends, *limits])
    lines = [_line(port, each, ends) for each in choices]
    ending = _dated(port, day, ends, max(ends - wait, day))
    return ending._replace(
        charged=max(_charged(line, ends) for line in lines),
        line=lines[choices.index(closing)],
        choices=() if known else choices,
    )


def _dated(port: Port, day: int, ends: int, closes: int) -> Ending:
    """Return an ending without a price, planned some days before the last one on which it can begin."""
    early = EARLY_DAYS
    if closes - day < port.full_runway:
        early = -(-EARLY_DAYS * (closes - day) // port.full_runway)
    request = closes - early
    return Ending(request, ends, ends, request - 1, day, closes, None, None)


def _ported(port: Port, base: Ending, day: int) -> Ending:
    """Return the ending of a number that was ported on a day."""
    if port.prepaid:
        return base._replace(request=day, ends=day, charged=day, gate=day - 1)
    choices, _ = closing_choices(port.contract, port.rules)
    charged = max(_charged(_line(port, each, day), day) for each in choices)
    return base._replace(request=day, ends=day, charged=charged, gate=day - 1)


def _charged(line: LineRules, ends: int) -> int:
    """Return the last day charged for; nothing is sent back, so no transit counts."""
    return ends if line.by_day(ends, ends) else period_end(ends, line.closing)


def _line(port: Port, closing: int, needed: int) -> LineRules:
    return LineRules(port.contract, port.rules, port.business, channel=None, closing=closing, needed=needed)
