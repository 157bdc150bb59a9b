"""Reckon what is charged after the request: debits, how long to keep paying, and yen.

Sources: docs/planning.md 3.7 and 4 (keep-until). Days are ordinals, money is whole yen with tax.
Where a condition is unanswered the worse of the values counts: the later debit, the higher
fee.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tracker.core.contract import BusinessCalendar, Contract
from tracker.core.dates import (
    closing_before,
    day_in_month,
    end_of_month_after,
    month_index,
    next_business_day,
    period_end,
)
from tracker.core.facts import Carrier, Fact, FactValue
from tracker.core.line import LineRules
from tracker.core.rules import Rules, Situation, rules_at
from tracker.core.words import MONTH_END, Payment

ESTIMATE_DAYS = 20
"""Days after `charged_through` on which an item of unknown rule is expected (docs/planning.md 4)."""


# Named once: asking an enumeration for a member is slow on Python 3.11.
_CARD, _BANK, _SLIP = Payment.CARD, Payment.BANK, Payment.SLIP
_MAYBE_CARDS = (None, Payment.CARD, Payment.DEBIT_CARD)


class Debit(NamedTuple):
    """Hold one expected bill or debit: the window from `start` to `nominal`, and `due` after rolling."""

    item: str
    start: int
    nominal: int
    due: int
    estimate: bool
    fact: Fact | None
    or_later: bool


class Payments(NamedTuple):
    """Hold the bills and debits after the line's end, and until when the means of payment must live.

    `keep` is None when a device balance without a last instalment leaves it open.
    """

    bill: Debit
    debits: tuple[Debit, ...]
    last: int
    keep: int | None
    estimate: bool
    card_cycle: bool
    merged: Fact | None
    last_debit: int
    """The day of the latest debit, as it is expected in fact."""


_KEYS = ("months", "day", "days", "choices", "then", "or_later")
_TIMING = frozenset({"day", "days", "choices"})


def _numbers(value: FactValue | None) -> tuple[int, ...]:
    return tuple(number for number in value if isinstance(number, int)) if isinstance(value, tuple) else ()


def _last_of(value: FactValue | None) -> int | None:
    if isinstance(value, tuple):
        return max(_numbers(value), default=None)
    return value if isinstance(value, int) else None


class _Timing(NamedTuple):
    """Hold when a block charges for a period: months after it closes, first and last day of that month."""

    months: int
    first: int
    last: int
    estimate: bool
    own_days: frozenset[int]
    """Days of which the contract has one: known, it takes the place of the others."""
    or_later: bool
    fact: Fact


class _Item(NamedTuple):
    """Hold when an item is charged: as decided, and as every unanswered block says."""

    timings: tuple[_Timing, ...]
    is_open: bool
    """Some block is unanswered."""


class _Items(NamedTuple):
    """Hold when each item is charged."""

    base: _Item
    usage: _Item
    fee: _Item
    bill: _Item


@lru_cache(maxsize=1024)
def _items(carrier: Carrier, at: Situation) -> _Items:
    rules = rules_at(carrier, at)
    return _Items(
        *(_item(rules, header) for header in ("charge.base", "charge.usage", "charge.fee", "statement"))
    )


def _item(rules: Rules, header: str) -> _Item:
    blocks = _blocks(rules, header)
    timings = tuple(timing for block in blocks if (timing := _timing(block)) is not None)
    return _Item(timings, len(blocks) > 1)


def _blocks(rules: Rules, header: str) -> list[Mapping[str, Fact]]:
    """Return the decided block values and, for each unanswered block, what it would say."""
    decisions = {key: rules.decide(header, key) for key in _KEYS if (header, key) in rules.table}
    facts = {key: choice.fact for key, choice in decisions.items() if choice.fact is not None}
    # A block that names its own day must not borrow the day of another, nor does one below it count.
    first = min((fact.block for key, fact in facts.items() if key in _TIMING), default=None)
    decided = {key: fact for key, fact in facts.items() if key not in _TIMING or fact.block == first}
    unanswered: dict[int, dict[str, Fact]] = {}
    for key, choice in decisions.items():
        for fact in choice.open:
            unanswered.setdefault(fact.block, {})[key] = fact
    found: list[Mapping[str, Fact]] = [decided] if decided else []
    for block in unanswered.values():
        kept = {key: fact for key, fact in decided.items() if not (_TIMING & block.keys() and key in _TIMING)}
        found.append({**kept, **block})
    return found


def _timing(block: Mapping[str, Fact]) -> _Timing | None:
    """Return when a block charges, None when it names neither a day nor a month."""
    values = {key: fact.value for key, fact in block.items()}
    months, day = _last_of(values.get("months")), _last_of(values.get("day"))
    span, choices = _numbers(values.get("days")), _numbers(values.get("choices"))
    own_days: tuple[int, ...] = ()
    if day is not None:
        first, last = day, day
    elif span:
        first, last = span[0], span[-1]
    elif choices:
        first, last, own_days = max(choices), max(choices), choices
    elif months is not None:
        first, last, own_days = 1, MONTH_END, tuple(range(1, MONTH_END + 1))
    else:
        return None
    later = values.get("or_later") is True
    fact = next(iter(block.values()))
    return _Timing(months or 0, first, last, later or day is None, frozenset(own_days), later, fact)


def _debit(timing: _Timing, item: str, month: int, contract: Contract) -> Debit:
    """Return when an item is charged for the period that closes in a month."""
    months, first, last, estimate, own_days, or_later, fact = timing
    if contract.debit_day in own_days:
        first = last = contract.debit_day
        estimate = or_later
    nominal = day_in_month(month + months, last)
    start = nominal if first == last else day_in_month(month + months, first)
    return Debit(item, start, nominal, nominal, estimate, fact, or_later)


def _latest(item: _Item, name: str, month: int, contract: Contract) -> Debit | None:
    """Return the latest debit that a block makes for the period that closes in a month."""
    if not item.timings:
        return None
    latest = _debit(item.timings[0], name, month, contract)
    for timing in item.timings[1:]:
        other = _debit(timing, name, month, contract)
        if other.nominal > latest.nominal:
            latest = other
    return latest._replace(estimate=True) if item.is_open else latest


def _expected(item: str, charged: int) -> Debit:
    """Return the estimate for an item that no block dates."""
    day = charged + ESTIMATE_DAYS
    return Debit(item, day, day, day, True, None, False)


def termination_fee(
    rules: Rules, base: int | None, request: int, ends: int
) -> tuple[int | None, Fact | None]:
    """Return the fee for ending on a day, the worse where a condition is open.

    The yen are None when the amount is not known; no fact at all means unknown as well.
    """
    decision = rules.decide("fee.termination", "yen", request, ends)
    if decision.fact is not None and not decision.open and decision.fact.value == 0:  # nothing to limit
        return 0, decision.fact
    facts = [fact for fact in (decision.fact, *decision.open) if fact is not None]
    if not facts:
        return None, None
    amounts: list[tuple[int, Fact]] = []
    for fact in facts:
        yen: int | None = fact.value if isinstance(fact.value, int) else None
        if fact.value == "monthly-fee":
            yen = base
        if yen is None:
            return None, fact
        limit = rules.decide("fee.termination", "at_most", request, ends)
        limited = any(
            other is not None and other.block == fact.block and other.value == "monthly-fee"
            for other in (limit.fact, *limit.open)
        )
        if limited and base is not None:
            yen = min(yen, base)
        amounts.append((yen, fact))
    return max(amounts, key=lambda amount: amount[0])


def base_fee(rules: Rules, contract: Contract) -> int | None:
    """Return the monthly base fee: the person's figure, else the carrier's, else None."""
    return contract.fee_yen if contract.fee_yen is not None else rules.number("fee.base", "yen")


def _may_pay_by_card(rules: Rules, contract: Contract) -> bool:
    if contract.payment is not None:
        return contract.payment is _CARD
    methods = rules.words("payment", "methods")
    return not methods or _CARD in methods


def payments(
    rules: Rules,
    contract: Contract,
    calendar: BusinessCalendar,
    *,
    closing: int,
    request: int,
    ends: int,
    charged: int,
) -> Payments:
    """Return the debits that follow a request and the day until which payment must stay possible.

    The last debit is the latest nominal day, before any roll, of the charges that the contract
    has; `keep` is the last day of the month after its month, one month more once for a card
    of unknown cycle, a merge of small bills that is not known to be off, or an item that may
    come later still. Without any rule: the last day of the third month after `charged`.
    """
    rules = rules.on(contract, closing=closing)
    month = month_index(period_end(charged, closing))
    fee, _ = termination_fee(rules, base_fee(rules, contract), request, ends)
    items = _items(rules.carrier, rules.at)
    dated = [_latest(items.base, "base", month, contract), _latest(items.usage, "usage", month, contract)]
    if fee is None or fee > 0:
        dated.append(_latest(items.fee, "fee", month, contract))
    debits = [debit for debit in dated if debit is not None]
    if contract.device_balance and contract.device_until is not None:
        last = contract.device_until.toordinal()
        debits.append(Debit("device", last, last, last, False, None, False))
    ruled = bool(debits)
    card = _may_pay_by_card(rules, contract)
    merged = _merge_rule(rules)
    last = max([debit.nominal for debit in debits], default=charged)
    longer = card or merged is not None or any(debit.or_later for debit in debits)
    keep = end_of_month_after(last, 1 + longer if ruled else 3)
    if not debits or debits[0].item != "base":
        debits.insert(0, _expected("base", charged))
    if contract.payment is _BANK:
        debits = [debit._replace(due=next_business_day(debit.nominal, calendar)) for debit in debits]
    bill = _latest(items.bill, "base", month, contract) or _expected("base", charged)
    return Payments(
        bill,
        tuple(debits),
        last,
        None if contract.device_balance and contract.device_until is None else keep,
        not ruled or contract.payment is None or any(debit.estimate for debit in debits),
        card,
        merged,
        max([debit.due for debit in debits]),
    )


def payment_ends(contract: Contract, owed: Payments | None) -> str | None:
    """Return which means of payment dies before the last debit: slip, account, card, or None."""
    if contract.payment is _SLIP:
        return "slip"
    if owed is None:
        return None
    last = owed.last_debit
    closes = contract.person.account_closes
    if closes is not None and contract.payment is not _CARD and closes.toordinal() < last:
        return "account"
    expires = contract.person.card_expires
    by_card = contract.payment in _MAYBE_CARDS
    if expires is not None and by_card and expires.toordinal() < last:
        return "card"
    return None


def _merge_rule(rules: Rules) -> Fact | None:
    """Return the fact that merges small bills into a later one, None where that is known to be off."""
    if rules.flag("small_bill", "after_end") is False:
        return None
    return rules.fact("small_bill", "into") or rules.fact("small_bill", "below_yen")


class Prices(NamedTuple):
    """Price request days of one line, seen from one day.

    A price holds the base fees of every period not closed yet today (the last by the day where it is
    prorated), the termination fee, linked memberships, and the penalty for a SIM that
    cannot be returned by somebody abroad.
    """

    line: LineRules
    today: int
    base: int | None
    penalty: int
    memberships: tuple[int | None, ...]
    ending: int | None
    """The termination fee where it does not depend on the day."""
    ending_varies: bool
    month: int
    """The month in which the period closes that holds today; every month holds one closing day."""

    @classmethod
    def of(cls, line: LineRules, today: int) -> Prices:
        """Return the prices of a line, seen from `today`."""
        rules = line.rules
        base = base_fee(rules, line.contract)
        penalty = rules.number("return", "penalty_yen") if rules.flag("return", "required") else None
        varies = rules.is_timed("fee.termination", "yen")
        ending = None if varies else termination_fee(rules, base, today, today)[0]
        memberships = tuple([rules.number(header, "yen_month") for header, _ in rules.carrier.linked])
        month = month_index(period_end(today, line.closing))
        return cls(line, today, base, penalty or 0, memberships, ending, varies, month)

    def of_request(self, request: int, ends: int, charged: int, *, abroad: bool) -> int | None:
        """Return the yen still to be paid when asked for on a day, None where a part is unknown."""
        line, fee, ending = self.line, self.base, self.ending
        if self.ending_varies:
            ending, _ = termination_fee(line.rules, fee, request, ends)
        if fee is None or ending is None or None in self.memberships:
            return None
        last = charged
        if not line.whole_periods and line.by_day(ends, request):
            last = period_end(charged, line.closing)
        periods = month_index(last) - self.month + 1
        total = ending + (self.penalty if abroad else 0) + fee * periods
        if last > charged:
            start = closing_before(last, line.closing) + 1
            total += fee * (charged - start + 1) // (last - start + 1) - fee
        if not self.memberships:
            return total
        months = month_index(charged) - month_index(min(self.today, charged)) + 1
        return total + months * sum(yen for yen in self.memberships if yen is not None)
