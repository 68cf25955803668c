"""Takes the files of several reviewers together: a row per proposal and person, and nothing is written over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s3align.errors import UsageError, said
from s3align.files import shown_name
from s3align.render.review_workbook import ReviewBook, person
from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_columns import DATED, REVIEWER
from s3align.render.review_workbook_dates import as_date
from s3align.render.review_workbook_memory import KnownProposal, Memory
from s3align.render.review_workbook_open import open_workbook
from s3align.render.review_workbook_outcome import Incoming
from s3align.render.review_workbook_read import WrongCell, baseline_of, proposal_of, reading_of, table_of
from s3align.render.review_workbook_table import Line, ReviewTable, cell_text, is_empty
from s3align.render.review_workbook_written import Written

Pending = dict[tuple[object, ...], Incoming]
"""Entries that get new rows, each once."""


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A file that was taken in: its entries, and how many of them were new to the review file.

    What stays in it alone: ``typed_over``, generated cells that somebody has typed over, and ``sheets`` of people's own.
    """

    path: Path
    entries: int
    taken: int
    typed_over: int = 0
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtOver:
    """Entries of a person that came into their new file, and those that did not: made with the program's verdicts in sight."""

    taken: int = 0
    left: int = 0


def take_in(book: ReviewBook, path: Path, pending: Pending, *, later_wins: bool = False) -> MergedFile:
    """Takes in the entries of another review file: into rows that wait for them, else into ``pending``, for new rows.

    The same entry again is taken once. Where one person says something else of the same proposal, both stay; with
    ``later_wins`` the one with the later date does.
    """
    opened = open_workbook(path)
    memory, table = table_of(path, opened.book)
    if memory.form.strategy != book.form.strategy:
        raise UsageError(
            said(
                "review_merge_other",
                "{file} was made with the strategy '{then}', the run with '{now}'. Leave it out, or merge it into the review "
                "file of its own run.",
                file=shown_name(path),
                then=memory.form.strategy,
                now=book.form.strategy,
            )
        )
    entries = list(_entries(book, path, memory, table))
    taken = sum(_take(book, entry, pending, later_wins=later_wins) for entry in entries)
    return MergedFile(path, len(entries), taken, _typed_over(memory, table), _own_sheets(opened.book, table))


def bring_over(book: ReviewBook, path: Path, pending: Pending) -> BroughtOver:
    """Takes the entries of the person whose new file ``book`` is out of the file of all; there they stay as well.

    Into a file without the program's verdicts come those alone that were made without them. A file of another strategy has
    nothing to bring.
    """
    memory, table = table_of(path, open_workbook(path).book)
    if memory.form.strategy != book.form.strategy:
        return BroughtOver()
    own = [
        entry for entry in _entries(book, path, memory, table) if person(entry.reviewer) == person(book.form.reviewer)
    ]
    fitting = [entry for entry in own if entry.base.is_blind or not book.form.is_blind]
    taken = sum(_take(book, entry, pending, later_wins=False) for entry in fitting)
    return BroughtOver(taken, len(own) - len(fitting))


def _typed_over(memory: Memory, table: ReviewTable) -> int:
    written = Written(memory.written, memory.generated, ())
    return sum(
        written.is_typed_over(line.row, column, value) for line in table.lines() for column, value in line.cells.items()
    )


def _own_sheets(book: Any, table: ReviewTable) -> tuple[str, ...]:
    """The titles of sheets that a person has added and filled."""
    ours = Writer().own_sheets(book) | {table.sheet.title}
    return tuple(
        sheet.title
        for sheet in book.worksheets
        if sheet.title not in ours and any(not is_empty(cell.value) for cell in sheet._cells.values())  # noqa: SLF001
    )


def _entries(book: ReviewBook, path: Path, memory: Memory, table: ReviewTable) -> Iterator[Incoming]:
    """What people have entered into a file, to the letter."""
    finder = _Finder(book)
    wrong: list[WrongCell] = []
    for line in table.lines():
        if not (line.is_filled or line.own):
            continue
        reading_of(line, table, memory, wrong)
        known = proposal_of(line, memory)
        if known is not None:
            yield _incoming(line, table, memory, finder.find(known), path)
    book.outcome.wrong_elsewhere.extend((path, cell) for cell in wrong)


