"""Publish the format of a carrier file as a JSON Schema, for editors that know TOML."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from tracker.carriers.headers import FAMILIES, FORMAT, HEADERS, NoBasis, Top, second_words
from tracker.carriers.shapes import SLUG
from tracker.carriers.validate import BASES, NO_RULE
from tracker.carriers.values import adapter

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def carrier_schema() -> dict[str, Any]:
    """Return the JSON Schema of a carrier file, made from the models that read it.

    A date of TOML is a string of format `date` here. What JSON Schema cannot say (sources that
    exist, ranges, names of plans) is checked on loading alone.
    """
    models = {model for header in HEADERS.values() for model in (header.table, header.basis)} | {Top}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schema = TypeAdapter.json_schemas(
        [(model, "validation", adapter(model)) for model in ordered], ref_template="#/$defs/{model}"
    )
    defs = {name: _without_titles(part) for name, part in schema["$defs"].items()}
    top = defs.pop(Top.__name__)
    properties = {**top["properties"], **{family: _family(family) for family in FAMILIES}}
    properties["format"] = {"type": "integer", "minimum": 1, "maximum": FORMAT}
    properties["sources"] = properties.pop("sources")
    blocks = {_name(header): _block(header, defs) for header in HEADERS}
    inner = {name: part for name, part in defs.items() if name in _cited([properties, blocks])}
    return {
        "$schema": _DIALECT,
        "title": "Carrier file",
        "description": "What is known about one carrier of mobile contracts in Japan.",
        "type": "object",
        "properties": properties,
        "required": ["format"],
        "anyOf": [{"required": ["inherits"]}, {"required": ["kind", "name"]}],
        "additionalProperties": False,
        "$defs": {**blocks, **inner},
    }


def _name(header: str) -> str:
    """Return the name of the definition of a block."""
    return f"block:{header}"


def _family(family: str) -> dict[str, Any]:
    """Return the schema of everything under the first word of a header."""
    words = second_words(family)
    if words == ():
        return _list_of(family)
    if words is None:
        return {
            "type": "object",
            "patternProperties": {SLUG: _list_of(family)},
            "additionalProperties": False,
        }
    kinds = {word: f"{family}.{word}" if f"{family}.{word}" in HEADERS else family for word in words}
    return {
        "type": "object",
        "properties": {word: _list_of(header) for word, header in kinds.items()},
        "additionalProperties": False,
    }


def _list_of(header: str) -> dict[str, Any]:
    """Return the schema of all blocks under one header."""
    return {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/{_name(header)}"}}


def _block(header: str, defs: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one block: its own keys and those that say how they are known."""
    known = HEADERS[header]
    own = defs[known.table.__name__]
    basis = {} if known.basis is NoBasis else defs[known.basis.__name__]["properties"]
    block = {
        "description": own["description"],
        "type": "object",
        "properties": {**own["properties"], **basis},
        "required": own.get("required", []),
        "additionalProperties": False,
    }
    if set(BASES) <= set(basis):
        block["oneOf"] = [{"required": [word]} for word in BASES]
    if header not in NO_RULE:
        block["anyOf"] = [{"required": [key]} for key in own["properties"]]
    return block


def _without_titles(part: Any) -> Any:
    """Return a schema without the titles that only repeat the names of keys."""
    if isinstance(part, list):
        return [_without_titles(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {name: _without_titles(item) for name, item in value.items()}
        if key == "properties"
        else _without_titles(value)
        for key, value in part.items()
        if key != "title"
    }


def _cited(part: Any) -> set[str]:
    """Return the names of the definitions that a schema refers to, through one level of them."""
    if isinstance(part, list):
        return set().union(*map(_cited, part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*map(_cited, part.values())) if part else set()
    reference = part.get("$ref")
    return found | {reference.rpartition("/")[2]} if isinstance(reference, str) else found
