"""Inspects the objects of a page for text that a person might not see; only pages with such text are drawn."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.geometry import (
    EDGE,
    UNMOVED,
    Box,
    Matrix,
    are_touching,
    area_of,
    combined,
    is_inside,
    moved,
)

SMALLEST_SIZE = 2.0
"""Points below which nobody reads a font; the smallest print in real files has 3."""
TYPE_3 = 2.0
"""A letter taller than this many times its font size belongs to a font with its own scale; others reach about 1.3."""
SMALLEST_WIDTH = 1.0
"""Points below which nobody reads a font that is squeezed."""
NEAR_WHITE = 225
"""Channel value (0 to 255) from which a colour may be invisible on paper; light grey print has 200 and less."""
LEAST_INK = 24
"""Grey levels of 255 between text and ground; fainter text is not seen on paper (contrast below 1.2 : 1)."""
MAX_OBJECTS = 20_000
MAX_PAINTED = 500
MAX_COVERS = 200
_COVER_WIDTH = 2.5  # points; rules, underlines and frames are thinner
_THINNEST_COVER = 0.3  # points of what is pale: a few such lines hide a word
_MAX_DEPTH = 20  # of forms within forms; PDFium reads none that are deeper
_MAX_CLIPS = 4
_RECTANGLE = 5  # segments, the closing one included
_OPAQUE = 255
_MARKS = 32
ACTUAL_TEXT = b"ActualText"
_LAYER = "OC\0".encode("utf-16-le")
_NO_PAINT = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_NO_FILL = (pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_PAINTED = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)

UNSEEN = "unseen"
"""The concealment of a text that does not show, for whatever reason."""
_Colour = tuple[int, int, int, int]
_Cover = tuple[int, Box, _Colour | None]
"""What may hide a text: its place in the order of painting and on the page, its colour where it has one."""
Text = tuple[object, Matrix | None]
"""A text object, and how the form that it stands in is moved on the page."""


class Inspection:
    """What the objects of a page say, with buffers that are made once.

    ``texts``: every text object. ``concealments``: address of a text object -> how it may be hidden. ``is_doubtful``: any text
    may be hidden in a way that only drawing tells. ``has_actual_text``: the file gives out other text for some of it.
    ``picture``: share of the page that pictures cover.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._channels = tuple(ctypes.c_uint() for _ in range(4))
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._size, self._width, self._matrix = ctypes.c_float(), ctypes.c_float(), pdfium.FS_MATRIX()
        self._mode, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._name, self._length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
        self.texts: list[Text] = []
        self.concealments: dict[int, str] = {}
        self.is_doubtful = False
        self.has_actual_text = False
        self.picture = 0.0
        self._inspect(page)

    def _inspect(self, page: pypdfium2.PdfPage) -> None:
        area = max(page.get_width() * page.get_height(), 1.0)
        texts: list[tuple[int, Text, _Colour | None]] = []
        covers: list[_Cover] = []
        painted = 0
        for order, (kind, item, matrix) in enumerate(_items(page, self)):
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.texts.append((item, matrix))
                if matrix or order >= MAX_OBJECTS:  # a form may be hidden by its own dictionary, which cannot be asked
                    self.is_doubtful = True
                if order < MAX_OBJECTS:
                    colour = self._fill(item)
                    concealment = self._concealment(item, matrix, colour)
                    if concealment:
                        self.concealments[address(item)] = concealment
                    else:
                        texts.append((order, (item, matrix), colour))
            elif kind in _PAINTED:
                painted += 1
                cover = self._cover(kind, item, matrix) if painted <= MAX_PAINTED else None
                if cover:
                    covers.append((order, *cover))
                    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                        self.picture += area_of(cover[0]) / area
        self.is_doubtful = self.is_doubtful or painted > MAX_PAINTED or len(covers) > MAX_COVERS
        self._compare(texts, covers[:MAX_COVERS])

    def _compare(self, texts: Sequence[tuple[int, Text, _Colour | None]], covers: Sequence[_Cover]) -> None:
        """Finds texts that something is painted over, that may have the colour of their ground, or that are cut off."""
        for order, (item, matrix), colour in texts:
            clips = self._clips(item)
            box = self._bounds(item) if clips or covers else None
            if box and clips and self._is_cut(item, clips, box):
                self.concealments[address(item)] = UNSEEN
                continue
            place = moved(box, matrix) if box else None
            touching = _touching(covers, place) if place else []
            grounds = [cover for cover in touching if cover[0] < order]
            if len(grounds) < len(touching):
                self.concealments[address(item)] = "covered"
            elif _may_vanish(colour, place, grounds):
                self.concealments[address(item)] = "white"

    def crosses_other_text(self, box: Box) -> bool:
        """Whether a text that raises no suspicion overlaps a box."""
        return any(are_touching(box, other) for other in self.plain.values())

    @cached_property
    def plain(self) -> dict[int, Box]:
        """Address -> place of the texts that raise no suspicion."""
        places = (
            (address(text[0]), self.box(text)) for text in self.texts if address(text[0]) not in self.concealments
        )
        return {place: box for place, box in places if box}

    def box(self, text: Text) -> Box | None:
        """The place of a text object on the page."""
        box = self._bounds(text[0])
        return moved(box, text[1]) if box else None

    def _clips(self, item: object) -> int:
        """How many paths cut the object, as programs write them around every paragraph."""
        clip = pdfium.FPDFPageObj_GetClipPath(item)
        return max(pdfium.FPDFClipPath_CountPaths(clip), 0) if clip else 0

    def _is_in_layer(self, item: object) -> bool:
        """Whether the object is marked as optional content, which can be switched off."""
        count = pdfium.FPDFPageObj_CountMarks(item)
        if count > _MARKS:
            return True
        for index in range(count):
            mark = pdfium.FPDFPageObj_GetMark(item, index)
            if pdfium.FPDFPageObjMark_GetParamValueType(mark, ACTUAL_TEXT) == pdfium.FPDF_OBJECT_STRING:
                self.has_actual_text = True
            has_name = pdfium.FPDFPageObjMark_GetName(mark, self._name, 16, self._length)
            if has_name and bytes(self._name)[: self._length.value] == _LAYER:
                return True
        return False

    def matrix(self, item: object) -> Matrix:
        """How an object is shifted, turned and scaled."""
        matrix = self._matrix
        if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
            return UNMOVED
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _concealment(self, item: object, matrix: Matrix | None, colour: _Colour | None) -> str | None:
        """What the text alone gives away."""
        mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
        if mode in _NO_PAINT:
            return "invisible"
        if colour and colour[3] < LEAST_INK and mode not in _NO_FILL:
            return "invisible"
        if self._is_tiny(item, matrix):
            return "tiny"
        is_in_layer = self._is_in_layer(item)
        if mode in _NO_FILL or colour is None or pdfium.FPDFPageObj_HasTransparency(item):
            return UNSEEN  # a stroke, a pattern, a mask: no colour that could be asked for
        return "layer" if is_in_layer else None

    def _is_tiny(self, item: object, form: Matrix | None) -> bool:
        """Whether letters are too small to be read, or so narrow that they are a mere line."""
        if not pdfium.FPDFTextObj_GetFontSize(item, self._size):
            return False
        size, matrix = abs(self._size.value), self._matrix
        if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
            return False
        if form:
            size *= max(math.hypot(*form[:2]), math.hypot(*form[2:4]))
        if not (size * abs(matrix.d) >= SMALLEST_SIZE or size * abs(matrix.c) >= SMALLEST_SIZE):
            box = self.box((item, form))
            return box is None or min(box[2] - box[0], box[3] - box[1]) < max(SMALLEST_SIZE, TYPE_3 * size)
        return not (size * abs(matrix.a) >= SMALLEST_WIDTH or size * abs(matrix.b) >= SMALLEST_WIDTH)

    def _is_cut(self, item: object, clips: int, box: Box) -> bool:
        """Whether a clip may take away from the object: one that is no rectangle around it."""
        clip = pdfium.FPDFPageObj_GetClipPath(item)
        return clips > _MAX_CLIPS or any(not self._is_around(clip, index, box) for index in range(clips))

    def _is_around(self, clip: object, index: int, box: Box) -> bool:
        count = pdfium.FPDFClipPath_CountPathSegments(clip, index)
        if not 4 <= count <= _RECTANGLE:
            return False
        x, y = self._edges[:2]
        points = set()
        for number in range(count):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, index, number)
            if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                return False
            points.add((x.value, y.value))
        across, up = ({point[axis] for point in points} for axis in (0, 1))
        if len(across) != 2 or len(up) != 2 or len(points) != 4:
            return False
        return is_inside(box, (min(across), min(up), max(across), max(up)))

    def _cover(self, kind: int, item: object, matrix: Matrix | None) -> tuple[Box, _Colour | None] | None:
        """Place and colour of what may hide a text, None for a colour that is not known; None for thin and small things."""
        colour, is_filled = None, True
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if not pdfium.FPDFPath_GetDrawMode(item, self._mode, self._stroke):
                return None
            is_filled = self._mode.value != pdfium.FPDF_FILLMODE_NONE
            if not (is_filled or self._stroke.value):
                return None
            colour = self._fill(item) if is_filled else self._stroke_colour(item)
            if colour and colour[3] < LEAST_INK:
                return None
        place = self.box((item, matrix))
        if place is None:
            return None
        is_pale = colour is None or min(colour[:3]) >= NEAR_WHITE
        thickness = min(place[2] - place[0], place[3] - place[1]) if is_filled else self._stroke_width(item)
        if thickness < (_THINNEST_COVER if is_pale else _COVER_WIDTH):
            return None
        return place, colour if is_filled else None

    def _stroke_width(self, item: object) -> float:
        return float(self._width.value) if pdfium.FPDFPageObj_GetStrokeWidth(item, self._width) else 0.0

    def _stroke_colour(self, item: object) -> _Colour | None:
        return self._colour() if pdfium.FPDFPageObj_GetStrokeColor(item, *self._channels) else None

    def _fill(self, item: object) -> _Colour | None:
        """Red, green, blue and opacity (0 to 255) of the filling."""
        return self._colour() if pdfium.FPDFPageObj_GetFillColor(item, *self._channels) else None

    def _colour(self) -> _Colour:
        red, green, blue, alpha = self._channels
        return red.value, green.value, blue.value, alpha.value

    def _bounds(self, item: object) -> Box | None:
        if not pdfium.FPDFPageObj_GetBounds(item, *self._edges):
            return None
        left, bottom, right, top = self._edges
        return left.value, bottom.value, right.value, top.value


