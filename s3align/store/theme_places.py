"""The proposals of each theme by verdict, their places within it, and what a shortlist of it would hold.

Places follow the extent and are for those that address the theme, core and side alike: whether a theme is core depends on a
proposal's other themes and says nothing of one proposal beside another. They say what to read first in a theme, and nothing of
quality or eligibility.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from s3align.record.assessment import Verdict
from s3align.store.ranking import Ranked, ranked
from s3align.store.row import ResultRow, ThemeFigures

_SCHEMA = """
create table theme_line (
    number integer, theme text, verdict text, extent real, low real, high real, sureness real, first integer, last integer,
    is_read integer, primary key (number, theme)
) without rowid;
create index theme_verdict on theme_line (theme, verdict);
"""
READ = "read"
"""How a proposal stands to a list that may be on its theme, and that somebody has read."""
_ADDRESSED = (Verdict.CORE, Verdict.SIDE)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """A cut after ``places`` places within a theme, and how many proposals stand how to it.

    ``inside``: surely among the first; ``margin``: cannot be told from others at the cut; ``outside``: surely further down;
    copies have no places. ``unclear``: may address the theme, and have to be read before the list is closed; ``read``: may too,
    and somebody has read them.
    """

    theme: str
    places: int
    inside: int
    margin: int
    outside: int
    unclear: int
    read: int = 0

    @property
    def ranked(self) -> int:
        """How many proposals have places within the theme."""
        return self.inside + self.margin + self.outside


class ThemePlaces:
    """Gathers what proposals have to do with each theme in a database; ``rank`` gives places to those that address it."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_SCHEMA)

    def add(self, number: int, row: ResultRow) -> None:
        """Takes the themes of a file that is no copy, by its number."""
        self._database.executemany(
            "insert into theme_line values (?, ?, ?, ?, ?, ?, ?, null, null, ?)",
            (
                (number, theme, figures.verdict, *_extent(figures), figures.sureness, bool(row.read_by))
                for theme, figures in row.themes.items()
            ),
        )

    def rank(self) -> None:
        """Gives places within each theme; memory: some figures for each proposal of one theme."""
        for (theme,) in self._database.execute("select distinct theme from theme_line").fetchall():
            numbers = array("q")
            places = ranked(self._extents(theme, numbers))
            self._database.executemany(
                "update theme_line set first = ?, last = ? where number = ? and theme = ?",
                ((entry.first, entry.last, numbers[index], theme) for index, entry in enumerate(places)),
            )

    def _extents(self, theme: str, numbers: array[int]) -> Iterator[tuple[float, float, float]]:
        """The extents of those that address a theme, with their ranges; ``numbers`` gets the numbers of their files."""
        rows = self._database.execute(
            "select number, extent, low, high from theme_line where theme = ? and verdict in (?, ?)",
            (theme, *_ADDRESSED),
        )
        for number, extent, low, high in rows:
            numbers.append(number)
            yield extent, low, high

    def of(self, number: int) -> dict[str, Ranked]:
        """Theme -> places of a file within it, for the themes it addresses."""
        rows = self._database.execute(
            "select theme, first, last from theme_line where number = ? and first is not null order by sureness desc, theme",
            (number,),
        )
        return {theme: Ranked(first, last) for theme, first, last in rows}

    def numbers(self, theme: str, verdict: Verdict, limit: int) -> Iterator[int]:
        """The first files with a verdict on a theme: by extent, then by sureness, then by name."""
        rows = self._database.execute(
            "select number from theme_line where theme = ? and verdict = ? order by extent desc, sureness desc, number limit ?",
            (theme, verdict, limit),
        )
        return (number for (number,) in rows)

    def shortlists(self, wanted: Mapping[str, int]) -> tuple[Shortlist, ...]:
        """For theme -> number of places what each cut says, in the same order."""
        return tuple(self._shortlist(theme, places) for theme, places in wanted.items())

    def _shortlist(self, theme: str, places: int) -> Shortlist:
        counts = self._database.execute(
            "select coalesce(sum(last <= ?2), 0), coalesce(sum(first <= ?2 and last > ?2), 0), coalesce(sum(first > ?2), 0), "
            "coalesce(sum(verdict = ?3 and not is_read), 0), coalesce(sum(verdict = ?3 and is_read), 0) "
            "from theme_line where theme = ?1",
            (theme, places, Verdict.UNCLEAR),
        ).fetchone()
        return Shortlist(theme, places, *counts)


def standing(row: ResultRow, theme: str, places: int) -> str | None:
    """How a proposal stands to the cut of a list: a ``Standing``, "unclear", or "read" where somebody has read what is unclear.

    None of one that has nothing to do with it, of a copy, and of what was withdrawn.
    """
    if row.duplicate_of or row.is_withdrawn or theme not in row.themes:
        return None
    if row.themes[theme].verdict == Verdict.UNCLEAR:
        return READ if row.read_by else Verdict.UNCLEAR.value
    rank = (row.ranks or {}).get(theme)
    return rank.standing(places).value if rank else None


def _extent(figures: ThemeFigures) -> tuple[float, float, float]:
    """An extent with its range; of an older record, which knows none, anything may be true."""
    if figures.extent_low is None or figures.extent_high is None:
        return figures.extent, 0.0, 1.0
    return figures.extent, figures.extent_low, figures.extent_high
