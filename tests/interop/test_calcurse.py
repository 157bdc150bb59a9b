"""calcurse shows the file as meant, and everything twice when it is imported again."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from calendars import LANGUAGES, Entry, Shown, pair
from clients import at_home, installed

pytestmark = pytest.mark.xdist_group("clients")

LINES = ("--format-event", "%m\\n", "--format-apt", "%S %E %m\\n")
TEXTS = ("--format-event", "%N\\n", "--format-apt", "%N\\n")


@dataclass(frozen=True)
class Calcurse:
    """Hold a calcurse with an empty calendar of its own."""

    program: Path
    folder: Path

    def run(self, *arguments: str) -> str:
        own = ("-D", self.folder / "calcurse", "-C", self.folder / "calcurse")
        done = subprocess.run(
            [self.program, *own, *arguments],
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=at_home(self.folder),
            stdin=subprocess.DEVNULL,
            timeout=60,
        )
        return done.stdout

    def take(self, data: bytes) -> None:
        path = self.folder / "plan.ics"
        path.write_bytes(data)
        self.run("-q", "-i", str(path))

    def shown(self) -> Counter[str]:
        """Return the lines that it lists, with their days."""
        day = ""
        found: Counter[str] = Counter()
        for line in self.query(*LINES).splitlines():
            if line.endswith(":") and line[:2].isdigit():
                day = line.removesuffix(":")
            elif line:
                found[f"{day} {line}"] += 1
        return found

    def query(self, *form: str) -> str:
        span = ("--from", "01/01/2027", "--days", "700", "--filter-type", "event,apt")
        return self.run("-Q", *span, *form)


@pytest.fixture
def calcurse(tmp_path: Path) -> Calcurse:
    return Calcurse(installed("calcurse", "calcurse"), tmp_path)


def meant(entries: Shown) -> Counter[str]:
    return Counter(line(entry) for entry in entries.values())


def line(entry: Entry) -> str:
    start, end = (local(entry[key]) for key in ("start", "end"))
    hours = f"{start:%H:%M} {end:%H:%M} " if entry["start"].endswith("Z") else ""
    return f"{start:%m/%d/%y} {hours}{entry['summary']}"


def local(said: str) -> datetime:
    if said.endswith("Z"):
        return datetime.fromisoformat(said).replace(tzinfo=None) + timedelta(hours=9)
    return datetime.fromisoformat(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_import_shows_everything_as_meant(calcurse: Calcurse, lang: str) -> None:
    calcurse.take(pair(lang).first)
    assert calcurse.shown() == meant(pair(lang).before)
    texts = {path.read_text(encoding="utf-8").strip("\n") for path in notes(calcurse)}
    for entry in pair(lang).before.values():
        assert any(entry["description"] in text for text in texts), entry["description"]


def notes(calcurse: Calcurse) -> list[Path]:
    return list((calcurse.folder / "calcurse" / "notes").iterdir())


def test_import_again_shows_everything_twice(calcurse: Calcurse) -> None:
    """So the help says: delete the calendar and import again."""
    calcurse.take(pair("en").first)
    calcurse.take(pair("en").second)
    assert calcurse.shown() == meant(pair("en").before) + meant(pair("en").after)
