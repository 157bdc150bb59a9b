"""Say when a line ends and how far it is charged, for every possible request day.

One `LineRules` holds the rules of a contract for one channel and one closing day; the
functions answer for single request days. Days are ordinals. Sources: docs/planning.md 1-3 and
docs/decisions.md 1-8.
"""

from __future__ import annotations

from datetime import date, time
from enum import IntEnum
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tracker.core.channels import channel_header
from tracker.core.dates import (
    business_days_after,
    closing_before,
    day_in_month,
    is_business_day,
    month_index,
    period_end,
)
from tracker.core.model import MONTH_END, BusinessCalendar, Carrier, Channel, Contract, Effect, Fact
from tracker.core.rules import Rules, Situation, once_per_situation, rules_at

EARLIEST_REQUEST = 400
"""Days before the departure on which the first request day lies (docs/planning.md 3.1)."""

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


# Named once: asking an enumeration for a member is slow on Python 3.11.
_ON_RETURN, _CHOICE, _CHOSEN_DAY = Effect.ON_RETURN, Effect.CHOICE, Effect.CHOSEN_DAY
_MONTH_END, _PERIOD_END = Effect.MONTH_END, Effect.PERIOD_END
_COUNTERS = (Channel.SHOP, Channel.POST)
_ENDING_EFFECTS = (None, Effect.SAME_DAY, Effect.ON_RETURN)


def _figures(rules: Rules, header: str, key: str, request: int) -> tuple[int, ...]:
    """Return a cut-off figure, after it those of the unanswered conditions above it."""
    decision = rules.decide(header, key, request)
    figures = [fact.value for fact in (decision.fact, *decision.open) if fact is not None]
    return tuple(figure for figure in figures if isinstance(figure, int))


def _strictest(rules: Rules, header: str, key: str, request: int) -> int | None:
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
_LEAVE_BY = ("cutoff", "days_before_departure")


def _regime(rules: Rules, request: int) -> Regime:
    """Return the effect and cut-offs in force on a request day."""
    fact = rules.fact("effect", "ends", request)
    effect = Effect(str(fact.value)) if fact is not None else None
    own_notice = _strictest(rules, "effect", "notice_days", request)
    cutoff_notice = _strictest(rules, "cutoff", "notice_days", request)
    notice = own_notice if own_notice is not None else (cutoff_notice or 0)
    if effect is None and notice > 0:
        effect = Effect.CHOSEN_DAY
    return Regime(
        effect,
        notice,
        _figures(rules, "cutoff", "day", request),
        _strictest(rules, "cutoff", "days_before_end", request),
        cutoff_notice,
    )


def _by_day(rules: Rules, request: int, ends: int) -> bool:
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


_UNKNOWN = Age.UNKNOWN


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
        rules = rules.without_timed(_turns(carrier, at))
    header = channel_header(channel)
    effect = rules.text("effect", "ends")
    timed = any(rules.is_timed(place, key, aged=aged) for place, key in _REGIME_KEYS)
    regime = None if timed else _regime(rules, at.day)
    timed_proration = rules.is_timed("proration", "last_month", aged=aged)
    by_day = None if timed_proration else _by_day(rules, at.day, at.day)
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
        leave_by=_strictest(rules, *_LEAVE_BY, at.day),
        leave_by_varies=_LEAVE_BY in rules.table and _LEAVE_BY not in rules.settled,
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
        is_settled=not at.day and not _turns(carrier, at),
    )


@lru_cache(maxsize=1024)
def _turns(carrier: Carrier, at: Situation) -> tuple[tuple[str, str], ...]:
    """Return the values of a line that depend on days."""
    settled = rules_at(carrier, at).settled
    table = rules_at(carrier, at).table
    return tuple(place for place in (*_REGIME_KEYS, _PRORATION) if place in table and place not in settled)


