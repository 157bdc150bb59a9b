from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from screen_cases import DEPARTURE, RECORDED, au, data, done, leaving, plan, travel

from tracker.cli.screens.head import plan_head, what
from tracker.cli.width import width
from tracker.clock import TOKYO
from tracker.core.contract import Person
from tracker.core.facts import Fact
from tracker.core.model import Plan, Reason, Step
from tracker.core.words import Basis, Channel, Holder, Intent, Line, Outcome, Payment, State
from tracker.i18n import LANGUAGES, texts

EN = texts("en").in_year(2027)


def said(found: Plan) -> str:
    return " ".join(" ".join(plan_head(found, EN)).split())


def with_window(found: Plan, **changes: Any) -> Plan:
    assert found.cancellation is not None
    return found._replace(cancellation=found.cancellation._replace(**changes))


def with_cancel(found: Plan, change: dict[str, Any]) -> Plan:
    steps = tuple(step._replace(**change) if step.key == "cancel" else step for step in found.steps)
    return found._replace(steps=steps)


def with_rules(found: Plan, *rules: str) -> Plan:
    reasons = tuple(Reason(f"reason.{rule}.text", (), rule, Basis.TOOL) for rule in rules)
    return with_cancel(found, {"reasons": reasons})


def with_fact(found: Plan, key: str, value: Any) -> Plan:
    old = found.carrier.facts
    fact = Fact(header="channel.online", key=key, value=value, basis=Basis.OFFICIAL, sources=())
    kept = tuple(one for one in old if (one.header, one.key) != (fact.header, key))
    return found._replace(carrier=replace(found.carrier, facts=(*kept, fact)))


def sure_of_the_rules(found: Plan) -> Plan:
    return found._replace(rows=tuple(row._replace(hearsay=False) for row in found.rows))


def cancel_of(found: Plan) -> Step:
    return next(step for step in found.steps if step.key == "cancel")


def test_the_hour_carries_the_mark_of_what_is_only_reported() -> None:
    assert "CANCEL Wed 17 Feb in My au, before 21:10? last day Thu 18 Feb" in said(au())


def test_the_day_carries_the_mark_where_there_is_no_hour() -> None:
    assert "CANCEL Wed 17 Feb? in My au last day" in said(with_window(au(), closes_at=None))


def test_nothing_is_marked_that_the_carrier_says_itself() -> None:
    sure = with_rules(with_window(au(), closes_at=datetime(2027, 2, 18, 9, 5, tzinfo=TOKYO)), "hours")
    assert "CANCEL Wed 17 Feb in My au, before 9:05 last day" in said(sure_of_the_rules(sure))


def test_the_head_marks_what_the_row_marks() -> None:
    found = with_window(au(), closes_at=None)
    assert "Wed 17 Feb? in My au" in said(found)
    assert "Wed 17 Feb in My au" in said(sure_of_the_rules(found))


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 2, 18), "leaving Fri 19 Feb 2027, tomorrow"),
        (date(2027, 2, 19), "leaving Fri 19 Feb 2027, today"),
        (date(2027, 2, 20), "left Japan Fri 19 Feb 2027"),
    ],
)
def test_how_far_the_departure_is(today: date, words: str) -> None:
    assert words in said(au(today=today))


def test_a_line_that_still_runs_is_said_first() -> None:
    first = plan_head(au(today=date(2027, 2, 20), fee_yen=2970), EN)[0]
    assert first == "main is still running: day 1 after leaving. Every further month costs"
    assert "every further month" not in said(au(today=date(2027, 2, 20))).split("CANCEL")[1]


def test_the_day_of_the_request_is_called_today() -> None:
    assert "CANCEL today, Thu 18 Feb in My au" in said(au(today=date(2027, 2, 18)))


def test_a_line_without_a_monthly_fee_is_not_said_to_cost_one() -> None:
    words = said(au(fee_yen=0))
    assert "After 18 Feb the line stays in your name, without a monthly fee." in words
    assert "charged" not in words
    left = said(au(fee_yen=0, today=date(2027, 3, 3)))
    assert left.startswith("main is not cancelled yet: day 12 after leaving. There is no monthly fee.")
    assert "There is no monthly fee." in said(au(fee_yen=0, person=Person()))


