"""The sheet of the shortlists: what is surely in, what cannot be told apart at the cut, and what must be read before."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from s3align.render.codebook import Column, Empty, Form
from s3align.render.sheet import Cell
from s3align.render.workbook_sheets import NO_LINES, plan
from s3align.render.workbook_words import Words
from s3align.store.ranking import Standing
from s3align.store.row import ResultRow
from s3align.store.table import ResultTable
from s3align.store.theme_places import standing

MOST_LISTED = 5_000
"""Lines of a theme, which are sorted in memory; of more the first stand here, and a line says how many do not."""
_Order = tuple[bool, int, int, float, str]
_PLACE = Column("", Form.WHOLE, Empty.NOT_PLACED, lowest=1)
_PERCENT = Column("", Form.NUMBER, Empty.UNKNOWN, "percent", 0, 100)

SHORTLIST = plan(
    "shortlist",
    (
        (Column("theme", values="theme"), 24),
        (Column("cut", Form.WHOLE, lowest=0), 9),
        (Column("standing", values="standing"), 26),
        (replace(_PLACE, key="theme_rank_from"), 8),
        (replace(_PLACE, key="theme_rank_to"), 8),
        (Column("shown_title"), 40),
        (Column("applicant", empty=Empty.UNKNOWN), 24),
        (Column("verdict", values="verdict"), 15),
        (replace(_PERCENT, key="extent"), None),
        (replace(_PERCENT, key="extent_low"), None),
        (replace(_PERCENT, key="extent_high"), None),
        (Column("file"), 30),
    ),
    NO_LINES,
    frozen=0,
)
"""The sheet that shows the shortlists, one after the other."""


def shortlist_lines(
    table: ResultTable, places: Mapping[str, int], words: Words, most: int = MOST_LISTED
) -> Iterator[Sequence[Cell]]:
    """The lines of every shortlist, theme -> number of places: by places, then what is unclear; none without shortlists.

    Those that surely stand further down are on no line, copies neither.
    """
    for theme, cut in places.items():
        count = 0

        def found(theme: str = theme, cut: int = cut) -> Iterator[tuple[_Order, ResultRow]]:
            nonlocal count
            for row in table.ranking(table.totals.files):
                if _standing(row, theme, cut) is not None:
                    count += 1
                    yield _order(row, theme), row

        for _, row in heapq.nsmallest(most, found(), key=itemgetter(0)):
            yield _line(row, theme, cut, words)
        if count > most:
            more = words("shortlist_more", count=count - most, sheet=words("sheet_figures"))
            yield (words.theme(theme), cut, more, *[None] * (len(SHORTLIST.columns) - 3))


def _standing(row: ResultRow, theme: str, cut: int) -> str | None:
    """How a proposal stands to the cut; None of one that has nothing to do with it."""
    found = standing(row, theme, cut)
    return None if found == Standing.OUTSIDE else found


def _order(row: ResultRow, theme: str) -> _Order:
    rank = (row.ranks or {}).get(theme)
    first, last = (rank.first, rank.last) if rank else (0, 0)
    return rank is None, first, last, -row.themes[theme].extent, row.name


def _line(row: ResultRow, theme: str, cut: int, words: Words) -> Sequence[Cell]:
    figures, rank = row.themes[theme], (row.ranks or {}).get(theme)
    extents = (figures.extent, figures.extent_low, figures.extent_high)
    return (
        words.theme(theme),
        cut,
        words.of("value_standing", _standing(row, theme, cut) or ""),
        rank.first if rank else None,
        rank.last if rank else None,
        row.title or row.name,
        row.applicant,
        words.of("verdict", figures.verdict),
        *(None if extent is None else round(extent * 100, 4) for extent in extents),
        row.name,
    )
