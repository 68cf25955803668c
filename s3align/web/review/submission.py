"""A submission: its page, and what people send from there: their reading, drafts, notes, marks and agreed outcomes."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk.access import NotAllowedError, NotFoundError, NotSignedInError, Permission, not_found
from s3align.desk.review import drafts, evidence_marks, notes, reading_queue, readings, settling
from s3align.desk.storage.tables import now
from s3align.errors import S3AlignError
from s3align.record.assessment import Verdict
from s3align.store.review import Decision
from s3align.web.pages import is_part, page
from s3align.web.permissions import Asking, needs
from s3align.web.problem_kinds import STATUS
from s3align.web.problems import database_trouble
from s3align.web.review.reading_form import Fields, form_of, typed_in
from s3align.web.review.submission_page import Visit, machine_of, submission_page
from s3align.web.review.submission_view import RIGHT, WRONG
from s3align.web.state import State

router = APIRouter(
    prefix="/desk/submissions/{submission_id}", include_in_schema=False, dependencies=[needs(Permission.READ)]
)
SAVED, UNDECIDED, NOTHING_LEFT = "yes", "open", "all"
"""Values of ``saved`` in an address: what the page says at its top."""
_STALE = (StaleDataError, IntegrityError)
_NOT_FOR_THEM = (NotAllowedError, NotFoundError, NotSignedInError)


def _visit(request: Request, submission_id: str, state: State, asking: Asking) -> Visit:
    return Visit(request, state, asking, submission_id)


Here = Annotated[Visit, Depends(_visit)]


@router.get("")
def show(visit: Here) -> HTMLResponse:
    """The page."""
    return submission_page(visit)


@router.post("/reading", response_model=None)
def save(visit: Here, fields: Fields) -> Response:
    """Saves the own reading; with ``next``, goes on to what is to be read next. What was typed comes back with any error."""
    following = None
    try:
        with visit.state.database.writing() as session:
            submission, call = visit.find(session)
            themes = [theme.id for theme in visit.state.pipelines.strategy(call.strategy).themes]
            reading = readings.save(session, visit.asking, submission.id, form_of(fields, themes))
            saved = SAVED if reading.decision or reading.has_conflict else UNDECIDED
            if "next" in fields:
                following = reading_queue.next_to_read(session, visit.asking, call.id, after=submission.id)
    except _NOT_FOR_THEM:
        raise
    except (*_STALE, S3AlignError) as error:
        return _refused(visit, fields, error)
    except SQLAlchemyError as error:
        return _unsaved(visit, typed_in(fields), error)
    if "next" not in fields:
        return visit.back("#reading", saved=saved)
    if following is None:
        return visit.back("", saved=NOTHING_LEFT if saved == SAVED else saved)
    return RedirectResponse(f"/desk/submissions/{following}?{urlencode({'saved': saved})}", 303)


@router.post("/draft")
def keep_draft(visit: Here, fields: Fields) -> PlainTextResponse:
    """Keeps what is typed and not saved yet; says so in one sentence."""
    with visit.state.database.writing() as session:
        drafts.keep(session, visit.asking, visit.submission_id, typed_in(fields))
    return PlainTextResponse(visit.t("submission_draft_kept", time=now().astimezone().strftime("%H:%M")))


@router.post("/draft/drop")
def drop_draft(visit: Here) -> RedirectResponse:
    """Throws a draft of the reading away; a note that is being written stays."""
    with visit.state.database.writing() as session:
        drafts.drop(session, visit.asking, visit.submission_id, lambda name: name != drafts.NOTE)
    return visit.back("#reading")


@router.post("/notes", response_model=None)
def add_note(visit: Here, fields: Fields) -> Response:
    """Adds a note."""
    try:
        with visit.state.database.writing() as session:
            notes.add(session, visit.asking, visit.submission_id, fields.get(drafts.NOTE, ""))
    except _NOT_FOR_THEM:
        raise
    except S3AlignError as error:
        return submission_page(visit, error=error, typed={drafts.NOTE: fields.get(drafts.NOTE, "")})
    except SQLAlchemyError as error:
        return _unsaved(visit, {drafts.NOTE: fields.get(drafts.NOTE, "")}, error)
    return visit.back("#notes")


@router.post("/marks", response_model=None)
def mark(visit: Here, fields: Fields) -> Response:
    """Marks a passage as right or wrong evidence, or takes the mark away."""
    theme, number = fields.get("theme", ""), fields.get("passage", "")
    if not (number.isascii() and number.isdigit() and len(number) < 8):
        raise not_found()
    passage, is_right = int(number), {RIGHT: True, WRONG: False}.get(fields.get("is_right", ""))
    with visit.state.database.writing() as session:
        assessment = fields.get("assessment", "")
        evidence_marks.mark(session, visit.asking, visit.submission_id, assessment, theme, passage, is_right=is_right)
    if not is_part(visit.request):
        return visit.back(f"#card-{theme}-{passage}")
    with visit.state.database.reading() as session:
        machine = machine_of(session, visit, *visit.find(session))
    card = machine.card(theme, passage) if machine else None
    if machine is None or card is None:
        raise not_found()
    return page(
        visit.request,
        "submission/_mark.html",
        card=card,
        assessment_id=machine.assessment_id,
        address=visit.address,
        back=urlencode(visit.query.address()),
        is_closed=False,
    )


@router.post("/outcomes")
def settle(visit: Here, fields: Fields) -> RedirectResponse:
    """Writes down what people agreed on; the lead of the call may (``desk.review.settling`` asks)."""
    theme, value = fields.get("theme", ""), fields.get("outcome", "")
    outcome: Verdict | Decision | None = None
    if theme and value in list(Verdict):
        outcome = Verdict(value)
    elif not theme and value in list(Decision):
        outcome = Decision(value)
    with visit.state.database.writing() as session:
        settling.settle(session, visit.asking, visit.submission_id, theme, outcome, fields.get("remark", ""))
    return visit.back("#readings")


def _refused(visit: Visit, fields: dict[str, str], error: Exception) -> Response:
    """Nothing that was typed is lost: it is kept as a draft, and the form comes back with it."""
    typed = typed_in(fields)
    with suppress(SQLAlchemyError), visit.state.database.writing() as session:
        drafts.keep(session, visit.asking, visit.submission_id, typed)
    shown = readings.changed_meanwhile() if isinstance(error, _STALE) else error
    return submission_page(visit, error=shown, typed=typed)


def _unsaved(visit: Visit, typed: dict[str, str], error: SQLAlchemyError) -> Response:
    """The database could not write, so there is no draft either: what was typed comes back on the page, as long as it reads."""
    known = database_trouble(error)
    if known is None:
        raise error
    kind, said_so = known
    shown = submission_page(visit, error=said_so, typed=typed)
    shown.status_code = STATUS[kind]
    return shown
