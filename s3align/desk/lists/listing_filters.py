"""The filters of the list: each has one value per row, which is compared in SQL and counted in Python."""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, literal, not_, or_

from s3align.desk.lists.listing_lines import addresses, names
from s3align.desk.lists.listing_query import ANY, WITHOUT, Alike, FoundKind, Mine
from s3align.desk.review.gravity import RANKS
from s3align.desk.storage.tables import has_value

HIDDEN = "hidden"
"""The value of rows on which the person who asks may not see it."""
COUNTED_APART = ("addressed", *FoundKind)
"""Filters of which a row has many values; principles and places are not counted: that takes longer than the list."""
_JOINED = ","
Condition = ColumnElement[bool]


def value_of(line: CTE, name: str, wanted: str = "") -> ColumnElement[str]:  # noqa: PLR0911 -- kinds of filters
    """What the rows have in a filter's place, as one text each; of "decision" and "alike" all that there are, joined.

    ``wanted``: of "addressed", "principle" and "place", which have many values: the one that is asked for, or "" where none is.
    """
    column = line.c
    if name == "lot":
        return func.coalesce(column.lot_id, WITHOUT)
    if name in ("main", "to_read"):
        return case((column.sees_machine, func.coalesce(column[name], WITHOUT)), else_=HIDDEN)
    if name in ("late", "withdrawn"):
        return case((column[name], "yes"), else_="no")
    if name in COUNTED_APART:
        return _one_of_many(line, name, wanted)
    if name == "alike":
        return case((column.mine == Mine.CONFLICT.value, HIDDEN), else_=_alike(line))
    if name in ("decision", "gravity"):
        return case((column.sees_others, column.decisions if name == "decision" else _gravity(line)), else_=HIDDEN)
    value: ColumnElement[str] = column.shown_state if name == "state" else column[name]
    return value


def _one_of_many(line: CTE, name: str, wanted: str) -> ColumnElement[str]:
    if not wanted:
        return literal("")
    has_it = addresses(line, wanted) if name == "addressed" else names(line, FoundKind(name), wanted)
    return case((has_it, wanted), else_=WITHOUT)


def _alike(line: CTE) -> ColumnElement[str]:
    similar, shared = (case((line.c[kind] > 0, f"{kind.value}{_JOINED}"), else_="") for kind in Alike)
    return similar.concat(shared)


def _gravity(line: CTE) -> ColumnElement[str]:
    return case({rank: gravity.value for gravity, rank in RANKS.items()}, value=line.c.gravity, else_=WITHOUT)


def condition(line: CTE, name: str, wanted: str) -> Condition:
    """Whether a row fits a filter."""
    if name == "decision":
        made = line.c.decisions
        return {WITHOUT: made == "", ANY: made != ""}.get(wanted, has_value(made, wanted))
    if name == "alike":
        alike = [line.c[kind] > 0 for kind in Alike if wanted in (kind, ANY, WITHOUT)]
        is_seen = line.c.mine != Mine.CONFLICT.value
        return and_(is_seen, not_(or_(*alike)) if wanted == WITHOUT else or_(false(), *alike))
    value = value_of(line, name, wanted)
    return value.not_in((WITHOUT, HIDDEN)) if wanted == ANY else value == wanted


def fits(name: str, wanted: str, found: str) -> bool:
    """The same of a value that ``value_of`` gave."""
    if wanted == ANY:
        return bool(choices(name, found)) and found not in (WITHOUT, HIDDEN)
    return wanted in choices(name, found)


def choices(name: str, found: str) -> list[str]:
    """The choices of a filter that a row is behind, by its value."""
    if name not in ("decision", "alike") or found == HIDDEN:
        return [found]
    return [part for part in found.split(_JOINED) if part] or [WITHOUT]
