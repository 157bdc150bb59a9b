"""Read .po files as the tests need them: every entry, in file order, with what is wrong kept."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter
from typing import NamedTuple

LOCALE = Path(__file__).resolve().parents[2] / "tracker" / "data" / "locale"


class Entry(NamedTuple):
    key: str
    text: str
    flags: str
    plural: str


def read(path: Path) -> list[Entry]:
    """Return the entries of one file, its header left out."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        fields: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if line.startswith("#"):
                assert not line.startswith("#~"), f"{path}: obsolete entry {line!r}"
                if line.startswith("#,"):
                    fields["flags"] = fields.get("flags", "") + line
                continue
            quoted = line
            if not line.startswith('"'):
                field, _, quoted = line.partition(" ")
            fields[field] = fields.get(field, "") + str(ast.literal_eval(quoted))
        if fields.get("msgid"):
            text = fields.get("msgstr", fields.get("msgstr[0]", ""))
            found.append(
                Entry(fields["msgid"], text, fields.get("flags", ""), fields.get("msgid_plural", ""))
            )
    return found


def parts(language: str, domain: str = "tracker") -> dict[str, list[Entry]]:
    """Return the entries of one domain by the name of the file they stand in."""
    messages = LOCALE / language / "LC_MESSAGES"
    paths = [*messages.glob(f"{domain}.po"), *messages.glob(f"{domain}/*.po")]
    return {path.stem: read(path) for path in sorted(paths)}


def entries(language: str, domain: str = "tracker") -> dict[str, str]:
    """Return key and text of one domain."""
    return {entry.key: entry.text for part in parts(language, domain).values() for entry in part}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def needed(key: str, texts: dict[str, str]) -> set[str]:
    """Return the placeholders of a text and of its variants."""
    stems = (f"{key}.one", f"{key}.zero", f"{key}.without-")
    return set().union(*(placeholders(texts[one]) for one in texts if one == key or one.startswith(stems)))
