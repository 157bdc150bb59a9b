"""The served calendar as programs get it: real server, real http."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from feed_server import (
    AU,
    Answer,
    Place,
    Server,
    fixture_made,  # noqa: F401
    fixture_path,  # noqa: F401
    fixture_place,  # noqa: F401
    path_in,
)

from tracker.export.lint import lint

METHODS = ("PUT", "POST", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT", "TRACE", "MKCALENDAR")


@pytest.fixture
def server(place: Place) -> Iterator[Server]:
    with place.served() as server:
        yield server


def events(answer: Answer) -> dict[str, str]:
    """Return the events of a calendar by UID, unfolded."""
    text = answer.body.decode().replace("\r\n ", "")
    return {
        event.partition("UID:")[2].partition("\r\n")[0]: event for event in text.split("BEGIN:VEVENT")[1:]
    }


def refused(answer: Answer, status: int) -> bool:
    """Say whether a refusal is one plain sentence, and not to be kept."""
    return (
        answer.status == status
        and answer.headers["content-type"] == "text/plain; charset=utf-8"
        and answer.headers["cache-control"] == "no-store"
        and len(answer.body.decode().splitlines()) == 1
        and "etag" not in answer.headers
    )


def test_the_headers_are_those_that_clients_need(server: Server, path: str) -> None:
    got = server.ask(path, Accept="application/json", Accept_Encoding="gzip, br")
    assert got.status == 200
    dated = got.headers.pop("date")
    assert dated.endswith("GMT")
    assert got.headers == {
        "content-type": "text/calendar; charset=utf-8",
        "content-length": str(len(got.body)),
        "content-disposition": 'inline; filename="plan.ics"',
        "cache-control": "private, no-cache",
        "etag": got.etag,
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }
    assert re.fullmatch(r'"[0-9a-f]{64}"', got.etag)
    assert lint(got.body) == ()
    head = server.ask(path, "HEAD")
    head.headers.pop("date")
    assert (head.status, head.headers, head.body) == (200, got.headers, b"")


def test_a_feed_says_where_it_comes_from_and_a_file_does_not(server: Server, path: str, place: Place) -> None:
    got = server.ask(path).body.replace(b"\r\n ", b"").decode()
    assert f"SOURCE;VALUE=URI:http://127.0.0.1:{server.port}{path}\r\n" in got
    place.ok("export", "-o", "file.ics")
    assert b"SOURCE" not in (place.folder / "file.ics").read_bytes()


def test_what_was_not_changed_is_not_sent_again(server: Server, path: str) -> None:
    etag = server.ask(path).etag
    for tags in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        kept = server.ask(path, If_None_Match=tags)
        kept.headers.pop("date")
        assert (kept.status, kept.body) == (304, b"")
        assert kept.headers == {
            "etag": etag,
            "cache-control": "private, no-cache",
            "referrer-policy": "no-referrer",
            "x-robots-tag": "noindex",
        }
    assert server.ask(path, "HEAD", If_None_Match=etag).status == 304
    for tags in ('"other"', etag.strip('"'), ""):
        assert server.ask(path, If_None_Match=tags).status == 200


def test_a_change_by_another_process_is_in_the_next_answer(server: Server, path: str, place: Place) -> None:
    first = server.ask(path)
    place.ok("edit", "--note", "not in any calendar")
    assert server.ask(path, If_None_Match=first.etag).status == 304
    place.ok("edit", "--departure", "2027-03-28")
    second = server.ask(path, If_None_Match=first.etag)
    assert second.status == 200
    assert second.etag != first.etag
    assert lint(second.body) == ()
    before, after = events(first), events(second)
    shared = before.keys() & after.keys()
    moved = {uid for uid in shared if before[uid] != after[uid]}
    assert moved
    assert all("SEQUENCE:0" in before[uid] and "SEQUENCE:1" in after[uid] for uid in moved)
    place.ok("done", "1")
    assert events(server.ask(path)).keys() < after.keys()


def test_a_server_that_starts_again_gives_the_same_bytes(server: Server, path: str, place: Place) -> None:
    first = events(server.ask(path))
    with place.served("--today", "2027-02-02") as again:
        assert events(again.ask(path)) == first


def test_an_own_carrier_file_is_looked_at_again(server: Server, path: str, place: Place) -> None:
    before = server.ask(path)
    own = place.folder / "config" / "sim-tracker" / "carriers"
    own.mkdir(parents=True)
    (own / "au.toml").write_text("nonsense", encoding="utf-8")
    assert refused(server.ask(path), 503)
    (own / "au.toml").unlink()
    assert server.ask(path).etag == before.etag


def test_nothing_but_reading(server: Server, path: str) -> None:
    for method in METHODS:
        got = server.ask(path, method, b"BEGIN:VCALENDAR" if method == "PUT" else None)
        assert refused(got, 405), method
        assert got.headers["allow"] == "GET, HEAD"
        assert server.ask("/f/x/y.ics", method).status == 405


def test_the_host_must_be_an_address_or_a_known_name(server: Server, path: str) -> None:
    port = server.port
    for host in ("127.0.0.1", f"127.0.0.1:{port}", f"localhost:{port}", "LOCALHOST", "[::1]:80", "[::1]"):
        assert server.ask(path, Host=host).status == 200, host
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1.evil.example",
        "",
        "localhost.evil.example",
    ):
        assert refused(server.ask(path, Host=host), 421), host


def test_a_public_name_is_allowed_and_remembered(place: Place, path: str) -> None:
    with place.served("--public", "https://cal.example.org/") as server:
        got = server.ask(path, Host="cal.example.org")
        assert f"SOURCE;VALUE=URI:https://cal.example.org{path}".encode() in got.body.replace(b"\r\n ", b"")
        assert server.ask(path, Host="other.example.org").status == 421
    told = place.run("feed", "create")
    assert "Subscribe to: https://cal.example.org/f/" in told.out
    assert "webcal://cal.example.org/f/" in told.out
    assert "works on this computer" not in told.err


def test_other_addresses_hold_nothing(server: Server, path: str) -> None:
    secret = path.split("/")[2]
    for other in (
        "/",
        "/f/",
        f"/f/{secret}",
        f"/f/{secret}/",
        f"{path}/",
        f"/f/{secret}/other.ics",
        f"/f/{secret[:-1]}/sim-plan.ics",
        f"/f/{secret.upper()}/sim-plan.ics",
        "/f/%00/sim-plan.ics",
        "/f/../f/x/sim-plan.ics",
    ):
        got = server.ask(other)
        assert refused(got, 404), other
        assert "location" not in got.headers
    assert server.ask(f"{path}?x=1").status == 200


def test_robots_may_come(server: Server) -> None:
    got = server.ask("/robots.txt")
    assert (got.status, b"Disallow" in got.body) == (200, False)


def test_a_new_address_ends_the_old_one(server: Server, path: str, place: Place) -> None:
    first = server.ask(path)
    new = path_in(place.ok("feed", "rotate", "sim-plan"))
    assert refused(server.ask(path), 404)
    assert events(server.ask(new)) == events(first)
    place.ok("feed", "revoke", "sim-plan")
    assert refused(server.ask(new), 410)
    assert place.ok("feed", "list") == ""


def test_one_contract_has_its_own_feed(server: Server, path: str, place: Place) -> None:
    place.ok("add", "second", "--carrier", "povo", "--departure", "2027-02-19")
    own = place.feed("second", "--name", "povo-only")
    both, one = events(server.ask(path)), events(server.ask(own))
    assert 0 < len(one) < len(both)
    # What is shared with the first line stands under that line's name where both are.
    extra = {uid.split("@")[0].split("-", 5)[-1] for uid in set(one) - set(both)}
    assert extra <= {"departure-due", "until-due"}
    place.ok("archive", "second")
    empty = server.ask(own)
    assert (empty.status, events(empty), lint(empty.body)) == (200, {}, ())
    place.ok("remove", "second", "--yes")
    assert refused(server.ask(own), 410)
    assert "removed" in place.ok("feed", "list")


def test_an_address_is_stored_and_said_nowhere(place: Place, path: str) -> None:
    secret = path.split("/")[2]
    assert len(secret) == 32  # 24 octets: 192 bits
    with place.served() as server:
        assert server.ask(path).status == 200
        server.ask(path, "PUT")
        server.ask(path + "x")
        kept = b"".join(file.read_bytes() for file in place.folder.glob("tracker.db*"))
    assert b"feeds" in kept
    assert secret.encode() not in kept
    assert secret not in "".join(server.said)
    assert secret not in place.ok("feed", "list") + place.ok("feed", "list", "--json")


def test_many_at_once_after_a_change(server: Server, path: str, place: Place) -> None:
    before = server.ask(path).etag
    place.ok("edit", "--departure", "2027-03-28")
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(server.ask(path))) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer.etag for answer in answers}) == 1
    assert {answer.status for answer in answers} == {200}
    assert answers[0].etag != before


def test_a_database_in_use_is_told_and_tried_again(server: Server, path: str, place: Place) -> None:
    before = server.ask(path)
    place.ok("edit", "--departure", "2027-03-28")
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        got = server.ask(path)
        assert refused(got, 503)
        assert int(got.headers["retry-after"]) > 0
        assert str(place.folder).encode() not in got.body
    after = server.ask(path)
    assert (after.status, after.etag != before.etag) == (200, True)


def test_a_damaged_database_is_told_and_the_server_stays(server: Server, path: str, place: Place) -> None:
    before = server.ask(path)
    with closing(sqlite3.connect(place.database)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound = place.database.read_bytes()
    broken = place.folder / "broken"
    broken.write_bytes(b"nonsense" * 1000)
    broken.replace(place.database)
    for _ in range(2):
        assert refused(server.ask(path), 503)
    assert server.process.poll() is None
    mended = place.folder / "mended"
    mended.write_bytes(sound)
    mended.replace(place.database)
    assert server.ask(path).etag == before.etag
    server.process.terminate()
    said = server.process.communicate(timeout=30)[1]
    assert said.count("is not a data file") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_it_ends_quietly(place: Place, path: str, number: signal.Signals, code: int) -> None:
    with place.served() as server:
        assert server.ask(path).status == 200
        server.process.send_signal(number)
        assert server.process.wait(timeout=30) == code
    assert "".join(server.said).strip() == f"Serving 1 feed at http://127.0.0.1:{server.port} until Ctrl-C."


def test_a_port_in_use(place: Place) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        ran = place.run("serve", "--port", port)
        assert ran.code == 1
        assert ran.err.count("\n") == 1
        assert port in ran.err
        wide = place.run("serve", "--port", port, "--host", "0.0.0.0")  # noqa: S104 - does not come to listen
    assert wide.code == 1
    assert "not encrypted" in wide.err


def test_without_the_extra(place: Place) -> None:
    lines = (
        "import sys; sys.modules['uvicorn'] = None",
        "from tracker.cli.main import run",
        "sys.exit(run(['serve']))",
    )
    code = "\n".join(lines)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=place.environment,
        cwd=place.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "Serving needs two more packages: pip install 'sim-tracker[web]'\n"


@pytest.mark.parametrize("full", [False, True])
def test_what_was_typed_freely_is_left_out_unless_wished(tmp_path: Path, full: bool) -> None:
    place = Place(tmp_path)
    place.ok("add", "SECRETNAME", *AU, "--number", "090-1234-5678", "--note", "SECRETNOTE")
    place.ok("add", "OTHERNAME", *AU)
    place.ok("book", "SECRETNAME", "2027-02-17", "10:30", "--place", "SECRETPLACE")
    place.ok("failed", "SECRETNAME", "5", "--why", "SECRETWHY")
    with place.served() as server:
        got = server.ask(place.feed(*(["--full"] if full else []))).body.replace(b"\r\n ", b"").decode()
    for word in ("SECRETNAME", "OTHERNAME", "SECRETPLACE"):
        assert (word in got) is full, word
    for word in ("SECRETNOTE", "SECRETWHY", "1234", "5678"):
        assert word not in got, word
    assert ("(au)" in got or "au-2" in got) is not full
