from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, list[str]], None]:
    """Compare lines with a file, or write it with `pytest tests/cli/screens --update-golden`."""
    update = request.config.getoption("update_golden", default=False)

    def compare(name: str, lines: list[str]) -> None:
        path = GOLDEN / f"{name}.txt"
        text = "".join(f"{line}\n" for line in lines)
        if update:
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare
