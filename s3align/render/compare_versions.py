"""A version of a proposal to be compared: assessed now, or the record of an earlier report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from s3align.assess.text_changes import whole_text
from s3align.errors import DataError, TooLargeError, UsageError, said
from s3align.pipeline import Pipeline
from s3align.reading.source import file_bytes
from s3align.record.assessment import Assessment
from s3align.record.codec import SUM_TOLERANCE, from_json, ledger_gap
from s3align.record.document import Document
from s3align.render.embedded import embedded_json
from s3align.render.messages import Messages
from s3align.render.pdf import RECORD_FILE
from s3align.render.wording import reason_sentence

_HTML = (".html", ".htm")
_RECORDS = (*_HTML, ".json")
_DAY = re.compile(r'<meta name="s3align-assessed-on" content="(\d{4}-\d{2}-\d{2})">')


@dataclass(frozen=True, slots=True)
class Version:
    """A version with its assessment. ``text``: the whole of it, None where only a record is at hand.

    ``assessed_on``: the day of the assessment, None where a record does not tell. ``document``: what ``text`` is of.
    """

    assessment: Assessment
    text: str | None
    assessed_on: date | None
    document: Document | None = None


def open_version(
    file: Path, pipeline: Pipeline, messages: Messages, today: date, *, password: str | None = None
) -> Version:
    """A proposal, assessed on ``today``, or what an earlier report (HTML) or record (JSON) of ``s3align check`` says of it.

    Raises UsageError where the file cannot be opened or was not assessed, DataError for a damaged record or one of another
    strategy.
    """
    is_record = file.suffix.lower() in _RECORDS
    version = _recorded(file, pipeline) if is_record else _assessed(file, pipeline, today, password)
    if not version.assessment.is_assessed:
        sentence = reason_sentence(version.assessment, messages)
        raise UsageError(f"{sentence} {messages('compare_needs_two')}")
    return version


def _assessed(file: Path, pipeline: Pipeline, today: date, password: str | None) -> Version:
    checked = pipeline.check_document(file, password=password)
    if checked.document is None:
        return Version(checked.assessment, None, today)
    if RECORD_FILE in checked.document.attachments:
        raise UsageError(
            said(
                "compare_pdf_report",
                "{name} is a PDF report of s3align, no proposal. Give the proposal, or its report as HTML or JSON.",
                name=file.name,
            )
        )
    return Version(checked.assessment, whole_text(checked.document), today, checked.document)


def _recorded(file: Path, pipeline: Pipeline) -> Version:
    try:
        source = file_bytes(file, file.name, pipeline.settings).decode("utf-8", "replace")
    except TooLargeError as error:
        raise UsageError(
            said("report_too_large", "{file} is too large to be a report of s3align. Check the path.", file=file)
        ) from error
    is_html = file.suffix.lower() in _HTML
    record = from_json(embedded_json(source, file.name) if is_html else source, file.name)
    if record.provenance.strategy_id != pipeline.strategy.id:
        raise DataError(
            said(
                "compare_other_strategy",
                "{name} was made with the strategy '{then}', not '{now}'. Name its strategy with --strategy, or give the "
                "proposal itself.",
                name=file.name,
                then=record.provenance.strategy_id,
                now=pipeline.strategy.id,
            )
        )
    if any(abs(ledger_gap(theme)) > SUM_TOLERANCE for theme in record.themes):
        raise DataError(
            said(
                "compare_wrong_sums",
                "The sums in the record of {name} are wrong: somebody changed it. Give the proposal itself.",
                name=file.name,
            )
        )
    return Version(record, None, _day(source) if is_html else None)


def _day(source: str) -> date | None:
    """The day of the assessment that an HTML report names."""
    found = _DAY.search(source)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:  # no day of the calendar: the report was changed
        return None
