"""What applicants write onto a page without it being text of the page: answers in form fields, typewriter text, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.texts import hidden_texts
from s3align.reading.layout.layout_model import Field, Line
from s3align.reading.normalise import clean_text, letters
from s3align.reading.pdf.annotations import Annotation, page_annotations
from s3align.reading.pdf.drawn_annotations import Drawn, drawn_annotations
from s3align.reading.pdf.fields import Shown, label_of, says_nothing, shown_answers
from s3align.reading.pdf.xfa import xfa_answers
from s3align.record.document import HiddenText, PassageKind

LONG_TOOLTIP = 15
"""Words; shorter ones of real forms name their field."""
_SAME_WORDS = 0.8  # share of a note's words that the page shows already, as typed text
_XFA_LABEL = 60  # characters


@dataclass(frozen=True, slots=True)
class Written:
    """What stands on a page beside its own text: typed ``lines``, ``fields`` of forms, and what does not count."""

    lines: tuple[Line, ...] = ()
    fields: tuple[Field, ...] = ()
    hidden: tuple[HiddenText, ...] = ()


@dataclass(slots=True)
class _Found:
    lines: list[Line] = field(default_factory=list)
    fields: dict[Field, None] = field(default_factory=dict)  # each once, in their order
    hidden: list[tuple[str, str]] = field(default_factory=list)


def start_forms(document: pypdfium2.PdfDocument) -> None:
    """Lets PDFium see the fields of a document, also those that lost their form; before a page is loaded for reading."""
    if document.formenv or document.init_forms():
        return
    config = pdfium.FPDF_FORMFILLINFO(version=2)
    handle = pdfium.FPDFDOC_InitFormFillEnvironment(document, config)
    if handle:
        document.formenv = pypdfium2.PdfFormEnv(handle, config)


def written_text(
    document: pypdfium2.PdfDocument, number: int, lines: Sequence[Line], limit: int, is_drawn_anew: Callable[[], bool]
) -> Written:
    """What is written onto page ``number`` (from 0) by annotations and fields; ``lines``: its own text.

    ``limit``: characters read. ``is_drawn_anew``: whether viewers draw the fields of the document by their values. The page
    has no annotations afterwards: they are part of it.
    """
    page = document[number]
    try:
        annotations = page_annotations(document.formenv, page)
        visible = page.get_bbox()
    finally:
        page.close()
    drawn = drawn_annotations(document, number, annotations, limit) if any(_has_text(e) for e in annotations) else {}
    printed = letters(" ".join(line.text for line in lines))
    found = _Found()
    for entry in annotations:
        own = drawn.get(entry.index)
        if entry.field is not None:
            anew = entry.draws and not entry.field.is_box and not (own and own.lines) and is_drawn_anew()
            answers = shown_answers(entry, entry.field, own, visible, printed, is_drawn_anew=anew)
            _add_field(found, entry, answers, printed)
        else:
            _add_typed(found, entry, own)
    return Written(tuple(found.lines), tuple(found.fields), tuple(hidden_texts(number + 1, found.hidden)))


def _has_text(entry: Annotation) -> bool:
    return entry.draws and (entry.is_typed or (entry.field is not None and entry.field.is_answer))


def _add_field(found: _Found, entry: Annotation, answers: Iterator[Shown], printed: str) -> None:
    form = entry.field
    assert form is not None  # noqa: S101 -- for the type checker
    label = label_of(form, printed)
    for shown in answers:
        found.hidden += shown.hidden
        if shown.text:
            found.fields.setdefault(Field(shown.text, shown.kind, label, shown.lines))
            label = ""  # once for all options that were chosen
    tooltip = clean_text(form.tooltip)
    if len(tooltip.split()) >= LONG_TOOLTIP:
        found.hidden.append(("tooltip", tooltip))


def _add_typed(found: _Found, entry: Annotation, drawn: Drawn | None) -> None:
    """Text that an annotation draws is text of the page; what else it says is a note beside it."""
    seen = ""
    if drawn and entry.is_typed:
        found.lines += drawn.lines
        found.hidden += drawn.hidden
        seen = " ".join([*(line.text for line in drawn.lines), *(text for _, text in drawn.hidden)])
    note = clean_text(entry.contents) if entry.is_note else ""
    if note and not _is_in(note, seen):
        found.hidden.append(("annotation", note))


def _is_in(note: str, seen: str) -> bool:
    if letters(note) in letters(seen):
        return True
    words, known = note.casefold().split(), set(seen.casefold().split())
    return sum(word in known for word in words) >= _SAME_WORDS * len(words)


def form_data(document: pypdfium2.PdfDocument) -> Written:
    """The answers in a form whose pages do not show them to us (XFA), as if they stood on the first page."""
    answers = xfa_answers(document)
    hidden = [(answer.concealment, answer.text) for answer in answers if answer.concealment]
    fields = [
        Field(answer.text, PassageKind.PROMPT if says_nothing(answer.text) else PassageKind.FORM_FIELD, answer.label)
        for answer in answers
        if not answer.concealment
    ]
    return Written(
        fields=tuple(
            Field(entry.text, entry.kind, entry.label if len(entry.label) <= _XFA_LABEL else "") for entry in fields
        ),
        hidden=tuple(hidden_texts(1, hidden)),
    )
