"""What people agreed on after they differed, as it holds now: for whoever shows, counts or exports it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, require
from s3align.desk.review.blindness import others_shown
from s3align.desk.storage.tables import Call, PersonReading, Settlement, Submission

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
        submission: {theme: row for theme, row in rows.items() if holds(row)}
        for submission, rows in last(session, *where).items()
    }


def holds(row: Settlement) -> bool:
    """Whether the last row on a theme says what was agreed, and not that it is open again."""
    return bool(row.verdict or row.decision)


def themes_differing(readings: Sequence[PersonReading]) -> list[str]:
    """The themes that people differ on, in order of their ids; DECISION first where they differ on it."""
    counted = [row for row in readings if not row.has_conflict]
    themes = sorted({theme for row in counted for theme in row.verdicts})
    differ = [theme for theme in themes if len({row.verdicts[theme] for row in counted if theme in row.verdicts}) > 1]
    return ([DECISION] if len({row.decision for row in counted if row.decision}) > 1 else []) + differ


def open_where_nobody_differs(session: Session, submission: Submission) -> None:
    """Opens again what was agreed on where the readings are of one mind since: it would stand against all of them."""
    held = holding(session, Submission.id == submission.id).get(submission.id, {})
    if not held:
        return
    rows = session.scalars(select(PersonReading).where(PersonReading.submission_id == submission.id)).all()
    differ = themes_differing(rows)
    for theme, before in held.items():
        if theme in differ:
            continue
        row = Settlement(submission_id=submission.id, account_id=before.account_id, theme=theme)
        session.add(row)
        session.flush()
        audit.append(
            session,
            audit.SYSTEM,  # not who has just changed a reading: with a conflict of interest they may not know of it
            "difference.opened",
            call_id=submission.call_id,
            submission_id=submission.id,
            before=logged(before),
            after=logged(row),
        )


def logged(row: Settlement) -> dict[str, str]:
    """An outcome as the audit log keeps it: words by their digest."""
    return {
        "theme": row.theme,
        "verdict": row.verdict,
        "decision": row.decision,
        "remark": audit.digest_of(row.remark),
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
