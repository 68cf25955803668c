"""Inspects the objects of a page for text that a person might not see; only pages with such text are drawn."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading import pdfium_calls as calls
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
_NAME = 8  # characters of a mark's name that are looked at
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
_FlatCover = tuple[float, float, float, float, _Cover]
"""A cover behind the edges of its place."""
Text = tuple[int, Matrix | None]
"""A text object, and how the form that it stands in is moved on the page."""


class Inspection:
    """What the objects of a page say, with buffers that are made once.

    ``texts``: every text object. ``concealments``: text object -> how it may be hidden. ``is_doubtful``: any text
    may be hidden in a way that only drawing tells. ``has_actual_text``: the file gives out other text for some of it.
    ``picture``: share of the page that pictures cover.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._channels, self._into_channels = _buffer(ctypes.c_uint, 4)
        self._edges, self._into_edges = _buffer(ctypes.c_float, 4)
        self._matrix, (self._into_matrix, *_) = _buffer(ctypes.c_float, 6)
        self._number, (self._into_number,) = _buffer(ctypes.c_float, 1)
        self._modes, self._into_modes = _buffer(ctypes.c_int, 2)
        self._name, (self._into_name, *_) = _buffer(ctypes.c_ushort, _NAME)
        self._length, (self._into_length,) = _buffer(ctypes.c_ulong, 1)
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
                        self.concealments[item] = concealment
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
        flat = [(*cover[1], cover) for cover in covers]
        for order, (item, matrix), colour in texts:
            clips = self._clips(item)
            box = self._bounds(item) if clips or covers else None
            if box and clips and self._is_cut(item, clips, box):
                self.concealments[item] = UNSEEN
                continue
            place = moved(box, matrix) if box else None
            touching = _touching(flat, place) if place else []
            grounds = [cover for cover in touching if cover[0] < order]
            if len(grounds) < len(touching):
                self.concealments[item] = "covered"
            elif _may_vanish(colour, place, grounds):
                self.concealments[item] = "white"

    def crosses_other_text(self, box: Box) -> bool:
        """Whether a text that raises no suspicion overlaps a box."""
        return any(are_touching(box, other) for other in self.plain.values())

    @cached_property
    def plain(self) -> dict[int, Box]:
        """Object -> place of the texts that raise no suspicion."""
        places = ((text[0], self.box(text)) for text in self.texts if text[0] not in self.concealments)
        return {place: box for place, box in places if box}

    def box(self, text: Text) -> Box | None:
        """The place of a text object on the page."""
        box = self._bounds(text[0])
        return moved(box, text[1]) if box else None

    def _clips(self, item: int) -> int:
        """How many paths cut the object, as programs write them around every paragraph."""
        clip = calls.get_clip(item)
        return max(calls.count_clips(clip), 0) if clip else 0

    def _is_in_layer(self, item: int) -> bool:
        """Whether the object is marked as optional content, which can be switched off."""
        count = calls.count_marks(item)
        if count > _MARKS:
            return True
        for index in range(count):
            mark = calls.get_mark(item, index)
            opened = ctypes.cast(mark, pdfium.FPDF_PAGEOBJECTMARK)
            if pdfium.FPDFPageObjMark_GetParamValueType(opened, ACTUAL_TEXT) == pdfium.FPDF_OBJECT_STRING:
                self.has_actual_text = True
            has_name = calls.get_mark_name(mark, self._into_name, 2 * _NAME, self._into_length)
            if has_name and self._name.tobytes()[: self._length[0]] == _LAYER:
                return True
        return False

    def matrix(self, item: int) -> Matrix:
        """How an object is shifted, turned and scaled."""
        if not calls.get_matrix(item, self._into_matrix):
            return UNMOVED
        a, b, c, d, e, f = self._matrix
        return a, b, c, d, e, f

    def _concealment(self, item: int, matrix: Matrix | None, colour: _Colour | None) -> str | None:
        """What the text alone gives away."""
        mode = calls.get_render_mode(item)
        if mode in _NO_PAINT:
            return "invisible"
        if colour and colour[3] < LEAST_INK and mode not in _NO_FILL:
            return "invisible"
        if self._is_tiny(item, matrix):
            return "tiny"
        is_in_layer = self._is_in_layer(item)
        if mode in _NO_FILL or colour is None or calls.has_transparency(item):
            return UNSEEN  # a stroke, a pattern, a mask: no colour that could be asked for
        return "layer" if is_in_layer else None

    def _is_tiny(self, item: int, form: Matrix | None) -> bool:
        """Whether letters are too small to be read, or so narrow that they are a mere line."""
        if not calls.get_object_size(item, self._into_number) or not calls.get_matrix(item, self._into_matrix):
            return False
        size, (a, b, c, d, _, _) = abs(self._number[0]), self._matrix
        if form:
            size *= max(math.hypot(*form[:2]), math.hypot(*form[2:4]))
        if not (size * abs(d) >= SMALLEST_SIZE or size * abs(c) >= SMALLEST_SIZE):
            box = self.box((item, form))
            return box is None or min(box[2] - box[0], box[3] - box[1]) < max(SMALLEST_SIZE, TYPE_3 * size)
        return not (size * abs(a) >= SMALLEST_WIDTH or size * abs(b) >= SMALLEST_WIDTH)

    def _is_cut(self, item: int, clips: int, box: Box) -> bool:
        """Whether a clip may take away from the object: one that is no rectangle around it."""
        clip = calls.get_clip(item)
        return clips > _MAX_CLIPS or any(not self._is_around(clip, index, box) for index in range(clips))

    def _is_around(self, clip: int, index: int, box: Box) -> bool:
        count = calls.count_segments(clip, index)
        if not 4 <= count <= _RECTANGLE:
            return False
        into_x, into_y = self._into_edges[:2]
        points = set()
        for number in range(count):
            segment = calls.get_segment(clip, index, number)
            if not calls.get_point(segment, into_x, into_y):
                return False
            points.add((self._edges[0], self._edges[1]))
        across, up = ({point[axis] for point in points} for axis in (0, 1))
        if len(across) != 2 or len(up) != 2 or len(points) != 4:
            return False
        return is_inside(box, (min(across), min(up), max(across), max(up)))

    def _cover(self, kind: int, item: int, matrix: Matrix | None) -> tuple[Box, _Colour | None] | None:
        """Place and colour of what may hide a text, None for a colour that is not known; None for thin and small things."""
        colour, is_filled = None, True
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if not calls.get_draw_mode(item, *self._into_modes):
                return None
            is_filled = self._modes[0] != pdfium.FPDF_FILLMODE_NONE
            if not (is_filled or self._modes[1]):
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

    def _stroke_width(self, item: int) -> float:
        return float(self._number[0]) if calls.get_stroke_width(item, self._into_number) else 0.0

    def _stroke_colour(self, item: int) -> _Colour | None:
        return self._colour() if calls.get_stroke_colour(item, *self._into_channels) else None

    def _fill(self, item: int) -> _Colour | None:
        """Red, green, blue and opacity (0 to 255) of the filling."""
        return self._colour() if calls.get_fill_colour(item, *self._into_channels) else None

    def _colour(self) -> _Colour:
        red, green, blue, alpha = self._channels
        return red, green, blue, alpha

    def _bounds(self, item: int) -> Box | None:
        if not calls.get_bounds(item, *self._into_edges):
            return None
        left, bottom, right, top = self._edges
        return left, bottom, right, top


