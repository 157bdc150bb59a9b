"""Good ground and bad ground: where the file lies, who may read it, what it can be instead of ours."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_cases import FULL, NEXT, now, plain

from tracker.core.contract import Person
from tracker.errors import ExitCode, StoreError, TrackerError
from tracker.store import ddl, open_store, sqlite

WORKER = Path(__file__).parent / "worker.py"
NOBODY = 65534


def work(*arguments: str | Path, **environment: str) -> list[object]:
    """Return what a worker printed."""
    run = subprocess.run(
        [sys.executable, WORKER, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.stderr == ""
    return [json.loads(line) for line in run.stdout.splitlines()]


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(target: Path | str) -> str:
    with pytest.raises(StoreError) as caught:
        open_store(str(target), now=now)
    assert caught.value.exit_code is ExitCode.STORE
    assert "place" in caught.value.values
    return caught.value.key


def logical(path: Path) -> list[str]:
    """Return all the data of a sound file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
        return list(connection.iterdump())


@pytest.fixture
def nobodys() -> Iterator[Path]:
    """Give a folder that belongs to whoever a dropped worker is."""
    folder = Path(tempfile.mkdtemp())
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


# --- where it lies, who may read it -----------------------------------------------


def test_the_default_is_private_and_in_the_data_folder(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
            with open_store(None, now=now) as store:
                store.insert(plain("a"))
                folder = tmp_path / "data" / "sim-tracker"
                assert sorted(path.name for path in folder.iterdir()) == [
                    "tracker.db",
                    "tracker.db-shm",
                    "tracker.db-wal",
                ]
                assert {rights(path) for path in folder.iterdir()} == {0o600}
                assert rights(folder) == 0o700
            assert [path.name for path in folder.iterdir()] == ["tracker.db"]
            folder.chmod(0o755)
            (folder / "tracker.db").chmod(0o644)
            with open_store(None, now=now) as store:
                assert store.names() == ("a",)
            assert (rights(folder), rights(folder / "tracker.db")) == (0o700, 0o600)
    finally:
        os.umask(previous)


def test_a_named_file_is_private_from_the_start_and_then_left_as_it_is(path: Path) -> None:
    previous = os.umask(0)
    try:
        with open_store(str(path), now=now) as store:
            store.insert(plain("a"))
            assert {rights(file) for file in path.parent.iterdir()} == {0o600}
        path.chmod(0o640)
        with open_store(str(path), now=now) as store:
            store.insert(plain("b"))
            assert {rights(file) for file in path.parent.iterdir()} == {0o640}
    finally:
        os.umask(previous)


@pytest.mark.parametrize(
    "name", ["a b%20c?mode=ro#x.db", ":memory:", "資料/我的.db", "-x.db", "a;b&c='d'.db"]
)
def test_a_file_may_have_any_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path)
    with open_store(name, now=now) as store:
        store.insert(plain("a"))
    with open_store(str(tmp_path / name), now=now) as store:
        assert store.names() == ("a",)
    assert (tmp_path / name).is_file()


def test_a_sqlite_address_is_a_file(path: Path) -> None:
    with open_store(f"sqlite:///{path}", now=now) as store:
        store.insert(plain("a"))
    with open_store(str(path), now=now) as store:
        assert store.names() == ("a",)


def test_a_home_is_found(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(path.parent))
    with open_store("~/x.db", now=now):
        assert (path.parent / "x.db").exists()


def test_a_link_leads_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "far" / "real.db")
    with open_store(str(tmp_path / "link.db"), now=now) as store:
        store.insert(plain("a"))
    assert logical(tmp_path / "far" / "real.db")
    (tmp_path / "loop.db").symlink_to(tmp_path / "loop.db")
    assert refused(tmp_path / "loop.db") == "error.store.target"


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.touch()
    with open_store(str(path), now=now) as store:
        assert store.insert(plain("a")).name == "a"


