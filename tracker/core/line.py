"""Say when a line ends and how far it is charged, for every possible request day.

One `LineRules` holds the rules of a contract for one channel and one closing day; the
functions answer for single request days. Days are ordinals. Sources: PLANNING 1-3 and
docs/decisions.md 1-8.
"""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from tracker.core.dates import (
    business_days_after,
    closing_before,
    day_in_month,
    is_business_day,
    month_index,
    period_end,
)
from tracker.core.model import MONTH_END, BusinessCalendar, Carrier, Channel, Contract, Effect, Fact
from tracker.core.rules import Rules

TRANSIT_BUSINESS_DAYS = 3
"""Days a posted item is taken to travel when nothing is known (PLANNING 2, on-return)."""

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
        if self.always:
            return True
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
    if channel is Channel.SHOP and not ranges:
        ranges.append(_YEAR_END)
    holidays = "holidays" not in closed
    business = channel is Channel.POST
    always = len(weekdays) == 7 and holidays and not ranges and not business
    return OpenDays(frozenset(weekdays), holidays, tuple(ranges), business, always)


class Regime(NamedTuple):
    """Hold the effect and the cut-offs in force on a request day."""

    effect: Effect | None
    notice: int
    cutoff_day: int | None
    before_end: int | None
    cutoff_notice: int | None


def _stricter(rules: Rules, key: str, request: int, *, larger: bool) -> int | None:
    """Return a cut-off figure; an unanswered value wins where it makes the cut-off earlier."""
    decision = rules.decide("cutoff", key, request)
    figures = [fact.value for fact in (decision.fact, *decision.open) if fact is not None]
    numbers = [figure for figure in figures if isinstance(figure, int)]
    if not numbers:
        return None
    return max(numbers) if larger else min(numbers)


