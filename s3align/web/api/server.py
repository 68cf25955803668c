"""The server itself, for administrators: the audit log, and the work in the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import func, select

from s3align.desk import audit
from s3align.desk.access import Permission
from s3align.desk.lists.audit_list import AuditQuery, audit_page
from s3align.desk.storage.tables import Job
from s3align.desk.work.queue import JobKind, JobState
from s3align.web.api.models import ID, Id, Listed, Told
from s3align.web.api.paging import Paging, link_pages
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["server"], dependencies=[needs(Permission.ADMINISTER)])


class EntryTold(Told):
    """An entry of the audit log; of words that people wrote it has the SHA-256."""

    number: int
    at: datetime
    actor: str
    action: str
    call_id: str
    submission_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    versions: dict[str, Any]
    digest: str


class VerifiedTold(Told):
    """Whether the log is whole. ``broken_at``: the first entry that is wrong, null for none; ``digest``: of the last."""

    entries: int
    broken_at: int | None
    found: str | None
    digest: str


class JobOfServer(Told):
    """Work for a worker; ``subject``: id of the submission, "" for an applicant's check, which nobody is to know."""

    id: Id
    kind: JobKind
    subject: str
    state: JobState
    priority: int
    attempts: int
    stage: str
    done: int
    total: int
    error: str
    created_at: datetime
    finished_at: datetime | None


@router.get("/audit")
def list_audit(  # noqa: PLR0913, PLR0917 -- what FastAPI hands over, each by its name
    request: Request,
    response: Response,
    state: State,
    asking: Asking,
    paging: Paging,
    call: Annotated[str | None, Query(pattern=ID)] = None,
    submission: Annotated[str | None, Query(pattern=ID)] = None,
    actor: Annotated[str | None, Query(pattern=r"^[a-z0-9]{1,32}$")] = None,
    action: Annotated[str | None, Query(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$")] = None,
) -> Listed[EntryTold]:
    """List the audit log, the newest first; of calls that you read in, without what others said before you decide."""
    query = AuditQuery(actor or "", action or "", submission or "", call or "")
    with state.database.reading() as session:
        found = audit_page(session, asking, query, call_id=None, start=paging.start, size=paging.size)
    link_pages(request, response, paging, found.total)
    return Listed(items=[EntryTold.model_validate(row) for row in found.entries], total=found.total)


@router.get("/audit/verification")
def verify_audit(state: State) -> VerifiedTold:
    """Find out whether an entry of the audit log was changed, left out, exchanged or put in."""
    with state.database.reading() as session:
        return VerifiedTold.model_validate(audit.verify(session))


@router.get("/jobs")
def list_jobs(
    request: Request,
    response: Response,
    state: State,
    paging: Paging,
    kind: JobKind | None = None,
    wanted: Annotated[
        Literal[JobState.WAITING, JobState.RUNNING, JobState.DONE, JobState.FAILED] | None, Query(alias="state")
    ] = None,
) -> Listed[JobOfServer]:
    """List the work in the queue, the newest first."""
    where = [Job.kind == kind.value] if kind else []
    where += [Job.state == wanted.value] if wanted else []
    rows = select(Job).where(*where).order_by(Job.created_at.desc(), Job.id)
    with state.database.reading() as session:
        total = session.scalar(select(func.count()).select_from(Job).where(*where)) or 0
        found = session.scalars(rows.offset(paging.start).limit(paging.size)).all()
    link_pages(request, response, paging, total)
    return Listed(items=[_job(row) for row in found], total=total)


def _job(row: Job) -> JobOfServer:
    shown = {name: getattr(row, name) for name in JobOfServer.model_fields}
    return JobOfServer(**shown | {"subject": row.subject if row.kind == JobKind.ASSESS else ""})
