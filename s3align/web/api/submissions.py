"""Submissions: list, one, its record, report and file, and how far the program is with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, field_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import NotAllowedError, Permission, Principal, not_found
from s3align.desk.calls.calls import is_late
from s3align.desk.lists import listing
from s3align.desk.lists.listing import ListRow
from s3align.desk.lists.listing_query import Alike, Mine
from s3align.desk.lists.listing_query import State as RowState
from s3align.desk.review.blindness import may_see_content, may_see_machine, may_see_others
from s3align.desk.storage import retention
from s3align.desk.storage.retention import DeletionReason
from s3align.desk.storage.tables import Call, Job, StoredAssessment, Submission, ThemeFigure
from s3align.errors import said
from s3align.record.assessment import Verdict
from s3align.record.codec import from_json
from s3align.store.ranking import Ranked
from s3align.store.row import ToRead
from s3align.web.api import file_answers
from s3align.web.api.file_answers import FILE_ANSWERS, RECORD_ANSWERS, REPORT_ANSWERS, ReportForm
from s3align.web.api.list_query import Wanted
from s3align.web.api.models import ID, Id, Listed, PathId, Told
from s3align.web.api.paging import Asked, link_pages
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["submissions"])
OfAssessment = Annotated[
    str | None, Query(alias="assessment", pattern=ID, description="An earlier one; else that which is shown")
]


class FigureTold(Told):
    """What the program says of a theme: shares from 0 to 1."""

    verdict: Verdict
    sureness: float = Field(ge=0, le=1)
    extent: float = Field(ge=0, le=1)
    places: tuple[int, int] | None = Field(
        None, description="First and last place within it, in a lead's list that is ordered by it"
    )

    @field_validator("places", mode="before")
    @classmethod
    def _of_ranked(cls, value: object) -> object:
        return (value.first, value.last) if isinstance(value, Ranked) else value


class SubmissionRow(Told):
    """A submission in the list. What may not be seen yet is null or empty, and ``sees_machine`` or ``sees_others`` false."""

    id: Id
    number: int
    version: int
    title: str
    applicant: str
    lot_id: str | None
    received_at: datetime
    is_late: bool
    is_withdrawn: bool
    state: RowState
    sees_machine: bool
    sees_others: bool
    main: str
    to_read: ToRead | None
    reason: str
    pages: int | None
    themes: dict[str, FigureTold]
    readings: int
    mine: Mine
    decisions: list[tuple[str, str]] = Field(description="Name of the person, decision")
    gravity: int | None
    alike: list[Alike] = Field(description="How it resembles another submission of the call")


class SubmissionPage(Told):
    """A page of the list; ``total`` fit the query; ``left_out``: how many more there would be without each filter."""

    items: list[SubmissionRow]
    total: int
    page: int
    pages: int
    all: int
    left_out: dict[str, int]


class AssessmentTold(Told):
    """What the program said, with which strategy, model and version."""

    id: Id
    is_shown: bool
    reason: str = Field(description='Why the file could not be assessed; "" where it was')
    main: str
    to_read: str
    pages: int | None
    words: int | None
    language: str
    themes: dict[str, FigureTold]
    provenance: dict[str, Any]
    created_at: datetime


class SubmissionTold(Told):
    """A submission."""

    id: Id
    call_id: Id
    number: int
    version: int
    title: str
    applicant: str
    lot_id: str | None
    earlier_id: str | None
    sha256: str
    size: int
    received_at: datetime
    is_late: bool
    is_withdrawn: bool
    sees_machine: bool
    sees_others: bool
    sees_content: bool
    assessments: list[AssessmentTold] = Field(description="The newest first; empty where they may not be seen yet")


class JobTold(Told):
    """How far the program is. ``error``: an id, no text."""

    state: str
    stage: str
    done: int
    total: int
    attempts: int
    error: str
    created_at: datetime
    finished_at: datetime | None


_UNTOLD = {"stage": "", "done": 0, "total": 0, "attempts": 0, "error": ""}
"""Of work on a submission whose result may not be seen yet: how long it is and how it ends tells of the result."""


@router.get("/calls/{call_id}/submissions", dependencies=[needs(Permission.READ)])
def list_submissions(
    request: Request, response: Response, state: State, asking: Asking, call_id: PathId, wanted: Wanted
) -> SubmissionPage:
    """List the submissions of a call, as the page does; a page behind the last one is the last one."""
    with state.database.reading() as session:
        found = listing.list_submissions(session, asking, session.get_one(Call, call_id), wanted)
    link_pages(request, response, Asked(found.page, wanted.size), found.total)
    return SubmissionPage(
        items=[_row(row) for row in found.rows],
        total=found.total,
        page=found.page,
        pages=found.pages,
        all=found.counts.all,
        left_out=dict(found.counts.left_out),
    )


@router.get("/submissions/{submission_id}", dependencies=[needs(Permission.READ)])
def show_submission(state: State, asking: Asking, submission_id: PathId) -> SubmissionTold:
    """Show a submission with what the program said of it, as far as it may be seen."""
    with state.database.reading() as session:
        submission, call = _both(session, submission_id)
        return _told(session, asking, submission, call)


@router.get(
    "/submissions/{submission_id}/record",
    dependencies=[needs(Permission.READ)],
    response_class=Response,
    responses=RECORD_ANSWERS,
)
def show_record(state: State, asking: Asking, submission_id: PathId, assessment_id: OfAssessment = None) -> Response:
    """Get the record: all that the program says, with every passage it counts."""
    with state.database.reading() as session:
        submission, call = _both(session, submission_id)
        stored = _assessment(session, asking, submission, call, assessment_id)
        return file_answers.record(stored.record, f"{submission.number}")


@router.get(
    "/submissions/{submission_id}/report",
    dependencies=[needs(Permission.READ)],
    response_class=Response,
    responses=REPORT_ANSWERS,
)
def show_report(
    request: Request,
    state: State,
    asking: Asking,
    submission_id: PathId,
    form: ReportForm = ReportForm.HTML,
    assessment_id: OfAssessment = None,
) -> Response:
    """Get the report as HTML or PDF, in the language of Accept-Language."""
    with state.database.reading() as session:
        submission, call = _both(session, submission_id)
        stored = _assessment(session, asking, submission, call, assessment_id)
    pipeline = state.pipelines.of(call.strategy)
    day = stored.created_at.astimezone().date()
    return file_answers.report(from_json(stored.record), pipeline, reader_language(request), form, day)


@router.get(
    "/submissions/{submission_id}/file",
    dependencies=[needs(Permission.READ)],
    response_class=Response,
    responses=FILE_ANSWERS,
)
def show_file(state: State, asking: Asking, submission_id: PathId) -> Response:
    """Get the file that was handed in, byte by byte."""
    with state.database.reading() as session:
        submission, _ = _both(session, submission_id)
        may = may_see_content(session, asking, submission)
    path = state.files.path(submission.sha256)
    if not may or not path.is_file():
        raise not_found()
    return file_answers.file(path, submission.file_name)


@router.delete("/submissions/{submission_id}", dependencies=[needs(Permission.LEAD)], status_code=204)
def delete_submission(state: State, asking: Asking, submission_id: PathId, reason: DeletionReason) -> None:
    """Delete a submission for good: the file, what the program and people said of it; the audit log keeps that it was there."""
    with state.database.writing() as session:
        retention.delete_case(session, state.files, asking, submission_id, reason)


@router.get("/submissions/{submission_id}/jobs", dependencies=[needs(Permission.READ)])
def list_submission_jobs(state: State, asking: Asking, submission_id: PathId) -> Listed[JobTold]:
    """Show how far the program is with a submission; of one that may not be seen yet, the state alone."""
    with state.database.reading() as session:
        submission, call = _both(session, submission_id)
        may = may_see_content(session, asking, submission) and may_see_machine(session, asking, submission, call)
        rows = session.scalars(select(Job).where(Job.subject == submission_id).order_by(Job.created_at.desc())).all()
        told = [JobTold.model_validate(row) for row in rows]
    shown = told if may else [job.model_copy(update=_UNTOLD) for job in told]
    return Listed(items=shown, total=len(shown))


def _both(session: Session, submission_id: str) -> tuple[Submission, Call]:
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    return submission, session.get_one(Call, submission.call_id)


def _assessment(
    session: Session, asking: Principal, submission: Submission, call: Call, wanted: str | None
) -> StoredAssessment:
    """Raises NotAllowedError where it may not be seen yet, NotFoundError where there is none."""
    if not may_see_machine(session, asking, submission, call):
        raise NotAllowedError(
            said(
                "machine_hidden",
                "What the program says is shown once you have decided yourself. Save your decision, then ask again.",
            )
        )
    stored = session.get(StoredAssessment, wanted or submission.assessment_id or "")
    if stored is None or stored.submission_id != submission.id:
        raise not_found()
    return stored


def _told(session: Session, asking: Principal, submission: Submission, call: Call) -> SubmissionTold:
    sees_machine = may_see_machine(session, asking, submission, call)
    return SubmissionTold(
        id=submission.id,
        call_id=call.id,
        number=submission.number,
        version=submission.version,
        title=submission.title or submission.file_name,
        applicant=submission.applicant,
        lot_id=submission.lot_id,
        earlier_id=submission.earlier_id,
        sha256=submission.sha256,
        size=submission.size,
        received_at=submission.received_at,
        is_late=is_late(call, submission),
        is_withdrawn=submission.withdrawn_at is not None,
        sees_machine=sees_machine,
        sees_others=may_see_others(session, asking, submission),
        sees_content=may_see_content(session, asking, submission),
        assessments=_assessments(session, submission) if sees_machine else [],
    )


def _assessments(session: Session, submission: Submission) -> list[AssessmentTold]:
    rows = session.scalars(
        select(StoredAssessment)
        .where(StoredAssessment.submission_id == submission.id)
        .order_by(StoredAssessment.created_at.desc(), StoredAssessment.id)
    )
    return [_assessed(session, row, submission.assessment_id) for row in rows]


def _assessed(session: Session, row: StoredAssessment, shown: str | None) -> AssessmentTold:
    figures = session.scalars(select(ThemeFigure).where(ThemeFigure.assessment_id == row.id))
    return AssessmentTold(
        id=row.id,
        is_shown=row.id == shown,
        reason=row.reason,
        main=row.main,
        to_read=row.to_read,
        pages=row.pages,
        words=row.words,
        language=row.language,
        themes={figure.theme: FigureTold.model_validate(figure) for figure in figures},
        provenance=dict(row.provenance),
        created_at=row.created_at,
    )


def _row(row: ListRow) -> SubmissionRow:
    themes = {theme: FigureTold.model_validate(figure) for theme, figure in row.themes.items()}
    own = {name: getattr(row, name) for name in SubmissionRow.model_fields if name not in ("themes", "decisions")}
    return SubmissionRow(themes=themes, decisions=[(name, decision.value) for name, decision in row.decisions], **own)
