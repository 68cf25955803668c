"""The end of a case: what is due to be deleted, and how it goes, with all that was written about it.

Nothing is deleted by itself. What remains of a case is entries in the audit log, which hold no words.

The bytes on the disk: SQLite overwrites what is deleted, its log of changes is emptied, and the search index is written anew.
PostgreSQL keeps deleted rows in its files until the space is used again; ``scrub`` writes the tables anew, its own log of
changes and its backups are the administrator's.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy import Engine, delete, event, func, select, update
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import NotAllowedError, Permission, Principal, not_found, require
from s3align.desk.storage import search
from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Call, Job, PersonReading, Submission, Table
from s3align.errors import said

_LOG = logging.getLogger(__name__)
_GOING = "s3align_files_going"
"""In a session: the SHA-256 of the files of cases that it deletes."""


class DeletionReason(StrEnum):
    """Why a case is deleted: all that the audit log says of it."""

    DUE = "due"
    """The time for which it had to be kept is over."""
    ASKED = "asked"
    """Whoever handed it in asks for it."""
    MISTAKE = "mistake"
    """It should never have been there: the wrong file, or the wrong call."""


@dataclass(frozen=True, slots=True)
class DueCall:
    """A closed call whose submissions may go: how many there are, and when it was closed."""

    call_id: str
    title: str
    closed_at: datetime
    submissions: int


@dataclass(frozen=True, slots=True)
class Case:
    """A submission as an administrator knows it: its number in a call, the file's name, and the call's title."""

    number: int
    file_name: str
    call: str


def delete_case(
    session: Session, files: FileStore, asking: Principal, submission_id: str, reason: DeletionReason
) -> None:
    """Deletes a submission with all that was found and written about it, and its file once the transaction is kept.

    Raises NotFoundError where there is none, NotAllowedError for somebody with a conflict of interest, and as
    ``access.require`` for who does not lead its call.
    """
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    require(asking, Permission.LEAD, submission.call_id)
    own = select(PersonReading.has_conflict).where(
        PersonReading.submission_id == submission_id, PersonReading.account_id == asking.account_id
    )
    if session.scalar(own):
        raise NotAllowedError(
            said(
                "delete_conflict",
                "With a conflict of interest nobody deletes a proposal. Ask another lead of the call.",
            )
        )
    search.remove(session, submission_id)
    session.execute(delete(Job).where(Job.subject == submission_id))
    session.execute(update(Submission).where(Submission.earlier_id == submission_id).values(earlier_id=None))
    session.delete(submission)  # the database deletes what hangs on it
    session.flush()
    audit.append(
        session,
        asking.account_id,
        "submission.deleted",
        call_id=submission.call_id,
        submission_id=submission_id,
        before={"number": submission.number, "sha256": submission.sha256},
        after={"reason": reason.value},
    )
    _finish_later(session, files, submission.sha256)


def due(session: Session, keep_days: int, at: datetime) -> list[DueCall]:
    """The calls that were closed more than ``keep_days`` days before ``at`` and still have submissions, the oldest first."""
    counted = func.count(Submission.id)
    rows = session.execute(
        select(Call.id, Call.title, Call.closed_at, counted)
        .join(Submission, Submission.call_id == Call.id)
        .where(Call.is_closed, Call.closed_at < at - timedelta(days=keep_days))
        .group_by(Call.id, Call.title, Call.closed_at)
        .order_by(Call.closed_at, Call.id)
    )
    return [DueCall(call_id, title, closed_at, number) for call_id, title, closed_at, number in rows if closed_at]


def about_cases() -> list[str]:
    """The names of the tables whose rows go with a submission: itself, and all that hang on it."""
    found = {Submission.__tablename__}
    for table in Table.metadata.sorted_tables:  # one that refers to another comes after it
        if any(key.column.table.name in found and key.ondelete == "CASCADE" for key in table.foreign_keys):
            found.add(table.name)
    return sorted(found)


def cases_of(session: Session, call_id: str) -> list[str]:
    """The ids of a call's submissions, by their numbers."""
    return list(session.scalars(select(Submission.id).where(Submission.call_id == call_id).order_by(Submission.number)))


def described(session: Session, submission_id: str) -> Case | None:
    """What a case is, for who is asked whether to delete it; None where there is none."""
    row = session.execute(
        select(Submission.number, Submission.file_name, Call.title)
        .join(Call, Call.id == Submission.call_id)
        .where(Submission.id == submission_id)
    ).one_or_none()
    return Case(*row) if row else None


def scrub(database: Database) -> bool:
    """Takes what was deleted out of the files of the database; False where a transaction that still reads hinders it.

    PostgreSQL writes the tables anew and locks each meanwhile: minutes with many proposals.
    """
    if database.is_sqlite:
        search.forget_removed(database.writing_engine)
        return _empty_log(database.engine)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("rollback")  # of the question whether the connection still lives
        for table in (*about_cases(), Job.__tablename__):
            connection.exec_driver_sql(f"vacuum full {table}")
    return True


def _empty_log(engine: Engine) -> bool:
    """Brings SQLite's log of changes into its file and empties it; False where somebody still reads an earlier state."""
    with engine.connect() as connection:
        connection.exec_driver_sql("rollback")  # a checkpoint is none of a transaction
        busy = connection.exec_driver_sql("pragma wal_checkpoint(truncate)").scalar_one()
        connection.exec_driver_sql("begin")
    return not busy


def _finish_later(session: Session, files: FileStore, sha256: str) -> None:
    """Once the transaction is kept, and once for all cases in it, their files go and what the database keeps of them."""
    if _GOING in session.info:
        session.info[_GOING].add(sha256)
        return
    session.info[_GOING] = {sha256}
    engine = cast("Engine", session.get_bind())

    def kept(ended: Session) -> None:
        if not ended.in_nested_transaction() and ended.info[_GOING]:  # the end of a savepoint keeps nothing yet
            going, ended.info[_GOING] = ended.info[_GOING], set()
            _finish(engine, files, going)

    event.listen(session, "after_commit", kept)


def _finish(engine: Engine, files: FileStore, going: set[str]) -> None:
    """Deletes files that no row names, in a transaction that writes: nobody adds such a row meanwhile."""
    with Session(engine) as session, session.begin():
        for sha256 in sorted(going):
            if session.scalar(select(Submission.id).where(Submission.sha256 == sha256).limit(1)) is None:
                _remove(files, sha256)
    search.forget_removed(engine)
    if engine.dialect.name == "sqlite":
        _empty_log(engine)


def _remove(files: FileStore, sha256: str) -> None:
    """The case is gone already: a file that cannot be removed now is left to housekeeping, which looks for such again."""
    try:
        files.delete(sha256)
    except OSError as error:
        _LOG.warning("The file of a deleted case could not be removed (%s); it is tried again", type(error).__name__)
