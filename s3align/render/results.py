"""The files that a run leaves behind: records, tables, a workbook and an overview, written anew from the store each time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from s3align.errors import S3AlignError, Said, UsageError, said
from s3align.render.columns import fields
from s3align.render.messages import Messages
from s3align.render.overview import write_index
from s3align.render.review_workbook_read import read_review
from s3align.render.tables import write_codebook, write_csv, write_jsonl, write_parquet
from s3align.render.workbook import write_workbook
from s3align.store.readings import ReadBy, read_contents
from s3align.store.results import REPORTS, SCRATCH, ResultStore
from s3align.store.review import REVIEW_FILE
from s3align.store.table import Totals, gathered
from s3align.store.theme_places import Shortlist
from s3align.strategy.model import Strategy


@dataclass(frozen=True, slots=True)
class Written:
    """What the results say in figures, the names of the ``files`` written, and why others could not be.

    ``shortlists``: the cut of every shortlist that was asked for. ``unread``: what of the review file does not count, and why.
    """

    totals: Totals
    shortlists: tuple[Shortlist, ...]
    files: Sequence[str]
    failures: Sequence[str]
    unread: Sequence[str] = ()


def write_results(
    store: ResultStore,
    out: Path,
    strategy: Strategy,
    language: str,
    *,
    for_excel: bool = False,
    places: Mapping[str, int] | None = None,
) -> Written:
    """Writes every file of results into ``out``; ``for_excel``: of the CSV.

    ``places``: theme -> length of its shortlist; one for a theme that the strategy does not have is none. What people have
    entered into the review file there counts as read; where it cannot be read, only that is missing. A file that cannot be
    written, such as one that Excel holds open, costs itself alone. Raises UsageError where none can be.
    """
    themes, messages = [theme.id for theme in strategy.themes], Messages.load(language)
    wanted = {theme: length for theme, length in (places or {}).items() if theme in themes}
    columns = fields(strategy, messages, places=wanted)
    readings, unread = readings_in(out)
    attempts = _Attempts(out)
    attempts("results.jsonl", partial(write_jsonl, store))
    with gathered(store, out, themes, readings) as table:
        shortlists = table.shortlist(wanted)
        attempts("results.csv", lambda file: write_csv(table, columns, file, messages, for_excel=for_excel))
        attempts(
            "results.codebook.csv",
            lambda file: write_codebook(columns, strategy, file, messages, for_excel=for_excel),
        )
        attempts(
            "results.xlsx", lambda file: write_workbook(table, strategy, language, file, out / SCRATCH, places=wanted)
        )
        attempts("results.parquet", lambda file: write_parquet(table, columns, file))
        attempts("index.html", lambda file: write_index(table, strategy, file, language, wanted))
    if not attempts.written:
        raise UsageError(attempts.failures[0])
    store.remove_outdated_reports(out / REPORTS)
    return Written(table.totals, shortlists, attempts.written, attempts.failures, unread)


def readings_in(out: Path) -> tuple[dict[str, ReadBy], list[Said | str]]:
    """Hash of a content -> who has read it, by the review file beside the results; and what of that cannot be understood."""
    path, wrong = out / REVIEW_FILE, list[Said]()
    if not path.exists():
        return {}, []
    try:
        found = read_contents(read_review(path, wrong.append))
    except S3AlignError as error:
        return {}, [error.args[0], said("review_not_counted", "Nothing of it counts as read in these results.")]
    if not wrong:
        return found, []
    cells = said(
        "review_cells_not_counted",
        "{file} holds cells that cannot be understood; these do not count ({count}). `s3align review` names them.",
        file=REVIEW_FILE,
        count=len(wrong),
    )
    return found, [cells]


class _Attempts:
    """Calls what writes a file; keeps the names of files written, and why others could not be."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.written: list[str] = []
        self.failures: list[str] = []

    def __call__(self, name: str, write: Callable[[Path], bool | None]) -> None:
        try:
            if write(self._out / name) is not False:  # a table whose package is not installed
                self.written.append(name)
        except UsageError as error:
            if isinstance(error.__cause__, sqlite3.Error):  # of the ledger, which all tables are made from
                raise
            self.failures.append(error.args[0])  # without its traceback, which would hold the ledger's rows open
