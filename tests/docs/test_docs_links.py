"""What the documents point at is there, and no file of the repository names a place of one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from doc_pages import prose, tracked
from doc_sessions import ROOT

from tracker.carriers import Pack

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])
PLACES = ("tracker", "tests", "docs", "examples", "schema", "tools", "benchmarks", ".ci")
LOCAL = re.compile(
    "|".join(
        (
            r"(?<![\w.~-])/(?:work|home|root|Users|tmp|mnt|srv|usr/local)/[\w.]",
            r"[A-Za-z]:\\\\?Users",
            "pypi" + r"\.(?:org|python)",
            "python" + "hosted",
            r"(?:extra-)?index-" + r"url",
            r"https?://\S*/simple/?(?:\s|$|[\"'])",
        )
    )
)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the usual hosts make them."""
    heads = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        goal = (page.parent / name).resolve() if name else page
        assert goal.exists(), target
        assert goal.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(goal), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_exist(page: Path) -> None:
    named = re.findall(rf"`((?:{'|'.join(map(re.escape, PLACES))})/[^`\s]*)`", prose(page))
    schema_names = re.compile(r"tracker/[a-z-]+/[0-9]")
    for name in filter(lambda one: not schema_names.fullmatch(one), named):
        plain = re.sub(r"<[a-z]+>", "*", name)
        assert list(ROOT.glob(plain.rstrip("/"))), name


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"^\| \[([a-z-]+\.md)\]", index, re.MULTILINE))


def test_the_changelog_names_every_carrier() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert [head.name("en") for head in Pack().heads() if head.name("en") not in changes] == []


def test_no_file_names_a_place_of_one_machine() -> None:
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        found += [f"{path}: {hit[0]}" for hit in LOCAL.finditer(data.decode(errors="replace"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "work/shared",
        'x = "/' + 'home/me/x"',
        "--index-" + "url x",
        "https://py" + "pi.org/simple/x",
    ],
)
def test_such_a_place_would_be_found(line: str) -> None:
    assert LOCAL.search(line)
