"""How a review file looks: heads, widths, styles of cells, the filter and the names of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from s3align.render.messages import Messages
from s3align.render.review_workbook_columns import (
    APPLICANT,
    DATED,
    FILE,
    REMARK,
    REPORT,
    ROW,
    STATUS,
    TITLE,
    TO_READ,
    is_peoples,
)
from s3align.render.review_workbook_read import place
from s3align.render.review_workbook_rules import LAST_ROW
from s3align.render.review_workbook_table import NAME, ReviewTable

SPARE_COLUMNS = 6
"""Empty columns beside the table that are unlocked and within the filter, for what the office adds."""
_WIDTHS = {TITLE: 40, APPLICANT: 26, FILE: 34, REPORT: 10, TO_READ: 22, STATUS: 34, REMARK: 50, DATED: 12}
_USUAL_WIDTH = 16
_GREY, _YELLOW, _AMBER = "D9D9D9", "FFE699", "FFF2CC"
_BLACK, _BLUE = "000000", "0B4A8F"
_WRAPPED = (TITLE, APPLICANT, FILE, STATUS, REMARK, TO_READ)


class Looks:
    """Styles, made once per kind of cell and shared: one of its own for every cell takes most of the time and room of a file.

    Who gives one such cell other looks takes it out of the sharing first, see ``own_style``.
    """

    def __init__(self, messages: Messages) -> None:
        self._made: dict[str, Any] = {}
        self._date = messages("review_date_format")

    def dress(self, cell: Any, column: str) -> None:
        """Gives a new cell of the table the looks of its column; "" is a column of the office."""
        if column not in self._made:
            self._style(cell, column)
            self._made[column] = cell._style  # noqa: SLF001 -- the quick way that openpyxl has
        cell._style = self._made[column]  # noqa: SLF001

    def _style(self, cell: Any, column: str) -> None:
        from openpyxl.styles import Alignment, Font, Protection  # noqa: PLC0415 -- wanted for workbooks alone

        cell.alignment = Alignment(vertical="top", wrap_text=column in _WRAPPED)
        cell.protection = Protection(locked=bool(column) and not is_peoples(column))
        if column == DATED:
            cell.number_format = self._date
        elif column == REPORT:
            cell.font = Font(color=_BLUE, underline="single")
        elif is_peoples(column) or not column:
            cell.number_format = "@" if column == REMARK else "General"

    def head(self, cell: Any, column: str) -> None:
        """Gives the head of a column its looks."""
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side  # noqa: PLC0415

        cell.font = Font(bold=True, color=_BLACK)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor=_YELLOW if is_peoples(column) or not column else _GREY)
        cell.border = Border(bottom=Side(style="thin"))
        cell.protection = Protection(locked=bool(column))


def arrange(table: ReviewTable, number: int) -> None:
    """What a new sheet gets once: widths, frozen head, filter, colour of what is to be seen.

    ``number``: rows below the head.
    """
    from openpyxl.formatting.rule import FormulaRule  # noqa: PLC0415 -- wanted for workbooks alone
    from openpyxl.styles import PatternFill, Protection  # noqa: PLC0415
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415

    sheet = table.sheet
    for column, at in table.columns.items():
        width(sheet, column, at)
    last = max(table.columns.values())
    for at in range(last + 1, last + SPARE_COLUMNS + 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width, dimension.protection = _USUAL_WIDTH, Protection(locked=False)
    sheet.freeze_panes = place(table.head_row + 1, table.columns[TITLE] + 1)
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{table.head_row}:{table.head_row}"
    sheet.auto_filter.ref = f"A{table.head_row}:{place(table.head_row + max(number, 1), last + SPARE_COLUMNS)}"
    status = get_column_letter(table.columns[STATUS])
    first = table.head_row + 1
    rule = FormulaRule(formula=[f"LEN(${status}{first})>0"], fill=PatternFill(bgColor=_AMBER, fill_type="solid"))
    sheet.conditional_formatting.add(f"{status}{first}:{status}{LAST_ROW}", rule)


def width(sheet: Any, column: str, at: int) -> None:
    """The width of a column; that of ids is hidden."""
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415 -- wanted for workbooks alone

    dimension = sheet.column_dimensions[get_column_letter(at)]
    dimension.width, dimension.hidden = _WIDTHS.get(column, _USUAL_WIDTH), column == ROW


def refilter(table: ReviewTable, last_row: int) -> bool:
    """Stretches the filter over all rows and columns of the table; whether that changes it. One that was removed stays so."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 -- wanted for workbooks alone

    has_changed = _stretch(table, last_row)
    ref = table.sheet.auto_filter.ref
    if not ref:
        return has_changed
    left, top, right, bottom = range_boundaries(ref)
    numbers = [*table.columns.values(), *table.own]
    wanted = f"{place(top, min(left, *numbers))}:{place(max(bottom, last_row), max(right, *numbers))}"
    table.sheet.auto_filter.ref = wanted
    return bool(wanted != ref) or has_changed


def _stretch(table: ReviewTable, last_row: int) -> bool:
    """Stretches what the office has formatted as a table of Excel down to the new rows."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 -- wanted for workbooks alone

    has_changed = False
    for own in formatted(table):
        left, top, right, bottom = range_boundaries(own.ref)
        if bottom < last_row:
            own.ref = f"{place(top, left)}:{place(last_row, right)}"
            if own.autoFilter:
                own.autoFilter.ref = own.ref
            has_changed = True
    return has_changed


def formatted(table: ReviewTable) -> list[Any]:
    """The tables of Excel that begin with the head; its words must not change, or Excel calls the file damaged."""
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 -- wanted for workbooks alone

    return [own for own in table.sheet.tables.values() if range_boundaries(own.ref)[1] == table.head_row]


def rename(book: Any, table: ReviewTable, ids: Sequence[str]) -> bool:
    """Gives every head its name, by which it is known wherever it is moved; whether that changes anything."""
    from openpyxl.workbook.defined_name import DefinedName  # noqa: PLC0415 -- wanted for workbooks alone

    title = table.sheet.title.replace("'", "''")
    has_changed = False
    for number, column in enumerate(ids):
        name = f"{NAME}{number}"
        at = place(table.head_row, table.columns[column])
        wanted = f"'{title}'!${at.rstrip('0123456789')}${table.head_row}"
        if name not in book.defined_names or book.defined_names[name].attr_text != wanted:
            book.defined_names[name] = DefinedName(name, attr_text=wanted, hidden=True)
            has_changed = True
    return has_changed
