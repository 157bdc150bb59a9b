from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from screen_cases import PACK

from tracker.carriers.heads import CarrierHead
from tracker.carriers.staleness import resting_on
from tracker.cli import screens
from tracker.cli.screens.explain import page_name, sources_lines, stamp
from tracker.cli.screens.facts import conditions, fact_text, header_name
from tracker.cli.width import width
from tracker.core.facts import Carrier, Fact, FactValue, Remark, Source, When
from tracker.core.words import MONTH_END, Basis
from tracker.i18n import LANGUAGES, texts

EN = texts("en")
READ = date(2026, 11, 21)
PAGE = Source(id="page", kind="official", read=READ, url="https://www.example.com/page/", page="2026-06-06")
BLOG = Source(id="blog", kind="guide", read=READ, url="http://blog.example.com", page="2026-06")
BILL = Source(id="bill", kind="own", read=READ, note="Bill of October")
BARE = Source(id="bare", kind="own", read=READ)


def fact(header: str, key: str, value: FactValue, **changes: Any) -> Fact:
    facts: dict[str, Any] = {"basis": Basis.OFFICIAL, "sources": (PAGE,), **changes}
    return Fact(header=header, key=key, value=value, **facts)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (fact("closing", "day", MONTH_END), "day: the last day of the month"),
        (fact("closing", "day", 20), "day: day 20 of the month"),
        (fact("closing", "day", "per-customer"), "day: differs by customer"),
        (
            fact("closing", "choices", (10, MONTH_END)),
            "choices: day 10 of the month and the last day of the month",
        ),
        (fact("status", "sold_until", date(2027, 3, 31)), "sold until: 31 Mar 2027"),
        (fact("fee.termination", "yen", 1100), "amount: 1,100 yen"),
        (fact("fee.termination", "yen", "unknown"), "amount: amount not known"),
        (fact("return", "penalty_yen", 3300), "charged if not returned: 3,300 yen"),
        (fact("return", "address", ("〒100-0001", "東京都")), "address: 〒100-0001 東京都"),
        (fact("charge.base", "months", (1, 2)), "months: 1 to 2"),
        (fact("charge.base", "months", 1), "months: 1"),
        (fact("channel.online", "hours", "24h"), "hours: 24 hours"),
        (fact("channel.online", "menu", "解約"), "menu word: 解約"),
        (fact("channel.shop", "closed", ("sun", "12-31..01-03")), "closed: Sundays and 12-31..01-03"),
        (fact("contact.general", "languages", ("ja", "tlh")), "languages: Japanese and tlh"),
        (fact("contact.x", "phone_by_language", ("zh=0120-1",)), "by language: Chinese 0120-1"),
        (fact("withdrawal", "allowed", value=True), "possible: yes"),
        (fact("lost", "no_such_key", value=False), "no such key: no"),
    ],
)
def test_facts_are_said_in_words(one: Fact, words: str) -> None:
    assert fact_text(one, EN) == words


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("closing", "Closing day (締め日)"),
        ("channel.online", "How to cancel: website"),
        ("charge.base", "Charged: monthly fee"),
        ("fee.termination", "Fee: termination"),
        ("fee.late-payment", "Fee: late payment"),
        ("moved.10", "Customers moved from day 10 of the month"),
        ("contact.general", "Contact: general"),
    ],
)
def test_headers_are_said_in_words(header: str, words: str) -> None:
    assert header_name(header, EN) == words


def test_conditions_are_said_in_words() -> None:
    carrier = Carrier(id="x", kind="mno", names=(), facts=(), plans=(("d", "Type D"),))
    when = When(
        plan=("d", "other"),
        line=("voice",),
        payment=("bank", "slip"),
        channel=("shop",),
        closing=(20,),
        signed_from=date(2025, 10, 1),
        signed_until=date(2026, 9, 30),
        within_days=8,
        within_months=12,
        within_calendar_months=2,
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
        case=("First case",),
        exceptions=("Second case",),
    )
    words = conditions(when, carrier, EN)
    assert words.startswith("if: plan Type D and other; ")
    assert "bank debit and payment slip; shop; closing day day 20 of the month; " in words
    assert "signed from 1 Oct 2025; signed until 30 Sep 2026; from 1 Jan 2026; until 1 Jan 2027; " in words
    assert "within 8 days; within 12 months; within 2 calendar months; First case; " in words
    assert words.endswith("not if: Second case")
    assert conditions(None, carrier, EN) == ""


def test_a_plan_has_its_name_in_the_language() -> None:
    only = When(plan=("d",))
    assert "Dプラン(ドコモ回線)" in conditions(only, PACK.load("mineo"), texts("ja"))


def carrier(*facts: Fact, remarks: tuple[Remark, ...] = (), **changes: Any) -> Carrier:
    return Carrier(id="x", kind="mvno", names=(("en", "X"),), facts=facts, remarks=remarks, **changes)


