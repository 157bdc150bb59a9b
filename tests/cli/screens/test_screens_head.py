from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from screen_cases import DEPARTURE, RECORDED, au, data, done, leaving, plan, travel

from tracker.cli.screens.head import plan_head, what
from tracker.cli.width import width
from tracker.clock import TOKYO
from tracker.core.model import (
    Basis,
    Channel,
    Fact,
    Holder,
    Intent,
    Line,
    Outcome,
    Person,
    Plan,
    Reason,
    State,
    Step,
)
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


def cancel_of(found: Plan) -> Step:
    return next(step for step in found.steps if step.key == "cancel")


def test_the_hour_carries_the_mark_of_what_is_only_reported() -> None:
    assert "CANCEL Wed 17 Feb in My au, before 21:10? last day Thu 18 Feb" in said(au())


def test_the_day_carries_the_mark_where_there_is_no_hour() -> None:
    assert "CANCEL Wed 17 Feb? in My au last day" in said(with_window(au(), closes_at=None))


def test_nothing_is_marked_that_the_carrier_says_itself() -> None:
    sure = with_rules(with_window(au(), closes_at=datetime(2027, 2, 18, 9, 5, tzinfo=TOKYO)), "hours")
    assert "CANCEL Wed 17 Feb in My au, before 9:05 last day" in said(sure)


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
    assert "There is no monthly fee." in said(au(fee_yen=0, today=date(2027, 3, 3)))
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
    assert "charged in full" not in words


def test_nobody_misses_the_line_after_the_departure() -> None:
    assert "The line works until Sun 28 Feb. After" in said(data())
    assert "The line stops at once." in said(with_window(au(), line_ends=DEPARTURE, request=DEPARTURE))


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
    bare = with_cancel(found, {"mark": None})._replace(cancellation=None, keep_payment_until=None)
    assert said(bare).endswith("DONE")


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
