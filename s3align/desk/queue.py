"""The queue of work in the desk's database: what is to be done survives a restart, and no worker takes what another has."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.tables import Job


class JobKind(StrEnum):
    """What a worker is to do; ``subject`` of the job in brackets."""

    CHECK = "check"
    """Assess a file of an applicant's check (check id); payload: ``file``, its position in the check's folder."""
    ASSESS = "assess"
    """Assess a submission with the strategy and model of now (submission id)."""


class Priority:
    """The smaller, the earlier: somebody waits in front of a page for a check."""

    CHECK = 0
    HANDED_IN = 10
    AGAIN = 20


def enqueue(
    session: Session,
    kind: JobKind,
    subject: str,
    *,
    key: str | None = None,
    priority: int = Priority.HANDED_IN,
    payload: dict[str, Any] | None = None,
) -> Job:
    """Adds a job in the caller's transaction; of a ``key`` that is there already, that one."""
    known = session.scalar(select(Job).where(Job.key == key)) if key else None
    if known is not None:
        return known
    job = Job(kind=kind.value, subject=subject, key=key, priority=priority, payload=payload or {})
    session.add(job)
    return job
