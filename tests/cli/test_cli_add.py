from __future__ import annotations

import pytest
from cli_program import AU, Program, fixture_au, fixture_tracker  # noqa: F401


def recorded(tracker: Program, name: str = "main") -> dict[str, object]:
    found = tracker.ok("show", name, "--json").json()["contract"]
    assert isinstance(found, dict)
    return found


def test_what_was_said_is_recorded(tracker: Program) -> None:
    ran = tracker.ok(
        "add", "main", *AU, "--service", "wechat,line", "--number", "+81 90-1234-5678", "--fee", "2,970円",
        "--billing-day", "２０日", "--debit-day", "月末", "--needed-until", "2027-02-18", "--line", "data",
        "--holder", "company", "--channel", "shop", "--signed", "2026-11-01", "--started", "2026-11-02",
        "--device-balance", "5000", "--device-until", "2027-06-30", "--deposit", "0", "--owed", "100",
        "--balance", "7", "--item", "device", "--note", "first", "--postpaid",
    )  # fmt: skip
    assert "Added main" in ran.out
    contract = recorded(tracker)
    expected = {
        "carrier": "au", "recorded": "2027-02-01", "sim": "esim", "payment": "card", "fee": 2970,
        "closing_day": 20, "debit_day": "month-end", "needed_until": "2027-02-18", "line": "data",
        "holder": "company", "channel": "shop", "number": "09012345678", "signed": "2026-11-01",
        "started": "2026-11-02", "device_balance": 5000, "device_until": "2027-06-30", "deposit": 0,
        "owed": 100, "balance": 7, "item": "device", "note": "first", "prepaid": False,
        "services": ["wechat", "line"], "services_listed": True,
    }  # fmt: skip
    assert {key: contract[key] for key in expected} == expected


def test_the_first_departure_holds_for_all_lines_and_a_differing_one_for_its_own(tracker: Program) -> None:
    tracker.ok("add", "--carrier", "au", "--departure", "2027-02-19")
    assert recorded(tracker, "au")["departure"] is None
    assert tracker.ok("me", "--json").json()["departure"] == "2027-02-19"
    tracker.ok("add", "--carrier", "povo")
    assert tracker.ok("plan", "povo", "--json").json()["departure"] == "2027-02-19"
    ran = tracker.ok("add", "--carrier", "mineo", "--departure", "2027-03-28")
    assert recorded(tracker, "mineo")["departure"] == "2027-03-28"
    assert "mineo only" in ran.err
    assert tracker.ok("me", "--json").json()["departure"] == "2027-02-19"


def test_a_departure_of_an_earlier_stay_does_not_bind_a_new_line(tracker: Program) -> None:
    tracker.ok("add", "--carrier", "au", "--departure", "2027-02-19")
    tracker.ok("archive", "au")
    tracker.ok("add", "--carrier", "povo", "--departure", "2027-09-01")
    assert tracker.ok("me", "--json").json()["departure"] == "2027-09-01"


def test_the_name_defaults_to_the_carrier_and_is_made_free(tracker: Program) -> None:
    for _ in range(3):
        tracker.ok("add", "--carrier", "au")
    names = [line["name"] for line in tracker.ok("list", "--json").json()["contracts"]]
    assert names == ["au", "au-2", "au-3"]


def test_without_a_departure_the_line_is_recorded_and_the_plan_is_undated(tracker: Program) -> None:
    ran = tracker.ok("add", "--carrier", "au")
    plan = tracker.ok("plan", "au", "--json").json()
    assert plan["departure"] is None
    assert plan["cancellation"] is None
    assert "--departure" in ran.out


def test_a_prepaid_card_needs_only_its_end(tracker: Program) -> None:
    tracker.ok("add", "--prepaid", "--expires", "2027-03-01")
    contract = recorded(tracker, "other")
    assert (contract["carrier"], contract["prepaid"], contract["expires"]) == ("other", True, "2027-03-01")


@pytest.mark.parametrize("name", ["au", "AU", "ａｕ", "エーユー", "KDDI"])
def test_carriers_are_known_by_their_names(tracker: Program, name: str) -> None:
    tracker.ok("add", "x", "--carrier", name)
    assert recorded(tracker, "x")["carrier"] == "au"


@pytest.mark.parametrize(
    "words", [("wechat,alipay",), ("微信、支付宝",), ("WeChat", "アリペイ"), ("微信，支付宝，微信",)]
)
def test_services_are_known_by_their_names(tracker: Program, words: tuple[str, ...]) -> None:
    options = [part for word in words for part in ("--service", word)]
    tracker.ok("add", "main", "--carrier", "au", *options)
    assert recorded(tracker)["services"] == ["wechat", "alipay"]


def test_no_services_are_listed_services_too(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "au", "--service", "none")
    contract = recorded(tracker)
    assert (contract["services"], contract["services_listed"]) == ([], True)


def test_a_service_of_ones_own_keeps_its_name(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "au", "--service", "其他：健身房,other:LINE")
    assert recorded(tracker)["services"] == ["line", "健身房"]


@pytest.mark.parametrize(
    "number",
    ["090-1234-5678", "+81 90 1234 5678", "+819012345678", "０９０−１２３４−５６７８", "(090) 1234-5678",
     "0081 90 1234 5678", "010 81 90 1234 5678", "+81 (0)90-1234-5678", "819012345678"],
)  # fmt: skip
def test_a_number_in_any_spelling_is_one_number(tracker: Program, number: str) -> None:
    tracker.ok("add", "first", "--carrier", "au", "--number", number)
    assert recorded(tracker, "first")["number"] == "09012345678"
    ran = tracker("add", "second", "--carrier", "povo", "--number", "090 1234 5678")
    assert ran.code == 2
    assert "first" in ran.err
    assert len(tracker.ok("list", "--json").json()["contracts"]) == 1


