"""What the annotations of a page draw: their text, read and checked like that of the page itself.

PDFium makes them part of the page (it "flattens" it). Then every letter of them has a place, and a drawing tells whether a
reader sees it: text that is white, tiny, cut off by its field, covered or beside the page is none that counts.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.detect import HiddenRun, hidden_runs
from s3align.reading.hidden.geometry import moved
from s3align.reading.hidden.inspection import MAX_OBJECTS, SMALLEST_SIZE, Inspection
from s3align.reading.layout.layout_model import Line, Rectangle
from s3align.reading.pdf.annotations import MAX_ANNOTATIONS, Annotation, opened_annotation
from s3align.reading.pdf.lines import page_lines
from s3align.reading.pdfium_calls import address

_MAX_DEPTH = 20  # of forms within forms; PDFium reads none that are deeper
_MAX_SEARCHED = 50_000_000  # characters of a page times annotations with text: a second of work
_MAX_QUOTED = 200  # lines of what a field cuts off
_MAX_QUOTED_BYTES = 10_000
_MAX_LAYERS = 20  # annotations in layers that are looked at one by one
_MAX_PIXELS = 6_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """The text of an annotation that can be seen, and (concealment, text) of what cannot.

    ``others``: how many objects that are no text it draws.
    """

    lines: tuple[Line, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    others: int = 0


def drawn_annotations(
    document: pypdfium2.PdfDocument, number: int, annotations: Sequence[Annotation], limit: int
) -> dict[int, Drawn]:
    """Index of an annotation -> what it draws, of page ``number`` (from 0); ``limit``: characters read.

    Leaves the page without annotations and their looks as part of it.
    """
    with contextlib.closing(document[number]) as page:
        owners = _flattened(page, annotations)
    if not owners:
        return {}
    with contextlib.closing(document[number]) as page:
        forms = _forms(page, owners)
        _remove_own_text(page)
        overflow = _overflow(page, [pair for pair in forms.values() if pair[0].field])
        with contextlib.closing(page.get_textpage()) as text_page:
            drawn = _drawn(page, text_page, forms, limit)
    for index, text in overflow.items():
        drawn[index] = replace(drawn[index], hidden=(*drawn[index].hidden, ("cut", text)))
    return drawn


def _flattened(page: pypdfium2.PdfPage, annotations: Sequence[Annotation]) -> list[Annotation]:
    """Makes the annotations part of the page; those that are, in their order."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page) - 1, MAX_ANNOTATIONS - 1, -1):
        pdfium.FPDFPage_RemoveAnnot(page, index)
    layers = _unseen_layers(page, annotations)
    painted = [entry for entry in annotations if _is_painted(entry) and entry.index not in layers]
    kept = {entry.index for entry in painted}
    for entry in annotations:
        if entry.index not in kept:
            _set_flags(page, entry, entry.flags | pdfium.FPDF_ANNOT_FLAG_HIDDEN)
    left, bottom, right, top = page.get_bbox()
    pdfium.FPDFPage_SetArtBox(page, left, bottom, right, top)  # else a smaller one would cut them off
    is_done = painted and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
    return painted if is_done else []


def _is_painted(entry: Annotation) -> bool:
    left, bottom, right, top = entry.box
    return (
        entry.draws
        and not entry.is_hidden
        and entry.kind != pdfium.FPDF_ANNOT_POPUP
        and not (entry.field and entry.field.is_box)  # draws one of several looks, all without text
        and left < right
        and bottom < top
    )


def _set_flags(page: pypdfium2.PdfPage, entry: Annotation, flags: int) -> None:
    with opened_annotation(page, entry.index) as annotation:
        if annotation:
            pdfium.FPDFAnnot_SetFlags(annotation, flags)


def _unseen_layers(page: pypdfium2.PdfPage, annotations: Sequence[Annotation]) -> set[int]:
    """The annotations in a layer that is switched off: without them the page looks the same."""
    asked = [entry for entry in annotations if entry.is_in_layer and _is_painted(entry)]
    if not asked:
        return set()
    whole = _look(page)
    if _look_without(page, asked) == whole:
        return {entry.index for entry in asked}
    return {entry.index for entry in asked[:_MAX_LAYERS] if _look_without(page, [entry]) == whole}


