"""The list of a call's submissions: one page of it in the order asked for, and how many there are behind every filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session

from s3align.desk.access import Permission, Principal, require
from s3align.desk.lists.listing_counts import Counts, addressed, counted, kinds
from s3align.desk.lists.listing_filters import Condition, condition
from s3align.desk.lists.listing_lines import MAIN, is_counted, lines
from s3align.desk.lists.listing_query import Alike, ListQuery, Mine, Sort, State
from s3align.desk.lists.theme_ranks import places_within
from s3align.desk.storage import search
from s3align.desk.storage.tables import Account, AuditEntry, Call, PersonReading, Submission, ThemeFigure
from s3align.record.assessment import Verdict
from s3align.store.ranking import Ranked
from s3align.store.review import Decision
from s3align.store.row import ToRead

_SIGNS = 7
"""Digits that a number of a submission has at most."""


@dataclass(frozen=True, slots=True)
class ListFigure:
    """What the program says of a theme: shares from 0 to 1.

    ``places``: of a lead's list that is ordered by the theme, those within it; None where it is not addressed, and of others.
    """

    verdict: Verdict
    sureness: float
    extent: float
    places: Ranked | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """A submission in the list, as far as the person who asks may see it.

    ``sees_machine`` False: all that the program says is hidden, and None, "" or empty here. ``sees_others`` False: the same of
    ``decisions`` (name of the person, decision) and ``gravity`` (rank in ``desk.review.gravity``). ``themes``: their
    figures. ``to_read``: why a person must read it, as long as nobody has decided. ``alike``: how it resembles others.
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
    to_read: ToRead | None
    reason: str
    pages: int | None
    themes: Mapping[str, ListFigure]
    readings: int
    mine: Mine
    decisions: Sequence[tuple[str, Decision]]
    gravity: int | None
    alike: Sequence[Alike]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list. ``total``: rows that fit the query, on ``pages`` pages; ``page``: this one, from 1."""

    rows: tuple[ListRow, ...]
    total: int
    page: int
    pages: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Asked:
    """A query in SQL. ``line``: the rows of the call; ``found`` and ``fits``: whether a row fits search and filters."""

    line: CTE
    found: Condition
    fits: Condition
    order: Sequence[Any]


def asked(session: Session, asking: Principal, call: Call, query: ListQuery) -> Asked:
    """The rows of a call in SQL, as the person who asks may see them, with what a query wants of them."""
    themes = {Sort.MAIN: MAIN, Sort.THEME: query.theme}
    line = lines(asking, call, themes.get(query.sort, ""))
    fits = and_(true(), *(condition(line, name, value) for name, value in query.filters))
    return Asked(line, _found(session, call, line, query.text), fits, _order(line, query))


def list_submissions(session: Session, asking: Principal, call: Call, query: ListQuery) -> ListPage:
    """The page of the list that is asked for; a page behind the last one is the last one."""
    require(asking, Permission.READ, call.id)
    # Of rows without the figures that an order may need: to count does not.
    rows = asked(session, asking, call, replace(query, sort=Sort.NUMBER))
    kind, themes = (session.execute(part(rows.line, query, rows.found)).all() for part in (kinds, addressed))
    counts = counted(query, kind, themes)
    pages = max(1, -(-counts.shown // query.size))
    page = min(query.page, pages)
    shown = _rows(session, asking, call, _ids(session, asked(session, asking, call, query), page, query.size))
    if query.sort is Sort.THEME and query.theme and asking.may(Permission.LEAD, call.id):
        shown = _with_places(shown, query.theme, places_within(session, asking, call, query.theme))
    return ListPage(shown, counts.shown, page, pages, counts)


def version_of(session: Session, call_id: str) -> int:
    """A number that grows with everything that is done in a call: whether a list is still as it was shown."""
    return session.scalar(select(func.max(AuditEntry.number)).where(AuditEntry.call_id == call_id)) or 0


def _ids(session: Session, wanted: Asked, page: int, size: int) -> Sequence[str]:
    """The ids of a page, in their order."""
    rows = select(wanted.line.c.id).where(wanted.fits, wanted.found).order_by(*wanted.order)
    return session.scalars(rows.limit(size).offset((page - 1) * size)).all()


def _found(session: Session, call: Call, line: CTE, text: str) -> Condition:
    """Whether a row fits a search: by its number, by how people and the file name it, or by the proposal's own words.

    A number that a submission has finds that one alone. The proposal's words are searched by nobody with a conflict of
    interest in it.
    """
    wanted = text.strip()
    if not wanted:
        return true()
    named = (line.c.title, line.c.applicant, line.c.file_name)
    within = select(Submission.id).where(Submission.call_id == call.id, search.fits(session, wanted))
    said = and_(line.c.mine != Mine.CONFLICT.value, line.c.id.in_(within))
    fits = or_(*(column.icontains(wanted, autoescape=True) for column in named), said)
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < _SIGNS):
        return fits
    has_number = select(line.c.id).where(line.c.number == int(wanted)).exists()
    return or_(line.c.number == int(wanted), and_(not_(has_number), fits))


def _order(line: CTE, query: ListQuery) -> list[Any]:
    """The columns that order the rows; unknown ones come last in both directions, and the number decides between equals."""
    column = line.c
    key = {
        Sort.RECEIVED: column.received_at,
        Sort.MAIN: column.main,
        Sort.THEME: column.sureness if query.theme and query.sort is Sort.THEME else None,
        Sort.STATE: column.shown_state,
        Sort.READINGS: column.readings,
        Sort.DISAGREEMENT: column.gravity,
    }.get(query.sort)
    if key is None:
        return [column.number.desc() if query.descending else column.number]
    order: list[Any] = [key.is_(None), key.desc() if query.descending else key]
    if query.sort is Sort.MAIN:
        order += [column.extent.is_(None), column.extent.desc()]
    return [*order, column.number]


def _rows(session: Session, asking: Principal, call: Call, ids: Sequence[str]) -> tuple[ListRow, ...]:
    """The rows of a page, with figures of themes and, where they are seen, who decided what."""
    found = {row.id: row for row in session.execute(select(lines(asking, call, only=ids)))}
    rows = [found[submission_id] for submission_id in ids]
    figures: dict[str, dict[str, ListFigure]] = defaultdict(dict)
    shown = [row.assessment for row in rows if row.assessment]
    for figure in session.scalars(select(ThemeFigure).where(ThemeFigure.assessment_id.in_(shown))):
        figures[figure.assessment_id][figure.theme] = ListFigure(
            Verdict(figure.verdict), figure.sureness, figure.extent
        )
    decisions: dict[str, list[tuple[str, Decision]]] = defaultdict(list)
    for submission_id, name, decision in session.execute(
        select(PersonReading.submission_id, Account.name, PersonReading.decision)
        .join(Account, Account.id == PersonReading.account_id)
        .where(PersonReading.submission_id.in_([row.id for row in rows if row.sees_others]), is_counted())
        .order_by(PersonReading.decided_at, Account.name)
    ):
        decisions[submission_id].append((name, Decision(decision)))
    return tuple(_row(row, figures.get(row.assessment, {}), decisions.get(row.id, ())) for row in rows)


def _with_places(rows: tuple[ListRow, ...], theme: str, places: Mapping[str, Ranked]) -> tuple[ListRow, ...]:
    """The rows with their places within a theme."""
    return tuple(
        replace(row, themes={**row.themes, theme: replace(row.themes[theme], places=places[row.id])})
        if row.id in places and theme in row.themes
        else row
        for row in rows
    )


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
        state=State(line.shown_state),
        sees_machine=bool(line.sees_machine),
        sees_others=bool(line.sees_others),
        main=line.main or "",
        to_read=ToRead(line.to_read) if line.to_read else None,
        reason=line.reason or "",
        pages=line.pages,
        themes=themes,
        readings=line.readings,
        mine=Mine(line.mine),
        decisions=decisions,
        gravity=line.gravity,
        alike=[kind for kind in Alike if getattr(line, kind) and line.mine != Mine.CONFLICT],
    )
