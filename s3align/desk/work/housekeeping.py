"""What is due again and again whether or not anybody works: what applicants uploaded vanishes, and so does what a kill left."""

from __future__ import annotations

import logging
from datetime import timedelta
from time import monotonic

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from s3align.desk.checks import checks
from s3align.desk.context import Desk
from s3align.desk.people import sessions
from s3align.desk.storage.tables import Check, Job, Submission, now
from s3align.desk.work.queue import JobKind, JobState

EXPIRY_SECONDS = 60.0
"""How often checks and sessions are looked for whose time is over: the page of a check promises minutes."""
SWEEP_SECONDS = 6 * 3600.0
"""How often files are looked for that no row names: only a process that was killed leaves one."""
SWEEP_AGE = timedelta(days=1)
"""Only what is older is swept: a file is kept before its row, and a large upload takes its time."""
_HALF_WRITTEN_AGE = timedelta(hours=1)
"""What a process that was killed had half written is a whole proposal, maybe; no upload takes longer."""
_LOG = logging.getLogger(__name__)


class Housekeeper:
    """Does what is due. Several may do so at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._due = {self._expire: 0.0, self._sweep: 0.0}

    def do_what_is_due(self) -> None:
        """Does what has not been done for its time, all of it at the first call. Whatever fails is tried again next time."""
        every = {self._expire: EXPIRY_SECONDS, self._sweep: SWEEP_SECONDS}
        for work, due in self._due.items():
            if monotonic() < due:
                continue
            try:
                work()
            except (SQLAlchemyError, OSError) as error:
                _LOG.warning("Keeping house failed (%s); it is tried again", type(error).__name__)
                self._due[work] = monotonic() + EXPIRY_SECONDS
            else:
                self._due[work] = monotonic() + every[work]

    def _expire(self) -> None:
        desk = self._desk
        with desk.database.writing() as session:
            checks.expire(session, desk.files, now())
            sessions.forget_ended(session)
            is_over = Job.state.in_((JobState.DONE, JobState.FAILED, JobState.WAITING))
            has_check = select(Check.id).where(Check.id == Job.subject).exists()
            session.execute(
                delete(Job).where(Job.kind == JobKind.CHECK, is_over, ~has_check),
                execution_options={"synchronize_session": False},
            )

    def _sweep(self) -> None:
        files, database = self._desk.files, self._desk.database
        files.sweep(_HALF_WRITTEN_AGE)
        with database.reading() as session:
            lost = [sha256 for sha256 in files.older_than(SWEEP_AGE) if not _is_named(session, sha256)]
        for sha256 in lost:
            with database.writing() as session:  # who takes the same bytes in has kept them anew, or waits
                if not _is_named(session, sha256):
                    files.delete_older(sha256, SWEEP_AGE)


def _is_named(session: Session, sha256: str) -> bool:
    return session.scalar(select(Submission.id).where(Submission.sha256 == sha256).limit(1)) is not None
