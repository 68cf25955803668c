"""The report on a file of a check, to read and to download: the same as the command line writes."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

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
    folder, pipeline, day = _opened(state, secret, position)
    language = reader_language(request)
    body = check_reports.report(folder, pipeline, language, "html", day)
    if body is None:
        raise checks.gone()
    t = web_messages(language)
    return report_response(body.decode("utf-8"), Back(f"/checks/{secret}", t("check_back"), t("check_back_label")))


@router.get("/report.{form}")
def download(request: Request, state: State, secret: str, position: int, form: str, brief: bool = False) -> Response:
    """The report as a file: "html", "pdf" or "json"; ``brief``: the short PDF."""
    if form not in check_reports.FORMS:
        raise checks.gone()
    folder, pipeline, day = _opened(state, secret, position)
    is_brief = brief and form == "pdf"
    body = check_reports.report(folder, pipeline, reader_language(request), form, day, brief=is_brief)
    return _saved(folder, body, _KINDS[form], f"{'.short' if is_brief else ''}.s3align.{form}")


@router.get("/marked.pdf")
def marked(request: Request, state: State, secret: str, position: int) -> Response:
    """The PDF with its evidence highlighted."""
    folder, pipeline, day = _opened(state, secret, position)
    body = check_reports.annotated(folder, pipeline, reader_language(request), day)
    return _saved(folder, body, _KINDS["pdf"], ".marked.pdf")


def _opened(state: ServerState, secret: str, position: int) -> tuple[FileFolder, Pipeline, date]:
    check = checks.check_id(secret)
    with state.database.reading() as session:
        folder = checks.folder_of(session, state.files, check, position)
        row = checks.row_of(session, check)
    return folder, state.pipelines.of(row.strategy), check_reports.day_of(row.created_at)


def _saved(folder: FileFolder, body: bytes | None, kind: str, ending: str) -> Response:
    """A file to be saved, named after the one that was checked."""
    facts = folder.facts()
    if body is None or facts is None:
        raise checks.gone()
    return Response(body, media_type=kind, headers=saved(PurePath(facts.name).stem, ending))
