"""Whether a report is as it was written, and whether the proposal still gets the same record.

A report carries its record: HTML in its head, PDF as an attached file, JSON is the record itself. An HTML or PDF report is
unchanged where this version makes the same bytes of the record. A record of an earlier form is recognised; of it only the
proposal's hash can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from s3align.errors import DataError, NotAssessableError, OldRecordError, TooLargeError, UsageError, said
from s3align.files import file_hash
from s3align.pipeline import Pipeline
from s3align.reading.source import file_bytes
from s3align.record.assessment import Assessment
from s3align.record.codec import SUM_TOLERANCE, from_json, ledger_gap, to_json
from s3align.render.embedded import embedded_json, no_record
from s3align.render.html import render_html
from s3align.render.messages import LANGUAGES
from s3align.render.pdf import RECORD_FILE, render_pdf
from s3align.version import VERSION

SAME_FIGURE = 1e-6
"""Figures are stored with six decimals."""
_LANGUAGE = re.compile(r'<html lang="(\w+)">')
_PDF_MARK = b"%PDF-"
_HTML_DAY = re.compile(rb'<meta name="s3align-assessed-on" content="(\d{4})-(\d{2})-(\d{2})">')
_PDF_DAY = re.compile(rb"/CreationDate ?\(D:(\d{4})(\d{2})(\d{2})")
_PARTS = ("model_hash", "strategy_hash", "settings_hash", "tool_version")
_WITHOUT_FIGURES = ("strategy_hash", "tool_version")
"""What may have changed without changing a figure: the model binds themes and terms, and the figures are compared."""


class Outcome(StrEnum):
    """Whether something agrees; "unknown" where it cannot be checked."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: ``key`` names its sentence among the messages (``verify_…``), ``values`` fill it."""

    outcome: Outcome
    key: str
    values: dict[str, str] = field(default_factory=dict)


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

    ``password``: of an encrypted proposal.

    Raises UsageError where a file cannot be opened, DataError where the report holds no record or a damaged one.
    """
    body = _opened(report, pipeline)
    packed = _record_bytes(body, report.name, pipeline)
    try:
        record = from_json(packed, f"The record in {report.name}")
    except OldRecordError:
        return list(_of_old_form(packed, proposal))
    findings = [_unchanged(body, record, pipeline)]
    if proposal is not None:
        findings.append(_same_file(record.document.sha256, proposal))
        if findings[-1].outcome is Outcome.AGREES and record.provenance.strategy_id == pipeline.strategy.id:
            findings.extend(_recomputed(record, proposal, pipeline, password))
    return findings


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


def _unchanged(body: bytes, record: Assessment, pipeline: Pipeline) -> Finding:
    """Whether the report is, to the byte, what this version makes of its record."""
    if any(abs(ledger_gap(theme)) > SUM_TOLERANCE for theme in record.themes):
        return Finding(Outcome.DIFFERS, "verify_sums")
    if record.provenance.strategy_id != pipeline.strategy.id:
        return Finding(Outcome.UNKNOWN, "verify_other_strategy", {"strategy": record.provenance.strategy_id})
    if body.lstrip().startswith(b"{"):
        return Finding(Outcome.UNKNOWN, "verify_json")
    if any(again == body for again in _renderings(body, record, pipeline)):
        return Finding(Outcome.AGREES, "verify_unchanged")
    return _differs(record, pipeline)


def _differs(record: Assessment, pipeline: Pipeline) -> Finding:
    """Why the report is not what this version makes of its record: another version, other data, or a change."""
    made = record.provenance
    if made.tool_version != VERSION:
        return Finding(Outcome.UNKNOWN, "verify_other_version", {"then": made.tool_version, "now": VERSION})
    if made.strategy_hash != pipeline.strategy.content_hash:
        return Finding(Outcome.UNKNOWN, "verify_strategy_changed", {"strategy": made.strategy_id})
    return Finding(Outcome.DIFFERS, "verify_changed")


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
    """The day of the assessment that a report names, for which it is made again; None where it names none."""
    found = (_PDF_DAY if body.startswith(_PDF_MARK) else _HTML_DAY).search(body)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:  # no day of the calendar: what is made again will differ
        return None


def _recomputed(record: Assessment, proposal: Path, pipeline: Pipeline, password: str | None) -> Iterator[Finding]:
    if proposal.name != record.document.name:
        yield Finding(Outcome.UNKNOWN, "verify_name", {"then": record.document.name, "now": proposal.name})
    again = pipeline.check(proposal, name=record.document.name, password=password)
    if again.status != record.status:
        yield Finding(Outcome.DIFFERS, "verify_status", {"then": record.status.value, "now": again.status.value})
        return
    for part in _PARTS:
        then, now = getattr(record.provenance, part), getattr(again.provenance, part)
        key = f"verify_{part}_{'same' if then == now else 'differs'}"
        differs = Outcome.UNKNOWN if part in _WITHOUT_FIGURES else Outcome.DIFFERS
        yield Finding(Outcome.AGREES if then == now else differs, key, {"then": then, "now": now})
    stored, computed = _figures(record), _figures(again)
    same = stored.keys() == computed.keys() and all(
        abs(value - computed[theme]) <= SAME_FIGURE for theme, value in stored.items()
    )
    yield Finding(Outcome.AGREES if same else Outcome.DIFFERS, f"verify_figures_{'same' if same else 'differ'}")
    if same and (
        _what_the_model_binds(record) != _what_the_model_binds(again)
        or (record.provenance == again.provenance and to_json(record) != to_json(again))
    ):
        yield Finding(Outcome.DIFFERS, "verify_record_differs")


def _what_the_model_binds(record: Assessment) -> bytes:
    """The part of a record that facts of the strategy and the tool's version leave as it is."""
    return msgspec.json.encode((record.themes, record.overall, record.questions, record.document))


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
        yield _same_file(old.document.sha256, proposal)


def _same_file(sha256: str | None, proposal: Path) -> Finding:
    """Whether a proposal is the file that was assessed."""
    try:
        same = file_hash(proposal) == sha256
        key = "verify_same_file" if same else "verify_other_file"
        return Finding(Outcome.AGREES if same else Outcome.DIFFERS, key, {"file": proposal.name})
    except OSError as error:
        raise UsageError(
            said(
                "cannot_open",
                "The file {file} cannot be opened ({why}). Check the path and its rights.",
                file=proposal,
                why=error.strerror,
            )
        ) from error


def _figures(record: Assessment) -> dict[str, float]:
    return {theme.id: theme.sureness for theme in record.themes}
