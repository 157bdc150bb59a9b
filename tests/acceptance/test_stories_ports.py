"""Stories of a number that was ported in the wrong month or order, or died for want of a top-up."""

from __future__ import annotations

import pytest
from leaving import Desk, bare, day, fixture_desk  # noqa: F401


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "in the last days of a month it can slip into the next"),
        ("zh", "月末几天办理的话会拖到下个月"),
        ("ja", "月末の数日に行うと翌月にずれることがあります"),
    ],
)
def test_a_port_that_counts_days_later_is_done_before_the_month_ends(
    desk: Desk, lang: str, words: str
) -> None:
    desk.ok("add main --carrier biglobe-mobile --intent switch --fee 1078")
    assert desk.ok("explain port-out", lang=lang).says(words)
    assert desk.ok("plan", lang=lang).says(day("2027-02-17", lang), day("2027-02-21", lang))
    port = desk.plan("main").step("port-out")
    assert (port["due"], port["latest"], port["critical"]) == ("2027-02-17", "2027-02-21", True)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "drop the one you do not need first and port the other one afterwards"),
        ("zh", "请先注销不要的那张，再把另一张转出"),
        ("ja", "先に"),
    ],
)
def test_with_several_sims_the_one_not_needed_goes_first(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier iijmio --intent switch")
    desk.ok("add second --carrier iijmio --departure 2027-03-28")
    ran = desk.ok("explain main port-out", lang=lang)
    assert ran.says(words, "SIM")
    calendar = bare(desk.calendar(lang=lang).replace("\\n", "").replace("\\", ""))
    assert bare(words) in calendar
    assert desk.plan("main")["cancellation"] is None
    assert desk.plan("second")["cancellation"] is not None


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("after 180 days", "10 days before")),
        ("zh", ("180 天", "提前 10 天")),
        ("ja", ("180日", "10日前")),
    ],
)
def test_a_free_number_is_topped_up_before_it_is_suspended(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok("add povo --carrier povo --intent keep --started 2027-01-10 --departure 2027-03-28")
    assert desk.ok("explain keep-alive:1", lang=lang).says(*words)
    step = desk.plan("povo").step("keep-alive:1")
    assert (step["due"], step["latest"], step["critical"]) == ("2027-06-24", "2027-07-08", True)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "the support chat has to lift it"),
        ("zh", "须由客服聊天解除"),
        ("ja", "サポートチャットで解除"),
    ],
)
def test_what_helps_once_it_is_suspended_can_be_looked_up(desk: Desk, lang: str, words: str) -> None:
    assert desk.ok("carriers show povo", lang=lang).says(words)
