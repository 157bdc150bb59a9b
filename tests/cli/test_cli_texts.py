from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.i18n import LANGUAGES, texts

PACKAGE = Path(__file__).resolve().parents[2] / "tracker"
FAMILIES = ("error.", "cli.", "help.")


def keys() -> Iterator[str]:
    """Yield every whole text key that stands in the code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and str(node.value).startswith(FAMILIES):
                yield str(node.value)


def is_beginning(key: str) -> bool:
    return key.endswith((".", "-"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_in_the_code_has_a_text(lang: str) -> None:
    speech = texts(lang)
    found = {key for key in keys() if not is_beginning(key)}
    assert len(found) > 100
    assert sorted(key for key in found if not speech.has(key)) == []
