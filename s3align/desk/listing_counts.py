"""How many submissions are behind every choice of every filter, and how many each filter leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import CTE, and_, case, func, select, true
from sqlalchemy.orm import Session

from s3align.desk.listing_filters import Condition, choices, condition, fits, value_of
from s3align.desk.listing_lines import ADDRESSED
from s3align.desk.listing_query import FILTERS, ListQuery
from s3align.desk.tables import ThemeFigure

TEXT = "text"
"""Name of the search among the filters."""


@dataclass(frozen=True, slots=True)
class Counts:
    """``all``: submissions of the call; ``shown``: those that fit the query.

    ``choices``: filter -> value -> how many there are with that value while all other filters stay. ``left_out``: filter that
    is set -> how many more there would be without it.
    """

    all: int
    shown: int
    choices: Mapping[str, Mapping[str, int]]
    left_out: Mapping[str, int]


def counts_of(session: Session, line: CTE, query: ListQuery, found: Condition) -> Counts:
    """All counts of a query, from one pass over the call; ``found``: whether a row fits the search."""
    groups = _groups(session, line, query, found)
    wanted = dict(query.filters)
    tally: dict[str, Counter[str]] = {name: Counter() for name in FILTERS if name != "addressed"}
    left_out: Counter[str] = Counter(dict.fromkeys((*wanted, *([TEXT] if query.text else [])), 0))
    shown = total = 0
    for values, number in groups:
        total += number
        missed = [name for name, value in wanted.items() if not fits(name, value, values[name])]
        missed += [] if values[TEXT] == "yes" else [TEXT]
        if len(missed) > 1:
            continue
        shown += 0 if missed else number
        left_out.update({missed[0]: number} if missed else {})
        for name in missed or tally:
            for choice in choices(name, values[name]) if name in tally else ():
                tally[name][choice] += number
    addressed = _addressed(session, line, query, found)
    return Counts(total, shown, {**tally, "addressed": addressed}, left_out)


def _groups(session: Session, line: CTE, query: ListQuery, found: Condition) -> list[tuple[dict[str, str], int]]:
    """The rows by all their values at once: a few hundred kinds, where there are thousands of rows."""
    names = (*FILTERS, TEXT)
    columns = [value_of(line, name, getattr(query, name)).label(name) for name in FILTERS]
    columns.append(case((found, "yes"), else_="no").label(TEXT))
    kinds = select(*columns).subquery("kind")
    rows = session.execute(select(*kinds.c, func.count()).group_by(*kinds.c))
    return [(dict(zip(names, row[:-1], strict=True)), row[-1]) for row in rows]


def _addressed(session: Session, line: CTE, query: ListQuery, found: Condition) -> dict[str, int]:
    """Theme -> rows that address it and fit everything else."""
    others = (condition(line, name, value) for name, value in query.filters if name != "addressed")
    rows = session.execute(
        select(ThemeFigure.theme, func.count().label("number"))
        .join_from(line, ThemeFigure, ThemeFigure.assessment_id == line.c.assessment)
        .where(ThemeFigure.verdict.in_(ADDRESSED), and_(true(), *others), found)
        .group_by(ThemeFigure.theme)
    )
    return {row.theme: row.number for row in rows}
