"""What a lead does with many submissions at once: assess again, bulk actions, and taking over what was done elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, Response, UploadFile
from pydantic import Field

from s3align.desk.access import Permission
from s3align.desk.calls import bulk, calls, reassess
from s3align.desk.calls.bulk import BulkAction
from s3align.desk.calls.import_readings import Taken, import_upload
from s3align.desk.calls.imports import Imported, Place, import_zip
from s3align.desk.calls.reassess import Change, Version
from s3align.errors import S3AlignError, UsageError, said
from s3align.record.assessment import Verdict
from s3align.web.api.models import Id, Listed, PathId, Sent, Told, Whole
from s3align.web.api.paging import Paging, link_pages
from s3align.web.pages import reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.state import State

router = APIRouter(tags=["work on a call"], dependencies=[needs(Permission.LEAD)])
_MOST_NUMBERS = 10_000
Number = Annotated[Whole, Field(ge=1, le=9_999_999)]
Version0 = Annotated[Whole, Field(ge=1, le=999_999_999)]


class ReassessSent(Sent):
    """Which submissions: their ``numbers`` in the call; null for all."""

    numbers: list[Number] | None = Field(default=None, min_length=1, max_length=_MOST_NUMBERS)


class CountTold(Told):
    """How many submissions."""

    count: int


class FigureThen(Told):
    """What an assessment said of a theme."""

    verdict: Verdict
    sureness: float


class VersionThen(Told):
    """One of two assessments."""

    id: Id
    created_at: datetime
    provenance: dict[str, Any]
    reason: str
    main: str
    themes: dict[str, FigureThen]


class ChangeTold(Told):
    """A submission with its newest assessment and the one before; ``themes``: on which they differ."""

    submission_id: Id
    number: int
    gravity: str = Field(description="status, main, addressed, verdict, sureness or same: the gravest first")
    themes: list[str]
    older: VersionThen
    newer: VersionThen


class BulkSent(Sent):
    """What to do with which submissions: id -> version that was read. ``lot_id``: of the action "lot"; null for none."""

    action: BulkAction
    submissions: dict[Id, Version0] = Field(min_length=1, max_length=bulk.MOST)
    lot_id: Id | None = None


class BulkTold(Told):
    """What came of it; ``batch`` is what undoing takes."""

    changed: int
    batch: Id


class ImportedLine(Told):
    """What became of a file of a run, or a reading of a review file. ``number``: of the submission."""

    name: str
    person: str = ""
    outcome: Imported | Taken
    number: int | None


class ImportTold(Told):
    """What was taken over. ``wrong``: cells that nobody understands; ``new_people``: names without an account."""

    lines: list[ImportedLine]
    wrong: list[str]
    new_people: list[str]


@router.post("/calls/{call_id}/assess", status_code=202)
def assess_again(state: State, asking: Asking, call_id: PathId, sent: ReassessSent) -> CountTold:
    """Have submissions assessed with the strategy and model of now; earlier results stay."""
    with state.database.writing() as session:
        return CountTold(count=reassess.request(session, asking, call_id, sent.numbers))


@router.get("/calls/{call_id}/changes")
def list_changes(
    request: Request, response: Response, state: State, asking: Asking, call_id: PathId, paging: Paging
) -> Listed[ChangeTold]:
    """List how the newest assessments differ from those before, the gravest change first."""
    with state.database.reading() as session:
        found = reassess.changes(session, asking, calls.get(session, asking, call_id))
    link_pages(request, response, paging, len(found))
    return Listed(items=[_change(row) for row in paging.of(found)], total=len(found))


@router.post("/calls/{call_id}/bulk")
def do_to_many(state: State, asking: Asking, call_id: PathId, sent: BulkSent) -> BulkTold:
    """Put submissions into a lot, withdraw them, bring them back or assess them: all that are named, or none."""
    with state.database.writing() as session:
        done = bulk.apply(session, asking, call_id, sent.action, sent.submissions, sent.lot_id or "")
    return BulkTold.model_validate(done)


@router.post("/calls/{call_id}/bulk/{batch}/undo")
def undo_to_many(state: State, asking: Asking, call_id: PathId, batch: PathId) -> CountTold:
    """Take back what you did to many; what others have changed since stays."""
    with state.database.writing() as session:
        return CountTold(count=bulk.undo(session, asking, call_id, batch))


@router.post("/calls/{call_id}/imports")
def take_over(
    request: Request,
    state: State,
    asking: Asking,
    call_id: PathId,
    file: Annotated[UploadFile, File(description="A zip with a folder of results, or a review file (.xlsx)")],
) -> ImportTold:
    """Take over results of `s3align batch`, or readings of a review file."""
    kind = PurePosixPath(file.filename or "").suffix.lower()
    if kind == ".zip":
        place = Place(state.database, state.files, state.server, asking, call_id)
        lines = [
            ImportedLine(name=line.name, outcome=line.outcome, number=line.number)
            for line in import_zip(place, file.file)
        ]
        return ImportTold(lines=lines, wrong=[], new_people=[])
    if kind != ".xlsx":
        raise UsageError(
            said("import_kind", "Choose a zip with a folder of results, or a review file (.xlsx). Then try again.")
        )
    found = import_upload(state.database, asking, call_id, file.file)
    language = reader_language(request)
    return ImportTold(
        lines=[
            ImportedLine(name=line.file, person=line.person, outcome=line.outcome, number=line.number)
            for line in found.lines
        ],
        wrong=[worded(S3AlignError(sentence), language) for sentence in found.wrong],
        new_people=list(found.new_people),
    )


def _change(row: Change) -> ChangeTold:
    return ChangeTold(
        submission_id=row.submission_id,
        number=row.number,
        gravity=row.gravity.name.lower(),
        themes=list(row.themes),
        older=_version(row.older),
        newer=_version(row.newer),
    )


def _version(row: Version) -> VersionThen:
    return VersionThen(
        id=row.id,
        created_at=row.created_at,
        provenance=dict(row.provenance),
        reason=row.reason,
        main=row.main,
        themes={
            theme: FigureThen(verdict=Verdict(figure.verdict), sureness=figure.sureness)
            for theme, figure in row.themes.items()
        },
    )
