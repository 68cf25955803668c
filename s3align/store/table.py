"""One row per file of a run, with its places within each theme and the files it resembles.

Rows lie in a database on disk while the results are written: memory stays the same for ten files and a hundred thousand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from s3align.errors import DataError, UsageError, said
from s3align.files import shown_name
from s3align.record.assessment import SITE, Reason, Verdict
from s3align.record.codec import from_json
from s3align.store.building_blocks import BuildingBlock
from s3align.store.history import MOST_NAMED, GoneFile
from s3align.store.readings import ReadBy
from s3align.store.results import REPORTS, SCRATCH, Result, ResultStore
from s3align.store.row import ResultRow, ToRead, row_of
from s3align.store.shared_passages import SharedPassages
from s3align.store.similar import SimilarFiles
from s3align.store.theme_places import Shortlist, ThemePlaces

BINS = 10
"""Parts of the scale in the distribution of a theme."""
MOST_SIMILAR = 10
"""Files that a row names as similar, the most similar first."""
_SCHEMA = """
pragma journal_mode = off;
pragma synchronous = off;
create table line (
    number integer primary key, name text, entry blob, is_assessed integer, is_duplicate integer,
    section integer, lead integer, weight real, sureness real
);
create index line_order on line (section, lead, weight desc, sureness desc, number) where is_assessed and not is_duplicate;
"""
_SECTIONS = {ToRead.UNCLEAR: 1, ToRead.NONE: 2, ToRead.REFUSED: 3}
"""Of the list of all files, by why a person must read them, also when one has: those that address a theme come first."""
_WITHDRAWN = 4
"""The section of what was withdrawn, the last one."""


@dataclass(slots=True)
class Totals:
    """What is counted over all rows: ``files`` are proposals, copies of them and files that were not assessed.

    ``gone``: files that are no longer in the folder and still remembered, ``gone_files`` the first of them.
    ``days``: on which files were assessed. ``unreported``: files that were assessed, but have no report. ``duplicates``: files
    with the same content as another; ``copies``: those of them that were assessed. ``uncompared``:
    files assessed by an earlier version, which kept nothing to find shared passages. ``reasons``: why files were not assessed.
    ``withdrawn``: proposals that were taken back. Without them and copies: ``verdicts``: (theme, verdict) -> proposals;
    ``to_read``: why a person must still read files -> files; ``read``: why they would have to, had nobody read them -> files;
    ``distribution``: (theme, tenth of the scale) -> proposals;
    ``portfolio``: (municipality, theme addressed) -> proposals with a site there.
    """

    files: int = 0
    assessed: int = 0
    days: set[str] = field(default_factory=set)
    unreported: int = 0
    duplicates: int = 0
    copies: int = 0
    uncompared: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    to_read: Counter[ToRead] = field(default_factory=Counter)
    read: Counter[ToRead] = field(default_factory=Counter)
    distribution: Counter[tuple[str, int]] = field(default_factory=Counter)
    portfolio: Counter[tuple[str, str]] = field(default_factory=Counter)
    gone: int = 0
    withdrawn: int = 0
    gone_files: Sequence[GoneFile] = ()

    @property
    def proposals(self) -> int:
        """Files that were assessed, each content once."""
        return self.assessed - self.copies

    @property
    def refused(self) -> int:
        """Files that were not assessed."""
        return self.files - self.assessed

    def count(self, row: ResultRow) -> None:
        """Adds a row."""
        self.files += 1
        self.assessed += row.is_assessed
        self.days.update([row.assessed_on] if row.assessed_on else [])
        self.unreported += not row.report and row.reason != Reason.NOT_JUDGED
        self.duplicates += bool(row.duplicate_of)
        self.copies += bool(row.duplicate_of and row.is_assessed)
        self.uncompared += row.is_assessed and not row.is_compared
        if row.reason:
            self.reasons[row.reason] += 1
        self.withdrawn += row.is_withdrawn
        if row.duplicate_of or row.is_withdrawn:
            return
        if row.why_read:
            (self.read if row.read_by else self.to_read)[row.why_read] += 1
        for theme, figures in row.themes.items():
            self.verdicts[theme, figures.verdict] += 1
            self.distribution[theme, min(int(figures.sureness * BINS), BINS - 1)] += 1
        sites = {place.id for place in row.places if place.role == SITE}
        self.portfolio.update((place, theme) for place in sites for theme in row.addressed)


class ResultTable:
    """The rows of a run; make it with ``gathered``. ``themes``: their ids in the order of lists, the strategy's."""

    def __init__(self, database: sqlite3.Connection, themes: Sequence[str] = ()) -> None:
        self.totals = Totals()
        self._database = database
        self._themes = {theme: number for number, theme in enumerate(themes)}
        database.executescript(_SCHEMA)
        self._places = ThemePlaces(database)
        self._shared = SharedPassages(database)

    def fill(self, rows: Iterable[tuple[ResultRow, bytes, bytes | None]]) -> None:
        """Takes all rows with signature and compared text, in order of names; then ranks and compares them."""
        similar = SimilarFiles(self._database)
        self._database.execute("begin")
        for number, (row, signature, passages) in enumerate(rows, start=1):
            self.totals.count(row)
            self._keep(number, row)
            if row.duplicate_of:
                continue
            if not row.is_withdrawn:
                self._places.add(number, row)
            if signature:
                similar.add(number, signature)
            if passages:
                self._shared.add(number, passages)
        similar.compare()
        self._shared.compare()
        self._places.rank()
        self._database.execute("commit")

    def _keep(self, number: int, row: ResultRow) -> None:
        text = msgspec.json.encode(row)
        values = (number, row.name, text, row.is_assessed, bool(row.duplicate_of), *self._order(row))
        self._database.execute("insert into line values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _order(self, row: ResultRow) -> tuple[int, int, float, float]:
        """Where a row stands in the list: its section, the leading theme, and what orders the section's theme."""
        figures, section = row.themes.get(row.leading), _SECTIONS.get(row.why_read, 0) if row.why_read else 0
        section = _WITHDRAWN if row.is_withdrawn else section
        lead = self._themes.setdefault(row.leading, len(self._themes))
        if figures is None:
            return section, lead, 0.0, 0.0
        weight = figures.extent if row.addressed else figures.sureness
        return section, lead, weight, figures.sureness

    def in_order(self) -> Iterator[ResultRow]:
        """All rows by name."""
        return self._rows("order by number")

    def ranking(self, limit: int) -> Iterator[ResultRow]:
        """The first assessed files by group; then those that repeat one. It is no ranking of all against all.

        First those that address a theme, by their main theme and within it by extent; then those that may address one, then
        those that address none, both by the nearest theme and how sure it is.
        """
        yield from self._rows(
            "where is_assessed and not is_duplicate order by section, lead, weight desc, sureness desc, number limit ?",
            limit,
        )
        left = max(0, limit - self.totals.proposals)
        yield from self._rows("where is_assessed and is_duplicate order by number limit ?", left)

    def of_theme(self, theme: str, verdict: Verdict, limit: int) -> Iterator[ResultRow]:
        """The first proposals with a verdict on a theme, by extent; ``Totals.verdicts`` knows how many there are."""
        for number in self._places.numbers(theme, verdict, limit):
            yield from self._rows("where number = ?", number)

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

    def building_blocks(self, limit: int) -> Iterator[BuildingBlock]:
        """The first passages that many files share, those in most files first."""
        return self._shared.blocks(limit)

    def sharing_files(self) -> int:
        """How many files have a passage in common with another that is not nearly the same."""
        return self._shared.files()

    def shortlist(self, wanted: Mapping[str, int]) -> tuple[Shortlist, ...]:
        """Theme -> number of places: what the cut of each says, in the same order."""
        return self._places.shortlists(wanted)

    def _rows(self, clause: str, *values: int) -> Iterator[ResultRow]:
        rows = self._database.execute(f"select number, entry from line {clause}", values)  # noqa: S608 -- our own text
        for number, text in rows:
            row = msgspec.json.decode(text, type=ResultRow)
            shared, total = self._shared.of(number)
            yield replace(
                row,
                ranks=self._places.of(number),
                similar=self._similar_to(number),
                shared=shared,
                shared_total=total,
            )

    def _similar_to(self, number: int) -> list[tuple[str, float]]:
        return self._database.execute(
            "select name, share from similar join line on number = other where file = ? order by share desc, name limit ?",
            (number, MOST_SIMILAR),
        ).fetchall()


@contextmanager
def gathered(
    store: ResultStore, out: Path, themes: Sequence[str] = (), readings: Mapping[str, ReadBy] | None = None
) -> Iterator[ResultTable]:
    """A row for everything in ``store``; ``out`` holds the reports, ``themes`` are listed in this order.

    ``readings``: hash of a content -> who has read it.

    Raises UsageError where there is no room.
    """
    try:
        with closing(sqlite3.connect((out / SCRATCH / "lines.sqlite").absolute(), isolation_level=None)) as database:
            table = ResultTable(database, themes)
            table.totals.gone, table.totals.gone_files = store.gone(MOST_NAMED)
            table.fill(
                (_read(_row(result, out), readings or {}), result.signature, result.passages)
                for result in store.results()
            )
            yield table
    except sqlite3.Error as error:
        raise UsageError(
            said(
                "no_results",
                "The results cannot be written to {folder} ({why}). What was assessed is kept: make room, then run the same "
                "command again.",
                folder=shown_name(out),
                why=error,
            )
        ) from error


def _read(row: ResultRow, readings: Mapping[str, ReadBy]) -> ResultRow:
    """The row with who has read it."""
    found = readings.get(row.sha256)
    return replace(row, read_by=found.reviewers, decisions=found.decisions) if found else row


def _row(result: Result, out: Path) -> ResultRow:
    try:
        report = f"{REPORTS}/{result.report}"
        return row_of(result, from_json(result.record), report if (out / report).exists() else "")
    except DataError as error:
        raise UsageError(
            said(
                "result_damaged",
                "The stored result of '{name}' is damaged. Assess the folder again, with another folder for --out.",
                name=result.name,
            )
        ) from error
