"""Read the bytes of an iCalendar file as content lines, noting what is wrong with the bytes.

Independent of the library that writes the file, so that it can judge the library's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.export.text import LINE_OCTETS

BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^",;:]*)(?:,(?:"[^"]*"|[^",;:]*))*)')


class Finding(NamedTuple):
    """Hold one defect of a calendar file.

    `line` counts from 1; `key` is the catalogue key of the sentence (`lint.<code>`), `name`
    the property, component or value meant, empty where none is.
    """

    code: str
    line: int
    name: str = ""

    @property
    def key(self) -> str:
        """Return the catalogue key of the sentence."""
        return f"lint.{self.code}"


class Parameter(NamedTuple):
    """Hold one parameter as written; `quoted` when its value stands in quotes."""

    name: str
    value: str
    quoted: bool


class ContentLine(NamedTuple):
    """Hold one unfolded line: names in capitals, the value as written."""

    number: int
    name: str
    parameters: tuple[Parameter, ...]
    value: str

    def parameter(self, name: str) -> str | None:
        """Return the value of a parameter, None when it is not there."""
        return next((each.value for each in self.parameters if each.name == name), None)


class Reader:
    """Iterate over the content lines of a file that comes in chunks.

    `findings` fills while the lines are read.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.findings: list[Finding] = []
        self._chunks = chunks

    def __iter__(self) -> Iterator[ContentLine]:
        """Yield every line that can be read as one."""
        start = 0
        pieces: list[bytes] = []
        for number, physical in enumerate(self._physical(), start=1):
            if physical[:1] in {b" ", b"\t"} and pieces:
                pieces.append(physical[1:])
                continue
            if pieces:
                yield from self._logical(start, pieces)
            start, pieces = number, [physical]
        if pieces:
            yield from self._logical(start, pieces)

    def _physical(self) -> Iterator[bytes]:
        """Yield the lines without their breaks, judging length and breaks."""
        for number, raw in enumerate(_split(self._chunks), start=1):
            line = raw
            if number == 1 and line.startswith(BOM):
                self._find("bom", 1)
                line = line[len(BOM) :]
            if line.endswith(b"\r\n"):
                line = line[:-2]
            elif line.endswith(b"\n"):
                self._find("bare-lf", number)
                line = line[:-1]
            else:
                self._find("no-last-break", number)
            if len(line) > LINE_OCTETS:
                self._find("line-too-long", number)
            yield line

    def _logical(self, number: int, pieces: list[bytes]) -> Iterator[ContentLine]:
        raw = b"".join(pieces)
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self._find("not-utf8", number)
            text = raw.decode(errors="replace")
        else:
            self._judge_folds(number, pieces)
        if control := _CONTROL.search(text):
            self._find("control-character", number, f"U+{ord(control[0]):04X}")
        line = _parse(number, text)
        if line is None:
            self._find("not-a-line", number)
        else:
            yield line

    def _judge_folds(self, number: int, pieces: list[bytes]) -> None:
        for offset, piece in enumerate(pieces[:-1]):
            try:
                piece.decode()
            except UnicodeDecodeError:
                self._find("fold-inside-character", number + offset)
                return
        for offset, piece in enumerate(pieces[:-1]):
            # What precedes may escape the first backslash: count over the joined text.
            joined = b"".join(pieces[: offset + 1])
            if piece.endswith(b"\\") and (len(joined) - len(joined.rstrip(b"\\"))) % 2:
                self._find("fold-after-backslash", number + offset)

    def _find(self, code: str, line: int, name: str = "") -> None:
        self.findings.append(Finding(code, line, name))


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines with their line breaks from chunks that break anywhere."""
    rest = b""
    for chunk in chunks:
        lines = (rest + chunk).split(b"\n")
        rest = lines.pop()
        for line in lines:
            yield line + b"\n"
    if rest:
        yield rest


def _parse(number: int, text: str) -> ContentLine | None:
    name = _NAME.match(text)
    if name is None:
        return None
    at = name.end()
    parameters = []
    while match := _PARAMETER.match(text, at):
        value = match[2]
        parameters.append(Parameter(match[1].upper(), value.replace('"', ""), value.startswith('"')))
        at = match.end()
    if text[at : at + 1] != ":":
        return None
    return ContentLine(number, name[0].upper(), tuple(parameters), text[at + 1 :])
