from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cli_program import AU, Program, fixture_au, fixture_tracker  # noqa: F401

from tracker.export.schemas import SCHEMAS

READERS = {
    ("plan", "main"): "plan",
    ("plan",): "plans",
    ("next", "-n", "99"): "next",
    ("list", "--all"): "list",
    ("show",): "show",
    ("explain", "5"): "explain",
    ("explain", "3"): "explain",
    ("services", "list"): "services",
    ("services", "catalogue"): "service-catalogue",
    ("compare",): "compare",
    ("carriers", "list"): "carriers",
    ("carriers", "show", "docomo"): "carrier-facts",
    ("carriers", "show", "povo"): "carrier-facts",
    ("carriers", "stale", "--today", "2029-01-01"): "stale",
    ("me",): "me",
    ("lost", "--carrier", "softbank"): "lost",
    ("lost", "--carrier", "other"): "lost",
    ("lost",): "lost",
}


def closed(schema: Any) -> Any:
    """Return the schema in which nothing may stand that it does not name."""
    if isinstance(schema, dict):
        inner = {key: closed(value) for key, value in schema.items()}
        return {**inner, "additionalProperties": False} if "properties" in schema else inner
    return [closed(one) for one in schema] if isinstance(schema, list) else schema


def check(record: object, name: str) -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(closed(SCHEMAS[name]), format_checker=checker).validate(record)


@pytest.fixture(name="full")
def fixture_full(au: Program) -> Program:
    """Give the program with everything recorded that a record can show."""
    au.ok("edit", "--number", "090-1234-5678", "--note", "n", "--signed", "2026-05-01", "--fee", "2970")
    au.ok("done", "3a")
    au.ok("failed", "cancel", "--why", "down")
    au.ok("book", "2027-02-16", "14:00", "--place", "x")
    au.ok("me", "--account-closes", "2027-02-18")
    return au


@pytest.mark.parametrize(("args", "name"), READERS.items())
def test_every_record_is_what_its_schema_says(full: Program, args: tuple[str, ...], name: str) -> None:
    record = full.ok(*args, "--json").json()
    assert record["schema"] == SCHEMAS[name]["properties"]["schema"]["const"]  # type: ignore[index]
    check(record, name)


@pytest.mark.parametrize("lang", ["zh", "ja"])
@pytest.mark.parametrize("args", READERS, ids=" ".join)
def test_records_are_english_in_every_language(full: Program, args: tuple[str, ...], lang: str) -> None:
    assert full.ok(*args, "--json").out == full.ok(*args, "--json", "--lang", lang).out


@pytest.mark.parametrize(
    "line",
    [
        ("--carrier", "softbank"),
        ("--carrier", "softbank", "--departure", "2027-03-28"),
        ("--carrier", "povo", "--departure", "2027-03-28", "--service", "none"),
        ("--carrier", "airalo", "--expires", "2027-03-01"),
        ("--carrier", "other", "--departure", "2027-03-28"),
        ("--carrier", "docomo", "--departure", "2027-03-28", "--holder", "company"),
        ("--carrier", "au", "--departure", "2026-12-01", "--payment", "slip"),
        ("--carrier", "japasim", "--departure", "2027-03-28", "--device-balance", "1"),
    ],
    ids=" ".join,
)
def test_records_of_other_lines(tracker: Program, line: tuple[str, ...]) -> None:
    tracker.ok("add", "main", *line)
    for args in (("plan", "main"), ("list",), ("show",), ("compare",), ("next",), ("services", "list")):
        check(tracker.ok(*args, "--json").json(), READERS.get(args, args[0]))


def test_the_published_schemas_are_schemas() -> None:
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_one_plan_is_an_object_and_several_are_together(au: Program) -> None:
    au.ok("add", "second", "--carrier", "povo")
    both = au.ok("plan", "--json").json()
    assert [plan["name"] for plan in both["plans"]] == ["main", "second"]
    assert both["plans"][0] == au.ok("plan", "ma", "--json").json()
    assert both["keep_payment_until"] == max(
        plan["keep_payment_until"] for plan in both["plans"] if plan["keep_payment_until"]
    )
    assert au.ok("plan", "main,second", "--json").json() == both
    assert au.ok("plan", "second", "main", "second", "--json").json()["plans"] == both["plans"][::-1]
    assert au("plan", "main,thrid", "--json").code == 3


def test_no_plans_are_an_empty_list(tracker: Program) -> None:
    assert tracker.ok("plan", "--json").json()["plans"] == []
    ran = tracker.ok("plan")
    assert (ran.out, "tracker add" in ran.err) == ("", True)
    assert tracker.ok("list").out == ""


def test_plan_check_says_by_its_exit_code_that_it_cannot_be_kept(tracker: Program) -> None:
    tracker.ok("add", "main", *AU)
    assert tracker("plan", "--check").code == 0
    tracker.ok("add", "far", "--carrier", "sakura-mobile", "--departure", "2026-12-01", "--channel", "shop")
    outcomes = {plan["name"]: plan["outcome"] for plan in tracker.ok("plan", "--json").json()["plans"]}
    codes = {name: tracker("plan", name, "--check").code for name in outcomes}
    assert codes == {name: 6 if outcome == "infeasible" else 0 for name, outcome in outcomes.items()}


