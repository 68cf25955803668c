"""Applicants' checks: files that are assessed for whoever holds the secret of their address, and then vanish.

The database holds no name, no content and no secret of a check, only that there is one (``tables.Check``) and its jobs; all
else lies in its folder (``check_folder``). A check ends after ``keep_checks_minutes``, or at once when its owner says so.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import delete as delete_rows
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from s3align.desk.checks.check_folder import Coming, FileFolder, file_folder, remove, remove_abandoned
from s3align.desk.checks.check_status import CheckStatus, file_status
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Check, Job, now
from s3align.desk.work.queue import JobKind, JobState, Priority, Progress, ToldStages, enqueue
from s3align.errors import Cause, NotAssessableError, NotJudgedError, S3AlignError, UsageError, said
from s3align.pipeline import Pipeline
from s3align.record.assessment import DocumentFacts, Reason

_SECRET_BYTES = 32
_VERSIONS = 2
"""How many times the files of a check may be there at most, with the earlier versions that they are compared with."""


class CheckGoneError(S3AlignError):
    """There is no such check, or no more."""

    http_status = 404


class NothingToCheckError(S3AlignError):
    """No file was handed over."""

    http_status = 422


class TooManyFilesError(S3AlignError):
    """More files than a check may have."""

    http_status = 422


class ChecksFullError(S3AlignError):
    """So many checks wait that another one would wait too long."""

    http_status = 503


def begin(
    session: Session,
    files: FileStore,
    server: ServerSettings,
    coming: Coming,
    language: str,
    *,
    strategy: str = "",
    once: str = "",
) -> str:
    """Begins a check with what has come; the secret for its address.

    ``once``: a random value of the form, so that the same files sent twice with it are one check. Raises NothingToCheckError,
    TooManyFilesError or ChecksFullError.
    """
    secret = _secret(coming, once)
    check = check_id(secret)
    known = session.get(Check, check)
    if known is not None and known.expires_at > now():
        return secret
    if known is not None:  # housekeeping has not come to it yet
        session.expunge(known)
        delete(session, files, check)
    _refuse_too_many(coming.count, server.most_check_files)
    _refuse_when_full(session, server)
    expires_at = now() + timedelta(minutes=server.keep_checks_minutes)
    row = Check(id=check, strategy=strategy, language=language, files=coming.count, expires_at=expires_at)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same form, sent twice at the same time
        return secret
    coming.folder.replace(files.check_folder(check))
    for position in range(coming.count):
        _request(session, check, position)
    return secret


def add(session: Session, files: FileStore, server: ServerSettings, check: str, coming: Coming) -> int:
    """Adds a file to a check, to be compared with one that is there; its position, or that of the same file.

    Raises CheckGoneError, NothingToCheckError, TooManyFilesError or ChecksFullError.
    """
    row = row_of(session, check, for_update=True)
    _refuse_too_many(coming.count, 1)
    new = coming.facts()[0]
    for position in range(row.files):
        if file_folder(files, check, position).facts() == new:
            return position
    _refuse_too_many(row.files + 1, server.most_check_files * _VERSIONS)
    _refuse_when_full(session, server)
    position, row.files = row.files, row.files + 1
    (coming.folder / "0").replace(files.check_folder(check) / str(position))
    _request(session, check, position)
    return position


def status(session: Session, files: FileStore, check: str) -> CheckStatus:
    """How far a check is. Raises CheckGoneError."""
    row = row_of(session, check)
    jobs = {job.payload.get("file"): job for job in session.scalars(select(Job).where(_is_job_of(check)))}
    found = [file_status(session, files, check, position, jobs.get(position)) for position in range(row.files)]
    if None in found:  # just being deleted
        raise gone()
    there = tuple(file for file in found if file is not None)
    return CheckStatus(check, row.strategy, row.language, row.created_at, row.expires_at, there)


def run(files: FileStore, check: str, position: int, pipeline: Pipeline, progress: Progress | None = None) -> None:
    """Assesses a file of a check and keeps the record in its folder; does nothing where it has one or is gone.

    Raises NotJudgedError where nothing is known of the file, so that another attempt is worth while.
    """
    folder = file_folder(files, check, position)
    facts = folder.facts()
    if facts is None or folder.assessment() is not None:
        return
    told = ToldStages(progress)
    try:
        checked = pipeline.check_document(
            folder.source, name=facts.name, password=folder.take_password(), progress=told.recognised, timer=told.ended
        )
    except UsageError:  # it was deleted meanwhile
        return
    if checked.assessment.reason is Reason.NOT_JUDGED:
        raise NotJudgedError(Cause(str(checked.assessment.reason_values.get("cause", Cause.FAILED))))
    folder.keep_result(checked.assessment, checked.document)


def give_up(files: FileStore, check: str, position: int, pipeline: Pipeline, error: NotAssessableError) -> None:
    """Keeps a record that says why a file could not be assessed."""
    folder = file_folder(files, check, position)
    facts = folder.facts()
    if facts is not None and folder.assessment() is None:
        folder.keep_result(pipeline.refused(error, DocumentFacts(name=facts.name, sha256=facts.sha256)), None)


def try_again(session: Session, files: FileStore, check: str, position: int, password: str = "") -> None:
    """Assesses a file once more, with a password where it needs one. Raises CheckGoneError."""
    folder = folder_of(session, files, check, position)
    assessment = folder.assessment()
    if assessment is not None and assessment.is_assessed:
        return
    folder.forget_result()
    if password:
        folder.keep_password(password)
    _request(session, check, position)


def delete(session: Session, files: FileStore, check: str) -> None:
    """Deletes a check with all of its files, at once; does nothing where it is gone."""
    session.execute(delete_rows(Job).where(_is_job_of(check)))
    session.execute(delete_rows(Check).where(Check.id == check))
    remove(files, check)


def expire(session: Session, files: FileStore, at: datetime | None = None) -> int:
    """Deletes the checks whose time is over, and what broken uploads have left; how many checks."""
    over = session.scalars(select(Check.id).where(Check.expires_at <= (at or now()))).all()
    for check in over:
        delete(session, files, check)
    remove_abandoned(files, set(session.scalars(select(Check.id))))
    return len(over)


def check_id(secret: str) -> str:
    """The id of the check whose address has a secret: its SHA-256, so that the database opens no check."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def folder_of(session: Session, files: FileStore, check: str, position: int) -> FileFolder:
    """The folder of a file. Raises CheckGoneError where the check is over or has no such file."""
    row = row_of(session, check)
    if not 0 <= position < row.files:
        raise gone()
    return file_folder(files, check, position)


