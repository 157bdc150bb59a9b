"""docs/screens.md uses the words of the catalogues."""

from __future__ import annotations

import pytest
from doc_pages import Row, tables
from doc_sessions import ROOT

from tracker.carriers.catalogues import ROWS
from tracker.i18n import LANGUAGES, texts

TABLES = tables(ROOT / "docs" / "screens.md")
NAMED = TABLES[("row", "English", "中文", "日本語", "holds")]
WORDS = TABLES[("key", "English", "中文", "日本語")]


def test_rows_are_all_there_in_order() -> None:
    assert tuple(row[0] for row in NAMED) == ROWS


@pytest.mark.parametrize(
    "row", [*((f"row.{row[0]}.name", *row[1:4]) for row in NAMED), *WORDS], ids=lambda row: row[0]
)
def test_words_are_those_of_the_catalogues(row: Row) -> None:
    assert row[1:] == tuple(texts(language).get(row[0]) for language in LANGUAGES)
