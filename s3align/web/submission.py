"""A submission: what is in the file, what the program says, what people say, and the form for one's own reading."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk import drafts, evidence_marks, neighbours, notes, reading_queue, readings, settling
from s3align.desk.access import Permission, Principal, not_found
from s3align.desk.calls import is_late, lots
from s3align.desk.listing_query import ListQuery
from s3align.desk.readings import ChangedMeanwhileError
from s3align.desk.tables import Call, StoredAssessment, Submission, now
from s3align.errors import S3AlignError
from s3align.record.assessment import Verdict
from s3align.record.codec import from_json
from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.render.review_workbook_words import Choice, words
from s3align.store.review import Decision
from s3align.strategy.model import Strategy, wording
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.reading_form import Fields, differs, fields_of, form_of, typed_in
from s3align.web.state import ServerState, State
from s3align.web.submission_people import moment, people_view
from s3align.web.submission_view import MOST_PAGES, PDF, RIGHT, WRONG, MachineView, machine_view, size_words
from s3align.web.words import web_messages

router = APIRouter(prefix="/desk/submissions/{submission_id}", include_in_schema=False)
_READ = [needs(Permission.READ)]
SAVED, NOTHING_LEFT = "yes", "all"
"""Values of ``saved`` in an address: what the page says at its top."""
_STALE = (StaleDataError, IntegrityError)


@router.get("", dependencies=_READ)
def show(request: Request, submission_id: str, state: State, asking: Asking) -> HTMLResponse:
    """The page."""
    return _page(request, submission_id, state, asking)


@router.post("/reading", dependencies=_READ, response_model=None)
def save(request: Request, submission_id: str, state: State, asking: Asking, fields: Fields) -> Response:
    """Saves the own reading; with ``next``, goes on to what is to be read next. What was typed comes back with any error."""
    try:
        with state.database.writing() as session:
            submission, call = _submission(session, submission_id)
            form = form_of(fields, [theme.id for theme in state.pipelines.strategy(call.strategy).themes])
            readings.save(session, asking, submission_id, form)
            if "next" not in fields:
                return _back(request, submission_id, "#reading", saved=SAVED)
            following = reading_queue.next_to_read(session, asking, submission.call_id, after=submission_id)
    except (*_STALE, S3AlignError) as error:
        return _refused(request, submission_id, state, asking, fields, error)
    if following is None:
        return _back(request, submission_id, "", saved=NOTHING_LEFT)
    return RedirectResponse(f"/desk/submissions/{following}?{urlencode({'saved': SAVED})}", 303)


@router.post("/draft", dependencies=_READ)
def keep_draft(request: Request, submission_id: str, state: State, asking: Asking, fields: Fields) -> PlainTextResponse:
    """Keeps what is typed and not saved yet; says so in one sentence."""
    t = web_messages(reader_language(request))
    with state.database.writing() as session:
        drafts.keep(session, asking, submission_id, typed_in(fields))
    return PlainTextResponse(t("submission_draft_kept", time=now().astimezone().strftime("%H:%M")))


@router.post("/draft/drop", dependencies=_READ)
def drop_draft(request: Request, submission_id: str, state: State, asking: Asking) -> RedirectResponse:
    """Throws a draft away."""
    with state.database.writing() as session:
        drafts.drop(session, asking, submission_id)
    return _back(request, submission_id, "#reading")


@router.post("/notes", dependencies=_READ, response_model=None)
def add_note(request: Request, submission_id: str, state: State, asking: Asking, fields: Fields) -> Response:
    """Adds a note."""
    try:
        with state.database.writing() as session:
            notes.add(session, asking, submission_id, fields.get("note", ""))
    except S3AlignError as error:
        if getattr(error, "http_status", 500) in (401, 403, 404):
            raise
        return _page(request, submission_id, state, asking, error=error, typed={"note": fields.get("note", "")})
    return _back(request, submission_id, "#notes")


@router.post("/marks", dependencies=_READ, response_model=None)
def mark(request: Request, submission_id: str, state: State, asking: Asking, fields: Fields) -> Response:
    """Marks a passage as right or wrong evidence, or takes the mark away."""
    theme, passage = fields.get("theme", ""), fields.get("passage", "")
    if not (passage.isascii() and passage.isdigit() and len(passage) < 8):
        raise not_found()
    is_right = {RIGHT: True, WRONG: False}.get(fields.get("is_right", ""))
    with state.database.writing() as session:
        evidence_marks.mark(
            session, asking, submission_id, fields.get("assessment", ""), theme, int(passage), is_right=is_right
        )
    if request.headers.get("hx-request") != "true":
        return _back(request, submission_id, f"#card-{theme}-{int(passage)}")
    with state.database.reading() as session:
        submission, call = _submission(session, submission_id)
        strategy, t = state.pipelines.strategy(call.strategy), web_messages(reader_language(request))
        machine = _machine(session, asking, submission, call, strategy, t)
    cards = [card for shown in machine.themes for card in shown.cards] if machine else []
    card = next((card for card in cards if card.theme == theme and card.passage == int(passage)), None)
    if machine is None or card is None:
        raise not_found()
    return page(
        request, "submission/_mark.html",
        card=card, assessment_id=machine.assessment_id, address=_address(submission_id), back=request.url.query,
        is_closed=False,
    )  # fmt: skip


@router.post("/outcomes", dependencies=[needs(Permission.READ)])
def settle(request: Request, submission_id: str, state: State, asking: Asking, fields: Fields) -> RedirectResponse:
    """Writes down what people agreed on; the lead of the call may (``desk.settling`` asks)."""
    theme, value = fields.get("theme", ""), fields.get("outcome", "")
    outcome: Verdict | Decision | None = None
    if value in list(Verdict) and theme:
        outcome = Verdict(value)
    elif value in list(Decision) and not theme:
        outcome = Decision(value)
    with state.database.writing() as session:
        settling.settle(session, asking, submission_id, theme, outcome, fields.get("remark", ""))
    return _back(request, submission_id, "#readings")


def _refused(
    request: Request,
    submission_id: str,
    state: ServerState,
    asking: Principal,
    fields: dict[str, str],
    error: Exception,
) -> Response:
    """Nothing that was typed is lost: it is kept as a draft, and the form comes back with it."""
    if isinstance(error, S3AlignError) and getattr(error, "http_status", 500) in (401, 403, 404):
        raise error
    with state.database.writing() as session:
        drafts.keep(session, asking, submission_id, typed_in(fields))
    shown = readings.changed_meanwhile() if isinstance(error, _STALE) else error
    return _page(request, submission_id, state, asking, error=shown, typed=typed_in(fields))


def _page(
    request: Request,
    submission_id: str,
    state: ServerState,
    asking: Principal,
    *,
    error: Exception | None = None,
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    t = web_messages(reader_language(request))
    with state.database.reading() as session:
        submission, call = _submission(session, submission_id)
        view = _view(session, request, state, asking, submission, call, t)
        saved = fields_of(readings.own(session, asking, submission_id))
        draft = drafts.kept(session, asking, submission_id)
        kept = dict(draft.content) if draft else {}
    typed = typed if typed is not None else kept
    is_draft = differs(typed, saved) if set(typed) - {"note"} else False
    view |= {
        "fields": (typed if is_draft else saved) | {"version": saved["version"]},
        "note": typed.get("note", ""),
        "draft_at": moment(draft.changed_at, t) if draft and is_draft and error is None else "",
        "saved_otherwise": isinstance(error, ChangedMeanwhileError)
        or (is_draft and typed.get("version", saved["version"]) != saved["version"]),
        "saved_fields": saved,
        "error": worded(error, t.language) if error else "",
    }
    status = getattr(error, "http_status", 500) if error else 200
    return page(request, "submission/submission.html", status=status, **view)


def _view(
    session: Session,
    request: Request,
    state: ServerState,
    asking: Principal,
    submission: Submission,
    call: Call,
    t: Messages,
) -> dict[str, Any]:
    strategy = state.pipelines.strategy(call.strategy)
    query = ListQuery.of_address(request.query_params)
    machine = _machine(session, asking, submission, call, strategy, t)
    sees_content = readings.may_see_content(session, asking, submission)
    sees_others = readings.may_see_others(session, asking, submission)
    record = _record(session, submission) if machine else None
    own = readings.own(session, asking, submission.id)
    pages = _pages(session, submission) if sees_content else 0
    return {
        "submission": submission,
        "call": call,
        "title": submission.title or submission.file_name,
        "address": _address(submission.id),
        "back": urlencode(query.address()),
        "place": neighbours.place_of(session, asking, call, query, submission.id),
        "facts": _facts(session, submission, call, t),
        "machine": machine,
        "is_hidden": call.hides_machine and machine is None and sees_content,
        "sees_content": sees_content,
        "sees_others": sees_others,
        "is_lead": asking.may(Permission.LEAD, call.id) and not call.is_closed and sees_content,
        "is_closed": call.is_closed,
        "own": own,
        "pages": range(1, min(pages, MOST_PAGES) + 1) if submission.suffix == PDF else (),
        "page_total": pages,
        "people": people_view(session, asking, submission, strategy, record, t),
        "states": _states(session, asking, submission, t) if sees_content else (),
        "later": neighbours.later_versions(session, submission) if sees_content else (),
        "themes": [(theme.id, wording(theme.name, t.language)) for theme in strategy.themes],
        "verdicts": words(Choice.VERDICT, t),
        "decisions": words(Choice.DECISION, t),
        "reasons": words(Choice.REASON, t),
        "saved": request.query_params.get("saved", ""),
    }


def _machine(
    session: Session, asking: Principal, submission: Submission, call: Call, strategy: Strategy, t: Messages
) -> MachineView | None:
    if not readings.may_see_machine(session, asking, submission, call) or submission.assessment_id is None:
        return None
    stored = session.get_one(StoredAssessment, submission.assessment_id)
    marks = [
        (account == asking.account_id, row) for account, row in evidence_marks.visible(session, asking, submission)
    ]
    return machine_view(submission, stored, strategy, t, marks, web_messages(call.language))


def _record(session: Session, submission: Submission) -> Any:
    return from_json(session.get_one(StoredAssessment, submission.assessment_id or "").record)


def _pages(session: Session, submission: Submission) -> int:
    if submission.assessment_id is None:
        return 0
    return session.get_one(StoredAssessment, submission.assessment_id).pages or 0


def _facts(session: Session, submission: Submission, call: Call, t: Messages) -> list[tuple[str, str]]:
    """Head and value of what is known of the file, whoever asks."""
    lot = next((row.title for row in lots(session, call.id) if row.id == submission.lot_id), "")
    received = moment(submission.received_at, t)
    late = f" · {t('submission_late')}" if is_late(call, submission) else ""
    found = [
        (t("submission_applicant"), submission.applicant),
        (t("submission_lot"), lot),
        (t("submission_received"), f"{received}{late}"),
        (t("submission_file"), f"{submission.file_name} ({size_words(submission.size, t)})"),
    ]
    return [(head, value) for head, value in found if value]


def _states(session: Session, asking: Principal, submission: Submission, t: Messages) -> list[dict[str, Any]]:
    return [
        {
            "submission": state.submission,
            "is_now": state.assessment is not None and state.assessment.id == submission.assessment_id,
            "is_own": state.submission.id == submission.id,
            "assessment": state.assessment,
            "when": date_text(state.assessment.created_at.astimezone().date().isoformat(), t)
            if state.assessment
            else "",
            "figures": state.figures,
        }
        for state in neighbours.states_of(session, asking, submission)
    ]


def _submission(session: Session, submission_id: str) -> tuple[Submission, Call]:
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    return submission, session.get_one(Call, submission.call_id)


def _address(submission_id: str) -> str:
    return f"/desk/submissions/{submission_id}"


def _back(request: Request, submission_id: str, anchor: str, **more: str) -> RedirectResponse:
    query = urlencode(ListQuery.of_address(request.query_params).address() | more)
    return RedirectResponse(f"{_address(submission_id)}{'?' if query else ''}{query}{anchor}", 303)
