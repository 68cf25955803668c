"""Finds text that a person cannot see: it must not raise a score, and a screener wants to know of it.

First every text object is asked a few cheap questions (how it is painted, in which colour and size, whether something is
painted over it, whether it belongs to a layer). Only the pages with a suspicious object are drawn, and what leaves no ink
there is hidden. Invisible text over a scanned page is the layer of a text recognition and stays.
"""

from __future__ import annotations

import ctypes
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.document import HiddenText
from s3align.reading.forms import clean_text

SMALLEST_SIZE = 2.0
"""Points below which nobody reads a font; the smallest print in real files has 3."""
NEAR_WHITE = 225
"""Channel value from which a colour is looked at more closely; light grey print has 200 and less."""
LEAST_INK = 24
"""Grey levels of 255 between text and ground; fainter text is not seen on paper (contrast below 1.2 : 1)."""
SCAN_AREA = 0.5
"""Share of a page that a picture covers where invisible text is the layer of a text recognition."""
LAYER_INK = 0.6
"""Share of such a layer's pieces that must lie on ink of the picture."""
MAX_OBJECTS = 20_000
MAX_COVERS = 60
_COVER_AREA = 60.0  # square points; smaller things are bullets and rules
_MAX_DEPTH = 4
_SCALE = 1.5  # pixels per point: print of 2 pt leaves ink
_MAX_PIXELS = 6_000_000
_QUOTE = 120
_OPAQUE = 255

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Characters ``first`` to ``last`` (PDFium's indices, inclusive) that are hidden by ``trick``."""

    first: int
    last: int
    trick: str


@dataclass(slots=True)
class _Suspects:
    """Text objects by what makes them suspicious (address -> trick), and the share of the page that pictures cover."""

    tricks: dict[int, str] = field(default_factory=dict)
    visible: int = 0
    picture: float = 0.0


def hidden_runs(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, count: int) -> tuple[HiddenRun, ...]:
    """The hidden characters among the first ``count`` of a page, in order."""
    suspects = _suspects(page)
    if not suspects.tricks:
        return ()
    runs = list(_runs(text_page, count, suspects.tricks))
    if not runs:
        return ()
    picture = _Picture.of(page)
    layer = [run for run in runs if run.trick == "invisible"]
    if layer and suspects.picture >= SCAN_AREA:
        inked = sum(picture.has_ink(_box(text_page, run)) for run in layer)
        if inked >= LAYER_INK * len(layer):
            runs = [run for run in runs if run.trick != "invisible"]
    return tuple(run for run in runs if run.trick in ("invisible", "tiny") or not picture.has_ink(_box(text_page, run)))


def _suspects(page: pypdfium2.PdfPage) -> _Suspects:
    found = _Suspects()
    area = max(page.get_width() * page.get_height(), 1.0)
    covers: list[_Box] = []
    objects = list(itertools.islice(_objects(page), MAX_OBJECTS))
    for kind, item, is_nested in reversed(objects):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            trick = _trick(item) or ("covered" if not is_nested and _is_covered(item, covers) else None)
            if trick:
                found.tricks[_address(item)] = trick
            else:
                found.visible += 1
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE or (kind == pdfium.FPDF_PAGEOBJ_PATH and _is_opaque(item)):
            box = _bounds(item)
            size = _area(box) if box else 0.0
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                found.picture = max(found.picture, size / area)
            if box and not is_nested and size >= _COVER_AREA and len(covers) < MAX_COVERS:
                covers.append(box)
    return found


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, object, bool]]:
    """Kind, object and whether it stands in a form, in the order of painting."""
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _with_inner(pdfium.FPDFPage_GetObject(page, index), 0)


def _with_inner(item: object, depth: int) -> Iterator[tuple[int, object, bool]]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield kind, item, depth > 0
    elif depth < _MAX_DEPTH:
        for index in range(max(pdfium.FPDFFormObj_CountObjects(item), 0)):
            yield from _with_inner(pdfium.FPDFFormObj_GetObject(item, index), depth + 1)


def _trick(item: object) -> str | None:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    if mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP):
        return "invisible"
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    fills = mode not in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    if fills and pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        if alpha.value < LEAST_INK:
            return "invisible"
        if min(red.value, green.value, blue.value) >= NEAR_WHITE or alpha.value < 2 * LEAST_INK:
            return "white"
    if _size(item) < SMALLEST_SIZE:
        return "tiny"
    return "layer" if _is_in_layer(item) else None


