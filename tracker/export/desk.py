"""Choose the desk that a person can ask, in a language of their own where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tracker.core.facts import Carrier, Fact
from tracker.core.words import Basis

_JAPAN_ONLY = ("0120", "0800", "0077", "0570", "0088")
_FREE = ("0120", "0800", "0077", "0088")


class Desk(NamedTuple):
    """Hold one way to ask: a number, or failing that an address; `language` None is not known.

    `own_only`: the number can be called from the carrier's own phones only.
    """

    phone: str | None
    address: str | None
    language: str | None
    hours: str | None
    weekdays: bool
    own_only: bool
    basis: Basis

    @property
    def japan_only(self) -> bool:
        """Tell whether the number cannot be reached from abroad."""
        return self.phone is not None and self.phone.startswith(_JAPAN_ONLY)

    @property
    def free(self) -> bool:
        """Tell whether the call costs nothing."""
        return self.phone is not None and self.phone.startswith(_FREE)


def find_desk(carrier: Carrier, lang: str, *, abroad: bool = False) -> Desk | None:
    """Return the best desk for a speaker of `lang`, None when the carrier names none.

    In Japan the number of the person's language comes first, then the English one, then the
    general one (before the English one for Japanese), then the one for the carrier's own
    phones; abroad only a number that works from there. Without a number an email or web
    address is taken.
    """
    groups = list(_groups(carrier.facts).values())
    if abroad:
        return _first(_from_abroad(facts) for facts in groups) or _first(_written(facts) for facts in groups)
    native = _first(_by_language(facts, lang) for facts in groups)
    if native is not None:
        return native
    general = _first(_general(facts) for facts in groups)
    if lang == "ja" and general is not None:
        return general
    return (
        _first(_by_language(facts, "en") for facts in groups)
        or general
        or _first(_own(facts) for facts in groups)
        or _first(_written(facts) for facts in groups)
    )


def find_loss_desks(carrier: Carrier, lang: str) -> tuple[Desk, ...]:
    """Return the desks that can be asked to stop a lost line, the first to try first.

    The one for loss, one that speaks the language (else English, else the general one), and one that
    works from abroad. A number that only the lost phone itself could call is none.
    """
    groups = _groups(carrier.facts)
    named = groups.get("contact.lost")
    others = [facts for header, facts in groups.items() if header != "contact.lost"]
    spoken = (
        _first(_by_language(facts, lang) for facts in others)
        or _first(_by_language(facts, "en") for facts in others)
        or _first(_general(facts) for facts in others)
    )
    loss = (_general(named) or _written(named)) if named is not None else None
    abroad = _first(_from_abroad(facts) for facts in groups.values())
    found = [desk for desk in (loss, spoken, abroad) if desk is not None]
    if not found:
        written = _first(_written(facts) for facts in others)
        return (written,) if written is not None else ()
    return tuple({desk.phone or desk.address: desk for desk in reversed(found)}.values())[::-1]


_Facts = dict[str, Fact]


def _groups(facts: Iterable[Fact]) -> dict[str, _Facts]:
    """Return by contact the first fact of every key that stands without a condition."""
    found: dict[str, _Facts] = {}
    for fact in facts:
        if fact.header.startswith("contact.") and fact.when is None:
            found.setdefault(fact.header, {}).setdefault(fact.key, fact)
    return {
        header: group
        for header, group in found.items()
        if "available" not in group or group["available"].value is not False
    }


def _first(desks: Iterable[Desk | None]) -> Desk | None:
    return next((desk for desk in desks if desk is not None), None)


def _made(facts: _Facts, fact: Fact, phone: str | None, language: str | None, **more: bool | str) -> Desk:
    hours, days = facts.get("hours"), facts.get("days")
    address = more.get("address")
    return Desk(
        phone=phone,
        address=str(address) if address is not None else None,
        language=language,
        hours=str(hours.value) if hours is not None else None,
        weekdays=days is not None and days.value == "weekdays",
        own_only=bool(more.get("own_only")),
        basis=fact.basis,
    )


def _spoken(facts: _Facts) -> tuple[str, ...]:
    languages = facts.get("languages")
    value = languages.value if languages is not None else ()
    return tuple(str(language) for language in value) if isinstance(value, tuple) else (str(value),)


def _by_language(facts: _Facts, lang: str) -> Desk | None:
    numbers = facts.get("phone_by_language")
    if numbers is not None and isinstance(numbers.value, tuple):
        for entry in numbers.value:
            language, _, phone = str(entry).partition("=")
            if language == lang:
                return _made(facts, numbers, phone, lang)
    phone_fact = facts.get("phone")
    if phone_fact is not None and lang in _spoken(facts):
        return _made(facts, phone_fact, str(phone_fact.value), lang)
    return None


def _general(facts: _Facts) -> Desk | None:
    phone = facts.get("phone")
    if phone is None:
        return None
    spoken = _spoken(facts)
    return _made(facts, phone, str(phone.value), spoken[0] if spoken else None)


def _own(facts: _Facts) -> Desk | None:
    phone = facts.get("phone_own")
    return _made(facts, phone, str(phone.value), None, own_only=True) if phone is not None else None


def _from_abroad(facts: _Facts) -> Desk | None:
    phone = facts.get("phone_abroad")
    return _made(facts, phone, str(phone.value), None) if phone is not None else None


def _written(facts: _Facts) -> Desk | None:
    for key in ("email", "url"):
        fact = facts.get(key)
        if fact is not None:
            return _made(facts, fact, None, None, address=str(fact.value))
    return None
