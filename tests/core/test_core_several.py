"""Show what several lines of one person share, and what comes in the wrong order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from core_cases import AT_ONCE, BY_MONTH, LEAVES, TODAY, made, person, planned, row, shipped, step, ways

from tracker.core.contract import BoundService, Mark
from tracker.core.facts import Carrier
from tracker.core.model import Joined, Plan, Term
from tracker.core.several import NOTHING, merge, share, shortened
from tracker.core.words import Channel, Holder, Line, Payment, Severity, State

SHOP = AT_ONCE + "\nchannel.shop | available = true"
CODE = AT_ONCE.replace('["login"]', '["login", "sms-to-line"]')
PHONE = AT_ONCE.replace("channel.online", "channel.phone")
WECHAT = (BoundService(key="wechat", letter=0),)


def line(name: str, carrier: Carrier | None = None, today: date | None = None, **told: Any) -> Plan:
    """Return the plan of a line of the person who leaves on LEAVES."""
    said = {"departure": None, "person": person(departure=LEAVES), "name": name, **told}
    return planned(carrier or made(AT_ONCE), today, **said)


def shared(*plans: Plan) -> dict[str, tuple[str, ...]]:
    """Return the lines of every shared step, by its kind; visits too."""
    found = share(plans)
    return {one.kind: tuple(part.name for part in one.parts) for one in (*found.steps, *found.visits)}


def rows(*plans: Plan) -> list[tuple[str, str]]:
    return [(one.plan.contract.name, one.row.key) for one in merge(plans).rows]


# --- shared steps -------------------------------------------------------------------


def test_what_is_done_once_for_the_person_and_the_phone_stands_once() -> None:
    a, b = line("a", services=WECHAT), line("b", made(BY_MONTH), services=WECHAT)
    assert shared(a, b) == dict.fromkeys(
        (
            "get-replacement-number",
            "back-up-data",
            "check-device",
            "keep-payment-open",
            "verify-closed",
            "remove-carrier-app",
        ),
        ("a", "b"),
    )
    several = merge((a, b))
    assert ("b", "number") not in rows(a, b)
    assert ("b", "until") not in rows(a, b)
    number = several.sharing.of("b", "get-replacement-number")
    assert number is not None
    dues = [step(plan, "get-replacement-number").due for plan in (a, b)]
    assert number.due == min(day for day in dues if day is not None)
    assert step(several.shown[0], "get-replacement-number").due == number.due
    assert row(several.shown[0], "number").due == number.due
    assert row(a, "number").number == row(several.shown[0], "number").number
    assert several.plans == (a, b)


def test_card_and_account_are_kept_until_the_last_day_of_all() -> None:
    later = made(AT_ONCE.replace("charge.base | months = 1", "charge.base | months = 4"))
    a, b = line("a", payment=Payment.BANK), line("b", later, payment=Payment.BANK)
    several = merge((a, b))
    assert a.keep_payment_until is not None
    assert b.keep_payment_until is not None
    assert a.keep_payment_until < b.keep_payment_until == several.keep_payment_until
    assert row(several.shown[0], "until").due == b.keep_payment_until


def test_a_balance_without_an_end_has_no_day_to_share() -> None:
    a, b = line("a"), line("b", device_balance=60000)
    assert b.keep_payment_until is None
    assert "keep-payment-open" not in shared(a, b)


def test_rows_name_the_other_lines_they_stand_for_once() -> None:
    a, b, c = (line(name) for name in "abc")
    several = merge((a, b, c))
    [empty] = [one for one in several.rows if one.row.key == "empty" and one.plan.contract.name == "a"]
    assert [(part.name, part.number) for part in empty.also] == [
        ("b", row(b, "empty").number),
        ("c", row(c, "empty").number),
    ]
    assert several.sharing.also("a", row(a, "look")) == ()
    assert several.sharing.also("b", row(b, "empty")) == ()
    assert NOTHING.also("a", row(a, "empty")) == ()


def test_a_row_that_lost_the_shared_part_says_what_is_left() -> None:
    a, b = line("a"), line("b")
    first, second = (row(plan, "empty") for plan in merge((a, b)).shown)
    assert first.title_key == "row.empty.several.title"
    assert second.title_key == "row.rest.title"
    assert dict(second.values)["tasks"] == Joined((Term("step.use-up-balance.short"),))
    assert second.steps == ("use-up-balance",)


def test_a_row_keeps_its_title_where_its_own_line_alone_is_backed_up() -> None:
    a, b = line("a", line=Line.DATA), line("b", holder=Holder.COMPANY)
    assert [row(plan, "empty").title_key for plan in merge((a, b)).shown] == ["row.empty.title"] * 2


def test_another_phone_has_a_backup_of_its_own() -> None:
    a = line("a")
    for other in (line("b", holder=Holder.COMPANY), line("b", item="router"), line("b", lost=TODAY)):
        assert not {"back-up-data", "check-device"} & shared(a, other).keys()


def test_somebody_who_leaves_on_another_day_shares_nothing() -> None:
    other = line("b", services=WECHAT, departure=date(2027, 4, 20))
    assert shared(line("a", services=WECHAT), other) == {}
    assert shared(line("a", departure=LEAVES), line("b")) != {}


def test_done_and_open_steps_are_told_apart() -> None:
    mark = Mark(key="back-up-data", state=State.DONE, on=TODAY)
    a, b, c = line("a", marks=(mark,)), line("b"), line("c")
    found = share((a, b, c))
    backups = [joint for joint in found.steps if joint.kind == "back-up-data"]
    assert [(joint.state, [part.name for part in joint.parts]) for joint in backups] == [
        (State.OPEN, ["b", "c"])
    ]


def test_lines_without_a_departure_share_what_has_no_day() -> None:
    nobody = person()
    a, b = (line(name, person=nobody, services=WECHAT) for name in "ab")
    several = merge((a, b))
    number = several.sharing.of("a", "get-replacement-number")
    assert number is not None
    assert (number.start, number.due, number.latest) == (TODAY, None, None)
    assert several.keep_payment_until is None
    assert [one.row.due for one in several.rows] == [None] * len(several.rows)


def test_a_line_alone_is_as_it_was() -> None:
    a = line("a")
    assert merge((a,)).shown[0] is a
    assert shortened(a, NOTHING) is a
    assert merge(()).rows == ()


# --- one visit to a shop ------------------------------------------------------------


def test_two_lines_of_one_brand_are_cancelled_in_one_visit() -> None:
    shop = made(SHOP)
    a, b = (line(name, shop, channel=Channel.SHOP) for name in "ab")
    found = shared(a, b)
    assert found["cancel"] == found["book-appointment"] == found["collect-documents"] == ("a", "b")
    several = merge((a, b))
    assert ("b", "cancel") not in rows(a, b)
    assert step(several.shown[1], "cancel") == step(b, "cancel")
    assert ("b", "prepare") not in rows(a, b)


def test_another_brand_is_another_visit_with_the_same_papers() -> None:
    a = line("a", made(SHOP), channel=Channel.SHOP)
    b = line("b", shipped("softbank"), channel=Channel.SHOP)
    found = shared(a, b)
    assert "collect-documents" in found
    assert not {"cancel", "book-appointment"} & found.keys()
    assert dict(row(merge((a, b)).shown[1], "prepare").values)["tasks"] == Joined(
        (Term("step.book-appointment.short"),)
    )


def test_a_request_that_ends_the_line_joins_on_its_own_day_only() -> None:
    shop = made(SHOP)
    a = line("a", shop, channel=Channel.SHOP)
    moved = Mark(key="cancel", moved_to=date(2027, 3, 15))
    b = line("b", shop, channel=Channel.SHOP, marks=(moved,))
    assert "cancel" not in shared(a, b)


def test_a_request_for_the_month_end_joins_on_any_day_of_its_window() -> None:
    shop = made(BY_MONTH + "\nchannel.shop | available = true")
    moved = Mark(key="cancel", moved_to=date(2027, 3, 15))
    a = line("a", shop, channel=Channel.SHOP, marks=(moved,))
    b = line("b", shop, channel=Channel.SHOP)
    [visit] = share((b, a)).visits
    assert [part.name for part in visit.parts] == ["b", "a"]
    assert visit.due == date(2027, 3, 15)
    early = line("a", shop, channel=Channel.SHOP, marks=(Mark(key="cancel", moved_to=date(2027, 2, 10)),))
    assert share((early, b)).visits == ()


def test_what_is_cancelled_already_is_no_visit() -> None:
    shop = made(SHOP)
    mark = Mark(key="cancel", state=State.DONE, on=TODAY)
    a, b = line("a", shop, channel=Channel.SHOP, marks=(mark,)), line("b", shop, channel=Channel.SHOP)
    assert "cancel" not in shared(a, b)


def test_a_visit_leaves_the_rest_of_a_cancel_row() -> None:
    shop = made(BY_MONTH + "\nchannel.shop | available = true")
    a, b = (line(name, shop, channel=Channel.SHOP) for name in "ab")
    assert "stop-roaming" in row(b, "cancel").steps
    kept = row(merge((a, b)).shown[1], "cancel")
    assert kept.steps == ("stop-roaming",)
    assert kept.title_key == "step.stop-roaming.title"
    assert not kept.critical
    assert not kept.hearsay


@pytest.mark.parametrize("payment", [None, Payment.CARD, Payment.SLIP])
def test_a_row_of_bills_that_gave_the_end_away_speaks_of_bills(payment: Payment | None) -> None:
    shop = made(SHOP)
    told: dict[str, Any] = {"channel": Channel.SHOP, "services": WECHAT, "payment": payment}
    a, b = (line(name, shop, **told) for name in "ab")
    assert row(b, "bill").title_key == "row.bill-until.title"
    titles = {None: "row.bill.unknown.title", Payment.CARD: "row.bill.card.title"}
    expected = titles.get(payment, "row.bill.slip.title")
    assert row(merge((a, b)).shown[1], "bill").title_key == expected


# --- order of lines -----------------------------------------------------------------


def test_no_order_is_wrong_where_the_line_gives_what_it_needs() -> None:
    assert merge((line("a", made(CODE)), line("b", made(CODE)))).problems == ()
    assert merge((line("a", made(PHONE)), line("b", made(PHONE)))).problems == ()


@pytest.mark.parametrize(("rules", "need"), [(CODE, "code"), (PHONE, "call")])
def test_a_data_line_needs_a_voice_line_for_codes_and_calls(rules: str, need: str) -> None:
    early = Mark(key="cancel", moved_to=date(2027, 3, 10))
    voice = line("voice", marks=(early,))
    data = line("data", made(rules), line=Line.DATA)
    [problem] = merge((voice, data)).problems
    assert problem.code == "order-of-lines"
    assert problem.text_key == f"problem.order-of-lines.{need}.text"
    assert problem.severity is Severity.WARNING
    assert problem.steps == ("cancel",)
    assert data.cancellation is not None
    request = data.cancellation.request
    assert problem.days == (request - date(2027, 3, 10)).days
    assert ways(problem) == ["order-earlier", "order-later"]
    earlier, later = problem.remedies
    assert (earlier.date, later.date) == (date(2027, 3, 10), request)
    third = line("third")
    assert merge((voice, data, third)).problems == ()
    assert merge((voice, data, line("third", marks=(early,)))).problems != ()
    assert merge((data,)).problems == ()


def test_a_lost_line_needs_another_for_the_net_and_gives_nothing() -> None:
    lost = line("lost", lost=TODAY)
    early = Mark(key="cancel", moved_to=date(2027, 3, 10))
    other = line("other", marks=(early,))
    [problem] = merge((lost, other)).problems
    assert problem.text_key == "problem.order-of-lines.connection.text"
    gone = Mark(key="cancel", state=State.DONE, on=TODAY)
    [problem] = merge((lost, line("other", marks=(gone,)))).problems
    assert ways(problem) == ["order-earlier", "ask-carrier"]
    assert merge((lost, line("other", lost=TODAY))).problems == ()


def test_no_way_out_leads_into_the_past() -> None:
    data = made(CODE)
    gone = Mark(key="cancel", state=State.DONE, on=TODAY)
    later = date(2027, 3, 1)
    plans = (
        line("voice", today=later, marks=(gone,)),
        line("data", data, today=later, line=Line.DATA),
    )
    [problem] = merge(plans).problems
    assert ways(problem) == ["ask-carrier"]


def test_a_line_without_a_known_end_gives_for_ever() -> None:
    card = line("card", made(AT_ONCE, kind="mno"), prepaid=True)
    assert card.expiry is None
    assert merge((card, line("data", made(CODE), line=Line.DATA))).problems == ()


def test_a_prepaid_card_and_a_borrowed_line_end_on_their_days() -> None:
    data = line("data", made(CODE), line=Line.DATA)
    card = line("card", prepaid=True, expires=date(2027, 3, 5), services=WECHAT)
    assert [dict(one.values)["ends"] for one in merge((card, data)).problems] == [date(2027, 3, 5)]
    borrowed = line("office", holder=Holder.COMPANY)
    assert merge((borrowed, data)).problems == ()


def test_where_no_channel_is_known_nothing_is_needed() -> None:
    unknown = made(AT_ONCE.replace("available = true; ", ""))
    early = Mark(key="cancel", moved_to=date(2027, 3, 10))
    plans = line("voice", marks=(early,)), line("data", unknown, line=Line.DATA)
    assert merge(plans).problems == ()


def test_a_line_that_ends_at_the_month_end_is_kept_by_a_later_request() -> None:
    early = Mark(key="cancel", moved_to=date(2027, 2, 20))
    voice = line("voice", made(BY_MONTH), marks=(early,))
    [problem] = merge((voice, line("data", made(CODE), line=Line.DATA))).problems
    later = next(one for one in problem.remedies if "later" in one.text_key)
    assert later.date == date(2027, 3, 1)
    assert later.cost is not None


def test_a_chosen_end_that_does_not_follow_the_request_is_asked_for_last() -> None:
    rules = AT_ONCE.replace('"same-day"', '"chosen-day"; notice_days = 5')
    voice = line("voice", made(rules), needed_until=date(2027, 3, 5))
    data = line("data", made(CODE), line=Line.DATA)
    [problem] = merge((voice, data)).problems
    later = next(one for one in problem.remedies if "later" in one.text_key)
    assert later.date == LEAVES - timedelta(days=2)


def test_a_service_is_moved_before_its_own_number_ends() -> None:
    moved = Mark(key="unbind:wechat", moved_to=date(2027, 4, 2))
    voice = line("voice", services=WECHAT, marks=(moved,))
    [problem] = merge((voice,)).problems
    assert problem.text_key == "problem.order-of-lines.unbind.text"
    assert voice.cancellation is not None
    assert problem.remedies[0].date == voice.cancellation.line_ends
    assert ways(problem)[:2] == ["order-move", "other-number"]
    assert merge((line("voice", services=WECHAT, marks=(moved,), lost=TODAY),)).problems == ()
    undated = line("voice", services=WECHAT, person=person())
    assert merge((undated,)).problems == ()


def test_a_service_that_is_too_late_anyway_is_not_told_twice() -> None:
    gone = Mark(key="cancel", state=State.DONE, on=TODAY)
    slow = (BoundService(key="wechat", letter=0, lead_days=9),)
    plan = line("voice", services=slow, marks=(gone,))
    found = {problem.code for problem in plan.problems}
    problems = merge((plan,)).problems
    assert ("unbind-too-late" in found) is (problems == ())
