"""What the page about the interface shows of each operation: what it does, what it needs, and how to call it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from s3align.web.route_rules import Rule

_FORM, _JSON = "multipart/form-data", "application/json"
_DEEPEST = 4
"""Of an example: models within models."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation. ``key``: its id, which names its sentence; ``needs``: the permission; ``curl``: a call that works."""

    key: str
    method: str
    path: str
    needs: str
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations on one thing; ``key`` names its heading."""

    key: str
    operations: tuple[Operation, ...]


def groups(description: Mapping[str, Any], known: list[Rule], address: str) -> list[Group]:
    """The operations of an OpenAPI description by their tags. ``known``: the routes; ``address``: of the server."""
    found: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            curl = _curl(description, path, method, operation, address)
            needs = _permission(known, path, method.upper())
            entry = Operation(operation["operationId"], method.upper(), path, needs, curl)
            found.setdefault(operation["tags"][0].replace(" ", "_"), []).append(entry)
    return [Group(key, tuple(operations)) for key, operations in found.items()]


def _permission(known: list[Rule], path: str, method: str) -> str:
    of_route = (rule.permission for rule in known if rule.path == path and method in rule.methods)
    return next((permission.value for permission in of_route if permission), "")


def _curl(description: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], address: str) -> str:
    parts = ["curl"] if method == "get" else ["curl", "-X", method.upper()]
    if {} not in operation["security"]:
        parts += ["-H", '"Authorization: Bearer $TOKEN"']
    if any(entry["name"] == "If-Match" for entry in operation.get("parameters", ())):
        parts += ["-H", "'If-Match: \"1\"'"]
    parts += _body(description, operation)
    wanted = [entry for entry in operation.get("parameters", ()) if entry["in"] == "query" and entry.get("required")]
    query = "&".join(f"{entry['name']}={_example(description, entry['schema'])}" for entry in wanted)
    return " ".join([*parts, shlex.quote(f"{address}{path}{'?' if query else ''}{query}")])


def _body(description: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {})
    if _FORM in content:
        properties = _resolved(description, content[_FORM]["schema"])["properties"]
        name = "files" if "files" in properties else "file"
        yield from ("-F", f"{name}=@FILE")
    elif _JSON in content:
        example = _example(description, content[_JSON]["schema"])
        yield from ("-H", f"'Content-Type: {_JSON}'", "-d", shlex.quote(json.dumps(example, ensure_ascii=False)))


def _resolved(description: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _example(description: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that a schema allows: what it needs and nothing else."""
    schema = _resolved(description, schema)
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    if "const" in schema or "default" in schema:
        return schema.get("const", schema.get("default"))
    for name in ("anyOf", "oneOf", "allOf"):
        if name in schema:
            return _example(description, schema[name][0], depth)
    if schema.get("type") == "object":
        return _object(description, schema, depth)
    return _VALUES.get(schema.get("type", ""), "…")


_VALUES: dict[str, Any] = {"integer": 1, "number": 0.5, "boolean": True, "array": [], "null": None}


def _object(description: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
    wanted = schema.get("required", ()) if depth < _DEEPEST else ()
    return {name: _example(description, schema["properties"][name], depth + 1) for name in wanted}
