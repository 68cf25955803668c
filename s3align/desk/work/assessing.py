"""Assesses submissions and keeps what came of it: a later model, strategy or version adds a record, the earlier ones stay.

Record, figures for lists, index of the text and the end of the job are one transaction: all of it is there, or nothing. The
same file with the same model has one record, however often it is assessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import to_builtins
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from s3align import budget
from s3align.desk import audit
from s3align.desk.access import not_found
from s3align.desk.calls.submissions import State
from s3align.desk.lists.listing_query import FoundKind
from s3align.desk.storage import search
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Call, FoundEntry, Job, StoredAssessment, Submission, ThemeFigure, joined, new_id
from s3align.desk.work import comparing, indexing, queue
from s3align.desk.work.pipelines import Pipelines
from s3align.desk.work.queue import JobKind, Priority, Progress, ToldStages
from s3align.errors import Cause, NotAssessableError, NotJudgedError, UsageError
from s3align.jobs.compared_pages import compared_pages, own_rows
from s3align.jobs.fingerprint import current_fingerprint
from s3align.jobs.task import TRIED_AGAIN, signature_of, text_of
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment, DocumentFacts, Reason, Verdict
from s3align.record.codec import from_json, to_json
from s3align.record.document import Document
from s3align.store.compared_text import packed
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import Result
from s3align.store.row import row_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Ending = Callable[[Session], object]
"""What is to be done in the transaction that keeps a result."""
ADDRESSED = (Verdict.CORE.value, Verdict.SIDE.value)
"""Verdicts of a theme that a proposal addresses."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pipeline made of a submission: its record as JSON, and what of its text is searched and compared."""

    assessment: Assessment
    record: str
    text: str = ""
    signature: bytes = b""
    passages: bytes | None = None

    @property
    def is_lost(self) -> bool:
        """Whether the machine may be to blame that there are no figures, so that another time may have some."""
        return self.assessment.reason in TRIED_AGAIN

    @property
    def is_not_judged(self) -> bool:
        """Whether nothing is known of the file."""
        return self.assessment.reason is Reason.NOT_JUDGED


def request(session: Session, submission_id: str, *, priority: int = Priority.HANDED_IN) -> Job:
    """Asks for a submission to be assessed with the strategy and model of now, in the caller's transaction.

    There is one job for each submission, which is done once more where it is asked for again. Whether there is anything to
    assess, the worker sees: what has a record of the same fingerprint keeps it.
    """
    return queue.enqueue(session, JobKind.ASSESS, submission_id, key=f"assess:{submission_id}", priority=priority)


def assess_submission(
    database: Database,
    files: FileStore,
    pipelines: Pipelines,
    submission_id: str,
    progress: Progress | None = None,
    *,
    ending: Ending | None = None,
    is_last: bool = True,
) -> str:
    """Assesses a submission as it is now and keeps the record; its id.

    ``ending`` is called in the transaction that keeps it. ``is_last``: nobody tries again, so that a record is kept even where
    nothing is known of the file; otherwise NotJudgedError is raised for that. Raises NotFoundError where the submission is
    gone, DataError or ModelError where the strategy or its model cannot be used.
    """
    submission, pipeline = _wanted(database, pipelines, submission_id)
    fingerprint = current_fingerprint(pipeline)
    with _held(database, submission_id) as (session, now_kept):
        known = _known(session, submission_id, fingerprint)
        if known is not None:
            _show(session, now_kept, known)
            if ending is not None:
                ending(session)
            return known.id
    outcome = _outcome(pipeline, files, submission, progress)
    if outcome.is_not_judged and not is_last:
        raise NotJudgedError(str(outcome.assessment.reason_values["cause"]))
    return _keep(database, submission, fingerprint, outcome, ending)


def give_up(
    database: Database,
    pipelines: Pipelines,
    submission_id: str,
    error: NotAssessableError,
    ending: Ending | None = None,
) -> str:
    """Keeps a record that says why a submission could not be assessed; its id. Raises as ``assess_submission``."""
    submission, pipeline = _wanted(database, pipelines, submission_id)
    outcome = _refused(pipeline, submission, error)
    return _keep(database, submission, current_fingerprint(pipeline), outcome, ending)


