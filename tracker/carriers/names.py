"""Compare names as people type them: any case, any width, with or without spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Hiragana to katakana: an input method often leaves a brand in the kana it was typed in.
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def fold(text: str) -> str:
    """Return the form in which two spellings of one name are equal.

    Case, width, kana, spaces and punctuation are dropped; a text of nothing but punctuation
    stays as it is.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA)
    return "".join(character for character in plain if character.isalnum()) or plain.strip()


def nearest(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return up to `count` of the known words that look most like `word`, best first."""
    # Loaded for a mistake only: every start would pay for it.
    from difflib import get_close_matches

    return tuple(get_close_matches(word, sorted(set(known)), n=count, cutoff=0.6))
