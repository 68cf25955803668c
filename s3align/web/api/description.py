"""The OpenAPI description: FastAPI's, with the problems that every operation may answer with in the form they really have."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from s3align.web.api.models import Problem
from s3align.web.problem_kinds import STATUS
from s3align.web.problems import MEDIA_TYPE

_ALWAYS = (400, 401, 403, 422, 429, 500, 503)
_UNUSED = ("HTTPValidationError", "ValidationError")
_METHODS = ("get", "put", "post", "delete", "patch")
_PUBLIC = ("checks", "strategies")
"""Tags of operations that need no token."""
_ABOUT = """The same actions as the pages, for programs. Errors are problem responses (RFC 9457) whose `type` is a stable
address with a page that explains it; `detail` comes in the language of `Accept-Language` (German or English). A file that was
handed in already is answered with its first submission and status 200, so an upload can be repeated safely. What several
people may change carries an `ETag`; send it back as `If-Match`."""


def describe(app: FastAPI) -> None:
    """Has ``app`` publish its description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(
                get_openapi(title="s3align", version=app.version, description=_ABOUT, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(description: dict[str, Any]) -> dict[str, Any]:
    parts = description.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name in _UNUSED:
        schemas.pop(name, None)
    own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= own.pop("$defs", {}) | {"Problem": own}
    parts["responses"] = {f"Problem{status}": _response(status) for status in sorted(set(STATUS.values()))}
    for path, operations in description["paths"].items():
        for method in _METHODS:
            if method in operations:
                _add_problems(path, method, operations[method])
    return description


def _response(status: int) -> dict[str, Any]:
    kinds = [f"/problems/{kind}" for kind, known in STATUS.items() if known == status]
    answer: dict[str, Any] = {
        "description": " or ".join(kinds),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
    return answer


def _add_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    if set(operation["tags"]) & set(_PUBLIC):
        operation["security"] = [{}, *operation["security"]]
    answers = operation["responses"]
    answers.pop("422", None)
    for status in _possible(path, method, operation):
        answers.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})


def _possible(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    found = set(_ALWAYS)
    if "{" in path:
        found.add(404)
    if method != "get":
        found |= {404, 409}
    if "requestBody" in operation:
        found |= {408, 413, 415}
    if any(entry["name"].lower() == "if-match" for entry in operation.get("parameters", ())):
        found.add(428)
    return sorted(found)
