from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what comes out now; review the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, Iterable[str]], None]:
    """Compare lines with a file in `golden` beside the test, or write it with `pytest --update-golden`."""
    folder = request.path.with_name("golden")
    update = request.config.getoption("update_golden", default=False)

    def compare(name: str, lines: Iterable[str]) -> None:
        path = folder / f"{name}.txt"
        text = "".join(f"{line}\n" for line in lines)
        if update:
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare
