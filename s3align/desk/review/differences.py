"""What people said of a submission, in short: kept in its row, so that a list of thousands can be ordered by it."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, event, select, update
from sqlalchemy.orm import Session, UOWTransaction

from s3align.desk.storage.tables import PersonReading, Submission, joined


def refresh(session: Session, submission_id: str) -> None:
    """Puts into a submission's row what people say of it now and how gravely they differ; its ``version`` stays."""
    from s3align.desk.review.gravity import gravity_of  # noqa: PLC0415 -- heavy; every command opens the database

    rows = list(session.scalars(select(PersonReading).where(PersonReading.submission_id == submission_id)))
    decisions = [row.decision for row in rows if row.decision and not row.has_conflict]
    table = cast("Table", Submission.__table__)  # not the class: its version would go up
    session.execute(
        update(table)
        .where(table.c.id == submission_id)
        .values(gravity=gravity_of(rows), readings=len(decisions), decisions=joined(decisions))
    )


@event.listens_for(Session, "after_flush_postexec")
def _keep(session: Session, _: UOWTransaction) -> None:
    """After every change to readings, whoever makes it, so that no part of the desk can forget to."""
    for submission_id in session.info.pop("read", ()):
        refresh(session, submission_id)


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _: UOWTransaction) -> None:
    changed: set[Any] = {*session.new, *session.dirty, *session.deleted}
    read = {row.submission_id for row in changed if isinstance(row, PersonReading)}
    if read:
        session.info["read"] = read
