"""Measure serving: `python -m benchmarks.serving`; needs `wrk`, and a network to install Radicale once.

One feed of about 300 events is served by `tracker serve`, the same bytes by Radicale, each in a process
of its own and loaded in turn from another one. Both answer from the loopback address. Beside the
requests per second stands the processor time of one, which a busy machine changes less.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "interop"))

from clients import client

from benchmarks.planning import carriers, contracts
from tracker.service.feeds import create_feed, path_of
from tracker.store import open_store

CONTRACTS = 39
SECONDS = 5
CONNECTIONS = 8
NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)
TODAY = "2026-11-01"
OWNER = base64.b64encode(b"me:").decode()
ROUNDS = 5


def fill(database: Path) -> str:
    """Store the contracts and a feed of them; return its path."""
    with open_store(str(database), now=lambda: NOW) as store:
        with store.transaction():
            for contract, _ in contracts(carriers(), CONTRACTS):
                store.insert(contract)
        feed, secret = create_feed(store, contract=None, name=None, lang="en", full=False, now=NOW)
    return path_of(secret, feed.name)


def change(database: Path) -> None:
    """Change one contract, as another process does."""
    with open_store(str(database), now=lambda: NOW) as store:
        contract = next(iter(store.contracts()))
        assert contract.departure is not None
        store.save(replace(contract, departure=contract.departure + timedelta(days=1)))


@contextmanager
def running(*command: str, address: str) -> Iterator[int]:
    """Run a server until it is no longer needed; give its process."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(100):
                try:
                    get(f"{address}/robots.txt")
                    break
                except urllib.error.HTTPError:
                    break
                except urllib.error.URLError:
                    time.sleep(0.1)
            yield server.pid
        finally:
            server.terminate()


def get(address: str, **headers: str) -> tuple[bytes, str, float]:
    """Return body, entity tag and seconds of one answer."""
    begun = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        body = answer.read()
    return body, answer.headers["ETag"], time.perf_counter() - begun


def put(address: str, body: bytes) -> None:
    """Put a whole calendar to Radicale."""
    headers = {"Content-Type": "text/calendar", "Authorization": f"Basic {OWNER}"}
    urllib.request.urlopen(urllib.request.Request(address, body, headers, method="PUT")).close()


def processor(pid: int) -> float:
    """Return the processor seconds that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(pid: int, address: str, *headers: str) -> tuple[float, float]:
    """Return requests per second, all answered with success, and processor seconds of one."""
    begun = processor(pid)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    for header in headers:
        command += ["-H", header]
    told = subprocess.run([*command, address], check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in told, told
    rate = re.search(r"Requests/sec:\s*([\d.]+)", told)
    count = re.search(r"(\d+) requests in", told)
    assert rate is not None
    assert count is not None
    return float(rate[1]), (processor(pid) - begun) / int(count[1])


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "tracker.db")
        path = fill(database)
        ours, theirs = "http://127.0.0.1:18766", "http://127.0.0.1:18767"
        serve = (sys.executable, "-m", "tracker", "--db", str(database), "--today", TODAY, "serve")
        os.environ.pop("TRACKER_TODAY", None)
        with running(*serve, "--port", "18766", address=ours) as pid:
            body, etag, first = get(ours + path)
            print(f"{body.count(b'BEGIN:VEVENT')} events, {len(body):,} bytes; {os.getloadavg()[0]:.1f} busy")
            print(f"first answer of all:              {first:8.3f} s")
            after = []
            for _ in range(ROUNDS):
                change(database)
                after.append(get(ours + path)[2])
            print(
                f"first answer after a change:      {sorted(after)[ROUNDS // 2]:8.3f} s (median of {ROUNDS})"
            )
            body, etag, _ = get(ours + path)
            own, own_work = load(pid, ours + path)
            unchanged, unchanged_work = load(pid, ours + path, f"If-None-Match: {etag}")
        config = Path(folder, "radicale.conf")
        config.write_text(
            "[server]\nhosts = 127.0.0.1:18767\n[auth]\ntype = none\n[logging]\nlevel = critical\n"
            f"[storage]\nfilesystem_folder = {folder}/r\n"
        )
        with running(str(client("radicale")), "-C", str(config), address=theirs) as pid:
            collection = f"{theirs}/me/plan/"
            put(collection, body)
            load(pid, collection, f"Authorization: Basic {OWNER}")  # its caches
            other, other_work = load(pid, collection, f"Authorization: Basic {OWNER}")
    print(f"whole calendars a second:         {own:8,.0f}   {own_work * 1e6:8,.0f} µs of processor each")
    print(f"“unchanged” (304) a second:       {unchanged:8,.0f}   {unchanged_work * 1e6:8,.0f} µs")
    print(f"Radicale, whole calendars:        {other:8,.1f}   {other_work * 1e6:8,.0f} µs (it has no 304)")
    print(f"ratio:                            {own / other:8,.0f}   {other_work / own_work:8,.0f} (goal 100)")


if __name__ == "__main__":
    main()
