"""Takes the files of several reviewers together: a row per proposal and person, and nothing is written over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import Any, NamedTuple

from s3align.errors import UsageError, said
from s3align.files import shown_name
from s3align.render.review_settled import by_file
from s3align.render.review_workbook import ReviewBook, in_language, person
from s3align.render.review_workbook_cells import Writer
from s3align.render.review_workbook_columns import DATED, DECISION, REVIEWER, VERDICT
from s3align.render.review_workbook_dates import as_date
from s3align.render.review_workbook_memory import KnownProposal, Memory
from s3align.render.review_workbook_names import similar_names
from s3align.render.review_workbook_open import open_workbook
from s3align.render.review_workbook_outcome import Incoming
from s3align.render.review_workbook_read import WrongCell, baseline_of, place, proposal_of, reading_of, table_of
from s3align.render.review_workbook_table import Line, ReviewTable, cell_text, cells_hash, is_empty
from s3align.render.review_workbook_written import Written

Pending = dict[tuple[object, ...], Incoming]
"""Entries that get new rows, each once."""


class Taken(Enum):
    """What became of an entry from elsewhere."""

    NEW = auto()
    CORRECTED = auto()
    """It took the place of what was taken from the same person before."""
    KNOWN = auto()


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A file that was taken in: its entries, how many were new to the review file, and how many took the place of others.

    ``left_out``: entries about proposals that were deleted: SHA-256 -> day. ``nameless``: cells ("H7") for the name of who has
    entered something, which are empty; ``called``: the name that these entries go by. ``similar``: pairs of a name that is new
    and one that was there and may be the same person's. What stays in the file alone: ``typed_over``, generated cells that
    somebody has typed over, and ``sheets`` of people's own. ``strange``: entries that were left out, since the file belongs to
    another run, that of the folder ``run``, and about other bytes.
    """

    path: Path
    entries: int
    taken: int
    corrected: int = 0
    left_out: Mapping[str, date] = field(default_factory=dict)
    nameless: tuple[str, ...] = ()
    called: str = ""
    similar: tuple[tuple[str, str], ...] = ()
    typed_over: int = 0
    sheets: tuple[str, ...] = ()
    strange: int = 0
    run: str = ""


@dataclass(frozen=True, slots=True)
class BroughtOver:
    """Entries of a person that came into their new file, and those that did not: made with the program's verdicts in sight."""

    taken: int = 0
    left: int = 0


