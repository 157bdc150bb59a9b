"""Say what this carrier's rules depend on and nobody has said yet."""

from __future__ import annotations

from tracker.core.contract import Contract
from tracker.core.facts import Carrier, Fact, When
from tracker.core.model import Plan
from tracker.core.words import Intent, Payment, Role

_UNPAID = "unpaid"


def open_questions(plan: Plan) -> tuple[str, ...]:
    """Return names of contract fields and phrases of the carrier file that change something.

    Fields come first, in the order in which they matter for dates; a phrase is the one of the file.
    """
    contract, carrier = plan.contract, plan.carrier
    cancels = plan.intent is Intent.LEAVE
    fields = (
        ("closing_day", bool(plan.closing_choices) and contract.closing_day is None),
        ("plan", contract.plan is None and any(when.plan for when in _conditions(carrier))),
        ("signed", contract.signed is None and any(map(_asks_age, _conditions(carrier)))),
        ("debit_day", _asks_debit_day(contract, carrier)),
        ("deposit", contract.deposit is None and any(fact.header == "deposit" for fact in carrier.facts)),
        ("owed", contract.owed is None and any(map(_blocks_unpaid, carrier.facts))),
        ("roles", cancels and not contract.roles and any(map(_blocks_a_role, carrier.facts))),
    )
    return (*(name for name, is_open in fields if is_open), *plan.questions)


def keeps_alive(carrier: Carrier) -> bool:
    """Tell whether this carrier has a rule on lines that nobody uses: such a line can be kept for little."""
    idle = {fact.key: fact.value for fact in carrier.facts if fact.header == "expiry.idle"}
    return not idle.keys().isdisjoint(("days", "months")) and not idle.get("per_product")


def _conditions(carrier: Carrier) -> tuple[When, ...]:
    return tuple(fact.when for fact in carrier.facts if fact.when is not None)


def _asks_age(when: When) -> bool:
    ages = (when.within_days, when.within_months, when.within_calendar_months)
    return any(age is not None for age in ages) or bool(when.signed_from or when.signed_until)


def _asks_debit_day(contract: Contract, carrier: Carrier) -> bool:
    """Tell whether the carrier lets customers choose the day of the debit, for this payment."""
    return contract.debit_day is None and any(
        fact.header.startswith("charge.") and fact.key == "choices" and _is_paid_so(fact, contract.payment)
        for fact in carrier.facts
    )


def _is_paid_so(fact: Fact, payment: Payment | None) -> bool:
    ways = fact.when.payment if fact.when is not None else ()
    return payment is None or not ways or payment.value in ways


def _blocks_unpaid(fact: Fact) -> bool:
    return fact.key == "blocked_by" and isinstance(fact.value, tuple) and _UNPAID in fact.value


_ROLES = frozenset(role.value for role in Role)


def _blocks_a_role(fact: Fact) -> bool:
    return fact.key == "blocked_by" and isinstance(fact.value, tuple) and not _ROLES.isdisjoint(fact.value)
