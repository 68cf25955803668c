"""The list of a call's submissions: a table that sorts, filters and searches by its address, and what is done with several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from s3align.desk.access import Permission
from s3align.desk.calls import bulk, calls
from s3align.desk.calls.bulk import UNDONE, BulkAction, BulkRefusedError
from s3align.desk.lists import listing
from s3align.desk.lists.listing_query import ListQuery
from s3align.desk.storage.tables import Submission
from s3align.render.messages import Messages
from s3align.web.pages import is_part, page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.problems import worded
from s3align.web.review.listing_view import COLUMNS, FIRST, list_view
from s3align.web.state import ServerState, State
from s3align.web.words import web_messages

router = APIRouter(prefix="/desk/calls/{call_id}/submissions", include_in_schema=False)
_READ, _LEAD = [needs(Permission.READ)], [needs(Permission.LEAD)]
_NOTHING_NEW = 204
_DELETED = "deleted"
"""What ``submission_delete`` says was done; the count is the number that the proposal had."""


@dataclass(frozen=True, slots=True)
class DoneView:
    """What the page says that was done. ``batch``: what undoes it, "" where nothing does."""

    text: str
    batch: str


@router.get("", dependencies=_READ)
def show(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The page; for htmx the list alone, and nothing where it is still as of the number ``since``."""
    given, as_part = request.query_params, is_part(request)
    query, hidden = ListQuery.of_address(given), hidden_columns(given)
    with state.database.reading() as session:
        version = listing.version_of(session, call_id)
        if as_part and given.get("since") == str(version):
            return Response(status_code=_NOTHING_NEW)
        call = calls.get(session, asking, call_id)
        found = listing.list_submissions(session, asking, call, query)
        lots = calls.lots(session, call_id)
    t = web_messages(reader_language(request))
    strategy = state.pipelines.strategy(call.strategy)
    view = list_view(found, query, call, lots, strategy, hidden, t)
    if "columns" in given and not as_part:  # an address that is as short as it can be
        return RedirectResponse(f"{request.url.path}{view.address}", 303)
    shown = page(
        request,
        "list/_list.html" if as_part else "list/list.html",
        call=call,
        query=query,
        view=view,
        first=FIRST,
        themes=strategy.theme_names(t.language),
        since=version,
        actions=[(action.value, t(f"list_action_{action}")) for action in BulkAction],
        done=_done(given, t),
        back=view.address,
    )
    if "columns" in given:
        shown.headers["hx-replace-url"] = f"{request.url.path}{view.address}"
    return shown


def hidden_columns(given: Any) -> list[str]:
    """The columns that an address or the form leaves out."""
    if "columns" in given:
        return [name for name in COLUMNS if name not in given.getlist("column")]
    return [name for name in COLUMNS if name in given.get("hide", "").split(",")]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A form about several submissions: ``chosen``: id -> version. ``back``: what of an address leads back to the list."""

    action: BulkAction | None
    chosen: Mapping[str, int]
    lot_id: str
    back: str
    batch: str


async def _chosen_of(request: Request) -> Chosen:
    form = await request.form(max_files=0, max_fields=2 * bulk.MOST)
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    pairs = [entry.partition(":") for entry in form.getlist("chosen") if isinstance(entry, str)]
    action = texts.get("action", "")
    return Chosen(
        action=BulkAction(action) if action in list(BulkAction) else None,
        chosen={own: int(version) for own, _, version in pairs if version.isascii() and version.isdigit()},
        lot_id=texts.get("lot_id", ""),
        back=own_query(texts.get("back", "")),
        batch=texts.get("batch", "")[:32],
    )


Given = Annotated[Chosen, Depends(_chosen_of)]


def own_query(text: str) -> str:
    """What follows the path in the address of a list, made anew of what it says."""
    given = dict(parse_qsl(text.removeprefix("?")[:2000]))
    hidden = [name for name in COLUMNS if name in given.get("hide", "").split(",")]
    return ListQuery.of_address(given).link({"hide": ",".join(hidden)} if hidden else {})


@router.post("/bulk", dependencies=_LEAD)
def confirm(request: Request, state: State, asking: Asking, call_id: str, given: Given) -> Response:
    """Asks whether that is to be done to those."""
    return _confirm(request, state, asking, call_id, given)


@router.post("/bulk/do", dependencies=_LEAD)
def do(request: Request, state: State, asking: Asking, call_id: str, given: Given) -> Response:
    """Does it, and goes back to the list."""
    if given.action is None:
        return _confirm(request, state, asking, call_id, given)
    try:
        with state.database.writing() as session:
            done = bulk.apply(session, asking, call_id, given.action, given.chosen, given.lot_id)
    except (BulkRefusedError, StaleDataError) as error:
        return _confirm(request, state, asking, call_id, given, error)
    batch = done.batch if given.action in UNDONE and done.changed else ""
    return _back(call_id, given, {"did": given.action.value, "count": str(done.changed), "batch": batch})


@router.post("/undo", dependencies=_LEAD)
def undo(state: State, asking: Asking, call_id: str, given: Given) -> Response:
    """Takes back what was done last."""
    with state.database.writing() as session:
        count = bulk.undo(session, asking, call_id, given.batch)
    return _back(call_id, given, {"did": "undo", "count": str(count)})


def _back(call_id: str, given: Chosen, told: Mapping[str, str]) -> RedirectResponse:
    query = ListQuery.of_address(dict(parse_qsl(given.back.removeprefix("?"))))
    more = {"hide": hide} if (hide := dict(parse_qsl(given.back.removeprefix("?"))).get("hide")) else {}
    return RedirectResponse(f"/desk/calls/{call_id}/submissions{query.link({**more, **told})}", 303)


def _done(given: Mapping[str, str], t: Messages) -> DoneView | None:
    did, count = given.get("did", ""), given.get("count", "")
    if did not in (*BulkAction, "undo", _DELETED) or not (count.isascii() and count.isdigit() and len(count) < 7):
        return None
    return DoneView(
        t(f"list_did_{did}", count=int(count)), given.get("batch", "") if did not in ("undo", _DELETED) else ""
    )


def _confirm(
    request: Request, state: ServerState, asking: Asking, call_id: str, given: Chosen, error: Exception | None = None
) -> Response:
    t = web_messages(reader_language(request))
    with state.database.reading() as session:
        call, rows = calls.get(session, asking, call_id), _rows(session, call_id, given.chosen)
        lots = [("", t("list_lot_without")), *((lot.id, lot.title) for lot in calls.lots(session, call_id))]
    if not rows or given.action is None:
        return _back(call_id, given, {"did": "nothing", "count": "0"})
    return page(
        request,
        "list/confirm.html",
        status=409 if error else 200,
        call=call,
        rows=rows,
        action=given.action.value,
        title=t(f"list_action_{given.action}"),
        text=t(f"list_explain_{given.action}"),
        lots=lots,
        back=given.back,
        errors={"chosen": worded(error, t.language)} if error else {},
    )


def _rows(session: Session, call_id: str, chosen: Mapping[str, int]) -> Sequence[Submission]:
    """What was chosen, by number, with the version of now."""
    found = [session.get(Submission, own) for own in list(chosen)[: bulk.MOST]]
    return sorted((row for row in found if row and row.call_id == call_id), key=lambda row: row.number)
