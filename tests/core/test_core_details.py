"""How a step is done: what the file of the carrier says beside it."""

from __future__ import annotations

from datetime import date

import pytest
from core_cases import AT_ONCE, made, planned, reason, said, step

from tracker.core.contract import Person
from tracker.core.model import Detail, Note, Step
from tracker.core.words import Line, Payment

REMARKS = """
payment | methods = ["card"]; note = "Debit cards are refused."
expiry.unpaid | then = "suspended"; note = "Ended after a month."
note | about = "payment"; text = "A slip is posted."
note | about = "effect"; text = "The card may live on."
note | about = "return"; text = "A cut card counts as damaged."
"""


def notes(found: Step) -> list[object]:
    """Return the sentences of the file beside a step."""
    return [
        value.text if isinstance(value := dict(detail.values)["text"], Note) else value
        for detail in found.details
        if detail.text_key == "detail.noted"
    ]


def one(found: Step, key: str) -> Detail | None:
    """Return the detail with this key, if there is one."""
    return next((detail for detail in found.details if detail.text_key == f"detail.{key}"), None)


def test_what_happens_when_a_payment_fails_stands_beside_the_payment() -> None:
    plan = planned(
        made(AT_ONCE + REMARKS), payment=Payment.CARD, person=Person(card_expires=date(2027, 3, 1))
    )
    expected = ["Debit cards are refused.", "A slip is posted.", "Ended after a month."]
    assert notes(step(plan, "change-payment")) == expected
    assert notes(step(plan, "final-debit:base")) == expected


def test_what_lives_on_stands_beside_the_confirmation() -> None:
    assert notes(step(planned(made(AT_ONCE + REMARKS)), "confirm-cancellation")) == ["The card may live on."]


def test_what_counts_as_damage_stands_beside_the_return() -> None:
    rules = AT_ONCE.replace("return | required = false", "return | required = true") + REMARKS
    assert notes(step(planned(made(rules)), "return-sim")) == ["A cut card counts as damaged."]


@pytest.mark.parametrize(("days", "shown"), [('days = "weekdays"', True), ('days = "daily"', False)])
def test_a_desk_that_is_closed_at_the_weekend_says_so(days: str, shown: bool) -> None:
    carrier = made(AT_ONCE.replace('where = "My page"', f'where = "My page"; hours = "10:00-18:00"; {days}'))
    assert (one(step(planned(carrier), "cancel"), "weekdays") is not None) is shown


@pytest.mark.parametrize(
    ("proxy", "key", "needs"),
    [
        ('proxy = true; proxy_needs = ["letter-of-attorney", "proxy-id"]', "proxy", 2),
        ("proxy = true", "proxy", None),
        ("proxy = false", "proxy-no", None),
    ],
)
def test_whether_somebody_else_may_go_is_said(proxy: str, key: str, needs: int | None) -> None:
    carrier = made(AT_ONCE.replace('where = "My page"', f'where = "My page"; {proxy}'))
    found = one(step(planned(carrier), "cancel"), key)
    assert found is not None
    named = dict(found.values).get("needs")
    assert (named is None) is (needs is None)
    assert needs is None or len(named.items) == needs  # type: ignore[union-attr]


def test_nothing_is_said_of_others_where_nothing_is_known() -> None:
    found = step(planned(made(AT_ONCE)), "cancel")
    assert one(found, "proxy") is one(found, "proxy-no") is one(found, "weekdays") is None


@pytest.mark.parametrize(
    ("until", "rule", "day"),
    [(date(2027, 3, 1), "anchor-payment", date(2027, 3, 1)), (None, "anchor-departure", date(2027, 3, 28))],
)
def test_a_payment_is_changed_before_what_comes_first(until: date | None, rule: str, day: date) -> None:
    payment = Payment.CARD if until else Payment.SLIP
    plan = planned(made(AT_ONCE), payment=payment, person=Person(card_expires=until))
    found = step(plan, "change-payment")
    assert said(found.reasons) == [rule]
    assert dict(reason(found, rule).values)["day"] == day


@pytest.mark.parametrize(
    ("review", "due"),
    [
        # Asked for on Friday, 26 March.
        ("review_business_days = 3", date(2027, 3, 31)),
        ("review_days = 3", date(2027, 3, 29)),
        ("review_business_days = 3; processing_days = 1", date(2027, 4, 1)),
        ("review_business_days = 3; processing_business_days = 2", date(2027, 4, 2)),
    ],
)
def test_nobody_looks_for_a_confirmation_before_the_review_is_over(review: str, due: date) -> None:
    plan = planned(made(AT_ONCE.replace('where = "My page"', f'where = "My page"; {review}')))
    assert plan.cancellation is not None
    assert plan.cancellation.request == date(2027, 3, 26)
    assert step(plan, "confirm-cancellation").due == due


def test_a_pending_change_has_words_of_its_own() -> None:
    rules = AT_ONCE.replace('where = "My page"', 'blocked_by = ["pending-change", "family-head"]')
    only = step(planned(made(rules), roles=("pending-change",)), "release-pairing")
    assert only.title_key == "step.release-pairing.pending.title"
    both = step(planned(made(rules), roles=("pending-change", "family-head")), "release-pairing")
    assert both.title_key == "step.release-pairing.title"


def test_a_call_is_told_what_helps_on_the_phone() -> None:
    carrier = made(AT_ONCE.replace("channel.online", "channel.phone"))
    found = {detail.text_key for detail in step(planned(carrier), "cancel").details}
    assert {"detail.call-person", "detail.call-note", "detail.not-mnp"} <= found
    assert not found & {"detail.screenshot", "detail.official-only"}
    without_number = planned(carrier, line=Line.OTHER)
    assert one(step(without_number, "cancel"), "not-mnp") is None
