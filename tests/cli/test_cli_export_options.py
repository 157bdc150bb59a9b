"""The options of `tracker export`, what it says about apps, and how a file stands to the plan."""

from __future__ import annotations

import re
import shutil
from itertools import cycle
from pathlib import Path

import pytest
from cli_program import AU, Program, fixture_au, fixture_tracker  # noqa: F401

from tracker.clock import now
from tracker.export.clients import Client
from tracker.export.lint import lint
from tracker.i18n import LANGUAGES
from tracker.store import open_store

SERVICES = ("--service", "wechat,bank,line")


def data(au: Program, name: str = "x.ics") -> bytes:
    found = (au.folder / name).read_bytes()
    assert lint(found) == ()
    return found.replace(b"\r\n ", b"")


def export(au: Program, *options: str) -> bytes:
    au.ok("export", "-o", "x.ics", *options)
    return data(au)


# --- every option reaches the bytes


@pytest.mark.parametrize(
    ("options", "there", "not_there"),
    [
        (("--alarms", "none"), b"BEGIN:VEVENT", b"VALARM"),
        (("--alarms", "one"), b"TRIGGER:-PT15H", b"TRIGGER:PT9H"),
        (("--alarm-mode", "absolute"), b"TRIGGER;VALUE=DATE-TIME:20270216T000000Z", b"TRIGGER:-PT15H"),
        (("--remind-at", "20:30"), b"TRIGGER:-PT3H30M", b"TRIGGER:-PT15H"),
        (("--remind-at", "８：１５"), b"TRIGGER:-PT15H45M", b"TRIGGER:-PT15H\r"),
        (("--remind-days", "2"), b"TRIGGER:-P1DT15H", b"TRIGGER:-PT15H"),
        (("--reminder-events",), b"cancel-due-r1@", b"METHOD"),
        (("--for", "google", "--no-reminder-events"), b"cancel-due@", b"-r1@"),
        (("--todos", "inline"), b"BEGIN:VTODO", b"METHOD"),
        (("--windows",), b"cancel-window@", b"METHOD"),
        (("--private",), b"CLASS:PRIVATE", b"METHOD"),
        (("--method", "publish"), b"METHOD:PUBLISH", b"VTODO"),
        (("--past-days", "0", "--today", "2027-02-10"), b"cancel-due@", b"look-due@"),
    ],
)
def test_an_option_changes_the_bytes(
    au: Program, options: tuple[str, ...], there: bytes, not_there: bytes
) -> None:
    found = export(au, *options)
    assert there in found
    assert not_there not in found


def test_times_in_utc(au: Program) -> None:
    au.ok("book", "main", "2027-02-17", "10:30")
    assert b"DTSTART;TZID=Asia/Tokyo:20270217T103000" in export(au)
    found = export(au, "--utc")
    assert b"DTSTART:20270217T013000Z" in found
    assert b"VTIMEZONE" not in found


def test_tombstones(au: Program) -> None:
    export(au)
    au.ok("done", "main", "1", "--on", "2027-02-01")
    assert b"STATUS:CANCELLED" not in export(au)
    assert b"SUMMARY:[Done] Log in to My au" in export(au, "--tombstones", "on")


def test_only_what_changed(au: Program) -> None:
    export(au)
    nothing = au.ok("export", "-o", "changes.ics", "--changes-only")
    assert "nothing was written" in nothing.err
    assert not (au.folder / "changes.ics").exists()
    au.ok("move", "main", "1", "2027-02-05")
    au.ok("export", "-o", "changes.ics", "--changes-only")
    found = data(au, "changes.ics")
    assert 0 < found.count(b"BEGIN:VEVENT") < 4
    assert b"DTSTART;VALUE=DATE:20270205" in found


