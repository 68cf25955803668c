"""Reads what people have entered into a review file: their verdicts, reasons, decisions and days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from s3align.errors import DataError, Said, said
from s3align.files import shown_name
from s3align.record.assessment import Verdict
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.review_workbook_columns import (
    DATED,
    DECISION,
    FILE,
    REASON,
    REMARK,
    REVIEWER,
    VERDICT,
    choice_of,
    plain_head,
)
from s3align.render.review_workbook_dates import as_date
from s3align.render.review_workbook_memory import Baseline, KnownProposal, Memory
from s3align.render.review_workbook_open import open_workbook
from s3align.render.review_workbook_table import Line, ReviewTable, cell_text, find_table, memory_of
from s3align.render.review_workbook_words import Choice, meant, words
from s3align.store.review import Decision, Reading, ReasonCode

_MOST_TOLD = 20
"""Cells that an error names; the first ones are enough to begin with."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that cannot be understood; it stays as it was typed."""

    sheet: str
    cell: str
    said: Said


def read_review(path: Path, tell: Callable[[Said], None] | None = None) -> tuple[Reading, ...]:
    """Everything that people have entered into a review file, by row; rows without an entry are none.

    Words are understood in every interface language. A cell that cannot be understood is left out of its reading, and
    ``tell`` is given a sentence for it.

    Raises UsageError where the file cannot be opened or is no review file, DataError where it is damaged or, without ``tell``,
    where a cell cannot be understood.
    """
    memory, table = table_of(path, open_workbook(path).book)
    wrong: list[WrongCell] = []
    readings = [reading for line in table.lines() if (reading := reading_of(line, table, memory, wrong))]
    if wrong and tell is None:
        named = tuple(cell.said for cell in wrong[:_MOST_TOLD])
        raise DataError(
            said(
                "review_wrong_cells",
                "{file} holds cells that cannot be understood: {cells}",
                file=shown_name(path),
                cells=named,
            )
        )
    for cell in wrong:
        if tell:
            tell(cell.said)
    return one_spelling(readings)


