"""Record cards that end by themselves, and read what is said of the end, in three languages."""

from __future__ import annotations

from typing import Any

import pytest
from cli_program import Program, fixture_tracker  # noqa: F401
from icalendar import Calendar, Event
from wcwidth import wcswidth

LEAVES = ("--departure", "2027-03-28")
LAOX = ("add", "card", "--carrier", "laox-sim", *LEAVES)
REPORTED = ("add", "card", "--carrier", "japan-welcome-sim", "--started", "2027-03-10", *LEAVES)
"""Fifteen days, as one page says that is not the carrier's own."""
MOST_ROWS = 3

HEADS = {
    "en": (
        "Wed 10 Mar 2027, by itself. Others report that nothing has to be cancelled.",
        "by itself; others report that nothing has to be cancelled. On which day is not known: see step 1.",
        "Wed 24 Mar 2027?, by itself. Others report that nothing has to be cancelled.",
    ),
    "zh": (
        "2027年3月10日 周三自动到期；据第三方说法，不用注销。",
        "自动到期；据第三方说法，不用注销。到期日还不知道：先做第 1 步。",
        "2027年3月24日 周三?自动到期；据第三方说法，不用注销。",
    ),
    "ja": (
        "2027年3月10日（水）に自動で終わり、解約は不要とされています（第三者の情報）。",
        "自動で終わり、解約は不要とされています（第三者の情報）。終わる日は分かりません。",
        "2027年3月24日（水）?に自動で終わり、解約は不要とされています（第三者の情報）。",
    ),
}
MARKS = {
    "en": "? reported, not from Japan Welcome SIM",
    "zh": "? 第三方说法，非 Japan Welcome SIM 官方",
    "ja": "? Japan Welcome SIM公式でない情報",
}
ONE_PAGE = {"en": "one report [1]", "zh": "仅一处 [1]", "ja": "1件のみ [1]"}
NOT_THE_CARRIER = {
    "en": "Valid for 15 days. (said by others, not by the carrier)",
    "zh": "有效期 15 天。（第三方说法，运营商未写明）",
    "ja": "有効期間は15日です。（第三者の情報で、会社の明記はありません）",
}
QUESTIONS = {
    "en": "Who runs it: look at the package",
    "zh": "谁在运营：在包装、卡套或收据上找运营公司",
    "ja": "運営会社を調べる：パッケージ、台紙、レシート",
}
RENEWS = {
    "en": "But it renews by itself: turn that off first.",
    "zh": "但会自动续费，请先关闭。",
    "ja": "ただし自動更新されるので、先に止めてください。",
}
MAY_RENEW = {
    "en": "It may renew by itself: look, and turn that off first.",
    "zh": "可能会自动续费，请先查一下并关闭。",
    "ja": "自動更新の可能性があるので、先に確かめて止めてください。",
}


def joined(screen: str) -> str:
    """Return a screen without the places where its lines are broken."""
    return screen.replace("\n", " ").replace("  ", "").replace(" ", "")


def steps_of(tracker: Program) -> dict[str, dict[str, Any]]:
    """Return the steps of the plan by their keys, as the record has them."""
    return {step["key"]: step for step in tracker.ok("plan", "card", "--json").json()["steps"]}


def events_of(tracker: Program, lang: str) -> list[Event]:
    calendar = Calendar.from_ical(tracker.ok("--lang", lang, "export", "-o", "-").out)
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def bases_of(step: dict[str, Any]) -> dict[str, str]:
    return {reason["rule"]: reason["basis"] for reason in step["reasons"]}


@pytest.mark.parametrize("lang", HEADS)
@pytest.mark.parametrize(
    ("args", "head"),
    [((*LAOX, "--expires", "2027-03-10"), 0), (LAOX, 1), (REPORTED, 2)],
    ids=["told", "unknown", "reported"],
)
def test_a_card_is_one_sentence_and_three_rows(
    tracker: Program, lang: str, args: tuple[str, ...], head: int
) -> None:
    for screen in (tracker.ok("--lang", lang, *args).out, tracker.ok("--lang", lang, "plan").out):
        assert joined(HEADS[lang][head]) in joined(screen)
        assert max(wcswidth(line) for line in screen.splitlines()) <= 80
    assert 0 < len({step["row"] for step in steps_of(tracker).values()}) <= MOST_ROWS


