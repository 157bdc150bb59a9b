from __future__ import annotations

import pytest
from cli_program import Program, fixture_au, fixture_tracker  # noqa: F401


def steps(tracker: Program, name: str = "main") -> dict[str, dict[str, object]]:
    return {step["key"]: step for step in tracker.ok("plan", name, "--json").json()["steps"]}


def state(tracker: Program, key: str) -> object:
    return steps(tracker)[key]["state"]


def marks(tracker: Program) -> dict[str, dict[str, object]]:
    contract = tracker.ok("show", "main", "--json").json()["contract"]
    return {mark["step"]: mark for mark in contract["marks"]}


def numbers(tracker: Program) -> dict[str, int]:
    items = tracker.ok("next", "--json", "-n", "99").json()["items"]
    return {item["row"]: item["number"] for item in items}


@pytest.mark.parametrize(
    "word", ["3a", "３Ａ", "unbind:wechat", "UNBIND:WECHAT", "unbind:w", "微信", "wechat"]
)
def test_one_service_is_meant_in_many_ways(au: Program, word: str) -> None:
    ran = au.ok("done", "main", word)
    assert "WeChat" in ran.out
    assert state(au, "unbind:wechat") == "done"
    assert state(au, "unbind:line") == "open"


def test_a_row_number_marks_all_open_steps_of_the_row(au: Program) -> None:
    au.ok("done", "3a", "--on", "2027-01-30")
    au.ok("done", "3")
    found = steps(au)
    assert {found[key]["state"] for key in found if key.startswith("unbind:")} == {"done"}
    kept = marks(au)
    assert kept["unbind:wechat"]["on"] == "2027-01-30"
    assert kept["unbind:line"]["on"] == "2027-02-01"


@pytest.mark.parametrize("word", ["move", "3"])
def test_a_row_is_meant_by_its_number_or_name(au: Program, word: str) -> None:
    au.ok("skip", word)
    assert state(au, "unbind:bank") == "skipped"


def test_a_done_step_keeps_its_days(au: Program) -> None:
    before = steps(au)["check-login"]
    au.ok("done", "check-login")
    au.ok("edit", "--departure", "2027-06-30")
    after = steps(au)["check-login"]
    assert (after["due"], after["latest"]) == (before["due"], before["latest"])
    assert steps(au)["set-contact"]["due"] != before["due"]


def test_what_was_done_can_be_taken_back(au: Program) -> None:
    before = steps(au)
    au.ok("done", "3")
    au.ok("undone", "3b")
    assert (state(au, "unbind:alipay"), state(au, "unbind:line")) == ("open", "done")
    au.ok("undone", "3")
    assert steps(au) == before
    assert marks(au) == {}
    ran = au("undone", "3")
    assert ran.code == 2
    assert "main" in ran.err


def test_the_cancellation_as_it_really_happened(au: Program) -> None:
    ran = au.ok(
        "--today",
        "2027-02-18",
        "done",
        "cancel",
        "--on",
        "2027-02-16",
        "--ends",
        "2027-02-17",
        "--ref",
        "A-1",
    )
    assert "17 Feb" in ran.err
    plan = au.ok("plan", "main", "--json", "--today", "2027-02-18").json()
    assert plan["cancellation"]["request"] == "2027-02-16"
    assert plan["cancellation"]["line_ends"] == "2027-02-17"
    kept = marks(au)["cancel"]
    assert (kept["on"], kept["ends"], kept["ref"]) == ("2027-02-16", "2027-02-17", "A-1")
    au.ok("--today", "2027-02-18", "done", "cancel", "--on", "2027-02-16", "--ref", "B-2")
    assert marks(au)["cancel"]["ref"] == "B-2"


def test_missed_steps_can_still_be_done(au: Program) -> None:
    after = ("--today", "2027-03-10")
    au.ok("done", "cancel", "--on", "2027-02-17", *after)
    missed = [key for key, step in steps_on(au, *after).items() if step["state"] == "missed"]
    assert missed
    au.ok("done", missed[0], *after)
    assert steps_on(au, *after)[missed[0]]["state"] == "done"


def steps_on(tracker: Program, *options: str) -> dict[str, dict[str, object]]:
    return {step["key"]: step for step in tracker.ok("plan", "main", "--json", *options).json()["steps"]}


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (("done", "cancel", "--on", "2027-02-02"), 2, "tracker move"),
        (("done", "3", "--ends", "2027-02-17"), 2, "--ends"),
        (("done", "cancel", "--on", "2027-02-01", "--ends", "2027-01-31"), 2, "31 Jan"),
        (("done", "99"), 3, "1, 2, 3"),
        (("done", "3z"), 3, "tracker plan main"),
        (("done", "1a"), 3, "tracker plan main"),
        (("done", "zzz"), 3, "zzz"),
        (("done", "cancle"), 3, "cancel"),
        (("done", "unbind"), 2, "unbind:line"),
        (("done", ""), 3, "main"),
        (("done", "mian", "3"), 3, "main"),
        (("done", "a", "b", "c"), 2, "several"),
        (("done", "1", "--ref", "x" * 201), 2, "200"),
        (("done", "1", "--ref", "two\nlines"), 2, "line breaks"),
        (("failed", "1", "--on", "2027-02-02"), 2, "not come"),
        (("failed", "1", "--why", " "), 2, "empty"),
        (("move", "1"), 2, "quotes"),
        (("move", "1", "never"), 2, "never"),
        (("book", "2027-02-17"), 2, "10:30"),
        (("book", "2027-01-30", "14:00"), 2, "past"),
        (("explain", "main", "3", "4"), 2, "quotes"),
    ],
)
def test_bad_orders_change_nothing(au: Program, args: tuple[str, ...], code: int, word: str) -> None:
    before = au.ok("show", "--json").out
    ran = au(*args)
    assert (ran.code, ran.out) == (code, "")
    assert word in ran.err
    assert au.ok("show", "--json").out == before


