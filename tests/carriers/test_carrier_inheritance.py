"""Inheriting is putting the parent's blocks below one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from carrier_cases import facts, said, values

from tracker.carriers import Pack
from tracker.core.facts import Carrier
from tracker.errors import CarrierFileError

NAMES = 'kind = "mvno"\nname = { en = "A", zh = "B", ja = "C" }\n'


def write(folder: Path, carrier_id: str, text: str) -> Path:
    path = folder / f"{carrier_id}.toml"
    path.write_text("format = 1\n" + text, encoding="utf-8")
    return path


def correction(day: int) -> str:
    """Return what a person writes to correct one closing day."""
    return (
        f'inherits = "kikyo"\n[[closing]]\nday = {day}\nsingle = ["my-bill"]\n'
        '[sources]\nmy-bill = { kind = "own", read = 2026-11-10, note = "bill of October" }\n'
    )


@pytest.fixture
def nadeshiko(invented: Pack) -> Carrier:
    return invented.load("nadeshiko")


def test_own_blocks_stand_above_the_parents(nadeshiko: Carrier) -> None:
    assert values(nadeshiko, "closing", "day") == [15, "per-customer"]
    assert values(nadeshiko, "fee.termination", "yen") == [550, 1100, 0]
    assert values(nadeshiko, "effect", "ends") == ["month-end"]
    numbers = [fact.block for fact in nadeshiko.facts]
    assert numbers == sorted(numbers)
    first, second = (fact.block for fact in facts(nadeshiko, "closing", "day"))
    assert first < second


def test_unset_takes_a_value_a_header_and_a_family_away(nadeshiko: Carrier, invented: Pack) -> None:
    assert values(invented.load("kikyo"), "return", "address") != []
    assert values(nadeshiko, "return", "address") == []
    assert values(nadeshiko, "return", "required") == [True]
    headers = {fact.header for fact in nadeshiko.facts}
    assert "channel.phone" not in headers
    assert "channel.shop" in headers
    assert not any(header.startswith("contact.") for header in headers)


def test_unset_leaves_ones_own_blocks(own: Path, shelf: Path) -> None:
    write(own, "kikyo", 'unset = ["closing"]\n' + correction(5))
    assert values(Pack(own, shelf).load("kikyo"), "closing", "day") == [5]


def test_unset_can_take_the_remarks_away(own: Path, shelf: Path) -> None:
    write(own, "kikyo", 'unset = ["check"]\ninherits = "kikyo"\n')
    assert [remark.check for remark in Pack(own, shelf).load("kikyo").remarks] == [False]
    write(own, "kikyo", 'unset = ["note"]\ninherits = "kikyo"\n')
    assert [remark.check for remark in Pack(own, shelf).load("kikyo").remarks] == [True, True]


def test_what_is_said_once_above_is_inherited(nadeshiko: Carrier) -> None:
    assert dict(nadeshiko.names)["ja"] == "なでしこSIM"
    assert nadeshiko.group == "kikyo"
    assert dict(nadeshiko.plans) == {
        "light": "Light plan of Nadeshiko",
        "tiny": "Tiny plan",
        "full": "Full plan",
    }
    assert {source.id for source in nadeshiko.sources} == {"leaflet", "home", "press", "old", "guide"}
    assert [header for header, _ in nadeshiko.linked] == ["linked.club"]
    # What a brand is called and what it covers is its own.
    assert nadeshiko.aliases == ("なでしこ",)
    assert nadeshiko.scope is None


def test_inherits_and_nothing_else_is_a_complete_file(shelf: Path) -> None:
    write(shelf, "label", 'inherits = "kikyo"\n')
    label, kikyo = (Pack(None, shelf).load(name) for name in ("label", "kikyo"))
    assert label.id == "label"
    assert (label.kind, label.names) == (kikyo.kind, kikyo.names)
    assert [fact.value for fact in label.facts] == [fact.value for fact in kikyo.facts]


def test_own_file_lies_over_the_shipped_one(own: Path, shelf: Path) -> None:
    write(own, "kikyo", correction(20))
    pack = Pack(own, shelf)
    kikyo = pack.load("kikyo")
    assert kikyo.own
    assert values(kikyo, "closing", "day") == [20, "per-customer"]
    assert kikyo.aliases == ("キキョウ", "Kikyo")
    assert kikyo.scope == "Monthly plans of an invented carrier"
    source = facts(kikyo, "closing", "day")[0].sources[0]
    assert (source.kind, source.url, source.read) == ("own", None, date(2026, 11, 10))
    # A carrier that inherits it gets the correction too.
    nadeshiko = pack.load("nadeshiko")
    assert values(nadeshiko, "closing", "day") == [15, 20, "per-customer"]
    assert nadeshiko.own
    assert not pack.load("hoshi-esim").own


def test_own_file_without_inherits_replaces_the_shipped_one(own: Path, shelf: Path) -> None:
    write(own, "kikyo", NAMES)
    kikyo = Pack(own, shelf).load("kikyo")
    assert kikyo.own
    assert kikyo.facts == ()
    assert kikyo.aliases == ()


def test_own_file_of_a_new_carrier(own: Path, shelf: Path) -> None:
    write(own, "my-card", 'inherits = "hoshi-esim"\n')
    pack = Pack(own, shelf)
    assert "my-card" in pack.ids()
    assert pack.load("my-card").kind == "travel-esim"


def test_a_file_that_inherits_itself_is_a_loop(shelf: Path, own: Path) -> None:
    path = write(shelf, "kikyo", 'inherits = "kikyo"\n')
    refuse(Pack(None, shelf), "kikyo", path, "inherits-loop", "kikyo → kikyo")
    path = write(own, "alone", 'inherits = "alone"\n')
    refuse(Pack(own, shelf), "alone", path, "unknown-parent", "alone")


def test_a_loop_of_two_and_of_three(shelf: Path, own: Path) -> None:
    write(shelf, "a", 'inherits = "b"\n')
    path = write(shelf, "b", 'inherits = "a"\n')
    refuse(Pack(None, shelf), "a", path, "inherits-loop", "a → b → a")
    write(own, "a", 'inherits = "c"\n')
    write(shelf, "c", 'inherits = "b"\n')
    refuse(Pack(own, shelf), "a", path, "inherits-loop", "a → c → b → a")


def test_a_fault_of_the_parent_names_the_parents_file(shelf: Path) -> None:
    path = shelf / "kikyo.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[[effect]]", "[effect]"), encoding="utf-8")
    refuse(Pack(None, shelf), "nadeshiko", path, "single-brackets", "[[effect]]")


def test_a_plan_may_be_declared_by_the_parent(own: Path, shelf: Path) -> None:
    text = '[[minimum_term]]\nwhen = {{ plan = "{}" }}\nmonths = 3\nsingle = ["paper"]\n'
    sources = '[sources]\npaper = { kind = "own", read = 2026-11-10 }\n'
    write(own, "kikyo", 'inherits = "kikyo"\n' + text.format("light") + sources)
    assert values(Pack(own, shelf).load("kikyo"), "minimum_term", "months") == [3, 12]
    path = write(own, "kikyo", 'inherits = "kikyo"\n' + text.format("lite") + sources)
    refuse(Pack(own, shelf), "kikyo", path, "unknown-plan", "light")
    path = write(own, "bare", NAMES + text.format("lite") + sources)
    refuse(Pack(own, shelf), "bare", path, "unknown-plan", "no [plans]")


def test_a_loop_of_links(shelf: Path) -> None:
    path = shelf / "kikyo-club.toml"
    link = '[[linked.back]]\ncarrier = "kikyo"\nsingle = ["guide"]\n\n[sources]'
    path.write_text(path.read_text(encoding="utf-8").replace("[sources]", link), encoding="utf-8")
    refuse(Pack(None, shelf), "kikyo", path, "link-loop", "kikyo → kikyo-club → kikyo")


def refuse(pack: Pack, carrier_id: str, path: Path, what: str, hint: str) -> None:
    with pytest.raises(CarrierFileError) as caught:
        pack.load(carrier_id)
    assert caught.value.key == f"error.carrier-file.{what}"
    sentence = said(caught.value)
    assert str(path) in sentence
    assert hint in sentence
