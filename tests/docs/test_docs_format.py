"""docs/carrier-format.md names every header, key, word and finding of the carrier file, and nothing else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Required, get_args, get_origin

import pytest
from doc_pages import tables
from doc_sessions import ROOT
from pydantic import TypeAdapter
from typing_extensions import get_type_hints, is_typeddict

from tracker.carriers import Pack, headers, load_calendar, load_policy, shapes, words
from tracker.carriers.blocks import Basis, Retry, When
from tracker.carriers.headers import HEADERS, CheckBasis, SourceTable, Top
from tracker.carriers.shapes import Expects
from tracker.carriers.validate import faults
from tracker.carriers.values import STRICT
from tracker.core.contract import Contract
from tracker.core.facts import Carrier, Fact
from tracker.core.plan import build_plan
from tracker.core.words import Channel, Payment, Severity
from tracker.export.record import plan_record
from tracker.i18n import texts

PAGE = ROOT / "docs" / "carrier-format.md"
TABLES = tables(PAGE)
VALUES = TABLES[("header", "key", "takes", "read by")]
VOCABULARY_OF = {listed: name for name, listed in reversed(words.VOCABULARIES.items())}
SHAPES = {
    mark.name: shape
    for shape in (*vars(shapes).values(), headers.Plans)
    if get_origin(shape) is Annotated
    for mark in get_args(shape)[1:]
    if isinstance(mark, Expects)
}
TODAY = date(2027, 2, 1)


# --- what a type takes, in the words of the page ------------------------------------


def takes(hint: Any) -> str:
    """Return the word of the page for the type of a key."""
    if is_typeddict(hint):
        return "name-table" if hint.__name__ == "NameTable" else str(hint.__name__).lower()
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, Expects):
            return mark.name
    if get_origin(hint) is Required:
        return takes(get_args(hint)[0])
    if get_origin(hint) is dict and SourceTable in get_args(hint):
        return "sources"
    forms = flat(hint)
    known = tuple(dict.fromkeys(word for form, _ in forms for word in form))
    name = VOCABULARY_OF.get(known, ", ".join(known))
    listed = {in_list for _, in_list in forms}
    return name if listed == {False} else f"{name}, a list" if listed == {True} else f"{name}, or a list"


def flat(hint: Any, *, in_list: bool = False) -> list[tuple[tuple[str, ...], bool]]:
    """Return the words of every member of a type, and whether they stand in a list."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return flat(arguments[0], in_list=in_list)
    if origin is list:
        return flat(arguments[0], in_list=True)
    if all(isinstance(argument, str) for argument in arguments):
        return [(arguments, in_list)]
    return [form for argument in arguments for form in flat(argument, in_list=in_list)]


def keys_of(model: type) -> list[tuple[str, str]]:
    """Return key and type of a table as the page writes them."""
    hints = get_type_hints(model, include_extras=True)
    return [(key + (", needed" if is_needed(hint) else ""), takes(hint)) for key, hint in hints.items()]


def is_needed(hint: Any) -> bool:
    return get_origin(hint) is Required


# --- the page against the model -----------------------------------------------------


@pytest.mark.parametrize(
    ("head", "model"),
    [("top key", Top), ("source key", SourceTable), ("block key", Basis), ("condition", When)],
)
def test_tables_of_a_file(head: str, model: type) -> None:
    shown = next(rows for names, rows in TABLES.items() if names[0] == head)
    assert [row[:2] for row in shown] == keys_of(model)


def test_headers_and_their_words() -> None:
    shown = {header: listed for header, listed, _ in TABLES[("header", "words", "about")]}
    assert list(shown) == list(HEADERS)
    for name, header in HEADERS.items():
        if name == "moved":
            assert header.names == (*map(str, range(1, 32)), "month-end")
            assert shown[name] == "1 to 31, month-end"
        elif header.names is None:
            assert shown[name] == "any"
        elif header.names == ():
            assert shown[name] == ""
        else:
            assert shown[name] == f"vocabulary {VOCABULARY_OF[header.names]}"


def test_every_key_of_every_header() -> None:
    shown: dict[str, list[tuple[str, str]]] = {}
    for names, key, kind, _ in (*VALUES, *TABLES[("header", "key", "takes", "what it is")]):
        for name in names.split(", "):
            shown.setdefault(name, []).append((key, kind))
    expected: dict[str, list[tuple[str, str]]] = {}
    for name, header in HEADERS.items():
        known = keys_of(header.table)
        if name == "charge":
            assert header.names is not None
            expected |= {f"charge.{word}": known for word in header.names}
        else:
            expected[name if header.names == () else f"{name}.*"] = known
    assert {name: sorted(keys) for name, keys in shown.items()} == {
        name: sorted(keys) for name, keys in expected.items()
    }


