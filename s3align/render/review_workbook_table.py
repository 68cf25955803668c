"""Finds the table of a review file again, whatever people have done to it: its sheet, its head, its columns and its rows.

Columns are known by their heads in any interface language, and by names that move with a cell when a column is moved in Excel.
A row is known by its id in a hidden column, else by the file it names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from s3align.render.review_workbook_columns import (
    FILE,
    REVIEWER,
    ROW,
    ReviewForm,
    choice_of,
    columns,
    is_peoples,
    known_heads,
    plain_head,
)
from s3align.render.review_workbook_memory import SHEET, Memory, remembered
from s3align.render.review_workbook_words import listed_value

NAME = "s3align_column_"
"""Begins the defined names of heads; behind it stands the place of the column in the form."""
_HEAD_ROWS = 20
"""Among which the head of the table is looked for: people put titles above it."""
_LEAST_HEADS = 3
"""Known heads in a row that is the head of the table."""
_MOST_COLUMNS = 1_000
"""Within which the columns of a table lie."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: its number in the sheet, the id of its proposal ("" where it has none), and its cells.

    ``cells``: column -> value as it stands there, without empty ones; ``own``: the same for the columns that people have
    added, by their number. ``is_merged``: some of its cells are joined with those of other rows. ``entry``: what people have
    filled in.
    """

    number: int
    row: str
    cells: Mapping[str, Any]
    own: Mapping[int, Any]
    is_merged: bool = False
    entry: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        """Made once: it is asked for again and again."""
        entry = {column: value for column, value in self.cells.items() if is_peoples(column)}
        object.__setattr__(self, "entry", entry)

    @property
    def is_filled(self) -> bool:
        """Whether people have entered something but a name."""
        return any(column != REVIEWER for column in self.entry)

    @property
    def entry_hash(self) -> str:
        """What tells this entry from another one for the same proposal."""
        return cells_hash(self.entry)


def told(cells: Mapping[str, Any]) -> dict[str, str]:
    """What cells of people say, column by column: a word of a list by its value, the same in every language."""
    return {column: _value(column, cell_text(value)) for column, value in cells.items()}


def _value(column: str, text: str) -> str:
    choice = choice_of(column)
    return (listed_value(choice, text) or text) if choice else text


def cells_hash(cells: Mapping[str, Any]) -> str:
    """The same for cells that say the same."""
    parts = [[column, text] for column, text in sorted(told(cells).items())]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


@dataclass(slots=True)
class ReviewTable:
    """The table in its sheet. ``columns``: column -> its number; ``own``: number -> head of what people have added."""

    sheet: Any
    head_row: int
    columns: dict[str, int]
    own: dict[int, str]

    def lines(self) -> Iterator[Line]:
        """All rows below the head that hold anything in the table, from top to bottom."""
        by_number = {number: column for column, number in self.columns.items()}
        rows: dict[int, dict[int, Any]] = {}
        for (row, number), cell in self.sheet._cells.items():  # noqa: SLF001 -- going through ranges makes cells
            if row > self.head_row and number <= _MOST_COLUMNS and not is_empty(cell.value):
                rows.setdefault(row, {})[number] = cell.value
        merged = self._merged(rows)
        for row in sorted(rows):
            values = rows[row]
            cells = {by_number[number]: value for number, value in values.items() if number in by_number}
            own = {number: value for number, value in values.items() if number not in by_number}
            if cells:
                yield Line(row, cell_text(cells.get(ROW, "")), cells, own, row in merged)

    def _merged(self, rows: Mapping[int, dict[int, Any]]) -> set[int]:
        """Rows with joined cells; what people entered into one holds for all of its rows, as it looks."""
        peoples = {number for column, number in self.columns.items() if is_peoples(column)}
        found: set[int] = set()
        for area in self.sheet.merged_cells.ranges:
            found.update(range(area.min_row, area.max_row + 1))
            value = rows.get(area.min_row, {}).get(area.min_col)
            if value is not None and area.min_col in peoples:
                for row in range(area.min_row + 1, area.max_row + 1):
                    if row in rows:
                        rows[row][area.min_col] = value
        return found


def memory_of(book: Any) -> Memory | None:
    """What the hidden sheet says; None where there is none of this form."""
    if SHEET not in book.sheetnames:
        return None
    sheet = book[SHEET]
    rows: dict[int, dict[int, Any]] = {}
    for (row, number), cell in sheet._cells.items():  # noqa: SLF001 -- as above
        rows.setdefault(row, {})[number] = cell.value
    return remembered([row.get(number) for number in range(1, max(row) + 1)] for _, row in sorted(rows.items()))


def find_table(book: Any, memory: Memory | None) -> ReviewTable | None:
    """The table of a workbook; None where it has none."""
    form = memory.form if memory else ReviewForm("", "", "", {}, "")
    ids = columns(form)
    heads = known_heads(form, ids)
    heads |= {plain_head(text): column for column, text in (memory.heads if memory else {}).items()}
    found = max(
        (table for sheet in book.worksheets if sheet.title != SHEET for table in _heads(book, sheet, heads, memory)),
        key=lambda table: len(table.columns),
        default=None,
    )
    return found if found and len(found.columns) >= _LEAST_HEADS and (found.columns.keys() & {ROW, FILE}) else None


def _heads(book: Any, sheet: Any, heads: Mapping[str, str], memory: Memory | None) -> Iterator[ReviewTable]:
    """The table that each of the first rows of a sheet would be the head of."""
    rows: dict[int, dict[int, str]] = {}
    for (row, number), cell in sheet._cells.items():  # noqa: SLF001 -- as above
        if row <= _HEAD_ROWS and number <= _MOST_COLUMNS and not is_empty(cell.value):
            rows.setdefault(row, {})[number] = cell_text(cell.value)
    named = _named(book, sheet, columns(memory.form) if memory else ())
    own = {plain_head(text) for text in (memory.own if memory else ())}
    for row, texts in sorted(rows.items()):
        known = _columns(texts, {column: at[1] for column, at in named.items() if at[0] == row}, heads, own)
        yield ReviewTable(
            sheet, row, known, {number: text for number, text in texts.items() if number not in known.values()}
        )


def _columns(
    texts: Mapping[int, str], named: Mapping[str, int], heads: Mapping[str, str], own: Collection[str]
) -> dict[str, int]:
    """Column -> number, by heads and by names.

    Excel moves names along with a column; programs that only move values leave them behind. So a name counts unless the head
    that it leads to belongs to another column, be it one of the office.
    """
    by_head: dict[str, int] = {}
    for number, text in sorted(texts.items()):
        if column := heads.get(plain_head(text)):
            by_head.setdefault(column, number)

    def is_left_behind(column: str, number: int) -> bool:
        text = plain_head(texts.get(number, ""))
        return heads.get(text, column) != column or (column in by_head and text in own)

    found = {column: number for column, number in named.items() if not is_left_behind(column, number)}
    for column, number in by_head.items():
        if column not in found and number not in found.values():
            found[column] = number
    return found


def _named(book: Any, sheet: Any, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Column -> row and number of its head, by the defined names that lead into a sheet."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 -- wanted for workbooks alone

    found: dict[str, tuple[int, int]] = {}
    for place, column in enumerate(ids):
        name = book.defined_names.get(f"{NAME}{place}")
        if name is None:
            continue
        title, _, reference = str(name.attr_text).rpartition("!")
        if title.strip("'").replace("''", "'") == sheet.title and "#" not in reference and ":" not in reference:
            left, top, *_ = range_boundaries(reference.replace("$", ""))
            found[column] = (top, left)
    return found


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing that anybody could see."""
    return value is None or (isinstance(value, str) and not value.strip())


def cell_text(value: Any) -> str:
    """What a cell holds, as text: a formula as it was typed, a day as in ISO 8601, 3.0 as 3."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(getattr(value, "text", value))  # a formula over several cells has its text inside
