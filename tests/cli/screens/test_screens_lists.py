from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from screen_cases import (
    DEPARTURE,
    PACK,
    RECORDED,
    au,
    data,
    done,
    leaving,
    plan,
    policy,
    steps_of,
    travel,
)

from tracker.cli import screens
from tracker.cli.width import width
from tracker.core.contract import BoundService, Contract, Mark
from tracker.core.facts import Fact, When
from tracker.core.model import Candidate, Plan, Problem, Remedy
from tracker.core.words import Basis, Holder, Outcome, Payment, Severity, Sim, State
from tracker.i18n import LANGUAGES, texts
from tracker.service.upcoming import upcoming

EN = texts("en")


def joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def changed(found: Plan, **changes: Any) -> Plan:
    contract: Contract = replace(found.contract, **changes)
    return found._replace(contract=contract)


def closed(found: Plan) -> Plan:
    rows = tuple(row._replace(state=State.DONE) for row in found.rows)
    steps = tuple(step._replace(state=State.DONE) for step in found.steps)
    return found._replace(rows=rows, steps=steps)


# --- plan ---------------------------------------------------------------------------


def test_red_is_only_what_costs_money_by_tomorrow() -> None:
    def red(today: date) -> list[str]:
        return [line for line in screens.plan_table(au(today=today), EN, colour=True) if "\x1b[" in line]

    assert red(date(2027, 2, 15)) == []
    (line,) = red(date(2027, 2, 17))
    assert "Cancel in My au" in line
    assert not any("\x1b" in line for line in screens.plan_table(au(today=DEPARTURE), EN))
    assert any(
        "\x1b[" in line for line in screens.plan_tables([au(today=date(2027, 2, 17))], EN, colour=True)
    )


def test_a_row_of_another_year_stands_below_its_year() -> None:
    lines = screens.plan_table(
        plan("mineo", recorded=date(2027, 11, 1), person=leaving(date(2027, 12, 28))), EN
    )
    place = next(number for number, line in enumerate(lines) if line.strip() == "2028")
    assert "Last bill" in lines[place + 1]


def test_a_departure_of_another_year_stands_below_its_year_too() -> None:
    lines = screens.plan_table(plan("docomo", services=(), person=leaving(date(2026, 1, 1))), EN)
    place = next(number for number, line in enumerate(lines) if line.strip() == "2026")
    assert "you left Japan" in lines[place + 1]
    assert lines[place + 2].strip() == "2027"


def test_a_month_stands_where_its_last_day_belongs() -> None:
    lines = screens.plan_table(plan("mineo", services=(), person=leaving(date(2027, 4, 1))), EN)
    leave = next(number for number, line in enumerate(lines) if "you leave Japan" in line)
    assert any(line.split()[1:4] == ["Apr", "-", "Last"] for line in lines[leave:])
    assert not any("Last bill" in line for line in lines[leave - 5 : leave])


def test_months_over_a_new_year_say_which() -> None:
    found = plan(
        "docomo",
        services=(),
        payment=Payment.BANK,
        device_balance=54000,
        device_until=date(2028, 6, 30),
        person=leaving(date(2027, 3, 28)),
    )
    assert "Apr to Jun 2028" in joined(screens.plan_table(found, EN))
    words = joined(screens.next_lines([found], EN, RECORDED, upcoming([found])))
    assert "Fri 30 Jun 2028" in words
    assert "Fri 26 Mar 2027" not in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_row_of_a_shipped_carrier_breaks(lang: str) -> None:
    person = leaving(date(2027, 3, 28))
    for head in PACK.heads():
        if head.kind == "membership":
            continue
        found = plan(head.id, payment=Payment.CARD, sim=Sim.ESIM, services=("line",), person=person)
        lines = screens.plan_table(found, texts(lang))
        first = next(number for number, line in enumerate(lines) if line.lstrip().startswith("#"))
        shown = lines[first + 1 :]
        table = shown[: shown.index("")]
        years = [line for line in table if line.strip().isdigit()]
        assert len(table) - len(years) == len(found.rows) + 1, table


