"""Feeds: made, found by their secret, renewed, ended; their calendars made once and kept."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import BoundService, Contract, Failure, Mark
from tracker.core.feed import Feed
from tracker.core.words import Intent
from tracker.errors import NotFoundError, TrackerError, UsageError
from tracker.export.lint import lint
from tracker.service import feeds, ports
from tracker.service.desk import Desk
from tracker.service.shelf import GoneError, Shelf, discreet
from tracker.store import open_store
from tracker.store.repository import Store

NOW = datetime(2027, 2, 1, 3, tzinfo=UTC)
BASE = "http://127.0.0.1:8765"


def now() -> datetime:
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(str(path), now=now) as opened:
        yield opened


@pytest.fixture
def desk(store: Store) -> Desk:
    store.insert(Contract(name="main", carrier="au", recorded=NOW.date(), departure=date(2027, 2, 19)))
    return Desk(
        store=store, pack=Pack(None), policy=load_policy(), calendar=load_calendar(), today=date(2000, 1, 1)
    )


def made(store: ports.Store, **values: object) -> tuple[Feed, str]:
    options = {"contract": None, "name": None, "lang": "en", "full": False, "now": NOW, **values}
    return feeds.create_feed(store, **options)  # type: ignore[arg-type]


def test_only_the_hash_of_a_secret_is_kept(store: Store) -> None:
    feed, secret = made(store)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", secret)
    assert feed.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert store.feeds() == (feed,)
    assert secret not in repr(feed)
    assert len({made(store)[1] for _ in range(20)}) == 20


def test_names_are_free_and_can_stand_in_an_address(store: Store) -> None:
    assert [made(store)[0].name for _ in range(2)] == ["sim-plan", "sim-plan-2"]
    made(store, name="mine-1")
    with pytest.raises(UsageError) as taken:
        made(store, name="mine-1")
    assert taken.value.key == "error.feed.taken"
    for name in ("", "-a", "A", "a b", "a/b", "手机", "a.ics", "x" * 41):
        with pytest.raises(UsageError) as caught:
            made(store, name=name)
        assert caught.value.key == "error.feed.name"
    feeds.revoke_feed(store, "mine-1", now=NOW)
    assert made(store, name="mine-1")[0].name == "mine-1"


def test_a_feed_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotFoundError) as caught:
        feeds.rotate_feed(store, "sim-plan")
    assert caught.value.key == "error.feed.none"
    made(store)
    with pytest.raises(NotFoundError) as caught:
        feeds.revoke_feed(store, "sim-pln", now=NOW)
    assert caught.value.values == {"name": "sim-pln", "near": ("sim-plan",)}


@given(st.lists(st.text(), unique=True, max_size=6), st.text())
def test_a_secret_opens_its_feed_alone(secrets: list[str], other: str) -> None:
    known = [
        Feed(secret, "x", feeds.digest_of(secret), "en", None, full=False, created=NOW) for secret in secrets
    ]
    for feed in known:
        assert feeds.opened_by(feed.id, known) == feed
    assert (feeds.opened_by(other, known) is None) is (other not in secrets)


def test_every_feed_is_compared_in_constant_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever matches, if any: as many comparisons, and no other way to one."""
    secrets = [made(store)[1] for _ in range(4)]
    known = store.feeds()
    compared: list[object] = []
    honest = hmac.compare_digest

    def counting(one: str, other: str) -> bool:
        compared.append(other)
        return honest(one, other)

    monkeypatch.setattr(hmac, "compare_digest", counting)
    for secret in (*secrets, "wrong"):
        compared.clear()
        feeds.opened_by(secret, known)
        assert len(compared) == len(known)


def test_the_beginning_of_addresses_is_remembered(store: Store) -> None:
    assert feeds.base_address(store) == feeds.DEFAULT_BASE
    feeds.remember_base(store, "https://cal.example.org")
    assert feeds.base_address(store) == "https://cal.example.org"


def test_an_unchanged_store_makes_nothing_again(desk: Desk, path: Path) -> None:
    feed, secret = made(desk.store)
    shelf = Shelf(desk, now=now, base=BASE)
    assert shelf.ready(secret, feed.name) is None
    page = shelf.make(secret, feed.name)
    assert lint(page.data) == ()
    assert shelf.ready(secret, feed.name) is page  # what it saved itself is no change
    assert shelf.make(secret, feed.name) is page
    with open_store(str(path), now=now) as other:
        other.save_setting("a", "b")
    assert shelf.ready(secret, feed.name) is None
    again = shelf.make(secret, feed.name)
    assert again == page
    with open_store(str(path), now=now) as other:
        other.save(replace(other.get("main"), departure=date(2027, 3, 28)))
    assert shelf.make(secret, feed.name).etag != page.etag


