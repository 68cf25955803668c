"""Whether workers are there: each says so every few seconds, so that a server without any is noticed before people wait."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from s3align.desk.storage.tables import Worker, now

BEAT_SECONDS = 15
"""How often a worker says that it is there."""
ALIVE_SECONDS = 90
"""A worker that has not said so for as long is gone: it has missed several times, also on a machine that is busy."""
_FORGOTTEN = timedelta(days=1)


def beat(session: Session, worker: str) -> None:
    """Says that the worker of that name is there. The transaction must be one that writes."""
    at = now()
    row = session.get(Worker, worker)
    if row is None:
        session.add(Worker(name=worker, seen_at=at))
        session.execute(delete(Worker).where(Worker.seen_at < at - _FORGOTTEN))
    else:
        row.seen_at = at


def gone(session: Session, worker: str) -> None:
    """Says that a worker has ended."""
    session.execute(delete(Worker).where(Worker.name == worker))


def alive(session: Session) -> int:
    """How many workers are there."""
    least = now() - timedelta(seconds=ALIVE_SECONDS)
    return session.scalar(select(func.count()).select_from(Worker).where(Worker.seen_at >= least)) or 0