def _items(page: pypdfium2.PdfPage, inspection: Inspection) -> Iterator[tuple[int, object, Matrix | None]]:
    """Kind and object in the order of painting, those of forms in place of the form.

    Of one in a form also how the form is moved on the page.
    """
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inner(item, inspection, UNMOVED, 1)
        else:
            yield kind, item, None


def _inner(form: object, inspection: Inspection, outer: Matrix, depth: int) -> Iterator[tuple[int, object, Matrix]]:
    matrix = combined(inspection.matrix(form), outer)
    for index in range(max(pdfium.FPDFFormObj_CountObjects(form), 0)):
        item = pdfium.FPDFFormObj_GetObject(form, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, matrix
        elif depth < _MAX_DEPTH:
            yield from _inner(item, inspection, matrix, depth + 1)


def _are_alike(colour: _Colour | None, ground: _Colour | None) -> bool:
    """Whether text may vanish on its ground; a ground without one known colour may have any."""
    if colour is None or ground is None or ground[3] != _OPAQUE:
        return True
    return all(abs(one - other) < LEAST_INK for one, other in zip(colour[:3], ground[:3], strict=True))


def _touching(covers: Sequence[_Cover], text: Box) -> list[_Cover]:
    """The covers that touch a text, as ``are_touching`` defines it, without the cost of a call for each pair."""
    left, bottom, right, top = text[0] + EDGE, text[1] + EDGE, text[2] - EDGE, text[3] - EDGE
    return [
        cover
        for cover in covers
        if cover[1][0] < right and cover[1][2] > left and cover[1][1] < top and cover[1][3] > bottom
    ]


def _may_vanish(colour: _Colour | None, box: Box | None, grounds: Sequence[_Cover]) -> bool:
    """Whether a text may have the colour of what it stands on, in whole or in part; without a ground it stands on paper."""
    for _, ground, shade in reversed(grounds):
        if _are_alike(colour, shade):
            return True
        if box and is_inside(box, ground):
            return False
    return colour is None or min(colour[:3]) >= NEAR_WHITE


def address(item: Any) -> int:
    """The address of an object, by which it is told from others."""
    return ctypes.addressof(item.contents)