def test_what_is_cheaper_is_said_in_the_plan() -> None:
    today = date(2027, 3, 20)
    found = plan("sakura-mobile", recorded=today, today=today, person=leaving(date(2027, 4, 5)), services=())
    words = "Cancelling by Thu 25 Mar would save a billing period"
    assert words in joined(screens.plan_table(found, EN))
    assert words in joined(screens.plan_tables([found, travel()], EN))
    assert words in joined(screens.added(found, EN, today))
    assert joined(screens.plan_table(found, EN, every=True)).count(words) == 1
    assert words not in joined(screens.plan_table(found._replace(closing_choices=(15, 31)), EN))


def test_nobody_asks_the_carrier_about_the_line_of_another() -> None:
    for words in (screens.plan_table, screens.added):
        arguments = (RECORDED,) if words is screens.added else ()
        assert "0120" in joined(words(plan("docomo"), EN, *arguments))
        assert "0120" not in joined(words(plan("docomo", holder=Holder.COMPANY), EN, *arguments))


@pytest.mark.parametrize(
    ("payment", "row", "head", "show"),
    [
        (
            Payment.BANK,
            "Until then keep the bank account",
            "Keep the bank account until",
            "keep the bank account until",
        ),
        (Payment.CARD, "Until then keep card and account", "Keep card and account until", "keep card and"),
        (
            Payment.SLIP,
            "Until then a slip can still come",
            "A payment slip can still come",
            "a slip can come",
        ),
    ],
)
def test_what_is_kept_is_what_pays(payment: Payment, row: str, head: str, show: str) -> None:
    found = plan("docomo", services=(), payment=payment)
    assert row in joined(screens.plan_table(found, EN))
    assert show in joined(screens.contract_show(found, EN))
    gone = plan(
        "docomo",
        services=(),
        payment=payment,
        today=date(2027, 2, 18),
        marks=(done("cancel", date(2027, 2, 17)),),
    )
    assert head in joined(screens.plan_table(gone, EN))


def test_estimates_stand_in_one_column() -> None:
    def notes(title: str) -> set[int]:
        rows = tuple(
            row._replace(estimate=True, title_key=title if row.key == "bill" else row.title_key)
            for row in au().rows
            if row.key in {"bill", "until"}
        )
        lines = screens.plan_table(au()._replace(rows=rows), EN)
        return {line.index("(estimate)") for line in lines if "(estimate)" in line}

    (behind,) = notes("row.bill.card.title")
    (before,) = notes("row.bill.deposit.title")
    assert before < behind


def test_a_line_that_costs_nothing_has_no_costly_day() -> None:
    assert "costs money" in joined(screens.plan_table(au(services=()), EN))
    free = au(services=(), fee_yen=0)
    assert "costs money" not in joined(screens.plan_table(free, EN, colour=True))
    assert not any("Cancel in" in line and "*" in line for line in screens.plan_table(free, EN, every=True))


def test_a_day_is_said_once() -> None:
    (line,) = [line for line in screens.plan_table(travel(), EN) if "Ends by itself" in line]
    assert line.split() == ["3", "Wed", "3", "Mar", "-", "Ends", "by", "itself"]
    ends = upcoming([travel()])[-1:]
    assert "Ends by itself on Wed 3 Mar" in joined(screens.next_lines([travel()], EN, RECORDED, ends))


def test_several_lines_say_when_each_leaves_and_end_without_blanks() -> None:
    lines = screens.plan_tables([travel()], EN)
    assert "leaving Fri 19 Feb 2027, in 18 days" in lines[0]
    assert lines[-1] != ""


def problem(name: str, severity: Severity, ways: tuple[Remedy, ...], **values: str | int | date) -> Problem:
    code = name.partition(".")[0]
    return Problem(code, severity, f"problem.{name}.text", tuple(values.items()), (), None, None, ways)


