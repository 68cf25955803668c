"""The sheet of a merged review file about how far its readers agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from s3align.render.review_workbook import ReviewBook
from s3align.render.review_workbook_rules import guard
from s3align.render.view_agreement import AgreementView

_WIDTHS = (42, 34, 10, 14, 24, 24, 24, 24, 24)


def write_agreement(book: ReviewBook, view: AgreementView) -> None:
    """Writes how far people agree; cells of the office beside it stay."""
    messages, writer = book.messages, book.writer
    sheet, is_new = writer.sheet(book.book, "agreement", messages("review_sheet_agreement"))
    rows = list(_agreement(view))
    for number, cells in enumerate(rows, start=1):
        for column in range(1, len(view.heads) + 1):
            writer.put(sheet, number, column, str(cells[column - 1]) if column <= len(cells) else "")
    writer.has_changed |= guard(sheet, range(1, len(view.heads) + 1), 1, len(rows), messages)
    for number in range(len(rows) + 1, sheet.max_row + 1):  # of a longer table before
        for column in range(1, len(view.heads) + 1):
            writer.put(sheet, number, column, "")
    if is_new:
        _dress(sheet, _WIDTHS, 3)


def _agreement(view: AgreementView) -> Iterator[Sequence[object]]:
    yield (view.intro,)
    yield ()
    yield view.heads
    for part in view.parts:
        for row in part.rows:
            yield (part.who, *row.cells)
        yield (part.remark,)
    yield ()
    for note in view.notes:
        yield (note,)


def _dress(sheet: Any, widths: Sequence[int], head: int) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- wanted for workbooks alone
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415

    for column, wide in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
        cell = sheet.cell(head, column)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = f"A{head + 1}"
