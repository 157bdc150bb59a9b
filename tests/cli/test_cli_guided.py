from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
from typing import Self

import pytest
from cli_program import Program, fixture_au, fixture_tracker  # noqa: F401


def contract(tracker: Program, name: str) -> dict[str, object]:
    found = tracker.ok("show", name, "--json").json()["contract"]
    assert isinstance(found, dict)
    return found


def test_five_questions_are_enough(tracker: Program) -> None:
    ran = tracker.ok("add", typed="au\n2/19\nesim\n1\nwechat, line\n" + "\n" * 20)
    assert "Added au" in ran.out
    assert "Fri 19 Feb 2027" in ran.err
    found = contract(tracker, "au")
    assert (found["sim"], found["payment"], found["services"]) == ("esim", "card", ["wechat", "line"])
    assert tracker.ok("me", "--json").json()["departure"] == "2027-02-19"


def test_bare_tracker_asks_for_the_first_line_and_then_shows_what_is_next(tracker: Program) -> None:
    tracker.ok(typed="povo\n" + "\n" * 20)
    assert contract(tracker, "povo")["carrier"] == "povo"
    ran = tracker.ok(typed="")
    assert "povo" in ran.err
    assert "tracker me --departure" in ran.err


def test_everything_but_the_carrier_may_be_unknown(tracker: Program) -> None:
    ran = tracker.ok("add", "main", typed="\nunknown\nnobody\nsoftbank\n不明\n?\n\nわからない\n" + "\n" * 20)
    assert "carriers list" in ran.err
    assert "nobody" in ran.err
    found = contract(tracker, "main")
    unsaid = ("sim", "payment", "closing_day", "departure")
    assert [found[key] for key in unsaid] == [None] * 4
    assert found["services_listed"] is False


def test_what_cannot_be_read_is_asked_again(tracker: Program) -> None:
    lines = ("au", "31 Feb", "2027-02-19", "3", "nano", "2", "9", "bank account", "wechatt", "微信、LINE")
    ran = tracker.ok("add", typed="\n".join(lines) + "\n" * 20)
    for wrong in ("31 Feb", "nano", '"9"', "wechatt"):
        assert wrong in ran.err
    found = contract(tracker, "au")
    assert (found["sim"], found["payment"], found["services"]) == ("esim", "bank", ["wechat", "line"])


def test_what_was_given_is_not_asked(tracker: Program) -> None:
    options = ("--departure", "2027-02-19", "--sim", "esim", "--payment", "card", "--service", "none")
    ran = tracker.ok("add", "x", *options, typed="docomo\n" + "\n" * 20)
    assert "leave Japan on" not in ran.err
    assert "How do you pay" not in ran.err


def test_a_known_departure_is_not_asked_again(au: Program) -> None:
    ran = au.ok("add", "second", typed="povo\n" + "\n" * 20)
    assert "Fri 19 Feb 2027, as recorded" in ran.err
    assert au.ok("plan", "second", "--json").json()["departure"] == "2027-02-19"


def test_a_closing_day_is_asked_only_where_it_differs_per_customer(tracker: Program) -> None:
    ran = tracker.ok("add", "a", typed="softbank\n2027-03-28\n\n\n\n20\n" + "\n" * 20)
    assert "締め日" in ran.err
    assert contract(tracker, "a")["closing_day"] == 20
    ran = tracker.ok("add", "b", typed="au\n\n\n\n\n" + "\n" * 20)
    assert "締め日" not in ran.err


def test_a_contract_without_a_sim_is_asked_for_its_notice_and_for_nothing_of_a_sim(tracker: Program) -> None:
    ran = tracker.ok("add", "hikari", "--line", "other", typed="other\n2027-03-28\n\n0\n30\n" + "\n" * 20)
    assert ran.err.count("How many days before the end must the cancellation arrive") == 2
    assert "from 1 to 3660" in ran.err
    assert contract(tracker, "hikari")["notice_days"] == 30
    assert not [word for word in ("kind of SIM", "bound to this number") if word in ran.err]
    assert "before the end" not in tracker.ok("add", "sim", typed="other\n\n\n\n\n" + "\n" * 20).err


def test_a_prepaid_card_is_asked_for_its_end(tracker: Program) -> None:
    ran = tracker.ok("add", typed="airalo\n2027-03-28\n2027-03-01\n\n" + "\n" * 20)
    assert "Sun 28 Mar 2027" in ran.err
    assert "Mon 1 Mar 2027" in ran.err
    assert "How do you pay" not in ran.err
    assert contract(tracker, "airalo")["expires"] == "2027-03-01"