def _size(item: object) -> float:
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    if not pdfium.FPDFTextObj_GetFontSize(item, size) or not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return SMALLEST_SIZE
    return float(abs(size.value) * max(abs(matrix.c), abs(matrix.d)))


def _is_in_layer(item: object) -> bool:
    """Whether the object is marked as optional content, which can be switched off."""
    name = ctypes.create_string_buffer(16)
    length = ctypes.c_ulong()
    for index in range(min(max(pdfium.FPDFPageObj_CountMarks(item), 0), 8)):
        mark = pdfium.FPDFPageObj_GetMark(item, index)
        written = pdfium.FPDFPageObjMark_GetName(mark, ctypes.cast(name, ctypes.POINTER(ctypes.c_ushort)), 16, length)
        if written and name.raw[: length.value].decode("utf-16-le", "ignore").rstrip("\0") == "OC":
            return True
    return False


def _is_opaque(item: object) -> bool:
    """Whether a path is filled so that nothing shines through."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, mode, stroke) or mode.value == pdfium.FPDF_FILLMODE_NONE:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return bool(pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)) and alpha.value == _OPAQUE


def _is_covered(item: object, covers: Sequence[_Box]) -> bool:
    if not covers:
        return False
    box = _bounds(item)
    if box is None:
        return False
    left, bottom, right, top = box
    x, y = (left + right) / 2, (bottom + top) / 2
    return any(one[0] <= x <= one[2] and one[1] <= y <= one[3] for one in covers)


def _bounds(item: object) -> _Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _area(box: _Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _address(item: object) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _runs(text_page: pypdfium2.PdfTextPage, count: int, tricks: dict[int, str]) -> Iterator[HiddenRun]:
    """Neighbouring characters of suspicious objects."""
    start, last, trick, owner = 0, -1, "", 0
    for index in range(count):
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        address = _address(item) if item else owner  # spaces that PDFium puts in belong to nobody
        if address == owner:
            last = index
            continue
        if trick:
            yield HiddenRun(start, last, trick)
        start = last = index
        owner, trick = address, tricks.get(address, "")
    if trick:
        yield HiddenRun(start, last, trick)


def _box(text_page: pypdfium2.PdfTextPage, run: HiddenRun) -> _Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    boxes = [
        (left.value, bottom.value, right.value, top.value)
        for index in range(run.first, run.last + 1)
        if pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top) and right.value > left.value
    ]
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page as drawn in grey."""

    page: pypdfium2.PdfPage
    width: int
    height: int
    stride: int
    grey: bytes

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> _Picture:
        points = max(page.get_width() * page.get_height(), 1.0)
        scale = min(_SCALE, (_MAX_PIXELS / points) ** 0.5)
        with closing(page.render(scale=scale, grayscale=True, may_draw_forms=False)) as bitmap:
            return cls(page, bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))

    def has_ink(self, box: _Box) -> bool:
        """Whether anything can be told from its ground inside a box of page coordinates."""
        corners = [self._pixel(box[0], box[1]), self._pixel(box[2], box[3])]
        left, right = sorted(min(max(x, 0), self.width) for x, _ in corners)
        upper, lower = sorted(min(max(y, 0), self.height) for _, y in corners)
        rows = [
            self.grey[y * self.stride + left : y * self.stride + right + 1]
            for y in range(upper, min(lower + 1, self.height))
        ]
        rows = [row for row in rows if row]
        return bool(rows) and max(map(max, rows)) - min(map(min, rows)) >= LEAST_INK

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self.page, 0, 0, self.width, self.height, 0, x, y, across, down)
        return across.value, down.value


def hidden_texts(page: int | None, pieces: Sequence[tuple[str, str]]) -> Iterator[HiddenText]:
    """One entry for each trick in (trick, text) pairs, with the beginning of the text and its number of words."""
    texts: dict[str, list[str]] = defaultdict(list)
    for trick, text in pieces:
        texts[trick].extend(clean_text(text).split())
    for trick, words in texts.items():
        if words:
            yield HiddenText(page, trick, " ".join(words)[:_QUOTE], len(words))
