"""Say the slow way when a line ends by itself, and on which days its steps stand.

Written from docs/planning.md 4 ("Prepaid", "Intents", the table of steps), 5 and docs/decisions.md
18, 23, 29, 31, 39 to 43 and 48 to 51 alone: day by day, with nothing of the program. The numbers in
brackets are those of docs/decisions.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from oracle import Oracle
from oracle_days import ONE_DAY, is_business_day, months_later
from oracle_rules import Facts, Spot, fits, value, values

NUMBERLESS = ("travel-esim", "prepaid", "rental")
_FULL_RUNWAY, _SPARE_DAYS = 35, 3


class Days(NamedTuple):
    """Hold the days of one step."""

    start: date | None = None
    due: date | None = None
    latest: date | None = None
    until: date | None = None


class Bound(NamedTuple):
    """Hold what moving one service takes."""

    key: str
    lead: int
    by_sms: bool
    counter: bool


class Kept(NamedTuple):
    """Hold how long a kept card lives: to top it up in time, until it ends, and how often."""

    until: date | None
    ends: date | None
    top_ups: int | None


class Gap(NamedTuple):
    """Hold the days on which a card is gone though it is needed."""

    first: date
    days: int
    is_warning: bool
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Hold what the person said beside `facts`, whose `today` is the day of recording."""

    facts: Facts
    leaves: date | None
    expires: date | None = None
    started: date | None = None
    valid_days: int | None = None
    prepaid: bool | None = None
    intent: str = "leave"
    number: bool = False
    services: tuple[str, ...] = ()
    balance: int | None = None
    returns: date | None = None
    topped_up: tuple[date, ...] = field(default=())

    @property
    def recorded(self) -> date:
        return self.facts.today

    @property
    def needed(self) -> date | None:
        """Return N."""
        return self.facts.needed_until or self.leaves

    @property
    def planned_as(self) -> str:
        """Return what is planned: what has no SIM is never ported (44)."""
        return "leave" if self.intent == "switch" and self.facts.line == "other" else self.intent