def test_problems_come_with_their_ways_out_each_named_once() -> None:
    ask = Remedy("remedy.ask-carrier.text", (), RECORDED, None)
    other = Remedy("remedy.other-number.text", (), RECORDED, 0)
    paid = Remedy("remedy.call-desk.text", (), RECORDED, 1100)
    problems = (
        problem("no-open-day.none", Severity.BLOCKING, (ask, paid), channel="x"),
        problem("departure-passed", Severity.WARNING, (ask,), days=3),
        problem("pending-change-blocks", Severity.WARNING, (ask, other)),
        problem("abroad-unknown", Severity.WARNING, (ask,), channel="x"),
        problem("cheaper-earlier.unknown", Severity.NOTE, (), day=RECORDED),
    )
    found = au()._replace(problems=problems)
    lines = screens.plan_table(found, EN)
    blocking = next(number for number, line in enumerate(lines) if line.startswith("! No day is left"))
    head = next(number for number, line in enumerate(lines) if line.startswith(" #"))
    warning = next(number for number, line in enumerate(lines) if line.startswith("! A plan change"))
    assert blocking < head < warning
    paid_for = (
        "> Call the desk of the carrier today. Still to pay then: 1,100 yen (monthly and termination fees)."
    )
    assert paid_for in joined(lines[:head])
    assert sum("Ask the carrier today" in line for line in lines[head:]) == 1
    assert not any("days ago" in line for line in lines)
    every = screens.plan_table(found, EN, every=True)
    assert any(line.startswith("- Cancelling by") for line in every)
    several = screens.plan_tables([found, travel()], EN)
    assert "main:" in several


def test_a_way_out_for_today_says_today() -> None:
    way = Remedy("remedy.earlier-request.text", (("day", RECORDED),), RECORDED, None)
    late = problem("pending-change-blocks", Severity.WARNING, (way,))
    assert "> Ask for the cancellation today, Mon 1 Feb." in joined(
        screens.plan_table(au()._replace(problems=(late,)), EN)
    )
    later = way._replace(values=(("day", DEPARTURE),))
    found = au()._replace(problems=(late._replace(remedies=(later,)),))
    assert "> Ask for the cancellation by Fri 19 Feb." in joined(screens.plan_table(found, EN))


def test_a_slip_after_the_departure_is_not_said_to_come_after_it() -> None:
    slip = problem("slip-payable-only-in-japan", Severity.WARNING, (), debit=date(2027, 5, 10))
    here, gone = (au(today=day)._replace(problems=(slip,)) for day in (RECORDED, date(2027, 3, 3)))
    assert "after you leave" in joined(screens.plan_table(here, EN))
    assert "after you leave" not in joined(screens.plan_table(gone, EN))
    assert "around Mon 10 May, and slips" in joined(screens.plan_table(gone, EN))


def test_all_steps_of_several_lines() -> None:
    lines = screens.plan_tables([au(), data()], EN, every=True)
    assert any("unbind:wechat" in line and line.startswith("main 3a") for line in lines)
    assert any("check-login" in line and line.startswith("data") for line in lines)


def test_one_plan_alone_needs_no_common_end_and_no_legend_that_it_does_not_use() -> None:
    lines = joined(screens.plan_tables([travel()], EN))
    assert "for all lines" not in lines
    assert "costs money" not in lines
    assert "reported" not in lines
    assert screens.plan_tables([], EN) == []
    assert screens.plan_tables([au(person=replace(au().contract.person, departure=None))], EN)


def test_a_step_that_stands_in_no_row_has_no_number() -> None:
    found = au()
    lines = screens.plan_table(found._replace(rows=found.rows[1:]), EN, every=True)
    line = next(line for line in lines if "check-login" in line)
    assert line.startswith("    ")


def test_a_finished_plan_names_no_desk() -> None:
    lines = joined(screens.plan_table(closed(au()), EN))
    assert "Ask au" not in lines
    assert "reported" not in lines


