"""The queue of reading: which submission a person reads next, so that all are read by as many as the call wants.

First come those that fewest have read; among them those on which a wrong "no theme" would be the worst error. What is served
is held for the person for a while, so that two do not begin with the same one at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, or_, select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, not_found, require
from s3align.desk.lists.listing_lines import is_counted, lines
from s3align.desk.lists.listing_query import Mine
from s3align.desk.storage.tables import Call, PersonReading, QueueEntry, Submission, now
from s3align.store.row import ToRead

HELD = timedelta(minutes=45)
"""For how long a submission is held for somebody: reading a long one takes half an hour, and who goes home blocks nobody."""
_FIRST = (ToRead.NONE, ToRead.UNCLEAR, ToRead.REFUSED, ToRead.BESIDE)
"""Of submissions that equally many have read, those come first; a wrong "none" is the worst error."""
_ROUND = 10_007
"""A prime: numbers of submissions times a number of each person's own, modulo it, is an order of each person's own."""


class SkipReason(StrEnum):
    """Why somebody does not read a submission that the queue served."""

    LATER = "later"
    LANGUAGE = "language"
    """They do not read its language well enough."""
    FIELD = "field"
    """They do not know the field."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class QueueProgress:
    """How far a person and a call are. ``decided``, ``skipped``: by this person; ``left``: served to them if they go on now.

    ``held``: not served now since others have just begun with them. ``submissions``: that are not withdrawn; ``finished``:
    those that as many have read as the call wants; ``readings`` of ``wanted``: of all.
    """

    decided: int
    skipped: int
    left: int
    held: int
    submissions: int
    finished: int
    readings: int
    wanted: int


def next_to_read(session: Session, asking: Principal, call_id: str, after: str | None = None) -> str | None:
    """The submission that a person reads next, held for them from now on; None where there is none for them.

    ``after``: one that they have just finished with, which is served no more this time and let go. Needs ``Database.writing``,
    whose transactions come one by one: two who ask at once must not be served the same.
    """
    require(asking, Permission.READ, call_id)
    call = _call(session, call_id)
    if after:
        let_go(session, asking, after)
    found: Sequence[str] = session.scalars(_servable(asking, call).limit(2)).all()
    chosen = next((submission_id for submission_id in found if submission_id != after), None)
    if chosen:
        _hold(session, asking, chosen)
    return chosen


def skip(session: Session, asking: Principal, submission_id: str, reason: SkipReason) -> str:
    """Takes a submission out of a person's queue; others go on to get it. The id of its call."""
    submission = _submission(session, asking, submission_id)
    entry = _entry(session, asking, submission_id)
    entry.held_until, entry.skipped_at, entry.reason = None, now(), reason.value
    _log(session, asking, submission, "queue.skipped", {"reason": reason.value})
    return submission.call_id


def take_up(session: Session, asking: Principal, submission_id: str) -> str:
    """Puts a submission that was skipped back into a person's queue. The id of its call."""
    submission = _submission(session, asking, submission_id)
    entry = session.get(QueueEntry, (submission_id, asking.account_id))
    if entry is not None and entry.skipped_at is not None:
        session.delete(entry)
        _log(session, asking, submission, "queue.taken_up", {})
    return submission.call_id


def let_go(session: Session, asking: Principal, submission_id: str) -> None:
    """Holds a submission no longer for a person."""
    session.execute(
        delete(QueueEntry).where(
            QueueEntry.submission_id == submission_id,
            QueueEntry.account_id == asking.account_id,
            QueueEntry.skipped_at.is_(None),
        )
    )


def held(session: Session, asking: Principal, call_id: str) -> Sequence[tuple[str, int, str]]:
    """What a person was served and has not finished with: id, number and title."""
    require(asking, Permission.READ, call_id)
    rows = session.execute(
        select(Submission.id, Submission.number, Submission.title, Submission.file_name)
        .join(QueueEntry, QueueEntry.submission_id == Submission.id)
        .where(
            Submission.call_id == call_id,
            Submission.withdrawn_at.is_(None),
            QueueEntry.account_id == asking.account_id,
            QueueEntry.held_until > now(),
            ~_own_decided(asking),
        )
        .order_by(Submission.number)
    )
    return [(row.id, row.number, row.title or row.file_name) for row in rows]


def skipped(session: Session, asking: Principal, call_id: str) -> Sequence[tuple[str, int, str, SkipReason]]:
    """What a person has skipped and not decided on: id, number, title and why."""
    require(asking, Permission.READ, call_id)
    rows = session.execute(
        select(Submission.id, Submission.number, Submission.title, Submission.file_name, QueueEntry.reason)
        .join(QueueEntry, QueueEntry.submission_id == Submission.id)
        .where(
            Submission.call_id == call_id,
            QueueEntry.account_id == asking.account_id,
            QueueEntry.skipped_at.is_not(None),
            ~_own_decided(asking),
        )
        .order_by(Submission.number)
    )
    return [(row.id, row.number, row.title or row.file_name, SkipReason(row.reason)) for row in rows]


