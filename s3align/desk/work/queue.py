"""The queue of work in the desk's database: what is to be done survives a restart, and no worker takes what another has.

A worker leases a job and prolongs the lease while it works. A job whose lease is over belongs to nobody: another worker takes
it. One that has ended its worker again and again is taken a last time to be given up, so that nothing circles for ever.

Own code, since no library was found that fits: the kept ones want a broker, or PostgreSQL (Procrastinate, PgQueuer,
BeanQueue; with the first, the job of a worker that died stays "doing"), or SQLite alone (huey's loses such a job); the one
that knows both brings tables and transactions of its own. Here a job is asked for in the transaction that keeps a file, and
done in the one that keeps its result: neither is ever there without the other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from s3align.desk.storage.tables import Job, now

LEASE_SECONDS = 60
"""How long a job waits for a worker that is gone; four missed heartbeats."""
MOST_ATTEMPTS = 3
"""Attempts at a job: once for itself, twice for what a machine may have done to it."""
_LAST_ATTEMPTS = MOST_ATTEMPTS + 2
"""A job that cannot even be given up ends here."""
_BACKOFF_SECONDS = 2
"""Before the second attempt; four times as long before each further one."""


class JobKind(StrEnum):
    """What a worker is to do; ``subject`` of the job in brackets."""

    CHECK = "check"
    """Assess a file of an applicant's check (check id); payload: ``file``, its position in the check's folder."""
    ASSESS = "assess"
    """Assess a submission with the strategy and model of now (submission id)."""
    COMPARE = "compare"
    """Find which submissions of a call resemble each other (call id)."""
    INDEX = "index"
    """Read a submission whose record came from elsewhere, so that its words are found (submission id)."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Stage(StrEnum):
    """What a worker is at; of RECOGNITION, ``done`` of ``total`` pages are recognised."""

    READING = "reading"
    RECOGNITION = "recognition"
    LANGUAGE = "language"
    ASSESSING = "assessing"


class JobError(StrEnum):
    """Why a job failed, where no error of the package says it."""

    ENDED = "ended"
    """Its worker died, each time."""
    TIMED_OUT = "timed_out"
    """Its worker had to be ended, because nothing else could stop it."""


class Priority:
    """The smaller, the earlier: somebody waits in front of a page for a check."""

    CHECK = 0
    HANDED_IN = 10
    AGAIN = 20
    BEHIND = 30


Progress = Callable[[Stage, int, int], None]
"""Told what a worker is at, and how many pages of how many are done."""
_AGAIN = "again"
"""In the payload of a running job that is asked for once more meanwhile."""


class ToldStages:
    """Makes a job's progress of what a pipeline tells: hand ``recognised`` and ``ended`` to ``check_document``."""

    def __init__(self, progress: Progress | None) -> None:
        self._tell = progress or (lambda stage, done, total: None)  # noqa: ARG005 -- nobody listens
        self._tell(Stage.READING, 0, 0)

    def recognised(self, done: int, total: int) -> None:
        """So many of so many pages are recognised."""
        self._tell(Stage.RECOGNITION, done, total)

    def ended(self, stage: str, seconds: float) -> None:  # noqa: ARG002 -- a timer of a pipeline
        """A stage has ended, the next begins."""
        following = {"reading": Stage.LANGUAGE, "language": Stage.ASSESSING}.get(stage)
        if following:
            self._tell(following, 0, 0)


def enqueue(
    session: Session,
    kind: JobKind,
    subject: str,
    *,
    key: str | None = None,
    priority: int = Priority.HANDED_IN,
    payload: dict[str, Any] | None = None,
) -> Job:
    """Adds a job in the caller's transaction. Of a ``key`` that is there already, that one, which is done once more."""
    known = _of_key(session, key) if key else None
    if known is None:
        job = Job(kind=kind.value, subject=subject, key=key, priority=priority, payload=payload or {})
        try:
            with session.begin_nested():
                session.add(job)
        except IntegrityError:  # another transaction was faster
            known = _of_key(session, key) if key else None
            if known is None:
                raise
        else:
            return job
    if known.state == JobState.RUNNING:
        known.payload = {**(payload or {}), _AGAIN: True}
    elif known.state == JobState.WAITING:
        _wait(known, min(priority, known.priority), payload or {})
    else:
        known.created_at = now()
        _wait(known, priority, payload or {})
    return known


