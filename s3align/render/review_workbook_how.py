"""The first sheet of a review file: how to work with it in twelve lines, and what every column and value means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from s3align.record.assessment import Verdict
from s3align.render.messages import Messages
from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_columns import MACHINE, ROW, VERDICT, ReviewForm, columns, head
from s3align.render.review_workbook_words import Choice, words

_LINES = 12
_WIDTHS = (34, 110)


def explain(book: Any, form: ReviewForm, messages: Messages, writer: Writer, title: str) -> None:
    """Writes the sheet anew where it differs; ``title``: the name of the strategy. Other cells of it stay."""
    sheet, is_new = writer.sheet(book, "how", messages("review_sheet_how"), 0)
    rows = list(_rows(form, messages, title))
    for number, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            writer.put(sheet, number, column, text)
    if is_new:
        _dress(sheet, rows)


def _rows(form: ReviewForm, messages: Messages, title: str) -> Iterator[tuple[str, ...]]:
    yield (messages("review_how_title", strategy=title),)
    yield (messages("review_how_whose", reviewer=form.reviewer) if form.reviewer else "",)
    status = messages("review_head_status")
    for number in range(1, _LINES + 1):
        yield (str(number), messages(f"review_how_{number}", status=status))
    yield ("", messages("review_how_blind") if form.is_blind else "")
    yield (messages("review_how_column"), messages("review_how_meaning"))
    yield from _columns(form, messages)
    for choice in Choice:
        yield ("", "")
        yield (f"{messages('review_how_value')}: {_head_of(choice, messages)}", messages("review_how_meaning"))
        for value, word in words(choice, messages).items():
            yield (word, messages(_meaning(choice, value)))


def _columns(form: ReviewForm, messages: Messages) -> Iterator[tuple[str, str]]:
    """A line for every column, those of all themes as one."""
    names = dict.fromkeys(form.names, "…")
    for column in dict.fromkeys(_of_any_theme(column) for column in columns(form)):
        if column != ROW:
            kind = column.partition(":")[0]
            yield (head(f"{kind}:{next(iter(names), '')}", names, messages), messages(f"review_meaning_{kind}"))


def _of_any_theme(column: str) -> str:
    return next((start for start in (MACHINE, VERDICT) if column.startswith(start)), column)


def _head_of(choice: Choice, messages: Messages) -> str:
    return messages(f"review_head_{choice}", theme="…")


def _meaning(choice: Choice, value: str) -> str:
    if choice is Choice.VERDICT and value != Verdict.UNCLEAR:
        return f"verdict_{value}_meaning"
    return f"review_{choice}_{value}_meaning"


def _dress(sheet: Any, rows: list[tuple[str, ...]]) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- wanted for workbooks alone

    for letter, wide in zip("AB", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = wide
    for number in range(1, len(rows) + 1):
        for column in (1, 2):
            sheet.cell(number, column).alignment = Alignment(vertical="top", wrap_text=number > 1)
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    heads = [number for number, cells in enumerate(rows, start=1) if len(cells) > 1 and cells[1] == _head_text(rows)]
    for number in heads:
        for column in (1, 2):
            sheet.cell(number, column).font = Font(bold=True)


def _head_text(rows: list[tuple[str, ...]]) -> str:
    return rows[3 + _LINES][1]
