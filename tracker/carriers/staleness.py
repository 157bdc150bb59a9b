"""Tell which facts nobody has looked up for long."""

from __future__ import annotations

from datetime import date

from tracker.core.dates import months_later
from tracker.core.model import Basis, Carrier, Fact

OFFICIAL = "official"


def read_day(fact: Fact) -> date:
    """Return the day a fact was last read: the newest among the pages that carry its basis.

    Of an official fact only the carrier's own pages count: a blog does not refresh what the
    carrier says.
    """
    days = [
        source.read for source in fact.sources if fact.basis is not Basis.OFFICIAL or source.kind == OFFICIAL
    ]
    return max(days or [source.read for source in fact.sources])


def stale(carrier: Carrier, today: date, months: int = 12) -> tuple[Fact, ...]:
    """Return the facts read more than `months` months before `today`, in the order of the file.

    A fact read on the same day of the month `months` ago is not yet stale.
    """
    limit = months_later(today.toordinal(), -months)
    return tuple(fact for fact in carrier.facts if read_day(fact).toordinal() < limit)
