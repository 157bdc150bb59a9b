from __future__ import annotations

import io
import json
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from cli_program import AU, Program, fixture_au, fixture_tracker  # noqa: F401

from tracker.cli.commands import COMMANDS
from tracker.cli.main import main
from tracker.cli.width import SCREEN, width
from tracker.clock import now, today
from tracker.i18n import LANGUAGES, CataloguesMissingError, texts
from tracker.store.tables import REVISION_TABLE

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "icalendar", "rich", "jpholiday", "babel", "alembic")
WEB = ("starlette", "uvicorn", "caldav", "niquests")

PROBE = """
import sys
from tracker.cli.main import run
code = run(sys.argv[1:])
heavy = [name for name in {heavy!r} if name in sys.modules]
print("LOADED", code, heavy, file=sys.stderr)
"""


def loaded(tracker: Program, *args: str) -> str:
    command = [sys.executable, "-c", PROBE.format(heavy=(*HEAVY, *WEB)), *args]
    env = {**os.environ, **tracker.env}
    ran = subprocess.run(command, env=env, cwd=tracker.folder, capture_output=True, text=True, check=True)
    return ran.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "args", [("--help",), ("--version",), ("add", "--help"), ("help", "services", "add"), ("push", "--help")]
)
def test_help_loads_nothing_heavy(tracker: Program, args: tuple[str, ...]) -> None:
    assert loaded(tracker, *args) == "LOADED 0 []"


def test_a_plan_loads_no_calendar(au: Program) -> None:
    assert "icalendar" not in loaded(au, "plan")
    assert "icalendar" not in loaded(au, "next")
    assert "icalendar" in loaded(au, "export", "-o", "x.ics")


@pytest.mark.parametrize(
    "args", [("plan",), ("export", "-o", "x.ics"), ("feed", "list"), ("serve", "--help")]
)
def test_nothing_but_serving_loads_the_server(au: Program, args: tuple[str, ...]) -> None:
    assert not set(WEB) & set(re.findall(r"\w+", loaded(au, *args)))


def every_command() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for command in COMMANDS:
        assert command.name is not None
        found.append((command.name,))
        found.extend((command.name, inner) for inner in getattr(command, "commands", {}))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", [(), *every_command()], ids=" ".join)
def test_every_command_has_help_in_every_language(
    tracker: Program, words: tuple[str, ...], lang: str
) -> None:
    shown = tracker.ok(*words, "--help", "--lang", lang)
    assert shown.err == ""
    assert max(map(width, shown.out.splitlines())) <= SCREEN
    assert tracker.ok(*words, "-h", f"--lang={lang}").out == shown.out
    asked = tracker.ok("--lang", lang, "help", *words)
    assert asked.out == shown.out
    speech = texts(lang)
    assert speech.get(f"help.{'.'.join(words) or 'tracker'}.text").splitlines()[0][:20] in shown.out.replace(
        "\n", " "
    )


def test_help_of_the_program_has_four_groups_with_every_command(tracker: Program) -> None:
    shown = tracker.ok("--help").out
    places = [shown.index(f"\n{title}:") for title in ("Every day", "Change", "Calendar", "Data")]
    assert places == sorted(places)
    for command in COMMANDS:
        assert command.hidden or f"\n  {command.name} " in shown


def test_the_version(tracker: Program) -> None:
    assert tracker.ok("--version").out.startswith("tracker 0")


