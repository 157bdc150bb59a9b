"""Every way in which somebody is told to end a contract: shop, site, phone, post, somebody else, nothing."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, bare, day, fixture_desk  # noqa: F401
from own_files import PHONE, POST, REFUND, SHOP, UPLOAD, own_file

LEAVING = "--departure 2027-03-28"


def add(desk: Desk, *parts: str, options: str = "") -> None:
    """Record a contract with a carrier of one's own that has these ways."""
    (desk.own_carriers / "sumire.toml").write_text(own_file(*parts), encoding="utf-8")
    desk.ok(f"add main --carrier sumire {LEAVING} {options}")


# --- in a shop ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "row", "papers", "paper"),
    [
        ("en", "collect papers and book the shop", ("passport", "residence card", "SIM card"), "解約の控え"),
        ("zh", "备齐材料、预约门店", ("护照", "在留卡", "SIM 卡"), "注销凭证（解約の控え）"),
        ("ja", "書類の用意、来店予約", ("パスポート", "在留カード", "SIMカード"), "解約の控えを受け取って"),
    ],
)
def test_a_shop_is_booked_with_papers_and_the_card_in_hand_and_a_paper_to_take_home(
    desk: Desk, lang: str, row: str, papers: tuple[str, ...], paper: str
) -> None:
    add(desk, SHOP, options="--sim physical")
    assert desk.ok("plan", lang=lang).row(row, day("2027-03-10", lang))
    assert desk.ok("explain collect-documents", lang=lang).says(*papers)
    assert desk.ok("explain cancel", lang=lang).says(*papers, paper)
    plan = desk.plan("main")
    assert plan.window["channel"] == "shop"
    assert plan.step("book-appointment")["due"] == plan.step("collect-documents")["due"] == "2027-03-10"
    assert {"collect-documents", "book-appointment"} <= set(plan.step("cancel")["depends_on"])


def test_the_booked_time_is_the_day_of_the_visit(desk: Desk) -> None:
    add(desk, SHOP)
    desk.ok("book main 2027-03-23 15:30")
    ran = desk.ok("plan")
    assert ran.says("15:30")
    assert desk.plan("main").step("book-appointment")["state"] == "done"
    assert "20270323T153000" in desk.calendar()


# --- online, with papers to upload and a review ---------------------------------------


@pytest.mark.parametrize(
    ("lang", "needs", "review", "second"),
    [
        (
            "en",
            ("an ID with photo", "as in the contract"),
            "up to 3 working days",
            "mail, member page or letter",
        ),
        ("zh", ("带照片的证件", "合同上的姓名"), "最长 3 个工作日", "邮件、会员页面或信件"),
        ("ja", ("顔写真付きの本人確認書類", "契約者の氏名"), "最長3営業日", "メール、会員ページ、郵便"),
    ],
)
def test_a_site_that_checks_the_papers_is_looked_at_again_when_it_is_done(
    desk: Desk, lang: str, needs: tuple[str, ...], review: str, second: str
) -> None:
    add(desk, UPLOAD)
    assert desk.ok("explain cancel", lang=lang).says(*needs, review, "解約")
    assert desk.ok("explain confirm-cancellation", lang=lang).says(second, review, day("2027-04-01", lang))
    plan = desk.plan("main")
    assert (plan.window["request"], plan.window["line_ends"]) == ("2027-03-26", "2027-03-31")
    assert plan.step("confirm-cancellation")["due"] == "2027-04-01"
    assert plan.step("save-evidence")["latest"] == "2027-04-08"
    assert "settle-bill" in plan.step("cancel")["depends_on"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_account_stays_until_it_shows_that_nothing_is_left(desk: Desk, lang: str) -> None:
    add(desk, UPLOAD, options="--payment card")
    for key in ("verify-closed", "remove-carrier-app", "save-evidence"):
        assert desk.ok(f"explain {key}", lang=lang).out
    plan = desk.plan("main")
    assert plan.step("remove-carrier-app")["due"] == plan.step("verify-closed")["due"]
    assert plan.step("verify-closed")["due"] == plan["keep_payment_until"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("only from the official site or app; follow no link", "no public Wi-Fi", "the last digits")),
        ("zh", ("只从官网或官方 App 进入，不点", "不用公共 Wi-Fi", "核对号码尾号")),
        ("ja", ("公式サイトか公式アプリだけから入り", "公衆Wi-Fiは使わず", "番号の下の桁を確かめる")),
    ],
)
def test_only_the_official_site_on_a_safe_net_and_the_right_number(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    add(desk, UPLOAD)
    assert desk.ok("explain cancel", lang=lang).says(*words)
    calendar = bare(desk.calendar(lang=lang).replace("\\n", "").replace("\\", ""))
    assert all(bare(each) in calendar for each in words)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "the way to reset the password while SMS still reaches this phone"),
        ("zh", "重设密码"),
        ("ja", "パスワードの再設定"),
    ],
)
def test_a_forgotten_password_is_found_out_while_the_line_lives(desk: Desk, lang: str, words: str) -> None:
    add(desk, UPLOAD)
    assert desk.ok("explain check-login", lang=lang).says(words)
    login = desk.plan("main").step("check-login")
    assert login["due"] < "2027-03-01"
    assert login["latest"] < desk.plan("main").window["line_ends"]


