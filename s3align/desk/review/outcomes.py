"""What people agreed on after they differed, as it holds now: for whoever shows, counts or exports it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.review.blindness import others_shown
from s3align.desk.storage.tables import Call, Settlement, Submission

DECISION = ""
"""Instead of a theme: what was agreed on the whole."""


def last(session: Session, *where: ColumnElement[bool]) -> dict[str, dict[str, Settlement]]:
    """Submission -> theme (DECISION for the decision) -> the last row on it, also of what is open again."""
    rows = session.scalars(
        select(Settlement)
        .join(Submission, Submission.id == Settlement.submission_id)
        .where(*where)
        .order_by(Settlement.created_at, Settlement.id)
    )
    found: dict[str, dict[str, Settlement]] = defaultdict(dict)
    for row in rows:
        found[row.submission_id].pop(row.theme, None)
        found[row.submission_id][row.theme] = row
    return found


def holding(session: Session, *where: ColumnElement[bool]) -> dict[str, dict[str, Settlement]]:
    """The same, of what is agreed on and not open again."""
    return {
        submission: {theme: row for theme, row in rows.items() if row.verdict or row.decision}
        for submission, rows in last(session, *where).items()
    }


def differing(session: Session, asking: Principal, call: Call) -> tuple[int, int]:
    """Submissions that people differ about, and those of them where all is settled; as far as who asks may see it."""
    from s3align.desk.review.gravity import SETTLED  # noqa: PLC0415 -- it is heavy, and every command opens the database

    require(asking, Permission.READ, call.id)
    found = select(func.count(), func.sum(case((Submission.gravity == SETTLED, 1), else_=0))).where(
        Submission.call_id == call.id,
        Submission.withdrawn_at.is_(None),
        Submission.gravity > 0,
        others_shown(asking, call.id),
    )
    number, settled = session.execute(found).one()
    return number, settled or 0
