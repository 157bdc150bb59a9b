"""Say of a line what the other SIMs on its contract have to know (docs/decisions.md 53 to 56).

Days inside are ordinals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.core.additional import AWAY, CANCEL, LEAVES, PORT, rule_of
from tracker.core.catalogue import Policy
from tracker.core.charges import base_fee
from tracker.core.contract import Beside, BusinessCalendar, Contract, Leaving, Mark
from tracker.core.dates import date_of
from tracker.core.endings import Ending, mark_of
from tracker.core.facts import Carrier
from tracker.core.line import LineRules
from tracker.core.outlook import Outlook, look
from tracker.core.porting import STEP
from tracker.core.rules import Rules
from tracker.core.spans import Span
from tracker.core.words import State


def besides(
    contract: Contract,
    others: Iterable[Contract],
    carrier: Carrier,
    policy: Policy,
    calendar: BusinessCalendar,
    today: date,
) -> tuple[Beside, ...]:
    """Return what a line has to know of the others on its contract, all with one carrier, on a day.

    `others` are the main SIM of an additional one, or the additional SIMs of a main one. What the main
    SIM demands of the additional ones does not hang on them again.
    """

    def seen(other: Contract, day: date, *, main: bool) -> Beside:
        if other.archived:
            return Beside(other.name, main, AWAY)
        return side_of(look(other, carrier, policy, calendar, max(day, other.recorded)), main=main)

    def main_of(extra: Contract, main: Contract, day: date) -> Beside:
        """Return the main SIM of an additional one, as it stands on a day and on that of the recording."""
        alone = replace(main, beside=())
        return seen(alone, day, main=True)._replace(then=seen(alone, extra.recorded, main=True).now)

    def extra_on(extra: Contract, day: date) -> Beside:
        tied = replace(extra, beside=(main_of(extra, contract, max(day, extra.recorded)),))
        return seen(tied, day, main=False)

    if contract.shares is not None:
        return tuple(main_of(contract, other, today) for other in others)
    return tuple(
        extra_on(extra, today)._replace(then=extra_on(extra, contract.recorded).now) for extra in others
    )


def side_of(view: Outlook, *, main: bool) -> Beside:
    """Return what the others on its contract have to know of a line on the day of its outlook."""
    contract, now = view.contract, view.now
    mark = _mark(view)
    done: date | None = None
    if mark is not None and mark.state is State.DONE:
        done = mark.on or date_of(view.today)
    return Beside(
        contract.name,
        main,
        view.way,
        rule_of(Rules.of(view.carrier, contract)),
        now=_leaving(view, main=main),
        done=done,
        soonest=_soonest(view),
        free=_free(view),
        until=_until(view),
        dated=now is not None,
        month=_month(view, now.line, now) if now is not None and now.line is not None else None,
    )


def _mark(view: Outlook) -> Mark | None:
    """Return what the person did with the step by which the line leaves its contract."""
    return mark_of(view.contract, STEP if view.way == PORT else "cancel") if view.way in LEAVES else None


def _leaving(view: Outlook, *, main: bool) -> Leaving | None:
    """Return when a line leaves its contract, None once it has, or where no day is known."""
    base, now, mark = view.base, view.now, _mark(view)
    if base is None or now is None or view.way not in LEAVES:
        return None
    if mark is not None and mark.state is State.DONE:
        return None
    moved = mark.moved_to if mark is not None else None
    if moved is not None and moved.toordinal() < view.today:
        moved = None
    if view.way == PORT:
        due = base.request if view.today <= base.closes else now.request
        return Leaving(moved or date_of(due), moved or date_of(now.closes))
    if now.window is None:
        return None
    if main:
        return Leaving(moved or date_of(now.window.recommended), moved or date_of(now.window.closes))
    return Leaving(date_of(now.request), date_of(now.window.closes))


def _soonest(view: Outlook) -> date | None:
    """Return the first day from today on which the cancellation can be asked for, in Japan if possible."""
    window = view.now.window if view.now is not None else None
    if view.way != CANCEL or window is None or view.departure is None:
        return None
    day = Span(window.line, view.today, _last_in_japan(view, window.line)).next_open(view.today)
    return date_of(day if day is not None else window.request)


def _last_in_japan(view: Outlook, line: LineRules) -> int:
    assert view.departure is not None  # noqa: S101 - only a line with a window is asked
    return view.departure - max(line.leave_by or 1, 1)


def _free(view: Outlook) -> date | None:
    """Return the last day on which leaving costs no further period, None where that is not known."""
    now = view.now
    if now is None or now.line is None:
        return None
    if view.way == PORT:
        return date_of(now.charged - _wait(now))
    return date_of(now.charged) if now.line.is_plain else None


def _wait(now: Ending) -> int:
    """Return the days after which a port counts."""
    return max(now.ends - now.closes, 0)


def _until(view: Outlook) -> date | None:
    """Return the last day on which the line can still leave its contract, None where that is not known."""
    now, departure = view.now, view.departure
    if now is None or now.line is None:
        return None
    ahead = departure is not None and view.today < departure
    if view.way == PORT:
        return date_of(departure - 1 - _wait(now)) if ahead and departure is not None else date.max
    if ahead and now.line.always_open:
        return date_of(_last_in_japan(view, now.line))
    return None


def _month(view: Outlook, line: LineRules, now: Ending) -> int | None:
    """Return what one more period costs, None where unknown or charged by the day."""
    return None if line.by_day(now.ends, now.request) else base_fee(view.rules, view.contract)
