"""Compare the days on which the cancellation can be asked for (PLANNING 3.7)."""

from __future__ import annotations

from datetime import date

from tracker.core.charges import price
from tracker.core.dates import closing_before, period_end
from tracker.core.model import Candidate
from tracker.core.outlook import Outlook
from tracker.core.window import COUNTERS

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
    spans = [(first, min(departure - 1, departure + REACH_DAYS), False)]
    if line.channel not in COUNTERS and line.from_abroad is not False:
        spans.append((max(first, departure), departure + REACH_DAYS, True))
    found: list[Candidate] = []
    for start, end, abroad in spans:
        run: list[int] = []
        run_end = -1
        for day in range(start, end + 1):
            if not line.is_open(day):
                continue
            last = line.ends(day)
            if run and not closing_before(run_end, line.closing) < last <= run_end:
                found.append(_candidate(view, run, abroad=abroad))
                run = []
            if not run:
                run_end = period_end(last, line.closing)
            run.append(day)
        if run:
            found.append(_candidate(view, run, abroad=abroad))
    return _with_marks(view, found)


def _candidate(view: Outlook, run: list[int], *, abroad: bool) -> Candidate:
    now, needed = view.now, view.needed or 0
    assert now is not None and now.line is not None  # noqa: S101, PT018 - the caller has looked
    line = now.line
    first, last = run[0], run[-1]
    ends = line.ends(last)
    earliest = line.ends(first)
    charged = line.charged_to(ends, last)
    amount = price(line, today=view.today, request=last, ends=ends, charged=charged, abroad=abroad)
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


def _with_marks(view: Outlook, found: list[Candidate]) -> tuple[Candidate, ...]:
    now, needed = view.now, view.needed
    assert now is not None and now.line is not None and needed is not None  # noqa: S101, PT018 - the caller has looked
    closing = now.line.closing
    request = date.fromordinal(now.request)
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
