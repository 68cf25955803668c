"""An assessed PDF with its evidence highlighted, a colour for each theme, and a legend in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from s3align.errors import UsageError, said
from s3align.pipeline import Pipeline, Source, source_hash
from s3align.record.assessment import Assessment, Evidence, MarkedTerm, ThemeResult, Verdict, ranked
from s3align.render.formats import date_text, enumeration, page_ranges
from s3align.render.messages import Messages
from s3align.render.wording import theme_name
from s3align.strategy.colours import theme_colours
from s3align.strategy.model import Strategy

_MARKED = (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR)
"""Themes whose evidence a reader should find: of an unclear one a person has to read it."""
_KINDS = ("keyword", "vocabulary")


def render_annotated(
    source: Source,
    assessment: Assessment,
    pipeline: Pipeline,
    language: str,
    *,
    assessed_on: date | None = None,
    password: str | None = None,
) -> bytes:
    """A copy of the PDF that ``assessment`` was made from, with a highlight wherever a term of its evidence stands.

    A legend in ``language`` ("de" or "en") is its first page. The copy carries no scripts, actions or embedded files over.
    Raises UsageError for a file that is no PDF, or another one than was assessed.
    """
    name = assessment.document.name
    refuse_other_files(name)
    if source_hash(source) != assessment.document.sha256:
        raise UsageError(
            said(
                "other_than_assessed",
                "The file is not the {name} that was assessed. Give that file, or assess this one.",
                name=name,
            )
        )
    messages = Messages.load(language)
    themes = [theme for theme in ranked(assessment.themes) if theme.verdict in _MARKED]
    colours = theme_colours(pipeline.strategy)
    marks = [
        {"page": card.page, "boxes": term.boxes, "colour": colours[theme.id], "note": note}
        for theme in themes
        for card, term, note in _noted(theme, pipeline.strategy, messages)
        if term.boxes
    ]
    legend = _legend(assessment, themes, pipeline.strategy, messages, assessed_on)
    return pipeline.annotate(source, marks, name=name, legend=legend, password=password)


def refuse_other_files(name: str) -> None:
    """Raises UsageError for a file that cannot be marked, with what to do instead."""
    if not name.lower().endswith(".pdf"):
        raise UsageError(
            said(
                "highlights_no_pdf",
                "'{name}' is not a PDF. Highlights can be written into PDF files only: save it as PDF in its program and check "
                "that, or leave --annotate out; the HTML report quotes the passages with their terms marked.",
                name=name,
            )
        )


def _noted(theme: ThemeResult, strategy: Strategy, messages: Messages) -> Iterator[tuple[Evidence, MarkedTerm, str]]:
    """The terms of a theme's evidence, each with the theme, its verdict and why it counts in words."""
    name, verdict = theme_name(theme.id, strategy, messages), messages(f"verdict_{theme.verdict}")
    kinds = {(line.passage, line.label.casefold()): line.kind for line in theme.contributions if line.kind in _KINDS}
    for card in theme.evidence:
        for term in card.terms:
            kind = kinds.get((card.passage, term.text.casefold()), "any")
            yield card, term, messages(f"annotated_why_{kind}", theme=name, verdict=verdict, term=term.text)


def _legend(
    assessment: Assessment,
    themes: Sequence[ThemeResult],
    strategy: Strategy,
    messages: Messages,
    assessed_on: date | None,
) -> dict[str, Any]:
    """The fields of ``legend.Legend``."""
    colours = theme_colours(strategy)
    rows: list[tuple[str, str | None]] = [(messages("annotated_not_part"), None)]
    rows.append((_document(assessment, messages, assessed_on), None))
    rows.extend((_theme(theme, strategy, messages), colours[theme.id]) for theme in themes)
    if len(themes) > 1:
        rows.append((messages("annotated_mixed"), None))
    others = [theme_name(theme.id, strategy, messages) for theme in ranked(assessment.themes) if theme not in themes]
    if others:
        quoted = [messages("fit_quoted", name=name) for name in others]
        rows.append((messages("annotated_others", themes=enumeration(quoted, messages)), None))
    rows.extend((text, None) for text in _unmarked(assessment, themes, messages))
    rows.append((messages("annotated_how"), None))
    return {
        "title": messages("annotated_title"),
        "label": messages("annotated_label"),
        "language": messages.language,
        "lines": [{"text": text, "colour": colour} for text, colour in rows],
    }


def _document(assessment: Assessment, messages: Messages, assessed_on: date | None) -> str:
    document = assessment.document
    shown = document.name if document.title is None else f"{document.title} ({document.name})"
    if assessed_on is None:
        return messages("annotated_document", name=shown)
    return messages("annotated_document_day", name=shown, date=date_text(assessed_on.isoformat(), messages))


def _theme(theme: ThemeResult, strategy: Strategy, messages: Messages) -> str:
    name, verdict = theme_name(theme.id, strategy, messages), messages(f"verdict_{theme.verdict}")
    pages = sorted({card.page for card in theme.evidence for term in card.terms if term.boxes})
    if not pages:
        return messages("annotated_theme_nowhere", theme=name, verdict=verdict)
    return messages.count("annotated_theme", len(pages), theme=name, verdict=verdict, list=page_ranges(pages))


def _unmarked(assessment: Assessment, themes: Sequence[ThemeResult], messages: Messages) -> Iterator[str]:
    """Pages on which nothing could be marked: without text, or with evidence whose place is not known."""
    unread = assessment.document.pages_without_text
    if unread:
        yield messages.count("annotated_unread", len(unread), list=page_ranges(unread))
    lost = {
        card.page
        for theme in themes
        for card in theme.evidence
        if card.terms and not any(term.boxes for term in card.terms)
    }
    if lost:
        yield messages.count("annotated_no_place", len(lost), list=page_ranges(lost))
