from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_schema", ROOT / "tools" / "make_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_published_files_are_what_the_code_says() -> None:
    published = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schema").iterdir()}
    assert published == maker().contents()


def test_the_files_are_written_by_one_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = maker()
    folder = tmp_path / "schema"
    monkeypatch.setattr(module, "FOLDER", folder)
    module.main()
    (folder / "old.schema.json").write_text("{}", encoding="utf-8")
    module.main()
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert written == module.contents()


def test_the_published_sql_makes_a_database() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript((ROOT / "schema" / "tracker.sql").read_text(encoding="utf-8"))
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"contracts", "marks"} <= tables
