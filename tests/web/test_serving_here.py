"""The server in this process: ended by Ctrl-C, told what is wrong, and asked on the next day."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
import uvicorn
from feed_server import (
    TODAY,
    Answer,
    Place,
    ask,
    fixture_made,  # noqa: F401
    fixture_path,  # noqa: F401
    fixture_place,  # noqa: F401
)

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.clock import TOKYO
from tracker.errors import TrackerError
from tracker.i18n import texts
from tracker.service.desk import Desk
from tracker.service.shelf import Shelf
from tracker.store import open_store
from tracker.web.app import make_app
from tracker.web.server import listen


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


def until_asked(port: int, question: Callable[[], object]) -> threading.Thread:
    """Ask as soon as somebody listens, then press Ctrl-C."""

    def visit() -> None:
        try:
            for _ in range(200):
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            question()
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=visit)
    thread.start()
    return thread


def test_the_command_serves_until_ctrl_c(place: Place, path: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    port = free_port()
    answers: list[Answer] = []
    thread = until_asked(port, lambda: answers.append(ask(port, path)))
    ran = place.run("serve", "--port", str(port))
    thread.join()
    assert ran.code == 130
    assert [answer.status for answer in answers] == [200]
    assert ran.err.strip() == f"Serving 1 feed at http://127.0.0.1:{port} until Ctrl-C."
    assert path.split("/")[2] not in caplog.text
    assert f":{port}/f/" in place.ok("feed", "create")


def test_what_is_wrong_is_said_once_to_whoever_runs_it(place: Place, path: str) -> None:
    own = place.folder / "config" / "sim-tracker" / "carriers"
    own.mkdir(parents=True)
    (own / "au.toml").write_text("nonsense", encoding="utf-8")
    port = free_port()
    answers: list[Answer] = []
    thread = until_asked(port, lambda: answers.extend(ask(port, path) for _ in range(3)))
    ran = place.run("--lang", "zh", "serve", "--port", str(port))
    thread.join()
    assert [answer.status for answer in answers] == [503] * 3
    assert "目前无法生成日历" in answers[0].body.decode()
    assert ran.err.count("au.toml") == 1


def test_without_a_feed_it_says_how_to_make_one(tmp_path: Path) -> None:
    place = Place(tmp_path)
    port = free_port()
    thread = until_asked(port, lambda: ask(port, "/robots.txt"))
    ran = place.run("serve", "--port", str(port))
    thread.join()
    assert "tracker feed create" in ran.err


def test_another_package_that_is_missing_is_no_missing_extra(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tracker.web.server", None)
    with pytest.raises(ModuleNotFoundError):
        place.run("serve")


@pytest.mark.parametrize(
    ("host", "port", "key"),
    [
        ("no.such.name.invalid", 0, "error.serve.host"),
        ("x" * 70 + ".invalid", 0, "error.serve.host"),
        ("192.0.2.1", 0, "error.serve.host"),  # of documents (RFC 5737), nobody's
    ],
)
def test_an_address_that_is_not_ours(host: str, port: int, key: str) -> None:
    with pytest.raises(TrackerError) as caught:
        listen(host, port)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("number", "key"), [(errno.EACCES, "error.serve.port-refused"), (errno.EMFILE, "error.serve.listen")]
)
def test_a_port_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch, number: int, key: str) -> None:
    """Root may have any port: the answer of the system is given in its place."""

    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(TrackerError) as caught:
        listen("127.0.0.1", 1)
    assert caught.value.key == key
    assert texts("ja").get(caught.value.key, **caught.value.values)


@pytest.mark.parametrize(
    "text",
    ["cal.example.org", "ftp://x", "https://", "https://a/b", "https://me@a", "https://日本", "https://a?b"],
)
def test_a_public_address_that_is_none(place: Place, text: str) -> None:
    ran = place.run("serve", "--public", text)
    assert ran.code == 2
    assert "https://cal.example.org" in ran.err


class Clock:
    """Be set by hand."""

    def __init__(self) -> None:
        self.moment = datetime.fromisoformat(f"{TODAY}T23:59:58").replace(tzinfo=TOKYO)

    def __call__(self) -> datetime:
        return self.moment


def test_midnight_in_japan_is_seen_by_the_next_request(place: Place, path: str) -> None:
    """A row of today that nobody did stands on a day of its own only until today is over."""
    clock = Clock()
    told: list[TrackerError] = []
    with open_store(str(place.database), now=clock) as store:
        desk = Desk(
            store=store,
            pack=Pack(None),
            policy=load_policy(),
            calendar=load_calendar(),
            today=clock().date(),
        )
        shelf = Shelf(desk, now=clock, base="http://127.0.0.1")
        secret, name = path.split("/")[2], path.split("/")[3].removesuffix(".ics")
        with running(shelf, told) as port:
            first = ask(port, path)
            before = shelf.ready(secret, name)
            assert before is not None
            clock.moment += timedelta(seconds=1)
            assert shelf.ready(secret, name) is before
            clock.moment += timedelta(seconds=1)  # 00:00 in Japan, 15:00 in UTC
            assert shelf.ready(secret, name) is None
            assert ask(port, path, If_None_Match=first.etag).status == 304
            after = shelf.ready(secret, name)
            assert after == before
            clock.moment += timedelta(days=60)
            late = ask(port, path, If_None_Match=first.etag)
            assert late.status == 200
            assert late.etag != first.etag
        assert told == []


def test_every_kind_of_answer(place: Place, path: str) -> None:
    secret = path.split("/")[2]
    own = place.feed("main")
    with open_store(str(place.database), now=Clock()) as store:
        desk = Desk(
            store=store,
            pack=Pack(None),
            policy=load_policy(),
            calendar=load_calendar(),
            today=Clock()().date(),
        )
        with running(Shelf(desk, now=Clock(), base="http://127.0.0.1"), []) as port:
            got = ask(port, path)
            assert (got.status, ask(port, path, "HEAD").status) == (200, 200)
            assert ask(port, path, If_None_Match=got.etag).status == 304
            assert ask(port, path, "PUT").status == 405
            assert ask(port, path, Host="[::1]:80").status == 200
            assert ask(port, path, Host="name.example").status == 421
            assert ask(port, "/robots.txt").status == 200
            assert ask(port, "/").status == 404
            assert ask(port, f"/f/{secret}/other.ics").status == 404
            assert ask(port, own).status == 200
            place.ok("archive", "main")
            assert b"VEVENT" not in ask(port, own).body
            place.ok("remove", "main", "--yes")
            assert ask(port, own).status == 410
            place.ok("feed", "revoke", "sim-plan")
            assert ask(port, path).status == 410


def test_a_carrier_that_is_no_longer_there(place: Place, path: str, tmp_path: Path) -> None:
    told: list[TrackerError] = []
    own = tmp_path / "carriers"
    own.mkdir()
    (own / "mine.toml").write_text('format = 1\ninherits = "au"\n', encoding="utf-8")
    with open_store(str(place.database), now=Clock()) as store:
        store.save(replace(store.get("main"), carrier="mine"))
        desk = Desk(
            store=store,
            pack=Pack(own),
            policy=load_policy(),
            calendar=load_calendar(),
            today=Clock()().date(),
        )
        with running(Shelf(desk, now=Clock(), base="http://127.0.0.1"), told) as port:
            assert ask(port, path).status == 200
            (own / "mine.toml").unlink()
            assert ask(port, path).status == 503
    assert [error.key for error in told] == ["error.carrier.unknown"]


def test_a_fault_of_the_program_is_an_answer_too(place: Place, path: str) -> None:
    told: list[TrackerError] = []

    class Broken(Shelf):
        def ready(self, secret: str, name: str) -> NoReturn:
            raise ZeroDivisionError(secret, name)

    with open_store(str(place.database), now=Clock()) as store:
        desk = Desk(
            store=store,
            pack=Pack(None),
            policy=load_policy(),
            calendar=load_calendar(),
            today=Clock()().date(),
        )
        with running(Broken(desk, now=Clock(), base="http://127.0.0.1"), told) as port:
            got = ask(port, path)
            assert ask(port, "/robots.txt").status == 200
    assert got.status == 500
    assert got.body.count(b"\n") == 1
    assert [error.key for error in told] == ["error.feed.failed"]


class running:  # noqa: N801 - reads as a statement
    """Run the application on a real socket in a thread."""

    def __init__(self, shelf: Shelf, told: list[TrackerError]) -> None:
        self._listening = listen("127.0.0.1", 0)
        app = make_app(shelf, texts("en"), names=(), tell=told.append)
        self._server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, log_level="critical", lifespan="off")
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],))

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._listening.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()