class LineRules:
    """Answer for one contract, channel and closing day; `needed` (N) matters for chosen days."""

    __slots__ = (
        "_constant",
        "business",
        "by_day_always",
        "channel",
        "closing",
        "contract",
        "ends_line",
        "from_abroad",
        "is_monotone",
        "leave_by",
        "needed",
        "open_days",
        "review_business",
        "review_days",
        "rules",
        "timed_proration",
    )

    def __init__(
        self,
        contract: Contract,
        carrier: Carrier,
        calendar: BusinessCalendar,
        *,
        channel: Channel | None,
        closing: int,
        needed: int,
    ) -> None:
        """Resolve the rules of `carrier` for `contract` (closing 1 to 31, needed an ordinal)."""
        self.contract = contract
        self.business = calendar
        self.channel = channel
        self.closing = closing
        self.needed = needed
        rules = Rules.of(carrier, contract, channel=channel.value if channel else None, closing=closing)
        self.rules = rules
        header = f"channel.{channel.value}" if channel else ""
        self.review_days = rules.number(header, "review_days") or 0
        self.review_business = rules.number(header, "review_business_days") or 0
        self.from_abroad = rules.flag(header, "from_abroad")
        self.open_days = open_days_of(channel, rules.text(header, "days"), rules.words(header, "closed"))
        self.leave_by = _stricter(rules, "days_before_departure", 0, larger=True)
        timed = any(
            rules.is_timed(place, key)
            for place, key in (
                ("effect", "ends"),
                ("effect", "notice_days"),
                ("cutoff", "day"),
                ("cutoff", "days_before_end"),
                ("cutoff", "notice_days"),
            )
        )
        self._constant = None if timed else self._regime(0)
        self.timed_proration = rules.is_timed("proration", "last_month")
        self.by_day_always = False if self.timed_proration else self._by_day(0)
        effect = self._regime(0).effect if timed else self.regime(0).effect
        self.ends_line = self.effect in (None, Effect.SAME_DAY, Effect.ON_RETURN)
        # A choice prorated by the day prefers whichever end lies nearer to N, so its line
        # ends do not rise with the request day; rules that change with time need not either.
        self.is_monotone = (
            not timed and not self.timed_proration and not (effect is Effect.CHOICE and self.by_day_always)
        )

    @property
    def effect(self) -> Effect | None:
        """Return the effect as the file says it on the departure or, undated, in general."""
        value = self.rules.text("effect", "ends")
        return Effect(value) if value is not None else None

    def regime(self, request: int) -> Regime:
        """Return what holds on a request day."""
        return self._constant if self._constant is not None else self._regime(request)

    def _regime(self, request: int) -> Regime:
        rules = self.rules
        fact = rules.fact("effect", "ends", request)
        effect = Effect(str(fact.value)) if fact is not None else None
        own_notice = rules.decide("effect", "notice_days", request)
        cutoff_notice = _stricter(rules, "notice_days", request, larger=True)
        figures = [fact.value for fact in (own_notice.fact, *own_notice.open) if fact is not None]
        numbers = [figure for figure in figures if isinstance(figure, int)]
        notice = max(numbers) if numbers else (cutoff_notice or 0)
        if effect is None and notice > 0:
            effect = Effect.CHOSEN_DAY
        return Regime(
            effect,
            notice,
            _stricter(rules, "day", request, larger=False),
            _stricter(rules, "days_before_end", request, larger=True),
            cutoff_notice,
        )

    def is_open(self, day: int) -> bool:
        """Tell whether the channel takes a request on a day (leaving aside the departure)."""
        return self.open_days.holds(day, self.business)

    def approval(self, request: int) -> int:
        """Return the day from which the effect counts: the request, after the longest review."""
        if not self.review_days and not self.review_business:
            return request
        return max(
            request + self.review_days, business_days_after(request, self.review_business, self.business)
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
        if regime.cutoff_day is None:
            return True
        cutoff = day_in_month(month_index(end), regime.cutoff_day)
        if cutoff > end:
            cutoff = closing_before(end, regime.cutoff_day)
        return approval <= cutoff

    def ends(self, request: int) -> int:
        """Return the last day the line works when the cancellation is asked for on `request`."""
        regime = self.regime(request)
        effect = regime.effect
        if effect is Effect.ON_RETURN:
            return request
        approval = self.approval(request)
        if effect is Effect.MONTH_END:
            return self._first_end_made(approval, MONTH_END, regime)
        if effect is Effect.PERIOD_END:
            return self._first_end_made(approval, self.closing, regime)
        if effect is Effect.CHOSEN_DAY:
            return max(self.needed, approval + regime.notice)
        same_day = approval + (regime.cutoff_notice or 0)
        if effect is not Effect.CHOICE:
            return same_day
        later = self._first_end_made(approval, MONTH_END, regime)
        if self.charged_to(same_day, request) == self.charged_to(later, request):
            return max(same_day, later)
        # The nearer to N; on a tie the later, which costs no day of service.
        return min((abs(end - self.needed), -end) for end in (same_day, later))[1] * -1

    def _by_day(self, ends: int, request: int | None = None) -> bool:
        decision = self.rules.decide("proration", "last_month", ends if request is None else request, ends)
        if decision.fact is not None:
            return decision.fact.value == "daily"
        return bool(decision.open) and all(fact.value == "daily" for fact in decision.open)

    def by_day(self, ends: int, request: int) -> bool:
        """Tell whether the last period is prorated by the day for a line that ends on a day."""
        return self._by_day(ends, request) if self.timed_proration else self.by_day_always

    def charged_to(self, ends: int, request: int) -> int:
        """Return the last day charged for when the line ends on `ends`."""
        held = ends
        if self.regime(request).effect is Effect.ON_RETURN:
            held = business_days_after(request, TRANSIT_BUSINESS_DAYS, self.business)
        return held if self.by_day(ends, request) else period_end(held, self.closing)

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
        found: list[tuple[str, Fact]] = []
        for header, key in (("cutoff", "daily"), ("cutoff", "time")):
            fact = self.rules.fact(header, key)
            if fact is None or not isinstance(fact.value, str):
                continue
            # The hour of a cut-off day counts only where the line would end later a day after.
            if key == "time" and self.ends(closes + 1) <= self.ends(closes):
                continue
            found.append((fact.value, fact))
        if self.channel is not None:
            fact = self.rules.fact(f"channel.{self.channel.value}", "hours")
            if fact is not None and isinstance(fact.value, str) and "-" in fact.value:
                found.append((fact.value.rpartition("-")[2], fact))
        moments = [(clock, fact) for clock, fact in found if clock < "24:00"]
        if not moments:
            return None
        clock, fact = min(moments, key=lambda moment: moment[0])
        return time.fromisoformat(clock), fact


def closing_choices(contract: Contract, carrier: Carrier) -> tuple[tuple[int, ...], bool]:
    """Return the closing days to plan for, and whether the day is known.

    One day when it is known; otherwise every day it can be (docs/decisions.md 8).
    """
    rules = Rules.of(carrier, contract)
    fact = rules.fact("closing", "day")
    given = contract.closing_day
    unknown = tuple(range(1, MONTH_END + 1))
    if fact is None:
        if rules.text("effect", "ends") == Effect.MONTH_END:
            return (MONTH_END,), True
        return ((given,), True) if given is not None else (unknown, False)
    if isinstance(fact.value, int):
        return (fact.value,), True
    if fact.value == "contract-day":
        if contract.signed is not None:
            day = contract.signed.day - 1
            return (day or MONTH_END,), True
        return ((given,), True) if given is not None else (unknown, False)
    choices = rules.fact("closing", "choices")
    listed = (
        tuple(day for day in choices.value if isinstance(day, int))
        if choices is not None and isinstance(choices.value, tuple)
        else unknown
    )
    if given is not None and given in listed:
        return (given,), True
    return listed, False
