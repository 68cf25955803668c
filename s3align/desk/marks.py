"""What people said of a call's submissions, as files that the command line reads: a review file, and marks on evidence.

``s3align evaluate review.xlsx`` measures the program with it, ``s3align train --data review.xlsx`` learns from it, and
``s3align review`` goes on with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk import exports, readings
from s3align.desk.access import Permission, Principal, require
from s3align.desk.archiving import case_key, people_said
from s3align.desk.tables import (
    Account,
    Call,
    EvidenceMark,
    PersonReading,
    StoredAssessment,
    Submission,
    ThemeFigure,
)
from s3align.errors import UsageError, said
from s3align.evaluation.disagreements import disagreements
from s3align.garbage import no_collection
from s3align.record.assessment import Verdict
from s3align.record.codec import from_json
from s3align.render.messages import Messages
from s3align.render.review_settled import DATED as SETTLED_ON
from s3align.render.review_settled import ID, KIND, OUTCOME, WORDS, difference_columns, difference_id
from s3align.render.review_workbook import ReviewBook
from s3align.render.review_workbook_begin import open_review
from s3align.render.review_workbook_cells import fitting, generated_sheet
from s3align.render.review_workbook_columns import DATED, DECISION, REASON, REMARK, VERDICT, form_of
from s3align.render.review_workbook_differences import write_differences
from s3align.render.review_workbook_memory import Baseline
from s3align.render.review_workbook_outcome import Incoming
from s3align.render.review_workbook_words import Choice, words
from s3align.render.view_agreement import AgreementView, DifferenceRow
from s3align.store.review import Reading, Settled
from s3align.store.run_proposals import MOST_PROPOSALS, RunProposal, RunProposals
from s3align.strategy.model import Strategy, wording


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark on a passage that the program showed as evidence for a theme.

    ``number``, ``file`` and ``sha256``: of the submission; ``fingerprint``: of the assessment; ``passage``: its number there,
    ``page`` and ``quote``. ``is_right``: what ``person`` says on ``day``.
    """

    number: int
    file: str
    sha256: str
    fingerprint: str
    theme: str
    passage: int
    page: int
    is_right: bool
    person: str
    day: date
    quote: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A submission with what people said of it."""

    proposal: RunProposal
    readings: Sequence[Reading]
    settled: Sequence[Settled]
    seen: Mapping[str, Mapping[str, str]]
    """Key of a record -> theme -> the program's verdict in it."""


def write_review(
    session: Session, asking: Principal, call: Call, strategy: Strategy, path: Path, *, language: str, day: date
) -> int:
    """Writes the review file of a call to ``path``, which must not be there yet; the number of readings in it.

    Raises as ``require`` for who does not lead the call, UsageError for more submissions than a review file holds.
    """
    require(asking, Permission.LEAD, call.id)
    read = list(review_rows(session, asking, call))
    form = form_of(strategy, language, "")
    with no_collection():
        book = open_review(path, form, day)
        book.follow(RunProposals("", strategy.content_hash, tuple(row.proposal for row in read)))
        book.add_rows([entry for row in read for entry in _entries(row, book)])
        book.settled = tuple(entry for row in read for entry in row.settled)
        book.show()
        book.read()
        _write_differences(book)
        book.write(wording(strategy.name, language))
    exports.note(session, asking, call.id, "review", len(read))
    return len(book.outcome.readings)


def review_rows(session: Session, asking: Principal, call: Call) -> Iterator[_Read]:
    """Every submission of a call with the readings and outcomes that count: not those of people with a conflict of interest.

    Raises as ``write_review``.
    """
    require(asking, Permission.LEAD, call.id)
    found = select(Submission).where(Submission.call_id == call.id).order_by(Submission.number)
    submissions = session.scalars(found).all()
    if len(submissions) > MOST_PROPOSALS:
        raise UsageError(
            said(
                "review_call_too_large",
                "The call has {count} submissions; a review file takes {most}. Export the tables of the call instead.",
                count=len(submissions),
                most=MOST_PROPOSALS,
            )
        )
    names = _names(session)
    for submission in submissions:
        yield _read(session, asking, submission, names)


def mark_rows(session: Session, asking: Principal, call: Call) -> list[MarkRow]:
    """All marks on evidence in a call, in order. Raises as ``require`` for who does not lead the call."""
    require(asking, Permission.LEAD, call.id)
    found = session.execute(
        select(Submission, StoredAssessment, PersonReading.account_id, EvidenceMark)
        .join(PersonReading, PersonReading.id == EvidenceMark.reading_id)
        .join(Submission, Submission.id == PersonReading.submission_id)
        .join(StoredAssessment, StoredAssessment.id == EvidenceMark.assessment_id)
        .where(Submission.call_id == call.id, ~PersonReading.has_conflict)
        .order_by(Submission.number, EvidenceMark.assessment_id, EvidenceMark.theme, EvidenceMark.passage)
        .order_by(PersonReading.account_id)
    ).all()
    names, quotes = _names(session), _Quotes()
    rows = [
        MarkRow(
            submission.number,
            submission.file_name,
            submission.sha256,
            stored.fingerprint,
            mark.theme,
            mark.passage,
            mark.page,
            mark.is_right,
            names[account],
            mark.changed_at.date(),
            quotes.of(stored, mark),
        )
        for submission, stored, account, mark in found
    ]
    exports.note(session, asking, call.id, "marks", len(rows))
    return rows


