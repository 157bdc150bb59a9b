"""An older file is copied and brought up to date, or left exactly as it was."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from store_cases import FAULTS, FULL, NEXT, NOW, grown, now, plain

from tracker.core.contract import Contract
from tracker.core.feed import Feed
from tracker.core.revision import Revision
from tracker.errors import StoreError
from tracker.store import open_store
from tracker.store.migrate import upgrade
from tracker.store.opening import open_at
from tracker.store.schema import CURRENT, MIGRATIONS, Schema
from tracker.store.tables import METADATA, REVISION_TABLE

FEEDS_CAME_WITH = 2
WORKER = Path(__file__).parent / "worker.py"
COPY = f"tracker.db.before-{NEXT}-20270201T101500Z"


def schema_of(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(connection.iterdump())


@pytest.fixture
def filled(path: Path) -> Contract:
    with open_store(str(path), now=now) as store:
        return store.insert(FULL)


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("path_separator", "newline")
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(CURRENT.revisions)
    assert scripts.get_heads() == [CURRENT.head]


def test_a_new_file_and_a_migrated_one_are_the_same(path: Path, tmp_path: Path) -> None:
    open_store(str(path), now=now).close()
    migrated = tmp_path / "migrated.db"
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.begin() as connection:
        upgrade(connection, CURRENT, place="", copy=None)
        context = MigrationContext.configure(
            connection, opts={"version_table": REVISION_TABLE, "compare_type": True}
        )
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
    assert schema_of(path) == schema_of(migrated)
    assert content(path) == content(migrated)


def test_a_file_without_feeds_gets_them_after_a_copy(path: Path, filled: Contract) -> None:
    """As an earlier version left it: later tables are taken away, and the revision put back."""
    before = FEEDS_CAME_WITH - 1
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE feeds")
        connection.execute("DROP TABLE pushed")
        connection.execute("DROP TABLE additional_sims")
        connection.execute("DROP TABLE terms")
        connection.execute("UPDATE tracker_revision SET version_num = ?", (f"{before:04}",))
        connection.commit()
    with open_store(str(path), now=now) as store:
        assert store.get(FULL.name) == replace(filled, notice_days=None)
        assert store.feeds() == ()
        assert store.pushed("https://example.org/") == ()
        extra = store.insert(plain("extra", shares=filled.id))
        assert store.get("extra").shares == filled.id
        store.remove(extra.id)
        store.save_feed(Feed("a", "a", "a", "en", None, full=False, created=NOW))
    copy = path.with_name(COPY.replace(NEXT, CURRENT.head))
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT * FROM tracker_revision").fetchall() == [(f"{before:04}",)]


def test_an_older_file_is_copied_and_brought_up_to_date(path: Path, tmp_path: Path, filled: Contract) -> None:
    before = content(path)
    with open_at(str(path), now=now, schema=grown(tmp_path / "scripts")) as store:
        assert store.get(FULL.name) == filled
        store.insert(plain("new"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name, colour FROM contracts ORDER BY position").fetchall() == [
            (FULL.name, "blue"),
            ("new", "blue"),
        ]
        assert connection.execute("SELECT * FROM tracker_revision").fetchall() == [(NEXT,)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    copy = path.with_name(COPY)
    assert content(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["scripts", "tracker.db", COPY]
    with open_store(str(copy), now=now) as store:
        assert store.get(FULL.name) == filled
    with pytest.raises(StoreError) as caught:
        open_store(str(path), now=now)
    assert caught.value.key == "error.store.newer"


def test_published_events_keep_their_revisions_when_their_table_is_laid_out_anew(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    first = Schema(CURRENT.revisions[:1], CURRENT.scripts)
    with engine.begin() as connection:
        upgrade(connection, first, place="", copy=None)
        connection.exec_driver_sql(
            "INSERT INTO calendar_revisions VALUES ('zh', 'u@x', 'c', 'cancel:due', 'd', 3, ?, ?)",
            ("2027-02-01 10:15:00.000000", "2027-02-02 10:15:00.000000"),
        )
    engine.dispose()
    with open_store(str(path), now=now) as store:
        assert store.revisions("zh") == (
            Revision("c", "cancel:due", "zh", "u@x", "d", 3, NOW, NOW + timedelta(days=1)),
        )


def test_the_last_files_of_several_lines_are_told_from_those_of_single_ones(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        upgrade(connection, Schema(CURRENT.revisions[:4], CURRENT.scripts), place="", copy=None)
        for lang, labels in (("en", "true"), ("zh", "false")):
            connection.exec_driver_sql(
                "INSERT INTO calendar_revisions VALUES"
                " (?, 'u@x', 'c', 'cancel:due', 'd', 3, ?, ?, 's', 'e', 't')",
                (lang, "2027-02-01 10:15:00.000000", "2027-02-02 10:15:00.000000"),
            )
            connection.exec_driver_sql(
                "INSERT INTO settings VALUES (?, ?)",
                (f"export.options.{lang}", f'{{"labels": {labels}, "windows": true}}'),
            )
    engine.dispose()
    said = ("c", "cancel:due", "", "u@x", "d", 3, NOW, NOW + timedelta(days=1), "s", "e", "t", "")
    with open_store(str(path), now=now) as store:
        assert store.revisions("en") == store.revisions("zh merged") == ()
        assert store.revisions("en merged") == (Revision(*said)._replace(variant="en merged"),)
        assert store.revisions("zh") == (Revision(*said)._replace(variant="zh"),)
        assert store.setting("export.options.en") is None
        assert store.setting("export.options.en merged") == '{"labels": true, "windows": true}'
        assert store.setting("export.options.zh") == '{"labels": false, "windows": true}'


def test_a_migrated_file_is_not_migrated_again(path: Path, tmp_path: Path, filled: Contract) -> None:
    schema = grown(tmp_path / "scripts")
    for _ in range(2):
        with open_at(str(path), now=now, schema=schema) as store:
            assert store.names() == (filled.name,)
    assert len(list(tmp_path.glob("*before*"))) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failure_in_the_middle_leaves_the_file_as_it_was(
    path: Path, tmp_path: Path, filled: Contract, fault: str
) -> None:
    before, data = path.read_bytes(), content(path)
    schema = grown(tmp_path / "scripts", FAULTS[fault])
    for copy in (COPY, f"{COPY}-2"):
        with pytest.raises(StoreError) as caught:
            open_at(str(path), now=now, schema=schema)
        assert caught.value.key == "error.store.migration"
        assert caught.value.values == {"place": str(path), "copy": copy}
        assert content(tmp_path / copy) == data
    assert path.read_bytes() == before
    with open_store(str(path), now=now) as store:
        assert store.get(FULL.name) == filled


def test_a_missing_script_leaves_the_file_as_it_was(path: Path, filled: Contract) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_at(str(path), now=now, schema=Schema((*CURRENT.revisions, NEXT), CURRENT.scripts))
    assert caught.value.key == "error.store.migration"
    assert path.read_bytes() == before
    assert filled.name == FULL.name


def test_a_damaged_file_is_not_migrated(path: Path, tmp_path: Path, filled: Contract) -> None:
    """The check of the copy finds damage that opening alone does not meet."""
    data = bytearray(path.read_bytes())
    spot = data.index(filled.name.encode())
    data[spot - spot % 4096 + 3 : spot - spot % 4096 + 5] = b"\xff\xff"  # number of cells on the page
    path.write_bytes(data)
    with pytest.raises(StoreError) as caught:
        open_at(str(path), now=now, schema=grown(tmp_path / "scripts"))
    assert caught.value.key == "error.store.damaged"
    assert path.read_bytes() == bytes(data)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["scripts", "tracker.db"]


def test_a_full_disk_stops_before_the_migration(path: Path, tmp_path: Path, filled: Contract) -> None:
    before, size = path.read_bytes(), path.stat().st_size
    grown(tmp_path / "scripts")
    run = subprocess.run(
        [sys.executable, WORKER, "--limit", str(size - 1), "--scripts", tmp_path / "scripts", "names", path],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == {"error": "error.store.full"}
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))) == [
        "scripts",
        "tracker.db",
    ]
    with open_store(str(path), now=now) as store:
        assert store.get(FULL.name) == filled


def test_an_old_file_that_cannot_be_written_is_told(
    path: Path, tmp_path: Path, filled: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write anywhere: the answer of the system is given in its place."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreError) as caught:
        open_at(str(path), now=now, schema=grown(tmp_path / "scripts"))
    assert caught.value.key == "error.store.old-read-only"
    with open_store(str(path), now=now) as store:
        assert store.get(filled.name) == filled


def test_two_processes_migrate_once(path: Path, tmp_path: Path, filled: Contract) -> None:
    grown(tmp_path / "scripts", "    import time\n    time.sleep(0.5)\n")
    processes = [
        subprocess.Popen(
            [sys.executable, WORKER, "--scripts", tmp_path / "scripts", "names", path],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    assert [json.loads(process.communicate(timeout=60)[0]) for process in processes] == [[filled.name]] * 3
    assert [file.name for file in tmp_path.glob("*before*")] == [COPY]
    assert content(tmp_path / COPY)


def test_a_folder_with_a_percent_sign_can_be_migrated(tmp_path: Path) -> None:
    folder = tmp_path / "100%(x)s"
    folder.mkdir()
    path = folder / "tracker.db"
    open_store(str(path), now=now).close()
    open_at(str(path), now=now, schema=grown(folder / "scripts")).close()
    assert (folder / COPY).exists()


def test_copies_are_named_in_utc() -> None:
    assert re.search(r"\d{8}T\d{6}Z$", COPY)
    assert NOW.strftime("%Y%m%dT%H%M%SZ") in COPY
