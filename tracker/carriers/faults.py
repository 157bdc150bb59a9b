"""Name the faults and findings of a carrier file and say where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tracker.core.model import Term, TextValue, Values
from tracker.core.words import Severity
from tracker.errors import CarrierFileError

_SHOWN = 60


class Fault(NamedTuple):
    """Hold one fault: a catalogue key, the header it stands under, the values of the text."""

    key: str
    header: str
    values: Values = ()

    def error(self, path: Path) -> CarrierFileError:
        """Return the fault as the error of an order that needs this file."""
        return CarrierFileError(self.key, file=str(path), **dict(self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold one thing that the check of a file has found.

    BLOCKING: the file is refused or says something wrong. WARNING: it may be right, but looks
    wrong. NOTE: something is unknown. `values` fill the text of `key`, `file` among them.
    """

    severity: Severity
    file: Path
    header: str
    key: str
    values: Values


class Spot(NamedTuple):
    """Name a place in a file: the header, and how to find it."""

    header: str
    where: str | Term

    def fault(self, what: str, **values: TextValue) -> Fault:
        """Return a fault of this place; `what` is the last part of its catalogue key."""
        return Fault(f"error.carrier-file.{what}", self.header, (("where", self.where), *values.items()))

    def remark(self, what: str, **values: TextValue) -> Fault:
        """Return something that the format allows and the check looks at; as `fault`."""
        return Fault(f"finding.{what}", self.header, (("where", self.where), *values.items()))


TOP = Spot("", Term("place.top"))
"""Everything above the first header."""


def block_spot(header: str, number: int) -> Spot:
    """Return the place of a block, counted from 1 under its header: `[[channel.online]] #2`."""
    return Spot(header, f"[[{header}]] #{number}")


def source_spot(name: str) -> Spot:
    """Return the place of a source."""
    return Spot("sources", f"[sources] {shown_key(name)}")


def shown_key(word: str) -> str:
    """Return a key in quotes where it holds what would garble a message."""
    return word if word.isprintable() else ascii(word)


def shown(value: Any) -> str:
    """Return a value as it is written in TOML, shortened."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = f'"{value}"' if value.isprintable() else ascii(value)
    elif isinstance(value, list):
        text = "[" + ", ".join(map(shown, value)) + "]"
    elif isinstance(value, Mapping):
        text = "{ " + ", ".join(f"{shown_key(key)} = {shown(item)}" for key, item in value.items()) + " }"
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
