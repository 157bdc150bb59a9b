"""Read the pages of the repository as tables, sections and links."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

from doc_sessions import ROOT

_DIVIDER = re.compile(r"^\|[\s|:-]+\|$")
_CELLS = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

Row = tuple[str, ...]


def tables(page: Path, *, marked: bool = False) -> dict[Row, list[Row]]:
    """Return the tables of a page by their heads; like heads are joined.

    `marked` leaves the marks of code in the cells.
    """
    found: dict[Row, list[Row]] = {}
    lines = prose(page).splitlines()
    head: Row | None = None
    for above, line in zip(["", *lines], lines, strict=False):
        if _DIVIDER.match(line):
            head = _cells(above, marked=False)
            found.setdefault(head, [])
        elif not line.startswith("|"):
            head = None
        elif head is not None:
            found[head].append(_cells(line, marked=marked))
    return found


def _cells(line: str, *, marked: bool) -> Row:
    cells = [cell.replace("\\|", "|").strip() for cell in _CELLS.split(line.strip()[1:-1])]
    return tuple(cell if marked else cell.replace("`", "") for cell in cells)


def prose(page: Path) -> str:
    """Return the text of a page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def sections(page: Path) -> tuple[str, ...]:
    """Return the numbers of the numbered sections of a page (`3`, `3.5`)."""
    return tuple(re.findall(r"^#+ (\d+(?:\.\d+)?)\b", prose(page), re.MULTILINE))


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the repository, or of a source archive where there is none."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        return tuple(
            sorted(
                path
                for name in listed.stdout.decode().split("\0")
                if name and (path := ROOT / name).is_file()
            )
        )
    built = {".venv", ".git", "build", "dist", "__pycache__", ".hypothesis"}
    return tuple(
        sorted(
            path
            for path in ROOT.rglob("*")
            if path.is_file() and built.isdisjoint(path.parts) and path.suffix != ".mo"
        )
    )
