"""Show what is planned of lines that nobody cancels: ported out, kept, left to lapse; and what ties lines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from core_cases import (
    AT_ONCE,
    LEAVES,
    TODAY,
    codes,
    keys,
    made,
    person,
    planned,
    problem,
    reason,
    row,
    said,
    shipped,
    step,
    ways,
)
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.contract import BoundService, Mark, Paired
from tracker.core.facts import Carrier
from tracker.core.model import Plan
from tracker.core.words import Basis, Holder, Intent, Line, Outcome, Payment, Severity, State

WECHAT = (BoundService(key="wechat", letter=0),)
IDLE = """
fee.base | yen = 0
effect | ends = "same-day"
expiry.idle | days = 180; then = "suspended"; end_after_days = 30; note = "It came later."
"""
START = date(2027, 1, 10)
ALIVE = date(2027, 7, 8)


def ported(rules: str = AT_ONCE, today: date | None = None, **told: Any) -> Plan:
    return planned(made(rules), today, **{"intent": Intent.SWITCH, "departure": None, **told})


def kept(rules: str = IDLE, today: date | None = None, **told: Any) -> Plan:
    return planned(made(rules), today, **{"intent": Intent.KEEP, "started": START, **told})


def roles_of(details: Any) -> list[str]:
    return [detail.text_key.removeprefix("detail.") for detail in details]


# --- porting out ---------------------------------------------------------------------


def test_a_switch_cancels_and_unbinds_nothing() -> None:
    plan = ported(services=WECHAT)
    assert plan.cancellation is None
    assert plan.candidates == ()
    assert plan.gate is None
    assert not {key for key in keys(plan) if key.startswith(("cancel", "unbind", "get-replacement", "list"))}
    assert {each.row for each in plan.steps} == {"look", "empty", "cancel", "bill"}
    assert row(plan, "cancel").title_key == "row.cancel.port-out.title"
    assert said(step(plan, "check-device").reasons)[0] == "anchor-day"
    assert plan.outcome is Outcome.OK


@pytest.mark.parametrize(
    ("told", "due", "closes"),
    [
        ({}, date(2027, 2, 22), date(2027, 2, 28)),
        # Three days are left for a new card to arrive; a nearer closing day is not aimed at.
        ({"recorded": date(2027, 2, 25)}, date(2027, 2, 27), date(2027, 2, 28)),
        ({"recorded": date(2027, 2, 26)}, date(2027, 3, 24), date(2027, 3, 31)),
        # The old line works up to the day that was named.
        ({"needed_until": date(2027, 4, 10)}, date(2027, 4, 23), date(2027, 4, 30)),
        # It is complete before the departure.
        ({"departure": date(2027, 2, 20)}, date(2027, 2, 15), date(2027, 2, 19)),
        # Who has left already is not asked to have done it before.
        ({"departure": date(2027, 1, 20)}, date(2027, 2, 22), date(2027, 2, 28)),
    ],
)
def test_the_port_is_complete_by_the_closing_day(told: dict[str, Any], due: date, closes: date) -> None:
    plan = ported(**told)
    found = step(plan, "port-out")
    assert (found.due, found.latest, found.critical) == (due, closes, True)
    assert plan.porting is not None
    assert plan.porting.closes == plan.porting.completes == closes
    assert plan.closing_day == 31


def test_a_port_that_counts_when_it_is_confirmed_begins_earlier() -> None:
    by_days = ported(f"{AT_ONCE}\nport | processing_days = 2")
    found = step(by_days, "port-out")
    assert found.latest == date(2027, 2, 26)
    assert reason(found, "port-processing").values == (("days", 2),)
    confirmed = step(ported(f"{AT_ONCE}\nport | ends_on_confirmation = true"), "port-out")
    assert confirmed.latest == date(2027, 2, 21)
    assert {"port-confirmed", "port-margin"} <= set(said(confirmed.reasons))
    at_once = step(ported(f"{AT_ONCE}\nport | ends_on_confirmation = false"), "port-out")
    assert at_once.latest == date(2027, 2, 28)


def test_what_is_charged_follows_the_day_of_the_port() -> None:
    whole = ported(closing_day=None, departure=date(2027, 2, 20))
    assert whole.porting is not None
    assert (whole.porting.charged_through, whole.porting.by_day) == (date(2027, 2, 28), False)
    daily = ported(AT_ONCE.replace('"none"', '"daily"'), departure=date(2027, 2, 20))
    assert daily.porting is not None
    assert (daily.porting.charged_through, daily.porting.by_day) == (date(2027, 2, 19), True)
    assert step(daily, "final-debit:base").due == date(2027, 3, 26)
    assert daily.keep_payment_until is not None


def test_an_unknown_closing_day_is_planned_to_the_earliest_and_charged_to_the_latest() -> None:
    rules = AT_ONCE.replace('day = "month-end"', 'day = "per-customer"; choices = [10, 20, "month-end"]', 1)
    plan = ported(rules)
    assert plan.closing_choices == (10, 20, 31)
    assert plan.closing_day is None
    assert plan.porting is not None
    assert (plan.porting.closes, plan.porting.charged_through) == (date(2027, 2, 10), date(2027, 2, 28))
    assert problem(plan, "rule-unknown").severity is Severity.NOTE
    assert "port-closing-unknown" in said(step(plan, "port-out").reasons)
    known = ported(rules, closing_day=20)
    assert known.closing_choices == ()
    assert step(known, "port-out").latest == date(2027, 2, 20)
    assert reason(step(known, "port-out"), "closing-yours").basis is Basis.USER


def test_reasons_name_what_sets_the_last_day() -> None:
    assert said(step(ported(), "port-out").reasons)[:3] == ["port-ends", "closing-fixed", "port-closing"]
    leaving = said(step(ported(departure=date(2027, 2, 20)), "port-out").reasons)
    assert leaving[:3] == ["port-ends", "departure", "port-before-departure"]
    by_effect = ported('effect | ends = "month-end"\nfee.base | yen = 1000')
    assert {"closing-month", "proration-unknown"} <= set(said(step(by_effect, "port-out").reasons))
    assert problem(by_effect, "rule-unknown").steps == ("check-contract", "port-out")


def test_a_missed_closing_day_moves_the_port_by_a_period_and_stays_late() -> None:
    before = ported(today=date(2027, 2, 28))
    assert "window-missed" not in codes(before)
    assert (step(before, "port-out").due, step(before, "port-out").late) == (date(2027, 2, 22), True)
    plan = ported(today=date(2027, 3, 1))
    found = step(plan, "port-out")
    assert (found.latest, found.late) == (date(2027, 3, 31), True)
    missed = problem(plan, "window-missed")
    assert missed.text_key == "problem.window-missed.port.text"
    assert dict(missed.values)["yen"] == 1000
    assert ways(missed)[0] == "port-now"
    free = ported(AT_ONCE.replace("yen = 1000", "yen = 0"), date(2027, 3, 1))
    assert problem(free, "window-missed").text_key == "problem.window-missed.port-free.text"


def test_a_port_that_is_done_decides() -> None:
    marks = (Mark(key="port-out", state=State.DONE, on=date(2027, 2, 10)),)
    plan = ported(today=date(2027, 3, 5), marks=marks)
    assert step(plan, "port-out").state is State.DONE
    assert step(plan, "check-device").state is State.MISSED
    assert plan.porting is not None
    assert (plan.porting.completes, plan.porting.charged_through) == (date(2027, 2, 10), date(2027, 2, 28))
    assert codes(plan) == set()
    undated = ported(today=date(2027, 2, 12), marks=(Mark(key="port-out", state=State.DONE),))
    assert undated.porting is not None
    assert undated.porting.completes == date(2027, 2, 12)


def test_a_membership_goes_on_and_is_ended_after_the_port() -> None:
    club = """
