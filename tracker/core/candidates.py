"""Compare the days on which the cancellation can be asked for (docs/planning.md 3.7)."""

from __future__ import annotations

from tracker.core.charges import Prices
from tracker.core.dates import closing_before, date_of, period_end
from tracker.core.inverse import last_request
from tracker.core.line import LineRules
from tracker.core.model import Candidate
from tracker.core.outlook import Outlook, running
from tracker.core.quick import make
from tracker.core.spans import FREE, Span
from tracker.core.words import COUNTERS

REACH_DAYS = 62
"""Days before and after the departure that are compared."""
CHEAP_DAYS = 7
"""A period is worth skipping when fewer days of it lie before N."""


def build_candidates(view: Outlook) -> tuple[Candidate, ...]:
    """Return runs of open days whose line ends lie in one billing period, in order.

    From the later of today and 62 days before D to 62 days after D; days after L stand apart
    and only where the channel is not known to fail abroad. Only those that another SIM on the contract
    leaves (docs/decisions.md 54, 55). None once the cancellation is done.
    """
    now, line = running(view)
    departure, needed = view.departure or view.today, view.needed or view.today
    limits = now.window.limits if now.window is not None else FREE
    first = max(view.today, departure - REACH_DAYS, limits.first)
    spans = [(Span(line, first, min(departure - 1, limits.last)), False)]
    if line.channel not in COUNTERS and line.from_abroad is not False:
        last = min(departure + REACH_DAYS, limits.last)
        spans.append((Span(line, max(first, departure), last), True))
    compared = _Compared(view, line, now.request, needed)
    found: list[Candidate] = []
    for span, abroad in spans:
        day = span.next_open(span.first)
        while day is not None:
            ends = line.ends(day)
            through = period_end(ends, line.closing)
            last = _end_of_run(span, day, ends, through)
            found.append(compared.candidate(day, last, ends, through, abroad=abroad))
            day = span.next_open(last + 1)
    return _with_cheaper(found, line.closing, needed)


def _end_of_run(span: Span, day: int, ends: int, through: int) -> int:
    """Return the last open day from `day` on whose line end lies in the billing period up to `through`."""
    line = span.line
    if line.ends_rise:
        beyond = last_request(line, through)
    else:
        after = closing_before(ends, line.closing)
        days = range(day + 1, span.last + 1)
        beyond = next((other - 1 for other in days if not after < line.ends(other) <= through), span.last)
    return span.previous_open(beyond) or day


class _Compared:
    """Make candidates of one line, seen from one day."""

    def __init__(self, view: Outlook, line: LineRules, request: int, needed: int) -> None:
        self.line = line
        self.request = request
        self.needed = needed
        self.prices = Prices.of(line, view.today)

    def candidate(self, first: int, last: int, earliest: int, through: int, *, abroad: bool) -> Candidate:
        """Return the candidate of a run of days.

        The first ends the line on `earliest`, all of them in the billing period up to `through`.
        """
        line, needed = self.line, self.needed
        # Where the first day ends the line with the period, none of them can end it later.
        ends = latest = through if line.ends_rise and earliest == through else line.ends(last)
        charged = through if line.whole_periods else line.charged_to(ends, last)
        if not line.ends_rise:
            run = [line.ends(day) for day in range(first, last + 1) if line.is_open(day)]
            earliest, latest = min(run), max(run)
        fields = (
            date_of(first),
            date_of(last),
            date_of(earliest),
            date_of(latest),
            date_of(charged),
            needed - latest if needed > latest else 0,
            needed - earliest if needed > earliest else 0,
            line.from_abroad,
            self.prices.of_request(last, ends, charged, abroad=abroad),
            _RECOMMENDED if first <= self.request <= last else (),
        )
        made: Candidate = make(Candidate, fields)
        return made


_RECOMMENDED = ("recommended",)


def _with_cheaper(found: list[Candidate], closing: int, needed: int) -> tuple[Candidate, ...]:
    """Mark the run before the recommended one where it saves a period of which few days are used."""
    chosen = next((spot for spot, candidate in enumerate(found) if candidate.marks), 0)
    if chosen == 0:
        return tuple(found)
    best, earlier = found[chosen], found[chosen - 1]
    before = closing_before(best.line_ends_to.toordinal(), closing)
    adjoins = period_end(earlier.line_ends_to.toordinal(), closing) == before
    saves = earlier.charged_through < best.charged_through
    same_price = earlier.amount is not None and earlier.amount == best.amount
    if adjoins and saves and not same_price and 0 < needed - before <= CHEAP_DAYS:
        found[chosen - 1] = earlier._replace(marks=("cheaper",))
    return tuple(found)
