"""One row per file of a run, ranked and with the files it resembles.

Rows lie in a database on disk while the results are written: memory stays the same for ten files and a hundred thousand.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path

import msgspec

from s3align.errors import DataError, UsageError
from s3align.record.assessment import SITE, Reason
from s3align.record.codec import from_json
from s3align.store.ranking import Ranked, groups
from s3align.store.results import REPORTS, SCRATCH, Result, ResultStore
from s3align.store.row import ResultRow, row_of
from s3align.store.similar import SimilarFiles

BINS = 10
"""Parts of the scale in the distribution of a theme."""
MOST_SIMILAR = 10
"""Files that a row names as similar, the most similar first."""
_SCHEMA = """
pragma journal_mode = off;
pragma synchronous = off;
create table line (
    number integer primary key, name text, entry blob, is_assessed integer, is_duplicate integer, best real, low real, high real
);
create table placed (place integer primary key, number integer unique, first integer);
"""


@dataclass(slots=True)
class Totals:
    """What is counted over all rows.

    ``days``: on which files were assessed. ``unreported``: files that were assessed, but have no report. ``duplicates``: files
    with the same content as another; ``copies``: those of them that were assessed. ``reasons``: why files were not assessed.
    ``to_read``: why a person must read files before they are set aside.
    Without copies: ``distribution``: (theme, tenth of the scale) -> proposals; ``portfolio``: (municipality, theme addressed)
    -> proposals with a site there.
    """

    files: int = 0
    assessed: int = 0
    days: set[str] = field(default_factory=set)
    unreported: int = 0
    duplicates: int = 0
    copies: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    to_read: Counter[str] = field(default_factory=Counter)
    distribution: Counter[tuple[str, int]] = field(default_factory=Counter)
    portfolio: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, row: ResultRow) -> None:
        """Adds a row."""
        self.files += 1
        self.assessed += row.is_assessed
        self.days.update([row.assessed_on] if row.assessed_on else [])
        self.unreported += not row.report and row.reason != Reason.NOT_JUDGED
        self.duplicates += bool(row.duplicate_of)
        self.copies += bool(row.duplicate_of and row.is_assessed)
        if row.reason:
            self.reasons[row.reason] += 1
        if row.to_read:
            self.to_read[row.to_read] += 1
        if row.duplicate_of:
            return
        for theme, figures in row.themes.items():
            self.distribution[theme, min(int(figures.sureness * BINS), BINS - 1)] += 1
        sites = {place.id for place in row.places if place.role == SITE}
        self.portfolio.update((place, theme) for place in sites for theme in row.addressed)


class ResultTable:
    """The rows of a run; make it with ``gathered``."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.totals = Totals()
        self._database = database
        self._groups: tuple[Ranked, ...] = ()

    def fill(self, rows: Iterable[tuple[ResultRow, bytes]]) -> None:
        """Takes all rows with their signatures, in order of names; then ranks and compares them."""
        self._database.executescript(_SCHEMA)
        similar = SimilarFiles(self._database)
        self._database.execute("begin")
        for number, (row, signature) in enumerate(rows, start=1):
            self.totals.count(row)
            self._keep(number, row)
            if signature and not row.duplicate_of:
                similar.add(number, signature)
        similar.compare()
        self._rank()
        self._database.execute("commit")

    def _keep(self, number: int, row: ResultRow) -> None:
        surest = next(iter(row.themes.values()), None)
        ranges = (surest.sureness, surest.low, surest.high) if surest else (None, None, None)
        text = msgspec.json.encode(row)
        values = (number, row.name, text, row.is_assessed, bool(row.duplicate_of), *ranges)
        self._database.execute("insert into line values (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _rank(self) -> None:
        self._database.execute(
            "insert into placed (number) select number from line where is_assessed and not is_duplicate "
            "order by best desc, name"
        )
        self._groups = groups(
            self._database.execute(
                "select round(low, 2), round(high, 2) from placed join line using (number) order by place"
            )
        )
        self._database.executemany(
            "update placed set first = ? where place between ? and ?",
            ((group.first, group.first, group.last) for group in self._groups),
        )

    def in_order(self) -> Iterator[ResultRow]:
        """All rows by name."""
        return self._rows("order by number")

    def ranking(self, limit: int) -> Iterator[ResultRow]:
        """The assessed files on the first ``limit`` places by rank and, among equals, by score; then those that repeat one."""
        yield from self._rows("where place <= ? order by place", limit)
        placed = self._groups[-1].last if self._groups else 0
        yield from self._rows("where is_assessed and is_duplicate order by number limit ?", max(0, limit - placed))

    def refused(self, limit: int) -> Iterator[ResultRow]:
        """The first files without a score."""
        return self._rows("where not is_assessed order by number limit ?", limit)

    def duplicates(self, limit: int) -> Iterator[ResultRow]:
        """The first files with the same content as another."""
        return self._rows("where is_duplicate order by number limit ?", limit)

    def similar(self, limit: int) -> Iterator[tuple[str, Sequence[tuple[str, float]]]]:
        """The first files that resemble a later one, each with those it resembles most."""
        rows = self._database.execute(
            "select distinct file, name from similar join line on number = file where file < other order by file limit ?",
            (limit,),
        )
        for number, name in rows:
            yield name, self._similar_to(number)

    def similar_files(self) -> int:
        """How many files ``similar`` would give without a limit."""
        return int(self._database.execute("select count(distinct file) from similar where file < other").fetchone()[0])

    def shortlist(self, places: int) -> tuple[int, int]:
        """How many surely are among the first ``places``, and how many within the margin of the cut."""
        inside = max((group.last for group in self._groups if group.last <= places), default=0)
        margin = next((group for group in self._groups if group.first <= places < group.last), None)
        return inside, margin.last + 1 - margin.first if margin else 0

    def _rows(self, clause: str, *values: int) -> Iterator[ResultRow]:
        rows = self._database.execute(
            f"select number, entry, place from line left join placed using (number) {clause}",  # noqa: S608 -- our own text
            values,
        )
        for number, text, place in rows:
            row = msgspec.json.decode(text, type=ResultRow)
            yield replace(row, rank=self._group(place) if place else None, similar=self._similar_to(number))

    def _group(self, place: int) -> Ranked:
        return self._groups[bisect_right(self._groups, place, key=attrgetter("first")) - 1]

    def _similar_to(self, number: int) -> list[tuple[str, float]]:
        return self._database.execute(
            "select name, share from similar join line on number = other where file = ? order by share desc, name limit ?",
            (number, MOST_SIMILAR),
        ).fetchall()


@contextmanager
def gathered(store: ResultStore, out: Path) -> Iterator[ResultTable]:
    """A row for everything in ``store``; ``out`` holds the reports. Raises UsageError where there is no room."""
    try:
        with closing(sqlite3.connect((out / SCRATCH / "lines.sqlite").absolute(), isolation_level=None)) as database:
            table = ResultTable(database)
            table.fill((_row(result, out), result.signature) for result in store.results())
            yield table
    except sqlite3.Error as error:
        raise UsageError(
            f"The results cannot be written to {out} ({error}). What was assessed is kept: make room, then run the same "
            "command again."
        ) from error


def _row(result: Result, out: Path) -> ResultRow:
    try:
        report = f"{REPORTS}/{result.report}"
        return row_of(result, from_json(result.record), report if (out / report).exists() else "")
    except DataError as error:
        raise UsageError(
            f"The stored result of '{result.name}' is damaged. Assess the folder again, with another folder for --out."
        ) from error
