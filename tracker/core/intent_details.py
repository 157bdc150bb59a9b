"""Say how a number is ported out, a line kept alive or handed back, and what of it is only reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tracker.core.catalogue import StepRule
from tracker.core.flags import KEEPING, is_offered
from tracker.core.model import Basis, Detail, Holder, Joined, Note, Term, TextValue
from tracker.core.outlook import Outlook
from tracker.core.services import Service

_Details = Callable[[Outlook, StepRule, Service | None], tuple[Detail, ...]]
_TOOL = Basis.TOOL
_PORT = "port"


def _detail(role: str, key: str, *values: tuple[str, TextValue], basis: Basis = _TOOL) -> Detail:
    return Detail(role, f"detail.{key}", values, basis)


def noted(view: Outlook, header: str) -> list[Detail]:
    """Return the sentences of the file about a header: notes of its blocks in force, and remarks."""
    said = [
        (variant.fact.note, variant.fact.basis)
        for (place, _), found in view.rules.table.items()
        for variant in found
        if place == header and variant.fact.note is not None
    ]
    return [
        *(_detail("note", "noted", ("text", Note(text)), basis=basis) for text, basis in dict.fromkeys(said)),
        *remarked(view, header),
    ]


def remarked(view: Outlook, header: str) -> list[Detail]:
    """Return the remarks of the file about a header, without those that are only to be asked."""
    return [
        _detail("note", "noted", ("text", Note(remark.text)), basis=remark.basis or Basis.SINGLE)
        for remark in view.carrier.remarks
        if remark.about == header and not remark.check and remark.when is None
    ]


def _port_out(view: Outlook, rule: StepRule, service: Service | None) -> tuple[Detail, ...]:
    """Return how to port, what the old carrier says of it, and what becomes of the rest."""
    del rule, service
    rules, now = view.rules, view.now
    found = [_detail("before", "port.keep-running")]
    if view.contract.holder is not Holder.SELF:
        found.append(
            _detail("before", "port.holder", ("holder", Term(f"holder.{view.contract.holder.value}.name")))
        )
    one_stop = rules.fact(_PORT, "one_stop")
    if one_stop is not None:
        key = "port.one-stop" if one_stop.value is True else "port.reservation"
        found.append(_detail("how", key, basis=one_stop.basis))
    else:
        found.append(_detail("how", "port.either"))
    menu = rules.fact(_PORT, "menu")
    if menu is not None:
        found.append(_detail("how", "menu", ("menu", str(menu.value)), basis=menu.basis))
    found += noted(view, _PORT)
    returned = rules.decide("return", "required")
    if any(fact is not None and fact.value is True for fact in (returned.fact, *returned.open)):
        address = " ".join(rules.words("return", "address")) or None
        basis = next(fact.basis for fact in (returned.fact, *returned.open) if fact is not None)
        found.append(_detail("note", "port.return", ("address", address), basis=basis))
    if now is not None and now.closes > now.request:
        found.append(_detail("fail", "port.fail", ("closes", date.fromordinal(now.closes))))
    return tuple(found)


def _keep_alive(view: Outlook, rule: StepRule, service: Service | None) -> tuple[Detail, ...]:
    """Return what counts as using the line, and its price."""
    del rule, service
    rules, found = view.rules, []
    yearly = rules.fact("keep.cheap-plan", "yen_year")
    if yearly is not None and rules.flag("keep.cheap-plan", "available"):
        found.append(_detail("how", "keep.yearly", ("yen", int(str(yearly.value))), basis=yearly.basis))
    exempt = rules.fact("expiry.idle", "exempt_over_yen")
    if exempt is not None:
        found.append(_detail("how", "keep.exempt", ("yen", int(str(exempt.value))), basis=exempt.basis))
    idle = view.idle.rule
    if idle is not None and idle.note is not None:
        found.append(_detail("note", "noted", ("text", Note(idle.note)), basis=idle.basis))
    found.append(_detail("note", "keep.record"))
    found.append(_detail("note", "keep.sms"))
    return tuple(found)


def _arrange(view: Outlook, rule: StepRule, service: Service | None) -> tuple[Detail, ...]:
    """Return the ways to keep the number with what they cost."""
    del rule, service
    rules, found = view.rules, []
    for name in KEEPING:
        header = f"keep.{name}"
        fact = rules.fact(header, "available")
        if fact is None or not is_offered(rules, name):
            continue
        way = ("way", Term(f"term.keep.{name}"))
        monthly, start = rules.number(header, "yen_month"), rules.number(header, "start_yen")
        key = "keep.option" if monthly is not None else "keep.option-unknown"
        found.append(_detail("how", key, way, ("yen", monthly), basis=fact.basis))
        if start is not None:
            found.append(_detail("how", "keep.start", way, ("yen", start), basis=fact.basis))
        years = rules.number(header, "max_years")
        if years is not None:
            found.append(_detail("note", "keep.longest", way, ("years", years), basis=fact.basis))
        found += noted(view, header)
    found.append(_detail("note", "keep.sms-stored"))
    return tuple(found)


def _hand_back(view: Outlook, rule: StepRule, service: Service | None) -> tuple[Detail, ...]:
    """Return the order of handing back: ask, move what is yours, wipe, return, have it written down."""
    del rule, service
    holder = ("holder", Term(f"holder.{view.contract.holder.value}.name"))
    return (
        _detail("before", "hand-back.ask", holder),
        _detail("before", "hand-back.number"),
        _detail("how", "hand-back.wipe"),
        _detail("how", "hand-back.return"),
        _detail("note", "hand-back.no-cancel", holder),
    )


def _pairing(view: Outlook, rule: StepRule, service: Service | None) -> tuple[Detail, ...]:
    """Return what ties the line, and when the other contract ends."""
    del rule, service
    header = f"channel.{view.channel.value}" if view.channel else ""
    blocked = view.rules.fact(header, "blocked_by")
    words = view.rules.words(header, "blocked_by")
    roles = tuple(Term(f"term.blocked.{role}") for role in view.contract.roles if role in words)
    basis = blocked.basis if blocked is not None else _TOOL
    found = [_detail("note", "pairing.roles", ("roles", Joined(roles)), basis=basis)]
    for each in view.contract.paired:
        key = "pairing.ends" if each.ends is not None else "pairing.undated"
        found.append(_detail("how", key, ("other", each.name), ("ends", each.ends)))
    return tuple(found)


INTENT_DETAILS: dict[str, _Details] = {
    "port-out": _port_out,
    "keep-alive": _keep_alive,
    "arrange-keeping": _arrange,
    "hand-back": _hand_back,
    "release-pairing": _pairing,
}
"""What says how the steps are done that a line has which is not simply cancelled."""
