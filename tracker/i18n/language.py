"""Choose the language from what the person asked for and how the computer is set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "zh", "ja"]

LANGUAGES: tuple[Language, ...] = ("en", "zh", "ja")
"""The languages that every text exists in; the first stands in for all others."""

_NAMES: Mapping[str, Language] = {
    "en": "en",
    "english": "en",
    "英语": "en",
    "英語": "en",
    "zh": "zh",
    "cn": "zh",
    "cmn": "zh",
    "yue": "zh",
    "chinese": "zh",
    "中文": "zh",
    "ja": "ja",
    "jp": "ja",
    "japanese": "ja",
    "日本語": "ja",
    "日语": "ja",
}
"""What people and systems call the three: codes, glibc's and Windows' names."""

_FIRST_WORD = re.compile(r"[^\W_]+")
_NEUTRAL = frozenset({"c", "posix"})


def pick_language(
    option: str | None, env: Mapping[str, str], config: str | None, system: str | None = None
) -> Language:
    """Return the language of the first of option, TRACKER_LANG, config, locale that says one.

    `env` is the environment; of it, LC_ALL, LC_MESSAGES and LANG are asked in the order of POSIX,
    and LANGUAGE before them, as GNU gettext does, unless they say C. `system` is the name of the
    locale in force, asked last, for systems without variables (Windows: `Chinese (Simplified)_China.936`).
    An empty value says nothing. Traditional Chinese gets `zh`, a language without texts `en`.
    """
    for said in (option, env.get("TRACKER_LANG"), config):
        if said and said.strip():
            return _language(said) or "en"
    base = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    wished = env.get("LANGUAGE", "") if _word(base) not in _NEUTRAL else ""
    for one in wished.split(":"):
        found = _language(one)
        if found:
            return found
    return _language(base or system or "") or "en"


def is_language(text: str) -> bool:
    """Tell whether a text names one of the languages, in any spelling that `pick_language` reads."""
    return _language(text) is not None


def _word(text: str) -> str:
    match = _FIRST_WORD.search(text)
    return match.group().casefold() if match else ""


def _language(text: str) -> Language | None:
    return _NAMES.get(_word(text))