@pytest.mark.parametrize(
    ("rules", "charged", "words"),
    [
        (("proration-none",), date(2027, 2, 28), "February is charged in full on any day."),
        (("proration-unknown",), date(2027, 2, 28), "February may be charged in full on any day."),
        (("proration-daily",), date(2027, 2, 17), "Charged by the day, to Wed 17 Feb."),
        (("proration-none",), date(2027, 3, 20), "You are charged to Sat 20 Mar on any of these days."),
        (("proration-unknown",), date(2027, 3, 20), "You may be charged to Sat 20 Mar."),
        (("closing-unknown",), date(2027, 3, 20), "Your closing day is not known: charged to Sat 20 Mar"),
    ],
)
def test_for_how_long_is_charged(rules: tuple[str, ...], charged: date, words: str) -> None:
    assert words in said(with_rules(with_window(au(), charged_through=charged), *rules))


def test_a_line_prorated_to_the_end_of_a_month_is_charged_by_the_day() -> None:
    last = date(2027, 2, 28)
    found = with_window(au(), request=last, line_ends=last, charged_through=last)
    assert "Charged by the day, to Sun 28 Feb." in said(with_rules(found, "proration-daily"))


def test_a_line_that_runs_on_says_until_when() -> None:
    words = said(data(person=leaving(date(2027, 4, 1))))
    assert "The line works until Wed 31 Mar: none from 1 Apr to your flight." in words


def test_a_line_that_ends_with_the_month_does_not_stop_at_once_on_its_last_day() -> None:
    last = date(2027, 3, 31)
    words = said(data(recorded=last, today=last, person=leaving(date(2027, 4, 1))))
    assert "The line works until today, Wed 31 Mar: none from 1 Apr to your flight." in words
    assert "Stops at once" not in words


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 2, 1), "February to April are charged in full (3,000 yen)."),
        (date(2027, 3, 26), "March and April are charged in full (2,000 yen)."),
        (date(2027, 4, 1), "The line works until Fri 30 Apr. From 5 Apr"),
    ],
)
def test_every_month_until_the_line_ends_is_counted(today: date, words: str) -> None:
    found = plan("sakura-mobile", recorded=today, today=today, person=leaving(date(2027, 4, 5)), fee_yen=1000)
    assert words in said(found)
    assert "(2,000 yen)" not in said(found._replace(monthly_yen=None))


def test_nobody_misses_the_line_after_the_departure() -> None:
    assert "The line works until Sun 28 Feb. From 19 Feb you are abroad;" in said(data())
    assert "The line stops at once." in said(with_window(au(), line_ends=DEPARTURE, request=DEPARTURE))


def test_a_request_that_still_counts_after_the_departure_costs_nothing_more() -> None:
    found = plan("sakura-mobile", person=leaving(date(2027, 3, 15)))
    assert found.cancellation is not None
    assert found.cancellation.closes == date(2027, 3, 14)
    words = said(found)
    assert "From 15 Mar you are abroad; whether it works from there is not known. After 25 Mar every" in words
    needs_code = with_fact(found, "needs", ("sms-to-line",))
    assert "From 15 Mar you are abroad, where the login code may not arrive." in said(needs_code)
    assert "it works from there too" in said(with_fact(found, "from_abroad", value=True))
    assert "it cannot be done from there" in said(with_fact(found, "from_abroad", value=False))
    assert "whether it works from there is not known" in said(with_window(found, channel=None))
    first = [run for run in found.candidates if run.request_to < date(2027, 3, 15)]
    assert "After 14 Mar every further month" in said(found._replace(candidates=tuple(first)))


def test_an_unknown_effect_is_said_to_be_unknown() -> None:
    found = plan("gtn-mobile")
    assert "When the line stops is not known: reckon with none from 18 Feb to your flight." in said(found)
    later = with_window(found, request=DEPARTURE, line_ends=DEPARTURE)
    assert "When the line stops is not known: reckon with at once." in said(later)


