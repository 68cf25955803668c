"""What readings said before: each version with its words, for those who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.review.blindness import may_see_others
from s3align.desk.storage.tables import PersonReading, ReadingVersion, Submission


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A version of one person's reading.

    ``content``: decision, verdicts, reasons, reason, remark and has_conflict, as ``PersonReading`` has them. ``is_change``:
    after a first decision; ``saw_others``: when they could see the readings of others; ``saw_machine``: and the program's.
    """

    account_id: str
    number: int
    at: datetime
    content: Mapping[str, Any]
    is_change: bool
    saw_others: bool
    saw_machine: bool


def history(session: Session, asking: Principal, submission: Submission) -> list[HistoryEntry]:
    """All versions of the readings of a submission that who asks may see, the newest first."""
    require(asking, Permission.READ, submission.call_id)
    found = (
        select(ReadingVersion, PersonReading.account_id)
        .join(PersonReading, PersonReading.id == ReadingVersion.reading_id)
        .where(PersonReading.submission_id == submission.id)
        .order_by(ReadingVersion.created_at.desc(), PersonReading.account_id, ReadingVersion.number.desc())
    )
    if not may_see_others(session, asking, submission):
        found = found.where(PersonReading.account_id == asking.account_id)
    return [
        HistoryEntry(
            account,
            version.number,
            version.created_at,
            version.content,
            version.is_change,
            version.saw_others,
            version.saw_machine,
        )
        for version, account in session.execute(found)
    ]
