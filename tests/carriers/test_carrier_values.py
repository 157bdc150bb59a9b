"""What the core gets from a file."""

from __future__ import annotations

from datetime import date

import pytest
from carrier_cases import FILES, facts, values

from tracker.carriers import Pack
from tracker.core.facts import Carrier, Source, When
from tracker.core.words import MONTH_END, Basis


@pytest.fixture(scope="module")
def kikyo() -> Carrier:
    return Pack(None, FILES).load("kikyo")


def test_head_of_the_file(kikyo: Carrier) -> None:
    assert kikyo.id == "kikyo"
    assert kikyo.kind == "mvno"
    assert dict(kikyo.names) == {"en": "Kikyo Mobile", "zh": "桔梗移动", "ja": "桔梗モバイル"}
    assert kikyo.aliases == ("キキョウ", "Kikyo")
    assert kikyo.scope == "Monthly plans of an invented carrier"
    assert kikyo.group == "kikyo"
    assert dict(kikyo.plans) == {"light": "Light plan", "full": "Full plan"}
    assert not kikyo.own


@pytest.mark.parametrize(
    ("header", "key", "expected"),
    [
        ("status", "sold", [True]),
        ("status", "sold_from", [date(2020, 4, 1)]),
        ("closing", "day", ["per-customer"]),
        ("closing", "choices", [(10, 20, MONTH_END)]),
        ("closing", "default", [MONTH_END]),
        ("moved.20", "to", [MONTH_END]),
        ("moved.20", "announced", ["2025-04"]),
        ("effect", "ends", ["month-end"]),
        ("cutoff", "days_before_end", [1]),
        ("cutoff", "day", [25]),
        ("cutoff", "time", ["17:59"]),
        ("proration", "last_month", ["none", "daily"]),
        ("channel.online", "needs", [("login", "sms-to-line")]),
        ("channel.online", "closed", [("holidays", "12-31..01-03")]),
        ("channel.online", "since", [date(2021, 3, 24)]),
        ("channel.phone", "ended", ["2024-09"]),
        ("statement", "days", [(8, 10)]),
        ("charge.base", "retry_months", [2]),
        ("charge.base", "retry_day", [15]),
        ("charge.usage", "months", [(1, 2)]),
        ("deposit", "refund_to", [("Japanese account", "PayPal")]),
        ("fee.termination", "yen", [1100, 0]),
        ("fee.base", "yen", ["monthly-fee"]),
        ("return", "on", [MONTH_END]),
        ("return", "transit_business_days", [3]),
        ("return", "address", [("143-0006", "東京都大田区平和島")]),
        ("return", "penalty_yen", ["unknown"]),
        ("after.page", "counted_from", [("last-payment",)]),
        ("expiry.idle", "counted_from", [("topping-end", "activation")]),
        ("contact.general", "phone_by_language", [("en=0120-000-001", "zh=0120-000-002")]),
        ("linked.club", "carrier", ["kikyo-club"]),
        ("cutoff", "notice_days", []),
    ],
)
def test_values_as_the_core_holds_them(kikyo: Carrier, header: str, key: str, expected: list[object]) -> None:
    found = values(kikyo, header, key)
    assert found == expected
    assert [type(value) for value in found] == [type(value) for value in expected]


def test_conditions(kikyo: Carrier) -> None:
    assert facts(kikyo, "effect", "ends")[0].when is None
    assert facts(kikyo, "cutoff", "time")[0].when == When(channel=("online", "app"), closing=(MONTH_END,))
    assert facts(kikyo, "small_bill", "into")[0].when == When(
        payment=("bank", "slip"), exceptions=("instalments",)
    )
    first, second = (fact.when for fact in facts(kikyo, "fee.termination", "yen"))
    assert first == When(
        plan=("full",),
        line=("voice",),
        signed_from=date(2025, 3, 1),
        signed_until=date(2026, 2, 28),
        within_months=12,
        case=("The line was never used",),
    )
    assert second == When(
        plan=("light",),
        sim=("esim",),
        within_days=8,
        valid_from=date(2025, 3, 1),
        valid_until=date(2026, 2, 28),
    )
    assert facts(kikyo, "return", "days")[0].when == When(item=("device",))
    assert facts(kikyo, "proration", "last_month")[0].when == When(within_calendar_months=2)


def test_how_a_fact_is_known(kikyo: Carrier) -> None:
    closing = facts(kikyo, "closing", "day")[0]
    assert closing.basis is Basis.OFFICIAL
    assert [source.id for source in closing.sources] == ["home", "press"]
    assert closing.conflict == "An older page says the 20th for everybody."
    assert closing.against == (
        Source(
            id="old",
            kind="weak",
            url="https://www.old.example/1",
            page="2019-05-01",
            read=date(2026, 11, 19),
            note="A copy.",
        ),
    )
    cutoff = facts(kikyo, "cutoff", "day")[0]
    assert cutoff.basis is Basis.SINGLE
    assert cutoff.note == "Asked for later, the line ends a month later."
    assert facts(kikyo, "effect", "ends")[0].basis is Basis.REPORTED


def test_blocks_are_counted_and_keep_their_order(kikyo: Carrier) -> None:
    numbers = [fact.block for fact in kikyo.facts]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(numbers[-1] + 1))
    for number in set(numbers):
        assert (
            len({(fact.header, fact.basis, fact.when) for fact in kikyo.facts if fact.block == number}) == 1
        )


def test_notes_and_checks_are_no_facts(kikyo: Carrier) -> None:
    assert not {"note", "check", "example"} & {fact.header for fact in kikyo.facts}
    note, first, second = kikyo.remarks
    assert (note.about, note.check, note.basis) == ("effect", False, Basis.SINGLE)
    assert [source.id for source in note.sources] == ["guide"]
    assert (first.about, first.check, first.basis) == ("fee.termination", True, None)
    assert [source.id for source in first.sources] == ["old"]
    assert (second.when, second.sources) == (When(plan=("light",)), ())


def test_sources_of_the_file(kikyo: Carrier) -> None:
    assert [source.id for source in kikyo.sources] == ["home", "press", "old", "guide"]
    assert [source.page for source in kikyo.sources] == [None, "2026-04-09", "2019-05-01", None]


def test_linked_carrier_comes_along(kikyo: Carrier) -> None:
    ((header, club),) = kikyo.linked
    assert header == "linked.club"
    assert club.kind == "membership"
    assert values(club, "effect", "ends") == ["month-end"]


def test_own_table_of_the_format_is_no_restriction(shelf: object, invented: Pack) -> None:
    del shelf
    common = invented.common()
    assert common.kind == "common"
    assert [remark.text for remark in common.remarks] == ["Deleting the profile ends nothing."]
    assert common.facts == ()
