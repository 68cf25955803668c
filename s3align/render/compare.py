"""Two files or versions compared, in a format: the way in for the command line and for the web."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from s3align.assess.compare import compare
from s3align.assess.text_changes import text_changes
from s3align.pipeline import Pipeline
from s3align.render.compare_versions import Version, open_version
from s3align.render.messages import Messages
from s3align.strategy.model import Strategy


def compare_files(
    old: Path, new: Path, pipeline: Pipeline, language: str, form: str, today: date, *, password: str | None = None
) -> bytes:
    """What changed between two versions, as "text", "html" or "json" in UTF-8; JSON holds values and ids alone.

    ``old`` and ``new`` as ``open_version`` takes them, with its errors; proposals are assessed as of ``today``.
    """
    messages = Messages.load(language)
    before, after = (open_version(file, pipeline, messages, today, password=password) for file in (old, new))
    return render_compared(before, after, pipeline.strategy, language, form)


def render_compared(before: Version, after: Version, strategy: Strategy, language: str, form: str) -> bytes:
    """What changed between two versions that were assessed, in a format of ``compare_files``."""
    text = text_changes(before.document, after.document) if before.document and after.document else None
    found = compare(before.assessment, after.assessment, before.text, after.text, text=text)
    if form == "json":
        return msgspec.json.encode(found)
    from s3align.render.view_compare import build_compare_view  # noqa: PLC0415 -- not for JSON

    view = build_compare_view(before, after, found, strategy, language)
    if form == "html":
        from s3align.render.compare_html import render_compare_html  # noqa: PLC0415 -- one format alone is loaded

        return render_compare_html(view).encode("utf-8")
    from s3align.render.compare_text import compare_lines  # noqa: PLC0415

    return "\n".join(compare_lines(view)).encode("utf-8")
