"""The proposal itself: its file, its pages as pictures, its text; and the report on it, each as an answer of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, not_found
from s3align.desk.review import readings
from s3align.desk.storage.tables import Call, StoredAssessment, Submission
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment, Evidence
from s3align.record.codec import from_json
from s3align.record.document import Document
from s3align.record.word_boxes import Box
from s3align.render.html import render_html
from s3align.web.downloads import SEALED, saved
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.report_page import report_response
from s3align.web.review.page_images import PageImages
from s3align.web.review.submission_view import MOST_PAGES, PDF
from s3align.web.state import ServerState, State

router = APIRouter(
    prefix="/desk/submissions/{submission_id}", include_in_schema=False, dependencies=[needs(Permission.READ)]
)
_PRIVATE = "private, max-age=600"
"""Pictures stay in the reader's own browser for as long as they go back and forth between pages."""
_SCALE = 1.5
"""Pixels per point: an A4 page is 893 pixels wide, more than a column of the page and enough to read."""


@dataclass(frozen=True, slots=True)
class NamedPassage:
    """A passage as an address names it: by assessment, theme and number; all "" for none."""

    assessment: str = ""
    theme: str = ""
    passage: str = ""


Named = Annotated[NamedPassage, Depends()]


@router.get("/file")
def download(submission_id: str, state: State, asking: Asking) -> FileResponse:
    """The file as it was handed in, to be saved and never shown by the browser."""
    with state.database.reading() as session:
        submission = _readable(session, asking, submission_id)
    place = state.files.path(submission.sha256)
    if not place.is_file():
        raise not_found()
    stem, dot, ending = submission.file_name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (ending, "")
    return FileResponse(
        place,
        media_type="application/octet-stream",
        headers=saved(stem, ending),
    )


@router.get("/report")
def report(request: Request, submission_id: str, state: State, asking: Asking, assessment: str = "") -> HTMLResponse:
    """The report on one of its assessments, that of now where none is named."""
    with state.database.reading() as session:
        submission = _readable(session, asking, submission_id)
        stored = _seen(session, asking, submission, assessment)
        call = session.get_one(Call, submission.call_id)
    strategy = state.pipelines.strategy(call.strategy)
    day = stored.created_at.astimezone().date()
    return report_response(render_html(from_json(stored.record), strategy, reader_language(request), assessed_on=day))


@router.get("/pages/{number}")
def page_image(
    request: Request,
    submission_id: str,
    number: Annotated[int, Path(ge=1, le=MOST_PAGES)],
    state: State,
    asking: Asking,
    named: Named,
) -> Response:
    """A page as a picture; with the place of a passage marked where one is named."""
    with state.database.reading() as session:
        submission = _readable(session, asking, submission_id)
        if submission.suffix != PDF:
            raise not_found()
        boxes: tuple[Box, ...] = ()
        if named.theme:
            card = _card(_seen(session, asking, submission, named.assessment), named)
            boxes = (card.box,) if card.box and card.page == number else ()
        call = session.get_one(Call, submission.call_id)
    pipeline, place = state.pipelines.of(call.strategy), state.files.path(submission.sha256)
    picture = _images(request).get(
        (submission.id, submission.sha256, number, boxes),
        lambda: pipeline.page_image(place, number, boxes, scale=_SCALE),
    )
    headers = {"cache-control": _PRIVATE, "content-security-policy": SEALED}
    return Response(picture, media_type="image/png", headers=headers)


@router.get("/text")
def text(request: Request, submission_id: str, state: State, asking: Asking, named: Named) -> HTMLResponse:
    """The text of the proposal as the program read it, with a passage marked where one is named."""
    with state.database.reading() as session:
        submission = _readable(session, asking, submission_id)
        card = _card(_seen(session, asking, submission, named.assessment), named) if named.theme else None
        call = session.get_one(Call, submission.call_id)
    document = _document(state, call, submission)
    return page(
        request,
        "submission/text.html",
        title=submission.title or submission.file_name,
        address=f"/desk/submissions/{submission.id}",
        pages=[_text_page(entry.number, entry.text, card) for entry in document.pages],
        has_pages=submission.suffix == PDF,
        is_marked=card is not None,
    )


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page's text around what is marked in it; ``marked`` "" where nothing is."""

    number: int
    before: str
    marked: str
    after: str


def _text_page(number: int, body: str, card: Evidence | None) -> TextPage:
    if card is None or card.page != number:
        return TextPage(number, body, "", "")
    start, end = card.span
    return TextPage(number, body[:start], body[start:end], body[end:])


def _readable(session: Session, asking: Principal, submission_id: str) -> Submission:
    """A submission whose content may be seen. Raises NotFoundError."""
    submission = session.get(Submission, submission_id)
    if submission is None or not readings.may_see_content(session, asking, submission):
        raise not_found()
    return submission


def _seen(session: Session, asking: Principal, submission: Submission, assessment_id: str) -> StoredAssessment:
    """An assessment of the submission, where what the program says may be seen. Raises NotFoundError."""
    call = session.get_one(Call, submission.call_id)
    stored = session.get(StoredAssessment, assessment_id or submission.assessment_id or "")
    is_own = stored is not None and stored.submission_id == submission.id
    if stored is None or not is_own or not readings.may_see_machine(session, asking, submission, call):
        raise not_found()
    return stored


def _card(stored: StoredAssessment, named: NamedPassage) -> Evidence:
    record: Assessment = from_json(stored.record)
    for result in record.themes:
        for card in result.evidence if result.id == named.theme else ():
            if str(card.passage) == named.passage:
                return card
    raise not_found()


def _images(request: Request) -> PageImages:
    state = request.app.state
    if not hasattr(state, "page_images"):
        state.page_images = PageImages()
    return cast("PageImages", state.page_images)


def _document(state: ServerState, call: Call, submission: Submission) -> Document:
    pipeline = state.pipelines.of(call.strategy)
    return _read(pipeline, str(state.files.path(submission.sha256)), submission.file_name)


@lru_cache(maxsize=8)
def _read(pipeline: Pipeline, place: str, name: str) -> Document:
    """Without text recognition: a reader waits for the page. Pages in pictures are shown as pictures."""
    quick = Pipeline(pipeline.strategy, pipeline.model, replace(pipeline.settings, max_recognised_pages=0))
    return quick.read(place, name=name)
