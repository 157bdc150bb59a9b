"""Run `tracker serve` as people do, in a process of its own, and ask it over http."""

from __future__ import annotations

import http.client
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from tracker.cli.main import run

TODAY = "2027-02-01"
AU = ("--carrier", "au", "--sim", "esim", "--payment", "card", "--departure", "2027-02-19")


class Ran(NamedTuple):
    """Hold what a command gave back."""

    code: int
    out: str
    err: str


class Answer(NamedTuple):
    """Hold one answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def etag(self) -> str:
        return self.headers["etag"]


@dataclass
class Place:
    """Hold the data of one person, and run commands on them, in another process than the server's."""

    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "tracker.db"

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "tracker", "--db", str(self.database), *args]

    @property
    def environment(self) -> dict[str, str]:
        names = ("TRACKER_", "LC_", "LANG")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
        return {
            **kept,
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "LC_ALL": "C.UTF-8",
            "TRACKER_TODAY": TODAY,
            **self.env,
        }

    def run(self, *args: str) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with (
            patch.dict(os.environ, self.environment, clear=True),
            patch.object(sys, "stdin", io.StringIO()),
            chdir(self.folder),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = run(["--db", str(self.database), *args])
        return Ran(int(code), out.getvalue(), err.getvalue())

    def ok(self, *args: str) -> str:
        ran = self.run(*args)
        assert ran.code == 0, ran.err
        return ran.out

    def feed(self, *args: str) -> str:
        """Make a feed and return its path."""
        return path_in(self.ok("feed", "create", *args))

    @contextmanager
    def served(self, *args: str) -> Iterator[Server]:
        """Run the server until the end of the block."""
        with subprocess.Popen(
            self.command("serve", "--port", "0", *args),
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            said: list[str] = []
            port = None
            while port is None:
                line = process.stderr.readline()
                assert line, "".join(said)
                said.append(line)
                port = re.search(r"http://\S+:(\d+)", line)
            server = Server(process, int(port[1]), said)
            try:
                yield server
            finally:
                process.terminate()
                server.said += process.communicate(timeout=30)


@dataclass
class Server:
    """Ask a running server."""

    process: subprocess.Popen[str]
    port: int
    said: list[str]

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        return ask(self.port, path, method, body, **headers)


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Return the answer to one request; names of headers have `_` for `-`."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        data = answer.read()
        return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, data)


def path_in(text: str) -> str:
    """Return the path of the feed whose address was printed."""
    found = re.search(r"http://127\.0\.0\.1:\d+(/f/\S+)", text)
    assert found is not None, text
    return found[1]


@pytest.fixture(name="made", scope="session")
def fixture_made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make a database with a line and a feed, once; return it with the path of the feed."""
    place = Place(tmp_path_factory.mktemp("made"))
    place.ok("add", "main", *AU, "--service", "wechat,bank")
    return place.database, place.feed()


@pytest.fixture(name="place")
def fixture_place(tmp_path: Path, made: tuple[Path, str]) -> Place:
    place = Place(tmp_path)
    shutil.copy(made[0], place.database)
    return place


@pytest.fixture(name="path")
def fixture_path(made: tuple[Path, str]) -> str:
    return made[1]
