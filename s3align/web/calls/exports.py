"""What is taken out of a call: tables, readings, and archives that explain every result years later."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from s3align.desk.access import Permission, not_found
from s3align.desk.calls import calls, exports
from s3align.web.calls.export_files import call_archives, call_table, submission_archive
from s3align.web.downloads import attachment
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

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
    call, blocks = call_archives(state, asking, call_id)
    headers = {"content-disposition": attachment(call.title, "-archives.zip")}
    return StreamingResponse(blocks, media_type=_ZIP, headers=headers)


@router.get("/desk/calls/{call_id}/exports/{name}")
def table(request: Request, state: State, asking: Asking, call_id: str, name: str) -> Response:
    """A table of a call, with words in the reader's language."""
    if name not in set(exports.Table):
        raise not_found()
    call, made = call_table(state, asking, call_id, exports.Table(name), reader_language(request))
    headers = {"content-disposition": attachment(call.title, f"-{made.name}"[-24:])}
    return made.sent(_KINDS.get(made.path.suffix, _ZIP), headers)


@router.get("/desk/submissions/{submission_id}/archive.zip")
def archive(state: State, asking: Asking, submission_id: str) -> Response:
    """The archive of one submission."""
    made = submission_archive(state, asking, submission_id)
    return made.sent(_ZIP, {"content-disposition": attachment(made.name.removesuffix(".zip"), ".zip")})
