"""Stories of accounts that were lost with the number: chats, wallets, mail, the member page itself."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, bare, day, fixture_desk  # noqa: F401

AU = "add main --carrier au --sim esim --departure 2027-02-19 --service "


# --- LINE gone for good, a wallet opened by the next owner --------------------------


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ("WeChat", "Alipay", "Bank", "LINE")),
        ("zh", ("微信", "支付宝", "银行", "LINE")),
        ("ja", ("WeChat", "Alipay", "銀行", "LINE")),
    ],
)
def test_everything_is_moved_while_codes_still_arrive(desk: Desk, lang: str, names: tuple[str, ...]) -> None:
    desk.ok(f"{AU}wechat,alipay,line,bank")
    assert desk.ok("plan", lang=lang).row(*names, day("2027-02-12", lang), day("2027-02-16", lang))
    plan = desk.plan("main")
    for service in ("wechat", "alipay", "line", "bank"):
        step = plan.step(f"unbind:{service}")
        assert step["critical"]
        assert step["due"] < step["latest"] == "2027-02-16" < plan.window["request"]
        assert "get-replacement-number" in step["depends_on"]
        assert f"unbind:{service}" in plan.step("cancel")["depends_on"]


def test_payment_and_banks_come_before_the_rest(desk: Desk) -> None:
    desk.ok(f"{AU}google,line,alipay,wechat,bank")
    row = desk.ok("plan").row("Move to it")
    for money in ("Bank", "WeChat", "Alipay"):
        for other in ("LINE", "Google"):
            assert row.index(money) < row.index(other)


def test_the_number_that_replaces_it_comes_first(desk: Desk) -> None:
    desk.ok(f"{AU}line")
    plan = desk.plan("main")
    number = plan.step("get-replacement-number")
    assert number["due"] < plan.step("unbind:line")["due"]
    assert number["latest"] == "2027-02-15"
    rows = desk.ok("plan").rows()
    assert "Have a number" in rows[2]
    assert "LINE" in rows[3]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Deleting the app changes nothing."),
        ("zh", "只删 App 没有用。"),
        ("ja", "アプリを消すだけでは変わりません。"),
    ],
)
@pytest.mark.parametrize("service", ["line", "wechat"])
def test_deleting_the_app_is_not_moving_the_account(desk: Desk, service: str, lang: str, words: str) -> None:
    desk.ok(f"{AU}line,wechat")
    assert desk.ok(f"explain unbind:{service}", lang=lang).says(words, day("2027-02-16", lang))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "register an email address and a password in LINE"),
        ("zh", "先在 LINE 里登记邮箱和密码"),
        ("ja", "先にLINEでメールアドレスとパスワードを登録"),
    ],
)
def test_line_is_moved_so_that_the_chats_stay(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19 --service line")
    ran = desk.ok("explain unbind:line", lang=lang)
    assert ran.says(words)
    assert ran.lacks("log out", "重新登录", "ログインし直")
    assert bare(words) in bare(desk.calendar(lang=lang))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "a stranger has got into a wallet"),
        ("zh", "有陌生人登进过别人的钱包"),
        ("ja", "他人にウォレットへ入られた例"),
    ],
)
def test_it_is_said_why_a_wallet_is_moved(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19 --service wechat")
    assert desk.ok("explain unbind:wechat", lang=lang).says(words)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cancellation_says_what_has_to_be_moved_first(desk: Desk, lang: str) -> None:
    desk.ok(f"{AU}line,wechat")
    wechat = "微信" if lang == "zh" else "WeChat"
    assert desk.ok("explain cancel", lang=lang).says("LINE", wechat)
    assert "LINE" in desk.calendar(lang=lang)


def test_one_after_the_other_is_ticked_off(desk: Desk) -> None:
    desk.ok(f"{AU}wechat,alipay,line")
    desk.ok("done main 3a --on 2027-02-10", today="2027-02-10")
    desk.ok("services done main alipay", today="2027-02-10")
    plan = desk.plan("main", today="2027-02-10")
    states = [plan.step(f"unbind:{one}")["state"] for one in ("wechat", "alipay", "line")]
    assert states == ["done", "done", "open"]
    row = desk.ok("plan", today="2027-02-10").row("Move to it")
    assert "LINE" in row
    assert "WeChat" not in row


def test_services_are_ticked_by_the_letters_that_are_shown(desk: Desk) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19 --service wechat,alipay,line")
    assert desk.ok("services list").says("3b Sun 14 Feb", "tracker services done main 3a")
    desk.ok("services done main 3b")
    assert desk.plan("main").step("unbind:alipay")["state"] == "done"


def test_several_are_ticked_at_once(desk: Desk) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19 --service wechat,alipay,line")
    desk.ok("done main 3a,3b --on 2027-02-01")
    plan = desk.plan("main")
    states = [plan.step(f"unbind:{one}")["state"] for one in ("wechat", "alipay", "line")]
    assert states == ["done", "done", "open"]


def test_what_is_open_on_the_last_day_is_a_problem_and_not_silence(desk: Desk) -> None:
    desk.ok(f"{AU}wechat,line")
    ran = desk.ok("plan", today="2027-02-18")
    assert ran.says("CANCEL today, Thu 18 Feb", "WeChat", "LINE")
    plan = desk.plan("main", today="2027-02-18")
    assert {p["severity"] for p in plan["problems"] if p["code"] == "unbind-too-late"} >= {"blocking"}
    assert plan.step("unbind:wechat")["late"]


def test_after_the_line_has_ended_the_services_are_missed_and_say_what_is_left(desk: Desk) -> None:
    desk.ok(f"{AU}wechat")
    desk.ok("done main cancel --on 2027-02-17", today="2027-02-17")
    plan = desk.plan("main", today="2027-02-19")
    assert plan.step("unbind:wechat")["state"] == "missed"
    assert "WeChat" in plan.step("unbind:wechat")["text"]


# --- locked out of everything that hung on the carrier's mail and codes -------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Log in to My au", "reset the password while SMS still reaches this phone")),
        ("zh", ("登录 My au", "趁这个号码还能收短信", "重设密码")),
        ("ja", ("My au", "SMSが届くうちに", "パスワードの再設定")),
    ],
)
def test_the_carriers_own_page_is_tried_while_codes_arrive(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok(f"{AU}none")
    assert desk.ok("explain check-login", lang=lang).says(*words)
    plan = desk.plan("main")
    assert plan.step("check-login")["latest"] == "2027-02-16"
    assert plan.step("set-contact")["due"] < plan.window["request"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "an email address that is not from au"),
        ("zh", "不是 au（KDDI）的邮箱"),
        ("ja", "au以外のメールアドレス"),
    ],
)
def test_the_contact_address_is_not_the_one_that_dies(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"{AU}none")
    assert desk.ok("explain set-contact", lang=lang).says(words)
    mail = desk.plan("main").step("mail-carry-over")
    assert mail["due"] > "2027-02-17"
    assert desk.ok("explain mail-carry-over").says("ends with the line")


def test_second_factors_are_moved_before_and_the_trap_is_named(desk: Desk) -> None:
    desk.ok(f"{AU}apple,google,email,crypto,bank")
    plan = desk.plan("main")
    for service in ("apple", "google", "email", "crypto", "bank"):
        assert plan.step(f"unbind:{service}")["latest"] < plan.window["request"]
    words = "some Japanese services send codes only to phones in Japan"
    assert desk.ok("explain get-replacement-number").says(words)
    assert desk.ok("explain 2", lang="zh").says("有些日本服务只向在日本的手机发验证码")


def test_a_bank_that_needs_a_counter_is_planned_on_a_working_day(desk: Desk) -> None:
    desk.ok(f"{AU}bank,line")
    plan = desk.plan("main")
    assert plan.step("unbind:bank")["due"] == "2027-02-12"
    assert plan.step("unbind:line")["due"] == "2027-02-14"
    ran = desk.ok("explain unbind:bank")
    assert ran.says("Sun 14 Feb is not a working day; moved back to Fri 12 Feb.", "residence card")
