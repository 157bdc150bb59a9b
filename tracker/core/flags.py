"""Find the words that say which entries of the step catalogue a contract has.

The words are those of `applies` in the catalogue; an unknown fact counts as holding.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tracker.core.model import Carrier, Channel, Effect, Sim
from tracker.core.rules import Rules, Situation, rules_at


class Traits(NamedTuple):
    """Hold what of a contract decides which steps it has; nothing here is a day or a rule."""

    channel: Channel | None
    sim: Sim | None
    own: bool
    prepaid: bool
    dated: bool
    """It is known how the line ends."""
    has_number: bool
    bound: bool
    bound_by_sms: bool
    balance: bool
    lost: bool
    bill_open: bool
    device_balance: bool
    deposit: bool | None
    """None is unknown."""
    ends_after_departure: bool
    payment_ends: bool


def flags_of(traits: Traits, carrier: Carrier, at: Situation, roles: tuple[str, ...]) -> frozenset[str]:
    """Return the words that hold for a contract; each set of words is made once."""
    return _together(
        _of_contract(traits), _of_rules(carrier, at, traits.channel, roles, esim=traits.sim is _ESIM)
    )


_ESIM = Sim.ESIM
_NO_DEPOSIT = "no-deposit"
"""The word that takes back the carrier's word `refund`."""
_FOR_ALL = frozenset({"renews", "return"})
"""Words from a carrier's rules that do not suppose a running contract of one's own."""


@lru_cache(maxsize=1024)
def _together(own: frozenset[str], ruled: frozenset[str]) -> frozenset[str]:
    if "postpaid" not in own:
        return own | (ruled & _FOR_ALL)
    return own | (ruled - {"refund"} if _NO_DEPOSIT in own else ruled)


@lru_cache(maxsize=1024)
def _of_contract(traits: Traits) -> frozenset[str]:
    """Return the words that the contract has by itself."""
    postpaid = traits.own and not traits.prepaid
    flags = {
        "number": traits.has_number,
        "bound": traits.bound,
        "bound-by-sms": traits.bound_by_sms,
        "own": traits.own,
        "held-by-another": not traits.own and not traits.prepaid and traits.dated,
        "prepaid": traits.prepaid,
        "postpaid": postpaid,
        "balance": traits.balance and (traits.own or traits.prepaid),
        "lost": traits.lost,
        "at-hand": not traits.lost,
    }
    if postpaid:
        flags |= {
            "pays": True,
            "cancels": traits.dated,
            "by-login": traits.channel in (Channel.ONLINE, Channel.APP),
            "by-shop": traits.channel is Channel.SHOP,
            "by-post": traits.channel is Channel.POST,
            "bill-open": traits.bill_open,
            "device-balance": traits.device_balance,
            "esim": traits.sim is not Sim.PHYSICAL,
            "refund": traits.deposit is True,
            _NO_DEPOSIT: traits.deposit is False,
            "ends-after-departure": traits.ends_after_departure,
            "payment-ends": traits.payment_ends,
        }
    return frozenset(word for word, holds in flags.items() if holds)


@lru_cache(maxsize=1024)
def _of_rules(
    carrier: Carrier, at: Situation, channel: Channel | None, roles: tuple[str, ...], *, esim: bool
) -> frozenset[str]:
    """Return the words that follow from the carrier's rules."""
    rules = rules_at(carrier, at)
    blocked = rules.words(f"channel.{channel.value}", "blocked_by") if channel is not None else ()
    flags = {
        "renews": rules.flag("expiry.renewal", "automatic") is True,
        "carrier-payment": carrier.kind == "mno"
        or ("after.carrier-payment", "user_must_cancel") in rules.table,
        "excluded": any(role in blocked for role in roles),
        "bill-open": "unpaid" in blocked,
        "linked": bool(carrier.linked),
        "return": not esim and _must_return(rules, channel),
        "mail-kept": rules.flag("keep.mail", "available") is True,
        "refund": ("deposit", "months") in rules.table,
    }
    return frozenset(word for word, holds in flags.items() if holds)


def _must_return(rules: Rules, channel: Channel | None) -> bool:
    """Tell whether something goes back: by duty, which an open condition counts as, or for a deposit."""
    if rules.text("effect", "ends") == Effect.ON_RETURN:
        return False
    if channel is Channel.SHOP and rules.flag("return", "in_shop"):
        return False
    if rules.fact("return", "deposit_yen") is not None:
        return True
    decision = rules.decide("return", "required")
    return any(fact is not None and fact.value is True for fact in (decision.fact, *decision.open))
