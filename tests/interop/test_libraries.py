"""Libraries that apps are built with read from the file what was written."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from calendars import LANGUAGES, Entry, Shown, content, exports, pair
from clients import client, installed, node_module, node_program

from tracker.export.options import AlarmMode, Method, Todos, Tombstones

pytestmark = pytest.mark.xdist_group("clients")

Reader = Callable[[Path], Shown]


def printed(*command: str | Path) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_javascript(library: str, path: Path) -> Shown:
    script = Path(__file__).with_name("readers.mjs")
    found: Shown = json.loads(printed(node_program(), script, library, node_module(library).parent, path))
    return found


def by_ics(path: Path) -> Shown:
    found: Shown = json.loads(printed(client("python"), Path(__file__).with_name("reader_ics.py"), path))
    return found


def as_is(shown: Shown) -> Shown:
    return shown


def backslash_before_n(shown: Shown) -> Shown:
    """Return what readers show that undo `\\\\n` (a backslash, then an n) as if it were a line break."""

    def misread(text: str) -> str:
        return text.replace("\\N", "\\\n").replace("\\n", "\\\n")

    return {
        uid: Entry(
            summary=misread(entry["summary"]),
            description=misread(entry["description"]),
            location=misread(entry["location"]),
            start=entry["start"],
            end=entry["end"],
            alarms=entry["alarms"],
        )
        for uid, entry in shown.items()
    }


READERS = (
    pytest.param(partial(by_javascript, "ical.js"), as_is, id="ical.js"),
    pytest.param(partial(by_javascript, "node-ical"), backslash_before_n, id="node-ical"),
    pytest.param(partial(by_javascript, "ts-ics"), as_is, id="ts-ics"),
    pytest.param(by_ics, backslash_before_n, id="ics"),
)


@pytest.mark.parametrize(("reader", "reads"), READERS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_library_reads_what_was_written(
    reader: Reader, reads: Callable[[Shown], Shown], lang: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(pair(lang).first)
    assert reader(path) == reads(pair(lang).before)


@pytest.fixture(scope="module")
def libical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("libical") / "reader"
    compiler = installed("gcc", "gcc", "libc6-dev")
    config = installed("pkg-config", "pkg-config", "libical-dev", proof=("--exists", "libical"))
    flags = printed(config, "--cflags", "--libs", "libical").split()
    source = Path(__file__).with_name("reader_libical.c")
    printed(compiler, "-Wall", "-Wextra", "-Werror", "-o", program, source, *flags)
    return program


@pytest.mark.parametrize("lang", LANGUAGES)
def test_libical_reads_what_was_written_and_finds_no_fault(libical: Path, lang: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(pair(lang).first)
    shown: Shown = {}
    for record in printed(libical, path).removesuffix("\x1e").split("\x1e"):
        uid, summary, description, location, start, end, *alarms = record.removesuffix("\x1f").split("\x1f")
        shown[uid] = Entry(
            summary=summary,
            description=description,
            location=location,
            start=start,
            end=end,
            alarms=[int(alarm) for alarm in alarms],
        )
    assert shown == pair(lang).before


@pytest.mark.parametrize(
    "options",
    [
        {"alarm_mode": AlarmMode.ABSOLUTE},
        {"method": Method.PUBLISH},
        {"private": True},
        {"reminder_events": True},
        {"todos": Todos.INLINE},
        {"todos": Todos.SEPARATE},
        {"tombstones": Tombstones.ON},
        {"utc": True},
        {"windows": True},
    ],
)
def test_libical_finds_no_fault_in_any_form(libical: Path, options: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    for exported in exports("ja", **options):
        for document in range(len(exported.documents)):
            path.write_bytes(content(exported, document))
            printed(libical, path)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (rb"DTSTAMP:\d{8}T\d{6}Z\r\n", b""),
        (rb"UID:\S+\r\n", b""),
        (rb"DTSTART;VALUE=DATE:\d{8}\r\n", b""),
        (rb"TRIGGER:-PT15H", b"TRIGGER:20270201T000000Z"),
    ],
)
def test_libical_would_find_a_fault(libical: Path, right: bytes, wrong: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    data, count = re.subn(right, wrong, pair("en").first, count=1)
    assert count == 1
    path.write_bytes(data)
    done = subprocess.run([libical, path], check=False, capture_output=True, timeout=60)
    assert done.returncode == 1, done
    assert b"X-LIC-ERROR" in done.stderr
