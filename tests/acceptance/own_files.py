"""Files of one's own for kinds of carriers that the shipped ones do not have; the carriers are invented."""

from __future__ import annotations

_SOURCES = """
[sources]
terms = { url = "https://sumire.example/", kind = "official", read = 2026-11-21 }
"""

CONTRACT = """format = 1
kind = "mvno"
name = { en = "Sumire Mobile", zh = "堇移动", ja = "すみれモバイル" }

[[closing]]
day = "month-end"
official = ["terms"]

[[effect]]
ends = "same-day"
official = ["terms"]

[[proration]]
last_month = "none"
official = ["terms"]
"""
"""A contract that ends when it is asked for; its ways are added below."""

UPLOAD = """
[[channel.online]]
available = true
where = "Sumire account"
menu = "解約"
needs = ["login", "photo-id", "personal-data", "phone-number"]
blocked_by = ["unpaid"]
review_business_days = 3
processing_days = 1
official = ["terms"]

[[confirmation]]
by = ["email", "sms"]
official = ["terms"]
"""
"""The site wants an ID and checks it for one to three working days."""

PHONE = """
[[channel.phone]]
available = true
where = "Sumire Desk"
hours = "10:00-18:00"
days = "weekdays"
closed = ["holidays"]
needs = ["phone-number", "personal-data"]
official = ["terms"]
"""

SHOP = """
[[channel.shop]]
available = true
where = "Sumire Shop"
appointment = "required"
needs = ["residence-card", "passport", "contract-document", "sim-card"]
proxy = true
proxy_needs = ["letter-of-attorney", "proxy-id"]
official = ["terms"]
"""

POST = """
[[channel.post]]
available = true
where = "Sumire paper form"
needs = ["sim-card"]
official = ["terms"]
"""

REFUND = """
[[deposit]]
months = 1
refund_to = ["a bank account in Japan or abroad"]
refund_months = 2
official = ["terms"]
"""


def own_file(*parts: str) -> str:
    """Return a carrier file of a contract and these ways to end it."""
    return "".join((CONTRACT, *parts, _SOURCES))