class Merge:
    """Takes in the entries of other review files: into rows that wait for them, else into ``pending``, for new rows.

    The same entry again is taken once. An entry that a person has corrected takes the place of what was taken from them before,
    as long as nobody has changed that in the review file. Where one person says something else of the same proposal, both stay;
    with ``later_wins`` the one with the later date does. ``deleted``: SHA-256 -> day, of proposals that must not come back,
    unless the run holds them again.
    """

    def __init__(
        self, book: ReviewBook, *, later_wins: bool = False, deleted: Mapping[str, date] | None = None
    ) -> None:
        self._book, self._later_wins = book, later_wins
        self._deleted = deleted or {}
        self._present = {match.proposal.sha256 for match in book.matches.values() if match.proposal}
        self._before = dict(book.memory.taken)  # what this call takes is no correction within the call
        self._settled = by_file(book.settled)
        names = (cell_text(line.cells.get(REVIEWER, "")) for line in book.lines if line.is_filled)
        self._names = list(dict.fromkeys(filter(None, names)))
        self.pending: Pending = {}

    def take_in(self, path: Path) -> MergedFile:
        """Takes in a file. Raises UsageError or DataError where it cannot be read, or is for another strategy."""
        workbook = open_workbook(path).book
        memory, table = table_of(path, workbook)
        if memory.form.strategy != self._book.form.strategy:
            raise _other_strategy(path, memory, self._book)
        source, finder = _Source(path, memory, table), _Finder(self._book)
        lines = [(line, known) for line in source.lines() if (known := proposal_of(line, memory))]
        gone = {known.sha256: day for line, known in lines if (day := self._day_deleted(line, known, memory))}
        others = [] if finder.is_run_of(memory) else [entry for entry in lines if not finder.knows(entry[1])]
        strange = {line.number for line, known in others if known.sha256 not in gone}
        kept = [(line, known) for line, known in lines if known.sha256 not in gone and line.number not in strange]
        entries = [source.incoming(line, finder.find(known), self._book.form.language) for line, known in kept]
        done = Counter(map(self._take, entries))
        left = strange | {line.number for line, known in lines if known.sha256 in gone}
        self._book.outcome.of_another_run += len(strange)
        wrong = source.wrong(line for line in source.lines() if line.number not in left)
        self._book.outcome.wrong_elsewhere.extend((path, cell) for cell in wrong)
        nameless = tuple(source.nameless(line for line, _ in kept))
        return MergedFile(
            path,
            len(lines),
            done[Taken.NEW],
            done[Taken.CORRECTED],
            gone,
            nameless,
            source.name if nameless else "",
            tuple(self._similar(entries)),
            _typed_over(memory, table),
            _own_sheets(workbook, table),
            len(strange),
            memory.form.run,
        )

    def bring_over(self, path: Path) -> BroughtOver:
        """Takes the entries of the person whose new file it is out of the file of all; there they stay as well.

        Into a file without the program's verdicts come those alone that were made without them. A file of another strategy has
        nothing to bring.
        """
        memory, table = table_of(path, open_workbook(path).book)
        form = self._book.form
        if memory.form.strategy != form.strategy:
            return BroughtOver()
        source, finder = _Source(path, memory, table), _Finder(self._book)
        lines = [(line, known) for line in source.lines() if (known := proposal_of(line, memory))]
        entries = [source.incoming(line, finder.find(known), form.language) for line, known in lines]
        own = [entry for entry in entries if person(entry.reviewer) == person(form.reviewer)]
        fitting = [entry for entry in own if entry.base.is_blind or not form.is_blind]
        taken = sum(self._take(entry) is not Taken.KNOWN for entry in fitting)
        return BroughtOver(taken, len(own) - len(fitting))

    def _day_deleted(self, line: Line, known: KnownProposal, memory: Memory) -> date | None:
        """The day on which the proposal of an entry was deleted, in the version that was read or the one known since."""
        hashes = (known.sha256, baseline_of(line, known, memory).sha256)
        if not self._present.isdisjoint(hashes):
            return None
        return next((self._deleted[sha256] for sha256 in hashes if sha256 in self._deleted), None)

    def _similar(self, entries: list[Incoming]) -> Iterator[tuple[str, str]]:
        for name in dict.fromkeys(entry.reviewer for entry in entries):
            if person(name) not in map(person, self._names):
                yield from ((name, known) for known in similar_names(name, self._names))
                self._names.append(name)

    def _take(self, entry: Incoming) -> Taken:
        """Takes an entry, unless it was taken before."""
        if _key(entry) in self.pending:
            return Taken.KNOWN
        rows = _Rows.of(self._book, entry)
        at, now = (entry.known.row, person(entry.reviewer)), cells_hash(entry.cells)
        before = self._before.get(at, ())
        if any(_hash(line) == now for _, line in rows.filled):
            if self._later_wins:
                self._empty_earlier(entry, rows, before)
            self._remember(at, now)
            return Taken.KNOWN
        if rows.filled and before[-1:] == (now,):
            return Taken.KNOWN  # the review file alone was changed
        place = rows.single
        if place is not None and (chosen := self._replaces(entry, place[1], before)) is not None:
            if chosen:
                self._book.lines[place[0]] = self._book.enter(self._book.emptied(place[1]), entry)
                self._remember(at, now)
            return Taken.CORRECTED if chosen else Taken.KNOWN
        if self._is_settled(entry, rows):
            return Taken.KNOWN
        return (self._among_pending(entry) if self._later_wins else None) or self._add(entry, rows)

    def _add(self, entry: Incoming, rows: _Rows) -> Taken:
        if rows.waiting:
            number, line = rows.waiting[0]
            self._book.lines[number] = self._book.enter(line, entry)
        else:
            self.pending[_key(entry)] = entry
        self._remember((entry.known.row, person(entry.reviewer)), cells_hash(entry.cells))
        return Taken.NEW

    def _empty_earlier(self, entry: Incoming, rows: _Rows, before: tuple[str, ...]) -> None:
        """Settles a conflict of an earlier call: empties what has an earlier date and still stands in the person's files."""
        now = as_date(entry.cells.get(DATED))
        for number, line in rows.filled:
            then = as_date(line.cells.get(DATED))
            if now and then and then < now and _hash(line) in before and not line.is_merged:
                self._book.lines[number] = self._book.emptied(line)

    def _among_pending(self, entry: Incoming) -> Taken | None:
        """Settles by their days what one person says twice within one call; None where nothing is to be settled so."""
        at, now = (entry.known.row, person(entry.reviewer)), as_date(entry.cells.get(DATED))
        others = [(key, other) for key, other in self.pending.items() if key[:2] == at]
        days = [as_date(other.cells.get(DATED)) for _, other in others]
        if now is None or not others or any(day is None or day == now for day in days):
            return None
        latest = max(day for day in days if day)
        taken = self._book.memory.taken
        if now < latest:  # an earlier copy: known from now on, as if it had come first
            taken[at] = (cells_hash(entry.cells), *taken.get(at, ()))
            return Taken.KNOWN
        for key, _ in others:
            del self.pending[key]
        self.pending[_key(entry)] = entry
        self._remember(at, cells_hash(entry.cells))
        return Taken.CORRECTED

    def _remember(self, at: tuple[str, str], now: str) -> None:
        taken = self._book.memory.taken
        taken[at] = (*(entry for entry in taken.get(at, ()) if entry != now), now)

    def _replaces(self, entry: Incoming, line: Line, before: tuple[str, ...]) -> bool | None:
        """Whether an entry takes the place of the person's other one; None where both are to stay.

        An earlier copy of a file is no correction: it says what was taken before, or has an earlier date.
        """
        then, now = as_date(line.cells.get(DATED)), as_date(entry.cells.get(DATED))
        is_later = now > then if now and then and now != then else None
        is_untouched = before[-1:] == (_hash(line),)
        was_taken = cells_hash(entry.cells) in before
        if is_untouched and was_taken and is_later is not None:
            return is_later
        if is_untouched and not was_taken and is_later is not False:
            return True
        return is_later if self._later_wins else None

    def _is_settled(self, entry: Incoming, rows: _Rows) -> bool:
        """Whether it differs from what stands there in nothing but what people have settled, and the day."""
        settled = self._settled.get(entry.base.sha256, ())
        columns = {f"{VERDICT}{each.theme}" if each.theme else DECISION for each in settled} | {DATED}
        rest = _without(entry.cells, columns)
        return bool(settled) and any(
            cells_hash(rest) == cells_hash(_without(line.entry, columns)) for _, line in rows.filled
        )


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


