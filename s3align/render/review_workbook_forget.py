"""Takes a proposal out of a review file: its rows with all that people wrote there, what the file remembers, and its notes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.render.review_settled import difference_id
from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_columns import FILE
from s3align.render.review_workbook_hidden import remember
from s3align.render.review_workbook_memory import SHEET, Memory
from s3align.render.review_workbook_mentions import Mention, mentions_of
from s3align.render.review_workbook_open import OpenedWorkbook, open_workbook, refuse_loss
from s3align.render.review_workbook_read import place, table_of
from s3align.render.review_workbook_save import refuse_open, replace_without_copy
from s3align.render.review_workbook_table import ReviewTable, cell_text
from s3align.store.review import is_review_file
from s3align.store.trace_words import TraceSearch


@dataclass(frozen=True, slots=True)
class ReviewTraces:
    """A review file without a proposal, not yet written. ``readings``: rows that people had filled, which are gone.

    ``is_changed``: there was something to take out. ``mentions``: where people's own words still name it; nobody but people
    can say what they mean.
    """

    path: Path
    opened: OpenedWorkbook
    rows: int
    readings: int
    mentions: tuple[Mention, ...]
    is_changed: bool

    def write(self) -> None:
        """Puts the file in its place where something was taken out; of the one before nothing is kept."""
        if self.is_changed:
            replace_without_copy(self.opened.book, self.path, self.opened.body)


def review_traces(
    folder: Path, names: Collection[str], hashes: Collection[str], others: Collection[str], search: TraceSearch
) -> Iterator[ReviewTraces]:
    """The review files of a folder, their copies included, that know the files with these names or SHA-256, or name them.

    ``others``: SHA-256 of other files, which may have had one of the names before: what people wrote on them stays.

    Raises UsageError where one is open elsewhere or would lose other content, DataError where it cannot be read: nobody could
    say then that nothing of the proposal is left.
    """
    for path in sorted(path for path in folder.iterdir() if is_review_file(path) and path.suffix == ".xlsx"):
        if not path.name.startswith("~$"):
            yield from _traces(path, names, hashes, others, search)


def _traces(
    path: Path, names: Collection[str], hashes: Collection[str], others: Collection[str], search: TraceSearch
) -> Iterator[ReviewTraces]:
    opened = open_workbook(path)
    memory, table = table_of(path, opened.book)
    known = {
        entry.row
        for entry in memory.proposals.values()
        if entry.sha256 in hashes or (entry.name in names and entry.sha256 not in others)
    }
    known |= {entry.row for entry in memory.readings.values() if entry.sha256 in hashes}
    rows, readings, joined = _clear_table(table, known, names)
    rows += _clear_differences(opened.book, memory, hashes, names, others)
    _clear_memory(opened.book, memory, known, hashes)
    is_changed = bool(rows or known)
    mentions = (*joined, *mentions_of(opened, table, search, with_threads=not is_changed))
    if is_changed:
        refuse_open(path)
        refuse_loss(opened, path)
    if is_changed or mentions:
        yield ReviewTraces(path, opened, max(rows, len(known)), readings, tuple(dict.fromkeys(mentions)), is_changed)


def _clear_table(
    table: ReviewTable, known: Collection[str], names: Collection[str]
) -> tuple[int, int, tuple[Mention, ...]]:
    """How many rows were emptied, how many of them people had filled, and cells that reach into them from a row that stays."""
    lines = [
        line
        for line in table.lines()
        if line.row in known or (not line.row and cell_text(line.cells.get(FILE, "")) in names)
    ]
    numbers = {line.number for line in lines}
    _clear(table.sheet, numbers)
    return len(lines), sum(line.is_filled for line in lines), tuple(_joined_from_above(table.sheet, numbers))


def _clear_differences(
    book: Any, memory: Memory, hashes: Collection[str], names: Collection[str], others: Collection[str]
) -> int:
    """Empties the rows of generated sheets that are about the proposal, by its bytes or else by its name."""
    of_others = {_of_bytes(entry.sha256) for entry in memory.proposals.values() if entry.sha256 in others}
    themes = {theme for own in memory.form.themes.values() for theme in own}
    ids = {difference_id(sha256, theme) for sha256 in hashes for theme in (*themes, None)} | set(names)
    cleared = 0
    for title in Writer().own_sheets(book) - {SHEET}:
        sheet = book[title]
        texts = [(row, cell_text(cell.value)) for (row, _), cell in sheet._cells.items()]  # noqa: SLF001 -- as in the table
        rows = {row for row, text in texts if text in ids}
        rows -= {row for row, text in texts if text.partition(" ")[0] in of_others}
        _clear(sheet, rows)
        cleared += len(rows)
    return cleared


def _clear(sheet: Any, rows: Collection[int]) -> None:
    """Empties whole rows: values, notes and links. The rows stay, so that nothing of people's below moves."""
    from openpyxl.cell.cell import MergedCell  # noqa: PLC0415 -- wanted for workbooks alone

    for (row, _), cell in sheet._cells.items():  # noqa: SLF001 -- as in the table
        if row in rows and not isinstance(cell, MergedCell):  # what is joined with a cell holds nothing itself
            cell.value = cell.comment = cell._hyperlink = None  # noqa: SLF001
    sheet._hyperlinks = [link for link in sheet._hyperlinks if _row(link.ref) not in rows]  # noqa: SLF001


def _row(reference: str) -> int:
    """The first row of a reference ("B5", "B5:C7")."""
    return int(re.sub(r"\D", "", reference.partition(":")[0]) or 0)


def _joined_from_above(sheet: Any, rows: Collection[int]) -> Iterator[Mention]:
    """Cells that are joined over several rows and stand in one that stays: what is written there may be about both."""
    for area in sheet.merged_cells.ranges:
        if area.min_row not in rows and any(row in rows for row in range(area.min_row, area.max_row + 1)):
            yield Mention("cell", f"{sheet.title}!{place(area.min_row, area.min_col)}")


def _clear_memory(book: Any, memory: Memory, known: Collection[str], hashes: Collection[str]) -> None:
    memory.proposals = {row: entry for row, entry in memory.proposals.items() if row not in known}
    memory.readings = {at: entry for at, entry in memory.readings.items() if entry.row not in known}
    memory.taken = {at: taken for at, taken in memory.taken.items() if at[0] not in known}
    ids = {_of_bytes(sha256) for sha256 in hashes}
    memory.written = {
        key: lines for key, lines in memory.written.items() if key not in known and key.partition(" ")[0] not in ids
    }
    remember(book, memory, Writer())


def _of_bytes(sha256: str) -> str:
    """What the ids of all differences about a file begin with."""
    return difference_id(sha256, None).partition(" ")[0]
