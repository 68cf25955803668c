"""How many submissions are behind every choice of every filter, and how many each filter leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from sqlalchemy import CTE, Select, and_, case, func, select, true

from s3align.desk.lists.listing_filters import COUNTED_APART, Condition, choices, condition, fits, value_of
from s3align.desk.lists.listing_query import FILTERS, ListQuery
from s3align.desk.storage.tables import parts

TEXT = "text"
"""Name of the search among the filters."""
_BETWEEN = "\t"
"""Between the values of a row in one text, which databases group much faster than a dozen; no value has it."""
_YES = "yes"
"""The value of a row that fits the search; "" of one that does not."""


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


def kinds(line: CTE, query: ListQuery, found: Condition) -> Select[str, int]:
    """The rows by all their values at once, and how many there are: hundreds of kinds, where there are thousands of rows.

    ``found``: whether a row fits the search.
    """
    columns = [value_of(line, name, getattr(query, name)) for name in FILTERS]
    columns.append(case((found, _YES), else_=""))
    joined = reduce(lambda left, right: left.concat(_BETWEEN).concat(right), columns)
    kind = select(joined.label("kind")).subquery("kinds").c.kind
    return select(kind, func.count()).group_by(kind)


def addressed(line: CTE, query: ListQuery, found: Condition) -> Select[str, int]:
    """Themes that a row addresses, as one text -> rows that do so and fit everything else."""
    others = (condition(line, name, value) for name, value in query.filters if name != "addressed")
    themes = line.c.addressed
    return select(themes, func.count()).where(themes != "", and_(true(), *others), found).group_by(themes)


def counted(query: ListQuery, kinds: Iterable[tuple[str, int]], addressed: Iterable[tuple[str, int]]) -> Counts:
    """All counts of a query, of what ``kinds`` and ``addressed`` select."""
    by_theme: Counter[str] = Counter()
    for themes, number in addressed:
        by_theme.update(dict.fromkeys(parts(themes), number))
    wanted = dict(query.filters)
    tally: dict[str, Counter[str]] = {name: Counter() for name in FILTERS if name not in COUNTED_APART}
    left_out: Counter[str] = Counter(dict.fromkeys((*wanted, *([TEXT] if query.text else [])), 0))
    shown = total = 0
    for kind, number in kinds:
        total += number
        values = dict(zip((*FILTERS, TEXT), kind.split(_BETWEEN), strict=True))
        missed = [name for name, value in wanted.items() if not fits(name, value, values[name])]
        missed += [] if values[TEXT] else [TEXT]
        if len(missed) > 1:
            continue
        shown += 0 if missed else number
        left_out.update(dict.fromkeys(missed, number))
        for name in missed or tally:
            for choice in choices(name, values[name]) if name in tally else ():
                tally[name][choice] += number
    return Counts(total, shown, {**tally, "addressed": by_theme}, left_out)
