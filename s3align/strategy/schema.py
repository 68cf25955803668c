"""The published schemas of strategy files: JSON Schema (2020-12) for TOML files, Table Schema for CSV tables.

Both are made from ``definitions``, which validation follows too, so they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from s3align.errors import UsageError
from s3align.nearest import nearest
from s3align.strategy.definitions import SHAPES, TOML_SHAPES
from s3align.strategy.shape import Column, Key, Kind, TableShape, TomlShape
from s3align.strategy.structure import LANGUAGE
from s3align.strategy.tables import TABLE_SHAPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string", "minLength": 1, "pattern": r"\S"}
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _TEXT,
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}},
}
_COLUMN_TYPES = {Kind.TEXT: "string", Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.SOME_WORDING: "string"}


def file_schema(file: str) -> dict[str, Any]:
    """The schema of one file of a strategy. Raises UsageError for a file that no strategy has."""
    if file in TOML_SHAPES:
        return toml_schema(TOML_SHAPES[file])
    if file in TABLE_SHAPES:
        return table_schema(TABLE_SHAPES[file])
    raise UsageError(f"No strategy has a file '{file}'. {nearest(file, SHAPES)}")


def toml_schema(shape: TomlShape) -> dict[str, Any]:
    """The JSON Schema of a TOML file, by which editors complete and check it."""
    return {"$schema": DIALECT, "title": shape.file, "description": shape.about, **_object(shape.keys)}


def table_schema(shape: TableShape) -> dict[str, Any]:
    """The schema of a table in the form of Frictionless Table Schema; a wording has a column for each language."""
    fields = [
        {
            "name": f"{column.name}.<language>" if column.kind is Kind.SOME_WORDING else column.name,
            "type": _COLUMN_TYPES[column.kind],
            "description": column.about,
            **_constraints(column),
        }
        for column in shape.columns
    ]
    return {"title": shape.file, "description": shape.about, "fields": fields, "missingValues": [""]}


def _constraints(column: Column) -> dict[str, Any]:
    limits: Mapping[str, Any] = {
        "required": column.required or None,
        "enum": list(column.choices) or None,
        "minimum": column.low,
        "maximum": column.high,
        "pattern": column.pattern or None,
    }
    found = {name: value for name, value in limits.items() if value is not None}
    return {"constraints": found} if found else {}


def _object(keys: Sequence[Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key.name: _key(key) for key in keys},
        "required": [key.name for key in keys if key.required],
        "additionalProperties": False,
    }


def _key(key: Key) -> dict[str, Any]:
    limits: Mapping[str, Any] = {
        "enum": None if key.kind is Kind.TEXTS else list(key.choices) or None,
        "minimum": key.low,
        "maximum": key.high,
        "pattern": f"^(?:{key.pattern})$" if key.pattern else None,
    }
    found = {name: value for name, value in limits.items() if value is not None}
    return {"description": key.about, **_type(key), **found}


def _type(key: Key) -> dict[str, Any]:
    if key.kind is Kind.TABLE:
        return _object(key.keys)
    if key.kind is Kind.TABLES:
        return {"type": "array", "items": _object(key.keys)}
    if key.kind in (Kind.WORDING, Kind.SOME_WORDING):
        return _by_language(_TEXT, is_needed=key.kind is Kind.WORDING)
    if key.kind is Kind.WORD_LISTS:
        return _by_language(_TYPES[Kind.TEXTS], is_needed=False)
    if key.kind is Kind.TEXTS and key.choices:
        return {"type": "array", "items": {"type": "string", "enum": list(key.choices)}}
    return _TYPES[key.kind]


def _by_language(value: Mapping[str, Any], *, is_needed: bool) -> dict[str, Any]:
    """One value per language; which languages are needed depends on the strategy, so a schema asks for one at least."""
    pattern = f"^{LANGUAGE}$"
    found = {"type": "object", "patternProperties": {pattern: dict(value)}, "additionalProperties": False}
    return {**found, "minProperties": 1} if is_needed else found
