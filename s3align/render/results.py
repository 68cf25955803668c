"""The files that a run leaves behind: records, tables, a workbook and an overview, written anew from the store each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from s3align.render.messages import Messages
from s3align.render.overview import write_index
from s3align.render.tables import write_csv, write_jsonl, write_parquet
from s3align.render.workbook import write_workbook
from s3align.store.results import REPORTS, SCRATCH, ResultStore
from s3align.store.table import Totals, gathered
from s3align.store.theme_places import Shortlist
from s3align.strategy.model import Strategy


@dataclass(frozen=True, slots=True)
class Written:
    """What the results say in figures: the totals, and the cut of every shortlist that was asked for."""

    totals: Totals
    shortlists: tuple[Shortlist, ...]


def write_results(
    store: ResultStore,
    out: Path,
    strategy: Strategy,
    language: str,
    *,
    for_excel: bool = False,
    places: Mapping[str, int] | None = None,
) -> Written:
    """Writes every file of results into ``out``; ``places``: theme -> length of its shortlist; ``for_excel``: of the CSV."""
    themes, messages = [theme.id for theme in strategy.themes], Messages.load(language)
    write_jsonl(store, out / "results.jsonl")
    with gathered(store, out, themes) as table:
        shortlists = table.shortlist(places or {})
        write_csv(table, themes, out / "results.csv", messages, for_excel=for_excel)
        write_workbook(table, strategy, language, out / "results.xlsx", out / SCRATCH)
        write_parquet(table, themes, out / "results.parquet", messages)
        write_index(table, strategy, out / "index.html", language, places or {})
    store.remove_outdated_reports(out / REPORTS)
    return Written(table.totals, shortlists)
