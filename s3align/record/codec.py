"""The record as JSON and back: checked on the way in, the same bytes for the same record on the way out."""

from __future__ import annotations

import math

import msgspec

from s3align.errors import DataError, OldRecordError, said
from s3align.record.assessment import SCHEMA, Assessment, ThemeResult

SUM_TOLERANCE = 1e-9
"""How far a ledger may be from its sum; figures are stored with six decimals."""
_FAMILY = SCHEMA.partition("/")[0]


class _Head(msgspec.Struct):
    """What tells a record's form, whatever else stands in it."""

    schema: str = ""


def to_json(assessment: Assessment, *, indent: bool = False) -> bytes:
    """The record as JSON in UTF-8: on one line, or indented by two.

    Raises ValueError where a ledger does not sum to its figure: such a record may not leave the program.
    """
    for theme in assessment.themes:
        if abs(ledger_gap(theme)) > SUM_TOLERANCE:
            raise ValueError(f"The ledger of the theme '{theme.id}' misses its sum by {ledger_gap(theme):.3g}.")
    body = msgspec.json.encode(assessment)
    return msgspec.json.format(body, indent=2) + b"\n" if indent else body


def ledger_gap(theme: ThemeResult) -> float:
    """How far the lines of a theme's ledger are from its sureness; within ``SUM_TOLERANCE`` they sum to it."""
    return theme.sureness - math.fsum(line.value for line in theme.contributions)


def from_json(body: bytes | str, name: str = "the record") -> Assessment:
    """The assessment that a record describes; ``name`` is what messages call it.

    Raises OldRecordError for a record of an earlier form, DataError for one that is damaged or of another program.
    """
    try:
        schema = msgspec.json.decode(body, type=_Head).schema
        if schema == SCHEMA:
            return msgspec.json.decode(body, type=Assessment)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(
            said(
                "no_record",
                "{name} is not a record of s3align: {why}. Make it again with `s3align check`.",
                name=name,
                why=error,
            )
        ) from error
    if schema.startswith(f"{_FAMILY}/"):
        raise OldRecordError(
            said(
                "old_record",
                "{name} has the form {then}, this version reads {now}. Make it again from the proposal with `s3align check`, "
                "or use the version of s3align that wrote it.",
                name=name,
                then=schema,
                now=SCHEMA,
            )
        )
    raise DataError(
        said(
            "other_record",
            "{name} has the form '{then}' instead of '{now}'. Give a record that `s3align check` has written.",
            name=name,
            then=schema,
            now=SCHEMA,
        )
    )
