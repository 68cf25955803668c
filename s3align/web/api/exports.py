"""What a call holds, as files: the tables of `s3align batch` and archives, for its lead; each is in the audit log."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.background import BackgroundTask

from s3align.desk.access import Permission
from s3align.desk.calls import archiving, calls, exports
from s3align.desk.calls.exports import Order, Table
from s3align.desk.context import Desk
from s3align.desk.storage.tables import Call, Submission
from s3align.render.archive import Sources
from s3align.web.api import downloads
from s3align.web.api.models import PathId
from s3align.web.calls import marks
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import ServerState, State

router = APIRouter(tags=["exports"], dependencies=[needs(Permission.LEAD)])


@router.get("/calls/{call_id}/exports/archives.zip", response_class=Response, responses=downloads.FILE_ANSWERS)
def export_archives(state: State, asking: Asking, call_id: PathId) -> StreamingResponse:
    """Get the archives of all submissions of a call in one zip, sent while it is made."""
    desk = _desk(state)
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    blocks = archiving.all_archives(desk, asking, call, _sources(desk, call))
    return StreamingResponse(blocks, media_type=downloads.ANY, headers=downloads.headers("archives.zip"))


@router.get("/calls/{call_id}/exports/marks.zip", response_class=Response, responses=downloads.ZIP_ANSWERS)
def export_marks(request: Request, state: State, asking: Asking, call_id: PathId) -> Response:
    """Get what people said of a call, as files that `s3align evaluate` and `s3align train` read."""
    return marks.download(request, call_id, state, asking)


@router.get("/calls/{call_id}/exports/{table}", response_class=Response, responses=downloads.FILE_ANSWERS)
def export_call(request: Request, state: State, asking: Asking, call_id: PathId, table: Table) -> FileResponse:
    """Get a table of a call: its results, the key to their columns, or the readings."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    strategy = state.pipelines.strategy(call.strategy)
    folder = Path(mkdtemp(prefix="s3align-export-"))
    try:
        order = Order(table, reader_language(request), folder)
        path = exports.write(state.database, asking, call, strategy, order)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _sent(path, table.value, folder)


@router.get("/submissions/{submission_id}/archive", response_class=Response, responses=downloads.FILE_ANSWERS)
def archive_submission(state: State, asking: Asking, submission_id: PathId) -> FileResponse:
    """Get the archive of a submission, as `s3align archive` makes it: all that a decision rests on."""
    desk, folder = _desk(state), Path(mkdtemp(prefix="s3align-archive-"))
    try:
        with state.database.reading() as session:
            submission = session.get_one(Submission, submission_id)
            call = session.get_one(Call, submission.call_id)
            made = archiving.archive(desk, session, asking, submission, _sources(desk, call), folder)
        with state.database.writing() as session:
            exports.note(session, asking, call.id, "archive", 1, submission_id)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _sent(made.path, made.name, folder)


def _sent(path: Path, name: str, folder: Path) -> FileResponse:
    """A file that is gone once it is sent."""
    gone = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type=downloads.ANY, headers=downloads.headers(name), background=gone)


def _desk(state: ServerState) -> Desk:
    return Desk(state.server, state.settings, state.database, state.files, state.pipelines)


def _sources(desk: Desk, call: Call) -> Sources:
    return archiving.sources(desk, call, (call.language,), datetime.now().astimezone().date())
