from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from screen_cases import au, calendar, plan, policy

from tracker.cli import screens
from tracker.cli.screens.layout import apart, bullet, columns
from tracker.cli.screens.parts import (
    carrier_name,
    cell,
    command,
    full_name,
    in_days,
    month_digits,
    number,
    sentence,
    service_name,
    span,
    title,
)
from tracker.cli.width import NO_BREAK, width, wrap
from tracker.core.contract import BoundService
from tracker.core.facts import Carrier
from tracker.core.model import Plan, Row
from tracker.core.plan import build_plan
from tracker.export.naming import without_brackets
from tracker.i18n import texts

EN, ZH, JA = texts("en"), texts("zh"), texts("ja")
TODAY = date(2027, 2, 1)


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("微信", "x", "one"), ("a", "yyy", "two")]
    assert columns(rows) == ["微信  x    one", "a     yyy  two"]
    assert columns(rows, indent=1, right={1}, gaps=(1,), least=(6,)) == [
        " 微信     x  one",
        " a      yyy  two",
    ]
    assert columns([]) == []


def test_the_last_column_wraps_or_is_set_to_the_right() -> None:
    long = "word " * 20
    lines = columns([("a", long)])
    assert len(lines) == 2
    assert all(width(line) <= 79 for line in lines)
    assert lines[1].startswith("   word")
    assert columns([("a", "1"), ("b", "100")], right={1}) == ["a    1", "b  100"]


def test_two_texts_stand_apart_on_one_line_where_they_fit() -> None:
    assert apart("left", "right", edge=20) == ["left           right"]
    assert apart("left" * 4, "right", edge=20) == ["leftleftleftleft  right"]
    assert apart("left", "", edge=20) == ["left"]
    assert apart("l" * 50, "r" * 40, edge=74, indent=2) == ["l" * 50, "  " + "r" * 40]
    assert apart("tracker" + NO_BREAK + "next", "x", edge=20) == ["tracker next       x"]
    assert apart("tracker" + NO_BREAK + "next" * 4, "x", edge=20) == ["tracker nextnextnextnext  x"]


def test_bullets_wrap_behind_their_sign() -> None:
    assert bullet("word " * 20, sign=">", indent=4)[1].startswith("      word")


def test_days_stand_below_each_other() -> None:
    assert [cell(date(2027, 2, day), EN) for day in (3, 17)] == ["Wed  3 Feb", "Wed 17 Feb"]
    assert [cell(date(2027, month, 3), ZH, months=2) for month in (2, 12)] == [
        " 2月 3日 周三",
        "12月 3日 周五",
    ]
    assert cell(date(2027, 2, 3), JA) == "2月 3日(水)"
    assert cell(date(2027, 2, 3), JA, weekday=False) == "2月 3日"
    assert cell(date(2028, 2, 3), ZH.in_year(2027), year=True) == "2028年2月 3日 周四"
    assert cell(date(2028, 2, 3), ZH.in_year(2027)) == "2月 3日 周四"
    assert cell(date(2027, 2, 3), EN.in_year(2027), year=True) == "Wed  3 Feb"
    assert month_digits([date(2027, 2, 3), None, date(2027, 10, 1)]) == 2
    assert month_digits([]) == 1


def test_spans_are_months() -> None:
    first, last = date(2027, 3, 20), date(2027, 4, 30)
    assert span(first, last, EN) == "Mar to Apr"
    assert span(first, last, ZH) == "3月至4月"
    assert span(first, first, JA) == "3月"
    over = date(2028, 1, 31)
    assert [span(first, over, texts) for texts in (EN, ZH, JA)] == [
        "Mar to Jan 2028",
        "3月至2028年1月",
        "3月から2028年1月",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 1, 31), "now"),
        (TODAY, "today"),
        (date(2027, 2, 2), "tomorrow"),
        (date(2027, 2, 5), "in  4 days"),
    ],
)
def test_how_far_a_day_is(day: date, words: str) -> None:
    assert in_days(day, TODAY, EN, digits=2) == words


def test_a_carrier_is_named_without_what_stands_in_brackets() -> None:
    carrier = Carrier(id="x", kind="mno", names=(("en", "au (KDDI)"), ("ja", "(x)")), facts=())
    found = au()._replace(carrier=carrier)
    assert carrier_name(found, ZH) == "au"
    assert carrier_name(found, JA) == "x"
    assert full_name(carrier, ZH) == "au (KDDI)"
    assert full_name(Carrier(id="x", kind="mno", names=(), facts=()), EN) == "x"
    assert without_brackets("Member page（会員専用ページ）") == "Member page"


def test_marks_of_ambiguous_width_are_replaced() -> None:
    assert sentence("A “quote” – and … → b", EN) == 'A "quote" - and ... -> b'
    assert sentence("“甲”‘乙’", ZH) == "「甲」『乙』"


def test_a_command_is_never_broken() -> None:
    assert command("services add", au(name="a b"), "wechat,line") == NO_BREAK.join(
        ("tracker", "services", "add", f"'a{NO_BREAK}b'", "wechat,line")
    )
    typed = command("edit", au(name="软银手机"), "--billing-day", "日")
    assert wrap("截止日未知，请看账单：" + typed, 44) == [
        "截止日未知，请看账单：",
        "tracker edit 软银手机 --billing-day 日",
    ]


def row(found: Plan, key: str) -> Row:
    return next(one for one in found.rows if one.key == key)


def test_services_carry_their_letters_even_when_all_are_done() -> None:
    found = au()
    move = row(found, "move")
    assert "3a" + NO_BREAK + "WeChat" in title(found, move, EN, numbered=True)
    closed = tuple(step._replace(state=found.steps[0].state) for step in found.steps)
    assert title(found._replace(steps=closed), move, EN, numbered=True).count("3") == 4
    assert title(found, move, EN, alone=True).endswith("to it")


def test_a_step_without_a_known_service_keeps_the_number_of_its_row() -> None:
    found = au()
    move = row(found, "move")
    step = next(one for one in found.steps if one.kind == "unbind")
    assert number(found, move, step._replace(key="unbind:gone")) == "3"
    assert service_name(step._replace(values=()), EN) == step.key


def test_a_label_of_the_persons_own_cannot_act_on_the_terminal() -> None:
    found = plan(name="ma\x1b[31min\u202e")
    assert "\x1b" not in command("done", found)
    assert "\u202e" not in command("done", found)


def test_a_label_in_a_title_cannot_act_either() -> None:
    bound = BoundService(key="gym", letter=0, label="gy\x1b[2Jm\u202e")
    found = plan(services=(), name="x")
    lines = [
        *columns([("a\x1bb", "c\u202ed")]),
        *apart("a\x1b", "b\x07", edge=10),
        *screens.plan_table(replace_services(found, bound), EN, every=True),
    ]
    assert not any(set(line) & {"\x1b", "\x07", "\u202e"} for line in lines)


def replace_services(found: Plan, *services: BoundService) -> Plan:
    recorded = replace(found.contract, services=services)
    return build_plan(recorded, found.carrier, policy(), calendar(), found.today)