def test_the_start_of_the_process(tracker: Program) -> None:
    tracker.patch.setattr(sys, "argv", ["tracker", "dance", "x"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2


def test_a_stream_that_is_no_file(tracker: Program) -> None:
    stream = io.StringIO()
    with tracker.patch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        tracker.ok("--version")
    assert stream.getvalue().startswith("tracker ")


def test_talk_is_wrapped_on_a_terminal_alone(tracker: Program) -> None:
    whole = tracker("services", "add").err
    assert len(whole.splitlines()) == 1
    with tracker.patch.context() as patch:
        patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        wrapped = tracker("services", "add").err
    assert max(map(len, wrapped.splitlines())) <= 79
    assert " ".join(wrapped.split()) == " ".join(whole.split())


def test_help_for_nothing(tracker: Program) -> None:
    assert tracker("help", "dance").code == 3
    assert tracker("help", "services", "dance").code == 3
    assert tracker("help", "plan", "dance").code == 3


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("paln",), "plan"),
        (("services", "ad"), "add"),
        (("qwerty",), "tracker --help"),
        (("services", "qwerty"), "tracker services --help"),
        (("plan", "--jsno"), "tracker plan --help"),
        (("--nonsense",), "tracker --help"),
        (("carriers", "show"), "tracker carriers show --help"),
        (("done",), "tracker done --help"),
        (("add", "a", "b"), "tracker add --help"),
        (("next", "-n"), "-n "),
        (("add", "--today", "never"), "never"),
    ],
)
def test_a_wrong_command_says_what_to_type(tracker: Program, args: tuple[str, ...], word: str) -> None:
    for lang in LANGUAGES:
        ran = tracker(*args, "--lang", lang) if "--nonsense" not in args else tracker("--lang", lang, *args)
        assert (ran.code, ran.out) == (2, "")
        assert word in ran.err


def test_tracker_cancel_says_that_it_cannot(au: Program) -> None:
    for args in (("cancel",), ("cancel", "ma"), ("cancel", "main")):
        ran = au(*args)
        assert (ran.code, ran.out) == (2, "")
        assert "tracker done main cancel" in ran.err
    assert "tracker done au cancel" in au("cancel", "au").err
    au.ok("remove", "--yes")
    assert "tracker add" in au("cancel").err


@pytest.mark.parametrize(("alias", "command"), [("ls", "list"), ("status", "list"), ("today", "next")])
def test_aliases(au: Program, alias: str, command: str) -> None:
    assert au.ok(alias).out == au.ok(command).out
    assert au.ok(alias, "--help").out.startswith("Usage: tracker")


def test_the_global_options_may_stand_anywhere(au: Program) -> None:
    place = str(au.folder / "other.db")
    for args in (
        ("--db", place, "list", "--json"),
        ("list", "--db", place, "--json"),
        ("list", "--json", f"--db={place}"),
    ):
        assert au.ok(*args).json()["contracts"] == []
    assert au.ok("list", "--json", "--today", "2027-02-05").json()["today"] == "2027-02-05"
    assert au.ok("services", "list", "--json", "--today", "+1d").json()["today"] == "2027-02-02"


@pytest.mark.parametrize(
    ("lang", "usage", "count"),
    [
        (
            "en",
            "Got unexpected extra arguments (b c). Help: tracker add --help",
            '-n takes a whole number from 1 on, not "0".',
        ),
        ("zh", "多余的参数（b c）。帮助：tracker add --help", "-n 要写从 1 起的整数，不能是「0」。"),
        (
            "ja",
            "余分な引数があります（b c）。ヘルプ：tracker add --help",
            "-n は 1 以上の整数で指定してください（「0」は使えません）。",
        ),
    ],
)
def test_what_is_wrong_is_one_whole_sentence_in_each_language(
    tracker: Program, lang: str, usage: str, count: str
) -> None:
    assert tracker("--lang", lang, "add", "a", "b", "c").err == f"{usage}\n"
    assert tracker("--lang", lang, "next", "-n", "0").err == f"{count}\n"
    for args in (("add", "--departure"), ("add", "--nme", "x"), ("done",)):
        ran = tracker("--lang", lang, *args)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert not [
            twice for twice in ("。。", ".。", "..", "?.", "？。") if twice in ran.err.replace("...", "")
        ]
        assert ran.err.endswith(f"tracker {args[0]} --help\n")
    missing = tracker("--lang", lang, "export", "--check", "gone.ics")
    assert (missing.code, missing.out) == (1, "")
    assert "gone.ics" in missing.err
    assert "No such file" not in missing.err


