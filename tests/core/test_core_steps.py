"""Show when each step applies, how its days shrink, roll and move, and which rows come of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from core_cases import (
    AT_ONCE,
    BY_MONTH,
    LEAVES,
    POLICY,
    TODAY,
    after,
    keys,
    made,
    planned,
    reason,
    row,
    said,
    shipped,
    step,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.core.contract import BoundService, Mark
from tracker.core.model import Joined, Names, Plan
from tracker.core.words import Channel, Line, Payment, Sim, State

SHOP = AT_ONCE.replace("channel.online", "channel.shop")
POST = AT_ONCE.replace("channel.online", "channel.post")
BANK = (BoundService(key="bank", letter=0),)
RETURN = AT_ONCE.replace("return | required = false", "return | required = true; {more}")


# --- applies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "rules", "told", "applies"),
    [
        ("check-login", AT_ONCE, {}, True),
        ("check-login", SHOP, {}, False),
        ("get-replacement-number", AT_ONCE, {"services": BANK}, True),
        (
            "get-replacement-number",
            AT_ONCE,
            {"services": (BoundService(key="x", letter=0, use="login"),)},
            False,
        ),
        ("unbind:bank", AT_ONCE, {"services": BANK}, True),
        ("use-up-balance", AT_ONCE, {}, True),
        ("use-up-balance", AT_ONCE, {"balance": 0}, False),
        ("check-device", AT_ONCE, {"line": Line.DATA}, False),
        ("cancel-subscriptions", AT_ONCE, {}, False),
        ("cancel-subscriptions", AT_ONCE + "after.carrier-payment | user_must_cancel = true", {}, True),
        ("settle-bill", AT_ONCE, {}, False),
        ("settle-bill", AT_ONCE, {"owed": 1}, True),
        ("settle-bill", AT_ONCE, {"payment": Payment.SLIP}, True),
        ("settle-bill", AT_ONCE.replace('where = "My page"', 'blocked_by = ["unpaid"]'), {}, True),
        ("settle-device", AT_ONCE, {"device_balance": 1}, True),
        ("settle-device", AT_ONCE, {"device_balance": 0}, False),
        ("change-payment", AT_ONCE, {"payment": Payment.SLIP}, True),
        ("change-payment", AT_ONCE, {"payment": Payment.BANK}, False),
        ("collect-documents", SHOP, {}, True),
        ("collect-documents", POST, {}, True),
        ("collect-documents", AT_ONCE, {}, False),
        ("book-appointment", SHOP, {}, True),
        ("book-appointment", POST, {}, False),
        ("stop-roaming", BY_MONTH, {}, True),
        ("stop-roaming", AT_ONCE, {}, False),
        ("delete-esim-profile", AT_ONCE, {"sim": Sim.ESIM}, True),
        ("delete-esim-profile", AT_ONCE, {"sim": Sim.PHYSICAL}, False),
        ("return-sim", RETURN.replace("{more}", ""), {"sim": Sim.PHYSICAL}, True),
        ("return-sim", RETURN.replace("{more}", ""), {}, True),
        ("return-sim", RETURN.replace("{more}", ""), {"sim": Sim.ESIM}, False),
        ("return-sim", AT_ONCE, {"sim": Sim.PHYSICAL}, False),
        ("return-sim", RETURN.replace("{more}", 'when = { plan = "big" }'), {}, True),
        ("return-sim", RETURN.replace("{more}", "in_shop = true"), {"channel": Channel.SHOP}, False),
        ("return-sim", RETURN.replace("{more}", "in_shop = false"), {"channel": Channel.SHOP}, True),
        ("mail-carry-over", AT_ONCE, {}, False),
        ("mail-carry-over", AT_ONCE + "keep.mail | available = true; apply_within_days = 31", {}, True),
        ("request-refund", AT_ONCE, {}, False),
        ("request-refund", AT_ONCE, {"deposit": 0}, False),
        ("request-refund", AT_ONCE, {"deposit": 1}, True),
        ("request-refund", AT_ONCE + "deposit | months = 2", {}, True),
    ],
)
def test_a_step_is_made_where_it_applies(key: str, rules: str, told: dict[str, Any], applies: bool) -> None:
    assert (key in keys(planned(made(rules.replace("; \n", "\n")), **told))) is applies


def test_subscriptions_are_paid_through_the_networks_of_their_own() -> None:
    assert "cancel-subscriptions" in keys(planned(made(AT_ONCE, "mno")))


# --- days after the request ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("", 1),
        ("confirmation | days = 3", 3),
        # 26 March is a Friday.
        ("confirmation | business_days = 2", 4),
        ("confirmation | days = 5; business_days = 2", 5),
        ("confirmation | days = 0", 0),
    ],
)
def test_a_confirmation_is_waited_for_as_long_as_the_longest_known_time(rule: str, days: int) -> None:
    plan = planned(made(AT_ONCE + rule))
    found = step(plan, "confirm-cancellation")
    assert found.due == date.fromordinal(date(2027, 3, 26).toordinal() + days)
    assert ("processing" in said(found.reasons)) is bool(rule)
    assert step(plan, "save-evidence").latest == date.fromordinal(date(2027, 4, 2).toordinal() + days)


def test_the_processing_of_the_channel_is_waited_for_too() -> None:
    carrier = made(AT_ONCE.replace('where = "My page"', "processing_days = 9"))
    found = step(planned(carrier), "confirm-cancellation")
    assert found.due == date(2027, 4, 4)
    assert reason(found, "processing").values == (("days", 9),)
    business = made(AT_ONCE.replace('where = "My page"', "processing_business_days = 2"))
    assert step(planned(business), "confirm-cancellation").due == date(2027, 3, 30)


def test_an_unknown_confirmation_is_a_week_but_not_after_the_window() -> None:
    assert step(planned(made(BY_MONTH)), "confirm-cancellation").due == date(2027, 3, 25)


@pytest.mark.parametrize(
    ("page", "last"),
    [("days = 31", date(2027, 4, 27)), ("months = 3", date(2027, 6, 26)), ("kept = false", None)],
)
def test_bills_are_saved_as_long_as_the_page_shows_them(page: str, last: date | None) -> None:
    plan = planned(made(AT_ONCE + f"after.page | {page}"))
    assert step(plan, "save-bills").latest == last


def test_a_deposit_comes_back_at_the_end_of_its_month_or_is_asked_for_after_a_week() -> None:
    unknown = planned(made(AT_ONCE), deposit=6000)
    assert step(unknown, "request-refund").due == date(2027, 4, 2)
    known = planned(made(AT_ONCE + "deposit | refund_months = 2"), deposit=6000)
    assert step(known, "request-refund").due == date(2027, 5, 31)


def test_a_mail_address_is_kept_by_a_day_after_the_line() -> None:
    plan = planned(made(AT_ONCE + "keep.mail | available = true; apply_within_days = 31"), sim=Sim.PHYSICAL)
    mail = step(plan, "mail-carry-over")
    assert (mail.start, mail.due, mail.latest) == (date(2027, 3, 26), date(2027, 4, 2), date(2027, 4, 26))
    assert row(plan, "clear").title_key == "row.clear.mail.title"


@pytest.mark.parametrize(
    ("more", "due", "latest"),
    [
        ("days = 20", date(2027, 3, 27), date(2027, 4, 15)),
        ('days = 20; after = "request"', date(2027, 3, 27), date(2027, 4, 15)),
        ('proof = "received"', date(2027, 3, 27), None),
        # Neither a last day nor a penalty: a post box on the way to the aeroplane.
        ("penalty_yen = 0", LEAVES, None),
        ("penalty_yen = 3000", date(2027, 3, 27), None),
        ("penalty_yen = 0; days = 20", date(2027, 3, 27), date(2027, 4, 15)),
        ('on = "month-end"', date(2027, 3, 27), date(2027, 3, 31)),
    ],
)
def test_a_card_goes_back_after_the_line_has_ended(more: str, due: date, latest: date | None) -> None:
    plan = planned(made(RETURN.replace("{more}", more)), sim=Sim.PHYSICAL)
    found = step(plan, "return-sim")
    assert (found.start, found.due, found.latest) == (date(2027, 3, 27), due, latest)
    assert row(plan, "clear").title_key == "row.clear.card.title"


def test_a_card_is_never_due_after_the_deadline_for_it() -> None:
    # The line was given up long before leaving; waiting for the departure would miss the deadline.
    carrier = made(RETURN.replace("{more}", "days = 5"))
    done = (Mark(key="cancel", state=State.DONE, on=date(2027, 3, 10)),)
    found = step(planned(carrier, date(2027, 3, 11), sim=Sim.PHYSICAL, marks=done), "return-sim")
    assert (found.due, found.latest) == (date(2027, 3, 15), date(2027, 3, 15))


def test_a_card_that_outlives_the_departure_goes_back_on_the_way_out() -> None:
    rules = BY_MONTH.replace("return | required = false", "return | required = true; days = 20")
    found = step(planned(made(rules), sim=Sim.PHYSICAL), "return-sim")
    assert (found.start, found.due, found.latest) == (LEAVES, LEAVES, date(2027, 4, 20))
    assert said(found.reasons) == ["return-duty", "deadline", "return-post"]
    by_request = rules.replace("days = 20", 'days = 20; after = "request"')
    # Asked for on 18 March.
    assert step(planned(made(by_request), sim=Sim.PHYSICAL), "return-sim").latest == date(2027, 4, 7)


# --- scaling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("runway", "given"),
    [
        # The days before T of: check-login 30, set-contact 21, back-up-data 3.
        (36, (30, 21, 3)),
        (35, (30, 21, 3)),
        (34, (30, 21, 3)),
        (20, (18, 12, 2)),
        (1, (1, 1, 1)),
        (0, (0, 0, 0)),
    ],
)
def test_a_short_runway_shrinks_what_lies_before_the_request(
    runway: int, given: tuple[int, int, int]
) -> None:
    request = date(2027, 3, 26)
    plan = planned(made(AT_ONCE), recorded=after(request, -runway))
    assert plan.cancellation is not None
    assert plan.cancellation.request == request
    found = tuple(step(plan, key) for key in ("check-login", "set-contact", "back-up-data"))
    assert tuple((request - (each.due or request)).days for each in found) == given
    scaled = [each for each in found if "scaled" in said(each.reasons)]
    assert bool(scaled) is (runway in (20, 1, 0))


def test_no_day_lies_before_the_recording() -> None:
    plan = planned(made(AT_ONCE), recorded=date(2027, 3, 26))
    found = step(plan, "check-login")
    assert (found.start, found.due) == (date(2027, 3, 26), date(2027, 3, 26))
    assert reason(found, "recorded").values == (("day", date(2027, 3, 26)),)


def test_an_unknown_rule_is_looked_up_within_a_week() -> None:
    assert step(planned(made(AT_ONCE)), "check-contract").due == date(2027, 2, 24)
    for unknown in ('cutoff | daily = "24:00"', 'effect | ends = "same-day"', 'closing | day = "month-end"'):
        plan = planned(made(AT_ONCE.replace(unknown, "")))
        assert step(plan, "check-contract").due == date(2027, 2, 8)
    late = planned(made(AT_ONCE.replace('cutoff | daily = "24:00"', "")), recorded=date(2027, 3, 22))
    # Four days before the request 30 days shrink to four.
    assert step(late, "check-contract").due == date(2027, 3, 22)


# --- rolls, waiting ---------------------------------------------------------------------------------


def test_a_counter_is_visited_on_a_business_day_before() -> None:
    # T is 30 March: the gate 29 March, three days before it Friday 26; a day later a Saturday.
    friday = step(planned(made(AT_ONCE), departure=date(2027, 4, 1), services=BANK), "unbind:bank")
    assert friday.due == date(2027, 3, 26)
    saturday = step(planned(made(AT_ONCE), departure=date(2027, 3, 26), services=BANK), "unbind:bank")
    # The gate is 23 March and 20 March a Saturday.
    assert (saturday.due, saturday.latest) == (date(2027, 3, 19), date(2027, 3, 23))
    rolled = reason(saturday, "roll-back")
    assert dict(rolled.values) == {"from_day": date(2027, 3, 20), "to_day": date(2027, 3, 19)}
    assert saturday.start == date(2027, 3, 17)


@pytest.mark.parametrize(
    ("leaves", "due"), [(date(2027, 2, 10), date(2027, 2, 6)), (date(2027, 2, 11), date(2027, 2, 8))]
)
def test_a_day_is_rolled_forward_up_to_its_last_day_and_no_further(leaves: date, due: date) -> None:
    """Recorded on a Saturday: of Sunday and Monday, only a last day of Monday leaves a day at the bank."""
    found = step(
        planned(made(AT_ONCE), recorded=date(2027, 2, 6), departure=leaves, services=BANK), "unbind:bank"
    )
    assert found.latest == leaves - timedelta(days=3)
    assert found.due == due


def test_a_sunday_is_rolled_back_to_friday() -> None:
    found = step(planned(made(AT_ONCE), departure=date(2027, 3, 27), services=BANK), "unbind:bank")
    assert dict(reason(found, "roll-back").values)["from_day"] == date(2027, 3, 21)
    assert found.due == date(2027, 3, 19)


@pytest.mark.parametrize(
    ("more", "due"), [("penalty_yen = 0", LEAVES), ("penalty_yen = 500", after(LEAVES, -1))]
)
def test_a_card_without_deadline_and_penalty_may_go_back_on_the_departure(more: str, due: date) -> None:
    found = step(planned(made(RETURN.format(more=more)), sim=Sim.PHYSICAL), "return-sim")
    assert (found.start, found.due, found.latest) == (date(2027, 3, 27), due, None)


def test_what_needs_no_counter_is_not_rolled() -> None:
    wechat = (BoundService(key="wechat", letter=0),)
    found = step(planned(made(AT_ONCE), departure=date(2027, 3, 26), services=wechat), "unbind:wechat")
    assert found.due == date(2027, 3, 20)


def test_a_day_is_rolled_forward_only_where_none_lies_before() -> None:
    # Recorded on Saturday 20 March: Friday lies before the recording, Monday is a holiday.
    plan = planned(made(AT_ONCE), departure=date(2027, 3, 26), recorded=date(2027, 3, 20), services=BANK)
    found = step(plan, "unbind:bank")
    assert (found.due, found.latest) == (date(2027, 3, 23), date(2027, 3, 23))
    assert "roll-forward" in said(found.reasons)


def test_a_day_stays_where_no_open_day_is_left() -> None:
    plan = planned(made(AT_ONCE), departure=date(2027, 3, 24), recorded=date(2027, 3, 20), services=BANK)
    found = step(plan, "unbind:bank")
    assert found.due == date(2027, 3, 20)
    assert not {"roll-back", "roll-forward"} & set(said(found.reasons))


def test_an_appointment_is_made_on_a_day_on_which_the_shop_is_open() -> None:
    carrier = made(SHOP.replace('where = "My page"', 'closed = ["03-10..03-12"]'))
    plan = planned(carrier)
    # Two weeks before 24 March.
    assert plan.cancellation is not None
    due = step(plan, "book-appointment").due
    assert due == date(2027, 3, 9)
    assert plan.cancellation.request > due


def test_a_step_waits_for_what_its_entry_names() -> None:
    plan = planned(made(AT_ONCE), services=BANK)
    assert step(plan, "get-replacement-number").depends_on == ("list-services",)
    assert step(plan, "unbind:bank").depends_on == ("get-replacement-number",)
    # The request ends the line: nothing can be moved afterwards.
    assert step(plan, "cancel").depends_on == ("check-contract", "unbind:bank", "back-up-data")
    assert step(planned(made(BY_MONTH), services=BANK), "cancel").depends_on == ("check-contract",)
    listed = planned(made(AT_ONCE), services=BANK, services_listed=True)
    assert step(listed, "list-services").state is State.DONE
    assert step(listed, "get-replacement-number").depends_on == ()


def test_what_waits_is_never_due_before_what_it_waits_for() -> None:
    moved = Mark(key="list-services", moved_to=date(2027, 3, 20))
    plan = planned(made(AT_ONCE), services=BANK, marks=(moved,))
    found = step(plan, "get-replacement-number")
    assert found.due == date(2027, 3, 20)
    assert said(found.reasons)[-1] == "depends"


# --- marks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.DONE, State.SKIPPED])
def test_what_is_settled_never_moves(state: State) -> None:
    mark = Mark(
        key="set-contact",
        state=state,
        on=date(2027, 2, 3),
        start=date(2027, 2, 1),
        due=date(2027, 2, 9),
        latest=date(2027, 2, 19),
    )
    for today in (TODAY, date(2027, 3, 27), date(2027, 6, 1)):
        found = step(planned(made(AT_ONCE), today, marks=(mark,)), "set-contact")
        assert (found.start, found.due, found.latest) == (mark.start, mark.due, mark.latest)
        assert (found.state, found.late, found.mark) == (state, False, mark)
    bare = step(planned(made(AT_ONCE), marks=(Mark(key="set-contact", state=state),)), "set-contact")
    assert bare.due == date(2027, 3, 5)


def test_what_is_moved_stays_and_is_marked() -> None:
    mark = Mark(key="set-contact", moved_to=date(2027, 2, 2))
    found = step(planned(made(AT_ONCE), marks=(mark,)), "set-contact")
    assert (found.start, found.due, found.moved, found.state) == (TODAY, date(2027, 2, 2), True, State.OPEN)
    assert reason(found, "moved").values == (("day", date(2027, 2, 2)),)
    before = step(
        planned(made(AT_ONCE), marks=(Mark(key="back-up-data", moved_to=date(2027, 3, 1)),)), "back-up-data"
    )
    assert (before.start, before.due) == (date(2027, 3, 1), date(2027, 3, 1))
    startless = Mark(key="check-expiry", moved_to=date(2027, 2, 5))
    card = made('effect | ends = "on-expiry"', "prepaid")
    found = step(planned(card, expires=date(2027, 3, 20), marks=(startless,)), "check-expiry")
    assert (found.start, found.due) == (None, date(2027, 2, 5))


def test_a_booked_appointment_stands_beside_the_step_while_it_is_open() -> None:
    moment = datetime(2027, 3, 20, 11)
    booked = Mark(key="cancel", appointment=moment)
    assert step(planned(made(SHOP), marks=(booked,)), "cancel").appointment == moment
    over = Mark(key="cancel", state=State.DONE, on=date(2027, 2, 1), appointment=moment)
    assert step(planned(made(SHOP), marks=(over,)), "cancel").appointment is None


def test_a_step_is_late_after_its_due_day_and_says_now_after_its_last() -> None:
    carrier = made(AT_ONCE)

    def seen(today: date) -> Plan:
        return planned(carrier, today)

    assert step(seen(date(2027, 3, 5)), "set-contact").late is False
    assert step(seen(date(2027, 3, 6)), "set-contact").late is True
    assert step(seen(date(2027, 3, 25)), "set-contact").text_key == "step.set-contact.text"
    assert step(seen(date(2027, 3, 26)), "set-contact").text_key == "step.set-contact.now"
    assert step(seen(date(2027, 3, 27)), "set-contact").state is State.OPEN
    # A bill is never late; it has come once its day is over.
    asked = (Mark(key="cancel", state=State.DONE, on=date(2027, 3, 26)),)
    last, over = (
        step(planned(carrier, date(2027, 4, day), marks=asked), "final-bill:base") for day in (20, 21)
    )
    assert (last.state, over.state, over.late) == (State.OPEN, State.DONE, False)


def test_the_slack_is_what_lies_between_due_and_last_day() -> None:
    plan = planned(made(AT_ONCE))
    assert step(plan, "set-contact").slack == 20
    assert step(plan, "keep-payment-open").slack is None
    assert step(planned(made(AT_ONCE), departure=None), "set-contact").slack is None


def test_a_service_with_a_long_lead_or_a_counter_has_an_event_of_its_own() -> None:
    services = (
        BoundService(key="bank", letter=0),
        BoundService(key="wechat", letter=1),
        BoundService(key="line", letter=2),
        BoundService(key="x", letter=3, lead_days=3),
        BoundService(key="y", letter=4, lead_days=2),
    )
    plan = planned(made(AT_ONCE), services=services)
    own = {each.key for each in plan.steps if each.own_event}
    assert own == {"unbind:bank", "unbind:line", "unbind:x"}
    unbinding = [each.key for each in plan.steps if each.kind == "unbind"]
    assert sorted(unbinding, key=lambda key: step(plan, key).order)[:2] == ["unbind:wechat", "unbind:bank"]


@pytest.mark.parametrize(
    ("service", "text"),
    [
        (BoundService(key="bank", letter=0), "step.unbind.counter.text"),
        (BoundService(key="china-bank", letter=0), "step.unbind.abroad.text"),
        (BoundService(key="wechat", letter=0), "step.unbind.text"),
        (BoundService(key="wechat", letter=0, moving="counter"), "step.unbind.counter.text"),
        (BoundService(key="dentist", letter=0, label="The dentist"), "step.unbind.text"),
    ],
)
def test_how_a_service_is_moved(service: BoundService, text: str) -> None:
    found = step(planned(made(AT_ONCE), services=(service,)), f"unbind:{service.key}")
    assert found.text_key == text
    if service.label:
        assert str(dict(found.values)["service"]) == "Names(pairs=(('en', 'The dentist'),))"


# --- rows --------------------------------------------------------------------------------------------------

FULL: dict[str, Any] = {
    "services": BANK,
    "payment": Payment.SLIP,
    "lost": TODAY,
    "owed": 1000,
    "deposit": 1000,
    "sim": Sim.PHYSICAL,
}


def test_there_are_at_most_nine_rows_and_what_is_folded_is_not_lost() -> None:
    plan = planned(made(RETURN.replace("{more}", "days = 9")), **FULL)
    found = [each.key for each in plan.rows]
    assert len(found) == 9
    assert "until" not in found
    assert "number" not in found
    bill = row(plan, "bill")
    assert bill.title_key == "row.bill-until.title"
    assert bill.due == plan.keep_payment_until
    assert (bill.span, "keep-payment-open" in bill.steps) == (None, True)
    assert "get-replacement-number" in row(plan, "move").steps
    assert {key for each in plan.rows for key in each.steps} == keys(plan)


def test_ten_rows_fold_only_the_last() -> None:
    told = {key: value for key, value in FULL.items() if key != "lost"}
    plan = planned(made(RETURN.replace("{more}", "days = 9")), **told)
    found = [each.key for each in plan.rows]
    assert len(found) == 9
    assert "until" not in found
    assert "number" in found


def test_rows_stand_by_day_and_are_numbered_in_that_order() -> None:
    plan = planned(made(AT_ONCE), services=BANK)
    dues = [each.due for each in plan.rows if each.due is not None]
    assert dues == sorted(dues)
    assert [each.number for each in plan.rows] == list(range(1, len(plan.rows) + 1))


def test_a_number_is_never_given_to_another_row() -> None:
    given = (("look", 4), ("cancel", 2), ("lost", 7))
    plan = planned(made(AT_ONCE), row_numbers=given)
    numbers = {each.key: each.number for each in plan.rows}
    assert (numbers["look"], numbers["cancel"]) == (4, 2)
    fresh = [numbers[key] for key in numbers if key not in dict(given)]
    assert min(fresh) == 8
    assert len(set(numbers.values())) == len(numbers)


def test_a_row_takes_the_earliest_open_due_and_the_earliest_critical_last_day() -> None:
    plan = planned(made(AT_ONCE), services=BANK, owed=1)
    look = row(plan, "look")
    assert look.due == min(step(plan, key).due or LEAVES for key in look.steps)
    done = tuple(
        Mark(key=key, state=State.DONE) for key in ("check-contract", "check-login", "list-services")
    )
    later = row(planned(made(AT_ONCE), services=BANK, marks=done), "look")
    assert later.due == date(2027, 3, 5)
    assert later.title_key == "row.look.open.title"
    prepare = row(plan, "prepare")
    assert (prepare.critical, prepare.last_day) == (True, date(2027, 3, 25))
    assert row(plan, "move").critical is False


def test_the_state_of_a_row_is_that_of_its_steps() -> None:
    look = ("check-contract", "check-login", "list-services", "set-contact")
    skipped = tuple(Mark(key=key, state=State.SKIPPED) for key in look)
    assert row(planned(made(AT_ONCE), marks=skipped), "look").state is State.SKIPPED
    mixed = (*skipped[1:], Mark(key=look[0], state=State.DONE))
    assert row(planned(made(AT_ONCE), marks=mixed), "look").state is State.DONE
    gone = planned(
        made(AT_ONCE), date(2027, 4, 20), marks=(Mark(key="cancel", state=State.DONE, on=date(2027, 3, 26)),)
    )
    assert row(gone, "look").state is State.MISSED
    assert row(planned(made(AT_ONCE)), "look").state is State.OPEN


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ({"sim": Sim.ESIM}, "row.clear.esim.title"),
        ({}, "row.clear.unknown.title"),
        ({"sim": Sim.PHYSICAL}, "row.clear.card.title"),
    ],
)
def test_what_is_cleared_up(told: dict[str, Any], title: str) -> None:
    plan = planned(made(RETURN.replace("{more}", "days = 9")), **told)
    assert row(plan, "clear").title_key == title
    if "card" not in title:
        assert row(plan, "clear").values == (("number", row(plan, "proof").number),)


@pytest.mark.parametrize(
    ("told", "bill", "until"),
    [
        ({"payment": Payment.CARD}, "row.bill.card.title", "row.until.title"),
        ({}, "row.bill.unknown.title", "row.until.title"),
        ({"payment": Payment.SLIP}, "row.bill.slip.title", "row.until.slip.title"),
        ({"payment": Payment.SLIP, "deposit": 1}, "row.bill.deposit.title", "row.until.slip.title"),
    ],
)
def test_how_the_last_bill_is_paid(told: dict[str, Any], bill: str, until: str) -> None:
    plan = planned(made(AT_ONCE), **told)
    assert (row(plan, "bill").title_key, row(plan, "until").title_key) == (bill, until)


def test_a_linked_membership_stands_in_the_row_of_the_cancellation() -> None:
    plan = planned(shipped("biglobe-mobile"))
    title = row(plan, "cancel")
    assert title.title_key == "row.cancel.linked.title"
    done = planned(
        shipped("biglobe-mobile"),
        date(2027, 2, 20),
        marks=(Mark(key="cancel", state=State.DONE, on=date(2027, 2, 20)),),
    )
    assert row(done, "cancel").title_key == "step.cancel-membership.title"
    assert row(done, "cancel").hearsay is False


def test_the_move_row_names_the_services_by_their_letters() -> None:
    services = (BoundService(key="line", letter=1), BoundService(key="bank", letter=2))
    names = dict(row(planned(made(AT_ONCE), services=services), "move").values)["services"]
    assert isinstance(names, Joined)
    assert [item.pairs[0] for item in names.items if isinstance(item, Names)] == [
        next(known.names[0] for known in POLICY.services if known.key == key) for key in ("line", "bank")
    ]


def test_a_row_dated_by_hearsay_says_so() -> None:
    hearsay = AT_ONCE.replace('ends = "same-day"', 'ends = "same-day"; single = ["other"]')
    assert row(planned(made(hearsay)), "cancel").hearsay is True
    assert row(planned(made(AT_ONCE)), "cancel").hearsay is False


# --- days that pass ----------------------------------------------------------------------------------------

BEFORE = ("look", "number", "move", "empty", "prepare")


@settings(max_examples=60, deadline=None)
@given(
    rules=st.sampled_from([AT_ONCE, BY_MONTH, SHOP, POST]),
    departure=st.dates(date(2027, 2, 20), date(2027, 6, 1)),
    days=st.integers(0, 90),
    payment=st.sampled_from([None, *Payment]),
)
def test_days_that_pass_move_nothing_before_the_request(
    rules: str, departure: date, days: int, payment: Payment | None
) -> None:
    told: dict[str, Any] = {"departure": departure, "payment": payment, "services": BANK}
    first, later = planned(made(rules), **told), planned(made(rules), after(TODAY, days), **told)
    before = {each.key: (each.start, each.due) for each in first.steps if each.row in BEFORE}
    assert {each.key: (each.start, each.due) for each in later.steps if each.key in before} == before
    assert first.gate == later.gate
    if first.cancellation is not None and after(TODAY, days) <= first.cancellation.recommended:
        assert later.cancellation == first.cancellation
        assert later.keep_payment_until == first.keep_payment_until


@settings(max_examples=80, deadline=None)
@given(
    rules=st.sampled_from([AT_ONCE, BY_MONTH, SHOP, POST]),
    recorded=st.integers(-60, 40),
    sim=st.sampled_from([None, *Sim]),
    today=st.integers(0, 60),
)
def test_days_of_a_plan_stand_in_order(rules: str, recorded: int, sim: Sim | None, today: int) -> None:
    begun = after(LEAVES, recorded)
    plan = planned(made(rules), after(begun, today), recorded=begun, services=BANK, sim=sim)
    dated = [each for each in plan.steps if each.due is not None]
    assert [each.due for each in dated] == sorted(each.due for each in dated if each.due)
    for each in dated:
        assert each.due is not None
        assert each.due >= begun
        # The window of the cancellation itself may have opened before the recording.
        assert each.start is None or each.start <= each.due
        assert each.kind == "cancel" or each.start is None or each.start >= begun
        assert each.latest is None or each.latest >= each.due
        assert all((step(plan, key).due or begun) <= each.due for key in each.depends_on)
    assert len(plan.rows) <= 9
    assert {each.key for each in POLICY.steps if each.each is None} >= {
        each.key for each in plan.steps if ":" not in each.key
    }


def test_a_row_without_its_cancellation_has_the_title_of_what_is_left() -> None:
    asked = date(2027, 3, 20)
    done = (Mark(key="cancel", state=State.DONE, on=asked),)
    left = row(planned(made(BY_MONTH), asked, marks=done), "cancel")
    assert left.title_key == "step.stop-roaming.title"


def test_a_done_step_keeps_the_days_it_had_and_gets_none_that_it_had_not() -> None:
    done = Mark(key="check-contract", state=State.DONE, on=TODAY, due=date(2027, 2, 3))
    found = step(planned(made(AT_ONCE), marks=(done,)), "check-contract")
    assert (found.start, found.due, found.latest) == (None, date(2027, 2, 3), None)
    whole = Mark(
        key="check-contract",
        state=State.DONE,
        on=TODAY,
        start=date(2027, 2, 2),
        due=date(2027, 2, 3),
        latest=date(2027, 2, 4),
    )
    found = step(planned(made(AT_ONCE), marks=(whole,)), "check-contract")
    assert (found.start, found.due, found.latest) == (whole.start, whole.due, whole.latest)
    bare = Mark(key="check-contract", state=State.DONE, on=TODAY)
    found = step(planned(made(AT_ONCE), marks=(bare,)), "check-contract")
    plain = step(planned(made(AT_ONCE)), "check-contract")
    assert (found.start, found.due, found.latest) == (plain.start, plain.due, plain.latest)
