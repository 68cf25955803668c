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
from dataclasses import dataclass, field

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
MAX_COVERS = 60
_COVER_AREA = 60.0  # square points; smaller things are bullets and rules
_MAX_DEPTH = 4
_SCALE = 1.5  # pixels per point: print of 2 pt leaves ink
_MAX_PIXELS = 6_000_000
_OPAQUE = 255

_Box = tuple[float, float, float, float]
_Colour = tuple[int, int, int, int]


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
    objects = list(itertools.islice(_objects(page), MAX_OBJECTS))
    grounds: list[tuple[_Box, _Colour]] = []
    for kind, item, is_nested in objects:
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            trick = _trick(item) or (None if is_nested else _drowned(item, grounds))
            if trick:
                found.tricks[_address(item)] = trick
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            box = _bounds(item)
            found.picture = max(found.picture, _area(box) / area if box else 0.0)
        elif not is_nested and len(grounds) < MAX_COVERS and (cover := _cover(item)):
            grounds.append(cover)
    found.tricks.update(_covered(objects))
    return found


def _covered(objects: Sequence[tuple[int, object, bool]]) -> Iterator[tuple[int, str]]:
    """Text objects over which a picture or an opaque path is painted."""
    covers: list[_Box] = []
    for kind, item, is_nested in reversed(objects):
        if is_nested:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if covers and _center_in(item, covers):
                yield _address(item), "covered"
        elif len(covers) < MAX_COVERS:
            box = _bounds(item) if kind == pdfium.FPDF_PAGEOBJ_IMAGE else (_cover(item) or (None,))[0]
            if box and _area(box) >= _COVER_AREA:
                covers.append(box)


def _drowned(item: object, grounds: Sequence[tuple[_Box, _Colour]]) -> str | None:
    """Whether a text has the colour of what it stands on."""
    below = [colour for box, colour in grounds if _center_in(item, [box])]
    own = _fill(item) if below else None
    is_alike = own is not None and all(abs(one - other) < LEAST_INK for one, other in zip(own, below[-1], strict=True))
    return "white" if is_alike else None


def _cover(item: object) -> tuple[_Box, _Colour] | None:
    """Place and colour of a path through which nothing shines; None for thin lines and small things."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
        return None
    if not pdfium.FPDFPath_GetDrawMode(item, mode, stroke) or mode.value == pdfium.FPDF_FILLMODE_NONE:
        return None
    box, colour = _bounds(item), _fill(item)
    if box is None or colour is None or colour[3] != _OPAQUE or _area(box) < _COVER_AREA:
        return None
    return box, colour


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
    colour = _fill(item)
    fills = mode not in (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
    if fills and colour:
        if colour[3] < LEAST_INK:
            return "invisible"
        if min(colour[:3]) >= NEAR_WHITE or colour[3] < 2 * LEAST_INK:
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


def _fill(item: object) -> _Colour | None:
    """Red, green, blue and opacity (0 to 255) of the filling."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value


def _center_in(item: object, boxes: Sequence[_Box]) -> bool:
    box = _bounds(item)
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in boxes)


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