class LineRules:
    """Answer for one contract, channel and closing day; `needed` (N) matters for chosen days."""

    __slots__ = (
        "always_open",
        "business",
        "channel",
        "closing",
        "contract",
        "effect",
        "ends_line",
        "ends_rise",
        "from_abroad",
        "is_monotone",
        "is_plain",
        "needed",
        "rules",
        "terms",
        "whole_periods",
    )

    def __init__(
        self,
        contract: Contract,
        rules: Rules,
        calendar: BusinessCalendar,
        *,
        channel: Channel | None,
        closing: int,
        needed: int,
    ) -> None:
        """Narrow the rules of a contract to a channel and a closing day (1 to 31); needed is an ordinal."""
        self.contract = contract
        self.business = calendar
        self.channel = channel
        self.closing = closing
        self.needed = needed
        self.rules = rules.on(contract, channel=channel, closing=closing)
        terms = terms_of(rules.carrier, self.rules.at, channel, self._age(contract))
        self.terms = terms
        self.always_open = terms.open_days.always
        self.from_abroad = terms.from_abroad
        self.effect = terms.effect
        self.ends_line = terms.effect in _ENDING_EFFECTS
        self.is_plain = terms.is_plain
        self.whole_periods = terms.whole_periods
        by_month = terms.effect is not _CHOICE or closing == MONTH_END
        self.ends_rise = terms.ends_rise and by_month
        self.is_monotone = terms.is_monotone and by_month

    def _age(self, contract: Contract) -> Age:
        """Tell whether conditions on the contract's age can matter for any request day.

        A contract that is past every limit on the first request day stays past them.
        """
        rules = self.rules
        turns = _turns(rules.carrier, rules.at)
        if not turns or rules.start is None or (leaves := contract.leaves) is None:
            return _UNKNOWN
        first = leaves.toordinal() - EARLIEST_REQUEST
        old = all(rules.has_outgrown(header, key, first) for header, key in turns)
        return Age.OUTGROWN if old else Age.MATTERS

    def ends_on_request(self, request: int) -> bool:
        """Tell whether a request on a day ends the line itself, by the effect in force then."""
        if self.terms.regime is not None:
            return self.ends_line
        fact = self.rules.fact("effect", "ends", request)
        return (Effect(str(fact.value)) if fact is not None else None) in _ENDING_EFFECTS

    @property
    def leave_by(self) -> int | None:
        """Return the days before the departure by which it has to be asked for, None without such a rule."""
        leaves = self.contract.leaves
        if leaves is None or not self.terms.leave_by_varies:
            return self.terms.leave_by
        return _strictest(self.rules, *_LEAVE_BY, leaves.toordinal())

    @property
    def by_day_always(self) -> bool:
        """Tell whether the last period is prorated by the day whatever the day."""
        return self.terms.by_day is True

    def regime(self, request: int) -> Regime:
        """Return what holds on a request day."""
        regime = self.terms.regime
        return regime if regime is not None else _regime(self.rules, request)

    def is_open(self, day: int) -> bool:
        """Tell whether the channel takes a request on a day (leaving aside the departure)."""
        return self.always_open or self.terms.open_days.holds(day, self.business)

    def approval(self, request: int) -> int:
        """Return the day from which the effect counts: the request, after the longest review."""
        terms = self.terms
        if not terms.is_reviewed:
            return request
        return max(
            request + terms.review_days, business_days_after(request, terms.review_business, self.business)
        )

    def _first_end_made(self, approval: int, closing: int, regime: Regime) -> int:
        """Return the first closing day whose cut-offs the approval day meets."""
        end = period_end(approval, closing)
        while not self._makes(approval, end, regime):
            end = period_end(end + 1, closing)
        return end

    @staticmethod
    def _makes(approval: int, end: int, regime: Regime) -> bool:
        if approval > end - (regime.before_end or 0):
            return False
        if regime.cutoff_notice is not None and approval + regime.cutoff_notice > end:
            return False
        days = regime.cutoff_days
        return not days or all(approval <= cutoff_before(end, day) for day in days)

    def ends(self, request: int) -> int:
        """Return the last day the line works when the cancellation is asked for on `request`."""
        if self.is_plain:
            return request
        regime = self.terms.regime or self.regime(request)
        effect = regime.effect
        if effect is _ON_RETURN:
            return request
        approval = self.approval(request) if self.terms.is_reviewed else request
        if effect is _MONTH_END:
            return self._first_end_made(approval, MONTH_END, regime)
        if effect is _PERIOD_END:
            return self._first_end_made(approval, self.closing, regime)
        if effect is _CHOSEN_DAY:
            return max(self.needed, approval + regime.notice)
        same_day = approval + (regime.cutoff_notice or 0)
        if effect is not _CHOICE:
            return same_day
        later = self._first_end_made(approval, MONTH_END, regime)
        if self.charged_to(same_day, request) == self.charged_to(later, request):
            return max(same_day, later)
        # The nearer to N; on a tie the later, which costs no day of service.
        return min((abs(end - self.needed), -end) for end in (same_day, later))[1] * -1

    def by_day(self, ends: int, request: int) -> bool:
        """Tell whether the last period is prorated by the day for a line that ends on a day."""
        always = self.terms.by_day
        return always if always is not None else _by_day(self.rules, request, ends)

    def charged_to(self, ends: int, request: int) -> int:
        """Return the last day charged for when the line ends on `ends`."""
        if self.whole_periods:
            return period_end(ends, self.closing)
        held = ends
        settled = self.terms.regime is not None
        if (self.effect if settled else self.regime(request).effect) is _ON_RETURN:
            held = self.arrival(request)
        return held if self.by_day(ends, request) else period_end(held, self.closing)

    @property
    def transit(self) -> tuple[int, int]:
        """Return how long a posted item travels (`transit_of`)."""
        return transit_of(self.rules)

    def arrival(self, posted: int) -> int:
        """Return the day a posted item arrives."""
        days, business = self.transit
        return max(posted + days, business_days_after(posted, business, self.business))

    def charged(self, request: int) -> int:
        """Return the last day charged for when asked for on `request`."""
        return self.charged_to(self.ends(request), request)

    def base_is_free(self) -> bool:
        """Tell whether the base fee is known to be 0."""
        if self.contract.fee_yen is not None:
            return self.contract.fee_yen == 0
        return self.rules.number("fee.base", "yen") == 0

    def closes_at(self, closes: int) -> tuple[time, Fact] | None:
        """Return the last moment on the last day, with the fact that says so; 24:00 counts as none."""
        hours = _hours(self.rules, self.channel)
        # The hour of a cut-off day counts only where the line would end later a day after.
        found = [
            (clock, fact)
            for clock, fact in hours
            if fact.key != "time" or self.ends(closes + 1) > self.ends(closes)
        ]
        if not found:
            return None
        clock, fact = min(found, key=itemgetter(0))
        return time.fromisoformat(clock), fact


