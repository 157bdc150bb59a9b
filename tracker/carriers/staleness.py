"""Tell which facts nobody has looked up for long, and which a page carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tracker.carriers.names import nearest
from tracker.core.dates import months_later
from tracker.core.facts import Carrier, Fact, Source
from tracker.core.words import Basis
from tracker.errors import NotFoundError

OFFICIAL = "official"


def bearing(fact: Fact) -> tuple[Source, ...]:
    """Return the pages that carry the basis of a fact.

    Of an official fact only the carrier's own pages count: a blog does not refresh what the
    carrier says.
    """
    own = tuple(page for page in fact.sources if fact.basis is not Basis.OFFICIAL or page.kind == OFFICIAL)
    return own or fact.sources


def read_day(fact: Fact) -> date:
    """Return the day a fact was last read: the newest among the pages that carry its basis."""
    return max(source.read for source in bearing(fact))


def stale(carrier: Carrier, today: date, months: int) -> tuple[Fact, ...]:
    """Return the facts read more than `months` months before `today`, in the order of the file.

    A fact read on the same day of the month `months` ago is not yet stale.
    """
    limit = months_later(today.toordinal(), -months)
    return tuple(fact for fact in carrier.facts if read_day(fact).toordinal() < limit)


def by_page(facts: Sequence[Fact]) -> tuple[tuple[Source, tuple[str, ...]], ...]:
    """Return the pages that carry these facts with the headers they are needed for, oldest reading first."""
    found: dict[Source, dict[str, None]] = {}
    for fact in facts:
        for page in bearing(fact):
            found.setdefault(page, {})[fact.header] = None
    return tuple((page, tuple(found[page])) for page in sorted(found, key=lambda page: (page.read, page.id)))


def resting_on(carrier: Carrier, source: str) -> Carrier:
    """Return the carrier with nothing but the facts and remarks that cite a page, also against themselves.

    Who reads the page again has to look at each of them. Raises NotFoundError with the nearest
    ids for a page that the carrier does not have.
    """
    known = [page.id for page in carrier.sources]
    if source not in known:
        raise NotFoundError(
            "error.source.unknown", query=source, carrier=carrier.id, nearest=nearest(source, known)
        )
    return replace(
        carrier,
        facts=tuple(fact for fact in carrier.facts if _cites((*fact.sources, *fact.against), source)),
        remarks=tuple(remark for remark in carrier.remarks if _cites(remark.sources, source)),
    )


def _cites(pages: Sequence[Source], wanted: str) -> bool:
    return any(page.id == wanted for page in pages)
