"""Which events a plan has, on which days and with which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from calendar_samples import (
    AU,
    CANCEL,
    CANCEL_ROW,
    CANCEL_STEP,
    CONTRACT,
    DEPARTURE,
    GUIDE,
    HOW,
    ID,
    KEEP_ROW,
    KEEP_STEP,
    LAST,
    LOOK_ROW,
    LOOK_STEP,
    OFFICIAL,
    PROOF_ROW,
    PROOF_STEP,
    RECORDED,
    TOKYO,
    VALUES,
    WHY,
    WINDOW,
    fact,
    named,
    plan,
    row,
    service,
    step,
    usual,
)

from tracker.core.contract import Mark, Person
from tracker.core.facts import Fact, Source, When
from tracker.core.model import Detail, Names, Plan, Problem, Reason, Remedy
from tracker.core.words import Basis, Line, Payment, Severity, State
from tracker.export.events import Event, make_events
from tracker.i18n import texts

DAY_BEFORE, SAME_DAY = timedelta(hours=-15), timedelta(hours=9)
CANCEL_ONLY = plan((CANCEL_ROW, (CANCEL_STEP,)))


def contact(name: str, **values: Any) -> tuple[Fact, ...]:
    return tuple(fact(f"contact.{name}", key, value) for key, value in values.items())


def made(*plans: Plan, lang: str = "en", labels: bool = False) -> dict[str, Event]:
    found = {}
    for event in make_events(plans, texts(lang), labels=labels):
        key = event.slot if event.contract_id == ID else f"{event.contract_id}/{event.slot}"
        assert key not in found
        found[key] = event
    return found


def days(found: dict[str, Event]) -> dict[str, Any]:
    return {slot: event.start for slot, event in found.items()}


def test_one_event_for_each_row_with_a_day() -> None:
    undated = row(8, "bill", None, title_key="row.bill.card.title")
    found = made(usual()._replace(rows=(*usual().rows, undated)))
    assert days(found) == {
        "look:due": date(2027, 2, 2),
        "cancel:due": CANCEL,
        "cancel:last": LAST,
        "proof:due": date(2027, 2, 18),
        "until:due": date(2027, 5, 31),
        "departure:due": DEPARTURE,
    }
    for event in found.values():
        assert event.end is not None
        assert event.start is not None
        assert event.end - event.start == timedelta(days=1)
        assert event.contract_id == ID


@pytest.mark.parametrize("state", [State.DONE, State.SKIPPED, State.MISSED])
def test_rows_that_are_closed_are_left_out(state: State) -> None:
    found = made(plan((LOOK_ROW._replace(state=state), (LOOK_STEP._replace(state=state),)), departure=None))
    assert found == {}


def test_alarms_ring_the_day_before_and_critical_rows_again_on_the_day() -> None:
    found = made(usual())
    assert found["look:due"].alarms == (DAY_BEFORE,)
    assert found["cancel:due"].alarms == (DAY_BEFORE, SAME_DAY)
    assert found["cancel:last"].alarms == (DAY_BEFORE,)
    assert found["departure:due"].alarms == (DAY_BEFORE,)


def test_a_span_stands_on_its_last_day_as_tentative() -> None:
    debit = step("final-debit", "bill", date(2027, 3, 31), values=(("item", "x"),))
    span = row(
        8,
        "bill",
        date(2027, 3, 20),
        debit,
        title_key="row.bill.card.title",
        span=(date(2027, 3, 1), date(2027, 4, 30)),
    )
    found = made(plan((span, (debit,)), (KEEP_ROW, (KEEP_STEP,))))
    assert found["bill:due"].start == date(2027, 4, 30)
    assert found["bill:due"].tentative
    assert "Wed 31 Mar" in found["bill:due"].description
    assert found["until:due"].tentative
    assert not made(usual())["look:due"].tentative


def test_a_critical_row_has_a_last_day_only_after_its_due_day() -> None:
    one_day = CANCEL_ROW._replace(last_day=CANCEL)
    found = made(plan((one_day, (CANCEL_STEP,))))
    assert set(found) == {"cancel:due", "departure:due"}
    assert found["cancel:due"].summary == "Last day: Cancel au (before 21:10)"
    assert "another month" in found["cancel:due"].description
    calm = LOOK_ROW._replace(last_day=date(2027, 2, 16))
    assert "look:last" not in made(plan((calm, (LOOK_STEP,))))


def test_a_loss_is_urgent_and_not_a_last_day() -> None:
    lost = step("suspend-line", "lost", RECORDED, critical=True)
    lost_row = row(1, "lost", RECORDED, lost, critical=True, last_day=RECORDED)
    found = made(plan((lost_row, (lost,)), departure=None))
    assert found["lost:due"].summary == texts("en").get("row.lost.title")
    assert found["lost:due"].alarms == (DAY_BEFORE, SAME_DAY)


@pytest.mark.parametrize(
    ("lang", "due", "last"),
    [
        ("en", "Cancel au (My au, before 21:10)", "Last day: Cancel au (before 21:10)"),
        ("zh", "注销 au 手机号（My au，21:10 前办完）", "最后一天：注销 au 手机号（21:10 前办完）"),
        ("ja", "auを解約（My au、21:10まで）", "最終日：auを解約（21:10まで）"),
    ],
)
def test_titles_of_the_cancellation(lang: str, due: str, last: str) -> None:
    found = made(usual(), lang=lang)
    assert found["cancel:due"].summary == due
    assert found["cancel:last"].summary == last


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"cancellation": WINDOW._replace(closes_at=None)}, "Cancel au (My au)"),
        ({"cancellation": None}, "Cancel au (My au)"),
        (
            {"cancellation": WINDOW._replace(closes_at=datetime(2027, 2, 19, tzinfo=TOKYO))},
            "Cancel au (My au)",
        ),
        ({"contract": named("main", line=Line.DATA)}, "Cancel au (data) (My au, before 21:10)"),
    ],
)
def test_titles_hold_what_is_known(changes: dict[str, Any], title: str) -> None:
    assert made(CANCEL_ONLY._replace(**changes))["cancel:due"].summary == title


def test_title_without_a_place() -> None:
    unknown = CANCEL_ROW._replace(title_key="row.cancel.unknown.title", values=())
    assert made(plan((unknown, (CANCEL_STEP,))))["cancel:due"].summary == "Cancel au (before 21:10)"
    no_hour = plan((unknown, (CANCEL_STEP,)), cancellation=None)
    assert made(no_hour)["cancel:due"].summary == "Cancel au"


def test_a_cancellation_that_is_none_keeps_the_words_of_its_row() -> None:
    back = CANCEL_ROW._replace(title_key="row.cancel.return.title")
    assert made(plan((back, (CANCEL_STEP,))))["cancel:due"].summary == texts("en").get(
        "row.cancel.return.title"
    )


def test_titles_name_their_contract_where_there_are_several() -> None:
    found = made(usual(), labels=True)
    assert found["cancel:due"].summary == "Cancel au (My au, before 21:10) - main"
    assert found["cancel:last"].summary.endswith(" - main")
    assert found["departure:due"].summary == "Leave Japan"


def test_description_of_the_cancellation() -> None:
    found = made(usual())
    assert found["cancel:due"].description == (
        "Why this day\n"
        "- You leave on Fri 19 Feb.\n"
        "- The line ends on the day you ask. (said by others, not by the carrier)\n"
        "- The last month is charged in full whatever the day.\n"
        "\n"
        "Before (if one of these is missing, do not ask yet)\n"
        "1. Photos, contacts and chats are backed up.\n"
        "2. The contact email is not one of the carrier's.\n"
        "\n"
        "Where: My au.\n"
        "Look for 「解約」. (said by others, not by the carrier)\n"
        "If that does not work, au by phone in English: 0120-959-472, 09:00-20:00. Only from inside Japan.\n"
        "\n"
        "When done: tracker done main 5\n"
        "Done on another day: add --on DATE, for later dates follow it.\n"
        "Then: Check it is cancelled; keep the proof\n"
        "\n"
        "If it did not work: try again until Thu 18 Feb, 21:10.\n"
        "\n"
        "If a date changes, tracker plan is right, not this event. Pages last read: 21 Nov 2026.\n"
        "\n"
        "https://www.au.com/english/support/\n"
        "https://www.cancelatlas.com/c/au-kddi-jp"
    )
    assert found["cancel:due"].url == "https://www.au.com/english/support/"


def test_description_of_the_last_day() -> None:
    text = made(usual(), lang="zh")["cancel:last"].description
    assert text.startswith(
        "已经办成就忽略（运行 tracker done main 5 并重新导出后，本条会消失）。\n\n今晚 21:10 以后"
    )
    assert "“注销 au 手机号（My au，21:10 前办完）”（2月17日 周三）" in text
    assert "0120-959-476" in text


def test_hints_stand_for_the_sentence_of_the_cancellation_only_when_there_are_any() -> None:
    bare = plan((CANCEL_ROW, (CANCEL_STEP._replace(details=()),)))
    sentence = texts("en").render("step.cancel.text", VALUES)
    assert sentence in made(bare)["cancel:due"].description
    assert sentence not in made(CANCEL_ONLY)["cancel:due"].description


def test_several_steps_of_a_row_are_named_with_their_days() -> None:
    one, two = LOOK_STEP, step("set-contact", "look", date(2027, 2, 5))
    both = row(1, "look", date(2027, 2, 2), one, two)
    done = two._replace(state=State.DONE)
    text = made(plan((both, (one, two))))["look:due"].description
    assert "\nSet a contact email that stays, Fri 5 Feb: In the member account" in f"\n{text}"
    assert "Read your contract and last bill: In My au" in text
    assert "Set a contact email" not in made(plan((both, (one, done))))["look:due"].description


def test_nothing_follows_the_day_of_the_export() -> None:
    late = CANCEL_STEP._replace(
        text_key="step.cancel.now",
        late=True,
        details=HOW[:2],
        reasons=(*WHY, Reason("reason.request-late.text", (("day", LAST),), "request-late", Basis.TOOL)),
    )
    for details in (HOW[:2], HOW):
        calm = CANCEL_STEP._replace(details=details)
        tardy = late._replace(details=details)
        now = plan((CANCEL_ROW._replace(late=True), (tardy,)), today=date(2027, 2, 18))
        assert made(now) == made(plan((CANCEL_ROW, (calm,))))
    moved = step("unbind", "move", CANCEL, values=(*VALUES, ("service", "x")))
    found = made(plan((row(3, "move", CANCEL, moved, title_key="row.empty.title"), (moved,))))
    tardy = moved._replace(text_key="step.unbind.now", late=True)
    assert made(plan((row(3, "move", CANCEL, moved, title_key="row.empty.title"), (tardy,)))) == found


def test_a_hint_stands_with_the_name_of_its_service() -> None:
    values = (*VALUES, ("service", "LINE"))
    hint = Detail("how", "service.line.hint", ())
    general = texts("en").get("calendar.move.text")
    hinted = step("unbind", "move", CANCEL, key="unbind:line", values=values, details=(hint,))
    plain = step("unbind", "move", CANCEL, key="unbind:x", values=(*VALUES, ("service", "x")))
    counter = hinted._replace(key="unbind:bank", text_key="step.unbind.counter.text")
    several = (hinted, plain, counter)
    shown = row(3, "move", CANCEL, *several, title_key="row.empty.title")
    lines = made(plan((shown, several)))["move:due"].description.splitlines()
    first = lines.index(general)
    told = texts("en").get("service.line.hint")
    assert lines[first + 1] == f"Move LINE to the new number: {told}"
    assert lines[first + 2].startswith("Move x to the new number: Change the phone number in x and try")
    assert lines[first + 3].startswith("Move LINE to the new number: LINE may want you at a counter")
    assert lines[first + 3].endswith(told)
    alone = row(3, "move", CANCEL, hinted, title_key="row.empty.title")
    lines = made(plan((alone, (hinted,))))["move:due"].description.splitlines()
    assert lines[0] == told
    assert lines[1].startswith("Change the phone number in LINE and try that the new one gets the code.")
    assert general not in lines


def test_two_contracts_are_two_things_to_record() -> None:
    name = Names((("en", "BIGLOBE membership"),))
    values = (*VALUES, ("membership", name))
    linked = step("cancel-membership", "cancel", CANCEL, key="cancel:basic-course", values=values)
    shown = CANCEL_ROW._replace(
        title_key="row.cancel.linked.title", values=values, steps=("cancel", linked.key)
    )
    event = made(plan((shown, (CANCEL_STEP, linked))))["cancel:due"]
    assert event.summary == "Cancel au (My au, before 21:10), then BIGLOBE membership"
    assert "When done: tracker done main 5\n" in event.description
    assert "When done: tracker done main cancel:basic-course\n" in event.description
    half = shown._replace(title_key=linked.title_key, values=values[-1:])
    rest = made(plan((half, (CANCEL_STEP._replace(state=State.DONE), linked))))["cancel:due"]
    assert rest.summary == "Cancel BIGLOBE membership too"
    assert "cancel:basic-course" not in rest.description


def test_brackets_behind_a_place_stay_out_of_the_title() -> None:
    where = CANCEL_ROW._replace(values=(("where", "会员页面（マイページ）"),))
    found = made(plan((where, (CANCEL_STEP,))), lang="zh")["cancel:due"]
    assert found.summary == "注销 au 手机号（会员页面，21:10 前办完）"


def test_a_carrier_has_its_short_name() -> None:
    carrier = replace(AU, names=(("en", "au (KDDI)"),))
    found = made(usual(carrier=carrier))["cancel:due"]
    assert found.summary == "Cancel au (My au, before 21:10)"
    assert "If that does not work, au by phone" in found.description


def test_the_hour_of_the_last_day_stands_where_it_failed() -> None:
    midnight = WINDOW._replace(closes_at=datetime(2027, 2, 18, tzinfo=TOKYO))
    for window in (WINDOW._replace(closes_at=None), midnight, None):
        text = made(CANCEL_ONLY._replace(cancellation=window))["cancel:due"].description
        assert "If it did not work: try again until Thu 18 Feb.\n" in text
    text = made(CANCEL_ONLY)["cancel:due"].description
    assert "If it did not work: try again until Thu 18 Feb, 21:10.\n" in text


def test_a_lead_that_is_short_of_time_is_left_to_explain() -> None:
    scaled = Reason("reason.scaled.text", (("days", 2), ("runway", 16)), "scaled", Basis.TOOL)
    short = CANCEL_STEP._replace(reasons=(*WHY, scaled))
    assert made(plan((CANCEL_ROW, (short,)))) == made(CANCEL_ONLY)


def test_without_a_monthly_fee_no_month_is_threatened() -> None:
    free = made(CANCEL_ONLY._replace(monthly_yen=0))["cancel:last"].description
    assert "another month" not in free
    assert "Later it can cost money or a right." in free


def test_who_pays_from_an_account_keeps_the_account() -> None:
    bank_debit = replace(CONTRACT, payment=Payment.BANK)
    found = made(plan((KEEP_ROW, (KEEP_STEP,)), contract=bank_debit), lang="zh")["until:due"]
    assert found.summary == "可以销户（先确认没有未扣的账单）"
    assert "卡" not in found.description


def test_who_pays_by_slip_waits_for_slips() -> None:
    slip = replace(CONTRACT, payment=Payment.SLIP)
    found = made(plan((KEEP_ROW, (KEEP_STEP,)), contract=slip))["until:due"]
    assert found.summary == "No more payment slips should come"
    assert "No further payment slip is expected after today." in found.description
    assert "Card and account" not in found.description


def test_account_and_card_are_told_free_on_their_last_day() -> None:
    found = made(usual(), lang="zh")["until:due"]
    assert found.summary == "可以停卡、销户（先确认没有未扣的账单）"
    assert "从今天起可以停卡、销户（先确认没有未扣的账单）。" in found.description
    assert "这一天是估计的。" in found.description


def test_a_date_of_another_year_says_its_year() -> None:
    next_year = KEEP_STEP._replace(
        reasons=(Reason("reason.departure.text", (("day", DEPARTURE),), "departure", Basis.USER),)
    )
    shown = row(9, "until", date(2028, 1, 31), next_year)
    found = made(plan((shown, (next_year,)), (CANCEL_ROW, (CANCEL_STEP,))))
    assert "You leave on Fri 19 Feb 2027." in found["until:due"].description
    assert "You leave on Fri 19 Feb." in found["cancel:due"].description


def bank(**changes: Any) -> tuple[Any, Any, Plan]:
    moving = step(
        "unbind",
        "move",
        date(2027, 2, 12),
        key="unbind:bank",
        start=date(2027, 2, 11),
        values=(*VALUES, ("service", Names((("en", "Bank"),)))),
        own_event=True,
        critical=True,
        **changes,
    )
    shown = row(3, "move", date(2027, 2, 12), moving, title_key="row.empty.title")
    contract = replace(CONTRACT, services=(service("wechat", 0), service("bank", 2), service("late", 26)))
    return shown, moving, plan((shown, (moving,)), contract=contract)


def test_a_service_with_a_counter_has_an_event_of_its_own() -> None:
    _, _, made_plan = bank()
    event = made(made_plan)["unbind:bank:due"]
    assert event.start == date(2027, 2, 12)
    assert event.summary == "Move Bank to the new number"
    assert event.alarms == (DAY_BEFORE, SAME_DAY)
    assert "tracker done main 3c\n" in event.description


def test_a_service_that_takes_days_is_to_be_begun_in_time() -> None:
    shown, moving, made_plan = bank()
    slow = moving._replace(start=date(2027, 2, 4), key="unbind:late")
    event = made(plan((shown._replace(steps=(slow.key,)), (slow,)), contract=made_plan.contract))[
        "unbind:late:due"
    ]
    assert event.start == date(2027, 2, 4)
    assert event.summary == "Start: Move Bank to the new number (done by Fri 12 Feb)"
    assert "tracker done main unbind:late\n" in event.description


def test_own_events_need_a_day_an_open_step_and_a_row() -> None:
    shown, moving, made_plan = bank()
    for other in (
        moving._replace(state=State.DONE),
        moving._replace(due=None),
        moving._replace(own_event=False),
    ):
        found = made(plan((shown, (other,)), (LOOK_ROW, (LOOK_STEP,)), contract=made_plan.contract))
        assert "unbind:bank:due" not in found
    assert "unbind:bank:due" not in made(made_plan._replace(rows=()))


@pytest.mark.parametrize(
    "moment", [datetime(2027, 2, 17, 10, 30), datetime(2027, 2, 17, 10, 30, tzinfo=TOKYO)]
)
def test_an_appointment_is_an_hour_in_japan(moment: datetime) -> None:
    booked = CANCEL_STEP._replace(appointment=moment, mark=Mark(key="cancel", place="au Style Shinjuku"))
    event = made(plan((CANCEL_ROW, (booked,))))["cancel:appointment"]
    assert event.start == datetime(2027, 2, 17, 10, 30, tzinfo=TOKYO)
    assert event.end == datetime(2027, 2, 17, 11, 30, tzinfo=TOKYO)
    assert event.summary == "Go: Cancel in My au (booked)"
    assert event.location == "au Style Shinjuku"
    assert event.alarms == (timedelta(hours=-2), timedelta(days=-1))


def test_an_appointment_of_less_weight_rings_once() -> None:
    booked = LOOK_STEP._replace(appointment=datetime(2027, 2, 2, 9, 0, tzinfo=TOKYO))
    event = made(plan((LOOK_ROW, (booked,))))["check-contract:appointment"]
    assert event.alarms == (timedelta(hours=-2),)
    assert event.location is None


def test_one_departure_for_all_lines_of_a_person() -> None:
    second = named("second", id="2")
    third = named("third", id="3", departure=date(2027, 3, 1))
    fourth = named("fourth", id="4", departure=DEPARTURE)
    plans = [usual(), *(usual(contract, departure=contract.leaves) for contract in (second, third, fourth))]
    found = made(*plans, labels=True)
    departures = {slot: event for slot, event in found.items() if "departure" in slot}
    assert days(departures) == {
        "departure:due": DEPARTURE,
        "3/departure:due": date(2027, 3, 1),
        "4/departure:due": DEPARTURE,
    }
    assert departures["departure:due"].summary == "Leave Japan"
    assert departures["3/departure:due"].summary == "Leave Japan - third"
    assert "tracker me --departure DATE" in departures["departure:due"].description
    assert "tracker edit third --departure DATE" in departures["3/departure:due"].description


def test_without_a_departure_there_is_none() -> None:
    assert "departure:due" not in made(usual(named("main", person=Person()), departure=None))


def test_blocking_problems_are_one_event_with_their_remedies() -> None:
    def problem(code: str, severity: Severity) -> Problem:
        values = (("document", "Passport"), ("until", DEPARTURE), ("day", DEPARTURE), ("days", 2))
        remedies = (Remedy("remedy.other-number.text", (), None, None),)
        return Problem(code, severity, "problem.document-ends-too-early.text", values, (), 2, None, remedies)

    problems = (
        problem("a", Severity.BLOCKING),
        problem("b", Severity.WARNING),
        problem("c", Severity.BLOCKING),
    )
    event = made(usual(problems=problems))["plan:problem"]
    assert (event.start, event.end) == (None, None)
    first, second, last = event.description.split("\n\n")
    assert first == second
    assert first.splitlines()[1] == "- " + texts("en").get("remedy.other-number.text")
    assert "tracker plan main" in last
    assert "plan:problem" not in made(usual(problems=problems[1:2]))


def prepaid(*extra: tuple[str, date], critical: str = "", **changes: Any) -> Plan:
    expiry = date(2027, 2, 14)
    ends = step("expires", "cancel", expiry, values=(*VALUES, ("expiry", expiry)), **changes)
    pairs = []
    for number, (key, due) in enumerate(extra, start=1):
        if key == "cancel":
            continue
        other = step("back-up-data", key, due, key=key)
        shown = row(number, key, due, other, title_key="row.empty.title", critical=key == critical)
        pairs.append((shown, (other,)))
    inside = [step("stop-auto-renewal", "cancel", due) for key, due in extra if key == "cancel"]
    cancel_row = row(5, "cancel", expiry, *inside, ends, title_key="row.cancel.renewal.title")
    return plan(*pairs, (cancel_row, (*inside, ends)), departure=None)


def test_prepaid_is_its_expiry() -> None:
    found = made(prepaid())
    assert days(found) == {"expires:due": date(2027, 2, 14)}
    assert found["expires:due"].summary == "The card ends by itself"
    assert "tracker done" not in found["expires:due"].description
    assert not found["expires:due"].tentative


def test_prepaid_has_at_most_two_events_before_the_expiry() -> None:
    five = date(2027, 2, 5)
    found = made(
        prepaid(("look", RECORDED), ("number", five), ("empty", five), ("cancel", date(2027, 2, 11)))
    )
    assert days(found) == {
        "look:due": RECORDED,
        "cancel:due": date(2027, 2, 11),
        "expires:due": date(2027, 2, 14),
    }
    first = found["look:due"].description
    assert "Also\n- by Fri 5 Feb: Back up the phone; spend points\n- by Fri 5 Feb: Back up" in first
    found = made(
        prepaid(("look", RECORDED), ("number", five), ("empty", date(2027, 2, 9)), critical="number")
    )
    assert set(found) == {"look:due", "number:due", "expires:due"}


def test_prepaid_that_is_lost_or_of_unknown_end() -> None:
    found = made(prepaid(("lost", RECORDED), ("look", RECORDED), ("empty", RECORDED)))
    assert set(found) == {"lost:due", "look:due", "empty:due", "expires:due"}
    assert made(prepaid(state=State.DONE)) == {}
    unknown = prepaid(("look", RECORDED), estimate=True)
    assert made(unknown)["expires:due"].tentative
    undated = step("back-up-data", "look", None)
    shown = row(1, "look", None, undated, title_key="row.empty.title")
    assert made(
        plan((shown, (undated,)), *[(one, unknown.steps[1:]) for one in unknown.rows[1:]], departure=None)
    ).keys() == {"expires:due"}


@pytest.mark.parametrize("number", ["090-1234-5678", "+81 90 1234 5678", "09012345678", "+819012345678"])
def test_the_phone_number_never_gets_in(number: str) -> None:
    for spelling in ("090-1234-5678", "+81-90-1234-5678", "09012345678", "819012345678", "(090) 1234 5678"):
        contract = named(f"tel {spelling}", number=number)
        detail = Detail("how", "detail.where", (("where", f"{spelling}!"),))
        chatty = CANCEL_STEP._replace(
            details=(detail,), appointment=datetime(2027, 2, 17, 9, 0, tzinfo=TOKYO)
        )
        for event in made(plan((CANCEL_ROW, (chatty,)), contract=contract), labels=True).values():
            said = f"{event.summary}{event.description}"
            assert "5678" not in said
            assert "**78" in said or event.category == "departure"
            assert "0120-959-472" in said or event.slot.startswith(("departure", "cancel:app"))


def test_other_digits_stay() -> None:
    found = made(usual(named("main", number="2026")))
    assert "Pages last read: 21 Nov 2026." in found["cancel:due"].description


def test_names_are_quoted_for_the_shell() -> None:
    text = made(usual(named("my phone; rm -rf")))["cancel:due"].description
    assert "tracker done 'my phone; rm -rf' 5\n" in text
    assert "tracker done 软银 5\n" in made(usual(named("软银")))["cancel:due"].description


@pytest.mark.parametrize(
    ("facts", "lang", "expected"),
    [
        ((), "en", ""),
        ((fact("contact.web", "email", "a@b.c"),), "en", "write to au: a@b.c"),
        ((fact("contact.abroad", "phone_abroad", "+81-3-1"),), "en", ""),
        ((fact("contact.general", "phone", "03-1", when=When()),), "en", ""),
        ((*contact("general", phone="03-1"), fact("contact.general", "available", False)), "en", ""),
        (contact("general", phone="03-1"), "en", "au by phone: 03-1."),
        (
            contact("general", phone="0570-1", hours="24h"),
            "en",
            "au by phone: 0570-1. Only from inside Japan.",
        ),
        (contact("general", phone="03-1", languages=("ja", "zh")), "en", "au by phone in Japanese: 03-1."),
        (contact("general", phone="03-1", languages=("ja", "zh")), "zh", "au 客服（中文）：03-1。"),
        (
            (*contact("general", phone="03-1"), *contact("other", phone="03-2", languages=("ja", "en"))),
            "zh",
            "au 客服（英语）：03-2。",
        ),
        (
            (*contact("general", phone="03-1"), *contact("other", phone_by_language=("en=03-2",))),
            "ja",
            "auの窓口：03-1。",
        ),
        (contact("general", phone_own="157"), "en", "au by phone: 157. Only from a phone of this carrier."),
        (
            (*contact("general", phone="03-1", hours="09:00-20:00"), *contact("second", phone="03-2")),
            "en",
            "au by phone: 03-1, 09:00-20:00.",
        ),
        (
            contact("general", phone="03-1", hours="09:00-17:00", days="weekdays"),
            "en",
            "au by phone: 03-1, 09:00-17:00 on weekdays.",
        ),
        (contact("general", phone="03-1", days="weekdays"), "en", "au by phone: 03-1."),
        (
            (fact("contact.general", "phone", "03-1", basis=Basis.SINGLE),),
            "en",
            "au by phone: 03-1. (said by others, not by the carrier)",
        ),
    ],
)
def test_desk_that_helps(facts: tuple[Fact, ...], lang: str, expected: str) -> None:
    carrier = replace(AU, facts=facts)
    text = made(CANCEL_ONLY._replace(carrier=carrier), lang=lang)["cancel:due"].description
    starts = ("If that does not work, ", "办不成就打 ", "うまくいかないときは")
    lines = [line for line in text.splitlines() if line.startswith(starts)]
    assert [line.removeprefix(start) for line in lines for start in starts if line.startswith(start)] == (
        [expected] if expected else []
    )


def test_after_leaving_only_a_desk_that_can_be_called_is_named() -> None:
    gone = CANCEL_ONLY._replace(departure=date(2027, 2, 17))
    assert "by phone" not in made(gone)["cancel:due"].description
    abroad = fact("contact.abroad", "phone_abroad", "+81-3-6670-6944")
    carrier = replace(AU, facts=(*AU.facts, abroad))
    text = made(gone._replace(carrier=carrier))["cancel:due"].description
    assert "If that does not work, au by phone: +81-3-6670-6944.\n" in text
    assert "6670" not in made(CANCEL_ONLY._replace(carrier=carrier))["cancel:due"].description


def test_the_page_of_the_channel_comes_first() -> None:
    page = "https://www.au.com/cancel/"
    carrier = replace(AU, facts=(fact("channel.app", "url", "x"), fact("channel.online", "url", page)))
    event = made(CANCEL_ONLY._replace(carrier=carrier))["cancel:due"]
    assert event.url == page
    assert event.description.splitlines()[-3:] == [page, OFFICIAL.url, GUIDE.url]
    hearsay = CANCEL_STEP._replace(reasons=WHY[:2])
    assert made(plan((CANCEL_ROW, (hearsay,))))["cancel:due"].url is None
    unsourced = Source(id="bill", kind="own", read=date(2026, 1, 2))
    reason = WHY[1]._replace(sources=(unsourced, unsourced))
    own = made(plan((CANCEL_ROW, (CANCEL_STEP._replace(reasons=(reason,)),))))["cancel:due"]
    assert own.description.endswith("Pages last read: 2 Jan 2026.")


def test_proof_has_the_words_of_its_row() -> None:
    event = made(plan((PROOF_ROW, (PROOF_STEP,))))["proof:due"]
    assert event.summary == "Check it is cancelled; keep the proof"
    assert event.description.startswith("Look for the confirmation: mail, member page or letter.")
    assert "tracker done main 6\n" in event.description
    assert "Then:" not in event.description
