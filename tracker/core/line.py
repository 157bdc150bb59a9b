"""Say when a line ends and how far it is charged, for every possible request day.

One `LineRules` holds the rules of a contract for one channel and one closing day; the
functions answer for single request days. Days are ordinals. Sources: docs/planning.md 1-3 and
docs/decisions.md 1-8.
"""

from __future__ import annotations

from datetime import time
from operator import itemgetter

from tracker.core.channels import channel_header
from tracker.core.contract import BusinessCalendar, Contract
from tracker.core.dates import business_days_after, period_end
from tracker.core.facts import Fact
from tracker.core.rules import Rules, once_per_situation
from tracker.core.terms import (
    ENDING_EFFECTS,
    LEAVE_BY,
    Age,
    Regime,
    cutoff_before,
    prorated,
    regime_on,
    strictest,
    terms_of,
    transit_of,
    turns_of,
)
from tracker.core.words import COUNTERS, MONTH_END, Channel, Effect

EARLIEST_REQUEST = 400
"""Days before the departure on which the first request day lies (docs/planning.md 3.1)."""
# Named once: asking an enumeration for a member is slow on Python 3.11.
_UNKNOWN = Age.UNKNOWN
_ON_RETURN, _CHOICE, _CHOSEN_DAY = Effect.ON_RETURN, Effect.CHOICE, Effect.CHOSEN_DAY
_MONTH_END, _PERIOD_END = Effect.MONTH_END, Effect.PERIOD_END


class LineRules:
    """Answer for one contract, channel and closing day; `needed` (N) matters for chosen days."""

    __slots__ = (
        "always_open",
        "business",
        "channel",
        "closing",
        "contract",
        "effect",
        "ends_line",
        "ends_rise",
        "from_abroad",
        "is_monotone",
        "is_plain",
        "needed",
        "rules",
        "terms",
        "whole_periods",
    )

    def __init__(
        self,
        contract: Contract,
        rules: Rules,
        calendar: BusinessCalendar,
        *,
        channel: Channel | None,
        closing: int,
        needed: int,
    ) -> None:
        """Narrow the rules of a contract to a channel and a closing day (1 to 31); needed is an ordinal."""
        self.contract = contract
        self.business = calendar
        self.channel = channel
        self.closing = closing
        self.needed = needed
        self.rules = rules.on(contract, channel=channel, closing=closing)
        terms = terms_of(rules.carrier, self.rules.at, channel, self._age(contract))
        self.terms = terms
        self.always_open = terms.open_days.always
        self.from_abroad = terms.from_abroad
        self.effect = terms.effect
        self.ends_line = terms.effect in ENDING_EFFECTS
        self.is_plain = terms.is_plain
        self.whole_periods = terms.whole_periods
        by_month = terms.effect is not _CHOICE or closing == MONTH_END
        self.ends_rise = terms.ends_rise and by_month
        self.is_monotone = terms.is_monotone and by_month

    def _age(self, contract: Contract) -> Age:
        """Tell whether conditions on the contract's age can matter for any request day.

        A contract that is past every limit on the first request day stays past them.
        """
        rules = self.rules
        turns = turns_of(rules.carrier, rules.at)
        if not turns or rules.start is None or (leaves := contract.leaves) is None:
            return _UNKNOWN
        first = leaves.toordinal() - EARLIEST_REQUEST
        old = all(rules.has_outgrown(header, key, first) for header, key in turns)
        return Age.OUTGROWN if old else Age.MATTERS

    def ends_on_request(self, request: int) -> bool:
        """Tell whether a request on a day ends the line itself, by the effect in force then."""
        if self.terms.regime is not None:
            return self.ends_line
        fact = self.rules.fact("effect", "ends", request)
        return (Effect(str(fact.value)) if fact is not None else None) in ENDING_EFFECTS

    @property
    def leave_by(self) -> int | None:
        """Return the days before the departure by which it has to be asked for, None without such a rule."""
        leaves = self.contract.leaves
        if leaves is None or not self.terms.leave_by_varies:
            return self.terms.leave_by
        return strictest(self.rules, *LEAVE_BY, leaves.toordinal())

    @property
    def by_day_always(self) -> bool:
        """Tell whether the last period is prorated by the day whatever the day."""
        return self.terms.by_day is True

    def regime(self, request: int) -> Regime:
        """Return what holds on a request day."""
        regime = self.terms.regime
        return regime if regime is not None else regime_on(self.rules, request)

    def is_open(self, day: int) -> bool:
        """Tell whether the channel takes a request on a day (leaving aside the departure)."""
        return self.always_open or self.terms.open_days.holds(day, self.business)

    def approval(self, request: int) -> int:
        """Return the day from which the effect counts: the request, after the longest review."""
        terms = self.terms
        if not terms.is_reviewed:
            return request
        return max(
            request + terms.review_days, business_days_after(request, terms.review_business, self.business)
        )

    def _first_end_made(self, approval: int, closing: int, regime: Regime) -> int:
        """Return the first closing day whose cut-offs the approval day meets."""
        end = period_end(approval, closing)
        while not self._makes(approval, end, regime):
            end = period_end(end + 1, closing)
        return end

    @staticmethod
    def _makes(approval: int, end: int, regime: Regime) -> bool:
        if approval > end - (regime.before_end or 0):
            return False
        if regime.cutoff_notice is not None and approval + regime.cutoff_notice > end:
            return False
        days = regime.cutoff_days
        return not days or all(approval <= cutoff_before(end, day) for day in days)

    def ends(self, request: int) -> int:
        """Return the last day the line works when the cancellation is asked for on `request`."""
        if self.is_plain:
            return request
        regime = self.terms.regime or self.regime(request)
        effect = regime.effect
        if effect is _ON_RETURN:
            return request
        approval = self.approval(request) if self.terms.is_reviewed else request
        if effect is _MONTH_END:
            return self._first_end_made(approval, MONTH_END, regime)
        if effect is _PERIOD_END:
            return self._first_end_made(approval, self.closing, regime)
        if effect is _CHOSEN_DAY:
            return max(self.needed, approval + regime.notice)
        same_day = approval + (regime.cutoff_notice or 0)
        if effect is not _CHOICE:
            return same_day
        later = self._first_end_made(approval, MONTH_END, regime)
        if self.charged_to(same_day, request) == self.charged_to(later, request):
            return max(same_day, later)
        # The nearer to N; on a tie the later, which costs no day of service.
        return min((abs(end - self.needed), -end) for end in (same_day, later))[1] * -1

    def by_day(self, ends: int, request: int) -> bool:
        """Tell whether the last period is prorated by the day for a line that ends on a day."""
        always = self.terms.by_day
        return always if always is not None else prorated(self.rules, request, ends)

    def charged_to(self, ends: int, request: int) -> int:
        """Return the last day charged for when the line ends on `ends`."""
        if self.whole_periods:
            return period_end(ends, self.closing)
        held = ends
        settled = self.terms.regime is not None
        if (self.effect if settled else self.regime(request).effect) is _ON_RETURN:
            held = self.arrival(request)
        return held if self.by_day(ends, request) else period_end(held, self.closing)

    @property
    def transit(self) -> tuple[int, int]:
        """Return how long a posted item travels (`transit_of`)."""
        return transit_of(self.rules)

    def arrival(self, posted: int) -> int:
        """Return the day a posted item arrives."""
        days, business = self.transit
        return max(posted + days, business_days_after(posted, business, self.business))

    def charged(self, request: int) -> int:
        """Return the last day charged for when asked for on `request`."""
        return self.charged_to(self.ends(request), request)

    def base_is_free(self) -> bool:
        """Tell whether the base fee is known to be 0."""
        if self.contract.fee_yen is not None:
            return self.contract.fee_yen == 0
        return self.rules.number("fee.base", "yen") == 0

    def closes_at(self, closes: int) -> tuple[time, Fact] | None:
        """Return the last moment on the last day, with the fact that says so; 24:00 counts as none."""
        hours = _hours(self.rules, self.channel)
        # The hour of a cut-off day counts only where the line would end later a day after.
        found = [
            (clock, fact)
            for clock, fact in hours
            if fact.key != "time" or self.ends(closes + 1) > self.ends(closes)
        ]
        if not found:
            return None
        clock, fact = min(found, key=itemgetter(0))
        return time.fromisoformat(clock), fact


