"""Files that cannot be read or written: one sentence, the right exit code, nothing lost."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from leaving import LANGUAGES, Desk, bare, fixture_desk  # noqa: F401

AU = "add main --carrier au --departure 2027-02-19"

_HAMPERED = """
import ctypes, os, resource, sys
limit = int(sys.argv.pop(1))
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
if os.geteuid() == 0:
    # Without its capabilities even root is bound by the rights of files.
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        sys.exit("capset")
from tracker.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def hampered(desk: Desk, command: str, *, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """Run in a process that has no more rights than the files give, and may write `limit` bytes a file."""
    words = ["--db", str(desk.data), "--today", desk.today, *shlex.split(command)]
    return subprocess.run(
        [sys.executable, "-c", _HAMPERED, str(limit), *words],
        cwd=desk.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def names(desk: Desk) -> list[str]:
    return [line["name"] for line in desk.ok("list --json").json()["contracts"]]


# --- where the calendar should go ---------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "folder", "missing"),
    [
        ("en", "is a folder. Name a file in it", "does not exist. Create it"),
        ("zh", "是文件夹。请写上文件名", "不存在。请先建好"),
        ("ja", "はフォルダーです。", "がありません。作成するか"),
    ],
)
def test_a_calendar_that_has_no_place(desk: Desk, lang: str, folder: str, missing: str) -> None:
    desk.ok(AU)
    (desk.folder / "here").mkdir()
    assert desk("export -o here", lang=lang).complains(1, folder, "here")
    assert desk("export -o not/there/plan.ics", lang=lang).complains(1, missing, "not/there")
    assert list((desk.folder / "here").iterdir()) == []
    assert not (desk.folder / "not").exists()


def test_a_calendar_in_a_folder_that_cannot_be_written(desk: Desk) -> None:
    desk.ok(AU)
    folder = desk.folder / "locked"
    folder.mkdir(mode=0o555)
    ran = hampered(desk, "export -o locked/plan.ics")
    folder.chmod(0o755)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) <= 3
    assert "locked" in ran.stderr
    assert list(folder.iterdir()) == []


def test_a_full_disk_keeps_the_old_calendar(desk: Desk) -> None:
    desk.ok(AU)
    desk.ok("export -o plan.ics")
    before = (desk.folder / "plan.ics").read_bytes()
    desk.ok("add second --carrier docomo")
    ran = hampered(desk, "export -o plan.ics", limit=len(before) - 100)
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert (desk.folder / "plan.ics").read_bytes() == before
    assert not [path for path in desk.folder.iterdir() if path.name.startswith((".plan", "plan.ics."))]


def test_a_result_that_cannot_be_printed_is_no_success(desk: Desk) -> None:
    desk.ok(AU)
    for command in ("plan", "export -o -"):
        with Path("/dev/full").open("wb") as full:
            ran = desk.process(*shlex.split(command), stdout=full)
        assert ran.returncode == 1
        assert b"Traceback" not in ran.stderr
        assert ran.stderr.strip()


# --- where the data lies ------------------------------------------------------------


def test_a_read_only_place_can_be_read_and_not_written(desk: Desk) -> None:
    desk.ok(AU)
    home = desk.folder / "home"
    home.mkdir()
    data = home / "leaving.db"
    data.write_bytes(desk.data.read_bytes())
    data.chmod(0o444)
    home.chmod(0o555)
    there = Desk(home, desk.patch, desk.capture)
    try:
        shown = hampered(there, "next")
        written = hampered(there, "done main 1 --on 2027-02-01")
    finally:
        home.chmod(0o755)
    assert shown.returncode == 0, shown.stderr
    assert "main\t1" in shown.stdout
    assert written.returncode == 5
    assert written.stdout == ""
    assert "Traceback" not in written.stderr
    assert "leaving.db" in written.stderr
    assert data.read_bytes() == desk.data.read_bytes()