def one_spelling(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Every person under the name by which they stand there first: "ada berg" is "Ada Berg"."""
    names: dict[str, str] = {}
    for reading in readings:
        names.setdefault(plain_head(reading.reviewer), reading.reviewer)
    return tuple(replace(reading, reviewer=names[plain_head(reading.reviewer)]) for reading in readings)


def table_of(path: Path, book: Any) -> tuple[Memory, ReviewTable]:
    """The memory and the table of a review file. Raises DataError where it has none."""
    memory = memory_of(book)
    table = find_table(book, memory)
    if memory is None or table is None:
        raise no_table(path)
    return memory, table


def no_table(path: Path) -> DataError:
    """What is said of a workbook without a table, or without what it remembers."""
    return DataError(
        said(
            "review_no_table",
            "{file} is no review file: its table or its hidden sheet 's3align' is gone. Take the copy that was kept "
            "beside it, or another file.",
            file=shown_name(path),
        )
    )


def proposal_of(line: Line, memory: Memory) -> KnownProposal | None:
    """The proposal of a row: by its id, else by the file that it names."""
    return memory.known(line.row, cell_text(line.cells.get(FILE, "")))


def baseline_of(line: Line, known: KnownProposal, memory: Memory) -> Baseline:
    """What the person had before them who made this entry: what was noted when it was first seen, else what is shown."""
    entry = line.entry_hash
    noted = memory.readings.get((known.row, entry))
    blind = memory.form.is_blind
    return noted or Baseline(known.row, entry, known.sha256, known.key, known.verdicts, is_blind=blind)


def reading_of(line: Line, table: ReviewTable, memory: Memory, wrong: list[WrongCell]) -> Reading | None:
    """The reading of a row; None where nothing was entered, or of a row of no proposal or of no known version: it is named."""
    if not line.is_filled:
        return None
    known = proposal_of(line, memory)
    if known is None:
        if not _is_sum(line):
            wrong.append(_no_proposal(line, table))
        return None
    base = baseline_of(line, known, memory)
    if not base.is_version_known:
        wrong.append(_unknown_version(line, table, known))
        return None
    cells = _Cells(line, table, wrong, memory.form.language)
    verdicts = {
        column.removeprefix(VERDICT): cells.chosen(column) for column in table.columns if column.startswith(VERDICT)
    }
    reason, decision = cells.chosen(REASON), cells.chosen(DECISION)
    return Reading(
        file=known.name,
        sha256=base.sha256,
        reviewer=cells.text(REVIEWER).strip() or memory.form.reviewer,
        verdicts={theme: Verdict(value) for theme, value in verdicts.items() if value},
        reason=ReasonCode(reason) if reason else None,
        remark=cells.text(REMARK),
        decision=Decision(decision) if decision else None,
        dated=cells.day(),
        key=base.key,
        is_blind=base.is_blind,
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row, understood; what is not goes into ``wrong``."""

    line: Line
    table: ReviewTable
    wrong: list[WrongCell]
    language: str

    def text(self, column: str) -> str:
        """As it was typed."""
        return cell_text(self.line.cells.get(column, ""))

    def chosen(self, column: str) -> str | None:
        """The value of a cell that is chosen from a list; None of an empty cell, and of one that is not understood."""
        choice = choice_of(column)
        typed = self.text(column)
        if choice is None or not typed:
            return None
        value = meant(choice, typed)
        if value is None:
            self.wrong.append(wrong_word(*self._place(column), typed, choice, self.language))
        return value

    def day(self) -> Any:
        """The day; None of an empty cell, and of one that names no day."""
        value = self.line.cells.get(DATED)
        if value is None:
            return None
        found = as_date(value)
        if found is None:
            self.wrong.append(wrong_day(*self._place(DATED), value))
        return found

    def _place(self, column: str) -> tuple[str, str]:
        return self.table.sheet.title, place(self.line.number, self.table.columns[column])


def wrong_word(sheet: str, cell: str, typed: str, choice: Choice, language: str) -> WrongCell:
    """A cell with a word that is none of its list; ``language``: that of the file."""
    offered = words(choice, Messages.load(language if language in LANGUAGES else LANGUAGES[-1]))
    sentence = said(
        "review_wrong_word",
        "sheet '{sheet}', cell {cell}: '{typed}' is none of: {allowed}. Choose one from the list of the cell.",
        sheet=sheet,
        cell=cell,
        typed=typed,
        allowed=tuple(offered.values()),
    )
    return WrongCell(sheet, cell, sentence)


def wrong_day(sheet: str, cell: str, value: Any) -> WrongCell:
    """A cell that names no day."""
    sentence = said(
        "review_wrong_date",
        "sheet '{sheet}', cell {cell}: '{typed}' names no day. Enter it as in 2026-11-27.",
        sheet=sheet,
        cell=cell,
        typed=cell_text(value),
    )
    return WrongCell(sheet, cell, sentence)


def _is_sum(line: Line) -> bool:
    """Whether a row only counts or adds up what stands above it."""
    return FILE not in line.cells and all(cell_text(value).startswith("=") for value in line.entry.values())


def _no_proposal(line: Line, table: ReviewTable) -> WrongCell:
    sheet, cell = table.sheet.title, f"A{line.number}"
    sentence = said(
        "review_no_proposal",
        "sheet '{sheet}', row {row}: belongs to no proposal of the run. Copy the row of the proposal, with its hidden "
        "columns, and enter it there.",
        sheet=sheet,
        row=line.number,
    )
    return WrongCell(sheet, cell, sentence)


def _unknown_version(line: Line, table: ReviewTable, known: KnownProposal) -> WrongCell:
    sheet = table.sheet.title
    sentence = said(
        "review_unknown_version",
        "sheet '{sheet}', row {row}: nobody knows which version of {file} was read, so the entry does not count. Read the file "
        "as it is now and enter the new date, then call `s3align review` again.",
        sheet=sheet,
        row=line.number,
        file=known.name,
    )
    return WrongCell(sheet, f"A{line.number}", sentence)


def place(row: int, column: int) -> str:
    """A cell as Excel calls it: "C7"."""
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415 -- wanted for workbooks alone

    return f"{get_column_letter(column)}{row}"
