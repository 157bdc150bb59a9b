from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tracker.cli.screens.desk import language_name, opening, reach
from tracker.core.facts import Carrier, Fact, Source, When
from tracker.core.words import Basis
from tracker.export.desk import find_desk
from tracker.i18n import texts

PAGE = Source(id="page", kind="official", read=date(2026, 11, 21))


def carrier(*contacts: dict[str, Any], basis: Basis = Basis.OFFICIAL, when: When | None = None) -> Carrier:
    facts = tuple(
        Fact(header=f"contact.desk{place}", key=key, value=value, basis=basis, sources=(PAGE,), when=when)
        for place, contact in enumerate(contacts)
        for key, value in contact.items()
    )
    return Carrier(id="x", kind="mvno", names=(("en", "X"),), facts=facts)


GENERAL = {"phone": "0570-00-1111", "hours": "09:00-19:00", "days": "weekdays"}
BY_LANGUAGE = {"phone_by_language": ("en=0120-1", "zh=0800-2"), "hours": "24h"}
ABROAD = {"phone_abroad": "+81-3-1"}


@pytest.mark.parametrize(
    ("lang", "phone", "language"),
    [("zh", "0800-2", "zh"), ("en", "0120-1", "en"), ("ja", "0570-00-1111", None)],
)
def test_the_number_of_the_persons_language_comes_first(lang: str, phone: str, language: str | None) -> None:
    desk = find_desk(carrier(GENERAL, BY_LANGUAGE), lang)
    assert desk is not None
    assert (desk.phone, desk.language) == (phone, language)


def test_english_stands_in_for_a_language_without_a_number() -> None:
    desk = find_desk(carrier(GENERAL, {"phone_by_language": ("en=0120-1",)}), "zh")
    assert desk is not None
    assert desk.language == "en"


def test_a_desk_that_speaks_the_language_is_taken() -> None:
    desk = find_desk(carrier({"phone": "03-1", "languages": ("ja", "zh")}), "zh")
    assert desk is not None
    assert (desk.phone, desk.language) == ("03-1", "zh")


def test_the_first_language_of_the_general_desk_is_named() -> None:
    desk = find_desk(carrier({"phone": "03-1", "languages": "ja"}), "zh")
    assert desk is not None
    assert desk.language == "ja"


def test_abroad_only_a_number_that_works_from_there() -> None:
    desk = find_desk(carrier(GENERAL, BY_LANGUAGE, ABROAD), "zh", abroad=True)
    assert desk is not None
    assert desk.phone == "+81-3-1"
    assert not desk.japan_only
    assert find_desk(carrier(GENERAL), "zh", abroad=True) is None


def test_without_a_number_an_address_is_taken() -> None:
    desk = find_desk(carrier({"languages": ("en",)}, {"email": "help@example.com"}), "zh")
    assert desk is not None
    assert reach(desk, texts("en")) == "help@example.com"
    assert find_desk(carrier({"url": "https://example.com/help"}), "en", abroad=True) is not None


def test_the_number_for_the_carriers_own_phones_is_the_last_one() -> None:
    desk = find_desk(carrier({"phone_own": "157", "hours": "10:00-19:00"}), "en")
    assert desk is not None
    assert reach(desk, texts("en")) == "157, 10:00-19:00, only from the carrier's own phones"


def test_a_desk_that_is_not_there_or_holds_on_a_condition_is_not_named() -> None:
    assert find_desk(carrier({"available": False, "phone": "03-1"}), "en") is None
    assert find_desk(carrier(GENERAL, when=When(line=("voice",))), "en") is None
    assert find_desk(carrier(), "en") is None


def test_reach_says_what_a_caller_has_to_know() -> None:
    en = texts("en")
    desk = find_desk(carrier(BY_LANGUAGE), "zh")
    assert desk is not None
    assert reach(desk, en, language=True) == "0800-2, Chinese, 24 hours, free, from Japan only"
    assert reach(desk, en, brief=True) == "0800-2, 24 hours, from Japan only"
    paid = find_desk(carrier(GENERAL, basis=Basis.SINGLE), "ja")
    assert paid is not None
    assert reach(paid, en, language=True) == "0570-00-1111?, 9:00-19:00, weekdays, from Japan only"


def test_an_unknown_language_is_named_by_its_code() -> None:
    assert language_name("tlh", texts("en")) == "tlh"
    assert opening("00:00-09:30", texts("en")) == "0:00-9:30"
