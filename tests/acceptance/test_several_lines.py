"""Several lines of one person are one plan: what is shared stands once, and the order is right."""

from __future__ import annotations

import pytest
from leaving import LANGUAGES, Desk, bare, day, fixture_desk  # noqa: F401


def summaries(calendar: str) -> list[str]:
    return [line.removeprefix("SUMMARY:") for line in calendar.splitlines() if line.startswith("SUMMARY:")]


def uids(calendar: str) -> set[str]:
    return {line for line in calendar.splitlines() if line.startswith("UID:")}


# --- the engineer: IIJmio, povo, a company phone -------------------------------------


def engineer(desk: Desk) -> None:
    desk.ok("me --departure 2027-03-28")
    desk.ok("add iij --carrier iijmio --line data --sim esim --payment card")
    desk.ok("add povo --carrier povo --sim esim --payment card --service wechat,bank")
    desk.ok("add office --carrier docomo --holder company --sim physical --service google")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_engineer_has_one_plan_for_all_lines(desk: Desk, lang: str) -> None:
    engineer(desk)
    ran = desk.ok("plan", lang=lang)
    words = {
        "en": "Have a number that gets SMS after Japan (also",
        "zh": "准备离开日本后能收短信的号码（含",
        "ja": "出国後もSMSが届く番号を用意する（",
    }[lang]
    record = desk.ok("plan --json").json()
    shared = {one["kind"]: [line["name"] for line in one["lines"]] for one in record["shared"]}
    assert shared["get-replacement-number"] == ["povo", "office"]
    assert shared["back-up-data"] == ["iij", "povo"]
    assert shared["keep-payment-open"] == ["iij", "povo"]
    assert record["problems"] == []
    assert ran.says(f"{words} office {_number(desk, 'office', 'number')}")
    assert bare(ran.out).count(bare(day("2027-06-30", lang))) == 2
    for iso in ("2027-03-18", "2027-03-26"):
        assert ran.says(day(iso, lang))


def _number(desk: Desk, name: str, row: str) -> int:
    items = desk.ok("next --json -n 99").json()["items"]
    for item in items:
        for part in [*item["also"], {"name": item["name"], "number": item["number"]}]:
            if item["row"] == row and part["name"] == name:
                return int(part["number"])
    raise AssertionError(row)


def test_a_shared_row_is_done_for_all_and_can_be_taken_back_for_one(desk: Desk) -> None:
    engineer(desk)
    number = _number(desk, "office", "number")
    ran = desk.ok(f"done office {number}")
    assert "Done for these lines too: povo" in ran.err
    for name in ("povo", "office"):
        assert desk.plan(name).step("get-replacement-number")["state"] == "done"
    command = ran.err.partition("tracker undone ")[2].splitlines()[0].split()
    desk.ok(f"undone {' '.join(command)}")
    assert desk.plan("povo").step("get-replacement-number")["state"] == "open"
    assert desk.plan("office").step("get-replacement-number")["state"] == "done"
    ran = desk.ok("skip iij back-up-data")
    assert "Skipped for these lines too: povo" in ran.err
    assert desk.plan("povo").step("back-up-data")["state"] == "skipped"
    assert desk.plan("office").step("back-up-data")["state"] == "open"


def test_a_shared_row_is_one_event_and_the_files_of_single_lines_stay_whole(desk: Desk) -> None:
    engineer(desk)
    merged = desk.calendar()
    assert len([one for one in summaries(merged) if "Have a number" in one]) == 1
    desk.ok("export povo -o povo.ics")
    desk.ok("export office -o office.ics")
    alone = [(desk.folder / f"{name}.ics").read_text(encoding="utf-8") for name in ("povo", "office")]
    alone = [text.replace("\r\n ", "").replace("\n ", "") for text in alone]
    for text in alone:
        assert len([one for one in summaries(text) if "Have a number" in one]) == 1
    both = uids(alone[0]) | uids(alone[1])
    assert uids(merged) & uids(alone[1]) < uids(alone[1])
    assert {uid for uid in uids(merged) if "number-due" in uid} <= both
    assert uids(desk.calendar()) == uids(merged)


# --- two SoftBank lines, one visit ---------------------------------------------------


