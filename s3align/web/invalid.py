"""What is wrong with a request, value by value: where it stands (a JSON pointer, or a parameter) and what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from s3align.web.words import web_messages

MOST = 50
"""Errors of one answer: whoever sends more of them corrects these first."""
_KEYS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "json_invalid": "json",
    "string_too_long": "long",
    "string_too_short": "short",
    "too_long": "long",
    "too_short": "short",
    "string_pattern_mismatch": "form",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "enum": "choice",
    "literal_error": "choice",
    "string_type": "text",
    "string_unicode": "text",
    "int_type": "number",
    "int_parsing": "number",
    "int_from_float": "number",
    "bool_type": "switch",
    "bool_parsing": "switch",
    "list_type": "list",
    "dict_type": "object",
    "model_attributes_type": "object",
    "datetime_from_date_parsing": "time",
    "datetime_parsing": "time",
    "datetime_type": "time",
    "timezone_aware": "time",
}
"""Kinds of errors that pydantic tells -> keys ``api_invalid_…`` of the catalogues; all others: "other"."""
_LIMITS = ("max_length", "min_length", "ge", "le", "expected")


def what_is_invalid(found: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, str]]:
    """The members of a problem's ``errors``: ``pointer`` or ``parameter``, and ``detail``. Nothing that was sent is quoted."""
    return [{**_place(entry["loc"]), "detail": _detail(entry, language)} for entry in list(found)[:MOST]]


def _place(loc: Sequence[str | int]) -> dict[str, str]:
    where, *path = (str(step) for step in loc) if loc else ("body",)
    if where != "body":
        return {"parameter": path[0] if path else where}
    steps = (step.replace("~", "~0").replace("/", "~1") for step in path)
    return {"pointer": "".join(["#", *(f"/{step[:100]}" for step in steps)])}


def _detail(entry: Mapping[str, Any], language: str) -> str:
    key = _KEYS.get(str(entry.get("type")), "other")
    context = entry.get("ctx") or {}
    limit = next((context[name] for name in _LIMITS if name in context), "")
    return web_messages(language)(f"api_invalid_{key}", limit=limit)
