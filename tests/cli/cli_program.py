"""Run the real program, in this process or in one of its own, on data of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tracker.cli.main import run

TODAY = "2027-02-01"
AU = ("--carrier", "au", "--sim", "esim", "--payment", "card", "--departure", "2027-02-19")


class Ran(NamedTuple):
    """Hold what a run gave back."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """Return the result as the record that it is."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class Typed(io.StringIO):
    """Be a terminal at which somebody types these lines."""

    def isatty(self) -> bool:
        return True


@dataclass
class Program:
    """Run commands one after the other on the same data."""

    folder: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    @property
    def config(self) -> Path:
        return self.folder / "config" / "sim-tracker"

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "TRACKER_TODAY": TODAY,
            "LC_ALL": "C.UTF-8",
        }

    def __call__(self, *args: str, typed: str | None = None) -> Ran:
        """Run in this process; with `typed` at a terminal where these lines are typed."""
        self.capture.readouterr()
        stdin = io.StringIO() if typed is None else Typed(typed)
        self.patch.setattr(sys, "stdin", stdin)
        code = run(args)
        out, err = self.capture.readouterr()
        return Ran(int(code), out, err)

    def ok(self, *args: str, typed: str | None = None) -> Ran:
        """Run what has to succeed."""
        ran = self(*args, typed=typed)
        assert ran.code == 0, ran.err
        return ran

    def screen(self, *args: str) -> Ran:
        """Run with the result going to a terminal."""
        with self.patch.context() as patch:
            patch.setattr("tracker.cli.main._is_terminal", lambda stream: stream is sys.stdout)
            return self(*args)

    def process(
        self, *args: str, env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """Run in a process of its own."""
        settings = {**os.environ, **self.env, **(env or {})}
        command = [sys.executable, "-m", "tracker", *args]
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.run(command, env=settings, cwd=self.folder, timeout=60, check=False, **options)


@pytest.fixture(name="tracker")
def fixture_tracker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Program:
    program = Program(tmp_path, monkeypatch, capsys)
    for name in [name for name in os.environ if name.startswith(("TRACKER_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    for name, value in program.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return program


@pytest.fixture(name="au")
def fixture_au(tracker: Program) -> Program:
    """Give the program with the line of the drafts recorded: au, eSIM, four services."""
    tracker.ok("add", "main", *AU, "--service", "wechat,alipay,line,bank")
    return tracker
