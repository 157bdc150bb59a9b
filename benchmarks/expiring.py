"""Hold lines that end by themselves against their enumeration, and their plans against their promises.

Every way in which a line of a shipped carrier ends by itself, every departure of 2027 and 2028, twelve
ways to tell of the end or not, up to six days to look at each line; N, profiles and days of recording take
turns. Part of `make sweep`; alone as `python -m benchmarks.expiring`.
"""

from __future__ import annotations

import sys
import time
from itertools import chain
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from space import every_departure
from space_expiry import Kind, cases, kinds, line_faults, shipped_views

PROCESSES = 2
SHOWN = 3
THOROUGH = 10
"""One line in so many is also judged as entered anew on each day, and with steps that are done."""


class Found(NamedTuple):
    """Hold what came of a kind of lines; `mismatches` and `faults` are texts for people."""

    kind: Kind
    cases: int
    mismatches: tuple[str, ...]
    faults: tuple[str, ...]


def compare(kind: Kind) -> Found:
    """Compare and judge all lines of a kind."""
    compared = 0
    mismatches: list[str] = []
    faults: list[str] = []
    for number, line in enumerate(cases(kind, every_departure())):
        seen = shipped_views(line)
        compared += len(seen)
        mismatches += [str(view) for view in seen if view.differs]
        faults += line_faults(seen, thorough=number % THOROUGH == 0)
    return Found(kind, compared, tuple(mismatches), tuple(faults))


def main() -> int:
    """Compare all kinds in two processes, print what was found, return the exit code."""
    started = time.monotonic()
    total = different = broken = 0
    with Pool(PROCESSES, maxtasksperchild=1) as pool:
        for found in pool.imap_unordered(compare, kinds()):
            total += found.cases
            different += len(found.mismatches)
            broken += len(found.faults)
            print(
                f"{found.kind}: {found.cases} cases, {len(found.mismatches)} mismatches,"
                f" {len(found.faults)} faults, {time.monotonic() - started:.0f} s",
                flush=True,
            )
            for text in chain(found.mismatches[:SHOWN], found.faults[:SHOWN]):
                print(text, flush=True)
    print(
        f"what ends by itself: {total} cases, {different} mismatches, {broken} faults,"
        f" {time.monotonic() - started:.0f} s"
    )
    return 1 if different or broken else 0


if __name__ == "__main__":
    sys.exit(main())
