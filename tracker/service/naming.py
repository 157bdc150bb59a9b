"""Find the contract that a word means."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tracker.carriers.names import fold, nearest
from tracker.core.contract import Contract
from tracker.core.model import Term
from tracker.errors import NotFoundError, UsageError
from tracker.service.ports import Store

LONGEST_NAME = 64
LONGEST_NOTE = 2000

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str, *, what: str, longest: int = LONGEST_NAME) -> str:
    """Return a name or note without space around it, in composed form.

    Raises UsageError when it is empty, longer than `longest` characters, or holds control
    characters, line breaks, unpaired surrogates or marks that turn the direction of writing.
    """
    called = Term(f"error.what.{what}")
    plain = unicodedata.normalize("NFC", text.strip())
    if not plain:
        raise UsageError("error.text.empty", what=called)
    if len(plain) > longest:
        raise UsageError("error.text.too-long", what=called, longest=longest, count=len(plain))
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in _BIDI_CONTROLS for one in plain):
        raise UsageError("error.text.characters", what=called)
    return plain


def clean_name(text: str) -> str:
    """Return the name of a contract; raises UsageError when it cannot be one or cannot be typed."""
    name = clean(text, what="name")
    if name.startswith("-"):
        raise UsageError("error.name.dash", name=name)
    return name


def free_name(wished: str, taken: Sequence[str]) -> str:
    """Return `wished`, or the first of `wished-2`, `wished-3`, ... that nobody has."""
    known = {fold(name) for name in taken}
    name, count = wished, 1
    while fold(name) in known:
        count += 1
        name = f"{wished}-{count}"
    return name


def matching(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that `text` means: the equal one, else those that begin with it."""
    if text in names:
        return (text,)
    word = fold(text)
    equal = tuple(name for name in names if fold(name) == word)
    if equal or not text.strip():
        return equal
    return tuple(name for name in names if fold(name).startswith(word))


def find_name(text: str, names: Sequence[str]) -> str:
    """Return the one name that `text` means.

    Raises NotFoundError with the nearest names, UsageError when it means several.
    """
    found = matching(text, names)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError("error.name.ambiguous", name=shown(text), names=found)
    if not names:
        raise NotFoundError("error.name.nothing-recorded", name=shown(text))
    near = nearest(text, names) or tuple(names[:6])
    raise NotFoundError("error.name.unknown", name=shown(text), near=near)


def shown(text: str) -> str:
    """Return what was typed, fit to stand in a sentence: one short line without control characters."""
    line = "".join(one if one.isprintable() else " " for one in text).strip()
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}..."


def find_contracts(store: Store, texts: Sequence[str]) -> tuple[Contract, ...]:
    """Return the contracts that the words mean, each once; a word may be a comma list of names.

    Raises as `find_name`.
    """
    names = store.names()
    found: list[str] = []
    for text in texts:
        whole = (
            [text] if matching(text, names) else [part for part in text.split(",") if part.strip()] or [text]
        )
        found.extend(find_name(part, names) for part in whole)
    return tuple(map(store.get, dict.fromkeys(found)))


def find_contract(store: Store, text: str | None, *, archived: bool | None = None) -> Contract:
    """Return the contract that `text` means; without text the only one that is not archived.

    `archived` restricts the names to archived (True) or not archived (False) ones.
    Raises NotFoundError and UsageError as `find_name`, and UsageError when nothing was
    typed and there are several.
    """
    if text is not None:
        return store.get(find_name(text, store.names(archived=archived)))
    names = store.names(archived=bool(archived))
    if len(names) == 1:
        return store.get(names[0])
    if names:
        raise UsageError("error.name.which", names=names)
    raise NotFoundError("error.name.none-archived" if archived else "error.name.none")
