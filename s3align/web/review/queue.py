"""The queue of reading: how far somebody and the call are, the next proposal, and those that they have skipped."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from s3align.desk.access import Permission
from s3align.desk.calls import calls
from s3align.desk.review import reading_queue
from s3align.desk.review.reading_queue import SkipReason
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State
from s3align.web.words import web_messages

router = APIRouter(include_in_schema=False)
_READ = [needs(Permission.READ)]


@router.get("/desk/calls/{call_id}/queue", dependencies=_READ)
def show(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The page."""
    t = web_messages(reader_language(request))
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        progress = reading_queue.progress(session, asking, call_id)
        held = reading_queue.held(session, asking, call_id)
        skipped = reading_queue.skipped(session, asking, call_id)
    return page(
        request,
        "list/queue.html",
        call=call,
        progress=progress,
        held=held,
        skipped=skipped,
        reason_choices=[(reason.value, t(f"list_skip_{reason}"), "") for reason in SkipReason],
    )


@router.post("/desk/calls/{call_id}/queue", dependencies=_READ)
def go_on(state: State, asking: Asking, call_id: str) -> Response:
    """Leads to the next proposal; back to the page where there is none."""
    with state.database.writing() as session:
        found = reading_queue.next_to_read(session, asking, call_id)
    target = f"/desk/submissions/{found}" if found else f"/desk/calls/{call_id}/queue"
    return RedirectResponse(target, 303)


@router.post("/desk/submissions/{submission_id}/skip", dependencies=_READ)
def skip(state: State, asking: Asking, submission_id: str, reason: Annotated[SkipReason, Form()]) -> Response:
    """Skips a proposal and leads to the next one."""
    with state.database.writing() as session:
        call_id = reading_queue.skip(session, asking, submission_id, reason)
        found = reading_queue.next_to_read(session, asking, call_id, after=submission_id)
    target = f"/desk/submissions/{found}" if found else f"/desk/calls/{call_id}/queue"
    return RedirectResponse(target, 303)


@router.post("/desk/submissions/{submission_id}/take-up", dependencies=_READ)
def take_up(state: State, asking: Asking, submission_id: str) -> Response:
    """Puts a proposal that was skipped back into the queue."""
    with state.database.writing() as session:
        call_id = reading_queue.take_up(session, asking, submission_id)
    return RedirectResponse(f"/desk/calls/{call_id}/queue#skipped", 303)
