"""The generated table is what the laws say, as jpholiday knows them."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from pathlib import Path

import jpholiday
import pytest

from tracker.carriers import load_calendar
from tracker.carriers.holidays import TABLE

TOOL = Path(__file__).resolve().parents[2] / "tools" / "make_holidays.py"
CALENDAR = load_calendar()


@pytest.mark.parametrize("year", range(2015, 2051))
def test_every_day_of_a_year_is_what_jpholiday_says(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert (day.toordinal() in CALENDAR.holidays) == jpholiday.is_holiday(day), day
        day += timedelta(days=1)


def test_years_of_the_table() -> None:
    assert (CALENDAR.first_year, CALENDAR.last_year) == (2015, 2050)
    assert all(2015 <= date.fromordinal(day).year <= 2050 for day in CALENDAR.holidays)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2019, 5, 1), True),  # the emperor's accession, once
        (date(2019, 4, 30), True),  # between two holidays
        (date(2020, 7, 24), True),  # moved for the games
        (date(2020, 10, 12), False),
        (date(2026, 9, 22), True),  # between two holidays
        (date(2027, 3, 22), True),  # Monday after a holiday on a Sunday
        (date(2027, 1, 2), False),  # closed everywhere, but no holiday by law
        (date(2027, 12, 31), False),
    ],
)
def test_known_days(day: date, holiday: bool) -> None:
    assert (day.toordinal() in CALENDAR.holidays) is holiday


def test_the_tool_writes_this_table() -> None:
    assert runpy.run_path(str(TOOL))["table_text"]() == TABLE.read_text(encoding="ascii")


def test_the_table_is_read_once() -> None:
    assert load_calendar() is CALENDAR
