"""Show the window of each effect, channel and day by example; tests/oracle.py enumerates it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from core_cases import (
    AT_ONCE,
    BY_MONTH,
    LEAVES,
    TODAY,
    after,
    codes,
    made,
    planned,
    problem,
    said,
    shipped,
    step,
)

from tracker.core.contract import Failure, Mark
from tracker.core.model import Cancellation, Plan
from tracker.core.words import Basis, Channel, Effect, Outcome, State

TOKYO = timezone(timedelta(hours=9))


def window(plan: Plan) -> Cancellation:
    assert plan.cancellation is not None
    return plan.cancellation


def march(first: int, last: int) -> tuple[date, date]:
    return date(2027, 3, first), date(2027, 3, last)


def bounds(plan: Plan) -> tuple[date, date]:
    found = window(plan)
    return found.opens, found.closes


# --- effects ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "ends", "charged", "recommended"),
    [
        ('ends = "same-day"', date(2027, 3, 26), date(2027, 3, 31), date(2027, 3, 26)),
        ('ends = "month-end"', date(2027, 3, 31), date(2027, 3, 31), date(2027, 3, 18)),
        ('ends = "period-end"', date(2027, 3, 31), date(2027, 3, 31), date(2027, 3, 18)),
        ('ends = "chosen-day"', LEAVES, date(2027, 3, 31), date(2027, 3, 18)),
        ('ends = "choice"', date(2027, 3, 31), date(2027, 3, 31), date(2027, 3, 18)),
    ],
)
def test_what_a_request_does(effect: str, ends: date, charged: date, recommended: date) -> None:
    found = window(planned(made(AT_ONCE.replace('ends = "same-day"', effect))))
    assert (found.line_ends, found.charged_through, found.recommended) == (ends, charged, recommended)


def test_an_unknown_effect_is_planned_as_ending_at_once() -> None:
    plan = planned(made(AT_ONCE.replace('effect | ends = "same-day"', "")))
    found = window(plan)
    assert (found.effect, found.ends_line, found.line_ends) == (None, True, date(2027, 3, 26))
    assert plan.gate == date(2027, 3, 25)
    assert "effect-unknown" in said(step(plan, "cancel").reasons)


def test_an_unknown_effect_with_a_notice_is_planned_for_a_chosen_day() -> None:
    rules = AT_ONCE.replace('effect | ends = "same-day"', "cutoff | notice_days = 10")
    found = window(planned(made(rules)))
    assert (found.effect, found.ends_line) == (Effect.CHOSEN_DAY, True)
    # Ten days before the end of March; asked for a day before that, it ends with the notice.
    assert (found.closes, found.line_ends) == (date(2027, 3, 21), date(2027, 3, 30))


@pytest.mark.parametrize(
    ("rules", "closes", "ends"),
    [
        # The end of March, the chosen day and the day itself, each ten days after the request or later.
        ('effect | ends = "month-end"', date(2027, 3, 21), date(2027, 3, 31)),
        ('effect | ends = "month-end"\ncutoff | notice_days = 20', date(2027, 3, 21), date(2027, 3, 31)),
        ('effect | ends = "month-end"\ncutoff | day = 15', date(2027, 3, 15), date(2027, 3, 31)),
        ('effect | ends = "period-end"', date(2027, 3, 21), date(2027, 3, 31)),
        ('effect | ends = "chosen-day"; notice_days = 30', date(2027, 3, 21), LEAVES),
        ('effect | ends = "chosen-day"', date(2027, 3, 21), LEAVES),
        ('effect | ends = "same-day"', date(2027, 3, 21), date(2027, 3, 30)),
        ("", date(2027, 3, 21), date(2027, 3, 30)),
    ],
)
def test_a_notice_that_the_person_knows_stands_before_that_of_the_file(
    rules: str, closes: date, ends: date
) -> None:
    plan = planned(made(AT_ONCE.replace('effect | ends = "same-day"', rules)), notice_days=10)
    found = window(plan)
    assert (found.closes, found.line_ends) == (closes, ends)
    told = [one for one in step(plan, "cancel").reasons if one.rule == "cutoff-notice"]
    assert [(one.values, one.basis, one.sources) for one in told] == [((("days", 10),), Basis.USER, ())]
    assert "rule-unverified" not in codes(plan)


def test_an_unknown_effect_with_a_notice_says_what_it_is_taken_for() -> None:
    rules = AT_ONCE.replace('effect | ends = "same-day"', "")
    assert said(step(planned(made(rules), notice_days=10), "cancel").reasons)[:3] == [
        "departure",
        "effect-unknown-notice",
        "cutoff-notice",
    ]
    assert "effect-unknown" in said(step(planned(made(rules)), "cancel").reasons)


def test_a_notice_is_kept_before_a_chosen_day() -> None:
    rules = AT_ONCE.replace('ends = "same-day"', 'ends = "chosen-day"; notice_days = 30')
    late = window(planned(made(rules), recorded=date(2027, 3, 10)))
    assert (late.request, late.line_ends) == (date(2027, 3, 18), date(2027, 4, 17))
    early = window(planned(made(rules)))
    assert early.line_ends == LEAVES
    assert early.closes == date(2027, 3, 1)


def test_a_choice_takes_the_later_end_only_where_it_costs_the_same() -> None:
    daily = AT_ONCE.replace('ends = "same-day"', 'ends = "choice"').replace(
        'last_month = "none"', 'last_month = "daily"'
    )
    found = window(planned(made(daily)))
    # Paid by the day the end nearer to N counts: the month end lies three days after N.
    assert found.line_ends == date(2027, 3, 31)
    far = window(planned(made(daily), departure=date(2027, 3, 12)))
    # No end reaches N and is nearer to it than the day of the request itself.
    assert (far.opens, far.closes) == march(1, 11)
    assert far.line_ends == far.request
    fixed = daily.replace('day = "month-end"', "day = 25")
    assert window(planned(made(fixed), departure=date(2027, 3, 12))).line_ends < date(2027, 3, 12)


# --- cut-offs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cutoff", "closes"),
    [
        ("day = 25", 25),
        ('day = "month-end"', 27),
        ("days_before_end = 5", 26),
        ("notice_days = 10", 21),
        ("day = 25; notice_days = 10", 21),
        ("days_before_departure = 7", 21),
    ],
)
def test_a_missed_cutoff_costs_a_period(cutoff: str, closes: int) -> None:
    rules = BY_MONTH.replace('daily = "24:00"', cutoff)
    found = window(planned(made(rules)))
    assert found.closes == date(2027, 3, closes)
    assert found.line_ends == date(2027, 3, 31)
    if "departure" not in cutoff:
        late = window(planned(made(rules), recorded=date(2027, 3, min(closes + 1, 27))))
        assert (late.line_ends > date(2027, 3, 31)) is (closes < 27)


@pytest.mark.parametrize(
    ("effect", "cutoff", "opens"),
    [
        ("month-end", "day = 25", date(2027, 2, 26)),
        ("month-end", "days_before_end = 5", date(2027, 2, 24)),
        ("month-end", "notice_days = 10", date(2027, 2, 19)),
        ("month-end", "day = 25; notice_days = 10", date(2027, 2, 19)),
        ("period-end", "day = 25", date(2027, 2, 26)),
        ("month-end", 'daily = "24:00"', date(2027, 3, 1)),
    ],
)
def test_the_window_opens_the_day_after_the_cutoff_of_the_period_before(
    effect: str, cutoff: str, opens: date
) -> None:
    rules = BY_MONTH.replace("month-end", effect, 2).replace('daily = "24:00"', cutoff)
    rules = rules.replace('closing | day = "period-end"', 'closing | day = "month-end"')
    assert window(planned(made(rules))).opens == opens


def test_a_cutoff_day_before_a_closing_day_in_the_middle_of_a_month_lies_in_the_month_before() -> None:
    # Closed on the 10th and to be asked for by the 25th: that of the month before.
    rules = (
        AT_ONCE.replace("same-day", "period-end")
        .replace('closing | day = "month-end"', "closing | day = 10")
        .replace('daily = "24:00"', "day = 25")
    )
    found = window(planned(made(rules), departure=date(2027, 3, 20)))
    assert (found.opens, found.closes, found.line_ends) == (
        date(2027, 2, 26),
        date(2027, 3, 19),
        date(2027, 4, 10),
    )
    assert window(planned(made(rules), departure=date(2027, 3, 12))).closes == date(2027, 2, 25)


def test_an_unanswered_cutoff_counts_where_it_is_earlier() -> None:
    rules = BY_MONTH.replace(
        'cutoff | daily = "24:00"', 'cutoff | when = { plan = "big" }; day = 20\ncutoff | day = 25'
    )
    carrier = made(rules)
    assert window(planned(carrier)).closes == date(2027, 3, 20)
    assert window(planned(carrier, plan="big")).closes == date(2027, 3, 20)
    assert window(planned(carrier, plan="small")).closes == date(2027, 3, 25)


@pytest.mark.parametrize(
    ("review", "closes"),
    [
        # The cut-off is Sunday, 28 March; 22 March is a holiday.
        ("review_days = 3", date(2027, 3, 25)),
        ("review_business_days = 3", date(2027, 3, 23)),
        ("review_days = 1; review_business_days = 4", date(2027, 3, 22)),
        ("review_days = 9; review_business_days = 4", date(2027, 3, 19)),
    ],
)
def test_a_review_is_over_by_the_cutoff(review: str, closes: date) -> None:
    rules = BY_MONTH.replace('daily = "24:00"', "days_before_end = 3").replace(
        'where = "My page"', f'where = "My page"; {review}'
    )
    plan = planned(made(rules))
    assert (window(plan).closes, window(plan).line_ends) == (closes, date(2027, 3, 31))
    rule = "review-business" if "business" in review and "= 9" not in review else "review"
    for key in ("cancel", "confirm-cancellation"):
        assert rule in said(step(plan, key).reasons)


def test_a_cutoff_before_the_departure_that_changes_is_that_of_the_departure() -> None:
    dated = "when = { until = 2027-03-28 }; days_before_departure = 7\ncutoff | days_before_departure = 3"
    carrier = made(BY_MONTH.replace('daily = "24:00"', dated))
    assert window(planned(carrier)).closes == date(2027, 3, 21)
    assert window(planned(carrier, departure=date(2027, 3, 29))).closes == date(2027, 3, 26)


# --- days on which a channel is open -------------------------------------------------------


def closes_of(words: str, departure: date, channel: Channel = Channel.SHOP) -> date:
    rules = AT_ONCE.replace(
        'channel.online | available = true; needs = ["login"]; where = "My page"',
        f"channel.{channel.value} | available = true{words}",
    )
    return window(planned(made(rules), departure=departure, recorded=after(departure, -60))).closes


@pytest.mark.parametrize(
    ("words", "departure", "closes"),
    [
        # 27 March 2027 is a Saturday, 28 a Sunday; 21 and 22 March are holidays.
        ("", date(2027, 3, 29), date(2027, 3, 28)),
        ('; closed = ["sun"]', date(2027, 3, 29), date(2027, 3, 27)),
        ('; closed = ["sat", "sun"]', date(2027, 3, 29), date(2027, 3, 26)),
        ('; days = "weekdays"', date(2027, 3, 29), date(2027, 3, 26)),
        ('; days = "weekdays"', date(2027, 3, 23), date(2027, 3, 22)),
        ('; closed = ["holidays"]', date(2027, 3, 23), date(2027, 3, 20)),
        ('; closed = ["03-22"]', date(2027, 3, 23), date(2027, 3, 21)),
        ('; closed = ["03-20..03-22"]', date(2027, 3, 23), date(2027, 3, 19)),
        # The turn of the year is closed unless the file names a range of its own.
        ("", date(2027, 1, 4), date(2026, 12, 30)),
        ('; closed = ["05-01"]', date(2027, 1, 4), date(2026, 12, 30)),
        ('; closed = ["12-28..01-02"]', date(2027, 1, 4), date(2027, 1, 3)),
        ('; closed = ["12-28..01-05"]', date(2027, 1, 4), date(2026, 12, 27)),
    ],
)
def test_the_last_open_day_of_a_shop(words: str, departure: date, closes: date) -> None:
    assert closes_of(words, departure) == closes


def test_letters_go_on_business_days_and_websites_every_day() -> None:
    assert closes_of("", date(2027, 3, 29), Channel.POST) == date(2027, 3, 26)
    assert closes_of("", date(2027, 3, 23), Channel.POST) == date(2027, 3, 19)
    assert closes_of("", date(2027, 1, 4), Channel.POST) == date(2026, 12, 30)
    assert closes_of("", date(2027, 1, 4), Channel.PHONE) == date(2027, 1, 3)


# --- channels ---------------------------------------------------------------------------------

TWO = AT_ONCE + "channel.shop | available = true\nchannel.phone | available = true; from_abroad = true"


def test_the_first_channel_in_order_is_taken_and_the_person_s_choice_before_it() -> None:
    assert window(planned(made(TWO))).channel is Channel.ONLINE
    assert window(planned(made(TWO), channel=Channel.SHOP)).channel is Channel.SHOP
    # A choice counts even where the file does not know it, but not where it says no.
    assert window(planned(made(TWO), channel=Channel.CHAT)).channel is Channel.CHAT
    closed = made(TWO + "\nchannel.chat | available = false")
    assert window(planned(closed, channel=Channel.CHAT)).channel is Channel.ONLINE


def test_a_failed_channel_gives_the_next_one_while_there_is_one() -> None:
    failed = tuple(Failure(key="cancel", on=TODAY, channel=name) for name in (Channel.ONLINE, Channel.PHONE))
    assert window(planned(made(TWO), failures=failed[:1])).channel is Channel.PHONE
    assert window(planned(made(TWO), failures=failed)).channel is Channel.SHOP
    assert window(planned(made(AT_ONCE), failures=failed)).channel is Channel.ONLINE
    other = (Failure(key="unbind:bank", on=TODAY, channel=Channel.ONLINE),)
    assert window(planned(made(TWO), failures=other)).channel is Channel.ONLINE


def test_without_any_known_channel_every_day_is_open() -> None:
    rules = AT_ONCE.replace(
        'channel.online | available = true; needs = ["login"]; where = "My page"', ""
    ).strip()
    plan = planned(made(rules))
    assert window(plan).channel is None
    assert window(plan).closes == date(2027, 3, 27)
    assert "channel" in str(problem(plan, "rule-unknown").values)
    title = step(plan, "cancel")
    assert title.title_key == "step.cancel.unknown.title"
    assert str(dict(title.values)["where"]) == "Term(key='channel.unknown.place')"
    assert "from-abroad-unknown" in said(title.reasons)


def test_a_channel_that_reaches_the_end_is_taken_before_one_that_does_not() -> None:
    rules = BY_MONTH.replace(
        'channel.online | available = true; needs = ["login"]; where = "My page"',
        'channel.app | available = true; closed = ["03-01..03-27"]\nchannel.phone | available = true',
    )
    plan = planned(made(rules))
    # Closed all March, the app could only end the line with February.
    assert window(plan).channel is Channel.PHONE
    alone = planned(made(rules), channel=Channel.APP)
    assert window(alone).channel is Channel.APP
    assert window(alone).line_ends == date(2027, 2, 28)


# --- from abroad ----------------------------------------------------------------------------

ABROAD = AT_ONCE.replace('where = "My page"', 'where = "My page"; from_abroad = true')


def test_a_day_after_the_departure_counts_where_it_works_from_abroad_and_the_person_names_it() -> None:
    needed = date(2027, 4, 10)
    plan = planned(made(ABROAD), needed_until=needed)
    assert bounds(plan)[1] > LEAVES
    assert window(plan).line_ends >= needed
    for rules in (AT_ONCE, ABROAD.replace("from_abroad = true", "from_abroad = false")):
        assert bounds(planned(made(rules), needed_until=needed))[1] < LEAVES
    assert bounds(planned(made(ABROAD), needed_until=date(2027, 3, 27)))[1] < LEAVES
    assert bounds(planned(made(ABROAD)))[1] < LEAVES


def test_a_day_before_the_departure_is_taken_where_it_reaches_the_day_named() -> None:
    monthly = made(ABROAD.replace("same-day", "month-end"))
    assert bounds(planned(monthly, needed_until=date(2027, 3, 30)))[1] == date(2027, 3, 27)
    assert bounds(planned(monthly, needed_until=date(2027, 4, 2)))[1] > LEAVES


def test_a_shop_never_counts_from_abroad() -> None:
    plan = planned(
        made(AT_ONCE + "channel.shop | available = true; from_abroad = true"),
        channel=Channel.SHOP,
        needed_until=date(2027, 4, 10),
    )
    assert bounds(plan)[1] < LEAVES


# --- today ------------------------------------------------------------------------------------


def test_the_request_is_the_first_open_day_from_today_once_it_is_late() -> None:
    carrier = made(BY_MONTH)
    assert window(planned(carrier, date(2027, 3, 18))).request == date(2027, 3, 18)
    assert window(planned(carrier, date(2027, 3, 19))).request == date(2027, 3, 19)
    found = planned(carrier, date(2027, 3, 27))
    assert window(found).request == date(2027, 3, 27)
    assert step(found, "cancel").due == date(2027, 3, 18)
    assert step(found, "cancel").late is True
    assert "request-late" in said(step(found, "cancel").reasons)


def test_a_day_on_which_the_channel_is_closed_is_passed_over() -> None:
    rules = BY_MONTH.replace('where = "My page"', 'where = "My page"; closed = ["03-20..03-22"]')
    assert window(planned(made(rules), date(2027, 3, 20))).request == date(2027, 3, 23)


def test_the_last_day_of_the_window_is_the_last_day_of_it() -> None:
    rules = BY_MONTH.replace('daily = "24:00"', "day = 25")
    carrier = made(rules)
    on_it = planned(carrier, date(2027, 3, 25))
    assert bounds(on_it)[1] == date(2027, 3, 25)
    assert "window-missed" not in codes(on_it)
    after_it = planned(carrier, date(2027, 3, 26))
    assert bounds(after_it) == march(26, 27)
    assert window(after_it).line_ends == date(2027, 4, 30)
    assert {"window-missed", "extra-period"} <= codes(after_it)
    assert step(after_it, "cancel").late is True
    assert "window-new" in said(step(after_it, "cancel").reasons)


def test_a_channel_whose_days_have_run_out_is_replaced() -> None:
    rules = (
        AT_ONCE.replace('needs = ["login"]; where = "My page"', 'closed = ["03-10..03-31"]')
        + "channel.phone | available = true"
    )
    carrier = made(rules)
    plan = planned(carrier, channel=Channel.ONLINE)
    assert window(plan).channel is Channel.ONLINE
    assert bounds(plan)[1] == date(2027, 3, 9)
    late = planned(carrier, date(2027, 3, 10), channel=Channel.ONLINE)
    assert window(late).channel is Channel.PHONE
    found = problem(late, "no-open-day")
    assert [str(value) for _, value in found.values] == [
        "Term(key='channel.online.name')",
        "Term(key='channel.phone.name')",
    ]
    assert late.outcome is Outcome.WARNINGS


def test_no_day_on_any_channel_is_infeasible_and_there_is_still_a_plan() -> None:
    carrier = made(AT_ONCE.replace('needs = ["login"]; where = "My page"', 'closed = ["01-01..12-31"]'))
    plan = planned(carrier, date(2027, 2, 5))
    assert plan.cancellation is None
    assert plan.outcome is Outcome.INFEASIBLE
    reach = step(plan, "cancel")
    assert (reach.title_key, reach.start, reach.due, reach.latest, reach.late) == (
        "step.cancel.reach.title",
        TODAY,
        date(2027, 2, 5),
        None,
        True,
    )
    assert step(planned(carrier), "cancel").late is False
    assert problem(plan, "no-open-day").text_key == "problem.no-open-day.none.text"
    # What follows is dated as if it were asked for today.
    assert step(plan, "final-debit:base").due == date(2027, 3, 26)


# --- after the departure ------------------------------------------------------------------------


def test_on_the_departure_the_person_can_only_act_from_where_they_are() -> None:
    carrier = made(TWO)
    plan = planned(carrier, LEAVES, channel=Channel.SHOP)
    assert window(plan).channel is Channel.ONLINE
    assert (window(plan).opens, window(plan).request) == (LEAVES, LEAVES)
    assert "departure-passed" not in codes(plan)
    day_after = planned(carrier, after(LEAVES, 1), channel=Channel.SHOP)
    assert {"departure-passed", "abroad-unknown"} <= codes(day_after)
    assert problem(day_after, "departure-passed").days == 1


def test_a_channel_known_to_fail_abroad_is_passed_over() -> None:
    rules = TWO.replace('where = "My page"', 'where = "My page"; from_abroad = false')
    plan = planned(made(rules), after(LEAVES, 1))
    assert window(plan).channel is Channel.PHONE
    assert "abroad-unknown" not in codes(plan)


def test_a_line_that_ends_by_posting_it_back_has_no_way_from_abroad() -> None:
    plan = planned(shipped("japasim"), after(LEAVES, 2))
    assert plan.cancellation is None
    assert plan.outcome is Outcome.INFEASIBLE
    assert "needs-japan" in codes(plan)


def test_a_day_named_after_today_is_still_reached_from_abroad() -> None:
    monthly = made(ABROAD.replace("same-day", "month-end"))
    plan = planned(monthly, after(LEAVES, 1), needed_until=date(2027, 4, 20))
    assert window(plan).line_ends == date(2027, 4, 30)
    assert window(planned(monthly, after(LEAVES, 1))).line_ends == date(2027, 3, 31)


# --- done and moved ------------------------------------------------------------------------------


def test_what_happened_replaces_what_was_planned() -> None:
    mark = Mark(
        key="cancel", state=State.DONE, on=date(2027, 3, 5), ends=date(2027, 4, 30), due=date(2027, 3, 18)
    )
    plan = planned(made(BY_MONTH), date(2027, 3, 20), marks=(mark,))
    found = window(plan)
    assert (found.request, found.line_ends, found.charged_through) == (
        date(2027, 3, 5),
        date(2027, 4, 30),
        date(2027, 4, 30),
    )
    assert step(plan, "cancel").state is State.DONE
    assert step(plan, "cancel").due == date(2027, 3, 18)
    assert step(plan, "final-debit:base").due == date(2027, 5, 26)
    assert plan.candidates == ()
    assert codes(plan) == set()


def test_without_its_days_a_done_cancellation_counts_from_today() -> None:
    plan = planned(made(BY_MONTH), date(2027, 3, 2), marks=(Mark(key="cancel", state=State.DONE),))
    assert (window(plan).request, window(plan).line_ends) == (date(2027, 3, 2), date(2027, 3, 31))


def test_done_after_the_window_takes_the_window_of_that_day() -> None:
    rules = made(BY_MONTH.replace('daily = "24:00"', "day = 25"))
    mark = Mark(key="cancel", state=State.DONE, on=date(2027, 3, 26))
    plan = planned(rules, date(2027, 3, 27), marks=(mark,))
    assert window(plan).line_ends == date(2027, 4, 30)
    assert bounds(plan) == march(26, 27)


def test_a_day_the_person_sets_is_the_request() -> None:
    mark = Mark(key="cancel", moved_to=date(2027, 3, 10))
    plan = planned(made(AT_ONCE), marks=(mark,))
    assert (window(plan).request, window(plan).line_ends) == (date(2027, 3, 10), date(2027, 3, 10))
    moved = step(plan, "cancel")
    assert (moved.due, moved.moved) == (date(2027, 3, 10), True)
    assert said(moved.reasons)[-1] == "moved"
    assert plan.gate == date(2027, 3, 9)
    # Once it has passed the plan is the engine's again.
    late = planned(made(AT_ONCE), date(2027, 3, 11), marks=(mark,))
    assert window(late).request == date(2027, 3, 26)


# --- the closing day --------------------------------------------------------------------------------


def closing(words: str) -> str:
    return AT_ONCE.replace('closing | day = "month-end"', words)


@pytest.mark.parametrize(
    ("words", "told", "day", "choices"),
    [
        ("closing | day = 20", {"closing_day": 10}, 20, ()),
        ('closing | day = "per-customer"; choices = [10, 20]', {"closing_day": 20}, 20, ()),
        ('closing | day = "per-customer"; choices = [10, 20]', {"closing_day": 15}, None, (10, 20)),
        ('closing | day = "per-customer"; choices = [10, 20]', {}, None, (10, 20)),
        ('closing | day = "per-customer"', {}, None, tuple(range(1, 32))),
        ('closing | day = "per-customer"', {"closing_day": 7}, 7, ()),
        ('closing | day = "contract-day"', {"signed": date(2025, 5, 8)}, 7, ()),
        ('closing | day = "contract-day"', {"signed": date(2025, 5, 1)}, 31, ()),
        ('closing | day = "contract-day"', {"closing_day": 7}, 7, ()),
        ('closing | day = "contract-day"', {}, None, tuple(range(1, 32))),
        ("", {"closing_day": 7}, 7, ()),
        ("", {}, None, tuple(range(1, 32))),
    ],
)
def test_the_closing_day(words: str, told: dict[str, Any], day: int | None, choices: tuple[int, ...]) -> None:
    plan = planned(made(closing(words)), **told)
    assert (plan.closing_day, plan.closing_choices) == (day, choices)


def test_a_month_end_effect_closes_at_the_month_end_without_another_word() -> None:
    plan = planned(made(BY_MONTH.replace('closing | day = "month-end"', "")))
    assert plan.closing_day == 31
    assert "rule-unknown" not in codes(plan)


def test_an_unknown_closing_day_shows_the_earliest_window_and_the_latest_charge() -> None:
    carrier = made(
        closing('closing | day = "per-customer"; choices = [20, 25]').replace("same-day", "period-end")
    )
    plan = planned(carrier)
    assert bounds(plan)[1] == date(2027, 3, 25)
    each = [planned(carrier, closing_day=day) for day in (20, 25)]
    assert min(bounds(one)[1] for one in each) == bounds(plan)[1]
    assert window(plan).charged_through == date(2027, 3, 25)
    assert "closing-unknown" in said(step(plan, "cancel").reasons)


# --- hours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "clock"),
    [
        (AT_ONCE, None),
        (AT_ONCE.replace("24:00", "21:10"), (21, 10)),
        (AT_ONCE.replace("24:00", "21:10").replace("channel.online", "channel.shop"), None),
        (AT_ONCE.replace('where = "My page"', 'hours = "09:00-19:30"'), (19, 30)),
        (AT_ONCE.replace('where = "My page"', 'hours = "24h"'), None),
        (AT_ONCE.replace('where = "My page"', 'hours = "09:00-19:30"').replace("24:00", "18:00"), (18, 0)),
        # The hour of a cut-off counts only where a day later the line ends later.
        (BY_MONTH.replace('daily = "24:00"', 'day = 25; time = "17:59"'), (17, 59)),
        (BY_MONTH.replace('daily = "24:00"', 'day = 28; time = "17:59"'), None),
    ],
)
def test_the_hour_stands_beside_the_last_day(rules: str, clock: tuple[int, int] | None) -> None:
    found = window(planned(made(rules)))
    expected = None
    if clock is not None:
        expected = datetime(found.closes.year, found.closes.month, found.closes.day, *clock, tzinfo=TOKYO)
    assert found.closes_at == expected
    assert found.closes == window(planned(made(rules.replace("17:59", "24:00")))).closes


def test_a_channel_whose_last_days_are_over_leaves_nothing() -> None:
    carrier = made(AT_ONCE.replace('where = "My page"', 'closed = ["03-20..03-27"]'))
    assert window(planned(carrier, date(2027, 3, 19))).request == date(2027, 3, 19)
    assert planned(carrier, date(2027, 3, 20)).outcome is Outcome.INFEASIBLE


def test_the_recommended_day_goes_forward_where_no_open_day_lies_before_it() -> None:
    carrier = made(BY_MONTH.replace('where = "My page"', 'closed = ["04-02..04-03"]'))
    found = window(planned(carrier, departure=date(2027, 4, 8)))
    assert (found.opens, found.recommended, found.safe_by) == (
        date(2027, 4, 1),
        date(2027, 4, 4),
        date(2027, 4, 5),
    )


def test_a_short_remainder_is_left_out_where_the_proration_hangs_on_the_age() -> None:
    aged = BY_MONTH.replace(
        'last_month = "none"',
        'when = { within_months = 24 }; last_month = "none"\nproration | last_month = "daily"',
    )
    plan = planned(made(aged), departure=date(2027, 4, 3), signed=date(2026, 6, 1))
    assert bounds(plan) == march(1, 31)


def test_a_choice_whose_last_days_are_over_leaves_nothing() -> None:
    rules = AT_ONCE.replace('where = "My page"', 'closed = ["03-20..03-27"]').replace("same-day", "choice")
    carrier = made(rules.replace('last_month = "none"', 'last_month = "daily"'))
    assert planned(carrier, date(2027, 3, 19)).cancellation is not None
    assert planned(carrier, date(2027, 3, 20)).outcome is Outcome.INFEASIBLE


def test_a_rental_that_a_friend_posted_after_the_departure_is_done() -> None:
    carrier = made(AT_ONCE.replace("same-day", "on-return").replace("channel.online", "channel.post"))
    posted = after(LEAVES, 30)
    done = Mark(key="cancel", state=State.DONE, on=posted)
    plan = planned(carrier, after(posted, 1), marks=(done,))
    assert plan.cancellation is not None
    assert plan.cancellation.request == plan.cancellation.line_ends == posted
    assert plan.outcome is not Outcome.INFEASIBLE


def test_a_request_after_the_last_day_is_charged_to_the_latest_closing_day_that_is_possible() -> None:
    rules = AT_ONCE.replace("channel.online", "channel.post").replace(
        'day = "month-end"', "choices = [1, 19, 20]"
    )
    done = Mark(key="cancel", state=State.DONE, on=date(2027, 4, 20))
    plan = planned(made(rules), date(2027, 4, 21), marks=(done,))
    assert plan.cancellation is not None
    # Day 19 has just passed: the period may run to 19 May, not only to the first day that was tried.
    assert plan.cancellation.charged_through == date(2027, 5, 19)


def test_a_short_remainder_needs_a_day_that_is_charged_no_further() -> None:
    """All of March is closed: only a request of 1 April is left that reaches the departure."""
    closed = BY_MONTH.replace('where = "My page"', 'closed = ["03-01..03-31"]')
    assert bounds(planned(made(BY_MONTH), departure=date(2027, 4, 2))) == march(1, 31)
    assert bounds(planned(made(closed), departure=date(2027, 4, 2))) == (date(2027, 4, 1), date(2027, 4, 1))


@pytest.mark.parametrize(("days", "closes"), [("13", 13), ("3", 18), (None, 13)])
def test_of_two_cut_off_days_that_may_hold_the_one_further_from_the_end_counts(
    days: str | None, closes: int
) -> None:
    """The period closes on the 10th: the 13th lies 25 days before its end, the 3rd a week."""
    answers = {"13": (("A", True), ("B", False)), "3": (("A", False), ("B", True)), None: ()}[days]
    rules = (
        AT_ONCE.replace("same-day", "period-end")
        .replace('day = "month-end"', "day = 10", 1)
        .replace('cutoff | daily = "24:00"', 'cutoff | when = { case = "A" }; day = 13')
        + '\ncutoff | when = { case = "B" }; day = 3'
    )
    plan = planned(made(rules), departure=date(2027, 2, 19), answers=answers)
    assert window(plan).closes == date(2027, 2, closes)


def test_the_hour_of_a_cut_off_day_counts_without_a_daily_one() -> None:
    rules = BY_MONTH.replace('daily = "24:00"', 'day = 25; time = "18:00"')
    found = window(planned(made(rules), departure=date(2027, 4, 27)))
    assert found.closes_at == datetime(2027, 4, 25, 18, 0, tzinfo=TOKYO)


@pytest.mark.parametrize(("last_month", "charged"), [("daily", 26), ("none", 31)])
def test_an_open_proration_counts_by_the_day_only_where_it_could_be_nothing_else(
    last_month: str, charged: int
) -> None:
    block = 'proration | when = { case = "A" }; last_month = "daily"\n'
    other = f'proration | when = {{ case = "B" }}; last_month = "{last_month}"'
    rules = AT_ONCE.replace('proration | last_month = "none"', block + other)
    assert window(planned(made(rules))).charged_through == date(2027, 3, charged)


@pytest.mark.parametrize(("fee", "told"), [(0, {}), (1000, {"fee_yen": 0})])
def test_a_line_that_costs_nothing_runs_on_over_a_short_remainder(fee: int, told: dict[str, Any]) -> None:
    free = made(BY_MONTH.replace("fee.base | yen = 1000", f"fee.base | yen = {fee}"))
    found = window(planned(free, departure=date(2027, 4, 2), **told))
    assert (found.closes, found.line_ends) == (date(2027, 4, 1), date(2027, 4, 30))


SHUT = 'closed = ["01-01..12-31"]'


@pytest.mark.parametrize("effect", ["same-day", "choice"])
def test_several_channels_that_never_open_are_infeasible(effect: str) -> None:
    rules = AT_ONCE.replace('where = "My page"', SHUT).replace("same-day", effect)
    plan = planned(made(f"{rules}channel.phone | available = true; {SHUT}"))
    assert (plan.cancellation, plan.outcome) == (None, Outcome.INFEASIBLE)


def test_a_choice_on_several_channels_is_left_with_the_one_that_is_open_last() -> None:
    rules = AT_ONCE.replace('where = "My page"', 'closed = ["03-15..03-27"]').replace("same-day", "choice")
    rules = rules.replace('last_month = "none"', 'last_month = "daily"')
    carrier = made(f'{rules}channel.phone | available = true; closed = ["03-20..03-27"]')
    assert window(planned(carrier, channel=Channel.ONLINE)).closes == date(2027, 3, 14)
    late = window(planned(carrier, date(2027, 3, 15), channel=Channel.ONLINE))
    assert (late.channel, late.closes) == (Channel.PHONE, date(2027, 3, 19))
    assert planned(carrier, date(2027, 3, 20)).outcome is Outcome.INFEASIBLE


def test_the_latest_charge_is_that_of_the_channel_shown_whatever_the_closing_day() -> None:
    rules = closing('closing | day = "per-customer"; choices = [20, 25]').replace("same-day", "period-end")
    carrier = made(
        rules.replace('where = "My page"', 'closed = ["03-26..03-27"]') + "channel.phone | available = true"
    )
    # Closing on the 25th only the phone is open late enough; the website is, closing on the 20th.
    known = [window(planned(carrier, closing_day=day)) for day in (20, 25)]
    assert [one.channel for one in known] == [Channel.ONLINE, Channel.PHONE]
    found = window(planned(carrier))
    assert (found.channel, found.closes) == (Channel.ONLINE, date(2027, 3, 25))
    assert found.charged_through == date(2027, 4, 20)
