"""What each route asks for, known before a request is read: its permission, and whether it takes files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern
from typing import Any

from fastapi import FastAPI, params
from fastapi.routing import iter_route_contexts
from starlette.convertors import Convertor
from starlette.routing import compile_path
from starlette.types import Scope

from s3align.desk.access import Permission
from s3align.web.permissions import Needs


@dataclass(frozen=True, slots=True)
class Rule:
    """A route: ``permission`` None where it names none; ``takes_files``: a form with files, or a body of any size."""

    path: str
    methods: frozenset[str]
    permission: Permission | None
    takes_files: bool
    pattern: Pattern[str]
    converters: dict[str, Convertor[Any]]


class _TakesFiles:
    """Marks a route that reads its body itself, so that no parameter shows that it takes files."""

    def __call__(self) -> None:
        """Nothing to do: the mark is read beforehand."""


def takes_files() -> Any:
    """What such a route names in its ``dependencies``."""
    return params.Depends(_TakesFiles())


def rules(app: FastAPI) -> Iterator[Rule]:
    """All routes of an application in the order in which they are asked."""
    for route in iter_route_contexts(app.routes):
        if route.path is None:
            continue
        called = [entry.dependency for entry in getattr(route, "dependencies", [])]
        permissions = [entry.permission for entry in called if isinstance(entry, Needs)]
        body = getattr(getattr(route, "body_field", None), "field_info", None)
        pattern, _, converters = compile_path(route.path)
        yield Rule(
            route.path,
            frozenset(route.methods or ()),
            permissions[-1] if permissions else None,
            isinstance(body, params.File) or any(isinstance(entry, _TakesFiles) for entry in called),
            pattern,
            converters,
        )


def rule_of(known: list[Rule], scope: Scope, path: str) -> tuple[Rule, dict[str, Any]] | None:
    """The route that will answer a request, with the values in its path; None where there is none."""
    for rule in known:
        found = rule.pattern.match(path) if scope["method"] in rule.methods else None
        if found:
            return rule, {name: rule.converters[name].convert(value) for name, value in found.groupdict().items()}
    return None
