"""What somebody has typed about a submission and not saved: kept for them alone, so that nothing typed is ever lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.storage.tables import ReadingDraft, Submission, now
from s3align.errors import UsageError, said

_MOST_CHARACTERS = 400_000
"""Of all fields of a form together: a long remark on the whole and on every theme."""
NOTE = "note"
"""The field of a note, which is saved by itself."""


def keep(session: Session, asking: Principal, submission_id: str, content: Mapping[str, str]) -> ReadingDraft:
    """Keeps the fields of a form as they were typed, in the place of what was kept before.

    Also of a closed call: what was typed when it closed can still be copied. Raises as ``require``, and UsageError for what no
    form sends.
    """
    _readable(session, asking, submission_id)
    if len(json.dumps(dict(content), ensure_ascii=False)) > _MOST_CHARACTERS:
        raise UsageError(said("draft_too_long", "What you typed is too long to be kept. Shorten it, then save."))
    draft = session.get(ReadingDraft, (submission_id, asking.account_id))
    if draft is None:
        draft = ReadingDraft(submission_id=submission_id, account_id=asking.account_id)
    draft.content, draft.changed_at = dict(content), now()
    return session.merge(draft)


def kept(session: Session, asking: Principal, submission_id: str) -> ReadingDraft | None:
    """The draft of who asks; None where they have none."""
    _readable(session, asking, submission_id)
    return session.get(ReadingDraft, (submission_id, asking.account_id))


def drop(
    session: Session, asking: Principal, submission_id: str, names: Callable[[str], bool] = lambda _: True
) -> None:
    """Takes out of the draft of who asks what is saved or no longer wanted: the fields whose names fit."""
    _readable(session, asking, submission_id)
    draft = session.get(ReadingDraft, (submission_id, asking.account_id))
    if draft is None:
        return
    rest = {name: value for name, value in draft.content.items() if not names(name)}
    if any(rest.values()):
        draft.content = rest
    else:
        session.delete(draft)
    session.flush()


def _readable(session: Session, asking: Principal, submission_id: str) -> None:
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    require(asking, Permission.READ, submission.call_id)
