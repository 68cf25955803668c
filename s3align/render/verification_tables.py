"""Whether the tables of a run agree: every record with itself, and the rows of ``results.csv`` with their records."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from s3align.errors import DataError, OldRecordError, UsageError
from s3align.pipeline import Pipeline
from s3align.reading.source import file_bytes
from s3align.record.assessment import Assessment
from s3align.record.codec import from_json
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_record import contradictions, hash_of, recomputed, same_file
from s3align.render.verification_rows import Row, differences, expected_rows, report_differences, unchecked_columns
from s3align.store.safe_cell import safe_cell

RECORDS = "results.jsonl"
"""The file of a run that holds its records; the tables beside it are made of them."""


class _Line(msgspec.Struct):
    file: str
    record: msgspec.Raw


def is_json_lines(body: bytes) -> bool:
    """Whether a file holds a record a line, as opposed to one record."""
    lines = body.split(b"\n", 2)
    first, second = lines[0].strip(), (lines[1].strip() if len(lines) > 1 else b"")
    return first.startswith(b"{") and first.endswith(b"}") and (second.startswith(b"{") or first.startswith(b'{"file"'))


def verify_json_lines(
    body: bytes, proposal: Path | None, pipeline: Pipeline, password: str | None
) -> Iterator[Finding]:
    """What can be said of records, a line each, and of those among them that belong to a proposal."""
    found = False
    wanted = hash_of(proposal) if proposal else None
    count = 0
    foreign: set[str] = set()
    for number, line in enumerate(filter(None, map(bytes.strip, body.split(b"\n"))), start=1):
        name, record = _record(line, number)
        if isinstance(record, Finding):
            yield replace(record, about=name)
            continue
        count += 1
        foreign |= {record.provenance.strategy_id} - {pipeline.strategy.id}
        yield from (replace(finding, about=name) for finding in contradictions(record, pipeline.strategy))
        if proposal and record.document.sha256 == wanted:
            found = True
            yield from _of_proposal(name, record, proposal, pipeline, password)
    yield Finding(Outcome.UNKNOWN, "verify_lines", {"count": str(count)})
    yield from (Finding(Outcome.UNKNOWN, "verify_other_strategy", {"strategy": name}) for name in sorted(foreign))
    if proposal and not found:
        yield Finding(Outcome.DIFFERS, "verify_not_in_table", {"file": proposal.name})
    elif not proposal:
        yield Finding(Outcome.UNKNOWN, "verify_no_proposal")


def _of_proposal(
    name: str, record: Assessment, proposal: Path, pipeline: Pipeline, password: str | None
) -> Iterator[Finding]:
    if record.provenance.strategy_id != pipeline.strategy.id:
        return
    for finding in (same_file(record.document.sha256, proposal), *recomputed(record, proposal, pipeline, password)):
        yield replace(finding, about=name)


def _record(line: bytes, number: int) -> tuple[str, Assessment | Finding]:
    """The record of a line and the name of its proposal, or what is wrong with it."""
    name = str(number)
    try:
        if line.startswith(b'{"file"'):
            entry = msgspec.json.decode(line, type=_Line)
            name, line = entry.file, bytes(entry.record)
        record = from_json(line)
    except OldRecordError:
        return name, Finding(Outcome.UNKNOWN, "verify_old_row")
    except (DataError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return name, Finding(Outcome.DIFFERS, "verify_broken_row", {"line": str(number)})
    return (name if name != str(number) else record.document.name), record


def verify_csv(
    report: Path, body: bytes, proposal: Path | None, pipeline: Pipeline, password: str | None
) -> Iterator[Finding]:
    """What can be said of ``results.csv``: whether its rows say what the records beside it say, and of these."""
    beside = report.with_name(RECORDS)
    try:
        packed = file_bytes(beside, beside.name, pipeline.settings)
    except UsageError:
        yield Finding(Outcome.UNKNOWN, "verify_table_alone", {"file": RECORDS})
        return
    lines = filter(None, map(bytes.strip, packed.split(b"\n")))
    known = dict(_record(line, number) for number, line in enumerate(lines, start=1))
    try:
        rows = {row.get("file", ""): row for row in _rows(body)}
    except csv.Error:
        yield Finding(Outcome.DIFFERS, "verify_table_broken")
        return
    records = {name: record for name, record in known.items() if isinstance(record, Assessment)}
    yield from _table_findings(report.parent, rows, known, records, pipeline)
    yield from verify_json_lines(packed, proposal, pipeline, password)


def _table_findings(
    folder: Path,
    rows: Mapping[str, Row],
    known: Collection[str],
    records: Mapping[str, Assessment],
    pipeline: Pipeline,
) -> Iterator[Finding]:
    """What the rows of a table say against its records; that they agree where nothing does."""
    expected = expected_rows(records, pipeline.strategy)
    names = {safe_cell(name): name for name in known}
    found = [
        *unchecked_columns(next(iter(rows.values()), {}), expected, records.values()),
        *(
            Finding(Outcome.DIFFERS, "verify_row_missing", about=name)
            for cell, name in names.items()
            if cell not in rows
        ),
        *(
            replace(finding, about=name)
            for name, record in records.items()
            if safe_cell(name) in rows
            for finding in differences(rows[safe_cell(name)], record, expected.rows[name], expected)
        ),
        *report_differences(folder, rows, expected),
        *(Finding(Outcome.DIFFERS, "verify_row_extra", about=cell) for cell in rows if cell not in names),
    ]
    yield from found
    if not any(finding.outcome is Outcome.DIFFERS for finding in found):
        yield Finding(Outcome.AGREES, "verify_rows_same", {"count": str(len(known)), "file": RECORDS})


def _rows(body: bytes) -> Iterator[Row]:
    """The rows of a table as this program writes it, for programs or for a German Excel."""
    text = body.decode("utf-8-sig", "replace")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield {str(head): str(cell or "") for head, cell in row.items()}
