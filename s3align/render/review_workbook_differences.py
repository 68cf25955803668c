"""Writes the sheet of a merged review file about what its readers differ on, with columns for what came of talking about it.

What people write there stays with its difference; one that is no longer there is marked, not removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from s3align.render.messages import LANGUAGES, Messages
from s3align.render.review_settled import (
    ABOUT,
    COLUMNS,
    DATED,
    FILE,
    ID,
    ID_HEAD,
    KIND,
    OUTCOME,
    PROGRAM,
    STATE,
    WORDS,
    difference_columns,
    difference_id,
    difference_key,
)
from s3align.render.review_workbook import ReviewBook
from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_read import place
from s3align.render.review_workbook_rules import LAST_ROW, guards, listed, set_rules
from s3align.render.review_workbook_table import cell_text
from s3align.render.review_workbook_words import Choice, reworded
from s3align.render.review_workbook_written import DIFFERENCE_COLUMNS
from s3align.render.view_agreement import AgreementView

_WIDTHS = {"gravity": 20, FILE: 36, ABOUT: 34, "said": 60, PROGRAM: 18, STATE: 24, OUTCOME: 22, WORDS: 60, DATED: 12}
_PEOPLES = (OUTCOME, WORDS, DATED)
_GREY, _YELLOW = "D9D9D9", "FFE699"
_TEXT = "@"


def write_differences(book: ReviewBook, view: AgreementView, ids: Sequence[str], program: Sequence[str]) -> str:
    """Writes all differences of ``view``; the title of the sheet.

    ``ids`` tell them apart, ``program`` is what the program says of each. What somebody has typed over a generated cell is
    kept as its note.
    """
    messages, writer = book.messages, book.writer
    sheet, is_new = writer.sheet(book.book, KIND, messages("review_sheet_disagreements"))
    columns = _headed(sheet, messages, writer)
    rows = {text: row for row in range(2, sheet.max_row + 1) if (text := cell_text(sheet.cell(row, columns[ID]).value))}
    rows = {text: row for text, row in rows.items() if difference_key(text)}
    settled = {difference_id(entry.sha256, entry.theme) for entry in book.settled}
    looks = _Looks(messages)
    for key, difference, machine in zip(ids, view.differences, program, strict=True):
        if key not in rows:
            rows[key] = _next_row(sheet, rows.values())
            looks.dress(sheet, rows[key], columns)
        state = messages("review_outcome_settled" if key in settled else "review_outcome_open")
        writer.put(sheet, rows[key], columns[ID], key)
        texts = dict(zip(DIFFERENCE_COLUMNS, (*difference.cells, machine, state), strict=True))
        _put(book, sheet, key, texts, (rows[key], columns))
    for key in sorted(rows.keys() - set(ids)):
        state = messages("review_outcome_settled_gone" if key in settled else "review_settled")
        _put(book, sheet, key, {STATE: state}, (rows[key], columns))
    rules = [*_guards(columns, max([LAST_ROW, *rows.values()]), messages), *_rules(columns, rows, messages)]
    writer.has_changed |= set_rules(sheet, rules)
    _reword(sheet, columns, rows, book)
    _arrange(sheet, columns, is_new=is_new)
    return str(sheet.title)


def _put(book: ReviewBook, sheet: Any, key: str, texts: Mapping[str, str], at: tuple[int, Mapping[str, int]]) -> None:
    """Writes generated cells; ``at``: the row, and the columns."""
    row, columns = at
    for column, text in texts.items():
        book.written.keep(sheet.cell(row, columns[column]), key, column, text, book.messages, book.day_in_words)
        book.writer.put(sheet, row, columns[column], text)
    book.written.note(key, texts)


def _reword(sheet: Any, columns: Mapping[str, int], rows: Mapping[str, int], book: ReviewBook) -> None:
    """Outcomes that were chosen from a list follow the language of the file."""
    then, now = book.memory.form.language, book.form.language
    for text, row in rows.items():
        key, cell = difference_key(text), sheet.cell(row, columns[OUTCOME])
        if key and then != now and then in LANGUAGES and isinstance(cell.value, str):
            book.writer.take(sheet, row, columns[OUTCOME], reworded(key.choice, cell.value, then, now))


def _guards(columns: Mapping[str, int], last: int, messages: Messages) -> Iterator[Any]:
    return guards([at for column, at in columns.items() if column not in _PEOPLES], 2, last, messages)


def _headed(sheet: Any, messages: Messages, writer: Writer) -> dict[str, int]:
    """The columns of the sheet; those that it does not have are added at its right end."""
    columns = difference_columns(sheet)
    for column, key in COLUMNS.items():
        if column not in columns:
            columns[column] = max([0, *columns.values(), *(at for row, at in sheet._cells if row == 1)]) + 1  # noqa: SLF001
            _dress_head(sheet, column, columns[column])
        writer.put(sheet, 1, columns[column], messages(key) if key else ID_HEAD)
    return columns


def _next_row(sheet: Any, taken: Collection[int]) -> int:
    """Below everything, so that no row that people have added is written into."""
    used: Iterator[int] = (row for (row, _), cell in sheet._cells.items() if cell.value is not None)  # noqa: SLF001 -- as above
    return max(1, *taken, *used) + 1


class _Looks:
    """The styles of a row, made once and shared, see ``own_style``."""

    def __init__(self, messages: Messages) -> None:
        self._made: dict[str, Any] = {}
        self._date = messages("review_date_format")

    def dress(self, sheet: Any, row: int, columns: Mapping[str, int]) -> None:
        """Gives a new row its looks."""
        for column, at in columns.items():
            cell = sheet.cell(row, at)
            if column not in self._made:
                self._style(cell, column)
                self._made[column] = cell._style  # noqa: SLF001 -- the quick way that openpyxl has
            cell._style = self._made[column]  # noqa: SLF001

    def _style(self, cell: Any, column: str) -> None:
        from openpyxl.styles import Alignment, Protection  # noqa: PLC0415 -- wanted for workbooks alone

        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.protection = Protection(locked=column not in _PEOPLES)
        if column in (WORDS, DATED):
            cell.number_format = self._date if column == DATED else _TEXT


def _dress_head(sheet: Any, column: str, at: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 -- wanted for workbooks alone
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415

    dimension = sheet.column_dimensions[get_column_letter(at)]
    dimension.width, dimension.hidden = _WIDTHS.get(column, 6), column == ID
    cell = sheet.cell(1, at)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    cell.fill = PatternFill("solid", fgColor=_YELLOW if column in _PEOPLES else _GREY)


def _arrange(sheet: Any, columns: Mapping[str, int], *, is_new: bool) -> None:
    """What a new sheet gets once, and its filter over all rows; one that was removed stays so."""
    if is_new:
        sheet.freeze_panes = "A2"
    if is_new or sheet.auto_filter.ref:
        sheet.auto_filter.ref = f"A1:{place(max(sheet.max_row, 2), max(columns.values()))}"


def _rules(columns: Mapping[str, int], rows: Mapping[str, int], messages: Messages) -> Iterator[Any]:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 -- wanted for workbooks alone

    for choice in (Choice.VERDICT, Choice.DECISION):
        keys = {row: difference_key(text) for text, row in rows.items()}
        own = sorted(row for row, key in keys.items() if key and key.choice is choice)
        if own:
            yield DataValidation(
                type="list",
                formula1=listed(choice, messages.language),
                allow_blank=True,
                showErrorMessage=True,
                showInputMessage=True,
                errorStyle="warning",
                errorTitle=messages("review_error_title"),
                error=messages("review_error_list"),
                promptTitle=messages("review_head_outcome"),
                prompt=messages("review_prompt_outcome"),
                sqref=" ".join(_runs(own, columns[OUTCOME])),
            )


def _runs(rows: Sequence[int], column: int) -> Iterator[str]:
    """Cells one below the other as ranges."""
    start = rows[0]
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if following != row + 1:
            yield f"{place(start, column)}:{place(row, column)}" if start != row else place(row, column)
            start = following or 0