def test_a_file_for_each_contract_and_one_for_tasks(au: Program) -> None:
    au.ok("add", "会社/../x", "--carrier", "docomo", "--departure", "2027-02-19")
    ran = au.ok("export", "-o", "plan.ics", "--split", "contract", "--todos", "separate")
    written = sorted(path.name for path in au.folder.glob("*.ics"))
    assert written == ["plan-main.ics", "plan-todos.ics", "plan-会社-..-x.ics"]
    for name in written:
        assert name in ran.err
        assert data(au, name).count(b"BEGIN:VTODO" if "todos" in name else b"BEGIN:VEVENT") > 5


@pytest.mark.parametrize("options", [("--split", "contract"), ("--todos", "separate")])
def test_several_files_do_not_fit_into_a_pipe(au: Program, options: tuple[str, ...]) -> None:
    ran = au("export", "-o", "-", *options)
    assert (ran.code, ran.out) == (2, "")
    assert "-o" in ran.err


def test_several_files_are_written_or_none(au: Program) -> None:
    (au.folder / "plan-todos.ics").mkdir()
    ran = au("export", "-o", "plan.ics", "--todos", "separate")
    assert ran.code == 1
    assert [path.name for path in au.folder.glob("*.ics")] == ["plan-todos.ics"]
    assert "Since" not in au.ok("export", "-o", "x.ics").err


def test_a_large_calendar_is_split_and_told(au: Program) -> None:
    for number in range(4):
        au.ok("add", f"line {number}", "--carrier", "docomo", "--departure", "2027-02-19")
    ran = au.ok("export", "-o", "plan.ics", "--max-bytes", "30000")
    names = sorted(path.name for path in au.folder.glob("plan*.ics"))
    assert names[:2] == ["plan-2.ics", "plan-3.ics"]
    assert names[-1] == "plan.ics"
    assert "more than 30 kB" in ran.err
    for name in names:
        assert len((au.folder / name).read_bytes()) <= 30_000
        data(au, name)
    large = au.ok("export", "main", "-o", "one.ics", "--max-bytes", "10000")
    assert "The calendar is large" in large.err


def test_what_the_person_typed_can_be_left_out(tracker: Program) -> None:
    tracker.ok("add", "Li Wei", *AU, "--number", "090-1234-5678", "--note", "secret", *SERVICES)
    tracker.ok("book", "Li Wei", "2027-02-17", "10:30", "--place", "Shinjuku")
    plain = export(tracker)
    assert b"Li Wei" in plain
    assert b"Shinjuku" in plain
    for lang in LANGUAGES:
        found = export(tracker, "--redact", "--lang", lang)
        assert b"tracker done au 5" in found
        for typed in (b"Li Wei", b"secret", b"Shinjuku", b"5678"):
            assert typed not in found
    assert tracker.ok("export", "--check", "x.ics").code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--remind-at", "25:00"),
        ("--remind-at", "9"),
        ("--remind-days", "-1"),
        ("--alarms", "loud"),
        ("--for", "lotus"),
        ("--max-bytes", "10"),
        ("--past-days", "x"),
    ],
)
def test_a_value_that_is_none_is_refused(au: Program, options: tuple[str, ...]) -> None:
    ran = au("export", "-o", "x.ics", *options)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()
    assert not (au.folder / "x.ics").exists()


def test_a_reminder_on_the_day_itself_warns_of_outlook(au: Program) -> None:
    ran = au.ok("export", "-o", "x.ics", "--remind-days", "0")
    assert "15:00 of the day before" in ran.err
    assert "Outlook" not in au.ok("export", "-o", "x.ics", "--remind-days", "0", "--for", "khal").err


# --- the apps


@pytest.mark.parametrize(("client", "lang"), list(zip(Client, cycle(LANGUAGES), strict=False)))
def test_every_app_has_its_taps_and_its_way_to_update(au: Program, client: Client, lang: str) -> None:
    first = au.ok("export", "-o", "x.ics", "--for", client, "--lang", lang)
    assert "x.ics" in first.err
    if client is not Client.OTHER:
        assert all(f"\n  {number}. " in first.err for number in (1, 2, 3))
    au.ok("move", "main", "1", "2027-02-05")
    second = au.ok("export", "-o", "x.ics", "--lang", lang)
    assert first.err.splitlines()[-1] not in second.err
    if client is Client.THUNDERBIRD:
        assert (au.folder / "x.ics").as_uri() in second.err


