"""The results as tables, written a line at a time: records (JSON table), CSV and Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from s3align.files import replacing, write_atomically
from s3align.render.codebook import CODEBOOK, Codebook, Form
from s3align.render.columns import Cell, Field
from s3align.render.formats import MOST_SIGNS, shortened
from s3align.render.messages import Messages
from s3align.store.results import ResultStore
from s3align.store.safe_cell import safe_cell
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy

_ROW_GROUP = 2_000
"""Rows of a Parquet file that are held at a time."""


def write_jsonl(store: ResultStore, target: Path) -> None:
    """``results.jsonl``: {"file", "record"} per line, in order of names."""
    lines = (
        f'{{"file": {json.dumps(result.name, ensure_ascii=False)}, "record": {result.record}}}\n'.encode()
        for result in store.results()
    )
    write_atomically(target, lines, force=True)


def write_csv(
    table: ResultTable, fields: Sequence[Field], target: Path, messages: Messages, *, for_excel: bool = False
) -> None:
    """``results.csv``; ``for_excel`` writes what a German Excel expects: a byte order mark, semicolons, decimal commas.

    Texts are in quotation marks, so that no program parts them elsewhere; those that could be formulas get an apostrophe. For
    Excel texts end, and say so, where a cell of Excel ends: it would spill the rest into the rows below.
    """
    rows = ([field.cell(entry) for field in fields] for entry in table.in_order())
    write_lines([field.head for field in fields], rows, target, messages, for_excel=for_excel)


def write_codebook(
    fields: Sequence[Field], strategy: Strategy, target: Path, messages: Messages, *, for_excel: bool = False
) -> None:
    """``results.codebook.csv``: what the columns of ``results.csv`` and ``results.parquet`` mean."""
    lines = Codebook(strategy, messages).entries("results.csv", [field.column for field in fields], in_words=False)
    write_lines(CODEBOOK, lines, target, messages, for_excel=for_excel)


def write_lines(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], target: Path, messages: Messages, *, for_excel: bool
) -> None:
    """A table as CSV, as ``write_csv`` describes it."""
    encoding, delimiter, end = ("utf-8-sig", ";", "\r\n") if for_excel else ("utf-8", ",", "\n")
    shown = partial(_excel_cell, messages=messages) if for_excel else _csv_cell
    with replacing(target, force=True) as temporary, temporary.open("w", encoding=encoding, newline="") as stream:
        texts = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_NONNUMERIC)
        texts.writerow(heads)
        texts.writerows(map(shown, row) for row in rows)


def _csv_cell(cell: Cell) -> Cell:
    return safe_cell(cell) if isinstance(cell, str) else "" if cell is None else cell


def _excel_cell(cell: Cell, messages: Messages) -> Cell:
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return shortened(safe_cell(cell), MOST_SIGNS, messages) if isinstance(cell, str) else _csv_cell(cell)


def write_parquet(table: ResultTable, fields: Sequence[Field], target: Path) -> bool:
    """``results.parquet`` where pyarrow is installed; False where it is not."""
    try:
        import pyarrow as pa  # noqa: PLC0415 -- an optional extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        target.unlink(missing_ok=True)  # that of an earlier run would contradict the other tables
        return False
    kinds = {Form.WHOLE: pa.int64(), Form.NUMBER: pa.float64()}
    schema = pa.schema((field.head, kinds.get(field.column.form, pa.string())) for field in fields)
    with (
        replacing(target, force=True) as temporary,
        temporary.open("wb") as stream,  # a path may have bytes that are no UTF-8
        parquet.ParquetWriter(stream, schema) as writer,
    ):
        for group in _row_groups(table, fields):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
    return True


def _row_groups(table: ResultTable, fields: Sequence[Field]) -> Iterator[list[dict[str, Cell]]]:
    rows = ({field.head: _or_nothing(field.cell(entry)) for field in fields} for entry in table.in_order())
    while group := list(islice(rows, _ROW_GROUP)):
        yield group


def _or_nothing(cell: Cell) -> Cell:
    return None if cell == "" else cell
