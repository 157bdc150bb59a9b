"""What cannot be used is refused in one sentence that helps, and nothing is half done."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, fixture_desk  # noqa: F401

AU = "add main --carrier au --departure 2027-02-19"

NO_CARRIER = {"en": "There is no carrier", "zh": "没有运营商", "ja": "はありません"}
NO_DAY = {"en": "does not exist", "zh": "没有「2027-02-31」这一天", "ja": "という日はありません"}
CLOSING = {"en": "1 to 31, or end", "zh": "只能是 1 到 31 或 end", "ja": "1 から 31、または end"}
NO_LINE = {"en": "There is no line", "zh": "没有名为「nobody」的线路", "ja": "という回線はありません"}
NO_PLAN = {"en": "nothing to export", "zh": "还没有可以导出的内容", "ja": "書き出すものがまだありません"}
YEN = {"en": "whole yen", "zh": "日元", "ja": "円"}


# --- one mistake, three languages ---------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("add --carrier docmo", 3, NO_CARRIER),
        ("add --carrier au --departure 2027-02-31", 2, NO_DAY),
        ("add --carrier softbank --billing-day 0", 2, CLOSING),
        ("add --carrier softbank --billing-day 32", 2, CLOSING),
        ("add --carrier au --fee -1", 2, YEN),
        ("plan nobody", 3, NO_LINE),
        ("export", 2, NO_PLAN),
    ],
)
def test_a_mistake_is_answered_in_ones_own_language(
    desk: Desk, command: str, code: int, words: dict[str, str]
) -> None:
    for lang in LANGUAGES:
        assert desk(command, lang=lang).complains(code, words[lang])
    assert desk.ok("list --json").json()["contracts"] == []


def test_a_day_with_two_readings_is_refused_with_both(desk: Desk) -> None:
    assert desk("add --carrier au --departure 3/4/27").complains(2, "2003-04-27", "2027-03-04")


@pytest.mark.parametrize(
    "name", ["''", "' '", "'a\tb'", "'a\nb'", "'a\x07b'", "'a\u202eb'", "x" * 10_000, "'a\u0000b'"]
)
def test_names_that_no_screen_could_show(desk: Desk, name: str) -> None:
    ran = desk(f"add {name} --carrier au --departure 2027-02-19")
    assert ran.complains(2)
    assert "\x07" not in ran.err
    assert "\u202e" not in ran.err
    assert desk.ok("list --json").json()["contracts"] == []


@pytest.mark.parametrize("name", ["📱👨‍👩‍👧", "الخط الرئيسي", "主号-メイン", "naïve café"])
def test_names_in_any_script_work_everywhere(desk: Desk, name: str) -> None:
    desk.ok(f"add '{name}' --carrier au --departure 2027-02-19 --service line")
    assert desk.ok("list").says(name)
    assert desk.ok("next", today="2027-02-17").says(name)
    desk.ok(f"done '{name}' 1", today="2027-02-03")
    assert name in desk.calendar()
    assert desk.plan(f"'{name}'")["name"] == name


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("done main 99", 3, "no row 99"),
        ("done main nonsense", 3, "nonsense"),
        ("done main 1 --on 2027-02-31", 2, "2027-02-28"),
        ("done main 1 --on 2027-05-01", 2, "has not come yet"),
        ("explain main 99", 3, "no row 99"),
        ("plan mian", 3, "Did you mean main?"),
        ("add main --carrier povo", 2, "main"),
        ("services add main carrier-pigeon", 3, "carrier-pigeon"),
        ("services done main 3z", 3, "3z"),
        ("edit main --carrier docmo", 3, "docomo"),
        ("book main cancel nonsense", 2, "nonsense"),
        ("next -n 0", 2, "-n"),
        ("next --days -1", 2, "-1"),
        ("remove main", 2, "--yes"),
        ("plan main --chart=3", 2, "--chart"),
        ("edit main --billing-day soon", 2, "end"),
    ],
)
def test_a_wrong_order_changes_nothing(desk: Desk, command: str, code: int, words: str) -> None:
    desk.ok(AU)
    before = desk.ok("show main --json").out
    assert desk(command).complains(code, words)
    assert desk.ok("show main --json").out == before


def test_nothing_is_moved_into_the_past(desk: Desk) -> None:
    desk.ok("add main --carrier au --departure 2027-02-19")
    assert desk("move main cancel 2027-01-01").complains(2, "tracker done")


def test_without_a_number_everything_works(desk: Desk) -> None:
    desk.ok(f"{AU} --service line,bank")
    assert desk.ok("show main --json").json()["contract"]["number"] is None
    for command in ("plan", "next", "list", "explain cancel", "services list", "compare"):
        assert desk.ok(command).out
    assert "SUMMARY" in desk.calendar()


# --- not mistakes: plans with problems ----------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_departure_in_the_past_is_a_plan(desk: Desk, lang: str) -> None:
    desk.ok("add main --carrier au --departure 2026-12-20", lang=lang)
    ran = desk.ok("plan --check", lang=lang)
    assert "43" in ran.first
    assert desk.plan("main").window["request"] == "2027-02-01"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_closing_day_is_a_plan_that_says_so(desk: Desk, lang: str) -> None:
    words = {"en": "Your closing day is not known", "zh": "账单截止日（締め日）未知", "ja": "締め日が不明"}
    desk.ok("add main --carrier softbank --departure 2027-03-28")
    ran = desk.ok("plan", lang=lang)
    assert ran.says(words[lang])
    plan = desk.plan("main")
    assert plan["closing_day"] is None
    assert plan.window["charged_through"] == "2027-04-20"
    assert plan.step("check-contract")["due"] == "2027-02-08"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_closing_day_that_the_carrier_does_not_have_is_questioned(desk: Desk, lang: str) -> None:
    desk.ok("add main --carrier docomo --departure 2027-03-28 --billing-day 20")
    assert desk.ok("plan", lang=lang).says("引き落とし日")
    assert desk.plan("main").problem("billing-day-differs")["severity"] == "warning"
    assert desk.plan("main").window["charged_through"] == "2027-03-31"


@pytest.mark.parametrize("command", ["next", "plan"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_without_a_departure_is_not_called_finished(desk: Desk, lang: str, command: str) -> None:
    desk.ok("add main --carrier mineo")
    ran = desk.ok(command, lang=lang)
    assert "--departure" in ran.out + ran.err
    assert ran.lacks("Nothing is left")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("ask the carrier how", "how to cancel", "Ask the carrier to be sure.")),
        ("zh", ("先问运营商怎么办", "在哪里办理注销", "要确认请问运营商。")),
        ("ja", ("方法は要確認", "解約の手続き方法", "通信会社に確認すると確実です。")),
    ],
)
def test_no_known_way_is_said_to_be_unknown(desk: Desk, lang: str, words: tuple[str, ...]) -> None:
    desk.ok("add main --carrier other --departure 2027-03-28")
    assert desk.ok("plan --check", lang=lang).says(*words)
    plan = desk.plan("main")
    assert plan.window["channel"] is None
    assert "rule-unknown" in plan.problems


@pytest.mark.parametrize(("lang", "form"), [("en", "send the form"), ("zh", "申请表"), ("ja", "申込書")])
def test_what_is_posted_back_is_no_form(desk: Desk, lang: str, form: str) -> None:
    desk.ok("add main --carrier japasim --departure 2027-03-28")
    assert desk.ok("plan", lang=lang).lacks(form)


def test_a_plan_that_cannot_be_kept_is_shown_and_has_its_exit_code(desk: Desk) -> None:
    desk.ok("add main --carrier japasim --departure 2027-01-20")
    ran = desk("plan --check")
    assert ran.code == 6
    assert ran.says("main is still running", "Reach the carrier")
    assert desk.ok("plan").says("Reach the carrier")
    assert desk.plan("main")["outcome"] == "infeasible"
    assert "Reach the carrier" in desk.calendar()
