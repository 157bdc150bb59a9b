"""Word the facts of a carrier file: headers, keys, values and conditions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from tracker.cli.screens.desk import language_name
from tracker.cli.screens.parts import sentence
from tracker.cli.width import printable
from tracker.core.facts import Carrier, Fact, FactValue, When
from tracker.i18n import Texts

_VOCABULARIES = {
    "ends": "ends",
    "line_stops": "line-stops",
    "last_month": "proration",
    "options": "proration",
    "appointment": "appointment",
    "needs": "needs",
    "proxy_needs": "proxy-needs",
    "blocked_by": "blocked",
    "by": "confirmed-by",
    "methods": "payment",
    "holiday": "holiday",
    "into": "into",
    "per": "per",
    "limit": "return-limit",
    "proof": "return-proof",
    "postage": "postage",
    "counted_from": "anchor",
    "after": "anchor",
    "day_count": "day-count",
    "otherwise": "otherwise",
    "drop_before": "main-leaves",
    "too_early": "too-early",
}
"""Vocabulary of a key whose values are words of a closed list."""

_IN_FAMILY = {
    ("withdrawal", "until"): "withdrawal-end",
    ("charge", "then"): "charge-then",
    ("expiry", "then"): "then",
    ("channel", "days"): "days",
    ("contact", "days"): "days",
}
"""The same where another header means something else by the key."""

_SELF_NAMED = frozenset({"holiday", "then"})
_CLOSED_WORDS = frozenset({"sat", "sun", "holidays"})
_MONTH_DAYS = frozenset({"day", "choices", "default", "to", "on", "retry_day"})
_YEN = ("yen", "_yen", "yen_month", "yen_year", "at_most", "below_yen", "yen_per_day")


def header_name(header: str, texts: Texts) -> str:
    """Return what a header is about: `channel.online` is `website`."""
    family, _, word = header.partition(".")
    own = f"screen.header.{header}"
    if texts.has(own):
        return texts.get(own)
    inner = {
        "channel": f"channel.{word}.name",
        "charge": f"item.{word}.name",
        "after": f"term.after.{word}",
        "keep": f"term.keep.{word}",
    }.get(family)
    if inner is not None and texts.has(inner):
        return texts.get(f"screen.header.{family}", what=texts.get(inner))
    if word:
        return texts.get(f"screen.header.{family}", what=_word(word, texts))
    return texts.get(f"screen.header.{family}")


def _word(word: str, texts: Texts) -> str:
    """Return the second word of a header; a closing day is one, any other stands as in the file."""
    key = f"screen.word.{word}"
    if texts.has(key):
        return texts.get(key)
    if word.isdigit():
        return texts.closing(int(word))
    return word.replace("-", " ")


def fact_text(fact: Fact, texts: Texts) -> str:
    """Return `key: value` of one fact, the value alone where it says what it is of."""
    if fact.key in _SELF_NAMED:
        return value_text(fact, texts)
    key = f"screen.key.{fact.key}"
    label = texts.get(key) if texts.has(key) else fact.key.replace("_", " ")
    return texts.get("screen.fact.pair", key=label, value=value_text(fact, texts))


def value_text(fact: Fact, texts: Texts) -> str:
    """Return the value of one fact in words."""
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    if fact.key == "address":
        return " ".join(printable(str(value)) for value in values)
    if fact.key == "months" and len(values) == 2:
        return texts.get("screen.value.months-range", first=values[0], last=values[1])
    return texts.joined([_one(fact, value, texts) for value in values])


def _one(fact: Fact, value: FactValue, texts: Texts) -> str:
    family = fact.header.partition(".")[0]
    if isinstance(value, bool):
        return texts.get("screen.value.yes" if value else "screen.value.no")
    if isinstance(value, date):
        return texts.date(value, year=True, weekday=False)
    if isinstance(value, int):
        return _figure(fact.key, value, texts)
    text = str(value)
    vocabulary = _IN_FAMILY.get((family, fact.key)) or _VOCABULARIES.get(fact.key)
    if fact.key == "closed" and text in _CLOSED_WORDS:
        vocabulary = "closed"
    if vocabulary is not None and texts.has(f"term.{vocabulary}.{text}"):
        return texts.get(f"term.{vocabulary}.{text}")
    if fact.key == "languages":
        return language_name(text, texts)
    if fact.key == "phone_by_language":
        language, _, number = text.partition("=")
        return f"{language_name(language, texts)} {number}"
    word = f"screen.value.{text}"
    if texts.has(word):
        return texts.get(word)
    return sentence(text, texts)


def _figure(key: str, value: int, texts: Texts) -> str:
    if key in _MONTH_DAYS:
        return texts.closing(value)
    if key.endswith(_YEN):
        return texts.money(value)
    return str(value)


def conditions(when: When | None, carrier: Carrier, texts: Texts) -> str:
    """Return when a fact holds, in words; nothing where it always does."""
    if when is None:
        return ""
    plans = dict(carrier.plans)
    parts = (
        [texts.get("screen.when.plan", plans=[sentence(plans.get(plan, plan), texts) for plan in when.plan])]
        if when.plan
        else []
    )
    for name, words in (
        ("line", when.line),
        ("sim", when.sim),
        ("payment", when.payment),
        ("channel", when.channel),
        ("item", when.item),
    ):
        if words:
            parts.append(texts.joined([_term(name, word, texts) for word in words]))
    if when.closing:
        days = texts.joined([texts.closing(day) for day in when.closing])
        parts.append(texts.get("screen.when.closing", days=days))
    parts += _ages(when, texts)
    parts += [sentence(case, texts) for case in when.case]
    if when.exceptions:
        parts.append(
            texts.get("screen.when.except", cases=[sentence(case, texts) for case in when.exceptions])
        )
    return texts.get("screen.when.if", conditions=texts.get("screen.when.and").join(parts))


def _term(vocabulary: str, word: str, texts: Texts) -> str:
    if vocabulary == "channel":
        return texts.get(f"channel.{word}.name")
    return texts.get(f"term.{vocabulary}.{word}")


def _ages(when: When, texts: Texts) -> list[str]:
    days = {
        "signed-from": when.signed_from,
        "signed-until": when.signed_until,
        "from": when.valid_from,
        "until": when.valid_until,
    }
    parts = [
        texts.get(f"screen.when.{name}", day=texts.date(day, year=True, weekday=False))
        for name, day in days.items()
        if day is not None
    ]
    counts = {
        "within-days": when.within_days,
        "within-months": when.within_months,
        "within-calendar-months": when.within_calendar_months,
    }
    return parts + [
        texts.get(f"screen.when.{name}", number=count) for name, count in counts.items() if count is not None
    ]


def by_header(facts: Iterable[Fact]) -> list[tuple[str, list[Fact]]]:
    """Return the facts in groups of one header, in the order in which the headers first stand."""
    order: dict[str, int] = {}
    listed = list(facts)
    for fact in listed:
        order.setdefault(fact.header, len(order))
    listed.sort(key=lambda fact: order[fact.header])
    return [(header, list(group)) for header, group in groupby(listed, key=lambda fact: fact.header)]