def test_whether_it_works_from_abroad() -> None:
    assert "Abroad the login code may not arrive." in said(au())
    assert "It cannot be done from abroad." in said(with_fact(au(), "from_abroad", value=False))
    assert "It cannot be done from abroad." in said(with_window(au(), channel=Channel.SHOP))
    no_code = with_fact(au(), "needs", ("login",))
    assert "Whether it works from abroad is not known." in said(no_code)
    assert "abroad" not in said(with_fact(no_code, "from_abroad", value=True)).lower()
    assert "abroad" not in said(with_window(au(), channel=None)).lower()


@pytest.mark.parametrize("channel", [*Channel, None])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_channel_has_its_words(channel: Channel | None, lang: str) -> None:
    lines = plan_head(with_window(au(), channel=channel), texts(lang))
    assert all(width(line) <= 79 for line in lines)
    assert "21:10" in " ".join(lines)


def test_a_long_place_moves_the_last_day_to_a_line_of_its_own() -> None:
    values = (("where", "the page of the member area that has a very long name indeed, it has"),)
    lines = plan_head(with_cancel(au(), {"values": values}), EN)
    assert lines[2].strip().startswith("indeed, it has, before 21:10?")
    assert lines[3].strip() == "last day  Thu 18 Feb"


def test_brackets_behind_a_place_give_way_first() -> None:
    values = (("where", "the member area (会員専用ページ)"),)
    line = plan_head(with_cancel(au(), {"values": values}), EN)[1]
    assert "会員専用ページ" not in line
    assert line.endswith("last day  Thu 18 Feb")


def test_a_done_cancellation_says_what_happened() -> None:
    found = au(today=date(2027, 2, 17), marks=(done("cancel", date(2027, 2, 17), ends=date(2027, 2, 28)),))
    words = said(found)
    assert "DONE Cancelled Wed 17 Feb 2027. The line works until Sun 28 Feb. Keep card and account" in words
    assert "(estimate)" in words
    assert "(estimate)" not in said(found._replace(keep_estimate=False))
    slip = replace(found.contract, payment=Payment.SLIP)
    assert "A payment slip can still come until" in said(found._replace(contract=slip))
    bare = with_cancel(found, {"mark": None})._replace(cancellation=None, keep_payment_until=None)
    assert said(bare).endswith("DONE")


def test_a_line_is_not_cancelled_while_its_membership_runs() -> None:
    on = date(2027, 2, 20)
    marks = (done("cancel", on),)
    found = plan("biglobe-mobile", today=on, marks=marks, person=leaving(date(2027, 3, 28)))
    words = said(found)
    assert "CANCEL BIGLOBE membership still runs: cancel it too, by Thu 25 Feb." in words
    assert "The SIM was cancelled Sat 20 Feb 2027." in words
    assert "DONE" not in words
    assert "still running" not in words
    gone = plan("biglobe-mobile", today=date(2027, 3, 29), marks=marks, person=leaving(date(2027, 3, 28)))
    assert said(gone).startswith("BIGLOBE membership is still running: 220 yen a month.")
    unpriced = said(gone._replace(problems=()))
    assert unpriced.startswith("BIGLOBE membership is still running.")
    steps = tuple(step._replace(latest=None) for step in found.steps)
    assert "BIGLOBE membership still runs: cancel it today." in said(found._replace(steps=steps))
    both = (*marks, done("cancel:basic-course", on))
    whole = plan("biglobe-mobile", today=on, marks=both, person=leaving(date(2027, 3, 28)))
    assert "DONE Cancelled Sat 20 Feb 2027." in said(whole)


def test_what_is_rented_is_posted_back() -> None:
    words = said(plan("japasim", person=leaving(date(2027, 3, 28))))
    assert "CANCEL Tue 23 Mar by posting the rented item back last day Fri 26 Mar" in words


def test_an_infeasible_plan_says_to_reach_the_carrier_today() -> None:
    found = au()._replace(cancellation=None, outcome=Outcome.INFEASIBLE)
    assert "CANCEL now: no day is left" in said(found)


