"""The submissions of a call as rows in SQL, with what the person who asks may know of each, and nothing beyond that.

What somebody may not see is NULL already here. Order, filters, counts and search are made of these rows alone, so none of them
can tell what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, SelectBase, and_, case, false, func, literal, or_, select, true

from s3align.desk.access import Principal
from s3align.desk.lists.listing_query import Alike, FoundKind, Mine, Readers, State
from s3align.desk.review.blindness import machine_shown, may_see_other, others_shown
from s3align.desk.storage.tables import (
    Call,
    FoundEntry,
    PersonReading,
    Resemblance,
    StoredAssessment,
    Submission,
    ThemeFigure,
)
from s3align.record.assessment import Verdict
from s3align.store.review import Decision

ADDRESSED = (Verdict.CORE.value, Verdict.SIDE.value)
"""Verdicts of a theme that a proposal addresses."""
MAIN = "\0main"
"""Instead of a theme: the main theme of each row. No theme's id begins like that."""
_SHOWN = (StoredAssessment.reason, StoredAssessment.pages, StoredAssessment.language)
_Value = ColumnElement[Any]


def is_counted() -> ColumnElement[bool]:
    """Of a reading: it has a decision, by somebody without a conflict of interest."""
    return and_(PersonReading.decision != "", PersonReading.has_conflict.is_(False))


def lines(
    asking: Principal, call: Call, theme: str = "", only: Sequence[str] | None = None, *, named: bool = True
) -> CTE:
    """The submissions of a call, a row each: all of them, or those with the ids ``only``.

    ``theme``: of which the figures are, MAIN for that of each row, "" for none. ``named``: with the columns that a list only
    shows (title, applicant, file's name, reason, pages, language), which cost time where rows are but counted.

    Columns by name: those of ``Submission``; ``sees_machine`` and ``sees_others``; ``readings``, ``mine``, ``readers``. NULL
    where the program's word is not seen: ``main``, ``why_read`` (why a person must read it), ``to_read`` (as long as nobody
    has), ``reason``, ``pages``, ``language``, ``assessment``, ``sureness`` and ``extent``. NULL where others are not seen: a
    column for each decision (how many), ``gravity``. A column for each ``Alike``: above 0 where another submission, in which
    who asks has no conflict of interest, resembles it so.
    """
    own, assessment = _submissions(asking, call, only, named=named), StoredAssessment
    read, alike = _read(asking, own), _alike(asking, own)
    number = func.coalesce(read.c.readings, 0)
    columns: list[_Value] = [
        *own.c,
        _state(own).label("shown_state"),
        assessment.id.label("assessment"),
        func.nullif(assessment.main, "").label("main"),
        case((number == 0, func.nullif(assessment.to_read, ""))).label("to_read"),
        assessment.to_read.label("why_read"),
        *(column.label(column.key) for column in _SHOWN if named),
        number.label("readings"),
        _mine(read).label("mine"),
        _readers(number, call.readers_wanted).label("readers"),
        *(case((own.c.sees_others, func.coalesce(read.c[kind], 0))).label(kind) for kind in Decision),
        case((own.c.sees_others, own.c.differ)).label("gravity"),
        *(func.coalesce(alike.c[kind], 0).label(kind) for kind in Alike),
    ]
    # The empty text keeps SQLite from looking the id up in the table, whose rows hold whole records: the index has it all.
    is_shown = and_(assessment.submission_id == own.c.id, assessment.id.concat("") == own.c.assessment_id)
    rows = (
        own.outerjoin(read, read.c.submission_id == own.c.id)
        .outerjoin(alike, alike.c.submission_id == own.c.id)
        .outerjoin(assessment, and_(is_shown, own.c.sees_machine))
    )  # fmt: skip
    if not theme:
        return _once(select(*columns).select_from(rows), "line")
    figure = ThemeFigure.__table__
    wanted: _Value = assessment.main.expression if theme == MAIN else literal(theme)
    rows = rows.outerjoin(figure, and_(figure.c.assessment_id == assessment.id, figure.c.theme == wanted))
    return _once(select(*columns, figure.c.sureness, figure.c.extent).select_from(rows), "line")


def addresses(line: CTE, theme: str) -> ColumnElement[bool]:
    """Whether a row addresses a theme, as far as its assessment is seen."""
    return (
        select(literal(1))
        .where(
            ThemeFigure.assessment_id == line.c.assessment,
            ThemeFigure.theme == theme,
            ThemeFigure.verdict.in_(ADDRESSED),
        )
        .exists()
    )


def names(line: CTE, kind: FoundKind, name: str) -> ColumnElement[bool]:
    """Whether the assessment of a row, as far as it is seen, finds a principle or names a place."""
    return (
        select(literal(1))
        .where(FoundEntry.assessment_id == line.c.assessment, FoundEntry.kind == kind.value, FoundEntry.name == name)
        .exists()
    )


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
        Submission.gravity.label("differ"),
        Submission.withdrawn_at.is_not(None).label("withdrawn"),
        (Submission.received_at > call.deadline if call.deadline else false()).label("late"),
        sees_machine.label("sees_machine"),
        sees_others.label("sees_others"),
    ).where(Submission.call_id == call.id, true() if only is None else Submission.id.in_(only))
    return _once(rows, "own")


def _once(rows: SelectBase, name: str) -> CTE:
    """Rows that are made once, whatever is asked of them: both databases guess badly how many fit a filter."""
    return rows.cte(name).prefix_with("materialized")


def _read(asking: Principal, own: CTE) -> Any:
    """Of each submission that somebody has opened: how many have decided and how, and what the person who asks has done."""
    counted, is_own = is_counted(), PersonReading.account_id == asking.account_id
    rows = (
        select(
            PersonReading.submission_id,
            _number(counted).label("readings"),
            _number(is_own).label("own"),
            _number(and_(is_own, counted)).label("own_decided"),
            _number(and_(is_own, PersonReading.has_conflict)).label("own_conflict"),
            *(_number(and_(counted, PersonReading.decision == kind.value)).label(kind) for kind in Decision),
        )
        .where(PersonReading.submission_id.in_(select(own.c.id)))
        .group_by(PersonReading.submission_id)
    )
    return rows.subquery("read")


def _alike(asking: Principal, own: CTE) -> Any:
    """Of each submission that resembles others: how much, as far as who asks may see them."""
    rows = (
        select(
            Resemblance.submission_id,
            func.max(Resemblance.similarity).label(Alike.SIMILAR),
            func.max(Resemblance.words).label(Alike.SHARED),
        )
        .where(Resemblance.submission_id.in_(select(own.c.id)), may_see_other(asking))
        .group_by(Resemblance.submission_id)
    )
    return rows.subquery("alike")


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _state(own: CTE) -> _Value:
    waits = own.c.state == State.WAITING.value
    return case((or_(waits, own.c.sees_machine), own.c.state), else_=State.HIDDEN.value)


def _mine(read: Any) -> _Value:
    own = func.coalesce(read.c.own, 0)
    return case(
        (own == 0, Mine.UNREAD.value),
        (read.c.own_conflict > 0, Mine.CONFLICT.value),
        (read.c.own_decided > 0, Mine.DECIDED.value),
        else_=Mine.BEGUN.value,
    )


def _readers(number: _Value, wanted: int) -> _Value:
    return case(
        (number >= wanted, Readers.ENOUGH.value),
        (number == 0, Readers.NOBODY.value),
        else_=Readers.FEWER.value,
    )
