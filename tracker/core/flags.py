"""Find the words that say which entries of the step catalogue a contract has.

The words are those of `applies` in the catalogue; an unknown fact counts as holding.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tracker.core.channels import channel_header
from tracker.core.facts import Carrier
from tracker.core.prepaid import may_renew
from tracker.core.rules import Rules, Situation, rules_at
from tracker.core.words import Channel, Effect, Intent, Sim


class Traits(NamedTuple):
    """Hold what of a contract decides which steps it has; nothing here is a day or a rule."""

    intent: Intent
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
    card: bool
    """It is a prepaid card, whatever is wanted of it."""
    is_sim: bool
    """It is no fibre or pocket Wi-Fi."""
    refuses_to_lapse: bool
    """It was wanted to lapse, and is not known to cost nothing."""
    ended: bool
    """The carrier has ended it, because it was lost and nothing was done."""


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
_FOR_PORTS = frozenset({"linked", "carrier-payment", "refund"})
"""The same that also hold for a line whose number is ported out."""
_FOR_ENDED = _FOR_ALL | _FOR_PORTS | {"mail-kept"}
"""The same for a line that its carrier has ended."""
_FOR_KEPT = frozenset({"keep-options", "idles"})
"""The same for a line that is kept."""
_SWITCH, _KEEP = Intent.SWITCH, Intent.KEEP


@lru_cache(maxsize=1024)
def _together(own: frozenset[str], ruled: frozenset[str]) -> frozenset[str]:
    if "ports" in own:
        return own | (ruled & (_FOR_PORTS - {"refund"} if _NO_DEPOSIT in own else _FOR_PORTS))
    if "keeps" in own:
        return own | (ruled & _FOR_KEPT)
    if "postpaid" not in own:
        return own | (ruled & _FOR_ALL)
    if "ended" in own:
        ruled &= _FOR_ENDED
    return own | (ruled - {"refund"} if _NO_DEPOSIT in own else ruled)


@lru_cache(maxsize=1024)
def _of_contract(traits: Traits) -> frozenset[str]:
    """Return the words that the contract has by itself."""
    if traits.intent in (_SWITCH, _KEEP):
        return _of_living(traits)
    postpaid = traits.own and not traits.prepaid
    flags = {
        "sim": traits.is_sim,
        "cannot-lapse": traits.refuses_to_lapse,
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
            "cancels": traits.dated and not traits.ended,
            "ended": traits.ended,
            "by-login": traits.channel in (Channel.ONLINE, Channel.APP),
            "by-shop": traits.channel is Channel.SHOP,
            "by-post": traits.channel is Channel.POST,
            "bill-open": traits.bill_open,
            "device-balance": traits.device_balance,
            "esim": traits.is_sim and traits.sim is not Sim.PHYSICAL,
            "refund": traits.deposit is True,
            _NO_DEPOSIT: traits.deposit is False,
            "ends-after-departure": traits.ends_after_departure,
            "payment-ends": traits.payment_ends,
        }
    return frozenset(word for word, holds in flags.items() if holds)


def _of_living(traits: Traits) -> frozenset[str]:
    """Return the words of a line that nobody cancels: it is ported out or kept, and nothing is unbound."""
    ports = traits.intent is _SWITCH
    flags = {
        "ports": ports,
        "keeps": not ports,
        "lost": traits.lost,
        "at-hand": not traits.lost,
        "sim": traits.is_sim,
        "idles": not ports and traits.card,
        "pays": ports and traits.own and traits.dated and not traits.card,
        "balance": ports and traits.own and traits.balance,
        "bill-open": traits.bill_open,
        "device-balance": traits.device_balance,
        "payment-ends": ports and traits.payment_ends,
        "refund": ports and traits.deposit is True,
        _NO_DEPOSIT: traits.deposit is False,
    }
    return frozenset(word for word, holds in flags.items() if holds)


@lru_cache(maxsize=1024)
def _of_rules(
    carrier: Carrier, at: Situation, channel: Channel | None, roles: tuple[str, ...], *, esim: bool
) -> frozenset[str]:
    """Return the words that follow from the carrier's rules."""
    rules = rules_at(carrier, at)
    blocked = rules.words(channel_header(channel), "blocked_by")
    flags = {
        "renews": may_renew(rules),
        "carrier-payment": carrier.kind == "mno"
        or ("after.carrier-payment", "user_must_cancel") in rules.table,
        "excluded": any(role in blocked for role in roles),
        "bill-open": "unpaid" in blocked,
        "linked": bool(carrier.linked),
        "return": not esim and _must_return(rules, channel),
        "mail-kept": rules.flag("keep.mail", "available") is True,
        "refund": ("deposit", "months") in rules.table,
        "keep-options": any(is_offered(rules, name) for name in KEEPING),
        "idles": not rules.flag("expiry.idle", "per_product")
        and any(("expiry.idle", unit) in rules.table for unit in ("days", "months")),
    }
    return frozenset(word for word, holds in flags.items() if holds)


KEEPING = ("storage", "pause")
"""Ways to keep a number that have to be asked for (`[[keep.…]]`)."""


def is_offered(rules: Rules, name: str) -> bool:
    """Tell whether a way to keep the number exists and saves anything."""
    header = f"keep.{name}"
    return rules.flag(header, "available") is True and not rules.flag(header, "base_fee_continues")


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
