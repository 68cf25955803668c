"""Writes a review file out of readings that were made elsewhere, such as at the desk, with what was agreed on.

The file is as ``s3align review`` makes and fills it: that command goes on with it, ``evaluate`` and ``train`` read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from s3align.garbage import no_collection
from s3align.record.assessment import Verdict
from s3align.render.review_settled import DATED as SETTLED_ON
from s3align.render.review_settled import ID, KIND, OUTCOME, WORDS, difference_columns, difference_id
from s3align.render.review_workbook import ReviewBook
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_cells import fitting, generated_sheet
from s3align.render.review_workbook_columns import DATED, DECISION, REASON, REMARK, VERDICT, form_of
from s3align.render.review_workbook_differences import write_differences
from s3align.render.review_workbook_memory import Baseline, KnownProposal
from s3align.render.review_workbook_outcome import Incoming
from s3align.render.review_workbook_words import Choice, words
from s3align.render.view_agreement import AgreementView, DifferenceRow
from s3align.store.review import Decision, Reading, Settled
from s3align.store.run_proposals import RunProposal, RunProposals
from s3align.strategy.model import Strategy, wording


@dataclass(frozen=True, slots=True)
class ReviewedProposal:
    """A proposal with what people said of it. ``seen``: key of a record -> theme -> the program's verdict in it."""

    proposal: RunProposal
    readings: Sequence[Reading]
    settled: Sequence[Settled]
    seen: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Differing:
    """What people differ on: a ``theme``, or the decision (None). ``said``: name -> what each says; ``gravity`` by its id."""

    file: str
    sha256: str
    theme: str | None
    gravity: str
    said: Mapping[str, Verdict | Decision]


def write_review_file(
    path: Path,
    strategy: Strategy,
    reviewed: Sequence[ReviewedProposal],
    differing: Sequence[Differing],
    *,
    language: str,
    day: date,
) -> int:
    """Writes the file to ``path``, which must not be there yet; the number of readings in it."""
    with no_collection():
        book = open_review(path, form_of(strategy, language, ""), day)
        book.follow(RunProposals("", strategy.content_hash, tuple(row.proposal for row in reviewed)))
        known = {id(match.proposal): match.known for match in book.matches.values()}
        book.add_rows([entry for row in reviewed for entry in _entries(row, known[id(row.proposal)], book)])
        book.settled = tuple(entry for row in reviewed for entry in row.settled)
        book.show()
        book.read()
        _write_differences(book, differing)
        book.write(wording(strategy.name, language))
    return len(book.outcome.readings)


def _entries(row: ReviewedProposal, known: KnownProposal, book: ReviewBook) -> Iterator[Incoming]:
    """The readings of a proposal as rows of the file."""
    for reading in row.readings:
        base = Baseline(
            known.row, "", reading.sha256, reading.key, row.seen.get(reading.key, known.verdicts), reading.is_blind
        )
        yield Incoming(known, base, reading.reviewer, _cells(reading, book), {})


def _cells(reading: Reading, book: ReviewBook) -> dict[str, Any]:
    verdicts, messages = words(Choice.VERDICT, book.messages), book.messages
    cells: dict[str, Any] = {
        f"{VERDICT}{theme}": verdicts[verdict]
        for theme, verdict in reading.verdicts.items()
        if theme in book.form.theme_ids
    }
    cells[REASON] = words(Choice.REASON, messages)[reading.reason] if reading.reason else None
    cells[DECISION] = words(Choice.DECISION, messages)[reading.decision] if reading.decision else None
    cells[REMARK] = fitting(reading.remark)
    cells[DATED] = reading.dated
    return {column: value for column, value in cells.items() if value}


def _write_differences(book: ReviewBook, differing: Sequence[Differing]) -> None:
    """The sheet of what readers differ on, with the outcomes that were settled."""
    rows = {difference_id(row.sha256, row.theme): _difference(row, book) for row in differing}
    for entry in book.settled:  # also where people have come to say the same since
        about = _about(entry.theme, book)
        rows.setdefault(difference_id(entry.sha256, entry.theme), DifferenceRow("", entry.file, about, ()))
    if not rows:
        return
    machine, messages = book.program(), book.messages
    keys = [key.partition(" ") for key in rows]
    program = [machine.get(sha, {}).get(theme) for sha, _, theme in keys]
    shown = [messages(f"verdict_{verdict}") if verdict else "" for verdict in program]
    write_differences(book, AgreementView("", (), (), (), "", (), tuple(rows.values()), ""), list(rows), shown)
    _enter_outcomes(book)


def _enter_outcomes(book: ReviewBook) -> None:
    sheet = generated_sheet(book.book, KIND)
    columns = difference_columns(sheet)
    places = {sheet.cell(row, columns[ID]).value: row for row in range(2, sheet.max_row + 1)}
    for entry in book.settled:
        row = places[difference_id(entry.sha256, entry.theme)]
        value = entry.verdict or entry.decision or ""
        word = words(Choice.VERDICT if entry.theme else Choice.DECISION, book.messages)[value]
        book.writer.take(sheet, row, columns[OUTCOME], word)
        if entry.remark:
            book.writer.take(sheet, row, columns[WORDS], fitting(entry.remark))
        book.writer.take(sheet, row, columns[SETTLED_ON], entry.dated)


def _difference(row: Differing, book: ReviewBook) -> DifferenceRow:
    known = words(Choice.VERDICT if row.theme else Choice.DECISION, book.messages)
    told = tuple(f"{name}: {known[value]}" for name, value in row.said.items())
    return DifferenceRow(book.messages(f"agreement_gravity_{row.gravity}"), row.file, _about(row.theme, book), told)


def _about(theme: str | None, book: ReviewBook) -> str:
    return book.form.names.get(theme, theme) if theme else book.messages("agreement_decision")
