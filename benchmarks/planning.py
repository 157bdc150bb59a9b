"""Measure planning: `python -m benchmarks.planning`.

Ten thousand different contracts over all shipped carriers are planned one after the other, each
plan dropped at once. A bare loop of date arithmetic in the same run says how fast the
machine is; peak memory is measured in processes of their own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import BoundService, Contract
from tracker.core.facts import Carrier
from tracker.core.model import Plan
from tracker.core.plan import build_plan
from tracker.core.words import Payment, Sim

RECORDED = date(2026, 11, 1)
SERVICES = ("wechat", "line", "bank")
MANY = 10_000
FEW = 1_000


def carriers() -> list[Carrier]:
    """Return the shipped carriers that a contract can be recorded with."""
    pack = Pack(None)
    return [pack.load(name) for name in pack.ids() if pack.load(name).kind != "membership"]


def contracts(known: list[Carrier], count: int) -> Iterator[tuple[Contract, Carrier]]:
    """Yield different contracts: departures over two years, services, payments, ages and fees in turn."""
    for number in range(count):
        carrier = known[number % len(known)]
        yield (
            Contract(
                name=f"line-{number}",
                carrier=carrier.id,
                recorded=RECORDED,
                departure=date(2027, 1, 1) + timedelta(days=number * 7 % 730),
                payment=(*Payment, None)[number % 5],
                sim=(None, *Sim)[number % 3],
                fee_yen=2_000 + number,
                closing_day=(None, 31, 20)[number % 3],
                signed=date(2020 + number % 6, 1 + number % 12, 1 + number % 28),
                services=tuple(
                    BoundService(key=key, letter=letter) for letter, key in enumerate(SERVICES[: number % 4])
                ),
            ),
            carrier,
        )


def plans(asked: Iterable[tuple[Contract, Carrier]]) -> Iterator[Plan]:
    """Yield the plans, one at a time."""
    policy, calendar = load_policy(), load_calendar()
    for contract, carrier in asked:
        yield build_plan(contract, carrier, policy, calendar, RECORDED)


def rate() -> float:
    """Return plans per second of processor time: windows, steps, rows, reasons, problems, candidates.

    The contracts are there before the clock starts: in the program they come from the database.
    """
    asked = list(contracts(carriers(), MANY))
    for _ in plans(asked[:FEW]):
        pass
    begun = time.process_time()
    for _ in plans(asked):
        pass
    return MANY / (time.process_time() - begun)


def arithmetic() -> float:
    """Return twelve-step plans of bare date arithmetic per second of processor time."""
    begun = time.process_time()
    for number in range(MANY):
        departure = 739_000 + number
        [date.fromordinal(departure - offset) for offset in range(12)]
    return MANY / (time.process_time() - begun)


def peak(count: int) -> int:
    """Return the peak memory of a process that plans `count` contracts, in KiB."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.planning", "--peak", str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(told.stdout)


def main() -> None:
    """Print the figures."""
    if sys.argv[1:2] == ["--peak"]:
        for _ in plans(contracts(carriers(), int(sys.argv[2]))):
            pass
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    few, many = peak(FEW), peak(MANY)
    print(f"whole plans per second, one core:                         {rate():,.0f}")
    print(f"bare date arithmetic, twelve days a plan, for comparison: {arithmetic():,.0f}")
    print(f"peak memory at {FEW:,}: {few:,} KiB; at {MANY:,}: {many:,} KiB; ratio {many / few:.3f}")


if __name__ == "__main__":
    main()
