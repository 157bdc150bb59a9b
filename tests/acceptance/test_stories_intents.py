"""Stories of lines that are not simply cancelled: kept, ported out, the company's, tied to fibre."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, bare, day, fixture_desk  # noqa: F401

CANCEL = {"en": "Cancel in", "zh": "办理注销", "ja": "解約する"}


def titles(text: str) -> list[str]:
    """Return the titles of the events of a calendar."""
    return [line.removeprefix("SUMMARY:") for line in text.splitlines() if line.startswith("SUMMARY")]


# --- the engineer with a povo line, who comes back every few months -------------------

POVO = "add povo --carrier povo --intent keep --started 2027-01-10"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("KEEP", "nothing is cancelled", "one top-up")),
        ("zh", ("保号", "不办注销", "还要充值 1 次")),
        ("ja", ("維持", "解約はしません", "チャージ1回")),
    ],
)
def test_a_kept_line_says_by_when_to_top_up_and_whether_it_lasts(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok("me --departure 2027-03-28 --returns 2027-09-03")
    desk.ok(POVO)
    ran = desk.ok("plan", lang=lang)
    assert ran.says(*words, day("2027-07-08", lang), day("2027-06-24", lang))
    assert ran.lacks(CANCEL[lang])
    plan = desk.plan("povo")
    assert plan["intent"] == "keep"
    assert plan["cancellation"] is None
    step = plan.step("keep-alive:1")
    assert (step["due"], step["latest"], step["critical"]) == ("2027-06-24", "2027-07-08", True)
    assert {"reported"} <= {reason["basis"] for reason in step["reasons"]}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("after 180 days", "reported", "10 days before", "about 440 yen")),
        ("zh", ("180 天", "第三方", "提前 10 天", "440 日元")),
        ("ja", ("180日", "第三者", "10日前", "440円")),
    ],
)
def test_why_that_day_and_what_a_top_up_costs(desk: Desk, lang: str, words: tuple[str, ...]) -> None:
    desk.ok(f"{POVO} --departure 2027-03-28")
    ran = desk.ok("explain keep-alive:1", lang=lang)
    assert ran.says(*words, "simfree-sumafo.com", day("2027-08-07", lang))


def test_a_top_up_gives_the_next_day_and_the_line_lasts(desk: Desk) -> None:
    desk.ok("me --departure 2027-03-28 --returns 2027-09-03")
    desk.ok(POVO)
    desk.ok("done povo keep-alive:1 --on 2027-06-25", today="2027-06-25")
    ran = desk.ok("plan", today="2027-06-25")
    assert ran.says("lasts until you are back on Fri 3 Sep 2027", "Tue 21 Dec")
    assert desk.ok("list", today="2027-06-25").says("top up Tue 7 Dec")


def test_without_a_departure_or_a_last_top_up_it_is_asked_and_nothing_is_invented(desk: Desk) -> None:
    desk.ok("add povo --carrier povo --intent keep")
    ran = desk.ok("plan")
    assert ran.says("not known", "tracker edit povo --started DATE")
    assert desk.plan("povo").step("keep-alive:1")["due"] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_calendar_holds_the_top_up_and_no_cancellation(desk: Desk, lang: str) -> None:
    desk.ok(f"{POVO} --departure 2027-03-28")
    calendar = desk.calendar(lang=lang)
    words = {
        "en": "Top up so that the line stays alive",
        "zh": "充值一次，保住号码",
        "ja": "チャージして回線を保つ",
    }
    assert bare(words[lang]) in bare(calendar).replace("\\", "")
    assert "DTSTART;VALUE=DATE:20270624" in calendar
    assert not [title for title in titles(calendar) if CANCEL[lang] in title]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("number storage", "440 yen a month", "1,100 yen to start", "reported")),
        ("zh", ("每月 440 日元", "手续费 1,100 日元", "第三方")),
        ("ja", ("月額440円", "手数料1,100円")),
    ],
)
def test_a_paid_line_says_what_keeping_costs_and_what_is_cheaper(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok("me --departure 2027-03-28 --returns 2027-09-03")
    desk.ok("add main --carrier docomo --intent keep --fee 7000 --payment card")
    assert desk.ok("plan", lang=lang).says("7,000", "56,000")
    assert desk.ok("explain arrange-keeping", lang=lang).says(*words)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("LAPSES", "Nothing to cancel, nothing is charged")),
        ("zh", ("失效", "不用注销，也不收费")),
        ("ja", ("失効", "解約は不要で、料金もかかりません")),
    ],
)
def test_a_free_line_may_be_left_to_lapse(desk: Desk, lang: str, words: tuple[str, ...]) -> None:
    desk.ok(
        "add povo --carrier povo --intent lapse --started 2027-01-10 --departure 2027-03-28 --service line"
    )
    assert desk.ok("plan", lang=lang).says(*words, "LINE", "2027")
    assert desk.plan("povo").step("unbind:line")["latest"] == "2027-03-27"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "does not lapse by itself: every month costs 3,000 yen"),
        ("zh", "不会自动失效：不注销，每月要付 3,000 日元"),
        ("ja", "自然には失効しません。解約するまで毎月3,000円かかります"),
    ],
)
def test_a_line_with_a_fee_is_never_left_to_lapse(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier docomo --intent lapse --fee 3000 --departure 2027-03-28")
    assert desk.ok("plan", lang=lang).says(words, "tracker edit main --intent leave")
    plan = desk.plan("main")
    assert plan.problem("cannot-lapse")["severity"] == "blocking"
    assert plan.window["closes"] == "2027-03-27"


# --- somebody who only switches carriers ----------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("SWITCH", "Do not cancel, or the number is lost", "Port the number out (MNP)")),
        ("zh", ("转网", "不要注销，注销了号码就没了", "携号转网（MNP）")),
        ("ja", ("乗換え", "解約しないでください。番号を失います", "MNPで番号を移す")),
    ],
)
def test_who_only_switches_is_never_told_to_cancel(desk: Desk, lang: str, words: tuple[str, ...]) -> None:
    desk.ok("add main --carrier au --intent switch --service wechat,bank")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(*words, day("2027-02-22", lang), day("2027-02-28", lang))
    assert ran.lacks(CANCEL[lang], "WeChat", "微信")
    plan = desk.plan("main")
    assert plan["cancellation"] is None
    assert plan["candidates"] == []
    assert "cancel" not in plan.steps
    assert not [key for key in plan.steps if key.startswith(("unbind", "confirm", "delete", "keep"))]
    port = plan.step("port-out")
    assert (port["due"], port["latest"], port["critical"]) == ("2027-02-22", "2027-02-28", True)
    assert desk.ok("show", lang=lang).lacks(CANCEL[lang])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("one-stop porting", "MNP予約番号", "15 days", "cancelling loses the number")),
        ("zh", ("一站式", "MNP予約番号", "15 天", "注销了号码就没了")),
        ("ja", ("ワンストップ方式", "MNP予約番号", "15日間", "番号を失います")),
    ],
)
def test_how_to_port_stands_in_explain_and_in_the_calendar(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok("add main --carrier au --intent switch")
    assert desk.ok("explain port-out", lang=lang).says(*words)
    calendar = desk.calendar(lang=lang)
    for word in words:
        assert bare(word) in bare(calendar.replace("\\n", "").replace("\\", ""))
    assert not [title for title in titles(calendar) if CANCEL[lang] in title]


def test_a_port_is_not_counted_in_the_wrong_month(desk: Desk) -> None:
    desk.ok("add main --carrier biglobe-mobile --intent switch --fee 1078")
    plan = desk.plan("main")
    assert plan.step("port-out")["latest"] == "2027-02-21"
    assert plan.step("cancel:basic-course")["due"] >= plan.step("port-out")["due"]
    ran = desk.ok("explain port-out")
    assert ran.says("can slip into the next", "7 are left for it", "onebizlife.com")


def test_a_missed_closing_day_says_what_it_costs(desk: Desk) -> None:
    desk.ok("add main --carrier au --intent switch --fee 7000")
    ran = desk.ok("plan", today="2027-03-01")
    assert ran.says("Sun 28 Feb, has passed", "7,000 yen more", "Wed 31 Mar")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "nothing has to be cancelled"), ("zh", "不用注销"), ("ja", "解約は不要です")],
)
def test_a_port_that_is_through_needs_no_cancellation(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier au --intent switch")
    desk.ok("done main port-out --on 2027-02-20", today="2027-02-21")
    assert desk.ok("plan", today="2027-02-21", lang=lang).says(words, day("2027-02-20", lang))


def test_a_mind_can_be_changed_and_is_shown_first(desk: Desk) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19")
    ran = desk.ok("edit main --intent switch --preview")
    assert ran.says("SWITCH", "Dropped")
    assert desk.plan("main").window["closes"] == "2027-02-18"
    desk.ok("edit main --intent switch")
    assert "port-out" in desk.plan("main").steps


# --- the company phone ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "how"),
    [
        ("en", ("your company", "you cannot cancel it"), ("Only the company can cancel", "wipe the phone")),
        ("zh", ("公司", "不能自己注销"), ("只有公司能注销", "清空手机")),
        ("ja", ("会社", "ご自分では解約できません"), ("解約できるのも", "端末を初期化")),
    ],
)
def test_the_company_phone_is_wiped_and_handed_back(
    desk: Desk, lang: str, words: tuple[str, ...], how: tuple[str, ...]
) -> None:
    desk.ok("add work --carrier au --holder company --service line --departure 2027-03-28")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(*words, "LINE")
    assert ran.lacks(CANCEL[lang])
    assert desk.ok("explain hand-back", lang=lang).says(*how)
    plan = desk.plan("work")
    assert {"hand-back", "back-up-data", "unbind:line"} <= plan.steps
    assert not [key for key in plan.steps if key.startswith(("cancel", "final", "keep", "settle"))]
    assert plan["keep_payment_until"] is None


# --- the docomo family head with fibre ------------------------------------------------

FAMILY = "add main --carrier docomo --role family-head,fibre-pairing --fee 2970 --payment bank"


@pytest.mark.parametrize(
    ("lang", "words", "names"),
    [
        ("en", "Untie the line from hikari", ("main line of a family group", "paired with home internet")),
        ("zh", "解除与 hikari 的绑定", ("家庭组的主号", "与固定宽带捆绑")),
        ("ja", "hikariとの組み合わせを外す", ("家族割引の主回線", "光回線とのペア")),
    ],
)
def test_the_family_head_unties_the_line_from_fibre_first(
    desk: Desk, lang: str, words: str, names: tuple[str, ...]
) -> None:
    desk.ok("me --departure 2027-03-28")
    desk.ok("add hikari --carrier other --line other --fee 5500")
    desk.ok(FAMILY)
    assert desk.ok("explain main release-pairing", lang=lang).says(words, *names, day("2027-03-24", lang))
    assert desk.ok("plan main", lang=lang).says(*names)
    assert desk.ok("show main", lang=lang).says(*names)
    plan = desk.plan("main")
    untie, cancel = plan.step("release-pairing"), plan.step("cancel")
    assert untie["latest"] < cancel["due"]
    assert "release-pairing" in cancel["depends_on"]
    assert "pairing-blocks" in {problem["code"] for problem in plan["problems"]}
    assert desk.ok("explain hikari cancel", lang=lang).says("main")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "hikari runs until Wed 31 Mar"),
        ("zh", "hikari 用到 3月31日 周三"),
        ("ja", "hikariは3月31日（水）まで続きます"),
    ],
)
def test_fibre_that_runs_longer_than_the_line_is_named(desk: Desk, lang: str, words: str) -> None:
    desk.ok("me --departure 2027-03-28")
    desk.ok("add hikari --carrier other --line other --expires 2027-03-31")
    desk.ok(FAMILY)
    assert desk.ok("plan main", lang=lang).says(words)
    desk.ok("done main release-pairing --on 2027-02-01")
    assert desk.ok("plan main", lang=lang).lacks(words)


def test_fibre_has_an_end_and_an_order_of_its_own_and_nothing_of_a_phone(desk: Desk) -> None:
    desk.ok("me --departure 2027-03-28")
    desk.ok("add wifi --carrier other --line other --expires 2027-03-20")
    ran = desk.ok("plan")
    assert ran.says("no SIM", "Sat 20 Mar 2027, by itself")
    assert ran.lacks("SIM card", "Back up", "top up")
    assert desk.ok("show --json").json()["contract"]["line"] == "other"


def test_words_that_are_no_role_are_refused_and_none_takes_them_back(desk: Desk) -> None:
    assert desk("add main --carrier docomo --role head").complains(2, "family-head")
    desk.ok(f"{FAMILY} --departure 2027-03-28")
    desk.ok("edit main --role none")
    assert "release-pairing" not in desk.plan("main").steps
    desk.ok("edit main --role 'Main line of a family group'")
    assert "release-pairing" in desk.plan("main").steps
    desk.ok("edit main --role unknown")
    assert desk.ok("show main --json").json()["contract"]["roles"] == []
