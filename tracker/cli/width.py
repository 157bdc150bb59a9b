"""Measure, pad, cut and wrap text by the columns a terminal gives it.

Characters of ambiguous width count as one column; nothing of our own uses them. A
cluster is what a reader takes for one character: a base with its marks, a joined emoji,
a flag. Nothing here ever splits one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wcwidth import wcwidth

SCREEN = 79
"""Columns that a line may take."""

_ZWJ = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_KEPT_FORMATS = frozenset({_ZWJ, "\u200c"})
"""Invisible characters that spelling needs; every other one is dropped."""

_NOT_AT_START = frozenset(
    "、。，．：；！？）」』】〉》〕］｝・ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ%％℃,.:;!?)]}"
)
_NOT_AT_END = frozenset("（「『【〈《〔［｛([{")
_UNITS = frozenset("年月日号時时点分円元步天週周個个件项項か％%")
_KEPT_TOGETHER = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +)?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
    r"(?: \d{4})?|\d (?:days?|yen|天|日元|円)\b|日 周[一二三四五六日]"
)
NO_BREAK = "\u00a0"
"""Blank at which `wrap` breaks no line; it prints a plain one."""
GLUE = "\u2060"
"""Mark at which `wrap` breaks no line; it prints nothing."""

_ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TURNS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_URL_BREAK = re.compile(r"(?<=[/?&=_-])")


def clusters(text: str) -> Iterator[str]:
    """Yield `text` in pieces that may not be split: marks, joiners and flags stay with their base."""
    held = ""
    for character in text:
        if held and (
            _continues(held, character)
            or (held.endswith(_ZWJ) and _is_picture(held) and _is_picture(character))
            or (_is_flag_letter(character) and len(held) == 1 and _is_flag_letter(held))
        ):
            held += character
            continue
        if held:
            yield held
        held = character
    if held:
        yield held


def _continues(held: str, character: str) -> bool:
    if "\U0001f3fb" <= character <= "\U0001f3ff":  # a skin colour, after a picture only
        return _is_picture(held)
    return character == _ZWJ or unicodedata.category(character) in {"Mn", "Me", "Mc"}


def _is_picture(text: str) -> bool:
    return unicodedata.category(text[0]) == "So" and not _is_flag_letter(text[0])


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def width(text: str) -> int:
    """Return the columns of `text`; characters that a terminal does not show count nothing."""
    return sum(_cluster_width(cluster) for cluster in clusters(text))


def _cluster_width(cluster: str) -> int:
    if _EMOJI_STYLE in cluster or (len(cluster) > 1 and _is_flag_letter(cluster[0])):
        return 2
    return max(max(wcwidth(character), 0) for character in cluster)


def printable(text: str) -> str:
    """Return `text` fit for one line of a terminal.

    White space of any kind becomes one blank, control characters, lone surrogates and
    private ones become `?`, invisible ones and those that turn the direction of writing
    are dropped.
    """
    shown = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace():
            shown.append(" ")
        elif category in {"Cc", "Cs", "Co"}:
            shown.append("?")
        elif category == "Cf" and character not in _KEPT_FORMATS:
            continue
        else:
            shown.append(character)
    return re.sub(" +", " ", "".join(shown)).strip()


def inert(text: str) -> str:
    """Return `text` with what could act on a terminal made visible or dropped, blanks as they are."""
    return _TURNS.sub("", _ACTS.sub("?", text))


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Return `text` filled with blanks to `columns`, at its left where `right`; never shortened."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def cut(text: str, columns: int, mark: str = "..") -> str:
    """Return `text` in at most `columns`, with `mark` at the end of what was cut."""
    if width(text) <= columns:
        return text
    room = columns - width(mark)
    if room < 0:
        return mark[: max(columns, 0)]
    kept = ""
    for cluster in clusters(text):
        room -= _cluster_width(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + mark


def wrap(text: str, columns: int = SCREEN, *, first: str = "", rest: str | None = None) -> list[str]:
    """Return `text` as lines of at most `columns`, the first led by `first`, others by `rest`.

    `rest` None is blanks as wide as `first`. Japanese and Chinese break between characters, but no
    closing mark begins a line, no opening one ends it, and dates and figures with their unit
    stay whole. A word that is wider than a line, such as an address, is broken behind `/`, `?`, `&`, `=`,
    `_` or `-`, and only failing that anywhere.
    """
    led = first
    following = " " * width(first) if rest is None else rest
    lines: list[str] = []
    line = ""
    shown = GLUE.join(inert(part) for part in text.split(GLUE))
    kept = _KEPT_TOGETHER.sub(lambda match: match.group().replace(" ", NO_BREAK), shown)
    for piece in _pieces(kept):
        room = columns - width(led)
        if width(line + piece.rstrip(" ")) <= room:
            line += piece
            continue
        if line.strip():
            lines.append(_joined(led, line))
            led, line = following, ""
            room = columns - width(led)
        if width(piece.rstrip(" ")) <= room:
            line = piece
            continue
        *full, line = _broken(piece, room)
        for part in full:
            lines.append(_joined(led, part))
            led = following
    lines.append(_joined(led, line))
    return lines


def _joined(led: str, line: str) -> str:
    return (led + line).replace(NO_BREAK, " ").replace(GLUE, "").rstrip()


def _broken(word: str, room: int) -> list[str]:
    parts = [""]
    for piece in _URL_BREAK.split(word):
        if width(parts[-1] + piece.rstrip(" ")) <= room:
            parts[-1] += piece
        elif width(piece.rstrip(" ")) <= room:
            parts.append(piece)
        else:
            for cluster in clusters(piece):
                if parts[-1] and width(parts[-1] + cluster) > room:
                    parts.append("")
                parts[-1] += cluster
    return [part for part in parts if part] or [""]


def _pieces(text: str) -> Iterator[str]:
    held = ""
    for cluster in clusters(text):
        if held and _may_break(held, cluster):
            yield held
            held = cluster
        else:
            held += cluster
    if held:
        yield held


def _may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two texts; blanks stay with what stands before them."""
    left, right = before[-1], after[0]
    if right == " " or {NO_BREAK, GLUE} & {left, right}:
        return False
    if left == " ":
        return not before.isspace()
    if right in _NOT_AT_START or left in _NOT_AT_END:
        return False
    if left.isdigit() and right in _UNITS:
        return False
    if (left in "年月" and right.isdigit()) or (left == "日" and right == "（"):
        return False
    if left in "周週" and right in "一二三四五六日":
        return False
    return wcwidth(left) == 2 or wcwidth(right) == 2
