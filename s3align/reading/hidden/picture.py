"""A page as drawn, with and without its text: what its text changes is what a person sees of it."""

from __future__ import annotations

import ctypes
import math
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property, reduce

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageFilter, ImageStat

from s3align.reading import pdfium_calls as calls
from s3align.reading.hidden.geometry import Box
from s3align.reading.hidden.inspection import LEAST_INK

_SCALE = 1.5  # pixels per point: print of 2 pt leaves ink
_FAR = 100_000  # points: far enough for whole pixels to tell the scale
_MAX_PIXELS = 6_000_000
_BEYOND = 30  # pixels that a margin may be set too small
_GAP = 3.0  # times the height: wider than spaces between words
_AROUND = 2  # pixels drawn around a part of a page, and beside a letter to show its ground
_INK = 255
_INKED = bytes([_INK])
Place = tuple[int, int, int, int]
"""Left, upper, right and lower edge in pixels, the ends excluded."""


class Picture:
    """A page as drawn, with and without ``texts``, its text objects; ``suspects`` are those of them that may be hidden.

    In grey, which is cheaper, unless ``in_colour``: red letters on a green ground may be as dark as it. Only what lies around
    ``boxes`` is drawn where some are given.
    """

    def __init__(
        self,
        page: pypdfium2.PdfPage,
        texts: Sequence[int],
        suspects: Sequence[int],
        *,
        in_colour: bool = False,
        boxes: Sequence[Box] = (),
    ) -> None:
        self._page, self._texts, self._suspects, self._in_colour = page, texts, suspects, in_colour
        size = self._size = _size_of(page)
        self._origin, self._right, self._up = (_pixel(page, size, *point) for point in ((0, 0), (_FAR, 0), (0, _FAR)))
        self._part = self._around(boxes) if boxes else None
        self._drawn = self._draw()
        with _left_out(texts):
            self._ground = self._draw()
        self._seen = self._whole(_differing(self._drawn, self._ground))
        self.text = Ink(self, self._seen)
        """The ink of all texts."""
        self._shape: Image.Image | None = None

    @cached_property
    def own(self) -> Ink:
        """The ink of the suspects where they stand alone: white letters below black ones change nothing."""
        if len(self._suspects) == len(self._texts):
            return self.text
        with _left_out(self._texts):
            _switch(self._suspects, on=True)
            alone = self._draw()
        return Ink(self, ImageChops.darker(self._seen, self._whole(_differing(alone, self._ground))))

    def _draw(self) -> Image.Image:
        return _drawn(self._page, self._part, in_colour=self._in_colour)

    def _around(self, boxes: Sequence[Box]) -> Place:
        """The part of the page that holds some boxes and a little more; a single pixel where they lie beside it."""
        edges = [self._edges(box) for box in boxes]
        width, height = self._size
        left, upper = (max(min(edge[side] for edge in edges) - _AROUND, 0) for side in (0, 1))
        right = min(max(edge[2] for edge in edges) + 1 + _AROUND, width)
        lower = min(max(edge[3] for edge in edges) + 1 + _AROUND, height)
        return (left, upper, right, lower) if left < right and upper < lower else (0, 0, 1, 1)

    def _whole(self, mask: Image.Image) -> Image.Image:
        """A mask of the whole page from one of the part that was drawn."""
        if self._part is None:
            return mask
        whole = Image.new("L", self._size)
        whole.paste(mask, self._part[:2])
        return whole

    def traces(self, texts: Sequence[int], box: Box) -> bool:
        """Whether what is painted beside all text has the shape of ``texts``, which paint nothing themselves, inside a box.

        So it has where letters are a clip or a mask for a gradient, a pattern or a picture.
        """
        place = self.pixels(box)
        if place is None or self._part is not None:  # of a part too little is drawn to tell
            return False
        if self._shape is None:
            self._shape = self._printed(texts)
        margin = 2 * _AROUND
        place = max(place[0] - margin, 0), max(place[1] - margin, 0), place[2] + margin, place[3] + margin
        shape, ground = self._shape.crop(place), self._ground.convert("L").crop(place)
        wide = shape.filter(ImageFilter.MaxFilter(_AROUND + 1))  # letters cut out are a little bolder than printed ones
        if wide.getextrema() != (0, _INK):
            return False
        inside, outside = (ImageStat.Stat(ground, mask) for mask in (shape, ImageChops.invert(wide)))
        contrast = abs(inside.mean[0] - outside.median[0])
        return bool(contrast >= LEAST_INK and abs(outside.mean[0] - outside.median[0]) < contrast / 2)

    def _printed(self, texts: Sequence[int]) -> Image.Image:
        """Where letters would be if they were printed in black, as a mask."""
        with _left_out(self._texts), _in_black(texts):
            alone = _drawn(self._page, None, in_colour=False)
        with _left_out(self._texts), _in_black(texts, grey=_INK):
            white = _drawn(self._page, None, in_colour=False)
        return _differing(alone, white)

    @property
    def width(self) -> int:
        """Pixels of a row."""
        return self._size[0]

    def has_ink(self, box: Box) -> bool:
        """Whether anything, text or picture, can be told from its ground inside a box of page coordinates."""
        place = self.pixels(box)
        if place is None:
            return False
        channels = (channel.tobytes() for channel in self._drawn.crop(place).split())
        return any(max(channel) - min(channel) >= LEAST_INK for channel in channels)

    def holds(self, box: Box) -> bool:
        """Whether any of a box lies on the page."""
        return self.pixels(box) is not None

    def cuts(self, box: Box) -> bool:
        """Whether a box reaches far beyond the page."""
        left, upper, right, lower = self._edges(box)
        width, height = self._size
        return min(left, upper) < -_BEYOND or right > width + _BEYOND or lower > height + _BEYOND

    def pixels(self, box: Box) -> Place | None:
        """The box in pixels; None beside the page."""
        left, upper, right, lower = self._edges(box)
        width, height = self._size
        place = max(left, 0), max(upper, 0), min(right + 1, width), min(lower + 1, height)
        return place if place[0] < place[2] and place[1] < place[3] else None

    def _edges(self, box: Box) -> Place:
        """The outermost pixels of a box, also beyond the page."""
        (left, upper), (right, lower) = self._pixel(box[0], box[1]), self._pixel(box[2], box[3])
        return min(left, right), min(upper, lower), max(left, right), max(upper, lower)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of a point, by the scale that PDFium has given for three far ones."""
        (x0, y0), (x1, y1), (x2, y2) = self._origin, self._right, self._up
        right, up = x / _FAR, y / _FAR
        return round(x0 + (x1 - x0) * right + (x2 - x0) * up), round(y0 + (y1 - y0) * right + (y2 - y0) * up)


class Ink:
    """Where texts can be seen on a page."""

    def __init__(self, picture: Picture, mask: Image.Image) -> None:
        self._picture: Picture = weakref.proxy(picture)  # no cycle: drawings are freed at once
        self._mask = mask.tobytes()

    def shows(self, box: Box) -> bool:
        """Whether text can be seen inside a box."""
        place = self._picture.pixels(box)
        return place is not None and any(self._columns(place))

    def shows_throughout(self, box: Box) -> bool:
        """Whether text can be seen from one end of a box to the other, without a gap wider than spaces."""
        place = self._picture.pixels(box)
        if place is None or self._picture.cuts(box):
            return False
        width, height = place[2] - place[0], place[3] - place[1]
        ink = self._columns(place) if width >= height else self._rows(place)  # the latter where it is written upwards
        return any(ink) and max(map(len, ink.split(_INKED))) < max(_GAP * min(width, height), 1)

    def _columns(self, place: Place) -> bytes:
        """For every column of a place whether text has ink there."""
        left, upper, right, lower = place
        width = self._picture.width
        # A row as one large number: all its pixels are put together at once.
        ink = 0
        for start in range(upper * width, lower * width, width):
            ink |= int.from_bytes(self._mask[start + left : start + right], "big")
        return ink.to_bytes(right - left, "big")

    def _rows(self, place: Place) -> bytes:
        left, upper, right, lower = place
        width = self._picture.width
        return bytes(
            _INK if _INK in self._mask[start + left : start + right] else 0
            for start in range(upper * width, lower * width, width)
        )


def _differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """Where two drawings differ, in some colour, as a mask."""
    most = reduce(ImageChops.lighter, ImageChops.difference(one, other).split())
    return most.point([0] * LEAST_INK + [_INK] * (256 - LEAST_INK))


def _pixel(page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _scale_of(page: pypdfium2.PdfPage) -> float:
    points = max(page.get_width() * page.get_height(), 1.0)
    return float(min(_SCALE, (_MAX_PIXELS / points) ** 0.5))


def _size_of(page: pypdfium2.PdfPage) -> tuple[int, int]:
    """Width and height of a whole drawing in pixels, as pypdfium2 works them out."""
    scale = _scale_of(page)
    return math.ceil(page.get_width() * scale), math.ceil(page.get_height() * scale)


def _drawn(page: pypdfium2.PdfPage, part: Place | None, *, in_colour: bool) -> Image.Image:
    scale, crop = _scale_of(page), (0.0, 0.0, 0.0, 0.0)
    if part is not None:
        width, height = _size_of(page)
        margins = part[0], height - part[3], width - part[2], part[1]
        left, bottom, right, top = (max(margin - 0.5, 0) / scale for margin in margins)  # pypdfium2 rounds them up
        crop = (left, bottom, right, top)
    with closing(page.render(scale=scale, grayscale=not in_colour, crop=crop)) as bitmap:
        drawn: Image.Image = bitmap.to_pil()
        return drawn.convert("RGB") if in_colour else drawn.copy()


@contextmanager
def _left_out(texts: Sequence[int]) -> Iterator[None]:
    _switch(texts, on=False)
    try:
        yield
    finally:
        _switch(texts, on=True)


@contextmanager
def _in_black(texts: Sequence[int], grey: int = 0) -> Iterator[None]:
    """Texts filled with black, or another grey, whatever their own mode and colour."""
    channels = tuple(ctypes.c_uint() for _ in range(4))
    before = []
    for item in texts:
        has_colour = calls.get_fill_colour(item, *map(ctypes.addressof, channels))
        colour = tuple(channel.value for channel in channels) if has_colour else (0, 0, 0, _INK)
        before.append((item, calls.get_render_mode(item), colour))
        calls.set_render_mode(item, pdfium.FPDF_TEXTRENDERMODE_FILL)
        calls.set_fill_colour(item, grey, grey, grey, _INK)
    _switch(texts, on=True)
    try:
        yield
    finally:
        for item, mode, colour in before:
            calls.set_render_mode(item, mode)
            calls.set_fill_colour(item, *colour)


def _switch(texts: Sequence[int], *, on: bool) -> None:
    for item in texts:
        calls.set_active(item, on)
