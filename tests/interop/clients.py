"""Install the calendar programs that other people use, apart from ours."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = "clients"
"""Programs that read calendar files."""
CALDAV = "caldav"
"""CalDAV client and server, and what this program itself needs; python-dateutil 2.9."""
NODE = Path(__file__).with_name("clients-node.json")


def client(program: str, pins: str = CLIENTS) -> Path:
    """Return the path of a program, installed as `constraints-<pins>.txt` pins it.

    A program that cannot be installed fails the test: a reader that was not tried is not known to read.
    """
    constraints = ROOT / f"constraints-{pins}.txt"
    home = ROOT / f".venv-{pins}"
    home.mkdir(exist_ok=True)
    mark = home / ".installed"
    wanted = constraints.read_text()
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists() or mark.read_text() != wanted:
            _run(sys.executable, "-m", "venv", "--clear", str(home / "programs"))
            pip = (str(home / "programs" / "bin" / "python"), "-m", "pip", "install", "--quiet")
            _run(*pip, "--disable-pip-version-check", "-r", str(constraints))
            mark.write_text(wanted)
    return home / "programs" / "bin" / program


def node_program() -> Path:
    """Return Node; it comes with the other programs, because that of the system is often too old."""
    return client("node")


def installed(program: str, *packages: str, proof: tuple[str, ...] = ()) -> Path:
    """Return the path of a program of the system; without it the test says what to install.

    In CI that is a failure. Elsewhere it is left out and named in the summary: pip cannot bring such a
    program. `proof`: arguments with which it succeeds only if all that is needed is there.
    """
    found = shutil.which(program)
    if found is not None and (not proof or subprocess.run([found, *proof], check=False).returncode == 0):
        return Path(found)
    sentence = f"{program} is missing or incomplete; install it with: apt-get install {' '.join(packages)}"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def at_home(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which a program finds nothing of whoever runs the tests."""
    (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    own = {f"XDG_{name.upper()}_HOME": str(home / name) for name in ("config", "data", "cache", "state")}
    return {
        **kept,
        **own,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "LC_ALL": "C.UTF-8",
        "TZ": "Asia/Tokyo",
        **more,
    }


class Session:
    """Talk to a program that answers each line of JSON with one of its own."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log

    def ask(self, command: str, *arguments: str) -> Any:
        """Return the answer to a command; fails with what the program said if it failed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps([command, *arguments]) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "no answer"}
        assert "error" not in answer, f"{answer['error']}\n{self._log.read_text()[-4000:]}"
        return answer["value"]


@contextmanager
def session(*command: str | Path, env: Mapping[str, str], log: Path, seconds: int = 180) -> Iterator[Session]:
    """Run a program that is asked line by line; it and what it started are gone after the block.

    After `seconds` it is ended whatever it does, so that a client that hangs fails its test.
    """
    with log.open("w") as complaints:
        process = subprocess.Popen(
            ["timeout", "--kill-after=5", str(seconds), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
            env=env,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Session(process, log)
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.terminate()
                process.wait(10)
            process.stdout.close()


def node_module(name: str) -> Path:
    """Return the folder of a module for Node, installed as `clients-node.json` pins it."""
    npm = client("npm")
    home = ROOT / f".venv-{CLIENTS}"
    folder = home / "node"
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / ".installed"
    wanted = NODE.read_text()
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists() or mark.read_text() != wanted:
            (folder / "package.json").write_text(wanted)
            _run(str(npm), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder))
            mark.write_text(wanted)
    return folder / "node_modules" / name


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
