"""Say when a card that was paid beforehand ends by itself, and which rules say so (PLANNING 4)."""

from __future__ import annotations

from tracker.core.contract import Contract
from tracker.core.dates import months_later
from tracker.core.facts import Fact
from tracker.core.rules import Decision, Rules, once_per_situation
from tracker.core.words import Channel, Effect, Line

_ON_EXPIRY, _OTHER = Effect.ON_EXPIRY, Line.OTHER
_VALIDITY = "expiry.validity"


def is_prepaid(contract: Contract, rules: Rules) -> bool:
    """Tell whether the line ends by itself: as the person says, else by the carrier's effect.

    A contract without a SIM that has an end of its own does, too.
    """
    if contract.prepaid is not None:
        return contract.prepaid
    if contract.line is _OTHER and contract.expires is not None:
        return True
    return rules.text("effect", "ends") == _ON_EXPIRY


def expiry_of(contract: Contract, rules: Rules) -> int | None:
    """Return the last day a prepaid card works, None when unknown.

    The person's own date wins; else the days of validity from the start. Validity in
    calendar days counts the first day, one of 24 hours ends a day later, whoever says how
    long it is (docs/decisions.md 48). One that hangs on what the contract does not say (10 or
    21 days?) is unknown.
    """
    if contract.expires is not None:
        return contract.expires.toordinal()
    if contract.started is None:
        return None
    first = contract.started.toordinal()
    counted = 0 if _surely(rules.decide(_VALIDITY, "day_count"), value="24h") else 1
    if contract.valid_days is not None:
        return first + contract.valid_days - counted
    validity = _validity(rules)
    if validity is None or not isinstance(validity.value, int):
        return None
    if validity.key == "months":
        return months_later(first, validity.value) - counted
    return first + validity.value - counted


def _validity(rules: Rules) -> Fact | None:
    """Return the days or months that every card of this plan is valid, None when that is not known."""
    if _perhaps(rules.decide(_VALIDITY, "per_product")):
        return None
    decided = [rules.decide(_VALIDITY, key) for key in ("days", "months")]
    if any(one.open for one in decided):
        return None
    return next((one.fact for one in decided if one.fact is not None), None)


@once_per_situation
def hangs_on_the_plan(rules: Rules, channel: Channel | None) -> bool:
    """Tell whether the days of validity differ by the plan, and the person's own is not told."""
    del channel
    asked = (fact.when for key in ("days", "months") for fact in rules.decide(_VALIDITY, key).open)
    return any(when is not None and when.plan for when in asked)


def effect_fact(contract: Contract, rules: Rules) -> Fact | None:
    """Return the rule that the line ends by itself, None when the person said so."""
    fact = rules.fact("effect", "ends") if contract.prepaid is None else None
    return fact if fact is not None and fact.value == _ON_EXPIRY else None


def validity_fact(contract: Contract, rules: Rules) -> Fact | None:
    """Return the rule that gives the last day, None when the person did or nobody does."""
    told = (contract.expires, contract.valid_days)
    if contract.started is None or any(one is not None for one in told):
        return None
    return _validity(rules)


def may_renew(rules: Rules) -> bool:
    """Tell whether the card renews itself, or may: the contract does not say which plan it is."""
    return _perhaps(_renewal(rules))


def renewal(rules: Rules) -> tuple[Fact, bool]:
    """Return the rule that a card which may renew itself does, and whether it surely holds."""
    decision = _renewal(rules)
    return next(fact for fact in _all(decision) if fact.value is True), _surely(decision, value=True)


def _renewal(rules: Rules) -> Decision:
    return rules.decide("expiry.renewal", "automatic")


def _all(decision: Decision) -> tuple[Fact, ...]:
    return decision.open if decision.fact is None else (decision.fact, *decision.open)


def _perhaps(decision: Decision) -> bool:
    """Tell whether a yes holds, or could."""
    return any(fact.value is True for fact in _all(decision))


def _surely(decision: Decision, *, value: str | bool) -> bool:
    """Tell whether a value holds whatever the answers are."""
    return decision.fact is not None and all(fact.value == value for fact in _all(decision))
