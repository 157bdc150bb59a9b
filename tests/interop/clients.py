"""Install the calendar programs that other people use, in a venv of their own."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv-clients"
CONSTRAINTS = ROOT / "constraints-clients.txt"


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


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
