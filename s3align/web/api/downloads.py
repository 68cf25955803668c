"""Answers that are files: reports, records and what was handed in; always to be saved, never shown inside our pages."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import FileResponse

from s3align.record.assessment import Assessment
from s3align.render.html import render_html
from s3align.render.pdf import render_pdf
from s3align.strategy.model import Strategy
from s3align.web.downloads import attachment

_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content-Security-Policy of a report that somebody opens all the same: it runs nothing and loads nothing."""
_ANY = "application/octet-stream"


class ReportForm(StrEnum):
    """In which form a report comes."""

    HTML = "html"
    PDF = "pdf"


_KINDS = {ReportForm.HTML: "text/html", ReportForm.PDF: "application/pdf"}
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
FILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file", "content": {_ANY: {"schema": {"type": "string", "format": "binary"}}}}
}


def report(assessment: Assessment, strategy: Strategy, language: str, form: ReportForm, day: date) -> Response:
    """The report of a record that was made on a ``day``."""
    made = render_html if form is ReportForm.HTML else render_pdf
    body = made(assessment, strategy, language, assessed_on=day)
    name = f"{Path(assessment.document.name).stem}.{form}"
    return Response(body, media_type=_KINDS[form], headers=_headers(name))


def record(text: str | bytes, name: str) -> Response:
    """A record as it is kept."""
    return Response(text, media_type="application/json", headers=_headers(f"{Path(name).stem}.json"))


def file(path: Path, name: str) -> Response:
    """A file that was handed in, byte by byte."""
    return FileResponse(path, media_type=_ANY, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {"content-disposition": attachment(name), "content-security-policy": _SEALED}
