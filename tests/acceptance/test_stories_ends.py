"""Stories of an end that was none, came by itself, or was bound to something else."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, bare, day, fixture_desk  # noqa: F401

LEAVING = "--departure 2027-03-28"


# --- the SIM still worked after the end, and was billed -------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "A voice SIM may keep working after the end day, and that use is billed: take it out"),
        ("zh", "语音 SIM 过了结束日可能还能用，但会产生费用，请把卡从手机里取出"),
        ("ja", "音声SIMは終了日のあとも使えることがあり、使うと請求されます"),
    ],
)
def test_a_card_that_may_live_on_is_to_be_taken_out(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier ocn-mobile-one --payment card {LEAVING} --sim physical")
    assert desk.ok("explain confirm-cancellation", lang=lang).says(words)
    assert bare(words) in bare(desk.calendar(lang=lang).replace("\\", ""))
    plan = desk.plan("main")
    assert plan.window["line_ends"] == "2027-03-31"
    assert plan.step("stop-roaming")["latest"] == "2027-03-27"
    assert plan.step("final-debit:usage")["due"] == "2027-05-31"


# --- the eSIM was deleted, and that was thought to be the cancellation ----------------


@pytest.mark.parametrize(
    ("lang", "row", "words"),
    [
        ("en", "Delete the eSIM, only after step 4", "Deleting it cancels nothing"),
        ("zh", "删除手机里的 eSIM（必须在第 4 步之后）", "删 eSIM 不等于注销"),
        ("ja", "eSIMを削除する（必ず4の後）", "削除しても解約にはならず"),
    ],
)
def test_the_profile_goes_last_and_its_deletion_ends_nothing(
    desk: Desk, lang: str, row: str, words: str
) -> None:
    desk.ok(f"add main --carrier au --sim esim {LEAVING}")
    assert desk.ok("plan", lang=lang).row(row)
    assert desk.ok("explain delete-esim-profile", lang=lang).says(words)
    plan = desk.plan("main")
    delete = plan.step("delete-esim-profile")
    assert delete["due"] > plan.window["line_ends"]
    assert delete["depends_on"] == ["confirm-cancellation"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Deleting the eSIM cancels nothing. main goes on costing money until you cancel it: step 3."),
        ("zh", "删掉 eSIM 不等于注销。main 在办理注销之前一直扣费：第 3 步。"),
        ("ja", "eSIMを消しても解約にはなりません。mainは解約するまで料金がかかります（3番）。"),
    ],
)
def test_who_deletes_the_profile_first_is_told_at_once(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier au --sim esim {LEAVING}")
    ran = desk.ok("done main delete-esim-profile --on 2027-02-01", lang=lang)
    assert bare(words) in bare(ran.err)
    assert desk.plan("main").step("cancel")["state"] == "open"


def test_who_deletes_it_last_is_told_nothing_more(desk: Desk) -> None:
    desk.ok(f"add main --carrier au --sim esim {LEAVING}")
    desk.ok("done main cancel --on 2027-02-20", today="2027-02-20")
    ran = desk.ok("done main delete-esim-profile --on 2027-02-21", today="2027-02-21")
    assert "cancels nothing" not in ran.err


# --- sending the device back is the cancellation --------------------------------------


@pytest.mark.parametrize(
    ("lang", "row", "words"),
    [
        (
            "en",
            "Send the item back: that cancels",
            "back by the last day of the period, or one more is charged",
        ),
        ("zh", "寄回物品，寄回即注销", "在本期最后一天之前（含当天）寄到，否则再收一期"),
        (
            "ja",
            "借りた物を返送する（返送で解約）",
            "請求期間の最終日までに届かないと、次の期間も請求されます",
        ),
    ],
)
def test_the_return_is_the_cancellation_and_has_to_arrive(
    desk: Desk, lang: str, row: str, words: str
) -> None:
    desk.ok(f"add main --carrier japasim {LEAVING} --item device")
    assert desk.ok("plan", lang=lang).row(row, day("2027-03-23", lang), day("2027-03-26", lang))
    assert desk.ok("explain cancel", lang=lang).says(words)
    plan = desk.plan("main")
    assert (plan.window["effect"], plan.window["channel"]) == ("on-return", "post")
    assert plan.window["charged_through"] == "2027-03-31"
    assert "return-sim" not in plan.steps


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "What is left works only inside Japan: post."),
        ("zh", "剩下的办法只能在日本国内办：邮寄。"),
        ("ja", "日本国内でしか"),
    ],
)
def test_who_flew_with_the_device_is_not_told_that_it_is_over(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier japasim {LEAVING} --item device")
    assert desk.ok("plan", today="2027-04-02", lang=lang).says(words)
    plan = desk.plan("main", today="2027-04-02")
    assert plan["outcome"] == "infeasible"
    assert plan.problem("needs-japan")["severity"] == "blocking"


def test_what_is_never_returned_has_its_consequence_named(desk: Desk) -> None:
    assert desk.ok("carriers show japasim").says("penalty", "black list")


# --- no post box behind the security check --------------------------------------------


@pytest.mark.parametrize(
    ("lang", "box", "abroad"),
    [
        ("en", "There is no post box after airport security.", "From abroad the paid envelope is void"),
        ("zh", "过了机场安检就没有邮筒。", "在国外不能用随附的免邮信封"),
        ("ja", "空港の保安検査の先にポストはありません。", "海外からは同封の封筒が使えません"),
    ],
)
def test_a_rental_is_posted_before_the_gate(desk: Desk, lang: str, box: str, abroad: str) -> None:
    desk.ok(f"add main --carrier lightpocket-cdjapan {LEAVING} --item device --expires 2027-03-28")
    assert desk.ok("explain return-sim", lang=lang).says(box, abroad)
    assert desk.ok("plan", lang=lang).says(day("2027-03-28", lang))
    step = desk.plan("main").step("return-sim")
    assert (step["due"], step["latest"], step["critical"]) == ("2027-03-28", "2027-03-28", True)
    assert bare(box) in bare(desk.calendar(lang=lang).replace("\\", ""))


@pytest.mark.parametrize(
    ("lang", "thing", "card"),
    [
        ("en", "What you rented", "SIM card"),
        ("zh", "租借的物品本应", "SIM"),
        ("ja", "借りた物の返送は", "SIM"),
    ],
)
def test_a_rental_that_was_flown_home_says_what_it_costs(
    desk: Desk, lang: str, thing: str, card: str
) -> None:
    desk.ok(f"add main --carrier lightpocket-cdjapan {LEAVING} --item device --expires 2027-03-28")
    shown = desk.ok("plan", today="2027-03-30", lang=lang)
    assert shown.says("6,000", day("2027-03-28", lang), thing)
    assert card not in shown.out
    plan = desk.plan("main", today="2027-03-30")
    assert plan.step("return-sim")["state"] == "open"
    assert plan.problem("sim-return-after-departure")["severity"] == "warning"


# --- the closing day was misunderstood ------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Your closing day is not known: charged to Tue 20 Apr at the latest."),
        ("zh", "您的账单截止日（締め日）未知：最晚收费到 4月20日 周二。"),
        ("ja", "締め日が不明なため、請求は遅くとも4月20日（火）まで。"),
    ],
)
def test_a_closing_day_that_differs_by_customer_is_never_guessed(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier softbank {LEAVING} --fee 5000")
    assert desk.ok("plan", lang=lang).says(words)
    plan = desk.plan("main")
    assert plan["closing_day"] is None
    assert "rule-unknown" in plan.problems
    assert desk.ok("add second --carrier softbank", lang=lang).says("tracker edit second --billing-day")


@pytest.mark.parametrize(("closing", "through"), [("20", "2027-04-20"), ("end", "2027-03-31")])
def test_the_same_day_costs_another_month_with_another_closing_day(
    desk: Desk, closing: str, through: str
) -> None:
    desk.ok(f"add main --carrier softbank {LEAVING} --fee 5000 --billing-day {closing}")
    assert desk.plan("main").window["charged_through"] == through


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        ("en", ("21 Feb to 20 Mar", "10,000+", "21 Mar to 27 Mar", "15,000+", "in Japan")),
        ("zh", ("2月21日至3月20日", "10,000 起", "3月21日至3月27日", "15,000 起", "在日本")),
        ("ja", ("2月21日から3月20日", "10,000+", "3月21日から3月27日", "15,000+", "日本で")),
    ],
)
def test_a_few_days_too_late_are_shown_as_the_month_that_they_cost(
    desk: Desk, lang: str, rows: tuple[str, ...]
) -> None:
    desk.ok(f"add main --carrier softbank {LEAVING} --fee 5000 --billing-day 20")
    ran = desk.ok("compare", lang=lang)
    assert ran.says(*rows)
    table = [line for line in ran.out.splitlines() if "000" in line]
    assert len(table) == 6


# --- reported as lost, forgotten, and the number is gone ------------------------------

LOST = {
    "en": ("ends the line on Mon 8 Feb, and the number is gone", "ends a lost line by itself"),
    "zh": ("会在 2月8日 周一终止线路，号码就没了", "就会终止线路。请问清号码还在不在"),
    "ja": ("2月8日（月）に契約を終わらせ、番号は失われます", "番号が残っているか確認してください"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lost_line_says_by_when_something_has_to_be_done(desk: Desk, lang: str) -> None:
    desk.ok(f"add main --carrier mobal {LEAVING}")
    desk.ok("lost main")
    before, after = LOST[lang]
    assert desk.ok("plan", lang=lang).says(before)
    assert desk.ok("explain reissue-or-cancel", lang=lang).says(day("2027-02-08", lang))
    step = desk.plan("main").step("reissue-or-cancel")
    assert step["values"]["ends"] == "2027-02-08"
    assert desk.ok("plan", today="2027-02-08", lang=lang).says(before)
    assert desk.plan("main", today="2027-02-08")["cancellation"] is not None
    ran = desk.ok("plan", today="2027-02-09", lang=lang)
    assert ran.says(after, "tracker done main reissue-or-cancel")
    assert ran.lacks(before)
    plan = desk.plan("main", today="2027-02-09")
    assert plan["cancellation"] is None
    assert "cancel" not in plan.steps
    assert plan.step("final-bill:base")["state"] == "open"
    ended = {"en": "ended", "zh": "已终止", "ja": "終了済"}
    assert desk.ok("list", today="2027-02-09", lang=lang).says(ended[lang])


def test_a_line_that_lived_on_after_all_is_cancelled_on_its_day(desk: Desk) -> None:
    desk.ok(f"add main --carrier mobal {LEAVING}")
    desk.ok("lost main")
    assert desk.plan("main", today="2027-02-09")["cancellation"] is None
    desk.ok("done main reissue-or-cancel", today="2027-02-09")
    plan = desk.plan("main", today="2027-02-09")
    assert plan["cancellation"] is not None
    assert plan.step("cancel")["state"] == "open"


def test_it_is_said_until_it_is_decided(desk: Desk) -> None:
    desk.ok(f"add main --carrier mobal {LEAVING}")
    desk.ok("lost main")
    desk.ok("done main suspend-line --on 2027-02-01")
    assert desk.ok("plan", today="2027-02-03").says("LOST", "Mon 8 Feb, and the number is gone")
    desk.ok("done main reissue-or-cancel --on 2027-02-03", today="2027-02-03")
    assert desk.ok("plan", today="2027-02-03").lacks("LOST", "the number is gone")


def test_where_no_such_end_is_known_none_is_claimed(desk: Desk) -> None:
    desk.ok(f"add main --carrier au {LEAVING}")
    desk.ok("lost main")
    assert desk.ok("plan").lacks("the number is gone", "ends the line on")


# --- a pending change of plan blocks the form -----------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "row"),
    [
        ("en", "A plan change is still pending. The cancellation may be refused", "wait for the plan change"),
        ("zh", "套餐变更还没生效，在此之前可能办不了注销。", "等套餐变更生效"),
        ("ja", "プラン変更が反映されるまで、解約できないことがあります。", "プラン変更待ち"),
    ],
)
def test_a_pending_plan_change_is_waited_for(desk: Desk, lang: str, words: str, row: str) -> None:
    desk.ok(f"add main --carrier sakura-mobile {LEAVING} --role pending-change")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(words)
    assert ran.row(row)
    plan = desk.plan("main")
    assert plan.problem("pending-change-blocks")["severity"] == "warning"
    wait, cancel = plan.step("release-pairing"), plan.step("cancel")
    assert wait["latest"] < cancel["due"]
    assert "release-pairing" in cancel["depends_on"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Not possible here in any of these cases: a plan change still pending."),
        ("zh", "套餐变更"),
        ("ja", "プラン変更"),
    ],
)
def test_who_did_not_say_so_finds_it_before_asking(desk: Desk, lang: str, words: str) -> None:
    desk.ok(f"add main --carrier sakura-mobile {LEAVING}")
    assert desk.ok("explain cancel", lang=lang).says(words)
