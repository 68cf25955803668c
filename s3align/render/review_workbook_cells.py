"""Writes generated cells into a workbook, and knows whether that has changed anything."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from s3align.render.review_workbook_memory import SHEET
from s3align.render.review_workbook_table import cell_text, is_empty

MOST_SIGNS = 32_767
"""Characters of a cell; longer texts are cut and end in three dots."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML file may hold; in a title it says nothing."""
_ANCHOR = "s3align_sheet_"
"""Begins the defined names of generated sheets, which are found again however they are called."""


class Writer:
    """Notes in ``has_changed`` whether any cell is not what it was."""

    def __init__(self) -> None:
        from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 -- wanted for workbooks alone

        self.has_changed = False
        self._joined = MergedCell

    def put(self, sheet: Any, row: int, column: int, text: str) -> Any:
        """Puts a text into a cell, never as a formula; the cell, None where it is to be empty and is not there."""
        wanted = fitting(text)
        cell = sheet._cells.get((row, column))  # noqa: SLF001 -- asking for a cell makes it
        if cell is None and not wanted:
            return None
        if cell is None:
            cell = sheet.cell(row, column)
        if isinstance(cell, self._joined):  # joined with another cell, which alone holds anything
            return None
        if not (is_empty(cell.value) and not wanted) and (
            cell_text(cell.value) != wanted or cell.data_type == "f" or not isinstance(cell.value, str)
        ):
            cell.value = wanted or None
            if wanted:
                cell.data_type = "s"
            self.has_changed = True
        return cell

    def link(self, cell: Any, target: str) -> None:
        """Has a cell lead to a file; "" for nowhere."""
        now = (cell.hyperlink.target or "") if cell.hyperlink else ""
        if now != target:
            kept = cell.value
            cell.hyperlink = target or None
            cell.value = kept
            self.has_changed = True

    def take(self, sheet: Any, row: int, column: int, value: Any) -> Any:
        """Puts what a person has entered elsewhere into a cell, to the letter; a formula as a text."""
        cell = sheet.cell(row, column)
        text = cell_text(value)
        if text.startswith("="):
            return self.put(sheet, row, column, text)
        if cell.value != value:
            own_style(cell)  # a day gives a cell the form of one
            cell.value = value
            self.has_changed = True
        return cell

    def sheet(self, book: Any, kind: str, title: str, index: int | None = None) -> tuple[Any, bool]:
        """The generated sheet of a kind, and whether it was made now."""
        from openpyxl.workbook.defined_name import DefinedName  # noqa: PLC0415 -- wanted for workbooks alone

        name = f"{_ANCHOR}{kind}"
        if (found := generated_sheet(book, kind)) is not None:
            return found, False
        made = book.create_sheet(title, index)
        quoted = made.title.replace("'", "''")
        book.defined_names[name] = DefinedName(name, attr_text=f"'{quoted}'!$A$1", hidden=True)
        self.has_changed = True
        return made, True

    def own_sheets(self, book: Any) -> set[str]:
        """The titles of all generated sheets."""
        return {SHEET, *(_title(book, name) for name in book.defined_names if name.startswith(_ANCHOR))}


def generated_sheet(book: Any, kind: str) -> Any:
    """The generated sheet of a kind, None where there is none."""
    title = _title(book, f"{_ANCHOR}{kind}")
    return book[title] if title in book.sheetnames else None


def own_style(cell: Any) -> None:
    """Takes a cell out of those that share their looks, before it gets others."""
    cell._style = copy(cell._style)  # noqa: SLF001 -- the quick way that openpyxl has


def _title(book: Any, name: str) -> str:
    """The title of the sheet that a defined name leads to, "" for none."""
    if name not in book.defined_names:
        return ""
    return str(book.defined_names[name].attr_text).rpartition("!")[0].strip("'").replace("''", "'")


def fitting(text: str) -> str:
    """A text as a cell takes it: without signs that no XML file may hold, and cut where it is too long."""
    clean = _FORBIDDEN.sub("", text)
    return clean if len(clean) <= MOST_SIGNS else f"{clean[: MOST_SIGNS - 3]}..."
