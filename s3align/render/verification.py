"""Whether a report is as it was written, and whether the proposal still gets the same record.

A report carries its record: HTML in its head, PDF as an attached file, JSON is the record itself. An HTML or PDF report is
unchanged where this version makes the same bytes of the record; where it does not, the first places are named in which it
shows something else. A record of an earlier form is recognised; of it only the proposal's hash can be compared. Reports bear
no signature: that a record was not made up with its report, the proposal alone can show.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from s3align.errors import DataError, NotAssessableError, OldRecordError, TooLargeError, UsageError, said
from s3align.pipeline import Pipeline
from s3align.reading.source import file_bytes
from s3align.record.assessment import Assessment
from s3align.record.codec import from_json, to_json
from s3align.render.embedded import embedded_json, no_record
from s3align.render.formats import sure_points
from s3align.render.html import render_html
from s3align.render.messages import LANGUAGES
from s3align.render.pdf import RECORD_FILE, render_pdf
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_printed import nearest_words, printed_differences, words_of_html, words_of_pdf
from s3align.render.verification_record import contradictions, recomputed, same_file
from s3align.render.verification_tables import is_json_lines, verify_csv, verify_json_lines
from s3align.version import VERSION

_LANGUAGE = re.compile(r'<html lang="(\w+)">')
_PDF_MARK = b"%PDF-"
_HTML_DAY = re.compile(rb'<meta name="s3align-assessed-on" content="(\d{4})-(\d{2})-(\d{2})">')
_PACKAGE_MARK = b"PK\x03\x04"
"""Of a workbook."""


class _OldDocument(msgspec.Struct, frozen=True):
    sha256: str | None = None


class _OldProvenance(msgspec.Struct, frozen=True):
    tool_version: str = "?"


class _OldRecord(msgspec.Struct, frozen=True):
    """What can be told of a record of any form."""

    schema: str = ""
    document: _OldDocument = _OldDocument()
    provenance: _OldProvenance = _OldProvenance()


def verify(report: Path, proposal: Path | None, pipeline: Pipeline, *, password: str | None = None) -> list[Finding]:
    """What can be said of a report (HTML, PDF or JSON) and, where it is given, of the proposal it was made from.

    Also of the tables of a run (JSON lines, CSV with those beside it). ``password``: of an encrypted proposal.

    Raises UsageError where a file cannot be opened, DataError where the report holds no record or a damaged one.
    """
    body = _opened(report, pipeline)
    if body.startswith(_PACKAGE_MARK):
        return [Finding(Outcome.UNKNOWN, "verify_workbook")]
    if report.suffix.lower() == ".csv":
        return list(verify_csv(report, body, proposal, pipeline, password))
    if is_json_lines(body):
        return list(verify_json_lines(body, proposal, pipeline, password))
    packed = _record_bytes(body, report.name, pipeline)
    try:
        record = from_json(packed, report.name)
    except OldRecordError:
        return list(_of_old_form(packed, proposal))
    findings = list(_of_report(body, packed, record, pipeline))
    if proposal is None:
        return [*findings, Finding(Outcome.UNKNOWN, "verify_no_proposal")]
    findings.append(same_file(record.document.sha256, proposal))
    if findings[-1].outcome is Outcome.AGREES and record.provenance.strategy_id == pipeline.strategy.id:
        findings.extend(recomputed(record, proposal, pipeline, password))
    return findings


def is_checked(findings: Sequence[Finding], *, with_proposal: bool) -> bool:
    """Whether what was to be checked could be: the report against its record, or the record against its proposal."""
    keys = {finding.key for finding in findings}
    if with_proposal:
        return "verify_figures_same" in keys and not keys & {"verify_other_version", "verify_strategy_changed"}
    return bool(keys & {"verify_unchanged", "verify_rows_same"})


def _opened(path: Path, pipeline: Pipeline) -> bytes:
    try:
        return file_bytes(path, path.name, pipeline.settings)
    except TooLargeError as error:
        raise UsageError(
            said("report_too_large", "{file} is too large to be a report of s3align. Check the path.", file=path)
        ) from error


def _record_bytes(body: bytes, name: str, pipeline: Pipeline) -> bytes:
    if body.startswith(_PDF_MARK):
        try:
            return pipeline.attachment(body, RECORD_FILE, name=name)
        except UsageError as error:
            raise DataError(no_record(name)) from error
        except NotAssessableError as error:
            raise DataError(
                said(
                    "report_unreadable",
                    "{name} cannot be read as a report any more: {why}",
                    name=name,
                    why=error.args[0],
                )
            ) from error
    if body.lstrip().startswith(b"{"):
        return body
    return embedded_json(body.decode("utf-8", "replace"), name)


def _of_report(body: bytes, packed: bytes, record: Assessment, pipeline: Pipeline) -> Iterator[Finding]:
    """Whether a record agrees with itself, and its report is, to the byte, what this version makes of it."""
    wrong = list(contradictions(record, pipeline.strategy))
    yield from wrong
    if any(finding.key == "verify_sums" for finding in wrong):
        return  # nothing can be made of such a record
    if record.provenance.strategy_id != pipeline.strategy.id:
        yield Finding(Outcome.UNKNOWN, "verify_other_strategy", {"strategy": record.provenance.strategy_id})
    elif body == packed:
        yield Finding(Outcome.UNKNOWN, "verify_json" if _is_as_written(body, record) else "verify_json_rewritten")
    elif any(again == body for again in _renderings(body, record, pipeline)):
        yield Finding(Outcome.AGREES, "verify_unchanged")
        if day := _day_printed(body):
            yield Finding(Outcome.UNKNOWN, "verify_day", {"day": day.isoformat()})
    else:
        yield from _differs(body, record, pipeline)


def _is_as_written(body: bytes, record: Assessment) -> bool:
    return body.strip() in (to_json(record), to_json(record, indent=True).strip())


def _differs(body: bytes, record: Assessment, pipeline: Pipeline) -> Iterator[Finding]:
    """Why the report is not what this version makes of its record: another version, other data, or a change."""
    made = record.provenance
    if made.tool_version != VERSION:
        yield Finding(Outcome.UNKNOWN, "verify_other_version", {"then": made.tool_version, "now": VERSION})
        yield _figures(record)
    elif made.strategy_hash != pipeline.strategy.content_hash:
        yield Finding(Outcome.UNKNOWN, "verify_strategy_changed", {"strategy": made.strategy_id})
        yield _figures(record)
    else:
        yield Finding(Outcome.DIFFERS, "verify_changed")
        yield from _printed(body, record, pipeline)


def _figures(record: Assessment) -> Finding:
    """The figures of a record, for a person to compare with a report that this version cannot make again."""
    figures = {
        theme.id: f"{sure_points(theme.sureness)} ({sure_points(theme.low)}–{sure_points(theme.high)})"
        for theme in record.themes
    }
    return Finding(Outcome.UNKNOWN, "verify_by_eye" if figures else "verify_by_eye_none", figures)


def _printed(body: bytes, record: Assessment, pipeline: Pipeline) -> list[Finding]:
    """The places where a report shows something else than its record says."""
    if body.startswith(_PDF_MARK):
        shown = words_of_pdf(body, "report.pdf", pipeline)
        made = (words_of_pdf(again, "report.pdf", pipeline) for again in _renderings(body, record, pipeline))
    else:
        shown = words_of_html(body.decode("utf-8", "replace"))
        made = (words_of_html(again.decode()) for again in _renderings(body, record, pipeline))
    candidates = list(made)
    return printed_differences(shown, nearest_words(shown, candidates)) if candidates else []


def _renderings(body: bytes, record: Assessment, pipeline: Pipeline) -> Iterator[bytes]:
    """Everything that this version writes of a record in the report's format."""
    day = _day_printed(body)
    if body.startswith(_PDF_MARK):
        for language in LANGUAGES:
            for brief in (False, True):
                yield render_pdf(record, pipeline.strategy, language, brief=brief, assessed_on=day)
        return
    found = _LANGUAGE.search(body[:1000].decode("utf-8", "replace"))
    if found and found[1] in LANGUAGES:
        yield render_html(record, pipeline.strategy, found[1], assessed_on=day).encode("utf-8")


def _day_printed(body: bytes) -> date | None:
    """The day of the assessment that a report names; None where it names none."""
    if body.startswith(_PDF_MARK):
        return _day_of_pdf(body)
    found = _HTML_DAY.search(body)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:  # no day of the calendar: what is made again will differ
        return None


def _day_of_pdf(body: bytes) -> date | None:
    """The day on which the file says that it was made, however a program that saved it again has written that down."""
    try:
        facts = PdfReader(io.BytesIO(body)).metadata
        made = facts.creation_date if facts else None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return made.date() if made else None


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
