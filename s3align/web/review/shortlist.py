"""The shortlist of each lot of a call: surely in, not to be told apart at the cut, to be read before it is closed."""

from __future__ import annotations

import csv
import io

from fastapi import APIRouter, Request, Response

from s3align.desk.access import Permission
from s3align.desk.calls import calls, exports
from s3align.desk.lists import theme_ranks
from s3align.desk.lists.theme_ranks import Entry, LotShortlist
from s3align.render.formats import enumeration, points
from s3align.render.messages import Messages
from s3align.store.safe_cell import safe_cell
from s3align.web.downloads import attachment
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import State
from s3align.web.words import web_messages

router = APIRouter(prefix="/desk/calls/{call_id}", include_in_schema=False, dependencies=[needs(Permission.LEAD)])
MOST = 100
"""Proposals of a kind on the page; the table has all."""
_COLUMNS = (
    *("lot", "theme", "places", "standing", "first", "last", "number", "title", "applicant"),
    *("verdict", "extent", "extent_low", "extent_high", "readings", "decisions"),
)


@router.get("/shortlist")
def show(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The page."""
    t = web_messages(reader_language(request))
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id)
        found = theme_ranks.shortlists(session, asking, call, calls.lots(session, call_id))
    themes = state.pipelines.strategy(call.strategy).theme_names(t.language)
    return page(
        request,
        "lots/shortlist.html",
        call=call,
        lists=found,
        themes=themes,
        most=MOST,
        besides=[_besides(entry, t) for entry in found],
        share=lambda entry: _share(entry, t),
        ready=[_ready(entry, call.readers_wanted, t) for entry in found],
        decided=lambda entry: enumeration([t(f"review_decision_{name}") for name in entry.decisions], t),
    )


@router.get("/shortlist.csv")
def download(state: State, asking: Asking, call_id: str) -> Response:
    """All lots as a table, with keys in place of words, as programs read it."""
    with state.database.writing() as session:
        call = calls.get(session, asking, call_id)
        found = theme_ranks.shortlists(session, asking, call, calls.lots(session, call_id))
        exports.note(session, asking, call_id, "shortlist.csv", sum(len(entry.entries) for entry in found))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for lot in found:
        writer.writerows([safe_cell(str(cell)) for cell in _cells(lot, entry)] for entry in lot.entries)
    headers = {"content-disposition": attachment(call.title, "-shortlist.csv")}
    return Response(buffer.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cells(lot: LotShortlist, entry: Entry) -> list[object]:
    places = (entry.ranked.first, entry.ranked.last) if entry.ranked else ("", "")
    shares = (entry.extent, entry.extent_low, entry.extent_high)
    return [
        *(lot.lot.title, lot.cut.theme, lot.cut.places, entry.standing, *places),
        *(entry.number, entry.title, entry.applicant, entry.verdict.value),
        *("" if share is None else round(share, 4) for share in shares),
        entry.readings,
        ";".join(entry.decisions),
    ]


def _besides(found: LotShortlist, t: Messages) -> str:
    """What else has to be read, on no list: refused files, and those in which no theme was found."""
    what = [t.count(f"shortlist_{reason}", number) for reason, number in found.to_read.items()]
    return t("shortlist_besides", what=enumeration(what, t)) if what else ""


def _ready(found: LotShortlist, wanted: int, t: Messages) -> tuple[str, str]:
    """Kind and words of a notice where the order asks nothing more: readings may be missing all the same."""
    listed = found.listed
    few = sum(entry.readings < wanted for entry in listed)
    if not found.entries and not found.cut.outside:
        return "info", t("lots_nothing")
    return ("info", t("lots_few", few=few, count=len(listed))) if few else ("good", t("lots_ready"))


def _share(entry: Entry, t: Messages) -> str:
    if entry.extent_low is None or entry.extent_high is None:
        return t("lots_value", value=points(entry.extent))
    return t("lots_range", value=points(entry.extent), low=points(entry.extent_low), high=points(entry.extent_high))
