"""Writes a copy of a PDF with its evidence highlighted. Runs in the worker, like everything that opens an untrusted file.

The copy is made of the pages; scripts, actions and embedded files of the original stay behind.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.annotations import Highlight
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from s3align.errors import DamagedError, UsageError, said
from s3align.reading.pdf.reader import is_pdf

MAX_MARKS = 2_000
_ACTIONS = ("/A", "/AA", "/PA")


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlight: its page (from 1), a box for every line of it, colour as RRGGBB, and a note.

    Boxes are left, bottom, right, top in points of the page's own coordinates, as ``Document.boxes`` gives them.
    """

    page: int
    boxes: Sequence[Sequence[float]]
    colour: str
    note: str


def annotate_pdf(data: bytes, marks: Sequence[Mark], *, name: str, password: str | None = None) -> bytes:
    """The PDF with a highlight for every mark that has boxes and a page that exists.

    Raises UsageError for a file that is not a PDF, and DamagedError.
    """
    if not is_pdf(data):
        raise UsageError(
            said(
                "highlights_no_pdf", "'{name}' is not a PDF. Highlights can be written into PDF files only.", name=name
            )
        )
    on_page: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks[:MAX_MARKS]:
        if mark.boxes:
            on_page[mark.page].append(mark)
    try:
        reader = PdfReader(io.BytesIO(_opened_copy(data, password) if password else data))
        writer = PdfWriter()
        for number, page in enumerate(reader.pages, start=1):
            kept = writer.add_page(page)
            _disarm(kept)
            for mark in on_page[number]:
                writer.add_annotation(kept, _highlight(mark))
        buffer = io.BytesIO()
        writer.write(buffer)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(
            said(
                "highlights_refused",
                "The PDF '{name}' can be read, but no copy with highlights can be written. Save it again in a PDF viewer.",
                name=name,
            )
        ) from error
    return buffer.getvalue()


def _opened_copy(data: bytes, password: str) -> bytes:
    """The PDF without its protection, as PDFium writes it: pypdf wants another package for modern ciphers."""
    buffer = io.BytesIO()
    with closing(pypdfium2.PdfDocument(data, password=password)) as document:
        document.save(buffer, flags=pdfium.FPDF_REMOVE_SECURITY)
    return buffer.getvalue()


def _highlight(mark: Mark) -> Highlight:
    corners = [
        FloatObject(round(value, 2))
        for left, bottom, right, top in mark.boxes
        for value in (left, top, right, top, left, bottom, right, bottom)
    ]
    lefts, bottoms, rights, tops = zip(*mark.boxes, strict=True)
    rectangle = (min(lefts), min(bottoms), max(rights), max(tops))
    highlight = Highlight(rect=rectangle, quad_points=ArrayObject(corners), highlight_color=mark.colour, printing=True)
    highlight[NameObject("/Contents")] = TextStringObject(mark.note)
    return highlight


def _disarm(page: PageObject) -> None:
    """Takes actions off a page and its annotations; links into the web stay, they do nothing unasked."""
    page.pop("/AA", None)
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        for key in _ACTIONS:
            action = annotation.get(key)
            kind = action.get_object().get("/S") if action is not None and key == "/A" else None
            if kind not in ("/URI", "/GoTo"):
                annotation.pop(key, None)
