"""What stands at the head of every report and page: the document's title, who applies, dates, version and strategy."""

from __future__ import annotations

from datetime import date

from s3align.record.assessment import Assessment, DateSource
from s3align.render.formats import date_text
from s3align.render.messages import Messages
from s3align.render.view_model import Fact, MastheadView


def masthead(assessment: Assessment, messages: Messages, assessed_on: date | None) -> MastheadView:
    """The head of a report, beside the strategy's name; ``assessed_on``: the day of the assessment, where known.

    A document without a title goes by its file's name, which stands below the title otherwise.
    """
    document, made = assessment.document, assessment.provenance
    assessed = date_text(assessed_on.isoformat(), messages) if assessed_on else None
    rows = (
        ("applicant", document.applicant),
        ("file", document.name if document.title else None),
        ("dated", _dated(assessment, messages)),
        ("assessed", assessed),
        ("made", f"s3align {made.tool_version}"),
    )
    title = document.title or document.name
    return MastheadView(
        title=title,
        facts=tuple(Fact(messages(f"masthead_{key}"), value, code=False) for key, value in rows if value),
        running=" · ".join(filter(None, (title, assessed and messages("masthead_running", date=assessed)))),
    )


def _dated(assessment: Assessment, messages: Messages) -> str | None:
    """The document's date, and that it is the file's where the text has none."""
    dated = assessment.document.dated
    if dated is None:
        return None
    shown = date_text(dated, messages)
    return messages("masthead_file_date", date=shown) if assessment.document.dated_by is DateSource.FILE else shown