def test_the_connection_waits_and_minds_references(path: Path) -> None:
    open_store(str(path), now=now).close()
    with closing(sqlite.SqliteFile(path).connect()) as connection:
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (5000,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_the_published_statements_make_the_same_file(path: Path, tmp_path: Path) -> None:
    open_store(str(path), now=now).close()
    with closing(sqlite3.connect(tmp_path / "published.db")) as connection:
        connection.executescript(ddl())
    made, published = (
        {" ".join(line.split()) for line in logical(file) if line.startswith("CREATE")}
        for file in (path, tmp_path / "published.db")
    )
    assert made == published
    assert len(made) == 15
    assert ddl() == ddl()


# --- bad ground -------------------------------------------------------------------


def test_what_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path) == "error.store.directory"
    assert refused("") == "error.store.directory"
    assert refused(tmp_path / "none" / "x.db") == "error.store.no-folder"
    assert refused(tmp_path / "file" / "x.db") == "error.store.no-folder"
    assert refused(tmp_path / "pipe") == "error.store.not-a-file"
    assert refused("/dev/null") == "error.store.not-a-file"
    assert refused(tmp_path / ("x" * 300)) == "error.store.target"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("x\0y.db", "error.store.target"),
        ("sqlite://", "error.store.target"),
        ("sqlite:///:memory:", "error.store.target"),
        ("sqlite:///x.db?mode=ro", "error.store.target"),
        ("nothing://x", "error.store.target"),
        ("postgresql://user:secret@host:port/x", "error.store.target"),
        ("mysql+mysqldb://user:secret@host/x", "error.store.driver"),
    ],
)
def test_addresses_that_lead_nowhere(target: str, key: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(target, now=now)
    assert caught.value.key == key
    assert "secret" not in str(caught.value.values)


def test_files_of_others_stay_as_they_are(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database " * 100)
    foreign, view = tmp_path / "foreign.db", tmp_path / "view.db"
    for file, statement in ((foreign, "CREATE TABLE contracts (id)"), (view, "CREATE VIEW v AS SELECT 1")):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute(statement)
    before = {file: file.read_bytes() for file in (text, foreign, view)}
    assert refused(text) == "error.store.not-a-database"
    assert refused(foreign) == "error.store.foreign"
    assert refused(view) == "error.store.foreign"
    assert {file: file.read_bytes() for file in before} == before
    assert sorted(tmp_path.iterdir()) == sorted(before)


def test_a_newer_file_stays_as_it_is(path: Path) -> None:
    open_store(str(path), now=now).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE tracker_revision SET version_num = '0999'")
        connection.commit()
    before = path.read_bytes()
    assert refused(path) == "error.store.newer"
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tracker_revision",
        f"INSERT INTO tracker_revision VALUES ('{NEXT}')",  # noqa: S608
        "DROP TABLE settings",
    ],
)
def test_a_file_that_is_not_whole_is_damaged(path: Path, statement: str) -> None:
    open_store(str(path), now=now).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    assert refused(path) == "error.store.damaged"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts SET recorded = 'soon'",
        "UPDATE contracts SET recorded = 7",
        "UPDATE contracts SET line = 'telex'",
        "UPDATE contracts SET name = x'ff00'",
        "UPDATE contracts SET name = CAST(x'ff' AS TEXT)",
        "UPDATE contracts SET fee_yen = 'much'",
        "UPDATE contracts SET id = NULL, person_id = 'x'",
        "UPDATE contracts SET person_id = 'nobody'",
        "UPDATE persons SET departure = '2027-13-01'",
        "UPDATE marks SET state = 'perhaps'",
        "UPDATE marks SET appointment = 'noon'",
        "UPDATE failures SET channel = 'dove'",
        "ALTER TABLE marks RENAME COLUMN place TO spot",
    ],
)
def test_cells_that_make_no_sense_are_damage(path: Path, statement: str) -> None:
    with open_store(str(path), now=now) as store:
        store.insert(FULL)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '')")
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    with open_store(str(path), now=now) as store:
        with pytest.raises(StoreError) as caught:
            list(store.contracts(archived=None))
        assert caught.value.key == "error.store.damaged"


def _everyday(path: Path) -> None:
    with open_store(str(path), now=now) as store:
        for contract in list(store.contracts(archived=None)):
            store.get(contract.name)
            store.save(contract)
        store.person()
        store.setting("lang")
        store.revisions("en")
        store.names()


def test_flipped_bytes_end_in_a_sentence(path: Path, tmp_path: Path) -> None:
    """Any eight bytes of the file are changed: it works, or it is told; never a traceback."""
    with open_store(str(path), now=now) as store:
        store.save_person(Person())
        for index in range(5):
            store.insert(plain(f"c{index}", note="x" * 500, marks=FULL.marks, answers=FULL.answers))
    sound = path.read_bytes()
    chance = random.Random(20270201)  # noqa: S311 - repeatable on purpose
    keys = set()
    for _ in range(250):
        damaged = bytearray(sound)
        page = chance.randrange(0, len(sound), 4096)
        for _ in range(8):
            damaged[page + chance.randrange(chance.choice((100, 4096)))] = chance.randrange(256)
        file = tmp_path / "damaged.db"
        file.write_bytes(damaged)
        try:
            _everyday(file)
        except TrackerError as error:
            keys.add(error.key)
        for left in tmp_path.glob("damaged.db*"):
            left.unlink()
    assert {"error.store.damaged", "error.store.not-a-database"} <= keys


