"""Read the heads of the carrier files: names and kinds, without the facts.

A head costs a fraction of a file: everything above the first header is parsed and nothing else.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from tracker.carriers.read import parse_table, read_text
from tracker.errors import CarrierFileError

_FIRST_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_NAME_TABLE = re.compile(r"^[ \t]*\[[ \t]*name[ \t]*\]", re.MULTILINE)


class CarrierHead(NamedTuple):
    """Hold what is needed to list and find a carrier."""

    id: str
    kind: str
    names: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    own: bool
    """A file of this id stands in the user's directory."""

    def name(self, language: str) -> str:
        """Return the name in a language, in English if there is none, else the id."""
        names = dict(self.names)
        return names.get(language) or names.get("en") or self.id


class RawHead(NamedTuple):
    """Hold the head of one file as it stands there; empty where the file cannot be read."""

    kind: str | None
    names: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    inherits: str | None


UNREADABLE = RawHead(None, (), (), None)


def read_head(path: Path) -> RawHead:
    """Return the head of one file.

    A file that cannot be read gives `UNREADABLE`, so that one broken file does not stop the
    others from being found; loading it says what is wrong.
    """
    try:
        text = read_text(path)
        found = None if _NAME_TABLE.search(text) else _FIRST_HEADER.search(text)
        try:
            table = parse_table(text[: found.start()] if found else text, path)
        except CarrierFileError:
            # A value over several lines may hold a line that looks like a header.
            table = parse_table(text, path)
    except CarrierFileError:
        return UNREADABLE
    return _head(table)


def _head(table: dict[str, Any]) -> RawHead:
    """Return the head of a parsed table, ill-typed values left out."""
    name, aliases = table.get("name"), table.get("aliases")
    names = name.items() if isinstance(name, dict) else ()
    return RawHead(
        kind=_text(table.get("kind")),
        names=tuple((language, text) for language, text in names if _text(text)),
        aliases=tuple(filter(_text, aliases)) if isinstance(aliases, list) else (),
        inherits=_text(table.get("inherits")),
    )


def _text(value: Any) -> str | None:
    """Return a printable text, None for anything else."""
    return value if isinstance(value, str) and value.isprintable() else None
