"""Every need that docs/needs.md names is answered by the command it names, in the words it names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from leaving import Desk, fixture_desk  # noqa: F401

PAGE = Path(__file__).resolve().parents[2] / "docs" / "needs.md"
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_SCENE = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (?!need |advice |-)(.+) \|$", re.MULTILINE)
_WORDS = re.compile(r"“([^”]+)”")


class Need(NamedTuple):
    """Hold a row of the page with the scene of its section."""

    section: str
    scene: tuple[str, ...]
    need: str
    command: str
    words: tuple[str, ...]


def needs() -> list[Need]:
    """Return all rows of the page."""
    parts = _SECTION.split(PAGE.read_text(encoding="utf-8"))[1:]
    found = []
    for section, text in zip(parts[::2], parts[1::2], strict=True):
        [scene] = _SCENE.findall(text)
        for row in _ROW.findall(text):
            need, *_, command, words = row.split(" | ")
            found.append(
                Need(
                    section, tuple(scene.splitlines()), need, command.strip("`"), tuple(_WORDS.findall(words))
                )
            )
    return found


NEEDS = needs()


def _typed(command: str) -> str:
    assert command.startswith("tracker "), command
    return command.removeprefix("tracker ")


@pytest.mark.parametrize("need", NEEDS, ids=[f"{number}" for number in range(len(NEEDS))])
def test_a_need_is_answered_where_the_page_says(desk: Desk, need: Need) -> None:
    assert need.words, need
    for command in need.scene:
        desk.ok(_typed(command))
    assert desk.ok(_typed(need.command)).says(*need.words)


def test_every_section_and_kind_of_advice_is_there() -> None:
    assert len(NEEDS) == PAGE.read_text(encoding="utf-8").count("| `tracker ")
    assert len({(need.section, need.need) for need in NEEDS}) == len(NEEDS)
    assert len(NEEDS) >= 90
    assert sum(need.section.startswith("Where the common advice") for need in NEEDS) >= 10


def test_the_numbers_that_go_round_are_no_contacts(desk: Desk) -> None:
    for carrier in ("docomo", "softbank", "au"):
        ran = desk.ok(f"carriers show {carrier}")
        assert not re.search(r"^\s+(?:phone|from abroad): \+81-50-3376", ran.out, re.MULTILINE)
    desk.ok("add main --carrier docomo --departure 2027-03-28")
    for today in ("2027-02-01", "2027-04-05"):
        for command in ("plan", "explain cancel", "show"):
            assert desk.ok(command, today=today).lacks("3376")
