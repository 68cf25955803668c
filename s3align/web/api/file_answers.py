"""Answers that are files: reports, records and what was handed in; always to be saved, never shown inside our pages."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import FileResponse

from s3align import budget
from s3align.pipeline import Pipeline
from s3align.record.assessment import Assessment
from s3align.render import render
from s3align.web.downloads import attachment

_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content-Security-Policy of a report that somebody opens all the same: it runs nothing and loads nothing."""
ANY = "application/octet-stream"


class ReportForm(StrEnum):
    """In which form a report comes."""

    HTML = "html"
    PDF = "pdf"


KINDS = {ReportForm.HTML: "text/html", ReportForm.PDF: "application/pdf"}
REPORT_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
RECORD_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The record; its JSON Schema is what `s3align schema` prints",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
HTML_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The comparison", "content": {"text/html": {"schema": {"type": "string"}}}}
}
ZIP_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The zip",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PDF_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The marked copy",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {ANY: {"schema": {"type": "string", "format": "binary"}}}}
}


def report(assessment: Assessment, pipeline: Pipeline, language: str, form: ReportForm, day: date) -> Response:
    """The report of a record that was made on a ``day``.

    Raises TimedOutError or TooLargeError where rendering takes too much.
    """
    with budget.spending(pipeline.budget("rendering")):
        body = render(assessment, pipeline.strategy, language, form.value, assessed_on=day)
    return made_file(body, f"{Path(assessment.document.name).stem}.s3align.{form}", KINDS[form])


def made_file(body: bytes | str, name: str, kind: str) -> Response:
    """A file that was made here."""
    return Response(body, media_type=kind, headers=headers(name))


def record(text: str | bytes, name: str) -> Response:
    """A record as it is kept."""
    return made_file(text, f"{Path(name).stem}.s3align.json", "application/json")


def file(path: Path, name: str) -> Response:
    """A file that was handed in, byte by byte."""
    return FileResponse(path, media_type=ANY, headers=headers(name))


def headers(name: str) -> dict[str, str]:
    """The headers of a file that is to be saved under a name."""
    path = Path(name)
    return {"content-disposition": attachment(path.stem, path.suffix), "content-security-policy": _SEALED}