def test_an_infeasible_plan_is_a_plan(tracker: Program) -> None:
    tracker.ok("add", "main", "--carrier", "japasim", "--departure", "2026-12-01")
    plan = tracker.ok("plan", "main", "--json").json()
    assert plan["outcome"] == "infeasible"
    ran = tracker("plan", "--check")
    assert ran.code == 6
    assert "CANCEL" in ran.out


def test_the_timeline(au: Program) -> None:
    rows = au.ok("plan").out
    assert "CANCEL  Wed 17 Feb in My au" in rows
    steps = au.ok("plan", "--all").out
    assert len(steps.splitlines()) > len(rows.splitlines())
    chart = au.ok("plan", "--chart").out
    assert chart != rows
    assert max(map(len, chart.splitlines())) <= 79
    au.ok("add", "second", "--carrier", "povo")
    both = au.ok("plan").out
    assert "main    5*" in both
    assert "second  3 " in both
    assert "main" in au.ok("list").out
    assert "WeChat" in au.ok("services", "list", "main").out
    assert "Why Wed 17 Feb" in au.ok("explain", "main", "5").out
    assert "18 Feb" in au.ok("compare", "main").out
    assert "main" in au.ok("show", "main").out


def test_compare_as_if_one_left_on_another_day(au: Program) -> None:
    before = au.ok("compare", "--json").json()
    after = au.ok("compare", "--departure", "2027-04-06", "--json").json()
    assert after["departure"] == "2027-04-06"
    assert after["candidates"] != before["candidates"]
    assert au.ok("compare", "--json").json() == before


def test_next_into_a_pipe_is_one_item_a_line(au: Program) -> None:
    lines = au.ok("next").out.splitlines()
    assert len(lines) == 3
    fields = lines[1].split("\t")
    assert fields[1:3] == ["main", "2"]
    assert fields[0] == au.ok("next", "--json").json()["items"][1]["due"]
    assert au.ok().out.splitlines() == lines
    assert au.ok("today").out.splitlines() == lines


def test_next_on_a_terminal_says_how_far_it_is(au: Program) -> None:
    assert "Cancel main in 16 days" in au.screen("next").out
    ran = au.screen("next", "--days", "1")
    assert "Nothing to do before" in ran.out


def test_next_is_bounded_by_number_and_days(au: Program) -> None:
    assert len(au.ok("next", "-n", "1").out.splitlines()) == 1
    every = au.ok("next", "-n", "99").out.splitlines()
    assert len(every) > 6
    soon = au.ok("next", "--days", "11").out.splitlines()
    assert soon == [line for line in every if line.split("\t")[0] <= "2027-02-12"]
    assert au.ok("next", "--days", "11", "-n", "2").out.splitlines() == soon[:2]
    assert au("next", "-n", "0").code == 2
    assert au("next", "--days", "x").code == 2


def test_late_ones_come_first(au: Program) -> None:
    au.ok("--today", "2027-01-01", "add", "early", "--carrier", "povo", "--departure", "2027-02-05")
    items = au.ok("next", "--json", "-n", "99", "--today", "2027-02-04").json()["items"]
    late = [item["late"] for item in items]
    assert late == sorted(late, reverse=True)
    assert any(late)
    dues = [item["due"] for item in items if not item["late"]]
    assert dues == sorted(dues)
    assert {item["name"] for item in items} == {"main", "early"}


def test_next_says_by_its_exit_code_that_something_is_due(au: Program) -> None:
    first = au.ok("next", "--json").json()["items"][0]["due"]
    assert au("next", "--exit-code").code == 0
    due = au("next", "--exit-code", "--today", first)
    assert (due.code, len(due.out.splitlines())) == (10, 3)
    assert au("next", "--exit-code", "--days", "1", "--json", "--today", first).code == 10


def test_after_the_departure_it_never_falls_silent(au: Program) -> None:
    ran = au.screen("next", "--today", "2027-03-03")
    assert "main is still running" in ran.out


def test_what_is_known_of_carriers(tracker: Program) -> None:
    assert "au (KDDI)" in tracker.ok("carriers", "list").out
    shown = tracker.ok("carriers", "show", "ソフトバンク", "--lang", "en").out
    assert "SoftBank" in shown
    source = tracker.ok("carriers", "show", "softbank", "--json").json()["facts"][0]["sources"][0]["id"]
    part = tracker.ok("carriers", "show", "softbank", "--source", source).out
    assert 0 < len(part) < len(shown)
    assert tracker("carriers", "show", "sftbank").code == 3


def test_what_rests_on_a_page(tracker: Program) -> None:
    whole = tracker.ok("carriers", "show", "au", "--json").json()
    part = tracker.ok("carriers", "show", "au", "--source", "kashimo", "--json").json()
    cited = [fact for fact in whole["facts"] if "kashimo" in [page["id"] for page in fact["sources"]]]
    # The page that speaks against the cut-off is one to look at, too.
    against = [fact for fact in whole["facts"] if fact["header"] == "cutoff"]
    assert part["facts"] == [fact for fact in whole["facts"] if fact in cited or fact in against]
    assert cited
    assert against
    ran = tracker("carriers", "show", "au", "--source", "kashino")
    assert (ran.code, ran.out) == (3, "")
    assert "kashimo" in ran.err


