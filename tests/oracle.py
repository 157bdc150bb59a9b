"""Find the cancellation window the slow way: try every request day and look.

Written from PLANNING 1 to 3 and docs/decisions.md alone, to be compared with the engine: it
imports nothing of the program, reads the carrier files, the holidays and the months by itself
and knows no short cut. The numbers in brackets are those of docs/decisions.md. Only the ends
and charges of one line are remembered between questions, because they do not change.

Conditions on the age of a contract stand on prices and prorations here, never on an effect or a
cut-off: they are judged on the day that the effect and the cut-off make.
"""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import jpholiday

ONE_DAY = timedelta(days=1)
CHANNELS = ("online", "app", "form", "email", "phone", "chat", "shop", "post")
CUTOFF_STRICTER_IF_LARGER = {
    "days_before_end": True,
    "notice_days": True,
    "days_before_departure": True,
    "day": False,
}

Block = dict[str, Any]
Rules = dict[str, list[Block]]
"""Blocks by header (`channel.online`) in the order in which the first fit is sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Hold what the person said; `closing` 31 is the month end, None is unknown."""

    departure: date
    today: date
    needed_until: date | None = None
    closing: int | None = None
    signed: date | None = None
    payment: str | None = None
    channel: str | None = None
    plan: str | None = None
    line: str = "voice"
    sim: str | None = None
    item: str = "sim"
    answers: tuple[tuple[str, bool], ...] = ()
    fee_yen: int | None = None
    lost: bool = False


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


# --- months and business days -------------------------------------------------------


def days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def in_month(day: date, number: int) -> date:
    """Return the day of that number in a day's month, clipped to the month."""
    return day.replace(day=min(number, days_in(day.year, day.month)))


def next_month(day: date) -> date:
    """Return the first day of the next month."""
    return day.replace(day=days_in(day.year, day.month)) + ONE_DAY


def months_later(day: date, months: int) -> date:
    first = day.replace(day=1)
    for _ in range(months):
        first = next_month(first)
    return in_month(first, day.day)


def period_end(day: date, closing: int) -> date:
    """Return the first closing day that is not before a day."""
    here = in_month(day, closing)
    return here if day <= here else in_month(next_month(day), closing)


def closing_before(day: date, closing: int) -> date:
    """Return the last closing day before a day."""
    found = day - ONE_DAY
    while found != in_month(found, closing):
        found -= ONE_DAY
    return found


@cache
def is_business_day(day: date) -> bool:
    """Tell Monday to Friday, no national holiday, not 31 December to 3 January (1)."""
    if (day.month, day.day) in ((12, 31), (1, 1), (1, 2), (1, 3)):
        return False
    return day.weekday() < 5 and not is_holiday(day)


@cache
def is_holiday(day: date) -> bool:
    return bool(jpholiday.is_holiday(day))


def business_days_after(day: date, count: int) -> date:
    while count > 0:
        day += ONE_DAY
        if is_business_day(day):
            count -= 1
    return day


# --- the carrier file ---------------------------------------------------------------


