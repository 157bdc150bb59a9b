"""Say what SIMs on one contract demand of each other (docs/decisions.md 53 to 56).

Some carriers let a main SIM go only when the additional ones are gone; the file says so with
`[[additional_sim]]`. The other line is given as a small value (`Beside`), looked up when a plan is
made. Days are ordinals.
"""

from __future__ import annotations

from typing import NamedTuple

from tracker.core.contract import Beside, Contract
from tracker.core.facts import Fact
from tracker.core.model import Detail, Reason, Term, Values
from tracker.core.rules import Rules
from tracker.core.saying import said
from tracker.core.spans import FREE, Limits
from tracker.core.words import Intent

HEADER, KEY = "additional_sim", "drop_before"
TOO_EARLY = "too_early"
"""What happens if the main SIM goes first: `month-more` or `refused`."""
PORT, CANCEL, STAYS, HELD, AWAY = "port", "cancel", "stays", "held", "away"
LEAVES = (PORT, CANCEL)
_UNBOUND = (FREE, FREE)


def rule_of(rules: Rules) -> Fact | None:
    """Return what a carrier says of the order, an open condition counting as one that holds."""
    return rules.fact(HEADER, KEY)


def order_of(own: Fact | None, other: Fact | None, how: str) -> Fact | None:
    """Return the rule that the additional SIM goes first, if it holds for both lines and the way `how`."""
    if own is None or other is None:
        return None
    holds = all(isinstance(fact.value, tuple) and how in fact.value for fact in (own, other))
    return own if holds else None


def way_of(intent: Intent, *, cancels: bool) -> str:
    """Return how a line leaves its contract; `cancels`: its end is for the person to ask for."""
    if intent is Intent.SWITCH:
        return PORT
    if not cancels:
        return HELD
    return CANCEL if intent is Intent.LEAVE else STAYS


class Order(NamedTuple):
    """Hold another SIM on the contract whose order with this one is known, and the rule."""

    other: Beside
    fact: Fact


def orders_of(contract: Contract, rules: Rules, how: str) -> tuple[Order, ...]:
    """Return the SIMs beside that this one goes before or after; `how` says how it leaves itself."""
    if not contract.beside or how not in LEAVES:
        return ()
    found = []
    own = rule_of(rules)
    for other in contract.beside:
        main, extra = (other.how, how) if other.main else (how, other.how)
        fact = order_of(own, other.rule, main) if main in LEAVES and extra == CANCEL else None
        if fact is not None:
            found.append(Order(other, fact))
    return tuple(found)


def limits_of(orders: tuple[Order, ...]) -> tuple[Limits, Limits]:
    """Return what the other SIMs demand of the days: seen from the recording, and as it stands today."""
    if not orders:
        return _UNBOUND
    then, now = _limits(orders, "then"), _limits(orders, "now")
    # What waits for an additional SIM that is late is not late itself.
    return then._replace(first=max(then.first, now.first)), now


def _limits(orders: tuple[Order, ...], seen: str) -> Limits:
    """Return the days that are left: before a main SIM that is still there, after the additional ones."""
    found = FREE
    for other, _ in orders:
        leaving = other.then if seen == "then" else other.now
        if other.main and leaving is not None:
            found = found._replace(last=leaving.last.toordinal() - 1, before=leaving.day.toordinal() - 1)
        day = other.done or (leaving.day if leaving is not None else None)
        if not other.main and day is not None:
            found = found._replace(first=max(found.first, day.toordinal() + 1))
    return found


def order_reasons(orders: tuple[Order, ...], how: str) -> tuple[Reason, ...]:
    """Return why a line goes before or after the other SIMs on its contract."""
    return tuple(said(rule, fact, *values) for rule, values, fact in _told(orders, how))


def order_details(orders: tuple[Order, ...], how: str) -> tuple[Detail, ...]:
    """Return the sentences that say what is done before what."""
    return tuple(
        Detail("before", f"detail.{rule}", values, fact.basis) for rule, values, fact in _told(orders, how)
    )


def _told(orders: tuple[Order, ...], how: str) -> list[tuple[str, Values, Fact]]:
    found: list[tuple[str, Values, Fact]] = []
    for other, fact in orders:
        leaving = other.now
        if leaving is None:
            continue
        rule = "additional-first" if other.main else "additional-after"
        values: Values = (
            ("other", other.name),
            ("day", leaving.day),
            ("last", leaving.last),
            ("how", Term(f"term.main-leaves.{other.how if other.main else how}")),
        )
        found.append((rule, values, fact))
    return found