closing | day = "month-end"
effect | ends = "month-end"
cutoff | day = 25
fee.base | yen = 220
"""
    carrier = made(f'{AT_ONCE}\nlinked.club | carrier = "club"; yen_month = 220', beside=(("club", club),))
    plan = planned(carrier, intent=Intent.SWITCH, departure=None)
    club_step = step(plan, "cancel:club")
    assert club_step.due is not None
    assert club_step.due >= date(2027, 2, 22)
    assert "port-out" in club_step.depends_on
    assert row(plan, "cancel").title_key == "row.cancel.port-out.linked.title"
    leaving = planned(carrier, intent=Intent.SWITCH)
    assert "cancel:club" in keys(leaving)


def test_a_minimum_term_costs_also_when_porting() -> None:
    rules = f"{AT_ONCE}\nminimum_term | months = 12".replace(
        "fee.termination | yen = 0", "fee.termination | yen = 1100"
    )
    plan = ported(rules, signed=date(2026, 12, 1))
    assert problem(plan, "minimum-term-fee").steps == ("port-out",)
    done = (Mark(key="port-out", state=State.DONE, on=date(2027, 2, 10)),)
    assert "minimum-term-fee" not in codes(ported(rules, signed=date(2026, 12, 1), marks=done))


def test_how_to_port_is_what_the_file_says() -> None:
    plain = step(ported(), "port-out")
    assert roles_of(plain.details) == ["port.keep-running", "port.either", "port.fail"]
    returned = AT_ONCE.replace("required = false", 'required = true; address = ["東京都"]')
    rules = f"""{returned}
