"""Say by enumeration what several lines of one person share, and what comes in the wrong order.

Written from docs/planning.md 6 and docs/decisions.md 32 to 38 alone, to be compared with the engine: it
imports nothing of the program. It takes the plans of the single lines as their records (the JSON of
docs/planning.md 8) with what the person said, reads the carrier files by itself, and walks pairs of
steps and days instead of making groups.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from oracle_rules import Facts, Rules, Spot, value

NUMBERLESS = ("travel-esim", "prepaid", "rental")
NET = ("online", "app", "form", "email", "chat")
ONE_DAY = timedelta(days=1)


class Told(NamedTuple):
    """Hold one line: its plan as a record, what the person said of it, and the rules of its carrier."""

    plan: dict[str, Any]
    facts: Facts
    rules: Rules
    kind: str
    own_departure: bool = False
    holder: str = "self"
    item: str = "sim"
    services: int = 0
    expiry: date | None = None

    @property
    def name(self) -> str:
        return str(self.plan["name"])

    @property
    def window(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.plan["cancellation"]
        return found

    def step(self, key: str) -> dict[str, Any] | None:
        return next((step for step in self.plan["steps"] if step["key"] == key), None)

    @property
    def has_number(self) -> bool:
        return self.services > 0 or (self.facts.line == "voice" and self.kind not in NUMBERLESS)

    @property
    def has_voice(self) -> bool:
        return self.has_number and self.facts.line == "voice"

    def works_on(self, day: date) -> bool:
        """Tell whether the line still works on a day; one without a known end always does."""
        if self.window is not None:
            return day <= date.fromisoformat(self.window["line_ends"])
        if self.step("hand-back") is not None and self.plan["departure"] is not None:
            return day < date.fromisoformat(self.plan["departure"])
        return self.expiry is None or day <= self.expiry


class Share(NamedTuple):
    """Hold one step that two lines have and that is done once."""

    kind: str
    state: str
    keys: tuple[str, str]
    due: str | None
    latest: str | None


class Breach(NamedTuple):
    """Hold a step that needs what has ended."""

    name: str
    step: str
    need: str
    ends: str


def is_one_traveller(one: Told, two: Told) -> bool:
    return not (one.own_departure or two.own_departure)


def is_one_phone(one: Told, two: Told) -> bool:
    return all(line.holder == "self" and line.item == "sim" for line in (one, two))


def is_one_visit(one: Told, two: Told) -> bool:
    """Tell whether one visit to a shop does for both: on one of the days that both have."""
    if one.plan["carrier"] != two.plan["carrier"] or not is_one_traveller(one, two):
        return False
    for line in (one, two):
        cancel = line.step("cancel")
        if line.window is None or line.window["channel"] != "shop" or cancel is None:
            return False
        if cancel["state"] != "open":
            return False
    requests = [date.fromisoformat(line.window["request"]) for line in (one, two) if line.window is not None]
    return all(suits(line, min(requests)) for line in (one, two))


def suits(line: Told, day: date) -> bool:
    """Tell whether nothing about a line changes if it is cancelled on this day."""
    window = line.window
    assert window is not None
    if date.fromisoformat(window["request"]) == day:
        return True
    opens, closes = (date.fromisoformat(window[key]) for key in ("opens", "closes"))
    day_after, ends_then = opens, set()
    while day_after <= closes:
        ends_then.add(day_after)
        day_after += ONE_DAY
    return not ends_at_once(window) and day in ends_then


def ends_at_once(window: dict[str, Any]) -> bool:
    return window["effect"] in ("same-day", "on-return", None)


def is_done_once(kind: str, one: Told, two: Told, dated: bool) -> bool:
    """Tell whether a step of this kind is done once for both lines."""
    if kind in ("get-replacement-number", "collect-documents"):
        return is_one_traveller(one, two)
    if kind in ("back-up-data", "check-device"):
        return is_one_traveller(one, two) and is_one_phone(one, two)
    if kind in ("keep-payment-open", "verify-closed", "remove-carrier-app"):
        return is_one_traveller(one, two) and dated
    return kind in ("book-appointment", "cancel") and is_one_visit(one, two)


def shares(one: Told, two: Told) -> set[Share]:
    """Return every step that both have and that is done once, trying each with each."""
    found = set()
    for mine, other in product(one.plan["steps"], two.plan["steps"]):
        if mine["kind"] != other["kind"] or mine["state"] != other["state"]:
            continue
        dues = [step["due"] for step in (mine, other)]
        if not is_done_once(mine["kind"], one, two, all(dues)):
            continue
        lasts = [step["latest"] for step in (mine, other) if step["latest"] is not None]
        known = [due for due in dues if due is not None]
        far = mine["kind"] in ("keep-payment-open", "verify-closed", "remove-carrier-app")
        due = (max if far else min)(known, default=None)
        found.add(
            Share(mine["kind"], mine["state"], (mine["key"], other["key"]), due, min(lasts, default=None))
        )
    return found


def keep_until(lines: list[Told]) -> str | None:
    days = [line.plan["keep_payment_until"] for line in lines]
    return max((day for day in days if day is not None), default=None)


def breaches(one: Told, two: Told, today: date) -> set[Breach]:
    """Return what is to be done on a day on which nothing that gives what it needs works any more."""
    found = set()
    for own, other in ((one, two), (two, one)):
        found |= set(_services_too_late(own, today))
        window, cancel = own.window, own.step("cancel")
        if window is None or cancel is None or cancel["state"] != "open" or not is_one_traveller(own, other):
            continue
        day = date.fromisoformat(window["request"])
        for need in _needs(own, window["channel"]):
            if _could_give(other, need) and not other.works_on(day):
                found.add(Breach(own.name, "cancel", need, _last_day(other, day)))
                break
    return found


def _needs(own: Told, channel: str | None) -> list[str]:
    """Return what a request over a channel needs that the line does not give itself."""
    if channel is None:
        return []
    spot = Spot(facts=own.facts, channel=channel)
    needs = value(own.rules, f"channel.{channel}", "needs", spot) or ()
    found = []
    if {"sms-to-line", "one-time-code"} & set(needs) and (own.facts.lost or not own.has_number):
        found.append("code")
    if channel == "phone" and (own.facts.lost or not own.has_voice):
        found.append("call")
    if channel in NET and own.facts.lost:
        found.append("connection")
    return found


def _could_give(line: Told, need: str) -> bool:
    """Tell whether a line gives this while it works."""
    if line.facts.lost:
        return False
    return need == "connection" or (line.has_number if need == "code" else line.has_voice)


def _services_too_late(own: Told, today: date) -> list[Breach]:
    told = {
        key
        for problem in own.plan["problems"]
        if problem["code"] == "unbind-too-late"
        for key in problem["steps"]
    }
    found = []
    for step in own.plan["steps"]:
        by_code = step["kind"] == "unbind" and step["until"] is not None and step["due"] is not None
        if not by_code or step["state"] != "open" or step["key"] in told or own.facts.lost:
            continue
        day = max(date.fromisoformat(step["due"]), today)
        if not own.works_on(day):
            found.append(Breach(own.name, step["key"], "unbind", _last_day(own, day)))
    return found


def _last_day(line: Told, day: date) -> str:
    """Return the last day before `day` on which the line works."""
    while not line.works_on(day):
        day -= ONE_DAY
    return day.isoformat()