def test_a_feed_made_later_is_found(desk: Desk, path: Path) -> None:
    shelf = Shelf(desk, now=now, base=BASE)
    with pytest.raises(NotFoundError):
        shelf.make("x", "sim-plan")
    with pytest.raises(NotFoundError):
        shelf.ready("x", "sim-plan")
    with open_store(str(path), now=now) as other:
        feed, secret = made(other)
    assert shelf.make(secret, feed.name).data
    with pytest.raises(NotFoundError):
        shelf.ready(secret, "other")
    with open_store(str(path), now=now) as other:
        feeds.revoke_feed(other, feed.name, now=NOW)
    with pytest.raises(GoneError):
        shelf.make(secret, feed.name)


def test_what_a_feed_publishes_is_remembered_apart(desk: Desk) -> None:
    feed, secret = made(desk.store, lang="zh")
    assert desk.store.revisions(f"feed:{feed.id}") == ()
    page = Shelf(desk, now=now, base=BASE).make(secret, feed.name)
    kept = desk.store.revisions(f"feed:{feed.id}")
    assert len(kept) == page.data.count(b"BEGIN:VEVENT")
    assert desk.store.revisions("zh") == ()
    assert dict(desk.store.get("main").row_numbers)
    assert "注销".encode() in page.data.replace(b"\r\n ", b"")


def test_what_could_not_be_kept_is_not_handed_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    feed, secret = made(desk.store)
    shelf = Shelf(desk, now=now, base=BASE)

    def refuse(_self: Store, _revisions: object) -> None:
        raise TrackerError("error.store.locked", place="x")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "save_revisions", refuse)
        with pytest.raises(TrackerError):
            shelf.make(secret, feed.name)
    assert desk.store.revisions(f"feed:{feed.id}") == ()
    assert shelf.ready(secret, feed.name) is None
    assert shelf.make(secret, feed.name).data


def test_data_that_do_not_tell_their_version_are_read_each_time(desk: Desk) -> None:
    class Silent:
        def __init__(self, store: Store) -> None:
            self._store = store

        def __getattr__(self, name: str) -> object:
            return getattr(self._store, name)

        def version(self) -> None:
            return None

    feed, secret = made(desk.store)
    shelf = Shelf(replace(desk, store=Silent(desk.store)), now=now, base=BASE)  # type: ignore[arg-type]
    first = shelf.make(secret, feed.name)
    assert shelf.ready(secret, feed.name) is None
    assert shelf.make(secret, feed.name) == first


def test_discreet_contracts_hold_nothing_typed_freely() -> None:
    typed = Contract(
        name="mother",
        carrier="au",
        recorded=NOW.date(),
        note="note",
        services=(BoundService(key="bank", letter=0),),
        marks=(Mark(key="cancel", place="place", ref="ref"),),
        failures=(Failure(key="cancel", on=NOW.date(), why="why"),),
    )
    first, second, third = discreet((typed, typed, replace(typed, carrier="povo")))
    assert [one.name for one in (first, second, third)] == ["au", "au-2", "povo"]
    for word in ("mother", "note'", "place'", "ref'", "why'"):
        assert word not in repr(first).replace("note=", "").replace("place=", "")
    assert first.services == typed.services


@pytest.mark.parametrize("full", [False, True])
def test_a_discreet_feed_names_no_other_line_as_the_person_does(desk: Desk, full: bool) -> None:
    told = {"carrier": "iijmio", "recorded": NOW.date(), "departure": date(2027, 3, 28)}
    main = desk.store.insert(Contract(name="mother", intent=Intent.SWITCH, **told))  # type: ignore[arg-type]
    spare = desk.store.insert(Contract(name="father", shares=main.id, **told))  # type: ignore[arg-type]
    for contract in (main, spare):
        feed, secret = made(desk.store, contract=contract, full=full)
        page = Shelf(desk, now=now, base=BASE).make(secret, feed.name)
        text = page.data.decode().replace("\r\n ", "")
        assert "additional SIM" in text
        assert any(name in text for name in ("mother", "father")) is full
