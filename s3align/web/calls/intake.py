"""Uploading files into a call, and withdrawing what one has handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from s3align.desk.access import Permission, Principal
from s3align.desk.calls import calls, intake, uploads
from s3align.desk.calls.archives import ArchiveRefusedError, is_zip
from s3align.desk.calls.intake import Outcome
from s3align.desk.storage.tables import Submission
from s3align.errors import S3AlignError, Said, UsageError, said
from s3align.jobs.proposals import SUFFIXES
from s3align.web.calls.form_files import files_of, form_with_files, text_of
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.route_rules import takes_files
from s3align.web.state import ServerState, State
from s3align.web.times import deadline_text

router = APIRouter(include_in_schema=False)
_ACCEPTED = ",".join([*sorted(SUFFIXES), ".zip"])


@dataclass(frozen=True, slots=True)
class _Given:
    """What was entered beside the files. ``earlier``: the number of the version before."""

    lot_id: str = ""
    applicant: str = ""
    earlier: str = ""


@router.get("/desk/calls/{call_id}/upload", dependencies=[needs(Permission.HAND_IN)])
def form(request: Request, state: State, asking: Asking, call_id: str, earlier: str = "") -> Response:
    """The page with the form; ``earlier``: the number of a submission that is to get a new version."""
    return _form(request, state, asking, call_id, _Given(earlier=earlier))


@router.post("/desk/calls/{call_id}/upload", dependencies=[needs(Permission.HAND_IN), takes_files()])
async def upload(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """Takes files in, and says of each what became of it once it is on the disk."""
    async with form_with_files(request, state.server.most_zip_files) as sent:
        return await run_in_threadpool(_take_all, request, state, asking, call_id, sent)


@router.post("/desk/calls/{call_id}/withdraw", dependencies=[needs(Permission.HAND_IN)])
def withdraw(state: State, asking: Asking, call_id: str, submission_id: Annotated[str, Form()]) -> Response:
    """Withdraws a submission that somebody has handed in themselves, or that is of a call which they lead."""
    with state.database.writing() as session:
        intake.withdraw(session, asking, submission_id, call_id)
    return RedirectResponse(f"/desk/calls/{call_id}", status_code=303)


def _take_all(request: Request, state: ServerState, asking: Principal, call_id: str, sent: FormData) -> Response:
    files = files_of(sent, "files")
    given = _Given(text_of(sent, "lot"), text_of(sent, "applicant"), text_of(sent, "earlier").strip())
    try:
        earlier_id = _earlier(state, asking, call_id, given.earlier, files)
    except UsageError as error:
        return _form(request, state, asking, call_id, given, error)
    outcomes = list(_outcomes(state, asking, call_id, files, given, earlier_id))
    language = reader_language(request)
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
    return page(
        request,
        "calls/taken.html",
        call=call,
        new=[entry for entry in outcomes if entry.taken and entry.taken.is_new],
        known=[entry for entry in outcomes if entry.taken and not entry.taken.is_new],
        refused=[(entry.name, worded(S3AlignError(entry.why), language)) for entry in outcomes if entry.why],
    )


def _outcomes(
    state: ServerState, asking: Principal, call_id: str, files: list[UploadFile], given: _Given, earlier_id: str | None
) -> Iterator[Outcome]:
    """What became of every file, also of those inside a zip; one that is refused stops none of the others."""
    lot_id = given.lot_id or None
    for file in files:
        name = uploads.display_name(file.filename or "")
        place = (state.database, state.files, state.server, asking, call_id)
        try:
            if is_zip(name):
                yield from intake.take_in_zip(*place, file.file, lot_id=lot_id, applicant=given.applicant)
            else:
                taken = intake.take_in(
                    *place,
                    file.filename or "",
                    file.file,
                    lot_id=lot_id,
                    applicant=given.applicant,
                    earlier_id=earlier_id,
                )
                yield Outcome(name, taken)
        except (uploads.NotTakenError, ArchiveRefusedError) as error:
            yield Outcome(name, why=uploads.sentence_of(error))


def _earlier(state: ServerState, asking: Principal, call_id: str, number: str, files: list[UploadFile]) -> str | None:
    """The submission that a file is a new version of. Raises UsageError for no such number, and where there is not one file."""
    if not files:
        raise UsageError(said("upload_nothing", "No file was chosen. Choose at least one, then upload."))
    if not number:
        return None
    if len(files) > 1 or is_zip(files[0].filename or ""):
        raise UsageError(
            said(
                "upload_version_alone",
                "A new version is one file. Upload it alone, or leave the number of the earlier one empty.",
            )
        )
    with state.database.reading() as session:
        found = _numbered(session, call_id, number)
    if found is None or (intake.is_applicant(asking, call_id) and not intake.may_see_as_applicant(asking, found)):
        raise UsageError(intake.no_such_earlier())
    return found.id


def _numbered(session: Session, call_id: str, number: str) -> Submission | None:
    if not number.isdecimal() or len(number) > 9:
        return None
    return session.scalar(select(Submission).where(Submission.call_id == call_id, Submission.number == int(number)))


def _form(
    request: Request,
    state: ServerState,
    asking: Principal,
    call_id: str,
    given: _Given,
    error: UsageError | None = None,
) -> Response:
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        lots = calls.lots(session, call_id)
    key = "earlier" if error and _key(error) in ("upload_version_alone", "earlier_of_other_call") else "files"
    return page(
        request,
        "calls/upload.html",
        status=422 if error else 200,
        call=call,
        lots=[(lot.id, lot.title) for lot in lots],
        given=given,
        errors={key: worded(error, reader_language(request))} if error else {},
        accepted=_ACCEPTED,
        most_mb=state.server.most_upload_bytes // 1_000_000,
        most_files=state.server.most_zip_files,
        is_applicant=intake.is_applicant(asking, call_id),
        deadline=deadline_text,
    )


def _key(error: UsageError) -> str:
    sentence = error.args[0]
    return sentence.key if isinstance(sentence, Said) else ""
