"""Read what is known: carrier files, the catalogues of steps and services, the holidays."""

from __future__ import annotations

from tracker.carriers.catalogues import find_service, load_policy
from tracker.carriers.holidays import load_calendar

__all__ = ["find_service", "load_calendar", "load_policy"]
