"""A sheet of a workbook, written a line at a time: what it cannot hold goes on in another one, and it says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from s3align.render.codebook import Column, Form, head
from s3align.render.formats import MOST_SIGNS, shortened
from s3align.render.messages import Messages

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
"""Of a printer's paper sizes."""
_WIDTHS = {Form.TEXT: 24, Form.WHOLE: 10, Form.NUMBER: 10, Form.DATE: 12, Form.LINK: 30}
"""Characters, where a column names none of its own."""
_FORMATS = {Form.WHOLE: 1, Form.NUMBER: 1, Form.DATE: 14}
"""Built-in formats by their numbers: whole numbers, and days as the reader's system writes them."""
_WITH_BARS = "score"
_BAR = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100}
_NAME_SIGNS = 31
"""Of a sheet's name."""
Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the file format and Excel hold, and what a workbook takes of it.

    ``rows`` of a sheet, its head included. ``links`` of a workbook: Excel opens 65,530 of a sheet, and all lie in memory until
    the end. ``signs`` of a cell, in UTF-16 units.
    """

    rows: int = 1_048_576
    links: int = 65_000
    signs: int = MOST_SIGNS


class Book:
    """A workbook with what its sheets share: looks, wording, limits, and how many links there are."""

    def __init__(self, book: Workbook, messages: Messages, limits: Limits) -> None:
        self.book, self.messages, self.limits = book, messages, limits
        self.links = 0
        top = {"valign": "top"}
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top})
        self.note = book.add_format({"italic": True, **top})
        self.texts = book.add_format({"text_wrap": True, **top})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1, **top})
        self.formats = {form: book.add_format({"num_format": code, **top}) for form, code in _FORMATS.items()}

    def name(self, title: str, number: int) -> str:
        """The name of a sheet, of the second and further of its kind with a number."""
        more = f" ({number})" if number > 1 else ""
        return title[: _NAME_SIGNS - len(more)] + more

    def shortened(self, text: str) -> str:
        """A text that fits into a cell; one that was cut says so at its end."""
        return shortened(text, self.limits.signs, self.messages)


class Sheet:
    """A sheet with a frozen head, filters and a page that fits its width; use ``add`` for every line, then ``close``."""

    def __init__(
        self, book: Book, title: str, columns: Sequence[Column], widths: Sequence[int | None], frozen: int = 1
    ) -> None:
        self._book, self._title, self._columns, self._widths, self._frozen = book, title, columns, widths, frozen
        self._number, self._without_link = 0, 0
        self._open()

    def add(self, cells: Iterable[Cell], looks: Sequence[Format | None] = ()) -> None:
        """Writes a line, on a further sheet where this one is full."""
        if self._row == self._book.limits.rows - 1:
            following = self._book.name(self._title, self._number + 1)
            self._sheet.write_string(
                self._row, 0, self._book.messages("sheet_goes_on", sheet=following), self._book.note
            )
            self._finish()
            self._open()
        for column, (kind, cell) in enumerate(zip(self._columns, cells, strict=True)):
            if cell is not None and cell != "":
                self._write(column, kind.form, cell, looks[column] if looks else None)
        self._row += 1

    def close(self) -> None:
        """Ends the last sheet; says there how many links there was no room for."""
        if self._without_link:
            text = self._book.messages("sheet_without_link", count=self._without_link, links=self._book.limits.links)
            self._sheet.write_string(min(self._row + 1, self._book.limits.rows - 1), 0, text, self._book.note)
        self._finish()

    def _open(self) -> None:
        self._number += 1
        book = self._book
        self._sheet: Worksheet = book.book.add_worksheet(book.name(self._title, self._number))
        for number, (column, width) in enumerate(zip(self._columns, self._widths, strict=True)):
            self._sheet.set_column(number, number, width or _WIDTHS[column.form])
            self._sheet.write_string(0, number, book.shortened(head(column, book.messages)), book.head)
        self._sheet.freeze_panes(1, self._frozen)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self._sheet.set_footer("&L&A&R&P / &N")
        self._row = 1

    def _finish(self) -> None:
        last = max(self._row - 1, 1)
        self._sheet.autofilter(0, 0, last, len(self._columns) - 1)
        for number, column in enumerate(self._columns):
            if column.key == _WITH_BARS:
                self._sheet.conditional_format(1, number, last, number, _BAR)

    def _write(self, column: int, form: Form, cell: Cell, look: Format | None) -> None:
        book = self._book
        if isinstance(cell, date):
            moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 -- a day of the calendar
            self._sheet.write_datetime(self._row, column, moment, look or book.formats[Form.DATE])
        elif isinstance(cell, str) and form is Form.LINK:
            self._link(column, cell)
        elif isinstance(cell, str):
            self._sheet.write_string(self._row, column, book.shortened(cell), look or book.texts)
        else:
            self._sheet.write_number(self._row, column, cell, look or book.formats.get(form))

    def _link(self, column: int, target: str) -> None:
        if self._book.links < self._book.limits.links:
            self._book.links += 1
            self._sheet.write_url(self._row, column, f"external:{target}", self._book.link, string=target)
        else:
            self._without_link += 1
            self._sheet.write_string(self._row, column, target, self._book.texts)
