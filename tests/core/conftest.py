from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import ModuleType

import pytest


@cache
def clearing(module: ModuleType) -> tuple[Callable[[], None], ...]:
    """Return what empties the caches of a module."""
    return tuple(each.cache_clear for each in vars(module).values() if hasattr(each, "cache_clear"))


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    """Let each test make what the core keeps: else a fault there shows in the first test, or in none."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tracker.core."):
            for clear in clearing(module):
                clear()