@once_per_situation
def _hours(rules: Rules, channel: Channel | None) -> tuple[tuple[str, Fact], ...]:
    """Return the last moments of a day that may count, each with the fact that says so; not 24:00."""
    facts = [rules.fact("cutoff", "daily"), rules.fact("cutoff", "time")]
    if channel in _COUNTERS:
        # The hour of the carrier's systems says nothing of a counter.
        facts = facts[1:]
    found = [(fact.value, fact) for fact in facts if fact is not None and isinstance(fact.value, str)]
    opening = rules.fact(channel_header(channel), "hours")
    if opening is not None and isinstance(opening.value, str) and "-" in opening.value:
        found.append((opening.value.rpartition("-")[2], opening))
    return tuple((clock, fact) for clock, fact in found if clock < "24:00")


def transit_of(rules: Rules) -> tuple[int, int]:
    """Return how long a posted item travels, in calendar and in business days; the longer counts."""
    days = rules.number("return", "transit_days")
    business = rules.number("return", "transit_business_days")
    if days is None and business is None:
        return 0, TRANSIT_BUSINESS_DAYS
    return days or 0, business or 0


_ANY_DAY = tuple(range(1, MONTH_END + 1))


def closing_choices(contract: Contract, rules: Rules) -> tuple[tuple[int, ...], bool]:
    """Return the closing days to plan for, and whether the day is known.

    One day when it is known; otherwise every day it can be (docs/decisions.md 8).
    """
    fact = rules.fact("closing", "day")
    given = contract.closing_day
    if fact is None:
        if rules.text("effect", "ends") == _MONTH_END:
            return (MONTH_END,), True
        return ((given,), True) if given is not None else (_ANY_DAY, False)
    if isinstance(fact.value, int):
        return (fact.value,), True
    if fact.value == "contract-day":
        if contract.signed is not None:
            day = contract.signed.day - 1
            return (day or MONTH_END,), True
        return ((given,), True) if given is not None else (_ANY_DAY, False)
    choices = rules.fact("closing", "choices")
    listed = (
        tuple(day for day in choices.value if isinstance(day, int))
        if choices is not None and isinstance(choices.value, tuple)
        else _ANY_DAY
    )
    if given is not None and given in listed:
        return (given,), True
    return listed, False
