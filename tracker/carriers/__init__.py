"""Read what is known: carrier files, the catalogues of steps and services, the holidays."""

from __future__ import annotations

from tracker.carriers.catalogues import find_service, load_policy
from tracker.carriers.heads import CarrierHead
from tracker.carriers.holidays import load_calendar
from tracker.carriers.pack import Pack

__all__ = ["CarrierHead", "Pack", "find_service", "load_calendar", "load_policy"]