def test_a_language_without_texts_is_refused_where_it_was_asked_for(au: Program) -> None:
    ran = au("--lang", "fr", "list")
    assert (ran.code, ran.out) == (2, "")
    assert '"fr" is not possible here. Possible: en, zh and ja.' in ran.err
    au.patch.setenv("TRACKER_LANG", "fr")
    assert au.ok("list").out
    assert "名称" in au.ok("--lang", "zh_TW.UTF-8", "list").out


def test_option_before_environment_before_config_before_default(au: Program) -> None:
    au.config.mkdir(parents=True)
    other = au.folder / "other.db"
    (au.config / "config.toml").write_text(f'lang = "ja"\ndb = "{other}"\n', encoding="utf-8")
    assert au.ok("list", "--json").json()["contracts"] == []
    assert "使い方" in au.ok("--help").out or "コマンド" in au.ok("--help").out
    third = au.folder / "third.db"
    au.patch.setenv("TRACKER_DB", str(third))
    au.patch.setenv("TRACKER_LANG", "zh-TW")
    au.ok("add", "in-third", "--carrier", "povo")
    assert third.exists()
    assert "命令" in au.ok("--help").out
    assert au.ok("--db", str(other), "list", "--json").json()["contracts"] == []
    assert "Commands" in au.ok("--lang", "en", "services", "--help").out
    assert [line["name"] for line in au.ok("list", "--json").json()["contracts"]] == ["in-third"]


@pytest.mark.parametrize(
    ("text", "word"),
    [("lang = ", "config.toml"), ("colour = true", "db and lang"), ("lang = 3", "quotes")],
)
def test_a_config_that_cannot_be_used(tracker: Program, text: str, word: str) -> None:
    tracker.config.mkdir(parents=True)
    (tracker.config / "config.toml").write_text(text, encoding="utf-8")
    for args in (("list",), ("carriers", "list")):
        ran = tracker(*args)
        assert (ran.code, ran.out) == (2, "")
        assert word in ran.err
    assert tracker.ok("add", "--help").out != ""


def test_a_config_that_is_no_text(tracker: Program) -> None:
    tracker.config.mkdir(parents=True)
    (tracker.config / "config.toml").write_bytes(b"lang = '\xff'")
    assert tracker("list").code == 2


def test_quiet_says_results_alone_and_verbose_says_where(au: Program) -> None:
    assert au.ok("done", "1").err != ""
    assert au.ok("-q", "done", "2").err == ""
    assert "tracker.db" in au.ok("-v", "list").err
    assert "x.db" in au.ok("list", "--verbose", "--db", "x.db").err


def test_without_a_fixed_day_the_clock_counts(tracker: Program) -> None:
    tracker.patch.delenv("TRACKER_TODAY")
    tracker.ok("add", "main", "--carrier", "povo")
    assert tracker.ok("list", "--json").json()["today"] == today().isoformat()
    before = now()
    tracker.ok("add", "second", "--carrier", "au", "--departure", "+40d")
    tracker.ok("export", "-o", "x.ics")
    stamps = [
        line for line in (tracker.folder / "x.ics").read_text().splitlines() if line.startswith("DTSTAMP:")
    ]
    assert all(line >= f"DTSTAMP:{before:%Y%m%dT%H%M%SZ}" for line in stamps)


# --- pipes, signals, encodings --------------------------------------------------------


def test_a_reader_that_goes_away_is_no_error(au: Program) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = au.process("plan", stdout=write)
    os.close(write)
    assert ran.returncode == 1
    assert ran.stderr == b""


def test_help_for_a_reader_that_goes_away(tracker: Program) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = tracker.process("--help", stdout=write)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (1, b"")


