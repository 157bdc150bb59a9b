"""Hold the engine against the enumeration over the whole space, and every plan against its promises.

Every departure of 2027 and 2028, every closing day that a carrier allows and an unknown one, three
last days of need, five to six days to look at each contract; then what ends by itself, and drawn pairs of
lines. Run by `make sweep`; exits with 1 if a single answer differs or a promise is broken.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import chain
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from oracle import Oracle
from space import (
    Look,
    carrier_of,
    cases,
    closings,
    day_faults,
    done_faults,
    every_departure,
    faults,
    looks,
    planned,
    postpaid_carriers,
    recorded_today,
    sample_departures,
)

from benchmarks import expiring, pairs
from tracker.carriers.pack import SHIPPED

PROCESSES = 2
SHOWN = 3


class Unit(NamedTuple):
    """Hold what one process does at a time: a carrier with one answer about its closing day."""

    carrier: str
    closing: int | None


class Found(NamedTuple):
    """Hold what came of a unit; `mismatches` and `faults` are texts for people."""

    unit: Unit
    cases: int
    mismatches: tuple[str, ...]
    faults: tuple[str, ...]


def units() -> Iterator[Unit]:
    """Return all units, those with an unknown closing day first: they take longest."""
    both = [Unit(carrier, closing) for carrier in postpaid_carriers() for closing in closings(carrier)]
    return iter(sorted(both, key=lambda unit: (unit.closing is not None, unit.carrier != "other")))


def sweep(unit: Unit) -> Found:
    """Compare and judge all contracts of a unit."""
    carrier, oracle = carrier_of(unit.carrier), Oracle(SHIPPED / f"{unit.carrier}.toml")
    answers = closings(unit.carrier)
    overruled = len(answers) == 2 and unit.closing is not None
    departures = sample_departures(unit.closing, answers) if overruled else every_departure()
    compared, mismatches, broken = 0, [], []
    for number, case in enumerate(cases(unit.carrier, unit.closing, departures)):
        seen = looks(case, oracle, carrier)
        compared += len(seen)
        mismatches += [str(look) for look in seen if look.differs]
        broken += [f"{fault}\n  {look}" for look in seen for fault in faults(look.plan)]
        broken += [f"{fault}\n  {seen[0]}" for fault in day_faults(seen)]
        broken += [f"late at birth: {fault}\n  {look}" for look in seen for fault in birth_faults(look)]
        if number % 10 == 0:
            broken += [f"{fault}\n  {look}" for look in seen[:2] for fault in done_faults(look, carrier)]
    return Found(unit, compared, tuple(mismatches), tuple(broken))


def birth_faults(look: Look) -> Iterator[str]:
    """Return what the plan of the same contract breaks if it is entered on the day of the look."""
    return faults(planned(recorded_today(look), carrier_of(look.case.carrier), look.facts.today))


def main() -> int:
    """Run the sweep in two processes, print what was found, return the exit code."""
    started = time.monotonic()
    total = different = broken = 0
    with Pool(PROCESSES, maxtasksperchild=1) as pool:
        for found in pool.imap_unordered(sweep, list(units()), chunksize=1):
            total += found.cases
            different += len(found.mismatches)
            broken += len(found.faults)
            seconds = time.monotonic() - started
            print(
                f"{found.unit.carrier} closing {found.unit.closing or 'unknown'}: {found.cases} cases,"
                f" {len(found.mismatches)} mismatches, {len(found.faults)} faults, {seconds:.0f} s",
                flush=True,
            )
            for text in chain(found.mismatches[:SHOWN], found.faults[:SHOWN]):
                print(text, flush=True)
    seconds = time.monotonic() - started
    print(f"{total} cases, {different} mismatches, {broken} faults, {seconds:.0f} s")
    return max(expiring.main(), pairs.main(), 1 if different or broken else 0)


if __name__ == "__main__":
    sys.exit(main())
