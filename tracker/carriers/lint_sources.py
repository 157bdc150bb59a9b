"""Judge the sources of a file, and whether they carry what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tracker.carriers.facts import read_sources
from tracker.carriers.faults import Fault, Spot, source_spot
from tracker.carriers.validate import BASES, NO_RULE, blocks
from tracker.core.facts import Source
from tracker.core.model import Joined
from tracker.core.words import Severity

_CITING = (*BASES, "weak", "against")

Judged = Iterator[tuple[Severity, Fault]]


def judge_sources(table: Mapping[str, Any], *, own: bool, today: date) -> Judged:
    """Return what is wrong with single sources: unused, read in the future, older than their page."""
    cited = {name for _, block, _ in blocks(table) for key in _CITING for name in block.get(key, ())}
    for name, source in read_sources(table).items():
        spot = source_spot(name)
        if name not in cited:
            yield Severity.WARNING, spot.remark("unused-source")
        if source.read > today:
            yield Severity.BLOCKING, spot.remark("future-read", day=source.read)
        if source.page is not None and source.page > source.read.isoformat():
            yield Severity.BLOCKING, spot.remark("page-after-read", page=source.page, day=source.read)
        if source.kind == "own" and not own:
            yield Severity.BLOCKING, spot.remark("own-source")


def judge_bases(table: Mapping[str, Any]) -> Judged:
    """Return the blocks whose pages do not carry the basis that they claim."""
    sources = read_sources(table)
    for spot, block, _ in blocks(table):
        basis = next((key for key in BASES if key in block), None)
        if basis is None:
            continue
        pages = [sources[name] for name in block[basis]]
        yield from _judge_basis(spot, basis, pages)
        if spot.header not in NO_RULE and all(page.kind == "weak" for page in pages):
            yield Severity.WARNING, spot.remark("weak-alone", names=Joined(tuple(page.id for page in pages)))


def _judge_basis(spot: Spot, basis: str, pages: list[Source]) -> Judged:
    """Return the fault of a basis without the pages that it needs."""
    if basis == "official" and not any(page.kind == "official" for page in pages):
        yield Severity.BLOCKING, spot.remark("not-official")
    if basis == "reported" and len({_site(page) for page in pages if page.kind != "weak"}) < 2:
        yield Severity.BLOCKING, spot.remark("one-site")


def _site(page: Source) -> str:
    """Return the site of a page; a page without an address is a site of its own."""
    if page.url is None:
        return page.id
    return (urlsplit(page.url).hostname or page.url).removeprefix("www.")
