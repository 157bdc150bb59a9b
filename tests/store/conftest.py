"""Give each test of the store a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_cases import now

from tracker.store import open_store
from tracker.store.repository import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(str(path), now=now) as opened:
        yield opened