def read_rules(path: Path, folders: tuple[Path, ...] = ()) -> Rules:
    """Return the blocks of a carrier file, those of the file that it inherits below its own.

    Parents are sought in `folders`, then beside the file itself; a file never inherits itself.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    rules: Rules = {}
    for header, block in _blocks(table):
        rules.setdefault(header, []).append(block)
    if "inherits" in table:
        choices = [folder / f"{table['inherits']}.toml" for folder in (*folders, path.parent)]
        parent = next(choice for choice in choices if choice.exists() and choice != path)
        gone = set(table.get("unset", ()))
        for header, blocks in read_rules(parent, folders).items():
            if {header, header.partition(".")[0]} & gone:
                continue
            kept = [{key: v for key, v in b.items() if f"{header}.{key}" not in gone} for b in blocks]
            rules.setdefault(header, []).extend(kept)
    return rules


def _blocks(table: dict[str, Any]) -> Iterator[tuple[str, Block]]:
    for family, content in table.items():
        if isinstance(content, list) and content and isinstance(content[0], dict):
            yield from ((family, block) for block in content)
        elif isinstance(content, dict) and family not in ("name", "plans", "sources"):
            for name, blocks in content.items():
                yield from ((f"{family}.{name}", block) for block in blocks)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _day_number(value: Any) -> Any:
    return 31 if value == "month-end" else value


class Spot(NamedTuple):
    """Hold the place at which a condition is judged; None: not known there.

    What is asked of no request day (the closing day, which channels there are) takes the
    departure for one.
    """

    facts: Facts
    channel: str | None = None
    closing: int | None = None
    request: date | None = None
    ends: date | None = None


def fits(when: Block, spot: Spot) -> bool | None:
    """Return whether conditions fit (7): None if no answer is against it and one is missing."""
    found = [_fits(key, wanted, spot) for key, wanted in when.items()]
    if False in found:
        return False
    return None if None in found else True


def _fits(key: str, wanted: Any, spot: Spot) -> bool | None:
    facts = spot.facts
    told = dict(facts.answers)
    if key == "case":
        answers = [told.get(phrase) for phrase in _listed(wanted)]
        return True if True in answers else None if None in answers else False
    if key == "except":
        return not any(told.get(phrase) for phrase in _listed(wanted))
    if key == "closing":
        return None if spot.closing is None else spot.closing in map(_day_number, _listed(wanted))
    if key in ("plan", "line", "sim", "payment", "item"):
        own = getattr(facts, key)
        return None if own is None else own in _listed(wanted)
    if key == "channel":
        return None if spot.channel is None else spot.channel in _listed(wanted)
    if key in ("from", "until"):
        return None if spot.request is None else _is_since(key == "from", wanted, spot.request)
    if facts.signed is None:
        return None
    if key in ("signed_from", "signed_until"):
        return _is_since(key == "signed_from", wanted, facts.signed)
    return None if spot.ends is None else _is_young(key, wanted, facts.signed, spot.ends)


def _is_since(since: bool, limit: date, day: date) -> bool:
    return day >= limit if since else day <= limit


def _is_young(key: str, limit: int, signed: date, ends: date) -> bool:
    if key == "within_days":
        return (ends - signed).days <= limit
    if key == "within_months":
        return ends <= months_later(signed, limit)
    if key == "within_calendar_months":
        return (ends.year - signed.year) * 12 + ends.month - signed.month + 1 <= limit
    raise ValueError(key)


def values(rules: Rules, header: str, key: str, spot: Spot) -> tuple[Any, list[Any]]:
    """Return the first value that fits, None without one, and the unanswered ones above it."""
    unanswered: list[Any] = []
    for block in rules.get(header, ()):
        if key in block:
            fit = fits(block.get("when", {}), spot)
            if fit:
                return block[key], unanswered
            if fit is None:
                unanswered.append(block[key])
    return None, unanswered


def value(rules: Rules, header: str, key: str, spot: Spot) -> Any:
    """Return the value that decides (7): the first that fits, else the first unanswered."""
    found, unanswered = values(rules, header, key, spot)
    return unanswered[0] if found is None and unanswered else found


# --- one line over one channel ------------------------------------------------------


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
        self.windows: dict[tuple[date, date, bool], tuple[list[date], list[date]]] = {}

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
        return not any(_is_closed(day, word) for word in closed)

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
        """Return the earliest of the first cut-off that fits and the unanswered ones above it (7)."""
        if (key, request) not in self.cutoffs:
            self.cutoffs[key, request] = self._cutoff(key, request)
        return self.cutoffs[key, request]

    def _cutoff(self, key: str, request: date) -> int | None:
        spot = self.spot._replace(request=request)
        found, unanswered = values(self.rules, "cutoff", key, spot)
        numbers = [_day_number(number) for number in (found, *unanswered) if number is not None]
        strictest = max if CUTOFF_STRICTER_IF_LARGER[key] else min
        return strictest(numbers, default=None)

    def notice(self, request: date, *, of_effect: bool = False) -> int:
        own = self.get("effect", "notice_days", request) if of_effect else None
        return own if own is not None else self.cutoff("notice_days", request) or 0

    def same_day(self, request: date) -> date:
        if request not in self.same_days:
            self.same_days[request] = self.approved(request) + timedelta(days=self.notice(request))
        return self.same_days[request]

    def first_stop(self, request: date, day_of_month: int) -> date:
        """Return the first end on that day of a month that a request still makes (4)."""
        if (request, day_of_month) not in self.stops:
            approved = self.approved(request)
            before, day = self.cutoff("days_before_end", request), self.cutoff("day", request)
            notice = self.cutoff("notice_days", request)
            stop = period_end(approved, day_of_month)
            while not (
                approved <= stop
                and (before is None or approved <= stop - timedelta(days=before))
                and (day is None or approved <= _latest_on(stop, day))
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

    def feasible(self, departure: date, needed: date, explicit: bool) -> list[date]:
        """Return the feasible request days from 400 days before the departure on (10, 12)."""
        early = _days(departure - timedelta(days=400), departure - ONE_DAY)
        early = [day for day in early if self.is_open(day)]
        found = [day for day in early if self._in_time(day, departure)]
        abroad = self.works_abroad is True and explicit and needed >= departure
        if abroad and not any(self.ends(day, needed) >= needed for day in found):
            later = _days(departure, departure + timedelta(days=62))
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

    def first_sets(self, departure: date, needed: date, explicit: bool) -> tuple[list[date], list[date]]:
        """Return the feasible days and the intended set as long as nothing is missed."""
        key = (departure, needed, explicit)
        if key not in self.windows:
            days = self.feasible(*key)
            if len(self.windows) > 8:  # only neighbouring questions ask for the same again
                self.windows.clear()
            self.windows[key] = (days, self.set_over(days, *key) if days else [])
        return self.windows[key]

    def set_over(self, days: list[date], departure: date, needed: date, explicit: bool) -> list[date]:
        short = [] if explicit else self.short_remainder(days, departure)
        return short or self.intended(days, needed)

    def answer(self, facts: Facts, needed: date) -> Answer:
        """Return the window on this channel, which has a feasible day from today on (14, 15)."""
        explicit = facts.needed_until is not None
        days, chosen = self.first_sets(facts.departure, needed, explicit)
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

    def offers(self, facts: Facts) -> list[Offer]:
        """Return the candidates; those before the departure and from it on are apart (JSON example)."""
        needed, gap = needed_on(facts), timedelta(days=62)
        days = _days(max(facts.today, facts.departure - gap), facts.departure + gap)
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


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def _is_closed(day: date, word: str) -> bool:
    if word in ("sat", "sun"):
        return day.weekday() == ("sat", "sun").index(word) + 5
    if word == "holidays":
        return is_holiday(day)
    first, _, last = word.partition("..")
    here = f"{day.month:02}-{day.day:02}"
    if not last:
        return here == first
    return first <= here <= last if first <= last else here >= first or here <= last


def _latest_on(day: date, day_of_month: int) -> date:
    """Return the latest date up to a day whose day of month is that, clipped to its month (4)."""
    here = in_month(day, day_of_month)
    return here if here <= day else closing_before(day, day_of_month)


# --- the whole answer ---------------------------------------------------------------


class Oracle:
    """Answer for one carrier file."""

    def __init__(self, path: Path, folders: tuple[Path, ...] = ()) -> None:
        self.rules = read_rules(path, folders)
        self.lines: dict[tuple[Facts, str | None, int], Line] = {}

    def window(self, facts: Facts) -> Answer | None:
        """Return the window as it stands today, None when there is no feasible day."""
        known, choices = self.closing_days(facts)
        found = [(closing, self._window(facts, closing)) for closing in choices]
        feasible = [(closing, answer) for closing, answer in found if answer is not None]
        if not feasible:
            return None
        if known:
            return feasible[0][1]
        # min and max keep the first of equals: the order of the choices (9)
        earliest = min(answer.closes for _, answer in feasible)
        tied = [answer for _, answer in feasible if answer.closes == earliest]
        shown = max(tied, key=lambda answer: answer.charged_through)
        lines = [self.line(facts, shown.channel, closing) for closing in choices]
        needed = needed_on(facts)
        return shown._replace(charged_through=max(line.charged(shown.request, needed) for line in lines))

    def offers(self, facts: Facts, channel: str | None) -> list[Offer] | None:
        """Return the candidates over the channel of the window, None where no closing day is known."""
        known, choices = self.closing_days(facts)
        return self.line(facts, channel, choices[0]).offers(facts) if known else None

    def requested(self, facts: Facts, channel: str | None, on: date) -> tuple[date, date]:
        """Return the line's last day and the last day charged for of a request made on a day (19)."""
        _, choices = self.closing_days(facts)
        lines = [self.line(facts, channel, closing) for closing in choices]
        needed = facts.needed_until or facts.departure
        return lines[0].ends(on, needed), max(line.charged(on, needed) for line in lines)

    def closing_days(self, facts: Facts) -> tuple[bool, tuple[int, ...]]:
        """Return whether the closing day is known, and the days that it can be (8)."""
        spot = Spot(facts=facts, request=facts.departure)
        day = _day_number(value(self.rules, "closing", "day", spot))
        own = facts.closing
        if isinstance(day, int):
            return True, (day,)
        if day == "per-customer":
            listed = value(self.rules, "closing", "choices", spot)
            choices = tuple(map(_day_number, listed)) if listed else tuple(range(1, 32))
            return (True, (own,)) if own in choices and own is not None else (False, choices)
        if day == "contract-day" and facts.signed is not None:
            return True, ((facts.signed.day - 1) or 31,)
        if day is None and value(self.rules, "effect", "ends", spot) == "month-end":
            return True, (31,)
        return (True, (own,)) if own is not None else (False, tuple(range(1, 32)))

    def line(self, facts: Facts, channel: str | None, closing: int) -> Line:
        """Return a line; it is remembered, and with it the ends of all request days."""
        fixed = replace(facts, departure=date.min, today=date.min, needed_until=None)
        key = (fixed, channel, closing)
        if key not in self.lines:
            self.lines[key] = Line(self.rules, fixed, channel, closing)
        return self.lines[key]

    def channels(self, facts: Facts, closing: int) -> list[str | None]:
        """Return the channels that can be tried, in the order in which they are (11)."""
        spot = Spot(facts=facts, closing=closing, request=facts.departure)
        states = {
            name: value(self.rules, f"channel.{name}", "available", spot._replace(channel=name))
            for name in CHANNELS
        }
        known: list[str | None] = [name for name in CHANNELS if states[name] is True]
        if facts.channel is not None and states[facts.channel] is not False:
            known = [facts.channel, *(name for name in known if name != facts.channel)]
        if not known and value(self.rules, "effect", "ends", spot) == "on-return":
            known = ["post"]
        if facts.lost:
            known = [name for name in known if not self._needs_sms(spot._replace(channel=name))]
        return known or [None]

    def _needs_sms(self, spot: Spot) -> bool:
        needs = value(self.rules, f"channel.{spot.channel}", "needs", spot)
        return "sms-to-line" in (needs or ())

    def _window(self, facts: Facts, closing: int) -> Answer | None:
        needed = needed_on(facts)
        lines = [self.line(facts, channel, closing) for channel in self.channels(facts, closing)]
        if facts.today >= facts.departure:
            return self._from_abroad(facts, lines, needed)
        explicit = facts.needed_until is not None
        days = {line.channel: line.first_sets(facts.departure, needed, explicit)[0] for line in lines}
        line = pick(lines, days, needed, facts.channel)
        if line is None or max(days[line.channel]) < facts.today:
            left = {name: [day for day in some if day >= facts.today] for name, some in days.items()}
            line = pick(lines, left, needed, facts.channel)
        return line.answer(facts, needed) if line is not None else None

    def _from_abroad(self, facts: Facts, lines: list[Line], needed: date) -> Answer | None:
        """Return the window of a person who has left (16)."""
        if lines[0].effect(facts.today) == "on-return":
            return None
        able = [line for line in lines if line.works_abroad is not False]
        ahead = _days(facts.today, facts.today + timedelta(days=62))
        days = {line.channel: [day for day in ahead if line.is_open(day)] for line in able}
        line = pick(able, days, needed, facts.channel)
        if line is None:
            return None
        chosen = line.intended(days[line.channel], needed)
        first = min(chosen)
        return line.shown(first, max(chosen), first, first, first, needed)


def needed_on(facts: Facts) -> date:
    """Return N as it stands today (16)."""
    if facts.today < facts.departure:
        return facts.needed_until or facts.departure
    return max(facts.needed_until, facts.today) if facts.needed_until is not None else facts.today


def pick(
    lines: list[Line], days: dict[str | None, list[date]], needed: date, chosen: str | None
) -> Line | None:
    """Return the first channel that reaches the intended end (11), None if none has a day."""
    able = [line for line in lines if days[line.channel]]
    if not able:
        return None
    if chosen is not None and able[0].channel == chosen:
        return able[0]
    ends = {line.channel: [line.ends(day, needed) for day in days[line.channel]] for line in able}
    latest = max(max(some) for some in ends.values())
    if latest >= needed:
        return next(line for line in able if max(ends[line.channel]) >= needed)
    period = able[0].period_of(latest)
    return next(line for line in able if able[0].period_of(max(ends[line.channel])) == period)
