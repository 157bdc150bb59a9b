"""Set cells into columns that hold in every terminal."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tracker.cli.width import NO_BREAK, SCREEN, inert, pad, width, wrap

GAP = 2
"""Blanks between two columns."""


def columns(
    rows: Sequence[Sequence[str]],
    *,
    indent: int = 0,
    right: Collection[int] = (),
    gaps: Sequence[int] = (),
    least: Sequence[int] = (),
) -> list[str]:
    """Return rows of equally many cells as lines of at most 79 columns.

    Columns are as wide as their widest cell and at least as `least` says, those in `right` are set
    to the right, `gaps` are the blanks behind each but the last (2 where it says nothing). The
    last column wraps in what is left of the line.
    """
    if not rows:
        return []
    rows = [[inert(text) for text in row] for row in rows]
    count = len(rows[0])
    widths = [max(width(row[place]) for row in rows) for place in range(count)]
    widths = [max(wide, least[place] if place < len(least) else 0) for place, wide in enumerate(widths)]
    behind = [gaps[place] if place < len(gaps) else GAP for place in range(count)]
    lines: list[str] = []
    for row in rows:
        lead = " " * indent
        for place in range(count - 1):
            lead += pad(row[place], widths[place], right=place in right) + " " * behind[place]
        last = row[-1]
        if count - 1 in right:
            last = pad(last, widths[-1], right=True)
            lines.append((lead + last).rstrip())
        else:
            lines += wrap(last, SCREEN, first=lead)
    return lines


def apart(left: str, right: str, *, edge: int, indent: int = 0) -> list[str]:
    """Return one line with `right` ending at column `edge`, or two where it does not fit."""
    left, right = inert(left), inert(right)
    if not right:
        return wrap(left, SCREEN, rest=" " * indent)
    if width(left) + GAP + width(right) <= edge:
        line = left + pad(right, edge - width(left), right=True)
        return [line.replace(NO_BREAK, " ")]
    if width(left) + GAP + width(right) <= SCREEN:
        return [(left + " " * GAP + right).replace(NO_BREAK, " ")]
    return [*wrap(left, SCREEN, rest=" " * indent), *wrap(right, SCREEN, first=" " * indent)]


def bullet(text: str, *, sign: str = "-", indent: int = 2) -> list[str]:
    """Return a wrapped item of a list."""
    return wrap(text, SCREEN, first=" " * indent + sign + " ")
