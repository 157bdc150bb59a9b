"""Say how the line of a contract ends: as planned on the day recorded, and as it stands today.

The first dates every step up to the cancellation and does not move as days pass; the second
gives the request and everything after it (docs/planning.md 3.5). Days are ordinals.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.core.channels import existing_channels
from tracker.core.contract import Contract, Mark
from tracker.core.facts import Carrier
from tracker.core.line import LineRules, closing_choices
from tracker.core.rules import Rules
from tracker.core.spans import FREE, Limits, Request
from tracker.core.window import Window, charged_through, find_window, seen_later, window_of
from tracker.core.words import State


class Ending(NamedTuple):
    """Hold one view of how the line ends: request T, line end E, gate, and the window days."""

    request: int
    ends: int
    charged: int
    gate: int
    opens: int
    closes: int
    window: Window | None
    line: LineRules | None
    ends_line: bool = False
    """The request itself ends the line."""
    choices: tuple[int, ...] = ()
    """The closing days of a line that has no window, where it is unknown which it is."""
    by_carrier: bool = False
    """The carrier has ended the line, because it was lost and nothing was done."""


Membership = tuple[str, Carrier, Window | None]
"""The header of a linked contract, its carrier and its window."""


def mark_of(contract: Contract, key: str) -> Mark | None:
    """Return what the person did with a step, None if nothing."""
    return next((mark for mark in contract.marks if mark.key == key), None) if contract.marks else None


def without_request(ends: int, gate: int) -> Ending:
    """Return the ending of a line that nobody has to ask for."""
    return Ending(ends, ends, ends, gate, ends, ends, None, None)


def lost_until(contract: Contract, rules: Rules) -> int | None:
    """Return the last day of a lost line that its carrier ends by itself; None where it is not ended so.

    Whoever has decided what becomes of it has done something.
    """
    days = rules.number("lost", "ends_after_days") if contract.lost is not None else None
    if contract.lost is None or days is None:
        return None
    decided = mark_of(contract, "reissue-or-cancel")
    if decided is not None and decided.state is State.DONE:
        return None
    return contract.lost.toordinal() + days


def endings_of(ask: Request, today: int, limits: Limits = FREE) -> tuple[Ending, Ending]:
    """Return the endings of a line that is cancelled: of the day that is asked for, and of today.

    `limits` are what another SIM on the contract demands as it stands today.
    """
    mark = mark_of(ask.contract, "cancel")
    until = lost_until(ask.contract, ask.rules)
    if until is not None and today > until and (mark is None or mark.state is not State.DONE):
        over = _ended_by_carrier(ask, until)
        return (over if ask.today > until else _ending(ask, find_window(ask), None, None)), over
    first = find_window(ask)
    if mark is None:
        base = _ending(ask, first, None, None)
        if today == ask.today:
            return base, base
        later = ask._replace(today=today)
        return base, _ending(later, seen_later(ask, first, today, limits), None, None)
    if mark.state is State.DONE:
        day = mark.on.toordinal() if mark.on is not None else today
        window = first
        if window is None or day > window.closes:
            window = find_window(ask._replace(today=day)) or window_of(ask, _first_line(ask), day)
        ends = mark.ends.toordinal() if mark.ends is not None else None
        return _ending(ask, first, None, None), _ending(ask, window, day, ends)
    moved = mark.moved_to.toordinal() if mark.moved_to is not None else None
    later = ask._replace(today=today)
    window = first if today == ask.today else seen_later(ask, first, today, limits)
    still = moved if moved is not None and moved >= today else None
    return _ending(ask, first, moved, None), _ending(later, window, still, None)


def _ending(ask: Request, window: Window | None, request: int | None, ends: int | None) -> Ending:
    """Return the ending for a window, with another request day or line end where one is given.

    Without a window (no day is left) the request is dated as for the day that was asked for.
    """
    if window is None:
        line = _first_line(ask)
        day = ask.today if request is None else request
        opens = closes = day
    else:
        line, opens, closes = window.line, window.opens, window.closes
        day = window.request if request is None else request
    if window is not None and request is None:
        last, charged = window.ends, window.charged
    else:
        last = line.ends(day) if ends is None else ends
        charged = line.charged_to(last, day) if window is None else charged_through(ask, window, day, last)
    ends_line = line.ends_on_request(day)
    gate = day - 1 if ends_line else min(last, ask.departure) - 1
    return Ending(day, last, charged, gate, opens, closes, window, line, ends_line)


def _ended_by_carrier(ask: Request, day: int) -> Ending:
    """Return the ending of a line that its carrier ended on a day; nothing is left to ask for."""
    window = window_of(ask, _first_line(ask), day)
    charged = charged_through(ask, window, day, day)
    choices = () if window.closing_known else window.choices
    return Ending(day, day, charged, day - 1, day, day, None, window.line, True, choices, by_carrier=True)


def _first_line(ask: Request) -> LineRules:
    """Return the line on the channel and with the closing day that come first."""
    channels = existing_channels(ask.contract, ask.rules)
    choices, _ = closing_choices(ask.contract, ask.rules)
    return LineRules(
        ask.contract,
        ask.rules,
        ask.business,
        channel=channels[0] if channels else None,
        closing=choices[0],
        needed=ask.needed,
    )


def memberships_of(ask: Request, now: Ending, today: int) -> tuple[Membership, ...]:
    """Return the window of every linked contract: needed until the line ends, not before the request."""
    found: list[Membership] = []
    for header, carrier in ask.rules.carrier.linked:
        linked = Contract(
            name=ask.contract.name,
            carrier=carrier.id,
            recorded=ask.contract.recorded,
            signed=ask.contract.signed,
            payment=ask.contract.payment,
        )
        own = ask._replace(
            contract=linked,
            rules=Rules.of(carrier, linked),
            needed=now.ends,
            explicit=True,
            today=max(today, now.request),
        )
        found.append((header, carrier, find_window(own)))
    return tuple(found)
