"""What the annotations of a page say of themselves: notes, text typed onto the page, form fields.

Read through PDFium, which follows inherited values and gives a field without appearance one, whether the file has a form or
lost it when it was merged or split.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.layout.layout_model import Rectangle
from s3align.reading.pdf.xfa import without_tags

MAX_ANNOTATIONS = 2_000  # per page; the longest public forms have a few hundred in all
MAX_OPTIONS = 500  # of a field that lets choose; lists of countries have 250
_MAX_VALUE_BYTES = 200_000
_HIDDEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW

_NO_NOTES = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
_NO_COVERS = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)
_TYPED = (
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_LINE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_POLYLINE,
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_REDACT,
)
_BOX_TYPES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICE_TYPES = (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_NO_ANSWER = (pdfium.FPDF_FORMFIELD_PUSHBUTTON, pdfium.FPDF_FORMFIELD_SIGNATURE)
_PASSWORD_FLAG = 1 << 13  # PDF 32000-1, table 228
_NORMAL = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL

Annot = object
"""PDFium's handle."""
_Call = Callable[..., int]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form: ``value`` as stored, also with formats, ``options`` the shown names of those chosen.

    ``all_options``: the shown names of everything that could be chosen. ``export``: the name by which a box that was checked
    is stored; no reader sees it.
    """

    kind: int
    name: str
    tooltip: str
    value: str
    formatted: str = ""
    options: tuple[str, ...] = ()
    all_options: tuple[str, ...] = ()
    export: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether its value is one of a list."""
        return bool(self.kind in _CHOICE_TYPES)

    @property
    def is_list(self) -> bool:
        """Whether it shows several of its options, in which a reader can scroll."""
        return bool(self.kind == pdfium.FPDF_FORMFIELD_LISTBOX)

    @property
    def is_box(self) -> bool:
        """Whether it is a box to be checked."""
        return self.kind in _BOX_TYPES

    @property
    def is_answer(self) -> bool:
        """Whether an applicant writes it: no button, no signature."""
        return self.kind not in _NO_ANSWER


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a page: ``index`` in its list, ``kind`` (PDFium's number), ``box`` in points of the page.

    ``draws``: it has an appearance of its own. ``field``: what it is part of where it is the widget of a form.
    """

    index: int
    kind: int
    flags: int
    box: Rectangle
    contents: str
    style: str
    draws: bool
    is_in_layer: bool
    field: FormField | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether its own flags keep it off the screen."""
        return bool(self.flags & _HIDDEN_FLAGS)

    @property
    def is_typed(self) -> bool:
        """Whether the text that it draws belongs to the page, as that of a typewriter or stamp does."""
        return bool(self.kind in _TYPED)

    @property
    def is_note(self) -> bool:
        """Whether its contents are a remark beside the page."""
        return self.kind not in _NO_NOTES


def has_annotations(page: pypdfium2.PdfPage) -> bool:
    """Whether annotations or form fields may be painted over a page."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    if count > MAX_ANNOTATIONS:
        return True
    for index in range(count):
        with opened_annotation(page, index) as annotation:
            if annotation and pdfium.FPDFAnnot_GetSubtype(annotation) not in _NO_COVERS:
                return True
    return False


def page_annotations(form: object, page: pypdfium2.PdfPage) -> tuple[Annotation, ...]:
    """The first ``MAX_ANNOTATIONS`` of a page, in the order of the file; ``form``: PDFium's environment for forms."""
    found: list[Annotation] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        with opened_annotation(page, index) as annotation:
            if annotation:
                found.append(_annotation(form, annotation, index))
    return tuple(found)


@contextmanager
def opened_annotation(page: pypdfium2.PdfPage, index: int) -> Iterator[Annot]:
    """An annotation by its place in the page's list; a null pointer where there is none."""
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _annotation(form: object, annotation: Annot, index: int) -> Annotation:
    kind = int(pdfium.FPDFAnnot_GetSubtype(annotation))
    return Annotation(
        index=index,
        kind=kind,
        flags=int(pdfium.FPDFAnnot_GetFlags(annotation)),
        box=_box(annotation),
        contents=_entry(annotation, b"Contents") if kind not in _NO_NOTES else "",
        style=_entry(annotation, b"DA"),
        draws=pdfium.FPDFAnnot_GetAP(annotation, _NORMAL, None, 0) > 2,
        is_in_layer=bool(pdfium.FPDFAnnot_HasKey(annotation, b"OC")),
        field=_field(form, annotation) if kind == pdfium.FPDF_ANNOT_WIDGET else None,
    )


def _box(annotation: Annot) -> Rectangle:
    edges = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, edges):
        return 0.0, 0.0, 0.0, 0.0
    left, right = sorted((edges.left, edges.right))
    bottom, top = sorted((edges.bottom, edges.top))
    return (left, bottom, right, top) if all(map(math.isfinite, (left, bottom, right, top))) else (0.0, 0.0, 0.0, 0.0)


def _field(form: object, annotation: Annot) -> FormField:
    kind = int(pdfium.FPDFAnnot_GetFormFieldType(form, annotation))
    is_checked = kind in _BOX_TYPES and pdfium.FPDFAnnot_IsChecked(form, annotation)
    options = list(_options(form, annotation)) if kind in _CHOICE_TYPES else []
    return FormField(
        kind=kind,
        name=string(pdfium.FPDFAnnot_GetFormFieldName, form, annotation) or _entry(annotation, b"T"),
        tooltip=string(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation) or _entry(annotation, b"TU"),
        value=_value(form, annotation, kind),
        formatted=without_tags(_entry(annotation, b"RV")),
        options=tuple(name for name, is_chosen in options if is_chosen),
        all_options=tuple(name for name, _ in options),
        export=string(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation) if is_checked else "",
    )


def _value(form: object, annotation: Annot, kind: int) -> str:
    if kind in _BOX_TYPES or kind in _NO_ANSWER:
        return ""
    if pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD_FLAG:
        return ""
    # The latter where the field has lost its form, and its name with it.
    return string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation) or _entry(annotation, b"V")


def _options(form: object, annotation: Annot) -> Iterator[tuple[str, bool]]:
    for number in range(min(pdfium.FPDFAnnot_GetOptionCount(form, annotation), MAX_OPTIONS)):

        def label(form: object, annotation: object, buffer: object, size: int, number: int = number) -> int:
            return int(pdfium.FPDFAnnot_GetOptionLabel(form, annotation, number, buffer, size))

        yield string(label, form, annotation), bool(pdfium.FPDFAnnot_IsOptionSelected(form, annotation, number))


def _entry(annotation: Annot, key: bytes) -> str:
    """A text of the annotation's own dictionary."""

    def call(_: object, annotation: object, buffer: object, size: int) -> int:
        return int(pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size))

    return string(call, None, annotation)


def string(call: _Call, form: object, annotation: Annot) -> str:
    """What a function of PDFium writes into a buffer; empty beyond a limit."""
    size = min(call(form, annotation, None, 0), _MAX_VALUE_BYTES)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    if call(form, annotation, buffer, size) > size:
        return ""
    return bytes(buffer).decode("utf-16-le", errors="ignore").rstrip("\0")