class _Quotes:
    """The words of marked passages; each record is decoded once."""

    def __init__(self) -> None:
        self._at = ""
        self._quotes: dict[tuple[str, int | None], str] = {}

    def of(self, stored: StoredAssessment, mark: EvidenceMark) -> str:
        """The quote, as the program showed it."""
        if stored.id != self._at:
            record = from_json(stored.record)
            self._at = stored.id
            self._quotes = {(theme.id, card.passage): card.quote for theme in record.themes for card in theme.evidence}
        return self._quotes.get((mark.theme, mark.passage), "")


def _names(session: Session) -> dict[str, str]:
    """Account -> a name that nobody else has: two people of one name would look like one who contradicts themselves."""
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    for account in session.scalars(select(Account).order_by(Account.created_at, Account.id)):
        same = taken[account.name.casefold()] = taken.get(account.name.casefold(), 0) + 1
        names[account.id] = account.name if same == 1 else f"{account.name} ({same})"
    return names


def _read(session: Session, asking: Principal, submission: Submission, names: Mapping[str, str]) -> _Read:
    name = exports.row_name(submission.number, submission.file_name)
    wrote = people_said(session, asking, submission)
    rows = [
        row
        for row in readings.visible(session, asking, submission)
        if readings.says_something(row) and not row.has_conflict
    ]
    found = session.scalars(select(StoredAssessment).where(StoredAssessment.submission_id == submission.id)).all()
    stored = next((row for row in found if row.id == submission.assessment_id), None)
    figures = {row.id: _verdicts(session, row) for row in found}
    proposal = RunProposal(
        (name,),
        submission.sha256,
        case_key(submission, stored) if stored else "",
        submission.title,
        submission.applicant,
        {theme: Verdict(verdict) for theme, verdict in figures[stored.id].items()} if stored else {},
        stored.reason if stored else "",
        is_waiting=stored is None,
    )
    return _Read(
        proposal,
        [
            replace(reading, file=name, reviewer=names[row.account_id])
            for reading, row in zip(wrote.readings, rows, strict=True)
        ],
        [replace(entry, file=name) for entry in wrote.settled],
        {case_key(submission, row): figures[row.id] for row in found},
    )


def _verdicts(session: Session, stored: StoredAssessment) -> dict[str, str]:
    rows = session.execute(select(ThemeFigure.theme, ThemeFigure.verdict).where(ThemeFigure.assessment_id == stored.id))
    return {row.theme: row.verdict for row in rows}


def _entries(row: _Read, book: ReviewBook) -> Iterator[Incoming]:
    """The readings of a submission as rows of the file."""
    known = next(match.known for match in book.matches.values() if match.proposal is row.proposal)
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


def _write_differences(book: ReviewBook) -> None:
    """The sheet of what readers differ on, with the outcomes that were settled."""
    messages, form = book.messages, book.form
    found = disagreements(book.outcome.readings, form.theme_ids)
    rows = {difference_id(row.sha256, row.theme): _difference(row, book) for row in found}
    for entry in book.settled:  # also where people have come to say the same since
        rows.setdefault(difference_id(entry.sha256, entry.theme), _past_difference(entry, book))
    if not rows:
        return
    machine = book.program()
    keys = [key.partition(" ") for key in rows]
    program = [machine.get(sha, {}).get(theme, "") for sha, _, theme in keys]
    shown = [messages(f"verdict_{verdict}") if verdict else "" for verdict in program]
    view = AgreementView("", (), (), (), "", (), tuple(rows.values()), "")
    write_differences(book, view, list(rows), shown)
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


def _difference(row: Any, book: ReviewBook) -> DifferenceRow:
    messages = book.messages
    verdicts, decisions = words(Choice.VERDICT, messages), words(Choice.DECISION, messages)
    told = tuple(f"{it.reviewer}: {verdicts.get(it.verdict) or decisions.get(it.decision, '')}" for it in row.said)
    return DifferenceRow(
        messages(f"agreement_gravity_{row.gravity}"), row.file, _about(row.theme, book, messages), told
    )


def _past_difference(entry: Settled, book: ReviewBook) -> DifferenceRow:
    return DifferenceRow("", entry.file, _about(entry.theme, book, book.messages), ())


def _about(theme: str | None, book: ReviewBook, messages: Messages) -> str:
    return book.form.names.get(theme, theme) if theme else messages("agreement_decision")
