"""Several lines of one person are one plan: what is shared stands once, and the order is right."""

from __future__ import annotations

from typing import Any

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


# --- two voice SIMs on one plan (story 25) --------------------------------------------


def two_sims(desk: Desk, today: str = "2027-02-01", more: str = "") -> None:
    desk.ok(
        "add main --carrier iijmio --intent switch --departure 2027-03-28 --payment card --fee 850", today
    )
    desk.ok(f"add spare --carrier iijmio --shares main --payment card --fee 440 {more}", today)


def order_of(desk: Desk, name: str, today: str = "2027-02-01") -> Any:
    found = [one for one in desk.plan(name, today)["problems"] if one["code"] == "additional-sim-order"]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sim_that_is_not_needed_is_dropped_before_the_other_is_ported(desk: Desk, lang: str) -> None:
    two_sims(desk)
    record = desk.ok("plan --json").json()
    assert record["problems"] == []
    main, spare = record["plans"]
    port = next(step for step in main["steps"] if step["kind"] == "port-out")
    assert (port["start"], port["due"], port["latest"]) == ("2027-02-15", "2027-02-22", "2027-02-28")
    window = {key: spare["cancellation"][key] for key in ("request", "safe_by", "closes", "line_ends")}
    assert window == {
        "request": "2027-02-14",
        "safe_by": "2027-02-21",
        "closes": "2027-02-27",
        "line_ends": "2027-02-28",
    }
    assert max(run["request_to"] for run in spare["candidates"]) == "2027-02-27"
    ran = desk.ok("plan", lang=lang)
    assert ran.says(day("2027-02-14", lang), day("2027-02-27", lang), day("2027-02-22", lang))
    assert desk.ok("next -n 20", lang=lang).says("spare", "main")
    why = {
        "en": ("main is on the same contract", "has to be cancelled before the main one is ported out"),
        "zh": ("main 与这张副卡同属一份合约", "要在主卡转网之前注销"),
        "ja": ("main と同じ契約で", "主回線をMNPで転出する前に解約する必要があります"),
    }[lang]
    ran = desk.ok("explain spare cancel", lang=lang)
    assert ran.says(*why, day("2027-02-22", lang), day("2027-02-28", lang), "look-around-the-world.com")
    waits = {
        "en": "spare is an additional SIM on this contract",
        "zh": "spare 是这份合约下的副卡",
        "ja": "spare はこの契約の追加SIMで",
    }[lang]
    assert desk.ok("explain main port-out", lang=lang).says(waits, day("2027-02-14", lang))
    told = {"en": "additional SIM", "zh": "副卡", "ja": "追加SIM"}[lang]
    assert desk.calendar(lang=lang).count(told) >= 2
    assert desk.ok("show spare", lang=lang).says("main")
    assert desk.ok("show main", lang=lang).says("spare")


def test_the_reason_is_in_json_with_its_page(desk: Desk) -> None:
    two_sims(desk)
    [step] = desk.ok("explain spare cancel --json").json()["steps"]
    [reason] = [one for one in step["reasons"] if one["rule"] == "additional-first"]
    assert (reason["basis"], [page["id"] for page in reason["sources"]]) == ("single", ["lookaround"])
    assert desk.ok("show spare --json").json()["contract"]["shares"] == "main"
    assert desk.ok("show main --json").json()["contract"]["shares"] is None


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "No day is left for that",
                "from Mon 1 Mar; main then costs 850 yen more",
                "a month more (440 yen)",
            ),
        ),
        ("zh", ("之前已经没有能注销 spare 的日子", "main 要多付 850 日元", "可能因此多收一个月（440 日元）")),
        ("ja", ("解約できる日はもうありません", "mainに850円余計にかかる", "1か月分（440円）余計に")),
    ],
)
def test_on_the_last_day_both_plans_say_what_is_left_to_do(
    desk: Desk, lang: str, words: tuple[str, ...]
) -> None:
    two_sims(desk)
    today = "2027-02-28"
    for command in ("plan", "plan main", "plan spare"):
        assert desk.ok(command, today, lang).says(*words)
    assert desk.ok("plan", today, lang).out.count("850") == 1
    [whole] = desk.ok("plan --json", today).json()["problems"]
    assert whole["values"]["last"] == "2027-02-28"
    assert [one["cost"] for one in whole["remedies"]] == [850, 440]
    for name in ("main", "spare"):
        found = order_of(desk, name, today)
        assert (found["severity"], found["values"]) == ("warning", whole["values"])


