"""How much work there is and how long it takes: figures for monitoring, without any content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from s3align.desk.storage.tables import Check, Job, Submission, now
from s3align.desk.work import heartbeats
from s3align.desk.work.queue import JobState

RECENT = timedelta(hours=1)
"""The time whose finished jobs are looked at for how long they take."""
_MOST = 10_000
"""Jobs of that time that are looked at: as many as a large server ends in an hour."""


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Of one kind of job: how many in which state, how long the oldest waits, and what the last hour's took, in seconds.

    ``median`` and ``slow`` (19 of 20 are faster): from when a job was asked for to its end; None where none ended.
    """

    states: dict[str, int]
    oldest_waiting: float
    median: float | None
    slow: float | None


@dataclass(frozen=True, slots=True)
class JobFigures:
    """Of the whole desk; ``submissions``: state -> how many."""

    kinds: dict[str, KindFigures]
    workers: int
    checks: int
    submissions: dict[str, int]


def job_figures(session: Session) -> JobFigures:
    """The figures of now."""
    states: dict[str, dict[str, int]] = {}
    for kind, state, count in session.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)):
        states.setdefault(kind, {})[state] = count
    at = now()
    kinds = {
        kind: KindFigures(counts, _oldest(session, kind, at), *_durations(session, kind, at))
        for kind, counts in sorted(states.items())
    }
    by_state = session.execute(select(Submission.state, func.count()).group_by(Submission.state))
    checks = session.scalar(select(func.count()).select_from(Check).where(Check.expires_at > at)) or 0
    return JobFigures(kinds, heartbeats.alive(session), checks, dict(by_state.all()))


def _oldest(session: Session, kind: str, at: datetime) -> float:
    """Seconds that the oldest job waits which could be taken."""
    first = session.scalar(
        select(func.min(Job.not_before)).where(
            Job.kind == kind, Job.state == JobState.WAITING.value, Job.not_before <= at
        )
    )
    return (at - first).total_seconds() if first else 0.0


def _durations(session: Session, kind: str, at: datetime) -> tuple[float | None, float | None]:
    ended = session.execute(
        select(Job.created_at, Job.finished_at)
        .where(Job.kind == kind, Job.state == JobState.DONE.value, Job.finished_at >= at - RECENT)
        .order_by(Job.finished_at.desc())
        .limit(_MOST)
    )
    seconds = sorted((end - begin).total_seconds() for begin, end in ended if end is not None)
    if not seconds:
        return None, None
    return seconds[len(seconds) // 2], seconds[min(len(seconds) - 1, len(seconds) * 19 // 20)]
