"""What `s3align doctor --server` looks at: the database, the data folder and the workers of a server. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.database_errors import Trouble, trouble
from s3align.desk.work import queue
from s3align.desk.work.queue import JobState
from s3align.desk.work.readiness import LEAST_FREE_BYTES, Readiness, look
from s3align.diagnosis import Finding, Section, State
from s3align.errors import UsageError, said


def diagnose_server(server: ServerSettings) -> list[Finding]:
    """What was found, in the order in which it is shown. Raises UsageError for an address that no database has."""
    if not server.data.is_dir():
        return [_finding("server_folder_missing", State.HINT, folder=str(server.data))]
    database = Database(database_url(server.database, server.data))
    try:
        return list(_found(server, database, look(database, server.data)))
    finally:
        database.close()


def _found(server: ServerSettings, database: Database, found: Readiness) -> Iterator[Finding]:
    if not _is_whole(database):
        why = said("doctor_damaged", "The file is damaged. Restore a backup: s3align desk restore.")
        yield _failed("server_database", why)
        return
    if not found.database:
        yield _failed(
            "server_database", said("doctor_database", "It does not answer. Start it, and check its address.")
        )
    else:
        yield _finding("server_database", State.FINE, kind=database.engine.name)
        key = "server_schema" if found.is_current else "server_schema_other"
        yield _finding(key, State.FINE if found.is_current else State.HINT)
    if found.is_writable:
        state = State.FINE if found.free_bytes >= LEAST_FREE_BYTES else State.HINT
        yield _finding("server_folder", state, folder=str(server.data), bytes=found.free_bytes)
    else:
        why = said("doctor_folder", "{folder} cannot be written. Give it to the server's account.", folder=server.data)
        yield _failed("server_folder", why)
    if found.is_current:
        yield _finding(
            "server_workers" if found.workers else "server_workers_none", _state(found.workers), count=found.workers
        )
        yield from _queue(database)


def _is_whole(database: Database) -> bool:
    try:
        return database.is_whole()
    except SQLAlchemyError as error:
        return trouble(error) is not Trouble.DAMAGED  # one that is away is another matter


def _queue(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        counts = queue.counts(session)
    failed = counts[JobState.FAILED]
    state = State.HINT if failed else State.FINE
    yield _finding("server_queue", state, waiting=counts[JobState.WAITING], failed=failed)


def _state(workers: int) -> State:
    return State.FINE if workers else State.HINT


def _finding(key: str, state: State, **values: str | int) -> Finding:
    return Finding(Section.SERVER, key, state, values)


def _failed(key: str, error: str) -> Finding:
    return Finding(Section.SERVER, key, State.FAILED, {"error": error}, UsageError.exit_code)
