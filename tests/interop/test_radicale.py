"""Radicale takes the whole calendar in one PUT, gives it back, and replaces it with the next one."""

from __future__ import annotations

import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest
from calendars import LANGUAGES, Shown, pair, read
from clients import at_home, client

pytestmark = pytest.mark.xdist_group("clients")

LOGIN = {"Authorization": f"Basic {b64encode(b'reader:any').decode()}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("radicale")
    port = free_port()
    options = ("--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--config", "")
    command = (client("python"), "-m", "radicale", *options, "--storage-filesystem-folder", folder / "data")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=at_home(folder), stdout=log, stderr=log)
    try:
        until = time.monotonic() + 30
        while not listens(port):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, method: str, lang: str, data: bytes | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {**LOGIN, "Content-Type": "text/calendar; charset=utf-8"}
    connection.request(method, f"/reader/{lang}/", data, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def put(port: int, lang: str, data: bytes) -> Shown:
    """Put a calendar and return what the server gives back for it."""
    answer, body = ask(port, "PUT", lang, data)
    assert answer.status == 201, body
    answer, body = ask(port, "GET", lang)
    assert answer.status == 200
    assert answer.headers["ETag"]
    return read(body)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whole_calendar_is_given_back_and_replaced(port: int, lang: str) -> None:
    assert put(port, lang, pair(lang).first) == pair(lang).before
    assert put(port, lang, pair(lang).second) == pair(lang).after