def stem_of(session: Session, files: FileStore, check: str, position: int) -> str:
    """What downloads about a file are named after: its name without its ending where no other file of the check has that too.

    Raises CheckGoneError.
    """
    names = [
        facts.name if (facts := file_folder(files, check, at).facts()) else ""
        for at in range(row_of(session, check).files)
    ]
    if not 0 <= position < len(names) or not names[position]:
        raise gone()
    name = names[position]
    if names.count(name) > 1:
        return f"{PurePath(name).stem} ({position + 1})"
    return name if sum(PurePath(other).stem == PurePath(name).stem for other in names) > 1 else PurePath(name).stem


def row_of(session: Session, check: str, *, for_update: bool = False) -> Check:
    """The row of a check. Raises CheckGoneError."""
    row = session.get(Check, check, with_for_update=for_update)
    if row is None or row.expires_at <= now():
        raise gone()
    return row


def gone() -> CheckGoneError:
    """The error for what is not there, and for a secret that is none."""
    return CheckGoneError(
        said(
            "check_gone",
            "This check is no longer there: its time is over, or it was deleted. Check the proposal again.",
        )
    )


def _request(session: Session, check: str, position: int) -> None:
    enqueue(
        session,
        JobKind.CHECK,
        check,
        key=f"check:{check}:{position}",
        priority=Priority.CHECK,
        payload={"file": position},
    )


def _refuse_too_many(count: int, most: int) -> None:
    if not count:
        raise NothingToCheckError(
            said("check_nothing", "There is nothing to check yet. Choose a file, or paste the text.")
        )
    if count > most:
        raise TooManyFilesError(
            said("check_many_files", "These are too many files; one check takes {most}. Send fewer.", most=most)
        )


def _refuse_when_full(session: Session, server: ServerSettings) -> None:
    waiting = session.scalar(
        select(func.count()).where(Job.kind == JobKind.CHECK.value, Job.state == JobState.WAITING.value)
    )
    if (waiting or 0) >= server.most_waiting_checks:
        raise ChecksFullError(
            said("checks_full", "Many proposals are being checked at the moment. Try again in a few minutes.")
        )


def _secret(coming: Coming, once: str) -> str:
    """256 bits that nobody can guess: new ones, or those that follow from a form's random value and what was sent with it."""
    if not once:
        return secrets.token_urlsafe(_SECRET_BYTES)
    digest = hashlib.sha256(b"\0".join(_parts(coming, once))).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _parts(coming: Coming, once: str) -> Sequence[bytes]:
    files = [
        part for facts in coming.facts() for part in (facts.sha256.encode(), facts.name.encode("utf-8", "replace"))
    ]
    return [once.encode("utf-8", "replace"), *files]


def _is_job_of(check: str) -> ColumnElement[bool]:
    return and_(Job.kind == JobKind.CHECK.value, Job.subject == check)
