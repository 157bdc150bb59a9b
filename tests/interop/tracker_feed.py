"""Serve a plan with `tracker serve`, in a process of its own, and change it while it is served."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from calendars import Shown, read
from clients import at_home

LINE = ("--carrier", "au", "--sim", "esim", "--payment", "card", "--departure", "2027-02-19")


@dataclass
class TrackerFeed:
    """Hold the data of one person and the address at which the plan is served."""

    folder: Path
    port: int = 0
    path: str = ""

    @property
    def address(self) -> str:
        return f"//127.0.0.1:{self.port}{self.path}"

    @property
    def shown(self) -> Shown:
        """Return what the feed says now."""
        with urlopen(f"http:{self.address}", timeout=30) as answer:  # noqa: S310 - the server of this test
            return read(answer.read())

    def command(self, *arguments: str) -> list[str]:
        options = ("--db", str(self.folder / "tracker.db"), "--today", "2027-02-01", "--lang", "zh")
        return [sys.executable, "-m", "tracker", *options, *arguments]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            self.command(*arguments),
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=at_home(self.folder),
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def change(self) -> tuple[Shown, Shown]:
        """Move the departure and finish a step; return what the feed said before and says after."""
        before = self.shown
        self.run("edit", "--departure", "2027-03-28")
        self.run("done", "1")
        after = self.shown
        assert set(before) > set(after)
        assert sum(before[uid]["start"] != after[uid]["start"] for uid in after) > 5
        return before, after


@contextmanager
def tracker_feed(folder: Path) -> Iterator[TrackerFeed]:
    """Serve the plan of a line until the end of the block."""
    feed = TrackerFeed(folder)
    feed.run("add", "main", *LINE, "--service", "wechat,bank")
    feed.path = found(r"http://127\.0\.0\.1:\d+(/f/\S+)", feed.run("feed", "create"))
    with subprocess.Popen(
        feed.command("serve", "--port", "0"), env=at_home(folder), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            said = ""
            while not re.search(r"http://\S+:\d+", said):
                line = process.stderr.readline()
                assert line, said
                said += line
            feed.port = int(found(r"http://\S+:(\d+)", said))
            yield feed
        finally:
            process.terminate()
            process.communicate(timeout=30)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, text
    return match[1]
