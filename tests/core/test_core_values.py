"""Show the small values: what is made late, how days are spelled, and what sums up several plans."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from core_cases import AT_ONCE, LEAVES, made, person, planned

from tracker.core.catalogue import Expression
from tracker.core.feed import Feed
from tracker.core.plan import is_blocked, keep_payment_until, worst_outcome
from tracker.core.pushed import Pushed
from tracker.core.revision import Revision
from tracker.core.words import Outcome, Payment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T-30", Expression("max", ("T",), -30, scaled=True)),
        ("pay_until - 14", Expression("max", ("pay_until",), -14, scaled=True)),
        ("E+1", Expression("max", ("E",), 1, scaled=False)),
        ("E-1", Expression("max", ("E",), -1, scaled=False)),
        ("T", Expression("max", ("T",), 0, scaled=False)),
        ("min(E,D)-1", Expression("min", ("E", "D"), -1, scaled=False)),
        ("max(due,closes)", Expression("max", ("due", "closes"), 0, scaled=False)),
    ],
)
def test_a_day_is_spelled_as_an_anchor_and_an_offset(text: str, expected: Expression) -> None:
    assert Expression.parse(text) == expected


@pytest.mark.parametrize("text", ["", "30", "T--3", "T-", "mid(E,D)", "min()", "T+x", "2027-03-28"])
def test_anything_else_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Expression.parse(text)


def test_several_plans_keep_the_latest_day_and_the_worst_outcome() -> None:
    fine = planned(made(AT_ONCE), payment=Payment.BANK)
    card = planned(made(AT_ONCE), payment=Payment.CARD)
    undated = planned(made(AT_ONCE), departure=None)
    closed = planned(made(AT_ONCE.replace('where = "My page"', 'closed = ["01-01..12-31"]')))
    warned = planned(made(AT_ONCE), device_balance=1, payment=Payment.BANK)
    assert keep_payment_until((fine, undated, card)) == date(2027, 6, 30)
    assert keep_payment_until((undated,)) is None
    assert keep_payment_until(()) is None
    assert worst_outcome(()) is Outcome.OK
    assert worst_outcome((fine, warned)) is Outcome.WARNINGS
    assert worst_outcome((closed, fine, warned)) is Outcome.INFEASIBLE
    assert not is_blocked(fine)
    assert not is_blocked(warned)
    assert is_blocked(closed)
    early = planned(made(AT_ONCE), payment=Payment.BANK, person=person(account_closes=LEAVES))
    assert is_blocked(early)


def test_a_day_before_the_recording_counts_as_the_day_of_recording() -> None:
    plan = planned(made(AT_ONCE), date(2027, 1, 1))
    assert plan.today == date(2027, 2, 1)
    assert plan.steps == planned(made(AT_ONCE)).steps


def test_a_revision_holds_what_was_published() -> None:
    moment = datetime(2027, 2, 1, tzinfo=UTC)
    found = Revision("id", "cancel:due", "en", "uid", "digest", 2, moment, moment)
    assert found._replace(sequence=3).sequence == found.sequence + 1
    assert found.uid == "uid"


def test_a_feed_is_served_until_it_is_revoked() -> None:
    moment = datetime(2027, 2, 1, tzinfo=UTC)
    found = Feed("id", "plan.ics", "digest", "zh", None, False, moment)
    assert found.revoked is None
    assert found._replace(revoked=moment).revoked == found.created


def test_an_event_on_a_server_is_ours_until_the_person_chooses_otherwise() -> None:
    found = Pushed("https://example.org/calendar/", "uid", "id", "etag", "digest")
    assert found.theirs is False
    assert found._replace(theirs=True) != found