@pytest.mark.parametrize("lang", HEADS)
def test_an_end_that_others_report_says_so_everywhere(tracker: Program, lang: str) -> None:
    tracker.ok(*REPORTED)
    assert MARKS[lang] in tracker.ok("--lang", lang, "plan").out
    assert tracker.ok("--lang", lang, "explain", "card", "expires").out.count(ONE_PAGE[lang]) == 2
    texts = [str(event.get("DESCRIPTION")) for event in events_of(tracker, lang)]
    assert sum(NOT_THE_CARRIER[lang] in text for text in texts) == 1


def test_the_record_says_how_an_end_is_known(tracker: Program) -> None:
    tracker.ok(*REPORTED)
    assert bases_of(steps_of(tracker)["expires"]) == {
        "effect-on-expiry": "single",
        "expiry-validity": "single",
    }
    problems = tracker.ok("plan", "card", "--json").json()["problems"]
    assert {(one["code"], *one["steps"]) for one in problems} >= {("rule-unverified", "expires")}
    tracker.ok("edit", "card", "--expires", "2027-03-24")
    assert bases_of(steps_of(tracker)["expires"]) == {"effect-on-expiry": "single", "expiry": "user"}


@pytest.mark.parametrize("lang", HEADS)
def test_the_label_of_a_shop_says_what_to_look_for(tracker: Program, lang: str) -> None:
    tracker.ok(*LAOX)
    assert joined(QUESTIONS[lang]) in joined(tracker.ok("--lang", lang, "explain", "card", "1").out)
    first = min(events_of(tracker, lang), key=lambda event: event.start)
    assert QUESTIONS[lang] in str(first["DESCRIPTION"])


@pytest.mark.parametrize("lang", HEADS)
def test_a_card_of_so_many_days_ends_by_them(tracker: Program, lang: str) -> None:
    tracker.ok(*LAOX, "--started", "2027-03-10", "--valid-days", "15")
    assert steps_of(tracker)["expires"]["due"] == "2027-03-24"
    assert MAY_RENEW[lang] not in tracker.ok("--lang", lang, "plan").out


@pytest.mark.parametrize("lang", HEADS)
def test_a_renewal_is_turned_off_before_the_end(tracker: Program, lang: str) -> None:
    tracker.ok("add", "card", "--carrier", "maya", "--started", "2027-02-10", *LEAVES)
    assert joined(MAY_RENEW[lang]) in joined(tracker.ok("--lang", lang, "plan").out)
    tracker.ok("edit", "card", "--plan", "monthly")
    assert joined(RENEWS[lang]) in joined(tracker.ok("--lang", lang, "plan").out)
    steps = steps_of(tracker)
    assert len({step["row"] for step in steps.values()}) == MOST_ROWS
    assert (steps["stop-auto-renewal"]["due"], steps["expires"]["due"]) == ("2027-03-08", "2027-03-11")


def test_what_is_unknown_of_a_card_is_asked_of_a_card(tracker: Program) -> None:
    unknown = tracker.ok("--lang", "en", "carriers", "show", "laox-sim").out
    assert "how long it is valid" in unknown
    assert "closing day" not in unknown
    assert "how long it is valid" not in tracker.ok("--lang", "en", "carriers", "show", "airalo").out


RENEWED = {
    "en": "Sat 30 Jan 2027 was its last day. It may have renewed by itself: turn that off now.",
    "zh": "2027年1月30日 周六已到期，但可能已自动续费，请马上关闭续费。",
    "ja": "2027年1月30日（土）が期限でした。自動更新された可能性があるので、すぐに止めてください。",
}
ENDED = {
    "en": "Sat 30 Jan 2027: it has ended by itself. Nothing to cancel.",
    "zh": "已于2027年1月30日 周六自动到期，不用注销。",
    "ja": "2027年1月30日（土）に自動で終了しました。解約は不要です。",
}


@pytest.mark.parametrize("lang", RENEWED)
def test_a_card_that_may_have_renewed_has_not_ended_until_that_is_off(tracker: Program, lang: str) -> None:
    tracker.ok("add", "card", "--carrier", "maya", "--plan", "monthly", "--started", "2027-01-01", *LEAVES)
    plan = joined(tracker.ok("--lang", lang, "plan").out)
    assert joined(RENEWED[lang]) in plan
    assert joined(ENDED[lang]) not in plan
    assert steps_of(tracker)["stop-auto-renewal"]["state"] == "open"
    tracker.ok("done", "card", "stop-auto-renewal")
    plan = joined(tracker.ok("--lang", lang, "plan").out)
    assert joined(ENDED[lang]) in plan
    assert joined(RENEWS[lang]) not in plan
