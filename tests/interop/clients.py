"""Install the calendar programs that other people use, apart from ours."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv-clients"
CONSTRAINTS = ROOT / "constraints-clients.txt"
NODE = Path(__file__).with_name("clients-node.json")


def client(program: str) -> Path:
    """Return the path of a program, installed as `constraints-clients.txt` pins it.

    A program that cannot be installed fails the test: a reader that was not tried is not known to read.
    """
    VENV.mkdir(exist_ok=True)
    mark = VENV / ".installed"
    wanted = CONSTRAINTS.read_text()
    with (VENV / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists() or mark.read_text() != wanted:
            _run(sys.executable, "-m", "venv", "--clear", str(VENV / "programs"))
            pip = (str(VENV / "programs" / "bin" / "python"), "-m", "pip", "install", "--quiet")
            _run(*pip, "--disable-pip-version-check", "-r", str(CONSTRAINTS))
            mark.write_text(wanted)
    return VENV / "programs" / "bin" / program


def node_program() -> Path:
    """Return Node; without it the test fails, for a reader that was not tried is not known to read."""
    found = shutil.which("node")
    assert found is not None, "Node is missing: install the packages nodejs and npm"
    return Path(found)


def node_module(name: str) -> Path:
    """Return the folder of a module for Node, installed as `clients-node.json` pins it."""
    folder = VENV / "node"
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "package.json"
    wanted = NODE.read_text()
    with (VENV / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists() or mark.read_text() != wanted or not (folder / "node_modules").exists():
            mark.write_text(wanted)
            _run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder))
    return folder / "node_modules" / name


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
