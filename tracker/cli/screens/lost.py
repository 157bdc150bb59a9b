"""Show what to do at once when a phone is lost or stolen."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli.screens.desk import opening, reach
from tracker.cli.screens.layout import columns
from tracker.cli.screens.parts import full_name, sentence
from tracker.cli.width import NO_BREAK, SCREEN, printable, wrap
from tracker.core.words import Basis
from tracker.export.desk import Desk, find_loss_desks
from tracker.export.naming import typed_name, without_brackets
from tracker.i18n import Texts
from tracker.service.lost import ORDER, Stop

_FEW = 3
"""Carriers up to which all that is known of each is said."""


def lost_first(stops: Sequence[Stop], texts: Texts) -> list[str]:
    """Return whom to tell when a phone is gone, in which order; `stops` are the lines on it, at least one."""
    said = {"suspend-line": _suspend(stops, texts), "block-payment-apps": [_payments(stops, texts)]}
    rows: list[tuple[str, str, str]] = []
    for number, step in enumerate(ORDER, 1):
        sentences = said.get(step) or [texts.get(f"screen.lost.{step}.text")]
        rows.append((str(number), texts.get(f"screen.lost.{step}.label"), sentences[0]))
        rows += [("", "", text) for text in sentences[1:]]
    table = columns(rows, indent=1, right=(0,))
    return [*wrap(texts.get("screen.lost.head"), SCREEN), "", *table, "", *_next(stops, texts)]


def _next(stops: Sequence[Stop], texts: Texts) -> list[str]:
    """Return what to type next."""
    first = stops[0]
    word = texts.get("screen.word.name")
    if first.name is not None:
        known = ("then-done", "done", typed_name(printable(first.name)), str(first.row))
        key, *typed = known if len(stops) == 1 else ("which", "lost", word)
    else:
        unknown = ("then-add", "add", "--carrier", first.carrier.id)
        key, *typed = unknown if len(stops) == 1 else ("other-carrier", "lost", "--carrier", word)
    command = " ".join(("tracker", *typed)).replace(" ", NO_BREAK)
    return wrap(texts.get(f"screen.lost.{key}", command=command), SCREEN)


def _suspend(stops: Sequence[Stop], texts: Texts) -> list[str]:
    """Return where each line is stopped; a carrier stands once."""
    carriers = list({stop.carrier.id: stop for stop in stops}.values())
    if len(carriers) > _FEW:
        return [_brief(stop, texts) for stop in carriers]
    found = [text for stop in carriers for text in _at_length(stop, texts)]
    fees = {stop.fee_continues for stop in carriers}
    key = "fee-goes-on" if True in fees else "fee-usual" if None in fees else "not-ended"
    return [*found, texts.get(f"screen.lost.{key}")]


def _brief(stop: Stop, texts: Texts) -> str:
    """Return a carrier with the first desk or place to try."""
    desks = [desk for desk in find_loss_desks(stop.carrier, texts.lang) if not _is_abroad(desk)]
    where = reach(desks[0], texts, language=True, brief=True) if desks else _where(stop, texts)
    return texts.get("screen.lost.at", carrier=_name(stop, texts), where=where)


def _at_length(stop: Stop, texts: Texts) -> list[str]:
    """Return all that is known of stopping a line of a carrier."""
    found = [texts.get("screen.lost.at", carrier=_name(stop, texts), where=_where(stop, texts))]
    if stop.self_service:
        found.append(texts.get("screen.lost.self"))
    desks = find_loss_desks(stop.carrier, texts.lang)
    for desk in desks:
        reached = reach(desk, texts, language=True)
        found.append(texts.get("screen.lost.abroad", desk=reached) if _is_abroad(desk) else reached)
    if not desks and not stop.self_service:
        found.append(texts.get("screen.lost.no-desk"))
    if stop.ends_after_days is not None:
        found.append(texts.get("screen.lost.ends", carrier=_name(stop, texts), count=stop.ends_after_days))
    return found


def _is_abroad(desk: Desk) -> bool:
    return desk.phone is not None and desk.phone.startswith("+")


def _where(stop: Stop, texts: Texts) -> str:
    """Return the place and its hours; one that only others report carries `?`."""
    if stop.where is None:
        return texts.get("lost.unknown.place")
    doubt = "" if stop.where.basis is Basis.OFFICIAL else "?"
    place = sentence(str(stop.where.value), texts) + doubt
    hours = [opening(stop.hours, texts)] if stop.hours is not None else []
    return texts.get("screen.comma").join([place, *hours])


def _name(stop: Stop, texts: Texts) -> str:
    return without_brackets(full_name(stop.carrier, texts)) or stop.carrier.id


def _payments(stops: Sequence[Stop], texts: Texts) -> str:
    """Return what can pay from the phone: what is recorded as bound to it, else what people have."""
    services = tuple(dict.fromkeys(service for stop in stops for service in stop.services))
    if not services:
        return texts.get("screen.lost.block-payment-apps.text")
    return texts.get("screen.lost.payments", services=texts.joined(services))