@contextmanager
def _held(database: Database, submission_id: str) -> Iterator[tuple[Session, Submission]]:
    """A transaction that writes, with a submission that no other one changes meanwhile."""
    with database.writing() as session:
        submission = session.get(Submission, submission_id, with_for_update=True)
        if submission is None:
            raise not_found()
        yield session, submission


def _wanted(database: Database, pipelines: Pipelines, submission_id: str) -> tuple[Submission, Pipeline]:
    with database.reading() as session:
        submission = session.get(Submission, submission_id)
        call = session.get(Call, submission.call_id) if submission else None
    if submission is None or call is None:
        raise not_found()
    return submission, pipelines.of(call.strategy)


def _known(session: Session, submission_id: str, fingerprint: RunFingerprint) -> StoredAssessment | None:
    return session.scalar(
        select(StoredAssessment).where(
            StoredAssessment.submission_id == submission_id, StoredAssessment.fingerprint == fingerprint.hash
        )
    )


def _outcome(pipeline: Pipeline, files: FileStore, submission: Submission, progress: Progress | None) -> Outcome:
    told = ToldStages(progress)
    try:
        checked = pipeline.check_document(
            files.path(submission.sha256), name=submission.file_name, progress=told.recognised, timer=told.ended
        )
    except UsageError:  # the file cannot be opened
        return _refused(pipeline, submission, NotJudgedError(Cause.UNREACHABLE))
    if checked.assessment.document.sha256 != submission.sha256:
        return _refused(pipeline, submission, NotJudgedError(Cause.CHANGED))
    record, document = to_json(checked.assessment).decode(), checked.document
    if document is None:
        return Outcome(checked.assessment, record)
    try:
        with budget.spending(pipeline.budget("assessing")):
            return Outcome(checked.assessment, record, text_of(document), *_compared(document, pipeline))
    except NotAssessableError as error:
        return _refused(pipeline, submission, error)


def _compared(document: Document, pipeline: Pipeline) -> tuple[bytes, bytes]:
    return signature_of(text_of(document)), packed(compared_pages(document), _own_rows(pipeline))


@lru_cache(maxsize=8)
def _own_rows(pipeline: Pipeline) -> NDArray[np.uint32]:
    """What a strategy says itself, which two proposals have in common because they quote it."""
    return own_rows(pipeline.strategy)


def _refused(pipeline: Pipeline, submission: Submission, error: NotAssessableError) -> Outcome:
    facts = DocumentFacts(name=submission.file_name, sha256=submission.sha256)
    assessment = pipeline.refused(error, facts)
    return Outcome(assessment, to_json(assessment).decode())


def _keep(
    database: Database, submission: Submission, fingerprint: RunFingerprint, outcome: Outcome, ending: Ending | None
) -> str:
    """Keeps a record in one transaction with all that depends on it; its id, or that of one that is there already."""
    with _held(database, submission.id) as (session, now_kept):
        known = _known(session, submission.id, fingerprint)
        if known is None:
            known = _stored(submission.id, fingerprint, outcome)
            session.add(known)
            session.flush()
            session.add_all(_figures(known.id, outcome.assessment))
            session.add_all(_found(known.id, outcome.assessment))
            search.index(session, submission.id, outcome.text)
            if outcome.signature:
                comparing.request(session, now_kept.call_id)
            audit.append(
                session,
                audit.SYSTEM,
                "submission.assessed",
                call_id=now_kept.call_id,
                submission_id=now_kept.id,
                before={"assessment": now_kept.assessment_id or ""},
                after={"assessment": known.id, "status": outcome.assessment.status.value, "reason": known.reason},
                versions={name: str(value) for name, value in known.provenance.items()},
            )
        _show(session, now_kept, known)
        if ending is not None:
            ending(session)
        return known.id


