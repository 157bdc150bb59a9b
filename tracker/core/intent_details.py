"""Say how a number is ported out, a line kept alive or handed back, and what of it is only reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from tracker.core.additional import HEADER, order_details
from tracker.core.channels import channel_header
from tracker.core.facts import Carrier
from tracker.core.flags import KEEPING, is_offered
from tracker.core.model import Detail, Joined, Note, Term, TextValue
from tracker.core.outlook import Outlook
from tracker.core.quick import make
from tracker.core.rules import Situation, rules_at
from tracker.core.services import Service
from tracker.core.words import Basis, Holder

Details = Callable[[Outlook, Service | None], tuple[Detail, ...]]
"""Takes the outlook and the service of a step; gives the sentences in reading order."""
_TOOL = Basis.TOOL
_PORT = "port"


def detail(role: str, key: str, *values: tuple[str, TextValue], basis: Basis = _TOOL) -> Detail:
    """Return a sentence by its place among the sentences of a step and the name of its text."""
    made: Detail = make(Detail, (role, f"detail.{key}", values, basis))
    return made


def noted(view: Outlook, header: str) -> tuple[Detail, ...]:
    """Return the sentences of the file about a header: notes of its blocks in force, and remarks."""
    return _noted(view.rules.carrier, view.rules.at, header)


@lru_cache(maxsize=1024)
def _noted(carrier: Carrier, at: Situation, header: str) -> tuple[Detail, ...]:
    notes = [
        (variant.fact.note, variant.fact.basis)
        for (place, _), found in rules_at(carrier, at).table.items()
        for variant in found
        if place == header and variant.fact.note is not None
    ]
    return (
        *(detail("note", "noted", ("text", Note(text)), basis=basis) for text, basis in dict.fromkeys(notes)),
        *remarked(carrier, header),
    )


@lru_cache(maxsize=256)
def remarked(carrier: Carrier, header: str) -> tuple[Detail, ...]:
    """Return the remarks of a file about a header, without those that are only to be asked."""
    return tuple(
        detail("note", "noted", ("text", Note(remark.text)), basis=remark.basis or Basis.SINGLE)
        for remark in carrier.remarks
        if remark.about == header and not remark.check and remark.when is None
    )


def _port_out(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return how to port, what the old carrier says of it, and what becomes of the rest."""
    del service
    rules, now = view.rules, view.now
    found = [*order_details(view.orders, view.way), detail("before", "port.keep-running")]
    if view.contract.holder is not Holder.SELF:
        found.append(
            detail("before", "port.holder", ("holder", Term(f"holder.{view.contract.holder.value}.name")))
        )
    one_stop = rules.fact(_PORT, "one_stop")
    if one_stop is not None:
        key = "port.one-stop" if one_stop.value is True else "port.reservation"
        found.append(detail("how", key, basis=one_stop.basis))
    else:
        found.append(detail("how", "port.either"))
    menu = rules.fact(_PORT, "menu")
    if menu is not None:
        found.append(detail("how", "menu", ("menu", str(menu.value)), basis=menu.basis))
    found += noted(view, _PORT)
    if not view.contract.beside:
        found += noted(view, HEADER)
    returned = rules.decide("return", "required")
    if any(fact is not None and fact.value is True for fact in (returned.fact, *returned.open)):
        address = " ".join(rules.words("return", "address")) or None
        basis = next(fact.basis for fact in (returned.fact, *returned.open) if fact is not None)
        found.append(detail("note", "port.return", ("address", address), basis=basis))
    if now is not None and now.closes > now.request:
        found.append(detail("fail", "port.fail", ("closes", date.fromordinal(now.closes))))
    return tuple(found)


def _keep_alive(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return what counts as using the line, and its price."""
    del service
    rules, found = view.rules, []
    yearly = rules.fact("keep.cheap-plan", "yen_year")
    if yearly is not None and rules.flag("keep.cheap-plan", "available"):
        found.append(detail("how", "keep.yearly", ("yen", int(str(yearly.value))), basis=yearly.basis))
    exempt = rules.fact("expiry.idle", "exempt_over_yen")
    if exempt is not None:
        found.append(detail("how", "keep.exempt", ("yen", int(str(exempt.value))), basis=exempt.basis))
    idle = view.idle.rule
    if idle is not None and idle.note is not None:
        found.append(detail("note", "noted", ("text", Note(idle.note)), basis=idle.basis))
    found.append(detail("note", "keep.record"))
    found.append(detail("note", "keep.sms"))
    return tuple(found)


def _arrange(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return the ways to keep the number with what they cost."""
    del service
    rules, found = view.rules, []
    for name in KEEPING:
        header = f"keep.{name}"
        fact = rules.fact(header, "available")
        if fact is None or not is_offered(rules, name):
            continue
        way = ("way", Term(f"term.keep.{name}"))
        monthly, start = rules.number(header, "yen_month"), rules.number(header, "start_yen")
        key = "keep.option" if monthly is not None else "keep.option-unknown"
        found.append(detail("how", key, way, ("yen", monthly), basis=fact.basis))
        if start is not None:
            found.append(detail("how", "keep.start", way, ("yen", start), basis=fact.basis))
        years = rules.number(header, "max_years")
        if years is not None:
            found.append(detail("note", "keep.longest", way, ("years", years), basis=fact.basis))
        found += noted(view, header)
    found.append(detail("note", "keep.sms-stored"))
    return tuple(found)


def _hand_back(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return the order of handing back: ask, move what is yours, wipe, return, have it written down."""
    del service
    holder = ("holder", Term(f"holder.{view.contract.holder.value}.name"))
    return (
        detail("before", "hand-back.ask", holder),
        detail("before", "hand-back.number"),
        detail("how", "hand-back.wipe"),
        detail("how", "hand-back.return"),
        detail("note", "hand-back.no-cancel", holder),
    )


def _pairing(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return what ties the line, and when the other contract ends."""
    del service
    header = channel_header(view.channel)
    blocked = view.rules.fact(header, "blocked_by")
    words = view.rules.words(header, "blocked_by")
    roles = tuple(Term(f"term.blocked.{role}") for role in view.contract.roles if role in words)
    basis = blocked.basis if blocked is not None else _TOOL
    found = [detail("note", "pairing.roles", ("roles", Joined(roles)), basis=basis)]
    for each in view.contract.paired:
        key = "pairing.ends" if each.ends is not None else "pairing.undated"
        found.append(detail("how", key, ("other", each.name), ("ends", each.ends)))
    return tuple(found)


INTENT_DETAILS: dict[str, Details] = {
    "port-out": _port_out,
    "keep-alive": _keep_alive,
    "arrange-keeping": _arrange,
    "hand-back": _hand_back,
    "release-pairing": _pairing,
}
"""What says how the steps are done that a line has which is not simply cancelled."""
