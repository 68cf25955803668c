"""Whether the cells of ``results.csv`` say what the records beside it say: its rows are made again of them.

What no record holds cannot be checked, and is named: which other files resemble a file, and when it was assessed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from s3align.record.assessment import Assessment
from s3align.render.columns import LISTED, Cell, Field, fields
from s3align.render.formats import MOST_SIGNS, shortened
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_record import SAME_FIGURE
from s3align.store.results import REPORTS, Result, report_name
from s3align.store.row import ResultRow, row_of
from s3align.store.safe_cell import safe_cell
from s3align.store.table import ResultTable
from s3align.strategy.model import Strategy
from s3align.version import VERSION

_OPEN = ("similar_to", "shared", "assessed_on", "read_by", "decision")
"""Columns that no record can check: what other files have in common with one is not in it, nor the day, nor who read it."""
_PLACES = "rank_from", "rank_to"
"""Columns that an earlier version may have counted in another way."""
_REPORT = "report"
_READ_BY = "read_by"
_HASH = re.compile(r"[0-9a-f]{32}\.html$")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """The rows that a table should have, by their names; ``fields`` of each language in which it may be written."""

    rows: Mapping[str, ResultRow]
    fields: Sequence[Sequence[Field]]


def expected_rows(records: Mapping[str, Assessment], strategy: Strategy) -> Expected:
    """The rows of the records of a run, by the names of their files, as ``batch`` makes them."""
    names = sorted(records)
    first: dict[tuple[str, str], str] = {}
    for name in names:
        first.setdefault(_content(name, records[name]), name)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        table = ResultTable(database)
        table.fill((_row(name, first[_content(name, records[name])], records[name]), b"", None) for name in names)
        rows = {row.name: row for row in table.in_order()}
    own = all(record.provenance.strategy_id == strategy.id for record in records.values())
    themes = None if own else dict.fromkeys(theme.id for record in records.values() for theme in record.themes)
    return Expected(rows, [fields(strategy, Messages.load(language), themes) for language in LANGUAGES])


def _content(name: str, record: Assessment) -> tuple[str, str]:
    """What makes a file a copy of another: its bytes and its suffix; a file whose bytes are not known is none."""
    return record.document.sha256 or name, PurePath(name).suffix.lower()


def _row(name: str, original: str, record: Assessment) -> ResultRow:
    return row_of(Result(name, original, record.document.sha256 or "", "", "", b""), record, "")


def unchecked_columns(heads: Collection[str], expected: Expected, records: Collection[Assessment]) -> Iterator[Finding]:
    """Which columns are not checked, and which are missing: in a table of this version none may be."""
    known = [field.head for field in expected.fields[0]]
    open_columns = [head for head in heads if is_open(head) or head not in known]
    if any(record.provenance.tool_version != VERSION for record in records):
        open_columns += [head for head in known if head in heads and head.endswith(_PLACES)]
    elif missing := [head for head in known if head not in heads]:
        yield Finding(Outcome.DIFFERS, "verify_missing_columns", {"columns": ", ".join(missing)})
    if open_columns:
        yield Finding(Outcome.UNKNOWN, "verify_open_columns", {"columns": ", ".join(open_columns)})


def differences(row: Row, record: Assessment, wanted: ResultRow, expected: Expected) -> Iterator[Finding]:
    """The cells of a row that do not say what its record says."""
    if row.get(_READ_BY):  # then nobody has to read it any more
        wanted = replace(wanted, read_by=(row[_READ_BY],))
    of_now = record.provenance.tool_version == VERSION
    for same in zip(*expected.fields, strict=True):
        head = same[0].head
        if head not in row or head == _REPORT or is_open(head) or (head.endswith(_PLACES) and not of_now):
            continue
        if head == "sha256" and record.document.sha256 is None:  # of a file that could not be opened
            continue
        cells = [field.cell(wanted) for field in same]
        if not any(_says(row[head], cell) for cell in cells):
            yield cell_differs(head, row[head], "" if cells[0] is None else str(cells[0]))


def is_open(head: str) -> bool:
    """Whether no record can check a column: what others have, who read it, or its list."""
    return head in _OPEN or head.endswith(LISTED)


def cell_differs(column: str, printed: str, recorded: str) -> Finding:
    """That a cell says something else than its record."""
    return Finding(Outcome.DIFFERS, "verify_cell", {"column": column, "printed": printed, "recorded": recorded})


def _says(printed: str, cell: Cell) -> bool:
    if cell is None or cell == "":
        return printed == ""
    if isinstance(cell, str):
        text = safe_cell(cell)
        return printed == text or printed in [shortened(text, MOST_SIGNS, Messages.load(name)) for name in LANGUAGES]
    try:
        return abs(float(printed.replace(",", ".")) - cell) <= SAME_FIGURE
    except ValueError:
        return False


def report_differences(folder: Path, rows: Mapping[str, Row], expected: Expected) -> Iterator[Finding]:
    """Where the cell for the report does not name the one beside the table that can belong to the file."""
    if not all(_REPORT in row for row in rows.values()):
        return
    there = _reports_by_start(folder / REPORTS)
    claims: dict[str, set[str]] = {}
    for name, wanted in expected.rows.items():
        if row := rows.get(safe_cell(name)):
            claims.setdefault(row[_REPORT], set()).add(wanted.duplicate_of or name)
    for name, wanted in expected.rows.items():
        original = wanted.duplicate_of or name
        reports = there.get(report_name(original, "").removesuffix(".html"), [])
        own = [report for report in reports if claims.get(report, set()) <= {original}]
        if (row := rows.get(safe_cell(name))) and row[_REPORT] not in (own or [""]):
            yield replace(cell_differs(_REPORT, row[_REPORT], own[0] if own else ""), about=name)


def _reports_by_start(folder: Path) -> dict[str, list[str]]:
    """What stands before the hash in the name of a report -> the reports, as the tables name them."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.html")):
        start = _HASH.sub("", path.name)
        found.setdefault(start, []).append(f"{REPORTS}/{path.name}")
    return found
