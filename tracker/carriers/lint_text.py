"""Judge the sentences of a file, and the words that are copied from a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.carriers.faults import Fault
from tracker.carriers.headers import Header
from tracker.carriers.validate import blocks
from tracker.core.words import Severity

LONGEST_NOTE = 200
MOST_SENTENCES = 2

_TEXTS = ("note", "conflict", "text")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z0-9'\"“‘]|$)")
_MONEY = re.compile(r"\b[0-9][0-9,]* yen\b")
_HOURS = re.compile(r"\b[0-9]{1,2}:[0-9]{2}\s?(?:-|–|to)\s?[0-9]{1,2}:[0-9]{2}\b")
_CLOCK = re.compile(r"\b[0-9]{1,2}:[0-9]{2}\b")
_CLOCK_KEYS = frozenset({"time", "daily", "resumes", "hours"})
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")

Judged = Iterator[tuple[Severity, Fault]]


def judge_texts(table: Mapping[str, Any]) -> Judged:
    """Return the notes that are too long, or hold a figure for which the block has a key."""
    for spot, block, known in blocks(table):
        for key in _TEXTS:
            text = block.get(key)
            if text is None:
                continue
            if len(text) > LONGEST_NOTE:
                yield (
                    Severity.WARNING,
                    spot.remark("long-note", word=key, count=len(text), limit=LONGEST_NOTE),
                )
            sentences = len(_SENTENCE_END.findall(text))
            if sentences > MOST_SENTENCES:
                yield Severity.WARNING, spot.remark("many-sentences", word=key, count=sentences)
        yield from (
            (Severity.WARNING, spot.remark("figure-in-note", value=f)) for f in _figures(known, block)
        )
        address = block.get("address", [])
        if address and not any(map(_JAPANESE.search, address)):
            yield Severity.WARNING, spot.remark("address-language")


def _figures(known: Header, block: Mapping[str, Any]) -> Iterator[str]:
    """Return the figures of a note that a key of the same block could hold and does not."""
    keys = known.table.__annotations__
    money = {key for key in keys if "yen" in key}
    note = block.get("note", "")
    if money and money.isdisjoint(block):
        yield from _MONEY.findall(note)
    if "hours" in keys and "hours" not in block:
        yield from _HOURS.findall(note)
    if "time" in keys and _CLOCK_KEYS.isdisjoint(block):
        yield from _CLOCK.findall(note)


def sentences_of(table: Mapping[str, Any]) -> Iterator[str]:
    """Return every English text of a file that a person may read, in file order."""
    if "scope" in table:
        yield table["scope"]
    yield from table.get("plans", {}).values()
    for spot, block, _ in blocks(table):
        if spot.header == "example":
            continue
        when = block.get("when", {})
        for key in ("case", "except"):
            phrases = when.get(key, [])
            yield from phrases if isinstance(phrases, list) else [phrases]
        yield from (block[key] for key in ("where", "text", "note", "conflict") if key in block)
        yield from block.get("refund_to", ())
