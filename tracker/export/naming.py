"""Word the small parts that events and screens share: names, and what depends on the way of paying."""

from __future__ import annotations

import re
import shlex

from tracker.core.model import Plan
from tracker.i18n import Texts

_BEHIND_NAME = re.compile(r"\s*[(（][^()（）]*[)）]$")


def by_payment(plan: Plan, key: str, texts: Texts) -> str:
    """Return the key, or its variant for the way the bills are paid where there is one."""
    payment = plan.contract.payment
    variant = f"{key}.{payment.value}" if payment is not None else key
    return variant if texts.has(variant) else key


def typed_name(name: str) -> str:
    """Return a contract's name as it is typed in a shell; letters of any language need no quotes."""
    return shlex.quote(name) if re.search(r"[^\w@%+=:,./-]", name) else name


def without_brackets(name: str) -> str:
    """Return a name without what stands behind it in brackets."""
    return _BEHIND_NAME.sub("", name)


def number_pattern(number: str | None) -> re.Pattern[str] | None:
    """Return what finds the phone number in any spelling, None when there is no number to hide."""
    digits = re.sub(r"\D", "", number or "")
    national = digits.removeprefix("81") if (number or "").startswith("+81") else digits.removeprefix("0")
    if len(national) < 8:
        return None
    gap = r"[-\s.()]*"
    return re.compile(rf"(?<!\d)(?:\+?81{gap}0?|0)?{gap}{gap.join(national)}(?!\d)", re.ASCII)
