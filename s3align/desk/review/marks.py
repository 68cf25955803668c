"""What people said of a call's submissions, as files that the command line reads: a review file, and marks on evidence.

``s3align evaluate review.xlsx`` measures the program with it, ``s3align train --data review.xlsx`` learns from it, and
``s3align review`` goes on with it. Whoever hands the files out notes that in the audit log (``exports.note``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from s3align.desk.access import Permission, Principal, require
from s3align.desk.calls import exports
from s3align.desk.calls.archiving import case_key, people_said
from s3align.desk.days import local_day
from s3align.desk.review import readings
from s3align.desk.review.reading_forms import says_something
from s3align.desk.storage.tables import (
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
from s3align.record.assessment import Verdict
from s3align.record.codec import from_json
from s3align.render.review_workbook_made import Differing, ReviewedProposal, write_review_file
from s3align.store.review import Reading
from s3align.store.run_proposals import MOST_PROPOSALS, RunProposal
from s3align.strategy.model import Strategy


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


def write_review(
    session: Session, asking: Principal, call: Call, strategy: Strategy, path: Path, *, language: str, day: date
) -> int:
    """Writes the review file of a call to ``path``, which must not be there yet; the number of readings in it.

    Raises as ``require`` for who does not lead the call, UsageError for more submissions than a review file holds.
    """
    read = list(review_rows(session, asking, call))
    differing = _differing([reading for row in read for reading in row.readings], strategy)
    return write_review_file(path, strategy, read, differing, language=language, day=day)


def review_rows(session: Session, asking: Principal, call: Call) -> Iterator[ReviewedProposal]:
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
    return [
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
            local_day(mark.changed_at),
            quotes.of(stored, mark),
        )
        for submission, stored, account, mark in found
    ]


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


def _read(session: Session, asking: Principal, submission: Submission, names: Mapping[str, str]) -> ReviewedProposal:
    name = exports.row_name(submission.number, submission.file_name)
    wrote = people_said(session, asking, submission)
    rows = [
        row for row in readings.visible(session, asking, submission) if says_something(row) and not row.has_conflict
    ]
    assessments = select(StoredAssessment).where(StoredAssessment.submission_id == submission.id)
    found = session.scalars(assessments.options(defer(StoredAssessment.record), defer(StoredAssessment.passages))).all()
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
    return ReviewedProposal(
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


def _differing(readings_: list[Reading], strategy: Strategy) -> list[Differing]:
    """What people differ on, the gravest first."""
    return [
        Differing(
            row.file,
            row.sha256,
            row.theme,
            row.gravity.value,
            {it.reviewer: value for it in row.said if (value := it.verdict or it.decision)},
        )
        for row in disagreements(readings_, [theme.id for theme in strategy.themes])
    ]
