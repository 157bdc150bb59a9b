"""Say how the steps are done.

These sentences must carry a reader through when only the calendar is left (docs/screens.md).
"""

from __future__ import annotations

from tracker.core.additional import order_details
from tracker.core.channels import channel_header
from tracker.core.dates import date_of
from tracker.core.intent_details import INTENT_DETAILS, Details, detail, noted, remarked
from tracker.core.model import Detail, Joined, Note, Term
from tracker.core.outlook import Outlook, place_of
from tracker.core.quick import make
from tracker.core.rules import Rules, once_per_situation
from tracker.core.services import Service
from tracker.core.words import COUNTERS, Basis, Channel, Effect, Line

# Named once: asking an enumeration for a member is slow on Python 3.11.
_OTHER, _TOOL = Line.OTHER, Basis.TOOL
_BY_PAGE = (Channel.ONLINE, Channel.APP, Channel.FORM)
_ONLINE = ("official-only", "check-digits", "not-mnp", "screenshot")
_SIGNING = ("before-signing", "not-mnp")
_LAST_WORDS: dict[Channel | None, tuple[str, ...]] = {
    Channel.SHOP: _SIGNING,
    Channel.POST: _SIGNING,
    Channel.PHONE: ("call-person", "not-mnp", "call-note"),
}
"""What to look out for on channels that are no page."""
_OF_NUMBER = frozenset({"detail.check-digits", "detail.not-mnp"})
"""What a contract without a number is not told."""


def _documents(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    return tuple(_needs(view.rules, channel_header(view.channel)))


def _profile(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del view, service
    return (detail("before", "esim-last"),)


def _moving(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return how a service is moved, and until when the number still gets its codes."""
    if view.base is None:
        return ()
    last = detail("before", "no-sms-after", ("gate", date_of(view.base.gate)))
    if service is not None and service.hint is not None:
        hint: Detail = make(Detail, ("how", service.hint, (), _TOOL))
        return hint, last
    return (last,)


def _refund(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    to = view.rules.words("deposit", "refund_to")
    return (detail("how", "refund-to", ("where", Joined(tuple(map(Note, to))))),) if to else ()


def _expiry(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    return tuple(
        detail("check", "ask", ("question", Note(remark.text)))
        for remark in view.carrier.remarks
        if remark.check
    )


def _membership(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    return (detail("how", "membership-ported" if "ports" in view.flags else "membership"),)


def _paying(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    return *noted(view, "payment"), *noted(view, "expiry.unpaid")


def _confirming(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    return remarked(view.carrier, "effect")


def _needs(rules: Rules, header: str) -> list[Detail]:
    fact = rules.fact(header, "needs")
    words = rules.words(header, "needs")
    if fact is None or not words:
        return []
    needs = Joined(tuple(Term(f"term.needs.{word}") for word in words))
    return [detail("how", "needs", ("needs", needs), basis=fact.basis)]


def _cancelling(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    """Return what comes before the request, how it is made, and what to do if it fails."""
    del service
    found: list[Detail] = [*order_details(view.orders, view.way)]
    other = view.contract.line is _OTHER
    if view.services:
        names = Joined(tuple([service.name for service in view.services]))
        found.append(detail("before", "before.services", ("services", names)))
    if other:
        names = Joined(tuple(each.name for each in view.contract.paired))
        if names.items:
            found.append(detail("before", "before.pairing", ("other", names)))
    elif view.contract.lost is None:
        found.append(detail("before", "before.backup"))
    asking = _asking(view.rules, view.channel)
    found += [each for each in asking if each.text_key not in _OF_NUMBER] if other else asking
    window = view.now.window if view.now is not None else None
    if window is not None and window.closes > window.recommended:
        found.append(detail("fail", "fail", ("closes", date_of(window.closes))))
    else:
        found.append(detail("fail", "fail.last"))
    return tuple(found)


@once_per_situation
def _asking(rules: Rules, channel: Channel | None) -> tuple[Detail, ...]:
    """Return what the carrier wants of a request, with what concerns the number."""
    found: list[Detail] = []
    header = channel_header(channel)
    needs = rules.words(header, "needs")
    if "sms-to-line" in needs or "sim-in-phone" in needs:
        found.append(detail("before", "before.sim-in"))
    found.append(detail("before", "before.contact"))
    if rules.text("effect", "ends") == Effect.ON_RETURN:
        found += [*_address(rules), detail("how", "parcel"), detail("how", "tracked")]
    else:
        found += _request(rules, channel, header)
    if channel in COUNTERS:
        found.append(detail("how", "japan-only"))
    blocked = rules.fact(header, "blocked_by")
    if blocked is not None:
        roles = Joined(tuple(Term(f"term.blocked.{word}") for word in rules.words(header, "blocked_by")))
        found.append(detail("note", "blocked", ("roles", roles), basis=blocked.basis))
    return tuple(found)


def _request(rules: Rules, channel: Channel | None, header: str) -> list[Detail]:
    """Return where the cancellation is asked for, what it takes, and what to look out for."""
    found = [detail("how", "where", ("where", place_of(rules, channel)))]
    menu = rules.text(header, "menu")
    if menu is not None:
        found.append(detail("how", "menu", ("menu", menu)))
    found += _needs(rules, header)
    hours = rules.fact(header, "hours")
    if hours is not None and isinstance(hours.value, str) and hours.value != "24h":
        found.append(detail("how", "hours", ("hours", hours.value), basis=hours.basis))
    days = rules.fact(header, "days")
    if days is not None and days.value == "weekdays":
        found.append(detail("how", "weekdays", basis=days.basis))
    found += _proxy(rules, header)
    if channel in _BY_PAGE:
        found.append(detail("how", "no-public-wifi"))
    names = _LAST_WORDS.get(channel, _ONLINE)
    return [*found, *(detail("how", name) for name in names)]


def _proxy(rules: Rules, header: str) -> list[Detail]:
    """Return whether somebody else can ask for it, and what that takes."""
    proxy = rules.fact(header, "proxy")
    if proxy is None:
        return []
    if proxy.value is not True:
        return [detail("how", "proxy-no", basis=proxy.basis)]
    words = rules.words(header, "proxy_needs")
    needs = Joined(tuple(Term(f"term.proxy-needs.{word}") for word in words)) if words else None
    return [detail("how", "proxy", ("needs", needs), basis=proxy.basis)]


def _address(rules: Rules) -> list[Detail]:
    address = rules.words("return", "address")
    return [detail("how", "return-address", ("address", " ".join(address)))] if address else []


def _returning(view: Outlook, service: Service | None) -> tuple[Detail, ...]:
    del service
    supplied = view.rules.flag("return", "envelope") is True
    return (
        *_address(view.rules),
        detail("how", "return-envelope" if supplied else "return-how"),
        detail("how", "post-before-security"),
        *remarked(view.carrier, "return"),
    )


DETAILS: dict[str, Details] = {
    "cancel": _cancelling,
    "return-sim": _returning,
    "collect-documents": _documents,
    "delete-esim-profile": _profile,
    "unbind": _moving,
    "get-replacement-number": _moving,
    "cancel-membership": _membership,
    "check-expiry": _expiry,
    "request-refund": _refund,
    "change-payment": _paying,
    "final-debit": _paying,
    "confirm-cancellation": _confirming,
    **INTENT_DETAILS,
}
"""What says how the steps of a kind are done."""
