"""Say on which channels the cancellation of a contract can be asked for."""

from __future__ import annotations

from functools import lru_cache

from tracker.core.contract import Contract
from tracker.core.facts import Carrier
from tracker.core.rules import Rules, Situation, rules_at
from tracker.core.words import Channel, Effect

_ON_RETURN = Effect.ON_RETURN
_HEADERS: dict[Channel | None, str] = {None: "", **{channel: f"channel.{channel}" for channel in Channel}}


def channel_header(channel: Channel | None) -> str:
    """Return the header of a channel in a carrier file, an empty one for none."""
    return _HEADERS[channel]


def existing_channels(contract: Contract, rules: Rules) -> tuple[Channel, ...]:
    """Return the channels that can be used, the preferred first.

    The user's choice, then those known to exist in the order of `Channel`. Channels on which
    cancelling failed are left out while another is left; a lost line has none that needs its
    card. A rental that ends by posting it back has the channel post.
    """
    settled = _settled_channels(rules.carrier, rules.at)
    known = list(settled if settled is not None else _dated_channels(rules, contract))
    chosen = contract.channel
    if chosen is not None and _is_available(rules, contract, chosen) is not False:
        known = [chosen, *(channel for channel in known if channel is not chosen)]
    if not known and rules.text("effect", "ends") == _ON_RETURN:
        known = [Channel.POST]
    if contract.lost is not None:
        # Whoever has the phone has the SIM: a code sent to the line does not arrive.
        known = [channel for channel in known if not _needs_card(rules, channel)]
    if contract.failures:
        failed = {failure.channel for failure in contract.failures if failure.key == "cancel"}
        known = [channel for channel in known if channel not in failed] or known
    return tuple(known)


@lru_cache(maxsize=1024)
def _settled_channels(carrier: Carrier, at: Situation) -> tuple[Channel, ...] | None:
    """Return the channels that exist, None where that depends on days."""
    rules = rules_at(carrier, at)
    places = [(channel_header(channel), "available") for channel in Channel]
    if any(place in rules.table and place not in rules.settled for place in places):
        return None
    return tuple(channel for channel, place in zip(Channel, places, strict=True) if rules.flag(*place))


def _dated_channels(rules: Rules, contract: Contract) -> tuple[Channel, ...]:
    return tuple(channel for channel in Channel if _is_available(rules, contract, channel))


def _is_available(rules: Rules, contract: Contract, channel: Channel) -> bool | None:
    """Tell whether a channel exists, judged on the departure; None when nobody says."""
    leaves = contract.leaves
    day = leaves.toordinal() if leaves is not None else None
    fact = rules.fact(channel_header(channel), "available", day)
    return fact.value is True if fact is not None else None


def _needs_card(rules: Rules, channel: Channel) -> bool:
    """Tell whether a channel is closed to somebody without the card: it asks for a code, or says so."""
    header = channel_header(channel)
    needs = rules.words(header, "needs")
    return (
        "sms-to-line" in needs or "sim-in-phone" in needs or "sim-lost" in rules.words(header, "blocked_by")
    )
