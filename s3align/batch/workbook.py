"""The results as a workbook: a sheet to sort and filter, and one that explains its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s3align.batch.lines import Lines
from s3align.batch.tables import columns, row
from s3align.files import replacing

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet below its head; the format ends there."""
MOST_LINKS = 65_000
"""Links of a sheet; Excel opens no more than 65,530. Reports further down are named without one."""
_BAR = {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 -- a fixed date: the same results give the same bytes
_EXPLAINED = (
    ("file", "Path of the file below the folder. / Pfad der Datei im Ordner."),
    (
        "status, reason, message",
        "assessed, or why not and what to do. / beurteilt, oder warum nicht und was zu tun ist.",
    ),
    (
        "rank_from, rank_to",
        "Places shared with proposals whose ranges overlap. / Plätze, geteilt mit Anträgen, deren Spannen sich überschneiden.",
    ),
    (
        "main_theme, second_theme",
        "Addressed themes with the highest scores. / Angesprochene Themen mit den höchsten Werten.",
    ),
    (
        "…_score",
        "0 to 1: of texts with this score so many were about the theme. / Von Texten mit diesem Wert handelten so viele davon.",
    ),
    ("…_low, …_high", "Range of the score. / Spanne des Wertes."),
    ("places", "Municipalities named, with their role. / Genannte Kommunen mit ihrer Rolle."),
    ("duplicate_of", "Another file with the very same bytes. / Eine andere Datei mit denselben Bytes."),
    (
        "similar_to",
        "Up to ten files with nearly the same text, and how near. / Bis zu zehn Dateien mit fast demselben Text, und wie nah.",
    ),
    ("report", "The report of this file. / Der Bericht zu dieser Datei."),
)


def write_workbook(lines: Lines, themes: Mapping[str, str], target: Path, scratch: Path) -> None:
    """``results.xlsx``, a row at a time by way of ``scratch``; texts stay texts, whatever they begin with."""
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 -- wanted for this file alone

    with replacing(target, force=True) as temporary:
        try:
            _write(lines, themes, temporary, scratch)
        except FileCreateError as error:
            raise error.args[0] from error  # what the disk said


def _write(lines: Lines, themes: Mapping[str, str], target: Path, scratch: Path) -> None:
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
        sheet = book.add_worksheet("results")
        formats = {"bold": book.add_format({"bold": True}), "points": book.add_format({"num_format": "0.00"})}
        heads = columns(themes)
        sheet.write_row(0, 0, heads, formats["bold"])
        sheet.set_column(0, 0, 40)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, entry in enumerate(islice(lines.in_order(), MOST_ROWS), start=1):
            _write_row(sheet, last, dict(zip(heads, row(entry, themes), strict=True)), formats["points"])
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
        for column, head in enumerate(heads):
            if head.endswith("_score") and last:
                sheet.conditional_format(1, column, last, column, _BAR)
        _explain(book.add_worksheet("columns"), formats["bold"], left_out=lines.totals.files - last)


def _write_row(sheet: Worksheet, number: int, cells: Mapping[str, Any], points: Format) -> None:
    for column, (head, cell) in enumerate(cells.items()):
        if head == "report" and cell and number <= MOST_LINKS:
            sheet.write_url(number, column, f"external:{cell}", string=str(cell))
        elif isinstance(cell, float):
            sheet.write_number(number, column, cell, points)
        elif cell != "":
            sheet.write(number, column, cell)


def _explain(sheet: Worksheet, bold: Format, left_out: int) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110)
    sheet.write_row(0, 0, ["column", "meaning"], bold)
    lines = list(_EXPLAINED)
    if left_out:
        lines.append(
            ("", f"{left_out} more files are in results.csv: a sheet holds no more. / Weitere in results.csv.")
        )
    for number, line in enumerate(lines, start=1):
        sheet.write_row(number, 0, line)