@pytest.mark.parametrize("client", [Client.THUNDERBIRD, Client.KHAL, Client.OTHER])
def test_a_pipe_has_no_address_to_subscribe_to(au: Program, client: Client) -> None:
    export(au, "--for", client)
    au.ok("move", "main", "1", "2027-02-05")
    said = au.ok("export", "-o", "-").err
    assert "file:///" not in said
    assert "import" in said.casefold()


def test_the_app_is_remembered(au: Program) -> None:
    assert b"-r1@" in export(au, "--for", "google")
    assert b"-r1@" in export(au)
    assert b"-r1@" not in export(au, "--for", "other")
    assert b"-r1@" not in export(au)


@pytest.mark.parametrize(
    ("typed", "client"),
    [("3\n", "nextcloud"), ("99\nOutlook\n", "outlook"), ("\n", "other"), ("google 日历\n\n", "other")],
)
def test_the_app_is_asked_for_once_at_a_terminal(au: Program, typed: str, client: str) -> None:
    with au.patch.context() as patch:
        patch.setattr("tracker.cli.main._is_terminal", lambda _: True)
        first = au.ok("export", typed=typed)
        again = au.ok("export", typed="")
    assert "Which calendar" in first.err
    assert "Which calendar" not in again.err
    with open_store(str(au.folder / "data" / "sim-tracker" / "tracker.db"), now=now) as store:
        assert store.setting("export.client") == client


def test_nobody_is_asked_who_wants_quiet(au: Program) -> None:
    with au.patch.context() as patch:
        patch.setattr("tracker.cli.main._is_terminal", lambda _: True)
        assert au.ok("export", "-q", typed="").err == ""


# --- what changed


def test_what_moved_came_and_went_is_told_by_row(au: Program) -> None:
    export(au)
    au.ok("move", "main", "1", "2027-02-05")
    au.ok("done", "main", "2", "--on", "2027-02-01")
    au.ok("book", "main", "2027-02-17", "10:30")
    said = au.ok("export", "-o", "x.ics").err
    assert "1 moved, 1 new, 1 dropped" in said
    assert "1  Log in to My au; read the last bill: Wed 3 Feb, now Fri 5 Feb" in said
    assert "5  Go: Cancel in My au (booked): new, Wed 17 Feb, 10:30" in said
    assert ": dropped, was " in said
    assert "iPhone, Outlook, Thunderbird, GNOME Calendar, KDE" in said
    assert (au.folder / "x.ics").as_uri() in said


def test_many_changes_are_cut_short(au: Program) -> None:
    au.ok("add", "second", "--carrier", "docomo", "--departure", "2027-02-19")
    export(au)
    au.ok("me", "--departure", "2027-04-20")
    au.ok("edit", "main", "--departure", "2027-04-20", "--this-line")
    said = au.ok("export", "-o", "x.ics").err
    assert "  and " in said


# --- how a file stands


def test_a_file_is_current_until_the_plan_changes(au: Program) -> None:
    export(au, "--for", "google", "--lang", "zh", "--windows")
    current = au.ok("export", "--check", "x.ics")
    assert "up to date: it holds the plan of main" in current.err
    au.ok("move", "main", "1", "2027-02-05")
    ran = au("export", "--check", "x.ics")
    assert ran.code == 10
    assert "out of date" in ran.err
    assert "1  登录 My au，看最近一期账单：原为" not in ran.out
    assert "Wed 3 Feb, now Fri 5 Feb" in ran.out
    assert "已经过时" in au("export", "--check", "x.ics", "--lang", "zh").err
    au.ok("export", "-o", "x.ics", "--lang", "zh", "--windows")
    assert au("export", "--check", "x.ics").code == 0


