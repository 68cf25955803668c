"""The report as a tagged PDF for print and screen readers (PDF/UA-1), set by Typst without any program of the system.

Everything from documents and strategies goes to the template as data, so that no text can become code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from typing import Any

from s3align.record.assessment import Assessment
from s3align.record.codec import to_json
from s3align.render.formats import BORDER
from s3align.render.messages import Messages
from s3align.render.view import build_view
from s3align.resources import folder
from s3align.strategy.model import Strategy

RECORD_FILE = "s3align-record.json"
"""The name of the record attached to the PDF, so that it can be verified."""
NO_SIGN = "\u25a1"
"""Stands for a sign that the fonts of the PDF do not have."""
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_INVISIBLE = dict.fromkeys(map(ord, "\ufe0e\ufe0f\u20e3\u200d"))
"""What makes pictures of letters and joins pictures; without it the letters remain."""
_MOST_ATTEMPTS = 12
_BLOCK_BITS = 7
_LATIN = 0x250
STANDARD = "ua-1"
"""PDF/UA-1 (ISO 14289-1): Typst refuses to write a file that would break its checkable rules."""
_WORDS = (
    "report_kind",
    "rule_intro",
    "steps_title",
    "warnings_title",
    "overview_title",
    "column_theme",
    "column_verdict",
    "column_extent",
    "column_points",
    "legend_extent",
    "ledger_title",
    "ledger_column_line",
    "ledger_column_kind",
    "ledger_column_part",
    "ledger_column_points",
    "ledger_sum",
    "subtopics_title",
    "advice_title",
    "advice_intro",
    "principles_title",
    "principles_intro",
    "principles_open",
    "places_title",
    "places_column_place",
    "places_column_role",
    "places_column_themes",
    "spread_intro",
    "source_label",
    "flags_title",
    "flags_intro",
    "about_title",
    "integrity_title",
    "limits_title",
    "provenance_title",
    "facts_column_name",
    "facts_column_value",
)


def render_pdf(
    assessment: Assessment,
    strategy: Strategy,
    language: str,
    *,
    brief: bool = False,
    assessed_on: date | None = None,
) -> bytes:
    """A PDF in "de" or "en"; ``brief`` is the short form of two pages for committees.

    ``assessed_on``, the day of the assessment, is printed and is the date of the file.

    Raises UsageError for another language, DataError where the record does not belong to the strategy.
    """
    view = build_view(assessment, strategy, language, assessed_on=assessed_on)
    view = replace(view, marked=None)  # for the screen alone
    messages = Messages.load(language)
    words = {key: messages(key) for key in _WORDS}
    words["report_title"] = messages("report_title", name=view.masthead.title)
    words["legend_score"] = messages("legend_score", border=BORDER)
    day = [assessed_on.year, assessed_on.month, assessed_on.day] if assessed_on else None
    shown = json.dumps({"assessed_on": day, "view": asdict(view), "messages": words}, ensure_ascii=False)
    fixed = {"brief": "yes" if brief else "no", "record": to_json(assessment).decode(), "record_file": RECORD_FILE}
    return _compiled(shown, fixed)


def _compiled(shown: str, fixed: Mapping[str, str]) -> bytes:
    """The PDF of a view and its messages as JSON; signs for which no font is at hand are shown as a box.

    PDF/UA allows no sign without a picture. Each attempt takes out the neighbours of the sign complained of in Unicode too,
    since who writes one Chinese sign writes others.
    """
    import typst  # noqa: PLC0415 -- wanted for PDF alone

    shown = shown.translate(_INVISIBLE)
    for _ in range(_MOST_ATTEMPTS):
        try:
            data: bytes = _compiler().compile(
                format="pdf", pdf_standards=[STANDARD], sys_inputs={"shown": shown, **fixed}
            )
        except typst.TypstError as error:
            missing = _MISSING.search(str(error))
            if missing is None:
                raise
            blocks = {ord(sign) >> _BLOCK_BITS for sign in missing[1] if not sign.isascii()}
            shown = "".join(NO_SIGN if ord(sign) >> _BLOCK_BITS in blocks else sign for sign in shown)
        else:
            return data
    return _compiled("".join(sign if ord(sign) < _LATIN else NO_SIGN for sign in shown), fixed)


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst  # noqa: PLC0415 -- wanted for PDF alone

    template = folder("templates") / "report" / "report.typ"
    return typst.Compiler(str(template), root=str(template.parent), ignore_system_fonts=True)
