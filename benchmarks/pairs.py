"""Hold the plans of two lines against the enumeration, and against their promises, over drawn pairs.

20,000 pairs from one seed: every shipped carrier, departures of two years, services, holders, channels,
steps that were moved or done; every fourth pair is two SIMs on one contract. Part of `make sweep`; alone as
`python -m benchmarks.pairs`.
"""

from __future__ import annotations

import sys
import time
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from space_several import (
    PAIRS,
    is_one_contract,
    ordered,
    pair,
    remedy_faults,
    seen,
    several_faults,
    verdict_of,
    ways_of_contract,
)

PROCESSES = 2
AT_A_TIME = 500
SHOWN = 3


class Found(NamedTuple):
    """Hold what came of some pairs; `mismatches` and `faults` are texts for people."""

    shared: int
    problems: int
    on_contract: int
    out_of_order: int
    mismatches: tuple[str, ...]
    faults: tuple[str, ...]


def compare(first: int) -> Found:
    """Compare and judge the pairs from a number on."""
    shared = problems = on_contract = out_of_order = 0
    mismatches: list[str] = []
    faults: list[str] = []
    for number in range(first, min(first + AT_A_TIME, PAIRS)):
        look = seen(pair(number))
        shared += len(look.several.sharing.steps) + len(look.several.sharing.visits)
        problems += len(ordered(look.several))
        if is_one_contract(look.pair):
            on_contract += 1
            out_of_order += verdict_of(look.several.plans[0]) is not None
            faults += [
                f"{way} on {day} does not lead out\n  {look.pair}"
                for way, day, leads_out in ways_of_contract(look)
                if not leads_out
            ]
        mismatches += look.mismatches
        faults += [f"{fault}\n  {look.pair}" for fault in several_faults(look.several)]
        faults += remedy_faults(look)
    return Found(shared, problems, on_contract, out_of_order, tuple(mismatches), tuple(faults))


def main() -> int:
    """Compare all pairs in two processes, print what was found, return the exit code."""
    started = time.monotonic()
    with Pool(PROCESSES) as pool:
        found = list(pool.imap_unordered(compare, range(0, PAIRS, AT_A_TIME)))
    mismatches = [text for one in found for text in one.mismatches]
    faults = [text for one in found for text in one.faults]
    for text in (*mismatches[:SHOWN], *faults[:SHOWN]):
        print(text)
    print(
        f"{PAIRS} pairs of lines: {sum(one.shared for one in found)} shared steps,"
        f" {sum(one.problems for one in found)} in a wrong order,"
        f" {sum(one.on_contract for one in found)} on one contract"
        f" ({sum(one.out_of_order for one in found)} with something to settle), {len(mismatches)} mismatches,"
        f" {len(faults)} broken promises, {time.monotonic() - started:.0f} s"
    )
    return 1 if mismatches or faults else 0


if __name__ == "__main__":
    sys.exit(main())
