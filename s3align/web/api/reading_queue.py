"""The queue of reading: what to read next, what was skipped, how far the call is."""

from __future__ import annotations

from fastapi import APIRouter

from s3align.desk.access import Permission
from s3align.desk.review import reading_queue
from s3align.desk.review.reading_queue import SkipReason
from s3align.web.api.models import Id, Listed, PathId, Sent, Told
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["reading queue"])


class NextSent(Sent):
    """``after``: a submission that one has just finished with; it is let go and not served now."""

    after: Id | None = None


class NextTold(Told):
    """What to read next; null where there is nothing for this person."""

    submission_id: Id | None


class SkipSent(Sent):
    """Why a submission is skipped."""

    reason: SkipReason


class SkippedTold(Told):
    """A submission that one has skipped."""

    submission_id: Id
    number: int
    title: str
    reason: SkipReason


class ProgressTold(Told):
    """How far a person (``decided``, ``skipped``, ``left``, ``held``) and the call are."""

    decided: int
    skipped: int
    left: int
    held: int
    submissions: int
    finished: int
    readings: int
    wanted: int


@router.post("/calls/{call_id}/next", dependencies=[needs(Permission.READ)])
def take_next(state: State, asking: Asking, call_id: PathId, sent: NextSent) -> NextTold:
    """Take the submission to read next; it is held for you for a while."""
    with state.database.writing() as session:
        found = reading_queue.next_to_read(session, asking, call_id, sent.after)
    return NextTold(submission_id=found)


@router.get("/calls/{call_id}/progress", dependencies=[needs(Permission.READ)])
def show_progress(state: State, asking: Asking, call_id: PathId) -> ProgressTold:
    """Show how far you and the call are."""
    with state.database.reading() as session:
        return ProgressTold.model_validate(reading_queue.progress(session, asking, call_id))


@router.get("/calls/{call_id}/skipped", dependencies=[needs(Permission.READ)])
def list_skipped(state: State, asking: Asking, call_id: PathId) -> Listed[SkippedTold]:
    """List what you have skipped and not decided on."""
    with state.database.reading() as session:
        rows = reading_queue.skipped(session, asking, call_id)
    found = [
        SkippedTold(submission_id=key, number=number, title=title, reason=reason) for key, number, title, reason in rows
    ]
    return Listed(items=found, total=len(found))


@router.post("/submissions/{submission_id}/skip", dependencies=[needs(Permission.READ)], status_code=204)
def skip_submission(state: State, asking: Asking, submission_id: PathId, sent: SkipSent) -> None:
    """Take a submission out of your queue; others go on to get it."""
    with state.database.writing() as session:
        reading_queue.skip(session, asking, submission_id, sent.reason)


@router.post("/submissions/{submission_id}/take-up", dependencies=[needs(Permission.READ)], status_code=204)
def take_up_submission(state: State, asking: Asking, submission_id: PathId) -> None:
    """Put a submission that you skipped back into your queue."""
    with state.database.writing() as session:
        reading_queue.take_up(session, asking, submission_id)
