"""The audit log by pages, newest first: all of it for administrators, that of a call for its lead, and nothing beyond that.

Somebody who reads in a call is as blind here as everywhere (``desk.review.blindness.entries_shown``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.review.blindness import entries_shown
from s3align.desk.storage.tables import Account, AuditEntry, Call, Submission

PAGE = 50
"""Entries of a page."""
_AT_ONCE = 500
"""Entries that are read at once for a file."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is wanted: entries of a person (``actor``), with an ``action``, on a submission, of a call; "" for all."""

    actor: str = ""
    action: str = ""
    submission: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries with what their ids stand for: account -> name, call -> title, submission -> number; gone ones are not in it.

    ``total``: entries that fit. ``actors`` and ``actions``: those that occur, to choose among.
    """

    entries: Sequence[AuditEntry]
    total: int
    people: Mapping[str, str]
    calls: Mapping[str, str]
    numbers: Mapping[str, int]
    actors: Mapping[str, str]
    actions: Sequence[str]


def audit_page(
    session: Session, asking: Principal, query: AuditQuery, *, call_id: str | None, start: int = 0, size: int = PAGE
) -> AuditPage:
    """A page of the log, of the call ``call_id`` or of all. Raises as ``require``: its lead, else an administrator."""
    may_see = _may_see(asking, call_id)
    where = and_(may_see, *_filters(query))
    entries = session.scalars(
        select(AuditEntry).where(where).order_by(AuditEntry.number.desc()).offset(start).limit(size)
    ).all()
    actors = list(session.scalars(select(AuditEntry.actor).where(may_see).distinct()))
    names: dict[str, str] = _named(session, Account.id, Account.name, [*actors, *(entry.actor for entry in entries)])
    return AuditPage(
        entries,
        session.scalar(select(func.count()).select_from(AuditEntry).where(where)) or 0,
        names,
        _named(session, Call.id, Call.title, [entry.call_id for entry in entries]),
        _named(session, Submission.id, Submission.number, [entry.submission_id for entry in entries]),
        dict(sorted(((actor, names.get(actor, actor)) for actor in actors), key=lambda row: row[1].casefold())),
        sorted(session.scalars(select(AuditEntry.action).where(may_see).distinct())),
    )


def audit_entries(
    session: Session, asking: Principal, query: AuditQuery, *, call_id: str | None
) -> Iterator[AuditEntry]:
    """All entries that fit, the oldest first, few of them in memory at once. Raises as ``audit_page``."""
    where, last = and_(_may_see(asking, call_id), *_filters(query)), 0
    while True:
        rows = session.scalars(
            select(AuditEntry).where(where, AuditEntry.number > last).order_by(AuditEntry.number).limit(_AT_ONCE)
        ).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].number


def _may_see(asking: Principal, call_id: str | None) -> ColumnElement[bool]:
    if call_id is None:
        require(asking, Permission.ADMINISTER)
        return entries_shown(asking)
    require(asking, Permission.LEAD, call_id)
    return and_(AuditEntry.call_id == call_id, entries_shown(asking))


def _filters(query: AuditQuery) -> Iterator[ColumnElement[bool]]:
    wanted = {
        AuditEntry.actor: query.actor,
        AuditEntry.action: query.action,
        AuditEntry.submission_id: query.submission,
        AuditEntry.call_id: query.call,
    }
    return (column == value for column, value in wanted.items() if value)


def _named(session: Session, key: Any, value: Any, ids: Sequence[str]) -> dict[str, Any]:
    rows = session.execute(select(key, value).where(key.in_({own for own in ids if own})))
    return {row[0]: row[1] for row in rows}
