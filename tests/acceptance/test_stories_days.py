"""Stories of people who were a day, some hours or one paper too late, or too early."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, day, fixture_desk  # noqa: F401

SHOP = "add main --carrier softbank --billing-day end --channel shop --payment card --departure 2027-03-28"


# --- the last full day spent in the shop, and one paper missing ---------------------


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        ("en", "Prepare: collect papers and book the shop"),
        ("zh", "准备：备齐材料、预约门店"),
        ("ja", "準備：書類の用意、来店予約"),
    ],
)
def test_a_shop_is_planned_with_papers_well_before_and_days_to_spare(desk: Desk, lang: str, row: str) -> None:
    desk.ok(SHOP)
    assert desk.ok("plan", lang=lang).row(row, day("2027-03-10", lang))
    plan = desk.plan("main")
    assert plan.step("collect-documents")["due"] == "2027-03-10"
    assert plan.step("book-appointment")["latest"] == "2027-03-22"
    assert (plan.window["request"], plan.window["closes"]) == ("2027-03-24", "2027-03-27")


def test_the_papers_are_listed(desk: Desk) -> None:
    desk.ok(SHOP)
    assert desk.ok("explain collect-documents").says("residence card (在留カード)", "passport", "SIM card")
    assert desk.ok("explain collect-documents", lang="zh").says("在留卡", "护照")
    assert desk.ok("explain collect-documents", lang="ja").says("在留カード", "パスポート")


def test_an_attempt_that_failed_in_the_shop_leaves_another_day(desk: Desk) -> None:
    desk.ok(SHOP)
    ran = desk.ok("failed main cancel --why 'one paper missing'", today="2027-03-24")
    assert ran.out or ran.err
    plan = desk.plan("main", today="2027-03-24")
    assert "2027-03-24" <= plan.window["request"] <= plan.window["closes"] == "2027-03-27"
    assert plan.step("cancel")["state"] == "open"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_a_counter_nobody_is_told_of_links_and_screenshots(desk: Desk, lang: str) -> None:
    desk.ok("add main --carrier softbank --billing-day end --channel shop --departure 2027-03-28")
    assert desk.ok("explain cancel", lang=lang).lacks(
        "screenshot", "截屏", "完了画面", "link", "链接", "リンク"
    )


# --- in person, with the card that is handed back at the airport --------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "It cannot be done from abroad."),
        ("zh", "在国外办不了。"),
        ("ja", "海外からは手続きできません。"),
    ],
)
def test_what_needs_the_residence_card_lies_before_the_flight(desk: Desk, lang: str, words: str) -> None:
    desk.ok(SHOP)
    assert desk.ok("plan", lang=lang).says(words)
    plan = desk.plan("main")
    for key in ("collect-documents", "book-appointment", "cancel"):
        assert plan.step(key)["latest"] < "2027-03-28"
    assert all(
        candidate["from_abroad"] is not True
        for candidate in plan["candidates"]
        if candidate["request_from"] >= "2027-03-28"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_residence_card_that_ends_before_the_visit(desk: Desk, lang: str) -> None:
    desk.ok(SHOP)
    desk.ok("me --residence-card-until 2027-03-10")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(day("2027-03-10", lang), day("2027-03-24", lang))
    assert ran.says({"en": "residence card", "zh": "在留卡", "ja": "在留カード"}[lang])
    plan = desk.plan("main")
    problem = plan.problem("document-ends-too-early")
    assert problem["severity"] == "blocking"
    assert any(remedy["date"] == "2027-03-10" for remedy in problem["remedies"])


def test_after_the_flight_no_shop_is_offered(desk: Desk) -> None:
    desk.ok(SHOP)
    ran = desk.ok("plan", today="2027-03-30")
    assert ran.says("in My SoftBank")
    assert ran.lacks("at SoftBank Shop")
    plan = desk.plan("main", today="2027-03-30")
    assert plan.window["channel"] == "online"
    assert "no-open-day" in plan.problems


# --- one day, three carriers, three answers -----------------------------------------

LAST_DAY = "add main --departure 2027-04-01 --carrier "


def test_on_the_last_day_mineo_still_takes_it_until_the_evening(desk: Desk) -> None:
    ran = desk.ok(f"{LAST_DAY}mineo", today="2027-03-31")
    assert ran.says("CANCEL today, Wed 31 Mar in My page, before 21:00?", "Charged by the day, to Wed 31 Mar")
    window = desk.plan("main", today="2027-03-31").window
    assert window["closes_at"] == "2027-03-31T21:00:00+09:00"
    assert (window["line_ends"], window["charged_through"]) == ("2027-03-31", "2027-03-31")
    assert desk.ok("plan", today="2027-03-31", lang="zh").says("21:00? 前", "按天收费，到 3月31日 周三为止")
    assert desk.ok("plan", today="2027-03-31", lang="ja").says("21:00?まで", "日割りで3月31日（水）まで")


def test_on_the_last_day_aeon_has_closed_and_takes_another_month(desk: Desk) -> None:
    ran = desk.ok(f"{LAST_DAY}aeon-mobile", today="2027-03-31")
    assert ran.says("Tue 30 Mar, has passed", "The line works until Fri 30 Apr", "30 days longer")
    plan = desk.plan("main", today="2027-03-31")
    assert (plan.window["line_ends"], plan.window["charged_through"]) == ("2027-04-30", "2027-04-30")
    assert {"window-missed", "extra-period"} <= plan.problems
    assert desk.ok("plan", today="2027-03-31", lang="zh").says("3月30日 周二", "4月30日 周五")
    assert desk.ok("plan", today="2027-03-31", lang="ja").says("3月30日（火）", "4月30日（金）")


def test_the_day_before_aeon_says_the_hour(desk: Desk) -> None:
    ran = desk.ok(f"{LAST_DAY}aeon-mobile", today="2027-03-30")
    assert ran.says("today, Tue 30 Mar", "before 17:59", "last day Tue 30 Mar")
    window = desk.plan("main", today="2027-03-30").window
    assert window["closes_at"] == "2027-03-30T17:59:00+09:00"
    assert window["charged_through"] == "2027-03-31"


def test_on_the_last_day_iijmio_takes_it_for_this_month(desk: Desk) -> None:
    ran = desk.ok(f"{LAST_DAY}iijmio", today="2027-03-31")
    assert ran.says("CANCEL today, Wed 31 Mar", "last day Wed 31 Mar")
    plan = desk.plan("main", today="2027-03-31")
    assert (plan.window["line_ends"], plan.window["charged_through"]) == ("2027-03-31", "2027-03-31")
    assert "window-missed" not in plan.problems


def test_a_line_that_ends_tonight_does_not_stop_at_once(desk: Desk) -> None:
    ran = desk.ok("add main --carrier iijmio --departure 2027-04-01", today="2027-03-31")
    assert ran.lacks("at once")
    assert ran.says("works until")


# --- a cut-off in the middle of the month -------------------------------------------


def test_asked_for_after_the_25th_the_line_goes_on_for_a_month(desk: Desk) -> None:
    desk.ok("add main --carrier sakura-mobile --departure 2027-04-05 --fee 3278", today="2027-03-26")
    ran = desk.ok("plan", today="2027-03-26")
    assert ran.says("The line works until Fri 30 Apr")
    assert desk.ok("plan", today="2027-03-26", lang="zh").says("号码可用到 4月30日 周五")
    assert desk.ok("plan", today="2027-03-26", lang="ja").says("4月30日（金）まで使えます")
    plan = desk.plan("main", today="2027-03-26")
    assert (plan.window["line_ends"], plan.window["charged_through"]) == ("2027-04-30", "2027-04-30")
    assert plan["candidates"][0]["request_from"] == "2027-03-26"


@pytest.mark.parametrize(("lang", "words"), [("en", "March and April"), ("zh", "3 月"), ("ja", "3月")])
def test_two_months_are_charged_and_said(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier sakura-mobile --departure 2027-04-05 --fee 3278", today="2027-03-26")
    assert desk.ok("plan", today="2027-03-26", lang=lang).says(words, "6,556")


def test_by_the_25th_it_would_have_been_one_month_less(desk: Desk) -> None:
    desk.ok("add main --carrier sakura-mobile --departure 2027-04-05 --fee 3278", today="2027-03-20")
    cheaper, chosen, *_ = desk.plan("main", today="2027-03-20")["candidates"]
    assert (cheaper["request_to"], cheaper["charged_through"]) == ("2027-03-25", "2027-03-31")
    assert (chosen["request_from"], chosen["charged_through"]) == ("2027-03-26", "2027-04-30")
    assert "cheaper" in cheaper["marks"]
    assert "recommended" in chosen["marks"]
    ran = desk.ok("compare", today="2027-03-20")
    assert ran.says("< 20 Mar to 25 Mar", "5 days", "* 26 Mar to 4 Apr", "30 Apr")


def test_the_day_after_the_25th_is_the_first_of_the_next_window(desk: Desk) -> None:
    desk.ok("add main --carrier sakura-mobile --departure 2027-03-28", today="2027-03-26")
    plan = desk.plan("main", today="2027-03-26")
    assert plan.window["charged_through"] == "2027-04-30"
    assert {"window-missed", "extra-period"} <= plan.problems


@pytest.mark.parametrize(("lang", "words"), [("en", "termination fee"), ("zh", "解约费"), ("ja", "解約金")])
def test_a_price_that_is_missing_a_fee_names_that_fee(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier sakura-mobile --departure 2027-04-05 --fee 3278", today="2027-03-26")
    ran = desk.ok("compare", today="2027-03-26", lang=lang)
    assert ran.says(words)
    assert ran.lacks("--fee 2970")


# --- cancelled at once, and charged for the whole month -----------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Stops at once: no line from 19 Mar to your flight. March is charged in full on any day."),
        ("zh", "当天停机：3月19日起到上飞机没有这个号码可用。3 月月费哪天办都收全月。"),
        ("ja", "手続きした日に止まり、3月19日から搭乗まで使えません。3月分はいつ手続きしても全額です。"),
    ],
)
def test_a_line_that_stops_at_once_is_kept_as_long_as_is_safe(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier yu-mobile --departure 2027-03-20 --service bank,line")
    assert desk.ok("plan", lang=lang).says(words)
    plan = desk.plan("main")
    assert (plan.window["request"], plan.window["closes"]) == ("2027-03-18", "2027-03-19")
    assert plan.window["charged_through"] == "2027-03-31"
    for key in ("unbind:bank", "unbind:line", "back-up-data", "check-login"):
        assert plan.step(key)["latest"] <= "2027-03-17"
        assert key not in {step["key"] for step in plan["steps"] if step["due"] > plan.window["request"]}


def test_cancelling_earlier_saves_nothing_and_that_is_said(desk: Desk) -> None:
    desk.ok("add main --carrier yu-mobile --departure 2027-03-20")
    assert desk.ok("explain cancel").says(
        "Any day up to Fri 19 Mar costs the same; earlier only means longer without the number."
    )
    assert desk.ok("explain cancel", lang="zh").says("3月19日 周五", "越早，没号码的日子越长")
    assert desk.ok("explain cancel", lang="ja").says("3月19日（金）", "早いほど番号のない日が増えるだけです")
