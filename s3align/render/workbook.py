"""The results as a workbook for people: proposals by rank, files that were not assessed, and what the columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s3align.files import replacing
from s3align.record.assessment import Verdict
from s3align.render.formats import sure_points
from s3align.render.messages import Messages
from s3align.store.row import ResultRow
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet below its head; the format ends there."""
MOST_LINKS = 65_000
"""Links of a sheet; Excel opens no more than 65,530. Reports further down are named without one."""
MOST_SIGNS = 32_767
"""Characters of a cell; longer texts are cut and end in three dots."""
_POINTS = 100
_BAR = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": _POINTS}
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 -- a fixed date: the same results give the same bytes
_PARTS = ("verdict", "extent", "score", "low", "high")
_BEFORE = ("file", "rank_from", "rank_to", "strongest", "addressed")
_AFTER = ("places", "pages", "words", "languages", "copy_of", "similar", "report", "sha256")
_REFUSED = ("file", "reason", "advice", "pages", "words", "copy_of", "report", "sha256")
_WIDTHS = {
    "file": 40,
    "advice": 60,
    "strongest": 28,
    "addressed": 36,
    "places": 36,
    "reason": 22,
    "report": 30,
    "similar": 30,
}
_USUAL_WIDTH = 11


def write_workbook(table: ResultTable, strategy: Strategy, language: str, target: Path, scratch: Path) -> None:
    """``results.xlsx``, a row at a time by way of ``scratch``; texts stay texts, whatever they begin with."""
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 -- wanted for this file alone

    with replacing(target, force=True) as temporary:
        try:
            _write(table, _Wording(strategy, language), temporary, scratch)
        except FileCreateError as error:
            raise error.args[0] from error  # what the disk said


def _write(table: ResultTable, wording: _Wording, target: Path, scratch: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 -- wanted for this file alone

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "tmpdir": str(scratch),
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": "s3align", "created": _CREATED})
        sheet = partial(_write_sheet, book, wording)
        shown = sheet("proposals", wording.proposal_heads(), map(wording.proposal, table.ranking(MOST_ROWS)))
        shown += sheet("refused", [(key, key) for key in _REFUSED], map(wording.refused, table.refused(MOST_ROWS)))
        left_out = table.totals.files - shown
        rows = [
            (wording("sheet_column"), wording("sheet_meaning")),
            *wording.meanings(),
            *([("", wording("sheet_left_out", count=left_out))] if left_out else []),
        ]
        _explain(book.add_worksheet(wording("sheet_columns")), rows, book.add_format({"bold": True}))


class _Wording:
    """The cells of a line in the language of the workbook."""

    def __init__(self, strategy: Strategy, language: str) -> None:
        self._themes = strategy.theme_names(language)
        self._messages = Messages.load(language)
        self._verdicts = {verdict.value: self(f"verdict_{verdict}") for verdict in Verdict}

    def __call__(self, key: str, **values: object) -> str:
        return self._messages(key, **values)

    def proposal_heads(self) -> list[tuple[str, str]]:
        """Kind and head of every column: what is said of a theme is headed by the theme."""
        themes = [(part, f"{name}: {self(f'sheet_{part}')}") for name in self._themes.values() for part in _PARTS]
        return [*((key, key) for key in _BEFORE), *themes, *((key, key) for key in _AFTER)]

    def proposal(self, entry: ResultRow) -> list[Any]:
        """The cells of a line."""
        first, last = (entry.rank.first, entry.rank.last) if entry.rank else ("", "")
        scores = [
            cell
            for theme in self._themes
            for figures in (entry.themes[theme],)
            for cell in (
                self._verdicts[figures.verdict],
                "" if figures.verdict == Verdict.NONE else figures.extent * _POINTS,
                *(float(sure_points(figure)) for figure in (figures.sureness, figures.low, figures.high)),
            )
        ]
        places = (f"{place.id} ({self(f'role_{place.role}')})" for place in entry.places)
        similar = (f"{other} ({share * _POINTS:.0f} %)" for other, share in entry.similar)
        languages = (
            f"{self._messages.language_name(code)} {share * _POINTS:.0f} %" for code, share in entry.languages.items()
        )
        return [
            entry.name,
            first,
            last,
            self._themes.get(entry.main, ""),
            ", ".join(self._themes[theme] for theme in entry.addressed),
            *scores,
            ", ".join(places),
            entry.pages or "",
            entry.words or "",
            ", ".join(languages),
            entry.duplicate_of,
            "; ".join(similar),
            entry.report,
            entry.sha256,
        ]

    def refused(self, entry: ResultRow) -> list[Any]:
        """The cells of a file that was not assessed."""
        return [
            entry.name,
            self(f"batch_reason_{entry.reason}"),
            self(f"batch_hint_{entry.reason}"),
            entry.pages or "",
            entry.words or "",
            entry.duplicate_of,
            entry.report,
            entry.sha256,
        ]

    def meanings(self) -> Iterator[tuple[str, str]]:
        """Every head with its meaning."""
        for key in dict.fromkeys((*_BEFORE, *_PARTS, *_AFTER, *_REFUSED)):
            yield self(f"sheet_{key}"), self(f"sheet_{key}_meaning")


def _write_sheet(
    book: Workbook, wording: _Wording, name: str, heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> int:
    """Writes a sheet with a frozen head and filters; the number of its rows."""
    sheet = book.add_worksheet(wording(f"sheet_{name}"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    points = book.add_format({"num_format": "0"})
    for column, (key, _) in enumerate(heads):
        sheet.set_column(column, column, _WIDTHS.get(key, _USUAL_WIDTH))
    sheet.write_row(0, 0, [text if key in _PARTS else wording(f"sheet_{key}") for key, text in heads], head)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    last = 0
    for last, row in enumerate(rows, start=1):
        _write_row(sheet, last, zip((key for key, _ in heads), row, strict=True), points)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
    for column, (key, _) in enumerate(heads):
        if key == "score" and last:
            sheet.conditional_format(1, column, last, column, _BAR)
    return last


def _write_row(sheet: Worksheet, number: int, cells: Iterable[tuple[str, Any]], points: Format) -> None:
    for column, (key, cell) in enumerate(cells):
        if key == "report" and cell and number <= MOST_LINKS:
            sheet.write_url(number, column, f"external:{cell}", string=cell)
        elif isinstance(cell, float):
            sheet.write_number(number, column, cell, points)
        elif isinstance(cell, str) and cell:
            sheet.write_string(number, column, cell if len(cell) <= MOST_SIGNS else f"{cell[: MOST_SIGNS - 3]}...")
        elif cell != "":
            sheet.write_number(number, column, cell)


def _explain(sheet: Worksheet, rows: Sequence[tuple[str, str]], bold: Format) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, bold if number == 0 else None)
