"""The list of a call's submissions: one page of it in the order asked for, and how many there are behind every filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, and_, or_, select, true
from sqlalchemy.orm import Session

from s3align.desk.access import Principal
from s3align.desk.listing_counts import Counts, counts_of
from s3align.desk.listing_filters import Condition, condition
from s3align.desk.listing_lines import is_counted, lines
from s3align.desk.listing_query import ListQuery, Mine, Sort, State
from s3align.desk.tables import Account, Call, PersonReading, ThemeFigure
from s3align.record.assessment import Verdict
from s3align.store.review import Decision
from s3align.store.row import ToRead

_SIGNS = 7
"""Digits that a number of a submission has at most."""


@dataclass(frozen=True, slots=True)
class ListFigure:
    """What the program says of a theme: shares from 0 to 1."""

    verdict: Verdict
    sureness: float
    extent: float


@dataclass(frozen=True, slots=True)
class ListRow:
    """A submission in the list, as far as the person who asks may see it.

    ``sees_machine`` False: all that the program says is hidden, and None, "" or empty here. ``sees_others`` False: the same of
    ``decisions`` (name of the person, decision) and ``gravity`` (rank in ``desk.differences``). ``themes``: theme -> figures.
    ``to_read``: why a person must read it, as long as nobody has decided. ``extent``: of the main theme.
    """

    id: str
    number: int
    version: int
    title: str
    applicant: str
    lot_id: str | None
    received_at: datetime
    is_late: bool
    is_withdrawn: bool
    state: State
    sees_machine: bool
    sees_others: bool
    main: str
    extent: float | None
    to_read: ToRead | None
    reason: str
    pages: int | None
    themes: Mapping[str, ListFigure]
    readings: int
    mine: Mine
    decisions: Sequence[tuple[str, Decision]]
    gravity: int | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list. ``total``: rows that fit the query, on ``pages`` pages; ``page``: this one, from 1."""

    rows: tuple[ListRow, ...]
    total: int
    page: int
    pages: int
    counts: Counts


def list_submissions(session: Session, asking: Principal, call: Call, query: ListQuery) -> ListPage:
    """The page of the list that is asked for; a page behind the last one is the last one."""
    line = lines(asking, call, query.theme)
    found = _found(line, query.text)
    counts = counts_of(session, line, query, found)
    pages = max(1, -(-counts.shown // query.size))
    page = min(query.page, pages)
    fits = and_(true(), *(condition(line, name, value) for name, value in query.filters))
    rows = session.execute(
        select(line).where(fits, found).order_by(*_order(line, query)).limit(query.size).offset((page - 1) * query.size)
    ).all()
    return ListPage(tuple(_rows(session, rows)), counts.shown, page, pages, counts)


def _found(line: CTE, text: str) -> Condition:
    """Whether the words of a search are in a row: as people and the file name it."""
    wanted = text.strip()
    if not wanted:
        return true()
    own = (line.c.title, line.c.applicant, line.c.file_name)
    number = [line.c.number == int(wanted)] if wanted.isascii() and wanted.isdigit() and len(wanted) < _SIGNS else []
    return or_(*(column.icontains(wanted, autoescape=True) for column in own), *number)


def _order(line: CTE, query: ListQuery) -> list[Any]:
    """The columns that order the rows; unknown ones come last in both directions, and the number decides between equals."""
    column = line.c
    keys = {
        Sort.NUMBER: (),
        Sort.RECEIVED: (column.received_at,),
        Sort.MAIN: (column.main,),
        Sort.THEME: (column.sureness,),
        Sort.STATE: (column.state,),
        Sort.READINGS: (column.readings,),
        Sort.DISAGREEMENT: (column.gravity,),
    }[query.sort]
    order: list[Any] = []
    for key in keys:
        order += [key.is_(None), key.desc() if query.descending else key]
    if query.sort is Sort.MAIN:
        order += [column.extent.is_(None), column.extent.desc()]
    return [*order, column.number.desc() if query.sort is Sort.NUMBER and query.descending else column.number]


def _rows(session: Session, lines: Sequence[Any]) -> list[ListRow]:
    """The rows with what stands in other tables: figures of themes and, where they are seen, who decided what."""
    figures: dict[str, dict[str, ListFigure]] = defaultdict(dict)
    for row in session.scalars(
        select(ThemeFigure).where(ThemeFigure.assessment_id.in_([line.assessment for line in lines if line.assessment]))
    ):
        figures[row.assessment_id][row.theme] = ListFigure(Verdict(row.verdict), row.sureness, row.extent)
    decisions: dict[str, list[tuple[str, Decision]]] = defaultdict(list)
    for submission_id, name, decision in session.execute(
        select(PersonReading.submission_id, Account.name, PersonReading.decision)
        .join(Account, Account.id == PersonReading.account_id)
        .where(PersonReading.submission_id.in_([line.id for line in lines if line.sees_others]), is_counted())
        .order_by(PersonReading.decided_at)
    ):
        decisions[submission_id].append((name, Decision(decision)))
    return [_row(line, figures.get(line.assessment, {}), decisions.get(line.id, ())) for line in lines]


def _row(line: Any, themes: Mapping[str, ListFigure], decisions: Sequence[tuple[str, Decision]]) -> ListRow:
    return ListRow(
        id=line.id,
        number=line.number,
        version=line.version,
        title=line.title or line.file_name,
        applicant=line.applicant,
        lot_id=line.lot_id,
        received_at=line.received_at,
        is_late=bool(line.late),
        is_withdrawn=bool(line.withdrawn),
        state=State(line.state),
        sees_machine=bool(line.sees_machine),
        sees_others=bool(line.sees_others),
        main=line.main or "",
        extent=line.extent,
        to_read=ToRead(line.to_read) if line.to_read else None,
        reason=line.reason or "",
        pages=line.pages,
        themes=themes,
        readings=line.readings,
        mine=Mine(line.mine),
        decisions=decisions,
        gravity=line.gravity,
    )
