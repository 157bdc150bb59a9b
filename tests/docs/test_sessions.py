"""The sessions in the README and in examples/ are what the program says."""

from __future__ import annotations

from pathlib import Path

import pytest
from doc_sessions import ROOT, blocks_of, replay

DOCUMENTS = [
    (ROOT / "README.md", "en"),
    (ROOT / "README.zh.md", "zh"),
    (ROOT / "README.ja.md", "ja"),
    *((path, path.suffixes[0].lstrip(".")) for path in sorted((ROOT / "examples").glob("*.*.console"))),
]


@pytest.mark.parametrize(("document", "language"), DOCUMENTS, ids=[path.name for path, _ in DOCUMENTS])
def test_sessions_are_true(
    document: Path, language: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    assert blocks_of(document)
    shown = replay(document, tmp_path, language)
    if pytestconfig.getoption("update_golden", default=False):
        document.write_text(shown, encoding="utf-8")
    assert document.read_text(encoding="utf-8") == shown
