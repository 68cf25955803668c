"""Writes a review file and brings it up to date: what is generated is written anew, what people entered stays to the letter.

A file that is there is changed in its place: columns, sheets, notes and colours that people have added stay where they are.
New rows are added at the bottom, none is ever removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from s3align.record.assessment import Verdict
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.review_settled import KIND as DIFFERENCES
from s3align.render.review_settled import by_file, settled_of
from s3align.render.review_workbook_cells import Writer, generated_sheet, own_style
from s3align.render.review_workbook_columns import (
    FILE,
    REVIEWER,
    ROW,
    ReviewForm,
    choice_of,
    columns,
    head,
    is_peoples,
    plain_head,
)
from s3align.render.review_workbook_hidden import remember
from s3align.render.review_workbook_how import explain
from s3align.render.review_workbook_looks import Looks, arrange, formatted, refilter, rename, width
from s3align.render.review_workbook_match import Change, Match, changed, matched, new_id
from s3align.render.review_workbook_memory import Baseline, KnownProposal, Memory, unknown_version
from s3align.render.review_workbook_open import OpenedWorkbook
from s3align.render.review_workbook_outcome import Incoming, Outcome
from s3align.render.review_workbook_read import baseline_of, no_table, one_spelling, place, proposal_of, reading_of
from s3align.render.review_workbook_rows import RowWriter
from s3align.render.review_workbook_rules import unprotect, validate
from s3align.render.review_workbook_save import save
from s3align.render.review_workbook_status import RowWords
from s3align.render.review_workbook_table import Line, ReviewTable, cell_text, find_table, is_empty, memory_of
from s3align.render.review_workbook_words import reworded
from s3align.render.review_workbook_written import DIFFERENCE_COLUMNS, Written
from s3align.store.run_proposals import RunProposal, RunProposals

_VERDICTS = frozenset(Verdict)


class ReviewBook:
    """A review file in memory: made with ``open_review``, brought up to date step by step, written with ``write``."""

    def __init__(
        self, path: Path, form: ReviewForm, day: date, opened: OpenedWorkbook | None, before: bytes | None = None
    ) -> None:
        self.path, self.form, self.day = path, form, day.isoformat()
        self.messages = Messages.load(form.language)
        self.day_in_words = RowWords(form, self.messages).day(self.day)
        self.writer = Writer()
        self.is_new = opened is None
        self._before = opened.body if opened else before
        self.outcome = Outcome(is_new=self.is_new, reduced=opened.reduced if opened else ())
        self.book, self.table, self.memory, self.is_memory_lost = _parts(path, form, self.messages, opened)
        self.lines: list[Line] = list(self.table.lines())
        self.settled = settled_of(self.book, self.memory, self.outcome.wrong)
        self._looks = Looks(self.messages)
        self._rows = RowWriter(self.table, form, self.messages, self.writer, path.parent)
        self.written = Written(self.memory.written, self.memory.generated, (*_generated(form), *DIFFERENCE_COLUMNS))
        self._is_of_before = not (self.is_new or self.memory.generated)
        self.matches: dict[str, Match] = {}
        self.places: dict[str, list[int]] = {}
        self._next_row = max(self.table.head_row, last_row(self.table.sheet)) + 1
        self.bases: dict[int, Baseline] = {}
        self.settle_columns()
        self._reword()

    def _reword(self) -> None:
        """Words that people have chosen from a list follow the language of the file; what they have typed stays."""
        then = self.memory.form.language
        if then == self.form.language or then not in LANGUAGES:
            return
        for number, line in enumerate(self.lines):
            cells = in_language(line.cells, then, self.form.language)
            for column, value in cells.items():
                if value is not line.cells[column] and not line.is_merged:
                    self.writer.take(self.table.sheet, line.number, self.table.columns[column], value)
            self.lines[number] = line if line.is_merged else replace(line, cells=cells)

    def afresh(self) -> ReviewBook:
        """A new file in place of one in which nobody has entered or added anything: its rows can stand in the best order."""
        others = [sheet for sheet in self.book.worksheets if sheet.title not in self.writer.own_sheets(self.book)]
        is_untouched = (
            others == [self.table.sheet]
            and not (self.table.own or self.settled)
            and not any(line.is_filled or line.own for line in self.lines)
            and not any(cell.comment for cell in self.table.sheet._cells.values())  # noqa: SLF001
            and not any(self._is_typed_over(line) for line in self.lines)
        )
        return (
            ReviewBook(self.path, self.form, date.fromisoformat(self.day), None, self._before) if is_untouched else self
        )

    def _is_typed_over(self, line: Line) -> bool:
        return any(self.written.is_typed_over(line.row, column, value) for column, value in line.cells.items())

    def settle_columns(self) -> None:
        """Adds the columns that the file does not have, at its right end, and words the heads that nobody has renamed."""
        ids, names = columns(self.form), self.form.names
        sheet, row = self.table.sheet, self.table.head_row
        is_fixed = bool(formatted(self.table))
        for column in ids:
            text = head(column, names, self.messages)
            at = self.table.columns.get(column)
            if at is None:
                at = max([0, *self.table.columns.values(), *self.table.own]) + 1
                self.table.columns[column] = at
                self._looks.head(sheet.cell(row, at), column)
                width(sheet, column, at)
                for line in self.lines:
                    self._looks.dress(sheet.cell(line.number, at), column)
                self.writer.put(sheet, row, at, text)
            elif not is_fixed and plain_head(cell_text(sheet.cell(row, at).value)) == plain_head(
                self.memory.heads.get(column, "")
            ):
                self.writer.put(sheet, row, at, text)
            self.memory.heads[column] = text

    @property
    def has_differences(self) -> bool:
        """Whether it has a sheet of differences between readers."""
        return generated_sheet(self.book, DIFFERENCES) is not None

    def own_column(self, title: str) -> int:
        """The number of a column that the office has added, by its head; it is made where there is none."""
        for at, text in self.table.own.items():
            if plain_head(text) == plain_head(title):
                return at
        at = max([*self.table.columns.values(), *self.table.own]) + 1
        self.table.own[at] = title
        self._looks.head(self.table.sheet.cell(self.table.head_row, at), "")
        self.writer.put(self.table.sheet, self.table.head_row, at, title)
        return at

    def follow(self, run: RunProposals) -> None:
        """Finds out which row is which proposal of the run; notes what everybody had before them who has entered any."""
        unsure = self._recognise(run)
        for line in self.lines:
            known = proposal_of(line, self.memory)
            if known and line.is_filled:
                base = baseline_of(line, known, self.memory)
                self.bases[line.number] = unknown_version(base) if line.number in unsure else base
        matches = matched(self.memory.proposals.values(), run.proposals, self.day, is_new=self.is_new)
        self.matches = {match.known.row: match for match in matches}
        for match in matches:
            if match.is_added:
                self.memory.add(match.known)
        for number, line in enumerate(self.lines):
            self.places.setdefault(self.row_of(line), []).append(number)
        self.outcome.proposals = sum(match.proposal is not None for match in matches)
        self.outcome.waiting = sum(match.proposal is not None and match.proposal.is_waiting for match in matches)
        self.outcome.added = 0 if self.is_new else sum(match.is_added for match in matches)

    def _recognise(self, run: RunProposals) -> set[int]:
        """Takes rows that the file does not remember for those of the files that they name.

        Returns the numbers of the rows of which nobody knows for which version they were made: a row's id is made of the bytes
        of its file, and one of other bytes is kept, so that it never becomes that of a version which nobody has read.
        """
        by_name = {name: proposal for proposal in run.proposals for name in proposal.names}
        named = [(line, by_name.get(cell_text(line.cells.get(FILE, "")))) for line in self.lines]
        lost = [(line, it) for line, it in named if it and proposal_of(line, self.memory) is None]
        unsure = {line.number for line, it in lost if not self._is_of(line, it)}
        for line, it in lost:
            if line.row not in self.memory.proposals if line.row else proposal_of(line, self.memory) is None:
                made_of = replace(it, sha256="") if line.number in unsure else it
                row = line.row or new_id(made_of, self.memory.proposals.keys())
                self.memory.add(KnownProposal(row, it.name, it.sha256, it.key, it.verdicts))
        return unsure

    def _is_of(self, line: Line, proposal: RunProposal) -> bool:
        """Whether a row is of these bytes; one without an id was typed by hand, if the file still remembers the others."""
        return line.row == new_id(proposal, frozenset()) if line.row else not self.is_memory_lost

    def row_of(self, line: Line) -> str:
        """The id of the proposal of a row, "" for none."""
        known = proposal_of(line, self.memory)
        return known.row if known else ""

    def add_rows(self, incoming: Sequence[Incoming] = ()) -> None:
        """Adds a row for every entry from elsewhere, and an empty one for every proposal that then has no row."""
        present = {self.row_of(line) for line in self.lines} | {entry.known.row for entry in incoming}
        empty = [match.known for match in self.matches.values() if match.known.row not in present]
        planned: list[tuple[str, str, KnownProposal, Incoming | None]] = [
            (entry.known.name, entry.reviewer, entry.known, entry) for entry in incoming
        ]
        planned += [(known.name, "", known, None) for known in empty if not self._is_gone(known)]
        for _, _, known, entry in sorted(planned, key=lambda plan: plan[:2]):
            self._add_row(known, entry)

    def _is_gone(self, known: KnownProposal) -> bool:
        """Gone, and somebody has deleted its row as well."""
        return self.matches[known.row].proposal is None

    def _add_row(self, known: KnownProposal, entry: Incoming | None) -> None:
        number, sheet = self._next_row, self.table.sheet
        self._next_row += 1
        for column, at in self.table.columns.items():
            self._looks.dress(sheet.cell(number, at), column)
        self.writer.has_changed = True
        cells: dict[str, Any] = {ROW: known.row, FILE: known.name}
        if reviewer := (entry.reviewer if entry else self.form.reviewer):
            cells[REVIEWER] = reviewer
            self.writer.take(sheet, number, self.table.columns[REVIEWER], reviewer)
        line = Line(number, known.row, cells, {})
        self.lines.append(self.enter(line, entry) if entry else line)

    def adopt(self, known: KnownProposal) -> KnownProposal:
        """Adds a proposal that only another file knows; the run does not hold it any more."""
        gone = replace(known, added="", gone_since=known.gone_since or self.day)
        self.matches[known.row] = Match(gone, None)
        self.memory.add(gone)
        return gone

    def emptied(self, line: Line) -> Line:
        """Empties what people have entered into a row, because a later entry takes its place; the row as it is then."""
        for column in line.entry:
            self.table.sheet.cell(line.number, self.table.columns[column]).value = None
        self.writer.has_changed = True
        return replace(line, cells={column: value for column, value in line.cells.items() if not is_peoples(column)})

    def enter(self, line: Line, entry: Incoming) -> Line:
        """Enters what comes from elsewhere into a row that holds nothing yet; the row as it is then."""
        sheet = self.table.sheet
        places = {column: self.table.columns[column] for column in entry.cells if column in self.table.columns}
        places |= {title: self.own_column(title) for title in entry.own}
        for column, value in {**entry.cells, **entry.own}.items():
            if column in places:
                cell = self.writer.take(sheet, line.number, places[column], value)
                if column in entry.fills:
                    own_style(cell)
                    cell.fill = entry.fills[column]
        for column, note in entry.notes.items():
            if column in places:
                sheet.cell(line.number, places[column]).comment = note
        filled = replace(line, cells={**line.cells, **entry.cells, REVIEWER: entry.reviewer})
        self.writer.take(sheet, line.number, self.table.columns[REVIEWER], entry.reviewer)
        self.bases[line.number] = replace(entry.base, row=line.row, entry=filled.entry_hash)
        return filled

    def show(self) -> None:
        """Writes the generated cells of every row."""
        conflicts = self.conflicts()
        self.outcome.conflicts = len({self._person(line) for line in self.lines if line.number in conflicts})
        words = RowWords(self.form, self.messages)
        has_changed: set[str] = set()
        readings: dict[tuple[str, str], Baseline] = {}
        outcomes = by_file(self.settled)
        for line in self.lines:
            match = self.matches.get(self.row_of(line))
            if match is None:
                continue
            base = self.bases.get(line.number) if line.is_filled else None
            is_known = base is not None and base.is_version_known
            change = changed(base, match.known, self.day) if base and is_known else Change(False, {}, "")
            if base:
                readings[base.row, base.entry] = replace(base, since=change.since)
            if change:
                has_changed.add(match.known.row)
            is_conflict = line.number in conflicts
            settled = outcomes.get(base.sha256, ()) if base else ()
            status = words.status(line, match.known, base, change, settled, is_conflict=is_conflict)
            self._rows.show(line, match, status, self.written, self.day_in_words)
        self.outcome.changed = len(has_changed)
        self.outcome.filled = sum(line.is_filled and bool(self.row_of(line)) for line in self.lines)
        self.memory.readings = readings
        present = {self.row_of(line) for line in self.lines}
        self.memory.proposals = {row: match.known for row, match in self.matches.items() if row in present}
        self.memory.taken = {at: hashes for at, hashes in self.memory.taken.items() if at[0] in present}
        self.outcome.gone = sum(self.matches[row].proposal is None for row in self.memory.proposals)

    def conflicts(self) -> set[int]:
        """Numbers of rows in which one person says different things of one proposal."""
        groups: dict[tuple[str, str], list[Line]] = {}
        for line in self.lines:
            if line.is_filled and self.row_of(line):
                groups.setdefault(self._person(line), []).append(line)
        several = [lines for lines in groups.values() if len(lines) > 1]
        return {line.number for lines in several if len({each.entry_hash for each in lines}) > 1 for line in lines}

    def _person(self, line: Line) -> tuple[str, str]:
        return self.row_of(line), person(cell_text(line.cells.get(REVIEWER, "")))

    def read(self) -> None:
        """Understands all entries, as they stand now, into the outcome."""
        readings = (reading_of(line, self.table, self.memory, self.outcome.wrong) for line in self.lines)
        self.outcome.readings = one_spelling([reading for reading in readings if reading])
        nameless = [line for line in self.lines if line.is_filled and self.row_of(line) and REVIEWER not in line.entry]
        at = self.table.columns[REVIEWER]
        self.outcome.nameless = tuple(place(line.number, at) for line in nameless if not self.form.reviewer)

    def program(self) -> dict[str, dict[str, Verdict]]:
        """SHA-256 of a proposal -> theme -> what the program says of it."""
        known = self.memory.proposals.values()
        return {
            entry.sha256: {theme: Verdict(value) for theme, value in entry.verdicts.items() if value in _VERDICTS}
            for entry in known
            if entry.verdicts
        }

    def write(self, strategy: str) -> Outcome:
        """Finishes the file and puts it in its place, where anything has changed; ``strategy``: its name."""
        explain(self.book, self.form, self.messages, self.writer, strategy)
        self.writer.has_changed |= rename(self.book, self.table, columns(self.form))
        self.writer.has_changed |= validate(self.table, self.messages)
        if self._is_of_before:
            self._unprotect()
        if self.is_new:
            arrange(self.table, len(self.lines))
        else:
            self.writer.has_changed |= refilter(self.table, self._next_row - 1)
        self.memory.form, self.memory.own = self.form, tuple(self.table.own.values())
        self.memory.generated = self.written.columns
        self.memory.written = {}
        for key, hashes in self.written.lines():
            self.memory.written.setdefault(key, []).append(hashes)
        remember(self.book, self.memory, self.writer)
        self.outcome.typed_over = self.written.typed_over
        self.outcome.is_written = self.writer.has_changed
        if self.outcome.is_written:
            self.outcome.copy = save(self.book, self.path, self._before, self.day)
        return self.outcome

    def _unprotect(self) -> None:
        """Takes the protection of an earlier build from our sheets; one without a password that came later is the office's."""
        own = self.writer.own_sheets(self.book)
        for sheet in self.book.worksheets:
            if sheet is self.table.sheet or sheet.title in own:
                self.writer.has_changed |= unprotect(sheet)


