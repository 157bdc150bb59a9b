from __future__ import annotations

import pytest
from cli_program import Program, fixture_au, fixture_tracker  # noqa: F401


def contract(tracker: Program, name: str = "main") -> dict[str, object]:
    found = tracker.ok("show", name, "--json").json()["contract"]
    assert isinstance(found, dict)
    return found


def departure(tracker: Program, name: str) -> object:
    return tracker.ok("plan", name, "--json").json()["departure"]


def test_every_option_of_add_changes_it_later(au: Program) -> None:
    said = (
        "--name work --carrier docomo --billing-day 20 --line data --sim physical --prepaid"
        " --expires 2027-05-01 --valid-days 30 --started 2026-01-02 --signed 2026-01-01"
        " --fee 100 --payment bank --debit-day 26"
        " --channel shop --needed-until 2027-02-10 --service line --holder school --number 090-1234-5678"
        " --device-balance 1 --device-until 2027-12-01 --deposit 2 --owed 3 --balance 4"
        " --item device --note n"
    )
    au.ok("edit", *said.split())
    expected = {
        "carrier": "docomo",
        "closing_day": 20,
        "line": "data",
        "sim": "physical",
        "prepaid": True,
        "expires": "2027-05-01",
        "valid_days": 30,
        "started": "2026-01-02",
        "signed": "2026-01-01",
        "fee": 100,
        "payment": "bank",
        "debit_day": 26,
        "channel": "shop",
        "needed_until": "2027-02-10",
        "services": ["line"],
        "holder": "school",
        "number": "09012345678",
        "device_balance": 1,
        "device_until": "2027-12-01",
        "deposit": 2,
        "owed": 3,
        "balance": 4,
        "item": "device",
        "note": "n",
    }
    found = contract(au, "work")
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("word", ["unknown", "未知", "不明", "?"])
def test_a_value_is_taken_back_by_saying_that_it_is_unknown(au: Program, word: str) -> None:
    au.ok(
        "edit", "--billing-day", "20", "--fee", "100", "--note", "n", "--plan", "unknown", "--valid-days", "3"
    )
    options = (
        "--sim",
        "--payment",
        "--service",
        "--departure",
        "--billing-day",
        "--fee",
        "--note",
        "--valid-days",
    )
    au.ok("edit", *(part for option in options for part in (option, word)))
    found = contract(au)
    assert [found[key] for key in ("sim", "payment", "closing_day", "fee", "note", "valid_days")] == [
        None
    ] * 6
    assert (found["services"], found["services_listed"]) == ([], False)
    assert departure(au, "main") is None


def test_preview_shows_and_changes_nothing(au: Program) -> None:
    before = au.ok("show", "--json").out
    person = au.ok("me", "--json").out
    ran = au.ok("edit", "--departure", "2027-03-28", "--service", "line", "--name", "other", "--preview")
    assert "26 Mar" in ran.out
    assert "--preview" in ran.err
    assert au.ok("show", "--json").out == before
    assert au.ok("me", "--json").out == person
    applied = au.ok("edit", "--departure", "2027-03-28", "--service", "line", "--name", "other")
    assert [line for line in ran.out.splitlines() if "26 Mar" in line] == [
        line for line in applied.out.splitlines() if "26 Mar" in line
    ]


def test_a_departure_for_one_line_or_for_all(au: Program) -> None:
    au.ok("edit", "--departure", "2027-02-20")
    assert au.ok("me", "--json").json()["departure"] == "2027-02-20"
    au.ok("add", "second", "--carrier", "povo")
    ran = au("edit", "main", "--departure", "2027-02-25")
    assert ran.code == 2
    assert "--all-lines" in ran.err
    au.ok("edit", "main", "--departure", "2027-02-25", "--this-line")
    assert (departure(au, "main"), departure(au, "second")) == ("2027-02-25", "2027-02-20")
    au.ok("edit", "main", "--departure", "2027-02-26", typed="n\n")
    assert (departure(au, "main"), departure(au, "second")) == ("2027-02-26", "2027-02-20")
    au.ok("edit", "second", "--departure", "2027-03-01", typed="\n")
    assert (departure(au, "main"), departure(au, "second")) == ("2027-03-01", "2027-03-01")
    au.ok("edit", "second", "--departure", "2027-03-02", "--all-lines")
    assert (departure(au, "main"), departure(au, "second")) == ("2027-03-02", "2027-03-02")


