"""Read a TOML file that a person may have written, with every way it can fail named."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from tracker.errors import CarrierFileError

MAX_BYTES = 250_000
"""The longest shipped file has 20 kB; what is larger is no carrier file."""

MAX_LINE = 10_000
"""A line of thousands of dots takes the parser of TOML minutes."""

MAX_DEPTH = 20
"""A sound file has five levels; everything below walks a table by recursion."""

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read_text(path: Path) -> str:
    """Return the text of a file, without a byte order mark.

    Raises CarrierFileError when it is missing, no plain file, unreadable, larger than
    `MAX_BYTES` or not UTF-8.
    """
    try:
        # A pipe or a device would be read for ever: only a plain file is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            raise CarrierFileError("error.carrier-file.not-a-file", file=str(path))
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CarrierFileError("error.carrier-file.missing", file=str(path)) from None
    except OSError as fault:
        detail = fault.strerror or type(fault).__name__
        raise CarrierFileError("error.carrier-file.unreadable", file=str(path), detail=detail) from None
    if len(data) > MAX_BYTES:
        raise CarrierFileError("error.carrier-file.huge", file=str(path), limit=MAX_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise CarrierFileError("error.carrier-file.not-utf8", file=str(path), line=line) from None


def parse_table(text: str, path: Path) -> dict[str, Any]:
    """Return the parsed TOML; `path` serves the message only.

    Raises CarrierFileError with the line when it is not TOML, and for a text that nobody has
    written by hand: a line without end, brackets in brackets in brackets.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            raise CarrierFileError(
                "error.carrier-file.long-line", file=str(path), line=number, limit=MAX_LINE
            )
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise CarrierFileError("error.carrier-file.too-deep", file=str(path)) from None
    except ValueError as fault:  # also a number with more digits than Python reads
        place = _PLACE.search(str(fault))
        last = int(place[1]) if place and place[1] else text.count("\n") + 1
        detail = _PLACE.sub("", str(fault))
        raise CarrierFileError(
            "error.carrier-file.not-toml", file=str(path), line=last, detail=detail
        ) from None
    if _depth(table) > MAX_DEPTH:
        raise CarrierFileError("error.carrier-file.too-deep", file=str(path))
    return table


def _depth(table: dict[str, Any]) -> int:
    """Return how many tables and lists stand in each other, as far as `MAX_DEPTH` and one more."""
    level: list[Any] = [table]
    for depth in range(MAX_DEPTH + 1):
        level = [item for one in level for item in (one.values() if isinstance(one, dict) else one)]
        level = [item for item in level if isinstance(item, dict | list)]
        if not level:
            return depth + 1
    return MAX_DEPTH + 1


def read_table(path: Path) -> dict[str, Any]:
    """Return the parsed TOML of a file; raises CarrierFileError as its two halves do."""
    return parse_table(read_text(path), path)
