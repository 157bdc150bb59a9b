"""Reckon with calendar days, one function per notion.

Days are proleptic ordinals (`date.toordinal`) here and in the modules that search
windows: an addition of ints is forty times cheaper than one of dates. All are calendar days
in Asia/Tokyo.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from tracker.core.contract import BusinessCalendar

date_of = cache(date.fromordinal)
"""Returns the date of an ordinal; a plan names few days, and many of them often."""

_FIRST_YEAR = 1990
_LAST_YEAR = 2070
_MONTH_STARTS = tuple(
    date(year, month, 1).toordinal() for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for month in range(1, 13)
)
_FIRST_MONTH = _FIRST_YEAR * 12
_FIRST_DAY = _MONTH_STARTS[0]
_LAST_DAY = _MONTH_STARTS[-1]
_LAST_POSITION = len(_MONTH_STARTS) - 1
# One look-up per question instead of date arithmetic: planning asks it a thousand times per plan.
_MONTH_OF = [
    _FIRST_MONTH + position
    for position, (start, following) in enumerate(pairwise(_MONTH_STARTS))
    for _ in range(start, following)
]


def month_index(day: int) -> int:
    """Return the number of the month that holds an ordinal, counted from January of year 0."""
    if _FIRST_DAY <= day < _LAST_DAY:
        return _MONTH_OF[day - _FIRST_DAY]
    moment = date.fromordinal(day)
    return moment.year * 12 + moment.month - 1


def _start_of(index: int) -> int:
    position = index - _FIRST_MONTH
    if 0 <= position < len(_MONTH_STARTS):
        return _MONTH_STARTS[position]
    return date(index // 12, index % 12 + 1, 1).toordinal()


def day_in_month(index: int, day_of_month: int) -> int:
    """Return the ordinal of a day of a month, clipped to the month (31 is always its last day)."""
    position = index - _FIRST_MONTH
    if 0 <= position < _LAST_POSITION:
        start, following = _MONTH_STARTS[position], _MONTH_STARTS[position + 1]
    else:
        start, following = _start_of(index), _start_of(index + 1)
    day = start + day_of_month - 1
    return day if day < following else following - 1


def month_end(day: int) -> int:
    """Return the last day of the month that holds a day."""
    return _start_of(month_index(day) + 1) - 1


@lru_cache(maxsize=31)
def _closings(closing_day: int) -> tuple[int, ...]:
    """Return every closing day of the years at hand, in order."""
    return tuple(
        day_in_month(month, closing_day) for month in range(_FIRST_MONTH, _FIRST_MONTH + len(_MONTH_STARTS))
    )


def period_end(day: int, closing_day: int) -> int:
    """Return the last day of the billing period that holds a day.

    `closing_day` is 1 to 31 and clipped to every month for itself, so it never drifts:
    31 gives 31 January, 28 February, 31 March. Days lie in the years 1990 to 2070.
    """
    closings = _closings(closing_day)
    return closings[bisect_left(closings, day)]


def closing_before(day: int, closing_day: int) -> int:
    """Return the latest closing day that lies before a day (exclusive)."""
    closings = _closings(closing_day)
    return closings[bisect_left(closings, day) - 1]


def months_later(day: int, months: int) -> int:
    """Return the same day of the month `months` later, clipped to that month."""
    index = month_index(day)
    return day_in_month(index + months, day - _start_of(index) + 1)


def end_of_month_after(day: int, months: int) -> int:
    """Return the last day of the month that lies `months` after the one that holds a day."""
    return _start_of(month_index(day) + months + 1) - 1


@lru_cache(maxsize=8)
def _closed_days(calendar: BusinessCalendar) -> frozenset[int]:
    """Return holidays and year-end days (31 December to 3 January) as ordinals."""
    closed = set(calendar.holidays)
    for year in range(calendar.first_year, calendar.last_year + 1):
        closed.update(date(year, 1, day).toordinal() for day in (1, 2, 3))
        closed.add(date(year, 12, 31).toordinal())
    return frozenset(closed)


def is_business_day(day: int, calendar: BusinessCalendar) -> bool:
    """Tell whether banks and post counters are open.

    Monday to Friday, no national holiday, not 31 December to 3 January. Beyond the years
    of the calendar only weekends are known.
    """
    return (day - 1) % 7 < 5 and day not in _closed_days(calendar)


def business_days_after(day: int, count: int, calendar: BusinessCalendar) -> int:
    """Return the `count`-th business day after a day; the day itself when count is 0."""
    while count > 0:
        day += 1
        if is_business_day(day, calendar):
            count -= 1
    return day


def next_business_day(day: int, calendar: BusinessCalendar) -> int:
    """Return the day, or the first business day after it."""
    while not is_business_day(day, calendar):
        day += 1
    return day
