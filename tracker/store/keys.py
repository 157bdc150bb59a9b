"""Reduce names and phone numbers to what makes two of them the same."""

from __future__ import annotations

import unicodedata

COUNTRY = "81"
"""Calling code of Japan (ITU-T E.164)."""
DOMESTIC_LENGTHS = (11, 12)
"""Digits of a Japanese number with its calling code and without the leading 0."""


def name_key(name: str) -> str:
    """Return the form under which a name is unique: NFKC, case folded, single spaces.

    Folding can undo the normal form (`ΐ`), so it is made again.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def number_key(number: str | None) -> str | None:
    """Return a phone number as `+` and digits; None when there is no digit in it.

    `090…`, `+81 90…`, `+81 (0)90…`, `0081 90…`, `010 81 90…` and `81 90…` are one number, in
    digits of any script and with any marks between them. 010 is the prefix for calls
    abroad from Japan, 00 that of most other countries; no number in Japan begins with either.
    """
    if number is None:
        return None
    text = unicodedata.normalize("NFKC", number)
    digits = "".join(
        str(unicodedata.digit(sign)) for sign in text if unicodedata.digit(sign, None) is not None
    )
    if not digits:
        return None
    if text.lstrip().startswith("+"):
        return _international(digits)
    for prefix in ("010", "00"):
        if digits.startswith(prefix):
            return _international(digits.removeprefix(prefix))
    if digits.startswith("0"):
        return f"+{COUNTRY}{digits[1:]}"
    if digits.startswith(COUNTRY) and len(digits) in DOMESTIC_LENGTHS:
        return f"+{digits}"
    return digits


def _international(digits: str) -> str:
    """Return the number after an exit code, without the trunk 0 of `+81 (0)90…`."""
    return f"+{COUNTRY}{digits[3:]}" if digits.startswith(f"{COUNTRY}0") else f"+{digits}"
