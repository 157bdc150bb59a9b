"""Several processes use one file: nobody loses anything, waiting has an end."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from store_cases import now, plain

from tracker.errors import StoreError
from tracker.store import open_store, sqlite
from tracker.store.repository import Store

WORKER = Path(__file__).parent / "worker.py"


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, WORKER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@contextmanager
def held(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run a worker that holds something until the end of the block."""
    with start(*arguments) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == "held"
        yield process
        process.communicate(timeout=60)


def test_two_writers_lose_nothing(path: Path) -> None:
    """Both make the file, and each of their 40 contracts gets a place of its own."""
    names = [[f"{prefix}{index}" for index in range(40)] for prefix in "ab"]
    processes = [start("insert", path, *each) for each in names]
    for process, each in zip(processes, names, strict=True):
        output, _ = process.communicate(timeout=120)
        assert [json.loads(line) for line in output.splitlines()] == each
    with open_store(str(path), now=now) as store:
        found = store.names()
    assert sorted(found) == sorted(names[0] + names[1])
    for each in names:
        assert [name for name in found if name in each] == each


def test_a_name_is_given_once_by_two_processes(path: Path) -> None:
    open_store(str(path), now=now).close()
    processes = [start("insert", path, "same") for _ in range(2)]
    outputs = sorted(str(json.loads(process.communicate(timeout=60)[0])) for process in processes)
    assert outputs == ["same", "{'error': 'error.contract.name-taken'}"]


def test_a_writer_waits_for_another_and_gives_up_in_time(
    path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = store.insert(plain("a"))
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.3)
    with held("hold", path, "IMMEDIATE"), open_store(str(path), now=now) as second:
        assert list(second.contracts()) == [contract]
        with pytest.raises(StoreError) as caught:
            second.save(plain("b", id=contract.id))
        assert caught.value.key == "error.store.locked"
        with pytest.raises(StoreError), second.transaction():
            pytest.fail("the lock is taken before anything is read")
        assert second.names() == ("a",)
    store.save(plain("b", id=contract.id))
    assert store.names() == ("b",)


def test_a_file_that_is_held_alone_cannot_be_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(str(path), now=now).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with held("hold", path, "EXCLUSIVE"), pytest.raises(StoreError) as caught:
        open_store(str(path), now=now)
    assert caught.value.key == "error.store.locked"
    open_store(str(path), now=now).close()


def test_a_file_in_use_keeps_its_journal_until_it_is_free(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(str(path), now=now).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with held("hold", path, "IMMEDIATE"), open_store(str(path), now=now) as store:
        assert store.names() == ()
    for mode in ("delete", "wal"):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == (mode,)
        open_store(str(path), now=now).close()


def test_a_process_killed_in_the_middle_leaves_nothing_half(path: Path) -> None:
    with open_store(str(path), now=now) as store:
        store.insert(plain("a"))
    with held("leave", path) as process:
        process.send_signal(signal.SIGKILL)
    with open_store(str(path), now=now) as store:
        assert store.names() == ("a",)
        assert store.insert(plain("half")).name == "half"


def test_another_process_sees_a_change_at_once(path: Path, store: Store) -> None:
    with start("insert", path, "theirs") as process:
        process.communicate(timeout=60)
    assert store.names() == ("theirs",)
