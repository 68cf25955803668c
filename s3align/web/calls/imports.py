"""Taking over results of a batch run, and readings of review files."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from s3align.desk.access import Permission, Principal
from s3align.desk.calls import calls
from s3align.desk.calls.archives import ArchiveRefusedError, is_zip
from s3align.desk.calls.import_readings import ReadingsTaken, import_upload
from s3align.desk.calls.imports import Place, import_zip
from s3align.errors import DataError, S3AlignError, UsageError, said
from s3align.web.calls.form_files import files_of, form_with_files
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.route_rules import takes_files
from s3align.web.state import ServerState, State

router = APIRouter(prefix="/desk/calls/{call_id}/import", include_in_schema=False)


@router.get("", dependencies=[needs(Permission.LEAD)])
def form(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The page with the form."""
    return _form(request, state, asking, call_id)


@router.post("", dependencies=[needs(Permission.LEAD), takes_files()])
async def take_over(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """Takes over a folder of results in a zip, or a review file, by its ending."""
    async with form_with_files(request, 1) as sent:
        return await run_in_threadpool(_take_over, request, state, asking, call_id, sent)


def _take_over(request: Request, state: ServerState, asking: Principal, call_id: str, sent: FormData) -> Response:
    files = files_of(sent, "file")
    try:
        found = _taken(state, asking, call_id, files[0] if files else None)
    except (UsageError, DataError, ArchiveRefusedError) as error:
        return _form(request, state, asking, call_id, worded(error, reader_language(request)))
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    return page(request, "calls/imported.html", call=call, **_view(found, reader_language(request)))


def _taken(state: ServerState, asking: Principal, call_id: str, file: UploadFile | None) -> Any:
    name = (file.filename or "").lower() if file else ""
    if file is None or not (is_zip(name) or name.endswith(".xlsx")):
        raise UsageError(
            said("import_kind", "Choose a zip with a folder of results, or a review file (.xlsx). Then try again.")
        )
    if is_zip(name):
        return import_zip(Place(state.database, state.files, state.server, asking, call_id), file.file)
    return import_upload(state.database, asking, call_id, file.file)


def _view(found: Any, language: str) -> dict[str, Any]:
    """What the page says: how many of each outcome, and which need a person."""
    if isinstance(found, ReadingsTaken):
        lines = found.lines
        wrong = [worded(S3AlignError(sentence), language) for sentence in found.wrong]
        about = {"kind": "readings", "wrong": wrong, "new_people": found.new_people}
    else:
        lines, about = found, {"kind": "results", "wrong": [], "new_people": []}
    done = ("taken", "known")
    return {
        "counts": Counter(line.outcome.value for line in lines),
        "left": [line for line in lines if line.outcome.value not in done],
        **about,
    }


def _form(request: Request, state: ServerState, asking: Principal, call_id: str, error: str = "") -> Response:
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    return page(
        request,
        "calls/import.html",
        status=422 if error else 200,
        call=call,
        errors={"file": error} if error else {},
        most_mb=state.server.most_upload_bytes // 1_000_000,
    )
