"""The published JSON Schema of the record, made from its classes so that both cannot differ."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from s3align.record.assessment import SCHEMA, Assessment, Status

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of what ``codec.to_json`` writes; each class is a definition under ``$defs``."""
    schema = msgspec.json.schema(Assessment)
    reasoned = {
        "properties": {
            "reason": {"type": "string"},
            "themes": {"maxItems": 0},
            "overall": {"type": "null"},
        }
    }
    assessed = {
        "properties": {"reason": {"type": "null"}, "themes": {"minItems": 1}, "overall": {"type": "object"}},
        "required": ["themes", "overall"],
    }
    return {
        "$schema": DIALECT,
        "title": SCHEMA,
        "$ref": schema["$ref"],
        "if": {"properties": {"status": {"const": Status.NOT_ASSESSABLE.value}}},
        "then": reasoned,
        "else": assessed,
        "$defs": {name: _complete(entry) for name, entry in sorted(schema["$defs"].items())},
    }


def _complete(definition: dict[str, Any]) -> dict[str, Any]:
    """A definition as the codec writes it: every field is there, also one that has its default."""
    if "description" in definition:
        definition = {**definition, "description": inspect.cleandoc(definition["description"])}
    if "properties" not in definition:
        return definition
    fields = {
        name: {key: value for key, value in entry.items() if key != "default"}
        for name, entry in definition["properties"].items()
    }
    return {**definition, "properties": fields, "required": list(fields)}
