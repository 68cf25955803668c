"""What people say of a submission: one reading per person, changed until the call is closed, with every version kept.

Who may see whose is decided in ``desk.review.blindness``; its questions are here as well, for whoever shows readings.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls.calls import CallClosedError
from s3align.desk.review import drafts, outcomes, reading_queue
from s3align.desk.review.blindness import (
    could_see_others,
    decided_ids,
    has_conflict,
    machine_shown,
    may_see_content,
    may_see_machine,
    may_see_others,
    others_shown,
)
from s3align.desk.review.reading_forms import ReadingForm, check, content_of, put_into, said_by, says_something
from s3align.desk.review.reading_history import HistoryEntry, history
from s3align.desk.storage.tables import (
    Call,
    EvidenceMark,
    Note,
    PersonReading,
    ReadingVersion,
    StoredAssessment,
    Submission,
    now,
)
from s3align.errors import S3AlignError, UsageError, said

__all__ = [
    "CallClosedError",
    "ChangedMeanwhileError",
    "HistoryEntry",
    "decided_ids",
    "has_conflict",
    "history",
    "machine_shown",
    "may_see_content",
    "may_see_machine",
    "may_see_others",
    "others_shown",
    "own",
    "own_or_new",
    "save",
    "visible",
    "writable",
]


class ChangedMeanwhileError(S3AlignError):
    """The reading was changed in another window since the form was shown; what was typed is kept as a draft."""

    http_status = 409
    problem_kind = "stale"


def save(session: Session, asking: Principal, submission_id: str, form: ReadingForm) -> PersonReading:
    """Keeps the reading of who asks, with what it said before, and takes their draft of it away; decided, it is held no more.

    With a conflict of interest it decides nothing: decision and verdicts go (the version before keeps them), and whoever takes
    the conflict back decides anew, no longer blind. A decision that
    was made may become another one and never none. Raises NotFoundError and NotAllowedError as ``require``, CallClosedError,
    ChangedMeanwhileError for a form of an older version, and UsageError for what no form sends.
    """
    submission, _ = writable(session, asking, submission_id)
    check(form)
    reading = own_or_new(session, asking, submission)
    if form.version != reading.version and (form.version or reading.version > 1 or reading.decision):
        if said_by(form) != content_of(reading):
            raise changed_meanwhile()
        return reading  # the same once more, as a second click sends it; a draft is of after the first and stays
    before, others_say = content_of(reading), _others_say_something(session, asking, submission)
    saw_others = others_say and (may_see_others(session, asking, submission) or form.saw_others)
    if before["decision"] and form.decision is None and not form.has_conflict:
        raise UsageError(
            said(
                "decision_taken_back",
                "A decision can be changed, but not taken back. Choose another one, such as “unsure”.",
            )
        )
    saw_machine = _saw_machine(session, asking, submission, form)
    put_into(reading, form)
    is_change = reading.decided_at is not None
    if is_change and form.has_conflict:  # whoever takes the conflict back decides anew, and has seen the others
        reading.decided_at, reading.is_blind = None, False
    elif not is_change:
        reading.assessment_id = submission.assessment_id
        could_see = others_say and could_see_others(session, asking, submission)
        reading.is_blind = reading.is_blind and not (saw_others or could_see)
        reading.saw_machine = reading.saw_machine or saw_machine
    after = content_of(reading)
    is_first = bool(reading.decision) and not is_change
    if is_first:
        reading.decided_at = now()
    if after != before or is_first:
        reading.was_changed = reading.was_changed or (is_change and after != before)
        reading.changed_at = now()
        session.flush()
        _keep_version(session, reading, submission, is_change=is_change, saw=(saw_others, saw_machine))
        _log(session, asking, submission, reading, before, after, is_change=is_change)
        outcomes.open_where_nobody_differs(session, submission)
    if reading.decision or reading.has_conflict:
        reading_queue.let_go(session, asking, submission_id)
    drafts.drop(session, asking, submission_id, lambda name: name != drafts.NOTE)
    return reading


def visible(session: Session, asking: Principal, submission: Submission) -> list[PersonReading]:
    """The readings of a submission that who asks may see: their own first, and those of others in the order of their ids.

    Of others only what says something: an empty row tells no more than that somebody has opened the page.
    """
    require(asking, Permission.READ, submission.call_id)
    rows = session.scalars(
        select(PersonReading).where(PersonReading.submission_id == submission.id).order_by(PersonReading.account_id)
    ).all()
    mine = [row for row in rows if row.account_id == asking.account_id]
    if not may_see_others(session, asking, submission):
        return mine
    return mine + [row for row in rows if row not in mine and says_something(row)]


def own(session: Session, asking: Principal, submission_id: str) -> PersonReading | None:
    """The reading of who asks; None where they have none yet."""
    return session.scalar(_own_row(asking, submission_id))


def own_or_new(session: Session, asking: Principal, submission: Submission) -> PersonReading:
    """The reading of who asks, made where they have none yet; an empty one decides nothing and is shown to nobody."""
    known = own(session, asking, submission.id)
    if known is not None:
        return known
    reading = PersonReading(
        submission_id=submission.id,
        account_id=asking.account_id,
        assessment_id=submission.assessment_id,
        is_blind=True,
        saw_machine=False,
    )
    try:
        with session.begin_nested():
            session.add(reading)
    except IntegrityError:  # made in another window at the same moment
        return session.scalars(_own_row(asking, submission.id)).one()
    return reading


def writable(session: Session, asking: Principal, submission_id: str) -> tuple[Submission, Call]:
    """A submission and its call, where who asks may still write about it. Raises as ``save``."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    require(asking, Permission.READ, submission.call_id)
    call = session.get_one(Call, submission.call_id)
    if call.is_closed:
        raise CallClosedError(
            said(
                "call_closed_readings",
                "The call is closed; readings can no longer be changed. The lead of the call can open it again.",
            )
        )
    return submission, call


