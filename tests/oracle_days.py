"""Count months, closing days, business days and closed days for the oracle, by itself."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

import jpholiday

ONE_DAY = timedelta(days=1)


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


def span(first: date, last: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def is_closed(day: date, word: str) -> bool:
    if word in ("sat", "sun"):
        return day.weekday() == ("sat", "sun").index(word) + 5
    if word == "holidays":
        return is_holiday(day)
    first, _, last = word.partition("..")
    here = f"{day.month:02}-{day.day:02}"
    if not last:
        return here == first
    return first <= here <= last if first <= last else here >= first or here <= last


def latest_on(day: date, day_of_month: int) -> date:
    """Return the latest date up to a day whose day of month is that, clipped to its month (4)."""
    here = in_month(day, day_of_month)
    return here if here <= day else closing_before(day, day_of_month)