def test_the_mark_of_hearsay_points_to_the_row_that_has_it() -> None:
    found = au()
    rows = tuple(row._replace(hearsay=row.key == "proof") for row in found.rows)
    assert "tracker explain 6" in joined(screens.plan_table(found._replace(rows=rows), EN))


# --- added --------------------------------------------------------------------------


def test_the_first_rows_are_today_when_they_are_due() -> None:
    lines = screens.added(au(today=date(2027, 2, 3)), EN, date(2027, 2, 3))
    assert any(line.startswith("  1  today") for line in lines)
    late = screens.added(au(today=date(2027, 2, 5)), EN, date(2027, 2, 5))
    assert any(line.startswith("  1  today") for line in late)


def test_nothing_left_to_start_with() -> None:
    assert "Start with" not in joined(screens.added(closed(au()), EN, RECORDED))


def test_who_has_left_already_is_told_so() -> None:
    found = plan("softbank", today=date(2027, 3, 3), closing_day=20, fee_yen=3000)
    words = joined(screens.added(found, EN, found.today))
    assert "You left Japan on Fri 19 Feb 2027." in words
    assert "If this line has another day: tracker edit main --departure DATE" in words
    assert "main is still running: day 12 after leaving. Every further month costs 3,000 yen." in words
    assert "+81-92-687-0025" in words
    own = changed(found, departure=DEPARTURE)
    assert "another day" not in joined(screens.added(own, EN, found.today))


def test_all_that_is_left_is_not_called_a_start() -> None:
    first = travel(marks=(done("check-expiry", RECORDED),))
    assert "Do this:" in screens.added(first, EN, RECORDED)


def test_a_closing_day_of_the_persons_own_is_said_back() -> None:
    words = joined(
        screens.added(plan("softbank", closing_day=20, person=leaving(date(2027, 4, 6))), EN, RECORDED)
    )
    assert "Closing day: day 20 of the month." in words
    assert "Closing day" not in joined(screens.added(au()._replace(closing_day=None), EN, RECORDED))


def test_reported_rules_are_marked_even_without_a_desk() -> None:
    found = plan("mineo", person=leaving(date(2027, 4, 6)))
    lines = screens.added(found, EN, RECORDED)
    assert "? = reported by others, not by mineo." in lines
    assert "To be sure" not in joined(lines)


def test_the_hints_stand_on_two_lines_when_the_name_is_long() -> None:
    lines = screens.added(au(name="n" * 40), EN, RECORDED)
    assert lines[-2:] == ["Calendar file:  tracker export", f"Something wrong?  tracker edit {'n' * 40}"]


# --- next ---------------------------------------------------------------------------


def test_next_in_a_pipe_is_one_row_a_line() -> None:
    first, *_ = screens.next_piped(EN, upcoming([au()]))
    assert first.split("\t") == ["2027-02-03", "main", "1", "Log in to My au; read the last bill"]


def test_next_says_so_when_all_is_done() -> None:
    assert screens.next_lines([closed(au())], EN, RECORDED, []) == ["Nothing is left to do."]


def test_next_does_not_say_that_a_line_without_days_is_finished() -> None:
    undated = plan("mineo", person=leaving(DEPARTURE, returns=DEPARTURE))
    bare = undated._replace(rows=tuple(row._replace(due=None) for row in undated.rows))
    lines = screens.next_lines([bare], EN, RECORDED, [])
    assert lines[0].startswith("main 1  ")
    assert len(lines) == 3


def test_next_counts_to_the_nearest_end() -> None:
    def last(found: Plan, today: date) -> str:
        return " ".join(screens.next_lines([found], EN, today, upcoming([found])[:1])[1:])

    assert last(au(), RECORDED).startswith("Cancel main in 16 days, Wed 17 Feb.")
    assert last(au(today=date(2027, 2, 16)), date(2027, 2, 16)).startswith("Cancel main tomorrow")
    assert last(travel(), RECORDED).startswith("travel ends by itself in 30 days, Wed 3 Mar.")
    assert last(plan("other", prepaid=True), RECORDED) == "Done with one: tracker done main 1"