port | one_stop = true; menu = "MNP予約番号発行"; note = "Said here."
note | about = "port"; text = "Said there."
"""
    told = step(ported(rules), "port-out").details
    assert roles_of(told) == [
        "port.keep-running", "port.one-stop", "menu", "noted", "noted", "port.return", "port.fail",
    ]  # fmt: skip
    without = step(ported(f"{AT_ONCE}\nport | one_stop = false", recorded=date(2027, 2, 25)), "port-out")
    assert "port.reservation" in roles_of(without.details)
    late = ported(today=date(2027, 2, 28), recorded=date(2027, 2, 28), departure=date(2027, 3, 1))
    assert "port.fail" not in roles_of(step(late, "port-out").details)
    assert reason(step(late, "port-out"), "port-early").values[0] == ("days", 0)


def test_the_company_pays_and_has_to_agree_to_a_port() -> None:
    plan = ported(holder=Holder.COMPANY, services=WECHAT)
    assert "port.holder" in roles_of(step(plan, "port-out").details)
    assert {each.row for each in plan.steps}.isdisjoint({"prepare", "bill"})
    assert "hand-back" not in keys(plan)


def test_a_prepaid_number_is_ported_before_the_card_ends() -> None:
    card = made('effect | ends = "on-expiry"', "prepaid")
    plan = planned(card, intent=Intent.SWITCH, departure=None, expires=date(2027, 3, 20))
    found = step(plan, "port-out")
    assert (found.latest, plan.porting) == (date(2027, 3, 19), None)
    assert "port-before-expiry" in said(found.reasons)
    leaving = planned(card, intent=Intent.SWITCH)
    assert step(leaving, "port-out").latest == date(2027, 3, 27)
    unknown = planned(card, intent=Intent.SWITCH, departure=None)
    undated = step(unknown, "port-out")
    assert (undated.due, undated.latest) == (None, None)
    assert said(undated.reasons) == ["port-ends"]
    assert roles_of(undated.details) == ["port.keep-running", "port.either"]
    done = (Mark(key="port-out", state=State.DONE, on=date(2027, 2, 10)),)
    assert planned(card, date(2027, 2, 11), intent=Intent.SWITCH, marks=done).porting is None
    over = planned(card, intent=Intent.SWITCH, departure=date(2027, 1, 1), expires=date(2027, 1, 5))
    assert step(over, "port-out").latest == TODAY


@given(st.integers(0, 800), st.sampled_from([1, 10, 15, 20, 28, 30, 31]), st.integers(0, 3))
def test_no_port_is_planned_past_its_closing_day(days: int, closing: int, margin: int) -> None:
    recorded = TODAY + timedelta(days)
    closed = AT_ONCE.replace('day = "month-end"', f"day = {closing}", 1)
    rules = f"{closed}\nport | processing_days = {margin}"
    plan = ported(rules, recorded=recorded)
    found, porting = step(plan, "port-out"), plan.porting
    assert porting is not None
    assert found.due is not None
    assert recorded <= found.due <= porting.closes == porting.completes - timedelta(margin)
    assert porting.completes == porting.charged_through
    assert (porting.completes + timedelta(1)).day == 1 or porting.completes.day == closing
    assert porting.completes - recorded >= timedelta(3 + margin)


# --- keeping -------------------------------------------------------------------------


def test_a_kept_line_names_the_next_day_to_top_up() -> None:
    plan = kept()
    found = step(plan, "keep-alive:1")
    assert (found.start, found.due, found.latest) == (date(2027, 6, 8), date(2027, 6, 24), ALIVE)
    assert found.until == date(2027, 8, 7)
    assert keys(plan) == {"leave-contact", "keep-alive:1"}
    assert row(plan, "look").title_key == "row.look.keep.title"
    assert said(found.reasons)[:3] == ["idle-days", "idle-last", "idle-suspended"]
    assert plan.keeping is not None
    assert (plan.keeping.last, plan.keeping.until, plan.keeping.top_ups) == (START, ALIVE, None)
    assert plan.outcome is Outcome.OK


def test_every_top_up_gives_the_next_day() -> None:
    first = Mark(key="keep-alive:1", state=State.DONE, on=date(2027, 6, 25), due=date(2027, 6, 24))
    plan = kept(today=date(2027, 6, 25), marks=(first,))
    assert step(plan, "keep-alive:1").state is State.DONE
    assert step(plan, "keep-alive:2").latest == date(2027, 12, 21)
    skipped = Mark(key="keep-alive:2", state=State.SKIPPED, on=date(2027, 12, 1))
    again = kept(today=date(2027, 12, 2), marks=(first, skipped))
    assert step(again, "keep-alive:3").latest == date(2027, 12, 21)


def test_the_rule_may_count_in_months_and_end_at_once() -> None:
    plan = kept('fee.base | yen = 0\nexpiry.idle | months = 3; then = "ended"; notice_days = 10')
    found = step(plan, "keep-alive:1")
    assert (found.latest, found.until) == (date(2027, 4, 9), date(2027, 4, 9))
    assert {"idle-months", "idle-ended", "idle-notice"} <= set(said(found.reasons))
    bare = step(kept("fee.base | yen = 0\nexpiry.idle | days = 180"), "keep-alive:1")
    assert bare.until is None
    assert said(bare.reasons) == ["idle-days", "idle-last"]


def test_an_unknown_last_top_up_is_asked_for() -> None:
    rules = IDLE + 'expiry.idle | counted_from = ["topping-end"]'
    plan = kept(rules, started=None, departure=None)
    found = step(plan, "keep-alive:1")
    assert (found.due, found.title_key) == (None, "step.keep-alive.unknown.title")
    assert said(found.reasons) == ["idle-days", "idle-counted", "idle-unknown"]
    assert ways(problem(plan, "rule-unknown"))[0] == "tell-last-use"
    assert plan.keeping is not None
    assert plan.keeping.until is None


def test_a_rule_for_each_product_dates_nothing() -> None:
    plan = kept("fee.base | yen = 0\nexpiry.idle | days = 90; per_product = true")
    assert "keep-alive:1" not in keys(plan)


@pytest.mark.parametrize(
    ("returns", "top_ups"), [(ALIVE, 0), (date(2027, 7, 9), 1), (date(2028, 1, 4), 1), (date(2028, 1, 5), 2)]
)
def test_it_is_said_whether_the_line_lasts_until_the_return(returns: date, top_ups: int) -> None:
    plan = kept(person=person(returns=returns))
    assert plan.keeping is not None
    assert plan.keeping.top_ups == top_ups
    assert plan.keeping.yen == 0


def test_without_a_rule_only_the_cost_is_known() -> None:
    plan = kept("fee.base | yen = 1000", person=person(returns=date(2027, 9, 3)))
    assert plan.keeping is not None
    assert (plan.keeping.until, plan.keeping.top_ups, plan.keeping.yen) == (None, None, 8000)
    assert keys(plan) == {"leave-contact"}
    back = kept("fee.base | yen = 1000", person=person(returns=date(2027, 1, 3)))
    assert back.keeping is not None
    assert back.keeping.yen is None
    unknown = kept('effect | ends = "same-day"', person=person(returns=date(2027, 9, 3)))
    assert unknown.keeping is not None
    assert unknown.keeping.yen is None


def test_a_passed_day_to_top_up_is_a_problem() -> None:
    late = kept(today=date(2027, 7, 9))
    found = problem(late, "line-may-lapse")
    assert (found.severity, found.days, found.steps) == (Severity.WARNING, 1, ("keep-alive:1",))
    assert found.text_key == "problem.line-may-lapse.text"
    over = kept(today=date(2027, 8, 8))
    assert problem(over, "line-may-lapse").text_key == "problem.line-may-lapse.over.text"
    assert step(over, "keep-alive:1").state is State.MISSED
    open_end = kept("fee.base | yen = 0\nexpiry.idle | days = 180", date(2028, 7, 9))
    assert problem(open_end, "line-may-lapse").text_key == "problem.line-may-lapse.text"


def test_a_prepaid_card_is_kept_alive_before_it_expires() -> None:
    card = made('effect | ends = "on-expiry"', "prepaid")
    plan = planned(card, intent=Intent.KEEP, expires=date(2027, 5, 1))
    assert step(plan, "keep-alive:1").latest == date(2027, 5, 1)
    assert said(step(plan, "keep-alive:1").reasons) == ["expiry"]
    unknown = planned(card, intent=Intent.KEEP)
    assert said(step(unknown, "keep-alive:1").reasons) == []
    assert "expires" not in keys(plan)
    back = planned(
        card, intent=Intent.KEEP, expires=date(2027, 5, 1), person=person(returns=date(2027, 9, 1))
    )
    assert back.keeping is not None
    assert back.keeping.top_ups is None


def test_a_card_of_which_no_top_up_is_known_is_kept_alive_before_it_expires() -> None:
    rules = (
        'effect | ends = "on-expiry"\nexpiry.validity | days = 15\nexpiry.idle | days = 360; then = "ended"'
    )
    card = made(rules, "prepaid")
    told = planned(card, intent=Intent.KEEP, expires=date(2027, 5, 1))
    found = step(told, "keep-alive:1")
    assert (found.latest, found.until, said(found.reasons)) == (date(2027, 5, 1), None, ["expiry"])
    assert "rule-unknown" not in codes(told)
    started = planned(card, intent=Intent.KEEP, expires=date(2027, 5, 1), started=date(2027, 1, 10))
    assert step(started, "keep-alive:1").latest == date(2028, 1, 4)
    by_file = planned(
        made(rules.splitlines()[0] + "\nexpiry.validity | days = 60", "prepaid"),
        intent=Intent.KEEP,
        started=date(2027, 1, 10),
    )
    assert step(by_file, "keep-alive:1").latest == date(2027, 3, 10)
    assert said(step(by_file, "keep-alive:1").reasons) == ["expiry-validity"]


def test_a_card_that_ends_before_it_lapses_says_why() -> None:
    rules = 'effect | ends = "on-expiry"\nexpiry.idle | days = 360; then = "ended"'
    card = made(rules, "prepaid")
    told: dict[str, Any] = {"intent": Intent.LAPSE, "started": date(2027, 1, 10)}
    own = step(planned(card, valid_days=60, **told), "expires")
    assert (own.due, said(own.reasons)) == (date(2027, 3, 10), ["effect-on-expiry", "expiry-validity"])
    idle = step(planned(card, **told), "expires")
    assert (idle.due, said(idle.reasons)[0]) == (date(2028, 1, 4), "idle-days")
    unknown = planned(card, intent=Intent.LAPSE)
    assert said(step(unknown, "expires").reasons) == ["idle-days", "idle-unknown"]


def test_ways_to_keep_a_number_are_offered_with_their_price() -> None:
    rules = """