def test_nothing_is_done_twice(au: Program) -> None:
    au.ok("done", "1")
    for args in (("done", "1"), ("skip", "1"), ("move", "1", "2027-02-05")):
        ran = au(*args)
        assert ran.code == 2
        assert "tracker undone main 1" in ran.err
    au.ok("done", "cancel")
    assert au("failed", "cancel").code == 2
    assert au("book", "2027-02-17", "14:00").code == 2


def test_a_failed_attempt_gives_the_next_way(au: Program) -> None:
    before = au.ok("plan", "main", "--json").json()["cancellation"]["channel"]
    ran = au.ok("failed", "5", "--why", "the page was down")
    after = au.ok("plan", "main", "--json").json()["cancellation"]["channel"]
    assert (before, after) == ("online", "shop")
    assert "shop" in ran.out
    failures = au.ok("show", "--json").json()["contract"]["failures"]
    assert failures == [
        {"step": "cancel", "on": "2027-02-01", "channel": "online", "why": "the page was down"}
    ]
    au.ok("undone", "cancel")
    assert au.ok("plan", "main", "--json").json()["cancellation"]["channel"] == "online"


def test_a_failed_attempt_elsewhere(au: Program) -> None:
    au.ok("failed", "cancel", "--channel", "phone", "--on", "2027-01-31")
    au.ok("failed", "1")
    failures = au.ok("show", "--json").json()["contract"]["failures"]
    assert [(one["channel"], one["on"]) for one in failures] == [
        ("phone", "2027-01-31"),
        (None, "2027-02-01"),
    ]


def test_a_failed_attempt_without_a_day(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "au")
    ran = tracker.ok("failed", "1", "--why", "closed")
    assert len(ran.out.splitlines()) == 1


def test_a_moved_step_stays_there(au: Program) -> None:
    ran = au.ok("move", "main", "1", "2027-02-05")
    assert "Fri 5 Feb" in ran.out
    moved = [step for step in steps(au).values() if step["row"] == "look" and step["state"] == "open"]
    assert {step["due"] for step in moved} == {"2027-02-05"}
    assert all(step["moved"] for step in moved)
    au.ok("move", "5", "16", "Feb")
    assert au.ok("plan", "main", "--json").json()["cancellation"]["request"] == "2027-02-16"
    au.ok("undone", "5")
    assert au.ok("plan", "main", "--json").json()["cancellation"]["request"] == "2027-02-17"


def test_a_booked_day_is_the_day_of_the_cancellation(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "au", "--channel", "shop", "--departure", "2027-03-28")
    ran = tracker.ok("book", "main", "2027-03-22", "14:00", "--place", "au Shinjuku")
    assert "22 Mar" in ran.out
    kept = marks(tracker)["cancel"]
    assert (kept["appointment"], kept["place"]) == ("2027-03-22T14:00:00+09:00", "au Shinjuku")
    assert tracker.ok("plan", "main", "--json").json()["cancellation"]["request"] == "2027-03-22"
    booking = steps(tracker).get("book-appointment")
    assert booking is None or booking["state"] == "done"
    tracker.ok("move", "cancel", "2027-03-22")
    assert marks(tracker)["cancel"]["appointment"] is not None
    tracker.ok("move", "cancel", "2027-03-23")
    assert marks(tracker)["cancel"]["appointment"] is None


def test_a_day_for_handing_back_is_booked_too(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "au", "--holder", "company", "--departure", "2027-03-28")
    ran = tracker.ok("book", "3/20", "14:00")
    assert "Sat 20 Mar 2027 14:00" in ran.err
    assert set(marks(tracker)) == {"hand-back"}


def test_nothing_to_book_for_on_a_card_that_just_ends(tracker: Program) -> None:
    tracker.ok("add", "main", "--prepaid", "--expires", "2027-03-01")
    assert tracker("book", "2027-02-17", "14:00").code == 3


def test_numbers_of_rows_are_never_given_again(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "au", "--departure", "2027-03-28", "--service", "none")
    before = numbers(tracker)
    tracker.ok("services", "add", "wechat")
    after = numbers(tracker)
    assert {row: after[row] for row in before} == before
    assert set(after) - set(before) == {"number", "move"}
    assert len(set(after.values())) == len(after)
    assert min(after["number"], after["move"]) > max(before.values())
    tracker.ok("services", "remove", "wechat")
    tracker.ok("services", "add", "line")
    assert numbers(tracker) == after


def test_which_line_is_meant_has_to_be_said_while_there_are_several(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    ran = au("done", "1")
    assert ran.code == 2
    assert "main and second" in ran.err
    assert au.ok("done", "sec", "1").code == 0
    au.ok("add", "secure", "--carrier", "mineo")
    ran = au("done", "sec", "2")
    assert ran.code == 2
    assert "second and secure" in ran.err
    ran = au("done", "secnd", "2")
    assert ran.code == 3
    assert "second" in ran.err


def test_nothing_recorded(tracker: Program) -> None:
    for args in (
        ("done", "1"),
        ("show",),
        ("explain", "3"),
        ("compare",),
        ("services", "list"),
        ("archive",),
    ):
        ran = tracker(*args)
        assert ran.code == 3
        assert "tracker add" in ran.err
    assert tracker("show", "main").code == 3
    assert tracker("archive", "--undo").code == 3
