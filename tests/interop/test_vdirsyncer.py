"""vdirsyncer follows a served file, removals included, and todoman shows the tasks that it fetched."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from calendars import LANGUAGES, Entry, content, exports, pair, read, read_tasks
from clients import at_home, client
from served import Feed, served
from tracker_feed import tracker_feed

from tracker.export.options import Todos

pytestmark = pytest.mark.xdist_group("clients")

TOKYO = timezone(timedelta(hours=9))

SYNC = """
[general]
status_path = "{folder}/status"
[pair sim]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "http:{address}"
[storage folder]
type = "filesystem"
path = "{folder}/sim"
fileext = ".ics"
"""

TODO = """
path = "{folder}/sim"
cache_path = "{folder}/todo.db"
date_format = "%Y-%m-%d"
time_format = "%H:%M"
default_list = "sim"
"""


@dataclass(frozen=True)
class Synced:
    """Hold a folder that vdirsyncer fills from a feed."""

    folder: Path

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [client(program), "--config", self.folder / f"{program}.py", *arguments],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=at_home(self.folder),
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sync(self) -> list[Path]:
        """Fetch, and return the files, one for each item."""
        self.run("vdirsyncer", "sync")
        return sorted((self.folder / "sim").glob("*.ics"))

    def shown(self) -> list[Entry]:
        """Return what the files say; vdirsyncer gives what it fetches over http UIDs of its own."""
        return ordered(entry for path in self.sync() for entry in read(path.read_bytes()).values())


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry["start"], entry["summary"]))


def synced_with(address: str, folder: Path) -> Synced:
    (folder / "sim").mkdir(parents=True)
    (folder / "vdirsyncer.py").write_text(SYNC.format(folder=folder, address=address))
    (folder / "todo.py").write_text(TODO.format(folder=folder))
    made = Synced(folder)
    made.run("vdirsyncer", "discover")
    return made


@pytest.fixture
def feed() -> Iterator[Feed]:
    with served(pair("en").first) as made:
        yield made


@pytest.fixture
def synced(feed: Feed, tmp_path: Path) -> Synced:
    return synced_with(feed.address, tmp_path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_feed_is_followed(synced: Synced, feed: Feed, lang: str) -> None:
    feed.data = pair(lang).first
    assert synced.shown() == ordered(pair(lang).before.values())
    feed.data = pair(lang).second
    assert synced.shown() == ordered(pair(lang).after.values())


def test_nothing_is_written_anew_for_the_same_bytes(synced: Synced) -> None:
    once = {path: path.stat().st_mtime_ns for path in synced.sync()}
    assert {path: path.stat().st_mtime_ns for path in synced.sync()} == once


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tasks_are_shown_by_todoman(synced: Synced, feed: Feed, lang: str) -> None:
    for exported in exports(lang, todos=Todos.SEPARATE):
        feed.data = content(exported, document=1)
        synced.sync()
        listed = json.loads(synced.run("todo", "--porcelain", "list", "--status", "ANY"))
        shown = {(task["summary"], task["description"], day(task["due"])) for task in listed}
        assert shown == read_tasks(feed.data)
        assert len(listed) == len(shown) == exported.tasks > 10


def test_what_tracker_serves_is_followed(tmp_path: Path) -> None:
    with tracker_feed(tmp_path / "tracker") as feed:
        synced = synced_with(feed.address, tmp_path / "vdirsyncer")
        shown = synced.shown()
        before, after = feed.change()
        assert shown == ordered(before.values())
        assert synced.shown() == ordered(after.values())


def day(due: int) -> str:
    return f"{datetime.fromtimestamp(due, TOKYO):%Y-%m-%d}"
