"""Load the catalogues of steps and services, checking them by hand.

They are read at every start, so neither pydantic nor a schema stands in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tracker.carriers.names import fold, nearest
from tracker.carriers.read import read_table
from tracker.core.catalogue import Expression, Policy, ServiceRule, StepRule
from tracker.errors import CarrierFileError, NotFoundError

DATA = Path(__file__).resolve().parent.parent / "data"

ROWS = ("lost", "look", "number", "move", "empty", "prepare", "cancel", "proof", "clear", "bill", "until")
_LANGUAGES = ("en", "ja", "zh")


class _Kind(NamedTuple):
    """Say what a key of an entry may hold and whether it must be there."""

    fits: Callable[[Any], bool]
    required: bool = False


class _Entry(NamedTuple):
    """Hold one entry with the place it stands in, for messages."""

    file: str
    name: str
    table: Mapping[str, Any]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value.isprintable()


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_alternatives(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_are_texts(words) and words for words in value)


def _are_names(value: Any) -> bool:
    return (
        isinstance(value, dict) and tuple(sorted(value)) == _LANGUAGES and all(map(_is_text, value.values()))
    )


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: value in words


_TEXT = _Kind(_is_text)
_FLAG = _Kind(_is_flag)

_STEP = {
    "key": _Kind(_is_text, required=True),
    "row": _Kind(_one_of(*ROWS), required=True),
    "kind": _Kind(_is_text, required=True),
    "applies": _Kind(_are_alternatives, required=True),
    "start": _TEXT,
    "due": _TEXT,
    "latest": _TEXT,
    "until": _TEXT,
    "each": _Kind(_one_of("service", "membership", "top-up", "bill", "debit")),
    "roll": _Kind(_one_of("back", "forward")),
    "roll_to": _Kind(_one_of("business", "channel")),
    "depends_on": _Kind(_are_texts),
    "critical": _FLAG,
    "passive": _FLAG,
    "after_departure": _FLAG,
}

_SERVICE = {
    "key": _Kind(_is_text, required=True),
    "category": _Kind(_is_text, required=True),
    "use": _Kind(_one_of("login", "sms-code", "payment", "recovery"), required=True),
    "moving": _Kind(_one_of("app", "sms", "counter", "counter-abroad"), required=True),
    "lead_days": _Kind(_is_count, required=True),
    "money": _Kind(_is_flag, required=True),
    "sms": _Kind(_is_flag, required=True),
    "hint": _Kind(_is_flag),
    "names": _Kind(_are_names, required=True),
    "aliases": _Kind(_are_texts),
}


def _entries(path: Path, header: str, kinds: Mapping[str, _Kind]) -> Iterable[_Entry]:
    """Return the checked entries of one catalogue in file order."""
    table = read_table(path)
    file = path.name
    for key in table:
        if key != header:
            raise CarrierFileError(
                "error.catalogue.unknown-header", file=file, word=key, header=f"[[{header}]]"
            )
    blocks = table.get(header)
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise CarrierFileError("error.catalogue.no-entries", file=file, header=f"[[{header}]]")
    seen: set[str] = set()
    for number, block in enumerate(blocks, 1):
        entry = _Entry(file, str(block.get("key", f"#{number}")), block)
        _check_entry(entry, kinds)
        if entry.name in seen:
            raise CarrierFileError("error.catalogue.duplicate", file=file, entry=entry.name)
        seen.add(entry.name)
        yield entry


def _check_entry(entry: _Entry, kinds: Mapping[str, _Kind]) -> None:
    """Raise CarrierFileError for an unknown, missing or ill-typed key."""
    for key, value in entry.table.items():
        if key not in kinds:
            near = nearest(key, kinds) or tuple(kinds)
            raise CarrierFileError(
                "error.catalogue.unknown-key", file=entry.file, entry=entry.name, word=key, nearest=near
            )
        if not kinds[key].fits(value):
            raise CarrierFileError(
                "error.catalogue.bad-value", file=entry.file, entry=entry.name, word=key, value=str(value)
            )
    for key, kind in kinds.items():
        if kind.required and key not in entry.table:
            raise CarrierFileError("error.catalogue.missing-key", file=entry.file, entry=entry.name, word=key)


def _expression(entry: _Entry, key: str) -> Expression | None:
    """Return the day that a key spells, None where it is absent."""
    text = entry.table.get(key)
    if text is None:
        return None
    try:
        return Expression.parse(text)
    except ValueError:
        raise CarrierFileError(
            "error.catalogue.bad-expression", file=entry.file, entry=entry.name, word=key, value=text
        ) from None


def _step(entry: _Entry, order: int) -> StepRule:
    """Return one step of the catalogue."""
    table = entry.table
    return StepRule(
        key=table["key"],
        row=table["row"],
        kind=table["kind"],
        order=order,
        applies=tuple(frozenset(words) for words in table["applies"]),
        start=_expression(entry, "start"),
        due=_expression(entry, "due"),
        latest=_expression(entry, "latest"),
        until=_expression(entry, "until"),
        each=table.get("each"),
        roll=table.get("roll"),
        roll_to=table.get("roll_to"),
        depends_on=tuple(table.get("depends_on", ())),
        critical=table.get("critical", False),
        passive=table.get("passive", False),
        after_departure=table.get("after_departure", False),
    )


def _check_dependencies(steps: tuple[StepRule, ...], file: str) -> None:
    """Raise CarrierFileError when a step waits for an unknown step or, in the end, for itself."""
    waits = {step.key: step.depends_on for step in steps}
    for key, others in waits.items():
        for other in others:
            if other not in waits:
                near = nearest(other, waits)
                raise CarrierFileError(
                    "error.catalogue.unknown-step", file=file, entry=key, step=other, nearest=near
                )
    settled: set[str] = set()
    while len(settled) < len(waits):
        ready = {key for key, others in waits.items() if key not in settled and settled.issuperset(others)}
        if not ready:
            circle = tuple(key for key in waits if key not in settled)
            raise CarrierFileError("error.catalogue.cycle", file=file, steps=circle)
        settled |= ready


def _service(entry: _Entry, order: int) -> ServiceRule:
    """Return one service of the catalogue."""
    table = entry.table
    return ServiceRule(
        key=table["key"],
        category=table["category"],
        use=table["use"],
        moving=table["moving"],
        lead_days=table["lead_days"],
        money=table["money"],
        sms=table["sms"],
        order=order,
        names=tuple(table["names"].items()),
        aliases=tuple(table.get("aliases", ())),
        hint=table.get("hint", False),
    )


def read_policy(folder: Path) -> Policy:
    """Return the policy with the catalogues `steps.toml` and `services.toml` of a folder.

    Raises CarrierFileError (`error.catalogue.*`) at the first fault: the files are ours, and
    an order that rests on half a catalogue would be wrong in silence.
    """
    path = folder / "steps.toml"
    steps = tuple(_step(entry, order) for order, entry in enumerate(_entries(path, "step", _STEP)))
    _check_dependencies(steps, path.name)
    path = folder / "services.toml"
    entries = enumerate(_entries(path, "service", _SERVICE))
    return Policy(steps=steps, services=tuple(_service(entry, order) for order, entry in entries))


@cache
def load_policy() -> Policy:
    """Return the policy shipped with the program, read once per process."""
    return read_policy(DATA)


def find_service(text: str) -> ServiceRule:
    """Return the service with this key, or this name or alias in any language.

    Case, width, spaces and punctuation do not count; a prefix serves if it fits one service.
    Raises NotFoundError with the nearest keys.
    """
    services = load_policy().services
    wanted = fold(text)
    spellings = {
        service.key: {fold(name) for name in (service.key, *dict(service.names).values(), *service.aliases)}
        for service in services
    }
    exact = [service for service in services if wanted in spellings[service.key]]
    begun = [s for s in services if wanted and any(name.startswith(wanted) for name in spellings[s.key])]
    found = exact or begun
    if len(found) == 1:
        return found[0]
    if found:
        keys = tuple(service.key for service in found)
        raise NotFoundError("error.service.ambiguous", query=text, matches=keys)
    owners = {name: key for key, names in spellings.items() for name in names}
    near = dict.fromkeys(owners[name] for name in nearest(wanted, owners))
    raise NotFoundError("error.service.unknown", query=text, nearest=tuple(near))