def test_a_rental_is_asked_for_its_end(tracker: Program) -> None:
    ran = tracker.ok("add", typed="genki\n2027-03-28\n2027-03-27\n\n" + "\n" * 20)
    assert "Sat 27 Mar 2027" in ran.err
    assert "How do you pay" not in ran.err
    assert contract(tracker, "genki-mobile")["expires"] == "2027-03-27"


def test_questions_of_the_rules_are_asked_once(tracker: Program) -> None:
    facts = tracker.ok("carriers", "show", "docomo", "--json").json()["facts"]
    questions = {case for fact in facts if fact["when"] for case in fact["when"].get("case", ())}
    given = (
        "--signed",
        "2026-06-01",
        "--debit-day",
        "26",
        "--deposit",
        "0",
        "--owed",
        "0",
        "--plan",
        "unknown",
        "--role",
        "none",
    )
    ran = tracker.ok("add", *given, typed="docomo\n2027-03-28\n\n\n\n" + "yes\n" * 40)
    assert "Does this apply to you" in ran.err
    answers = contract(tracker, "docomo")["answers"]
    assert isinstance(answers, list)
    assert {one["question"] for one in answers} <= questions
    assert len(answers) == ran.err.count("Does this apply to you") > 0
    assert all(one["answer"] is True for one in answers)


def test_a_plan_is_chosen_by_number_or_name(tracker: Program) -> None:
    ran = tracker.ok("add", "a", typed="mineo\n2027-03-28\n\n\n\n7\n1\n" + "\n" * 20)
    first = contract(tracker, "a")["plan"]
    assert first is not None
    plans = tracker.ok("carriers", "show", "mineo", "--json").json()["plans"]
    assert all(name in ran.err for name in plans.values())
    tracker.ok("add", "b", typed=f"mineo\n\n\n\n{plans[first]}\n" + "\n" * 20)
    assert contract(tracker, "b")["plan"] == first


def test_a_plan_is_chosen_by_its_name_in_the_language(tracker: Program) -> None:
    ran = tracker.ok(
        "--lang", "zh", "add", "a", typed="mineo\n2027-03-28\n\n\n\nD 套餐（docomo 网络）\n" + "\n" * 20
    )
    assert "2 D 套餐（docomo 网络）" in ran.err
    assert contract(tracker, "a")["plan"] == "d"


def test_a_plan_that_was_said_to_be_unknown_is_not_asked(tracker: Program) -> None:
    ran = tracker.ok("add", "--plan", "unknown", typed="mineo\n" + "\n" * 20)
    assert "Which plan" not in ran.err


def test_the_end_of_the_input_records_nothing(tracker: Program) -> None:
    for typed in ("", "au\n", "au\n2027-02-19\nesim\n"):
        assert tracker("add", typed=typed).code == 130
    assert tracker.ok("list", "--json").json()["contracts"] == []


@pytest.mark.parametrize("lang", ["en", "zh", "ja"])
def test_the_questions_are_asked_in_the_language(tracker: Program, lang: str) -> None:
    ran = tracker.ok("--lang", lang, "add", typed="docomo\n\n\n\n\n" + "\n" * 30)
    expected = {"en": "How do you pay", "zh": "怎样付款", "ja": "支払い方法は"}
    assert expected[lang] in ran.err


class Terminal:
    """Be a real terminal for input and talk; the result goes into a pipe."""

    def __init__(self, tracker: Program, *args: str) -> None:
        self.master, slave = pty.openpty()
        self.talk = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", *args],
            stdin=slave,
            stderr=slave,
            stdout=subprocess.PIPE,
            env={**os.environ, **tracker.env},
            cwd=tracker.folder,
        )
        os.close(slave)

    def read_until(self, word: str | None) -> None:
        """Read what is said until a word came, None: until the program has gone."""
        while word is None or word.encode() not in self.talk:
            ready, _, _ = select.select([self.master], [], [], 30)
            assert ready, self.talk.decode()
            try:
                part = os.read(self.master, 65536)
            except OSError:
                break
            if not part:
                break
            self.talk += part

    def interrupt(self) -> None:
        """Press Ctrl-C, again while it waits: one that comes just before it reads is seen at the next."""
        while self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)

    def finish(self) -> tuple[int, str, str]:
        self.read_until(None)
        out, _ = self.process.communicate(timeout=30)
        return self.process.returncode, out.decode(), self.talk.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing running and nothing open, whatever the test found."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        os.close(self.master)