def test_days_that_pass_leave_a_file_current(au: Program) -> None:
    export(au, "--todos", "inline")
    assert au("export", "--check", "x.ics", "--today", "2027-02-09").code == 0


def test_each_of_several_files_is_current(au: Program) -> None:
    au.ok("add", "second", "--carrier", "docomo", "--departure", "2027-02-19")
    au.ok("export", "-o", "plan.ics", "--split", "contract", "--todos", "separate")
    for path in au.folder.glob("plan*.ics"):
        assert au("export", "--check", str(path)).code == 0, path.name
    au.ok("move", "second", "1", "2027-02-05")
    assert au("export", "--check", "plan-main.ics").code == 0
    assert au("export", "--check", "plan-second.ics").code == 10


def test_a_contract_that_came_since_makes_the_file_of_all_old(au: Program) -> None:
    au.ok("add", "second", "--carrier", "docomo", "--departure", "2027-02-19")
    export(au)
    au.ok("add", "third", "--carrier", "povo", "--departure", "2027-02-19")
    ran = au("export", "--check", "x.ics")
    assert ran.code == 10
    assert "third" in ran.out
    assert ": new, " in ran.out


def test_a_file_of_contracts_that_are_gone_is_old(au: Program) -> None:
    export(au)
    au.ok("archive", "main")
    ran = au("export", "--check", "x.ics")
    assert ran.code == 10
    assert "no plan any more" in ran.err
    assert ": dropped, was " in ran.out


def test_a_file_of_somebody_else_is_foreign(au: Program) -> None:
    sound = Path(__file__).parents[1] / "export" / "sound.ics"
    ran = au("export", "--check", str(sound))
    assert ran.code == 3
    assert "not exported from the data" in ran.err
    other = au.folder / "other.ics"
    other.write_bytes(export(au).replace(b"UID:", b"UID:9"))
    assert au("export", "--check", "other.ics").code in {1, 3}


def test_a_foreign_file_does_not_make_a_database(tracker: Program) -> None:
    sound = Path(__file__).parents[1] / "export" / "sound.ics"
    assert tracker("export", "--check", str(sound)).code == 3
    assert not list(tracker.folder.rglob("*.db"))


def test_defects_come_before_everything_else(au: Program) -> None:
    export(au)
    path = au.folder / "x.ics"
    path.write_bytes(path.read_bytes().replace(b"STATUS:CONFIRMED", b"STATUS:DONE", 1))
    ran = au("export", "--check", "x.ics")
    assert ran.code == 1
    assert "out of date" in ran.err


def test_a_file_of_several_lines_with_shared_steps_is_current(au: Program) -> None:
    au.ok("add", "second", "--carrier", "docomo", "--departure", "2027-02-19", *SERVICES)
    found = export(au, "--windows", "--todos", "inline")
    counts = [
        len(re.findall(rb"UID:[^\r]*-number-%s@" % role, found)) for role in (b"due", b"window", b"todo")
    ]
    assert counts == [1, 1, 1]
    assert au("export", "--check", "x.ics").code == 0


# --- the revisions outlive a copy


def test_revisions_survive_a_copy_of_the_database(au: Program) -> None:
    export(au)
    au.ok("move", "main", "1", "2027-02-05")
    second = export(au)
    assert b"SEQUENCE:1" in second
    database = au.folder / "data" / "sim-tracker" / "tracker.db"
    copy = au.folder / "copy.db"
    shutil.copy(database, copy)
    au.ok("--db", str(copy), "export", "-o", "again.ics", "--today", "2027-02-04")
    assert data(au, "again.ics") == second
    au.ok("--db", str(copy), "move", "main", "1", "2027-02-08")
    au.ok("--db", str(copy), "export", "-o", "again.ics")
    assert b"SEQUENCE:2" in data(au, "again.ics")