def progress(session: Session, asking: Principal, call_id: str) -> QueueProgress:
    """How far a person and the call are."""
    require(asking, Permission.READ, call_id)
    call = _call(session, call_id)
    open_to = _open_to(asking, call)
    line, wanted = open_to.line, call.readers_wanted
    is_in, enough = ~line.c.withdrawn, line.c.readings >= wanted
    may_read = and_(open_to.fits, ~enough)
    found = session.execute(
        select(
            _sum(case((line.c.mine == Mine.DECIDED.value, 1), else_=0)),
            _sum(case((and_(may_read, line.c.readings + open_to.others < wanted), 1), else_=0)),
            _sum(case((may_read, 1), else_=0)),
            _sum(case((is_in, 1), else_=0)),
            _sum(case((and_(is_in, enough), 1), else_=0)),
            _sum(case((and_(is_in, enough), wanted), (is_in, line.c.readings), else_=0)),
        ).select_from(open_to.rows)
    ).one()
    decided, left, unfinished, total, finished, readings = (int(number) for number in found)
    return QueueProgress(
        decided=decided,
        skipped=len(skipped(session, asking, call_id)),
        left=left,
        held=unfinished - left,
        submissions=total,
        finished=finished,
        readings=readings,
        wanted=total * wanted,
    )


def left_for(session: Session, asking: Principal, call: Call) -> int:
    """How many submissions of a call a person may still read, also what others have just begun; 0 in a closed one."""
    require(asking, Permission.READ, call.id)
    if call.is_closed:
        return 0
    open_to = _open_to(asking, call)
    lacks = open_to.line.c.readings < call.readers_wanted
    return session.scalar(select(func.count()).select_from(open_to.rows).where(open_to.fits, lacks)) or 0


def _sum(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(value), 0)


@dataclass(frozen=True, slots=True)
class _OpenTo:
    """The submissions of a call beside one person's queue. ``others``: how many others each is held for now.

    ``fits``: not withdrawn, decided or skipped, no conflict. ``is_held``: for this person.
    """

    line: Any
    rows: Any
    others: ColumnElement[int]
    fits: ColumnElement[bool]
    is_held: ColumnElement[bool]


def _open_to(asking: Principal, call: Call) -> _OpenTo:
    line = lines(asking, call)
    own, others = QueueEntry.__table__.alias("own_entry"), _held(asking)
    rows = line.outerjoin(others, others.c.submission_id == line.c.id).outerjoin(
        own, and_(own.c.submission_id == line.c.id, own.c.account_id == asking.account_id)
    )
    may = and_(
        ~line.c.withdrawn,
        line.c.mine.in_((Mine.UNREAD.value, Mine.BEGUN.value)),
        own.c.skipped_at.is_(None),
    )
    return _OpenTo(line, rows, func.coalesce(others.c.number, 0), may, own.c.held_until > now())


def _servable(asking: Principal, call: Call) -> Select[Any]:
    """Ids of what a person may be served, in the order of their queue: what still lacks readings and readers."""
    open_to = _open_to(asking, call)
    line, number = open_to.line, open_to.line.c.readings + open_to.others
    return (
        select(line.c.id)
        .select_from(open_to.rows)
        .where(open_to.fits, number < call.readers_wanted)
        .order_by(
            case((open_to.is_held, 0), else_=1),
            number,
            *_urgent(line.c),
            _spread(line.c, asking),
            line.c.number,
        )
    )


def _held(asking: Principal) -> Any:
    """Of each submission, how many others it is held for now."""
    return (
        select(QueueEntry.submission_id, func.count().label("number"))
        .where(QueueEntry.account_id != asking.account_id, QueueEntry.held_until > now())
        .group_by(QueueEntry.submission_id)
        .subquery("others")
    )


def _urgent(column: Any) -> list[ColumnElement[int]]:
    """The most urgent first. Where somebody may not see what the program says, it is NULL and says nothing here either."""
    ranks = {kind.value: rank for rank, kind in enumerate(_FIRST)}
    return [case(ranks, value=column.why_read, else_=len(ranks))]


def _spread(column: Any, asking: Principal) -> Any:
    """An order of each person's own, so that they begin at different ends."""
    sign = int(hashlib.sha256(asking.account_id.encode()).hexdigest()[:8], 16)
    place = (column.number + sign % _ROUND) % _ROUND
    return place * (sign // _ROUND % (_ROUND - 1) + 1) % _ROUND  # below 2**31, which PostgreSQL's integers end at


def _hold(session: Session, asking: Principal, submission_id: str) -> None:
    entry = _entry(session, asking, submission_id)
    entry.held_until = now() + HELD


def _entry(session: Session, asking: Principal, submission_id: str) -> QueueEntry:
    entry = session.get(QueueEntry, (submission_id, asking.account_id))
    if entry is None:
        entry = QueueEntry(submission_id=submission_id, account_id=asking.account_id)
        session.add(entry)
    return entry


def _own_decided(asking: Principal) -> ColumnElement[bool]:
    return (
        select(PersonReading.id)
        .where(
            PersonReading.submission_id == Submission.id,
            PersonReading.account_id == asking.account_id,
            or_(is_counted(), PersonReading.has_conflict),
        )
        .exists()
    )


def _call(session: Session, call_id: str) -> Call:
    call = session.get(Call, call_id)
    if call is None:
        raise not_found()
    return call


def _submission(session: Session, asking: Principal, submission_id: str) -> Submission:
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise not_found()
    require(asking, Permission.READ, submission.call_id)
    return submission


def _log(session: Session, asking: Principal, submission: Submission, action: str, after: dict[str, str]) -> None:
    audit.append(
        session, asking.account_id, action, call_id=submission.call_id, submission_id=submission.id, after=after
    )
