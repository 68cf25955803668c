"""Deleting a proposal for good: asked for on a page of its own, with its number typed, so that no slip of a hand does it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, not_found
from s3align.desk.storage import retention
from s3align.desk.storage.retention import DeletionReason
from s3align.desk.storage.tables import Call, Submission
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import ServerState, State
from s3align.web.words import web_messages

router = APIRouter(
    prefix="/desk/submissions/{submission_id}/delete", include_in_schema=False, dependencies=[needs(Permission.LEAD)]
)


@router.get("")
def ask(request: Request, state: State, submission_id: str) -> Response:
    """What goes, and the form that says so."""
    return _page(request, state, submission_id)


@router.post("")
def delete(
    request: Request,
    state: State,
    asking: Asking,
    submission_id: str,
    number: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[DeletionReason | None, Form()] = None,
) -> Response:
    """Deletes it where its own number was typed and a reason chosen, and leads to the list."""
    with state.database.reading() as session:
        submission, call = _found(session, submission_id)
    errors = {
        **({} if number.strip() == str(submission.number) else {"number": "submission_delete_number_wrong"}),
        **({} if reason else {"reason": "submission_delete_reason_missing"}),
    }
    if errors or reason is None:
        return _page(request, state, submission_id, errors=errors, number=number, reason=reason or "")
    with state.database.writing() as session:
        retention.delete_case(session, state.files, asking, submission_id, reason)
    return RedirectResponse(f"/desk/calls/{call.id}/submissions?did=deleted&count={submission.number}", 303)


def _page(
    request: Request,
    state: ServerState,
    submission_id: str,
    *,
    errors: dict[str, str] | None = None,
    number: str = "",
    reason: str = "",
) -> Response:
    t = web_messages(reader_language(request))
    with state.database.reading() as session:
        submission, call = _found(session, submission_id)
    return page(
        request,
        "submission/delete.html",
        status=422 if errors else 200,
        submission=submission,
        call=call,
        title=submission.title or submission.file_name,
        address=f"/desk/submissions/{submission.id}",
        number=number,
        reason=reason,
        reasons=[(choice.value, t(f"submission_delete_{choice}"), "") for choice in DeletionReason],
        errors={name: t(key, number=submission.number) for name, key in (errors or {}).items()},
    )


def _found(session: Session, submission_id: str) -> tuple[Submission, Call]:
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    return submission, session.get_one(Call, submission.call_id)
