"""Put the blocks of a carrier file into the order of the format, sources last.

Works on the text, so that comments and the way a value is written stay. Whatever the text, no value
is lost: a result that does not mean the same is thrown away.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracker.carriers.headers import FAMILIES, HEADERS, second_words
from tracker.carriers.validate import BASES, blocks

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(r"^\s*\"?([A-Za-z0-9_-]+)\"?\s*=")
_CITING = (*BASES, "weak", "against")
_SOURCES = "sources"


class _Segment(NamedTuple):
    """Hold a header with its lines and the comment right above it; the top has no header."""

    header: str
    lines: tuple[str, ...]

    def text(self) -> str:
        """Return the lines without the empty ones around them."""
        return "\n".join(self.lines).strip("\n")


def sorted_text(text: str) -> str:
    """Return the text with its blocks in the order of the format and its sources in order of first use.

    Blocks under one header keep their order, because the first that fits decides. A text in order
    is returned as it is; otherwise one empty line stands between blocks, and the ends of lines
    stay what they were. Raises tomllib.TOMLDecodeError for a text that is not TOML.
    """
    table = tomllib.loads(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    segments = _segments(text)
    arranged = [_with_sorted_entries(segment, table) for segment in _arranged(segments)]
    if arranged == segments:
        return text
    result = "\n\n".join(segment.text() for segment in arranged if segment.text()) + "\n"
    result = result.replace("\n", newline)
    # What looked like a header inside a text would have been torn apart: better unsorted than wrong.
    return result if _means(result) == table else text


def is_sorted(text: str) -> bool:
    """Say whether the blocks and sources of a text stand in the order of the format."""
    table = tomllib.loads(text)
    segments = _segments(text)
    return _arranged(segments) == segments and all(
        _with_sorted_entries(segment, table) == segment for segment in segments
    )


def _means(text: str) -> dict[str, Any] | None:
    """Return the values of a text, None if it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _segments(text: str) -> list[_Segment]:
    """Return the parts of a text, cut above every header and the comment that belongs to it."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.replace("\r\n", "\n").split("\n"):
        match = _HEADER.match(line)
        if match:
            above = found[-1][1]
            start = len(above)
            while start and above[start - 1].lstrip().startswith("#"):
                start -= 1
            found.append((match[1].replace(" ", ""), above[start:]))
            del above[start:]
        found[-1][1].append(line)
    return [_Segment(header, tuple(lines)) for header, lines in found]


def _arranged(segments: list[_Segment]) -> list[_Segment]:
    """Return the parts in the order of the format; parts of one rank keep theirs."""
    appearance = {segment.header: number for number, segment in reversed(list(enumerate(segments)))}
    return sorted(segments, key=lambda segment: (*_rank(segment.header), appearance[segment.header]))


def _rank(header: str) -> tuple[int, int]:
    """Return the place of a header in the format: the top, its tables, the families, the sources."""
    family, _, rest = header.partition(".")
    if family == _SOURCES:
        return len(HEADERS) + 1, 0
    if family not in FAMILIES:
        return (0, 0) if not header else (1, 0)
    words = second_words(family) or ()
    return FAMILIES.index(family) + 2, words.index(rest) if rest in words else len(words)


def _with_sorted_entries(segment: _Segment, table: Mapping[str, Any]) -> _Segment:
    """Return the list of sources in the order in which the arranged blocks cite them."""
    if segment.header != _SOURCES:
        return segment
    cited = list(dict.fromkeys(_citations(table)))
    head: list[str] = []
    entries: list[tuple[int, list[str]]] = []
    pending: list[str] = []
    for line in segment.lines:
        match = _ENTRY.match(line)
        if _HEADER.match(line):
            head = [*pending, line]
            pending = []
        elif match:
            place = cited.index(match[1]) if match[1] in cited else len(cited)
            entries.append((place, [*pending, line]))
            pending = []
        elif line.strip():
            pending.append(line)
    ordered = sorted(entries, key=lambda entry: entry[0])
    if ordered == entries:
        return segment
    return _Segment(segment.header, (*head, *(line for _, lines in ordered for line in lines), *pending))


def _citations(table: Mapping[str, Any]) -> Iterator[str]:
    """Return the sources as the blocks cite them, block by block in the order of the format."""
    placed = sorted(blocks(table), key=lambda one: _rank(one.spot.header))
    for _, block, _ in placed:
        for key in _CITING:
            listed = block.get(key, [])
            yield from (name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()
