"""Keep the services that are bound to the number of a contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from tracker.carriers import find_service, load_policy
from tracker.carriers.names import fold
from tracker.core.contract import BoundService, Contract
from tracker.core.model import Plan
from tracker.errors import NotFoundError
from tracker.service.desk import Desk
from tracker.service.naming import clean, shown

_OWN = ("other", "own", "其他", "其它", "その他")
"""Words that, with a colon, begin an entry of the person's own."""

_NONE = frozenset({"none", "no", "无", "没有", "なし"})
_SEPARATORS = str.maketrans({"、": ",", "，": ",", ";": ",", "；": ",", "\n": ","})


_ROWS = ("number", "move")
"""Rows that services stand in."""

_NUMBERED = re.compile(r"(\d{0,4})([a-z]{1,3})")


class Wanted(NamedTuple):
    """Hold one service as it was asked for: an id of the catalogue, or a label of one's own."""

    key: str
    label: str | None = None


def letters(number: int) -> str:
    """Return the letters of a service: 0 is a, 25 is z, 26 is aa."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def split_list(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of comma lists; the commas of all three languages count."""
    words = (word.strip() for text in texts for word in text.translate(_SEPARATORS).split(","))
    return tuple(word for word in words if word)


def service_of(contract: Contract, text: str) -> str | None:
    """Return the key of the contract's service that `text` means, None when it is not bound to it."""
    own = _own_label(text)
    numbered = _NUMBERED.fullmatch(fold(text)) if own is None else None
    word = fold(text if own is None else own)
    keys = {service.key for service in contract.services}
    for service in contract.services:
        if word in (fold(service.key), fold(service.label or service.key)):
            return service.key
    if numbered and numbered.group(1) in (
        "",
        *(str(number) for row, number in contract.row_numbers if row in _ROWS),
    ):
        for service in contract.services:
            if letters(service.letter) == numbered.group(2):
                return service.key
    try:
        key = find_service(text).key
    except NotFoundError:
        return None
    return key if key in keys else None


def wants_none(words: Sequence[str]) -> bool:
    """Tell whether the words say that there is nothing."""
    return len(words) == 1 and fold(words[0]) in _NONE


def wanted(words: Sequence[str]) -> tuple[Wanted, ...]:
    """Return the services that the words name, each once; `none` alone is an empty list.

    `other:Gym` is an entry of the person's own. Raises NotFoundError for a word that is no
    service, with the nearest ones.
    """
    if wants_none(words):
        return ()
    return tuple(dict.fromkeys(map(_wanted, words)))


def _own_label(word: str) -> str | None:
    head, colon, label = word.replace("：", ":").partition(":")
    return label if colon and fold(head) in {fold(own) for own in _OWN} else None


def _wanted(word: str) -> Wanted:
    label = _own_label(word)
    if label is None:
        try:
            return Wanted(find_service(word).key)
        except NotFoundError as error:
            if error.key != "error.service.unknown":
                raise
            near = error.values["nearest"]
            raise NotFoundError("error.bound.no-service", service=shown(word), near=near) from error
    label = clean(label, what="service-name")
    key = fold(label)
    return Wanted(key) if _is_known(key) else Wanted(key, label)


def _is_known(key: str) -> bool:
    """Tell whether the catalogue has a service of exactly this key, whose rules then hold."""
    try:
        return find_service(key).key == key
    except NotFoundError:
        return False


def bind(
    services: tuple[BoundService, ...], more: Sequence[Wanted], first_letter: int = 0
) -> tuple[BoundService, ...]:
    """Return the services with those added that are new; each gets the next letter not used yet.

    Of those added at one time the letters follow the order of the catalogue; the person's own come last.

    `first_letter` is the first letter that was never given.
    """
    bound = list(services)
    known = {service.key for service in services}
    letter = max([first_letter, *(service.letter + 1 for service in services)])
    ranks = {service.key: rank for rank, service in enumerate(load_policy().services)}
    for one in sorted(more, key=lambda one: ranks.get(one.key, len(ranks))):
        if one.key not in known:
            known.add(one.key)
            bound.append(BoundService(key=one.key, letter=letter, label=one.label))
            letter += 1
    return tuple(bound)


def next_letter(desk: Desk, contract: Contract) -> int:
    """Return the first letter that the contract never gave to a service."""
    remembered = int(desk.store.setting(_setting(contract)) or 0)
    return max([remembered, *(service.letter + 1 for service in contract.services)])


def remember_letters(desk: Desk, contract: Contract) -> None:
    """Keep how far the letters of a contract were given, so that none is given twice."""
    desk.store.save_setting(_setting(contract), str(next_letter(desk, contract)))


def _setting(contract: Contract) -> str:
    return f"letters:{contract.id}"


def add(
    desk: Desk,
    name: str,
    words: Sequence[str],
    *,
    moving: str | None = None,
    lead_days: int | None = None,
) -> Plan:
    """Bind more services to the contract of this name; `none` says that there are none.

    `moving` (what moving them takes) and `lead_days` hold for all that are named, also those
    bound before; None is as the catalogue says.
    """
    more = wanted(words)
    with desk.store.transaction():
        contract = desk.store.get(name)
        named = {one.key for one in more}
        services = tuple(
            replace(
                one, moving=moving or one.moving, lead_days=one.lead_days if lead_days is None else lead_days
            )
            if one.key in named
            else one
            for one in bind(contract.services, more, next_letter(desk, contract))
        )
        changed = replace(contract, services=services, services_listed=True)
        remember_letters(desk, changed)
        return desk.keep(changed)


def remove(desk: Desk, name: str, words: Sequence[str]) -> Plan:
    """Take services from the contract of this name, with what was marked about them.

    Raises NotFoundError for one that is not bound to it.
    """
    with desk.store.transaction():
        contract = desk.store.get(name)
        gone = frozenset(bound_keys(contract, words))
        remember_letters(desk, contract)
        return desk.keep(without(contract, gone))


def without(contract: Contract, gone: frozenset[str]) -> Contract:
    """Return the contract without these services and without what was marked about them."""
    return replace(
        contract,
        services=tuple(one for one in contract.services if one.key not in gone),
        marks=tuple(one for one in contract.marks if one.key.removeprefix("unbind:") not in gone),
        failures=tuple(one for one in contract.failures if one.key.removeprefix("unbind:") not in gone),
    )


def bound_keys(contract: Contract, words: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of the contract's services that the words name, each once.

    Raises NotFoundError for one that is not bound to it.
    """
    keys = []
    for word in words:
        key = service_of(contract, word)
        if key is None:
            bound = [service.label or service.key for service in contract.services]
            raise NotFoundError(
                "error.bound.unknown", service=shown(word), name=contract.name, services=bound
            )
        keys.append(key)
    return tuple(dict.fromkeys(keys))
