"""Whether a report is as it was written, and whether the proposal still gets the same record.

``verification_report`` compares a report with the record that it carries, ``verification_archive`` an archive with its
checksums too. A record of an earlier form is recognised; of it only the proposal's hash can be compared. Reports bear
no signature: that a record was not made up with its report, the proposal alone can show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from s3align.errors import DataError, OldRecordError, TooLargeError, UsageError, said
from s3align.pipeline import Pipeline
from s3align.reading.source import file_bytes
from s3align.record.codec import from_json
from s3align.render.verification_archive import verify_archive
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_record import recomputed, same_file
from s3align.render.verification_report import of_report, record_bytes
from s3align.render.verification_tables import is_json_lines, verify_csv, verify_json_lines

_PACKAGE_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
"""Of an archive, and of a workbook; the second of an empty one."""
_LEAVES_OPEN = frozenset(
    {
        *("verify_other_version", "verify_strategy_changed", "verify_other_strategy"),
        *("verify_archive_not_anew", "verify_archive_unbound", "verify_archive_words"),
    }
)
"""What a person has to compare, since no program here can."""


class _OldDocument(msgspec.Struct, frozen=True):
    sha256: str | None = None


class _OldProvenance(msgspec.Struct, frozen=True):
    tool_version: str = "?"


class _OldRecord(msgspec.Struct, frozen=True):
    """What can be told of a record of any form."""

    schema: str = ""
    document: _OldDocument = _OldDocument()
    provenance: _OldProvenance = _OldProvenance()


def verify(
    report: Path,
    proposal: Path | None,
    pipeline: Pipeline,
    *,
    password: str | None = None,
    installed: Mapping[str, Path] | None = None,
) -> list[Finding]:
    """What can be said of a report (HTML, PDF or JSON) and, where it is given, of the proposal it was made from.

    Also of the tables of a run (JSON lines, CSV with those beside it) and of an archive (ZIP). ``password``: of an encrypted
    proposal. ``installed``: path in an archive -> file of the strategy and model used here.

    Raises UsageError where a file cannot be opened, DataError where the report holds no record or a damaged one.
    """
    if _is_package(report):
        return list(verify_archive(report, proposal, pipeline, password, installed or {}))
    body = _opened(report, pipeline)
    if report.suffix.lower() == ".csv":
        return list(verify_csv(report, body, proposal, pipeline, password))
    if is_json_lines(body):
        return list(verify_json_lines(body, proposal, pipeline, password))
    packed = record_bytes(body, report.name, pipeline)
    try:
        record = from_json(packed, report.name)
    except OldRecordError:
        return list(_of_old_form(packed, proposal))
    findings = list(of_report(body, packed, record, pipeline))
    if proposal is None:
        return [*findings, Finding(Outcome.UNKNOWN, "verify_no_proposal")]
    findings.append(same_file(record.document.sha256, proposal))
    if findings[-1].outcome is Outcome.AGREES and record.provenance.strategy_id == pipeline.strategy.id:
        findings.extend(recomputed(record, proposal, pipeline, password))
    return findings


def is_checked(findings: Sequence[Finding], *, with_proposal: bool) -> bool:
    """Whether what was to be checked could be: the report against its record, or the record against its proposal.

    The day of an assessment, and other facts that stand nowhere else, are named and leave this as it is.
    """
    keys = {finding.key for finding in findings}
    wanted = {"verify_figures_same"} if with_proposal else {"verify_unchanged", "verify_rows_same"}
    return bool(keys & wanted) and not keys & _LEAVES_OPEN


def _is_package(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) in _PACKAGE_MARKS
    except OSError:  # what is wrong with the path is said where it is opened as a report
        return False


def _opened(path: Path, pipeline: Pipeline) -> bytes:
    try:
        return file_bytes(path, path.name, pipeline.settings)
    except TooLargeError as error:
        raise UsageError(
            said("report_too_large", "{file} is too large to be a report of s3align. Check the path.", file=path)
        ) from error


def _of_old_form(packed: bytes, proposal: Path | None) -> Iterator[Finding]:
    try:
        old = msgspec.json.decode(packed, type=_OldRecord)
    except msgspec.DecodeError as error:
        raise DataError(
            said(
                "old_record_damaged",
                "The record in the report is damaged ({why}). Ask for the original report.",
                why=error,
            )
        ) from error
    yield Finding(Outcome.UNKNOWN, "verify_old", {"form": old.schema, "then": old.provenance.tool_version})
    if proposal is not None:
        yield same_file(old.document.sha256, proposal)
