"""Show until when card and account are kept, and when bills and debits come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from core_cases import AT_ONCE, made, planned, reason, row, said, step

from tracker.core.model import Plan, Term
from tracker.core.words import Basis, Payment

# Asked for on 26 March, the line is charged through 31 March; the debit follows on 26 April.
MARCH = date(2027, 3, 31)


def charges(*more: str, base: str = "charge.base | months = 1; day = 26") -> str:
    rules = AT_ONCE.replace("charge.base | months = 1; day = 26", base)
    return "\n".join((rules, *more))


def debit(plan: Plan, item: str = "base") -> tuple[date | None, date | None, bool]:
    found = step(plan, f"final-debit:{item}")
    return found.start, found.due, found.estimate


@pytest.mark.parametrize(
    ("payment", "keep", "estimate"),
    [
        # The end of the month after the debit's, and one month more where a card's cycle is unknown.
        (Payment.BANK, date(2027, 5, 31), False),
        (Payment.SLIP, date(2027, 5, 31), False),
        (Payment.DEBIT_CARD, date(2027, 5, 31), False),
        (Payment.CARD, date(2027, 6, 30), False),
        (None, date(2027, 6, 30), True),
    ],
)
def test_keep_until_by_the_way_of_paying(payment: Payment | None, keep: date, estimate: bool) -> None:
    plan = planned(made(AT_ONCE), payment=payment)
    assert (plan.keep_payment_until, plan.keep_estimate) == (keep, estimate)
    assert ("card-cycle" in said(step(plan, "keep-payment-open").reasons)) is (
        payment in (None, Payment.CARD)
    )


def test_unknown_payment_is_no_card_where_the_carrier_takes_none() -> None:
    carrier = made(charges('payment | methods = ["bank", "slip"]'))
    assert planned(carrier).keep_payment_until == date(2027, 5, 31)
    cards = made(charges('payment | methods = ["card", "slip"]'))
    assert planned(cards).keep_payment_until == date(2027, 6, 30)


@pytest.mark.parametrize("rule", ['into = "next-month"', "below_yen = 1000"])
def test_a_merge_of_small_bills_adds_a_month_once(rule: str) -> None:
    carrier = made(charges(f"small_bill | {rule}"))
    assert planned(carrier, payment=Payment.BANK).keep_payment_until == date(2027, 6, 30)
    # A card of unknown cycle does not add another.
    plan = planned(carrier, payment=Payment.CARD)
    assert plan.keep_payment_until == date(2027, 6, 30)
    assert "small-bill" in said(step(plan, "keep-payment-open").reasons)


def test_a_merge_that_is_known_to_be_off_adds_nothing() -> None:
    carrier = made(charges('small_bill | into = "next-month"; after_end = false'))
    plan = planned(carrier, payment=Payment.BANK)
    assert plan.keep_payment_until == date(2027, 5, 31)
    assert "small-bill" not in said(step(plan, "keep-payment-open").reasons)


def test_no_rule_at_all_is_the_end_of_the_third_month_and_an_estimate() -> None:
    plan = planned(made(charges(base="small_bill | after_end = false")), payment=Payment.BANK)
    assert (plan.keep_payment_until, plan.keep_estimate) == (date(2027, 6, 30), True)
    # 20 days after the charge, which is a bank day.
    assert debit(plan) == (date(2027, 4, 20), date(2027, 4, 20), True)
    assert "charge-unknown" in said(step(plan, "final-debit:base").reasons)


def test_a_month_without_a_day_counts_on_its_last_day() -> None:
    carrier = made(charges(base="charge.base | months = 2"))
    assert debit(planned(carrier, payment=Payment.SLIP)) == (date(2027, 5, 1), date(2027, 5, 31), True)
    own = planned(carrier, payment=Payment.SLIP, debit_day=10)
    assert debit(own) == (date(2027, 5, 10), date(2027, 5, 10), False)


def test_the_later_of_a_range_of_months_counts() -> None:
    carrier = made(charges(base="charge.base | months = [1, 3]; day = 5"))
    assert debit(planned(carrier, payment=Payment.SLIP))[1] == date(2027, 6, 5)


def test_a_span_of_days_is_an_estimate_from_its_first_to_its_last() -> None:
    plan = planned(made(charges(base="charge.base | months = 1; days = [5, 10]")), payment=Payment.SLIP)
    assert debit(plan) == (date(2027, 4, 5), date(2027, 4, 10), True)
    assert row(plan, "bill").span == (date(2027, 4, 5), date(2027, 4, 20))


def test_choices_take_the_own_debit_day_or_the_last() -> None:
    carrier = made(charges(base='charge.base | months = 1; choices = [12, "month-end"]'))
    assert debit(planned(carrier, payment=Payment.SLIP)) == (date(2027, 4, 30), date(2027, 4, 30), True)
    known = planned(carrier, payment=Payment.SLIP, debit_day=12)
    assert debit(known) == (date(2027, 4, 12), date(2027, 4, 12), False)
    foreign = planned(carrier, payment=Payment.SLIP, debit_day=13)
    assert debit(foreign)[1] == date(2027, 4, 30)


def test_a_debit_from_an_account_rolls_forward_to_a_bank_day_and_nothing_else_does() -> None:
    # 3 April 2027 is a Saturday.
    carrier = made(charges(base="charge.base | months = 1; day = 3"))
    bank = planned(carrier, payment=Payment.BANK)
    assert debit(bank)[1] == date(2027, 4, 5)
    rolled = reason(step(bank, "final-debit:base"), "roll-forward")
    assert dict(rolled.values) == {"from_day": date(2027, 4, 3), "to_day": date(2027, 4, 5)}
    assert debit(planned(carrier, payment=Payment.CARD))[1] == date(2027, 4, 3)


def test_keep_until_counts_the_nominal_day_before_the_roll() -> None:
    # 31 July 2027 is a Saturday: the debit falls into August, what is kept is reckoned from July.
    carrier = made(charges(base='charge.base | months = 4; day = "month-end"'))
    plan = planned(carrier, payment=Payment.BANK)
    assert debit(plan)[1] == date(2027, 8, 2)
    assert plan.keep_payment_until == date(2027, 8, 31)


def test_an_item_that_may_come_later_adds_a_month_once_and_says_so() -> None:
    carrier = made(charges(base="charge.base | months = 1; day = 26; or_later = true"))
    plan = planned(carrier, payment=Payment.BANK)
    assert plan.keep_payment_until == date(2027, 6, 30)
    assert debit(plan)[2] is True
    assert "or-later" in said(step(plan, "final-debit:base").reasons)
    assert planned(carrier, payment=Payment.CARD).keep_payment_until == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("fee", "last", "is_item"),
    [("yen = 0", date(2027, 5, 31), False), ("yen = 990", date(2027, 7, 31), True)],
)
def test_the_termination_fee_counts_where_it_is_due(fee: str, last: date, is_item: bool) -> None:
    rules = charges("charge.fee | months = 3; day = 10").replace(
        "fee.termination | yen = 0", f"fee.termination | {fee}"
    )
    plan = planned(made(rules), payment=Payment.BANK)
    assert plan.keep_payment_until == last
    assert any(each.key == "final-debit:fee" for each in plan.steps) is is_item


def test_an_unknown_termination_fee_counts_as_due() -> None:
    rules = charges("charge.fee | months = 3; day = 10").replace("fee.termination | yen = 0", "")
    plan = planned(made(rules), payment=Payment.BANK)
    assert plan.keep_payment_until == date(2027, 7, 31)
    assert debit(plan, "fee")[1] == date(2027, 6, 10)


def test_usage_is_debited_on_its_own_day() -> None:
    plan = planned(made(charges("charge.usage | months = 2; day = 26")), payment=Payment.BANK)
    assert debit(plan, "usage")[1] == date(2027, 5, 26)
    assert plan.keep_payment_until == date(2027, 6, 30)


def test_a_device_with_a_last_instalment_keeps_the_account_until_the_month_after() -> None:
    told: dict[str, Any] = {
        "payment": Payment.BANK,
        "device_balance": 60000,
        "device_until": date(2029, 3, 10),
    }
    plan = planned(made(AT_ONCE), **told)
    assert plan.keep_payment_until == date(2029, 4, 30)
    # 10 March 2029 is a Saturday.
    assert debit(plan, "device")[1] == date(2029, 3, 12)
    keep = step(plan, "keep-payment-open")
    assert said(keep.reasons) == ["charge-yours", "roll-forward", "keep-until"]
    last = reason(keep, "charge-yours")
    assert last.values == (("item", Term("item.device.name")), ("day", date(2029, 3, 10)))
    assert (last.basis, last.sources) == (Basis.USER, ())
    assert reason(keep, "keep-until").values == (("day", date(2029, 4, 30)),)
    assert said(step(plan, "final-debit:device").reasons) == ["charge-yours", "roll-forward"]


def test_a_device_without_an_end_leaves_it_open() -> None:
    plan = planned(made(AT_ONCE), payment=Payment.BANK, device_balance=60000)
    assert plan.keep_payment_until is None
    assert "keep-unknown" in said(step(plan, "keep-payment-open").reasons)
    assert row(plan, "until").title_key == "row.until.balance.title"
    assert step(plan, "keep-payment-open").due is None


def test_an_unanswered_condition_counts_the_later_debit_as_an_estimate() -> None:
    carrier = made(
        charges(
            "charge.base | months = 1; day = 10",
            base='charge.base | when = { payment = "bank" }; months = 2; day = 20',
        )
    )
    assert debit(planned(carrier)) == (date(2027, 5, 20), date(2027, 5, 20), True)
    assert debit(planned(carrier, payment=Payment.BANK)) == (date(2027, 5, 20), date(2027, 5, 20), False)
    assert debit(planned(carrier, payment=Payment.CARD)) == (date(2027, 4, 10), date(2027, 4, 10), False)


def test_an_unanswered_block_without_a_day_keeps_the_day_of_the_surer_one() -> None:
    carrier = made(
        charges(
            "charge.base | months = 1; day = 10",
            base='charge.base | when = { payment = "bank" }; or_later = true',
        )
    )
    assert debit(planned(carrier))[1] == date(2027, 4, 10)


def test_a_block_with_choices_of_no_number_names_no_day() -> None:
    # Only the way of paying is known (`then`): no day follows from it, so it is an estimate.
    plan = planned(made(charges(base='charge.base | then = "card-cycle"')), payment=Payment.CARD)
    assert debit(plan) == (date(2027, 4, 20), date(2027, 4, 20), True)
    assert plan.keep_estimate is True


def test_a_statement_dates_the_last_bill() -> None:
    carrier = made(charges("statement | months = 1; day = 8"))
    plan = planned(carrier, payment=Payment.BANK)
    bill = step(plan, "final-bill:base")
    assert (bill.start, bill.due, bill.estimate) == (date(2027, 4, 8), date(2027, 4, 8), False)
    assert reason(bill, "statement").basis is Basis.OFFICIAL
    assert step(plan, "save-bills").due == date(2027, 4, 15)


RENTAL = 'effect | ends = "on-return"\nclosing | day = 20\nproration | last_month = "{kind}"\n{transit}'


@pytest.mark.parametrize(
    ("transit", "charged"),
    [
        # Wednesday 17 March and three business days, over the holiday on Monday 22 March.
        ("", date(2027, 3, 23)),
        ("return | transit_days = 0", date(2027, 3, 17)),
        ("return | transit_days = 1", date(2027, 3, 18)),
        ("return | transit_business_days = 3", date(2027, 3, 23)),
        ("return | transit_days = 2; transit_business_days = 1", date(2027, 3, 19)),
    ],
)
def test_a_posted_rental_is_charged_through_its_arrival(transit: str, charged: date) -> None:
    carrier = made(RENTAL.format(kind="daily", transit=transit))
    window = planned(carrier, departure=date(2027, 3, 24)).cancellation
    assert window is not None
    assert (window.request, window.line_ends) == (date(2027, 3, 17), date(2027, 3, 17))
    assert window.charged_through == charged


@pytest.mark.parametrize(
    ("transit", "closes"),
    [
        # What is posted on Wednesday the 17th arrives after the closing day, Saturday the 20th.
        ("", date(2027, 3, 16)),
        ("return | transit_days = 0", date(2027, 3, 18)),
        ("return | transit_days = 3", date(2027, 3, 17)),
    ],
)
def test_a_rental_is_posted_so_that_it_arrives_within_the_period(transit: str, closes: date) -> None:
    carrier = made(RENTAL.format(kind="none", transit=transit))
    window = planned(carrier, departure=date(2027, 3, 19)).cancellation
    assert window is not None
    assert (window.closes, window.charged_through) == (closes, date(2027, 3, 20))


def test_a_bill_and_a_debit_on_one_known_day_are_no_span() -> None:
    plan = planned(made(charges("statement | months = 1; day = 26")), payment=Payment.BANK)
    assert row(plan, "bill").span is None
    assert row(plan, "bill").due == date(2027, 4, 26)


@pytest.mark.parametrize(("plan", "nominal"), [("big", date(2027, 4, 28)), (None, date(2027, 4, 28))])
def test_an_open_block_keeps_its_own_days(plan: str | None, nominal: date) -> None:
    """Whether the plan is known or not, no day of another block is borrowed."""
    rules = AT_ONCE.replace(
        "charge.base | months = 1; day = 26",
        'charge.base | when = { plan = "big" }; months = 1; days = [27, 28]\n'
        "charge.base | months = 1; day = 26",
    )
    found = step(planned(made(rules), plan=plan), "final-debit:base")
    assert (found.due, found.estimate) == (nominal, True)


@pytest.mark.parametrize(
    ("closing", "due"), [(10, date(2027, 5, 6)), (20, date(2027, 5, 16)), (31, date(2027, 4, 26))]
)
def test_a_charge_may_hang_on_the_closing_day(closing: int, due: date) -> None:
    rules = AT_ONCE.replace('day = "month-end"', 'day = "per-customer"; choices = [10, 20, "month-end"]', 1)
    rules = rules.replace("charge.base |", "charge.base | when = { closing = 31 };")
    for day, debit in ((10, 6), (20, 16)):
        rules += f"\ncharge.base | when = {{ closing = {day} }}; months = 1; day = {debit}"
    found = step(planned(made(rules), closing_day=closing, payment=Payment.BANK), "final-debit:base")
    assert (found.start, found.estimate) == (due, False)


def test_each_open_block_is_taken_by_itself() -> None:
    rules = AT_ONCE.replace("charge.base | months = 1; day = 26", "")
    for case, months, debit in (("A", 2, 3), ("B", 1, 28)):
        rules += f'\ncharge.base | when = {{ case = "{case}" }}; months = {months}; day = {debit}'
    found = step(planned(made(rules)), "final-debit:base")
    assert (found.due, found.estimate) == (date(2027, 5, 3), True)
