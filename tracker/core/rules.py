"""Decide which values of a carrier file hold for one contract.

Blocks are read from top to bottom; for each key the first block whose conditions fit
decides. A condition nobody has answered does not fit, but is kept as an open question, so
that callers can take the worse of both (carrier file format, rule 2).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from tracker.core.contract import Contract
from tracker.core.dates import month_index, months_later
from tracker.core.facts import Carrier, Fact, When
from tracker.core.quick import make
from tracker.core.words import Basis, Channel, Payment, Sim


class Situation(NamedTuple):
    """Hold what the conditions of a carrier ask of a contract, apart from its age and the days.

    What no condition of the carrier asks for is left out: it is None, or empty.
    """

    plan: str | None
    line: str | None
    sim: Sim | None
    payment: Payment | None
    item: str | None
    answers: tuple[tuple[str, bool], ...]
    channel: str | None = None
    closing: int | None = None
    day: int = 0
    """A day on which rules with a validity say what they say on the departure; 0 without such rules."""
    notice: int | None = None
    """Days of notice that the person knows of; they stand before those of the file."""


class Variant(NamedTuple):
    """Hold a fact that may hold; `open`: a static condition is unanswered; `timed`: it depends on days."""

    fact: Fact
    open: bool
    timed: When | None


class Decision(NamedTuple):
    """Hold the deciding fact, None when nothing fits, and the unanswered ones before it."""

    fact: Fact | None
    open: tuple[Fact, ...]


NOTHING = Decision(None, ())


def situation_for(
    carrier: Carrier, contract: Contract, channel: str | None = None, closing: int | None = None
) -> Situation:
    """Return what the conditions see of a contract on a channel and with a closing day."""
    asks = _asks_for(carrier)
    # A condition that no block names would only multiply the tables.
    seen = (
        contract.plan if asks.plan else None,
        contract.line if asks.line else None,
        contract.sim if asks.sim else None,
        contract.payment if asks.payment else None,
        contract.item if asks.item else None,
        contract.answers if asks.answers else (),
        channel if asks.channel else None,
        closing if asks.closing else None,
        asks.turns[bisect_right(asks.turns, asked_day(contract)) - 1] if asks.turns else 0,
        contract.notice_days,
    )
    at: Situation = make(Situation, seen)
    return at


def asked_day(contract: Contract) -> int:
    """Return the day on which rules are asked when no request day is given: the departure."""
    return (contract.leaves or contract.recorded).toordinal()


def _member(allowed: tuple[object, ...], value: object | None) -> bool | None:
    if not allowed:
        return True
    return None if value is None else value in allowed


def _static_fit(when: When, at: Situation) -> bool | None:
    """Return True (fits), False (does not) or None (nobody has answered)."""
    answers = dict(at.answers)
    fits = [
        _member(when.plan, at.plan),
        _member(when.line, at.line),
        _member(when.sim, at.sim),
        _member(when.payment, at.payment),
        _member(when.channel, at.channel),
        _member(when.closing, at.closing),
        _member(when.item, at.item),
    ]
    if when.case:
        told = [answers.get(phrase) for phrase in when.case]
        fits.append(True if True in told else None if None in told else False)
    # An exception nobody has told of is no exception.
    fits.append(not any(answers.get(phrase) for phrase in when.exceptions))
    if False in fits:
        return False
    return None if None in fits else True


def _is_timed(when: When) -> bool:
    return any(
        limit is not None
        for limit in (
            when.signed_from,
            when.signed_until,
            when.within_days,
            when.within_months,
            when.within_calendar_months,
            when.valid_from,
            when.valid_until,
        )
    )


class _Asks(NamedTuple):
    """Tell what the conditions of a carrier ask for."""

    plan: bool
    line: bool
    sim: bool
    payment: bool
    item: bool
    answers: bool
    channel: bool
    closing: bool
    turns: tuple[int, ...]
    """The first day of all time and each on which a validity begins or has ended, in order; else none."""


@lru_cache(maxsize=256)
def _asks_for(carrier: Carrier) -> _Asks:
    conditions = [fact.when for fact in carrier.facts if fact.when is not None]
    begun = {when.valid_from.toordinal() for when in conditions if when.valid_from is not None}
    ended = {when.valid_until.toordinal() + 1 for when in conditions if when.valid_until is not None}
    return _Asks(
        any(when.plan for when in conditions),
        any(when.line for when in conditions),
        any(when.sim for when in conditions),
        any(when.payment for when in conditions),
        any(when.item for when in conditions),
        any(when.case or when.exceptions for when in conditions),
        any(when.channel for when in conditions),
        any(when.closing for when in conditions),
        (1, *sorted(begun | ended)) if begun or ended else (),
    )


Table = Mapping[tuple[str, str], tuple[Variant, ...]]


def _variants(carrier: Carrier, at: Situation) -> Table:
    """Return, per header and key, the facts that can hold, up to the first that surely does."""
    table: dict[tuple[str, str], list[Variant]] = {}
    settled: set[tuple[str, str]] = set()
    for fact in (*_told(at), *carrier.facts):
        place = (fact.header, fact.key)
        if place in settled:
            continue
        when = fact.when
        fit = True if when is None else _static_fit(when, at)
        if fit is False:
            continue
        timed = when if when is not None and _is_timed(when) else None
        table.setdefault(place, []).append(Variant(fact, fit is None, timed))
        if fit and timed is None:
            settled.add(place)
    return {place: tuple(found) for place, found in table.items()}


def _told(at: Situation) -> tuple[Fact, ...]:
    """Return the rules that the person knows of the contract; they stand before those of the file."""
    if at.notice is None:
        return ()
    return tuple(
        Fact(header=header, key="notice_days", value=at.notice, basis=Basis.USER, sources=())
        for header in ("effect", "cutoff")
    )


@lru_cache(maxsize=1024)
def rules_at(carrier: Carrier, at: Situation) -> Rules:
    """Return what holds in a situation whatever the age of the contract."""
    table = _variants(carrier, at)
    settled = {
        place: _decide((fact, is_open, True) for fact, is_open, _ in found)
        for place, found in table.items()
        if all(variant.timed is None for variant in found)
    }
    return Rules(carrier, table, settled, None, at)


@lru_cache(maxsize=1024)
def asked_phrases(carrier: Carrier, at: Situation) -> tuple[str, ...]:
    """Return the phrases of conditions that stand open before a value, each once, in file order."""
    found = [
        phrase
        for held in rules_at(carrier, at).table.values()
        for variant in held
        if variant.open and variant.fact.when is not None
        for phrase in variant.fact.when.case
    ]
    return tuple(dict.fromkeys(found))


def _decide(judged: Iterable[tuple[Fact, bool, bool | None]]) -> Decision:
    """Return the first fact that fits, and the unanswered ones before it."""
    unanswered: list[Fact] = []
    for fact, is_open, fit in judged:
        if fit is False:
            continue
        if is_open or fit is None:
            unanswered.append(fact)
        else:
            return Decision(fact, tuple(unanswered))
    return Decision(None, tuple(unanswered))


_NO_LIMITS = (None,) * 5


def _age_fit(when: When, start: date | None, request: int, ends: int) -> bool | None:
    """Judge the conditions on days: age on the line's last day, validity on the request day."""
    if when.valid_from is not None and request < when.valid_from.toordinal():
        return False
    if when.valid_until is not None and request > when.valid_until.toordinal():
        return False
    limits = (
        when.signed_from,
        when.signed_until,
        when.within_days,
        when.within_months,
        when.within_calendar_months,
    )
    if limits == _NO_LIMITS:
        return True
    if start is None:
        return None
    if when.signed_from is not None and start < when.signed_from:
        return False
    if when.signed_until is not None and start > when.signed_until:
        return False
    first = start.toordinal()
    if when.within_days is not None and ends - first + 1 > when.within_days:
        return False
    if when.within_months is not None and ends > months_later(first, when.within_months):
        return False
    months = when.within_calendar_months
    return not (months is not None and month_index(ends) - month_index(first) + 1 > months)


