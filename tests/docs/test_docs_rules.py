"""The page of rules is what the carrier files say, and says how each rule is known."""

from __future__ import annotations

import re
import runpy
import tomllib
from typing import Any

import pytest
from doc_sessions import ROOT

from tracker.carriers import Pack
from tracker.carriers.pack import SHIPPED
from tracker.core.words import Basis

TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "make_rules.py"))
PAGE, page = TOOL["PAGE"], TOOL["page"]
PACK = Pack()
LINES = PAGE.read_text("utf-8").splitlines()
BRAND = re.compile(r"^\| \[[^]]+\]\(\.\./tracker/data/carriers/([a-z0-9-]+)\.toml\) \|")
ROWS = {found[1]: line for line in LINES if (found := BRAND.match(line))}
LINK = re.compile(r"\[(?:[^]\\]|\\.)*\]\(([^)]*)\)")


def cells(carrier: str) -> dict[str, str]:
    """Return the cells of one carrier by the titles of their columns."""
    place = LINES.index(ROWS[carrier])
    head = next(line for line in reversed(LINES[:place]) if line.startswith("|  |"))
    titles = [title.strip() for title in head.split("|")[1:-1]]
    found = [cell.strip() for cell in re.split(r"(?<!\\)\|", ROWS[carrier])[1:-1]]
    assert len(found) == len(titles)
    return dict(zip(titles, found, strict=True))


def test_the_page_is_what_the_files_say() -> None:
    # After a change of a carrier file: make rules
    assert PAGE.read_text("utf-8") == page(Pack())
    assert page(Pack()) == page(PACK)


def test_every_brand_of_which_something_is_known_is_there_once() -> None:
    known = [name for name in PACK.ids() if PACK.load(name).facts]
    assert sorted(ROWS) == sorted(known)
    assert len(ROWS) == sum(1 for line in LINES if BRAND.match(line))


@pytest.mark.parametrize("carrier", sorted(ROWS))
def test_every_cell_leads_to_a_page_or_is_unknown(carrier: str) -> None:
    urls = {source.url for source in PACK.load(carrier).sources}
    for title, cell in list(cells(carrier).items())[1:]:
        for entry in cell.split("<br>"):
            linked = LINK.findall(entry)
            assert entry == "**unknown**" or linked, title
            assert {url.replace("%28", "(").replace("%29", ")") for url in linked} <= urls


@pytest.mark.parametrize("carrier", sorted(ROWS))
def test_the_basis_of_the_effect_is_shown(carrier: str) -> None:
    fact = next((fact for fact in PACK.load(carrier).facts if fact.key == "ends"), None)
    shown = next(cell for title, cell in cells(carrier).items() if "ends" in title)
    if fact is None:
        assert shown == "**unknown**"
    else:
        first = shown.split("<br>")[0]
        assert first.endswith("*one report*") is (fact.basis is Basis.SINGLE)
        assert first.endswith("*reported*") is (fact.basis is Basis.REPORTED)


def test_two_files_as_they_are_read_by_hand() -> None:
    table = tomllib.loads((SHIPPED / "softbank-prepaid.toml").read_text("utf-8"))
    (top_up,) = table["expiry"]["top-up"]
    assert (top_up["adds_days"], top_up["single"]) == (60, ["recharge"])
    cell = cells("softbank-prepaid")["top-up"]
    assert cell.startswith("[adds days: 60; ")
    assert cell.endswith(f"]({table['sources']['recharge']['url']}) *one report*")
    assert cells("iij-japan-travel-sim")["valid"] == "**unknown**"


def test_the_page_is_found_from_the_readmes() -> None:
    for name in ("README.md", "README.zh.md", "README.ja.md"):
        assert "(docs/rules.md)" in (ROOT / name).read_text("utf-8")