def test_two_lines_of_one_brand_take_one_visit_to_the_shop(desk: Desk) -> None:
    desk.ok("add a --carrier softbank --billing-day 20 --channel shop --departure 2027-03-28")
    desk.ok("add b --carrier softbank --billing-day end --channel shop")
    ran = desk.ok("plan")
    assert ran.says("(same visit: b")
    assert ran.out.count("Cancel at SoftBank Shop") == 1
    assert ran.out.count("collect papers and book the shop") == 1
    assert len([one for one in summaries(desk.calendar()) if one.startswith("Cancel SoftBank")]) == 1
    assert "tracker done b" in desk.calendar()
    ran = desk.ok("book a 2027-03-23 14:00 --place Shibuya")
    assert "The same visit is booked for b." in ran.err
    assert desk.plan("b").step("cancel")["due"] == "2027-03-23"
    assert desk.plan("b").step("book-appointment")["state"] == "done"
    assert desk.ok("plan").says("(same visit: b")
    ran = desk.ok("done a cancel --on 2027-03-23", today="2027-03-23")
    assert "Still to cancel in the same visit: b: tracker done b" in ran.err
    assert desk.plan("b", "2027-03-23").step("cancel")["state"] == "open"


# --- a wrong order with several SIMs (story 25) --------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("you need a code by SMS; main, which gets it, ends on", "Cancel data first, by Wed 10 Mar")),
        ("zh", ("要短信验证码，可是能收短信的 main", "先注销 data，最晚 3月10日 周三")),
        ("ja", ("SMSの認証コードが要りますが", "先にdataを3月10日（水）までに解約する")),
    ],
)
def test_the_line_that_gets_the_codes_is_not_dropped_first(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    desk.ok("add main --carrier docomo --departure 2027-03-28 --payment card")
    desk.ok("add data --carrier au --line data --payment card")
    assert desk.ok("plan --json").json()["problems"] == []
    desk.ok("move main cancel 2027-03-10")
    assert desk.ok("plan", lang=lang).says(*words)
    [problem] = desk.ok("plan --json").json()["problems"]
    assert (problem["code"], problem["severity"]) == ("order-of-lines", "warning")
    assert len(problem["remedies"]) == 2
    for remedy in problem["remedies"]:
        name = remedy["values"]["name"]
        desk.ok(f"move {name} cancel {remedy['date']}")
        assert desk.ok("plan --json").json()["problems"] == []
        desk.ok("undone data cancel" if name == "data" else "move main cancel 2027-03-10")


def test_two_voice_lines_of_one_brand_each_say_their_day_and_none_hides_the_other(desk: Desk) -> None:
    desk.ok("add main --carrier iijmio --departure 2027-03-28 --payment card")
    desk.ok("add spare --carrier iijmio --payment card")
    desk.ok("done main cancel --on 2027-03-01", today="2027-03-02")
    ran = desk.ok("plan", today="2027-03-02")
    assert ran.says("DONE", day("2027-03-18"), day("2027-03-27"))
    assert desk.ok("next", today="2027-03-02").says("Cancel spare in 16 days")


# --- others than the person ----------------------------------------------------------


def test_somebody_with_another_departure_shares_nothing(desk: Desk) -> None:
    desk.ok("add mei --carrier au --departure 2027-03-28 --service wechat")
    desk.ok("add lin --carrier au --departure 2027-03-20 --service wechat")
    assert desk.ok("plan --json").json()["shared"] == []
    ran = desk.ok("done mei get-replacement-number")
    assert "too" not in ran.err
    assert desk.plan("lin").step("get-replacement-number")["state"] == "open"


def test_a_line_whose_rules_are_broken_keeps_nobody_from_marking_another(desk: Desk) -> None:
    own = desk.own_carriers / "mine.toml"
    own.write_text(
        'format = 1\nkind = "mvno"\nname = { en = "Mine", zh = "Mine", ja = "Mine" }\n', encoding="utf-8"
    )
    desk.ok("add a --carrier au --departure 2027-03-28 --service wechat")
    desk.ok("add b --carrier mine --service wechat")
    own.write_text("broken", encoding="utf-8")
    desk.ok("done a get-replacement-number")
    assert desk.plan("a").step("get-replacement-number")["state"] == "done"
