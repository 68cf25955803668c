"""Checks of applicants: nothing is kept longer than the check, and whoever has its secret sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from s3align.desk.access import Permission
from s3align.desk.calls import calls
from s3align.desk.checks import check_reports, checks
from s3align.desk.checks.check_folder import Coming, FileFolder
from s3align.desk.checks.check_status import CheckStatus, FileState, FileStatus
from s3align.desk.checks.checks import check_id
from s3align.desk.work import strategies
from s3align.errors import UsageError, said
from s3align.pipeline import Pipeline
from s3align.record.codec import to_json
from s3align.web.api import file_answers
from s3align.web.api.file_answers import HTML_ANSWERS, PDF_ANSWERS, RECORD_ANSWERS, REPORT_ANSWERS, ReportForm
from s3align.web.api.models import Sent, Told
from s3align.web.checks.check import count_files
from s3align.web.checks.check_uploads import UploadLimits, take_in
from s3align.web.pages import reader_language
from s3align.web.permissions import needs
from s3align.web.route_rules import takes_files
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


class AgainSent(Sent):
    """``password``: of an encrypted file; it is forgotten once the file was read."""

    password: Annotated[str, Field(max_length=1_000)] = ""


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
    wrong_password: bool = Field(description="It is encrypted, and the password that was given does not fit")
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
        told = await run_in_threadpool(_begin, request, state, coming, fields, once or "")
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
    file = _opened(state, secret, position)
    assessment = file.folder.assessment()
    if assessment is None:
        raise checks.gone()
    return file_answers.record(to_json(assessment), assessment.document.name)


@router.get("/checks/{secret}/files/{position}/report", response_class=Response, responses=REPORT_ANSWERS)
def show_check_report(
    request: Request, state: State, secret: Secret, position: Position, form: ReportForm = ReportForm.HTML
) -> Response:
    """Get the report of a file as HTML or PDF, in the language of Accept-Language."""
    file = _opened(state, secret, position)
    body = check_reports.report(file.folder, file.pipeline, reader_language(request), form.value, file.day)
    if body is None:
        raise checks.gone()
    return file_answers.made_file(body, f"{file.stem}.s3align.{form}", file_answers.KINDS[form])


@router.get("/checks/{secret}/files/{position}/marked", response_class=Response, responses=PDF_ANSWERS)
def show_check_marked(request: Request, state: State, secret: Secret, position: Position) -> Response:
    """Get the PDF with its evidence highlighted."""
    file = _opened(state, secret, position)
    body = check_reports.annotated(file.folder, file.pipeline, reader_language(request), file.day)
    if body is None:
        raise checks.gone()
    return file_answers.made_file(body, f"{file.stem}.marked.pdf", file_answers.KINDS[ReportForm.PDF])


@router.post("/checks/{secret}/files/{position}/again", status_code=202)
def check_again(request: Request, state: State, secret: Secret, position: Position, sent: AgainSent) -> CheckTold:
    """Assess a file once more, with a password where it needs one."""
    count_files(request, state)
    with state.database.writing() as session:
        checks.try_again(session, state.files, check_id(secret), position, sent.password)
    return _told(_status(state, secret), secret)


@router.post("/checks/{secret}/versions", status_code=201, dependencies=[takes_files()], openapi_extra=_FORM)
async def add_check_version(request: Request, state: State, secret: Secret) -> CheckTold:
    """Add another version of a file, to be compared with it."""
    limits = UploadLimits(state.settings.max_file_bytes, 1, text_name=_PASTED)
    with Coming(state.files) as coming:
        await take_in(request, coming, limits)
        return await run_in_threadpool(_add, request, state, secret, coming)


@router.get("/checks/{secret}/files/{position}/comparison/{earlier}", response_class=Response, responses=HTML_ANSWERS)
def compare_check_versions(
    request: Request, state: State, secret: Secret, position: Position, earlier: Position
) -> Response:
    """Get what a version gained and lost against an earlier one, as HTML."""
    file, before = _opened(state, secret, position), _opened(state, secret, earlier)
    body = check_reports.comparison(before.folder, file.folder, file.pipeline, reader_language(request), file.day)
    if body is None:
        raise checks.gone()
    return file_answers.made_file(body, f"{file.stem}.compared.html", file_answers.KINDS[ReportForm.HTML])


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file of a check, with what its reports are made of."""

    folder: FileFolder
    pipeline: Pipeline
    day: date
    stem: str


def _opened(state: ServerState, secret: str, position: int) -> _Opened:
    check = check_id(secret)
    with state.database.reading() as session:
        folder = checks.folder_of(session, state.files, check, position)
        row = checks.row_of(session, check)
        stem = checks.stem_of(session, state.files, check, position)
    day = check_reports.day_of(row.created_at)
    return _Opened(folder, state.pipelines.of(row.strategy), day, stem)


def _add(request: Request, state: ServerState, secret: str, coming: Coming) -> CheckTold:
    count_files(request, state)
    with state.database.writing() as session:
        checks.add(session, state.files, state.server, check_id(secret), coming)
    return _told(_status(state, secret), secret)


def _begin(request: Request, state: ServerState, coming: Coming, fields: dict[str, str], once: str) -> CheckTold:
    strategy = fields.get("strategy", "")
    if strategy and strategy not in calls.strategies(state.server):
        raise UsageError(said("call_strategy_unknown", "There is no such strategy. Choose from the list."))
    known = strategies.known(state.server, strategy)
    count_files(request, state, coming.count)
    with state.database.writing() as session:
        secret = checks.begin(
            session, state.files, state.server, coming, reader_language(request), strategy=known, once=once
        )
    return _told(_status(state, secret), secret)


def _status(state: ServerState, secret: str) -> CheckStatus:
    with state.database.reading() as session:
        return checks.status(session, state.files, check_id(secret))


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


def _file(file: FileStatus) -> CheckFile:
    record = file.assessment
    shown = {name: getattr(file, name) for name in CheckFile.model_fields if name not in ("reason", "main")}
    reason = record.reason.value if record is not None and record.reason else ""
    main = record.overall.primary if record is not None and record.overall else None
    return CheckFile(reason=reason, main=main, **shown)
