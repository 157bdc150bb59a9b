"""The people it is made for, each with their lines, their days and their language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from leaving import LANGUAGES, Desk, day, fixture_desk  # noqa: F401

# --- a Chinese exchange student with an au eSIM and eighteen days left ---------------


def test_the_student_reads_one_screen_in_chinese(desk: Desk) -> None:
    added = desk.ok(
        "add --carrier au --sim esim --payment card --departure 2月19日 --service 微信,支付宝,LINE,银行",
        lang="zh",
    )
    assert added.says("已记录 au", "您于 2027年2月19日 周五离开日本")
    assert added.says(
        "账单截止日（締め日）", "au 一律为每月月末，不用填", "注销 2月17日 周三", "最晚 2月18日 周四"
    )
    assert added.says("0120-959-476", "只能在日本国内拨打")
    ran = desk.ok("plan", lang="zh")
    assert ran.says("还有 18 天", "2月18日起到上飞机没有这个号码可用", "2 月月费哪天办都收全月")
    assert ran.row("换绑", "微信", "支付宝", "银行", "LINE", "2月16日 周二")
    assert ran.row("在 My au 办理注销", "2月17日 周三", "2月18日 周四")
    assert ran.row("删除手机里的 eSIM")
    assert len(ran.out.splitlines()) <= 23
    assert len(ran.rows()) == 9


def test_the_student_knows_what_is_only_reported(desk: Desk) -> None:
    desk.ok("add --carrier au --sim esim --payment card --departure 2027-02-19")
    assert desk.ok("plan", lang="zh").says("21:10? 前", "? 第三方说法，非 au 官方")
    ran = desk.ok("explain cancel", lang="zh")
    assert ran.says("为什么是 2月17日 周三", "第三方", "本工具的规则", "au 官方", "但是：")
    assert ran.says("「解約のお手続き」", "不用公共 Wi-Fi", "不点短信、邮件里的链接", "截屏")


def test_the_student_has_it_in_the_calendar(desk: Desk) -> None:
    desk.ok("add --carrier au --sim esim --payment card --departure 2027-02-19 --service wechat")
    calendar = desk.calendar(lang="zh")
    for one in ("20270217", "20270218", "20270630"):
        assert f"DTSTART;VALUE=DATE:{one}" in calendar
    assert "SUMMARY:" in calendar
    assert "注销" in calendar


# --- a docomo family: fibre, instalments, an account that closes ---------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_family_sees_everything_that_cannot_be_kept(desk: Desk, lang: str) -> None:
    desk.ok(
        "add dad --carrier docomo --payment bank --sim physical --departure 2027-03-28 --fee 7315"
        " --device-balance 54000 --device-until 2028-06-30 --service bank,line"
    )
    desk.ok("me --account-closes 2027-03-26")
    ran = desk.ok("plan", lang=lang)
    assert ran.says("54,000", day("2027-03-26", lang), day("2027-03-27", lang))
    plan = desk.plan("dad")
    assert {"account-closes-too-early", "device-balance"} <= plan.problems
    assert len(ran.rows()) <= 9


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("paired with home internet", "head of a combined bill", "main line of a family group")),
        ("zh", ("固定宽带捆绑", "家庭组")),
        ("ja", ("光回線とのペア", "家族割引")),
    ],
)
def test_the_family_learns_whom_the_website_refuses(desk: Desk, lang: str, words: tuple[str, ...]) -> None:
    desk.ok("add dad --carrier docomo --departure 2027-03-28")
    assert desk.ok("explain cancel", lang=lang).says(*words)


def test_the_family_answers_what_the_rules_ask(desk: Desk) -> None:
    desk.ok("add dad --carrier docomo --departure 2027-03-28 --signed 2026-08-01")
    question = "The line was never really used"
    assert desk.ok("show dad").says(question)
    desk.ok(f"edit dad --answer '{question}=no'")
    assert desk.ok("show dad").lacks(question)


# --- an engineer: IIJmio, povo, a company phone, back every few months ---------------


def test_the_engineer_has_three_lines_in_one_table(desk: Desk) -> None:
    desk.ok("me --departure 2027-03-28 --returns 2027-06-01")
    desk.ok("add iij --carrier iijmio --sim esim --payment card --fee 990")
    desk.ok("add povo --carrier povo --sim esim --payment card")
    desk.ok("add office --carrier docomo --holder company --sim physical --service google")
    ran = desk.ok("plan")
    for words in ("iij", "povo", "office", "Thu 18 Mar", "Fri 26 Mar", "until Wed 30 Jun for all lines"):
        assert words in ran.out
    plans = desk.ok("plan --json").json()
    assert [plan["name"] for plan in plans["plans"]] == ["iij", "povo", "office"]
    assert plans["keep_payment_until"] == "2027-06-30"
    iij, povo = desk.plan("iij").window, desk.plan("povo").window
    assert (iij["recommended"], iij["line_ends"]) == ("2027-03-18", "2027-03-31")
    assert (povo["recommended"], povo["line_ends"]) == ("2027-03-26", "2027-03-26")


@pytest.mark.parametrize(
    ("lang", "words", "row"),
    [
        ("en", "The line belongs to your company: you cannot cancel it.", "Give the line back to its holder"),
        ("zh", "号码的名义人是公司，您不能自己注销", "把号码交还给名义人"),
        ("ja", "回線の名義は会社なので、ご自分では解約できません", "回線を名義人に返す"),
    ],
)
def test_the_company_phone_is_handed_back_and_not_cancelled(
    desk: Desk, lang: str, words: str, row: str
) -> None:
    desk.ok("add office --carrier docomo --holder company --departure 2027-03-28 --service google")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(words)
    assert ran.row(row, day("2027-03-26", lang))
    plan = desk.plan("office")
    assert plan["cancellation"] is None
    assert not {"cancel", "keep-payment-open", "final-bill:base", "save-evidence"} & plan.steps
    assert plan.step("unbind:google")["latest"] < "2027-03-27"


def test_the_engineer_is_told_by_line_what_comes_next(desk: Desk) -> None:
    desk.ok("add iij --carrier iijmio --departure 2027-03-28")
    desk.ok("add povo --carrier povo")
    ran = desk.ok("next")
    assert ran.says("iij 1", "povo 1", "Cancel iij in 45 days, Thu 18 Mar.")
    piped = desk("next", pipe=True)
    assert [line.split("\t")[1:3] for line in piped.out.splitlines()][:2] == [["iij", "1"], ["povo", "1"]]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "every further month is charged"),
        ("zh", "每个月继续扣费"),
        ("ja", "毎月の料金がかかり続けます"),
    ],
)
def test_a_line_without_a_base_fee_threatens_nobody(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier povo --departure 2027-03-28")
    assert desk.ok("plan", lang=lang).lacks(words)
    assert desk.ok("plan", today="2027-04-10").lacks("Every further month is charged")


# --- a tourist: a prepaid SIM from the shop and a travel eSIM ------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Sat 20 Feb 2027, by itself. Nothing to cancel."),
        ("zh", "2027年2月20日 周六自动到期，不用注销。"),
        ("ja", "2027年2月20日（土）に自動で終わります。解約は不要です。"),
    ],
)
def test_the_tourists_card_ends_by_itself(desk: Desk, lang: str, words: str) -> None:
    added = desk.ok("add laox --prepaid --expires 2027-02-20 --departure 2027-02-14", lang=lang)
    assert added.says(words)
    assert desk.ok("plan", lang=lang).says(words)
    assert len(desk.ok("plan", lang=lang).rows()) <= 3
    plan = desk.plan("laox")
    assert (plan["cancellation"], plan["keep_payment_until"], plan["outcome"]) == (None, None, "ok")
    assert plan.step("expires")["due"] == "2027-02-20"


def test_the_tourists_esim_is_counted_from_its_first_day(desk: Desk) -> None:
    desk.ok("add trip --carrier airalo --departure 2027-02-14 --started 2027-02-01 --valid-days 15")
    ends = date.fromisoformat(desk.plan("trip").step("expires")["due"])
    assert date(2027, 2, 1) + timedelta(days=14) <= ends <= date(2027, 2, 1) + timedelta(days=15)
    assert len(desk.ok("plan").rows()) <= 3


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "On which day is not known: see step 1."),
        ("zh", "到期日还不知道：先做第 1 步。"),
        ("ja", "終わる日は分かりません。まず1を確認してください。"),
    ],
)
def test_an_unknown_end_is_said_to_be_unknown(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add visitor --carrier b-mobile-visitor --departure 2027-02-14")
    assert desk.ok("plan", lang=lang).says(words)
    assert desk.ok("explain visitor 1").says("tracker edit visitor --expires DATE")


def test_a_card_that_has_ended_asks_for_nothing(desk: Desk) -> None:
    desk.ok("add trip --carrier airalo --departure 2027-02-14 --started 2027-02-01 --valid-days 15")
    ran = desk("next --exit-code", today="2027-03-01")
    assert ran.code == 0
    assert ran.lacks("Ends by itself")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "11 Feb to your flight"), ("zh", "2月11日起到上飞机"), ("ja", "2月11日から搭乗まで")],
)
def test_a_card_that_ends_before_the_flight_leaves_days_without_a_line(
    desk: Desk, lang: str, words: str
) -> None:
    ran = desk.ok("add laox --prepaid --expires 2027-02-10 --departure 2027-02-14", lang=lang)
    assert ran.says(words)
    assert desk.ok("plan", lang=lang).says(words)


# --- a trainee who pays by slip and has already left ---------------------------------

LEFT = "add main --carrier softbank --billing-day 20 --payment slip --departure 2027-03-28 --fee 3000"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "main is still running: day 13 after leaving. Every further month costs 3,000 yen."),
        ("zh", "main 还在扣费：离开日本第 13 天。每多一个月要付 3,000 日元。"),
        ("ja", "mainはまだ契約中です（出国から13日目）。1か月延びるごとに3,000円かかります。"),
    ],
)
def test_the_trainee_is_not_refused(desk: Desk, lang: str, words: str) -> None:
    desk.ok(LEFT, today="2027-04-10")
    ran = desk.ok("plan", today="2027-04-10", lang=lang)
    assert ran.says(words, day("2027-04-10", lang), day("2027-04-20", lang), "+81-92-687-0025")


@pytest.mark.parametrize(
    ("lang", "words", "wrong", "running"),
    [
        ("en", "You left Japan on Sun 28 Mar 2027", "before you leave", "still running"),
        ("zh", "您已于 2027年3月28日 周日离开日本", "在离开前", "还在扣费"),
        ("ja", "2027年3月28日（日）に出国済み", "出国前に最後の請求", "まだ契約中"),
    ],
)
def test_who_has_left_is_spoken_to_as_such(
    desk: Desk, lang: str, words: str, wrong: str, running: str
) -> None:
    ran = desk.ok(LEFT, today="2027-04-10", lang=lang)
    assert ran.says(words, running, "+81-92-687-0025")
    assert ran.lacks(wrong)


def test_the_trainee_sees_only_what_can_still_be_done(desk: Desk) -> None:
    desk.ok(LEFT, today="2027-04-10")
    plan = desk.plan("main", today="2027-04-10")
    assert (plan.window["request"], plan.window["closes"]) == ("2027-04-10", "2027-04-20")
    assert plan.window["charged_through"] == "2027-04-20"
    assert {"abroad-unknown", "slip-payable-only-in-japan"} <= plan.problems
    assert not {"back-up-data", "check-device", "book-appointment", "collect-documents"} & plan.steps
    assert {"cancel", "settle-bill", "confirm-cancellation", "keep-payment-open"} <= plan.steps
    assert "20270410" in desk.calendar(today="2027-04-10")


# --- an office that looks after three hundred students -------------------------------


def test_the_office_keeps_the_overview(desk: Desk) -> None:
    carriers = ("au", "docomo", "mineo", "iijmio", "povo", "sakura-mobile")
    for number in range(300):
        leaves = date(2027, 3, 1) + timedelta(days=number % 31)
        desk.ok(f"add s{number:03} --carrier {carriers[number % 6]} --departure {leaves} --payment card")
    coming = desk.ok("next")
    assert len(coming.out.splitlines()) <= 8
    assert coming.says("Cancel s", "tracker done s")
    listed = desk.ok("list --json").json()["contracts"]
    assert [line["name"] for line in listed] == [f"s{number:03}" for number in range(300)]
    assert desk.ok("list").out.count("Log in") == 300
    assert len(desk.ok("next -n 300 --json").json()["items"]) == 300
    calendar = desk.calendar()
    assert calendar.count("BEGIN:VEVENT") == calendar.count("END:VEVENT") >= 300 * 7
    uids = [line for line in calendar.splitlines() if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    desk.ok("done s007 cancel --on 2027-02-01")
    assert desk.ok("plan s007").says("DONE Cancelled Mon 1 Feb 2027")
    assert desk.ok("plan s013").lacks("DONE")


# --- somebody whose phone was stolen yesterday ---------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_the_phone_there_is_still_a_plan_with_a_number_to_call(desk: Desk, lang: str) -> None:
    desk.ok("add --carrier au --departure 2027-02-03", today="2027-02-01")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(day("2027-02-01", lang), day("2027-02-02", lang))
    assert ran.says({"en": "0120-959-472", "zh": "0120-959-476", "ja": "0077-7-111"}[lang])
    assert desk.plan("au").window["closes"] == "2027-02-02"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Stop the line", "WeChat and Alipay: freeze", "the monthly fee usually goes on")),
        ("zh", ("停机挂失", "微信、支付宝：用别的设备", "0120-959-476", "注销之前通常照收月费")),
        ("ja", ("回線を止める", "WeChat、Alipay：別の端末", "警察に届ける")),
    ],
)
def test_the_stolen_line_is_stopped_first_and_then_planned(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok("add --carrier au --sim esim --service wechat,alipay --departure 2027-03-28", today="2027-01-10")
    assert desk.ok("lost", lang=lang).says(*words)
    plan = desk.plan("au")
    assert [step["key"] for step in plan["steps"] if step["row"] == "lost"] == [
        "suspend-line",
        "block-payment-apps",
        "report-loss",
        "reissue-or-cancel",
    ]
    assert not {"back-up-data", "check-device", "delete-esim-profile"} & plan.steps
    # The code that the website asks for would go to the stolen SIM.
    assert plan.window["channel"] == "shop"
    assert "lost" in desk.calendar().lower()


def test_a_code_that_cannot_come_leads_to_the_shop(desk: Desk) -> None:
    desk.ok("add --carrier au --departure 2027-02-19")
    ran = desk.ok("failed cancel --why 'the phone was stolen'")
    assert ran.says("the attempt is noted")
    window = desk.plan("au").window
    assert window["channel"] == "shop"
    assert window["closes"] == "2027-02-18"


# --- somebody who only switches carriers ---------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Choose 解約, not MNP (porting out), not a plan change, no offer to stay."),
        ("zh", "选「解約」，不选 MNP（携号转网）、换套餐和挽留优惠。"),
        ("ja", "選ぶのは「解約」。MNP転出、プラン変更、引き止めの特典は選ばない。"),
    ],
)
def test_cancelling_is_told_apart_from_porting(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add --carrier au --departure 2027-02-19")
    assert desk.ok("explain cancel", lang=lang).says(words)
    assert "MNP" in desk.calendar(lang=lang)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "I cannot cancel for you"),
        ("zh", "我不能替您注销"),
        ("ja", "解約の代行はできません"),
    ],
)
def test_nothing_is_ever_cancelled_by_the_tool(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19")
    assert desk("cancel main", lang=lang).complains(2, words, "tracker done main cancel --on")
    assert desk.plan("main").step("cancel")["state"] == "open"
