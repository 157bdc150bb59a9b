"""One file of several lines and files of single ones, written in turn: what was said stays said."""

from __future__ import annotations

import random
import re
from itertools import chain
from typing import NamedTuple

import pytest
from cli_program import AU, Program, fixture_au, fixture_tracker  # noqa: F401

from tracker.i18n import LANGUAGES

EVERYTHING = ("--windows", "--todos", "inline", "--reminder-events", "--tombstones", "on")
FORMS = {"merged": (), "split": ("--split", "contract"), "alone": ("main",)}


class Said(NamedTuple):
    """Hold what one event says of itself."""

    sequence: int
    changed: str
    start: str
    summary: str


def written(program: Program, form: str, *options: str) -> dict[str, bytes]:
    """Return the files of one form, by their names."""
    for old in program.folder.glob(f"{form}*.ics"):
        old.unlink()
    program.ok("export", "-o", f"{form}.ics", *FORMS[form], *options)
    return {path.name: path.read_bytes() for path in sorted(program.folder.glob(f"{form}*.ics"))}


def said(files: dict[str, bytes]) -> dict[str, Said]:
    found = {}
    for data in files.values():
        for entry in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", data.decode().replace("\r\n ", ""), re.DOTALL):
            value = {line.split(";")[0].split(":")[0]: line.split(":", 1)[1] for line in entry.splitlines()}
            found[value["UID"]] = Said(
                int(value["SEQUENCE"]), value["LAST-MODIFIED"], value["DTSTART"], value["SUMMARY"]
            )
    return found


@pytest.fixture(name="two")
def fixture_two(au: Program) -> Program:
    au.ok("add", "work", "--carrier", "softbank", "--departure", "2027-02-19", "--channel", "shop")
    au.ok("add", "card", "--carrier", "ahamo", "--departure", "2027-02-19", "--service", "wechat,bank")
    return au


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("options", [(), EVERYTHING])
def test_each_form_keeps_its_bytes_while_nothing_changes(
    two: Program, lang: str, options: tuple[str, ...]
) -> None:
    options = ("--lang", lang, *options)
    first = {form: written(two, form, *options) for form in ("split", "merged", "alone")}
    for form in ("merged", "alone", "split", "merged", "split"):
        assert written(two, form, *options) == first[form]
    for name in chain.from_iterable(first.values()):
        assert two("export", "--check", name).code == 0


def test_a_second_form_follows_what_the_first_said(two: Program) -> None:
    merged = said(written(two, "merged"))
    split = said(written(two, "split"))
    assert {one.sequence for one in merged.values()} == {0}
    assert {split[uid].sequence for uid in merged if merged[uid].summary != split[uid].summary} == {1}
    alike = [uid for uid in merged if merged[uid] == split[uid]]
    assert [merged[uid].summary for uid in alike] == ["Leave Japan"]
    assert all(split[uid].changed > merged[uid].changed for uid in merged if uid not in alike)
    assert {split[uid].sequence for uid in split.keys() - merged.keys()} == {0}


def test_the_first_file_of_several_lines_says_what_became_of_the_only_one(au: Program) -> None:
    alone = said(written(au, "merged"))
    au.ok("add", "work", "--carrier", "softbank", "--departure", "2027-02-19")
    ran = au.ok("export", "-o", "both.ics")
    both = said({"both.ics": (au.folder / "both.ics").read_bytes()})
    assert both.keys() > alone.keys()
    named = [uid for uid in alone if both[uid].summary != alone[uid].summary]
    assert {both[uid].sequence for uid in named} == {1}
    assert f"{len(both) - len(alone)} new, 0 dropped, {len(named)} changed otherwise" in ran.err
    assert "Nothing has changed" in au.ok("export", "-o", "both.ics").err


@pytest.mark.parametrize("seed", range(3))
def test_who_reads_every_form_and_follows_the_higher_sequence_is_never_left_behind(
    two: Program, seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311 - a walk that can be repeated
    known: dict[str, Said] = {}
    days = ("2027-02-05", "2027-02-08", "2027-02-09")
    for _ in range(25):
        if draw.random() < 0.4:
            two("move", draw.choice(("main", "work", "card")), "1", draw.choice(days))
        if draw.random() < 0.2:
            two(draw.choice(("done", "undone")), "main", "1")
        for uid, now in said(
            written(two, draw.choice(tuple(FORMS)), *draw.choice(((), EVERYTHING[-2:])))
        ).items():
            before = known.get(uid)
            if before is None or (now.sequence, now.changed) >= (before.sequence, before.changed):
                known[uid] = now
            if "-look-" in uid:
                assert known[uid].start == now.start
                assert known[uid].summary.startswith("[Done]") == now.summary.startswith("[Done]")


def test_a_day_that_moved_and_came_back_is_said_again_in_the_other_form(two: Program) -> None:
    def look(form: str) -> Said:
        return said(written(two, form))[uid]

    two.ok("move", "main", "1", "2027-02-05")
    [uid] = [uid for uid in said(written(two, "alone")) if "-look-due@" in uid]
    first = look("alone")
    two.ok("move", "main", "1", "2027-02-08")
    assert (look("merged").sequence, look("merged").start) == (1, "20270208")
    two.ok("move", "main", "1", "2027-02-05")
    again = look("alone")
    assert again == first._replace(sequence=2, changed=again.changed)
    assert look("merged").sequence == 3
    assert look("alone") == again
