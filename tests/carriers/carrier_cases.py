"""Invented carriers and what the tests do with them."""

from __future__ import annotations

from pathlib import Path

from tracker.carriers.faults import Finding
from tracker.core.facts import Carrier, Fact
from tracker.errors import TrackerError
from tracker.i18n import LANGUAGES, texts

FILES = Path(__file__).parent / "files"
KIKYO = (FILES / "kikyo.toml").read_text(encoding="utf-8")


def said(error: TrackerError | Finding) -> str:
    """Return the English sentence; it must exist in every language and leave no placeholder open."""
    values = dict(error.values)
    sentences = {language: texts(language).get(error.key, **values) for language in LANGUAGES}
    assert len(set(sentences.values())) == len(LANGUAGES), sentences
    assert all(sentences.values())
    return sentences["en"]


def values(carrier: Carrier, header: str, key: str) -> list[object]:
    """Return the values of a key in the order in which they are tried."""
    return [fact.value for fact in facts(carrier, header, key)]


def facts(carrier: Carrier, header: str, key: str) -> list[Fact]:
    return [fact for fact in carrier.facts if (fact.header, fact.key) == (header, key)]


def changed(old: str, new: str, text: str = KIKYO) -> str:
    """Return a file with one change; the old text must stand there once at least."""
    assert old in text, old
    return text.replace(old, new, 1)
