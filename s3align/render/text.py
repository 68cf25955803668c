"""The summary on the terminal: plain text without colours, made for 80 columns."""

from __future__ import annotations

import textwrap
from datetime import date

from s3align.record.assessment import Assessment, ThemeResult, Verdict
from s3align.render.formats import page_ranges
from s3align.render.messages import Messages
from s3align.render.view import build_view
from s3align.render.view_model import NoteView, ReportView, ThemeView
from s3align.strategy.model import Strategy

MIN_WIDTH = 60
"""Columns below which the rows would not be readable; narrower terminals wrap."""

EXTENT, NUMBERS, GAP = 8, 12, 2
"""Columns for "100 %", for "100  90–100", and between two columns."""

NOTES = 8
"""Noteworthy findings that are listed; the report has them all."""

QUOTE = 60
"""Characters of a finding's quotation."""

TERMS = 8
"""Terms of a theme that are listed; the report has them all."""

_ADDRESSED = (Verdict.CORE, Verdict.SIDE)
_INDENT = "   "


def render_text(
    assessment: Assessment, strategy: Strategy, language: str, width: int = 80, *, assessed_on: date | None = None
) -> str:
    """Headline, steps, warnings, a row per theme, how much of the text speaks of it, and the terms of those addressed.

    ``width`` in columns; ``assessed_on``: the day of the assessment. Raises what ``build_view`` raises.
    """
    messages = Messages.load(language)
    view = build_view(assessment, strategy, language, assessed_on=assessed_on)
    width = max(width, MIN_WIDTH)
    blocks = [[*_head(view, width), *_wrap(view.headline, width)], _steps(view, messages, width)]
    blocks.append(_warnings(view, messages, width))
    blocks.append(_notes(view, messages, width))
    if view.themes:
        blocks.append(_rows(view, messages, width))
        blocks += [_evidence(assessment.theme(theme.id), theme.name, messages, width) for theme in _shown(view)]
        blocks.append(_wrap(messages("terminal_limits"), width))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(view: ReportView, width: int) -> list[str]:
    """The document's title, and what is known of it beside."""
    facts = "; ".join(f"{fact.label}: {fact.value}" for fact in view.masthead.facts)
    return [*_wrap(view.masthead.title, width), *_wrap(facts, width), ""]


def _wrap(text: str, width: int, first: str = "", later: str = "") -> list[str]:
    # Slashes may end a line ("Technologien/ Wasserstoff"): a space stands in for the break and is taken out again.
    lines = textwrap.wrap(text.replace("/", "/\u200b "), width, initial_indent=first, subsequent_indent=later)
    return [line.replace("\u200b ", "").rstrip("\u200b") for line in lines]


def _steps(view: ReportView, messages: Messages, width: int) -> list[str]:
    """What to do now, numbered; an address stays whole, so that it can be opened from the terminal."""
    if not view.steps:
        return []
    lines = [f"{messages('steps_title')}:"]
    for number, step in enumerate(view.steps, start=1):
        lines += _wrap(f"{number}. {step.title} {step.text}".rstrip(), width, "", _INDENT)
        lines += [line for item in step.items for line in _wrap(item, width, f"{_INDENT}- ", f"{_INDENT}  ")]
        if step.link:
            address = f"{_INDENT}{step.link.text}"
            lines.append(address if len(address) <= width else step.link.text)
        lines += _wrap(step.after, width, _INDENT, _INDENT)
    return lines


def _warnings(view: ReportView, messages: Messages, width: int) -> list[str]:
    lead = messages("terminal_warning") + " "
    return [line for warning in view.warnings for line in _wrap(warning, width, lead, " " * len(lead))]


def _notes(view: ReportView, messages: Messages, width: int) -> list[str]:
    """What is noteworthy in the file, a finding on one line or two."""
    if not view.notes:
        return []
    found = [line for note in view.notes[:NOTES] for line in _wrap(_note(note), width, "  ", "    ")]
    more = len(view.notes) - NOTES
    rest = _wrap(messages.count("terminal_more_notes", more), width, "  ", "    ") if more > 0 else []
    return [f"{messages('integrity_title')}:", *found, *rest]


def _note(note: NoteView) -> str:
    place = ", ".join(filter(None, (note.title, note.page)))
    return f"{place}: {_short(note.detail)}" if note.detail else place


def _short(text: str) -> str:
    return text if len(text) <= QUOTE else f"{text[:QUOTE].rstrip()} …"


def _rows(view: ReportView, messages: Messages, width: int) -> list[str]:
    verdict = max(len(text) for text in (messages("column_verdict"), *(theme.verdict for theme in view.themes)))
    name = width - EXTENT - NUMBERS - verdict - 3 * GAP
    gap = " " * GAP
    head = (
        f"{messages('column_theme'):<{name}}{gap}{messages('column_verdict'):<{verdict}}{gap}"
        f"{messages('terminal_extent'):>{EXTENT}}{gap}{messages('column_points')}"
    )
    rows = [line for theme in view.themes for line in _row(theme, name, verdict)]
    spoken = [line for theme in view.themes if theme.detailed for line in _wrap(theme.sentence, width)]
    return [head, *rows, *(["", *spoken] if spoken else [])]


def _row(theme: ThemeView, name: int, verdict: int) -> list[str]:
    gap = " " * GAP
    numbers = f"{theme.points:>3}  {theme.low}–{theme.high}"
    facts = f"{theme.verdict:<{verdict}}{gap}{theme.share or '–':>{EXTENT}}{gap}{numbers}"
    first, *rest = _wrap(theme.name, name)
    return [f"{first:<{name}}{gap}{facts}".rstrip(), *rest]


def _shown(view: ReportView) -> list[ThemeView]:
    """The themes whose terms are listed: those that the document addresses, else the first one if it has anything to it."""
    addressed = [theme for theme in view.themes if theme.css in _ADDRESSED]
    return addressed or [theme for theme in view.themes[:1] if theme.css != Verdict.NONE]


def _evidence(theme: ThemeResult, name: str, messages: Messages, width: int) -> list[str]:
    """The terms with their pages, on the pages that speak of the theme where any does."""
    pages: dict[str, set[int]] = {}
    for passage in theme.evidence:
        for term in passage.terms:
            if passage.page in theme.pages or not theme.pages:
                pages.setdefault(term.text, set()).add(passage.page)
    if not pages:
        return []
    terms = [f"{term} ({messages('pages_listed', list=page_ranges(where))})" for term, where in pages.items()]
    title = messages("terminal_evidence", theme=name)
    return [*_wrap(title, width), *_wrap(", ".join(terms[:TERMS]), width, "  ", "  ")]
