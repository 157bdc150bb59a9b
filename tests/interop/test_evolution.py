"""Evolution updates what it imports again, GNOME Calendar does not, and both follow a subscription."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from calendars import LANGUAGES, pair
from clients import Session, at_home, installed, session
from served import served
from tracker_feed import tracker_feed

from tracker.export.options import Tombstones

pytestmark = [pytest.mark.xdist_group("clients"), pytest.mark.slow]

SYSTEM_PYTHON = "/usr/bin/python3"
"""The one that has the bindings of the system's packages."""
BINDINGS = 'import gi; gi.require_version("ECal", "2.0")'
FACTORY = "/usr/libexec/evolution-calendar-factory"


@pytest.fixture(scope="module")
def evolution(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("evolution")
    script = Path(__file__).with_name("evolution_session.py")
    env = at_home(folder, GSETTINGS_BACKEND="memory", NO_AT_BRIDGE="1")
    bus = installed("dbus-run-session", "dbus-daemon")
    python = installed(SYSTEM_PYTHON, "python3-gi", "gir1.2-ecal-2.0", proof=("-c", BINDINGS))
    installed(FACTORY, "evolution-data-server")
    command = (bus, "--", python, script)
    with session(*command, env=env, log=folder / "log") as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.ics"


def comes(answer: Callable[[], bool]) -> bool:
    """Wait for what Evolution does in the background."""
    until = time.monotonic() + 20
    while not (done := answer()) and time.monotonic() < until:
        time.sleep(0.05)
    return done


@pytest.mark.parametrize("lang", LANGUAGES)
def test_import_shows_everything_as_meant(evolution: Session, path: Path, lang: str) -> None:
    evolution.ask("open", f"import-{lang}")
    path.write_bytes(pair(lang).first)
    evolution.ask("take", f"import-{lang}", str(path))
    assert evolution.ask("shown", f"import-{lang}") == pair(lang).before


def test_import_again_updates_and_keeps_what_went(evolution: Session, path: Path) -> None:
    evolution.ask("open", "again")
    for data in (pair("zh").first, pair("zh").first, pair("zh").second):
        path.write_bytes(data)
        evolution.ask("take", "again", str(path))
    assert evolution.ask("shown", "again") == pair("zh").updated()


def test_tombstone_arrives(evolution: Session, path: Path) -> None:
    made = pair("zh", tombstones=Tombstones.ON)
    (gone,) = pair("zh").gone
    evolution.ask("open", "tombstone")
    for data in (made.first, made.second):
        path.write_bytes(data)
        evolution.ask("take", "tombstone", str(path))
    shown = evolution.ask("shown", "tombstone")
    assert shown == made.after
    assert shown[gone]["summary"].startswith("【取消】")
    assert shown[gone]["alarms"] == []


def test_creating_one_by_one_keeps_the_old_days(evolution: Session, path: Path) -> None:
    evolution.ask("open", "gnome")
    path.write_bytes(pair("ja").first)
    assert evolution.ask("create", "gnome", str(path)) == []
    assert evolution.ask("shown", "gnome") == pair("ja").before
    path.write_bytes(pair("ja").second)
    refused = evolution.ask("create", "gnome", str(path))
    assert len(refused) == len(set(pair("ja").before) & set(pair("ja").after))
    assert all("already exists" in reason for reason in refused)
    assert evolution.ask("shown", "gnome") == pair("ja").added()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_subscription_follows_the_feed_and_spares_what_it_has(evolution: Session, lang: str) -> None:
    name = f"feed-{lang}"
    with served(pair(lang).first) as feed:
        evolution.ask("subscribe", name, "127.0.0.1", str(feed.port), "/plan.ics")
        assert comes(lambda: evolution.ask("shown", name) == pair(lang).before)
        evolution.ask("refresh", name)
        assert comes(lambda: 304 in feed.answers)
        assert evolution.ask("shown", name) == pair(lang).before
        feed.data = pair(lang).second
        evolution.ask("refresh", name)
        assert comes(lambda: evolution.ask("shown", name) == pair(lang).after)


def test_what_tracker_serves_is_followed(evolution: Session, tmp_path: Path) -> None:
    with tracker_feed(tmp_path) as feed:
        before = feed.shown
        evolution.ask("subscribe", "tracker", "127.0.0.1", str(feed.port), feed.path)
        assert comes(lambda: evolution.ask("shown", "tracker") == before)
        _, after = feed.change()
        evolution.ask("refresh", "tracker")
        assert comes(lambda: evolution.ask("shown", "tracker") == after)
