"""Show which value of a carrier file holds for a contract, on a request day and for a line end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from core_cases import AT_ONCE, after, contract, made, planned

from tracker.core.rules import Rules
from tracker.core.words import Channel, Line, Payment, Sim

START = date(2026, 1, 31)


def holds(when: str, told: dict[str, Any], request: date | None = None, ends: date | None = None) -> Any:
    """Return 1 when the conditional block decides, 2 when the one below it does, "open" when it is asked."""
    carrier = made(f"fee.other | when = {{ {when} }}; yen = 1\nfee.other | yen = 2")
    rules = Rules.of(carrier, contract(**told), channel="online", closing=20)
    found = rules.decide(
        "fee.other",
        "yen",
        request.toordinal() if request else None,
        ends.toordinal() if ends else None,
    )
    assert found.fact is not None
    return "open" if found.open else found.fact.value


@pytest.mark.parametrize(
    ("when", "told", "expected"),
    [
        ('plan = "big"', {}, "open"),
        ('plan = "big"', {"plan": "big"}, 1),
        ('plan = "big"', {"plan": "small"}, 2),
        ('line = "data"', {}, 2),
        ('line = "data"', {"line": Line.DATA}, 1),
        ('sim = "esim"', {}, "open"),
        ('sim = "esim"', {"sim": Sim.PHYSICAL}, 2),
        ('payment = ["bank", "slip"]', {"payment": Payment.SLIP}, 1),
        ('payment = ["bank", "slip"]', {"payment": Payment.CARD}, 2),
        ('channel = "online"', {}, 1),
        ('channel = "shop"', {}, 2),
        ("closing = 20", {}, 1),
        ('closing = ["month-end", 10]', {}, 2),
        ('item = "sim"', {}, 1),
        ('item = "device"', {}, 2),
        ('case = "It was never used"', {}, "open"),
        ('case = "It was never used"', {"answers": (("It was never used", True),)}, 1),
        ('case = "It was never used"', {"answers": (("It was never used", False),)}, 2),
        ('case = ["It was never used", "Moved"]', {"answers": (("Moved", True),)}, 1),
        ('case = ["It was never used", "Moved"]', {"answers": (("Moved", False),)}, "open"),
        ('except = "A friend pays"', {}, 1),
        ('except = "A friend pays"', {"answers": (("A friend pays", True),)}, 2),
        # One condition that surely fails outweighs an open one.
        ('plan = "big", line = "data"', {}, 2),
    ],
)
def test_a_condition_of_the_contract(when: str, told: dict[str, Any], expected: Any) -> None:
    assert holds(when, told) == expected


@pytest.mark.parametrize(
    ("when", "ends", "expected"),
    [
        ("signed_from = 2026-01-31", START, 1),
        ("signed_from = 2026-02-01", START, 2),
        ("signed_until = 2026-01-31", START, 1),
        ("signed_until = 2026-01-30", START, 2),
        # Both are counted with the first day: the 10th day is 9 February.
        ("within_days = 10", date(2026, 2, 9), 1),
        ("within_days = 10", date(2026, 2, 10), 2),
        ("within_months = 1", date(2026, 2, 28), 1),
        ("within_months = 1", date(2026, 3, 1), 2),
        ("within_calendar_months = 2", date(2026, 2, 28), 1),
        ("within_calendar_months = 2", date(2026, 3, 1), 2),
    ],
)
def test_a_condition_of_the_age_is_judged_on_the_end_of_the_line(
    when: str, ends: date, expected: int
) -> None:
    assert holds(when, {"signed": START}, START, ends) == expected
    assert holds(when, {"started": START}, START, ends) == expected
    assert holds(when, {}, START, ends) == "open"
    assert holds(when, {"signed": START}) == "open"


@pytest.mark.parametrize(
    ("when", "request_day", "expected"),
    [
        ("from = 2027-03-01", date(2027, 2, 28), 2),
        ("from = 2027-03-01", date(2027, 3, 1), 1),
        ("until = 2027-03-01", date(2027, 3, 1), 1),
        ("until = 2027-03-01", date(2027, 3, 2), 2),
    ],
)
def test_a_validity_is_judged_on_the_request(when: str, request_day: date, expected: int) -> None:
    assert holds(when, {}, request_day, date(2030, 1, 1)) == expected
    # Asked without a day it is judged on the departure.
    assert holds(when, {"departure": request_day}) == expected


def test_values_are_given_as_what_they_are() -> None:
    carrier = made(
        'channel.online | available = true; where = "Page"; needs = ["login"]; lead_days = 3\n'
        "deposit | refund_months = [1, 3]\nkeep.mail | yen_month = 330"
    )
    rules = Rules.of(carrier, contract())
    assert rules.text("channel.online", "where") == "Page"
    assert rules.text("channel.online", "lead_days") is None
    assert rules.number("channel.online", "lead_days") == 3
    assert rules.number("channel.online", "available") is None
    assert rules.number("channel.online", "where") is None
    assert rules.flag("channel.online", "available") is True
    assert rules.flag("channel.online", "lead_days") is None
    assert rules.words("channel.online", "needs") == ("login",)
    assert rules.words("channel.online", "where") == ("Page",)
    assert rules.words("channel.online", "lead_days") == ()
    assert rules.words("channel.shop", "needs") == ()
    assert rules.fact("channel.shop", "needs") is None
    assert rules.last_number("deposit", "refund_months") == 3
    assert rules.last_number("keep.mail", "yen_month") == 330
    assert rules.last_number("keep.mail", "start_yen") is None


def test_an_unanswered_case_before_a_value_is_a_question() -> None:
    rules = AT_ONCE.replace(
        "fee.termination | yen = 0",
        'fee.termination | when = { case = ["Odd use", "Moved"] }; yen = 990\nfee.termination | yen = 0',
    )
    carrier = made(rules)
    assert planned(carrier).questions == ("Odd use", "Moved")
    assert planned(carrier, answers=(("Moved", False),)).questions == ("Odd use",)
    assert planned(carrier, answers=(("Moved", True),)).questions == ()


@pytest.mark.parametrize(("years", "charged"), [(0, date(2027, 3, 31)), (5, date(2027, 3, 26))])
def test_a_proration_by_age_is_outgrown(years: int, charged: date) -> None:
    rules = AT_ONCE.replace(
        'proration | last_month = "none"',
        'proration | when = { within_months = 24 }; last_month = "none"\nproration | last_month = "daily"',
    )
    plan = planned(made(rules), signed=after(date(2026, 6, 1), -365 * years))
    assert plan.cancellation is not None
    assert plan.cancellation.charged_through == charged


@pytest.mark.parametrize(
    ("departure", "effect"), [(date(2027, 3, 1), "same-day"), (date(2027, 5, 9), "month-end")]
)
def test_an_effect_that_changes_is_that_of_the_request_day(departure: date, effect: str) -> None:
    rules = AT_ONCE.replace(
        'effect | ends = "same-day"',
        'effect | when = { from = 2027-03-15 }; ends = "month-end"\neffect | ends = "same-day"',
    )
    plan = planned(made(rules), departure=departure)
    assert plan.cancellation is not None
    assert plan.cancellation.effect == effect


@pytest.mark.parametrize(
    ("departure", "channel"), [(date(2027, 3, 1), Channel.ONLINE), (date(2027, 5, 9), Channel.SHOP)]
)
def test_a_channel_that_begins_is_judged_on_the_departure(departure: date, channel: Channel) -> None:
    rules = AT_ONCE.replace(
        "channel.online | available = true",
        "channel.shop | available = true\nchannel.online | when = { until = 2027-04-01 }; available = true",
    )
    plan = planned(made(rules), departure=departure)
    assert plan.cancellation is not None
    assert plan.cancellation.channel is channel
