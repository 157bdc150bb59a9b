"""Find the cancellation window: the request days that are meant, and the one to take.

The days are those of `tracker.core.intended`, on the channel that reaches the intended end. Days are
ordinals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from tracker.core.channels import existing_channels
from tracker.core.dates import closing_before
from tracker.core.intended import intended_days
from tracker.core.line import LineRules, closing_choices
from tracker.core.quick import make
from tracker.core.spans import FREE, Limits, Request, Span, latest_end, reaches
from tracker.core.words import COUNTERS, Channel, Effect

# Named once: asking an enumeration for a member is slow on Python 3.11.
_ON_RETURN = Effect.ON_RETURN


class Window(NamedTuple):
    """Hold the window of one computation; days are ordinals, all inclusive."""

    line: LineRules
    opens: int
    recommended: int
    safe_by: int
    closes: int
    request: int
    ends: int
    charged: int
    closing_known: bool
    choices: tuple[int, ...]
    missed: bool
    """A first window had closed before today; this is a later one."""
    first_closes: int | None
    replaced: Channel | None
    """The channel whose days ran out, when another took its place."""
    abroad: bool
    """Planned for a person who has left."""
    limits: Limits
    """What of the demands of another SIM could be kept."""

    @property
    def channel(self) -> Channel | None:
        """Return the channel of the window."""
        return self.line.channel


class _Ways(NamedTuple):
    """Hold one closing day to plan for, all there are, and the channels."""

    closing: int
    choices: tuple[int, ...]
    closing_known: bool
    channels: tuple[Channel | None, ...]
    """Those that can be used, the preferred first; one None where none is known."""


class _Bounds(NamedTuple):
    """Hold the first and last day of a window; its other days are reckoned once it is chosen."""

    ways: _Ways
    span: Span
    opens: int
    closes: int
    first_closes: int | None
    replaced: Channel | None
    abroad: bool = False


def _every_way(request: Request, choices: tuple[int, ...], *, known: bool) -> Iterator[_Ways]:
    """Yield what there is to plan for, one for each closing day."""
    contract, before = request.contract, None
    channels: tuple[Channel | None, ...] = (None,)
    for closing in choices:
        rules = request.rules.on(contract, closing=closing)
        if rules is not before:
            before, channels = rules, existing_channels(contract, rules) or (None,)
        yield make(_Ways, (closing, choices, known, channels))


def find_window(request: Request) -> Window | None:
    """Return the window for today, None when no request day is left at all.

    With an unknown closing day every choice is computed, the earliest `closes` is shown,
    and `charged` is the latest of all choices for the request day. What another SIM on the contract
    demands is kept where days are left for it (docs/decisions.md 54, 55).
    """
    limits = request.limits
    if limits == FREE:
        return _find(request)
    window = _find(request)
    if window is None:
        return _find(request._replace(limits=FREE))
    if limits.first <= window.opens:
        return window._replace(limits=limits)
    day = Span(window.line, limits.first, window.closes).next_open(limits.first)
    return _from(request, window._replace(limits=limits), day) if day is not None else window


def _from(request: Request, window: Window, first: int) -> Window:
    """Return a window without the days before an open one."""
    day = max(window.request, first)
    moved = window._replace(
        opens=max(window.opens, first),
        recommended=max(window.recommended, first),
        safe_by=max(window.safe_by, first),
    )
    if day == window.request:
        return moved
    ends = window.line.ends(day)
    return moved._replace(request=day, ends=ends, charged=charged_through(request, window, day, ends))


def _find(request: Request) -> Window | None:
    choices, known = closing_choices(request.contract, request.rules)
    bound = _after_departure if request.today >= request.departure else _before_departure
    every = (bound(request, ways) for ways in _every_way(request, choices, known=known))
    found = [bounds for bounds in every if bounds is not None]
    if not found:
        return None
    if len(found) == 1:
        return _dated(request, found[0])
    least = min([bounds.closes for bounds in found])
    earliest = [_dated(request, bounds) for bounds in found if bounds.closes == least]
    shown = max(earliest, key=_charged)
    channel, lines = shown.channel, {bounds.ways.closing: bounds.span.line for bounds in found}
    charged = 0
    for closing in choices:
        line = lines.get(closing)
        if line is None or line.channel is not channel:
            line = _line(request, channel, closing)
        charged = max(charged, line.charged(shown.request))
    return shown._replace(charged=charged)


_charged = attrgetter("charged")


def _line(request: Request, channel: Channel | None, closing: int) -> LineRules:
    needed = request.needed
    if request.today >= request.departure:
        needed = max(needed, request.today) if request.explicit else request.today
    return LineRules(
        request.contract, request.rules, request.business, channel=channel, closing=closing, needed=needed
    )


def charged_through(request: Request, window: Window, day: int, ends: int) -> int:
    """Return the last day charged for when asked for on a day: the latest of all possible closing days."""
    closings = window.choices if not window.closing_known else (window.line.closing,)
    return max(_line(request, window.channel, closing).charged_to(ends, day) for closing in closings)


def window_of(request: Request, line: LineRules, day: int) -> Window:
    """Return the window of a request that was made on a day on which none was expected any more."""
    choices, known = closing_choices(request.contract, request.rules)
    ways = _Ways(line.closing, choices, known, (line.channel,))
    return _finish(line, ways, (day, day, day, day), day)


def seen_later(request: Request, window: Window | None, today: int, limits: Limits = FREE) -> Window | None:
    """Return the window that was found for a request as it stands on a later day, within other bounds.

    As long as it is open, all that can change is the day on which to ask.
    """
    if (
        window is None
        or window.missed
        or window.limits != limits
        or not window.closing_known
        or not request.today <= today <= window.closes
        or today >= request.departure
    ):
        return find_window(request._replace(today=today, limits=limits))
    if today <= window.recommended:
        return window
    line = window.line
    day = Span(line, today, window.closes).next_open(today) or window.closes
    ends = line.ends(day)
    return window._replace(request=day, ends=ends, charged=line.charged_to(ends, day))


def _range(request: Request) -> tuple[int, int]:
    first = request.departure - request.policy.days_before
    return first, max(request.departure, request.today) + request.policy.days_after


def _feasible(request: Request, line: LineRules) -> Span:
    """Return the days on which a request on this channel counts for the plan (docs/planning.md 3.1)."""
    first, last = _range(request)
    end = request.departure - 1
    if line.leave_by is not None:
        end = min(end, request.departure - line.leave_by)
    span = _bounded(request, make(Span, (line, first, end)))
    if not request.explicit or request.needed < request.departure or line.from_abroad is not True:
        return span
    if line.channel in COUNTERS or reaches(span, request.needed):
        return span
    return _bounded(request, Span(line, first, last))


def _bounded(request: Request, span: Span) -> Span:
    """Return the part of a span that leaves another SIM on the contract its last day."""
    return span if span.last <= request.limits.last else span._replace(last=request.limits.last)


def _before_departure(request: Request, ways: _Ways) -> _Bounds | None:
    if len(ways.channels) == 1:
        only = _feasible(request, _line(request, ways.channels[0], ways.closing))
        return _first_bounds(request, ways, only, None) if only.next_open(only.first) is not None else None

    def spans() -> Iterator[Span]:
        return (_feasible(request, _line(request, channel, ways.closing)) for channel in ways.channels)

    chosen = _choose(request, spans())
    if chosen is None:
        return None
    first = ways.channels[0]
    other = chosen.line.channel is not first
    replaced = first if other and latest_end(next(spans())) is None else None
    left: Iterable[Span] | None = None
    while chosen is not None:
        bounds = _first_bounds(request, ways, chosen, replaced)
        if bounds is not None:
            return bounds
        # No day from today on is left on this channel: the next one that has one takes its place.
        over = chosen.line.channel
        replaced = replaced or over
        left = [
            span
            for span in (spans() if left is None else left)
            if span.line.channel is not over and span.next_open(request.today) is not None
        ]
        chosen = _choose(request, left)
    return None


def _choose(request: Request, spans: Iterable[Span]) -> Span | None:
    """Return the first channel that reaches the intended end (docs/decisions.md 11).

    Once one has been found the others are not asked.
    """
    preferred = request.contract.channel
    short: list[tuple[Span, int]] = []
    for span in spans:
        end = latest_end(span)
        if end is None:
            continue
        is_wanted = not short and preferred is not None and span.line.channel is preferred
        if is_wanted or end >= span.line.needed:
            return span
        short.append((span, end))
    if len(short) < 2:
        return short[0][0] if short else None
    latest = max(end for _, end in short)
    return next((span for span, end in short if end > closing_before(latest, span.line.closing)), None)


def _first_bounds(request: Request, ways: _Ways, span: Span, replaced: Channel | None) -> _Bounds | None:
    """Return the window of today, formed again while it has closed (docs/decisions.md 15)."""
    bounds = intended_days(request, span, short_remainder=True)
    first_closes: int | None = None
    while bounds is not None and bounds[1] < request.today:
        first_closes = bounds[1] if first_closes is None else first_closes
        bounds = intended_days(request, span._replace(first=bounds[1] + 1), short_remainder=True)
    if bounds is None:
        return None
    found: _Bounds = make(_Bounds, (ways, span, *bounds, first_closes, replaced, False))
    return found


def _dated(request: Request, bounds: _Bounds) -> Window:
    """Return a window with all its days."""
    ways, span, opens, closes, first_closes, replaced, abroad = bounds
    line = span.line
    if abroad:
        return _finish(line, ways, (opens, opens, opens, closes), opens, replaced=replaced, abroad=True)
    opens, safe_by = _safe_by(request, span, opens, closes, widen=first_closes is None)
    if safe_by > request.limits.before:
        # Another SIM on the contract is to keep its planned day, not only its last one.
        safe_by = max(span.previous_open(request.limits.before) or opens, opens)
    recommended = _recommended(line, opens, safe_by)
    day = recommended
    if request.today > recommended:
        day = span.next_open(request.today) or closes
    days = (opens, recommended, safe_by, closes)
    return _finish(line, ways, days, day, first_closes=first_closes, replaced=replaced)


def _finish(
    line: LineRules,
    ways: _Ways,
    days: tuple[int, int, int, int],
    request: int,
    *,
    first_closes: int | None = None,
    replaced: Channel | None = None,
    abroad: bool = False,
) -> Window:
    opens, recommended, safe_by, closes = days
    ends = line.ends(request)
    fields = (
        line,
        opens,
        recommended,
        safe_by,
        closes,
        request,
        ends,
        line.charged_to(ends, request),
        ways.closing_known,
        ways.choices,
        first_closes is not None,
        first_closes,
        replaced,
        abroad,
        FREE,
    )
    window: Window = make(Window, fields)
    return window


def _safe_by(request: Request, span: Span, opens: int, closes: int, *, widen: bool) -> tuple[int, int]:
    line = span.line
    if line.channel in COUNTERS:
        safe_by: int | None = closes
        for _ in range(3):
            safe_by = span.previous_open(safe_by - 1) if safe_by is not None else None
    else:
        safe_by = span.previous_open(closes - (1 if line.ends_on_request(closes) else 2))
    if safe_by is not None and safe_by >= opens:
        return opens, safe_by
    if widen and safe_by is not None and not request.explicit and line.by_day(line.ends(closes), closes):
        return safe_by, safe_by
    return opens, opens


def _recommended(line: LineRules, opens: int, safe_by: int) -> int:
    if line.ends_on_request(safe_by):
        return safe_by
    floor = opens
    if opens + 1 <= safe_by and line.ends(opens - 1) < line.ends(opens):
        floor = opens + 1
    day = max(safe_by - 7, floor)
    back = Span(line, floor, day).previous_open(day)
    if back is not None:
        return back
    return Span(line, day, safe_by).next_open(day) or safe_by


def _after_departure(request: Request, ways: _Ways) -> _Bounds | None:
    """Plan for a person who is at the airport or abroad (docs/decisions.md 16)."""
    _, last = _range(request)
    lines = (_line(request, channel, ways.closing) for channel in ways.channels if channel not in COUNTERS)
    usable = (line for line in lines if line.from_abroad is not False and line.effect is not _ON_RETURN)
    span = _choose(request, (_bounded(request, Span(line, request.today, last)) for line in usable))
    bounds = intended_days(request, span, short_remainder=False) if span is not None else None
    if span is None or bounds is None:
        return None
    replaced = ways.channels[0] if span.line.channel is not ways.channels[0] else None
    return _Bounds(ways, span, *bounds, None, replaced, abroad=True)
