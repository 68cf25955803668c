"""What people agreed on after they differed: the lead writes it down; it changes no reading, and counts in their place."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, require
from s3align.desk.review import outcomes
from s3align.desk.review.blindness import has_conflict, may_see_others
from s3align.desk.review.reading_forms import MOST_CHARACTERS
from s3align.desk.review.readings import writable
from s3align.desk.storage.tables import PersonReading, Settlement, Submission
from s3align.errors import UsageError, said
from s3align.record.assessment import Verdict
from s3align.store.review import Decision


def settle(
    session: Session,
    asking: Principal,
    submission_id: str,
    theme: str,
    outcome: Verdict | Decision | None,
    remark: str = "",
) -> Settlement:
    """Writes down an outcome: a Verdict on a ``theme``, or a Decision where ``theme`` is ""; None opens it again.

    Raises as ``readings.writable``; NotAllowedError for who does not lead the call; UsageError where nobody differs, and for
    somebody with a conflict of interest.
    """
    submission, _ = writable(session, asking, submission_id)
    require(asking, Permission.LEAD, submission.call_id)
    last = outcomes.last(session, Submission.id == submission.id).get(submission.id, {}).get(theme)
    before = last if last is not None and outcomes.holds(last) else None
    _check(session, asking, submission, theme, outcome, remark)
    if last is not None and _says(last, outcome, remark.strip()):
        return last  # the same once more, as a second click sends it
    row = Settlement(
        submission_id=submission.id,
        account_id=asking.account_id,
        theme=theme,
        verdict=outcome.value if isinstance(outcome, Verdict) else "",
        decision=outcome.value if isinstance(outcome, Decision) else "",
        remark=remark.strip(),
    )
    session.add(row)
    session.flush()
    audit.append(
        session,
        asking.account_id,
        "difference.settled" if outcome else "difference.opened",
        call_id=submission.call_id,
        submission_id=submission.id,
        before=outcomes.logged(before) if before else {},
        after=outcomes.logged(row),
    )
    return row


def settled(session: Session, asking: Principal, submission: Submission) -> dict[str, Settlement]:
    """What holds now, theme -> outcome ("" for the decision); nothing for who may not see the readings of others yet."""
    return {row.theme: row for row in all_settled(session, asking, submission) if row.verdict or row.decision}


def all_settled(session: Session, asking: Principal, submission: Submission) -> list[Settlement]:
    """The last row on each theme, also of what is open again."""
    if not may_see_others(session, asking, submission):
        return []
    return list(outcomes.last(session, Submission.id == submission.id).get(submission.id, {}).values())


def _check(
    session: Session,
    asking: Principal,
    submission: Submission,
    theme: str,
    outcome: Verdict | Decision | None,
    remark: str,
) -> None:
    readings = list(session.scalars(select(PersonReading).where(PersonReading.submission_id == submission.id)))
    if outcome is not None and (
        isinstance(outcome, Verdict) != bool(theme) or theme not in outcomes.themes_differing(readings)
    ):
        raise UsageError(
            said(
                "settle_nothing",
                "The readings do not differ on this, so there is nothing to settle. Open the page again.",
            )
        )
    if len(remark) > MOST_CHARACTERS:
        raise UsageError(
            said("reading_too_long", "A text has more than {most} characters. Shorten it.", most=MOST_CHARACTERS)
        )
    if has_conflict(session, asking, submission.id):
        raise UsageError(
            said("settle_conflict", "With a conflict of interest nothing can be settled. Ask another lead of the call.")
        )


def _says(row: Settlement, outcome: Verdict | Decision | None, remark: str) -> bool:
    return (row.verdict or row.decision) == (outcome.value if outcome else "") and row.remark == remark
