"""Say what the tool has to say in English, Chinese (simplified) and Japanese.

Everything below hands keys and values up; here, and only here, they become sentences.
"""

from __future__ import annotations

from tracker.i18n.catalogue import CataloguesMissingError
from tracker.i18n.language import LANGUAGES, Language, pick_language
from tracker.i18n.texts import MissingTextError, Texts, texts

__all__ = [
    "LANGUAGES",
    "CataloguesMissingError",
    "Language",
    "MissingTextError",
    "Texts",
    "pick_language",
    "texts",
]
