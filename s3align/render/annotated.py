"""An assessed PDF with its evidence highlighted, a colour for each theme."""

from __future__ import annotations

from s3align.errors import UsageError, said
from s3align.pipeline import Pipeline, Source, source_hash
from s3align.record.assessment import Assessment
from s3align.strategy.colours import theme_colours
from s3align.strategy.model import wording


def render_annotated(
    source: Source, assessment: Assessment, pipeline: Pipeline, language: str, *, password: str | None = None
) -> bytes:
    """A copy of the PDF that ``assessment`` was made from, with a highlight wherever a term of its evidence stands.

    The copy carries no scripts, actions or embedded files over. Raises UsageError for a file that is no PDF, or
    another one than was assessed.
    """
    name = assessment.document.name
    if not name.lower().endswith(".pdf"):
        raise UsageError(
            said(
                "highlights_no_pdf", "'{name}' is not a PDF. Highlights can be written into PDF files only.", name=name
            )
        )
    if source_hash(source) != assessment.document.sha256:
        raise UsageError(
            said(
                "other_than_assessed",
                "The file is not the {name} that was assessed. Give that file, or assess this one.",
                name=name,
            )
        )
    colours = theme_colours(pipeline.strategy)
    marks = [
        {
            "page": card.page,
            "boxes": term.boxes,
            "colour": colours[theme.id],
            "note": wording(pipeline.strategy.theme(theme.id).name, language),
        }
        for theme in assessment.addressed
        for card in theme.evidence
        for term in card.terms
        if term.boxes
    ]
    return pipeline.annotate(source, marks, name=name, password=password)
