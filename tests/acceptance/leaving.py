"""Sit where somebody who leaves Japan sits: type commands at the real program, read what it says."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tracker.cli.main import run

LANGUAGES = ("en", "zh", "ja")

_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ROW = re.compile(r"^\s{0,2}(\d+)([* ])\s")
_MARKED = re.compile(r"^[!-] ")


def day(iso: str, lang: str = "en") -> str:
    """Return a day with its weekday as people write it, without the year."""
    one = date.fromisoformat(iso)
    weekday = _WEEKDAYS[lang][one.weekday()]
    if lang == "en":
        return f"{weekday} {one.day} {_MONTHS[one.month - 1]}"
    return f"{one.month}月{one.day}日 {weekday if lang == 'zh' else f'({weekday})'}"


def bare(text: str) -> str:
    """Return a text without line breaks, blanks and the two widths of a character."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


class Ran(NamedTuple):
    """Hold what came of a command."""

    code: int
    out: str
    err: str

    def says(self, *phrases: str) -> bool:
        """Tell that the result says all of this, wherever lines are broken; else show it."""
        missing = [phrase for phrase in phrases if bare(phrase) not in bare(self.out)]
        assert not missing, f"{missing} not in:\n{self.out}{self.err}"
        return True

    def lacks(self, *phrases: str) -> bool:
        """Tell that the result says none of this; else show it."""
        found = [phrase for phrase in phrases if bare(phrase) in bare(self.out)]
        assert not found, f"{found} in:\n{self.out}"
        return True

    def complains(self, code: int, *phrases: str) -> bool:
        """Tell that the program ended with this code and one sentence on stderr that says all of this."""
        assert self.code == code, f"{self.code}: {self.err}"
        assert self.out == ""
        assert 1 <= len(self.err.splitlines()) <= 5, self.err
        missing = [phrase for phrase in phrases if bare(phrase) not in bare(self.err)]
        assert not missing, f"{missing} not in:\n{self.err}"
        return True

    @property
    def first(self) -> str:
        """Return the first sentence on the screen: the first line and what it runs on into."""
        lines = self.out.splitlines()
        return bare(" ".join(lines[:2]))

    def rows(self) -> dict[int, str]:
        """Return the rows of a plan by number, each as one line."""
        found: dict[int, str] = {}
        number = None
        for line in self.out.splitlines():
            if not line.strip() or _MARKED.match(line):
                number = None
            elif match := _ROW.match(line):
                number = int(match[1])
                found[number] = line
            elif number is not None and line.startswith(" " * 20):
                found[number] += line
            else:
                number = None
        return {number: re.sub(r"\s+", " ", row).strip() for number, row in found.items()}

    def row(self, *phrases: str) -> str:
        """Return the one row of a plan that says all of this."""
        fitting = [row for row in self.rows().values() if all(bare(one) in bare(row) for one in phrases)]
        assert len(fitting) == 1, self.out
        return fitting[0]

    def json(self) -> dict[str, Any]:
        """Return the result as the record that it is."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class Plan(dict[str, Any]):
    """Hold the record of one plan and find things in it."""

    def step(self, key: str) -> dict[str, Any]:
        """Return the step with this key."""
        [found] = [step for step in self["steps"] if step["key"] == key]
        assert isinstance(found, dict)
        return found

    @property
    def steps(self) -> set[str]:
        """Return the keys of all steps."""
        return {step["key"] for step in self["steps"]}

    def problem(self, code: str) -> dict[str, Any]:
        """Return the problem with this code."""
        [found] = [problem for problem in self["problems"] if problem["code"] == code]
        assert isinstance(found, dict)
        return found

    @property
    def problems(self) -> set[str]:
        """Return the codes of all problems."""
        return {problem["code"] for problem in self["problems"]}

    @property
    def window(self) -> dict[str, Any]:
        """Return the cancellation window."""
        found = self["cancellation"]
        assert isinstance(found, dict)
        return found


@dataclass
class Desk:
    """Type one command after the other on the same data, at a terminal, on a fixed day."""

    folder: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    today: str = "2027-02-01"
    lang: str = "en"

    @property
    def data(self) -> Path:
        return self.folder / "leaving.db"

    @property
    def own_carriers(self) -> Path:
        """Return the folder of one's own carrier files."""
        folder = self.folder / "config" / "sim-tracker" / "carriers"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def __call__(
        self, command: str, today: str | None = None, lang: str | None = None, *, pipe: bool = False
    ) -> Ran:
        """Run a command in this process; its result is shown on a terminal, or goes into a pipe."""
        options = ["--db", str(self.data), "--today", today or self.today, "--lang", lang or self.lang]
        self.capture.readouterr()
        with self.patch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO())
            patch.setattr("tracker.cli.main._is_terminal", lambda stream: not pipe and stream is sys.stdout)
            code = int(run([*options, *shlex.split(command)]))
        out, err = self.capture.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    def ok(self, command: str, today: str | None = None, lang: str | None = None) -> Ran:
        """Run what has to succeed."""
        ran = self(command, today, lang)
        assert ran.code == 0, ran.err
        return ran

    def plan(self, name: str, today: str | None = None) -> Plan:
        """Return the plan of a line as its record."""
        return Plan(self.ok(f"plan {name} --json", today).json())

    def calendar(self, today: str | None = None, lang: str | None = None) -> str:
        """Export everything and return the file, its folded lines joined."""
        path = self.folder / "out.ics"
        self.ok(f"export -o {path}", today, lang)
        return path.read_text(encoding="utf-8").replace("\n ", "").replace("\r", "")

    def process(self, *words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        """Run a command as a process of its own, its output into a pipe unless said otherwise."""
        command = [sys.executable, "-m", "tracker", "--db", str(self.data), "--today", self.today, *words]
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.run(
            command, cwd=self.folder, env=dict(os.environ), timeout=60, check=False, **options
        )


@pytest.fixture(name="desk")
def fixture_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    for name in [name for name in os.environ if name.startswith(("TRACKER_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    for name, folder in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, monkeypatch, capsys)
