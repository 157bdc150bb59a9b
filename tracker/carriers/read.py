"""Read a TOML file that a person may have written, with every way it can fail named."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from tracker.errors import CarrierFileError

MAX_BYTES = 1_000_000
"""The longest shipped file has 20 kB; what is larger is no carrier file."""

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

    Raises CarrierFileError with the line when it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise CarrierFileError("error.carrier-file.too-deep", file=str(path)) from None
    except ValueError as fault:  # also a number with more digits than Python reads
        place = _PLACE.search(str(fault))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        detail = _PLACE.sub("", str(fault))
        raise CarrierFileError(
            "error.carrier-file.not-toml", file=str(path), line=line, detail=detail
        ) from None


def read_table(path: Path) -> dict[str, Any]:
    """Return the parsed TOML of a file; raises CarrierFileError as its two halves do."""
    return parse_table(read_text(path), path)