class Rules(NamedTuple):
    """Answer what holds for a contract on a channel and with a closing day."""

    carrier: Carrier
    table: Table
    settled: Mapping[tuple[str, str], Decision]
    """What is decided whatever the day."""
    start: date | None
    at: Situation
    leaves: int = 0
    """The day on which ages are judged when no day is given; 0: not at all."""

    @classmethod
    def of(
        cls, carrier: Carrier, contract: Contract, *, channel: str | None = None, closing: int | None = None
    ) -> Rules:
        """Return the rules of a carrier for a contract."""
        at = situation_for(carrier, contract, channel, closing)
        rules = rules_at(carrier, at)
        leaves = asked_day(contract) if at.day else 0
        fields = (carrier, rules.table, rules.settled, contract.signed or contract.started, at, leaves)
        found: Rules = make(cls, fields)
        return found

    def on(self, contract: Contract, *, channel: str | None = None, closing: int | None = None) -> Rules:
        """Return these rules of a contract as they are on a channel and with a closing day."""
        asks = _asks_for(self.carrier)
        if not asks.channel and not asks.closing:
            return self
        return Rules.of(self.carrier, contract, channel=channel, closing=closing)

    def is_timed(self, header: str, key: str, *, aged: bool | None = None) -> bool:
        """Tell whether the value can change with the request day or the age of the contract.

        Without a known start (`aged` false) conditions on the age are unanswered for every day.
        """
        known = self.start is not None if aged is None else aged
        return any(
            variant.timed is not None and (known or variant.timed.valid_from or variant.timed.valid_until)
            for variant in self.table.get((header, key), ())
        )

    def has_outgrown(self, header: str, key: str, day: int) -> bool:
        """Tell whether every timed value has passed for good for a line that ends on a day or later."""
        return all(
            variant.timed is None
            or (
                not (variant.timed.valid_from or variant.timed.valid_until)
                and _age_fit(variant.timed, self.start, day, day) is False
            )
            for variant in self.table.get((header, key), ())
        )

    def without_timed(self, places: Collection[tuple[str, str]]) -> Rules:
        """Return the rules without those values of some places that depend on days."""
        table = {
            place: tuple(variant for variant in found if variant.timed is None or place not in places)
            for place, found in self.table.items()
        }
        return self._replace(table=table)

    def decide(self, header: str, key: str, request: int | None = None, ends: int | None = None) -> Decision:
        """Return the fact that decides on a request day and line end, and the open ones above it."""
        settled = self.settled.get((header, key))
        if settled is not None:
            return settled
        found = self.table.get((header, key))
        if found is None:
            return NOTHING
        asked = request if request is not None else self.at.day
        last = ends if ends is not None else request if request is not None else self.leaves
        # Asked without a day, conditions on the age of the contract stay unanswered.
        start = self.start if last else None
        return _decide(
            [
                (fact, is_open, True if timed is None else _age_fit(timed, start, asked, last))
                for fact, is_open, timed in found
            ]
        )

    def fact(self, header: str, key: str, request: int | None = None, ends: int | None = None) -> Fact | None:
        """Return the deciding fact, else the first unanswered one, else None."""
        place = (header, key)
        decision = self.settled.get(place)
        if decision is None:
            if place not in self.table:
                return None
            decision = self.decide(header, key, request, ends)
        if decision.fact is not None:
            return decision.fact
        return decision.open[0] if decision.open else None

    def text(self, header: str, key: str) -> str | None:
        """Return a value that is text, else None."""
        fact = self.fact(header, key)
        return fact.value if fact is not None and isinstance(fact.value, str) else None

    def number(self, header: str, key: str) -> int | None:
        """Return a value that is a whole number, else None."""
        fact = self.fact(header, key)
        if fact is None or isinstance(fact.value, bool) or not isinstance(fact.value, int):
            return None
        return fact.value

    def last_number(self, header: str, key: str) -> int | None:
        """Return a whole number, of a range its last, else None."""
        fact = self.fact(header, key)
        if fact is not None and isinstance(fact.value, tuple):
            return max((part for part in fact.value if isinstance(part, int)), default=None)
        return self.number(header, key)

    def flag(self, header: str, key: str) -> bool | None:
        """Return a yes or no, None when unknown."""
        fact = self.fact(header, key)
        return fact.value if fact is not None and isinstance(fact.value, bool) else None

    def words(self, header: str, key: str) -> tuple[str, ...]:
        """Return a value that is a list of words; a single word counts as a list of one."""
        fact = self.fact(header, key)
        if fact is None:
            return ()
        if isinstance(fact.value, tuple):
            return tuple(str(word) for word in fact.value)
        return (fact.value,) if isinstance(fact.value, str) else ()


T = TypeVar("T")


class _Remembered(Generic[T]):
    """Answer from memory what a function makes of rules and a channel in one situation."""

    def __init__(self, read: Callable[[Rules, Channel | None], T]) -> None:
        self._read = read
        self._settled = lru_cache(maxsize=1024)(self._read_settled)
        self.cache_clear = self._settled.cache_clear

    def _read_settled(self, carrier: Carrier, at: Situation, channel: Channel | None) -> T:
        return self._read(rules_at(carrier, at), channel)

    def __call__(self, rules: Rules, channel: Channel | None) -> T:
        at = rules.at
        return self._read(rules, channel) if at.day else self._settled(rules.carrier, at, channel)


def once_per_situation(read: Callable[[Rules, Channel | None], T]) -> _Remembered[T]:
    """Make a function of rules and a channel, asked without a day, answer from memory in one situation.

    Only a carrier with rules of a validity is judged on the departure, and then the age counts as well:
    such rules are read every time.
    """
    return _Remembered(read)
