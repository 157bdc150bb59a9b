"""Thunderbird shows the file as meant; only a subscription follows it when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from calendars import LANGUAGES, content, exports, pair
from clients import Session, at_home, client, installed, session
from served import served
from tracker_feed import tracker_feed

from tracker.export.files import replace_file
from tracker.export.options import AlarmMode

pytestmark = [pytest.mark.xdist_group("clients"), pytest.mark.slow]

CANCEL = "0d9c6d2e-5b1f-4a6e-9a55-0d3f1f6f8f00-cancel-due@sim-tracker"


@pytest.fixture(scope="module")
def thunderbird(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("thunderbird")
    program = installed("thunderbird", "thunderbird")
    script = Path(__file__).with_name("thunderbird_session.py")
    command = (client("python"), script, program, folder)
    with session(*command, env=at_home(folder), log=folder / "log") as running:
        yield running


@pytest.mark.parametrize("lang", LANGUAGES)
def test_import_shows_everything_as_meant(thunderbird: Session, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(pair(lang).first)
    assert thunderbird.ask("import", f"import-{lang}", str(path)) is None
    assert thunderbird.ask("shown", f"import-{lang}") == pair(lang).before


def test_alarms_ring_at_nine_where_the_reader_is(thunderbird: Session, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(pair("en").first)
    assert thunderbird.ask("import", "rings", str(path)) is None
    day = date.fromisoformat(pair("en").before[CANCEL]["start"])
    eve = day - timedelta(days=1)
    assert thunderbird.ask("rings", "rings")[CANCEL] == [f"{eve}T09:00:00", f"{day}T09:00:00"]


def test_absolute_alarms_ring_at_nine_in_japan(thunderbird: Session, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(content(exports("en", alarm_mode=AlarmMode.ABSOLUTE)[0]))
    assert thunderbird.ask("import", "absolute", str(path)) is None
    day = date.fromisoformat(pair("en").before[CANCEL]["start"])
    eve = day - timedelta(days=1)
    assert thunderbird.ask("rings", "absolute")[CANCEL] == [f"{eve}T09:00:00", f"{day}T09:00:00"]


def test_import_again_stops_at_what_is_known(thunderbird: Session, tmp_path: Path) -> None:
    """So the help says: delete the calendar and import again, or subscribe."""
    path = tmp_path / "plan.ics"
    path.write_bytes(pair("en").first)
    assert thunderbird.ask("import", "again", str(path)) is None
    path.write_bytes(pair("en").second)
    assert "already exists" in thunderbird.ask("import", "again", str(path))
    shown = thunderbird.ask("shown", "again")
    assert {uid: shown[uid] for uid in pair("en").before} == pair("en").before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_calendar_on_a_file_follows_it(thunderbird: Session, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "plan.ics"
    replace_file(path, [pair(lang).first])
    thunderbird.ask("subscribe", f"file-{lang}", path.as_uri())
    assert thunderbird.ask("shown", f"file-{lang}") == pair(lang).before
    replace_file(path, [pair(lang).second])
    thunderbird.ask("refresh", f"file-{lang}")
    assert thunderbird.ask("shown", f"file-{lang}") == pair(lang).after


def test_subscription_follows_the_feed_and_spares_what_it_has(thunderbird: Session) -> None:
    with served(pair("zh").first) as feed:
        thunderbird.ask("subscribe", "feed", f"http:{feed.address}")
        assert thunderbird.ask("shown", "feed") == pair("zh").before
        thunderbird.ask("refresh", "feed")
        assert thunderbird.ask("shown", "feed") == pair("zh").before
        feed.data = pair("zh").second
        thunderbird.ask("refresh", "feed")
        assert thunderbird.ask("shown", "feed") == pair("zh").after
    assert feed.answers[-1] == 200
    assert 304 in feed.answers


def test_what_tracker_serves_is_followed(thunderbird: Session, tmp_path: Path) -> None:
    with tracker_feed(tmp_path) as feed:
        thunderbird.ask("subscribe", "tracker", f"http:{feed.address}")
        shown = thunderbird.ask("shown", "tracker")
        before, after = feed.change()
        assert shown == before
        thunderbird.ask("refresh", "tracker")
        assert thunderbird.ask("shown", "tracker") == after
