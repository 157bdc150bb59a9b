"""Hold the reckoning of days against the plain definition with datetime.date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from core_cases import CALENDAR
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.dates import (
    business_days_after,
    closing_before,
    day_in_month,
    end_of_month_after,
    is_business_day,
    month_end,
    month_index,
    months_later,
    next_business_day,
    period_end,
)

ONE_DAY = timedelta(1)
days = st.dates(date(1990, 2, 1), date(2068, 12, 31))
years_at_hand = st.dates(date(2026, 1, 1), date(2030, 12, 31))
closing_days = st.integers(1, 31)


def closes(day: date, closing: int) -> bool:
    """Tell whether a period closes on a day: that day of the month, or its last one if it is shorter."""
    return day.day == min(closing, monthrange(day.year, day.month)[1])


def open_for_business(day: date) -> bool:
    year_end = (day.month, day.day) in ((12, 31), (1, 1), (1, 2), (1, 3))
    return day.weekday() < 5 and not year_end and day.toordinal() not in CALENDAR.holidays


@given(days, closing_days)
def test_a_period_ends_on_the_first_closing_day_from_a_day_on(day: date, closing: int) -> None:
    expected = day
    while not closes(expected, closing):
        expected += ONE_DAY
    assert date.fromordinal(period_end(day.toordinal(), closing)) == expected


@given(days, closing_days)
def test_the_closing_day_before_lies_strictly_before(day: date, closing: int) -> None:
    expected = day - ONE_DAY
    while not closes(expected, closing):
        expected -= ONE_DAY
    assert date.fromordinal(closing_before(day.toordinal(), closing)) == expected


@given(days, closing_days)
def test_closing_days_never_drift(day: date, closing: int) -> None:
    ordinal = day.toordinal()
    for _ in range(14):
        ordinal = period_end(ordinal + 1, closing)
        found = date.fromordinal(ordinal)
        assert found.day == min(closing, monthrange(found.year, found.month)[1])
    assert month_index(ordinal) - month_index(period_end(day.toordinal() + 1, closing)) == 13


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        (28, ["2028-01-28", "2028-02-28", "2028-03-28"]),
        (29, ["2028-01-29", "2028-02-29", "2028-03-29"]),
        (30, ["2028-01-30", "2028-02-29", "2028-03-30"]),
        (31, ["2028-01-31", "2028-02-29", "2028-03-31"]),
    ],
)
def test_short_and_leap_february_clip_only_themselves(closing: int, expected: list[str]) -> None:
    day, found = date(2028, 1, 1).toordinal(), []
    for _ in range(3):
        day = period_end(day, closing)
        found.append(date.fromordinal(day).isoformat())
        day += 1
    assert found == expected
    common = date.fromordinal(period_end(date(2027, 2, 1).toordinal(), closing))
    assert common == date(2027, 2, 28)


@pytest.mark.parametrize("year", [1950, 1989, 1990, 2027, 2070, 2071, 2120])
def test_months_outside_the_table_are_reckoned_alike(year: int) -> None:
    for month in (1, 2, 12):
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        assert month_index(last.toordinal()) == year * 12 + month - 1
        assert month_end(first.toordinal()) == last.toordinal()
        assert day_in_month(year * 12 + month - 1, 31) == last.toordinal()
        assert day_in_month(year * 12 + month - 1, 5) == date(year, month, 5).toordinal()


@given(days, st.integers(0, 60))
def test_months_later_is_the_same_day_clipped_to_its_month(day: date, months: int) -> None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    expected = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    assert months_later(day.toordinal(), months) == expected.toordinal()
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    assert end_of_month_after(day.toordinal(), months) == last.toordinal()


@given(years_at_hand)
def test_business_days_are_weekdays_without_holidays_and_the_turn_of_the_year(day: date) -> None:
    assert is_business_day(day.toordinal(), CALENDAR) is open_for_business(day)


@given(years_at_hand, st.integers(0, 12))
def test_business_days_after_counts_only_open_days_and_begins_tomorrow(day: date, count: int) -> None:
    end = date.fromordinal(business_days_after(day.toordinal(), count, CALENDAR))
    between = [day + timedelta(n) for n in range(1, (end - day).days + 1)]
    assert sum(map(open_for_business, between)) == count
    assert end == day if count == 0 else open_for_business(end)


@given(years_at_hand)
def test_next_business_day_is_the_first_from_the_day_on(day: date) -> None:
    found = date.fromordinal(next_business_day(day.toordinal(), CALENDAR))
    assert found >= day
    assert open_for_business(found)
    assert not any(open_for_business(day + timedelta(n)) for n in range((found - day).days))