# --- by phone, on weekdays ------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ("Open: 10:00-18:00.", "Monday to Friday only.", "ask for a person", "look for an SMS or mail"),
        ),
        ("zh", ("10:00-18:00", "只在周一到周五办理。", "语音菜单里选人工", "留意短信或邮件")),
        ("ja", ("10:00-18:00", "受付は月曜から金曜まで。", "オペレーターを選ぶ", "SMSやメールも確認")),
    ],
)
def test_a_desk_is_called_on_a_weekday_before_it_closes(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    add(desk, PHONE)
    ran = desk.ok("explain cancel", lang=lang)
    assert ran.says(*words)
    assert ran.lacks("screenshot", "截屏", "完了画面", "follow no link", "不点", "リンク")
    window = desk.plan("main").window
    # The departure is a Sunday.
    assert (window["request"], window["closes"]) == ("2027-03-25", "2027-03-26")
    assert window["closes_at"] == "2027-03-26T18:00:00+09:00"
    assert desk.ok("plan", lang=lang).says(day("2027-03-26", lang), "18:00")


def test_a_holiday_is_no_day_to_call(desk: Desk) -> None:
    (desk.own_carriers / "sumire.toml").write_text(own_file(PHONE), encoding="utf-8")
    desk.ok("add main --carrier sumire --departure 2027-03-23")
    # Monday, 22 March 2027 is a holiday.
    assert desk.plan("main").window["closes"] == "2027-03-19"


# --- for those who cannot come --------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "row", "words"),
    [
        ("en", "Cancel by post: Sumire paper form", "3 open days spare"),
        ("zh", "Sumire paper form", "留 3 个营业日余地"),
        ("ja", "Sumire paper form", "営業日で3日の余裕"),
    ],
)
def test_a_letter_is_posted_early_enough_to_be_sent_twice(
    desk: Desk, lang: str, row: str, words: str
) -> None:
    add(desk, POST)
    assert desk.ok("plan", lang=lang).row(row, day("2027-03-23", lang))
    assert desk.ok("explain cancel", lang=lang).says(words)
    assert desk.plan("main").window["closes"] == "2027-03-26"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Somebody else can do it for you.", "letter of attorney")),
        ("zh", ("可以请别人代办", "委托书")),
        ("ja", ("代理人でも手続きできます", "委任状")),
    ],
)
def test_somebody_else_may_go_with_the_papers_that_are_named(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    add(desk, SHOP)
    assert desk.ok("explain cancel", lang=lang).says(*words)
    assert desk.ok("plan", today="2027-04-02", lang=lang).says("委任状")
    plan = desk.plan("main", today="2027-04-02")
    remedies = [remedy["text_key"] for problem in plan["problems"] for remedy in problem["remedies"]]
    assert "remedy.proxy.text" in remedies


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Only the holder can do it"), ("zh", "只有本人能办"), ("ja", "手続きできるのは本人だけです")],
)
def test_where_nobody_else_may_go_that_is_said(desk: Desk, lang: str, words: str) -> None:
    add(
        desk,
        SHOP.replace("proxy = true\n", "proxy = false\n")
        .replace("proxy_needs", "languages")
        .replace('["letter-of-attorney", "proxy-id"]', '["en"]'),
    )
    assert desk.ok("explain cancel", lang=lang).says(words)