def test_the_way_out_can_be_walked(desk: Desk) -> None:
    two_sims(desk)
    later = order_of(desk, "main", "2027-02-28")["remedies"][0]
    assert (later["values"]["first"], later["date"]) == ("2027-02-28", "2027-03-01")
    desk.ok("done spare cancel", today=later["values"]["first"])
    desk.ok(f"move main port-out {later['date']}", today=later["values"]["first"])
    for today in (later["values"]["first"], later["date"]):
        assert order_of(desk, "main", today) is order_of(desk, "spare", today) is None
    desk.ok("done main port-out", today=later["date"])
    assert order_of(desk, "main", "2027-03-02") is order_of(desk, "spare", "2027-03-02") is None


def test_a_day_that_is_set_too_late_can_be_set_earlier(desk: Desk) -> None:
    two_sims(desk)
    desk.ok("move spare cancel 2027-03-05")
    found = order_of(desk, "main")
    assert [one["text_key"].split(".")[1] for one in found["remedies"]] == [
        "additional-earlier",
        "main-later",
        "main-anyway",
    ]
    desk.ok(f"move spare cancel {found['remedies'][0]['date']}")
    assert order_of(desk, "main") is order_of(desk, "spare") is None
    desk.ok("move spare cancel 2027-03-05")
    desk.ok(f"move main port-out {found['remedies'][1]['date']}")
    assert order_of(desk, "main") is order_of(desk, "spare") is None


def test_a_sim_that_was_overtaken_is_cancelled_at_once(desk: Desk) -> None:
    two_sims(desk)
    desk.ok("done main port-out --on 2027-02-10", today="2027-02-11")
    ran = desk.ok("plan", today="2027-02-11")
    assert ran.says("main was ported out on Wed 10 Feb", "A month more (440 yen)", "Cancel spare today.")
    desk.ok("done spare cancel", today="2027-02-11")
    assert order_of(desk, "main", "2027-02-11") is order_of(desk, "spare", "2027-02-11") is None


def test_a_sim_that_stays_is_named_until_it_goes_too(desk: Desk) -> None:
    two_sims(desk, more="--intent keep")
    found = order_of(desk, "spare")
    assert found["text_key"] == "problem.additional-sim-order.stays.text"
    desk.ok("edit spare --intent leave")
    desk.ok(f"move spare cancel {found['remedies'][0]['date']}")
    assert order_of(desk, "main") is order_of(desk, "spare") is None


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Which of them has to go first is not known"),
        ("zh", "该先办哪一张没有查到"),
        ("ja", "どちらを先に手続きすべきかは分かって"),
    ],
)
def test_without_a_rule_both_plans_say_to_ask_and_no_date_moves(desk: Desk, lang: str, words: str) -> None:
    desk.ok("add main --carrier mineo --intent switch --departure 2027-03-28 --payment card")
    desk.ok("add spare --carrier mineo --payment card")
    before = desk.plan("spare"), desk.plan("main")
    desk.ok("edit spare --shares main")
    assert desk.ok("plan", lang=lang).says(words)
    for name in ("spare", "main"):
        assert desk.ok(f"plan {name}", lang=lang).says(words)
    after = desk.plan("spare"), desk.plan("main")
    assert [plan["cancellation"] for plan in after] == [plan["cancellation"] for plan in before]
    assert [[step["due"] for step in plan["steps"]] for plan in after] == [
        [step["due"] for step in plan["steps"]] for plan in before
    ]


def test_a_carrier_that_wants_the_others_cancelled_first(desk: Desk) -> None:
    desk.ok("add main --carrier yu-mobile --departure 2027-03-28 --payment card")
    desk.ok("add spare --carrier yu-mobile --shares main --payment card")
    main, spare = desk.plan("main").window, desk.plan("spare").window
    assert (spare["request"], spare["closes"]) == ("2027-03-25", "2027-03-26")
    assert (main["request"], main["closes"]) == ("2027-03-26", "2027-03-27")
    assert desk.ok("plan", today="2027-03-27").says("No day is left for that")
    assert [one["text_key"] for one in order_of(desk, "main", "2027-03-27")["remedies"]] == [
        "remedy.ask-carrier.text"
    ]


