"""The results as tables, written a line at a time: records (JSON table), CSV and Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from s3align.files import replacing, write_atomically
from s3align.render.messages import Messages
from s3align.render.wording import reason_text
from s3align.store.results import ResultStore
from s3align.store.row import ResultRow
from s3align.store.table import ResultTable

_DANGEROUS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""What begins a formula, also in the wide form of Asian keyboards, or a line."""
_ROW_GROUP = 2_000
"""Rows of a Parquet file that are held at a time."""


def columns(themes: Sequence[str]) -> list[str]:
    """The heads of the table."""
    scores = [f"{theme}_{part}" for theme in themes for part in ("score", "low", "high", "verdict", "extent")]
    return [
        *("file", "status", "reason", "rank_from", "rank_to", "main_theme", "further_themes", "rule", *scores),
        *("places", "pages", "words", "languages", "duplicate_of", "similar_to", "report", "sha256", "message"),
        *("title", "applicant", "dated", "assessed_on"),
    ]


def row(entry: ResultRow, themes: Sequence[str], messages: Messages) -> list[Any]:
    """The cells of a file; ``messages`` words why it was not assessed."""
    scores = [value for theme in themes for value in _scores(entry, theme)]
    return [
        entry.name,
        entry.status,
        entry.reason,
        *((entry.rank.first, entry.rank.last) if entry.rank else ("", "")),
        entry.main,
        entry.second,
        entry.rule,
        *scores,
        "; ".join(f"{place.id} ({place.role})" for place in entry.places),
        entry.pages or "",
        entry.words or "",
        " ".join(f"{code}:{share:.2f}" for code, share in entry.languages.items()),
        entry.duplicate_of,
        "; ".join(f"{other} ({share:.2f})" for other, share in entry.similar),
        entry.report,
        entry.sha256,
        reason_text(entry.reason, entry.name, entry.reason_values, messages) if entry.reason else "",
        entry.title,
        entry.applicant,
        entry.dated,
        entry.assessed_on,
    ]


def _scores(entry: ResultRow, theme: str) -> Sequence[Any]:
    figures = entry.themes.get(theme)
    if figures is None:
        return ("",) * 5
    return figures.sureness, figures.low, figures.high, figures.verdict.value, figures.extent


def write_jsonl(store: ResultStore, target: Path) -> None:
    """``results.jsonl``: {"file", "record"} per line, in order of names."""
    lines = (
        f'{{"file": {json.dumps(result.name, ensure_ascii=False)}, "record": {result.record}}}\n'.encode()
        for result in store.results()
    )
    write_atomically(target, lines, force=True)


def write_csv(
    table: ResultTable, themes: Sequence[str], target: Path, messages: Messages, *, for_excel: bool = False
) -> None:
    """``results.csv``; ``for_excel`` writes what a German Excel expects: a byte order mark, semicolons, decimal commas.

    Texts are in quotation marks, so that no program parts them elsewhere; those that could be formulas get an apostrophe.
    """
    encoding, delimiter, end = ("utf-8-sig", ";", "\r\n") if for_excel else ("utf-8", ",", "\n")
    with replacing(target, force=True) as temporary, temporary.open("w", encoding=encoding, newline="") as stream:
        texts = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_NONNUMERIC)
        texts.writerow(columns(themes))
        for entry in table.in_order():
            texts.writerow(_csv_cell(cell, for_excel=for_excel) for cell in row(entry, themes, messages))


def _csv_cell(cell: Any, *, for_excel: bool) -> Any:
    if isinstance(cell, float) and for_excel:
        return str(cell).replace(".", ",")
    return safe_cell(cell) if isinstance(cell, str) else cell


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS) else text


def write_parquet(table: ResultTable, themes: Sequence[str], target: Path, messages: Messages) -> bool:
    """``results.parquet`` where pyarrow is installed; False where it is not."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- an optional extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        target.unlink(missing_ok=True)  # that of an earlier run would contradict the other tables
        return False
    heads = columns(themes)
    kinds = dict.fromkeys(("pages", "words", "rank_from", "rank_to"), pa.int64())
    schema = pa.schema(
        (head, pa.float64() if head.endswith(("_score", "_low", "_high", "_extent")) else kinds.get(head, pa.string()))
        for head in heads
    )
    with (
        replacing(target, force=True) as temporary,
        temporary.open("wb") as stream,  # a path may have bytes that are no UTF-8
        parquet.ParquetWriter(stream, schema) as writer,
    ):
        for group in _row_groups(table, themes, heads, messages):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
    return True


def _row_groups(
    table: ResultTable, themes: Sequence[str], heads: list[str], messages: Messages
) -> Iterator[list[dict[str, Any]]]:
    rows = (
        {head: None if cell == "" else cell for head, cell in zip(heads, row(entry, themes, messages), strict=True)}
        for entry in table.in_order()
    )
    while group := list(islice(rows, _ROW_GROUP)):
        yield group
