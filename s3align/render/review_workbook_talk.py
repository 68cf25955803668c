"""The sheets of a merged review file about its readers: how far they agree, and what they should talk about.

What people write beside the list of differences stays with its difference; one that is no longer there is marked, not removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from s3align.render.review_workbook import ReviewBook
from s3align.render.review_workbook_rules import LAST_ROW, guard
from s3align.render.review_workbook_table import cell_text
from s3align.render.review_workbook_written import DIFFERENCE_COLUMNS
from s3align.render.view_agreement import AgreementView

_WIDTHS = (42, 34, 10, 14, 24, 24, 24, 24, 24)
_DIFFERENCE_WIDTHS = (6, 20, 36, 34, 60, 18, 22, 60)
_HIDDEN = 1
"""The column with the ids of differences."""


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


def write_differences(book: ReviewBook, view: AgreementView, ids: Sequence[str], program: Sequence[str]) -> None:
    """Writes what people differ about, with a column for what came of talking about it.

    ``ids`` tell the differences of ``view`` apart, ``program`` is what the program says of each. What somebody has typed over
    a generated cell is kept as its note.
    """
    messages, writer, written, day = book.messages, book.writer, book.written, book.day_in_words
    sheet, is_new = writer.sheet(book.book, "disagreements", messages("review_sheet_disagreements"))
    known = (
        {cell_text(sheet.cell(row, _HIDDEN).value): row for row in range(2, sheet.max_row + 1)} if not is_new else {}
    )
    heads = (*view.difference_heads, *(messages(f"review_head_{head}") for head in ("program", "settled", "outcome")))
    for column, text in enumerate(("ID", *heads), start=1):
        writer.put(sheet, 1, column, text)
    known.pop("", None)
    last = max([1, *known.values()])
    styles: list[Any] = []
    for key, row, said in zip(ids, view.differences, program, strict=True):
        if key not in known:
            last = known[key] = last + 1
            _dress_row(sheet, last, styles)
        writer.put(sheet, known[key], _HIDDEN, key)
        texts = dict(zip(DIFFERENCE_COLUMNS, (*row.cells, said, ""), strict=True))
        for at, (kind, text) in enumerate(texts.items(), start=_HIDDEN + 1):
            written.keep(sheet.cell(known[key], at), key, kind, text, messages, day)
            writer.put(sheet, known[key], at, text)
        written.note(key, texts)
    for key in sorted(known.keys() - set(ids)):
        text = messages("review_settled")
        written.keep(sheet.cell(known[key], len(heads)), key, DIFFERENCE_COLUMNS[-1], text, messages, day)
        writer.put(sheet, known[key], len(heads), text)
        written.note(key, {DIFFERENCE_COLUMNS[-1]: text})
    writer.has_changed |= guard(sheet, range(1, len(heads) + 1), 2, max(LAST_ROW, last), messages)
    if is_new:
        _dress(sheet, _DIFFERENCE_WIDTHS, 1)
        sheet.column_dimensions["A"].hidden = True
        sheet.auto_filter.ref = f"A1:H{max(last, 2)}"


def _dress_row(sheet: Any, number: int, made: list[Any]) -> None:
    """``made``: the styles of a row, set once and shared."""
    from openpyxl.styles import Alignment, Protection  # noqa: PLC0415 -- wanted for workbooks alone

    for column in range(1, len(_DIFFERENCE_WIDTHS) + 1):
        cell = sheet.cell(number, column)
        if len(made) < column:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.protection = Protection(locked=column < len(_DIFFERENCE_WIDTHS))
            made.append(cell._style)  # noqa: SLF001 -- the quick way that openpyxl has
        cell._style = made[column - 1]  # noqa: SLF001


def _dress(sheet: Any, widths: Sequence[int], head: int) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- wanted for workbooks alone
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415

    for column, wide in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
        cell = sheet.cell(head, column)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = f"A{head + 1}"


def difference_id(sha256: str, theme: str | None) -> str:
    """What tells a difference from all others, whoever takes part in it."""
    return f"{sha256[:16]} {theme or '-'}"
