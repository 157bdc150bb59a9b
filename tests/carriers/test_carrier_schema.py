"""The published schema says what the loader says."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import Any

import pytest
from carrier_cases import FILES, KIKYO, changed
from jsonschema import Draft202012Validator

from tracker.carriers.headers import HEADERS, Top
from tracker.carriers.pack import SHIPPED
from tracker.carriers.schema import carrier_schema
from tracker.carriers.validate import blocks


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = carrier_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def plain(text: str) -> Any:
    """Return a file as JSON has it: dates are strings."""
    return json.loads(json.dumps(tomllib.loads(text), default=date.isoformat))


@pytest.mark.parametrize(
    "path", [*sorted(FILES.glob("*.toml")), *sorted(SHIPPED.glob("*.toml"))], ids=lambda path: path.stem
)
def test_every_file_is_valid(validator: Draft202012Validator, path: Any) -> None:
    errors = [error.message for error in validator.iter_errors(plain(path.read_text(encoding="utf-8")))]
    assert errors == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "mvno"\n', ""),
        ("format = 1\n", ""),
        ("format = 1", "format = 2"),
        ("format = 1", "format = 1\nfoo = 1"),
        ("[[effect]]", "[[efect]]"),
        ("[[channel.phone]]", "[[channel.phones]]"),
        ("[[fee.base]]", "[[fee.Base]]"),
        ('ends = "month-end"', 'end = "month-end"'),
        ('ends = "month-end"', 'ends = "end"'),
        ("months = 12\nsingle", "months = true\nsingle"),
        ("day = 25", "day = 32"),
        ("sold_from = 2020-04-01", 'sold_from = "April"'),
        ('line_stops = "line-end"\nreported = ["press", "guide"]', 'line_stops = "line-end"'),
        ('line_stops = "line-end"\nreported', 'line_stops = "line-end"\nsingle = ["guide"]\nreported'),
        (
            'line_stops = "line-end"\nreported = ["press", "guide"]',
            'line_stops = "line-end"\nreported = ["press"]',
        ),
        ("sold = true\nsold_from = 2020-04-01\nsold_until = 2030-03-31\n", ""),
        ('when = { payment = "card" }', 'when = { payments = "card" }'),
        ("retry = { months = 2,", "retry = { month = 2,"),
        ("yen = 1100\nat_most", "at_most"),
        (", read = 2026-10-01", ""),
        ("moved.20", "moved.32"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(
    validator: Draft202012Validator, old: str, new: str
) -> None:
    assert not validator.is_valid(plain(changed(old, new)))


def test_schema_is_stable_and_plain() -> None:
    one, other = carrier_schema(), carrier_schema()
    assert json.dumps(one) == json.dumps(other)
    assert "title" not in json.dumps(one["$defs"])
    assert one["$schema"].endswith("2020-12/schema")


def test_every_header_and_top_key_is_described() -> None:
    schema = carrier_schema()
    assert {f"block:{header}" for header in HEADERS} <= set(schema["$defs"])
    assert set(Top.__annotations__) <= set(schema["properties"])
    described = {family for family in schema["properties"] if family not in Top.__annotations__}
    assert described == {header.partition(".")[0] for header in HEADERS}
    for header in HEADERS:
        assert schema["$defs"][f"block:{header}"]["description"].endswith(".")


def test_references_lead_somewhere() -> None:
    schema = carrier_schema()
    text = json.dumps(schema)
    cited = {piece.partition('"')[0] for piece in text.split('"#/$defs/')[1:]}
    assert cited == set(schema["$defs"])


def test_the_sample_speaks_under_every_header() -> None:
    seen = {
        spot.header
        for path in FILES.glob("*.toml")
        for spot, _, _ in blocks(tomllib.loads(path.read_text("utf-8")))
    }
    families = {header if header in HEADERS else header.partition(".")[0] for header in seen}
    assert families == set(HEADERS)
    assert "format = 1" in KIKYO
