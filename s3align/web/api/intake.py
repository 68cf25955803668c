"""Handing in: files and zips into a call, what one has handed in oneself, withdrawing, and assessing again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from pydantic import Field

from s3align.desk.access import Permission, Principal
from s3align.desk.calls import intake, uploads
from s3align.desk.calls.archives import ArchiveRefusedError
from s3align.desk.calls.calls import get, is_late
from s3align.desk.calls.intake import Outcome, TakenIn
from s3align.desk.calls.uploads import NotTakenError
from s3align.errors import S3AlignError, UsageError, said
from s3align.web.api.models import ID, Id, Listed, PathId, Told
from s3align.web.api.paging import Paging, link_pages
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import ServerState, State

router = APIRouter(tags=["submissions"])
_ZIP = ".zip"
_MOST_FILES = 1_000
_OptionalId = Annotated[str | None, Form(pattern=ID)]


class TakenTold(Told):
    """What became of a file. ``why``: why it was not taken; else ``submission_id`` and ``number``."""

    name: str
    submission_id: Id | None = None
    number: int | None = None
    is_new: bool = Field(default=False, description="False where the same bytes are in the call already")
    is_late: bool = False
    why: str = ""


class OwnTold(Told):
    """What somebody has handed in."""

    id: Id
    number: int
    title: str
    received_at: datetime
    is_late: bool
    is_withdrawn: bool


@router.post(
    "/calls/{call_id}/submissions",
    dependencies=[needs(Permission.HAND_IN)],
    status_code=201,
    responses={200: {"description": "All of it is in the call already", "model": Listed[TakenTold]}},
)
def hand_in(  # noqa: PLR0913, PLR0917 -- what FastAPI hands over, each by its name
    request: Request,
    response: Response,
    state: State,
    asking: Asking,
    call_id: PathId,
    files: Annotated[
        list[UploadFile], File(min_length=1, max_length=_MOST_FILES, description="Proposals, or zips of proposals")
    ],
    lot_id: _OptionalId = None,
    applicant: Annotated[str, Form(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
    earlier_id: Annotated[
        str | None, Form(pattern=ID, description="The submission that one file is a new version of")
    ] = None,
) -> Listed[TakenTold]:
    """Hand in files; each is on the disk when this answers. The same bytes are the same submission: repeat it safely.

    Status 201 where something is new, else 200. Of several files one that is refused stops none of the others.
    """
    if earlier_id is not None and (len(files) > 1 or _is_zip(files[0])):
        raise UsageError(
            said("upload_one_version", "A new version is one file. Upload it alone, or leave the earlier one out.")
        )
    place = _Place(state, asking, call_id, lot_id, applicant, earlier_id)
    language = reader_language(request)
    outcomes = [_told(entry, language) for file in files for entry in _outcomes(place, file, is_alone=len(files) == 1)]
    if not any(entry.is_new for entry in outcomes):
        response.status_code = 200
    return Listed(items=outcomes, total=len(outcomes))


@router.get("/calls/{call_id}/handed-in", dependencies=[needs(Permission.HAND_IN)])
def list_handed_in(
    request: Request, response: Response, state: State, asking: Asking, call_id: PathId, paging: Paging
) -> Listed[OwnTold]:
    """List what one has handed in oneself, the newest first."""
    with state.database.reading() as session:
        call = get(session, asking, call_id)
        found = intake.handed_in(session, asking, call_id)
        rows = [
            OwnTold(
                id=row.id,
                number=row.number,
                title=row.title or row.file_name,
                received_at=row.received_at,
                is_late=is_late(call, row),
                is_withdrawn=row.withdrawn_at is not None,
            )
            for row in paging.of(found)
        ]
    link_pages(request, response, paging, len(found))
    return Listed(items=rows, total=len(found))


@router.post(
    "/calls/{call_id}/submissions/{submission_id}/withdraw",
    dependencies=[needs(Permission.HAND_IN)],
    status_code=204,
)
def withdraw_submission(state: State, asking: Asking, call_id: PathId, submission_id: PathId) -> None:
    """Withdraw what one has handed in, or as the lead anything of the call; it stays in every list."""
    with state.database.writing() as session:
        intake.withdraw(session, asking, submission_id, call_id)


class _Place:
    """Where files go, and what is said of them."""

    def __init__(
        self,
        state: ServerState,
        asking: Principal,
        call_id: str,
        lot_id: str | None,
        applicant: str,
        earlier_id: str | None,
    ) -> None:
        self.into = (state.database, state.files, state.server, asking, call_id)
        self.lot_id, self.applicant, self.earlier_id = lot_id, applicant, earlier_id


def _is_zip(file: UploadFile) -> bool:
    return PurePosixPath(file.filename or "").suffix.lower() == _ZIP


def _outcomes(place: _Place, file: UploadFile, *, is_alone: bool) -> Iterator[Outcome]:
    """Raises NotTakenError where a single file is not taken: then the whole request has failed."""
    name = uploads.display_name(file.filename or "")
    try:
        if _is_zip(file):
            yield from intake.take_in_zip(*place.into, file.file, lot_id=place.lot_id, applicant=place.applicant)
            return
        taken = intake.take_in(
            *place.into,
            file.filename or "",
            file.file,
            lot_id=place.lot_id,
            applicant=place.applicant,
            earlier_id=place.earlier_id,
        )
        yield Outcome(name, taken)
    except (NotTakenError, ArchiveRefusedError) as error:
        if is_alone:
            raise
        yield Outcome(name, why=uploads.sentence_of(error))


def _told(outcome: Outcome, language: str) -> TakenTold:
    taken: TakenIn | None = outcome.taken
    if taken is None:
        why = worded(S3AlignError(outcome.why), language) if outcome.why else ""
        return TakenTold(name=outcome.name, why=why)
    return TakenTold(
        name=outcome.name,
        submission_id=taken.submission_id,
        number=taken.number,
        is_new=taken.is_new,
        is_late=taken.is_late,
    )