def test_which_rules_are_old(tracker: Program) -> None:
    fresh = tracker.ok("carriers", "stale")
    assert (fresh.out, "12 months" in fresh.err) == ("", True)
    old = tracker.ok("carriers", "stale", "--today", "2029-01-01").out.splitlines()
    assert any(line.startswith("au: ") for line in old)
    assert "    https://www.au.com/english/support/faq/cancellation/leaving-country/" in old
    record = tracker.ok("carriers", "stale", "--today", "2029-01-01", "--json").json()
    assert record["months"] == 12
    facts = {carrier["id"]: carrier["facts"] for carrier in record["carriers"]}
    assert len(facts["au"]) == len(tracker.ok("carriers", "show", "au", "--json").json()["facts"])
    for fact in facts["au"]:
        assert fact["read"] == max(page["read"] for page in fact["sources"])


def own_file(tracker: Program, text: str, name: str = "au") -> Path:
    folder = tracker.config / "carriers"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = """format = 1
inherits = "au"

[[cutoff]]
daily = "20:00"
single = ["asked"]

[sources]
asked = { kind = "own", read = 2027-01-10, note = "asked at the desk" }
"""


def test_a_carrier_file_of_ones_own(tracker: Program) -> None:
    path = own_file(tracker, GOOD)
    assert tracker("carriers", "check", str(path)).code == 0
    tracker.ok("add", "main", *AU)
    window = tracker.ok("plan", "main", "--json").json()["cancellation"]
    assert window["closes_at"] == "2027-02-18T20:00:00+09:00"
    heads = tracker.ok("carriers", "list", "--json").json()["carriers"]
    assert [head["id"] for head in heads if head["own"]] == ["au"]


def test_a_carrier_file_that_is_wrong(au: Program) -> None:
    path = own_file(au, GOOD.replace("daily", "dayly"))
    checked = au("carriers", "check", str(path))
    assert checked.code == 4
    assert "dayly" in checked.out
    for args in (
        ("plan",),
        ("next",),
        ("export", "-o", "x.ics"),
        ("add", "b", "--carrier", "au"),
        ("done", "1"),
    ):
        ran = au(*args)
        assert (ran.code, ran.out) == (4, "")
        assert "dayly" in ran.err
    assert not (au.folder / "x.ics").exists()
    path.unlink()
    assert [line["name"] for line in au.ok("list", "--json").json()["contracts"]] == ["main"]


def test_a_carrier_file_is_put_in_order(tracker: Program) -> None:
    blocks = '[[proration]]\nlast_month = "none"\nsingle = ["asked"]\n\n'
    path = own_file(tracker, GOOD.replace("[[cutoff]]", blocks + "[[cutoff]]"))
    before = tracker("carriers", "check", str(path))
    after = tracker("carriers", "check", str(path), "--fix")
    assert (before.code, after.code) == (0, 0)
    assert len(after.out.splitlines()) < len(before.out.splitlines())
    assert path.read_text().index("[[cutoff]]") < path.read_text().index("[[proration]]")
    broken = own_file(tracker, "format = 1\nnonsense = 3\n", "x")
    assert tracker("carriers", "check", str(broken), "--fix").code == 4
    assert broken.read_text() == "format = 1\nnonsense = 3\n"
    assert tracker("carriers", "check", "missing.toml").code == 4


def test_putting_in_order_keeps_everything_else(tracker: Program) -> None:
    early = '# about the last month\r\n[[proration]]\r\nlast_month = "none"  # full\r\nsingle = ["asked"]\r\n'
    text = GOOD.replace("\n", "\r\n").replace("[[cutoff]]", f"{early}\r\n[[cutoff]]")
    path = own_file(tracker, "")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    path.chmod(0o640)
    assert tracker("carriers", "check", str(path), "--fix").code == 0
    tidy = path.read_bytes()
    cut = GOOD[GOOD.index("[[cutoff]]") : GOOD.index("[sources]")].replace("\n", "\r\n")
    whole = text.replace(f"{early}\r\n{cut}", f"{cut}{early}\r\n")
    assert tidy == b"\xef\xbb\xbf" + whole.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    # In order, it is not touched, however it is written.
    loose = GOOD.replace("\n\n", "\n\n\n\n").encode()
    path.write_bytes(loose)
    assert tracker("carriers", "check", str(path), "--fix").code == 0
    assert path.read_bytes() == loose


def test_json_is_ascii_where_the_stream_is_no_unicode(au: Program) -> None:
    au.ok("edit", "--name", "主号📱")
    plain = au.process("list", "--json", env={"PYTHONIOENCODING": "cp1252"})
    assert plain.stdout.isascii()
    assert json.loads(plain.stdout) == au.ok("list", "--json").json()
    assert "主号📱" in au.process("list", "--json", env={"PYTHONIOENCODING": "utf-8"}).stdout.decode()
