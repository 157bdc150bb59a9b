"""khal takes the calendar over, shows it as meant, and follows it when it is imported again."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from calendars import pair
from clients import client

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import BoundService, Contract, Mark, Person
from tracker.core.plan import build_plan
from tracker.core.revision import Revision
from tracker.core.words import Payment, Sim
from tracker.export.events import Event
from tracker.export.files import replace_file
from tracker.export.ics import CalendarOptions, Export, write_calendar
from tracker.export.options import Tombstones
from tracker.export.revise import uid_of
from tracker.export.shaping import make_entries
from tracker.i18n import texts

pytestmark = pytest.mark.xdist_group("clients")

RECORDED = date(2027, 2, 1)
NOW = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)
CONTRACT = Contract(
    name="main",
    carrier="au",
    recorded=RECORDED,
    id="0d9c6d2e-5b1f-4a6e-9a55-0d3f1f6f8f00",
    person=Person(departure=date(2027, 2, 19)),
    sim=Sim.ESIM,
    payment=Payment.CARD,
    services=tuple(BoundService(key=key, letter=at) for at, key in enumerate(("wechat", "bank", "line"))),
    services_listed=True,
    marks=(Mark(key="cancel", appointment=datetime(2027, 2, 17, 10, 30, tzinfo=UTC), place="2F; B, C"),),
)

CONFIG = """
[calendars]
[[sim]]
path = {folder}/vdir
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Tokyo
default_timezone = Asia/Tokyo
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = sim
"""


@dataclass(frozen=True)
class Khal:
    """Hold a khal with an empty calendar of its own."""

    program: Path
    folder: Path

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.program, "-c", self.folder / "config", *arguments],
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)},
        )
        return done.stdout

    def take(self, path: Path) -> None:
        self.run("import", "--batch", "-a", "sim", str(path))

    def shown(self) -> dict[str, dict[str, str]]:
        """Return what khal lists, by UID."""
        fields = ("uid", "title", "start-long-full", "end-long-full", "description", "location", "status")
        asked = [word for field in fields for word in ("--json", field)]
        days = self.run("list", *asked, "2027-02-01", "200d")
        entries = [entry for day in days.splitlines() for entry in json.loads(day)]
        return {entry["uid"]: entry for entry in entries}


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    (tmp_path / "vdir").mkdir()
    (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path))
    return Khal(client("khal"), tmp_path)


def exported(contract: Contract, lang: str, before: Mapping[str, Revision], now: datetime) -> Export:
    carrier = Pack(None).load(contract.carrier)
    plan = build_plan(contract, carrier, load_policy(), load_calendar(), RECORDED)
    options = CalendarOptions()
    return write_calendar([plan], texts=texts(lang), revisions=before, now=now, options=options)


def meant(contract: Contract, lang: str) -> dict[str, dict[str, str]]:
    """Return what khal ought to list of the events that stand on known days."""
    carrier = Pack(None).load(contract.carrier)
    plan = build_plan(contract, carrier, load_policy(), load_calendar(), RECORDED)
    found = {}
    for event in make_entries([plan], texts(lang), CalendarOptions()):
        assert isinstance(event, Event)
        assert event.start is not None
        assert event.end is not None
        timed = isinstance(event.start, datetime)
        uid = uid_of(event.contract_id, event.slot)
        found[uid] = {
            "uid": uid,
            "title": event.summary,
            "start-long-full": f"{event.start:%Y-%m-%d %H:%M}",
            # khal shows the last day of an all-day event, not the day after it.
            "end-long-full": f"{event.end if timed else event.end - timedelta(days=1):%Y-%m-%d %H:%M}",
            "description": event.description,
            "location": event.location or "",
            "status": "TENTATIVE" if event.tentative else "CONFIRMED",
        }
    return found


@pytest.mark.parametrize("lang", ["en", "zh", "ja"])
def test_first_import_shows_everything_as_meant(khal: Khal, lang: str) -> None:
    path = khal.folder / "plan.ics"
    replace_file(path, exported(CONTRACT, lang, {}, NOW).chunks())
    khal.take(path)
    expected = meant(CONTRACT, lang)
    assert len(expected) > 10
    assert khal.shown() == expected


def test_alarms_and_names_are_kept(khal: Khal) -> None:
    path = khal.folder / "plan.ics"
    replace_file(path, exported(CONTRACT, "en", {}, NOW).chunks())
    khal.take(path)
    kept = (khal.folder / "vdir" / f"{CONTRACT.id}-cancel-due@sim-tracker.ics").read_bytes()
    assert kept.count(b"BEGIN:VALARM") == 2
    assert b"TRIGGER:-PT15H\r\n" in kept
    assert b"TRIGGER:PT9H\r\n" in kept


def test_import_again_changes_nothing(khal: Khal) -> None:
    path = khal.folder / "plan.ics"
    replace_file(path, exported(CONTRACT, "en", {}, NOW).chunks())
    khal.take(path)
    once = khal.shown()
    khal.take(path)
    assert khal.shown() == once


def test_moved_and_new_events_arrive_and_dropped_ones_stay(khal: Khal) -> None:
    path = khal.folder / "plan.ics"
    first = exported(CONTRACT, "en", {}, NOW)
    replace_file(path, first.chunks())
    khal.take(path)
    later = replace(CONTRACT, person=Person(departure=date(2027, 2, 25)), marks=())
    before = {revision.uid: revision for revision in first.revisions}
    second = exported(later, "en", before, NOW + timedelta(days=1))
    assert second.changed
    assert second.removed == 1
    assert replace_file(path, second.chunks())
    khal.take(path)
    expected = meant(later, "en")
    gone = f"{CONTRACT.id}-cancel-appointment@sim-tracker"
    shown = khal.shown()
    assert {uid: shown[uid] for uid in expected} == expected
    assert set(shown) - set(expected) == {gone}


def test_tombstone_arrives(khal: Khal) -> None:
    made = pair("zh", tombstones=Tombstones.ON)
    (gone,) = pair("zh").gone
    path = khal.folder / "plan.ics"
    for data in (made.first, made.second):
        path.write_bytes(data)
        khal.take(path)
    shown = khal.shown()
    assert set(shown) == set(made.after)
    # khal writes what it imports with icalendar, which makes a line break of the two characters \\N.
    assert shown[gone]["title"] == made.after[gone]["summary"].replace("\\N", "\n")
    assert shown[gone]["title"].startswith("【取消】")
    assert shown[gone]["status"] == "CANCELLED"
