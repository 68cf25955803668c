"""The report on a file of a check, to read and to download: the same as the command line writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request, Response

from s3align.desk.access import Permission
from s3align.desk.checks import check_reports, checks
from s3align.desk.checks.check_folder import FileFolder
from s3align.pipeline import Pipeline
from s3align.web.downloads import saved
from s3align.web.pages import reader_language
from s3align.web.permissions import needs
from s3align.web.report_page import Back, report_response
from s3align.web.state import ServerState, State
from s3align.web.words import web_messages

router = APIRouter(
    prefix="/checks/{secret}/files/{position}", include_in_schema=False, dependencies=[needs(Permission.CHECK)]
)
_KINDS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "json": "application/json"}


@router.get("/report")
def report(request: Request, state: State, secret: str, position: int) -> Response:
    """The report as a page."""
    found = _opened(state, secret, position)
    language = reader_language(request)
    body = check_reports.report(found.folder, found.pipeline, language, "html", found.day)
    if body is None:
        raise checks.gone()
    t = web_messages(language)
    return report_response(body.decode("utf-8"), Back(f"/checks/{secret}", t("check_back"), t("check_back_label")))


@router.get("/report.{form}")
def download(request: Request, state: State, secret: str, position: int, form: str, brief: bool = False) -> Response:
    """The report as a file: "html", "pdf" or "json"; ``brief``: the short PDF."""
    if form not in check_reports.FORMS:
        raise checks.gone()
    found = _opened(state, secret, position)
    is_brief = brief and form == "pdf"
    body = check_reports.report(found.folder, found.pipeline, reader_language(request), form, found.day, brief=is_brief)
    return _saved(found.stem, body, _KINDS[form], f"{'.short' if is_brief else ''}.s3align.{form}")


@router.get("/marked.pdf")
def marked(request: Request, state: State, secret: str, position: int) -> Response:
    """The PDF with its evidence highlighted."""
    found = _opened(state, secret, position)
    body = check_reports.annotated(found.folder, found.pipeline, reader_language(request), found.day)
    return _saved(found.stem, body, _KINDS["pdf"], ".marked.pdf")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file of a check with what its reports are made of; ``stem``: what downloads are named after."""

    folder: FileFolder
    pipeline: Pipeline
    day: date
    stem: str


def _opened(state: ServerState, secret: str, position: int) -> _Opened:
    check = checks.check_id(secret)
    with state.database.reading() as session:
        folder = checks.folder_of(session, state.files, check, position)
        row = checks.row_of(session, check)
        stem = checks.stem_of(session, state.files, check, position)
    return _Opened(folder, state.pipelines.of(row.strategy), check_reports.day_of(row.created_at), stem)


def _saved(stem: str, body: bytes | None, kind: str, ending: str) -> Response:
    """A file to be saved, named after the one that was checked."""
    if body is None:
        raise checks.gone()
    return Response(body, media_type=kind, headers=saved(stem, ending))
