"""Read what a carrier's rules say of a line in one situation, leaving aside the days.

Everything here is found once for all contracts in a situation; `tracker.core.line` asks it with days.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from tracker.core.channels import channel_header
from tracker.core.contract import BusinessCalendar
from tracker.core.dates import closing_before, day_in_month, is_business_day, month_index
from tracker.core.facts import Carrier
from tracker.core.rules import Rules, Situation, rules_at
from tracker.core.words import Channel, Effect

TRANSIT_BUSINESS_DAYS = 3
"""Days a posted item is taken to travel when nothing is known (docs/planning.md 2, on-return)."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class OpenDays(NamedTuple):
    """Tell on which days a channel takes requests."""

    weekdays: frozenset[int]
    holidays: bool
    ranges: tuple[tuple[int, int], ...]
    """Closed ranges as (month * 100 + day), both inclusive; may run over the year end."""
    business: bool
    always: bool

    def holds(self, day: int, calendar: BusinessCalendar) -> bool:
        """Tell whether a day is open."""
        if self.business and not is_business_day(day, calendar):
            return False
        if (day - 1) % 7 not in self.weekdays:
            return False
        if not self.holidays and day in calendar.holidays:
            return False
        if not self.ranges:
            return True
        moment = date.fromordinal(day)
        at = moment.month * 100 + moment.day
        return not any(
            first <= at <= last if first <= last else at >= first or at <= last for first, last in self.ranges
        )


_EVERY_DAY = OpenDays(frozenset(range(7)), True, (), False, True)
_YEAR_END = (1231, 103)


@lru_cache(maxsize=256)
def open_days_of(channel: Channel | None, days: str | None, closed: tuple[str, ...]) -> OpenDays:
    """Return the open days from a channel's `days` and `closed` words."""
    if channel is None:
        return _EVERY_DAY
    weekdays = set(range(5)) if days == "weekdays" else set(range(7))
    ranges: list[tuple[int, int]] = []
    for word in closed:
        if word in _WEEKDAYS:
            weekdays.discard(_WEEKDAYS.index(word))
        elif word != "holidays":
            first, _, last = word.partition("..")
            ranges.append((int(first.replace("-", "")), int((last or first).replace("-", ""))))
    if channel is Channel.SHOP and not any(".." in word for word in closed):
        ranges.append(_YEAR_END)
    holidays = "holidays" not in closed
    business = channel is Channel.POST
    always = len(weekdays) == 7 and holidays and not ranges and not business
    return OpenDays(frozenset(weekdays), holidays, tuple(ranges), business, always)


class Regime(NamedTuple):
    """Hold the effect and the cut-offs in force on a request day."""

    effect: Effect | None
    notice: int
    cutoff_days: tuple[int, ...]
    """Days of the month that may be a cut-off, all to be met: the closing day decides which comes first."""
    before_end: int | None
    cutoff_notice: int | None


ENDING_EFFECTS = (None, Effect.SAME_DAY, Effect.ON_RETURN)
"""Effects of which the request itself ends the line; an unknown one is planned so."""


def _figures(rules: Rules, header: str, key: str, request: int) -> tuple[int, ...]:
    """Return a cut-off figure, after it those of the unanswered conditions above it."""
    decision = rules.decide(header, key, request)
    figures = [fact.value for fact in (decision.fact, *decision.open) if fact is not None]
    return tuple(figure for figure in figures if isinstance(figure, int))


def strictest(rules: Rules, header: str, key: str, request: int) -> int | None:
    """Return a cut-off in days; an unanswered value wins where it makes the cut-off earlier."""
    return max(_figures(rules, header, key, request), default=None)


class LineTerms(NamedTuple):
    """Hold what a carrier's rules say for a situation and channel, leaving aside the days.

    `regime` is None when it changes with the request day, `by_day` when it does with the line's end.
    """

    review_days: int
    review_business: int
    from_abroad: bool | None
    open_days: OpenDays
    leave_by: int | None
    leave_by_varies: bool
    """It hangs on the age of the contract or on the day of the departure."""
    effect: Effect | None
    regime: Regime | None
    by_day: bool | None
    is_plain: bool
    """The line ends on the day of the request."""
    ends_rise: bool
    """No later request ends the line earlier."""
    is_monotone: bool
    """The same, and none is charged for less."""
    whole_periods: bool
    """The line is charged to the end of the period that holds its end, whatever the day."""
    is_reviewed: bool
    """A request counts only once it has been looked at."""
    is_settled: bool
    """Nothing of all this hangs on days."""


_REGIME_KEYS = (
    ("effect", "ends"),
    ("effect", "notice_days"),
    ("cutoff", "day"),
    ("cutoff", "days_before_end"),
    ("cutoff", "notice_days"),
)
_PRORATION = ("proration", "last_month")
LEAVE_BY = ("cutoff", "days_before_departure")
"""The value that says how many days before the departure one has to ask."""


