"""Answer for the oracle what one line over one channel does, request day by request day.

The numbers in brackets are those of docs/decisions.md. Ends and charges are remembered between
questions, because they do not change.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from oracle_days import (
    ONE_DAY,
    business_days_after,
    closing_before,
    is_business_day,
    is_closed,
    latest_on,
    period_end,
    span,
)
from oracle_rules import Facts, Rules, Spot, day_number, value, values


class Answer(NamedTuple):
    """Hold the window in force today, all days inclusive; `request` is T."""

    channel: str | None
    opens: date
    closes: date
    safe_by: date
    recommended: date
    request: date
    line_ends: date
    charged_through: date


class Offer(NamedTuple):
    """Hold consecutive request days with one billing period of line ends (PLANNING 3.7)."""

    request_from: date
    request_to: date
    line_ends_from: date
    line_ends_to: date
    charged_through: date
    gap_days_min: int
    gap_days_max: int


class Demand(NamedTuple):
    """Hold what another SIM on the contract demands (54, 55); None is nothing."""

    first: date | None = None
    last: date | None = None
    before: date | None = None

    def allows(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


FREE = Demand()


def needed_on(facts: Facts) -> date:
    """Return N as it stands today (16)."""
    if facts.today < facts.departure:
        return facts.needed_until or facts.departure
    return max(facts.needed_until, facts.today) if facts.needed_until is not None else facts.today


class Line:
    """Answer for every request day of one line: open, end and charge.

    `channel` is None where no channel is known, `closing` 1 to 31. Departure and today of
    `facts` do not count here.
    """

    def __init__(self, rules: Rules, facts: Facts, channel: str | None, closing: int) -> None:
        self.rules = rules
        self.facts = facts
        self.channel = channel
        self.closing = closing
        self.spot = Spot(facts=facts, channel=channel, closing=closing)
        self.channel_values: dict[str, Any] = {}
        self.open: dict[date, bool] = {}
        self.effects: dict[date, str | None] = {}
        self.plain_ends: dict[date, date] = {}
        self.cutoffs: dict[tuple[str, date], int | None] = {}
        self.same_days: dict[date, date] = {}
        self.stops: dict[tuple[date, int], date] = {}
        self.charges: dict[tuple[date, date], date] = {}
        self.periods: dict[date, date] = {}
        self.windows: dict[tuple[date, date, bool, Demand], tuple[list[date], list[date]]] = {}

    def get(self, header: str, key: str, request: date) -> Any:
        return value(self.rules, header, key, self.spot._replace(request=request))

    def of_channel(self, key: str) -> Any:
        if self.channel is None:
            return None
        if key not in self.channel_values:
            self.channel_values[key] = value(self.rules, f"channel.{self.channel}", key, self.spot)
        return self.channel_values[key]

    @property
    def works_abroad(self) -> bool | None:
        """Tell whether the channel works from abroad, None if unknown; shop and post never do."""
        known: bool | None = self.of_channel("from_abroad")
        return False if self.channel in ("shop", "post") else known

    def is_open(self, day: date) -> bool:
        if day not in self.open:
            self.open[day] = self._is_open(day)
        return self.open[day]

    def _is_open(self, day: date) -> bool:
        """Tell whether the channel takes a request on a day (2)."""
        if self.channel is None:
            return True
        if self.of_channel("days") == "weekdays" and day.weekday() >= 5:
            return False
        if self.channel == "post" and not is_business_day(day):
            return False
        closed = self.of_channel("closed") or []
        if self.channel == "shop" and not any(".." in word for word in closed):
            closed = [*closed, "12-31..01-03"]
        return not any(is_closed(day, word) for word in closed)

    def effect(self, request: date) -> str | None:
        """Return the effect of a request; an unknown one with a notice is `chosen-day` (5)."""
        if request not in self.effects:
            known: str | None = self.get("effect", "ends", request)
            if known is None and self.notice(request, of_effect=True) > 0:
                known = "unknown-with-notice"
            self.effects[request] = known
        return self.effects[request]

    def ends_line(self, request: date) -> bool:
        return self.effect(request) in (None, "unknown-with-notice", "same-day", "on-return")

    def approved(self, request: date) -> date:
        """Return the day from which the effect counts (3)."""
        if self.channel is None:
            return request
        by_days = request + timedelta(days=self.of_channel("review_days") or 0)
        return max(by_days, business_days_after(request, self.of_channel("review_business_days") or 0))

    def cutoff(self, key: str, request: date) -> int | None:
        """Return the most days of the first cut-off that fits and the unanswered ones above it (7).

        A notice that the person knows of stands before all of them (57).
        """
        if key == "notice_days" and self.facts.notice_days is not None:
            return self.facts.notice_days
        if (key, request) not in self.cutoffs:
            self.cutoffs[key, request] = self._cutoff(key, request)
        return self.cutoffs[key, request]

    def _cutoff(self, key: str, request: date) -> int | None:
        spot = self.spot._replace(request=request)
        found, unanswered = values(self.rules, "cutoff", key, spot)
        numbers = [day_number(number) for number in (found, *unanswered) if number is not None]
        return max(numbers, default=None)

    def cutoff_days(self, request: date) -> list[int]:
        """Return the first day of the month that fits and the unanswered ones above it, all to be met."""
        found, unanswered = values(self.rules, "cutoff", "day", self.spot._replace(request=request))
        return [day_number(number) for number in (found, *unanswered) if number is not None]

    def notice(self, request: date, *, of_effect: bool = False) -> int:
        own = (
            self.get("effect", "notice_days", request)
            if of_effect and self.facts.notice_days is None
            else None
        )
        return own if own is not None else self.cutoff("notice_days", request) or 0

    def same_day(self, request: date) -> date:
        if request not in self.same_days:
            self.same_days[request] = self.approved(request) + timedelta(days=self.notice(request))
        return self.same_days[request]

    def first_stop(self, request: date, day_of_month: int) -> date:
        """Return the first end on that day of a month that a request still makes (4)."""
        if (request, day_of_month) not in self.stops:
            approved = self.approved(request)
            before, days = self.cutoff("days_before_end", request), self.cutoff_days(request)
            notice = self.cutoff("notice_days", request)
            stop = period_end(approved, day_of_month)
            while not (
                approved <= stop
                and (before is None or approved <= stop - timedelta(days=before))
                and all(approved <= latest_on(stop, day) for day in days)
                and (notice is None or approved + timedelta(days=notice) <= stop)
            ):
                stop = period_end(stop + ONE_DAY, day_of_month)
            self.stops[request, day_of_month] = stop
        return self.stops[request, day_of_month]

    def ends(self, request: date, needed: date) -> date:
        """Return the last day that the line works (5)."""
        if request not in self.plain_ends:
            effect = self.effect(request)
            if effect in ("chosen-day", "unknown-with-notice"):
                notice = timedelta(days=self.notice(request, of_effect=True))
                return max(needed, self.approved(request) + notice)
            if effect == "choice":
                return self._chosen(request, needed)
            if effect == "on-return":
                self.plain_ends[request] = request
            elif effect == "month-end":
                self.plain_ends[request] = self.first_stop(request, 31)
            elif effect == "period-end":
                self.plain_ends[request] = self.first_stop(request, self.closing)
            elif effect in (None, "same-day"):
                self.plain_ends[request] = self.same_day(request)
            else:
                raise ValueError(effect)
        return self.plain_ends[request]

    def _chosen(self, request: date, needed: date) -> date:
        soon, late = sorted((self.same_day(request), self.first_stop(request, 31)))
        if self.charged_for(request, soon) == self.charged_for(request, late):
            return late
        return soon if abs(soon - needed) < abs(late - needed) else late

    def charged(self, request: date, needed: date) -> date:
        return self.charged_for(request, self.ends(request, needed))

    def charged_for(self, request: date, ends: date) -> date:
        """Return the last day charged for, if a request ends the line on a day (6)."""
        if (request, ends) not in self.charges:
            last = self._arrival(request) if self.effect(request) == "on-return" else ends
            daily = self.is_daily(request, ends)
            self.charges[request, ends] = last if daily else self.period_of(last)
        return self.charges[request, ends]

    def _arrival(self, request: date) -> date:
        spot = self.spot._replace(request=request)
        days = value(self.rules, "return", "transit_days", spot)
        business = value(self.rules, "return", "transit_business_days", spot)
        if days is None and business is None:
            return business_days_after(request, 3)
        return max(request + timedelta(days=days or 0), business_days_after(request, business or 0))

    def is_daily(self, request: date, ends: date) -> bool:
        """Tell whether a last month that ends on a day is prorated by the day (6, 7)."""
        spot = self.spot._replace(request=request, ends=ends)
        found, unanswered = values(self.rules, "proration", "last_month", spot)
        if found is not None:
            return bool(found == "daily")
        return bool(unanswered) and all(word == "daily" for word in unanswered)

    def period_of(self, day: date) -> date:
        if day not in self.periods:
            self.periods[day] = period_end(day, self.closing)
        return self.periods[day]

    # --- the window on this channel -------------------------------------------------

    def feasible(self, departure: date, needed: date, explicit: bool, demand: Demand = FREE) -> list[date]:
        """Return the feasible request days from 400 days before the departure on (10, 12, 54)."""
        early = span(departure - timedelta(days=400), departure - ONE_DAY)
        early = [day for day in early if self.is_open(day) and (demand.last is None or day <= demand.last)]
        found = [day for day in early if self._in_time(day, departure)]
        abroad = self.works_abroad is True and explicit and needed >= departure
        if abroad and not any(self.ends(day, needed) >= needed for day in found):
            later = span(departure, departure + timedelta(days=62))
            later = [day for day in later if demand.last is None or day <= demand.last]
            return early + [day for day in later if self.is_open(day)]
        return found

    def _in_time(self, day: date, departure: date) -> bool:
        before = self.cutoff("days_before_departure", day)
        return before is None or day <= departure - timedelta(days=before)

    def intended(self, days: list[date], needed: date) -> list[date]:
        """Return the request days of the intended end (PLANNING 3.2)."""
        reaching = [day for day in days if self.ends(day, needed) >= needed]
        if reaching:
            cheapest = min(self.charged(day, needed) for day in reaching)
            return [day for day in reaching if self.charged(day, needed) == cheapest]
        latest = self.period_of(max(self.ends(day, needed) for day in days))
        late = [day for day in days if self.period_of(self.ends(day, needed)) == latest]
        first = min(self.period_of(self.charged(day, needed)) for day in late)
        return [day for day in late if self.period_of(self.charged(day, needed)) == first]

    def short_remainder(self, days: list[date], departure: date) -> list[date]:
        """Return the request days that save a period for three days at most (13), [] without any."""
        last = departure - ONE_DAY
        fee = self.facts.fee_yen if self.facts.fee_yen is not None else self.get("fee.base", "yen", last)
        if self.is_daily(last, departure) or fee == 0:
            return []
        closing = closing_before(departure, 31 if self.effect(last) == "month-end" else self.closing)
        if (departure - closing).days > 3:
            return []
        return [day for day in days if self.charged(day, departure) == closing]

    def first_sets(
        self, departure: date, needed: date, explicit: bool, demand: Demand = FREE
    ) -> tuple[list[date], list[date]]:
        """Return the feasible days and the intended set as long as nothing is missed."""
        key = (departure, needed, explicit, demand)
        if key not in self.windows:
            days = self.feasible(*key)
            if len(self.windows) > 8:  # only neighbouring questions ask for the same again
                self.windows.clear()
            self.windows[key] = (days, self.set_over(days, departure, needed, explicit) if days else [])
        return self.windows[key]

    def set_over(self, days: list[date], departure: date, needed: date, explicit: bool) -> list[date]:
        short = [] if explicit else self.short_remainder(days, departure)
        return short or self.intended(days, needed)

    def answer(self, facts: Facts, needed: date, demand: Demand = FREE) -> Answer:
        """Return the window on this channel, which has a feasible day from today on (14, 15, 54)."""
        explicit = facts.needed_until is not None
        days, chosen = self.first_sets(facts.departure, needed, explicit, demand)
        again = False
        while max(chosen) < facts.today:
            after = max(chosen)
            chosen = self.set_over([day for day in days if day > after], facts.departure, needed, explicit)
            again = True
        closes = max(chosen)
        opens = min(day for day in chosen if day >= closes - timedelta(days=62))
        safe_by = self._safe_by(closes)
        if safe_by < opens:
            by_day = self.is_daily(closes, self.ends(closes, needed))
            if by_day and not explicit and not again:
                opens = safe_by
            else:
                safe_by = opens
        if demand.before is not None and safe_by > demand.before:
            safe_by = max([opens, *(day for day in span(opens, demand.before) if self.is_open(day))])
        recommended = safe_by if self.ends_line(closes) else self._week_before(opens, safe_by, needed)
        request = recommended
        if facts.today > recommended:
            request = self._open_from(facts.today)
        return self.shown(opens, closes, safe_by, recommended, request, needed)

    def _safe_by(self, closes: date) -> date:
        if self.channel in ("shop", "post"):
            day = closes
            for _ in range(3):
                day = self._open_until(day - ONE_DAY)
            return day
        return self._open_until(closes - timedelta(days=1 if self.ends_line(closes) else 2))

    def _week_before(self, opens: date, safe_by: date, needed: date) -> date:
        floor = opens
        just_passed = self.ends(opens - ONE_DAY, needed) < self.ends(opens, needed)
        if just_passed and opens + ONE_DAY <= safe_by:
            floor = opens + ONE_DAY
        day = self._open_until(max(safe_by - timedelta(days=7), floor))
        return day if day >= floor else min(self._open_from(floor), safe_by)

    def _open_until(self, day: date) -> date:
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def _open_from(self, day: date) -> date:
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def offers(self, facts: Facts, demand: Demand = FREE) -> list[Offer]:
        """Return the candidates; those before the departure and from it on are apart (JSON example)."""
        needed, gap = needed_on(facts), timedelta(days=62)
        days = span(max(facts.today, facts.departure - gap), facts.departure + gap)
        days = [day for day in days if demand.allows(day)]
        able = [day for day in days if day < facts.departure or self.works_abroad is not False]

        def kind(day: date) -> tuple[bool, date]:
            return day < facts.departure, self.period_of(self.ends(day, needed))

        return [self._offer(list(some), needed) for _, some in groupby(filter(self.is_open, able), kind)]

    def _offer(self, days: list[date], needed: date) -> Offer:
        ends = [self.ends(day, needed) for day in days]
        gaps = [max(0, (needed - end).days) for end in (max(ends), min(ends))]
        return Offer(days[0], days[-1], min(ends), max(ends), self.charged(days[-1], needed), *gaps)

    def shown(
        self, opens: date, closes: date, safe_by: date, recommended: date, request: date, needed: date
    ) -> Answer:
        ends, charged = self.ends(request, needed), self.charged(request, needed)
        return Answer(self.channel, opens, closes, safe_by, recommended, request, ends, charged)