@pytest.mark.parametrize("args", [("plan",), ("export", "-o", "-"), ("--help",)])
def test_a_full_disk_under_the_output(au: Program, args: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = au.process(*args, stdout=full)
    assert ran.returncode == 1
    assert ran.stderr.count(b"\n") == 1
    assert b"Traceback" not in ran.stderr


def test_nothing_can_be_said_at_all(tracker: Program) -> None:
    with Path(os.devnull).open("rb") as closed:
        ran = tracker.process("paln", stderr=closed)
    assert ran.returncode == 2


@pytest.mark.parametrize("encoding", ["cp1252", "cp932", "gbk", "ascii"])
def test_a_legacy_code_page_crashes_nothing(au: Program, encoding: str) -> None:
    au.ok("edit", "--name", "主号📱")
    for args in (("plan",), ("next",), ("--help",), ("list",), ("show", "zzz"), ("carriers", "list")):
        for lang in LANGUAGES:
            ran = au.process("--lang", lang, *args, env={"PYTHONIOENCODING": encoding})
            assert b"Traceback" not in ran.stderr
            assert ran.returncode == (3 if "zzz" in args else 0)


def test_arguments_that_are_no_text(au: Program) -> None:
    ran = au.process(b"done", b"\xff\xfe", b"1")  # type: ignore[arg-type]
    assert (ran.returncode, b"Traceback" in ran.stderr) == (3, False)


def test_ctrl_c_while_writing_leaves_what_was_there(au: Program) -> None:
    before = au.ok("show", "--json").out
    script = (
        "import os, signal, sys\n"
        "from tracker.store.repository import Store\n"
        "save = Store.save\n"
        "def interrupted(self, contract):\n"
        "    save(self, contract)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "Store.save = interrupted\n"
        "from tracker.cli.main import main\n"
        "sys.argv = ['tracker', 'done', '1']\n"
        "main()\n"
    )
    env = {**os.environ, **au.env}
    ran = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (130, b"")
    assert ran.stderr.strip() == b""
    assert au.ok("show", "--json").out == before


# --- data that cannot be used ---------------------------------------------------------


def test_a_damaged_database(au: Program) -> None:
    path = au.folder / "data" / "sim-tracker" / "tracker.db"
    data = bytearray(path.read_bytes())
    data[0:100] = b"x" * 100
    path.write_bytes(data)
    for args in (("list",), ("add", "b", "--carrier", "povo"), ("export", "-o", "x.ics")):
        ran = au(*args)
        assert (ran.code, ran.out) == (5, "")
        assert "tracker.db" in ran.err.replace("\n", "")
    assert path.read_bytes() == bytes(data)
    assert not (au.folder / "x.ics").exists()


def test_a_database_of_a_newer_program(au: Program) -> None:
    path = au.folder / "data" / "sim-tracker" / "tracker.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {REVISION_TABLE} SET version_num = '9999'")  # noqa: S608 - our own name
    connection.close()
    assert au("list").code == 5


@pytest.mark.parametrize("place", ["missing/folder/x.db", "."])
def test_a_place_where_no_database_can_be(tracker: Program, place: str) -> None:
    ran = tracker("--db", place, "list")
    assert (ran.code, ran.out) == (5, "")


def test_a_folder_of_carrier_files_that_is_a_file(tracker: Program) -> None:
    tracker.config.mkdir(parents=True)
    (tracker.config / "carriers").write_text("", encoding="utf-8")
    assert tracker("carriers", "list").code == 4


DROPPED = """
import os, sys
from tracker.cli.main import run
sys.stdout = open(os.devnull, "w")
run(["plan", *sys.argv[-2:]])
sys.stdout.close()
sys.stdout = sys.__stdout__
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(run(sys.argv[1:]))
"""
"""What is needed is loaded before the rights are given up: nobody may not read where we lie."""


def as_nobody(program: Program, *args: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **program.env}
    command = [sys.executable, "-c", DROPPED, *args]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=program.folder)


def test_a_folder_that_cannot_be_written(tracker: Program) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = replace(tracker, folder=folder)
        place = ("--db", str(folder / "x.db"))
        added = program.process("add", "main", *AU, *place)
        assert added.returncode == 0, added.stderr
        folder.chmod(0o555)
        (folder / "x.db").chmod(0o444)
        before = sorted(path.name for path in folder.iterdir())
        reading = as_nobody(program, "list", *place)
        assert (reading.returncode, "main" in reading.stdout) == (0, True), reading.stderr
        for args in (("add", "b", "--carrier", "povo"), ("done", "1"), ("remove", "--yes")):
            ran = as_nobody(program, *args, *place)
            assert (ran.returncode, ran.stdout) == (5, "")
            assert "Traceback" not in ran.stderr
        assert sorted(path.name for path in folder.iterdir()) == before
        folder.chmod(0o755)
        assert b"main" in program.process("list", *place).stdout


