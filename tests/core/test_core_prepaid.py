"""Show when a prepaid card ends, and what is made for cards, held lines and lost lines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from core_cases import (
    AT_ONCE,
    BY_MONTH,
    LEAVES,
    TODAY,
    codes,
    keys,
    made,
    planned,
    problem,
    reason,
    row,
    said,
    step,
    ways,
)

from tracker.core.contract import BoundService, Mark
from tracker.core.facts import Carrier
from tracker.core.model import Joined, Note, Plan, Term
from tracker.core.words import Basis, Holder, Intent, Line, Outcome, Severity, Sim, State

EXPIRES = 'effect | ends = "on-expiry"'
WECHAT = (BoundService(key="wechat", letter=0),)
START = date(2027, 2, 1)


def card(validity: str = "") -> Carrier:
    rules = f"{EXPIRES}\nexpiry.validity | {validity}" if validity else EXPIRES
    return made(rules, "prepaid")


@pytest.mark.parametrize(
    ("validity", "told", "expiry"),
    [
        ("", {"expires": date(2027, 2, 20)}, date(2027, 2, 20)),
        # Calendar days count the first one; 24 hours each end on the day after as many.
        ("days = 15", {"started": START}, date(2027, 2, 15)),
        ('days = 15; day_count = "calendar"', {"started": START}, date(2027, 2, 15)),
        ('days = 15; day_count = "24h"', {"started": START}, date(2027, 2, 16)),
        ("months = 1", {"started": date(2027, 1, 31)}, date(2027, 2, 27)),
        ("months = 2", {"started": START}, date(2027, 3, 31)),
        # The same for days that the person tells, and for months.
        ('days = 15; day_count = "24h"', {"started": START, "valid_days": 8}, date(2027, 2, 9)),
        ('per_product = true; day_count = "24h"', {"started": START, "valid_days": 8}, date(2027, 2, 9)),
        ('months = 1; day_count = "24h"', {"started": START}, date(2027, 3, 1)),
        # What the person says stands above the file.
        ("days = 15", {"started": START, "valid_days": 8}, date(2027, 2, 8)),
        ("days = 15", {"expires": date(2027, 2, 20), "started": START}, date(2027, 2, 20)),
        ("days = 15; per_product = true", {"started": START}, None),
        ("days = 15", {}, None),
        ("", {"started": START}, None),
    ],
)
def test_the_expiry_of_a_card(validity: str, told: dict[str, Any], expiry: date | None) -> None:
    plan = planned(card(validity), **told)
    assert plan.expiry == expiry
    assert plan.cancellation is None
    assert ("rule-unknown" in codes(plan)) is (expiry is None)


def test_a_known_expiry_before_the_departure_ends_the_line_and_leaves_a_gap() -> None:
    plan = planned(card(), expires=date(2027, 3, 20))
    expires = step(plan, "expires")
    assert (expires.due, expires.estimate, expires.late) == (date(2027, 3, 20), False, False)
    assert reason(expires, "expiry").basis is Basis.USER
    gap = problem(plan, "service-gap")
    assert (gap.severity, gap.days, gap.date) == (Severity.NOTE, 8, date(2027, 3, 21))
    assert ways(gap) == ["top-up", "second-sim"]
    assert plan.outcome is Outcome.OK


@pytest.mark.parametrize(("expires", "is_gap"), [(date(2027, 3, 27), True), (LEAVES, False)])
def test_a_card_leaves_a_gap_when_it_ends_before_the_last_day_needed(expires: date, is_gap: bool) -> None:
    assert ("service-gap" in codes(planned(card(), expires=expires))) is is_gap


def test_a_gap_before_a_named_day_is_a_warning() -> None:
    plan = planned(card(), expires=date(2027, 3, 20), needed_until=date(2027, 3, 25))
    gap = problem(plan, "service-gap")
    assert (gap.severity, gap.days) == (Severity.WARNING, 5)
    assert plan.outcome is Outcome.WARNINGS


def test_a_gap_is_named_while_somebody_needs_the_line() -> None:
    def gap_on(today: date, rules: str = "", **told: Any) -> list[tuple[str, date | None]]:
        carrier = made(f"{EXPIRES}\n{rules}", "prepaid")
        plan = planned(carrier, today, expires=date(2027, 3, 20), **told)
        found = [one for one in plan.problems if one.code == "service-gap"]
        return [(way, each.date) for one in found for way, each in zip(ways(one), one.remedies, strict=True)]

    another = ("second-sim", date(2027, 3, 21))
    assert gap_on(date(2027, 3, 20)) == [("top-up", date(2027, 3, 20)), another]
    # What has ended is not topped up, and what is over is no advice for yesterday.
    assert gap_on(date(2027, 3, 21)) == [another, ("ask-carrier", date(2027, 3, 21))]
    assert gap_on(LEAVES) == [("second-sim", LEAVES), ("ask-carrier", LEAVES)]
    assert gap_on(LEAVES + timedelta(days=1)) == []
    assert len(gap_on(LEAVES + timedelta(days=1), needed_until=date(2027, 4, 9))) == 2
    assert gap_on(TODAY, "expiry.top-up | possible = false") == [another, ("ask-carrier", TODAY)]
    assert gap_on(TODAY, "expiry.top-up | possible = true")[0][0] == "top-up"


def test_a_card_that_outlives_the_departure_leaves_a_gap_after_its_own_end_only() -> None:
    plan = planned(card(), expires=date(2027, 4, 19), needed_until=date(2027, 4, 30))
    gap = problem(plan, "service-gap")
    assert (gap.days, gap.date, gap.values) == (11, date(2027, 4, 20), (("expiry", date(2027, 4, 19)),))
    assert "service-gap" not in codes(planned(card(), expires=LEAVES, needed_until=LEAVES))
    assert "service-gap" not in codes(planned(card(), needed_until=date(2027, 4, 30)))


def test_a_card_that_outlives_the_departure_is_planned_to_the_departure() -> None:
    plan = planned(card(), expires=date(2027, 6, 1), services=WECHAT)
    # Its last day in Japan is the departure; the gate lies the day before it.
    assert plan.gate == date(2027, 3, 27)
    assert step(plan, "unbind:wechat").latest == date(2027, 3, 27)
    assert step(plan, "expires").due == date(2027, 6, 1)


def test_an_unknown_expiry_is_planned_to_the_departure_and_is_an_estimate() -> None:
    plan = planned(card())
    expires = step(plan, "expires")
    assert (expires.due, expires.estimate) == (LEAVES, True)
    assert expires.title_key == "step.expires.unknown.title"
    assert said(expires.reasons) == ["effect-on-expiry", "expiry-unknown"]
    assert problem(plan, "rule-unknown").steps == ("expires",)
    assert row(plan, "cancel").title_key == "row.cancel.expires-unknown.title"


def test_reasons_of_an_expiry_name_who_said_it() -> None:
    by_rule = planned(card('days = 15; day_count = "24h"'), started=START)
    found = reason(step(by_rule, "expires"), "expiry-validity")
    assert (found.basis, found.values) == (Basis.OFFICIAL, (("days", 16),))
    by_person = planned(card(), started=START, valid_days=8)
    said_by = reason(step(by_person, "expires"), "expiry-validity")
    assert (said_by.basis, said_by.values) == (Basis.USER, (("days", 8),))


SINGLE = 'single = ["other"]'
DAYS = f"expiry.validity | days = 15; {SINGLE}"


@pytest.mark.parametrize(
    ("rules", "told", "named"),
    [
        (f"{EXPIRES}\n{DAYS}", {"started": START}, "expiry"),
        (f"{EXPIRES}\n{DAYS.replace('days', 'months')}", {"started": START}, "expiry"),
        (f"{EXPIRES}; {SINGLE}\n{DAYS}", {"started": START}, "effect expiry"),
        (f"{EXPIRES}; {SINGLE}", {"expires": date(2027, 3, 20)}, "effect"),
        (f"{EXPIRES}; {SINGLE}", {}, "effect"),
        (
            f"{EXPIRES}; {SINGLE}\nexpiry.validity | per_product = true; {SINGLE}",
            {"started": START},
            "effect",
        ),
        # What the person says is no hearsay, and what gives no day needs no mark.
        (f"{EXPIRES}\n{DAYS}", {"expires": date(2027, 3, 20), "started": START}, ""),
        (f"{EXPIRES}\n{DAYS}", {"valid_days": 8, "started": START}, ""),
        (f"{EXPIRES}\n{DAYS}", {}, ""),
        (f"{EXPIRES}; {SINGLE}", {"prepaid": True}, ""),
        (f"{EXPIRES}\nexpiry.validity | days = 15", {"started": START}, ""),
    ],
)
def test_an_end_that_others_report_is_marked(rules: str, told: dict[str, Any], named: str) -> None:
    plan = planned(made(rules, "prepaid"), **told)
    assert row(plan, "cancel").hearsay is bool(named)
    found = [one for one in plan.problems if one.code == "rule-unverified"]
    assert [one.severity for one in found] == [Severity.NOTE] * bool(named)
    assert [one.steps for one in found] == [("expires",)] * bool(named)
    what = [Joined(tuple(Term(f"unknown.{name}.name") for name in named.split()))]
    assert [dict(one.values)["what"] for one in found] == (what if named else [])
    bases = {each.rule: each.basis for each in step(plan, "expires").reasons}
    assert (bases.get("expiry-validity") is Basis.SINGLE) is ("expiry" in named.split())
    assert (bases.get("effect-on-expiry") is Basis.SINGLE) is ("effect" in named.split())
    doubted = "effect" in named.split() and plan.expiry is not None
    assert (step(plan, "expires").text_key == "step.expires.reported.text") is doubted


def test_an_end_read_long_ago_says_so() -> None:
    old = made(EXPIRES + '; official = ["old"]\nexpiry.validity | days = 15', "prepaid")
    plan = planned(old, date(2027, 2, 10), started=START)
    found = problem(plan, "rule-stale")
    assert found.steps == ("expires",)
    assert found.values == (
        ("what", Joined((Term("unknown.effect.name"),))),
        ("read", date(2026, 2, 1)),
    )
    assert "rule-stale" not in codes(planned(old, date(2027, 1, 31), started=START))


def test_a_validity_that_hangs_on_the_plan_is_not_guessed() -> None:
    rules = f"""
    {EXPIRES}
    expiry.validity | days = 10; when = {{ plan = "big" }}
    expiry.validity | days = 21
    """
    carrier = made(rules, "prepaid")
    unknown = planned(carrier, started=START)
    assert unknown.expiry is None
    what = Joined((Term("unknown.plan.name"), Term("unknown.expiry.name")))
    assert dict(problem(unknown, "rule-unknown").values)["what"] == what
    assert planned(carrier, started=START, plan="big").expiry == date(2027, 2, 10)
    assert planned(carrier, started=START, plan="small").expiry == date(2027, 2, 21)


BIG = 'when = { plan = "big" }'


@pytest.mark.parametrize(
    ("first", "second", "unsaid", "small"),
    [
        (f"days = 10; {BIG}", "months = 1", None, date(2027, 2, 28)),
        (f"months = 1; {BIG}", "days = 10", None, date(2027, 2, 10)),
        (f"per_product = true; {BIG}", "per_product = false; days = 10", None, date(2027, 2, 10)),
        # Counted in calendar days unless it is sure that it is not: that is the earlier day.
        (f'day_count = "24h"; {BIG}', "days = 10", date(2027, 2, 10), date(2027, 2, 10)),
        (
            f'day_count = "calendar"; {BIG}',
            'day_count = "24h"; days = 10',
            *[date(2027, 2, d) for d in (10, 11)],
        ),
        (f'day_count = "24h"; {BIG}', 'day_count = "24h"; days = 10', *[date(2027, 2, 11)] * 2),
    ],
)
def test_what_hangs_on_the_plan_makes_no_end_later(
    first: str, second: str, unsaid: date | None, small: date
) -> None:
    rules = f"{EXPIRES}\nexpiry.validity | {first}\nexpiry.validity | {second}"
    carrier = made(rules, "prepaid")
    assert planned(carrier, started=START).expiry == unsaid
    assert planned(carrier, started=START, plan="small").expiry == small


@pytest.mark.parametrize(
    ("expires", "rule"),
    [
        (date(2027, 3, 20), "anchor-expiry"),
        (date(2027, 6, 1), "anchor-departure"),
        (None, "anchor-departure"),
    ],
)
def test_what_is_done_before_a_card_ends_is_counted_from_there(expires: date | None, rule: str) -> None:
    found = reason(step(planned(card(), expires=expires), "check-expiry"), rule)
    assert dict(found.values)["day"] == min(expires or LEAVES, LEAVES)


def test_the_questions_about_a_card_stand_where_it_is_looked_up() -> None:
    asked = made(
        f"""
        {EXPIRES}
        note | about = "effect"; text = "Not a question."
        check | about = "expiry.validity"; text = "Until when?"; weak = ["other"]
        """,
        "prepaid",
    )
    details = step(planned(asked), "check-expiry").details
    assert [(one.role, one.text_key, one.values) for one in details] == [
        ("check", "detail.ask", (("question", Note("Until when?")),))
    ]


def test_a_card_without_number_has_no_steps_about_one() -> None:
    assert keys(planned(card(), expires=date(2027, 3, 20))) == {"check-expiry", "use-up-balance", "expires"}
    spent = planned(card(), expires=date(2027, 3, 20), balance=0)
    assert keys(spent) == {"check-expiry", "expires"}
    assert row(spent, "look").title_key == "row.look.prepaid.title"
    numbered = planned(card(), expires=date(2027, 3, 20), number="090-0000-0000")
    assert keys(numbered) >= {"list-services", "back-up-data"}
    assert keys(planned(card(), expires=date(2027, 3, 20), services=WECHAT)) >= {"unbind:wechat"}


def test_a_carrier_of_contracts_can_be_told_to_be_prepaid_and_the_reverse() -> None:
    plan = planned(made(AT_ONCE), prepaid=True, expires=date(2027, 3, 20))
    assert plan.cancellation is None
    assert "expires" in keys(plan)
    assert "expires" not in keys(planned(card(), prepaid=False))


def test_an_automatic_renewal_is_stopped() -> None:
    renews = made(f"{EXPIRES}\nexpiry.renewal | automatic = true", "prepaid")
    plan = planned(renews, expires=date(2027, 3, 20))
    stop = step(plan, "stop-auto-renewal")
    assert (stop.due, stop.latest, stop.until, stop.critical) == (
        date(2027, 3, 17),
        date(2027, 3, 19),
        None,
        True,
    )
    assert row(plan, "cancel").title_key == "row.cancel.renewal.title"
    assert (stop.text_key, said(stop.reasons)[0]) == ("step.stop-auto-renewal.text", "renewal")
    done = planned(
        renews,
        expires=date(2027, 3, 20),
        marks=(Mark(key="expires", state=State.DONE, on=date(2027, 3, 20)),),
    )
    assert row(done, "cancel").title_key == "row.cancel.renewal.title"


@pytest.mark.parametrize("days", [0, 1, 200])
def test_a_renewal_is_stopped_also_when_it_has_begun(days: int) -> None:
    renews = made(f"{EXPIRES}\nexpiry.renewal | automatic = true", "prepaid")
    today = date(2027, 3, 20) + timedelta(days=days)
    for recorded, text in ((TODAY, "now"), (today, "text")):
        plan = planned(renews, today, recorded=recorded, expires=date(2027, 3, 20))
        stop = step(plan, "stop-auto-renewal")
        assert (stop.state, stop.text_key) == (State.OPEN, f"step.stop-auto-renewal.{text}")
        assert row(plan, "cancel").title_key == "row.cancel.renewal.title"
    unknown = step(planned(renews, date(2027, 6, 1), recorded=date(2027, 6, 1)), "stop-auto-renewal")
    assert (unknown.due, unknown.latest, unknown.state) == (date(2027, 6, 1), date(2027, 6, 1), State.OPEN)


def test_after_its_end_nothing_is_left_to_do_for_a_card() -> None:
    def seen(today: date) -> Plan:
        return planned(card(), today, expires=date(2027, 3, 20), number="090-0000-0000")

    last = seen(date(2027, 3, 20))
    assert {each.state for each in last.steps} == {State.OPEN}
    over = seen(date(2027, 3, 21))
    assert {each.key for each in over.steps if each.state is State.DONE} == {"expires"}
    assert {each.state for each in over.steps if each.key != "expires"} == {State.MISSED}
    assert step(over, "back-up-data").text_key == "step.back-up-data.missed"
    assert not any(each.late for each in over.steps)


def test_a_card_recorded_after_its_end_keeps_no_step_that_is_pointless() -> None:
    plan = planned(card(), expires=date(2027, 1, 20))
    assert keys(plan) == {"expires"}
    assert dict(step(plan, "expires").values)["expiry"] == date(2027, 1, 20)
    later = planned(card(), date(2027, 2, 2), expires=date(2027, 1, 20))
    assert step(later, "expires").state is State.DONE
    numbered = planned(card(), expires=date(2027, 1, 31), services=WECHAT)
    assert keys(numbered) == {"expires", "unbind:wechat"}
    assert keys(planned(card(), expires=TODAY, services=WECHAT)) >= {"back-up-data", "list-services"}


def test_a_short_time_is_named_only_where_the_end_is_ahead() -> None:
    renews = made(f"{EXPIRES}\nexpiry.renewal | automatic = true", "prepaid")
    for days, scaled in ((1, True), (0, True), (-1, False)):
        plan = planned(renews, expires=TODAY + timedelta(days=days))
        assert ("scaled" in said(step(plan, "stop-auto-renewal").reasons)) is scaled


def test_what_outlives_the_departure_has_not_ended() -> None:
    """Its steps are late when the departure has passed, and missed only after its own end."""
    told = {"expires": date(2027, 4, 19), "services": WECHAT}
    gone = planned(card(), date(2027, 4, 19), **told)
    assert {each.state for each in gone.steps} == {State.OPEN}
    assert step(gone, "unbind:wechat").text_key == "step.unbind.now"
    assert step(gone, "back-up-data").until == date(2027, 4, 19)
    over = planned(card(), date(2027, 4, 20), **told)
    assert {each.key for each in over.steps if each.state is not State.MISSED} == {"expires"}
    unknown = planned(card(), date(2027, 3, 29), services=WECHAT)
    assert step(unknown, "unbind:wechat").state is State.MISSED


def test_what_was_missed_moves_nothing_that_waited_for_it() -> None:
    """Holidays lie between the new number and the bank: it is due after them, also once both are missed."""
    bank = (BoundService(key="china-bank", letter=0),)
    told = {"recorded": date(2028, 5, 1), "departure": date(2028, 5, 10), "expires": date(2028, 5, 9)}
    days = {
        today: [
            (each.due, each.depends_on)
            for each in planned(card(), today, services=bank, **told).steps
            if each.key in ("get-replacement-number", "unbind:china-bank")
        ]
        for today in (date(2028, 5, 1), date(2028, 5, 10))
    }
    number, counter = date(2028, 5, 4), date(2028, 5, 8)
    assert days[date(2028, 5, 1)] == [(number, ("list-services",)), (counter, ("get-replacement-number",))]
    assert days[date(2028, 5, 10)] == [(number, ()), (counter, ())]


def test_what_needs_no_code_and_what_is_lost_do_not_end_with_the_card() -> None:
    by_login = (BoundService(key="wechat", letter=0, use="login"),)
    plan = planned(card(), date(2027, 3, 21), expires=date(2027, 3, 20), services=by_login, lost=TODAY)
    open_steps = {each.key for each in plan.steps if each.state is State.OPEN}
    assert open_steps == {
        "unbind:wechat",
        "suspend-line",
        "block-payment-apps",
        "report-loss",
        "reissue-or-cancel",
    }


@pytest.mark.parametrize("days", [0, 10])
def test_a_card_recorded_when_the_person_leaves_has_only_what_still_helps(days: int) -> None:
    recorded = LEAVES + timedelta(days=days)
    plan = planned(card(), recorded=recorded, expires=date(2027, 4, 19), services=WECHAT)
    assert keys(plan) == {"check-expiry", "unbind:wechat", "expires"}
    assert step(plan, "unbind:wechat").text_key in ("step.unbind.gone.text", "step.unbind.now")
    assert step(plan, "check-expiry").due == recorded


def test_a_card_without_departure_is_planned_to_its_expiry_and_without_both_not_at_all() -> None:
    plan = planned(card(), departure=None, expires=date(2027, 3, 20))
    assert step(plan, "expires").due == date(2027, 3, 20)
    assert step(plan, "check-expiry").due == date(2027, 3, 6)
    bare = planned(card(), departure=None)
    assert step(bare, "expires").due is None
    assert step(bare, "expires").estimate is True
    assert row(bare, "cancel").due is None
    assert bare.gate is None
    assert bare.expiry is None


# --- rented ---------------------------------------------------------------------------------


def rental(duty: str) -> Carrier:
    return made(f"{EXPIRES}\nreturn | {duty}", "rental")


@pytest.mark.parametrize(
    ("duty", "expires", "start", "due", "latest"),
    [
        # Posted by midnight of the last day: that day itself, and no later for want of a departure.
        ("required = true; days = 0", date(2027, 3, 20), *[date(2027, 3, 20)] * 3),
        ("required = true; days = 1", date(2027, 3, 20), *[date(2027, 3, 21)] * 3),
        ("required = true; days = 3", date(2027, 3, 20), date(2027, 3, 21), *[date(2027, 3, 23)] * 2),
        (
            "required = true; days = 9",
            date(2027, 3, 20),
            date(2027, 3, 21),
            date(2027, 3, 27),
            date(2027, 3, 29),
        ),
        ("required = true", date(2027, 3, 20), date(2027, 3, 21), date(2027, 3, 27), None),
        # In use until the departure: into the post box on the way out.
        ("required = true; days = 0", LEAVES, *[LEAVES] * 3),
        ("required = true; days = 7", LEAVES, LEAVES, LEAVES, date(2027, 4, 4)),
        ("required = true; days = 0", date(2027, 4, 2), LEAVES, LEAVES, date(2027, 4, 2)),
        ("required = true; days = 7", None, LEAVES, LEAVES, None),
    ],
)
def test_what_is_rented_goes_back(
    duty: str, expires: date | None, start: date, due: date, latest: date | None
) -> None:
    plan = planned(rental(duty), expires=expires)
    found = step(plan, "return-sim")
    assert (found.start, found.due, found.latest) == (start, due, latest)
    assert found.title_key == "step.return-sim.rental.title"
    assert row(plan, "clear").title_key == "row.clear.rental.title"
    assert plan.cancellation is None


def test_what_is_rented_goes_back_without_a_departure_too() -> None:
    found = step(planned(rental("required = true; days = 7"), departure=None, expires=LEAVES), "return-sim")
    assert (found.start, found.due, found.latest) == (date(2027, 3, 29), date(2027, 3, 29), date(2027, 4, 4))
    bare = step(planned(rental("required = true"), departure=None), "return-sim")
    assert (bare.due, bare.latest) == (None, None)


def test_what_is_rented_still_has_to_go_back_when_its_time_is_over() -> None:
    plan = planned(rental("required = true; days = 7"), date(2027, 3, 29), expires=date(2027, 3, 20))
    found = step(plan, "return-sim")
    assert (found.state, found.late) == (State.OPEN, True)
    assert found.text_key == "step.return-sim.now"


def test_a_deposit_is_worth_sending_the_card_back_for() -> None:
    plan = planned(rental("required = false; deposit_yen = 1280; days = 7"), expires=date(2027, 3, 20))
    found = step(plan, "return-sim")
    assert found.latest == date(2027, 3, 27)
    assert reason(found, "return-deposit").values == (("yen", 1280),)
    assert "return-sim" not in keys(planned(rental("required = false"), expires=date(2027, 3, 20)))


def test_a_supplied_envelope_needs_no_other() -> None:
    def ways_of(duty: str) -> list[str]:
        found = step(planned(rental(f"required = true; {duty}"), expires=LEAVES), "return-sim")
        return [detail.text_key for detail in found.details]

    assert "detail.return-envelope" in ways_of("envelope = true")
    assert "detail.return-how" in ways_of("envelope = false")


def test_a_device_that_was_lent_is_more_than_a_card() -> None:
    rules = AT_ONCE.replace("return | required = false", "return | required = true")
    assert step(planned(made(rules), item="device"), "return-sim").title_key == "step.return-sim.rental.title"


# --- held by somebody else, undated, lost ----------------------------------------------


@pytest.mark.parametrize("holder", [Holder.COMPANY, Holder.FAMILY, Holder.SCHOOL])
def test_what_another_holds_is_handed_back_and_not_cancelled(holder: Holder) -> None:
    plan = planned(made(AT_ONCE), holder=holder, services=WECHAT)
    assert plan.cancellation is None
    assert plan.keep_payment_until is None
    # T = E = L, so the gate is the day before that.
    assert plan.gate == date(2027, 3, 26)
    back = step(plan, "hand-back")
    assert (back.start, back.due, back.latest) == (date(2027, 3, 20), date(2027, 3, 26), date(2027, 3, 27))
    assert not {"cancel", "keep-payment-open", "set-contact", "check-device"} & keys(plan)
    title = row(plan, "cancel")
    assert title.title_key == "row.cancel.hand-back.title"
    assert str(title.values[0][1]) == f"Term(key='holder.{holder.value}.name')"
    assert plan.problems == ()
    assert said(step(plan, "unbind:wechat").reasons)[:2] == ["anchor-gate", "gate-end"]


def test_another_s_line_without_departure_is_undated() -> None:
    plan = planned(made(AT_ONCE), holder=Holder.COMPANY, departure=None)
    assert plan.gate is None
    assert "hand-back" not in keys(plan)


def test_without_departure_the_plan_is_undated() -> None:
    plan = planned(made(AT_ONCE), departure=None, services=WECHAT)
    assert (plan.departure, plan.cancellation, plan.keep_payment_until, plan.gate) == (None,) * 4
    assert plan.problems == ()
    assert plan.outcome is Outcome.OK
    assert {each.due for each in plan.steps} == {None}
    assert step(plan, "unbind:wechat").reasons[0].rule == "lead"
    assert all(each.due is None for each in plan.rows)


def test_a_lost_line_is_suspended_first() -> None:
    lost = date(2027, 2, 1)
    plan = planned(made(AT_ONCE), lost=lost)
    assert {each.key for each in plan.steps if each.row == "lost"} == {
        "suspend-line",
        "report-loss",
        "block-payment-apps",
        "reissue-or-cancel",
    }
    assert {(each.due, each.latest) for each in plan.steps if each.row == "lost"} == {(lost, lost)}
    assert plan.rows[0].key == "lost"
    assert plan.rows[0].critical is True
    assert "suspend-line" not in keys(planned(made(AT_ONCE)))


def test_a_lost_line_stands_first_whatever_its_day() -> None:
    plan = planned(made(AT_ONCE), date(2027, 3, 20), lost=date(2027, 3, 20))
    assert plan.rows[0].key == "lost"
    assert plan.rows[0].due == date(2027, 3, 20)
    assert plan.rows[1].due < plan.rows[0].due  # type: ignore[operator]


@pytest.mark.parametrize(
    "closed", ['needs = ["sms-to-line"]', 'needs = ["sim-in-phone"]', 'blocked_by = ["sim-lost"]']
)
def test_a_lost_line_has_no_channel_that_needs_it(closed: str) -> None:
    carrier = made(AT_ONCE.replace('needs = ["login"]', closed) + "channel.phone | available = true")
    found = planned(carrier).cancellation
    lost = planned(carrier, lost=TODAY).cancellation
    assert found is not None
    assert lost is not None
    assert (found.channel, lost.channel) == ("online", "phone")


def test_what_needs_the_lost_phone_or_card_is_not_asked_for() -> None:
    rules = made(AT_ONCE.replace("required = false", "required = true"))
    kept, lost = (planned(rules, services=WECHAT, lost=day) for day in (None, TODAY))
    gone = keys(kept) - keys(lost)
    assert gone == {"back-up-data", "check-device", "delete-esim-profile"}
    assert step(kept, "return-sim").text_key == "step.return-sim.unknown.text"
    assert step(lost, "return-sim").text_key == "step.return-sim.lost.text"
    assert step(lost, "unbind:wechat").text_key == "step.unbind.lost.text"
    assert "detail.before.backup" in {one.text_key for one in step(kept, "cancel").details}
    assert "detail.before.backup" not in {one.text_key for one in step(lost, "cancel").details}
    outlasting = [planned(made(BY_MONTH), lost=day) for day in (None, TODAY)]
    assert ["stop-roaming" in keys(plan) for plan in outlasting] == [True, False]


def test_a_service_that_needs_no_code_is_moved_as_ever() -> None:
    services = (BoundService(key="wechat", letter=0, use="login"),)
    plan = planned(made(AT_ONCE), services=services, lost=TODAY)
    assert step(plan, "unbind:wechat").text_key == "step.unbind.text"


def test_the_carrier_says_where_a_line_is_stopped_and_when_it_ends_by_itself() -> None:
    rules = made(AT_ONCE + 'lost | where = "Desk"\nlost | ends_after_days = 7')
    plan = planned(rules, lost=TODAY)
    assert dict(step(plan, "suspend-line").values)["where"] == Note("Desk")
    assert step(plan, "reissue-or-cancel").text_key == "step.reissue-or-cancel.ends.text"
    assert dict(step(plan, "reissue-or-cancel").values)["ends"] == TODAY + timedelta(days=7)
    unknown = planned(made(AT_ONCE), lost=TODAY)
    assert dict(step(unknown, "suspend-line").values)["where"] == Term("lost.unknown.place")
    assert step(unknown, "reissue-or-cancel").text_key == "step.reissue-or-cancel.text"
    assert step(unknown, "suspend-line").until is None


ENDED = made(AT_ONCE.replace("required = false", "required = true; days = 10") + "lost | ends_after_days = 7")
LAST = TODAY + timedelta(days=7)


def test_a_lost_line_that_the_carrier_has_ended_has_nothing_left_to_cancel() -> None:
    told: dict[str, Any] = {"lost": TODAY, "services": WECHAT, "sim": Sim.PHYSICAL}
    before = planned(ENDED, LAST, **told)
    assert before.cancellation is not None
    assert step(before, "suspend-line").state is State.OPEN
    after = planned(ENDED, LAST + timedelta(days=1), **told)
    assert (after.cancellation, after.candidates, after.gate) == (None, (), LAST - timedelta(days=1))
    assert (after.closing_day, after.outcome) == (31, Outcome.OK)
    asked = {"cancel", "confirm-cancellation", "save-evidence"}
    assert keys(before) - keys(after) == asked
    assert {each.key for each in after.steps if each.state is State.MISSED} == {
        "suspend-line",
        "reissue-or-cancel",
        "check-contract",
        "check-login",
        "set-contact",
        "list-services",
        "get-replacement-number",
        "unbind:wechat",
        "use-up-balance",
    }
    assert step(after, "suspend-line").until == step(after, "reissue-or-cancel").until == LAST
    assert dict(step(after, "reissue-or-cancel").values)["ends"] == LAST
    assert (step(after, "return-sim").start, step(after, "return-sim").latest) == (
        LAST + timedelta(days=1),
        LAST + timedelta(days=10),
    )
    # It is charged to the end of February; the base fee follows on 26 March.
    assert step(after, "final-debit:base").due == date(2027, 3, 26)
    assert after.keep_payment_until == date(2027, 5, 31)
    assert [each.code for each in after.problems] == []


def test_a_lost_line_that_was_seen_to_is_cancelled_as_ever() -> None:
    later = LAST + timedelta(days=1)
    for key in ("reissue-or-cancel", "cancel"):
        mark = Mark(key=key, state=State.DONE, on=LAST)
        window = planned(ENDED, later, lost=TODAY, marks=(mark,)).cancellation
        assert window is not None
    left_out = Mark(key="reissue-or-cancel", state=State.SKIPPED)
    moved = Mark(key="cancel", moved_to=date(2027, 3, 20))
    assert planned(ENDED, later, lost=TODAY, marks=(left_out,)).cancellation is None
    assert planned(ENDED, later, lost=TODAY, marks=(moved,)).cancellation is None


@pytest.mark.parametrize(
    "told",
    [
        {"prepaid": True, "expires": date(2027, 3, 10)},
        {"intent": Intent.KEEP},
        {"intent": Intent.SWITCH},
        {"holder": Holder.COMPANY},
    ],
)
def test_only_a_line_that_would_be_cancelled_is_taken_for_ended(told: dict[str, Any]) -> None:
    plan = planned(ENDED, LAST + timedelta(days=1), lost=TODAY, **told)
    for key in ("suspend-line", "reissue-or-cancel"):
        assert (step(plan, key).state, step(plan, key).until) in [
            (State.OPEN, None),
            (State.OPEN, date(2027, 3, 10)),
        ]


def test_a_line_that_was_lost_and_ended_before_it_was_recorded_has_no_window_either() -> None:
    plan = planned(ENDED, lost=TODAY - timedelta(days=8))
    assert (plan.cancellation, plan.gate) == (None, TODAY - timedelta(days=2))
    assert "check-contract" not in keys(plan)
    open_still = planned(ENDED, lost=TODAY - timedelta(days=7))
    assert open_still.cancellation is not None


def test_a_lost_line_of_unknown_closing_day_is_charged_to_the_latest_it_can_be() -> None:
    rules = made(
        AT_ONCE.replace('"month-end"', '"per-customer"; choices = [10, 20]', 1) + "lost | ends_after_days = 7"
    )
    plan = planned(rules, LAST + timedelta(days=1), lost=TODAY)
    assert (plan.closing_day, plan.closing_choices) == (None, (10, 20))
    # 20 February, and after the 10th a period of that closing day ends in March.
    assert step(plan, "final-debit:base").due == date(2027, 4, 26)


def test_the_row_of_a_lost_line_is_named_by_what_is_left_of_it() -> None:
    done = tuple(
        Mark(key=key, state=State.DONE, on=TODAY)
        for key in ("suspend-line", "block-payment-apps", "report-loss")
    )
    titles = [planned(made(AT_ONCE), lost=TODAY, marks=done[:count]).rows[0].title_key for count in (0, 1, 3)]
    assert titles == ["row.lost.title", "row.lost.rest.title", "step.reissue-or-cancel.title"]


# --- recorded on the departure or later -----------------------------------------------

LATE = {
    "cancel",
    "unbind:wechat",
    "confirm-cancellation",
    "save-evidence",
    "delete-esim-profile",
    "final-bill:base",
    "final-debit:base",
    "save-bills",
    "keep-payment-open",
    "verify-closed",
    "remove-carrier-app",
}


@pytest.mark.parametrize("days", [0, 1, 40])
def test_recorded_on_the_departure_or_later_only_what_still_helps_is_made(days: int) -> None:
    recorded = date.fromordinal(LEAVES.toordinal() + days)
    plan = planned(made(AT_ONCE), recorded=recorded, services=WECHAT)
    assert keys(plan) == LATE
    assert step(plan, "unbind:wechat").text_key in ("step.unbind.gone.text", "step.unbind.now")
    window = plan.cancellation
    assert window is not None
    assert (window.opens, window.recommended, window.request) == (recorded,) * 3
    assert window.line_ends == recorded


def test_the_day_before_the_departure_everything_is_made() -> None:
    plan = planned(made(AT_ONCE), recorded=date(2027, 3, 27), services=WECHAT)
    assert keys(plan) >= {"back-up-data", "check-device", "check-contract"}


def test_a_data_line_asks_for_no_number() -> None:
    assert "list-services" in keys(planned(made(AT_ONCE)))
    assert "list-services" not in keys(planned(made(AT_ONCE, "rental")))
    assert "list-services" not in keys(planned(made(AT_ONCE), line=Line.DATA))
    assert "list-services" in keys(planned(made(AT_ONCE), line=Line.DATA, number="090-0000-0000"))


def test_nobody_has_to_cancel_what_another_holds_after_the_departure() -> None:
    plan = planned(made(AT_ONCE), date(2027, 3, 30), holder=Holder.COMPANY)
    assert "departure-passed" not in codes(plan)


def test_a_renewal_that_hangs_on_the_plan_is_looked_up() -> None:
    renews = made(f'{EXPIRES}\nexpiry.renewal | automatic = true; when = {{ plan = "big" }}', "prepaid")
    unsure = step(planned(renews, expires=date(2027, 3, 20)), "stop-auto-renewal")
    assert (unsure.text_key, said(unsure.reasons)[0]) == (
        "step.stop-auto-renewal.unsure.text",
        "renewal-unsure",
    )
    sure = planned(renews, expires=date(2027, 3, 20), plan="big")
    assert step(sure, "stop-auto-renewal").text_key == "step.stop-auto-renewal.text"
    assert "stop-auto-renewal" not in keys(planned(renews, expires=date(2027, 3, 20), plan="small"))


@pytest.mark.parametrize(("big", "others"), [("true", "false"), ("false", "true")])
def test_a_renewal_of_one_plan_or_all_others_is_looked_up_too(big: str, others: str) -> None:
    rules = f"{EXPIRES}\nexpiry.renewal | automatic = {big}; {BIG}\nexpiry.renewal | automatic = {others}"
    stops = {
        plan: [
            each.text_key
            for each in planned(made(rules, "prepaid"), expires=date(2027, 3, 20), plan=plan).steps
            if each.kind == "stop-auto-renewal"
        ]
        for plan in (None, "big", "small")
    }
    renewing, other = ("big", "small") if big == "true" else ("small", "big")
    assert stops == {
        None: ["step.stop-auto-renewal.unsure.text"],
        renewing: ["step.stop-auto-renewal.text"],
        other: [],
    }


def test_what_is_only_reported_of_the_return_of_a_rental_is_marked_too() -> None:
    lent = made(f"{EXPIRES}\nreturn | required = true; days = 7; {SINGLE}", "rental")
    plan = planned(lent, expires=date(2027, 3, 20))
    assert row(plan, "clear").hearsay is True
    assert row(plan, "cancel").hearsay is False