def _incoming(line: Line, table: ReviewTable, memory: Memory, target: KnownProposal, path: Path) -> Incoming:
    source = proposal_of(line, memory)
    assert source is not None  # noqa: S101 -- asked before
    name = cell_text(line.cells.get(REVIEWER, "")).strip() or memory.form.reviewer or shown_name(Path(path.stem))
    cells = {column: value for column, value in line.entry.items() if column != REVIEWER}
    own = {table.own.get(number) or _unnamed(number): value for number, value in line.own.items()}
    places = {column: table.columns[column] for column in cells}
    places |= {table.own.get(number) or _unnamed(number): number for number in line.own}
    looks = {title: table.sheet.cell(line.number, at) for title, at in places.items()}
    return Incoming(
        target,
        baseline_of(line, source, memory),
        name,
        cells,
        own,
        {title: _note(cell) for title, cell in looks.items() if cell.comment},
        {title: copy(cell.fill) for title, cell in looks.items() if cell.fill.fill_type},
    )


def _unnamed(number: int) -> str:
    from openpyxl.utils.cell import get_column_letter  # noqa: PLC0415 -- wanted for workbooks alone

    return str(get_column_letter(number))


def _note(cell: Any) -> Any:
    from openpyxl.comments import Comment  # noqa: PLC0415 -- wanted for workbooks alone

    note = cell.comment
    return Comment(note.text, note.author, note.height, note.width)


class _Finder:
    """Finds the proposal of the review file that one of another file is: by its id, its bytes, or its name."""

    def __init__(self, book: ReviewBook) -> None:
        self._book = book
        now = [match.known for match in book.matches.values()]
        self._by_hash = {known.sha256: known for known in reversed(now)}
        self._by_name = {known.name: known for known in reversed(now)}

    def find(self, known: KnownProposal) -> KnownProposal:
        """The proposal; one that the run does not hold any more is added as gone."""
        if match := self._book.matches.get(known.row):
            return match.known
        found = self._by_hash.get(known.sha256) or self._by_name.get(known.name)
        return found or self._book.adopt(known)


def _take(book: ReviewBook, entry: Incoming, pending: Pending, *, later_wins: bool) -> bool:
    """Whether an entry was new to the review file."""
    if _key(entry) in pending:
        return False
    rows = [
        (place, book.lines[place])
        for place in book.places.get(entry.known.row, ())
        if _may_be(book.lines[place], entry)
    ]
    filled = [(place, line) for place, line in rows if line.is_filled]
    if any(_told(line.entry) == _told(entry.cells) for _, line in filled):
        return False
    if later_wins and len(filled) == 1 and not filled[0][1].is_merged:
        place, line = filled[0]
        before, now = as_date(line.cells.get(DATED)), as_date(entry.cells.get(DATED))
        if before and now and before != now:
            if now > before:
                book.lines[place] = book.enter(book.emptied(line), entry)
            return now > before
    waiting = [(place, line) for place, line in rows if not (line.is_filled or line.own or line.is_merged)]
    if waiting:
        place, line = waiting[0]
        book.lines[place] = book.enter(line, entry)
    else:
        pending[_key(entry)] = entry
    return True


def _may_be(line: Line, entry: Incoming) -> bool:
    """Whether a row is that person's, or waits for anybody."""
    name = person(cell_text(line.cells.get(REVIEWER, "")))
    return name == person(entry.reviewer) or (not name and not line.is_filled)


def _key(entry: Incoming) -> tuple[object, ...]:
    """The same for the same entry of the same person on the same proposal."""
    return entry.known.row, person(entry.reviewer), *sorted(_told(entry.cells).items())


def _told(cells: Mapping[str, Any]) -> dict[str, str]:
    return {column: cell_text(value) for column, value in cells.items() if column != REVIEWER}