@cache
def services_in(path: Path) -> dict[str, Bound]:
    """Return the services of a catalogue."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["service"]
    return {
        each["key"]: Bound(each["key"], each["lead_days"], each["sms"], each["moving"].startswith("counter"))
        for each in listed
    }


class Expiry:
    """Answer for one card of one carrier."""

    def __init__(self, oracle: Oracle, kind: str, services: Path, card: Card) -> None:
        self.rules = oracle.rules
        self.kind = kind
        self.card = card
        self.known = services_in(services)
        self.spot = Spot(facts=card.facts, request=card.leaves or card.recorded)
        self.own_end = self._own_end()
        self.runway = 0
        end = self.end()
        if end is not None:
            self.runway = (end - card.recorded).days

    def get(self, header: str, key: str) -> Any:
        return value(self.rules, header, key, self.spot)

    def _perhaps(self, header: str, key: str) -> bool:
        """Tell whether a yes holds, or could, since nobody has answered."""
        found, unanswered = values(self.rules, header, key, self.spot)
        return True in (found, *unanswered)

    def _surely(self, header: str, key: str, word: str) -> bool:
        found, unanswered = values(self.rules, header, key, self.spot)
        return {found, *unanswered} == {word}

    # --- the end ------------------------------------------------------------------------

    @property
    def is_card(self) -> bool:
        """Tell whether the line ends by itself, whatever is wanted of it."""
        card = self.card
        if card.prepaid is not None:
            return card.prepaid
        if card.facts.line == "other" and card.expires is not None:
            return True
        return bool(self.get("effect", "ends") == "on-expiry")

    def _own_end(self) -> date | None:
        """Return the last day of the card; for one left to lapse that of an idle line (43)."""
        card = self.card
        found = card.expires
        if found is None and card.started is not None:
            found = self._valid_from(card.started)
        if found is None and card.intent == "lapse":
            found = self._alive()
        return found

    def _valid_from(self, start: date) -> date | None:
        """Return the last day of a validity that begins on a day, the first counted (48)."""
        later = 1 if self._surely("expiry.validity", "day_count", "24h") else 0
        days = self.card.valid_days
        if days is None:
            if self._perhaps("expiry.validity", "per_product"):
                return None
            months, hanging_months = values(self.rules, "expiry.validity", "months", self.spot)
            days, hanging_days = values(self.rules, "expiry.validity", "days", self.spot)
            if hanging_days or hanging_months:
                return None  # it hangs on what nobody has said (39)
            if days is None and months is not None:
                return months_later(start, months) - ONE_DAY + timedelta(days=later)
        if days is None:
            return None
        day = start
        for _ in range(days - 1 + later):
            day += ONE_DAY
        return day

    def end(self) -> date | None:
        """Return E, which is T: the end of the card, the departure if that is earlier or nothing known."""
        own = self.alive() if self.card.intent == "keep" else self.own_end
        known = [day for day in (own, self.card.leaves) if day is not None]
        return min(known, default=None)

    def last_day(self) -> date | None:
        """Return the day after which the card has ended; the departure where that is not known (49)."""
        return self.own_end or self.card.leaves

    # --- idle ---------------------------------------------------------------------------

    def _idle(self) -> tuple[int | None, int | None] | None:
        """Return the days and months of the rule on idle lines, None without one (42)."""
        days, months = self.get("expiry.idle", "days"), self.get("expiry.idle", "months")
        if (days is None and months is None) or self.get("expiry.idle", "per_product") is True:
            return None
        return days, months

    def _alive(self) -> date | None:
        used = [day for day in (self.card.started, *self.card.topped_up) if day is not None]
        return self._lives_from(max(used)) if used and self._idle() else None

    def _lives_from(self, last: date) -> date:
        """Return the last sure day to top up after a top-up, which counts as the first day (42)."""
        days, months = self._idle() or (None, None)
        if days is None:
            return months_later(last, months or 0) - ONE_DAY
        day = last
        for _ in range(days - 1):
            day += ONE_DAY
        return day

    def alive(self) -> date | None:
        """Return the last day on which a kept card is surely topped up in time (42, 50)."""
        found = self._alive()
        if found is not None or not self.is_card:
            return found
        return self.own_end

    def kept(self) -> Kept:
        """Return how long a kept card lives, and the top-ups until the return."""
        by_rule, until = self._alive(), self.alive()
        ends = None
        if by_rule is not None:
            grace = self.get("expiry.idle", "end_after_days")
            if grace is not None:
                ends = by_rule + timedelta(days=grace)
            elif self.get("expiry.idle", "then") == "ended":
                ends = by_rule
        back, times = self.card.returns, None
        if back is not None and until is not None and back <= until:
            times = 0
        elif back is not None and by_rule is not None:
            length = (by_rule - max(d for d in (self.card.started, *self.card.topped_up) if d)).days + 1
            times = 0
            while by_rule + times * timedelta(days=length) < back:
                times += 1
        return Kept(until, ends, times)

    # --- the steps ----------------------------------------------------------------------

    def shrunk(self, days: int) -> timedelta:
        """Return an offset as a short runway shrinks it."""
        if self.runway >= _FULL_RUNWAY:
            return timedelta(days=days)
        least = 1
        while least * _FULL_RUNWAY < days * self.runway:
            least += 1
        return timedelta(days=least)

    @property
    def has_number(self) -> bool:
        """Tell whether the line has a number (23)."""
        card = self.card
        return bool(card.services) or card.number or (card.facts.line == "voice" and not self._is_numberless)

    @property
    def _is_numberless(self) -> bool:
        return self.kind in NUMBERLESS

    @property
    def renews(self) -> bool:
        """Tell whether the card renews itself, or may (39)."""
        return self._perhaps("expiry.renewal", "automatic")

    @property
    def goes_back(self) -> bool:
        """Tell whether something was lent: by duty, also one that may hold, or for a deposit (31)."""
        if self.card.facts.sim == "esim":
            return False
        return self._perhaps("return", "required") or self.get("return", "deposit_yen") is not None

    def steps(self) -> dict[str, Days]:
        """Return the days of all steps of a card that is left or left to lapse."""
        made = {key: self.in_order(days) for key, days in self._steps()}
        born = self.card.recorded
        return {
            key: days
            for key, days in made.items()
            if key.startswith("unbind:") or days.until is None or days.until >= born
        }

    def in_order(self, days: Days) -> Days:
        """Return days of which none lies before the recording, no last one before the due day."""
        born = self.card.recorded
        due = max(days.due, born) if days.due is not None else None
        start = max(days.start, born) if days.start is not None else None
        if due is None:
            return Days(start, None, days.latest, days.until)
        start = min(start, due) if start is not None else None
        latest = max(days.latest, due) if days.latest is not None else None
        return Days(start, due, latest, days.until)

    def _steps(self) -> Iterator[tuple[str, Days]]:
        card, end, over = self.card, self.end(), self.last_day()
        at_hand = not card.facts.lost
        gone = card.leaves is not None and card.recorded >= card.leaves  # only what still helps is made
        if card.facts.lost:
            told = Days(card.recorded, card.recorded, card.recorded)
            for key in ("suspend-line", "block-payment-apps", "report-loss", "reissue-or-cancel"):
                yield key, told
        yield "check-expiry", Days(None, self._before(end, 14), None, over)
        if self.has_number and not gone:
            yield "list-services", self._listing(end, over)
            if at_hand:
                start, due = self._before(end, 14), self._before(end, 3)
                yield "back-up-data", Days(start, due, self._gate(end), over)
        if not gone:
            yield from self._replacement(end, over)
        for key in card.services:
            yield self._moved(self.known[key], end, over)
        credit = card.balance != 0 if card.facts.line != "other" else bool(card.balance)
        if credit and not gone:
            # With no departure or no end there is no earlier of both.
            both = end if card.leaves is not None else None
            latest = both - ONE_DAY if both is not None else None
            yield "use-up-balance", Days(self._before(end, 14), self._before(end, 2), latest, over)
        if self.renews:
            latest = over - ONE_DAY if over is not None else None
            yield "stop-auto-renewal", Days(None, self._before(end, 3), latest)
        yield "expires", Days(None, over)
        if self.goes_back:
            yield "return-sim", self._sent_back()

    def _before(self, end: date | None, days: int) -> date | None:
        return end - self.shrunk(days) if end is not None else None

    @staticmethod
    def _gate(end: date | None) -> date | None:
        return end - ONE_DAY if end is not None else None

    def _listing(self, end: date | None, over: date | None) -> Days:
        return Days(self.card.recorded, self._before(end, 28), self._gate(end), over)

    def _replacement(self, end: date | None, over: date | None) -> Iterator[tuple[str, Days]]:
        """Return the step of getting another number, which waits for the list of services."""
        if not any(self.known[key].by_sms for key in self.card.services):
            return
        due, gate = self._before(end, 21), self._gate(end)
        listed = self.in_order(self._listing(end, over))
        if due is not None and listed.due is not None and self._is_made(listed):
            due = max(due, listed.due)
        latest = gate - self.shrunk(1) if gate is not None else None
        yield "get-replacement-number", Days(self.card.recorded, due, latest, over)

    def _is_made(self, days: Days) -> bool:
        return days.until is None or days.until >= self.card.recorded

    def _moved(self, service: Bound, end: date | None, over: date | None) -> tuple[str, Days]:
        """Return the step of moving one service, on a day on which its counter is open."""
        key, gate, born = f"unbind:{service.key}", self._gate(end), self.card.recorded
        until = over if service.by_sms else None
        if gate is None:
            return key, Days(until=until)
        floor, due = born, max(gate - self.shrunk(3), born)
        if self.card.leaves is None or born < self.card.leaves:
            for _, days in self._replacement(end, over):
                waited = self.in_order(days)
                if self._is_made(waited) and waited.due is not None:
                    floor, due = max(floor, waited.due), max(due, waited.due)
        start = due - timedelta(days=service.lead)
        if service.counter and not is_business_day(due):
            due = self._rolled(due, max(start, floor), gate)
        return key, Days(start, due, gate, until)

    @staticmethod
    def _rolled(due: date, floor: date, latest: date) -> date:
        day = due
        while day >= floor:
            if is_business_day(day):
                return day
            day -= ONE_DAY
        day = due
        while day <= latest:
            if is_business_day(day):
                return day
            day += ONE_DAY
        return due

    def _sent_back(self) -> Days:
        """Return the days of sending back what was lent (31)."""
        end, leaves = self.own_end, self.card.leaves
        days = self.get("return", "days")
        deadline = end + timedelta(days=days) if end is not None and days is not None else None
        if leaves is not None and (end is None or end >= leaves):
            return Days(leaves, leaves, deadline)
        if end is None:
            return Days()
        start = end if deadline == end else end + ONE_DAY
        due = start
        limits = [leaves - ONE_DAY] if leaves is not None else []
        if limits and deadline is not None:
            limits.append(deadline)
        if limits:
            due = max(start, min(limits))
        return Days(start, due, deadline)

    def state(self, key: str, days: Days, today: date) -> str:
        """Return what has become of a step that nobody has touched."""
        if days.until is not None and today > days.until:
            return "missed"
        if key == "expires" and days.due is not None and today > days.due:
            return "done"
        return "open"

    # --- what cannot be kept ------------------------------------------------------------

    def gap(self, today: date) -> Gap | None:
        """Return the days that a card ends too early, None once nobody needs it any more (51)."""
        card, end, needed = self.card, self.own_end, self.card.needed
        if card.facts.line == "other" or end is None or needed is None or end >= needed or today > needed:
            return None
        first = end + ONE_DAY
        count, day = 0, end
        while day < needed:
            day += ONE_DAY
            count += 1
        can = today <= end and self.get("expiry.top-up", "possible") is not False
        ways = ("top-up", "second-sim") if can else ("second-sim", "ask-carrier")
        return Gap(first, count, card.facts.needed_until is not None, ways)

    def unknown(self) -> tuple[str, ...]:
        """Return what is not known of the end: nothing, the expiry, and the plan that it hangs on."""
        if self.own_end is not None:
            return ()
        hanging = any(
            "plan" in block.get("when", {})
            for key in ("days", "months")
            for block in self._open_blocks("expiry.validity", key)
        )
        return ("plan", "expiry") if hanging else ("expiry",)

    def _open_blocks(self, header: str, key: str) -> Iterator[dict[str, Any]]:
        """Return the blocks that stand open above the first that surely fits."""
        for block in self.rules.get(header, ()):
            if key in block:
                fit = fits(block.get("when", {}), self.spot)
                if fit:
                    return
                if fit is None:
                    yield block

    # --- porting ------------------------------------------------------------------------

    def ported(self, today: date) -> Days:
        """Return the days of the port of a card's number as it stands on a day (40, 41)."""
        first = self._ported(self.card.recorded)
        if first.latest is None or today <= first.latest:
            return first
        return self._ported(today)

    def _ported(self, day: date) -> Days:
        card = self.card
        if self.own_end is None and card.leaves is None:
            return Days()
        wait = self.get("port", "processing_days")
        if wait is None:
            wait = 7 if self.get("port", "ends_on_confirmation") is True else 0
        limits = [
            limit - ONE_DAY for limit in (card.leaves, self.own_end) if limit is not None and limit > day
        ]
        ends = min(limits, default=day)
        closes = max(ends - timedelta(days=wait), day)
        runway, early = (closes - day).days, 7
        while runway < _FULL_RUNWAY and (early - 1) * _FULL_RUNWAY >= 7 * runway:
            early -= 1
        return Days(day, closes - timedelta(days=early), closes)