def claim(session: Session, worker: str) -> Job | None:
    """Takes the job that is next, for a worker of that name; None where none is due.

    One that has had its attempts comes as well (``is_to_give_up``). The transaction must be one that writes.
    """
    at = now()
    _return_lapsed(session, at)
    following = (
        select(Job.id)
        .where(_is_due(at))
        .order_by(Job.priority, Job.created_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # of PostgreSQL; SQLite has one writer at a time
    )
    taken = (
        update(Job)
        .where(Job.id == following.scalar_subquery())
        .values(
            state=JobState.RUNNING.value,
            worker=worker,
            leased_until=at + timedelta(seconds=LEASE_SECONDS),
            attempts=Job.attempts + 1,
            stage="",
            done=0,
            total=0,
        )
        .returning(Job)
    )
    return session.scalars(taken, execution_options={"populate_existing": True}).one_or_none()


def is_due(session: Session) -> bool:
    """Whether there is anything to take: a question that changes nothing, for workers that have nothing to do."""
    at = now()
    lapsed = and_(Job.state == JobState.RUNNING, Job.leased_until < at)
    return any(session.scalar(select(Job.id).where(what).limit(1)) for what in (_is_due(at), lapsed))


def is_to_give_up(job: Job) -> bool:
    """Whether a job that was taken is to be ended with a record that says so, and not to be tried again."""
    return job.attempts > MOST_ATTEMPTS or job.error == JobError.TIMED_OUT


def heartbeat(session: Session, job: Job, stage: str, done: int, total: int) -> bool:
    """Prolongs the lease and writes down how far the job is; False where it is no longer this worker's."""
    until = now() + timedelta(seconds=LEASE_SECONDS)
    values = {"leased_until": until, "stage": stage, "done": done, "total": total}
    return _changed(session, job, values)


def finish(session: Session, job: Job) -> bool:
    """Says that a job is done, in the transaction that keeps its result; False where it is no longer this worker's.

    One that was asked for once more meanwhile waits again.
    """
    held = session.scalar(select(Job).where(_is_held(job)).with_for_update())
    if held is None:
        return False
    if _AGAIN in held.payload:
        _wait(held, held.priority, {key: value for key, value in held.payload.items() if key != _AGAIN})
    else:
        _end(held, JobState.DONE, "")
    return True


def fail(session: Session, job: Job, error: str, *, is_final: bool = False) -> bool:
    """Says that an attempt failed: the job waits for the next one, or was the last or ``is_final`` and has failed.

    ``error``: an id, no content. False where it is no longer this worker's.
    """
    held = session.scalar(select(Job).where(_is_held(job)).with_for_update())
    if held is None:
        return False
    if is_final or held.attempts >= MOST_ATTEMPTS:
        _end(held, JobState.FAILED, error)
    else:
        _return(held, now() + backoff(held.attempts), error)
    return True


def give_back(session: Session, job: Job) -> bool:
    """Returns a job that nobody has tried: its worker has to end. False where it is no longer this worker's."""
    values = {"state": JobState.WAITING.value, "attempts": Job.attempts - 1, "worker": "", "leased_until": None}
    return _changed(session, job, values)


def worker_died(session: Session, worker: str, error: JobError = JobError.ENDED) -> int:
    """Returns the jobs of a worker whose process is known to be gone, without waiting for their leases; how many.

    They wait for a while, so that one that kills its worker lets others pass.
    """
    held = session.scalars(select(Job).where(Job.worker == worker, Job.state == JobState.RUNNING).with_for_update())
    jobs = held.all()
    for job in jobs:
        _return(job, now() + backoff(job.attempts), error)
    return len(jobs)


def backoff(attempts: int) -> timedelta:
    """How long a job waits after so many attempts."""
    return timedelta(seconds=_BACKOFF_SECONDS * 4 ** max(0, attempts - 1))


def counts(session: Session) -> dict[JobState, int]:
    """How many jobs are in each state."""
    every = dict.fromkeys(JobState, 0)
    for state, number in session.execute(select(Job.state, func.count()).group_by(Job.state)):
        every[JobState(state)] = number
    return every


def _of_key(session: Session, key: str) -> Job | None:
    return session.scalar(select(Job).where(Job.key == key).with_for_update())


def _is_due(at: datetime) -> ColumnElement[bool]:
    return and_(Job.state == JobState.WAITING, Job.not_before <= at)


def _is_held(job: Job) -> ColumnElement[bool]:
    """A job as it was taken: by that worker, in that attempt."""
    return and_(Job.id == job.id, Job.state == JobState.RUNNING, Job.worker == job.worker, Job.attempts == job.attempts)


def _changed(session: Session, job: Job, values: dict[str, Any]) -> bool:
    done = update(Job).where(_is_held(job)).values(**values).returning(Job.id)
    return session.execute(done, execution_options={"synchronize_session": False}).first() is not None


def _return_lapsed(session: Session, at: datetime) -> None:
    """What workers hold that are gone without a word; what cannot even be given up has failed."""
    is_over = Job.attempts >= _LAST_ATTEMPTS
    session.execute(
        update(Job)
        .where(Job.state == JobState.RUNNING, Job.leased_until < at)
        .values(
            state=case((is_over, JobState.FAILED.value), else_=JobState.WAITING.value),
            error=case((is_over, JobError.ENDED.value), else_=Job.error),
            finished_at=case((is_over, at), else_=None),
            not_before=at,
            leased_until=None,
            worker="",
        ),
        execution_options={"synchronize_session": False},
    )


def _wait(job: Job, priority: int, payload: dict[str, Any]) -> None:
    """A job from its beginning."""
    job.attempts, job.priority, job.payload, job.finished_at = 0, priority, payload, None
    _return(job, now(), "")


def _return(job: Job, not_before: datetime, error: str) -> None:
    if job.attempts >= _LAST_ATTEMPTS:
        _end(job, JobState.FAILED, error)
        return
    job.state, job.not_before, job.error = JobState.WAITING.value, not_before, error
    job.leased_until, job.worker, job.stage, job.done, job.total = None, "", "", 0, 0


def _end(job: Job, state: JobState, error: str) -> None:
    job.state, job.error, job.finished_at = state.value, error, now()
    job.leased_until, job.worker = None, ""