def keep_imported(
    session: Session, submission: Submission, fingerprint: RunFingerprint, outcome: Outcome, made_at: datetime
) -> tuple[StoredAssessment, bool]:
    """Keeps a record that another run has made, in the caller's transaction; and whether it is new here.

    It is shown unless a later one is.
    """
    known = _known(session, submission.id, fingerprint)
    if known is not None:
        return known, False
    stored = _stored(submission.id, fingerprint, outcome)
    stored.created_at = made_at
    session.add(stored)
    session.flush()
    session.add_all(_figures(stored.id, outcome.assessment))
    session.add_all(_found(stored.id, outcome.assessment))
    if outcome.signature:
        comparing.request(session, submission.call_id)
    indexing.request(session, submission.id)
    shown = session.get(StoredAssessment, submission.assessment_id or "")
    if shown is None or shown.created_at <= made_at:
        _show(session, submission, stored)
    return stored, True


def _stored(submission_id: str, fingerprint: RunFingerprint, outcome: Outcome) -> StoredAssessment:
    """The row of a record. One that another time may replace has a fingerprint of its own, so that both stand."""
    assessment, new = outcome.assessment, new_id()
    row = row_of(Result("", "", "", "", outcome.record, b""), assessment, "")
    key = hashlib.sha256(f"{fingerprint.hash} {new}".encode()).hexdigest() if outcome.is_lost else fingerprint.hash
    return StoredAssessment(
        id=new,
        submission_id=submission_id,
        fingerprint=key,
        provenance={**to_builtins(assessment.provenance), "recognition": fingerprint.recognition},
        record=outcome.record,
        signature=outcome.signature,
        passages=outcome.passages,
        reason=row.reason,
        main=row.main,
        to_read=row.why_read.value if row.why_read else "",
        pages=row.pages,
        words=row.words,
        language=max(row.languages, key=row.languages.__getitem__, default=""),
    )


def _figures(assessment_id: str, assessment: Assessment) -> list[ThemeFigure]:
    return [
        ThemeFigure(
            assessment_id=assessment_id,
            theme=theme.id,
            verdict=theme.verdict.value,
            sureness=theme.sureness,
            low=theme.low,
            high=theme.high,
            extent=theme.extent,
            extent_low=theme.extent_low,
            extent_high=theme.extent_high,
        )
        for theme in assessment.themes
    ]


def _found(assessment_id: str, assessment: Assessment) -> list[FoundEntry]:
    """The principles that passages speak for, and the places that are named."""
    named = {(FoundKind.PRINCIPLE, principle.id) for principle in assessment.principles if principle.is_answered}
    named |= {(FoundKind.PLACE, place.id) for place in assessment.places}
    return [FoundEntry(assessment_id=assessment_id, kind=kind.value, name=name) for kind, name in sorted(named)]


def _show(session: Session, submission: Submission, shown: StoredAssessment) -> None:
    """Makes a record the one that is shown. Title and applicant are the record's where no person has entered them.

    The row's version stays: what a person is changing in it at this time is something else.
    """
    values: dict[str, str] = {
        "assessment_id": shown.id,
        "state": (State.REFUSED if shown.reason else State.ASSESSED).value,
        **listed(session, shown),
    }
    facts, before = _facts(shown), _facts(session.get(StoredAssessment, submission.assessment_id or ""))
    for name in ("title", "applicant"):
        if getattr(submission, name) in ("", before[name]):
            values[name] = facts[name]
    session.execute(
        update(Submission).where(Submission.id == submission.id).values(**values),
        execution_options={"synchronize_session": False},
    )


def listed(session: Session, shown: StoredAssessment) -> dict[str, str]:
    """What the row of a submission keeps of the assessment that is shown."""
    addressed = session.scalars(
        select(ThemeFigure.theme).where(ThemeFigure.assessment_id == shown.id, ThemeFigure.verdict.in_(ADDRESSED))
    )
    return {"main": shown.main, "to_read": shown.to_read, "addressed": joined(addressed)}


def _facts(stored: StoredAssessment | None) -> dict[str, str]:
    document = from_json(stored.record).document if stored else None
    return {"title": (document and document.title) or "", "applicant": (document and document.applicant) or ""}
