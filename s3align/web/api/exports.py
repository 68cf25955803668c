"""What a call holds, as files: the tables of `s3align batch`, for its lead; each is in the audit log."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request, Response

from s3align.desk import calls, exports
from s3align.desk.access import Permission
from s3align.desk.exports import Order, Table
from s3align.web.api import downloads
from s3align.web.api.models import PathId
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["exports"])


@router.get(
    "/calls/{call_id}/exports/{table}",
    dependencies=[needs(Permission.LEAD)],
    response_class=Response,
    responses=downloads.FILE_ANSWERS,
)
def export_call(request: Request, state: State, asking: Asking, call_id: PathId, table: Table) -> Response:
    """Get a table of a call: its results, the key to their columns, or the readings."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    with TemporaryDirectory() as folder:
        strategy = state.pipelines.strategy(call.strategy)
        order = Order(table, reader_language(request), Path(folder))
        path = exports.write(state.database, asking, call, strategy, order)
        return downloads.made_file(path.read_bytes(), table.value, downloads.ANY)
