"""Nothing a person sees stands outside the catalogues, and every key in the code has its text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tracker.i18n import texts

PACKAGE = Path(__file__).resolve().parents[1] / "tracker"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
ENGLISH = texts("en")

PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}|[\u3040-\u30ff\u4e00-\u9fff]")
TYPED = ("tracker ", "services ", "no session")
"""Commands to type, and a fault of the program itself."""
NOT_SHOWN = {
    "cli/dates.py": "words that people type",
    "cli/datewords.py": "words that people type",
    "cli/lineoptions.py": "words that people type",
    "cli/options.py": "words that people type",
    "service/bound.py": "words that people type",
    "i18n/language.py": "names of languages that people type",
    "i18n/formats.py": "how the languages write dates and lists",
    "i18n/catalogue.py": "said when there are no catalogues",
    "cli/width.py": "characters that must not begin a line",
    "carriers/lint_text.py": "a range of characters",
    "carriers/read.py": "a pattern of the TOML reader's messages",
    "core/anchors.py": "names of anchors",
    "carriers/schema.py": "a published schema is English",
    "export/schemas.py": "a published schema is English",
    "export/shapes.py": "a published schema is English",
    "export/grammar.py": "words of RFC 5545",
    "export/text.py": "characters that stand for others",
    "store/sqlite.py": "SQL",
}
KEYS = frozenset(
    message.id
    for part in (PACKAGE / "data/locale/en/LC_MESSAGES/tracker").glob("*.po")
    for message in read_po(BytesIO(part.read_bytes()), charset="utf-8")
    if isinstance(message.id, str)
)
FAMILIES = [
    "calendar",
    "cli",
    "detail",
    "error",
    "help",
    "lint",
    "problem",
    "reason",
    "remedy",
    "row",
    "screen",
    "step",
    "unknown",
]
NAMED = ["channel", "closing", "holder", "item", "lang", "term"]
KEY = re.compile(
    rf"^(?:(?:{'|'.join(FAMILIES)})\.[a-z0-9-]+(?:\.[a-z0-9-]+)*|(?:{'|'.join(NAMED)})\..*\.(?:name|place))$"
)
KEY_START = re.compile(rf"^(?:{'|'.join(FAMILIES)})\.")


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the string constants of a module that are neither docstrings nor parts of f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.lineno, node.value


def patterns(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the f-strings of a module as regular expressions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(part.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else ".*"
                for part in node.values
            ]
            yield node.lineno, "".join(parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_sentence_stands_in_the_code(path: Path) -> None:
    if str(path.relative_to(PACKAGE)) in NOT_SHOWN:
        return
    found = [
        (line, text)
        for line, text in literals(path)
        if PROSE.search(text)
        and not text.lstrip().startswith(("tracker ", "services "))
        and "no session" not in text
    ]
    assert found == []


def test_every_exception_from_the_rule_exists() -> None:
    assert [name for name in NOT_SHOWN if not (PACKAGE / name).is_file()] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_key_has_its_text(path: Path) -> None:
    missing = [(line, key) for line, key in literals(path) if KEY.match(key) and not ENGLISH.has(key)]
    assert missing == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_family_of_keys_has_texts(path: Path) -> None:
    missing = [
        (line, pattern)
        for line, pattern in patterns(path)
        if KEY_START.match(pattern.replace("\\", "")) and not any(re.match(pattern, key) for key in KEYS)
    ]
    assert missing == []
