from __future__ import annotations

from contextlib import suppress

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    # Another folder of golden files may have brought the option along.
    with suppress(ValueError):
        parser.addoption(
            "--update-golden", action="store_true", help="write what comes out now; review the diff"
        )
