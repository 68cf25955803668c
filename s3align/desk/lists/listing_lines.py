"""The submissions of a call as rows in SQL, with what the person who asks may know of each, and nothing beyond that.

What somebody may not see is NULL already here. Order, filters, counts and search are made of these rows alone, so none of them
can tell what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import outerjoin

from s3align.desk.access import Principal
from s3align.desk.lists.listing_query import Alike, FoundKind, Mine, Readers, State
from s3align.desk.review.blindness import machine_shown_beside, may_see_other, others_shown_beside, own_readings
from s3align.desk.storage.tables import (
    Call,
    FoundEntry,
    PersonReading,
    Resemblance,
    StoredAssessment,
    Submission,
    ThemeFigure,
    has_value,
)

MAIN = "\0main"
"""Instead of a theme: the main theme of each row. No theme's id begins like that."""
_OPEN: Sequence[Any] = (
    *(
        Submission.id,
        Submission.number,
        Submission.lot_id,
        Submission.title,
        Submission.applicant,
        Submission.file_name,
    ),
    *(Submission.received_at, Submission.version, Submission.readings),
)
"""Columns that all who read in the call may see as they are."""
_SHOWN = (StoredAssessment.reason, StoredAssessment.pages, StoredAssessment.language)
_Value = ColumnElement[Any]


def is_counted() -> ColumnElement[bool]:
    """Of a reading: it has a decision, by somebody without a conflict of interest."""
    return and_(PersonReading.decision != "", PersonReading.has_conflict.is_(False))


def lines(asking: Principal, call: Call, theme: str = "", only: Sequence[str] | None = None) -> CTE:
    """The submissions of a call, a row each: all of them, or those with the ids ``only``.

    ``theme``: of which the figures are, MAIN for that of each row, "" for none.

    Columns by name: those of ``Submission``; ``sees_machine`` and ``sees_others``; ``mine``, ``readers``. NULL where the
    program's word is not seen: ``main``, ``why_read`` (why a person must read it), ``to_read`` (as long as nobody has),
    ``addressed``, ``assessment``, ``sureness`` and ``extent``; with ``only`` also ``reason``, ``pages`` and ``language``. NULL
    where others are not seen: ``decisions``, ``gravity``. A column for each ``Alike``: above 0 where another submission, in
    which who asks has no conflict of interest, resembles it so.
    """
    row, own, alike = Submission, own_readings(asking), _alike(asking, call)
    others, machine = others_shown_beside(asking, call.id, own), machine_shown_beside(asking, call, own)
    columns: list[_Value] = [
        *_OPEN,
        row.withdrawn_at.is_not(None).label("withdrawn"),
        (row.received_at > call.deadline if call.deadline else false()).label("late"),
        machine.label("sees_machine"),
        others.label("sees_others"),
        case((or_(row.state == State.WAITING.value, machine), row.state), else_=State.HIDDEN.value).label(
            "shown_state"
        ),
        case((machine, row.assessment_id)).label("assessment"),
        case((machine, func.nullif(row.main, ""))).label("main"),
        case((and_(machine, row.readings == 0), func.nullif(row.to_read, ""))).label("to_read"),
        case((machine, row.to_read)).label("why_read"),
        case((machine, row.addressed)).label("addressed"),
        _mine(own).label("mine"),
        _readers(row.readings.expression, call.readers_wanted).label("readers"),
        case((others, row.decisions)).label("decisions"),
        case((others, row.gravity)).label("gravity"),
        *(func.coalesce(alike.c[kind], 0).label(kind) for kind in Alike),
    ]
    rows: Any = outerjoin(row, own, own.c.submission_id == row.id)
    rows = outerjoin(rows, alike, alike.c.submission_id == row.id)
    if only is not None:
        assessment = StoredAssessment
        # The empty text keeps SQLite from looking the id up in the table, whose rows hold whole records: the index has it all.
        is_shown = and_(assessment.submission_id == row.id, assessment.id.concat("") == row.assessment_id)
        rows = rows.outerjoin(assessment, and_(is_shown, machine))
        columns += [shown.label(shown.key) for shown in _SHOWN]
    if theme:
        figure = ThemeFigure.__table__
        wanted: _Value = row.main.expression if theme == MAIN else literal(theme)
        of_row = and_(figure.c.assessment_id == row.assessment_id, figure.c.theme == wanted)
        rows = rows.outerjoin(figure, and_(of_row, machine))
        columns += [figure.c.sureness, figure.c.extent]
    is_asked = true() if only is None else row.id.in_(only)
    # Not made once for all that is asked of it: most needs few of its columns, which cost more to keep than to make.
    return (
        select(*columns)
        .select_from(rows)
        .where(row.call_id == call.id, is_asked)
        .cte("line")
        .prefix_with("not materialized")
    )


def addresses(line: CTE, theme: str) -> ColumnElement[bool]:
    """Whether a row addresses a theme, as far as its assessment is seen."""
    return has_value(line.c.addressed, theme)


def names(line: CTE, kind: FoundKind, name: str) -> ColumnElement[bool]:
    """Whether the assessment of a row, as far as it is seen, finds a principle or names a place."""
    return (
        select(literal(1))
        .where(FoundEntry.assessment_id == line.c.assessment, FoundEntry.kind == kind.value, FoundEntry.name == name)
        .exists()
    )


def _alike(asking: Principal, call: Call) -> Any:
    """Of each submission that resembles others: how much, as far as who asks may see them."""
    rows = (
        select(
            Resemblance.submission_id,
            func.max(Resemblance.similarity).label(Alike.SIMILAR),
            func.max(Resemblance.words).label(Alike.SHARED),
        )
        .where(
            Resemblance.submission_id.in_(select(Submission.id).where(Submission.call_id == call.id)),
            may_see_other(asking),
        )
        .group_by(Resemblance.submission_id)
    )
    return rows.subquery("alike")


def _mine(own: Subquery) -> _Value:
    return case(
        (own.c.submission_id.is_(None), Mine.UNREAD.value),
        (own.c.has_conflict, Mine.CONFLICT.value),
        (own.c.decision != "", Mine.DECIDED.value),
        else_=Mine.BEGUN.value,
    )


def _readers(number: _Value, wanted: int) -> _Value:
    return case(
        (number >= wanted, Readers.ENOUGH.value),
        (number == 0, Readers.NOBODY.value),
        else_=Readers.FEWER.value,
    )
