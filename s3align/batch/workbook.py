"""The results as a workbook: a sheet to sort and filter, and one that explains its columns."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from s3align.batch.results import Summary, columns, rows
from s3align.files import write_atomically

_CREATED = datetime(1980, 1, 1)  # noqa: DTZ001 -- a fixed date: the same results give the same bytes
_EXPLAINED = (
    ("file", "Path of the file below the folder. / Pfad der Datei im Ordner."),
    (
        "status, reason, message",
        "assessed, or why not and what to do. / beurteilt, oder warum nicht und was zu tun ist.",
    ),
    (
        "rank",
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
        "Files with nearly the same text, with their similarity. / Dateien mit fast demselben Text, mit Ähnlichkeit.",
    ),
    ("report", "The report of this file. / Der Bericht zu dieser Datei."),
)


def write_workbook(summary: Summary, target: Path) -> None:
    """``results.xlsx``; texts stay texts, whatever they begin with."""
    import xlsxwriter  # noqa: PLC0415 -- wanted for this file alone

    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": "s3align", "created": _CREATED})
        sheet = book.add_worksheet("results")
        bold, points = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        heads = columns(summary)
        sheet.write_row(0, 0, heads, bold)
        last = 0
        for last, row in enumerate(rows(summary), start=1):
            for column, cell in enumerate(row):
                if heads[column] == "report" and cell:
                    sheet.write_url(last, column, f"external:{cell}", string=str(cell))
                elif isinstance(cell, float):
                    sheet.write_number(last, column, cell, points)
                elif cell != "":
                    sheet.write(last, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
        sheet.set_column(0, 0, 40)
        for column, head in enumerate(heads):
            if head.endswith("_score") and last:
                sheet.conditional_format(
                    1,
                    column,
                    last,
                    column,
                    {"type": "data_bar", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1},
                )
        about = book.add_worksheet("columns")
        about.set_column(0, 0, 28)
        about.set_column(1, 1, 110)
        about.write_row(0, 0, ["column", "meaning"], bold)
        for number, line in enumerate(_EXPLAINED, start=1):
            about.write_row(number, 0, line)
    write_atomically(target, stream.getvalue(), force=True)