def _others_say_something(session: Session, asking: Principal, submission: Submission) -> bool:
    """Whether there is anything of others that a decision could follow: who is the first is blind whatever they may see."""
    of_others = (PersonReading.submission_id == submission.id, PersonReading.account_id != asking.account_id)
    if any(says_something(row) for row in session.scalars(select(PersonReading).where(*of_others))):
        return True
    noted = select(Note.id).where(Note.submission_id == submission.id, Note.account_id != asking.account_id)
    marked = select(EvidenceMark.id).join(PersonReading).where(*of_others)
    return any(session.scalar(found.limit(1)) is not None for found in (noted, marked))


def _saw_machine(session: Session, asking: Principal, submission: Submission, form: ReadingForm) -> bool:
    if submission.assessment_id is None:
        return form.saw_machine
    call = session.get_one(Call, submission.call_id)
    may = may_see_machine(session, asking, submission, call)
    return may or form.saw_machine or could_see_others(session, asking, submission)


def _keep_version(
    session: Session, reading: PersonReading, submission: Submission, *, is_change: bool, saw: tuple[bool, bool]
) -> None:
    last = session.scalar(select(func.max(ReadingVersion.number)).where(ReadingVersion.reading_id == reading.id))
    session.add(
        ReadingVersion(
            reading_id=reading.id,
            number=(last or 0) + 1,
            assessment_id=submission.assessment_id,
            content=content_of(reading),
            is_change=is_change,
            saw_others=saw[0],
            saw_machine=saw[1],
        )
    )


def _log(
    session: Session,
    asking: Principal,
    submission: Submission,
    reading: PersonReading,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    is_change: bool,
) -> None:
    shown = {"is_blind": reading.is_blind, "saw_machine": reading.saw_machine, "is_change": is_change}
    assessment = session.get(StoredAssessment, submission.assessment_id) if submission.assessment_id else None
    audit.append(
        session,
        asking.account_id,
        "reading.conflict" if reading.has_conflict else "reading.decided" if reading.decision else "reading.saved",
        call_id=submission.call_id,
        submission_id=submission.id,
        before=_logged(before),
        after=_logged(after) | shown,
        versions={"assessment": assessment.id, "fingerprint": assessment.fingerprint} if assessment else {},
    )


def _logged(content: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are, words by their digest."""
    reasons = {
        theme: {"code": reason["code"], "words": audit.digest_of(reason["words"])}
        for theme, reason in content["reasons"].items()
    }
    return {**content, "reasons": reasons, "remark": audit.digest_of(content["remark"])}


def _own_row(asking: Principal, submission_id: str) -> Select[PersonReading]:
    return select(PersonReading).where(
        PersonReading.submission_id == submission_id, PersonReading.account_id == asking.account_id
    )


def changed_meanwhile() -> ChangedMeanwhileError:
    """The error for a form of an older version."""
    return ChangedMeanwhileError(
        said(
            "reading_changed_meanwhile",
            "This reading was changed in another window since you opened it. What you typed is kept: compare both, then "
            "save again.",
        )
    )