def _items(page: pypdfium2.PdfPage, inspection: Inspection) -> Iterator[tuple[int, int, Matrix | None]]:
    """Kind and object in the order of painting, those of forms in place of the form.

    Of one in a form also how the form is moved on the page.
    """
    opened = calls.handle(page)
    for index in range(calls.count_objects(opened)):
        item = calls.get_object(opened, index)
        kind = calls.get_type(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inner(item, inspection, UNMOVED, 1)
        else:
            yield kind, item, None


def _inner(form: int, inspection: Inspection, outer: Matrix, depth: int) -> Iterator[tuple[int, int, Matrix]]:
    matrix = combined(inspection.matrix(form), outer)
    for index in range(max(calls.count_inner(form), 0)):
        item = calls.get_inner(form, index)
        kind = calls.get_type(item)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind, item, matrix
        elif depth < _MAX_DEPTH:
            yield from _inner(item, inspection, matrix, depth + 1)


def _are_alike(colour: _Colour | None, ground: _Colour | None) -> bool:
    """Whether text may vanish on its ground; a ground without one known colour may have any."""
    if colour is None or ground is None or ground[3] != _OPAQUE:
        return True
    return all(abs(one - other) < LEAST_INK for one, other in zip(colour[:3], ground[:3], strict=True))


def _touching(covers: Sequence[_FlatCover], text: Box) -> list[_Cover]:
    """The covers that touch a text, as ``are_touching`` defines it, without the cost of a call for each pair."""
    left, bottom, right, top = text[0] + EDGE, text[1] + EDGE, text[2] - EDGE, text[3] - EDGE
    return [
        cover
        for from_x, from_y, to_x, to_y, cover in covers
        if from_x < right and to_x > left and from_y < top and to_y > bottom
    ]


def _may_vanish(colour: _Colour | None, box: Box | None, grounds: Sequence[_Cover]) -> bool:
    """Whether a text may have the colour of what it stands on, in whole or in part; without a ground it stands on paper."""
    for _, ground, shade in reversed(grounds):
        if _are_alike(colour, shade):
            return True
        if box and is_inside(box, ground):
            return False
    return colour is None or min(colour[:3]) >= NEAR_WHITE


def _buffer(kind: type[Any], count: int) -> tuple[Any, tuple[int, ...]]:
    """What PDFium writes numbers into: to read them, and the address of each."""
    made = (kind * count)()
    start, size = ctypes.addressof(made), ctypes.sizeof(kind)
    return memoryview(made).cast("B").cast(kind._type_), tuple(start + number * size for number in range(count))
