"""Show every problem at its inequality: not raised one day before, raised on the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from core_cases import (
    AT_ONCE,
    BY_MONTH,
    LEAVES,
    TODAY,
    after,
    codes,
    contract,
    made,
    person,
    planned,
    problem,
    shipped,
    step,
    ways,
)

from tracker.core.contract import BoundService, Mark
from tracker.core.facts import Carrier
from tracker.core.model import Joined, Plan, Problem, Term
from tracker.core.words import Channel, Line, Outcome, Payment, Severity, Sim, State

SHOP = AT_ONCE.replace("channel.online", "channel.shop")
DONE = (Mark(key="cancel", state=State.DONE, on=date(2027, 2, 20)),)
EARLY = BY_MONTH.replace('daily = "24:00"', "day = 25")
"""To be asked for by the 25th, ends with the month."""


def costs(found: Problem) -> list[int | None]:
    return [remedy.cost for remedy in found.remedies]


def days_of(found: Problem) -> list[date | None]:
    return [remedy.date for remedy in found.remedies]


def terms(found: Problem, name: str) -> list[str]:
    held = dict(found.values)[name]
    assert isinstance(held, Joined)
    return [str(item.key if isinstance(item, Term) else item) for item in held.items]


def test_a_plan_without_trouble_has_no_problem() -> None:
    plan = planned(made(AT_ONCE))
    assert plan.problems == ()
    assert plan.outcome is Outcome.OK


def test_problems_stand_by_severity_and_then_by_day() -> None:
    plan = planned(
        made(AT_ONCE.replace('cutoff | daily = "24:00"', "")),
        date(2027, 3, 27),
        services=(BoundService(key="bank", letter=0), BoundService(key="line", letter=1)),
        device_balance=1000,
        payment=Payment.SLIP,
    )
    order = [Severity.BLOCKING, Severity.WARNING, Severity.NOTE]
    ranks = [(order.index(found.severity), found.date or date.max) for found in plan.problems]
    assert ranks == sorted(ranks)
    assert {rank for rank, _ in ranks} == {0, 1, 2}


# --- unbind-too-late ----------------------------------------------------------------


def bound(carrier: Carrier, today: date, key: str, **more: Any) -> Plan:
    return planned(carrier, today, services=(BoundService(key=key, letter=0, **more),))


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        # As long as the request can wait, a line that ends with it still receives: up to `closes`.
        (AT_ONCE, ["unbind-first", "other-number"]),
        # Otherwise it receives up to the gate, the day before the departure.
        (BY_MONTH, ["other-number", "ask-carrier"]),
    ],
)
@pytest.mark.parametrize(
    ("key", "severity"), [("bank", Severity.BLOCKING), ("line", Severity.WARNING), ("new", Severity.WARNING)]
)
def test_moving_that_takes_longer_than_the_number_lives(
    rules: str, first: list[str], key: str, severity: Severity
) -> None:
    carrier, limit = made(rules), date(2027, 3, 27)
    before = bound(carrier, after(limit, -7), key, lead_days=7)
    assert "unbind-too-late" not in codes(before)
    found = problem(bound(carrier, after(limit, -6), key, lead_days=7), "unbind-too-late")
    assert (found.severity, found.days, found.date) == (severity, 1, limit)
    assert found.steps == (f"unbind:{key}",)
    assert ways(found) == first
    assert days_of(found) == [after(limit, -6)] * 2


def test_after_a_request_that_ends_the_line_later_there_is_no_waiting() -> None:
    carrier = made(AT_ONCE.replace('daily = "24:00"', "notice_days = 30"))
    asked = (Mark(key="cancel", state=State.DONE, on=date(2027, 3, 1)),)
    plan = planned(carrier, date(2027, 3, 10), services=(BoundService(key="bank", letter=0),), marks=asked)
    assert ways(problem(plan, "unbind-too-late")) == ["other-number", "ask-carrier"]


def test_services_that_are_late_stand_together_by_severity() -> None:
    services = tuple(BoundService(key=key, letter=n) for n, key in enumerate(("bank", "wechat", "line")))
    plan = planned(made(AT_ONCE), date(2027, 3, 27), services=services)
    found = [each for each in plan.problems if each.code == "unbind-too-late"]
    assert [(each.severity, each.steps, each.days) for each in found] == [
        (Severity.BLOCKING, ("unbind:bank", "unbind:wechat"), 3),
        (Severity.WARNING, ("unbind:line",), 7),
    ]


def test_a_service_that_needs_no_sms_or_is_moved_is_never_too_late() -> None:
    carrier = made(AT_ONCE)
    assert "unbind-too-late" not in codes(bound(carrier, date(2027, 3, 27), "new", lead_days=9, use="login"))
    moved = planned(
        carrier,
        date(2027, 3, 27),
        services=(BoundService(key="bank", letter=0),),
        marks=(Mark(key="unbind:bank", state=State.DONE),),
    )
    assert "unbind-too-late" not in codes(moved)


@pytest.mark.parametrize(
    ("use", "severity"), [("payment", Severity.BLOCKING), ("sms-code", Severity.WARNING)]
)
def test_what_the_person_says_of_the_use_decides_the_severity(use: str, severity: Severity) -> None:
    plan = bound(made(AT_ONCE), date(2027, 3, 27), "line", use=use)
    assert problem(plan, "unbind-too-late").severity is severity


# --- a service that only a counter abroad moves --------------------------------------

ABROAD = (BoundService(key="china-bank", letter=0),)
STORED = """keep.storage | available = true; start_yen = 1100; yen_month = 440
keep.pause | available = true; start_yen = 550; base_fee_continues = true
keep.cheap-plan | available = true; yen_year = 440
"""


def abroad(rules: str, **more: Any) -> Problem:
    return problem(planned(made(rules), services=ABROAD, **more), "unbind-too-late")


def test_a_counter_abroad_is_too_late_for_a_number_that_ends_here() -> None:
    found = abroad(AT_ONCE)
    assert (found.severity, found.days, found.date) == (Severity.WARNING, None, date(2027, 3, 26))
    assert found.text_key == "problem.unbind-too-late.abroad.text"
    assert ways(found) == ["port-number", "other-number"]
    # When there is no time left for it either, it is the other, blocking one.
    late = planned(made(AT_ONCE), date(2027, 3, 14), services=ABROAD)
    assert [each.severity for each in late.problems if each.code == "unbind-too-late"] == [Severity.BLOCKING]


@pytest.mark.parametrize(
    "service",
    [
        BoundService(key="china-bank", letter=0, moving="app"),
        BoundService(key="china-bank", letter=0, use="login"),
        BoundService(key="bank", letter=0),
    ],
)
def test_what_can_be_moved_from_here_needs_no_number_abroad(service: BoundService) -> None:
    assert "unbind-too-late" not in codes(planned(made(AT_ONCE), services=(service,)))


def test_a_moved_service_needs_the_number_no_more() -> None:
    marks = (Mark(key="unbind:china-bank", state=State.DONE),)
    assert "unbind-too-late" not in codes(planned(made(AT_ONCE), services=ABROAD, marks=marks))
    assert "unbind-too-late" not in codes(planned(made(AT_ONCE), services=ABROAD, marks=DONE))


def test_the_number_can_be_kept_at_a_price() -> None:
    found = abroad(AT_ONCE + STORED)
    assert ways(found) == ["hold-storage", "hold-pause", "hold-cheap-plan", "port-number", "other-number"]
    assert costs(found) == [1100 + 12 * 440, 550 + 12 * 1000, 440, None, None]
    reasons = step(planned(made(AT_ONCE + STORED), services=ABROAD), "unbind:china-bank").reasons
    said = [reason for reason in reasons if reason.rule.startswith("hold")]
    assert [reason.rule for reason in said] == ["hold-storage", "hold-pause", "hold-cheap-plan"]
    assert all(reason.sources for reason in said)
    unknown = step(planned(made(AT_ONCE), services=ABROAD), "unbind:china-bank").reasons
    assert "hold-unknown" in [reason.rule for reason in unknown]


def test_what_it_costs_to_keep_a_number_can_be_unknown() -> None:
    free = AT_ONCE.replace("fee.base | yen = 1000\n", "")
    rules = "keep.storage | available = true\nkeep.pause | available = true; base_fee_continues = true\n"
    assert costs(abroad(free + rules))[:2] == [None, None]
    assert costs(abroad(free + rules, fee_yen=500))[:2] == [None, 6000]


def test_only_a_known_way_to_keep_a_voice_number_is_named() -> None:
    assert ways(abroad(AT_ONCE + "keep.storage | available = false"))[0] == "port-number"
    assert ways(abroad(AT_ONCE + STORED, line=Line.DATA))[0] == "port-number"


def test_a_way_that_others_report_says_so() -> None:
    found = planned(shipped("docomo"), services=ABROAD)
    assert ways(problem(found, "unbind-too-late"))[0] == "hold-storage.reported"


# --- documents ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "field", "asked"),
    [
        ('needs = ["residence-card"]', "residence_card_until", True),
        ('needs = ["passport"]', "passport_until", True),
        # A shop asks for the residence card whatever the file says.
        ('needs = ["photo-id"]', "residence_card_until", True),
        ('needs = ["photo-id"]', "passport_until", False),
    ],
)
def test_a_document_that_ends_before_the_request(needs: str, field: str, asked: bool) -> None:
    carrier = made(SHOP.replace('needs = ["login"]', needs))
    request = planned(carrier).cancellation
    assert request is not None
    on_it = planned(carrier, person=person(**{field: request.request}))
    assert "document-ends-too-early" not in codes(on_it)
    until = after(request.request, -1)
    plan = planned(carrier, person=person(**{field: until}))
    assert ("document-ends-too-early" in codes(plan)) is asked
    if asked:
        found = problem(plan, "document-ends-too-early")
        assert (found.severity, found.days, found.date) == (Severity.BLOCKING, 1, until)
        assert ways(found) == ["earlier-request", "renew-document"]
        assert days_of(found)[0] == until


def test_a_document_that_has_ended_leaves_no_earlier_day() -> None:
    plan = planned(made(SHOP), person=person(residence_card_until=date(2027, 1, 31)))
    assert ways(problem(plan, "document-ends-too-early")) == ["renew-document", "ask-carrier"]


def test_a_document_is_asked_for_by_nobody_online_nor_after_the_cancellation() -> None:
    card = person(residence_card_until=date(2027, 1, 31))
    assert "document-ends-too-early" not in codes(planned(made(AT_ONCE), person=card))
    done = planned(made(SHOP), date(2027, 2, 21), person=card, marks=DONE)
    assert "document-ends-too-early" not in codes(done)


# --- money ------------------------------------------------------------------------------

LAST = date(2027, 4, 26)


@pytest.mark.parametrize("payment", [Payment.BANK, None, Payment.DEBIT_CARD])
def test_an_account_that_closes_before_the_last_debit(payment: Payment | None) -> None:
    carrier = made(AT_ONCE)
    kept = planned(carrier, payment=payment, person=person(account_closes=LAST))
    assert "account-closes-too-early" not in codes(kept)
    plan = planned(carrier, payment=payment, person=person(account_closes=after(LAST, -1)))
    found = problem(plan, "account-closes-too-early")
    assert (found.severity, found.days, found.date) == (Severity.BLOCKING, 1, after(LAST, -1))
    assert ways(found) == ["other-payment", "pay-in-advance", "keep-account"]
    assert found.remedies[2].date == plan.keep_payment_until
    assert step(plan, "change-payment").critical is True


def test_an_account_matters_to_nobody_who_pays_by_card() -> None:
    plan = planned(made(AT_ONCE), payment=Payment.CARD, person=person(account_closes=TODAY))
    assert "account-closes-too-early" not in codes(plan)


def test_without_an_end_the_account_is_kept_until_the_last_debit_at_least() -> None:
    plan = planned(
        made(AT_ONCE), payment=Payment.BANK, device_balance=100, person=person(account_closes=TODAY)
    )
    keep = problem(plan, "account-closes-too-early").remedies[2]
    assert (keep.date, dict(keep.values)) == (None, {"until": LAST})


@pytest.mark.parametrize(
    ("payment", "raised"),
    [(Payment.CARD, True), (Payment.DEBIT_CARD, True), (None, True), (Payment.BANK, False)],
)
def test_a_card_that_expires_before_the_last_debit(payment: Payment | None, raised: bool) -> None:
    carrier = made(AT_ONCE)
    kept = planned(carrier, payment=payment, person=person(card_expires=LAST))
    assert "card-expires-too-early" not in codes(kept)
    plan = planned(carrier, payment=payment, person=person(card_expires=after(LAST, -1)))
    assert ("card-expires-too-early" in codes(plan)) is raised
    if raised:
        found = problem(plan, "card-expires-too-early")
        assert (found.severity, found.days) == (Severity.BLOCKING, 1)
        assert ways(found) == ["new-card", "other-payment"]


def test_a_means_of_payment_that_ends_dates_its_change() -> None:
    plan = planned(made(AT_ONCE), payment=Payment.BANK, person=person(account_closes=date(2027, 3, 20)))
    change = step(plan, "change-payment")
    # Two weeks before the account closes, and the day before it at the latest.
    assert (change.due, change.latest) == (date(2027, 3, 6), date(2027, 3, 19))
    later = planned(made(AT_ONCE), payment=Payment.BANK, person=person(account_closes=date(2027, 4, 20)))
    assert step(later, "change-payment").latest == date(2027, 3, 27)


@pytest.mark.parametrize(("departure", "raised"), [(date(2027, 4, 27), False), (date(2027, 4, 26), True)])
def test_a_slip_is_payable_only_before_the_departure(departure: date, raised: bool) -> None:
    # Cancelled on 20 February: the last debit is that of 26 March.
    carrier = made(AT_ONCE)
    leaves = after(departure, -31)
    plan = planned(carrier, departure=leaves, payment=Payment.SLIP, marks=DONE, recorded=date(2027, 2, 19))
    assert ("slip-payable-only-in-japan" in codes(plan)) is raised
    if raised:
        found = problem(plan, "slip-payable-only-in-japan")
        assert (found.severity, found.date) == (Severity.WARNING, after(leaves, -1))
        assert ways(found) == ["other-payment", "pay-in-advance"]


def test_who_has_left_pays_from_abroad() -> None:
    plan = planned(made(AT_ONCE), LEAVES, payment=Payment.SLIP)
    assert ways(problem(plan, "slip-payable-only-in-japan")) == ["other-payment", "pay-from-abroad"]


@pytest.mark.parametrize(("balance", "raised"), [(None, False), (0, False), (1, True)])
def test_instalments_that_are_left(balance: int | None, raised: bool) -> None:
    plan = planned(made(AT_ONCE), device_balance=balance)
    assert ("device-balance" in codes(plan)) is raised
    if raised:
        assert ways(problem(plan, "device-balance")) == ["pay-device", "other-payment"]
        settled = planned(
            made(AT_ONCE),
            device_balance=balance,
            marks=(Mark(key="settle-device", state=State.DONE),),
        )
        assert "device-balance" not in codes(settled)


# --- missed, extra, gap -------------------------------------------------------------------


def test_the_window_is_missed_the_day_after_it_closed() -> None:
    assert "window-missed" not in codes(planned(made(EARLY), date(2027, 3, 25)))
    plan = planned(made(EARLY), date(2027, 3, 26))
    found = problem(plan, "window-missed")
    assert (found.severity, found.days, found.date) == (Severity.WARNING, 1, date(2027, 3, 25))
    assert dict(found.values) == {"closes": date(2027, 3, 25), "new_closes": date(2027, 3, 27)}
    assert found.text_key == "problem.window-missed.text"
    assert ways(found) == ["earlier-request", "ask-carrier"]
    # March and April are left to pay.
    assert costs(found)[0] == 2000
    extra = problem(plan, "extra-period")
    assert dict(extra.values) == {"days": 30, "yen": 1000}
    assert (extra.days, extra.date) == (30, date(2027, 4, 30))


def test_a_window_that_was_gone_on_the_day_of_recording() -> None:
    plan = planned(made(EARLY), recorded=date(2027, 3, 26))
    assert problem(plan, "window-missed").text_key == "problem.window-missed.unplanned.text"
    extra = problem(plan, "extra-period")
    assert extra.text_key == "problem.extra-period.unplanned.text"
    assert dict(extra.values) == {"days": 30, "yen": 1000}
    in_time = planned(made(EARLY), recorded=date(2027, 3, 25))
    assert {"window-missed", "extra-period"} & codes(in_time) == set()


@pytest.mark.parametrize(
    ("recorded", "variant"), [(TODAY, "unknown"), (date(2027, 3, 26), "unplanned-unknown")]
)
def test_without_a_base_fee_the_extra_period_has_no_price(recorded: date, variant: str) -> None:
    carrier = made(EARLY.replace("fee.base | yen = 1000", ""))
    extra = problem(planned(carrier, date(2027, 3, 26), recorded=recorded), "extra-period")
    assert extra.text_key == f"problem.extra-period.{variant}.text"
    assert dict(extra.values) == {"days": 30}


def test_a_new_window_that_costs_no_more_is_no_extra_period() -> None:
    # After the departure a line that ends at once is charged by the day.
    plan = planned(made(AT_ONCE), LEAVES)
    assert "window-missed" in codes(plan)
    assert "extra-period" not in codes(plan)
    april = planned(made(AT_ONCE), date(2027, 4, 1))
    assert dict(problem(april, "extra-period").values) == {"days": 30, "yen": 1000}


GAP = date(2027, 4, 3)


@pytest.mark.parametrize(("needed", "days"), [(date(2027, 3, 27), 0), (LEAVES, 2)])
def test_a_line_that_ends_before_the_named_day(needed: date, days: int) -> None:
    plan = planned(made(AT_ONCE), needed_until=needed)
    window = plan.cancellation
    assert window is not None
    gap = (needed - window.line_ends).days
    assert ("service-gap" in codes(plan)) is (gap > 0)
    if gap > 0:
        found = problem(plan, "service-gap")
        assert (found.severity, found.days, found.date) == (
            Severity.WARNING,
            gap,
            after(window.line_ends, 1),
        )
    assert gap == days


def test_a_short_remainder_is_a_note_with_the_longer_line_and_its_price() -> None:
    plan = planned(made(BY_MONTH), departure=GAP)
    window = plan.cancellation
    assert window is not None
    assert window.line_ends == date(2027, 3, 31)
    found = problem(plan, "service-gap")
    assert (found.severity, found.days, found.date) == (Severity.NOTE, 3, date(2027, 4, 1))
    assert ways(found) == ["keep-line", "second-sim"]
    # February to April, asked for on the last day before the departure.
    assert (found.remedies[0].date, found.remedies[0].cost) == (date(2027, 4, 2), 3000)
    # One day more and April is worth it.
    longer = planned(made(BY_MONTH), departure=after(GAP, 1))
    assert "service-gap" not in codes(longer)


def test_a_gap_without_a_longer_variant_is_no_note() -> None:
    plan = planned(made(BY_MONTH), departure=date(2027, 4, 1))
    assert "service-gap" not in codes(plan)
    assert "service-gap" not in codes(planned(made(AT_ONCE), departure=date(2027, 4, 1)))


def test_after_the_departure_a_gap_is_over() -> None:
    plan = planned(made(BY_MONTH), after(LEAVES, 1), needed_until=date(2027, 3, 30))
    assert "service-gap" not in codes(plan)


# --- the shop -----------------------------------------------------------------------------


@pytest.mark.parametrize(("lead", "days"), [("", 7), ("; lead_days = 0", 0), ("; lead_days = 12", 12)])
def test_the_time_to_get_an_appointment(lead: str, days: int) -> None:
    carrier = made(SHOP.replace('where = "My page"', f'where = "Shop"{lead}'))
    closes = date(2027, 3, 27)
    in_time = planned(carrier, after(closes, -days))
    assert "shop-lead-too-short" not in codes(in_time)
    if not days:
        return
    plan = planned(carrier, after(closes, 1 - days))
    found = problem(plan, "shop-lead-too-short")
    assert (found.severity, found.days, found.date) == (Severity.WARNING, 1, closes)
    assert ways(found) == ["call-desk", "go-to-shop"]
    booked = Mark(key="cancel", appointment=datetime(2027, 3, 26, 11))
    assert "shop-lead-too-short" not in codes(planned(carrier, after(closes, 1 - days), marks=(booked,)))
    skipped = Mark(key="cancel", state=State.SKIPPED)
    assert "shop-lead-too-short" not in codes(planned(carrier, after(closes, 1 - days), marks=(skipped,)))


# --- minimum term ----------------------------------------------------------------------------


DEAR = AT_ONCE.replace("fee.termination | yen = 0", "fee.termination | yen = 3000")
"""A line whose end costs a fee."""


@pytest.mark.parametrize(
    ("term", "signed"),
    [
        # Each is over on 26 March, the day on which the line ends.
        ("days = 365", date(2026, 3, 27)),
        ("months = 12", date(2026, 3, 27)),
        ("days = 10; months = 12", date(2026, 3, 27)),
    ],
)
def test_a_line_that_ends_within_a_minimum_term(term: str, signed: date) -> None:
    carrier = made(DEAR + f"minimum_term | {term}")
    assert "minimum-term-fee" not in codes(planned(carrier, signed=signed))
    found = problem(planned(carrier, signed=after(signed, 1)), "minimum-term-fee")
    assert (found.severity, found.days, found.date) == (Severity.WARNING, 1, date(2027, 3, 27))
    assert dict(found.values) == {"until": date(2027, 3, 27), "yen": 3000}
    by_start = planned(carrier, started=after(signed, 1))
    assert "minimum-term-fee" in codes(by_start)
    assert "minimum-term-fee" not in codes(planned(carrier))


@pytest.mark.parametrize(("signed", "raised"), [(date(2026, 4, 1), True), (date(2026, 3, 31), False)])
def test_a_term_in_calendar_months_ends_with_a_month(signed: date, raised: bool) -> None:
    carrier = made(DEAR + "minimum_term | calendar_months = 12")
    assert ("minimum-term-fee" in codes(planned(carrier, signed=signed))) is raised


@pytest.mark.parametrize(
    ("fee", "yen"),
    [
        ('yen = "unknown"', None),
        ("yen = 5000", 5000),
        ('yen = "monthly-fee"', 1000),
        ('yen = 5000; at_most = "monthly-fee"', 1000),
        ('when = { plan = "big" }; yen = 800\nfee.termination | yen = 500', 800),
    ],
)
def test_the_fee_of_a_minimum_term(fee: str, yen: int | None) -> None:
    rules = AT_ONCE.replace("fee.termination | yen = 0", f"fee.termination | {fee}")
    found = problem(
        planned(made(rules + "minimum_term | months = 24"), signed=date(2026, 6, 1)), "minimum-term-fee"
    )
    assert dict(found.values).get("yen") == yen
    assert found.text_key.endswith(".unknown.text" if yen is None else "fee.text")


def test_a_minimum_term_that_costs_nothing_is_no_problem() -> None:
    plan = planned(made(AT_ONCE + "minimum_term | months = 24"), signed=date(2026, 6, 1))
    assert "minimum-term-fee" not in codes(plan)


# --- memberships, roles ---------------------------------------------------------------------

MEMBER = (("club", 'effect | ends = "month-end"\ncutoff | day = {day}\nchannel.online | available = true'),)
LINKED = AT_ONCE + 'linked.club | carrier = "club"; yen_month = 220'


def club(day: int) -> tuple[tuple[str, str], ...]:
    return tuple((name, rules.replace("{day}", str(day))) for name, rules in MEMBER)


def test_a_membership_that_is_charged_on_after_the_line() -> None:
    # The line ends on 26 March: a membership that closes its month on the 26th still ends with it.
    in_time = planned(made(LINKED, beside=club(26)))
    assert "linked-contract-left" not in codes(in_time)
    plan = planned(made(LINKED, beside=club(25)))
    found = problem(plan, "linked-contract-left")
    assert found.steps == ("cancel:club",)
    assert dict(found.values)["yen"] == 220
    assert found.date == step(plan, "cancel:club").due
    assert ways(found) == ["cancel-membership", "ask-carrier"]


def test_a_membership_is_left_while_the_line_is_cancelled_and_it_is_not() -> None:
    carrier = made(LINKED, beside=club(26))
    plan = planned(carrier, date(2027, 2, 20), marks=DONE)
    assert "linked-contract-left" in codes(plan)
    both = (*DONE, Mark(key="cancel:club", state=State.DONE))
    assert "linked-contract-left" not in codes(planned(carrier, date(2027, 2, 20), marks=both))


def test_a_membership_that_nobody_can_end_any_more_is_due_with_the_line() -> None:
    closed = (("club", 'effect | ends = "month-end"\nchannel.shop | available = true'),)
    plan = planned(made(LINKED, beside=closed), after(LEAVES, 1))
    found = problem(plan, "linked-contract-left")
    assert found.date == after(LEAVES, 1)
    left = step(plan, "cancel:club")
    assert (left.start, left.due, left.latest) == (after(LEAVES, 1), after(LEAVES, 1), None)


BLOCKED = AT_ONCE.replace('where = "My page"', 'blocked_by = ["fibre-pairing", "pending-change"]')


def test_a_channel_that_excludes_this_customer() -> None:
    carrier = made(BLOCKED)
    assert codes(planned(carrier, roles=("family-head",))) == set()
    plan = planned(carrier, roles=("fibre-pairing",))
    found = problem(plan, "pairing-blocks")
    assert (found.steps, ways(found)) == (("release-pairing", "cancel"), ["ask-carrier"])
    assert terms(found, "roles") == ["term.blocked.fibre-pairing"]
    assert "pending-change-blocks" not in codes(plan)
    change = planned(carrier, roles=("pending-change",))
    assert "pending-change-blocks" in codes(change)
    assert "pairing-blocks" not in codes(change)
    assert step(plan, "release-pairing").critical is True
    done = planned(carrier, date(2027, 2, 20), roles=("fibre-pairing",), marks=DONE)
    assert "pairing-blocks" not in codes(done)


def test_a_shop_is_a_way_out_for_who_is_excluded_online() -> None:
    carrier = made(BLOCKED + "channel.shop | available = true")
    plan = planned(carrier, roles=("fibre-pairing",))
    found = problem(plan, "pairing-blocks")
    assert ways(found) == ["go-to-shop", "ask-carrier"]
    assert days_of(found)[0] == date(2027, 3, 26)


# --- after the departure ------------------------------------------------------------------------


def test_only_the_day_after_the_departure_is_after_it() -> None:
    carrier = made(AT_ONCE)
    assert "departure-passed" not in codes(planned(carrier, LEAVES))
    plan = planned(carrier, after(LEAVES, 1))
    found = problem(plan, "departure-passed")
    assert (found.severity, found.days, found.date) == (Severity.WARNING, 1, LEAVES)
    assert ways(found) == ["abroad", "ask-carrier"]
    unknown = problem(plan, "abroad-unknown")
    assert str(dict(unknown.values)["channel"]) == "Term(key='channel.online.name')"
    assert "departure-passed" not in codes(planned(carrier, after(LEAVES, 1), marks=DONE))


@pytest.mark.parametrize(
    ("rules", "today", "code"),
    [
        (SHOP, LEAVES, "no-open-day"),
        (SHOP, after(LEAVES, 1), "needs-japan"),
        (AT_ONCE.replace('where = "My page"', "from_abroad = false"), after(LEAVES, 1), "needs-japan"),
    ],
)
def test_who_has_left_cannot_go_to_a_counter(rules: str, today: date, code: str) -> None:
    plan = planned(made(rules), today)
    assert {"needs-japan", "no-open-day"} & codes(plan) == {code}
    found = problem(plan, code)
    assert (found.severity, found.date, plan.outcome) == (Severity.BLOCKING, today, Outcome.INFEASIBLE)
    assert ways(problem(planned(made(rules), after(LEAVES, 1)), "departure-passed")) == ["ask-carrier"]


def test_a_proxy_is_a_way_out_where_the_carrier_takes_one() -> None:
    carrier = made(SHOP.replace('where = "My page"', 'where = "Shop"; proxy = true'))
    assert ways(problem(planned(carrier, after(LEAVES, 1)), "needs-japan")) == ["proxy", "ask-carrier"]
    assert ways(problem(planned(carrier, LEAVES), "no-open-day")) == ["proxy", "call-desk"]


# --- closing day, return ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "given", "closing"),
    [
        ("day = 20", 20, None),
        ("day = 20", 21, 20),
        ('day = "month-end"', 31, None),
        ('day = "month-end"', 30, "Term(key='closing.month-end.name')"),
        ('day = "per-customer"; choices = [10, 20]', 10, None),
    ],
)
def test_a_billing_day_that_is_none_of_the_carrier_s(
    rule: str, given: int, closing: int | str | None
) -> None:
    carrier = made(AT_ONCE.replace('closing | day = "month-end"', f"closing | {rule}"))
    plan = planned(carrier, closing_day=given)
    assert ("billing-day-differs" in codes(plan)) is (closing is not None)
    if closing is not None:
        found = problem(plan, "billing-day-differs")
        assert str(dict(found.values)["closing"]) == str(closing)
        assert ways(found) == ["find-bill"]


def test_a_billing_day_beside_several_names_them_all() -> None:
    rule = 'closing | day = "per-customer"; choices = [10, "month-end"]'
    carrier = made(AT_ONCE.replace('closing | day = "month-end"', rule))
    found = problem(planned(carrier, closing_day=15), "billing-day-differs")
    assert terms(found, "closing") == ["10", "closing.month-end.name"]


RETURN = AT_ONCE.replace("return | required = false", "return | required = true; penalty_yen = {yen}")


@pytest.mark.parametrize(("yen", "severity"), [("3000", Severity.WARNING), ("0", Severity.NOTE)])
def test_a_card_that_goes_back_after_the_departure(yen: str, severity: Severity) -> None:
    carrier = made(RETURN.replace("{yen}", yen))
    plan = planned(carrier, sim=Sim.PHYSICAL)
    assert step(plan, "return-sim").due is not None
    assert "sim-return-after-departure" not in codes(plan)
    late = planned(carrier, after(LEAVES, 1), sim=Sim.PHYSICAL)
    found = problem(late, "sim-return-after-departure")
    assert found.severity is severity
    variant = ".penalty" if yen != "0" else ""
    assert found.text_key == f"problem.sim-return-after-departure{variant}.text"
    assert dict(found.values) == {
        "thing": Term("returned.card.name"),
        "day": step(late, "return-sim").due,
        **({"yen": 3000} if yen != "0" else {}),
    }
    assert found.days is not None
    assert found.days > 0


@pytest.mark.parametrize(("yen", "variant"), [("3000", "late-penalty"), ("0", "late")])
def test_a_card_that_should_have_gone_back_before_the_departure(yen: str, variant: str) -> None:
    asked = Mark(key="cancel", state=State.DONE, on=date(2027, 3, 20))
    plan = planned(made(RETURN.replace("{yen}", yen)), after(LEAVES, 1), sim=Sim.PHYSICAL, marks=(asked,))
    found = problem(plan, "sim-return-after-departure")
    due = step(plan, "return-sim").due
    assert due is not None
    assert due == (date(2027, 3, 27) if yen != "0" else LEAVES)
    assert dict(found.values)["day"] == due
    assert found.text_key == f"problem.sim-return-after-departure.{variant}.text"
    assert found.days == 1
    day_of_leaving = planned(made(RETURN.replace("{yen}", yen)), LEAVES, sim=Sim.PHYSICAL, marks=(asked,))
    assert "sim-return-after-departure" not in codes(day_of_leaving)


@pytest.mark.parametrize("told", [{"item": "device"}, {"line": Line.OTHER}])
def test_what_was_lent_is_not_called_a_card(told: dict[str, Any]) -> None:
    plan = planned(made(RETURN.replace("{yen}", "0")), after(LEAVES, 1), sim=Sim.PHYSICAL, **told)
    found = problem(plan, "sim-return-after-departure")
    assert found.values[0] == ("thing", Term("returned.rental.name"))


def test_a_card_that_is_used_on_to_a_named_day_goes_back_when_the_person_has_left() -> None:
    abroad = RETURN.replace("{yen}", "3000").replace('where = "My page"', "from_abroad = true")
    plan = planned(made(abroad), sim=Sim.PHYSICAL, needed_until=date(2027, 4, 5))
    due = step(plan, "return-sim").due
    assert due is not None
    found = problem(plan, "sim-return-after-departure")
    assert found.days == (due - LEAVES).days
    assert found.text_key == "problem.sim-return-after-departure.penalty.text"
    # The penalty belongs to what is asked for from abroad.
    amounts = {one.request_from: one.amount for one in plan.candidates}
    assert amounts[LEAVES] == 2000 + 3000
    assert amounts[date(2027, 3, 1)] == 2000


# --- how well it is known ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        (AT_ONCE.replace('effect | ends = "same-day"', ""), "effect"),
        (AT_ONCE.replace('closing | day = "month-end"', ""), "closing"),
        (AT_ONCE.replace('cutoff | daily = "24:00"', ""), "cutoff"),
        (AT_ONCE.replace('proration | last_month = "none"', ""), "proration"),
        (AT_ONCE.replace("charge.base | months = 1; day = 26", ""), "charge"),
        (AT_ONCE.replace("fee.termination | yen = 0", ""), "fee"),
        (AT_ONCE.replace("return | required = false", ""), "return"),
        (AT_ONCE.replace("available = true; ", ""), "channel"),
    ],
)
def test_a_rule_that_is_unknown_is_named(rules: str, name: str) -> None:
    plan = planned(made(rules), sim=Sim.PHYSICAL)
    found = problem(plan, "rule-unknown")
    assert terms(found, "what") == [f"unknown.{name}.name"]
    assert (found.severity, found.date) == (Severity.NOTE, TODAY)
    assert plan.outcome is Outcome.OK


def test_what_does_not_matter_is_not_unknown() -> None:
    assert "rule-unknown" not in codes(
        planned(made(AT_ONCE.replace("return | required = false", "")), sim=Sim.ESIM)
    )
    closing = made(AT_ONCE.replace('closing | day = "month-end"', ""))
    assert "rule-unknown" not in codes(planned(closing, closing_day=20))
    bare = made(AT_ONCE.replace('effect | ends = "same-day"', "").replace('cutoff | daily = "24:00"', ""))
    assert terms(problem(planned(bare), "rule-unknown"), "what") == ["unknown.effect.name"]


def test_a_plan_that_is_not_told_is_named_where_the_dates_hang_on_it() -> None:
    asked = 'effect | when = { plan = "big" }; ends = "same-day"'
    rules = AT_ONCE.replace('effect | ends = "same-day"', asked)
    assert terms(problem(planned(made(rules)), "rule-unknown"), "what") == ["unknown.plan.name"]
    assert "rule-unknown" not in codes(planned(made(rules), plan="big"))
    assert terms(problem(planned(made(rules), plan="small"), "rule-unknown"), "what") == [
        "unknown.effect.name"
    ]
    general = AT_ONCE.replace('effect | ends = "same-day"', f'{asked}\neffect | ends = "same-day"')
    assert "rule-unknown" not in codes(planned(made(general)))
    paid = AT_ONCE.replace('effect | ends = "same-day"', asked.replace('plan = "big"', 'payment = "card"'))
    assert "rule-unknown" not in codes(planned(made(paid)))


def test_a_closing_day_that_differs_per_customer_is_unknown() -> None:
    rule = 'closing | day = "per-customer"; choices = [10, 20]'
    plan = planned(made(AT_ONCE.replace('closing | day = "month-end"', rule)))
    assert terms(problem(plan, "rule-unknown"), "what") == ["unknown.closing.name"]


@pytest.mark.parametrize(
    ("basis", "raised"),
    [('single = ["other"]', True), ('reported = ["other", "third"]', True), ('official = ["page"]', False)],
)
def test_what_only_others_report_is_unverified(basis: str, raised: bool) -> None:
    rules = AT_ONCE.replace('ends = "same-day"', f'ends = "same-day"; {basis}')
    plan = planned(made(rules))
    assert ("rule-unverified" in codes(plan)) is raised
    if raised:
        assert terms(problem(plan, "rule-unverified"), "what") == ["unknown.effect.name"]


@pytest.mark.parametrize(("today", "raised"), [(date(2027, 2, 1), False), (date(2027, 2, 2), True)])
def test_a_rule_is_stale_when_it_was_read_more_than_twelve_months_ago(today: date, raised: bool) -> None:
    rules = AT_ONCE.replace('ends = "same-day"', 'ends = "same-day"; official = ["old", "other"]')
    plan = planned(made(rules), today)
    assert ("rule-stale" in codes(plan)) is raised
    if raised:
        found = problem(plan, "rule-stale")
        assert terms(found, "what") == ["unknown.effect.name"]
        assert dict(found.values)["read"] == date(2026, 2, 1)


# --- cheaper ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "raised"), [(7, True), (8, False)])
def test_the_period_before_is_cheaper_when_less_than_a_week_of_this_one_is_needed(
    day: int, raised: bool
) -> None:
    plan = planned(made(BY_MONTH), departure=date(2027, 4, day))
    assert ("cheaper-earlier" in codes(plan)) is raised
    if raised:
        found = problem(plan, "cheaper-earlier")
        assert (found.severity, found.date) == (Severity.NOTE, date(2027, 3, 31))
        assert dict(found.values) == {"day": date(2027, 3, 31), "yen": 1000}
        assert (ways(found), costs(found)) == (["earlier-request"], [2000])


def test_without_a_price_the_saving_is_unknown() -> None:
    carrier = made(BY_MONTH.replace("fee.base | yen = 1000", ""))
    found = problem(planned(carrier, departure=date(2027, 4, 7)), "cheaper-earlier")
    assert found.text_key == "problem.cheaper-earlier.unknown.text"
    assert dict(found.values) == {"day": date(2027, 3, 31)}


def test_what_costs_the_same_is_not_cheaper() -> None:
    carrier = made(BY_MONTH)
    assert "cheaper-earlier" not in codes(planned(carrier, departure=date(2027, 4, 7), fee_yen=0))


# --- remedies ----------------------------------------------------------------------------------------------


def test_every_problem_that_asks_for_something_offers_a_way() -> None:
    plan = planned(shipped("sakura-mobile"), date(2027, 3, 27), payment=Payment.SLIP)
    assert plan.problems
    assert all(found.remedies for found in plan.problems)
    assert contract().leaves == LEAVES


def test_a_replaced_channel_names_its_day_and_price() -> None:
    rules = AT_ONCE.replace('where = "My page"', 'closed = ["01-01..12-31"]')
    carrier = made(rules + "channel.phone | available = true")
    plan = planned(carrier, channel=Channel.ONLINE)
    found = problem(plan, "no-open-day")
    assert found.severity is Severity.BLOCKING
    assert (ways(found), days_of(found)[0], costs(found)[0]) == (
        ["other-channel", "ask-carrier"],
        date(2027, 3, 26),
        2000,
    )
    done = planned(carrier, date(2027, 2, 20), channel=Channel.ONLINE, marks=DONE)
    assert "no-open-day" not in codes(done)


def test_a_document_is_still_good_on_the_open_day_before_it_ends() -> None:
    """It ends on a Saturday; the shop is open on weekdays."""
    shop = made(SHOP.replace('where = "My page"', 'days = "weekdays"'))
    found = problem(
        planned(shop, person=person(residence_card_until=date(2027, 3, 6))), "document-ends-too-early"
    )
    assert ways(found) == ["earlier-request", "renew-document"]
    assert days_of(found) == [date(2027, 3, 5), TODAY]
    assert costs(found) == [2000, None]


@pytest.mark.parametrize(("today", "code"), [(date(2027, 3, 17), "abroad"), (date(2027, 3, 18), "")])
def test_a_service_of_a_counter_abroad_is_told_so_while_it_could_still_be_moved(
    today: date, code: str
) -> None:
    """Ten days of lead, and the request can wait until 27 March."""
    service = BoundService(
        key="x", letter=0, label="X", use="sms-code", moving="counter-abroad", lead_days=10
    )
    found = problem(planned(made(AT_ONCE), today, services=(service,)), "unbind-too-late")
    assert found.text_key == ".".join(filter(None, ("problem.unbind-too-late", code, "text")))


@pytest.mark.parametrize(("today", "yen"), [(date(2027, 4, 10), 1000), (date(2027, 5, 10), 2000)])
def test_every_period_that_is_charged_beyond_the_planned_one_is_counted(today: date, yen: int) -> None:
    found = problem(planned(made(BY_MONTH), today), "extra-period")
    assert dict(found.values)["yen"] == yen
