from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from screen_cases import CASES
from wcwidth import wcswidth

from tracker.i18n import LANGUAGES, texts

EVERY = [(name, lang) for name in CASES for lang in LANGUAGES]


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_screen(name: str, lang: str, golden: Callable[[str, list[str]], None]) -> None:
    golden(f"{name}.{lang}", CASES[name](texts(lang)))


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_screen_fits_every_terminal(name: str, lang: str) -> None:
    for line in CASES[name](texts(lang)):
        assert 0 <= wcswidth(line) <= 79, line
        assert line == line.rstrip()
        ambiguous = {character for character in line if unicodedata.east_asian_width(character) == "A"}
        assert not ambiguous, line
        assert "\u00a0" not in line


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["plan", "plan-month-end", "plan-prepaid", "added"])
def test_screen_fits_one_page_with_the_prompt(name: str, lang: str) -> None:
    command_and_prompt = 2
    assert len(CASES[name](texts(lang))) + command_and_prompt <= 24