@once_per_situation
def _hours(rules: Rules, channel: Channel | None) -> tuple[tuple[str, Fact], ...]:
    """Return the last moments of a day that may count, each with the fact that says so; not 24:00."""
    facts = [rules.fact("cutoff", "daily"), rules.fact("cutoff", "time")]
    if channel in COUNTERS:
        # The hour of the carrier's systems says nothing of a counter.
        facts = facts[1:]
    found = [(fact.value, fact) for fact in facts if fact is not None and isinstance(fact.value, str)]
    opening = rules.fact(channel_header(channel), "hours")
    if opening is not None and isinstance(opening.value, str) and "-" in opening.value:
        found.append((opening.value.rpartition("-")[2], opening))
    return tuple((clock, fact) for clock, fact in found if clock < "24:00")


_ANY_DAY = tuple(range(1, MONTH_END + 1))


def closing_choices(contract: Contract, rules: Rules) -> tuple[tuple[int, ...], bool]:
    """Return the closing days to plan for, and whether the day is known.

    One day when it is known; otherwise every day it can be (docs/decisions.md 8).
    """
    fact = rules.fact("closing", "day")
    given = contract.closing_day
    if fact is None:
        if rules.text("effect", "ends") == _MONTH_END:
            return (MONTH_END,), True
        return ((given,), True) if given is not None else (_ANY_DAY, False)
    if isinstance(fact.value, int):
        return (fact.value,), True
    if fact.value == "contract-day":
        if contract.signed is not None:
            day = contract.signed.day - 1
            return (day or MONTH_END,), True
        return ((given,), True) if given is not None else (_ANY_DAY, False)
    choices = rules.fact("closing", "choices")
    listed = (
        tuple(day for day in choices.value if isinstance(day, int))
        if choices is not None and isinstance(choices.value, tuple)
        else _ANY_DAY
    )
    if given is not None and given in listed:
        return (given,), True
    return listed, False
