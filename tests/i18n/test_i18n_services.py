from __future__ import annotations

import tomllib
import unicodedata
from typing import Any

import pytest
from po_files import LOCALE, entries

from tracker.carriers.names import fold

SERVICES: list[dict[str, Any]] = tomllib.loads((LOCALE.parent / "services.toml").read_text(encoding="utf-8"))[
    "service"
]
BY_KEY = {service["key"]: service for service in SERVICES}

TYPED = {
    "微信": "wechat",
    "WeChat Pay": "wechat",
    "支付宝": "alipay",
    "支付寶": "alipay",
    "アリペイ": "alipay",
    "银行": "bank",
    "銀行": "bank",
    "ゆうちょ": "bank",
    "中国银行": "china-bank",
    "信用卡": "credit-card",
    "クレジットカード": "credit-card",
    "3D Secure": "credit-card",
    "証券": "securities",
    "云闪付": "unionpay",
    "ライン": "line",
    "ペイペイ": "paypay",
    "煤炉": "mercari",
    "モバイルSuica": "suica",
    "PASMO": "suica",
    "乐天": "rakuten",
    "楽天": "rakuten",
    "亚马逊": "amazon",
    "Apple ID": "apple",
    "苹果": "apple",
    "Gmail": "google",
    "マイナンバー": "my-number",
    "確定申告": "e-tax",
    "脱退一時金": "pension",
    "房东": "landlord",
    "学校": "school",
    "公司": "employer",
    "水电": "utilities",
    "比特币": "crypto",
    "ポイント": "point-cards",
}


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def spellings(service: dict[str, Any]) -> set[str]:
    return {service["key"], *service["names"].values(), *service.get("aliases", ())}


@pytest.mark.parametrize("fold_one", [folded, fold])
def test_no_two_services_share_a_spelling(fold_one: Any) -> None:
    owners: dict[str, str] = {}
    for service in SERVICES:
        for spelling in {fold_one(one) for one in spellings(service)}:
            assert owners.setdefault(spelling, service["key"]) == service["key"], spelling


def test_no_alias_says_what_is_said_already() -> None:
    for service in SERVICES:
        said = [fold(one) for one in {service["key"], *service["names"].values()}]
        aliases = [fold(one) for one in service.get("aliases", ())]
        assert len(aliases) == len(set(aliases) - set(said)), service["key"]


@pytest.mark.parametrize(("typed", "key"), TYPED.items())
def test_what_people_type(typed: str, key: str) -> None:
    assert fold(typed) in {fold(one) for one in spellings(BY_KEY[key])}


def test_payment_and_banks_first() -> None:
    money = [service["money"] for service in SERVICES]
    assert money == sorted(money, reverse=True)
    assert all(service["category"] in ("bank", "payment") for service in SERVICES if service["money"])


def test_every_service_has_a_hint_and_no_hint_is_left_over() -> None:
    for language in ("en", "zh", "ja"):
        hints = {key for key in entries(language) if key.startswith("service.") and key.endswith(".hint")}
        assert hints == {f"service.{key}.hint" for key in BY_KEY}


def test_sourced_facts_stand_in_their_hints() -> None:
    hints = entries("en")
    assert "180 days" in hints["service.paypay.hint"]
    assert "220 yen" in hints["service.suica.hint"]
    assert "Japanese bank account" in hints["service.suica.hint"]
    assert "moving-out date" in hints["service.my-number.hint"]
    assert hints["service.line.hint"].startswith("First register an email address and a password")


def test_what_needs_a_counter_takes_days() -> None:
    for service in SERVICES:
        assert service["lead_days"] >= (3 if service["moving"].startswith("counter") else 1), service["key"]
