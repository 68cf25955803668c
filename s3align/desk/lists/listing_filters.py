"""The filters of the list: each has one value per row, which is compared in SQL and counted in Python."""

from __future__ import annotations

from sqlalchemy import CTE, ColumnElement, case, func, literal

from s3align.desk.lists.listing_lines import addresses
from s3align.desk.lists.listing_query import ANY, WITHOUT
from s3align.desk.review.gravity import RANKS
from s3align.desk.storage.tables import has_value

HIDDEN = "hidden"
"""The value of rows on which the person who asks may not see it."""
_JOINED = ","
Condition = ColumnElement[bool]


def value_of(line: CTE, name: str, wanted: str = "") -> ColumnElement[str]:
    """What the rows have in a filter's place, as one text each; of "decision" all that there are, joined.

    ``wanted``: of "addressed", which has many values: the one that is asked for, or "" where none is.
    """
    column = line.c
    if name == "lot":
        return func.coalesce(column.lot_id, WITHOUT)
    if name in ("main", "to_read"):
        return case((column.sees_machine, func.coalesce(column[name], WITHOUT)), else_=HIDDEN)
    if name in ("late", "withdrawn"):
        return case((column[name], "yes"), else_="no")
    if name == "addressed":
        return case((addresses(line, wanted), wanted), else_=WITHOUT) if wanted else literal("")
    if name in ("decision", "gravity"):
        return case((column.sees_others, column.decisions if name == "decision" else _gravity(line)), else_=HIDDEN)
    value: ColumnElement[str] = column.shown_state if name == "state" else column[name]
    return value


def _gravity(line: CTE) -> ColumnElement[str]:
    return case({rank: gravity.value for gravity, rank in RANKS.items()}, value=line.c.gravity, else_=WITHOUT)


def condition(line: CTE, name: str, wanted: str) -> Condition:
    """Whether a row fits a filter."""
    if name == "decision":
        made = line.c.decisions
        return {WITHOUT: made == "", ANY: made != ""}.get(wanted, has_value(made, wanted))
    value = value_of(line, name, wanted)
    return value.not_in((WITHOUT, HIDDEN)) if wanted == ANY else value == wanted


def fits(name: str, wanted: str, found: str) -> bool:
    """The same of a value that ``value_of`` gave."""
    if wanted == ANY:
        return bool(choices(name, found)) and found not in (WITHOUT, HIDDEN)
    return wanted in choices(name, found)


def choices(name: str, found: str) -> list[str]:
    """The choices of a filter that a row is behind, by its value."""
    if name != "decision" or found == HIDDEN:
        return [found]
    return [part for part in found.split(_JOINED) if part] or [WITHOUT]