def test_a_number_of_another_country_keeps_its_code(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "airalo", "--number", "0086 138 0013 8000")
    assert recorded(tracker)["number"] == "+8613800138000"


def test_a_plan_is_known_by_key_or_name(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "mineo", "--plan", "A")
    assert recorded(tracker)["plan"] == "a"
    ran = tracker("add", "other", "--carrier", "mineo", "--plan", "zzz")
    assert ran.code == 3
    assert "a" in ran.err
    assert tracker("add", "other", "--carrier", "airalo", "--plan", "a").code == 3


def test_answers_to_the_questions_of_the_rules(tracker: Program) -> None:
    facts = tracker.ok("carriers", "show", "docomo", "--json").json()["facts"]
    question = next(fact["when"]["case"][0] for fact in facts if fact["when"] and "case" in fact["when"])
    tracker.ok("add", "main", "--carrier", "docomo", "--answer", f"{question}=yes")
    assert recorded(tracker)["answers"] == [{"question": question, "answer": True}]
    tracker.ok("edit", "main", "--answer", f"{question}＝unknown")
    assert recorded(tracker)["answers"] == []
    assert tracker("edit", "main", "--answer", "nobody asks this=no").code == 3
    assert tracker("edit", "main", "--answer", "no equals sign").code == 2
    assert tracker("edit", "main", "--answer", f"{question}=perhaps").code == 2
    assert tracker("edit", "main", "--answer", "e=yes").code == 2


@pytest.mark.parametrize(
    ("option", "value", "word"),
    [
        ("--departure", "2027-02-31", "2027-02-28"),
        ("--departure", "31 Feb", "Feb"),
        ("--departure", "2127-01-01", "2050"),
        ("--billing-day", "0", "31"),
        ("--billing-day", "32", "31"),
        ("--billing-day", "soon", "end"),
        ("--debit-day", "32", "debit"),
        ("--fee", "-1", "-1"),
        ("--fee", "much", "much"),
        ("--fee", "999999999999", "yen"),
        ("--valid-days", "0", "3660"),
        ("--notice-days", "none", "3660"),
        ("--notice-days", "30", "--line other"),
        ("--number", "12", "phone number"),
        ("--number", "０９０abc12345", "phone number"),
        ("--payment", "crad", "card"),
        ("--sim", "nano", "esim"),
        ("--note", "two\nlines", "line breaks"),
        ("--note", "x" * 2001, "2000"),
        ("--service", "other:", "empty"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_what_can(
    tracker: Program, option: str, value: str, word: str
) -> None:
    ran = tracker("add", "main", "--carrier", "au", f"{option}={value}")
    assert ran.code == 2
    assert ran.out == ""
    assert word in ran.err
    assert tracker.ok("list", "--json").json()["contracts"] == []


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [("--carrier", "docmo", "docomo"), ("--service", "wechta", "wechat"), ("--carrier", "", "carrier")],
)
def test_an_unknown_word_offers_the_nearest(tracker: Program, option: str, value: str, near: str) -> None:
    ran = tracker("add", "main", *(("--carrier", "au") if option != "--carrier" else ()), option, value)
    assert ran.code == 3
    assert near in ran.err


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", 2),
        ("   ", 2),
        ("x" * 65, 2),
        ("x" * 10_000, 2),
        ("a\tb", 2),
        ("a\nb", 2),
        ("a\x1b[31mb", 2),
        ("a\u202eb", 2),
        ("a\u2028b", 2),
        ("\ud800", 2),
        ("x" * 64, 0),
        ("主号", 0),
        ("📱 phone 👨‍👩‍👧", 0),
        ("الخط الرئيسي", 0),
        ("  blank around  ", 0),
    ],
)
def test_names(tracker: Program, name: str, code: int) -> None:
    ran = tracker("add", name, "--carrier", "au")
    assert ran.code == code, ran.err
    names = [line["name"] for line in tracker.ok("list", "--json").json()["contracts"]]
    assert names == ([name.strip()] if code == 0 else [])
    assert len(ran.err) < 300


def test_a_name_like_an_option_is_refused(tracker: Program) -> None:
    assert tracker("add", "--carrier", "au", "--", "-x").code == 2


@pytest.mark.parametrize("name", ["main", "Main", "ｍａｉｎ"])
def test_a_name_is_given_once(au: Program, name: str) -> None:
    ran = au("add", name, "--carrier", "povo")
    assert ran.code == 2
    assert "main" in ran.err


def test_without_a_terminal_nothing_is_asked(tracker: Program) -> None:
    ran = tracker("add")
    assert ran.code == 2
    assert "--carrier" in ran.err
    assert ran.out == ""


def test_the_other_languages(tracker: Program) -> None:
    chinese = tracker.ok("--lang", "zh", "add", "main", *AU)
    assert "已记录" in chinese.out
    japanese = tracker.ok("plan", "--lang", "ja")
    assert "解約" in japanese.out
    assert (
        tracker("add", "--carrier", "docmo", "--lang=zh").err.strip()
        != tracker("add", "--carrier", "docmo").err.strip()
    )


def test_a_day_without_its_year_is_said_back(tracker: Program) -> None:
    ran = tracker.ok("add", "main", "--carrier", "au", "--departure", "2月19日")
    assert "Fri 19 Feb 2027" in ran.err
    assert tracker.ok("-q", "edit", "main", "--departure", "2/20").err == ""
