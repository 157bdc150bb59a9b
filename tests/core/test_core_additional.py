"""SIMs on one contract: the additional one goes before the main one, and nobody makes a rule up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest
from core_cases import (
    AT_ONCE,
    BY_MONTH,
    CALENDAR,
    LEAVES,
    POLICY,
    TODAY,
    codes,
    contract,
    made,
    person,
    problem,
    reason,
    said,
    step,
    ways,
)

from tracker.core.beside import besides
from tracker.core.contract import Beside, Contract, Leaving, Mark
from tracker.core.facts import Carrier
from tracker.core.model import Plan, Term
from tracker.core.plan import build_plan
from tracker.core.several import merge
from tracker.core.words import Basis, Holder, Intent, Line, State

CODE = "additional-sim-order"
RULE = '\nadditional_sim | drop_before = ["port"]; too_early = "month-more"; single = ["other"]'
PORTED = BY_MONTH + RULE
"""The end of a month ends the line, and the additional SIM goes before a port."""
CANCELLED = AT_ONCE + '\nadditional_sim | drop_before = ["cancel"]; too_early = "refused"'
SWITCH = {"intent": Intent.SWITCH}


class Both(NamedTuple):
    main: Plan
    extra: Plan


def day(month: int, number: int) -> date:
    return date(2027, month, number)


def tied(
    carrier: Carrier, today: date, main: dict[str, Any], extra: dict[str, Any]
) -> tuple[Contract, Contract]:
    """Return a main SIM and an additional one, each with what it has to know of the other."""
    one = contract(name="main", id="m", sharers=("e",), **main)
    two = contract(name="spare", id="e", shares="m", **extra)
    return tuple(  # type: ignore[return-value]
        replace(own, beside=besides(own, [other], carrier, POLICY, CALENDAR, today))
        for own, other in ((one, two), (two, one))
    )


def both(
    carrier: Carrier, today: date = TODAY, main: dict[str, Any] = SWITCH, extra: dict[str, Any] | None = None
) -> Both:
    plans = (
        build_plan(own, carrier, POLICY, CALENDAR, today) for own in tied(carrier, today, main, extra or {})
    )
    return Both(*plans)


def window(plan: Plan) -> tuple[date, ...]:
    found = plan.cancellation
    assert found is not None
    return found.opens, found.recommended, found.safe_by, found.closes, found.request


def port(plan: Plan) -> tuple[date | None, ...]:
    found = step(plan, "port-out")
    return found.start, found.due, found.latest


# --- the dates ------------------------------------------------------------------------


def test_the_additional_sim_is_asked_for_before_the_main_one_is_ported() -> None:
    pair = both(made(PORTED), main={**SWITCH, "needed_until": day(3, 20)})
    # Alone: 1 to 27 March, safe by the 25th, recommended on the 18th.
    assert window(pair.extra) == (day(3, 1), day(3, 12), day(3, 19), day(3, 26), day(3, 12))
    assert port(pair.main) == (day(3, 13), day(3, 20), day(3, 27))
    assert codes(pair.extra) == codes(pair.main) == set()
    runs = [(one.request_from, one.request_to) for one in pair.extra.candidates]
    assert runs == [(day(2, 1), day(2, 28)), (day(3, 1), day(3, 26))]


def test_without_the_rule_each_line_has_the_days_of_a_line_alone() -> None:
    pair = both(made(BY_MONTH), main={**SWITCH, "needed_until": day(3, 20)})
    assert window(pair.extra) == (day(3, 1), day(3, 18), day(3, 25), day(3, 27), day(3, 18))
    assert port(pair.main) == (TODAY, day(3, 20), day(3, 27))
    for plan in pair:
        found = problem(plan, CODE)
        assert found.text_key == "problem.additional-sim-order.unknown.text"
        assert found.values == (("name", "spare"), ("other", "main"))
        assert ways(found) == ["ask-carrier"]
        assert found.date == TODAY
    assert problem(pair.main, CODE).steps == ("port-out",)
    assert problem(pair.extra, CODE).steps == ("cancel",)
    assert said(step(pair.extra, "cancel").reasons).count("additional-first") == 0


@pytest.mark.parametrize(
    ("rules", "main", "extra"),
    [
        (PORTED, {}, {}),
        (PORTED, SWITCH, SWITCH),
        (
            PORTED.replace("additional_sim |", 'additional_sim | when = { line = "voice" };'),
            SWITCH,
            {"line": Line.DATA},
        ),
        (CANCELLED, SWITCH, {}),
        (BY_MONTH, {}, {"intent": Intent.KEEP}),
    ],
)
def test_a_rule_counts_only_for_what_it_speaks_of(
    rules: str, main: dict[str, Any], extra: dict[str, Any]
) -> None:
    pair = both(made(rules), main=main, extra=extra)
    assert [problem(plan, CODE).text_key.split(".")[2] for plan in pair] == ["unknown", "unknown"]
    free = both(made(BY_MONTH if rules.startswith(BY_MONTH) else AT_ONCE), main=main, extra=extra)
    assert [plan.cancellation for plan in pair] == [plan.cancellation for plan in free]


def test_a_rule_under_an_unanswered_condition_counts() -> None:
    rules = PORTED.replace("additional_sim |", 'additional_sim | when = { plan = "big" };')
    pair = both(made(rules), main={**SWITCH, "needed_until": day(3, 20)})
    assert window(pair.extra)[3] == day(3, 26)


def test_a_safe_day_without_an_open_day_before_the_port_is_the_first_one() -> None:
    pair = both(made(PORTED), main={**SWITCH, "departure": None})
    # The port is planned for 22 February, at the latest the 28th: the window of March lies behind it.
    assert port(pair.main) == (day(2, 15), day(2, 22), day(2, 28))
    assert window(pair.extra) == (day(2, 1), day(2, 14), day(2, 21), day(2, 27), day(2, 14))
    late = both(made(PORTED), main={**SWITCH, "departure": None}, extra={"recorded": day(2, 25)})
    assert window(late.extra) == (day(2, 1), day(2, 14), day(2, 21), day(2, 27), day(2, 25))


def test_a_safe_day_is_never_before_the_window_opens() -> None:
    """The port is planned for the 20th, and only from the 21st on does a request end the line in April."""
    pair = both(
        made(PORTED.replace('daily = "24:00"', "day = 20")),
        main={**SWITCH, "needed_until": day(3, 20)},
        extra={"needed_until": day(4, 10), "departure": day(4, 20)},
    )
    assert window(pair.extra) == (day(3, 21), day(3, 21), day(3, 21), day(3, 26), day(3, 21))
    assert port(pair.main) == (day(3, 22), day(3, 22), day(3, 27))


def test_a_safe_day_is_an_open_one() -> None:
    weekdays = PORTED.replace('where = "My page"', 'days = "weekdays"; where = "My page"')
    main = {**SWITCH, "needed_until": day(3, 20), "marks": (Mark(key="port-out", moved_to=day(3, 22)),)}
    pair = both(made(weekdays), main=main)
    # The 20th and 21st are a weekend: the last day is the 19th, and the safe one two days before.
    assert window(pair.extra) == (day(3, 1), day(3, 10), day(3, 17), day(3, 19), day(3, 10))
    main = {**SWITCH, "needed_until": day(3, 20), "departure": day(3, 30)}
    pair = both(made(weekdays), main=main)
    assert port(pair.main)[1:] == (day(3, 22), day(3, 29))
    assert window(pair.extra) == (day(3, 1), day(3, 12), day(3, 19), day(3, 26), day(3, 12))


def test_what_waits_for_a_late_one_is_not_late_itself() -> None:
    main = {**SWITCH, "needed_until": day(3, 20)}
    pair = both(made(PORTED), today=day(3, 22), main=main)
    assert window(pair.extra) == (day(3, 1), day(3, 12), day(3, 19), day(3, 26), day(3, 22))
    assert port(pair.main) == (day(3, 23), day(3, 23), day(3, 27))
    assert not step(pair.main, "port-out").late
    assert step(pair.extra, "cancel").late
    asked = {"marks": (Mark(key="cancel", state=State.DONE, on=day(3, 21)),)}
    done = both(made(PORTED), today=day(3, 22), main=main, extra=asked)
    assert port(done.main) == (day(3, 22), day(3, 22), day(3, 27))
    assert codes(done.main) == codes(done.extra) == set()


def test_a_port_that_was_missed_gives_the_additional_sim_new_days() -> None:
    pair = both(made(PORTED), today=day(3, 2))
    # Ported in February, the main SIM would have saved March.
    assert port(pair.main)[2] == day(3, 27)
    assert window(pair.extra)[3] == day(3, 26)
    assert CODE not in codes(pair.main) | codes(pair.extra)


def test_a_day_that_was_set_for_the_main_sim_is_kept() -> None:
    moved = {"marks": (Mark(key="port-out", moved_to=day(3, 9)),)}
    pair = both(made(PORTED), main={**SWITCH, "needed_until": day(3, 20), **moved})
    assert window(pair.extra) == (day(3, 1), day(3, 2), day(3, 6), day(3, 8), day(3, 2))
    passed = both(made(PORTED), today=day(3, 10), main={**SWITCH, "needed_until": day(3, 20), **moved})
    assert window(passed.extra)[2:4] == (day(3, 19), day(3, 26))
    cancels = {"marks": (Mark(key="cancel", moved_to=day(3, 9)),)}
    both_cancel = both(made(CANCELLED), main=cancels)
    assert window(both_cancel.extra) == (day(3, 1), day(3, 7), day(3, 7), day(3, 8), day(3, 7))


def test_a_main_sim_that_is_cancelled_waits_too() -> None:
    pair = both(made(CANCELLED), main={})
    assert window(pair.extra) == (day(3, 1), day(3, 25), day(3, 25), day(3, 26), day(3, 25))
    assert window(pair.main) == (day(3, 26), day(3, 26), day(3, 26), day(3, 27), day(3, 26))
    assert [one.request_from for one in pair.main.candidates if "recommended" in one.marks] == [day(3, 26)]
    late = both(made(CANCELLED), today=day(3, 26), main={})
    assert window(late.extra)[4] == day(3, 26)
    assert window(late.main) == (day(3, 27), day(3, 27), day(3, 27), day(3, 27), day(3, 27))
    assert late.main.cancellation is not None
    assert late.main.cancellation.line_ends == day(3, 27)
    assert late.main.cancellation.charged_through == day(3, 31)


def test_the_latest_of_several_additional_sims_counts() -> None:
    carrier = made(PORTED)
    one = contract(name="main", id="m", sharers=("e", "f"), needed_until=day(3, 20), **SWITCH)
    extras = [
        contract(name="spare", id="e", shares="m"),
        contract(name="tablet", id="f", shares="m", marks=(Mark(key="cancel", moved_to=day(3, 22)),)),
    ]
    seen = besides(one, extras, carrier, POLICY, CALENDAR, TODAY)
    plan = build_plan(replace(one, beside=seen), carrier, POLICY, CALENDAR, TODAY)
    assert port(plan) == (day(3, 23), day(3, 23), day(3, 27))
    assert [
        dict(one.values)["other"] for one in step(plan, "port-out").reasons if one.rule == "additional-after"
    ] == [
        "spare",
        "tablet",
    ]


def test_after_the_departure_the_order_still_holds() -> None:
    rules = PORTED.replace('needs = ["login"]', 'needs = ["login"]; from_abroad = true')
    pair = both(made(rules), today=day(4, 2))
    assert port(pair.main)[2] == day(4, 30)
    assert window(pair.extra) == (day(4, 2), day(4, 2), day(4, 2), day(4, 29), day(4, 2))


def test_a_line_that_is_away_counts_for_nothing() -> None:
    pair = both(made(PORTED), main={**SWITCH, "archived": True})
    assert pair.extra.contract.beside == (Beside("main", True, "away"),)
    assert window(pair.extra)[3] == day(3, 27)
    assert CODE not in codes(pair.extra)


# --- what is said ---------------------------------------------------------------------


def test_the_days_say_why() -> None:
    pair = both(made(PORTED), main={**SWITCH, "needed_until": day(3, 20)})
    first = reason(step(pair.extra, "cancel"), "additional-first")
    assert first.text_key == "reason.additional-first.text"
    assert first.values == (
        ("other", "main"),
        ("day", day(3, 20)),
        ("last", day(3, 27)),
        ("how", Term("term.main-leaves.port")),
    )
    assert first.basis is Basis.SINGLE
    assert [source.id for source in first.sources] == ["other"]
    after = reason(step(pair.main, "port-out"), "additional-after")
    assert after.values == (
        ("other", "spare"),
        ("day", day(3, 12)),
        ("last", day(3, 26)),
        ("how", Term("term.main-leaves.port")),
    )
    assert step(pair.extra, "cancel").details[0].text_key == "detail.additional-first"
    told = step(pair.main, "port-out").details[0]
    assert (told.role, told.text_key, told.basis) == ("before", "detail.additional-after", Basis.SINGLE)


def test_both_cancelled_say_why_in_both_plans() -> None:
    pair = both(made(CANCELLED), main={})
    assert "additional-first" in said(step(pair.extra, "cancel").reasons)
    after = reason(step(pair.main, "cancel"), "additional-after")
    assert dict(after.values)["how"] == Term("term.main-leaves.cancel")


def test_what_is_done_is_not_told_again() -> None:
    asked = {"marks": (Mark(key="cancel", state=State.DONE, on=day(2, 1)),)}
    pair = both(made(PORTED), main={**SWITCH, "needed_until": day(3, 20)}, extra=asked)
    assert "additional-after" not in said(step(pair.main, "port-out").reasons)
    assert port(pair.main)[0] == day(2, 2)


def test_a_note_of_the_rule_is_told_to_a_line_that_stands_alone() -> None:
    noted = made(PORTED.replace("too_early", 'note = "Drop the others first."; too_early'))
    alone = build_plan(contract(**SWITCH), noted, POLICY, CALENDAR, TODAY)
    texts = [dict(one.values).get("text") for one in step(alone, "port-out").details]
    assert any(getattr(text, "text", "") == "Drop the others first." for text in texts)
    pair = both(noted)
    texts = [dict(one.values).get("text") for one in step(pair.main, "port-out").details]
    assert not any(texts)


# --- what cannot be kept --------------------------------------------------------------


def test_on_the_last_day_of_the_port_no_day_is_left() -> None:
    pair = both(made(PORTED), today=day(2, 28))
    for plan in pair:
        found = problem(plan, CODE)
        assert found.text_key == "problem.additional-sim-order.text"
        assert found.values == (
            ("name", "spare"),
            ("other", "main"),
            ("last", day(2, 28)),
            ("how", Term("term.main-leaves.port")),
        )
        assert (found.days, found.date) == (1, day(2, 27))
        assert ways(found) == ["main-later.port", "main-anyway"]
        later, anyway = found.remedies
        assert later.values == (
            ("name", "spare"),
            ("first", day(2, 28)),
            ("other", "main"),
            ("day", day(3, 1)),
            ("yen", 1000),
        )
        assert (later.date, later.cost) == (day(3, 1), 1000)
        assert anyway.values == (("name", "spare"), ("other", "main"), ("day", day(2, 28)), ("yen", 1000))
        assert (anyway.date, anyway.cost) == (day(2, 28), 1000)
    assert "additional-first" not in said(step(pair.extra, "cancel").reasons)
    assert window(pair.extra)[3] == day(3, 27)


def test_the_ways_out_lead_out() -> None:
    dropped = {"marks": (Mark(key="cancel", state=State.DONE, on=day(2, 28)),)}
    later = {**SWITCH, "marks": (Mark(key="port-out", moved_to=day(3, 1)),)}
    assert CODE not in {
        code for plan in both(made(PORTED), day(2, 28), later, dropped) for code in codes(plan)
    }
    ported = {**SWITCH, "marks": (Mark(key="port-out", state=State.DONE, on=day(3, 1)),)}
    assert CODE not in {
        code for plan in both(made(PORTED), day(3, 1), ported, dropped) for code in codes(plan)
    }


def test_nothing_is_later_than_the_day_before_the_departure() -> None:
    pair = both(made(PORTED), today=day(3, 27))
    assert ways(problem(pair.main, CODE)) == ["main-anyway", "ask-carrier"]
    wait = made(PORTED + "\nport | processing_days = 2")
    assert ways(problem(both(wait, today=day(3, 25)).main, CODE)) == ["main-anyway", "ask-carrier"]
    before = both(wait, today=day(3, 24), extra={"marks": (Mark(key="cancel", moved_to=day(3, 25)),)})
    assert ways(problem(before.extra, CODE)) == ["additional-earlier", "main-anyway"]


def test_what_the_wrong_order_costs_is_said_only_where_it_is_known() -> None:
    unknown = made(PORTED.replace('; too_early = "month-more"', ""))
    assert ways(problem(both(unknown, today=day(2, 28)).main, CODE)) == ["main-later.port", "ask-carrier"]
    feeless = made(PORTED.replace("fee.base | yen = 1000\n", ""))
    found = problem(both(feeless, today=day(2, 28)).main, CODE)
    assert [(dict(way.values)["yen"], way.cost) for way in found.remedies] == [(None, None), (None, None)]
    daily = made(PORTED.replace('last_month = "none"', 'last_month = "daily"'))
    found = problem(both(daily, today=day(2, 28)).main, CODE)
    assert [way.cost for way in found.remedies] == [None, None]


def test_a_later_day_within_the_period_costs_nothing_and_a_far_one_is_not_reckoned() -> None:
    asked = {"marks": (Mark(key="cancel", moved_to=day(3, 15)),)}
    near = {**SWITCH, "needed_until": day(3, 20), "marks": (Mark(key="port-out", moved_to=day(3, 10)),)}
    found = problem(both(made(PORTED), main=near, extra=asked).main, CODE)
    assert found.text_key == "problem.additional-sim-order.moved.text"
    assert found.values == (
        ("name", "spare"),
        ("other", "main"),
        ("last", day(3, 10)),
        ("day", day(3, 15)),
        ("how", Term("term.main-leaves.port")),
    )
    assert (found.days, found.date) == (6, day(3, 9))
    assert ways(found) == ["additional-earlier", "main-later.port", "main-anyway"]
    earlier, later, _ = found.remedies
    assert (earlier.values, earlier.date, earlier.cost) == (
        (("name", "spare"), ("day", day(3, 9))),
        day(3, 9),
        None,
    )
    assert (later.date, later.cost, dict(later.values)["yen"]) == (day(3, 16), 0, None)
    far = both(
        made(PORTED),
        main={**SWITCH, "departure": None},
        extra={"marks": (Mark(key="cancel", moved_to=day(4, 1)),)},
    )
    assert [way.cost for way in problem(far.main, CODE).remedies[1:]] == [None, 1000]
    edge = both(
        made(PORTED),
        main={**SWITCH, "departure": None},
        extra={"marks": (Mark(key="cancel", moved_to=day(3, 27)),)},
    )
    assert [way.cost for way in problem(edge.main, CODE).remedies[1:]] == [1000, 1000]


def test_a_port_that_takes_days_is_free_only_until_it_can_be_complete() -> None:
    wait = made(PORTED + "\nport | processing_days = 3")
    asked = {"marks": (Mark(key="cancel", moved_to=day(3, 27)),)}
    main = {**SWITCH, "departure": day(4, 20), "needed_until": day(3, 20)}
    pair = both(wait, main=main, extra=asked)
    assert port(pair.main)[2] == day(3, 28)
    main = {**main, "marks": (Mark(key="port-out", moved_to=day(3, 20)),)}
    later = [
        way
        for way in problem(both(wait, main=main, extra=asked).main, CODE).remedies
        if way.date == day(3, 28)
    ]
    assert [way.cost for way in later] == [0]
    asked = {"marks": (Mark(key="cancel", moved_to=day(3, 28)),)}
    later = [
        way
        for way in problem(both(wait, main=main, extra=asked).main, CODE).remedies
        if way.date == day(3, 29)
    ]
    assert [way.cost for way in later] == [1000]


def test_an_additional_sim_that_stays_is_named() -> None:
    kept = both(made(PORTED), main={**SWITCH, "needed_until": day(3, 20)}, extra={"intent": Intent.KEEP})
    for plan in kept:
        found = problem(plan, CODE)
        assert found.text_key == "problem.additional-sim-order.stays.text"
        assert found.values == (
            ("name", "spare"),
            ("other", "main"),
            ("last", day(3, 27)),
            ("how", Term("term.main-leaves.port")),
        )
        assert found.date == day(3, 27)
        assert ways(found) == ["additional-too", "ask-carrier"]
        assert found.remedies[0].date == day(3, 26)
    assert problem(kept.extra, CODE).steps == ()
    undated = both(made(PORTED), extra={"departure": None})
    assert ways(problem(undated.extra, CODE)) == ["additional-too", "ask-carrier"]
    held = both(made(PORTED), extra={"holder": Holder.COMPANY})
    assert ways(problem(held.extra, CODE)) == ["ask-carrier"]
    gone = both(made(PORTED), today=day(2, 28), extra={"intent": Intent.KEEP})
    assert ways(problem(gone.extra, CODE)) == ["ask-carrier"]
    shut = made(
        PORTED.replace('available = true; needs = ["login"]', 'closed = ["01-01..12-31"]; available = true')
    )
    assert ways(problem(both(shut).extra, CODE)) == ["ask-carrier"]


def test_a_main_sim_without_a_day_demands_nothing() -> None:
    pair = both(made(CANCELLED), main={"departure": None})
    assert CODE not in codes(pair.main) | codes(pair.extra)
    assert window(pair.extra)[3] == day(3, 27)
    kept = both(made(CANCELLED), main={"intent": Intent.KEEP})
    assert CODE not in codes(kept.main) | codes(kept.extra)


def test_a_main_sim_that_is_gone_is_told_and_the_other_is_cancelled_now() -> None:
    ported = {**SWITCH, "marks": (Mark(key="port-out", state=State.DONE, on=day(2, 10)),)}
    pair = both(made(PORTED), today=day(2, 12), main=ported)
    assert window(pair.extra)[3] == day(3, 27)
    for plan in pair:
        found = problem(plan, CODE)
        assert found.text_key == "problem.additional-sim-order.gone.text"
        assert found.values == (
            ("name", "spare"),
            ("other", "main"),
            ("done", day(2, 10)),
            ("yen", 1000),
            ("how", Term("term.main-leaves.port")),
        )
        assert found.date == day(2, 10)
        assert ways(found) == ["additional-now", "ask-carrier"]
        assert found.remedies[0].date == day(2, 12)
    asked = {"marks": (Mark(key="cancel", state=State.DONE, on=day(2, 12)),)}
    assert CODE not in codes(both(made(PORTED), today=day(2, 12), main=ported, extra=asked).main)
    today = {**SWITCH, "marks": (Mark(key="port-out", state=State.DONE),)}
    assert dict(problem(both(made(PORTED), today=day(2, 12), main=today).main, CODE).values)["done"] == day(
        2, 12
    )
    assert CODE not in codes(both(made(BY_MONTH), today=day(2, 12), main=ported).extra)


def test_a_main_sim_that_is_gone_costs_what_is_known() -> None:
    cancelled = {"marks": (Mark(key="cancel", state=State.DONE, on=day(2, 10)),)}
    pair = both(made(CANCELLED), today=day(2, 12), main=cancelled)
    found = problem(pair.extra, CODE)
    assert dict(found.values)["yen"] is None
    assert dict(found.values)["how"] == Term("term.main-leaves.cancel")
    kept = both(made(CANCELLED), today=day(2, 12), main=cancelled, extra={"intent": Intent.KEEP})
    assert ways(problem(kept.extra, CODE)) == ["ask-carrier"]


def test_cancelled_later_costs_a_month_only_where_it_is_known() -> None:
    main = {"needed_until": day(2, 28), "marks": (Mark(key="cancel", moved_to=day(2, 20)),)}
    asked = {"marks": (Mark(key="cancel", moved_to=day(2, 28)),)}
    later = problem(both(made(CANCELLED), main=main, extra=asked).main, CODE).remedies[1]
    assert (later.text_key, later.date, later.cost) == ("remedy.main-later.cancel.text", day(3, 1), 1000)
    by_month = made(BY_MONTH + '\nadditional_sim | drop_before = ["cancel"]')
    later = problem(both(by_month, main=main, extra=asked).main, CODE).remedies[1]
    assert (later.date, later.cost) == (day(3, 1), None)
    weekdays = made(CANCELLED.replace('where = "My page"', 'days = "weekdays"; where = "My page"'))
    assert ways(problem(both(weekdays, main=main, extra=asked).main, CODE)) == [
        "additional-earlier",
        "ask-carrier",
    ]


def test_a_main_sim_that_cannot_wait_keeps_its_days() -> None:
    pair = both(made(CANCELLED), today=day(3, 27), main={})
    assert window(pair.main)[4] == day(3, 27)
    assert ways(problem(pair.main, CODE)) == ["ask-carrier"]
    assert "additional-after" not in said(step(pair.main, "cancel").reasons)
    assert pair.main.candidates[0].request_from == day(3, 27)


def test_what_two_lines_have_together_is_said_once_for_both() -> None:
    pair = both(made(PORTED), today=day(2, 28))
    [found] = merge(pair).problems
    assert found == problem(pair.main, CODE)
    assert found.steps == ("port-out",)
    assert merge([pair.main]).problems == (found,)


def test_a_main_sim_is_not_told_to_move_what_it_waits_for() -> None:
    """Its phone is lost, and the additional SIM gave the connection: that one goes first all the same."""
    leaves = {"person": person(departure=LEAVES), "departure": None}
    several = merge(both(made(CANCELLED), main={**leaves, "lost": TODAY}, extra=leaves))
    [found] = [one for one in several.problems if one.code == "order-of-lines"]
    assert found.text_key == "problem.order-of-lines.connection.text"
    assert ways(found) == ["ask-carrier"]


# --- what a line tells of itself ------------------------------------------------------


def test_a_line_tells_the_other_what_counts() -> None:
    main, extra = tied(made(PORTED), TODAY, {**SWITCH, "needed_until": day(3, 20)}, {})
    [seen] = extra.beside
    assert (seen.name, seen.main, seen.how) == ("main", True, "port")
    assert seen.then == seen.now == Leaving(day(3, 20), day(3, 27))
    assert (seen.done, seen.soonest, seen.free) == (None, None, day(3, 31))
    assert (seen.until, seen.dated, seen.month) == (day(3, 27), True, 1000)
    [seen] = main.beside
    assert (seen.name, seen.main, seen.how) == ("spare", False, "cancel")
    assert seen.now == Leaving(day(3, 12), day(3, 26))
    assert (seen.soonest, seen.free, seen.until) == (TODAY, None, day(3, 27))
    free = tied(made(PORTED), TODAY, {**SWITCH, "departure": None}, {})[1].beside[0]
    assert free.until == date.max
    away = tied(made(PORTED), day(4, 2), SWITCH, {})
    assert away[1].beside[0].until == date.max
    assert away[0].beside[0].until is None


def test_what_was_seen_on_the_day_recorded_does_not_move() -> None:
    main, extra = tied(made(PORTED), day(3, 2), {**SWITCH, "recorded": day(2, 10)}, {"recorded": day(2, 5)})
    [seen] = extra.beside
    assert seen.then == Leaving(day(2, 24), day(2, 28))
    assert seen.now == Leaving(day(3, 22), day(3, 27))
    [seen] = main.beside
    assert seen.then is not None
    assert seen.then.last == day(2, 27)


def test_the_first_open_day_is_told() -> None:
    weekdays = PORTED.replace('where = "My page"', 'days = "weekdays"; where = "My page"')
    main, _ = tied(made(weekdays), day(2, 6), {**SWITCH, "needed_until": day(3, 20)}, {})
    assert main.beside[0].soonest == day(2, 8)
    notice = PORTED.replace('daily = "24:00"', 'daily = "24:00"; days_before_departure = 3')
    main, _ = tied(made(notice), day(3, 25), {**SWITCH, "needed_until": day(3, 20)}, {})
    assert main.beside[0].soonest == day(3, 25)
    abroad = PORTED.replace('needs = ["login"]', 'needs = ["login"]; from_abroad = true')
    main, _ = tied(made(abroad), LEAVES, SWITCH, {})
    assert main.beside[0].soonest == LEAVES
