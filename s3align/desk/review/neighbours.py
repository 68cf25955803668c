"""What stands before and after a submission in the list that a person came from, and other states of the same proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from s3align.desk.access import Permission, Principal, require
from s3align.desk.lists.listing import asked
from s3align.desk.lists.listing_query import ListQuery
from s3align.desk.review.blindness import may_see_machine
from s3align.desk.storage.tables import Call, StoredAssessment, Submission, ThemeFigure

_MOST_VERSIONS = 50
"""Of one proposal; more earlier ones are not followed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission stands in a list: ``number`` from 1 of ``total``; ids of those beside it, "" where there is none."""

    number: int = 0
    total: int = 0
    before: str = ""
    after: str = ""


def place_of(session: Session, asking: Principal, call: Call, query: ListQuery, submission_id: str) -> Place:
    """The place of a submission in a list of its call, as the person who asks sees that; none where it is not in it."""
    require(asking, Permission.READ, call.id)
    wanted = asked(session, asking, call, query)
    line, order = wanted.line, wanted.order
    placed = (
        select(
            line.c.id,
            func.row_number().over(order_by=order).label("number"),
            func.count().over().label("total"),
            func.lag(line.c.id).over(order_by=order).label("before"),
            func.lead(line.c.id).over(order_by=order).label("after"),
        )
        .where(wanted.fits, wanted.found)
        .subquery()
    )
    row = session.execute(select(placed).where(placed.c.id == submission_id)).one_or_none()
    return Place(row.number, row.total, row.before or "", row.after or "") if row else Place()


@dataclass(frozen=True, slots=True)
class State:
    """A proposal as the program saw it once: a submission with an assessment of it, and theme -> its figures."""

    submission: Submission
    assessment: StoredAssessment | None
    figures: dict[str, ThemeFigure]


def states_of(session: Session, asking: Principal, submission: Submission) -> list[State]:
    """All assessments of a submission and of the versions before it, those of now first, as far as they may be seen."""
    require(asking, Permission.READ, submission.call_id)
    call = session.get_one(Call, submission.call_id)
    return [
        state
        for version in (submission, *earlier_versions(session, submission))
        for state in _states(session, version, is_seen=may_see_machine(session, asking, version, call))
    ]


def earlier_versions(session: Session, submission: Submission) -> list[Submission]:
    """The versions before a submission, the last one first."""
    found: list[Submission] = []
    while submission.earlier_id and len(found) < _MOST_VERSIONS:
        earlier = session.get(Submission, submission.earlier_id)
        if earlier is None or earlier.call_id != submission.call_id or earlier in found:
            break
        found.append(earlier)
        submission = earlier
    return found


def later_versions(session: Session, submission: Submission) -> Sequence[Submission]:
    """The versions that came right after a submission."""
    return session.scalars(
        select(Submission).where(Submission.earlier_id == submission.id).order_by(Submission.number)
    ).all()


def _states(session: Session, version: Submission, *, is_seen: bool) -> list[State]:
    if not is_seen:
        return [State(version, None, {})]
    rows = session.scalars(
        select(StoredAssessment)
        .where(StoredAssessment.submission_id == version.id)
        .options(defer(StoredAssessment.record), defer(StoredAssessment.passages))
        .order_by(StoredAssessment.created_at.desc(), StoredAssessment.id)
    ).all()
    rows = sorted(rows, key=lambda row: row.id != version.assessment_id)
    if not rows:
        return [State(version, None, {})]
    figures = session.scalars(select(ThemeFigure).where(ThemeFigure.assessment_id.in_([row.id for row in rows]))).all()
    return [
        State(version, row, {figure.theme: figure for figure in figures if figure.assessment_id == row.id})
        for row in rows
    ]