def _generated(form: ReviewForm) -> tuple[str, ...]:
    """The columns whose texts are noted; the ids are hidden, nobody types over them."""
    return tuple(column for column in columns(form) if column != ROW and not is_peoples(column))


def _parts(
    path: Path, form: ReviewForm, messages: Messages, opened: OpenedWorkbook | None
) -> tuple[Any, ReviewTable, Memory, bool]:
    """The workbook, its table, what it remembers, and whether it has lost that."""
    if opened is None:
        import openpyxl  # noqa: PLC0415 -- wanted for workbooks alone

        book = openpyxl.Workbook()
        book.active.title = messages("review_sheet_table")
        return book, ReviewTable(book.active, 1, {}, {}), Memory(form), False
    memory = memory_of(opened.book)
    table = find_table(opened.book, memory or Memory(form))
    if table is None:
        raise no_table(path)
    return opened.book, table, memory or Memory(form), memory is None


def in_language(cells: Mapping[str, Any], then: str, now: str) -> dict[str, Any]:
    """Cells with the words of lists in language ``then`` put into language ``now``; all others as they are."""
    return {column: _in_language(column, value, then, now) for column, value in cells.items()}


def _in_language(column: str, value: Any, then: str, now: str) -> Any:
    choice = choice_of(column)
    if choice is None or not isinstance(value, str) or then == now or then not in LANGUAGES:
        return value
    word = reworded(choice, value, then, now)
    return value if word == value else word


def person(name: str) -> str:
    """A name without what differs by hand."""
    return plain_head(name)


def last_row(sheet: Any) -> int:
    """The last row of a sheet in which anything stands; 0 for an empty one."""
    return max((row for (row, _), cell in sheet._cells.items() if not is_empty(cell.value)), default=0)  # noqa: SLF001
