"""Reckon the days that the steps of one contract are dated from.

The catalogue names days by anchors (`T`, `gate`, `confirm`, …). Every anchor has a place in
one list per plan, so that an expression is a place and an offset. `T`, `E`, `gate`, `opens` and
`closes` have two places: as planned on the day recorded, for steps up to the cancellation,
and as they stand today, for steps after it (docs/planning.md 3.5, 4). Days are ordinals, None is
unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tracker.core.channels import channel_header
from tracker.core.dates import business_days_after, end_of_month_after, months_later, period_end
from tracker.core.endings import Ending, lost_until
from tracker.core.facts import Carrier
from tracker.core.outlook import Outlook
from tracker.core.rules import Rules, Situation, once_per_situation, rules_at
from tracker.core.words import Channel

AFTER_REQUEST = frozenset({"proof", "clear", "bill", "until"})
"""Rows that are dated by what happens today, not by the plan of the day recorded."""

_COMMON = ("recorded", "D", "expiry", "lost", "pay_until", "alive", "idle_end", "lost_until")
_ENDING = ("T", "E", "gate", "opens", "closes")
_RETURN = ("deadline", "return_start", "return_due")
_AFTERWARDS = (
    "confirm",
    "bill",
    "debit",
    "keep",
    "refund",
    "page",
    "mail",
    *_RETURN,
)
OWN = ("due", "lead_start", "item", "item_start", "membership", "membership_opens", "membership_closes")
"""Anchors that each step has for itself."""

_PLACES = (
    *_COMMON,
    *(f"{name} as recorded" for name in _ENDING),
    *("look", "gate in force"),
    *(f"{name} today" for name in _ENDING),
    *_AFTERWARDS,
    *OWN,
    "never",
)
PLACE_OF = {name: place for place, name in enumerate(_PLACES)}
OWN_PLACES = range(PLACE_OF[OWN[0]], PLACE_OF["never"])
NEVER = PLACE_OF["never"]
"""The place of every anchor that means nothing for a step; it is never reckoned."""

_ANYWHERE = {name: PLACE_OF[name] for name in (*_COMMON, *OWN)}
BEFORE: Mapping[str, int] = {
    **_ANYWHERE,
    **{name: PLACE_OF[f"{name} as recorded"] for name in _ENDING},
    "look": PLACE_OF["look"],
}
"""The places of the anchors of a step up to the cancellation."""
BEFORE_LATEST: Mapping[str, int] = {**BEFORE, "gate": PLACE_OF["gate in force"]}
"""The same for its latest day: once the first window has closed the gate is the new one's."""
AFTER: Mapping[str, int] = {
    **_ANYWHERE,
    **{name: PLACE_OF[f"{name} today"] for name in _ENDING},
    **{name: PLACE_OF[name] for name in _AFTERWARDS},
}
"""The places of the anchors of a step after the request, and of every `until`."""

Days = list[int | None]

_UNKNOWN_ENDING: tuple[int | None, ...] = (None,) * len(_ENDING)
_UNKNOWN_AFTERWARDS: tuple[int | None, ...] = (None,) * len(_AFTERWARDS)
_NOT_YET: tuple[int | None, ...] = (None,) * (len(OWN) + 1)


def anchors_of(view: Outlook) -> Days:
    """Return the days of all anchors, each at its place; those of single steps are still unknown."""
    base, now = view.base, view.now
    expiry = view.expiry if view.expiry is not None or now is None else now.ends
    lost = view.contract.lost
    gate = base.gate if base is not None else None
    if now is not None and has_moved_on(view):
        gate = now.gate
    return [
        view.recorded,
        view.departure,
        expiry,
        lost.toordinal() if lost is not None else None,
        view.pay_until,
        view.alive,
        view.idle.ends,
        lost_until(view.contract, view.rules) if "postpaid" in view.flags else None,
        *_ending(base),
        _look(view, base) if base is not None else None,
        gate,
        *_ending(
            now._replace(ends=expiry) if view.prepaid and now is not None and expiry is not None else now
        ),
        *_afterwards(view),
        *_NOT_YET,
    ]


def has_moved_on(view: Outlook) -> bool:
    """Tell whether the first window has closed, so that today's is another, or the line is gone."""
    base, now = view.base, view.now
    return (
        base is not None
        and now is not None
        and now.window is not base.window
        and (base.window is None or view.today > base.closes or now.by_carrier)
    )


def _ending(ending: Ending | None) -> tuple[int | None, ...]:
    if ending is None:
        return _UNKNOWN_ENDING
    return ending.request, ending.ends, ending.gate, ending.opens, ending.closes


def _look(view: Outlook, base: Ending) -> int:
    """Return T - 30, or a week after recording when a rule that decides the window is unknown."""
    due = base.request - view.shrunk(30)
    window = base.window
    if (window is None or window.closing_known) and _knows_window(view.rules.carrier, view.rules.at):
        return due
    return min(due, view.recorded + 7)