def test_nothing_is_cancelled_automatically(desk: Desk) -> None:
    add(desk, POST)
    ran = desk.ok("plan", today="2027-04-02")
    assert ran.says("main is still running", "What is left works only inside Japan")
    assert desk("next --exit-code", today="2027-04-02").code == 10


# --- a balance or deposit that comes back ---------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("name an account that stays open", "a bank account in Japan or abroad")),
        ("zh", ("账户", "a bank account in Japan or abroad")),
        ("ja", ("口座", "a bank account in Japan or abroad")),
    ],
)
def test_what_is_left_is_asked_back_to_an_account_that_stays(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    add(desk, UPLOAD, REFUND, options="--deposit 5000 --balance 3000 --payment slip")
    assert desk.ok("explain request-refund", lang=lang).says(*words)
    plan = desk.plan("main")
    assert plan.step("request-refund")["due"] == "2027-05-31"
    spend = plan.step("use-up-balance")
    assert spend["latest"] < plan.window["line_ends"]


# --- an attempt that failed -----------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_the_site_refuses_the_next_way_and_day_are_named(desk: Desk, lang: str) -> None:
    add(desk, UPLOAD, PHONE)
    ran = desk.ok("failed main cancel --why 'the page refused the photo'", today="2027-03-25", lang=lang)
    said = bare(ran.out + ran.err)
    assert "SumireDesk" in said
    assert bare(day("2027-03-25", lang)) in said
    plan = desk.plan("main", today="2027-03-25")
    assert plan.window["channel"] == "phone"
    assert plan.window["request"] == "2027-03-25"
    assert plan.step("cancel")["state"] == "open"


def test_where_there_is_no_other_way_the_same_is_tried_again(desk: Desk) -> None:
    add(desk, UPLOAD)
    desk.ok("failed main cancel --why 'the page was down'", today="2027-03-26")
    plan = desk.plan("main", today="2027-03-26")
    assert plan.window["channel"] == "online"
    assert "2027-03-26" <= plan.window["request"] <= "2027-03-27"


# --- roaming --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Turn off data roaming for it before the flight", "leave the SIM in the phone")),
        ("zh", ("漫游",)),
        ("ja", ("ローミング",)),
    ],
)
def test_roaming_is_off_before_the_flight_where_the_line_lives_on(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    add(desk, UPLOAD)
    assert desk.ok("explain stop-roaming", lang=lang).says(*words)
    assert desk.plan("main").step("stop-roaming")["latest"] == "2027-03-27"


# --- lost -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "Stop the line",
                "Block what pays",
                "Tell the police",
                "This stops calls and data, not the contract",
            ),
        ),
        ("zh", ("停机", "交番", "受理番号")),
        ("ja", ("回線を止める", "交番", "受理番号")),
    ],
)
def test_a_lost_phone_is_stopped_at_once_and_still_cancelled(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    add(desk, UPLOAD)
    assert desk.ok("lost main", lang=lang).says(*words)
    plan = desk.plan("main")
    assert plan.step("suspend-line")["due"] == "2027-02-01"
    assert plan.step("cancel")["state"] == "open"
    assert "back-up-data" not in plan.steps
