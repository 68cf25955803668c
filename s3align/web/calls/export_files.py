"""The files that are taken out of a call, for pages and programs alike: made in a folder of their own, gone once sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from s3align.desk.access import Principal
from s3align.desk.calls import archiving, calls, exports
from s3align.desk.calls.exports import Order, Table
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Call, Submission
from s3align.render.archive import Sources
from s3align.web.state import ServerState


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made for one answer: where it lies, what it is called, and the folder that goes with it."""

    path: Path
    name: str
    folder: Path

    def sent(self, kind: str, headers: Mapping[str, str]) -> FileResponse:
        """The answer; file and folder are gone once it is sent."""
        gone = BackgroundTask(shutil.rmtree, self.folder, ignore_errors=True)
        return FileResponse(self.path, media_type=kind, headers=headers, background=gone)


def call_table(
    state: ServerState, asking: Principal, call_id: str, table: Table, language: str
) -> tuple[Call, MadeFile]:
    """A table of a call, with the call. Raises as ``exports.write``."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    strategy = state.pipelines.strategy(call.strategy)
    with _folder(state.files) as folder:
        path = exports.write(state.database, asking, call, strategy, Order(table, language, folder))
    return call, MadeFile(path, table.value, folder)


def submission_archive(state: ServerState, asking: Principal, submission_id: str) -> MadeFile:
    """The archive of a submission; the audit log notes it. Raises as ``archiving.archive``."""
    with _folder(state.files) as folder:
        with state.database.reading() as session:
            submission = session.get_one(Submission, submission_id)
            call = session.get_one(Call, submission.call_id)
            made = archiving.archive(state, session, asking, submission, _sources(state, call), folder)
        with state.database.writing() as session:
            exports.note(session, asking, call.id, "archive", 1, submission_id)
    return MadeFile(made.path, made.name, folder)


def call_archives(state: ServerState, asking: Principal, call_id: str) -> tuple[Call, Iterator[bytes]]:
    """The archives of all submissions of a call in one zip, block by block, with the call. Raises as ``all_archives``."""
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    return call, archiving.all_archives(state, asking, call, _sources(state, call))


def _sources(state: ServerState, call: Call) -> Sources:
    return archiving.sources(state, call, (call.language,), _today())


@contextmanager
def _folder(files: FileStore) -> Iterator[Path]:
    """A folder that stays where all goes well."""
    folder = files.passing_folder()
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _today() -> date:
    return datetime.now().astimezone().date()
