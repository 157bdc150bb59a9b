from __future__ import annotations

from pathlib import Path

import pytest
from carrier_cases import FILES

from tracker.carriers import Pack


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Return a folder with a copy of the invented carriers, to be changed."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for path in FILES.glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return an empty folder of the user's."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def invented() -> Pack:
    """Return the invented carriers as they stand."""
    return Pack(None, FILES)
