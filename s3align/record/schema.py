"""The published JSON Schema of the record, made from the classes of ``assessment.py`` so that both cannot differ."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from s3align.record.assessment import SCHEMA, Assessment, Status

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean"}

BOUNDS: dict[str, tuple[float, float | None]] = {
    "score": (0, 1),
    "low": (0, 1),
    "high": (0, 1),
    "page": (1, None),
    "start": (0, None),
    "end": (0, None),
    "pages": (0, None),
    "words": (0, None),
    "evidence_count": (0, None),
}
"""Lowest and highest value of numeric fields, by name; contributions may be negative and are not bounded."""


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of what ``to_record`` returns; each class is a definition under ``$defs``."""
    definitions: dict[str, Any] = {}
    root = _object(Assessment, definitions)
    root["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": DIALECT,
        "title": SCHEMA,
        **root,
        "if": {"properties": {"status": {"const": Status.NOT_ASSESSABLE.value}}},
        "then": {
            "properties": {
                "reason": {"type": "string"},
                "message": {"type": "string"},
                "themes": {"maxItems": 0},
                "fit": {"type": "null"},
            }
        },
        "else": {"properties": {"reason": {"type": "null"}, "themes": {"minItems": 1}, "fit": {"type": "object"}}},
        "$defs": dict(sorted(definitions.items())),
    }


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    names = [entry.name for entry in fields(kind)]
    return {
        "type": "object",
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "properties": {name: _bounded(name, _type(hints[name], definitions)) for name in names},
        "required": names,
        "additionalProperties": False,
    }


def _type(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return {"anyOf": [_type(arguments[0], definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _type(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1], definitions)}
    if kind in SCALARS:
        return {"type": SCALARS[kind]}
    return _reference(kind, definitions)


def _reference(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # holds the place while the fields are read
        definitions[name] = _object(kind, definitions) if is_dataclass(kind) else _enum(kind)
    return {"$ref": f"#/$defs/{name}"}


def _enum(kind: type) -> dict[str, Any]:
    if not issubclass(kind, StrEnum):
        raise TypeError(f"The record has a field of type {kind.__name__}, which JSON does not know.")
    return {"enum": [member.value for member in kind], "description": inspect.cleandoc(kind.__doc__ or "")}


def _bounded(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    numeric = schema.get("type") in ("number", "integer") or schema.get("anyOf", [{}])[0].get("type") == "integer"
    if name not in BOUNDS or not numeric:
        return schema
    low, high = BOUNDS[name]
    return {**schema, "minimum": low, **({} if high is None else {"maximum": high})}
