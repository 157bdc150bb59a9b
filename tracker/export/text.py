"""Write the values and lines of an iCalendar file (RFC 5545, 3.1 and 3.3.11).

Everything here works on plain text and knows no library.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

LINE_OCTETS = 75
"""Longest line in octets, its line break not counted (RFC 5545, 3.1)."""

_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NEVER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""What no reader takes: controls, the byte order mark, and what XML (CalDAV) forbids."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_IN_A_NAME = str.maketrans({",": "・", ";": "；", "\\": "＼", "\n": " "})
_URI_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_OUTSIDE_UID = re.compile(r"[^A-Za-z0-9._+@-]")


def clean(text: str) -> str:
    """Return `text` with every kind of line break as a newline and nothing that breaks a reader.

    One raw break inside a text costs the whole file in Thunderbird. Tabs become blanks, lone
    surrogates, which UTF-8 cannot hold, the replacement character.
    """
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    return _NEVER.sub("", _SURROGATES.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Return `text` cleaned, on one line, without blanks at its ends or in rows."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """Return cleaned text as a TEXT value (RFC 5545, 3.3.11)."""
    return text.translate(_ESCAPES)


def calendar_name(text: str) -> str:
    """Return `text` without the characters on whose escaping in a calendar's name readers differ."""
    return one_line(text).translate(_IN_A_NAME)


def uri(text: str) -> str | None:
    """Return a web address in printable ASCII, None when `text` is not one."""
    address = one_line(text)
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return quote(address, safe=_URI_SAFE)


def plain_uid(text: str) -> str:
    """Return `text` with everything replaced that is not safe in a UID, which becomes a file name in khal."""
    return _OUTSIDE_UID.sub("-", text)


def fold(line: str) -> bytes:
    """Return one content line as bytes of at most 75 octets a line, with the final CRLF.

    A break never stands inside a UTF-8 sequence, which would spoil the whole file in
    Thunderbird, nor between a backslash and what it escapes.
    """
    data = line.encode()
    pieces = []
    start, room = 0, LINE_OCTETS
    while len(data) - start > room:
        cut = start + room
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        piece = data[start:cut]
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            cut -= 1
        pieces.append(data[start:cut])
        # The blank that marks a continued line counts too.
        start, room = cut, LINE_OCTETS - 1
    pieces.append(data[start:])
    return b"\r\n ".join(pieces) + b"\r\n"
