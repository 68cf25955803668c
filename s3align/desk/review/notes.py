"""Notes on a submission: one's own at once, those of others once one has decided."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, require
from s3align.desk.review import drafts
from s3align.desk.review.blindness import has_conflict, may_see_others
from s3align.desk.review.reading_forms import MOST_CHARACTERS
from s3align.desk.review.readings import writable
from s3align.desk.storage.tables import Note, Submission, now
from s3align.errors import UsageError, said

_TWICE = timedelta(seconds=30)
"""Nobody means the same words twice within this time."""


def add(session: Session, asking: Principal, submission_id: str, text: str) -> Note:
    """Adds a note of who asks; the same once more at once is a second click, and the note that is there.

    Raises as ``readings.writable``, and UsageError for an empty or too long one.
    """
    submission, _ = writable(session, asking, submission_id)
    text = text.strip()
    if not text:
        raise UsageError(said("note_empty", "The note is empty. Write something, then add it."))
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            said("reading_too_long", "A text has more than {most} characters. Shorten it.", most=MOST_CHARACTERS)
        )
    if has_conflict(session, asking, submission.id):
        raise UsageError(
            said(
                "note_conflict", "With a conflict of interest nothing can be noted here. Take the conflict back first."
            )
        )
    same = select(Note).where(
        Note.submission_id == submission.id,
        Note.account_id == asking.account_id,
        Note.text == text,
        Note.created_at > now() - _TWICE,
    )
    if (known := session.scalars(same.limit(1)).first()) is not None:
        return known
    note = Note(submission_id=submission.id, account_id=asking.account_id, text=text)
    session.add(note)
    drafts.drop(session, asking, submission_id, lambda name: name == drafts.NOTE)
    session.flush()
    audit.append(
        session,
        asking.account_id,
        "note.added",
        call_id=submission.call_id,
        submission_id=submission.id,
        after={"note": note.id, "text": audit.digest_of(text)},
    )
    return note


def visible(session: Session, asking: Principal, submission: Submission) -> list[Note]:
    """The notes on a submission that who asks may see, the oldest first."""
    require(asking, Permission.READ, submission.call_id)
    found = select(Note).where(Note.submission_id == submission.id).order_by(Note.created_at, Note.id)
    if not may_see_others(session, asking, submission):
        found = found.where(Note.account_id == asking.account_id)
    return list(session.scalars(found))
