"""Find the last request day that still ends a line, or its charges, by a day.

The line's end rises with the request day, so a window follows from its two ends instead of
from every day between them. Days are ordinals.
"""

from __future__ import annotations

from tracker.core.contract import BusinessCalendar
from tracker.core.dates import closing_before, is_business_day
from tracker.core.line import LineRules
from tracker.core.terms import Regime, cutoff_before
from tracker.core.words import MONTH_END, Effect

# Named once: asking an enumeration for a member is slow on Python 3.11.
_ON_RETURN, _CHOSEN_DAY, _PERIOD_END = Effect.ON_RETURN, Effect.CHOSEN_DAY, Effect.PERIOD_END
_TO_MONTH_END = (Effect.MONTH_END, Effect.CHOICE)
"""Effects of which the line's end is that of a month; a choice only rises where it is."""


def last_request(line: LineRules, until: int) -> int:
    """Return the last day, open or not, on which a request ends the line on a day or before it.

    Line ends must rise with the request day (`LineRules.ends_rise`).
    """
    regime = line.terms.regime
    if line.is_plain or regime is None or regime.effect is _ON_RETURN:
        return until
    effect = regime.effect
    if effect in _TO_MONTH_END:
        limit = _last_to_make(closing_before(until + 1, MONTH_END), regime)
    elif effect is _PERIOD_END:
        limit = _last_to_make(closing_before(until + 1, line.closing), regime)
    elif effect is _CHOSEN_DAY:
        # No request at all ends the line before the day that is chosen.
        limit = until - regime.notice if until >= line.needed else 0
    else:
        limit = until - (regime.cutoff_notice or 0)
    return _approved_by(line, limit)


def last_charged(line: LineRules, through: int) -> int:
    """Return the last day on which a request is charged through a day or less.

    Charges must rise with the request day (`LineRules.is_monotone`).
    """
    held = through if line.by_day_always else closing_before(through + 1, line.closing)
    if line.effect is _ON_RETURN:
        days, business = line.transit
        return min(held - days, _days_back(held, business, line.business))
    return last_request(line, held)


def _last_to_make(end: int, regime: Regime) -> int:
    """Return the last approval day that makes a closing day, whatever the cut-offs."""
    last = end - (regime.before_end or 0)
    if regime.cutoff_notice is not None:
        last = min(last, end - regime.cutoff_notice)
    return min([last, *(cutoff_before(end, day) for day in regime.cutoff_days)])


def _approved_by(line: LineRules, limit: int) -> int:
    """Return the last request day whose review is over by a day."""
    terms = line.terms
    last = limit - terms.review_days
    if terms.review_business:
        last = min(last, _days_back(limit, terms.review_business, line.business))
    return last


def _days_back(day: int, count: int, calendar: BusinessCalendar) -> int:
    """Return the last day after which as many business days lie up to a day."""
    while count > 0:
        if is_business_day(day, calendar):
            count -= 1
        day -= 1
    return day