def _look_without(page: pypdfium2.PdfPage, left_out: Sequence[Annotation]) -> bytes:
    for entry in left_out:
        _set_flags(page, entry, entry.flags | pdfium.FPDF_ANNOT_FLAG_HIDDEN)
    look = _look(page)
    for entry in left_out:
        _set_flags(page, entry, entry.flags)
    return look


def _look(page: pypdfium2.PdfPage) -> bytes:
    scale = min(1.0, (_MAX_PIXELS / max(page.get_width() * page.get_height(), 1.0)) ** 0.5)
    with contextlib.closing(page.render(scale=scale, grayscale=True)) as bitmap:
        return bytes(bitmap.buffer)


def _forms(page: pypdfium2.PdfPage, owners: Sequence[Annotation]) -> dict[int, tuple[Annotation, object]]:
    """Place among the annotations' forms -> annotation and form, as PDFium has put them on the page: last of all."""
    last = pdfium.FPDFPage_GetObject(page, pdfium.FPDFPage_CountObjects(page) - 1)
    if not last or pdfium.FPDFPageObj_GetType(last) != pdfium.FPDF_PAGEOBJ_FORM:
        return {}
    forms = [pdfium.FPDFFormObj_GetObject(last, at) for at in range(max(pdfium.FPDFFormObj_CountObjects(last), 0))]
    if len(forms) == len(owners):
        return dict(enumerate(zip(owners, forms, strict=True)))
    # An appearance without a box of its own is left out: the others follow each other as before.
    matched: dict[int, tuple[Annotation, object]] = {}
    waiting = iter(owners)
    for number, form in enumerate(forms):
        owner = next((entry for entry in waiting if _lies_in(form, entry)), None)
        if owner:
            matched[number] = owner, form
    return matched


def _remove_own_text(page: pypdfium2.PdfPage) -> None:
    """Takes the page's own text away, which has been read: annotations lie above it, and it would be asked again."""
    count = pdfium.FPDFPage_CountObjects(page)
    for at in range(count - 1, -1, -1) if count <= MAX_OBJECTS else ():
        item = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT and pdfium.FPDFPage_RemoveObject(page, item):
            pdfium.FPDFPageObj_Destroy(item)


def _overflow(page: pypdfium2.PdfPage, forms: Sequence[tuple[Annotation, object]]) -> dict[int, str]:
    """Takes the text away that a field cuts off, line by line; annotation -> its beginning.

    A long answer in a field in which one scrolls has thousands of such lines.
    """
    outside = {entry.index: found for entry, form in forms if (found := _outside(form, entry.box))}
    if not outside:
        return {}
    text: dict[int, str] = {}
    form_of = {entry.index: form for entry, form in forms}
    with contextlib.closing(page.get_textpage()) as text_page:
        for index, items in outside.items():
            text[index] = " ".join(_text_of(item, text_page) for item in items[:_MAX_QUOTED])
    for index, items in outside.items():
        for item in items:
            if pdfium.FPDFFormObj_RemoveObject(form_of[index], item):
                pdfium.FPDFPageObj_Destroy(item)
    return text