def test_tables_inside_of_tables() -> None:
    assert "`retry` is a table with `months` (count) and `day` (day-of-month)." in PAGE.read_text("utf-8")
    assert keys_of(Retry) == [("months", "count"), ("day", "day-of-month")]
    assert "`[[check]]` takes `weak` (source-ids)" in PAGE.read_text("utf-8")
    assert sorted(keys_of(CheckBasis)) == [("weak", "source-ids"), ("when", "when")]


def test_vocabularies() -> None:
    shown = TABLES[("vocabulary", "words")]
    assert shown == [(name, ", ".join(listed)) for name, listed in words.VOCABULARIES.items()]


def test_ways_of_writing() -> None:
    used = {kind for _, _, kind, _ in VALUES}
    used |= {kind for model in (Top, SourceTable, Basis, When, Retry) for _, kind in keys_of(model)}
    shown = [kind for kind, _ in TABLES[("takes", "written")]]
    assert set(shown) == used & set(SHAPES)
    vocabularies = {kind.removesuffix(", a list").removesuffix(", or a list") for kind in used - set(SHAPES)}
    tables_of_their_own = {"retry", "when", "name-table", "sources"}
    assert vocabularies - set(words.VOCABULARIES) - tables_of_their_own == {"daily, none"}


@pytest.mark.parametrize("row", TABLES[("takes", "written")], ids=lambda row: row[0])
def test_written_values_are_taken(row: tuple[str, str]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(SHAPES[row[0]], config=STRICT)
    for written in re.split(r", (?=[^\]}]*(?:[\[{]|$))", row[1].partition(";")[0]):
        adapter.validate_python(tomllib.loads(f"x = {written}")["x"])


def test_findings_with_their_severity() -> None:
    said = {
        severity.name: texts("en").get(f"cli.carriers.{severity.value}", text="").rstrip(": ")
        for severity in Severity
    }
    source = "\n".join(
        path.read_text("utf-8") for path in sorted((ROOT / "tracker" / "carriers").glob("*.py"))
    )
    pattern = r"Severity\.(\w+),\s*(?:\w+\.)*\w+(?:\([^)]*\))?\.remark\(\s*\"([a-z-]+)\""
    found = {name: said[severity] for severity, name in re.findall(pattern, source)}
    assert {name: severity for name, severity, _ in TABLES[("finding", "said as", "when")]} == found


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
def test_examples_are_sound(block: str) -> None:
    assert faults(tomllib.loads(block)) == ()


# --- what is only shown really decides nothing --------------------------------------


def is_only_shown(header: str, key: str) -> bool:
    """Say whether the page claims that nothing but the display reads a value."""
    written = "retry" if key.startswith("retry_") else key
    for names, known, _, reader in VALUES:
        for name in names.split(", "):
            family = name.removesuffix(".*")
            if known.removesuffix(", needed") != written or not (
                header == name or header.startswith(f"{family}.")
            ):
                continue
            only = re.findall(rf"\b{family}\.[a-z-]+", reader) if name.endswith(".*") else []
            return reader == "shown" or (bool(only) and header not in only)
    raise AssertionError((header, key))


def contracts(carrier: Carrier) -> list[Contract]:
    base = Contract(name="a", carrier=carrier.id, recorded=TODAY, departure=date(2027, 3, 28))
    return [
        base,
        replace(base, departure=date(2027, 1, 20), payment=Payment.BANK, fee_yen=2970),
        replace(base, signed=date(2026, 6, 5), payment=Payment.CARD, channel=Channel.SHOP, deposit=3000),
        replace(base, started=date(2027, 1, 10), device_balance=9000, roles=("fibre-pairing", "unpaid")),
    ]


def changed(fact: Fact) -> Fact:
    """Return the fact with another value of the same type."""
    match fact.value:
        case bool():
            return replace(fact, value=not fact.value)
        case int():
            return replace(fact, value=fact.value + 1)
        case str():
            return replace(fact, value=f"{fact.value}-changed")
        case date():
            return replace(fact, value=fact.value + timedelta(days=1))
        case _:
            return replace(fact, value=fact.value[:-1])


@pytest.mark.parametrize("carrier_id", Pack().ids())
def test_what_is_only_shown_moves_nothing(carrier_id: str) -> None:
    carrier = Pack().load(carrier_id)
    other = replace(
        carrier,
        facts=tuple(
            changed(fact) if is_only_shown(fact.header, fact.key) else fact for fact in carrier.facts
        ),
    )
    policy, calendar = load_policy(), load_calendar()
    for contract in contracts(carrier):
        plans = [build_plan(contract, one, policy, calendar, TODAY) for one in (carrier, other)]
        assert plan_record(plans[0]) == plan_record(plans[1])
