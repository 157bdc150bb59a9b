"""Say how the steps are done.

These sentences must carry a reader through when only the calendar is left (docs/screens.md).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.core.catalogue import StepRule
from tracker.core.intent_details import noted, remarked
from tracker.core.model import Basis, Channel, Detail, Effect, Joined, Line, Names, Note, Term, TextValue
from tracker.core.outlook import Outlook
from tracker.core.services import Service
from tracker.core.window import COUNTERS

_date = date.fromordinal

DETAILED = frozenset(
    {
        "cancel",
        "return-sim",
        "collect-documents",
        "delete-esim-profile",
        "unbind",
        "get-replacement-number",
        "cancel-membership",
        "check-expiry",
        "request-refund",
        "change-payment",
        "final-debit",
        "confirm-cancellation",
    }
)
"""Kinds of steps that say how they are done."""


_OTHER = Line.OTHER
_ONLINE = ("official-only", "check-digits", "not-mnp", "screenshot")
_CALL = ("call-person", "not-mnp", "call-note")
_OF_NUMBER = frozenset({"check-digits", "not-mnp"})
"""What a contract without a number is not told."""


class _Details(NamedTuple):
    found: list[Detail]

    def add(self, role: str, key: str, *values: tuple[str, TextValue], basis: Basis = Basis.TOOL) -> None:
        self.found.append(Detail(role, f"detail.{key}", values, basis))


def details_of(view: Outlook, rule: StepRule, service: Service | None) -> tuple[Detail, ...]:
    """Return the sentences that say how an open step is done, in reading order."""
    details = _Details([])
    if rule.kind == "cancel":
        _cancel_details(view, details)
    elif rule.kind == "return-sim":
        _return_details(view, details)
    elif rule.kind == "collect-documents":
        _needs(view, details)
    elif rule.kind == "delete-esim-profile":
        details.add("before", "esim-last")
    elif rule.kind in ("unbind", "get-replacement-number") and view.base is not None:
        if service is not None and service.hint is not None:
            details.found.append(Detail("how", service.hint, ()))
        details.add("before", "no-sms-after", ("gate", _date(view.base.gate)))
    elif rule.kind == "request-refund":
        to = view.rules.words("deposit", "refund_to")
        if to:
            details.add("how", "refund-to", ("where", Joined(tuple(Note(place) for place in to))))
    elif rule.kind == "check-expiry":
        for remark in view.carrier.remarks:
            if remark.check:
                details.add("check", "ask", ("question", Note(remark.text)))
    elif rule.kind == "cancel-membership":
        details.add("how", "membership-ported" if "ports" in view.flags else "membership")
    elif rule.kind in ("change-payment", "final-debit"):
        details.found.extend([*noted(view, "payment"), *noted(view, "expiry.unpaid")])
    elif rule.kind == "confirm-cancellation":
        details.found.extend(remarked(view, "effect"))
    return tuple(details.found)


def _needs(view: Outlook, details: _Details) -> None:
    header = f"channel.{view.channel.value}" if view.channel else ""
    fact = view.rules.fact(header, "needs")
    words = view.rules.words(header, "needs")
    if fact is not None and words:
        needs = Joined(tuple(Term(f"term.needs.{word}") for word in words))
        details.add("how", "needs", ("needs", needs), basis=fact.basis)


def _cancel_details(view: Outlook, details: _Details) -> None:
    rules, channel = view.rules, view.channel
    header = f"channel.{channel.value}" if channel else ""
    if view.services:
        names = Joined(tuple(Names(service.names) for service in view.services))
        details.add("before", "before.services", ("services", names))
    if view.contract.line is _OTHER:
        names = Joined(tuple(each.name for each in view.contract.paired))
        if names.items:
            details.add("before", "before.pairing", ("other", names))
    elif view.contract.lost is None:
        details.add("before", "before.backup")
    needs = rules.words(header, "needs")
    if "sms-to-line" in needs or "sim-in-phone" in needs:
        details.add("before", "before.sim-in")
    details.add("before", "before.contact")
    if rules.text("effect", "ends") == Effect.ON_RETURN:
        _parcel_details(view, details)
    else:
        _request_details(view, header, details)
    if channel in COUNTERS:
        details.add("how", "japan-only")
    blocked = rules.fact(header, "blocked_by")
    if blocked is not None:
        roles = Joined(tuple(Term(f"term.blocked.{word}") for word in rules.words(header, "blocked_by")))
        details.add("note", "blocked", ("roles", roles), basis=blocked.basis)
    window = view.now.window if view.now is not None else None
    if window is not None and window.closes > window.recommended:
        details.add("fail", "fail", ("closes", _date(window.closes)))
    else:
        details.add("fail", "fail.last")


def _request_details(view: Outlook, header: str, details: _Details) -> None:
    """Say where the cancellation is asked for, what it takes, and what to look out for."""
    rules, channel = view.rules, view.channel
    details.add("how", "where", ("where", view.where))
    menu = rules.text(header, "menu")
    if menu is not None:
        details.add("how", "menu", ("menu", menu))
    _needs(view, details)
    hours = rules.fact(header, "hours")
    if hours is not None and isinstance(hours.value, str) and hours.value != "24h":
        details.add("how", "hours", ("hours", hours.value), basis=hours.basis)
    days = rules.fact(header, "days")
    if days is not None and days.value == "weekdays":
        details.add("how", "weekdays", basis=days.basis)
    _proxy(view, header, details)
    if channel in (Channel.ONLINE, Channel.APP, Channel.FORM):
        details.add("how", "no-public-wifi")
    if channel in COUNTERS:
        names: tuple[str, ...] = ("before-signing", "not-mnp")
    elif channel is Channel.PHONE:
        names = _CALL
    else:
        names = _ONLINE
    for name in names:
        if name not in _OF_NUMBER or view.contract.line is not _OTHER:
            details.add("how", name)


def _proxy(view: Outlook, header: str, details: _Details) -> None:
    """Say whether somebody else can ask for it, and what that takes."""
    proxy = view.rules.fact(header, "proxy")
    if proxy is None:
        return
    if proxy.value is not True:
        details.add("how", "proxy-no", basis=proxy.basis)
        return
    words = view.rules.words(header, "proxy_needs")
    needs = Joined(tuple(Term(f"term.proxy-needs.{word}") for word in words)) if words else None
    details.add("how", "proxy", ("needs", needs), basis=proxy.basis)


def _parcel_details(view: Outlook, details: _Details) -> None:
    """Say how to send back what was lent, where that is the cancellation."""
    _address(view, details)
    details.add("how", "parcel")
    details.add("how", "tracked")


def _address(view: Outlook, details: _Details) -> None:
    address = view.rules.words("return", "address")
    if address:
        details.add("how", "return-address", ("address", " ".join(address)))


def _return_details(view: Outlook, details: _Details) -> None:
    _address(view, details)
    supplied = view.rules.flag("return", "envelope") is True
    details.add("how", "return-envelope" if supplied else "return-how")
    details.add("how", "post-before-security")
    details.found.extend(remarked(view, "return"))