@lru_cache(maxsize=1024)
def _knows_window(carrier: Carrier, at: Situation) -> bool:
    """Tell whether the carrier says what a request does and until when it counts."""
    table = rules_at(carrier, at).table
    return ("effect", "ends") in table and any(header == "cutoff" for header, _ in table)


class _Terms(NamedTuple):
    """Hold what a carrier's rules say of the time after the request; None is unknown."""

    answer_days: int | None
    answer_business: int | None
    refund_months: int | None
    page_days: int | None
    page_months: int | None
    mail_days: int | None
    return_days: int | None
    return_from_request: bool
    return_on: int | None
    return_is_free: bool


@once_per_situation
def _terms(rules: Rules, channel: Channel | None) -> _Terms:
    header = channel_header(channel)
    calendar = (rules.number("confirmation", "days"), rules.number(header, "processing_days"))
    business = (
        rules.number("confirmation", "business_days"),
        rules.number(header, "processing_business_days"),
    )
    return _Terms(
        answer_days=max((days for days in calendar if days is not None), default=None),
        answer_business=max((days for days in business if days is not None), default=None),
        refund_months=rules.last_number("deposit", "refund_months"),
        page_days=rules.number("after.page", "days"),
        page_months=rules.number("after.page", "months"),
        mail_days=rules.number("keep.mail", "apply_within_days"),
        return_days=rules.number("return", "days"),
        return_from_request=rules.text("return", "after") == "request",
        return_on=rules.number("return", "on"),
        return_is_free=rules.number("return", "penalty_yen") == 0,
    )


def _afterwards(view: Outlook) -> tuple[int | None, ...]:
    """Return the days after the request, in the order of their places."""
    now, owed = view.now, view.payments
    if now is not None and view.prepaid:
        return *_UNKNOWN_AFTERWARDS[: -len(_RETURN)], *_rental(view, _terms(view.rules, view.channel), now)
    if now is None or owed is None:
        return _UNKNOWN_AFTERWARDS
    # Only a number that is ported out can have payments without a departure.
    departure = view.departure if view.departure is not None else now.ends + 1
    terms = _terms(view.rules, view.channel)
    ends = now.ends
    page: int | None = None
    if terms.page_days is not None:
        page = ends + terms.page_days
    elif terms.page_months is not None:
        page = months_later(ends, terms.page_months)
    deadline = _deadline(terms, now)
    needed = view.needed if view.needed is not None else departure
    # The card is in use until the departure: it goes into the post box on the way out.
    start = departure if departure <= ends and needed <= departure else ends + 1
    no_hurry = deadline is None and terms.return_is_free
    return (
        _confirm(view, terms, now),
        owed.bill.due,
        owed.last_debit,
        owed.keep,
        end_of_month_after(ends, terms.refund_months) if terms.refund_months is not None else now.request + 7,
        page,
        ends + terms.mail_days if terms.mail_days is not None else None,
        deadline,
        start,
        _return_due(start, departure if no_hurry else departure - 1, deadline),
    )


def _return_due(start: int, before_leaving: int, deadline: int | None) -> int:
    """Return the day to send it back: before leaving, but never after the deadline for that."""
    return max(start, before_leaving if deadline is None else min(before_leaving, deadline))


def _rental(view: Outlook, terms: _Terms, now: Ending) -> tuple[int | None, int, int]:
    """Return the deadline, first day and due day for sending back what ends by itself.

    The deadline counts from the last day of the rental. It goes into the post box on the way out
    where it is in use until the departure, on the last day where it has to, else on the day after.
    """
    departure, expiry, days = view.departure, view.expiry, terms.return_days
    deadline = expiry + days if expiry is not None and days is not None else None
    if departure is not None and (expiry is None or departure <= expiry):
        return deadline, departure, departure
    start = now.ends if deadline == now.ends else now.ends + 1
    return deadline, start, start if departure is None else _return_due(start, departure - 1, deadline)


def _confirm(view: Outlook, terms: _Terms, now: Ending) -> int:
    """Return the day by which the confirmation should be there, counted from the end of a review."""
    approval = now.line.approval(now.request) if now.line is not None else now.request
    days, business = terms.answer_days, terms.answer_business
    if days is None and business is None:
        return max(approval, min(now.request + 7, now.closes))
    return max(approval + (days or 0), business_days_after(approval, business or 0, view.business))


def _deadline(terms: _Terms, now: Ending) -> int | None:
    """Return the last day to send the card back, None when there is none or it is unknown."""
    if terms.return_days is not None:
        return (now.request if terms.return_from_request else now.ends) + terms.return_days
    # The next such day of a month on which the line no longer has to work.
    return period_end(now.ends, terms.return_on) if terms.return_on is not None else None