def test_next_names_late_rows_without_a_day() -> None:
    found = au(today=date(2027, 2, 14))
    lines = screens.next_lines([found], EN, found.today, upcoming([found])[:1])
    assert lines[0].startswith("now  main 1  Log in to My au; read the last bill")


def test_next_wraps_what_is_too_long() -> None:
    found = au(name="a-very-long-name-for-a-line-of-mine")
    lines = screens.next_lines([found], EN, RECORDED, upcoming([found])[:3])
    assert all(width(line) <= 79 for line in lines)
    assert len(lines) > 5


# --- list and show ------------------------------------------------------------------


def test_the_list_says_how_far_each_line_is() -> None:
    archived = changed(au(name="old"), archived=True)
    gone = au(name="gone", marks=(done("cancel", date(2027, 2, 17)),), today=date(2027, 2, 18))
    stuck = au(name="stuck")._replace(cancellation=None, outcome=Outcome.INFEASIBLE)
    undated = au(name="undated", person=replace(au().contract.person, departure=None))
    lines = screens.contract_list([archived, gone, stuck, undated, closed(au())], EN)
    words = [line.split() for line in lines]
    assert "archived" in words[1]
    assert "cancelled" in words[2]
    assert "now" in words[3]
    assert "-" in words[4]
    assert "9/9" in words[5]
    assert screens.contract_list([], EN) == []


def test_the_list_tells_what_ends_from_what_is_to_be_cancelled() -> None:
    on = date(2027, 2, 20)
    marks = (done("cancel", on),)
    half = plan("biglobe-mobile", today=on, marks=marks, person=leaving(date(2027, 3, 28)))
    lines = screens.contract_list([travel(), half], EN)
    assert "ends Wed 3 Mar" in lines[1]
    assert "Sat 20 Feb" in lines[2]
    assert not any("cancelled" in line for line in lines)


def test_show_holds_what_was_recorded_and_what_is_not_known() -> None:
    found = plan(
        signed=date(2025, 4, 1), device_balance=12000, debit_day=27, plan="m", note="hi\x07", deposit=0
    )
    words = joined(screens.contract_show(found, EN))
    for part in (
        "signed Tue 1 Apr 2025",
        "phone still owed 12,000 yen",
        "debit day (引き落とし日) day 27 of the month",
        "note hi?",
        "SIM not known",
        "payment not known",
        "monthly fee not known",
    ):
        assert part in words


def test_an_open_question_says_how_it_is_answered() -> None:
    found = plan("docomo", signed=date(2026, 8, 1))
    for words in (
        joined(screens.contract_show(found, EN)),
        joined(screens.explain(found, steps_of(found, "cancel"), EN)),
    ):
        assert "Answer: tracker edit main --answer 'The line was never=no' (or =yes)" in words
        assert "'Another line in the=no'" in words
    lines = screens.explain(found, steps_of(found, "cancel"), EN)
    yours = lines.index("Only you know (it can change a date or a fee)")
    theirs = next(number for number, line in enumerate(lines) if line.startswith("Not known (ask"))
    assert "  - The line was never really used" in lines[yours:theirs]
    alone = found._replace(problems=(), carrier=replace(found.carrier, remarks=()))
    assert "Not known" not in joined(screens.explain(alone, steps_of(alone, "cancel"), EN))


def test_a_question_that_begins_like_another_is_typed_whole() -> None:
    both = ("It was signed in a shop", "It was signed in a shop of the group")
    facts = tuple(
        Fact(
            header="effect",
            key="ends",
            value="same-day",
            basis=Basis.REPORTED,
            sources=(),
            when=When(case=(case,)),
        )
        for case in both
    )
    found = au()
    found = found._replace(carrier=replace(found.carrier, facts=facts), questions=both)
    words = joined(screens.contract_show(found, EN))
    assert "'It was signed in a shop=no'" in words
    assert "'It was signed in a shop of=no'" in words