def test_a_cut_file_is_damaged(path: Path) -> None:
    with open_store(str(path), now=now) as store:
        store.insert(FULL)
    path.write_bytes(path.read_bytes()[: 4096 * 5 + 100])
    with pytest.raises(StoreError) as caught:
        _everyday(path)
    assert caught.value.key == "error.store.damaged"


# --- rights and room ----------------------------------------------------------------


def test_a_folder_without_rights(nobodys: Path) -> None:
    nobodys.chmod(0o500)
    assert work("--drop", "names", nobodys / "x.db") == [{"error": "error.store.no-permission"}]
    assert list(nobodys.iterdir()) == []
    nobodys.chmod(0o000)
    assert work("--drop", "names", nobodys / "x.db") == [{"error": "error.store.no-permission"}]
    assert work("--drop", "names", "", XDG_DATA_HOME=str(nobodys)) == [{"error": "error.store.no-permission"}]


def test_a_file_without_rights(nobodys: Path) -> None:
    path = nobodys / "x.db"
    assert work("--drop", "insert", path, "a") == ["a"]
    path.chmod(0o000)
    assert work("--drop", "names", path) == [{"error": "error.store.no-permission"}]


@pytest.mark.parametrize("folder", [0o700, 0o500])
@pytest.mark.parametrize("file", [0o600, 0o400])
def test_what_can_only_be_read_can_be_read(nobodys: Path, folder: int, file: int) -> None:
    path = nobodys / "x.db"
    assert work("--drop", "insert", path, "a") == ["a"]
    path.chmod(file)
    nobodys.chmod(folder)
    writable = (folder, file) == (0o700, 0o600)
    before = path.read_bytes()
    for _ in range(2):
        assert work("--drop", "names", path) == [["a"]]
    assert work("--drop", "insert", path, "b") == (
        ["b"] if writable else [{"error": "error.store.read-only"}]
    )
    assert work("--drop", "names", path) == [["a", "b"] if writable else ["a"]]
    assert (path.read_bytes() == before) is not writable
    assert list(nobodys.iterdir()) == [path]
    nobodys.chmod(0o700)
    path.chmod(0o600)
    assert work("--drop", "insert", path, "c") == ["c"]


def test_a_file_of_somebody_else_in_the_default_folder_keeps_its_rights(nobodys: Path) -> None:
    """The folder is ours to close, a file of root's is not; it can still be read."""
    (nobodys / "sim-tracker").mkdir()
    path = nobodys / "sim-tracker" / "tracker.db"
    with open_store(str(path), now=now) as store:
        store.insert(plain("a"))
    path.chmod(0o644)
    (nobodys / "sim-tracker").chmod(0o755)
    assert work("--drop", "names", "", XDG_DATA_HOME=str(nobodys)) == [["a"]]


def test_what_was_not_yet_written_back_is_read_or_refused(nobodys: Path) -> None:
    """A crash leaves a log with the newest data: without it the file would show old data."""
    path = nobodys / "x.db"
    assert work("--drop", "insert", path, "a") == ["a"]
    store = open_store(str(path), now=now)
    store.insert(plain("b"))
    crashed = {file.name: file.read_bytes() for file in nobodys.iterdir() if not file.name.endswith("-shm")}
    store.close()
    for name, content in crashed.items():
        (nobodys / name).write_bytes(content)
        (nobodys / name).chmod(0o644)
    nobodys.chmod(0o500 if os.geteuid() else 0o555)
    assert work("--drop", "names", path) == [{"error": "error.store.no-permission"}]
    nobodys.chmod(0o700 if os.geteuid() else 0o777)
    assert work("--drop", "names", path) == [["a", "b"]]


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stops SQLite in the middle of writing."""
    path = tmp_path / "x.db"
    assert work("--limit", "20000", "names", path)[-1] == {"error": "error.store.full"}
    assert work("names", path) == [[]]
    *stored, last = work("--limit", "400000", "fill", path, "c", "1000")
    assert last == {"error": "error.store.full"}
    assert len(stored) > 5
    assert logical(path)
    assert work("names", path) == [stored]
    assert work("insert", path, "after") == ["after"]
    assert work("names", path) == [[*stored, "after"]]
