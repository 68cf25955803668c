"""Writes the hidden sheet of a review file, in which it remembers things for the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_memory import SHEET, Memory


def remember(book: Any, memory: Memory, writer: Writer) -> None:
    """Writes the hidden sheet anew where it says something else."""
    lines = [tuple(line) for line in memory.lines()]
    index = len(book.sheetnames)
    if SHEET in book.sheetnames:
        sheet = book[SHEET]
        now = [tuple(cell or "" for cell in line) for line in sheet.iter_rows(values_only=True)]
        if [_trimmed(line) for line in now] == [_trimmed(line) for line in lines]:
            return
        index = book.sheetnames.index(SHEET)
        book.remove(sheet)
    sheet = book.create_sheet(SHEET, index)
    sheet.sheet_state = "hidden"
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            writer.put(sheet, number, column, text)
    writer.has_changed = True


def _trimmed(line: Sequence[Any]) -> tuple[str, ...]:
    texts = [str(cell) for cell in line]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
