"""Stories of bills that fail unseen, of debts that follow, and of alarms that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from leaving import LANGUAGES, Desk, bare, day, fixture_desk  # noqa: F401

LEAVING = "--departure 2027-03-28"
DATA = Path(__file__).resolve().parents[2] / "tracker" / "data"


# --- the card failed, and the mail that said so was overlooked ------------------------


@pytest.mark.parametrize(
    ("lang", "contact", "debit"),
    [
        ("en", "those about a payment that failed", "look for a mail that it failed"),
        ("zh", "扣款失败的通知都发到那里", "留意有没有扣款失败的邮件"),
        ("ja", "支払いが失敗したときの連絡", "失敗を知らせるメールが来ていないか"),
    ],
)
def test_mails_that_a_card_failed_go_to_an_address_that_is_read(
    desk: Desk, lang: str, contact: str, debit: str
) -> None:
    desk.ok(f"add main --carrier rakuten-mobile --payment card {LEAVING}")
    assert desk.ok("explain set-contact", lang=lang).says(contact)
    assert desk.ok("explain final-debit", lang=lang).says(debit)
    plan = desk.plan("main")
    assert plan.step("set-contact")["due"] == "2027-03-05"
    assert plan.step("final-debit:base")["due"] == "2027-04-13"
    assert plan.step("verify-closed")["due"] == plan["keep_payment_until"] == "2027-06-30"


# --- the paper slip goes to the old address -------------------------------------------


@pytest.mark.parametrize(
    ("lang", "slip", "address"),
    [
        (
            "en",
            ("a payment slip is posted", "only at convenience stores in Japan"),
            "check the postal address",
        ),
        ("zh", ("会寄出缴费单", "只能在日本的便利店"), "核对邮寄地址"),
        ("ja", ("払込票が郵送", "日本のコンビニだけ"), "住所も確認します"),
    ],
)
def test_what_happens_when_the_card_fails_stands_beside_the_last_payment(
    desk: Desk, lang: str, slip: tuple[str, ...], address: str
) -> None:
    desk.ok(f"add main --carrier iijmio --payment card {LEAVING}")
    assert desk.ok("explain final-debit", lang=lang).says(*slip)
    assert desk.ok("explain set-contact", lang=lang).says(address)
    calendar = desk.calendar(lang=lang).replace("\\n", "").replace("\\", "")
    for words in slip:
        assert bare(words) in bare(calendar)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "lead to suspension"), ("zh", "未付会导致停机"), ("ja", "回線が止められ")],
)
def test_a_slip_that_nobody_pays_is_not_harmless(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier iijmio --payment card {LEAVING}")
    assert desk.ok("explain final-debit", lang=lang).says(words)


# --- ended by the carrier after a failed card -----------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("the carrier ends the contract on that day", "The base fee goes on in between")),
        ("zh", ("会被强制解约", "月费照收")),
        ("ja", ("強制解約", "停止中も基本料はかかります")),
    ],
)
def test_a_card_that_fails_ends_the_line_and_the_fee_goes_on_until_then(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok(f"add main --carrier nihon-tsushin-sim --payment card {LEAVING}")
    assert desk.ok("explain final-debit", lang=lang).says(*words)


@pytest.mark.parametrize(
    ("lang", "words", "why"),
    [
        ("en", "Your card expires on Sun 28 Feb", "14 days before the account or card ends on Sun 28 Feb."),
        ("zh", "您的卡 2月28日 周日到期", "比账户或卡失效的 2月28日 周日提前 14 天。"),
        ("ja", "カードの有効期限は2月28日（日）", "口座かカードが使えなくなる2月28日（日）の14日前。"),
    ],
)
def test_a_new_card_is_entered_before_the_old_one_can_fail(
    desk: Desk, lang: str, words: str, why: str
) -> None:
    desk.ok(f"add main --carrier nihon-tsushin-sim --payment card {LEAVING}")
    desk.ok("me --card-expires 2027-02-28")
    assert desk.ok("plan", lang=lang).says(words)
    assert desk.ok("explain change-payment", lang=lang).says(why)
    plan = desk.plan("main")
    change = plan.step("change-payment")
    assert (change["due"], change["latest"], change["critical"]) == ("2027-02-14", "2027-02-27", True)
    assert [reason["rule"] for reason in change["reasons"]] == ["anchor-payment"]
    assert plan.problem("card-expires-too-early")["severity"] == "blocking"


def test_a_card_that_is_changed_because_of_the_flight_is_dated_from_the_flight(desk: Desk) -> None:
    desk.ok(f"add main --carrier softbank --billing-day end --payment slip {LEAVING}")
    [reason] = desk.plan("main").step("change-payment")["reasons"]
    assert (reason["rule"], reason["values"]["day"]) == ("anchor-departure", "2027-03-28")


# --- what is owed follows into the next contract --------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "row"),
    [
        ("en", ("tell each other of unpaid bills", "the next contract can be refused"), "pay open bills"),
        ("zh", ("欠费记录会在运营商之间共享", "以后可能办不了新号"), "付清账单"),
        ("ja", ("通信会社どうしで共有", "次の契約を断られる"), "未払いの精算"),
    ],
)
def test_what_is_owed_is_paid_first_because_it_follows(
    desk: Desk, lang: str, words: tuple[str, ...], row: str
) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING} --owed 8000")
    assert desk.ok("plan", lang=lang).row(row)
    assert desk.ok("explain settle-bill", lang=lang).says(*words)
    settle = desk.plan("main").step("settle-bill")
    assert (settle["latest"], settle["critical"]) == ("2027-03-25", True)


def test_who_tells_of_debts_is_sourced(desk: Desk) -> None:
    ran = desk.ok("carriers show docomo")
    assert ran.says("Unpaid bills are reported to the other carriers.", "official")


# --- no penalty of old is invented ----------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("signed", ["2015-06-01", "2024-06-01"])
def test_nobody_is_frightened_with_a_penalty_that_is_gone(desk: Desk, lang: str, signed: str) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING} --signed {signed} --fee 3000")
    assert desk.ok("plan", lang=lang).lacks(
        "minimum term", "penalty", "termination fee", "最低使用期", "违约金", "解约费", "違約金", "解約金"
    )
    plan = desk.plan("main")
    assert "minimum-term-fee" not in plan.problems
    [chosen] = [one for one in plan["candidates"] if "recommended" in one["marks"]]
    assert chosen["amount"] == 6000


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "The old two-year penalties ended on 1 October 2021."),
        ("zh", "2021 年 10 月 1 日"),
        ("ja", "2021年10月1日"),
    ],
)
def test_the_end_of_the_old_penalties_can_be_looked_up(desk: Desk, lang: str, words: str) -> None:
    assert desk.ok("carriers show docomo", lang=lang).says(words)


# --- a free number cannot be dialled from abroad --------------------------------------


@pytest.mark.parametrize(
    ("lang", "only"),
    [("en", "from Japan only"), ("zh", "只能在日本国内拨打"), ("ja", "日本国内からのみ")],
)
def test_before_the_flight_a_free_number_says_where_it_works(desk: Desk, lang: str, only: str) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING}")
    assert desk.ok("plan", lang=lang).says("0120-800-000", only)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_after_the_flight_the_number_is_one_that_can_be_dialled(desk: Desk, lang: str) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING}")
    for command in ("plan", "explain cancel"):
        ran = desk.ok(command, today="2027-04-05", lang=lang)
        assert ran.says("+81-3-6832-6600")
        assert ran.lacks("0120-")


@pytest.mark.parametrize(
    ("lang", "row", "words"),
    [
        ("en", "Turn off automatic renewal", "take the payment card out of the account"),
        ("zh", "关闭自动续费", "删除账户里的付款卡"),
        ("ja", "自動更新を止める", "登録した支払いカードも削除"),
    ],
)
def test_a_card_that_recharges_itself_is_stopped_before_the_flight(
    desk: Desk, lang: str, row: str, words: str
) -> None:
    desk.ok(f"add card --carrier maya {LEAVING} --expires 2027-04-10")
    assert desk.ok("plan", lang=lang).row(row, day("2027-03-25", lang))
    assert desk.ok("explain stop-auto-renewal", lang=lang).says(words)
    step = desk.plan("card").step("stop-auto-renewal")
    assert (step["due"], step["critical"]) == ("2027-03-25", True)


# --- the SIM was thrown away, the debt letter came ------------------------------------


@pytest.mark.parametrize(
    ("lang", "first", "row"),
    [
        ("en", "main is still running: day 95 after leaving.", "Cancel in My docomo"),
        ("zh", "main 还在扣费：离开日本第 95 天。", "在 My docomo 办理注销"),
        ("ja", "mainはまだ契約中です（出国から95日目）。", "My docomoで解約する"),
    ],
)
def test_months_after_the_card_was_thrown_away_the_contract_is_still_named(
    desk: Desk, lang: str, first: str, row: str
) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING} --fee 3000 --sim physical")
    ran = desk.ok("plan", today="2027-07-01", lang=lang)
    assert ran.first.startswith(bare(first))
    assert ran.row(row)
    plan = desk.plan("main", today="2027-07-01")
    assert plan.window["request"] == "2027-07-01"
    assert plan.window["channel"] != "shop"
    assert {"window-missed", "extra-period", "abroad-unknown"} <= plan.problems


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "A request that did not arrive goes on costing money."),
        ("zh", "没受理成功会继续扣费"),
        ("ja", "受け付けられていないと料金が続きます"),
    ],
)
def test_only_a_confirmation_ends_the_worry(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING} --sim physical")
    assert desk.ok("explain confirm-cancellation", lang=lang).says(words)


# --- a rumour is not passed on --------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unproven_alarm_about_entry_to_japan_stands_nowhere(desk: Desk, lang: str) -> None:
    desk.ok(f"add main --carrier docomo {LEAVING} --owed 8000 --fee 3000")
    rumour = ("refused entry", "entry to Japan", "入境", "入国", "163.com")
    for command in ("plan", "explain settle-bill", "explain cancel", "carriers show docomo"):
        assert desk.ok(command, lang=lang).lacks(*rumour)
        assert desk.ok(command, today="2027-07-01", lang=lang).lacks(*rumour)
    assert not [word for word in rumour if bare(word) in bare(desk.calendar(lang=lang))]


def test_the_rumour_is_in_no_data_file() -> None:
    files = [*(DATA / "carriers").glob("*.toml"), *(DATA / "locale").rglob("*.po")]
    assert len(files) > 60
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("163.com", "入境", "refused entry") if word in text], path.name