def regime_on(rules: Rules, request: int) -> Regime:
    """Return the effect and cut-offs in force on a request day."""
    fact = rules.fact("effect", "ends", request)
    effect = Effect(str(fact.value)) if fact is not None else None
    own_notice = strictest(rules, "effect", "notice_days", request)
    cutoff_notice = strictest(rules, "cutoff", "notice_days", request)
    notice = own_notice if own_notice is not None else (cutoff_notice or 0)
    if effect is None and notice > 0:
        effect = Effect.CHOSEN_DAY
    return Regime(
        effect,
        notice,
        _figures(rules, "cutoff", "day", request),
        strictest(rules, "cutoff", "days_before_end", request),
        cutoff_notice,
    )


def prorated(rules: Rules, request: int, ends: int) -> bool:
    """Tell whether the last period is charged by the day; an open condition has to say so in every case."""
    decision = rules.decide("proration", "last_month", request, ends)
    if decision.fact is not None:
        return decision.fact.value == "daily"
    return bool(decision.open) and all(fact.value == "daily" for fact in decision.open)


def cutoff_before(end: int, day: int) -> int:
    """Return the latest such day of a month that is not after the end of a period."""
    cutoff = day_in_month(month_index(end), day)
    return cutoff if cutoff <= end else closing_before(end, day)


class Age(IntEnum):
    """Say what the age of a contract does to its rules."""

    UNKNOWN = 0
    MATTERS = 1
    OUTGROWN = 2


def _always_month_end(regime: Regime, *, by_day: bool) -> bool:
    """Tell whether a choice is between ends of one price, for lines closed at the end of the month."""
    cutoffs = (regime.cutoff_days, regime.before_end, regime.cutoff_notice)
    return not by_day and not any(cutoffs)


@lru_cache(maxsize=1024)
def terms_of(carrier: Carrier, at: Situation, channel: Channel | None, age: Age) -> LineTerms:
    """Return what the rules say of a line for a situation and channel."""
    rules = rules_at(carrier, at)
    aged = age is Age.MATTERS
    if age is Age.OUTGROWN:
        rules = rules.without_timed(turns_of(carrier, at))
    header = channel_header(channel)
    effect = rules.text("effect", "ends")
    timed = any(rules.is_timed(place, key, aged=aged) for place, key in _REGIME_KEYS)
    regime = None if timed else regime_on(rules, at.day)
    timed_proration = rules.is_timed("proration", "last_month", aged=aged)
    by_day = None if timed_proration else prorated(rules, at.day, at.day)
    review_days = rules.number(header, "review_days") or 0
    review_business = rules.number(header, "review_business_days") or 0
    # A choice takes whichever end lies nearer to N where the prices differ, so its line ends
    # do not rise with the request day; rules that change with time need not either.
    is_monotone = (
        regime is not None
        and by_day is not None
        and (regime.effect is not Effect.CHOICE or _always_month_end(regime, by_day=by_day))
    )
    return LineTerms(
        review_days=review_days,
        review_business=review_business,
        from_abroad=rules.flag(header, "from_abroad"),
        open_days=open_days_of(channel, rules.text(header, "days"), rules.words(header, "closed")),
        leave_by=strictest(rules, *LEAVE_BY, at.day),
        leave_by_varies=LEAVE_BY in rules.table and LEAVE_BY not in rules.settled,
        effect=Effect(effect) if effect is not None else None,
        regime=regime,
        by_day=by_day,
        is_plain=(
            regime is not None
            and regime.effect in (None, Effect.SAME_DAY)
            and not (regime.cutoff_notice or review_days or review_business)
        ),
        ends_rise=is_monotone
        or (regime is not None and regime.effect not in (Effect.CHOICE, Effect.ON_RETURN)),
        is_monotone=is_monotone,
        whole_periods=by_day is False and regime is not None and effect != Effect.ON_RETURN,
        is_reviewed=bool(review_days or review_business),
        is_settled=not at.day and not turns_of(carrier, at),
    )


@lru_cache(maxsize=1024)
def turns_of(carrier: Carrier, at: Situation) -> tuple[tuple[str, str], ...]:
    """Return the values of a line that depend on days."""
    settled = rules_at(carrier, at).settled
    table = rules_at(carrier, at).table
    return tuple(place for place in (*_REGIME_KEYS, _PRORATION) if place in table and place not in settled)


def transit_of(rules: Rules) -> tuple[int, int]:
    """Return how long a posted item travels, in calendar and in business days; the longer counts."""
    days = rules.number("return", "transit_days")
    business = rules.number("return", "transit_business_days")
    if days is None and business is None:
        return 0, TRANSIT_BUSINESS_DAYS
    return days or 0, business or 0
