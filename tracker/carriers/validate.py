"""Check a parsed carrier file against the format; every fault is returned, never just the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracker.carriers.faults import TOP, Fault, Spot, block_spot, shown, shown_key, source_spot
from tracker.carriers.headers import FAMILIES, FORMAT, Header, SourceTable, Top, header_of, second_words
from tracker.carriers.shapes import is_slug
from tracker.carriers.values import near, value_faults
from tracker.core.model import Joined

BASES = ("official", "reported", "single")
ABOUT_A_FACT = frozenset({*BASES, "weak", "when", "note", "conflict", "against"})
"""Keys of a block that say how its values are known, and are no values."""

NO_RULE = frozenset({"note", "check", "example"})
"""Headers whose blocks hold no facts."""

_TOP_KEYS = tuple(Top.__annotations__)
# Raw controls, line and paragraph separators, and marks that turn the direction of text.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DATE_RANGES = (("signed_from", "signed_until"), ("from", "until"), ("sold_from", "sold_until"))


class Placed(NamedTuple):
    """Hold a block with the place it stands in and what is known of its header."""

    spot: Spot
    block: Mapping[str, Any]
    known: Header


def blocks(table: Mapping[str, Any]) -> Iterator[Placed]:
    """Return the blocks of a table in file order; what is no block is left out."""
    for family, content in table.items():
        if family not in FAMILIES:
            continue
        if isinstance(content, Mapping):
            headers = [(f"{family}.{name}", listed) for name, listed in content.items()]
        else:
            headers = [(family, content)]
        for header, listed in headers:
            known = header_of(header)
            if known is None or not isinstance(listed, list):
                continue
            for number, block in enumerate(listed, 1):
                if isinstance(block, Mapping):
                    yield Placed(block_spot(header, number), block, known)


def faults(table: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Return everything in one file that the format refuses; references to other files aside."""
    wrong_format = _format_fault(table)
    if wrong_format is not None:
        return (wrong_format,)
    found = [*_layout_faults(table), *_top_faults(table), *_source_faults(table.get("sources", {}))]
    sources = table.get("sources")
    known = tuple(sources) if isinstance(sources, Mapping) else ()
    for placed in blocks(table):
        found += _block_faults(placed, known)
    return tuple(dict.fromkeys(found))


def _format_fault(table: Mapping[str, Any]) -> Fault | None:
    """Return the fault that makes all others meaningless."""
    if "format" not in table:
        return TOP.fault("no-format", format=FORMAT)
    number = table["format"]
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        return TOP.fault("bad-format", value=shown(number), format=FORMAT)
    if number > FORMAT:
        return TOP.fault("newer-format", value=number, format=FORMAT)
    return None


# --- what stands where --------------------------------------------------------------


def _layout_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    """Return the headers that do not exist or are not written in double brackets."""
    for family, content in table.items():
        if family in _TOP_KEYS:
            continue
        if family not in FAMILIES and _holds_blocks(content):
            yield TOP.fault(
                "unknown-header", header=f"[[{shown_key(family)}]]", nearest=near(family, FAMILIES)
            )
        elif family not in FAMILIES:
            # A table may be meant as a key or be a header in single brackets.
            known = (*_TOP_KEYS, *FAMILIES) if isinstance(content, Mapping) else _TOP_KEYS
            yield TOP.fault("unknown-key", word=shown_key(family), nearest=near(family, known))
        elif second_words(family) == ():
            yield from _plain_header_faults(family, content)
        elif isinstance(content, Mapping):
            for name, listed in content.items():
                yield from _named_header_faults(family, name, listed)
        else:
            yield _needs_name(f"[[{family}]]", family)


def _holds_blocks(content: Any) -> bool:
    """Say whether something is a list of blocks, or a table of such lists."""
    if isinstance(content, Mapping):
        return any(map(_holds_blocks, content.values()))
    return isinstance(content, list) and bool(content) and isinstance(content[0], Mapping)


def _plain_header_faults(family: str, content: Any) -> Iterator[Fault]:
    """Return what is wrong with a header that takes no name."""
    inner = content if isinstance(content, Mapping) else {}
    named = next((shown_key(name) for name, item in inner.items() if _holds_blocks(item)), None)
    if named is not None:
        yield TOP.fault("header-takes-no-name", header=f"[[{family}.{named}]]", right=f"[[{family}]]")
    else:
        yield from _list_faults(family, content)


def _named_header_faults(family: str, name: str, listed: Any) -> Iterator[Fault]:
    """Return what is wrong with a header that takes a name after a dot."""
    words = second_words(family)
    header = f"{family}.{shown_key(name)}"
    if not isinstance(listed, Mapping | list):
        yield _needs_name(f"[{family}]", family)
    elif words is not None and name not in words:
        options = near(name, words)
        yield TOP.fault("unknown-header", header=f"[[{header}]]", nearest=options)
    elif not is_slug(name):
        yield TOP.fault("bad-name", word=f"[[{header}]]")
    else:
        yield from _list_faults(header, listed)


def _needs_name(header: str, family: str) -> Fault:
    """Return the fault of a header without its second word."""
    words = second_words(family)
    return TOP.fault("header-needs-name", header=header, words=Joined(words or ("termination",)))


def _list_faults(header: str, content: Any) -> Iterator[Fault]:
    """Return the fault of a header that is not a list of blocks."""
    place = Spot(header, f"[{header}]")
    if isinstance(content, Mapping):
        yield place.fault("single-brackets", right=f"[[{header}]]")
    elif not isinstance(content, list) or not all(isinstance(block, Mapping) for block in content):
        yield place.fault("not-blocks", value=shown(content), right=f"[[{header}]]")


