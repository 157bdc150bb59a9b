"""Run the console sessions that the documents show, and hold them to what the program says.

A session is a fenced block marked `console`: lines that begin with `$ ` are typed (a
backslash continues them), everything up to the next is what must come out. Blocks of one
document share a folder and a store, in order.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from tracker.cli import main

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2027-02-01"

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Hold one command and what must come out of it."""

    typed: str
    command: str
    output: str


def turns_of(block: str) -> list[Turn]:
    """Return the commands of a block, each with its output."""
    turns: list[Turn] = []
    lines = block.splitlines()
    position = 0
    while position < len(lines):
        assert lines[position].startswith("$ "), lines[position]
        typed = [lines[position]]
        while typed[-1].endswith("\\"):
            position += 1
            typed.append(lines[position])
        position += 1
        output = []
        while position < len(lines) and not lines[position].startswith("$ "):
            output.append(lines[position])
            position += 1
        command = " ".join(line.removeprefix("$ ").rstrip("\\").strip() for line in typed)
        turns.append(Turn(typed="\n".join(typed), command=command, output="\n".join(output).rstrip()))
    return turns


def blocks_of(document: Path) -> list[str]:
    """Return the console blocks of a document; a file that is no Markdown is one block."""
    text = document.read_text(encoding="utf-8")
    return _BLOCK.findall(text) if document.suffix == ".md" else [text]


def run(command: str, folder: Path, language: str) -> str:
    """Return what a `tracker` command prints, both streams, as a terminal would show it.

    It runs in this process, in `folder`, with a store and a configuration of its own there.
    """
    words = shlex.split(command)
    assert words[0] == "tracker", command
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    environment = {
        **kept,
        "TRACKER_TODAY": TODAY,
        "TRACKER_DB": str(folder / "tracker.db"),
        "TRACKER_LANG": language,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        patch.dict(os.environ, environment, clear=True),
        patch.object(sys, "stdin", io.StringIO()),
        redirect_stdout(screen),
        redirect_stderr(screen),
        chdir(folder),
    ):
        main.run(words[1:])
    screen.seek(0)
    return screen.read().rstrip()


def replay(document: Path, folder: Path, language: str) -> str:
    """Return the document with the outputs of its sessions as they come out now."""
    text = document.read_text(encoding="utf-8")
    for block in blocks_of(document):
        parts = []
        for turn in turns_of(block):
            said = run(turn.command, folder, language)
            parts.append(turn.typed + ("\n" + said if said else ""))
        text = text.replace(block, "\n".join(parts) + "\n", 1)
    return text
