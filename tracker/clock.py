"""Ask the clock, in one place; everything else is told the date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

TOKYO = timezone(timedelta(hours=9), "Asia/Tokyo")
"""Japan has kept UTC+9 without summer time since 1952."""


def now() -> datetime:
    """Return the present instant, aware, in UTC, without microseconds."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the one place


def today() -> date:
    """Return the present calendar date in Asia/Tokyo."""
    return now().astimezone(TOKYO).date()
