"""Calls: list, make, change, close and open again; people and what they are in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.orm import Session

from s3align.desk.access import Permission
from s3align.desk.calls import call_forms, calls
from s3align.desk.calls.call_forms import CallForm, LotForm
from s3align.desk.storage.tables import Call
from s3align.web.api.known import require_known
from s3align.web.api.models import Id, Line, Listed, PathId, Sent, Switch, Time, Title, Told, Whole, Word
from s3align.web.api.paging import Paging, link_pages
from s3align.web.api.versions import IfMatch, put_tag, version_of
from s3align.web.calls.call_form import themes_of
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["calls"])
CheckName = Literal["similar", "shared"]
_CHECKS: tuple[CheckName, ...] = ("similar", "shared")


class LotSent(Sent):
    """A lot of a call; ``id`` names one that is there and stays."""

    id: Id | None = None
    title: Title
    theme: Word = Field(default="", description='Id of a theme; "" for none')
    places: Annotated[Whole, Field(ge=1, le=call_forms.MOST_PLACES)] | None = None


class CallSent(Sent):
    """A call as a program enters it."""

    title: Title = Field(examples=["Aufruf 2031"])
    strategy: Word = Field(description="Name of a strategy of GET /strategies", examples=["example"])
    language: Literal["de", "en"] = "de"
    deadline: Time | None = None
    lots: list[LotSent] = Field(default_factory=list, max_length=call_forms.MOST_LOTS)
    checks: list[CheckName] = Field(default_factory=lambda: list(_CHECKS), max_length=len(_CHECKS))
    readers_wanted: Annotated[Whole, Field(ge=1, le=call_forms.MOST_READERS)] = 2
    hides_machine: Switch = Field(
        default=False, description="Nobody sees the program's verdict before their own decision"
    )


class LotTold(Told):
    """A lot of a call."""

    id: Id
    title: Line
    theme: str
    places: int | None


class CallTold(Told):
    """A call."""

    id: Id
    title: str
    strategy: str
    language: str
    deadline: datetime | None
    lots: list[LotTold]
    checks: list[CheckName]
    readers_wanted: int
    hides_machine: bool
    is_closed: bool
    created_at: datetime
    version: int = Field(description="As in the ETag")


@router.get("/calls", dependencies=[needs(Permission.PUBLIC)])
def list_calls(request: Request, response: Response, state: State, asking: Asking, paging: Paging) -> Listed[CallTold]:
    """List the calls that the owner of the token may see, open ones first."""
    require_known(asking)
    with state.database.reading() as session:
        found = calls.visible(session, asking)
        rows = [_told(session, call) for call in paging.of(found)]
    link_pages(request, response, paging, len(found))
    return Listed(items=rows, total=len(found))


@router.post("/calls", dependencies=[needs(Permission.ADMINISTER)], status_code=201)
def create_call(response: Response, state: State, asking: Asking, sent: CallSent) -> CallTold:
    """Create a call; who creates it leads it."""
    form = _form(sent)
    themes = themes_of(state, form.strategy)
    with state.database.writing() as session:
        call = calls.create(session, asking, form, themes)
        told = _told(session, call)
    response.headers["location"] = f"/api/v1/calls/{told.id}"
    put_tag(response, told.version)
    return told


@router.get("/calls/{call_id}", dependencies=[needs(Permission.SEE_CALL)])
def show_call(response: Response, state: State, asking: Asking, call_id: PathId) -> CallTold:
    """Show a call with its lots."""
    with state.database.reading() as session:
        told = _told(session, calls.get(session, asking, call_id))
    put_tag(response, told.version)
    return told


@router.put("/calls/{call_id}", dependencies=[needs(Permission.LEAD)])
def change_call(
    response: Response, state: State, asking: Asking, call_id: PathId, sent: CallSent, if_match: IfMatch = None
) -> CallTold:
    """Change a call: it becomes what is sent; a lot that is not sent is removed."""
    form, version = _form(sent), version_of(if_match)
    themes = themes_of(state, form.strategy)
    with state.database.writing() as session:
        told = _told(session, calls.change(session, asking, call_id, form, version, themes))
    put_tag(response, told.version)
    return told


@router.post("/calls/{call_id}/close", dependencies=[needs(Permission.LEAD)])
def close_call(response: Response, state: State, asking: Asking, call_id: PathId, if_match: IfMatch = None) -> CallTold:
    """Close a call: nothing is handed in, decided or changed any more, all of it can still be read."""
    version = version_of(if_match)
    with state.database.writing() as session:
        told = _told(session, calls.close(session, asking, call_id, version))
    put_tag(response, told.version)
    return told


@router.post("/calls/{call_id}/reopen", dependencies=[needs(Permission.LEAD)])
def reopen_call(
    response: Response, state: State, asking: Asking, call_id: PathId, if_match: IfMatch = None
) -> CallTold:
    """Open a closed call again."""
    version = version_of(if_match)
    with state.database.writing() as session:
        told = _told(session, calls.reopen(session, asking, call_id, version))
    put_tag(response, told.version)
    return told


def _form(sent: CallSent) -> CallForm:
    lots = [LotForm(lot.title, lot.theme, lot.places, lot.id or "") for lot in sent.lots]
    return CallForm(
        sent.title,
        sent.strategy,
        sent.language,
        sent.deadline,
        lots,
        tuple(sent.checks),
        sent.readers_wanted,
        sent.hides_machine,
    )


def _told(session: Session, call: Call) -> CallTold:
    return CallTold(
        id=call.id,
        title=call.title,
        strategy=call.strategy,
        language=call.language,
        deadline=call.deadline,
        lots=[LotTold.model_validate(lot) for lot in calls.lots(session, call.id)],
        checks=[name for name in _CHECKS if calls.wants(call, name)],
        readers_wanted=call.readers_wanted,
        hides_machine=call.hides_machine,
        is_closed=call.is_closed,
        created_at=call.created_at,
        version=call.version,
    )
