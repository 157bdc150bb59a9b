"""Compare the days on which the cancellation can be asked for (PLANNING 3.7)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from tracker.core.charges import Prices
from tracker.core.dates import closing_before, period_end
from tracker.core.line import LineRules
from tracker.core.model import Candidate
from tracker.core.outlook import Outlook
from tracker.core.window import COUNTERS, Span

REACH_DAYS = 62
"""Days before and after the departure that are compared."""
CHEAP_DAYS = 7
"""A period is worth skipping when fewer days of it lie before N."""


def build_candidates(view: Outlook) -> tuple[Candidate, ...]:
    """Return runs of open days whose line ends lie in one billing period, in order.

    From the later of today and 62 days before D to 62 days after D; days after L stand apart
    and only where the channel is not known to fail abroad. None once the cancellation is done.
    """
    now, departure = view.now, view.departure
    if now is None or now.line is None or departure is None or view.needed is None:
        return ()
    line = now.line
    first = max(view.today, departure - REACH_DAYS)
    spans = [(Span(line, first, departure - 1), False)]
    if line.channel not in COUNTERS and line.from_abroad is not False:
        spans.append((Span(line, max(first, departure), departure + REACH_DAYS), True))
    prices = Prices.of(line, view.today)
    found: list[Candidate] = []
    for span, abroad in spans:
        day = span.next_open(span.first)
        while day is not None:
            last = _end_of_run(span, day)
            found.append(_candidate(view, line, prices, (day, last), abroad=abroad))
            day = span.next_open(last + 1)
    return _with_marks(view, line, found)


def _end_of_run(span: Span, day: int) -> int:
    """Return the last open day from `day` on whose line end lies in the same billing period."""
    line = span.line
    ends = line.ends(day)
    through, after = period_end(ends, line.closing), closing_before(ends, line.closing)
    if line.is_plain:
        beyond = through + 1
    elif line.is_monotone:
        # No line ends before it is asked for, so no later day can end the line in this period.
        beyond = day + bisect_right(range(day, min(span.last, through) + 1), through, key=line.ends)
    else:
        days = range(day, span.last + 1)
        beyond = next((other for other in days if not after < line.ends(other) <= through), span.last + 1)
    last = span.previous_open(beyond - 1)
    return day if last is None else last


def _candidate(
    view: Outlook, line: LineRules, prices: Prices, run: tuple[int, int], *, abroad: bool
) -> Candidate:
    needed = view.needed or 0
    first, last = run
    ends = line.ends(last)
    earliest = line.ends(first)
    charged = line.charged_to(ends, last)
    amount = prices.of_request(last, ends, charged, abroad=abroad)
    return Candidate(
        request_from=date.fromordinal(first),
        request_to=date.fromordinal(last),
        line_ends_from=date.fromordinal(earliest),
        line_ends_to=date.fromordinal(ends),
        charged_through=date.fromordinal(charged),
        gap_days_min=max(0, needed - ends),
        gap_days_max=max(0, needed - earliest),
        from_abroad=line.from_abroad,
        amount=amount,
        marks=(),
    )


def _with_marks(view: Outlook, line: LineRules, found: list[Candidate]) -> tuple[Candidate, ...]:
    needed, closing = view.needed or 0, line.closing
    request = date.fromordinal(view.now.request if view.now is not None else 0)
    chosen = next(
        (
            spot
            for spot, candidate in enumerate(found)
            if candidate.request_from <= request <= candidate.request_to
        ),
        None,
    )
    if chosen is None:
        return tuple(found)
    found[chosen] = found[chosen]._replace(marks=("recommended",))
    held = found[chosen].line_ends_to.toordinal()
    period_start = closing_before(held, closing) + 1
    few_days = 0 < needed - period_start + 1 <= CHEAP_DAYS
    if (
        few_days
        and chosen > 0
        and period_end(found[chosen - 1].line_ends_to.toordinal(), closing) == period_start - 1
    ):
        earlier = found[chosen - 1]
        saves = earlier.charged_through < found[chosen].charged_through
        if saves and not (earlier.amount is not None and earlier.amount == found[chosen].amount):
            found[chosen - 1] = earlier._replace(marks=("cheaper",))
    return tuple(found)
