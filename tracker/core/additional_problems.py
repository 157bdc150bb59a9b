"""Find that SIMs on one contract leave it in the wrong order, or in one that nobody knows (PLANNING 5, 6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tracker.core.additional import AWAY, CANCEL, HEADER, LEAVES, PORT, STAYS, TOO_EARLY, order_of
from tracker.core.beside import side_of
from tracker.core.case import Case, Found
from tracker.core.contract import Beside, Leaving
from tracker.core.dates import date_of
from tracker.core.model import Remedy, Term, TextValue
from tracker.core.outlook import Outlook
from tracker.core.porting import STEP
from tracker.core.rules import Rules

CODE = "additional-sim-order"
_DAY = timedelta(days=1)
_PERIOD = timedelta(days=28)
"""Days after the last free one of which surely no more than one further period is charged."""


def wrong_order(case: Case) -> Iterator[Found]:
    """Find what is wrong between this line and each of the other SIMs on its contract."""
    view = case.view
    for other in view.contract.beside:
        if other.how == AWAY:
            continue
        own = side_of(view, main=not other.main)
        main, extra = (other, own) if other.main else (own, other)
        if main.how not in LEAVES or extra.done is not None:
            continue
        known = extra.how != PORT and order_of(own.rule, other.rule, main.how) is not None
        if known and main.done is not None:
            yield _gone(view, main, extra, main.done)
        elif known and main.now is not None:
            yield from _ahead(view, main, extra, main.now)
        elif not known and main.done is None:
            yield _found(view, main, extra, "unknown")


def _found(
    view: Outlook,
    main: Beside,
    extra: Beside,
    variant: str,
    *ways: Remedy,
    on: date | None = None,
    days: int | None = None,
    **more: TextValue,
) -> Found:
    """Return the problem; all but the unknown order say how the main SIM leaves."""
    values: dict[str, TextValue] = {"name": extra.name, "other": main.name, **more}
    if variant != "unknown":
        values["how"] = Term(f"term.main-leaves.{main.how}")
    steps = {PORT: (STEP,), CANCEL: ("cancel",)}.get(view.way, ())
    when = on.toordinal() if on is not None else view.today
    return Found(CODE, tuple(values.items()), steps, days, when, variant=variant, remedies=ways)


def _ahead(view: Outlook, main: Beside, extra: Beside, leaving: Leaving) -> Iterator[Found]:
    """Find that the additional SIM goes too late, or not at all, for a main one that has not left yet."""
    today, last = date_of(view.today), leaving.last - _DAY
    if extra.now is None:
        wanted = extra.how == STAYS or (extra.how == CANCEL and not extra.dated)
        ways: tuple[Remedy, ...] = ()
        if wanted and last >= today:
            ways = (_way("additional-too", last, None, name=extra.name, day=last),)
        yield _found(view, main, extra, "stays", *ways, on=leaving.last, last=leaving.last)
    elif extra.now.day > last:
        yield _late(view, main, extra, extra.now, leaving)


def _late(view: Outlook, main: Beside, extra: Beside, own: Leaving, leaving: Leaving) -> Found:
    """Return that the additional SIM is cancelled too late: by the day set for it, or as none is left."""
    last = leaving.last - _DAY
    ways: tuple[Remedy, ...] = ()
    more: dict[str, TextValue] = {}
    if own.last <= last:
        variant, day = "moved", own.day
        more["day"] = day
        ways = (_way("additional-earlier", own.last, None, name=extra.name, day=own.last),)
    else:
        variant, day = "", extra.soonest or own.day
    after = day + _DAY
    if main.until is not None and after <= main.until:
        cost = _cost(main, after)
        told: dict[str, TextValue] = {"name": extra.name, "first": day, "other": main.name, "day": after}
        ways += (_way(f"main-later.{main.how}", after, cost, **told, yen=cost or None),)
    if _costs_a_month(view):
        told = {"name": extra.name, "other": main.name, "day": leaving.last, "yen": extra.month}
        ways += (_way("main-anyway", leaving.last, extra.month, **told),)
    missing = (day - last).days
    return _found(view, main, extra, variant, *ways, on=last, days=missing, last=leaving.last, **more)


def _gone(view: Outlook, main: Beside, extra: Beside, done: date) -> Found:
    """Return that the main SIM has left before the additional one."""
    ways: tuple[Remedy, ...] = ()
    if extra.soonest is not None:
        ways = (_way("additional-now", extra.soonest, None, name=extra.name, day=extra.soonest),)
    yen = extra.month if _costs_a_month(view) else None
    return _found(view, main, extra, "gone", *ways, on=done, done=done, yen=yen)


def _costs_a_month(view: Outlook) -> bool:
    """Tell whether the wrong order is known to cost a month more, and nothing worse."""
    return Rules.of(view.carrier, view.contract).text(HEADER, TOO_EARLY) == "month-more"


def _cost(main: Beside, day: date) -> int | None:
    """Return what the main SIM costs more if it leaves on a day, None where unknown."""
    if main.free is None:
        return None
    if day <= main.free:
        return 0
    return main.month if day <= main.free + _PERIOD else None


def _way(name: str, on: date, cost: int | None, /, **values: TextValue) -> Remedy:
    return Remedy(f"remedy.{name}.text", tuple(values.items()), on, cost)
