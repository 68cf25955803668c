"""How far an applicant's check is: each of its files, by what lies in its folder and by its job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from s3align.desk.checks.check_folder import file_folder
from s3align.desk.storage.files import FileStore
from s3align.desk.storage.tables import Job
from s3align.desk.work.queue import JobState
from s3align.record.assessment import Assessment, Reason

_OPEN = (JobState.WAITING.value, JobState.RUNNING.value)


class FileState(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """There is a record that says why it could not be assessed."""
    LOST = "lost"
    """The program has given up; another attempt may succeed."""


@dataclass(frozen=True, slots=True)
class FileStatus:
    """A file of a check. ``stage``, ``done``, ``total``: as of the job. ``ahead``: how many files of others come before it.

    ``wrong_password``: it is encrypted, and the password that was given does not fit. ``took_password``: it was read with a
    password, which is wiped.
    """

    position: int
    name: str
    size: int
    state: FileState
    stage: str = ""
    done: int = 0
    total: int = 0
    ahead: int = 0
    assessment: Assessment | None = None
    wrong_password: bool = False
    took_password: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in (FileState.WAITING, FileState.RUNNING)

    @property
    def is_encrypted(self) -> bool:
        """Whether a password would help."""
        return self.assessment is not None and self.assessment.reason is Reason.ENCRYPTED


@dataclass(frozen=True, slots=True)
class CheckStatus:
    """A check with all its files."""

    id: str
    strategy: str
    language: str
    created_at: datetime
    expires_at: datetime
    files: tuple[FileStatus, ...]

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return any(file.is_open for file in self.files)


def file_status(session: Session, files: FileStore, check: str, position: int, job: Job | None) -> FileStatus | None:
    """How far a file is; ``job``: the one that is about it. None where its folder is gone."""
    folder = file_folder(files, check, position)
    facts = folder.facts()
    if facts is None:
        return None
    assessment = folder.assessment()
    if assessment is not None:
        state = FileState.DONE if assessment.is_assessed else FileState.REFUSED
        was_tried = folder.was_password_tried()
        return FileStatus(
            position,
            facts.name,
            facts.size,
            state,
            assessment=assessment,
            wrong_password=was_tried and assessment.reason is Reason.ENCRYPTED,
            took_password=was_tried and assessment.is_assessed,
        )
    if job is None or job.state not in _OPEN:
        return FileStatus(position, facts.name, facts.size, FileState.LOST)
    if job.state == JobState.RUNNING:
        return FileStatus(position, facts.name, facts.size, FileState.RUNNING, job.stage, job.done, job.total)
    return FileStatus(position, facts.name, facts.size, FileState.WAITING, ahead=_ahead(session, job))


def _ahead(session: Session, job: Job) -> int:
    """How many files of others a worker takes before this one."""
    earlier = select(func.count()).where(
        Job.state.in_(_OPEN),
        Job.priority <= job.priority,
        Job.created_at < job.created_at,
        Job.subject != job.subject,
    )
    return session.scalar(earlier) or 0
