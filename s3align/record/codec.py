"""The assessment as plain JSON and back: the only place where the record is a dictionary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from s3align.errors import DataError
from s3align.record.assessment import SCHEMA, Assessment, ThemeScore

DECIMALS = 6
"""Digits after the point: a millionth of the scale, far below what a score can tell apart."""

SUM_TOLERANCE = 1e-9
"""How far a ledger may be from its score."""

T = TypeVar("T")


def to_record(assessment: Assessment) -> dict[str, Any]:
    """The assessment as dicts, lists, strings, numbers and None: ``schema`` first, then the class's order.

    Floats have six decimals; each ledger still sums to its score within 1e-9, because the remainder line takes what
    rounding leaves over. Raises ValueError for a ledger that did not sum to its score before rounding.
    """
    record = {"schema": assessment.schema, **_plain(assessment)}
    for theme, plain in zip(assessment.themes, record["themes"], strict=True):
        _balance(theme, plain)
    return record


def to_json(assessment: Assessment, indent: int | None = None) -> str:
    """The record as JSON text in Unicode, on one line unless ``indent`` is given."""
    return json.dumps(to_record(assessment), ensure_ascii=False, indent=indent, allow_nan=False)


def from_record(record: Mapping[str, Any]) -> Assessment:
    """The assessment that a record describes; fields that newer versions added keep their defaults.

    Raises DataError where the record has another schema, lacks a field or has a wrong value.
    """
    if record.get("schema") != SCHEMA:
        raise DataError(
            f"The record's schema is {record.get('schema')!r}, this version reads {SCHEMA!r}. "
            "Make the record again with `s3align check --format json`."
        )
    return _build(Assessment, record, "record")


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _balance(theme: ThemeScore, plain: dict[str, Any]) -> None:
    gap = theme.score - sum(line.value for line in theme.contributions)
    if abs(gap) > SUM_TOLERANCE:
        raise ValueError(f"The ledger of theme '{theme.id}' misses its score by {gap:.3g}.")
    lines = plain["contributions"]
    if not lines:
        return
    rest = next((line for line in lines if line["kind"] == "remainder"), lines[-1])
    others = sum(line["value"] for line in lines if line is not rest)
    rest["value"] = round(plain["score"] - others, DECIMALS)


def _build(kind: type[T], record: Any, path: str) -> T:
    if not isinstance(record, Mapping):
        raise DataError(f"{path} must be an object, not {type(record).__name__}. Mend the record or make it again.")
    values = {
        entry.name: _value(hint, record[entry.name], f"{path}.{entry.name}")
        for entry, hint in _hinted_fields(kind)  # type: ignore[arg-type]  # classes can be hashed
        if _present(entry, record, path)
    }
    return kind(**values)


@cache
def _hinted_fields(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    """The fields of a dataclass with their types; working these out takes longer than reading a record."""
    hints = get_type_hints(kind)
    return tuple((entry, hints[entry.name]) for entry in fields(kind))


def _present(entry: Field[Any], record: Mapping[str, Any], path: str) -> bool:
    if entry.name in record:
        return True
    if entry.default is MISSING:
        raise DataError(f"{path} lacks the field '{entry.name}'. Mend the record or make it again.")
    return False


def _value(kind: Any, value: Any, path: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _value(arguments[0], value, path)
    if origin is tuple:
        return tuple(_value(arguments[0], item, f"{path}[{index}]") for index, item in enumerate(_list(value, path)))
    if origin is dict:
        return dict(value)
    if is_dataclass(kind):
        return _build(kind, value, path)  # type: ignore[arg-type]  # a class, not an instance
    return _scalar(kind, value, path)


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise DataError(f"{path} must be a list, not {type(value).__name__}. Mend the record or make it again.")
    return value


def _scalar(kind: type, value: Any, path: str) -> Any:
    if issubclass(kind, StrEnum) and value in list(kind):
        return kind(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise DataError(f"{path} has the value {value!r}, which is not a {kind.__name__}. Mend the record.")
    return value