def test_prepaid_ends_by_itself() -> None:
    assert "ENDS Wed 3 Mar 2027, by itself. Nothing to cancel." in said(travel())
    assert "it has ended by itself" in said(travel(today=date(2027, 3, 4)))
    assert "not known: see step 1" in said(plan("other", prepaid=True))
    step = next(step for step in travel().steps if step.kind == "expires")
    renewing = travel()._replace(steps=(*travel().steps, step._replace(kind="stop-auto-renewal")))
    assert "But it renews by itself: turn that off first." in said(renewing)


def test_a_rental_ends_by_itself_and_still_has_to_be_sent_back() -> None:
    ends, flight = date(2027, 3, 8), date(2027, 3, 10)
    words = said(plan("lightpocket-cdjapan", services=(), expires=ends, person=leaving(flight)))
    assert "Nothing to cancel. But send it back: last day Mon 8 Mar." in words
    # The firm would wait for a week, but there is no post box after airport security.
    found = plan("genki-mobile", services=(), expires=flight, person=leaving(flight))
    assert "But send it back: last day Wed 10 Mar." in said(found)
    gone = found._replace(today=date(2027, 3, 12))
    assert "But send it back: last day Wed 17 Mar." in said(gone)
    sent = [step._replace(state=State.DONE) if step.kind == "return-sim" else step for step in found.steps]
    assert "send it back" not in said(found._replace(steps=tuple(sent)))


def test_a_card_that_ends_before_the_flight_leaves_a_gap() -> None:
    ends, flight = date(2027, 2, 10), date(2027, 2, 14)
    found = plan("other", services=(), prepaid=True, expires=ends, person=leaving(flight))
    assert "No line from 11 Feb to your flight: top up, or get another SIM." in said(found)
    later = found._replace(today=date(2027, 2, 12))
    assert "No line from 12 Feb to your flight" in said(later)
    assert "your flight" not in said(found._replace(today=flight + timedelta(days=1)))
    assert "your flight" not in said(found._replace(expiry=flight))
    needed = plan(
        "other", services=(), prepaid=True, expires=ends, person=leaving(flight), needed_until=flight
    )
    assert [problem.code for problem in needed.problems] == ["service-gap"]
    assert "your flight" not in said(needed)


@pytest.mark.parametrize("intent", [Intent.SWITCH, Intent.KEEP])
def test_nobody_who_keeps_the_number_is_told_to_cancel(intent: Intent) -> None:
    words = said(au(intent=intent))
    assert "CANCEL" not in words
    assert ("Do not cancel" in words) is (intent is Intent.SWITCH)


@pytest.mark.parametrize("holder", [Holder.COMPANY, Holder.FAMILY, Holder.SCHOOL])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_of_somebody_else_is_given_back(holder: Holder, lang: str) -> None:
    found = plan(holder=holder)
    assert texts(lang).get("screen.label.hand-back") in "\n".join(plan_head(found, texts(lang)))


def test_a_lost_line_is_suspended_before_all_else() -> None:
    assert "LOST Suspend the line today" in said(au(lost=RECORDED))
    assert "LOST" not in said(au(lost=RECORDED, marks=(done("suspend-line", RECORDED),)))


def test_the_first_line_says_what_the_line_is() -> None:
    words = said(plan("iijmio", line=Line.DATA, holder=Holder.SCHOOL, name="a-name-that-is-long"))
    assert words.startswith("a-name-that-is-long IIJmio, data only, held by the school")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_fit_their_column(lang: str) -> None:
    for name in ("cancel", "done", "expires", "switch", "keep", "hand-back", "undated", "lost"):
        assert width(texts(lang).get(f"screen.label.{name}")) < 8


def test_the_block_can_stand_further_right() -> None:
    assert all(line.startswith("    ") for line in what(au(), EN, indent=4))


def test_a_cancel_step_without_a_place_names_none() -> None:
    found = with_window(with_cancel(au(), {"values": ()}), channel=None)
    assert "CANCEL Wed 17 Feb; ask the carrier how" in said(found)
    assert cancel_of(found).state is State.OPEN
