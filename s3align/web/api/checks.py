"""Checks of applicants: nothing is kept longer than the check, and whoever has its secret sees it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from s3align.desk import checks
from s3align.desk.access import Permission, not_found
from s3align.desk.calls import strategies
from s3align.desk.check_folder import Coming
from s3align.desk.checks import CheckStatus, FileState, check_id
from s3align.errors import UsageError, said
from s3align.record.assessment import Assessment
from s3align.record.codec import to_json
from s3align.web.api import downloads
from s3align.web.api.downloads import RECORD_ANSWERS, REPORT_ANSWERS, ReportForm
from s3align.web.api.models import Told
from s3align.web.check_uploads import UploadLimits, take_in
from s3align.web.pages import reader_language
from s3align.web.permissions import needs
from s3align.web.routes import takes_files
from s3align.web.state import ServerState, State

router = APIRouter(tags=["checks"], dependencies=[needs(Permission.CHECK)])
Secret = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{43}$", description="From POST /checks; whoever has it sees the check")
]
Position = Annotated[int, Path(ge=0, le=999)]
_PASTED = "text.txt"
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "text": {"type": "string", "description": "In the place of a file"},
                        "strategy": {"type": "string", "description": 'Name of GET /strategies; "" for the first'},
                    },
                }
            }
        },
    }
}


class CheckFile(Told):
    """A file of a check. ``stage``, ``done`` of ``total``: how far it is; ``ahead``: files of others that come before."""

    position: int
    name: str
    size: int
    state: FileState
    stage: str
    done: int
    total: int
    ahead: int
    reason: str = Field(description='Why it could not be assessed; "" where it was')
    main: str | None


class CheckTold(Told):
    """A check; it vanishes at ``expires_at``."""

    secret: str
    strategy: str
    language: Literal["de", "en"]
    created_at: datetime
    expires_at: datetime
    is_open: bool = Field(description="Something is still to come: ask again in a second")
    files: list[CheckFile]


@router.post("/checks", status_code=201, dependencies=[takes_files()], openapi_extra=_FORM)
async def begin_check(
    request: Request,
    response: Response,
    state: State,
    once: Annotated[
        str | None,
        Header(alias="Idempotency-Key", min_length=16, max_length=200, pattern=r"^[\x21-\x7e]+$"),
    ] = None,
) -> CheckTold:
    """Have files assessed; the same files with the same Idempotency-Key are one check."""
    limits = UploadLimits(state.settings.max_file_bytes, state.server.most_check_files, text_name=_PASTED)
    with Coming(state.files) as coming:
        fields = await take_in(request, coming, limits)
        told = await run_in_threadpool(_begin, state, coming, fields, reader_language(request), once or "")
    response.headers["location"] = f"/api/v1/checks/{told.secret}"
    return told


@router.get("/checks/{secret}")
def show_check(state: State, secret: Secret) -> CheckTold:
    """Show how far a check is."""
    return _told(_status(state, secret), secret)


@router.delete("/checks/{secret}", status_code=204)
def delete_check(state: State, secret: Secret) -> None:
    """Delete a check with all of its files, at once."""
    with state.database.writing() as session:
        checks.delete(session, state.files, check_id(secret))


@router.get("/checks/{secret}/files/{position}/record", response_class=Response, responses=RECORD_ANSWERS)
def show_check_record(state: State, secret: Secret, position: Position) -> Response:
    """Get the record of a file."""
    assessment, _, _ = _assessment(state, secret, position)
    return downloads.record(to_json(assessment), assessment.document.name)


@router.get("/checks/{secret}/files/{position}/report", response_class=Response, responses=REPORT_ANSWERS)
def show_check_report(
    request: Request, state: State, secret: Secret, position: Position, form: ReportForm = ReportForm.HTML
) -> Response:
    """Get the report of a file as HTML or PDF, in the language of Accept-Language."""
    assessment, strategy, day = _assessment(state, secret, position)
    return downloads.report(assessment, state.pipelines.strategy(strategy), reader_language(request), form, day)


def _begin(state: ServerState, coming: Coming, fields: dict[str, str], language: str, once: str) -> CheckTold:
    strategy = fields.get("strategy", "")
    if strategy and strategy not in strategies(state.server):
        raise UsageError(said("call_strategy_unknown", "There is no such strategy. Choose from the list."))
    with state.database.writing() as session:
        secret = checks.begin(session, state.files, state.server, coming, language, strategy=strategy, once=once)
    return _told(_status(state, secret), secret)


def _status(state: ServerState, secret: str) -> CheckStatus:
    with state.database.reading() as session:
        return checks.status(session, state.files, check_id(secret))


def _assessment(state: ServerState, secret: str, position: int) -> tuple[Assessment, str, date]:
    """Raises NotFoundError where there is no record yet."""
    status = _status(state, secret)
    for file in status.files:
        if file.position == position and file.assessment is not None:
            return file.assessment, status.strategy, status.created_at.astimezone().date()
    raise not_found()


def _told(status: CheckStatus, secret: str) -> CheckTold:
    return CheckTold(
        secret=secret,
        strategy=status.strategy,
        language="de" if status.language == "de" else "en",
        created_at=status.created_at,
        expires_at=status.expires_at,
        is_open=status.is_open,
        files=[_file(file) for file in status.files],
    )


def _file(file: checks.FileStatus) -> CheckFile:
    record = file.assessment
    shown = {name: getattr(file, name) for name in CheckFile.model_fields if name not in ("reason", "main")}
    reason = record.reason.value if record is not None and record.reason else ""
    main = record.overall.primary if record is not None and record.overall else None
    return CheckFile(reason=reason, main=main, **shown)
