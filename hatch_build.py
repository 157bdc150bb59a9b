"""Compile the message catalogues when the package is built or installed for editing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(locale: Path) -> None:
    """Write `<domain>.mo` beside every folder or file of .po parts of a domain.

    Raises ValueError when two parts of one language define the same key.
    """
    for messages in sorted(locale.glob("*/LC_MESSAGES")):
        parts: dict[str, list[Path]] = {}
        for path in sorted(messages.glob("*.po")):
            parts.setdefault(path.stem, []).append(path)
        for path in sorted(messages.glob("*/*.po")):
            parts.setdefault(path.parent.name, []).append(path)
        for domain, files in parts.items():
            merged = Catalog(locale=messages.parent.name, domain=domain, charset="utf-8")
            for path in files:
                with path.open("rb") as handle:
                    part = read_po(handle, charset="utf-8", abort_invalid=True)
                for message in part:
                    if not message.id:
                        continue
                    if message.id in merged:
                        msg = f"{path}: {message.id!r} stands in two parts"
                        raise ValueError(msg)
                    merged.add(message.id, message.string)
            with (messages / f"{domain}.mo").open("wb") as handle:
                write_mo(handle, merged)


class CustomBuildHook(BuildHookInterface[Any]):
    """Run the compilation before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into the source tree; both arguments are given by the builder."""
        del version, build_data
        compile_catalogues(Path(self.root) / "tracker" / "data" / "locale")
