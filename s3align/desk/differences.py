"""How gravely people differ about a submission: kept in its row, so that a list of thousands can be ordered by it."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, event, select, update
from sqlalchemy.orm import Session, UOWTransaction

from s3align.desk.tables import PersonReading, Submission
from s3align.evaluation.disagreements import Gravity, disagreements
from s3align.record.assessment import Verdict
from s3align.store.review import Decision, Reading

RANKS = {gravity: rank for rank, gravity in enumerate(reversed(Gravity), start=1)}
"""What stands in ``Submission.gravity``, from little to much; 0 where people do not differ."""


def as_reading(row: PersonReading) -> Reading:
    """A person's row as evaluations take it: ``file`` and ``sha256`` are the submission's id, ``reviewer`` the account's."""
    return Reading(
        file=row.submission_id,
        sha256=row.submission_id,
        reviewer=row.account_id,
        verdicts={theme: Verdict(verdict) for theme, verdict in row.verdicts.items()},
        decision=Decision(row.decision) if row.decision else None,
        is_blind=not row.saw_machine,
    )


def gravity_of(rows: list[PersonReading]) -> int:
    """The rank of the gravest difference between readings of one submission that count."""
    counted = [as_reading(row) for row in rows if row.decision and not row.has_conflict]
    themes = sorted({theme for reading in counted for theme in reading.verdicts})
    return max((RANKS[found.gravity] for found in disagreements(counted, themes)), default=0)


def refresh(session: Session, submission_id: str) -> None:
    """Puts into a submission's row how gravely people differ about it now; its ``version`` stays."""
    rows = list(session.scalars(select(PersonReading).where(PersonReading.submission_id == submission_id)))
    table = cast("Table", Submission.__table__)  # not the class: its version would go up
    session.execute(update(table).where(table.c.id == submission_id).values(gravity=gravity_of(rows)))


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