fee.base | yen = 3000
keep.storage | available = true; yen_month = 440; start_yen = 1100; max_years = 6; note = "By web."
keep.pause | available = true
"""
    found = step(kept(rules), "arrange-keeping")
    assert (found.due, found.latest) == (date(2027, 3, 14), date(2027, 3, 27))
    assert roles_of(found.details) == [
        "keep.option", "keep.start", "keep.longest", "noted", "keep.option-unknown", "keep.sms-stored",
    ]  # fmt: skip
    assert said(found.reasons)[:2] == ["keep-offered", "keep-offered"]
    nothing = kept(
        "keep.pause | available = true; base_fee_continues = true\nkeep.storage | available = false"
    )
    assert "arrange-keeping" not in keys(nothing)
    one = kept("keep.storage | available = true; yen_month = 440")
    assert said(step(one, "arrange-keeping").reasons)[0] == "keep-offered"
    assert roles_of(step(one, "arrange-keeping").details) == ["keep.option", "keep.sms-stored"]
    assert step(kept(rules, departure=None), "arrange-keeping").due is None


def test_what_a_top_up_costs_is_said() -> None:
    rules = IDLE + "keep.cheap-plan | available = true; yen_year = 440\nexpiry.idle | exempt_over_yen = 660"
    assert roles_of(step(kept(rules), "keep-alive:1").details) == [
        "keep.yearly", "keep.exempt", "noted", "keep.record", "keep.sms",
    ]  # fmt: skip
    bare = kept("fee.base | yen = 0\nexpiry.idle | days = 180")
    assert roles_of(step(bare, "keep-alive:1").details) == ["keep.record", "keep.sms"]


def test_a_kept_line_with_a_fee_has_to_stay_paid() -> None:
    ends = person(account_closes=date(2027, 3, 20), card_expires=date(2027, 5, 31))
    fee = "fee.base | yen = 1000"
    by_bank = kept(fee, person=ends, payment=Payment.BANK)
    assert problem(by_bank, "account-closes-too-early").text_key.endswith(".kept.text")
    by_card = kept(fee, person=ends, payment=Payment.CARD, departure=None)
    assert problem(by_card, "card-expires-too-early").severity is Severity.BLOCKING
    assert codes(kept(fee, person=ends)) == set()
    back = person(account_closes=date(2027, 3, 20), card_expires=date(2027, 5, 31), returns=date(2027, 3, 1))
    assert codes(kept(fee, person=back, payment=Payment.DEBIT_CARD)) == set()
    assert codes(kept(person=ends, payment=Payment.BANK)) == set()


def test_hearsay_is_marked() -> None:
    assert row(planned(shipped("povo"), intent=Intent.KEEP, started=START), "cancel").hearsay
    assert not row(kept(), "cancel").hearsay
    undated = planned(shipped("povo"), intent=Intent.KEEP, departure=None)
    assert not row(undated, "cancel").hearsay


# --- lapsing -------------------------------------------------------------------------


def test_a_free_line_lapses_when_it_may_be_stopped() -> None:
    plan = planned(made(IDLE), intent=Intent.LAPSE, started=START, services=WECHAT)
    ends = step(plan, "expires")
    assert (ends.due, ends.title_key, ends.estimate) == (ALIVE, "step.expires.lapse.title", False)
    assert plan.cancellation is None
    assert plan.expiry == ALIVE
    assert step(plan, "unbind:wechat").latest == date(2027, 3, 27)
    assert row(plan, "cancel").title_key == "row.cancel.lapses.title"
    assert row(plan, "look").title_key == "row.look.lapse.title"
    assert said(ends.reasons)[:2] == ["idle-days", "idle-last"]
    assert plan.outcome is Outcome.OK


def test_the_day_a_line_lapses_may_be_unknown_or_said() -> None:
    unknown = planned(made(IDLE), intent=Intent.LAPSE)
    assert step(unknown, "expires").title_key == "step.expires.lapse-unknown.title"
    assert "rule-unknown" in codes(unknown)
    named = planned(made(IDLE), intent=Intent.LAPSE, expires=date(2027, 5, 1))
    assert said(step(named, "expires").reasons) == ["expiry"]
    without = planned(made("fee.base | yen = 0"), intent=Intent.LAPSE, departure=None)
    assert without.expiry is None


@pytest.mark.parametrize(
    ("told", "severity", "text", "first"),
    [
        ({"fee_yen": 980}, Severity.BLOCKING, "problem.cannot-lapse.text", ["cancel-instead", "ask-carrier"]),
        ({}, Severity.WARNING, "problem.cannot-lapse.unknown.text", ["cancel-instead", "tell-fee"]),
    ],
)
def test_a_line_with_a_fee_never_lapses(
    told: dict[str, Any], severity: Severity, text: str, first: list[str]
) -> None:
    carrier = made('effect | ends = "same-day"\nclosing | day = "month-end"')
    for departure in (LEAVES, None):
        plan = planned(carrier, intent=Intent.LAPSE, departure=departure, **told)
        found = problem(plan, "cannot-lapse")
        assert (found.severity, found.text_key, ways(found)) == (severity, text, first)
        assert plan.intent is Intent.LEAVE
        assert ("cancel" in keys(plan)) is (departure is not None)
    free = planned(carrier, intent=Intent.LAPSE, **{**told, "fee_yen": 0})
    assert "cannot-lapse" not in codes(free)


# --- other holders, roles, contracts without a SIM -----------------------------------


@pytest.mark.parametrize("intent", [Intent.KEEP, Intent.LAPSE])
def test_what_belongs_to_another_is_handed_back(intent: Intent) -> None:
    plan = planned(made(AT_ONCE), intent=intent, holder=Holder.COMPANY)
    assert plan.intent is Intent.LEAVE
    found = step(plan, "hand-back")
    assert roles_of(found.details) == [
        "hand-back.ask", "hand-back.number", "hand-back.wipe", "hand-back.return", "hand-back.no-cancel",
    ]  # fmt: skip
    assert {each.row for each in plan.steps}.isdisjoint({"prepare", "proof", "bill", "until"})
    assert "cannot-lapse" not in codes(plan)


FIBRE = AT_ONCE.replace(
    'needs = ["login"]', 'needs = ["login"]; blocked_by = ["fibre-pairing", "family-head"]'
)
BOTH = ("family-head", "fibre-pairing")


def test_a_pairing_names_the_other_contract_and_its_end() -> None:
    early = Paired("hikari", date(2027, 3, 20))
    plan = planned(made(FIBRE), roles=BOTH, paired=(early,))
    untie = step(plan, "release-pairing")
    assert untie.title_key == "step.release-pairing.paired.title"
    assert roles_of(untie.details) == ["pairing.roles", "pairing.ends"]
    assert problem(plan, "pairing-blocks").text_key == "problem.pairing-blocks.text"
    undated = planned(made(FIBRE), roles=BOTH, paired=(Paired("hikari", None),))
    assert roles_of(step(undated, "release-pairing").details)[-1] == "pairing.undated"
    family = planned(made(FIBRE), roles=("family-head",), paired=(early,))
    assert step(family, "release-pairing").title_key == "step.release-pairing.title"


def test_a_pairing_that_outlives_the_request_is_named() -> None:
    plan = planned(made(FIBRE), roles=BOTH, paired=(Paired("hikari", date(2027, 3, 31)),))
    found = problem(plan, "pairing-blocks")
    assert found.text_key == "problem.pairing-blocks.paired.text"
    assert ways(found)[0] == "untie-first"
    done = (Mark(key="release-pairing", state=State.DONE, on=TODAY),)
    untied = planned(made(FIBRE), roles=BOTH, paired=(Paired("hikari", date(2027, 3, 31)),), marks=done)
    assert problem(untied, "pairing-blocks").text_key == "problem.pairing-blocks.text"


def without_sim(carrier: Carrier, **told: Any) -> Plan:
    return planned(carrier, line=Line.OTHER, **told)


def test_a_contract_without_a_sim_has_no_steps_of_a_phone() -> None:
    rules = AT_ONCE.replace("return | required = false", "return | required = true")
    plan = without_sim(made(rules, "mno"), paired=(Paired("main", None),), needed_until=date(2027, 4, 20))
    phone = {"list-services", "back-up-data", "check-device", "delete-esim-profile", "cancel-subscriptions"}
    assert keys(plan).isdisjoint(phone | {"stop-roaming", "use-up-balance"})
    assert step(plan, "return-sim").title_key == "step.return-sim.rental.title"
    how = roles_of(step(plan, "cancel").details)
    assert "before.pairing" in how
    assert {"check-digits", "not-mnp", "before.backup"}.isdisjoint(how)
    alone = without_sim(made(rules))
    assert "before.pairing" not in roles_of(step(alone, "cancel").details)
    assert "use-up-balance" in keys(without_sim(made(rules), balance=500))


def test_a_contract_without_a_sim_may_end_by_itself() -> None:
    plan = without_sim(made(AT_ONCE), expires=date(2027, 3, 20))
    assert step(plan, "expires").title_key == "step.expires.other.title"
    assert row(plan, "look").title_key == "row.look.other.title"
    assert "service-gap" not in codes(plan)
    assert "cancel" in keys(without_sim(made(AT_ONCE), expires=date(2027, 3, 20), prepaid=False))


def test_what_has_no_number_is_not_ported() -> None:
    plan = without_sim(made(AT_ONCE), intent=Intent.SWITCH)
    assert plan.intent is Intent.LEAVE
    assert "cancel" in keys(plan)


def test_a_way_to_keep_that_is_not_offered_hides_none_after_it() -> None:
    plan = kept(f"{IDLE}keep.storage | available = false\nkeep.pause | available = true; yen_month = 300")
    assert roles_of(step(plan, "arrange-keeping").details) == ["keep.option", "keep.sms-stored"]
    assert said(step(plan, "arrange-keeping").reasons)[0] == "keep-offered"
