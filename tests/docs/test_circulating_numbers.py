"""Numbers that go round as desks of carriers, and that no carrier publishes, stand nowhere.

People who have one are warned by its beginning: a number that is written out gets dialled.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tracker.carriers import Pack
from tracker.i18n import LANGUAGES, texts

ROOT = Path(__file__).parent.parent.parent
PLACES = ("tracker", "docs", "examples", "schema", "tests", "benchmarks", "tools")
SUFFIXES = {".toml", ".po", ".md", ".py", ".txt", ".json", ".ics", ".console", ".html", ".js", ".css", ".sql"}
# 050-3376 and one of the three endings, with or without the country, whatever stands between.
BEGINNING, ENDINGS = "503376", ("0000", "2222", "3333")
GAP = r"[\s()\[\].,/_+‐-―−ー·・-]*"
CIRCULATING = re.compile(GAP.join(BEGINNING) + GAP + "(?:" + "|".join(map(GAP.join, ENDINGS)) + ")")
SHOWN = "+81-50-3376"


def circulating(text: str) -> list[str]:
    return CIRCULATING.findall(unicodedata.normalize("NFKC", text))


def spellings(ending: str) -> list[str]:
    full = f"５０３３７６{ending}".translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    return [
        f"{SHOWN}-{ending}",
        f"+81 50 3376 {ending}",
        f"+81{BEGINNING}{ending}",
        f"0081-50-3376-{ending}",
        f"050-3376-{ending}",
        f"0{BEGINNING}{ending}",
        f"(050) 3376.{ending}",
        f"050‐3376‐{ending}",
        f"050 – 3376 – {ending}",
        f"050 3376 {ending[:2]} {ending[2:]}",
        f"050・3376・{ending}",
        f"０{full}",
        f"tel:+81-(0)50-3376\n{ending}",
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_spelling_is_found(ending: str) -> None:
    for spelling in spellings(ending):
        assert circulating(f"Call {spelling}."), spelling


@pytest.mark.parametrize(
    "text", [SHOWN, "050-3376-1234", "+81-3-3376-0000", "050-5434-4653", "2026-05-03, 33760000"]
)
def test_other_numbers_are_not(text: str) -> None:
    assert not circulating(text)


def test_no_file_holds_one() -> None:
    files = [path for place in PLACES for path in (ROOT / place).rglob("*") if path.suffix in SUFFIXES]
    files += [*ROOT.glob("*.md"), *ROOT.glob("*.toml")]
    assert len(files) > 200
    held = [path for path in files if circulating(path.read_text(encoding="utf-8", errors="replace"))]
    assert held == []


@pytest.mark.parametrize("carrier", ["docomo", "au", "softbank"])
def test_who_has_one_is_warned(carrier: str) -> None:
    warnings = [remark.text for remark in Pack().load(carrier).remarks if SHOWN in remark.text]
    assert len(warnings) == 1
    for language in LANGUAGES:
        assert SHOWN in texts(language).note(warnings[0])
