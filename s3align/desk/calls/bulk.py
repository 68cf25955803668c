"""What a lead does with several submissions at once: lots, withdrawing, assessing anew. All of it is logged and can be undone.

Deciding is not among it: a decision is made by a person who has read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.calls.calls import refuse_closed
from s3align.desk.storage.tables import AuditEntry, Call, Lot, Submission, new_id, now
from s3align.desk.work import assessing
from s3align.desk.work.queue import Priority
from s3align.errors import S3AlignError, said

MOST = 200
"""Submissions in one go: as many as a page of the list has, so that somebody has seen all of them."""


class BulkAction(StrEnum):
    """What is done."""

    LOT = "lot"
    """Put them into a lot, or into none."""
    WITHDRAW = "withdraw"
    """They count no more, and stay in every list."""
    BRING_BACK = "bring_back"
    """Those withdrawn count again."""
    ASSESS = "assess"
    """The program assesses them with the strategy and model of now; earlier results stay."""


UNDONE = (BulkAction.LOT, BulkAction.WITHDRAW, BulkAction.BRING_BACK)
"""Actions that ``undo`` takes back; the other one has nothing to take back."""


class BulkRefusedError(S3AlignError):
    """Nothing was done, since something has changed meanwhile or is missing."""

    http_status = 409


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: ``changed`` submissions, of the others nothing had to change. ``batch``: what ``undo`` takes."""

    changed: int
    batch: str


def apply(
    session: Session, asking: Principal, call_id: str, action: BulkAction, chosen: Mapping[str, int], lot_id: str = ""
) -> Done:
    """Does it to all ``chosen`` (id -> version that was shown) or, where one of them has changed since, to none.

    ``lot_id``: of LOT, "" for none. Raises BulkRefusedError, NotFoundError, and as ``require`` and ``refuse_closed``.
    """
    require(asking, Permission.LEAD, call_id)
    refuse_closed(session.get_one(Call, call_id))
    submissions = _chosen(session, call_id, chosen)
    if lot_id and getattr(session.get(Lot, lot_id), "call_id", None) != call_id:
        raise not_found()
    batch = new_id()
    changed = sum(_do(session, asking, each, action, lot_id, batch) for each in submissions)
    session.flush()
    return Done(changed, batch)


def undo(session: Session, asking: Principal, call_id: str, batch: str) -> int:
    """Takes back what was done in one go, by the same person; what others have changed since stays. How many it were."""
    require(asking, Permission.LEAD, call_id)
    refuse_closed(session.get_one(Call, call_id))
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.call_id == call_id, AuditEntry.actor == asking.account_id, AuditEntry.action.in_(_ACTIONS))
        .order_by(AuditEntry.number.desc())
        .limit(MOST * 5)
    ).all()
    taken_back = 0
    for entry in entries:
        if entry.after.get("batch") != batch:
            continue
        submission = session.get(Submission, entry.submission_id)
        if submission is not None:
            taken_back += _take_back(session, asking, submission, entry)
    return taken_back


_ACTIONS = ("submission.lot_changed", "submission.withdrawn", "submission.brought_back")


def _chosen(session: Session, call_id: str, chosen: Mapping[str, int]) -> Sequence[Submission]:
    if not chosen or len(chosen) > MOST:
        raise BulkRefusedError(
            said("bulk_nothing", "Nothing was chosen, or too much. Choose up to {most} proposals.", most=MOST)
        )
    rows = session.scalars(
        select(Submission)
        .where(Submission.call_id == call_id, Submission.id.in_(list(chosen)))
        .order_by(Submission.number)
    ).all()
    if {row.id: row.version for row in rows} != dict(chosen):
        raise BulkRefusedError(
            said("bulk_changed", "Somebody has changed one of the proposals meanwhile. Nothing was done: choose again.")
        )
    return rows


def _do(
    session: Session, asking: Principal, submission: Submission, action: BulkAction, lot_id: str, batch: str
) -> bool:  # fmt: skip
    if action is BulkAction.ASSESS:
        assessing.request(session, submission.id, priority=Priority.AGAIN)
        _log(session, asking, submission, "submission.assessment_asked", {}, {"batch": batch})
        return True
    if action is BulkAction.LOT:
        return _set_lot(session, asking, submission, lot_id or None, {"batch": batch})
    return _set_withdrawn(session, asking, submission, {"batch": batch}, is_withdrawn=action is BulkAction.WITHDRAW)


def _take_back(session: Session, asking: Principal, submission: Submission, entry: AuditEntry) -> bool:
    """Where the row is as the entry left it: as it was before."""
    note = {"undoes": entry.number}
    if entry.action == "submission.lot_changed":
        same = submission.lot_id == entry.after["lot"]
        return same and _set_lot(session, asking, submission, entry.before["lot"], note)
    was_withdrawn = entry.action == "submission.brought_back"
    return _set_withdrawn(session, asking, submission, note, is_withdrawn=was_withdrawn)


def _set_lot(
    session: Session, asking: Principal, submission: Submission, lot_id: str | None, note: Mapping[str, object]
) -> bool:  # fmt: skip
    if submission.lot_id == lot_id:
        return False
    before, submission.lot_id = submission.lot_id, lot_id
    _log(session, asking, submission, "submission.lot_changed", {"lot": before}, {"lot": lot_id, **note})
    return True


def _set_withdrawn(
    session: Session, asking: Principal, submission: Submission, note: Mapping[str, object], *, is_withdrawn: bool
) -> bool:
    if (submission.withdrawn_at is not None) is is_withdrawn:
        return False
    submission.withdrawn_at = now() if is_withdrawn else None
    action = "submission.withdrawn" if is_withdrawn else "submission.brought_back"
    _log(session, asking, submission, action, {}, {"number": submission.number, **note})
    return True


def _log(
    session: Session,
    asking: Principal,
    submission: Submission,
    action: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    audit.append(
        session,
        asking.account_id,
        action,
        call_id=submission.call_id,
        submission_id=submission.id,
        before=before,
        after=after,
    )
