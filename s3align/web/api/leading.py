"""What the lead of a call does: shortlists, people, earlier versions, and the audit log of the call."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from s3align.desk.access import Permission, Role, not_found
from s3align.desk.calls import calls
from s3align.desk.lists import theme_ranks
from s3align.desk.lists.audit_list import AuditQuery, audit_page
from s3align.desk.people import accounts
from s3align.desk.review import resembling
from s3align.desk.storage.tables import Submission
from s3align.record.assessment import Verdict
from s3align.store.review import Decision
from s3align.store.row import ToRead
from s3align.web.api.models import ID, Id, Listed, PathId, Sent, Told
from s3align.web.api.paging import Paging, link_pages
from s3align.web.api.server import EntryTold
from s3align.web.api.versions import IfMatch, put_tag, version_of
from s3align.web.permissions import Asking, needs
from s3align.web.state import State

router = APIRouter(tags=["leading"])
_READ, _LEAD = [needs(Permission.READ)], [needs(Permission.LEAD)]


class ListedEntry(Told):
    """A proposal and the theme of a lot; places and range are null where they are not known."""

    id: Id
    number: int
    standing: str = Field(description="inside, margin, outside, unclear, or read (unclear, and somebody has decided)")
    first: int | None
    last: int | None
    verdict: Verdict
    extent: float
    extent_low: float | None
    extent_high: float | None
    readings: int
    decisions: tuple[Decision, ...]


class ShortlistTold(Told):
    """The shortlist of a lot. ``to_read``: why others must be read before it is closed -> how many."""

    lot_id: Id
    theme: str
    places: int
    inside: int
    margin: int
    outside: int
    unclear: int
    read: int
    to_read: dict[ToRead, int]
    can_be_closed: bool
    entries: list[ListedEntry]


class PassageTold(Told):
    """A passage that stands in both; ``files``: how many of the call have it."""

    page: int | None
    other_page: int | None
    words: int
    quote: str
    files: int


class ResemblingTold(Told):
    """Another submission of the call; ``similarity`` 0 where the whole is not nearly the same."""

    id: Id
    number: int
    similarity: float
    is_likely_earlier: bool
    passages: list[PassageTold]


class EarlierSent(Sent):
    """The submission that is the version before; null for none."""

    earlier_id: Id | None


class EarlierTold(Told):
    """Which one is the version before."""

    id: Id
    earlier_id: str | None
    version: int


class CallRoleSent(Sent):
    """A role in a call; a lead gives those of reviewer and applicant."""

    role: Role


class CallRoleTold(Told):
    """The role of an account in a call, null for none."""

    account_id: str
    role: Role | None


@router.get("/calls/{call_id}/shortlists", dependencies=_LEAD)
def list_shortlists(state: State, asking: Asking, call_id: PathId) -> Listed[ShortlistTold]:
    """List the shortlist of each lot that has a theme and places: surely in, at the cut, to be read before."""
    with state.database.reading() as session:
        calls.get(session, asking, call_id)
        found = theme_ranks.shortlists(
            session, asking, calls.get(session, asking, call_id), calls.lots(session, call_id)
        )
    rows = [_shortlist(row) for row in found]
    return Listed(items=rows, total=len(rows))


@router.get("/submissions/{submission_id}/resembling", dependencies=_READ)
def list_resembling(state: State, asking: Asking, submission_id: PathId) -> Listed[ResemblingTold]:
    """List the submissions of the call that are nearly the same or share passages, with both places."""
    with state.database.reading() as session:
        submission = session.get(Submission, submission_id)
        if submission is None:
            raise not_found()
        rows = [
            ResemblingTold(
                id=row.submission.id,
                number=row.submission.number,
                similarity=row.similarity,
                is_likely_earlier=row.is_likely_earlier,
                passages=[PassageTold.model_validate(passage) for passage in row.passages],
            )
            for row in resembling.resembling(session, asking, submission)
        ]
    return Listed(items=rows, total=len(rows))


@router.put("/submissions/{submission_id}/earlier", dependencies=_LEAD)
def set_earlier(
    response: Response, state: State, asking: Asking, submission_id: PathId, sent: EarlierSent, if_match: IfMatch = None
) -> EarlierTold:
    """Say of which submission one is a later version, or of none."""
    version = version_of(if_match)
    with state.database.writing() as session:
        changed = resembling.set_earlier(session, asking, submission_id, sent.earlier_id, version)
        session.flush()
        told = EarlierTold.model_validate(changed)
    put_tag(response, told.version)
    return told


@router.put("/calls/{call_id}/people/{account_id}", dependencies=_LEAD)
def give_call_role(
    state: State, asking: Asking, call_id: PathId, account_id: PathId, sent: CallRoleSent
) -> CallRoleTold:
    """Give an account the role of reviewer or applicant in a call, as its lead."""
    with state.database.writing() as session:
        accounts.give_role(session, asking, call_id, account_id, sent.role)
    return CallRoleTold(account_id=account_id, role=sent.role)


@router.delete("/calls/{call_id}/people/{account_id}", dependencies=_LEAD)
def take_call_role(state: State, asking: Asking, call_id: PathId, account_id: PathId) -> CallRoleTold:
    """Take the role of reviewer or applicant in a call away, as its lead."""
    with state.database.writing() as session:
        accounts.give_role(session, asking, call_id, account_id, None)
    return CallRoleTold(account_id=account_id, role=None)


@router.get("/calls/{call_id}/audit", dependencies=_LEAD)
def list_call_audit(  # noqa: PLR0913, PLR0917 -- what FastAPI hands over, each by its name
    request: Request,
    response: Response,
    state: State,
    asking: Asking,
    paging: Paging,
    call_id: PathId,
    submission: Annotated[str | None, Query(pattern=ID)] = None,
    actor: Annotated[str | None, Query(pattern=r"^[a-z0-9]{1,32}$")] = None,
    action: Annotated[str | None, Query(pattern=r"^[a-z_]{1,30}\.[a-z_]{1,30}$")] = None,
) -> Listed[EntryTold]:
    """List the audit log of a call, the newest first."""
    query = AuditQuery(actor or "", action or "", submission or "")
    with state.database.reading() as session:
        found = audit_page(session, asking, query, call_id=call_id, start=paging.start, size=paging.size)
    link_pages(request, response, paging, found.total)
    return Listed(items=[EntryTold.model_validate(row) for row in found.entries], total=found.total)


def _shortlist(found: theme_ranks.LotShortlist) -> ShortlistTold:
    cut = found.cut
    return ShortlistTold(
        lot_id=found.lot.id,
        theme=cut.theme,
        places=cut.places,
        inside=cut.inside,
        margin=cut.margin,
        outside=cut.outside,
        unclear=cut.unclear,
        read=cut.read,
        to_read=dict(found.to_read),
        can_be_closed=found.can_be_closed,
        entries=[_entry(entry) for entry in found.entries],
    )


def _entry(entry: theme_ranks.Entry) -> ListedEntry:
    own = {name: getattr(entry, name) for name in ListedEntry.model_fields if name not in ("first", "last")}
    places = entry.ranked
    return ListedEntry(first=places.first if places else None, last=places.last if places else None, **own)
