"""The files that a run leaves behind: records, tables, a workbook and an overview, written anew from the store each time."""

from __future__ import annotations

from pathlib import Path

from s3align.render.columns import fields
from s3align.render.messages import Messages
from s3align.render.overview import write_index
from s3align.render.tables import write_codebook, write_csv, write_jsonl, write_parquet
from s3align.render.workbook import write_workbook
from s3align.store.results import REPORTS, SCRATCH, ResultStore
from s3align.store.table import Totals, gathered
from s3align.strategy.model import Strategy


def write_results(
    store: ResultStore, out: Path, strategy: Strategy, language: str, *, for_excel: bool = False, places: int = 0
) -> Totals:
    """Writes every file of results into ``out``; ``places`` is the length of a shortlist, ``for_excel`` concerns the CSV."""
    messages = Messages.load(language)
    columns = fields(strategy, messages)
    write_jsonl(store, out / "results.jsonl")
    with gathered(store, out) as table:
        write_csv(table, columns, out / "results.csv", messages, for_excel=for_excel)
        write_codebook(columns, strategy, out / "results.codebook.csv", messages, for_excel=for_excel)
        write_workbook(table, strategy, language, out / "results.xlsx", out / SCRATCH)
        write_parquet(table, columns, out / "results.parquet")
        write_index(table, strategy, out / "index.html", language, places)
    store.remove_outdated_reports(out / REPORTS)
    return table.totals
