"""The submissions of a call as rows in SQL, with what the person who asks may know of each, and nothing beyond that.

What somebody may not see is NULL already here. Order, filters, counts and search are made of these rows alone, so none of them
can tell what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, SelectBase, and_, case, false, func, literal, or_, select, true

from s3align.desk.access import Principal
from s3align.desk.lists.listing_query import Mine, Readers, State
from s3align.desk.review.blindness import machine_shown, others_shown
from s3align.desk.storage.tables import Call, PersonReading, StoredAssessment, Submission, ThemeFigure, has_value

MAIN = "\0main"
"""Instead of a theme: the main theme of each row. No theme's id begins like that."""
_NAMES = ("title", "applicant", "file_name")
_OWN = (
    *("id", "number", "lot_id", *_NAMES, "received_at", "version", "readings"),
    *("withdrawn", "late", "sees_machine", "sees_others"),
)
"""Columns that everybody may see as they are."""
_KEPT = ("readings", "decisions", "gravity", "main", "to_read", "addressed")
"""What a row of ``Submission`` keeps for lists."""
_SHOWN = (StoredAssessment.reason, StoredAssessment.pages, StoredAssessment.language)
_Value = ColumnElement[Any]


def is_counted() -> ColumnElement[bool]:
    """Of a reading: it has a decision, by somebody without a conflict of interest."""
    return and_(PersonReading.decision != "", PersonReading.has_conflict.is_(False))


def lines(
    asking: Principal, call: Call, theme: str = "", only: Sequence[str] | None = None, *, named: bool = True
) -> CTE:
    """The submissions of a call, a row each: all of them, or those with the ids ``only``.

    ``theme``: of which the figures are, MAIN for that of each row, "" for none. ``named``: with title, applicant and the file's
    name, which cost time where rows are but counted.

    Columns by name: those of ``Submission``; ``sees_machine`` and ``sees_others``; ``mine``, ``readers``. NULL where the
    program's word is not seen: ``main``, ``why_read`` (why a person must read it), ``to_read`` (as long as nobody has),
    ``addressed``, ``assessment``, ``sureness`` and ``extent``; with ``only`` also ``reason``, ``pages`` and ``language``. NULL
    where others are not seen: ``decisions``, ``gravity``.
    """
    own, read = _submissions(asking, call, only, named=named), _own_readings(asking)
    column, machine, others = own.c, own.c.sees_machine, own.c.sees_others
    columns: list[_Value] = [
        *(column[name] for name in _OWN if named or name not in _NAMES),
        _state(own).label("shown_state"),
        case((machine, column.assessment_id)).label("assessment"),
        case((machine, func.nullif(column.main, ""))).label("main"),
        case((and_(machine, column.readings == 0), func.nullif(column.to_read, ""))).label("to_read"),
        case((machine, column.to_read)).label("why_read"),
        case((machine, column.addressed)).label("addressed"),
        _mine(read).label("mine"),
        _readers(column.readings, call.readers_wanted).label("readers"),
        case((others, column.decisions)).label("decisions"),
        case((others, column.gravity)).label("gravity"),
    ]
    rows: Any = own.outerjoin(read, read.c.submission_id == column.id)
    if only is not None:
        assessment = StoredAssessment
        # The empty text keeps SQLite from looking the id up in the table, whose rows hold whole records: the index has it all.
        is_shown = and_(assessment.submission_id == column.id, assessment.id.concat("") == column.assessment_id)
        rows = rows.outerjoin(assessment, and_(is_shown, machine))
        columns += [shown.label(shown.key) for shown in _SHOWN]
    if theme:
        figure = ThemeFigure.__table__
        wanted: _Value = column.main if theme == MAIN else literal(theme)
        of_row = and_(figure.c.assessment_id == column.assessment_id, figure.c.theme == wanted)
        rows = rows.outerjoin(figure, and_(of_row, machine))
        columns += [figure.c.sureness, figure.c.extent]
    return _once(select(*columns).select_from(rows), "line")


def addresses(line: CTE, theme: str) -> ColumnElement[bool]:
    """Whether a row addresses a theme, as far as its assessment is seen."""
    return has_value(line.c.addressed, theme)


def _submissions(asking: Principal, call: Call, only: Sequence[str] | None, *, named: bool) -> CTE:
    """The submissions of a call with what may be seen of each, asked once per row."""
    sees_others, sees_machine = others_shown(asking, call.id), machine_shown(asking, call)
    rows = select(
        Submission.id,
        Submission.number,
        Submission.lot_id,
        *((Submission.title, Submission.applicant, Submission.file_name) if named else ()),
        Submission.received_at,
        Submission.version,
        Submission.state,
        Submission.assessment_id,
        *(getattr(Submission, name) for name in _KEPT),
        Submission.withdrawn_at.is_not(None).label("withdrawn"),
        (Submission.received_at > call.deadline if call.deadline else false()).label("late"),
        sees_machine.label("sees_machine"),
        sees_others.label("sees_others"),
    ).where(Submission.call_id == call.id, true() if only is None else Submission.id.in_(only))
    return _once(rows, "own")


def _once(rows: SelectBase, name: str) -> CTE:
    """Rows that are made once, whatever is asked of them: both databases guess badly how many fit a filter."""
    return rows.cte(name).prefix_with("materialized")


def _own_readings(asking: Principal) -> Any:
    """What the person who asks has done, a row for each submission that they have opened."""
    own = select(PersonReading.submission_id, PersonReading.decision, PersonReading.has_conflict)
    return own.where(PersonReading.account_id == asking.account_id).subquery("read")


def _state(own: CTE) -> _Value:
    waits = own.c.state == State.WAITING.value
    return case((or_(waits, own.c.sees_machine), own.c.state), else_=State.HIDDEN.value)


def _mine(read: Any) -> _Value:
    return case(
        (read.c.submission_id.is_(None), Mine.UNREAD.value),
        (read.c.has_conflict, Mine.CONFLICT.value),
        (read.c.decision != "", Mine.DECIDED.value),
        else_=Mine.BEGUN.value,
    )


def _readers(number: _Value, wanted: int) -> _Value:
    return case(
        (number >= wanted, Readers.ENOUGH.value),
        (number == 0, Readers.NOBODY.value),
        else_=Readers.FEWER.value,
    )
