"""Values of form fields: without them a filled-in application form would look empty."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.etree import ElementTree as ET

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.normalise import clean_text

MAX_FIELDS = 2_000  # per page; the longest public forms have a few hundred in all
MAX_XFA_BYTES = 5_000_000  # filled-in forms carry less than 1 MB of data
_MAX_VALUE_BYTES = 200_000

_TEXT_TYPES = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_BOX_TYPES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_PASSWORD_FLAG = 1 << 13  # PDF 32000-1, table 228
_HIDDEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW

_NO_NOTES = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
_NO_COVERS = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)

_Call = Callable[..., int]


def page_fields(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> tuple[str, ...]:
    """The filled, visible fields of a page as "Label: value", each once, in the order of the file.

    Needs ``document.init_forms()`` before the page was loaded.
    """
    fields: dict[str, None] = {}
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        with _annotation(page, index) as annotation:
            field = _field(document.formenv, annotation) if annotation else None
        if field:
            fields[field] = None
    return tuple(fields)


def page_annotations(page: pypdfium2.PdfPage) -> tuple[bool, tuple[str, ...]]:
    """Whether annotations or form fields may be painted over a page, and what its notes, comments and the like say."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    is_painted, texts = count > MAX_FIELDS, []
    for index in range(min(count, MAX_FIELDS)):
        with _annotation(page, index) as annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation) if annotation else pdfium.FPDF_ANNOT_UNKNOWN
            is_painted = is_painted or kind not in _NO_COVERS
            if annotation and kind not in _NO_NOTES:
                texts.append(clean_text(_string(_contents, None, annotation)))
    return is_painted, tuple(filter(None, texts))


def _contents(_: object, annotation: object, buffer: object, size: int) -> int:
    return int(pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))


@contextmanager
def _annotation(page: pypdfium2.PdfPage, index: int) -> Iterator[object]:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _field(form: object, annotation: object) -> str | None:
    if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
        return None
    if pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS:
        return None
    value = clean_text(_value(form, annotation))
    if not value:
        return None
    label = _string(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    label = clean_text(label) or _readable_name(_string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation))
    return f"{label.rstrip(':')}: {value}" if label else value


def _value(form: object, annotation: object) -> str:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BOX_TYPES and pdfium.FPDFAnnot_IsChecked(form, annotation):
        return _string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation)
    if kind in _TEXT_TYPES and not pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD_FLAG:
        return _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(call: _Call, form: object, annotation: object) -> str:
    size = min(call(form, annotation, None, 0), _MAX_VALUE_BYTES)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    if call(form, annotation, buffer, size) > size:
        return ""
    return bytes(buffer).decode("utf-16-le", errors="ignore").rstrip("\0")


def _readable_name(name: str) -> str:
    """The last part of a qualified field name: "form1[0].page[1].Projektziel[0]" is "Projektziel"."""
    last = re.sub(r"\[\d+\]", "", name).rsplit(".", 1)[-1]
    return clean_text(last.replace("_", " "))


def xfa_fields(document: pypdfium2.PdfDocument) -> tuple[str, ...]:
    """The data of a dynamic XFA form, whose pages only say "please wait"; empty where it cannot be read."""
    for index in range(max(pdfium.FPDF_GetXFAPacketCount(document), 0)):
        if _xfa_bytes(pdfium.FPDF_GetXFAPacketName, document, index, 100).rstrip(b"\0") == b"datasets":
            return tuple(_leaves(_xfa_content(document, index)))
    return ()


def _xfa_bytes(call: _Call, document: pypdfium2.PdfDocument, index: int, limit: int) -> bytes:
    size = call(document, index, None, 0)
    if not 0 < size <= limit:
        return b""
    buffer = ctypes.create_string_buffer(size)
    call(document, index, buffer, size)
    return buffer.raw


def _xfa_content(document: pypdfium2.PdfDocument, index: int) -> bytes:
    size = ctypes.c_ulong()
    pdfium.FPDF_GetXFAPacketContent(document, index, None, 0, size)
    if not 0 < size.value <= MAX_XFA_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDF_GetXFAPacketContent(document, index, buffer, size.value, size)
    return buffer.raw


def _leaves(xml: bytes) -> Iterator[str]:
    if not xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:  # entities are the way to blow up a parser
        return
    try:
        root = ET.fromstring(xml)  # noqa: S314  size is bounded and entities are refused above
    except ET.ParseError:
        return
    for element in root.iter():
        value = clean_text(element.text or "") if len(element) == 0 else ""
        if value:
            yield f"{element.tag.rsplit('}', 1)[-1].replace('_', ' ')}: {value}"
