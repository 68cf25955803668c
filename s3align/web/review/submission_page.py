"""The page of a submission, put together of what its parts may show to the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, not_found
from s3align.desk.calls.calls import is_late, lots
from s3align.desk.lists.listing_query import ListQuery
from s3align.desk.review import drafts, evidence_marks, neighbours, readings
from s3align.desk.review.reading_queue import SkipReason
from s3align.desk.review.readings import ChangedMeanwhileError
from s3align.desk.storage.tables import Call, StoredAssessment, Submission
from s3align.record.codec import from_json
from s3align.render.formats import date_text
from s3align.render.hyphens import hyphenated
from s3align.render.messages import Messages
from s3align.render.review_workbook_words import Choice, words
from s3align.strategy.model import Strategy, wording
from s3align.web.pages import page, reader_language
from s3align.web.problems import worded
from s3align.web.review.alike_view import alike_view
from s3align.web.review.reading_form import differs, fields_of
from s3align.web.review.submission_people import people_view
from s3align.web.review.submission_view import MOST_PAGES, PDF, MachineView, machine_view, size_words
from s3align.web.state import ServerState
from s3align.web.times import moment_text
from s3align.web.words import web_messages


@dataclass(frozen=True, slots=True)
class Visit:
    """A request about a submission: by whom, and where the list is that they came from."""

    request: Request
    state: ServerState
    asking: Principal
    submission_id: str

    @property
    def t(self) -> Messages:
        """The words of the reader's language."""
        return web_messages(reader_language(self.request))

    @property
    def query(self) -> ListQuery:
        """The list that they came from; it stands in the address."""
        return ListQuery.of_address(self.request.query_params)

    @property
    def address(self) -> str:
        """Of the page."""
        return f"/desk/submissions/{self.submission_id}"

    def find(self, session: Session) -> tuple[Submission, Call]:
        """The submission and its call. Raises NotFoundError."""
        submission = session.get(Submission, self.submission_id)
        if submission is None:
            raise not_found()
        return submission, session.get_one(Call, submission.call_id)

    def back(self, anchor: str, **more: str) -> RedirectResponse:
        """To the page, with the same list."""
        query = urlencode(self.query.address() | more)
        return RedirectResponse(f"{self.address}{'?' if query else ''}{query}{anchor}", 303)


def submission_page(
    visit: Visit, *, error: Exception | None = None, typed: dict[str, str] | None = None
) -> HTMLResponse:
    """The page; after an ``error`` with what was ``typed``, else with the draft or what was saved."""
    with visit.state.database.reading() as session:
        submission, call = visit.find(session)
        view = _view(session, visit, submission, call)
        saved = fields_of(readings.own(session, visit.asking, submission.id))
        draft = drafts.kept(session, visit.asking, submission.id)
        kept = dict(draft.content) if draft else {}
    fields = kept if typed is None else kept | typed
    is_draft = bool(set(fields) - {drafts.NOTE}) and differs(fields, saved)
    is_older = is_draft and fields.get("version", saved["version"]) != saved["version"]
    view |= {
        "fields": (fields if is_draft else saved) | {"version": saved["version"]},
        "note": fields.get(drafts.NOTE, ""),
        "draft_at": moment_text(draft.changed_at, visit.t) if draft and is_draft and error is None else "",
        "saved_otherwise": isinstance(error, ChangedMeanwhileError) or is_older,
        "saved_fields": saved,
        "error": worded(error, visit.t.language) if error else "",
    }
    status = getattr(error, "http_status", 500) if error else 200
    return page(visit.request, "submission/submission.html", status=status, **view)


def machine_of(session: Session, visit: Visit, submission: Submission, call: Call) -> MachineView | None:
    """What the program says; None where there is nothing, or the person who asks may not see it yet."""
    stored = _stored(session, submission)
    if stored is None or not readings.may_see_machine(session, visit.asking, submission, call):
        return None
    marks = [
        (account == visit.asking.account_id, row)
        for account, row in evidence_marks.visible(session, visit.asking, submission)
    ]
    strategy = visit.state.pipelines.strategy(call.strategy)
    return machine_view(submission, stored, strategy, visit.t, marks, web_messages(call.language))


