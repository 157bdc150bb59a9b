"""Keep contracts in a database; nothing heavy is loaded before a store is opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.store.repository import Store

__all__ = ["ddl", "open_store"]


def open_store(target: str | None, *, now: Callable[[], datetime]) -> Store:
    """Open the store at a path or SQLAlchemy URL, None for the platform's data directory.

    A missing file is made, its folder only in the platform's directory; an older file is
    brought up to date after a copy named by the instant that `now` gives. Raises StoreError.
    """
    from tracker.store.opening import open_at

    return open_at(target, now=now)


def ddl() -> str:
    """Return the SQL that makes an empty SQLite file, in a stable order."""
    from tracker.store.sqlite import ddl as statements

    return statements()
