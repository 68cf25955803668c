"""What a run leaves behind: records, tables, a workbook and an overview, written anew from the ledger each time."""

from __future__ import annotations

from pathlib import Path

from s3align.batch.index import write_index
from s3align.batch.ledger import Ledger
from s3align.batch.lines import Totals, gathered
from s3align.batch.run import REPORTS, SCRATCH
from s3align.batch.tables import write_csv, write_jsonl, write_parquet
from s3align.batch.workbook import write_workbook
from s3align.strategy.model import Strategy


def write_results(
    ledger: Ledger, out: Path, strategy: Strategy, language: str, *, for_excel: bool = False, places: int = 0
) -> Totals:
    """Writes every file of results into ``out``; ``places`` is the length of a shortlist, ``for_excel`` concerns the CSV."""
    themes = [theme.id for theme in strategy.themes]
    write_jsonl(ledger, out / "results.jsonl")
    with gathered(ledger, out) as lines:
        write_csv(lines, themes, out / "results.csv", for_excel=for_excel)
        write_workbook(lines, strategy, language, out / "results.xlsx", out / SCRATCH)
        write_parquet(lines, themes, out / "results.parquet")
        write_index(lines, strategy, out / "index.html", language, places)
    ledger.remove_outdated_reports(out / REPORTS)
    return lines.totals
