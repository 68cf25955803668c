"""What is taken out of a call: tables, readings, and archives that explain every result years later."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from s3align.desk.access import Permission, not_found
from s3align.desk.calls import archiving, calls, exports
from s3align.desk.context import Desk
from s3align.desk.storage.tables import Call, Submission
from s3align.web.downloads import attachment
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import ServerState, State

router = APIRouter(include_in_schema=False, dependencies=[needs(Permission.LEAD)])
_KINDS = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
_ZIP = "application/zip"


@router.get("/desk/calls/{call_id}/exports")
def choice(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """What can be taken out, and what each file is for."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    return page(request, "calls/exports.html", call=call, tables=list(exports.Table))


@router.get("/desk/calls/{call_id}/exports/archives.zip")
def archives(state: State, asking: Asking, call_id: str) -> Response:
    """The archives of all submissions in one zip, sent while it is made."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    desk = _desk(state)
    blocks = archiving.all_archives(desk, asking, call, archiving.sources(desk, call, (call.language,), _today()))
    return StreamingResponse(
        blocks, media_type=_ZIP, headers={"content-disposition": attachment(call.title, "-archives.zip")}
    )


@router.get("/desk/calls/{call_id}/exports/{name}")
def table(request: Request, state: State, asking: Asking, call_id: str, name: str) -> Response:
    """A table of a call, with words in the reader's language."""
    if name not in set(exports.Table):
        raise not_found()
    wanted = exports.Table(name)
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    strategy = state.pipelines.strategy(call.strategy)
    folder = Path(mkdtemp(prefix="s3align-export-"))
    try:
        order = exports.Order(wanted, reader_language(request), folder)
        path = exports.write(state.database, asking, call, strategy, order)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _sent(path, attachment(call.title, f"-{wanted.value}"[-24:]), folder)


@router.get("/desk/submissions/{submission_id}/archive.zip")
def archive(state: State, asking: Asking, submission_id: str) -> Response:
    """The archive of one submission."""
    desk = _desk(state)
    folder = Path(mkdtemp(prefix="s3align-archive-"))
    try:
        with state.database.reading() as session:
            submission = session.get_one(Submission, submission_id)
            call = session.get_one(Call, submission.call_id)
            made_from = archiving.sources(desk, call, (call.language,), _today())
            made = archiving.archive(desk, session, asking, submission, made_from, folder)
        with state.database.writing() as session:
            exports.note(session, asking, call.id, "archive", 1, submission_id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _sent(made.path, attachment(made.name.removesuffix(".zip"), ".zip"), folder)


def _sent(path: Path, disposition: str, folder: Path) -> FileResponse:
    """A file that is gone once it is sent."""
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    kind = _KINDS.get(path.suffix, _ZIP)
    return FileResponse(path, media_type=kind, headers={"content-disposition": disposition}, background=gone)


def _desk(state: ServerState) -> Desk:
    return Desk(state.server, state.settings, state.database, state.files, state.pipelines)


def _today() -> date:
    return datetime.now().astimezone().date()