# --- what becomes of it when the other line changes ------------------------------------


def test_a_main_line_can_be_renamed_archived_and_removed(desk: Desk) -> None:
    two_sims(desk)
    closes = desk.plan("spare").window["closes"]
    desk.ok("edit main --name office")
    assert desk.ok("show spare --json").json()["contract"]["shares"] == "office"
    assert desk.plan("spare").window["closes"] == closes
    assert desk.ok("explain spare cancel").says("office is on the same contract")
    desk.ok("archive office")
    assert desk.ok("show spare --json").json()["contract"]["shares"] == "office"
    assert desk.plan("spare").window["closes"] == "2027-03-27"
    assert order_of(desk, "spare") is None
    desk.ok("archive office --undo")
    assert desk.plan("spare").window["closes"] == closes
    desk.ok("remove office --yes")
    assert desk.ok("show spare --json").json()["contract"]["shares"] is None
    assert desk.plan("spare").window["closes"] == "2027-03-27"


def test_it_can_be_said_later_and_taken_back(desk: Desk) -> None:
    desk.ok("add main --carrier iijmio --intent switch --departure 2027-03-28 --payment card")
    desk.ok("add spare --carrier iijmio --payment card")
    assert desk.plan("spare").window["closes"] == "2027-03-27"
    shown = desk.ok("edit spare --shares MAIN --preview")
    assert shown.says("Sat 27 Feb")
    assert desk.plan("spare").window["closes"] == "2027-03-27"
    desk.ok("edit spare --shares ma")
    assert desk.plan("spare").window["closes"] == "2027-02-27"
    desk.ok("edit spare --shares none")
    assert desk.plan("spare").window["closes"] == "2027-03-27"
    assert desk.ok("show spare --json").json()["contract"]["shares"] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_on_one_contract_is_refused_in_one_sentence(desk: Desk, lang: str) -> None:
    two_sims(desk)
    desk.ok("add third --carrier iijmio --payment card")
    desk.ok("add other --carrier mineo --payment card")
    for typed, words in (
        ("edit spare --shares nobody", ("nobody",)),
        ("edit spare --shares spare", ("spare",)),
        ("edit other --shares main", ("mineo", "iijmio")),
        ("edit spare --carrier mineo", ("mineo", "iijmio")),
        ("edit main --carrier mineo", ("mineo", "iijmio")),
        ("edit third --shares spare", ("--shares main",)),
        ("edit main --shares third", ("tracker edit spare --shares none",)),
        # It has nobody to go back to but itself: the same way out.
        ("edit main --shares spare", ("tracker edit spare --shares none",)),
        ("add fifth --carrier iijmio --shares o", ("mineo", "iijmio")),
    ):
        ran = desk(typed, lang=lang)
        assert ran.code in (2, 3), typed
        assert ran.complains(ran.code, *words)
    assert desk.ok("show spare --json").json()["contract"]["shares"] == "main"
    assert desk.ok("show main --json").json()["contract"]["shares"] is None


def test_names_stay_out_of_a_redacted_calendar(desk: Desk) -> None:
    desk.ok("add Zhang --carrier iijmio --intent switch --departure 2027-03-28 --payment card --fee 850")
    desk.ok("add Qiang --carrier iijmio --shares Zhang --payment card --fee 440")
    for today in ("2027-02-01", "2027-02-28"):
        for names in ("", "Zhang", "Qiang"):
            desk.ok(f"export {names} --redact -o plan.ics", today)
            text = (
                (desk.folder / "plan.ics").read_text(encoding="utf-8").replace("\r\n ", "").replace("\n ", "")
            )
            assert "additional SIM" in text
            assert "Zhang" not in text
            assert "Qiang" not in text
    assert "Zhang" in desk.calendar()


def test_home_internet_keeps_its_name_out_of_a_redacted_calendar(desk: Desk) -> None:
    desk.ok("add main --carrier docomo --role fibre-pairing --departure 2027-03-28 --payment card")
    desk.ok("add Wang --carrier other --line other --payment card")
    assert "Wang" in desk.calendar()
    desk.ok("export main --redact -o plan.ics")
    assert "Wang" not in (desk.folder / "plan.ics").read_text(encoding="utf-8")


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