class _Rows(NamedTuple):
    """The rows of a proposal that are a person's or may become theirs, with their places: those filled, and those waiting."""

    filled: list[tuple[int, Line]]
    waiting: list[tuple[int, Line]]

    @classmethod
    def of(cls, book: ReviewBook, entry: Incoming) -> _Rows:
        """Those for an entry."""
        places = book.places.get(entry.known.row, ())
        rows = [(number, book.lines[number]) for number in places if _may_be(book.lines[number], entry)]
        waiting = [(number, line) for number, line in rows if not (line.is_filled or line.own or line.is_merged)]
        return cls([(number, line) for number, line in rows if line.is_filled], waiting)

    @property
    def single(self) -> tuple[int, Line] | None:
        """The filled one, where there is no other and it can be emptied."""
        return self.filled[0] if len(self.filled) == 1 and not self.filled[0][1].is_merged else None


def _other_strategy(path: Path, memory: Memory, book: ReviewBook) -> UsageError:
    return UsageError(
        said(
            "review_merge_other",
            "{file} was made with the strategy '{then}', the run with '{now}'. Leave it out, or merge it into the review "
            "file of its own run.",
            file=shown_name(path),
            then=memory.form.strategy,
            now=book.form.strategy,
        )
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to be taken in."""

    path: Path
    memory: Memory
    table: ReviewTable

    @property
    def name(self) -> str:
        """What those are called who give no name."""
        return self.memory.form.reviewer or shown_name(Path(self.path.stem))

    def lines(self) -> Iterator[Line]:
        """The rows with an entry."""
        return (line for line in self.table.lines() if line.is_filled or line.own)

    def nameless(self, lines: Iterator[Line]) -> Iterator[str]:
        """The empty cells for a name, in a file that is nobody's own."""
        for line in lines:
            if not (self.memory.form.reviewer or cell_text(line.cells.get(REVIEWER, "")).strip()):
                yield place(line.number, self.table.columns[REVIEWER])

    def wrong(self, lines: Iterator[Line]) -> list[WrongCell]:
        """Cells that cannot be understood."""
        found: list[WrongCell] = []
        for line in lines:
            reading_of(line, self.table, self.memory, found)
        return found

    def incoming(self, line: Line, target: KnownProposal, language: str) -> Incoming:
        """What people have entered into a row, to the letter; words of lists in ``language``."""
        source = proposal_of(line, self.memory)
        assert source is not None  # noqa: S101 -- asked before
        table = self.table
        cells = _without(in_language(line.entry, self.memory.form.language, language), {REVIEWER})
        own = {table.own.get(number) or _unnamed(number): value for number, value in line.own.items()}
        places = {column: table.columns[column] for column in cells}
        places |= {table.own.get(number) or _unnamed(number): number for number in line.own}
        looks = {title: table.sheet.cell(line.number, at) for title, at in places.items()}
        return Incoming(
            target,
            baseline_of(line, source, self.memory),
            cell_text(line.cells.get(REVIEWER, "")).strip() or self.name,
            cells,
            own,
            {title: _note(cell) for title, cell in looks.items() if cell.comment},
            {title: copy(cell.fill) for title, cell in looks.items() if cell.fill.fill_type},
        )


def _without(cells: Mapping[str, Any], columns: set[str]) -> dict[str, Any]:
    return {column: value for column, value in cells.items() if column not in columns | {REVIEWER}}


def _hash(line: Line) -> str:
    """Of what a row says, whoever does."""
    return cells_hash(_without(line.entry, set()))


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

    def is_run_of(self, memory: Memory) -> bool:
        """Whether a file is one of this run: of the same folder, or of one that was moved, so that half of its files are here.

        Half: a text that everybody hands in makes no run the same, and a run goes on when some of its files have changed.
        """
        known = memory.proposals.values()
        same = memory.form.run in ("", self._book.form.run)
        return same or sum(map(self.knows, known)) * 2 >= len(known)

    def knows(self, known: KnownProposal) -> bool:
        """Whether a proposal is here by more than its name; ids of rows are made of bytes."""
        return known.row in self._book.matches or known.sha256 in self._by_hash

    def find(self, known: KnownProposal) -> KnownProposal:
        """The proposal; one that the run does not hold any more is added as gone."""
        if match := self._book.matches.get(known.row):
            return match.known
        found = self._by_hash.get(known.sha256) or self._by_name.get(known.name)
        return found or self._book.adopt(known)


def _may_be(line: Line, entry: Incoming) -> bool:
    """Whether a row is that person's, or waits for anybody."""
    name = person(cell_text(line.cells.get(REVIEWER, "")))
    return name == person(entry.reviewer) or (not name and not line.is_filled)


def _key(entry: Incoming) -> tuple[object, ...]:
    """The same for the same entry of the same person on the same proposal."""
    return entry.known.row, person(entry.reviewer), cells_hash(entry.cells)