def small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_a_full_disk_loses_nothing(au: Program) -> None:
    before = au.ok("show", "--json").out
    note = au.process("edit", "--note", "x" * 2000, preexec_fn=small_files)
    assert note.returncode == 5
    assert b"Traceback" not in note.stderr
    assert au.ok("show", "--json").out == before


def test_a_calendar_that_did_not_fit_is_not_remembered(au: Program) -> None:
    for goal in ("/dev/full", "-"):
        with Path("/dev/full").open("wb") as full:
            ran = au.process("export", "-o", goal, stdout=full)
        assert (ran.returncode, b"Traceback" in ran.stderr) == (1, False)
    assert "Since the last export" not in au.ok("export", "-o", "x.ics").err


# --- completion -----------------------------------------------------------------------


def completed(tracker: Program, *words: str) -> list[str]:
    with tracker.patch.context() as patch:
        patch.setenv("_TRACKER_COMPLETE", "bash_complete")
        patch.setenv("COMP_WORDS", " ".join(["tracker", *words]))
        patch.setenv("COMP_CWORD", str(len(words)))
        ran = tracker.ok()
    assert ran.err == ""
    return [line.partition(",")[2] for line in ran.out.splitlines() if line]


def test_completion_knows_what_is_recorded(au: Program) -> None:
    assert "plan" in completed(au, "pl")
    assert completed(au, "show", "ma") == ["main"]
    assert completed(au, "add", "--shares", "ma") == ["main"]
    assert {"main", "5", "cancel"} <= set(completed(au, "done", ""))
    assert "unbind:wechat" in completed(au, "done", "main", "unb")
    assert completed(au, "add", "--carrier", "doco") == ["docomo"]
    assert completed(au, "add", "--payment", "ca") == ["card"]
    au.ok("add", "second", "--carrier", "povo")
    assert completed(au, "done", "") == ["main", "second"]
    assert completed(au, "services", "done", "se") == ["second"]


def test_completion_is_silent_where_nothing_can_be_read(au: Program) -> None:
    (au.folder / "data" / "sim-tracker" / "tracker.db").write_bytes(b"not a database at all" * 100)
    assert completed(au, "show", "") == []
    assert completed(au, "done", "") == []
    (au.config).mkdir(parents=True)
    (au.config / "carriers").write_text("", encoding="utf-8")
    assert completed(au, "carriers", "show", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_shells(tracker: Program, shell: str) -> None:
    ran = tracker.process(env={"_TRACKER_COMPLETE": f"{shell}_source"})
    assert b"_TRACKER_COMPLETE" in ran.stdout


def test_a_full_disk_in_this_process(au: Program) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, au.patch.context() as patch:
        patch.setattr(sys, "stdout", full)
        ran = au("plan")
    assert (ran.code, "refused" in ran.err) == (1, True)


def test_nothing_can_be_said_in_this_process(au: Program) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full, au.patch.context() as patch:
        patch.setattr(sys, "stderr", full)
        assert au("paln").code == 2


def test_the_texts_were_never_built(tracker: Program) -> None:
    def missing(lang: str) -> NoReturn:
        raise CataloguesMissingError(Path(lang))

    with tracker.patch.context() as patch:
        patch.setattr("tracker.cli.main.texts", missing)
        ran = tracker("list")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The texts of tracker are not built")


def test_json_errors_are_sentences_too(au: Program) -> None:
    ran = au("show", "nobody", "--json")
    assert (ran.code, ran.out) == (3, "")
    with pytest.raises(json.JSONDecodeError):
        json.loads(ran.err)
