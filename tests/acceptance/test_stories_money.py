"""Stories of people who went on paying: after the flight, on a dead card, for half a contract."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, bare, fixture_desk  # noqa: F401

AU = "add main --carrier au --sim esim --payment card --departure 2027-02-19 --fee 3278"
DOCOMO = "add main --carrier docomo --payment bank --departure 2027-03-28 --fee 2970"
BIGLOBE = "add main --carrier biglobe-mobile --departure 2027-03-28 --payment card"
STILL_RUNNING = {
    "en": "main is still running: day 19 after leaving. Every further month costs 3,278 yen.",
    "zh": "main 还在扣费：离开日本第 19 天。每多一个月要付 3,278 日元。",
    "ja": "mainはまだ契約中です（出国から19日目）。1か月延びるごとに3,278円かかります。",
}


# --- bills keep coming because nothing was cancelled --------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "After 18 Feb every further month costs 3,278 yen."),
        ("zh", "过了 2月18日，之后每个月扣 3,278 日元。"),
        ("ja", "2月18日を過ぎると毎月3,278円かかります。"),
    ],
)
def test_before_the_flight_the_price_of_forgetting_is_said(desk: Desk, lang: str, words: str) -> None:
    assert desk.ok(AU, lang=lang).says(words)
    assert desk.ok("plan", lang=lang).says(words)


@pytest.mark.parametrize("command", ["", "next", "plan", "show"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_line_says_that_it_still_runs_and_what_a_month_costs(
    desk: Desk, lang: str, command: str
) -> None:
    desk.ok(AU)
    ran = desk.ok(command, today="2027-03-10", lang=lang)
    assert ran.first.startswith(bare(STILL_RUNNING[lang]))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Every further month is charged."),
        ("zh", "之后每个月都要收费。"),
        ("ja", "1か月延びるごとに料金がかかります。"),
    ],
)
def test_an_unknown_fee_is_no_reason_for_silence(desk: Desk, lang: str, words: str) -> None:
    desk.ok(AU.replace(" --fee 3278", ""))
    assert bare(words) in desk.ok("plan", today="2027-03-10", lang=lang).first


@pytest.mark.parametrize(("today", "count"), [("2027-02-20", 1), ("2027-08-10", 172), ("2028-03-10", 385)])
def test_it_never_falls_silent(desk: Desk, today: str, count: int) -> None:
    desk.ok(AU)
    ran = desk("next --exit-code", today=today)
    assert ran.code == 10
    assert f"day{count}afterleaving" in ran.first
    assert ran.says("Cancel main today")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_costs_money_is_said_first(desk: Desk, lang: str) -> None:
    desk.ok("add main --carrier au --sim esim --departure 2027-02-19 --service wechat,bank")
    ran = desk.ok("next -n 1", today="2027-03-10", lang=lang)
    assert ran.says({"en": "Cancel in My au", "zh": "在 My au 办理注销", "ja": "My auで解約する"}[lang])
    piped = desk("next -n 1", today="2027-03-10", lang=lang, pipe=True)
    assert "My au" in piped.out


def test_missed_by_weeks_there_is_a_new_last_day_and_what_it_costs(desk: Desk) -> None:
    desk.ok(AU)
    ran = desk.ok("plan", today="2027-03-10")
    assert ran.says("CANCEL today, Wed 10 Mar in My au", "last day Wed 31 Mar", "March is charged in full")
    assert ran.says("31 days longer", "3,278 yen more")
    plan = desk.plan("main", today="2027-03-10")
    assert (plan.window["request"], plan.window["closes"]) == ("2027-03-10", "2027-03-31")
    assert plan.window["charged_through"] == "2027-03-31"
    assert {"window-missed", "extra-period", "abroad-unknown"} <= plan.problems
    assert plan["outcome"] == "warnings"


def test_once_it_is_cancelled_nothing_runs_any_more(desk: Desk) -> None:
    desk.ok(AU)
    desk.ok("done main cancel --on 2027-03-10", today="2027-03-10")
    ran = desk.ok("plan", today="2027-03-12")
    assert ran.lacks("still running")
    assert ran.says("DONE Cancelled Wed 10 Mar 2027", "Keep card and account until Sat 31 Jul")
    assert desk.plan("main", today="2027-03-12")["keep_payment_until"] == "2027-07-31"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_late_export_is_written_and_begins_with_the_cancellation(desk: Desk, lang: str) -> None:
    desk.ok(AU)
    calendar = desk.calendar(today="2027-03-10", lang=lang)
    assert "DTSTART;VALUE=DATE:20270310" in calendar
    assert {"en": "Cancel", "zh": "注销", "ja": "解約"}[lang] in calendar


# --- the account is closed before the last debit ------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Your bank account closes on Fri 26 Mar; the last debit is expected around Fri 30 Apr."),
        ("zh", "您的银行账户 3月26日 周五注销，而最后一次扣款预计在 4月30日 周五前后。"),
        ("ja", "銀行口座は3月26日（金）に閉じますが、最後の引き落としは4月30日（金）頃の見込みです。"),
    ],
)
def test_an_account_that_closes_before_the_last_debit(desk: Desk, lang: str, words: str) -> None:
    desk.ok(DOCOMO)
    desk.ok("me --account-closes 2027-03-26")
    assert desk.ok("plan", lang=lang).says(words)
    plan = desk.plan("main")
    assert plan.problem("account-closes-too-early")["severity"] == "blocking"
    assert plan.step("final-debit:base")["due"] == "2027-04-30"
    assert plan["keep_payment_until"] == "2027-06-30"


def test_an_account_that_stays_long_enough_is_no_problem(desk: Desk) -> None:
    desk.ok(DOCOMO)
    desk.ok("me --account-closes 2027-06-30")
    assert "account-closes-too-early" not in desk.plan("main").problems
    desk.ok("me --account-closes 2027-04-29")
    assert "account-closes-too-early" in desk.plan("main").problems


@pytest.mark.parametrize(
    ("lang", "row", "words"),
    [
        ("en", "change payment", "Enter another card or account that stays open."),
        ("zh", "换付款方式", "换成不会注销的卡或账户付款。"),
        ("ja", "支払い変更", "使い続けるカードか口座に変える。"),
    ],
)
def test_where_the_bank_closes_first_another_way_to_pay_is_planned(
    desk: Desk, lang: str, row: str, words: str
) -> None:
    desk.ok("add main --carrier softbank --billing-day end --payment bank --departure 2027-03-28")
    desk.ok("me --account-closes 2027-03-20")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(words)
    assert ran.row(row)
    change = desk.plan("main").step("change-payment")
    assert change["critical"]
    assert change["due"] < change["latest"] <= "2027-03-20"


def test_where_both_cannot_be_met_the_account_is_not_the_first_way_out(desk: Desk) -> None:
    desk.ok("add main --carrier docomo --payment bank --departure 2027-03-28")
    desk.ok("me --account-closes 2027-03-20")
    plan = desk.plan("main")
    first, second, *_ = [r["text"] for r in plan.problem("account-closes-too-early")["remedies"]]
    assert "another card or account" in first
    assert "paid before you leave" in second
    assert plan.step("change-payment")["latest"] <= "2027-03-20"


# --- a slip cannot be paid from abroad ----------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "way_out"),
    [
        (
            "en",
            "expected around Mon 10 May, after you leave, and slips can only be paid in Japan.",
            "Ask whether the last bills can be paid before you leave.",
        ),
        (
            "zh",
            "最后一张预计 5月10日 周一前后才到，那时您已离开，而缴费单只能在日本付。",
            "问能不能在离开前付清最后几期账单。",
        ),
        (
            "ja",
            "最後の請求書は出国後の5月10日（月）頃に届く見込みですが、日本国内でしか払えません。",
            "出国前に最後の請求まで払えるか確認する。",
        ),
    ],
)
def test_who_pays_at_the_convenience_store(desk: Desk, lang: str, words: str, way_out: str) -> None:
    desk.ok("add main --carrier sakura-mobile --payment slip --departure 2027-03-15 --deposit 6000")
    assert desk.ok("plan", lang=lang).says(words, way_out)
    plan = desk.plan("main")
    assert plan.problem("slip-payable-only-in-japan")["severity"] == "warning"
    assert plan.step("request-refund")["state"] == "open"
    assert plan.window["charged_through"] == "2027-03-31"


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "card and account"), ("zh", "信用卡和银行账户"), ("ja", "カードと口座")]
)
def test_who_pays_by_slip_is_not_told_to_keep_a_card(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier sakura-mobile --payment slip --departure 2027-03-15")
    assert desk.ok("plan", lang=lang).lacks(words)


@pytest.mark.parametrize(("lang", "words"), [("en", "deposit"), ("zh", "押金"), ("ja", "保証金")])
def test_the_deposit_is_asked_for_and_where_it_can_go(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier sakura-mobile --payment slip --departure 2027-03-15 --deposit 6000")
    assert desk.ok("plan", lang=lang).says(words)
    assert desk.ok("explain request-refund", lang=lang).says("PayPal")


def test_a_slip_without_a_deposit_has_nothing_to_come_back(desk: Desk) -> None:
    desk.ok("add main --carrier sakura-mobile --payment slip --departure 2027-03-15 --deposit 0")
    assert "request-refund" not in desk.plan("main").steps


# --- the last bill comes when the card is gone --------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Your card expires on Fri 30 Apr; the last charge is expected around Mon 31 May."),
        ("zh", "您的卡 4月30日 周五到期，而最后一次扣款预计在 5月31日 周一前后。"),
        ("ja", "カードの有効期限は4月30日（金）ですが、最後の請求は5月31日（月）頃の見込みです。"),
    ],
)
@pytest.mark.parametrize("carrier", ["ocn-mobile-one", "mobal"])
def test_calls_are_billed_months_later_on_a_card_that_has_ended(
    desk: Desk, carrier: str, lang: str, words: str
) -> None:
    desk.ok(f"add main --carrier {carrier} --payment card --departure 2027-03-28")
    desk.ok("me --card-expires 2027-04-30")
    assert desk.ok("plan", lang=lang).says(words)
    plan = desk.plan("main")
    assert plan.problem("card-expires-too-early")["severity"] == "blocking"
    assert plan["keep_payment_until"] == "2027-07-31"
    assert plan.step("keep-payment-open")["estimate"]


def test_until_when_the_card_must_stay_open_is_said_with_its_reasons(desk: Desk) -> None:
    desk.ok("add main --carrier ocn-mobile-one --payment card --departure 2027-03-28")
    assert desk.ok("plan").row("Until then keep card and account", "31 Jul", "(estimate)")
    ran = desk.ok("explain keep-payment-open")
    assert ran.says("Keep card and account open (main): Sat 31 Jul 2027", "A credit card adds its own")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_that_are_put_together_keep_the_last_day(desk: Desk, lang: str) -> None:
    desk.ok("add main --carrier au --sim esim --channel shop --departure 2027-02-19 --service wechat,bank")
    assert desk.plan("main")["keep_payment_until"] == "2027-06-30"
    rows = desk.ok("plan", lang=lang).rows()
    assert len(rows) == 9
    until = {"en": "30 Jun", "zh": "6月30日", "ja": "6月30日"}[lang]
    assert until in rows[9]


# --- instalments outlive the line ---------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "row"),
    [
        ("en", "The phone is not paid off: 54,000 yen. The instalments go on", "settle the phone"),
        ("zh", "手机还剩 54,000 日元未付清，号码停用后照样扣。", "处理手机分期"),
        ("ja", "端末代金が54,000円残っています。回線が終わっても支払いは続きます。", "端末代金の精算"),
    ],
)
def test_a_phone_that_is_not_paid_off(desk: Desk, lang: str, words: str, row: str) -> None:
    desk.ok(f"{DOCOMO} --device-balance 54000 --device-until 2028-06-30")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(words)
    assert ran.row(row)
    plan = desk.plan("main")
    assert plan.problem("device-balance")["severity"] == "warning"
    assert plan.step("final-debit:device")["due"] == "2028-06-30"
    assert plan.step("final-debit:base")["due"] == "2027-04-30"
    assert plan["keep_payment_until"] == "2028-08-31"


@pytest.mark.parametrize(
    ("lang", "row"),
    [
        ("en", "Keep the account until the phone is paid"),
        ("zh", "手机分期付清前保留付款账户"),
        ("ja", "端末代金の完済まで口座を残す"),
    ],
)
def test_instalments_without_a_known_end_give_no_invented_day(desk: Desk, lang: str, row: str) -> None:
    desk.ok(f"{DOCOMO} --device-balance 54000")
    assert desk.plan("main")["keep_payment_until"] is None
    assert desk.ok("plan", lang=lang).row(row)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_of_another_year_say_their_year(desk: Desk, lang: str) -> None:
    desk.ok(
        "add main --carrier docomo --payment bank --departure 2027-03-28 --device-balance 54000"
        " --device-until 2028-06-30"
    )
    row = desk.ok("plan", lang=lang).row(
        {"en": "Last debit", "zh": "最后一期账单", "ja": "最後の引き落とし"}[lang]
    )
    assert "2028" in row
    ran = desk.ok("next -n 9", today="2027-08-26", lang=lang)
    assert "2028" in ran.out


# --- only half of it was cancelled --------------------------------------------------


def test_a_membership_is_a_second_cancellation(desk: Desk) -> None:
    desk.ok(BIGLOBE)
    plan = desk.plan("main")
    assert plan.step("cancel:basic-course")["critical"]
    assert plan.step("cancel:basic-course")["latest"] == "2027-03-25"
    assert desk.ok("explain cancel:basic-course").says("BIGLOBE membership", "Thu 25 Mar")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Cancel BIGLOBE membership"), ("zh", "BIGLOBE 会员"), ("ja", "BIGLOBE会員")],
)
def test_the_membership_stays_open_when_the_sim_is_cancelled(desk: Desk, lang: str, words: str) -> None:
    desk.ok(BIGLOBE)
    desk.ok("done main cancel --on 2027-02-20", today="2027-02-20")
    assert desk.ok("plan", today="2027-02-20", lang=lang).row(words)
    plan = desk.plan("main", today="2027-02-20")
    assert (plan.step("cancel")["state"], plan.step("cancel:basic-course")["state"]) == ("done", "open")
    desk.ok("done main cancel:basic-course --on 2027-02-21", today="2027-02-21")
    assert desk.plan("main", today="2027-02-21").step("cancel:basic-course")["state"] == "done"


@pytest.mark.parametrize(("lang", "words"), [("en", "membership"), ("zh", "会员"), ("ja", "会員")])
def test_the_row_names_both_cancellations(desk: Desk, lang: str, words: str) -> None:
    desk.ok(BIGLOBE)
    assert desk.ok("plan", lang=lang).row("BIGLOBE", words)


def test_ticking_the_row_does_not_tick_the_membership(desk: Desk) -> None:
    desk.ok(BIGLOBE)
    number = next(n for n, row in desk.ok("plan").rows().items() if "embership" in row)
    ran = desk(f"done main {number} --on 2027-02-20", today="2027-02-20")
    assert "embership" in ran.out + ran.err
    assert desk.plan("main", today="2027-02-20").step("cancel:basic-course")["state"] == "open"


def test_half_a_cancellation_is_not_called_cancelled(desk: Desk) -> None:
    desk.ok(BIGLOBE)
    desk.ok("done main cancel --on 2027-02-20", today="2027-02-20")
    assert "cancelled" not in desk.ok("list", today="2027-02-20").out
    assert desk.ok("plan", today="2027-02-20").says("membership", "220")
    desk.ok("done main cancel:basic-course --on 2027-02-20", today="2027-02-20")
    assert desk.ok("list", today="2027-02-20").says("cancelled")


@pytest.mark.parametrize("today", ["2027-02-27", "2027-03-29", "2027-08-01"])
def test_a_membership_that_goes_on_costing_is_said_first(desk: Desk, today: str) -> None:
    desk.ok(BIGLOBE)
    desk.ok("done main cancel --on 2027-02-20", today="2027-02-20")
    assert desk.ok("next -n 1", today=today).says("BIGLOBE membership")
    assert "BIGLOBE membership" in desk("next -n 1", today=today, pipe=True).out
    assert desk("next --exit-code", today=today).code == 10
