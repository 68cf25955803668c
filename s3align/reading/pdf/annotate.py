"""Writes a copy of a PDF with its evidence highlighted. Runs in the worker, like everything that opens an untrusted file.

The copy keeps outline, page numbers, language and tags; scripts, actions and embedded files of the original stay behind.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, IndirectObject, NameObject, TextStringObject

from s3align.errors import DamagedError, UsageError, said
from s3align.reading.pdf.legend import Legend, add_legend
from s3align.reading.pdf.reader import is_pdf, opened

MAX_MARKS = 2_000
_AUTHOR = "s3align"
_KEPT = (
    "/Type", "/Pages", "/Outlines", "/PageLabels", "/PageMode", "/PageLayout", "/ViewerPreferences", "/Lang", "/MarkInfo",
    "/StructTreeRoot", "/Dests", "/Names", "/OCProperties",
)  # fmt: skip
"""What the copy has of the original's catalogue."""
_ARMED = ("/AA", "/PA", "/JS", "/EF", "/RF", "/AF", "/OpenAction")
"""Entries that start something or hold a file, wherever they stand."""
_HARMLESS = ("/URI", "/GoTo")
"""Actions that stay: they do nothing unasked."""
_MEDIA = ("/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D")
_MEDIA_ENTRIES = ("/FS", "/Sound", "/Movie", "/RichMediaContent", "/RichMediaSettings", "/3DD", "/MK")


@dataclass(frozen=True, slots=True)
class Mark:
    """A highlight: its page (from 1), a box for every line of it, colour as RRGGBB, and a note.

    Boxes are left, bottom, right, top in points of the page's own coordinates, as ``Document.boxes`` gives them.
    """

    page: int
    boxes: Sequence[Sequence[float]]
    colour: str
    note: str


def annotate_pdf(
    data: bytes, marks: Sequence[Mark], *, name: str, legend: Legend | None = None, password: str | None = None
) -> bytes:
    """The PDF with a highlight for every mark that has boxes and a page that exists, and with ``legend`` in front.

    Raises UsageError for a file that is not a PDF, EncryptedError and DamagedError.
    """
    if not is_pdf(data):
        raise UsageError(
            said(
                "highlights_no_pdf",
                "'{name}' is not a PDF. Highlights can be written into PDF files only: save it as PDF in its program and check "
                "that, or leave --annotate out; the HTML report quotes the passages with their terms marked.",
                name=name,
            )
        )
    on_page: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks[:MAX_MARKS]:
        if mark.boxes:
            on_page[mark.page].append(mark)
    try:
        reader = PdfReader(io.BytesIO(_opened_copy(data, name, password) if b"/Encrypt" in data else data))
        writer = _disarmed(reader)
        for number, page in enumerate(writer.pages, start=1):
            for mark in on_page[number]:
                writer.add_annotation(page, _highlight(mark))
        if legend is not None:
            add_legend(writer, legend)
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


def _opened_copy(data: bytes, name: str, password: str | None) -> bytes:
    """The PDF without its protection, as PDFium writes it: pypdf wants another package for modern ciphers."""
    buffer = io.BytesIO()
    with closing(opened(data, name, password)) as document:
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
    highlight[NameObject("/T")] = TextStringObject(_AUTHOR)
    return highlight


def _disarmed(reader: PdfReader) -> PdfWriter:
    """The document without what starts something or holds a file, and without the objects that nothing leads to then."""
    root = reader.root_object
    for key in set(root) - set(_KEPT):
        del root[key]
    names = root.pop("/Names", None)
    places = names.get_object() if names is not None else None
    if isinstance(places, DictionaryObject) and "/Dests" in places:  # where bookmarks lead
        root[NameObject("/Names")] = DictionaryObject({NameObject("/Dests"): places.raw_get("/Dests")})
    title = reader.metadata.title if reader.metadata else None
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer.add_metadata({"/Producer": _AUTHOR, **({"/Title": title} if title else {})})
    _sweep(writer)
    return writer


def _sweep(writer: PdfWriter) -> None:
    """Disarms every dictionary that can be reached, and drops all other objects."""
    objects = writer._objects  # noqa: SLF001  pypdf has no other way
    reached: set[int] = set()
    waiting: list[object] = [writer.root_object.indirect_reference, writer._info_obj]  # noqa: SLF001
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, IndirectObject):
            if entry.idnum in reached:
                continue
            reached.add(entry.idnum)
            entry = entry.get_object()
        if isinstance(entry, DictionaryObject):
            _disarm(entry)
        waiting.extend(_parts(entry))
    for index in range(len(objects)):
        if index + 1 not in reached:
            objects[index] = None


def _parts(entry: object) -> Iterator[object]:
    if isinstance(entry, DictionaryObject):
        yield from (entry.raw_get(key) for key in entry)
    elif isinstance(entry, ArrayObject):
        yield from list.__iter__(entry)


def _disarm(entry: DictionaryObject) -> None:
    """Takes what starts something or holds a file off a page, annotation, bookmark or whatever it is."""
    for key in _ARMED:
        entry.pop(key, None)
    if entry.get("/Subtype") in _MEDIA:
        for key in _MEDIA_ENTRIES:
            entry.pop(key, None)
    if entry.get("/S") in _HARMLESS:
        entry.pop("/Next", None)  # what would follow the action
    action = entry.get("/A")  # in a structure element it is no action, and says no "/S"
    kind = action.get("/S") if isinstance(action, DictionaryObject) else None
    if kind is not None and kind not in _HARMLESS:
        entry.pop("/A")