def _outside(form: object, box: Rectangle) -> list[object]:
    """The text objects of a field's form that lie beside the field, the last one first."""
    matrix, edges = pdfium.FS_MATRIX(), tuple(ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetMatrix(form, matrix):
        return []
    place = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    found: list[object] = []
    for at in range(pdfium.FPDFFormObj_CountObjects(form) - 1, -1, -1):
        item = pdfium.FPDFFormObj_GetObject(form, at)
        is_text = pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT
        if is_text and pdfium.FPDFPageObj_GetBounds(item, *edges):
            left, bottom, right, top = moved((edges[0].value, edges[1].value, edges[2].value, edges[3].value), place)
            if right < box[0] or left > box[2] or top < box[1] or bottom > box[3]:
                found.append(item)
    return found


def _text_of(item: object, text_page: pypdfium2.PdfTextPage) -> str:
    size = pdfium.FPDFTextObj_GetText(item, text_page, None, 0)
    if not 2 < size <= _MAX_QUOTED_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFTextObj_GetText(item, text_page, buffer, size)
    return bytes(buffer).decode("utf-16-le", errors="ignore").rstrip("\0")


def _lies_in(form: object, entry: Annotation) -> bool:
    edges = tuple(ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(form, *edges):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    x, y = (left + right) / 2, (bottom + top) / 2
    return entry.box[0] <= x <= entry.box[2] and entry.box[1] <= y <= entry.box[3]


def _drawn(
    page: pypdfium2.PdfPage,
    text_page: pypdfium2.PdfTextPage,
    forms: Mapping[int, tuple[Annotation, object]],
    limit: int,
) -> dict[int, Drawn]:
    owner_of: dict[int, int] = {}
    others: dict[int, int] = {}
    for entry, form in forms.values():
        texts, others[entry.index] = _texts(form, 1)
        owner_of.update((address(text), entry.index) for text in texts)
    count = min(text_page.count_chars(), limit)
    raw = text_page.get_text_range(0, count) if count and owner_of else ""
    runs = _owned(text_page, raw, count, owner_of)
    unseen = hidden_runs(page, text_page, count, Inspection(page)) if runs else ()
    concealed = _concealed(_moved(text_page, raw, count, unseen), len(raw))
    found = {index: Drawn(others=number) for index, number in others.items()}
    for index, spans in runs.items():
        if len(raw) * len(runs) <= _MAX_SEARCHED:
            text, hidden = _parted(raw, spans, concealed)
            lines = list(page_lines(text_page, text, count, page.get_bbox()))
            hidden += [("outside" if line.is_outside else "tiny", line.text) for line in lines if _cannot_be_seen(line)]
            seen = tuple(line for line in lines if not _cannot_be_seen(line))
            found[index] = Drawn(seen, tuple(hidden), others[index])
    return found


def _texts(form: object, depth: int) -> tuple[list[object], int]:
    """The text objects of a form, and the number of its other objects."""
    texts: list[object] = []
    others = 0
    for at in range(max(pdfium.FPDFFormObj_CountObjects(form), 0)):
        item = pdfium.FPDFFormObj_GetObject(form, at)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(item)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner, more = _texts(item, depth + 1)
            texts += inner
            others += more
        else:
            others += 1
    return texts, others


def _owned(
    text_page: pypdfium2.PdfTextPage, raw: str, count: int, owner_of: Mapping[int, int]
) -> dict[int, list[HiddenRun]]:
    """Annotation -> runs of its characters, in indices of ``raw``."""
    runs: dict[int, list[HiddenRun]] = {}
    start, owner = 0, -1
    for index in range(count + 1 if raw else 0):
        item = pdfium.FPDFText_GetTextObject(text_page, index) if index < count else None
        # Spaces that PDFium puts in belong to nobody.
        current = owner_of.get(address(item), -1) if item else (owner if index < count else -2)
        if current != owner:
            if owner >= 0:
                runs.setdefault(owner, []).extend(
                    _moved(text_page, raw, count, [HiddenRun(start, index - 1, "unseen")])
                )
            start, owner = index, current
    return runs


def _moved(text_page: pypdfium2.PdfTextPage, raw: str, count: int, runs: Sequence[HiddenRun]) -> Iterator[HiddenRun]:
    """Runs in indices of ``raw``, which differ from PDFium's where characters were left out."""
    index = pdfium.FPDFText_GetTextIndexFromCharIndex
    for run in runs:
        first, last = run.first, run.last
        if len(raw) != count:
            first, last = index(text_page, first), index(text_page, last)
        if 0 <= first <= last:
            yield HiddenRun(first, last, run.concealment)


def _concealed(runs: Iterator[HiddenRun], length: int) -> list[str | None]:
    """For every character why it is not seen, None for those that are."""
    concealed: list[str | None] = [None] * length
    for run in runs:
        concealed[run.first : run.last + 1] = [run.concealment] * (min(run.last + 1, length) - run.first)
    return concealed


def _parted(raw: str, spans: Sequence[HiddenRun], concealed: Sequence[str | None]) -> tuple[str, list[tuple[str, str]]]:
    """The text of the page with line breaks in place of all but what one annotation shows, and what it does not show."""
    pieces: list[str] = []
    hidden: list[tuple[str, str]] = []
    done = 0
    for span in spans:
        pieces.append("\n" * (span.first - done))
        for why, places in itertools.groupby(range(span.first, span.last + 1), concealed.__getitem__):
            text = "".join(raw[at] for at in places)
            pieces.append("\n" * len(text) if why else text)
            if why:
                hidden.append((why, text))
        done = span.last + 1
    return "".join(pieces) + "\n" * (len(raw) - done), hidden


def _cannot_be_seen(line: Line) -> bool:
    return line.is_outside or line.size < SMALLEST_SIZE
