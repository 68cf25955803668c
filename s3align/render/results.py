"""The files that a run leaves behind: records, tables, a workbook and an overview, written anew from the store each time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from s3align.errors import UsageError
from s3align.render.columns import fields
from s3align.render.messages import Messages
from s3align.render.overview import write_index
from s3align.render.tables import write_codebook, write_csv, write_jsonl, write_parquet
from s3align.render.workbook import write_workbook
from s3align.store.results import REPORTS, SCRATCH, ResultStore
from s3align.store.table import Totals, gathered
from s3align.store.theme_places import Shortlist
from s3align.strategy.model import Strategy


@dataclass(frozen=True, slots=True)
class Written:
    """What the results say in figures, the names of the ``files`` written, and why others could not be.

    ``shortlists``: the cut of every shortlist that was asked for.
    """

    totals: Totals
    shortlists: tuple[Shortlist, ...]
    files: Sequence[str]
    failures: Sequence[str]


def write_results(
    store: ResultStore,
    out: Path,
    strategy: Strategy,
    language: str,
    *,
    for_excel: bool = False,
    places: Mapping[str, int] | None = None,
) -> Written:
    """Writes every file of results into ``out``; ``places``: theme -> length of its shortlist; ``for_excel``: of the CSV.

    A file that cannot be written, such as one that Excel holds open, costs itself alone. Raises UsageError where none can be.
    """
    themes, messages = [theme.id for theme in strategy.themes], Messages.load(language)
    columns = fields(strategy, messages)
    attempts = _Attempts(out)
    attempts("results.jsonl", partial(write_jsonl, store))
    with gathered(store, out, themes) as table:
        shortlists = table.shortlist(places or {})
        attempts("results.csv", lambda file: write_csv(table, columns, file, messages, for_excel=for_excel))
        attempts(
            "results.codebook.csv",
            lambda file: write_codebook(columns, strategy, file, messages, for_excel=for_excel),
        )
        attempts(
            "results.xlsx", lambda file: write_workbook(table, strategy, language, file, out / SCRATCH, places=places)
        )
        attempts("results.parquet", lambda file: write_parquet(table, columns, file))
        attempts("index.html", lambda file: write_index(table, strategy, file, language, places or {}))
    if not attempts.written:
        raise UsageError(attempts.failures[0])
    store.remove_outdated_reports(out / REPORTS)
    return Written(table.totals, shortlists, attempts.written, attempts.failures)


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
