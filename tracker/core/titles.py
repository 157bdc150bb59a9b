"""Name the texts of those steps whose words depend on the contract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from tracker.core.dates import date_of
from tracker.core.model import Joined, Note, Term, Values
from tracker.core.outlook import Outlook
from tracker.core.prepaid import effect_fact, renewal
from tracker.core.services import Service
from tracker.core.words import Basis, Channel, Effect, Intent, Line, Role

Titles = Callable[[Outlook, str, Service | None], tuple[str, str, Values]]
"""Takes the outlook, the kind of the step and its service; gives the keys of title and text, and values."""


@lru_cache(maxsize=256)
def _keys(kind: str, variant: str = "") -> tuple[str, str]:
    """Return the keys of the title and of the text of a kind of step, or of one variant of it."""
    stem = f"step.{kind}.{variant}" if variant else f"step.{kind}"
    return f"{stem}.title", f"{stem}.text"


def _day(ordinal: int | None) -> date | None:
    return date_of(ordinal) if ordinal is not None else None


def _cancel(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del kind, service
    now = view.now
    closes: Values = (("closes", _day(now.closes) if now is not None else None),)
    if now is None or now.window is None:
        return "step.cancel.reach.title", "step.cancel.reach.text", closes
    if view.rules.text("effect", "ends") == _ON_RETURN:
        return "step.cancel.return.title", "step.cancel.return.text", closes
    name = view.channel if view.channel is not None else "unknown"
    return f"step.cancel.{name}.title", "step.cancel.text", closes


_ON_RETURN = Effect.ON_RETURN
_LAPSE, _OTHER = Intent.LAPSE, Line.OTHER
_PENDING = Role.PENDING_CHANGE
_PAGES = (Channel.ONLINE, Channel.APP)


def _contract(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    title, text = _keys(kind)
    return title, text if view.channel in _PAGES else f"step.{kind}.paper.text", ()


def _expiry(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    variant = "" if view.expiry is not None else "unknown"
    if view.intent is _LAPSE and view.idle.rule is not None:
        variant = "lapse" if view.expiry is not None else "lapse-unknown"
    elif view.contract.line is _OTHER:
        variant = "other"
    title, text = _keys(kind, variant)
    effect = effect_fact(view.contract, view.rules)
    if title == "step.expires.title" and effect is not None and effect.basis is not Basis.OFFICIAL:
        text = "step.expires.reported.text"
    return title, text, (("expiry", _day(view.expiry)), ("over", _day(view.idle.ends)))


def is_rented(view: Outlook) -> bool:
    """Tell whether what goes back may be more than a card: a router, a charger, a box."""
    contract = view.contract
    return view.carrier.kind == "rental" or contract.item == "device" or contract.line is _OTHER


def _returned(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    return (*_keys(kind, "rental"), ()) if is_rented(view) else _card(view, kind, service)


def _renewal(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    title, text = _keys(kind)
    return title, text if renewal(view.rules)[1] else f"step.{kind}.unsure.text", ()


def _card(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    if view.contract.lost is not None:
        return *_keys(kind, "lost"), ()
    return *_keys(kind, "" if view.contract.sim is not None else "unknown"), ()


def _suspend(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    where = view.rules.text("lost", "where")
    return *_keys(kind), (("where", Note(where) if where else Term("lost.unknown.place")),)


def _reissue(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    """Name the day on which a carrier ends a line that was reported lost, where it does so."""
    del service
    title, text = _keys(kind)
    days, lost = view.rules.number("lost", "ends_after_days"), view.contract.lost
    if days is None or lost is None:
        return title, text, ()
    return title, f"step.{kind}.ends.text", (("ends", lost + timedelta(days=days)),)


def _unbind(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    title, text = _keys(kind)
    if view.departure is not None and view.recorded >= view.departure:
        text = f"step.{kind}.gone.text"
    elif view.contract.lost is not None and service is not None and service.by_sms:
        text = f"step.{kind}.lost.text"
    elif service is not None and service.moving == "counter-abroad":
        text = f"step.{kind}.abroad.text"
    elif service is not None and service.counter:
        text = f"step.{kind}.counter.text"
    return title, text, ()


def _device(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    return *_keys(kind), (("yen", view.contract.device_balance),)


def _papers(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    return *_keys(kind, "return" if view.rules.text("effect", "ends") == _ON_RETURN else ""), ()


def _holder(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    holder = Term(f"holder.{view.contract.holder.value}.name")
    return *_keys(kind), (("holder", holder),)


def _keep(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    keep = _day(view.payments.keep) if view.payments is not None else None
    return *_keys(kind), (("keep", keep),)


def _port(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    now = view.now
    return *_keys(kind), (("completes", _day(now.ends) if now is not None else None),)


def _alive(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    variant = "" if view.alive is not None else "unknown"
    return *_keys(kind, variant), (("until", _day(view.alive)), ("over", _day(view.idle.ends)))


def _pairing(view: Outlook, kind: str, service: Service | None) -> tuple[str, str, Values]:
    del service
    paired = view.contract.paired
    if view.contract.roles == (_PENDING,):
        return *_keys(kind, "pending"), ()
    if not paired or "fibre-pairing" not in view.contract.roles:
        return *_keys(kind), ()
    return *_keys(kind, "paired"), (("other", Joined(tuple(each.name for each in paired))),)


SPECIAL_TITLES: dict[str, Titles] = {
    "port-out": _port,
    "keep-alive": _alive,
    "release-pairing": _pairing,
    "cancel": _cancel,
    "check-contract": _contract,
    "check-expiry": _expiry,
    "collect-documents": _papers,
    "expires": _expiry,
    "stop-auto-renewal": _renewal,
    "delete-esim-profile": _card,
    "return-sim": _returned,
    "unbind": _unbind,
    "settle-device": _device,
    "hand-back": _holder,
    "keep-payment-open": _keep,
    "verify-closed": _keep,
    "remove-carrier-app": _keep,
    "suspend-line": _suspend,
    "reissue-or-cancel": _reissue,
}
"""Kinds whose texts depend on the contract; all others have one title and one text."""
