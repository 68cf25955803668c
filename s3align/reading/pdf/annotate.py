"""Writes a copy of a PDF with its evidence highlighted. Runs in the worker, like everything that opens a stranger's file.

A quote is found on its page again by its letters alone: page text differs from the file's in spaces, hyphens and composed
umlauts. The copy is made of the pages; scripts, actions and embedded files of the original stay behind.
"""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.annotations import Highlight
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from s3align.errors import DamagedError

MAX_MARKS = 2_000
_SAME_LINE = 0.6  # times the height of a letter
_ACTIONS = ("/A", "/AA", "/PA")
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote to highlight: its page (from 1), its text, the terms (start, end) in it, colour as RRGGBB, and a note."""

    page: int
    quote: str
    terms: tuple[tuple[int, int], ...]
    colour: str
    note: str


def annotate_pdf(data: bytes, marks: Sequence[Mark], *, name: str, password: str | None = None) -> bytes:
    """The PDF with a highlight for every term found again. Raises DamagedError."""
    places = _places(data, marks[:MAX_MARKS], password)
    try:
        reader = PdfReader(io.BytesIO(_opened_copy(data, password) if password else data))
        writer = PdfWriter()
        for number, page in enumerate(reader.pages, start=1):
            kept = writer.add_page(page)
            _disarm(kept)
            for mark, boxes in places.get(number, ()):
                writer.add_annotation(kept, _highlight(mark, boxes))
        buffer = io.BytesIO()
        writer.write(buffer)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError(
            f"The PDF '{name}' can be read, but no copy with highlights can be written. Save it anew in a PDF viewer."
        ) from error
    return buffer.getvalue()


def _opened_copy(data: bytes, password: str) -> bytes:
    """The PDF without its protection, as PDFium writes it: pypdf wants another package for modern ciphers."""
    buffer = io.BytesIO()
    with closing(pypdfium2.PdfDocument(data, password=password)) as document:
        document.save(buffer, flags=pdfium.FPDF_REMOVE_SECURITY)
    return buffer.getvalue()


def _places(data: bytes, marks: Sequence[Mark], password: str | None) -> Mapping[int, list[tuple[Mark, list[_Box]]]]:
    """Page -> its marks with a box for every line that a term stands on."""
    found: dict[int, list[tuple[Mark, list[_Box]]]] = {}
    with closing(pypdfium2.PdfDocument(data, password=password)) as document:
        for number in sorted({mark.page for mark in marks}):
            if not 1 <= number <= len(document):
                continue
            with closing(document[number - 1]) as page, closing(page.get_textpage()) as text_page:
                letters = _Letters(text_page)
                on_page = (mark for mark in marks if mark.page == number)
                found[number] = [(mark, boxes) for mark in on_page for boxes in letters.boxes(mark)]
    return found


class _Letters:
    """The letters and digits of a page with the characters they came from."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self._text_page = text_page
        letters: list[str] = []
        self._indices: list[int] = []
        for index in range(text_page.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            for letter in _bare(chr(code)) if code < 0x110000 else "":
                letters.append(letter)
                self._indices.append(index)
        self._letters = "".join(letters)

    def boxes(self, mark: Mark) -> Iterator[list[_Box]]:
        """For every term of a mark the boxes of the lines that it stands on."""
        start = self._letters.find(_bare(mark.quote))
        for first, last in mark.terms:
            term = _bare(mark.quote[first:last])
            before = len(_bare(mark.quote[:first]))
            place = start + before if start >= 0 else self._letters.find(term)
            if term and place >= 0:
                yield list(self._lines(self._indices[place : place + len(term)]))

    def _lines(self, indices: Iterable[int]) -> Iterator[_Box]:
        box: _Box | None = None
        for index in indices:
            found = self._box(index)
            if found is None:
                continue
            if box and abs(found[1] - box[1]) < _SAME_LINE * (box[3] - box[1]) and found[0] >= box[0]:
                box = (box[0], min(box[1], found[1]), max(box[2], found[2]), max(box[3], found[3]))
            else:
                if box:
                    yield box
                box = found
        if box:
            yield box

    def _box(self, index: int) -> _Box | None:
        rectangle = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self._text_page, index, ctypes.byref(rectangle)):
            return None
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())


def _highlight(mark: Mark, boxes: Sequence[_Box]) -> Highlight:
    corners = [
        FloatObject(round(value, 2))
        for left, bottom, right, top in boxes
        for value in (left, top, right, top, left, bottom, right, bottom)
    ]
    rectangle = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
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
