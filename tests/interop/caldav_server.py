"""Run a real CalDAV server, a network that fails in front of it, and the program against them."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import coverage
from clients import CALDAV, ROOT, client

USER, PASSWORD = "alice", "open sesame"
HOST = "127.0.0.1"
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
HERE = Path(__file__).parent
PYTHON = "python"

CONFIG = """
[server]
hosts = {host}:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/data
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def asked(port: int, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request(method, path, body or None, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def served(folder: Path) -> Iterator[int]:
    """Yield the port of a Radicale that has one user and keeps its data in a folder."""
    port = free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(CONFIG.format(host=HOST, port=port, folder=folder))
    command = [str(client(PYTHON, CALDAV)), "-m", "radicale", "-C", str(folder / "config")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    break
            assert server.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


@dataclass
class Calendar:
    """Be somebody else who uses the same calendar."""

    port: int
    path: str

    def _ask(self, method: str, name: str = "", body: str = "", **headers: str) -> Answer:
        sent = {"Authorization": BASIC, **headers}
        return asked(self.port, method, self.path + name, body.encode(), sent)

    def make(self) -> None:
        assert self._ask("MKCALENDAR").status == 201

    def names(self) -> set[str]:
        found = self._ask("PROPFIND", Depth="1").body.decode()
        return {unquote(href.rsplit("/", 1)[-1]) for href in re.findall(r"<href>([^<]*\.ics)</href>", found)}

    def text(self, name: str) -> str:
        return re.sub(r"\r?\n ", "", self._ask("GET", name).body.decode())

    def put(self, name: str, text: str) -> None:
        answer = self._ask("PUT", name, text, **{"Content-Type": "text/calendar"})
        assert answer.status in (201, 204), answer

    def edit(self, name: str, pattern: str, new: str) -> None:
        """Change an event as its owner does in an app."""
        text, count = re.subn(pattern, new, self.text(name), flags=re.MULTILINE)
        assert count, text
        self.put(name, text)

    def delete(self, name: str) -> None:
        assert self._ask("DELETE", name).status == 200

    def titles(self) -> dict[str, str]:
        found = {name: re.search(r"^SUMMARY:(.*)$", self.text(name), re.MULTILINE) for name in self.names()}
        return {name: match[1].strip() for name, match in found.items() if match}


@dataclass
class Network:
    """Pass requests on to a server, note the method of each, and fail as told.

    `before` may answer in the place of the server, `after` may change or swallow its answer; both are told
    the method and the how manieth of it this is, 0 for one that was not signed yet.
    """

    server: int
    before: Callable[[str, int], Answer | None] = lambda _method, _count: None
    after: Callable[[str, int, Answer], Answer | None] = lambda _method, _count, answer: answer
    requests: list[str] = field(default_factory=list)
    port: int = 0

    def count(self, method: str) -> int:
        return self.requests.count(method)

    @property
    def written(self) -> int:
        """Return how many requests would change something."""
        return sum(method in ("PUT", "DELETE") for method in self.requests)

    def reset(self) -> None:
        self.requests.clear()
        self.before = lambda _method, _count: None
        self.after = lambda _method, _count, answer: answer

    def running(self) -> Iterator[Network]:
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                method = self.command
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                signed = "Authorization" in self.headers
                if signed:  # the library asks first without signing, and again when told to
                    network.requests.append(method)
                count = network.count(method)
                answer = network.before(method, count if signed else 0)
                if answer is None:
                    kept = {key: value for key, value in self.headers.items() if key != "Accept-Encoding"}
                    passed = asked(network.server, method, self.path, body, kept)
                    answer = network.after(method, count, passed) if signed else passed
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response_only(answer.status)
                for key, value in answer.headers.items():
                    if key not in ("Content-Length", "Transfer-Encoding"):
                        self.send_header(key, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_PROPFIND = do_GET = do_PUT = do_DELETE = _pass_on  # noqa: N815 - as http.server names them

            def log_message(self, *_args: Any) -> None:
                pass

        relay = ThreadingHTTPServer((HOST, 0), Handler)
        relay.daemon_threads = True
        self.port = relay.server_port
        thread = threading.Thread(target=relay.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            relay.shutdown()
            relay.server_close()


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def command(*script: str) -> list[str]:
    """Return how the other venv runs a script of Python, measured where this process is."""
    python = str(client(PYTHON, CALDAV))
    if coverage.Coverage.current() is None:
        return [python, "-W", "error", *script]
    data = ROOT / ".coverage"
    options = ["--parallel-mode", f"--data-file={data}", f"--rcfile={ROOT / 'pyproject.toml'}"]
    return [python, "-W", "error", "-m", "coverage", "run", *options, *script]


class Worker:
    """Run commands in a process of the other venv."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            command(str(HERE / "push_worker.py")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def run(self, args: list[str], env: Mapping[str, str]) -> Ran:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"args": args, "env": dict(env)}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the worker ended"
        return Ran(*json.loads(line))

    def close(self) -> None:
        self._process.communicate(timeout=60)