def test_a_carrier_shows_basis_pages_and_what_nobody_knows() -> None:
    found = carrier(
        fact("closing", "day", 20, note="Asked by phone.", conflict="A blog says 25.", against=(BLOG,)),
        fact("fee.termination", "yen", 0, when=When(line=("data",)), sources=(BILL,), basis=Basis.SINGLE),
        remarks=(
            Remark(about="closing", text="A note.", check=False, basis=Basis.OFFICIAL, sources=(PAGE,)),
            Remark(
                about="lost", text="Loose.", check=False, basis=None, sources=(), when=When(sim=("esim",))
            ),
            Remark(about="return", text="Weak.", check=True, basis=None, sources=(BARE,)),
        ),
        scope="All plans",
        own=True,
    )
    lines = screens.carrier_show(found, EN)
    assert lines[:2] == ["X  (own file)  [x]  virtual operator", "All plans"]
    for line in (
        "  day: day 20 of the month  official [1]",
        "    Asked by phone.",
        "    But: A blog says 25. [2]",
        "  - A note.  official [1]",
        "  - Loose.",
        "  - Weak.  [4]",
        "  - when the line ends after the request",
        "[3] Bill of October   undated, read 21 Nov 2026",
        "[4] your own note     undated, read 21 Nov 2026",
    ):
        assert line in lines
    assert "  - the termination fee" not in lines
    assert "  - the closing day (締め日)" not in lines


def test_one_page_shows_what_is_known_from_it() -> None:
    found = carrier(
        fact("closing", "day", 20),
        fact("effect", "ends", "same-day", sources=(BLOG,)),
        remarks=(
            Remark(about="closing", text="Weak.", check=True, basis=None, sources=(BLOG,)),
            Remark(about="closing", text="Sound.", check=False, basis=Basis.SINGLE, sources=(PAGE,)),
        ),
        sources=(PAGE, BLOG),
    )
    words = "\n".join(screens.carrier_show(resting_on(found, "blog"), EN, part=True))
    assert "line ends: the same day" in words
    assert "Weak." in words
    assert "day 20" not in words
    assert "Sound." not in words
    assert "Not known" not in words
    assert "[1] blog.example.com" in words


def test_a_carrier_of_which_all_is_known_has_no_list_of_gaps() -> None:
    headers = (
        "closing",
        "effect",
        "cutoff",
        "proration",
        "channel.online",
        "fee.termination",
        "return",
        "charge.base",
    )
    found = carrier(*(fact(header, "note_of_ours", value=True) for header in headers))
    lines = screens.carrier_show(found, EN)
    assert "Not known" not in lines
    assert screens.carrier_show(carrier(), EN, part=True) == ["X  [x]  virtual operator"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_carrier_can_be_shown(lang: str) -> None:
    for carrier_id in PACK.ids():
        for line in screens.carrier_show(PACK.load(carrier_id), texts(lang), common=PACK.common()):
            assert width(line) <= 79, line


def test_what_is_true_of_all_carriers_stands_with_each() -> None:
    shared = Remark(about="effect", text="True of all.", check=False, basis=Basis.SINGLE, sources=(BLOG,))
    lines = screens.carrier_show(carrier(fact("closing", "day", 20)), EN, common=carrier(remarks=(shared,)))
    place = lines.index("True of all carriers")
    assert lines[place + 1] == "  - True of all.  one report [2]"
    assert lines.index("Not known") > place


def test_old_rules_are_listed_by_the_page_to_read_again() -> None:
    newer, older = replace(BLOG, read=date(2025, 2, 1)), replace(BILL, read=date(2025, 1, 1))
    facts = (
        fact("closing", "day", 20, sources=(newer, older), basis=Basis.REPORTED),
        fact("effect", "ends", "same-day", sources=(newer,), basis=Basis.SINGLE),
    )
    lines = screens.stale_lines([(carrier(), facts), (carrier(), facts[1:])], EN)
    assert lines[:4] == [
        "x: 2 rules, the oldest read on 1 Feb 2025",
        "  bill  1 Jan 2025: Closing day (締め日)",
        "  blog  1 Feb 2025: Closing day (締め日) and What a request does",
        "    http://blog.example.com",
    ]
    assert lines[4:6] == ["", "x: 1 rule, read on 1 Feb 2025"]


def test_the_list_of_carriers_goes_by_kind_and_marks_own_files() -> None:
    heads = (
        CarrierHead("b", "mvno", (("en", "Bee"),), (), own=True),
        CarrierHead("a", "mno", (("en", "Ay"),), (), own=False),
    )
    assert screens.carriers_table(heads, EN) == [
        "network operator",
        "  a                     Ay",
        "",
        "virtual operator",
        "  b                     Bee  (own file)",
    ]
    assert screens.carriers_table((), EN) == ["No carrier file was found."]


def test_addresses_stand_whole_wherever_they_fit_a_line() -> None:
    long = replace(PAGE, url="https://example.com/" + "a" * 50)
    longest = replace(PAGE, url="https://example.com/" + "part/" * 20)
    lines = sources_lines([BLOG, long, longest], EN)
    assert lines[0] == "[1] blog.example.com  2026-06, read 21 Nov 2026"
    assert lines[1] == "[2] example.com/" + "a" * 50
    assert lines[2] == "    6 Jun 2026, read 21 Nov 2026"
    assert all(width(line) <= 79 for line in lines)
    assert page_name(PAGE, EN) == "example.com/page"
    assert stamp(BILL, EN) == "undated, read 21 Nov 2026"
