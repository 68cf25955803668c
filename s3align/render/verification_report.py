"""Whether a report shows what the record inside it says, to the byte.

HTML carries its record in its head, PDF as an attached file, JSON is the record itself. An HTML or PDF report is unchanged
where this version makes the same bytes of the record; where it does not, the first places are named in which it shows something
else.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from s3align.errors import DataError, NotAssessableError, UsageError, said
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment
from s3align.record.codec import to_json
from s3align.render.embedded import embedded_json, no_record
from s3align.render.formats import sure_points
from s3align.render.html import render_html
from s3align.render.messages import LANGUAGES
from s3align.render.pdf import RECORD_FILE, render_pdf
from s3align.render.verification_finding import Finding, Outcome
from s3align.render.verification_printed import nearest_words, printed_differences, words_of_html, words_of_pdf
from s3align.render.verification_record import contradictions
from s3align.version import VERSION

_LANGUAGE = re.compile(r'<html lang="(\w+)">')
_PDF_MARK = b"%PDF-"
_HTML_DAY = re.compile(rb'<meta name="s3align-assessed-on" content="(\d{4})-(\d{2})-(\d{2})">')


def record_bytes(body: bytes, name: str, pipeline: Pipeline) -> bytes:
    """The record that a report carries, as JSON of whatever form. Raises DataError where there is none or it is damaged."""
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


def of_report(body: bytes, packed: bytes, record: Assessment, pipeline: Pipeline) -> Iterator[Finding]:
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
