"""Four thousand texts that break calendars come through the whole export, the same in four readers."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import vobject
from clients import node_module, node_program
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import Contract, Mark, Person
from tracker.core.model import Plan
from tracker.core.plan import build_plan
from tracker.core.words import Payment, Sim, State
from tracker.export.events import Event
from tracker.export.ics import CalendarOptions, write_calendar
from tracker.export.lint import lint
from tracker.export.revise import uid_of
from tracker.export.shaping import make_entries
from tracker.export.text import clean, one_line
from tracker.i18n import texts

pytestmark = pytest.mark.xdist_group("clients")

SEED = 20261121
COUNT = 4000
FILES = 4
RECORDED = date(2027, 2, 1)
NOW = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)
TOKYO = timezone(timedelta(hours=9))

PIECES = (
    *"\\\r\n\t,;:\"'%&<>|^=()[]{}nNrRtT",
    "\\n",
    "\\N",
    "C:\\New\\name",
    "\\\\",
    "\\,",
    "\\;",
    "\r\n",
    "\r\n ",
    "\n\t",
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
    "\nATTENDEE:mailto:a@example.org",
    "^n",
    "\x00",
    "\x01",
    "\x07",
    "\x0b",
    "\x0c",
    "\x1b[31m",
    "\x1c",
    "\x7f",
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
    "\uffff",
    "\ud800",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2066",
    "שלום",
    "مرحبا",
    "é",
    "e\u0301",
    "👨‍👩‍👧",
    "🇯🇵",
    "𠮷",
    "解約",
    "注销手机号",
    "한글",
    "漢" * 30,
    "あ" * 24 + "\\",
    "x" * 74,
    " ",
    "\u3000",
    "2027-02-17",
)


def hostile(count: int) -> list[str]:
    """The same texts in every run: pieces put together, and some at every offset of a fold."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    made = [
        "x" * at + piece + "y" for at in range(60, 78) for piece in ("漢字", "\\N", "👨‍👩‍👧", "\r\n", "\\;")
    ]
    while len(made) < count:
        made.append("".join(chance.choices(PIECES, k=chance.randint(1, 12))))
    return made


@dataclass(frozen=True)
class Seen:
    """What a reader shows of an event; what is blank is nothing."""

    summary: str
    description: str
    location: str


Shown = dict[str, Seen]


def seen(values: tuple[Any, Any, Any]) -> Seen:
    return Seen(*(str(value) if value else "" for value in values))


def plans(given: list[str]) -> Iterator[Plan]:
    """Yield a plan for each two texts: one the name of the contract, one the place of the appointment."""
    carrier, policy, calendar = Pack(None).load("au"), load_policy(), load_calendar()
    base = build_plan(
        Contract(
            name="main",
            carrier="au",
            recorded=RECORDED,
            id="",
            person=Person(departure=date(2027, 2, 19)),
            sim=Sim.ESIM,
            payment=Payment.CARD,
            marks=(Mark(key="cancel", appointment=datetime(2027, 2, 17, 10, 30, tzinfo=TOKYO)),),
        ),
        carrier,
        policy,
        calendar,
        RECORDED,
    )
    (booked,) = (step for step in base.steps if step.key == "cancel")
    (row,) = (each for each in base.rows if "cancel" in each.steps)
    for number in range(0, len(given), 2):
        name, place = given[number : number + 2]
        contract = replace(base.contract, name=name, id=f"{number:08}-0000", person=Person())
        mark = Mark(key="cancel", place=place)
        step = booked._replace(mark=mark, reasons=(), details=(), state=State.OPEN, depends_on=())
        plain = row._replace(steps=("cancel",), due=None)
        yield base._replace(contract=contract, departure=None, steps=(step,), rows=(plain,), problems=())


def meant(made: list[Plan]) -> Shown:
    found = {}
    for event in make_entries(made, texts("zh"), CalendarOptions(labels=True)):
        assert isinstance(event, Event)
        values = (one_line(event.summary), clean(event.description), one_line(event.location or ""))
        found[uid_of(event.contract_id, event.slot)] = Seen(*values)
    return found


def by_icalendar(path: Path) -> Iterator[tuple[str, Seen]]:
    for entry in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
        yield str(entry["UID"]), seen((entry["SUMMARY"], entry["DESCRIPTION"], entry.get("LOCATION")))


def by_home_assistant(path: Path) -> Iterator[tuple[str, Seen]]:
    for calendar in IcsCalendarStream.from_ics(path.read_bytes().decode()).calendars:
        for entry in calendar.events:
            assert entry.uid is not None
            yield entry.uid, seen((entry.summary, entry.description, entry.location))


def by_vobject(path: Path) -> Iterator[tuple[str, Seen]]:
    calendar: Any = vobject.readOne(path.read_bytes().decode())
    for entry in calendar.contents["vevent"]:
        parts = (entry.contents.get(name) for name in ("summary", "description", "location"))
        summary, description, location = (part[0].value if part else None for part in parts)
        yield entry.uid.value, seen((summary, description, location))


def by_ical_js(path: Path) -> Iterator[tuple[str, Seen]]:
    script = Path(__file__).with_name("icaljs.mjs")
    library = node_module("ical.js") / "dist" / "ical.js"
    done = subprocess.run(
        [node_program(), script, library, path], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    for entry in json.loads(done.stdout):
        yield entry["uid"], seen((entry["summary"], entry["description"], entry["location"]))


READERS = (by_icalendar, by_home_assistant, by_vobject, by_ical_js)


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Shown]]:
    """The texts in a few files, with what every reader has to show."""
    given = hostile(COUNT)
    folder = tmp_path_factory.mktemp("hostile")
    found = []
    for part in range(FILES):
        own = list(plans(given[part * COUNT // FILES : (part + 1) * COUNT // FILES]))
        options = CalendarOptions(labels=True)
        export = write_calendar(own, texts=texts("zh"), revisions={}, now=NOW, options=options)
        path = folder / f"{part}.ics"
        path.write_bytes(b"".join(export.chunks()))
        found.append((path, meant(own)))
    return found


def test_the_texts_are_as_many_and_as_hostile_as_said(calendars: list[tuple[Path, Shown]]) -> None:
    assert len(hostile(COUNT)) == COUNT
    assert sum(len(expected) for _, expected in calendars) >= COUNT // 2
    every = "".join(hostile(COUNT))
    assert all(piece in every for piece in PIECES)
    for path, _ in calendars:
        assert lint(path.read_bytes()) == ()


@pytest.mark.parametrize("reader", READERS)
def test_every_text_reads_back_the_same(
    reader: Callable[[Path], Iterator[tuple[str, Seen]]], calendars: list[tuple[Path, Shown]]
) -> None:
    for path, expected in calendars:
        assert dict(reader(path)) == expected
