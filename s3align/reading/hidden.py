"""Finds text that a person cannot see: it must not raise a score, and a screener wants to know of it.

First every text object is asked a few cheap questions (how it is painted, in which colour and size, whether something is
painted over it, whether it belongs to a layer). Only the pages with a suspicious object are drawn, and what leaves no ink
there is hidden. Invisible text over a scanned page is the layer of a text recognition and stays.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

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
MAX_COVERS = 200
_COVER_AREA = 60.0  # square points; smaller things are bullets and rules
_MAX_DEPTH = 4
_SCALE = 1.5  # pixels per point: print of 2 pt leaves ink
_MAX_PIXELS = 6_000_000
_OPAQUE = 255
_MARKS = 8
_LAYER = "OC\0".encode("utf-16-le")
_NO_PAINT = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_NO_FILL = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)

_Box = tuple[float, float, float, float]
_Colour = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Characters ``first`` to ``last`` (PDFium's indices, inclusive) that are hidden by ``trick``."""

    first: int
    last: int
    trick: str


def hidden_runs(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, count: int) -> tuple[HiddenRun, ...]:
    """The hidden characters among the first ``count`` of a page, in order."""
    inspection = _Inspection(page)
    if not inspection.tricks:
        return ()
    runs = list(_runs(text_page, count, inspection.tricks))
    if not runs:
        return ()
    picture = _Picture.of(page)
    layer = [run for run in runs if run.trick == "invisible"]
    if layer and inspection.picture >= SCAN_AREA:
        inked = sum(picture.has_ink(_box(text_page, run)) for run in layer)
        if inked >= LAYER_INK * len(layer):
            runs = [run for run in runs if run.trick != "invisible"]
    return tuple(run for run in runs if run.trick in ("invisible", "tiny") or not picture.has_ink(_box(text_page, run)))


class _Inspection:
    """Asks every object of a page what makes it suspicious, with buffers that are made once.

    ``tricks``: address of a text object -> trick; ``picture``: share of the page that its largest picture covers.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._channels = tuple(ctypes.c_uint() for _ in range(4))
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._size, self._matrix = ctypes.c_float(), pdfium.FS_MATRIX()
        self._mode, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._name, self._length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
        self.tricks: dict[int, str] = {}
        self.picture = 0.0
        self._inspect(page)

    def _inspect(self, page: pypdfium2.PdfPage) -> None:
        area = max(page.get_width() * page.get_height(), 1.0)
        texts: list[tuple[int, object, _Colour | None]] = []
        covers: list[tuple[int, _Box, _Colour | None]] = []
        for order, (kind, item, is_nested) in enumerate(itertools.islice(_objects(page), MAX_OBJECTS)):
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                colour = self._fill(item)
                trick = self._trick(item, colour)
                if trick:
                    self.tricks[_address(item)] = trick
                elif not is_nested:
                    texts.append((order, item, colour))
            elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH) and len(covers) < MAX_COVERS:
                cover = self._cover(kind, item)
                if kind == pdfium.FPDF_PAGEOBJ_IMAGE and cover:
                    self.picture = max(self.picture, _area(cover[0]) / area)
                if cover and not is_nested:
                    covers.append((order, *cover))
        if covers:
            self._compare(texts, covers)

    def _compare(
        self, texts: Sequence[tuple[int, object, _Colour | None]], covers: Sequence[tuple[int, _Box, _Colour | None]]
    ) -> None:
        """Finds texts that something is painted over, or that have the colour of what they stand on."""
        for order, item, colour in texts:
            box = self._bounds(item)
            if box is None:
                continue
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            around = [cover for cover in covers if cover[1][0] <= x <= cover[1][2] and cover[1][1] <= y <= cover[1][3]]
            if not around:
                continue
            ground = next((other for place, _, other in reversed(around) if place < order), None)
            if around[-1][0] > order:
                self.tricks[_address(item)] = "covered"
            elif (
                colour
                and ground
                and all(abs(one - other) < LEAST_INK for one, other in zip(colour, ground, strict=True))
            ):
                self.tricks[_address(item)] = "white"

    def _trick(self, item: object, colour: _Colour | None) -> str | None:
        mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
        if mode in _NO_PAINT:
            return "invisible"
        if colour and mode not in _NO_FILL:
            if colour[3] < LEAST_INK:
                return "invisible"
            if min(colour[:3]) >= NEAR_WHITE or colour[3] < 2 * LEAST_INK:
                return "white"
        if self._is_tiny(item):
            return "tiny"
        return "layer" if self._is_in_layer(item) else None

    def _is_tiny(self, item: object) -> bool:
        if not pdfium.FPDFTextObj_GetFontSize(item, self._size):
            return False
        if not pdfium.FPDFPageObj_GetMatrix(item, self._matrix):
            return False
        return bool(abs(self._size.value) * max(abs(self._matrix.c), abs(self._matrix.d)) < SMALLEST_SIZE)

    def _is_in_layer(self, item: object) -> bool:
        """Whether the object is marked as optional content, which can be switched off."""
        for index in range(min(pdfium.FPDFPageObj_CountMarks(item), _MARKS)):
            mark = pdfium.FPDFPageObj_GetMark(item, index)
            has_name = pdfium.FPDFPageObjMark_GetName(mark, self._name, 16, self._length)
            if has_name and bytes(self._name)[: self._length.value] == _LAYER:
                return True
        return False

    def _cover(self, kind: int, item: object) -> tuple[_Box, _Colour | None] | None:
        """Place and colour of a picture or a path through which nothing shines; None for thin and small things."""
        colour = None
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if not pdfium.FPDFPath_GetDrawMode(item, self._mode, self._stroke):
                return None
            colour = self._fill(item) if self._mode.value != pdfium.FPDF_FILLMODE_NONE else None
            if colour is None or colour[3] != _OPAQUE:
                return None
        box = self._bounds(item)
        return None if box is None or _area(box) < _COVER_AREA else (box, colour)

    def _fill(self, item: object) -> _Colour | None:
        """Red, green, blue and opacity (0 to 255) of the filling."""
        if not pdfium.FPDFPageObj_GetFillColor(item, *self._channels):
            return None
        red, green, blue, alpha = self._channels
        return red.value, green.value, blue.value, alpha.value

    def _bounds(self, item: object) -> _Box | None:
        if not pdfium.FPDFPageObj_GetBounds(item, *self._edges):
            return None
        left, bottom, right, top = self._edges
        return left.value, bottom.value, right.value, top.value


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, object, bool]]:
    """Kind, object and whether it stands in a form, in the order of painting."""
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inner(item, 1)
        else:
            yield kind, item, False


def _inner(form: object, depth: int) -> Iterator[tuple[int, object, bool]]:
    for index in range(max(pdfium.FPDFFormObj_CountObjects(form), 0)):
        item = pdfium.FPDFFormObj_GetObject(form, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, True
        elif depth < _MAX_DEPTH:
            yield from _inner(item, depth + 1)


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
