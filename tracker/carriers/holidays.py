"""Load the generated table of national holidays."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from tracker.core.contract import BusinessCalendar

TABLE = Path(__file__).resolve().parent.parent / "data" / "holidays.txt"


@cache
def load_calendar() -> BusinessCalendar:
    """Return the national holidays of Japan, substitutes included, for 2015 to 2050.

    31 December to 3 January are no holidays by law and therefore not in it. The laws are those that
    jpholiday knows; tools/make_holidays.py wrote the table and a test proves the two equal.
    """
    holidays: list[int] = []
    years: list[int] = []
    for line in TABLE.read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        year, *days = line.split()
        years.append(int(year))
        holidays += [date(int(year), int(day[:2]), int(day[2:])).toordinal() for day in days]
    return BusinessCalendar(frozenset(holidays), min(years), max(years))
