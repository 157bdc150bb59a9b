"""Check the values of one table against its model and say in plain words what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import get_type_hints, is_typeddict

from tracker.carriers.faults import Fault, Spot, shown, shown_key
from tracker.carriers.names import nearest
from tracker.carriers.shapes import Expects
from tracker.core.model import Joined, Term

_FEW = 10

STRICT = ConfigDict(extra="forbid", strict=True)


class _Hint(NamedTuple):
    """Hold what a key may be: the sentence, the words it knows, one value, a list, a table."""

    expects: str | None
    words: tuple[str, ...]
    single: bool
    several: bool
    table: type | None


@cache
def adapter(model: type) -> TypeAdapter[Any]:
    """Return the validator of a table, built when the first such table is met."""
    return TypeAdapter(with_config(STRICT)(model))


@cache
def _hints(model: type) -> dict[str, _Hint]:
    """Return what every key of a table may be."""
    return {key: _read(hint) for key, hint in get_type_hints(model, include_extras=True).items()}


def _read(hint: Any) -> _Hint:
    """Return what a type says, through `Required`, `Annotated` and unions."""
    if is_typeddict(hint):
        return _Hint(None, (), single=True, several=False, table=hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _Hint(None, arguments, single=True, several=False, table=None)
    if origin in (None, dict):
        return _Hint(None, (), single=True, several=False, table=None)
    if origin is list:
        return _read(arguments[0])._replace(single=False, several=True)
    metadata = getattr(hint, "__metadata__", ())
    parts = [_read(argument) for argument in (arguments[:1] if metadata else arguments)]
    expects = next((mark.name for mark in metadata if isinstance(mark, Expects)), None)
    return _Hint(
        expects or next((part.expects for part in parts if part.expects), None),
        tuple(word for part in parts for word in part.words),
        single=any(part.single for part in parts),
        several=any(part.several for part in parts),
        table=next((part.table for part in parts if part.table), None),
    )


def value_faults(
    model: type, table: Mapping[str, Any], spot: Spot, also: Iterable[str] = ()
) -> Iterator[Fault]:
    """Return what the model refuses in a table, one fault for each key.

    `also` are keys that could have been meant by an unknown one and are checked elsewhere.
    """
    try:
        adapter(model).validate_python(table)
    except ValidationError as refused:
        # A union reports once for each of its members; the key is what the person can find.
        seen: set[tuple[str, ...]] = set()
        for error in refused.errors(include_url=False, include_context=False, include_input=False):
            path, inner, held = _follow(model, table, error["loc"])
            if path in seen:
                continue
            seen.add(path)
            others = also if len(path) == 1 else ()
            yield _fault(inner, held, path, others, spot, missing=error["type"] == "missing")


def _follow(
    model: type, table: Mapping[str, Any], place: tuple[int | str, ...], above: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], type, Mapping[str, Any]]:
    """Return the keys that lead to a refused value, without the members of unions and lists.

    With them come the model and the table in which the last key stands.
    """
    key = str(place[0])
    hint = _hints(model).get(key)
    if hint is None or hint.table is None or len(place) == 1:
        return (*above, key), model, table
    return _follow(hint.table, table[key], place[1:], (*above, key))


def _fault(
    model: type,
    table: Mapping[str, Any],
    path: tuple[str, ...],
    also: Iterable[str],
    spot: Spot,
    *,
    missing: bool,
) -> Fault:
    """Return the fault of the value at a path, whose last key stands in `table`."""
    key, word, hints = path[-1], shown_key(".".join(path)), _hints(model)
    if key not in hints:
        return spot.fault("unknown-key", word=word, nearest=near(key, (*hints, *also)))
    if missing:
        return spot.fault("missing-key", word=word)
    return _unfitting(hints[key], word, table[key], spot)


def _unfitting(hint: _Hint, word: str, value: Any, spot: Spot) -> Fault:
    """Return the fault of a value that does not fit, with what was expected."""
    if isinstance(value, list) and not hint.several:
        return spot.fault("not-one", word=word, value=shown(value))
    if not isinstance(value, list | Mapping) and not hint.single:
        return spot.fault("not-a-list", word=word, value=shown(value))
    if hint.expects is not None:
        return spot.fault(
            "bad-value", word=word, value=shown(value), expected=Term(f"term.expects.{hint.expects}")
        )
    if hint.table is not None:
        return spot.fault("not-a-table", word=word, value=shown(value))
    items = value if isinstance(value, list) else [value]
    wrong = next((item for item in items if item not in hint.words), "")
    return spot.fault("unknown-word", word=word, value=shown(wrong), nearest=near(str(wrong), hint.words))


def near(word: str, known: Iterable[str]) -> Joined:
    """Return the nearest known words, best first; all of them where they are few or none is near."""
    known = tuple(known)
    best = nearest(word, known)
    if best and len(known) > _FEW:
        return Joined(best)
    return Joined(tuple(dict.fromkeys((*best, *known))))
