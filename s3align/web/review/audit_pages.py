"""The audit log in a browser: all of it for administrators, that of a call for its lead; with filters and pages."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal
from s3align.desk.calls import calls, exports
from s3align.desk.lists import audit_list
from s3align.desk.lists.audit_list import PAGE, AuditPage, AuditQuery
from s3align.desk.storage.tables import AuditEntry, Submission
from s3align.render.formats import integer
from s3align.render.messages import Messages
from s3align.store.safe_cell import safe_cell
from s3align.web.downloads import attachment
from s3align.web.pages import page, reader_language
from s3align.web.permissions import Asking, needs
from s3align.web.state import ServerState, State
from s3align.web.times import moment_text
from s3align.web.words import web_messages

router = APIRouter(include_in_schema=False)
_ALL, _OF_CALL = "/admin/audit", "/desk/calls/{call_id}/audit"
_COLUMNS = ("number", "at", "actor", "action", "call_id", "submission_id", "before", "after", "versions", "digest")
_MOST_SIGNS = 64
_LONG = 16
"""Signs of an id or checksum that are shown."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry in words; ``details``: name of a value and what became of it."""

    number: int
    when: str
    who: str
    what: str
    call_id: str
    call: str
    submission_id: str
    submission: str
    details: tuple[tuple[str, str], ...]


@router.get(_ALL, dependencies=[needs(Permission.ADMINISTER)])
def show_all(request: Request, state: State, asking: Asking) -> Response:
    """The whole log."""
    return _shown(request, state, asking, None)


@router.get(f"{_ALL}.csv", dependencies=[needs(Permission.ADMINISTER)])
def download_all(request: Request, state: State, asking: Asking) -> Response:
    """The whole log as a table, sent while it is read."""
    return _table(request, state, asking, None, "audit")


@router.get(_OF_CALL, dependencies=[needs(Permission.LEAD)])
def show_call(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The log of a call."""
    return _shown(request, state, asking, call_id)


@router.get(f"{_OF_CALL}.csv", dependencies=[needs(Permission.LEAD)])
def download_call(request: Request, state: State, asking: Asking, call_id: str) -> Response:
    """The log of a call as a table."""
    with state.database.writing() as session:
        call = calls.get(session, asking, call_id)
        exports.note(session, asking, call_id, "audit.csv", 1)
    return _table(request, state, asking, call_id, call.title)


def _shown(request: Request, state: ServerState, asking: Principal, call_id: str | None) -> Response:
    t, given = web_messages(reader_language(request)), request.query_params
    asked, number = given.get("page", ""), given.get("number", "").strip()[:7]
    at = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    with state.database.reading() as session:
        call = calls.get(session, asking, call_id) if call_id else None
        query = _query(session, given, call_id)
        found = audit_list.audit_page(session, asking, query, call_id=call_id, start=(at - 1) * PAGE)
        pages = max(1, -(-found.total // PAGE))
        rows = [_entry(entry, found, t) for entry in found.entries]
    wanted = {
        name: value for name, value in {"actor": query.actor, "action": query.action, "number": number}.items() if value
    }
    return page(
        request,
        "audit/audit.html",
        call=call,
        base=_OF_CALL.format(call_id=call_id) if call_id else _ALL,
        rows=rows,
        actors=[("", t("audit_all")), *((own, _who(own, found.actors, t)) for own in found.actors)],
        actions=[("", t("audit_all")), *((action, action_words(action, t)) for action in found.actions)],
        query=query,
        number=number,
        told=t("audit_total", count=integer(found.total, t.language)),
        pager=t("audit_page", page=at, pages=pages),
        previous=f"?{urlencode(wanted | {'page': at - 1})}" if at > 1 else "",
        following=f"?{urlencode(wanted | {'page': at + 1})}" if at < pages else "",
        download=f"?{urlencode(wanted)}" if wanted else "",
    )


def _table(request: Request, state: ServerState, asking: Principal, call_id: str | None, name: str) -> Response:
    with state.database.reading() as session:
        query = _query(session, request.query_params, call_id)

    def lines() -> Iterator[bytes]:
        with state.database.reading() as reading:
            yield _line(_COLUMNS)
            for entry in audit_list.audit_entries(reading, asking, query, call_id=call_id):
                yield _line([_cell(getattr(entry, column)) for column in _COLUMNS])

    headers = {"content-disposition": attachment(name, "-audit.csv" if call_id else ".csv")}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _query(session: Session, given: Mapping[str, str], call_id: str | None) -> AuditQuery:
    """What an address asks for; of a submission its number in the call. One that there is not has no entries."""
    number, submission = given.get("number", "").strip()[:7], ""
    if number and call_id:
        wanted = int(number) if number.isascii() and number.isdigit() else 0
        own = select(Submission.id).where(Submission.call_id == call_id, Submission.number == wanted)
        submission = session.scalar(own) or "-"
    return AuditQuery(given.get("actor", "")[:_MOST_SIGNS], given.get("action", "")[:_MOST_SIGNS], submission)


def action_words(action: str, t: Messages) -> str:
    """What an action is called; one of a later version by its id."""
    key = f"audit_did_{action.replace('.', '_')}"
    return t(key) if key in t.texts else action


def _entry(entry: AuditEntry, found: AuditPage, t: Messages) -> EntryView:
    number = found.numbers.get(entry.submission_id)
    return EntryView(
        entry.number,
        moment_text(entry.at, t),
        _who(entry.actor, found.people, t),
        action_words(entry.action, t),
        entry.call_id if entry.call_id in found.calls else "",
        found.calls.get(entry.call_id, entry.call_id[:_LONG]),
        entry.submission_id if number else "",
        t("submission_number", number=number) if number else entry.submission_id[:_LONG],
        tuple(_details(entry)),
    )


def _who(actor: str, names: Mapping[str, str], t: Messages) -> str:
    return t("audit_program") if actor == "system" else names.get(actor, actor[:_LONG])


def _details(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    for name in {**entry.before, **entry.after}:
        before, after = _short(entry.before.get(name)), _short(entry.after.get(name))
        yield name, after if name not in entry.before else f"{before} → {after}"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if value in (None, "", {}, []):
        return "–"
    return text if len(text) <= 2 * _LONG else f"{text[:_LONG]}…"


def _line(cells: Any) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> str:
    plain = value.isoformat() if hasattr(value, "isoformat") else value
    return safe_cell(plain if isinstance(plain, str) else json.dumps(plain))
