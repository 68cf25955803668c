"""The submissions of a call as rows in SQL, with what the person who asks may know of each, and nothing beyond that.

What somebody may not see is NULL already here. Order, filters, counts and search are made of these rows alone, so none of them
can tell what is hidden.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, literal, or_, select

from s3align.desk.access import Principal
from s3align.desk.blindness import machine_shown, others_shown
from s3align.desk.listing_query import Mine, Readers, State
from s3align.desk.tables import Call, PersonReading, StoredAssessment, Submission, ThemeFigure
from s3align.record.assessment import Verdict
from s3align.store.review import Decision

ADDRESSED = (Verdict.CORE.value, Verdict.SIDE.value)
"""Verdicts of a theme that a proposal addresses."""
_Value = ColumnElement[Any]


def is_counted() -> ColumnElement[bool]:
    """Of a reading: it has a decision, by somebody without a conflict of interest."""
    return and_(PersonReading.decision != "", PersonReading.has_conflict.is_(False))


def lines(asking: Principal, call: Call, theme: str = "") -> CTE:
    """All submissions of a call, a row each; ``theme``: of which the columns ``sureness`` and ``extent`` speak.

    Columns by name: those of ``Submission``; ``sees_machine`` and ``sees_others``; ``readings``, ``mine``, ``readers``. NULL
    where the program's word is not seen: ``main``, ``why_read`` (why a person must read it), ``to_read`` (as long as nobody
    has), ``reason``, ``pages``, ``language``, ``assessment``, ``extent`` (of the main theme), ``sureness`` (of ``theme``). NULL
    where others are not seen: a column for each decision (how many), ``gravity``.
    """
    read = _read(asking, call)
    sees_others, sees_machine = others_shown(asking, call.id), machine_shown(asking, call)
    assessment, lead, chosen = (
        StoredAssessment,
        ThemeFigure.__table__.alias("lead"),
        ThemeFigure.__table__.alias("chosen"),
    )
    number = func.coalesce(read.c.readings, 0)
    rows = (
        select(
            Submission.id,
            Submission.number,
            Submission.lot_id,
            Submission.title,
            Submission.applicant,
            Submission.file_name,
            Submission.received_at,
            Submission.version,
            Submission.withdrawn_at.is_not(None).label("withdrawn"),
            (Submission.received_at > call.deadline if call.deadline else false()).label("late"),
            _state(sees_machine).label("state"),
            sees_machine.label("sees_machine"),
            sees_others.label("sees_others"),
            assessment.id.label("assessment"),
            func.nullif(assessment.main, "").label("main"),
            case((number == 0, func.nullif(assessment.to_read, ""))).label("to_read"),
            assessment.to_read.label("why_read"),
            assessment.reason,
            assessment.pages,
            assessment.language,
            lead.c.extent,
            chosen.c.sureness,
            number.label("readings"),
            _mine(read).label("mine"),
            _readers(number, call.readers_wanted).label("readers"),
            *(case((sees_others, func.coalesce(read.c[kind], 0))).label(kind) for kind in Decision),
            case((sees_others, Submission.gravity)).label("gravity"),
        )
        .outerjoin(read, read.c.submission_id == Submission.id)
        .outerjoin(assessment, and_(assessment.id == Submission.assessment_id, sees_machine))
        .outerjoin(lead, and_(lead.c.assessment_id == assessment.id, lead.c.theme == assessment.main))
        .outerjoin(chosen, and_(chosen.c.assessment_id == assessment.id, chosen.c.theme == literal(theme)))
        .where(Submission.call_id == call.id)
    )
    return rows.cte("line")


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


def _read(asking: Principal, call: Call) -> Any:
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
        .where(PersonReading.submission_id.in_(select(Submission.id).where(Submission.call_id == call.id)))
        .group_by(PersonReading.submission_id)
    )
    return rows.subquery("read")


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _state(sees_machine: _Value) -> _Value:
    waits = Submission.state == State.WAITING.value
    return case((or_(waits, sees_machine), Submission.state), else_=State.HIDDEN.value)


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
