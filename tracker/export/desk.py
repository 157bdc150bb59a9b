"""Find the desk of a carrier that helps in the person's language when the planned way fails."""

from __future__ import annotations

from typing import NamedTuple

from tracker.core.model import Carrier, Fact, Term

_ELSEWHERE = ("contact.lost", "contact.abroad")
"""Desks for other matters than a cancellation from Japan."""

_JAPAN_ONLY = ("0120", "0800", "0077", "0570")
"""Prefixes that cannot be called from abroad (0570: usually)."""


class Desk(NamedTuple):
    """Hold a number to call, as the carrier prints it; `language` None where it does not say."""

    phone: str
    language: Term | None
    hours: str | None
    japan_only: bool


def desk_of(carrier: Carrier, language: str) -> Desk | None:
    """Return the desk that speaks `language` (en, zh, ja), else the general one, else None.

    A desk under a condition is left out: it may not be this person's.
    """
    blocks: dict[str, dict[str, Fact]] = {}
    for fact in carrier.facts:
        if fact.header.startswith("contact.") and fact.header not in _ELSEWHERE and fact.when is None:
            blocks.setdefault(fact.header, {}).setdefault(fact.key, fact)
    general: Desk | None = None
    for facts in blocks.values():
        spoken = _spoken(facts, language)
        if spoken is not None:
            return _desk(spoken, facts, language)
        phone = facts.get("phone")
        if phone is not None and general is None:
            languages = _words(facts.get("languages"))
            general = _desk(str(phone.value), facts, languages[0] if languages else None)
    return general


def _spoken(facts: dict[str, Fact], language: str) -> str | None:
    for entry in _words(facts.get("phone_by_language")):
        spoken, _, number = entry.partition("=")
        if spoken == language:
            return number
    phone = facts.get("phone")
    if phone is not None and language in _words(facts.get("languages")):
        return str(phone.value)
    return None


def _words(fact: Fact | None) -> tuple[str, ...]:
    if fact is None or not isinstance(fact.value, tuple):
        return ()
    return tuple(map(str, fact.value))


def _desk(phone: str, facts: dict[str, Fact], language: str | None) -> Desk:
    hours = facts.get("hours")
    return Desk(
        phone=phone,
        language=Term(f"lang.{language}.name") if language else None,
        hours=str(hours.value) if hours is not None and hours.value != "24h" else None,
        japan_only=phone.replace("-", "").startswith(_JAPAN_ONLY),
    )
