"""Find and load carriers: the shipped files, and the user's own, which win."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tracker.carriers.heads import UNREADABLE, CarrierHead, RawHead, read_head
from tracker.carriers.names import fold, nearest
from tracker.core.facts import Carrier
from tracker.errors import CarrierFileError, NotFoundError

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "carriers"

COMMON = "common"
"""Id of the file whose notes hold for every carrier; it is no carrier itself."""


def _files(folder: Path) -> dict[str, Path]:
    """Return the carrier files of a folder by id, none if there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except FileNotFoundError:
        return {}
    except OSError as fault:
        detail = fault.strerror or type(fault).__name__
        raise CarrierFileError("error.carrier-file.unreadable", file=str(folder), detail=detail) from None
    return {
        name.removesuffix(".toml"): folder / name
        for name in names
        if name.endswith(".toml") and not name.startswith(".")
    }


def _state(folder: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Return names, sizes and times of the files in a folder; nothing of one that cannot be listed."""
    if folder is None:
        return ()
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries]
    except OSError:
        return ()
    return tuple(sorted((name, status.st_size, status.st_mtime_ns) for name, status in found))


_shipped_head = cache(read_head)
"""What is shipped does not change while the program runs."""


class Pack:
    """Know all carriers, those in the user's directory before the shipped ones.

    A file of the user that is broken is never replaced by the shipped one: it is listed
    and found under its id, and loading it says what is wrong.
    """

    def __init__(self, own: Path | None = None, shipped: Path = SHIPPED) -> None:
        """Take the user's directory, which need not exist.

        Raises CarrierFileError when the directory is there and cannot be listed.
        """
        self._folder = own
        self._state = _state(own)
        self._shipped = _files(shipped)
        self._own = _files(own) if own is not None else {}
        self._raw: dict[Path, RawHead] = {}
        self._loaded: dict[str, Carrier] = {}

    def current(self) -> Pack:
        """Return these carriers, or them read anew when the user's directory has changed since.

        Raises as the making.
        """
        return self if _state(self._folder) == self._state else Pack(self._folder)

    def with_file(self, path: Path) -> Pack:
        """Return the carriers as they are when this file decides about the one it is named after.

        Wherever it lies, it counts as the user's, unless it is a shipped one.
        """
        place = os.path.realpath(path)
        own = {key: other for key, other in self._own.items() if key != path.stem}
        shipped = self._shipped.get(path.stem)
        if shipped is None or os.path.realpath(shipped) != place:
            own[path.stem] = path
        pack = Pack()
        pack._shipped, pack._own = self._shipped, own
        return pack

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all carriers in alphabetical order, without the common file."""
        return tuple(sorted({*self._shipped, *self._own} - {COMMON}))

    def file(self, carrier_id: str) -> Path:
        """Return the file that decides about a carrier; raises NotFoundError."""
        path = self._own.get(carrier_id) or self._shipped.get(carrier_id)
        if path is None:
            raise self._unknown(carrier_id)
        return path

    def below(self, carrier_id: str, path: Path, inherits: str) -> Path | None:
        """Return the file that a file inherits, None if there is none.

        The user's file that inherits its own id continues in the shipped one.
        """
        if inherits == carrier_id and path == self._own.get(carrier_id):
            return self._shipped.get(carrier_id)
        return self._own.get(inherits) or self._shipped.get(inherits)

    def is_own(self, path: Path) -> bool:
        """Say whether a file stands in the user's directory."""
        return path in self._own.values()

    # --- finding --------------------------------------------------------------------

    def heads(self) -> tuple[CarrierHead, ...]:
        """Return id, kind and names of every carrier in the order of `ids`, loading none."""
        return tuple(self._head(carrier_id)[0] for carrier_id in self.ids())

    def find(self, text: str) -> Carrier:
        """Return the carrier with this id, or this name or alias in any language.

        Case, width, kana, spaces and punctuation do not count; a prefix serves if it fits
        one carrier. Raises NotFoundError with the nearest ids, CarrierFileError as `load`.
        """
        return self.load(self.find_id(text))

    def find_id(self, text: str) -> str:
        """Return the id that `find` would load; raises NotFoundError."""
        if text != COMMON and (text in self._own or text in self._shipped):
            return text
        wanted, spellings = fold(text), self.spellings()
        exact = [key for key, names in spellings.items() if wanted in names]
        begun = [
            key for key, names in spellings.items() if wanted and any(n.startswith(wanted) for n in names)
        ]
        found = exact or begun
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFoundError("error.carrier.ambiguous", query=text, matches=tuple(found))
        raise self._unknown(text, {name: key for key, names in spellings.items() for name in names})

    def spellings(self) -> dict[str, frozenset[str]]:
        """Return for every id the folded names and aliases by which it is found."""
        return {carrier_id: self._head(carrier_id)[1] for carrier_id in self.ids()}

    def _unknown(self, text: str, owners: dict[str, str] | None = None) -> NotFoundError:
        """Return the error of a carrier that nobody knows."""
        owners = owners or {fold(carrier_id): carrier_id for carrier_id in self.ids()}
        near = dict.fromkeys(owners[name] for name in nearest(fold(text), owners))
        return NotFoundError("error.carrier.unknown", query=text, nearest=tuple(near))

    def _raw_head(self, path: Path) -> RawHead:
        """Return the head of one file, read once."""
        if path not in self._raw:
            self._raw[path] = read_head(path) if self.is_own(path) else _shipped_head(path)
        return self._raw[path]

    def _head(self, carrier_id: str) -> tuple[CarrierHead, frozenset[str]]:
        """Return the head of a carrier and its folded names.

        What a file does not say is taken from what it inherits, but a name that is only
        inherited does not find it. A broken file of the user keeps the shipped names.
        """
        path: Path | None = self.file(carrier_id)
        kind: str | None = None
        names: tuple[tuple[str, str], ...] = ()
        aliases: tuple[str, ...] = ()
        spellings = {carrier_id}
        seen: list[Path] = []
        layer = carrier_id
        while path is not None and path not in seen:
            seen.append(path)
            raw = self._raw_head(path)
            kind, names = kind or raw.kind, names or raw.names
            if layer == carrier_id:
                aliases += raw.aliases
                spellings.update(raw.aliases, dict(raw.names).values())
            inherits = carrier_id if raw == UNREADABLE else raw.inherits
            path = self.below(layer, path, inherits) if inherits else None
            layer = inherits or layer
        head = CarrierHead(
            carrier_id, kind or "", names, tuple(dict.fromkeys(aliases)), carrier_id in self._own
        )
        return head, frozenset(map(fold, spellings))

    # --- loading --------------------------------------------------------------------

    def load(self, carrier_id: str) -> Carrier:
        """Return a carrier with everything that it inherits and is linked to.

        Raises NotFoundError for an unknown id and CarrierFileError for a file that cannot be
        used, also one of the user's that lies over a good shipped one.
        """
        if carrier_id not in self._loaded:
            # pydantic is loaded here, by the first carrier that is needed.
            from tracker.carriers.assemble import assemble

            self.file(carrier_id)
            self._loaded[carrier_id] = assemble(self, carrier_id)
        return self._loaded[carrier_id]

    def common(self) -> Carrier:
        """Return the notes that hold for every carrier."""
        return self.load(COMMON)
