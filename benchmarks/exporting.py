"""Measure exporting: `python -m benchmarks.exporting`.

A thousand contracts are stored in a file, then exported as one calendar by a process of its
own, which says how long it took and how far its memory rose above what it held before.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.planning import RECORDED, carriers, contracts
from tracker.carriers import Pack, load_calendar, load_policy
from tracker.i18n import texts
from tracker.service.desk import Desk
from tracker.service.exporting import export, into_files
from tracker.store import open_store

COUNT = 1_000
NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)


def fill(database: Path) -> None:
    """Store the contracts."""
    with open_store(str(database), now=lambda: NOW) as store, store.transaction():
        for contract, _ in contracts(carriers(), COUNT):
            store.insert(contract)


def run(database: Path, target: Path) -> None:
    """Export the stored contracts; print events, seconds and KiB above the start."""
    carriers()
    with open_store(str(database), now=lambda: NOW) as store:
        desk = Desk(
            store=store, pack=Pack(None), policy=load_policy(), calendar=load_calendar(), today=RECORDED
        )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        written = export(desk, store.contracts(), texts=texts("en"), now=NOW, deliver=into_files(target))
        seconds = time.perf_counter() - begun
    above = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    events = written.calendar.events
    print(f"{COUNT:,} contracts, {events:,} events: {seconds:.1f} s, {above:,} KiB above the start")


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["--run"]:
        run(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as folder:
        database, target = Path(folder, "tracker.db"), Path(folder, "plan.ics")
        fill(database)
        command = [sys.executable, "-m", "benchmarks.exporting", "--run", str(database), str(target)]
        subprocess.run(command, check=True)
        print(f"{target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
