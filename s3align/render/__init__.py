"""An assessment as a reader sees it: one module per format. Only here do names and sentences come in.

``render`` is the one interface to all formats that need nothing but the record, its strategy and a reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from s3align.errors import UsageError
from s3align.nearest import nearest

if TYPE_CHECKING:
    from s3align.record.assessment import Assessment
    from s3align.strategy.model import Strategy


def render(
    assessment: Assessment,
    strategy: Strategy,
    language: str,
    form: str = "html",
    *,
    brief: bool = False,
    assessed_on: date | None = None,
) -> bytes:
    """The assessment in a format of ``FORMATS``, worded in ``language`` ("de" or "en").

    ``brief`` is the short form for committees, of PDF alone; ``assessed_on`` the day of the assessment, which is printed and is
    no part of the record. Raises UsageError for another format or language, DataError
    where the record does not belong to the strategy.
    """
    if form not in FORMATS:
        raise UsageError(f"There is no format '{form}'. {nearest(form, FORMATS)}")
    return FORMATS[form](assessment, strategy, language, brief, assessed_on)


def _html(assessment: Assessment, strategy: Strategy, language: str, _: bool, day: date | None) -> bytes:
    from s3align.render.html import render_html  # noqa: PLC0415 -- one format alone is loaded

    return render_html(assessment, strategy, language, assessed_on=day).encode("utf-8")


def _pdf(assessment: Assessment, strategy: Strategy, language: str, brief: bool, day: date | None) -> bytes:
    from s3align.render.pdf import render_pdf  # noqa: PLC0415

    return render_pdf(assessment, strategy, language, brief=brief, assessed_on=day)


def _text(assessment: Assessment, strategy: Strategy, language: str, _: bool, day: date | None) -> bytes:
    from s3align.render.text import render_text  # noqa: PLC0415

    return render_text(assessment, strategy, language, assessed_on=day).encode("utf-8")


def _json(assessment: Assessment, _strategy: Strategy, _language: str, _: bool, _day: date | None) -> bytes:
    from s3align.record.codec import to_json  # noqa: PLC0415

    return to_json(assessment, indent=True)


FORMATS: dict[str, Callable[[Assessment, Strategy, str, bool, date | None], bytes]] = {
    "html": _html,
    "json": _json,
    "pdf": _pdf,
    "text": _text,
}
"""Format -> what renders it; each imports its module when it is first used."""
