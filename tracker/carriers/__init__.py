"""Read what is known: carrier files, the catalogues of steps and services, the holidays.

What stands here loads no validator before the first carrier is needed. The tools for authors of
carrier files are in `check`, `examples`, `order`, `schema` and `staleness`.
"""

from __future__ import annotations

from tracker.carriers.catalogues import find_service, load_policy
from tracker.carriers.heads import CarrierHead
from tracker.carriers.holidays import load_calendar
from tracker.carriers.pack import Pack

__all__ = ["CarrierHead", "Pack", "find_service", "load_calendar", "load_policy"]