def test_a_full_disk_loses_no_contract(desk: Desk) -> None:
    for number in range(12):
        desk.ok(f"add line{number} --carrier au --departure 2027-02-19 --note {'n' * 1500}")
    before = names(desk)
    ran = hampered(desk, f"add another --carrier au --note {'n' * 1900}", limit=8192)
    assert ran.returncode == 5, ran.stderr
    assert "Traceback" not in ran.stderr
    assert 1 <= len(ran.stderr.splitlines()) <= 3
    assert names(desk) == before
    desk.ok("add another --carrier au")
    assert names(desk) == [*before, "another"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_is_something_else_stays_what_it_is(desk: Desk, lang: str) -> None:
    words = {"en": "is not a data file", "zh": "不是本程序的数据文件", "ja": "データファイルではありません"}
    desk.data.write_bytes(b"holiday photos " * 500)
    before = desk.data.read_bytes()
    for command in ("list", "next", "plan", AU, "export"):
        assert desk(command, lang=lang).complains(5, words[lang])
    assert desk.data.read_bytes() == before


def test_a_damaged_file_is_named_and_left_alone(desk: Desk) -> None:
    desk.ok(AU)
    whole = desk.data.read_bytes()
    desk.data.write_bytes(whole[: len(whole) // 2])
    damaged = desk.data.read_bytes()
    for command in ("list", "plan", "done main 1", "add other --carrier au"):
        ran = desk(command)
        assert ran.complains(5, "leaving.db")
    assert desk.data.read_bytes() == damaged
    desk.data.write_bytes(whole)
    assert names(desk) == ["main"]


def test_a_place_that_is_none(desk: Desk) -> None:
    for place, words in ((desk.folder, "is a folder"), (desk.folder / "no" / "x.db", "does not exist")):
        ran = desk.process("--db", str(place), "list")
        assert ran.returncode == 5
        assert words in " ".join(ran.stderr.decode().split())


# --- one's own carrier file ---------------------------------------------------------

SOURCES = '[sources]\nbill = { kind = "own", read = 2026-11-10, note = "bill of October" }\n'


SOFTBANK = 'inherits = "softbank"'


def closing(value: str) -> str:
    return f'[[closing]]\n{value}\nsingle = ["bill"]'


def write(desk: Desk, name: str, *blocks: str) -> Path:
    path = desk.own_carriers / f"{name}.toml"
    path.write_text("\n".join(["format = 1", *blocks]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((SOFTBANK, closing('day = "soon"'), SOURCES), '"soon" does not fit'),
        ((SOFTBANK, closing("day = 20.5"), SOURCES), "20.5 does not fit"),
        ((SOFTBANK, closing("dya = 20"), SOURCES), "there is no key"),
        (('inherits = "softbnak"',), "names no carrier"),
        (("[[closing",), "this is not TOML"),
    ],
)
def test_a_file_of_ones_own_that_is_wrong_is_named_and_never_replaced(
    desk: Desk, blocks: tuple[str, ...], words: str
) -> None:
    desk.ok(AU)
    path = write(desk, "softbank", *blocks)
    assert desk("add phone --carrier softbank --departure 2027-03-28").complains(4, words, path.name)
    assert desk(f"carriers check {path}").code == 4
    assert names(desk) == ["main"]
    assert desk.ok("plan main").says("CANCEL Wed 17 Feb")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_place_of_the_mistake_is_said_in_ones_own_language(desk: Desk, lang: str) -> None:
    words = {"en": "Fitting: day, choices", "zh": "day、choices", "ja": "day、choices"}
    write(desk, "softbank", SOFTBANK, closing("dya = 20"), SOURCES)
    assert desk("add --carrier softbank", lang=lang).complains(4, "softbank.toml", "[[closing]]", words[lang])


def test_files_that_inherit_each_other_are_refused(desk: Desk) -> None:
    write(desk, "one", 'inherits = "two"')
    write(desk, "two", 'inherits = "one"')
    assert desk("add --carrier one").complains(4, "circle")
    desk.ok(AU)


def test_an_unknown_carrier_in_a_file_offers_the_nearest(desk: Desk) -> None:
    (desk.own_carriers / "softbank.toml").write_text('format = 1\ninherits = "nobody"\n', encoding="utf-8")
    assert desk("add phone --carrier softbank").complains(4, "names no carrier")


def test_a_closing_day_of_ones_own_changes_the_plan(desk: Desk) -> None:
    path = write(desk, "softbank", SOFTBANK, closing("day = 20"), SOURCES)
    desk.ok("add phone --carrier softbank --departure 2027-03-28")
    assert desk.plan("phone").window["charged_through"] == "2027-04-20"
    assert desk.plan("phone")["closing_day"] == 20
    path.unlink()
    assert desk.plan("phone")["closing_day"] is None


def test_a_settings_file_that_is_wrong_is_named(desk: Desk) -> None:
    config = desk.own_carriers.parent / "config.toml"
    config.write_text("lnag = 'zh'\n", encoding="utf-8")
    assert desk("list").complains(2, "config.toml", "lnag")
    config.write_text("lang = 'zh'\n", encoding="utf-8")
    desk.ok(AU)
    ran = desk.process("plan")
    assert bare("注销") in bare(ran.stdout.decode())
