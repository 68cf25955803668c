"""What a call holds, as files: the tables of `s3align batch` and archives, for its lead; each is in the audit log."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from s3align.desk.access import Permission
from s3align.desk.calls.exports import Table
from s3align.web.api import file_answers
from s3align.web.api.models import PathId
from s3align.web.calls import marks
from s3align.web.calls.export_files import call_archives, call_table, submission_archive
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["exports"], dependencies=[needs(Permission.LEAD)])


@router.get("/calls/{call_id}/exports/archives.zip", response_class=Response, responses=file_answers.FILE_ANSWERS)
def export_archives(state: State, asking: Asking, call_id: PathId) -> StreamingResponse:
    """Get the archives of all submissions of a call in one zip, sent while it is made."""
    _, blocks = call_archives(state, asking, call_id)
    return StreamingResponse(blocks, media_type=file_answers.ANY, headers=file_answers.headers("archives.zip"))


@router.get("/calls/{call_id}/exports/marks.zip", response_class=Response, responses=file_answers.ZIP_ANSWERS)
def export_marks(request: Request, state: State, asking: Asking, call_id: PathId) -> Response:
    """Get what people said of a call, as files that `s3align evaluate` and `s3align train` read."""
    return marks.download(request, call_id, state, asking)


@router.get("/calls/{call_id}/exports/{table}", response_class=Response, responses=file_answers.FILE_ANSWERS)
def export_call(request: Request, state: State, asking: Asking, call_id: PathId, table: Table) -> FileResponse:
    """Get a table of a call: its results, the key to their columns, or the readings."""
    _, made = call_table(state, asking, call_id, table, reader_language(request))
    return made.sent(file_answers.ANY, file_answers.headers(made.name))


@router.get("/submissions/{submission_id}/archive", response_class=Response, responses=file_answers.FILE_ANSWERS)
def archive_submission(state: State, asking: Asking, submission_id: PathId) -> FileResponse:
    """Get the archive of a submission, as `s3align archive` makes it: all that a decision rests on."""
    made = submission_archive(state, asking, submission_id)
    return made.sent(file_answers.ANY, file_answers.headers(made.name))