def _view(session: Session, visit: Visit, submission: Submission, call: Call) -> dict[str, Any]:
    asking, t, query = visit.asking, visit.t, visit.query
    strategy = visit.state.pipelines.strategy(call.strategy)
    machine = machine_of(session, visit, submission, call)
    stored = _stored(session, submission)
    record = from_json(stored.record) if machine and stored else None
    sees_content = readings.may_see_content(session, asking, submission)
    return {
        "submission": submission,
        "call": call,
        "title": submission.title or submission.file_name,
        "address": visit.address,
        "back": urlencode(query.address()),
        "place": neighbours.place_of(session, asking, call, query, submission.id),
        "facts": _facts(session, submission, call, t),
        "machine": machine,
        "is_hidden": call.hides_machine and machine is None and sees_content,
        "sees_content": sees_content,
        "sees_others": readings.may_see_others(session, asking, submission),
        "is_lead": asking.may(Permission.LEAD, call.id) and not call.is_closed and sees_content,
        "may_delete": asking.may(Permission.LEAD, call.id),
        "is_closed": call.is_closed,
        "own": readings.own(session, asking, submission.id),
        "alike": alike_view(session, asking, submission, t),
        "people": people_view(session, asking, submission, strategy, record, t),
        "saved": visit.request.query_params.get("saved", ""),
        **_of_file(session, visit, submission, stored, sees_content=sees_content),
        **_choices(strategy, t),
    }


def _choices(strategy: Strategy, t: Messages) -> dict[str, Any]:
    return {
        "soft": hyphenated,
        "themes": [(theme.id, wording(theme.name, t.language)) for theme in strategy.themes],
        "verdicts": words(Choice.VERDICT, t),
        "decisions": words(Choice.DECISION, t),
        "reasons": words(Choice.REASON, t),
        "skip_reasons": [(reason.value, t(f"list_skip_{reason}"), "") for reason in SkipReason],
    }


def _of_file(
    session: Session, visit: Visit, submission: Submission, stored: StoredAssessment | None, *, sees_content: bool
) -> dict[str, Any]:
    """Its pages, and its other versions and assessments."""
    if not sees_content:
        return {"pages": (), "page_total": 0, "states": (), "later": ()}
    total = stored.pages or 0 if stored else 0
    return {
        "pages": range(1, min(total, MOST_PAGES) + 1) if submission.suffix == PDF else (),
        "page_total": total,
        "states": _states(session, visit, submission),
        "later": neighbours.later_versions(session, submission),
    }


def _stored(session: Session, submission: Submission) -> StoredAssessment | None:
    return session.get(StoredAssessment, submission.assessment_id) if submission.assessment_id else None


def _facts(session: Session, submission: Submission, call: Call, t: Messages) -> list[tuple[str, str]]:
    """Head and value of what is known of the file, whoever asks."""
    lot = next((row.title for row in lots(session, call.id) if row.id == submission.lot_id), "")
    late = f" · {t('submission_late')}" if is_late(call, submission) else ""
    found = [
        (t("submission_applicant"), submission.applicant),
        (t("submission_lot"), lot),
        (t("submission_received"), f"{moment_text(submission.received_at, t)}{late}"),
        (t("submission_file"), f"{submission.file_name} ({size_words(submission.size, t)})"),
    ]
    return [(head, value) for head, value in found if value]


def _states(session: Session, visit: Visit, submission: Submission) -> list[dict[str, Any]]:
    return [
        {
            "submission": state.submission,
            "is_now": state.assessment is not None and state.assessment.id == submission.assessment_id,
            "is_own": state.submission.id == submission.id,
            "assessment": state.assessment,
            "when": date_text(state.assessment.created_at.astimezone().date().isoformat(), visit.t)
            if state.assessment
            else "",
            "figures": state.figures,
        }
        for state in neighbours.states_of(session, visit.asking, submission)
    ]
