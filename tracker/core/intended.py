"""Find the request days that are meant, of all that count (docs/planning.md 3.2 to 3.4).

The definition is an enumeration of request days. Where line ends rise with the request day the same set is
found from its ends; otherwise the days are enumerated. Both are held equal to an independent enumeration by
the tests. Days are ordinals.
"""

from __future__ import annotations

from tracker.core.dates import closing_before, period_end
from tracker.core.inverse import last_charged, last_request
from tracker.core.line import LineRules
from tracker.core.spans import Request, Span, latest_end
from tracker.core.words import MONTH_END, Effect

# Named once: asking an enumeration for a member is slow on Python 3.11.
_BY_MONTH = Effect.MONTH_END


def intended_days(request: Request, span: Span, *, short_remainder: bool) -> tuple[int, int] | None:
    """Return the first and last day of the intended set, None when no day is open.

    The first is that day of the set which lies at most the longest window before the last.
    """
    line, longest = span.line, request.policy.longest_window
    if short_remainder:
        closing = _short_remainder(request, line)
        if closing is not None:
            found = _limited(_charged_through(span, closing), longest)
            if found is not None:
                return found
    if not line.ends_rise:
        return _limited(_set_by_enumeration(line, list(span.open_days()), line.needed), longest)
    if line.is_plain and line.whole_periods and line.always_open:
        return _plain_set(span, longest)
    latest = latest_end(span)
    if latest is None:
        return None
    # Where no day reaches N, those of the period that holds the latest end are meant.
    reached = line.needed if latest >= line.needed else closing_before(latest, line.closing) + 1
    days = span.between(last_request(line, reached - 1) + 1, span.last)
    if not line.is_monotone:
        return _limited(_set_by_enumeration(line, list(days.open_days()), line.needed), longest)
    first = next(iter(days.open_days()))
    through = line.charged(first)
    if latest < line.needed:
        through = period_end(through, line.closing)
    last = days.previous_open(last_charged(line, through)) or first
    return days.next_open(max(first, last - longest)) or last, last


def _plain_set(span: Span, longest: int) -> tuple[int, int] | None:
    """Return the same for a line that any day ends on that day, charged by whole periods.

    Such a line may close on any day of the month, and then all of them are planned for.
    """
    line, last = span.line, span.last
    if last < span.first:
        return None
    reached = line.needed if last >= line.needed else closing_before(last, line.closing) + 1
    first = max(reached, span.first)
    closes = min(period_end(first, line.closing), last)
    return max(first, closes - longest), closes


def _charged_through(span: Span, closing: int) -> list[int]:
    """Return the open days that are charged through a closing day."""
    line = span.line
    if line.is_monotone:
        return list(
            span.between(last_charged(line, closing - 1) + 1, last_charged(line, closing)).open_days()
        )
    days = span
    if line.ends_rise:
        # No line is charged for less than its end, nor past the period that holds it.
        after = last_request(line, closing_before(closing, line.closing))
        days = span.between(after + 1, last_request(line, closing))
    return [day for day in days.open_days() if line.charged(day) == closing]


def _limited(days: list[int], longest: int) -> tuple[int, int] | None:
    """Return the first of the days that lies at most `longest` before the last, and the last."""
    if not days:
        return None
    return next(day for day in days if day >= days[-1] - longest), days[-1]


def _set_by_enumeration(line: LineRules, days: list[int], needed: int) -> list[int]:
    if not days:
        return []
    ends = {day: line.ends(day) for day in days}
    charged = {day: line.charged_to(ends[day], day) for day in days}
    reaching = [day for day in days if ends[day] >= needed]
    if reaching:
        least = min(charged[day] for day in reaching)
        return [day for day in reaching if charged[day] == least]
    latest = max(ends.values())
    since, until = closing_before(latest, line.closing) + 1, period_end(latest, line.closing)
    inside = [day for day in days if since <= ends[day] <= until]
    through = min(period_end(charged[day], line.closing) for day in inside)
    return [day for day in inside if period_end(charged[day], line.closing) == through]


def _short_remainder(request: Request, line: LineRules) -> int | None:
    """Return the closing day that N has just passed, None when paying on is worth it."""
    if request.explicit or line.base_is_free():
        return None
    closing = closing_before(line.needed, MONTH_END if line.effect is _BY_MONTH else line.closing)
    if line.needed - closing > request.policy.short_remainder:
        return None
    # A last period that is prorated costs a day, not a period: the line may go on to N.
    return None if line.by_day(line.needed, line.needed) else closing
