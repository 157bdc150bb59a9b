"""Several steps at a time, contracts beside the line, and what comes first."""

from __future__ import annotations

import pytest
from cli_program import Program, fixture_au, fixture_tracker  # noqa: F401

from tracker.i18n import MissingTextError


def states(tracker: Program, name: str = "main") -> dict[str, object]:
    return {step["key"]: step["state"] for step in tracker.ok("plan", name, "--json").json()["steps"]}


@pytest.mark.parametrize(
    "words", [("main", "1,3a"), ("main", "1", "3a"), ("1", "3a"), ("1, ", "3a"), ("1、3a",)]
)
def test_several_steps_are_done_and_taken_back_at_once(au: Program, words: tuple[str, ...]) -> None:
    before = states(au)
    au.ok("done", *words)
    found = states(au)
    assert (found["check-login"], found["unbind:wechat"], found["unbind:line"]) == ("done", "done", "open")
    au.ok("undone", *words)
    assert states(au) == before


def test_nothing_is_marked_where_one_of_several_is_wrong(au: Program) -> None:
    before = states(au)
    assert au("done", "main", "1", "3z").code == 3
    assert au("skip", "main", "1,99").code == 3
    assert au("done", "mian", "1").code == 3
    assert au("done", ",").code == 3
    assert states(au) == before


def test_a_step_named_twice_is_done_once(au: Program) -> None:
    au.ok("done", "3", "3a")
    au.ok("undone", "3", "3a")
    assert states(au)["unbind:wechat"] == "open"


def test_a_step_moves_to_no_past_day(au: Program) -> None:
    ran = au("move", "main", "cancel", "2027-01-01")
    assert ran.code == 2
    assert "has passed" in ran.err
    au.ok("move", "main", "cancel", "2027-02-01")


def test_a_membership_is_cancelled_apart(tracker: Program) -> None:
    tracker.ok("add", "big", "--carrier", "biglobe-mobile", "--departure", "2027-03-28")
    numbers = {
        item["row"]: item["number"] for item in tracker.ok("next", "--json", "-n", "9").json()["items"]
    }
    row = str(numbers["cancel"])
    ran = tracker.ok("done", "big", row)
    found = states(tracker, "big")
    assert (found["cancel"], found["cancel:basic-course"]) == ("done", "open")
    assert "BIGLOBE" in ran.err
    assert "220 yen a month" in ran.err
    assert "tracker done big cancel:basic-course" in ran.err
    again = tracker("done", "big", row)
    assert again.code == 2
    assert "cancel:basic-course" in again.err
    assert "220" not in tracker.ok("done", "big", "cancel:basic-course").err


def test_after_the_departure_the_cancellation_comes_first(au: Program) -> None:
    late = ("--today", "2027-03-10", "next")
    assert au.ok(*late, "--json").json()["items"][0]["row"] == "cancel"
    items = au.ok(*late, "--json", "-n", "99").json()["items"]
    order = [(not item["late"], not (item["late"] and item["critical"])) for item in items[1:]]
    assert order == sorted(order)
    number = items[0]["number"]
    assert au.ok(*late).out.splitlines()[0].split("\t")[2] == str(number)


def test_next_is_not_what_the_cancellation_has_overtaken(au: Program) -> None:
    ran = au.ok("--today", "2027-02-18", "done", "cancel")
    following = next(line for line in ran.err.splitlines() if line.startswith("Next:"))
    assert "Log in" not in following
    assert not following.startswith("Next: 1 ")


def test_next_says_that_nothing_is_dated(tracker: Program) -> None:
    tracker.ok("add", "m", "--carrier", "mineo")
    ran = tracker.ok("next")
    assert "nothing is dated" in ran.err
    assert "--departure" in ran.err
    assert "Nothing is left" not in ran.out + ran.err


@pytest.mark.parametrize("word", ["3b", "b", "3B", "3b,3c"])
def test_a_service_is_meant_by_its_letters(au: Program, word: str) -> None:
    au.ok("services", "done", "main", word)
    assert states(au)["unbind:alipay"] == "done"
    assert au("services", "done", "main", "9b").code == 3


def test_letters_follow_the_catalogue_and_are_never_given_again(tracker: Program) -> None:
    def given() -> list[tuple[str, str]]:
        found = tracker.ok("services", "list", "x", "--json").json()["services"]
        return [(one["key"], one["letters"]) for one in found]

    catalogue = [one["key"] for one in tracker.ok("services", "catalogue", "--json").json()["services"]]
    words = "other:Gym,line,wechat,bank"
    tracker.ok("add", "x", "--carrier", "au", "--departure", "2027-02-19", "--service", words)
    first = sorted(("line", "wechat", "bank"), key=catalogue.index)
    assert [key for key, _ in given()] == [*first, "gym"]
    assert [letter for _, letter in given()] == ["a", "b", "c", "d"]
    tracker.ok("services", "remove", "x", first[0])
    tracker.ok("services", "add", "x", "alipay")
    assert dict(given())["alipay"] == "e"


def test_an_unknown_service_can_be_kept_under_its_own_name(tracker: Program) -> None:
    ran = tracker("add", "x", "--carrier", "au", "--service", "slack")
    assert ran.code == 3
    assert "other:slack" in ran.err


def test_a_fact_of_the_person_that_blocks_a_line_says_so(au: Program) -> None:
    assert "tracker plan main" not in au.ok("me", "--account-closes", "2027-02-10").err
    ran = au.ok("me", "--card-expires", "2027-02-20")
    problems = au.ok("plan", "main", "--json").json()["problems"]
    assert "card-expires-too-early" in {
        found["code"] for found in problems if found["severity"] == "blocking"
    }
    assert "tracker plan main" in ran.err
    assert "tracker plan main" not in au.ok("me").err


def test_a_text_that_is_missing_is_one_sentence(au: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_values: object) -> None:
        raise MissingTextError("en: no text 'x'")

    monkeypatch.setattr("tracker.cli.screens.next_piped", refuse)
    ran = au("next")
    assert ran.code == 1
    assert "no text 'x'" in ran.err
    assert "Traceback" not in ran.err
