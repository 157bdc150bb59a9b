"""Make carriers from a few lines of rules, contracts, and plans of both."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tracker.carriers import Pack, load_calendar, load_policy
from tracker.core.contract import Contract, Person
from tracker.core.facts import Carrier
from tracker.core.model import Plan, Problem, Reason, Row, Step
from tracker.core.plan import build_plan

TODAY = date(2027, 2, 1)
LEAVES = date(2027, 3, 28)
POLICY = load_policy()
CALENDAR = load_calendar()

_TOP = """format = 1
kind = "{kind}"
name = {{ en = "Made", zh = "Made", ja = "Made" }}
plans = {{ big = "Big plan" }}
"""
_SOURCES = """
[sources]
page = { url = "https://example.org/1", kind = "official", read = 2026-11-01 }
other = { url = "https://example.org/2", kind = "guide", read = 2026-11-02 }
third = { url = "https://example.org/3", kind = "guide", read = 2026-11-03 }
old = { url = "https://example.org/4", kind = "official", read = 2026-02-01 }
"""
AT_ONCE = """
closing | day = "month-end"
effect | ends = "same-day"
cutoff | daily = "24:00"
proration | last_month = "none"
channel.online | available = true; needs = ["login"]; where = "My page"
charge.base | months = 1; day = 26
fee.base | yen = 1000
fee.termination | yen = 0
return | required = false
"""
"""A line that ends when it is asked for, with every rule known."""
BY_MONTH = AT_ONCE.replace("same-day", "month-end")
"""A line that ends with the month."""


@cache
def made(rules: str, kind: str = "mvno", beside: tuple[tuple[str, str], ...] = ()) -> Carrier:
    """Return the carrier of rules like `effect | ends = "same-day"; notice_days = 3`.

    `beside` holds further files (id, rules), such as the membership that a `linked` block names.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, lines in (("made", rules), *beside):
            top = _TOP.format(kind=kind if name == "made" else "membership")
            blocks = "".join(map(_block, filter(None, map(str.strip, lines.splitlines()))))
            Path(folder, f"{name}.toml").write_text(top + blocks + _SOURCES, encoding="utf-8")
        return Pack(own=Path(folder)).load("made")


def _block(line: str) -> str:
    header, _, values = line.partition(" | ")
    basis = (
        ""
        if any(word in values for word in ("reported =", "single =", "weak ="))
        else 'official = ["page"]\n'
    )
    if "official =" in values:
        basis = ""
    return f"[[{header.strip()}]]\n" + values.replace("; ", "\n") + f"\n{basis}"


@cache
def shipped(name: str) -> Carrier:
    return Pack().load(name)


def contract(**told: Any) -> Contract:
    """Return a contract recorded on TODAY for somebody who leaves on LEAVES, unless told otherwise."""
    return Contract(**{"name": "main", "carrier": "made", "recorded": TODAY, "departure": LEAVES, **told})


def planned(carrier: Carrier, today: date | None = None, **told: Any) -> Plan:
    """Return the plan as it stands on a day, by default that of the recording."""
    asked = contract(**told)
    return build_plan(asked, carrier, POLICY, CALENDAR, today or asked.recorded)


def step(plan: Plan, key: str) -> Step:
    return next(each for each in plan.steps if each.key == key)


def row(plan: Plan, key: str) -> Row:
    return next(each for each in plan.rows if each.key == key)


def keys(plan: Plan) -> set[str]:
    return {each.key for each in plan.steps}


def codes(plan: Plan) -> set[str]:
    return {each.code for each in plan.problems}


def problem(plan: Plan, code: str) -> Problem:
    return next(each for each in plan.problems if each.code == code)


def ways(found: Problem) -> list[str]:
    """Return the names of the remedies."""
    return [remedy.text_key.removeprefix("remedy.").removesuffix(".text") for remedy in found.remedies]


def said(reasons: Sequence[Reason]) -> list[str]:
    return [reason.rule for reason in reasons]


def reason(found: Step, rule: str) -> Reason:
    return next(each for each in found.reasons if each.rule == rule)


def after(day: date, days: int) -> date:
    return day + timedelta(days)


def person(**told: Any) -> Person:
    return Person(**told)
