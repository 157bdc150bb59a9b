"""Serve one calendar on the loopback, as a web server does, for clients that subscribe."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Feed:
    """Hold what is served now, and the status of each answer so far."""

    data: bytes
    port: int = 0
    answers: list[int] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"//127.0.0.1:{self.port}/plan.ics"


@contextmanager
def served(data: bytes) -> Iterator[Feed]:
    """Serve `data` until the end of the block; an ETag spares the client what it already has."""
    feed = Feed(data)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tag = f'"{hashlib.sha256(feed.data).hexdigest()}"'
            known = self.headers.get("If-None-Match") == tag
            feed.answers.append(304 if known else 200)
            self.send_response(feed.answers[-1])
            self.send_header("ETag", tag)
            self.send_header("Cache-Control", "private, no-cache")
            if not known:
                self.send_header("Content-Type", "text/calendar; charset=utf-8")
                self.send_header("Content-Length", str(len(feed.data)))
            self.end_headers()
            if not known:
                self.wfile.write(feed.data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        feed.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield feed
        finally:
            server.shutdown()
            thread.join()
