"""What a call's submissions and readings look like in the tables that `s3align batch` writes, for who may see all of them.

Who asks sees of people's readings and of the program's word what ``desk.review.blindness`` allows and nothing
else; every export is in the audit log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from s3align.desk import audit
from s3align.desk.access import Permission, Principal, require
from s3align.desk.calls import call_forms, calls
from s3align.desk.days import local_day
from s3align.desk.review.blindness import machine_shown, others_shown
from s3align.desk.review.reading_forms import says_something
from s3align.desk.storage.database import Database
from s3align.desk.storage.tables import Account, Call, Lot, PersonReading, StoredAssessment, Submission
from s3align.record.assessment import Reason, Status
from s3align.record.codec import from_json
from s3align.render.call_tables import CallTable, Table, write_table
from s3align.store.received import PersonLine, Received
from s3align.store.results import Result
from s3align.store.review import Decision
from s3align.store.row import ResultRow, row_of
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy

__all__ = ["CallTable", "Order", "Table", "note", "row_name", "rows", "write"]

_AT_ONCE = 200
"""Records that are held in memory; one has some 100 KB."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which ``table`` is wanted, in which language, into which ``folder``, which is empty."""

    table: Table
    language: str
    folder: Path


@contextmanager
def rows(session: Session, asking: Principal, call: Call, strategy: Strategy, scratch: Path) -> Iterator[CallTable]:
    """All submissions of a call as results, by number; ``scratch``: an empty folder. Raises as ``require``: leads alone may."""
    require(asking, Permission.LEAD, call.id)
    received = _received(session, call)
    readings = _readings(session, asking, call)
    by_name = {entry.file: readings.get(submission_id, ()) for submission_id, entry in received.items()}
    with closing(sqlite3.connect(scratch / "lines.sqlite", isolation_level=None)) as database:
        table = ResultTable(database, [theme.id for theme in strategy.themes])
        table.fill(_rows(session, asking, call, received, readings))
        shown = {entry.file: entry for entry in received.values()}
        yield CallTable(table, shown, by_name, _places(session, call, strategy))


def write(database: Database, asking: Principal, call: Call, strategy: Strategy, order: Order) -> Path:
    """Notes in the audit log that a table of a call is wanted, and writes it; its path.

    Raises as ``rows``.
    """
    with database.writing() as session:
        require(asking, Permission.LEAD, call.id)
        count = session.scalar(select(func.count(Submission.id)).where(Submission.call_id == call.id)) or 0
        note(session, asking, call.id, order.table.value, count)
    with database.reading() as session, rows(session, asking, call, strategy, order.folder) as found:
        return write_table(order.table, found, strategy, order.language, order.folder)


def note(session: Session, asking: Principal, call_id: str, kind: str, count: int, submission_id: str = "") -> None:
    """Notes in the audit log that something was taken out."""
    audit.append(
        session,
        asking.account_id,
        "call.exported" if not submission_id else "submission.archived",
        call_id=call_id,
        submission_id=submission_id,
        after={"kind": kind, "count": count},
    )


def row_name(number: int, file_name: str) -> str:
    """What a submission is called in tables: two may have a file of the same name, and none the same number."""
    return f"{number:04} {file_name}"


def _received(session: Session, call: Call) -> dict[str, Received]:
    """How each submission came in, by number."""
    found = list(session.scalars(select(Submission).where(Submission.call_id == call.id).order_by(Submission.number)))
    lots = {lot.id: lot.title for lot in session.scalars(select(Lot).where(Lot.call_id == call.id))}
    numbers = {submission.id: submission.number for submission in found}
    return {
        submission.id: Received(
            submission.number,
            row_name(submission.number, submission.file_name),
            submission.received_at,
            lots.get(submission.lot_id or "", ""),
            submission.applicant,
            calls.is_late(call, submission),
            submission.withdrawn_at is not None,
            numbers.get(submission.earlier_id or ""),
        )
        for submission in found
    }