def test_show_of_a_prepaid_line_knows_no_closing_day() -> None:
    words = joined(screens.contract_show(travel(), EN))
    assert "closing day" not in words
    assert "SIM not known" not in words


def test_show_of_a_plan_without_a_window_derives_nothing() -> None:
    bare = data()._replace(cancellation=None, keep_payment_until=None, problems=(), questions=())
    assert "charged through" not in joined(screens.contract_show(bare, EN))
    sure = joined(screens.contract_show(au()._replace(keep_estimate=False), EN))
    assert "(estimate)" not in sure.split("keep card")[1]


# --- compare and preview ------------------------------------------------------------


def candidate(first: date, last: date, **changes: Any) -> Candidate:
    facts: dict[str, Any] = {
        "request_from": first,
        "request_to": last,
        "line_ends_from": first,
        "line_ends_to": last,
        "charged_through": last,
        "gap_days_min": 2,
        "gap_days_max": 2,
        "from_abroad": None,
        "amount": 1000,
        "marks": (),
        **changes,
    }
    return Candidate(**facts)


def test_compare_marks_what_is_cheaper_and_what_works_from_abroad() -> None:
    day = date(2027, 2, 10)
    later = date(2027, 3, 1)
    found = au()._replace(
        candidates=(
            candidate(day, day, marks=("cheaper",)),
            candidate(later, later, from_abroad=True),
            candidate(later, later, from_abroad=False, gap_days_max=0, gap_days_min=0),
        )
    )
    lines = screens.compare_table(found, EN)
    assert " ".join(lines[3].split()) == "< 10 Feb 10 Feb 10 Feb 2 days 1,000 in Japan"
    assert lines[4].endswith(" abroad")
    assert lines[5].endswith("not abroad")
    words = joined(lines)
    assert "< cheaper:" in words
    assert "* recommended" not in words
    assert "is not known" not in words
    assert "yen: the monthly fees from today on and the fee for ending" in words
    assert "--fee" not in words


def test_compare_prices_what_is_known_where_the_termination_fee_is_not() -> None:
    today = date(2027, 3, 26)
    found = plan("sakura-mobile", recorded=today, today=today, person=leaving(date(2027, 4, 5)), fee_yen=3278)
    assert all(one.amount is None for one in found.candidates)
    lines = screens.compare_table(found, EN)
    assert "6,556+" in lines[3]
    assert "the termination fee is not known" in joined(lines)
    assert "--fee" not in joined(lines)
    unknown = joined(screens.compare_table(found._replace(closing_choices=(15, 31)), EN))
    assert "6,556+" not in unknown
    by_day = [one._replace(charged_through=date(2027, 4, 10)) for one in found.candidates[:1]]
    assert "3,278+" in joined(screens.compare_table(found._replace(candidates=tuple(by_day)), EN))
    ended = [one._replace(charged_through=today) for one in found.candidates[:1]]
    assert "+" not in screens.compare_table(found._replace(candidates=tuple(ended)), EN)[3]


def test_compare_without_candidates_says_why() -> None:
    assert "nothing to compare" in joined(screens.compare_table(travel(), EN))


def test_preview_names_what_is_new_and_what_is_dropped() -> None:
    more = au(services=("wechat", "alipay", "line", "bank", "paypay"))
    assert "New (1):" in screens.preview(au(), more, EN)
    assert "Dropped (1):" in screens.preview(more, au(), EN)
    assert "No date changes." in screens.preview(au(), au(), EN)


def test_preview_shows_a_last_day_that_moves_alone() -> None:
    after = au()
    steps = tuple(
        step._replace(latest=date(2027, 2, 20)) if step.key == "cancel" else step for step in after.steps
    )
    words = joined(screens.preview(au(), after._replace(steps=steps), EN))
    assert "Cancel in My au: last day Thu 18 Feb -> Sat 20 Feb" in words


def test_preview_shows_states_and_steps_without_a_day() -> None:
    before = au(marks=(done("unbind:line", RECORDED),))
    steps = tuple(step._replace(due=None) if step.key == "check-login" else step for step in au().steps)
    lines = joined(screens.preview(before, au()._replace(steps=steps), EN))
    assert "Wed 3 Feb -> - Log in to My au once" in lines


