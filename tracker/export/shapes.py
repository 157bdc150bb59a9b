"""Build JSON Schemas (draft 2020-12) from small parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

Schema = dict[str, object]
"""A JSON Schema, at the edge of the program only."""

DRAFT = "https://json-schema.org/draft/2020-12/schema"

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
WHOLE: Schema = {"type": "integer"}
DAY: Schema = {"type": "string", "format": "date", "description": "a calendar date in Asia/Tokyo, ISO 8601"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "an instant with its offset, ISO 8601",
}


def maybe(schema: Schema) -> Schema:
    """Return the schema of a value that may be unknown or absent: null."""
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def words(kinds: type[StrEnum] | Iterable[str]) -> Schema:
    """Return the schema of one of a few words."""
    return {"type": "string", "enum": [str(kind) for kind in kinds]}


def many(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def table(schema: Schema) -> Schema:
    """Return the schema of an object whose names are data."""
    return {"type": "object", "additionalProperties": schema}


def record(properties: Mapping[str, Schema]) -> Schema:
    """Return the schema of an object that has all these properties; later versions may add more."""
    return {"type": "object", "required": list(properties), "properties": dict(properties)}


def document(name: str, title: str, properties: Mapping[str, Schema]) -> Schema:
    """Return the schema of a whole output, which says its own name in `schema`."""
    return {
        "$schema": DRAFT,
        "$id": f"urn:{name.replace('/', ':')}",
        "title": title,
        **record({"schema": {"const": name}, **properties}),
    }
