"""What people said of a call, for the command line to measure with and to learn from: one zip."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request, Response

from s3align.desk.access import Permission, not_found
from s3align.desk.calls import exports
from s3align.desk.review import marks
from s3align.desk.storage.tables import Call
from s3align.render.archive_tables import table
from s3align.render.messages import Messages
from s3align.store.review import REVIEW_FILE
from s3align.web.downloads import saved
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State
from s3align.web.words import web_messages

router = APIRouter(include_in_schema=False)
COLUMNS = ("number", "file", "sha256", "fingerprint", "theme", "passage", "page", "right", "person", "day", "quote")
_TIME = (1980, 1, 1, 0, 0, 0)
"""Of the files in the zip: the same marks give the same bytes."""


@router.get("/desk/calls/{call_id}/marks.zip", dependencies=[needs(Permission.LEAD)])
def download(request: Request, call_id: str, state: State, asking: Asking) -> Response:
    """A review file as ``s3align review`` writes it, marks on evidence as a table, and what its columns mean."""
    language = reader_language(request)
    t = web_messages(language)
    with TemporaryDirectory() as folder, state.database.reading() as session:
        call = session.get(Call, call_id)
        if call is None:
            raise not_found()
        path, strategy = Path(folder) / REVIEW_FILE, state.pipelines.strategy(call.strategy)
        today = date.today()  # noqa: DTZ011 -- the day on the calendar of the office
        readings = marks.write_review(session, asking, call, strategy, path, language=language, day=today)
        rows = marks.mark_rows(session, asking, call)
        title, review = call.title, path.read_bytes()
    with state.database.writing() as session:
        exports.note(session, asking, call_id, "review", readings)
        exports.note(session, asking, call_id, "marks", len(rows))
    files = {REVIEW_FILE: review, "marks.csv": _table(rows, language), "codebook.csv": _codebook(t)}
    return Response(_zipped(files), media_type="application/zip", headers=saved(title, ".zip"))


def _table(rows: list[marks.MarkRow], language: str) -> bytes:
    cells = [
        (
            row.number, row.file, row.sha256, row.fingerprint, row.theme, row.passage, row.page, int(row.is_right),
            row.person, row.day.isoformat(), row.quote,
        )
        for row in rows
    ]  # fmt: skip
    return table(COLUMNS, cells, language)


def _codebook(t: Messages) -> bytes:
    heads = (t("submission_marks_column"), t("submission_marks_meaning"))
    return table(heads, [(column, t(f"submission_marks_{column}")) for column in COLUMNS], t.language)


def _zipped(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, content)
    return body.getvalue()