def test_questions_on_a_terminal_leave_the_result_alone(tracker: Program) -> None:
    with Terminal(tracker, "add") as terminal:
        answer_all(terminal)
        code, out, talk = terminal.finish()
    assert code == 0, talk
    assert out.startswith("Added au")
    assert contract(tracker, "au")["services"] == ["wechat"]


def answer_all(terminal: Terminal) -> None:
    for question, answer in (
        ("Carrier", "au"),
        ("leave Japan", "2/19"),
        ("SIM", "esim"),
        ("pay", "1"),
        ("bound", "微信"),
    ):
        terminal.read_until(question)
        os.write(terminal.master, f"{answer}\n".encode())
    os.write(terminal.master, b"\n" * 20)


def test_ctrl_c_at_a_question_is_quiet_and_records_nothing(tracker: Program) -> None:
    with Terminal(tracker, "add") as terminal:
        terminal.read_until("Carrier")
        os.write(terminal.master, b"au\n")
        terminal.read_until("leave Japan")
        terminal.interrupt()
        code, out, talk = terminal.finish()
    assert (code, out) == (130, "")
    assert "Traceback" not in talk
    assert tracker.ok("list", "--json").json()["contracts"] == []


def test_who_names_no_departure_is_asked_what_they_want(tracker: Program) -> None:
    ran = tracker.ok("add", typed="au\n\n2\n\n1\n" + "\n" * 20)
    assert "What do you want of this line?" in ran.err
    assert "What is bound to this number" not in ran.err
    assert "SWITCH" in ran.out
    assert contract(tracker, "au")["intent"] == "switch"


def test_a_line_that_can_be_kept_is_asked_for_its_last_top_up(tracker: Program) -> None:
    ran = tracker.ok("add", typed="povo\n2027-03-28\nkeep it\n2027-01-10\n" + "\n" * 20)
    assert "Day of the last top-up" in ran.err
    assert "KEEP" in ran.out
    found = contract(tracker, "povo")
    assert (found["intent"], found["started"]) == ("keep", "2027-01-10")


def test_a_line_left_to_lapse_is_not_asked_how_it_is_paid(tracker: Program) -> None:
    ran = tracker.ok("add", typed="povo\n2027-03-28\n4\n2027-01-10\nline\n" + "\n" * 20)
    assert "How do you pay" not in ran.err
    assert contract(tracker, "povo")["services"] == ["line"]


def test_roles_are_asked_only_where_the_carrier_has_such_a_rule(tracker: Program) -> None:
    ran = tracker.ok("add", "a", "--plan", "unknown", typed="docomo\n2027-03-28\n" + "\n" * 30)
    assert "Which of these is this line" in ran.err
    assert contract(tracker, "a")["roles"] == []
    ran = tracker.ok("add", "b", typed="au\n\n\n\n" + "\n" * 20)
    assert "Which of these is this line" not in ran.err


def test_an_additional_sim_is_asked_for_only_beside_a_line_of_a_carrier_with_such_a_rule(
    tracker: Program,
) -> None:
    asks = "Is this an additional SIM"
    plain = "\n\n\n\n" + "\n" * 20
    assert asks not in tracker.ok("add", "main", typed="iijmio\n2027-03-28\n" + plain).err
    assert asks not in tracker.ok("add", "other", typed="au\n" + plain).err
    ran = tracker.ok("add", "spare", typed="iijmio\n\n\nsomething\nma\n" + plain)
    assert asks in ran.err
    assert "something" in ran.err
    assert contract(tracker, "spare")["shares"] == "main"
    for name, no in (("third", ""), ("fourth", "no"), ("fifth", "なし")):
        ran = tracker.ok("add", name, typed=f"iijmio\n\n\n{no}\n" + plain)
        assert "main" in ran.err
        assert "spare" not in ran.err
        assert contract(tracker, name)["shares"] is None
    assert asks not in tracker.ok("add", "sixth", "--shares", "main", typed="iijmio\n" + plain).err


def test_roles_are_answered_by_number_or_name(tracker: Program) -> None:
    given = (
        "--signed",
        "2026-06-01",
        "--debit-day",
        "26",
        "--deposit",
        "0",
        "--owed",
        "0",
        "--plan",
        "unknown",
    )
    typed = "docomo\n2027-03-28\n\n\n\n9\n1, paired with home internet\n" + "\n" * 20
    ran = tracker.ok("add", *given, typed=typed)
    assert '"9" is not possible here' in ran.err
    assert contract(tracker, "docomo")["roles"] == ["family-head", "fibre-pairing"]