# --- services -----------------------------------------------------------------------


def test_nothing_bound_is_told_apart_from_not_listed() -> None:
    assert "as you said" in joined(screens.services_table(data(), policy(), EN))
    assert "Not listed yet" in joined(screens.services_table(data(services_listed=False), policy(), EN))


def test_services_of_ones_own_and_facts_of_ones_own() -> None:
    gym = BoundService(key="gym", letter=0, label="My \x1bgym", moving="counter", lead_days=1)
    lost = BoundService(key="no-such-service", letter=1)
    found = changed(au(today=date(2027, 2, 15)), services=(gym, lost, au().contract.services[0]))
    lines = screens.services_table(found, policy(), EN)
    assert " ".join(lines[1].split()) == "a - - My ?gym at a counter in Japan, about a day"
    assert " ".join(lines[2].split()) == "b - - no-such-service"
    assert lines[3].split()[:2] == ["3a", "now"]


def test_what_to_mind_with_a_service_is_said_while_it_is_open() -> None:
    words = joined(screens.services_table(au(marks=(done("unbind:line", RECORDED),)), policy(), EN))
    assert "WeChat: Bind the new number before the line ends and set a password:" in words
    assert "First register an email address" not in words
    assert "LINE: First register an email address" in joined(screens.services_table(au(), policy(), EN))


# --- explain ------------------------------------------------------------------------


def test_a_done_step_says_when_it_was_done() -> None:
    found = au(marks=(done("check-login", date(2027, 2, 2)), Mark(key="set-contact", state=State.SKIPPED)))
    words = joined(screens.explain(found, steps_of(found, "look"), EN))
    assert "Log in to My au once (main): done, Tue 2 Feb" in words
    assert "Set a contact email that stays (main): skipped" in words


def test_a_step_without_a_day_says_why_all_the_same() -> None:
    found = au()
    (step,) = [step for step in found.steps if step.key == "check-device"]
    lines = screens.explain(found, [step._replace(due=None)], EN)
    assert "Why" in lines
    assert lines[0] == "Check the phone takes another SIM (main)"


def test_the_cancel_step_alone_is_explained_like_its_row() -> None:
    found = au()
    cancel = [step for step in found.steps if step.key == "cancel"]
    lines = screens.explain(found, cancel, EN)
    assert "Why not earlier" in lines
    bare = [step._replace(reasons=step.reasons[:1]) for step in cancel]
    words = joined(screens.explain(found, bare, EN))
    assert "Why not earlier" not in words
    assert "Why not from abroad" not in words


def test_a_done_cancellation_asks_nothing_more() -> None:
    found = au(marks=(done("cancel", date(2027, 2, 17)),), today=date(2027, 2, 18))
    words = joined(screens.explain(found, steps_of(found, "cancel"), EN))
    assert "Not known" not in words
    assert "How" not in words.split()


@pytest.mark.parametrize("lang", ["en", "zh", "ja"])
def test_abroad_the_number_for_abroad_is_named(lang: str) -> None:
    found = au(today=date(2027, 3, 3))
    assert "+81-3-6670-6944" in joined(screens.explain(found, steps_of(found, "cancel"), texts(lang)))


# --- chart --------------------------------------------------------------------------


def test_a_chart_needs_dates() -> None:
    undated = au(person=replace(au().contract.person, departure=None))
    assert screens.chart([undated], EN) == ["There is no date to draw."]


def test_the_chart_shows_what_is_done() -> None:
    found = au(marks=tuple(done(step.key, RECORDED) for step in steps_of(au(), "look")))
    line = screens.chart([found], EN)[1]
    assert "x" in line
    assert "#" not in line


def test_a_chart_without_a_departure() -> None:
    found = travel(person=replace(au().contract.person, departure=None))
    assert not any("|" in line for line in screens.chart([found], EN)[:-2])