def _top_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    """Return what is wrong with the keys above the first header."""
    top = {key: value for key, value in table.items() if key in _TOP_KEYS and key != "sources"}
    yield from _hidden_faults(top, TOP)
    yield from value_faults(Top, top, TOP)
    if "inherits" not in top:
        yield from (TOP.fault("missing-key", word=key) for key in ("kind", "name") if key not in top)
    unset = top.get("unset")
    for name in unset if isinstance(unset, list) else ():
        if isinstance(name, str) and not names_something(name):
            yield TOP.fault("unknown-about", word="unset", value=shown(name), nearest=near(name, FAMILIES))


def _source_faults(sources: Any) -> Iterator[Fault]:
    """Return what is wrong with the list of sources."""
    if not isinstance(sources, Mapping):
        yield Spot("sources", "[sources]").fault("bad-sources")
        return
    for name, source in sources.items():
        spot = source_spot(name)
        if not isinstance(source, Mapping):
            yield spot.fault("not-a-table", word=shown_key(name), value=shown(source))
            continue
        if not is_slug(name):
            yield TOP.fault("bad-name", word=spot.where)
        yield from _hidden_faults(source, spot)
        yield from value_faults(SourceTable, source, spot)
        if source.get("kind") != "own" and "url" not in source:
            yield spot.fault("missing-key", word="url")


def names_something(name: str) -> bool:
    """Say whether a text names a header, a family of headers or one value under a header."""
    if name in FAMILIES or header_of(name) is not None:
        return True
    above, _, key = name.rpartition(".")
    header = header_of(above)
    return header is not None and key in header.table.__annotations__ and key not in ABOUT_A_FACT


# --- one block ----------------------------------------------------------------------


def _block_faults(placed: Placed, sources: tuple[str, ...]) -> Iterator[Fault]:
    """Return what is wrong within one block."""
    spot, block, header = placed
    own, basis = header.table.__annotations__, header.basis.__annotations__
    known = (*own, *basis)
    strays = [key for key in block if key in _TOP_KEYS and key not in known]
    misplaced = [key for key in block if key == "weak" and key not in known]
    said = {key: value for key, value in block.items() if key in basis}
    rest = {key: value for key, value in block.items() if key not in (*basis, *strays, *misplaced)}
    yield from _hidden_faults(block, spot)
    yield from (spot.fault("top-key-below", word=key) for key in strays)
    yield from (spot.fault("weak-rule") for _ in misplaced)
    yield from value_faults(header.table, rest, spot, also=basis)
    yield from value_faults(header.basis, said, spot)
    if spot.header not in ("check", "example"):
        yield from _basis_faults(spot, block)
    if spot.header not in NO_RULE and ABOUT_A_FACT.issuperset(block):
        yield spot.fault("no-value")
    for key in (*BASES, "weak", "against"):
        listed = block.get(key)
        for name in listed if isinstance(listed, list) else ():
            if isinstance(name, str) and name not in sources:
                yield spot.fault(
                    "unknown-source", word=key, value=shown(name), nearest=near(name, sources) or "-"
                )
    about = block.get("about")
    if "about" in known and isinstance(about, str) and not names_something(about):
        yield spot.fault("unknown-about", word="about", value=shown(about), nearest=near(about, FAMILIES))
    yield from _order_faults(spot, block)
    yield from _twice_faults(spot, block)


def _basis_faults(spot: Spot, block: Mapping[str, Any]) -> Iterator[Fault]:
    """Return the fault of a block that does not say exactly once how it is known."""
    said = [key for key in BASES if key in block]
    if not said:
        yield spot.fault("no-basis")
    elif len(said) > 1:
        yield spot.fault("two-bases", words=Joined(tuple(said)))


def _order_faults(spot: Spot, block: Mapping[str, Any]) -> Iterator[Fault]:
    """Return the ranges that end before they begin: they can never hold."""
    when = block.get("when")
    for table in (block, when if isinstance(when, Mapping) else {}):
        for first, last in _DATE_RANGES:
            try:
                reversed_range = table[first] > table[last]
            except (KeyError, TypeError):
                continue
            if reversed_range:
                yield spot.fault("range-reversed", word=f"{first}, {last}")
    for key in ("days", "months", "refund_months"):
        if _is_reversed(block.get(key)):
            yield spot.fault("range-reversed", word=key)


def _is_reversed(window: Any) -> bool:
    """Say whether a value is a pair of numbers, the greater first."""
    pair = isinstance(window, list) and len(window) == 2 and all(isinstance(end, int) for end in window)
    return pair and window[0] > window[1]


def _twice_faults(spot: Spot, block: Mapping[str, Any]) -> Iterator[Fault]:
    """Return the lists that name something twice: two pages that are one page do not agree."""
    for key, listed in block.items():
        if isinstance(listed, list) and key not in ("days", "months", "refund_months", "address"):
            seen = list(map(shown, listed))
            double = next((item for item in seen if seen.count(item) > 1), None)
            if double is not None:
                yield spot.fault("twice", word=shown_key(key), value=double)


def _hidden_faults(value: Any, spot: Spot, word: str = "") -> Iterator[Fault]:
    """Return the texts that hold a control character, however deep they stand."""
    if isinstance(value, str):
        if _HIDDEN.search(value):
            yield spot.fault("control-character", word=word, value=ascii(value)[:60])
    elif isinstance(value, Mapping):
        for key, item in value.items():
            name = f"{word}.{shown_key(key)}" if word else shown_key(key)
            yield from _hidden_faults(item, spot, name)
            yield from _hidden_faults(key, spot, name)
    elif isinstance(value, list):
        for item in value:
            yield from _hidden_faults(item, spot, word)
