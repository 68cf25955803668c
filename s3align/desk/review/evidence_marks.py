"""Whether a passage that the program shows as evidence is right: what people say of single passages."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.review.blindness import may_see_machine, may_see_others
from s3align.desk.review.readings import own_or_new, writable
from s3align.desk.storage.tables import EvidenceMark, PersonReading, StoredAssessment, Submission, now
from s3align.record.assessment import Assessment
from s3align.record.codec import from_json


def mark(
    session: Session,
    asking: Principal,
    submission_id: str,
    assessment_id: str,
    theme: str,
    passage: int,
    *,
    is_right: bool | None,
) -> EvidenceMark | None:
    """Marks a passage as right or wrong evidence for a theme; None takes the mark away.

    Raises as ``readings.writable``; NotFoundError where the assessment has no such evidence, or may not be seen.
    """
    submission, call = writable(session, asking, submission_id)
    stored = session.get(StoredAssessment, assessment_id)
    if stored is None or stored.submission_id != submission.id:
        raise not_found()
    if not may_see_machine(session, asking, submission, call):
        raise not_found()
    page = _page_of(from_json(stored.record), theme, passage)
    reading = own_or_new(session, asking, submission)
    if reading.decided_at is None:
        reading.saw_machine = True
    where = (
        EvidenceMark.reading_id == reading.id,
        EvidenceMark.assessment_id == assessment_id,
        EvidenceMark.theme == theme,
        EvidenceMark.passage == passage,
    )
    before = session.scalar(select(EvidenceMark).where(*where))
    was_right = before.is_right if before else None
    if is_right == was_right:
        return before
    row = None
    if is_right is None:
        session.execute(delete(EvidenceMark).where(*where))
    else:
        row = before or EvidenceMark(
            reading_id=reading.id, assessment_id=assessment_id, theme=theme, passage=passage, page=page
        )
        row.is_right, row.changed_at = is_right, now()
        session.add(row)
    session.flush()
    about = {"assessment": assessment_id, "theme": theme, "passage": passage}
    audit.append(
        session,
        asking.account_id,
        "evidence.marked",
        call_id=submission.call_id,
        submission_id=submission.id,
        before=about | {"is_right": was_right},
        after=about | {"is_right": is_right},
        versions={"assessment": assessment_id, "fingerprint": stored.fingerprint},
    )
    return row


def visible(session: Session, asking: Principal, submission: Submission) -> list[tuple[str, EvidenceMark]]:
    """The marks on a submission that who asks may see, each with the account of whom it is, in a fixed order."""
    require(asking, Permission.READ, submission.call_id)
    found = (
        select(PersonReading.account_id, EvidenceMark)
        .join(PersonReading, PersonReading.id == EvidenceMark.reading_id)
        .where(PersonReading.submission_id == submission.id)
        .order_by(PersonReading.account_id, EvidenceMark.assessment_id, EvidenceMark.theme, EvidenceMark.passage)
    )
    if not may_see_others(session, asking, submission):
        found = found.where(PersonReading.account_id == asking.account_id)
    return [(account, row) for account, row in session.execute(found)]


def _page_of(record: Assessment, theme: str, passage: int) -> int:
    """Raises NotFoundError."""
    for result in record.themes:
        for card in result.evidence if result.id == theme else ():
            if card.passage == passage:
                return card.page
    raise not_found()
