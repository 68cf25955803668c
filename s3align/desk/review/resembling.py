"""Which other submissions of a call resemble one: nearly the same text, or passages in common, as far as who asks may see them.

What a worker found (``desk.work.comparing``) is shown to whoever may see both proposals. It is no fault: partners describe a
consortium in the same words, and a proposal that was revised is nearly the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls.calls import refuse_closed
from s3align.desk.calls.intake import no_such_earlier
from s3align.desk.review.blindness import may_see_content, may_see_other
from s3align.desk.review.neighbours import earlier_versions
from s3align.desk.storage.tables import Call, Resemblance, Submission
from s3align.errors import UsageError
from s3align.store.row import SharedPassage


@dataclass(frozen=True, slots=True)
class Resembling:
    """Another submission of the call. ``similarity``: of the whole texts (0..1), 0.0 where they are not nearly the same.

    ``passages``: the longest that stand in both; ``page`` is here, ``other_page`` there. ``is_likely_earlier``: it may be an
    earlier version, of the same applicant.
    """

    submission: Submission
    similarity: float
    passages: Sequence[SharedPassage]
    is_likely_earlier: bool


def resembling(session: Session, asking: Principal, submission: Submission) -> list[Resembling]:
    """The submissions that resemble one, the most similar first. Raises as ``require``."""
    require(asking, Permission.READ, submission.call_id)
    if not may_see_content(session, asking, submission):
        return []
    found = session.execute(
        select(Resemblance, Submission)
        .join(Submission, Submission.id == Resemblance.other_id)
        .where(Resemblance.submission_id == submission.id, may_see_other(asking))
        .order_by(Resemblance.similarity.desc(), Resemblance.words.desc(), Submission.number)
    )
    return [
        Resembling(
            other,
            row.similarity,
            [SharedPassage(other=other.id, **passage) for passage in row.passages],
            _is_likely_earlier(submission, other, row.similarity),
        )
        for row, other in found
    ]


def set_earlier(
    session: Session, asking: Principal, submission_id: str, earlier_id: str | None, version: int | None = None
) -> Submission:
    """Says of which submission one is a later version; None: of none. The lead of the call may.

    Raises StaleDataError where it is not of ``version`` any more, UsageError for one of another call, itself or a later
    version, CallClosedError, and as ``require``.
    """
    submission = session.get(Submission, submission_id, with_for_update=True)
    if submission is None:
        raise not_found()
    require(asking, Permission.LEAD, submission.call_id)
    refuse_closed(session.get_one(Call, submission.call_id))
    if version is not None and submission.version != version:
        raise StaleDataError("submission")
    earlier = session.get(Submission, earlier_id) if earlier_id else None
    if earlier_id and (earlier is None or not _may_be_earlier(session, submission, earlier)):
        raise UsageError(no_such_earlier())
    before, submission.earlier_id = submission.earlier_id, earlier.id if earlier else None
    if before != submission.earlier_id:
        session.flush()
        audit.append(
            session,
            asking.account_id,
            "submission.earlier_set",
            call_id=submission.call_id,
            submission_id=submission.id,
            before={"earlier": before},
            after={"earlier": submission.earlier_id},
        )
    return submission


def _may_be_earlier(session: Session, submission: Submission, earlier: Submission) -> bool:
    """Of the same call, and neither itself nor one that came of it: versions form a line."""
    before = [earlier, *earlier_versions(session, earlier)]
    return earlier.call_id == submission.call_id and submission.id not in {version.id for version in before}


def _is_likely_earlier(submission: Submission, other: Submission, similarity: float) -> bool:
    is_same = _folded(submission.applicant) == _folded(other.applicant) != ""
    return bool(similarity) and is_same and other.number < submission.number and submission.earlier_id is None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
