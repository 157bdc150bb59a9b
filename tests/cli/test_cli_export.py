from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_program import AU, Program, fixture_au, fixture_tracker  # noqa: F401

from tracker.export.lint import lint


def events(path: Path) -> int:
    return path.read_bytes().count(b"BEGIN:VEVENT")


def test_the_calendar_is_written_here_on_a_terminal(au: Program) -> None:
    ran = au.screen("export")
    assert (ran.code, ran.out) == (0, "")
    path = au.folder / "sim-plan.ics"
    assert lint(path.read_bytes()) == ()
    assert f"{events(path)} events" in ran.err
    assert "iPhone" in ran.err
    assert path.stat().st_mode & 0o777 == 0o600


def test_into_a_pipe_it_goes_to_the_pipe(au: Program) -> None:
    ran = au.process("export")
    assert lint(ran.stdout) == ()
    assert b"iPhone" not in ran.stderr
    assert not (au.folder / "sim-plan.ics").exists()
    assert au.process("export", "-o", "-").stdout == ran.stdout


def test_the_standard_output_may_be_named(au: Program) -> None:
    ran = au.ok("export", "-o", "-")
    assert ran.out.startswith("BEGIN:VCALENDAR")
    assert "standard output" in ran.err


def test_the_same_plan_gives_the_same_bytes(au: Program) -> None:
    au.ok("export", "-o", "a.ics")
    again = au.ok("export", "-o", "b.ics", "--today", "2027-02-03")
    assert (au.folder / "a.ics").read_bytes() == (au.folder / "b.ics").read_bytes()
    assert "Nothing has changed" in again.err
    assert "GNOME" not in again.err


def test_what_changed_since_the_last_time_is_told(au: Program) -> None:
    first = au.ok("export", "-o", "a.ics")
    assert "Since" not in first.err
    au.ok("edit", "--departure", "2027-03-28")
    second = au.ok("export", "-o", "a.ics")
    assert "0 moved" not in second.err
    assert "5  Cancel au (My au, before 21:10): Wed 17 Feb, now " in second.err
    assert "GNOME" in second.err
    assert lint((au.folder / "a.ics").read_bytes()) == ()
    chinese = au.ok("export", "-o", "zh.ics", "--lang", "zh")
    assert "相比" not in chinese.err


def test_only_the_lines_named_or_all_that_are_not_archived(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    au.ok("export", "-o", "both.ics")
    au.ok("export", "sec", "-o", "one.ics")
    assert 0 < events(au.folder / "one.ics") < events(au.folder / "both.ics")
    au.ok("archive", "second")
    au.ok("export", "-o", "left.ics")
    assert b"povo" not in (au.folder / "left.ics").read_bytes()


def test_a_plan_that_cannot_be_kept_is_exported_too(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "japasim", "--departure", "2026-12-01")
    assert tracker("plan", "--check").code == 6
    tracker.ok("export", "-o", "x.ics")
    assert events(tracker.folder / "x.ics") > 0


def test_the_number_is_in_no_calendar(tracker: Program) -> None:
    tracker.ok("add", "main", *AU, "--number", "090-1234-5678")
    tracker.ok("export", "-o", "x.ics")
    assert b"5678" not in (tracker.folder / "x.ics").read_bytes().replace(b"\r\n ", b"")


def test_row_numbers_that_a_calendar_names_are_kept(au: Program) -> None:
    au.ok("me", "--account-closes", "2027-02-10")
    au.ok("export", "-o", "x.ics")
    before = {item["row"]: item["number"] for item in au.ok("next", "-n", "99", "--json").json()["items"]}
    au.ok("me", "--account-closes", "unknown")
    after = {item["row"]: item["number"] for item in au.ok("next", "-n", "99", "--json").json()["items"]}
    assert all(before[row] == number for row, number in after.items())


def test_nothing_to_export(tracker: Program) -> None:
    ran = tracker("export")
    assert (ran.code, ran.out) == (2, "")
    assert "tracker add" in ran.err


@pytest.mark.parametrize(("goal", "word"), [("folder", "folder"), ("missing/x.ics", "missing"), ("", "")])
def test_a_place_that_cannot_be_written(au: Program, goal: str, word: str) -> None:
    (au.folder / "folder").mkdir()
    ran = au("export", "-o", goal) if goal else au("export", "-o", "x" * 300)
    assert (ran.code, ran.out) == (1, "")
    assert word in ran.err
    assert "Since" not in au.ok("export", "-o", "x.ics").err


def test_a_calendar_is_checked(au: Program) -> None:
    au.ok("export", "-o", "x.ics")
    checked = au.ok("export", "--check", "x.ics")
    assert (checked.out, "0" in checked.err) == ("", True)
    assert "up to date" in checked.err
    path = au.folder / "x.ics"
    path.write_bytes(path.read_bytes().replace(b"END:VCALENDAR\r\n", b""))
    broken = au("export", "--check", "x.ics")
    assert broken.code == 1
    assert broken.out.startswith("line ")
    for goal in ("missing.ics", "."):
        ran = au("export", "--check", goal)
        assert (ran.code, ran.out) == (1, "")
        assert goal in ran.err


def test_a_calendar_is_checked_from_a_pipe(au: Program) -> None:
    data = au.process("export").stdout
    command = [sys.executable, "-m", "tracker", "export", "--check", "-"]
    env = {**os.environ, **au.env}
    for content, code in ((data, 0), (data + data, 1), (b"", 1)):
        ran = subprocess.run(command, input=content, env=env, capture_output=True, check=False)
        assert ran.returncode == code, ran.stderr
