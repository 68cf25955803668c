"""The report as a tagged PDF for print and screen readers (PDF/UA-1), set by Typst without any program of the system.

Everything from documents and strategies goes to the template as data, so that no text can become code.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from s3align.record.assessment import Assessment
from s3align.record.codec import to_json
from s3align.render.messages import Messages
from s3align.render.view import build_view
from s3align.resources import folder
from s3align.strategy.model import Strategy

RECORD_FILE = "s3align-record.json"
"""The name of the record attached to the PDF, so that it can be verified."""
STANDARD = "ua-1"
"""PDF/UA-1 (ISO 14289-1): Typst refuses to write a file that would break its checkable rules."""
_WORDS = (
    "report_kind",
    "rule_intro",
    "warnings_title",
    "overview_title",
    "column_theme",
    "column_grade",
    "column_points",
    "column_range",
    "ledger_title",
    "ledger_column_line",
    "ledger_column_kind",
    "ledger_column_points",
    "ledger_sum",
    "subtopics_title",
    "evidence_title",
    "advice_title",
    "advice_intro",
    "principles_title",
    "principles_intro",
    "principles_column",
    "principles_open",
    "places_title",
    "places_column_place",
    "places_column_role",
    "places_column_themes",
    "flags_title",
    "flags_intro",
    "integrity_title",
    "limits_title",
    "provenance_title",
    "facts_column_name",
    "facts_column_value",
)


def render_pdf(assessment: Assessment, strategy: Strategy, language: str, *, brief: bool = False) -> bytes:
    """A PDF in "de" or "en"; ``brief`` is the short form of two pages for committees.

    Raises UsageError for another language, DataError where the record does not belong to the strategy.
    """
    view = build_view(assessment, strategy, language)
    messages = Messages.load(language)
    words = {key: messages(key) for key in _WORDS} | {"report_title": messages("report_title", name=view.document)}
    data: bytes = _compiler().compile(
        format="pdf",
        pdf_standards=[STANDARD],
        sys_inputs={
            "view": json.dumps(asdict(view), ensure_ascii=False),
            "messages": json.dumps(words, ensure_ascii=False),
            "brief": "yes" if brief else "no",
            "record": to_json(assessment).decode(),
            "record_file": RECORD_FILE,
        },
    )
    return data


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst  # noqa: PLC0415 -- wanted for PDF alone

    template = folder("templates") / "report" / "report.typ"
    return typst.Compiler(str(template), root=str(template.parent), ignore_system_fonts=True)