def test_a_preview_of_a_departure_asks_nothing_without_a_terminal(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    assert "26 Mar" in au.ok("edit", "main", "--departure", "2027-03-28", "--preview").out


def test_an_answer_that_is_no_answer_is_asked_again(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    ran = au.ok("edit", "main", "--departure", "2027-02-25", typed="perhaps\nいいえ\n")
    assert "perhaps" in ran.err
    assert departure(au, "second") == "2027-02-19"


def test_the_end_of_the_input_changes_nothing(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    assert au("edit", "main", "--departure", "2027-02-25", typed="").code == 130
    assert departure(au, "main") == "2027-02-19"


def test_services_keep_their_letters_and_marks(au: Program) -> None:
    au.ok("done", "3a")
    au.ok("edit", "--service", "line,wechat,paypay")
    listed = au.ok("services", "list", "--json").json()["services"]
    assert {one["key"]: one["letters"] for one in listed} == {"wechat": "a", "line": "d", "paypay": "e"}
    assert {one["key"]: one["state"] for one in listed}["wechat"] == "done"
    au.ok("services", "remove", "paypay")
    au.ok("services", "add", "google")
    listed = au.ok("services", "list", "--json").json()["services"]
    assert {one["key"]: one["letters"] for one in listed}["google"] == "f"


def test_edit_wants_something_to_change(au: Program) -> None:
    ran = au("edit", "main")
    assert ran.code == 2
    assert "--departure" in ran.err


def test_the_facts_of_the_person(au: Program) -> None:
    ran = au.ok(
        "me", "--residence-card-until", "2028-01-01", "--account-closes", "2/18", "--returns", "2029-01-01"
    )
    assert "Sat 1 Jan 2028" in ran.out
    au.ok("me", "--passport-until", "2030-05-05", "--card-expires", "2027-03-31", "--returns", "不明")
    assert au.ok("me", "--json").json() == {
        "schema": "tracker/me/1",
        "departure": "2027-02-19",
        "residence_card_until": "2028-01-01",
        "passport_until": "2030-05-05",
        "account_closes": "2027-02-18",
        "card_expires": "2027-03-31",
        "returns": None,
    }
    codes = {problem["code"] for problem in au.ok("plan", "main", "--json").json()["problems"]}
    assert "account-closes-too-early" in codes or "card-expires-too-early" in codes


def test_archived_lines_are_away_until_they_are_taken_back(au: Program) -> None:
    au.ok("archive")
    assert au.ok("list", "--json").json()["contracts"] == []
    assert au.ok("next").out == ""
    archived = au.ok("list", "--all", "--json").json()["contracts"]
    assert [line["archived"] for line in archived] == [True]
    assert au.ok("show", "main").code == 0
    again = au("archive", "main")
    assert (again.code, "already" in again.err) == (2, True)
    assert "main" in au.ok("archive", "--undo").out
    assert au("archive", "main", "--undo").code == 2
    assert len(au.ok("list", "--json").json()["contracts"]) == 1


def test_remove_asks(au: Program) -> None:
    ran = au("remove")
    assert ran.code == 2
    assert "--yes" in ran.err
    kept = au("remove", typed="\n")
    assert (kept.code, "main" in kept.err) == (1, True)
    assert contract(au)["name"] == "main"
    assert au.ok("remove", typed="はい\n").out == "Removed main.\n"
    assert au("show", "main").code == 3


def test_remove_with_yes(au: Program) -> None:
    au.ok("rm", "ma", "--yes")
    assert au.ok("list", "--json").json()["contracts"] == []


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (("services", "add", ""), 2, "which services"),
        (("services", "add", "main"), 3, "main"),
        (("services", "add", "wechatt"), 3, "wechat"),
        (("services", "remove", "paypay"), 3, "wechat"),
        (("services", "done", "paypay"), 3, "wechat"),
        (("services", "done", "main", "paypay"), 3, "wechat"),
    ],
)
def test_services_that_are_not_there(au: Program, args: tuple[str, ...], code: int, word: str) -> None:
    ran = au(*args)
    assert ran.code == code
    assert word in ran.err.lower()


def test_services_one_by_one(au: Program) -> None:
    assert "5 services" in au.ok("services", "add", "main", "paypay").out
    au.ok("services", "done", "wechat,微信", "line", "--on", "1/30")
    au.ok("services", "done", "ma", "bank")
    listed = au.ok("services", "list", "main", "--json").json()["services"]
    assert {one["key"] for one in listed if one["state"] == "open"} == {"alipay", "paypay"}
    au.ok("services", "remove", "main", "alipay", "paypay", "bank", "wechat")
    assert "1 service " in au.ok("services", "add", "line").out
    au.ok("services", "remove", "line")
    assert au("services", "remove", "line").code == 3


def test_how_long_moving_a_service_takes(au: Program) -> None:
    au.ok("services", "add", "other:Gym,line", "--lead-days", "14", "--moving", "counter-abroad")
    listed = {one["name"]: one for one in au.ok("services", "list", "--json").json()["services"]}
    for name in ("Gym", "LINE"):
        assert (listed[name]["lead_days"], listed[name]["moving"]) == (14, "counter-abroad")
    au.ok("services", "add", "other:Gym", "--lead-days", "3")
    listed = {one["name"]: one for one in au.ok("services", "list", "--json").json()["services"]}
    assert (listed["Gym"]["lead_days"], listed["Gym"]["moving"]) == (3, "counter-abroad")
    assert au("services", "add", "line", "--moving", "magic").code == 2


def test_a_line_may_be_called_like_a_service(tracker: Program) -> None:
    tracker.ok("add", "line", "--carrier", "au", "--service", "none")
    tracker.ok("services", "add", "line", "wechat")
    tracker.ok("services", "add", "line")
    tracker.ok("services", "add", "li", "paypay")
    listed = tracker.ok("services", "list", "--json").json()["services"]
    assert [one["key"] for one in listed] == ["wechat", "line", "paypay"]


def test_a_beginning_of_the_name_that_is_a_service_is_the_service(tracker: Program) -> None:
    tracker.ok("add", "linebacker", "--carrier", "au", "--service", "none")
    tracker.ok("services", "add", "line", "wechat")
    listed = tracker.ok("services", "list", "--json").json()["services"]
    assert [one["key"] for one in listed] == ["wechat", "line"]
    tracker.ok("services", "add", "linebacker", "paypay")
    assert len(tracker.ok("services", "list", "--json").json()["services"]) == 3


def test_the_catalogue_of_services(tracker: Program) -> None:
    shown = tracker.ok("services", "catalogue", "--lang", "zh").out
    assert "微信" in shown
    listed = tracker.ok("services", "catalogue", "--json").json()["services"]
    assert {"wechat", "line"} <= {one["key"] for one in listed}


def test_more_services_than_letters(tracker: Program) -> None:
    words = ",".join(f"other:shop {number}" for number in range(30))
    tracker.ok("add", "main", "--carrier", "au", "--service", words, "--departure", "2027-03-28")
    tracker.ok("done", "3ad")
    listed = tracker.ok("services", "list", "--json").json()["services"]
    assert [one["letters"] for one in listed if one["state"] == "done"] == ["ad"]
    assert [one["name"] for one in listed if one["state"] == "done"] == ["shop 29"]


def test_a_notice_is_kept_shown_and_taken_back(tracker: Program) -> None:
    own = ("--line", "other", "--departure", "2027-03-28")
    tracker.ok("add", "hikari", "--carrier", "other", *own, "--notice-days", "３０日")
    assert contract(tracker, "hikari")["notice_days"] == 30
    assert "notice                30 days before the end" in tracker.ok("show", "hikari").out
    assert "停用前 30 天" in tracker.ok("show", "hikari", "--lang", "zh").out
    plan = tracker.ok("plan", "hikari", "--json").json()
    assert (plan["cancellation"]["closes"], plan["cancellation"]["line_ends"]) == ("2027-02-26", "2027-03-28")
    said = tracker.ok("explain", "hikari", "cancel").out
    assert "It needs 30 days of notice.                           you, 1 Feb" in said
    tracker.ok("edit", "hikari", "--notice-days", "unknown")
    assert contract(tracker, "hikari")["notice_days"] is None
    assert tracker.ok("plan", "hikari", "--json").json()["cancellation"]["line_ends"] != "2027-03-28"


def test_a_notice_of_ones_own_stands_only_where_no_file_knows_it(tracker: Program) -> None:
    tracker.ok("add", "card", "--carrier", "other", "--departure", "2027-03-28", "--notice-days", "7")
    assert contract(tracker, "card")["notice_days"] == 7
    refused = tracker("edit", "card", "--carrier", "au", "--notice-days", "9")
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    tracker.ok("edit", "card", "--carrier", "au", "--line", "other")
    assert contract(tracker, "card")["notice_days"] == 7
    tracker.ok("edit", "card", "--line", "voice")
    assert contract(tracker, "card")["notice_days"] is None
    assert tracker("edit", "card", "--notice-days", "9").code == 2