def _readings(session: Session, asking: Principal, call: Call) -> dict[str, list[PersonLine]]:
    """What people said of each submission, as far as who asks may see it."""
    is_seen = or_(others_shown(asking, call.id), PersonReading.account_id == asking.account_id)
    found = session.execute(
        select(PersonReading, Account.name)
        .join(Submission, Submission.id == PersonReading.submission_id)
        .join(Account, Account.id == PersonReading.account_id)
        .where(Submission.call_id == call.id, is_seen)
        .order_by(Submission.number, Account.name, PersonReading.id)
    )
    lines: dict[str, list[PersonLine]] = {}
    for reading, person in found:
        if says_something(reading):
            lines.setdefault(reading.submission_id, []).append(_line(reading, person))
    return lines


def _line(reading: PersonReading, person: str) -> PersonLine:
    return PersonLine(
        person,
        reading.decision,
        dict(reading.verdicts),
        {theme: entry.get("words") or entry.get("code", "") for theme, entry in reading.reasons.items()},
        reading.reason,
        reading.remark,
        local_day(reading.decided_at).isoformat() if reading.decided_at else "",
        reading.is_blind,
        reading.saw_machine,
        reading.was_changed,
        reading.has_conflict,
    )


def _rows(
    session: Session,
    asking: Principal,
    call: Call,
    received: Mapping[str, Received],
    readings: Mapping[str, Sequence[PersonLine]],
) -> Iterator[tuple[ResultRow, bytes, bytes | None]]:
    """Every submission as a row, with what it is compared by where the call wants that."""
    shown = select(Submission.id).where(Submission.call_id == call.id, machine_shown(asking, call))
    is_shown = set(session.scalars(shown))
    found = session.execute(
        select(Submission, StoredAssessment)
        .outerjoin(StoredAssessment, StoredAssessment.id == Submission.assessment_id)
        .where(Submission.call_id == call.id)
        .order_by(Submission.number)
        .execution_options(yield_per=_AT_ONCE)
    )
    for submission, stored in found:
        if submission.id not in received:  # it came in a moment ago
            continue
        name = received[submission.id].file
        row = _row(name, submission, stored, is_shown=submission.id in is_shown)
        row = _read_by(row, readings.get(submission.id, ()))
        is_compared = stored is not None and submission.id in is_shown and submission.withdrawn_at is None
        yield (
            row,
            stored.signature if is_compared and calls.wants(call, call_forms.SIMILAR) else b"",
            stored.passages if is_compared and calls.wants(call, call_forms.SHARED) else None,
        )


def _row(name: str, submission: Submission, stored: StoredAssessment | None, *, is_shown: bool) -> ResultRow:
    if stored is None or not is_shown:
        return _without_record(name, submission, "waiting" if stored is None else "hidden")
    result = Result(
        name,
        name,
        submission.sha256,
        "",
        stored.record,
        stored.signature,
        local_day(stored.created_at),
        stored.passages,
    )
    return row_of(result, from_json(stored.record, name), "")


def _without_record(name: str, submission: Submission, detail: str) -> ResultRow:
    """The row of a submission that the program has not come to, or whose record is not shown."""
    return ResultRow(
        name=name,
        sha256=submission.sha256,
        status=Status.NOT_ASSESSABLE.value,
        reason=Reason.NOT_JUDGED.value,
        reason_values={"detail": detail},
        report="",
        words=None,
        pages=None,
        languages={},
        main="",
        second="",
        rule="",
        nearest="",
        themes={},
        addressed=(),
        places=(),
        principles={},
        questions=(),
        notes=(),
        hints=(),
        unread_pages=(),
        left_out={},
        passages_counted=None,
        duplicate_of="",
    )


def _read_by(row: ResultRow, lines: Sequence[PersonLine]) -> ResultRow:
    """The row with who has decided, without those who have a conflict of interest."""
    counted = [line for line in lines if line.decision and not line.has_conflict]
    taken = {line.decision for line in counted}
    decisions = tuple(decision.value for decision in Decision if decision.value in taken)
    return replace(row, read_by=tuple(line.person for line in counted), decisions=decisions)


def _places(session: Session, call: Call, strategy: Strategy) -> dict[str, int]:
    """Theme -> places of the lots on it: the lengths of shortlists."""
    known = {theme.id for theme in strategy.themes}
    places: dict[str, int] = {}
    for lot in calls.lots(session, call.id):
        if lot.theme in known and lot.places:
            places[lot.theme] = places.get(lot.theme, 0) + lot.places
    return places
