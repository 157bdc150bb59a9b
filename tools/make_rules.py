"""Write docs/rules.md: the rules of every carrier side by side, from the carrier files.

Run as `python -m tools.make_rules`; a test holds the page to the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tracker.carriers import Pack
from tracker.carriers.lint_rules import PREPAID_KINDS
from tracker.carriers.words import VOCABULARIES
from tracker.cli.screens.facts import conditions, fact_text, value_text
from tracker.core.facts import Carrier, Fact
from tracker.core.words import Basis
from tracker.i18n import Texts, texts

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
_FILES = "../tracker/data/carriers"
_HEAD = """# The rules of the carriers

What the carrier files say, side by side. `make rules` writes this page from them; to change it,
change a file. `tracker carriers show ID` prints the rest of what is known: notes, fees, desks, and the
day each page was read.

A cell leads to the pages it was taken from. What stands plain is said by the carrier itself.
*Reported* is what two sites or more say and the carrier does not; *one report* stands on one page
alone. Ask before you rely on either. **unknown** means that no page was found. It never means no.
"""

Shown = Callable[[Fact, Texts], str]
"""Words one fact; an empty text leaves it out."""


class _Column(NamedTuple):
    """Hold the title of a column, the headers that it shows, and how."""

    title: str
    headers: tuple[str, ...]
    shown: Shown


def _value(*keys: str) -> Shown:
    """Show the value alone of these keys, and nothing else of the header."""
    return lambda fact, words: value_text(fact, words) if fact.key in keys else ""


def _pair(*without: str) -> Shown:
    """Show every value with its name, but for some keys."""
    return lambda fact, words: "" if fact.key in without else fact_text(fact, words)


def _channel(fact: Fact, words: Texts) -> str:
    name = words.get(f"channel.{fact.header.partition('.')[2]}.name")
    if fact.key == "available":
        return name if fact.value is True else f"not: {name}"
    if fact.key == "from_abroad":
        return f"{name}, from abroad: {'yes' if fact.value is True else 'no'}"
    return ""


def _card(fact: Fact, words: Texts) -> str:
    """Show a value of a card; what can be bought or differs needs no yes behind it."""
    if fact.key == "per_product":
        return "differs by product" if fact.value is True else ""
    if fact.key == "possible":
        return "possible" if fact.value is True else "not possible"
    return fact_text(fact, words)


_CHANNELS = tuple(f"channel.{word}" for word in VOCABULARIES["channel"])
_CHARGES = ("charge.base", "charge.usage")
_CONTRACT = (
    _Column("closing day", ("closing",), _value("day", "choices")),
    _Column("a request ends the line", ("effect",), _value("ends", "notice_days")),
    _Column("last request", ("cutoff",), _pair("resumes")),
    _Column("last month", ("proration",), _value("last_month", "options")),
    _Column("where", _CHANNELS, _channel),
    _Column(
        "last debit: how many months later, on which day",
        _CHARGES,
        _pair("time", "retry_months", "retry_day", "settle_early"),
    ),
    _Column("return", ("return",), _pair("address", "postage", "envelope", "time")),
)
_CARD = (
    _Column("how it ends", ("effect",), _value("ends")),
    _Column("valid", ("expiry.validity",), _card),
    _Column("start by", ("expiry.start",), _card),
    _Column("not used", ("expiry.idle", "expiry.unpaid"), _card),
    _Column("renews itself", ("expiry.renewal",), _value("automatic")),
    _Column("top-up", ("expiry.top-up",), _card),
    _Column("money back", ("proration",), _value("last_month")),
)
_MARKS = {Basis.REPORTED: " *reported*", Basis.SINGLE: " *one report*"}


def page(pack: Pack) -> str:
    """Return the whole page: one table for each kind of carrier, in the order of `tracker carriers list`."""
    words = texts("en")
    parts = [_HEAD]
    heads = pack.heads()
    for kind in VOCABULARIES["kind"]:
        carriers = [pack.load(head.id) for head in heads if head.kind == kind]
        known = [carrier for carrier in carriers if carrier.facts]
        if known:
            parts.append(f"## {_capital(words.get(f'term.kind.{kind}'))}\n")
            parts.append(_table(known, _CARD if kind in PREPAID_KINDS else _CONTRACT, words))
    return "\n".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(carriers: Iterable[Carrier], columns: Sequence[_Column], words: Texts) -> str:
    lines = [_line(["", *(column.title for column in columns)]), "|---" * (len(columns) + 1) + "|"]
    for carrier in carriers:
        name = f"[{_plain(dict(carrier.names)['en'])}]({_FILES}/{carrier.id}.toml)"
        lines.append(_line([name, *(_cell(carrier, column, words) for column in columns)]))
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(carrier: Carrier, column: _Column, words: Texts) -> str:
    return "<br>".join(_entries(carrier, column, words)) or "**unknown**"


def _entries(carrier: Carrier, column: _Column, words: Texts) -> Iterator[str]:
    """Yield one entry for each block that says something: its condition, its values, how they are known."""
    for header in column.headers:
        facts = (fact for fact in carrier.facts if fact.header == header)
        for _, block in groupby(facts, key=lambda fact: fact.block):
            said = list(block)
            values = [text for fact in said if (text := column.shown(fact, words))]
            if values:
                item = words.get(f"item.{header.partition('.')[2]}.name") if header in _CHARGES else ""
                lead = ", ".join(filter(None, (item, conditions(said[0].when, carrier, words))))
                yield (f"{_plain(lead)}: " if lead else "") + _linked("; ".join(values), said[0])


def _linked(text: str, fact: Fact) -> str:
    """Return the text as a link to its first page, with a number for every other page, and the mark."""
    urls = [source.url for source in fact.sources if source.url is not None]
    first = f"[{_plain(text)}]({_address(urls[0])})" if urls else _plain(text)
    others = [f"[{number}]({_address(url)})" for number, url in enumerate(urls[1:], 2)]
    return " ".join([first, *others]) + _MARKS.get(fact.basis, "")


def _plain(text: str) -> str:
    """Return a text in which nothing means anything to a table or a link."""
    for mark in ("\\", "|", "[", "]", "*", "_", "<"):
        text = text.replace(mark, f"\\{mark}")
    return text


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace("|", "%7C").replace(" ", "%20")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(Pack()), encoding="utf-8")


if __name__ == "__main__":
    main()
