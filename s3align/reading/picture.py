"""A page as drawn, with and without its text: what its text changes is what a person sees of it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from s3align.reading.inspection import LEAST_INK, Box

_SCALE = 1.5  # pixels per point: print of 2 pt leaves ink
_FAR = 100_000  # points: far enough for whole pixels to tell the scale
_MAX_PIXELS = 6_000_000
_GAP = 3.0  # times the height: wider than spaces between words
_INK = 255
_INKED = bytes([_INK])
_Place = tuple[int, int, int, int]
"""Left, upper, right and lower edge in pixels, the ends excluded."""


class Picture:
    """Two drawings of a page in grey; ``texts`` are its text objects."""

    def __init__(self, page: pypdfium2.PdfPage, texts: Sequence[object]) -> None:
        self._drawn = _drawn(page)
        self._origin, self._right, self._up = (
            _pixel(page, self._drawn.size, *point) for point in ((0, 0), (_FAR, 0), (0, _FAR))
        )
        with _left_out(texts):
            ground = _drawn(page)
        differing = ImageChops.difference(self._drawn, ground)
        self._text = differing.point([0] * LEAST_INK + [_INK] * (256 - LEAST_INK)).tobytes()

    def holds(self, box: Box) -> bool:
        """Whether any of a box lies on the page."""
        return self._pixels(box) is not None

    def has_ink(self, box: Box) -> bool:
        """Whether anything, text or picture, can be told from its ground inside a box of page coordinates."""
        place = self._pixels(box)
        if place is None:
            return False
        grey = self._drawn.crop(place).tobytes()
        return max(grey) - min(grey) >= LEAST_INK

    def shows_text(self, box: Box) -> bool:
        """Whether text can be seen inside a box."""
        place = self._pixels(box)
        return place is not None and any(self._columns(place))

    def shows_text_throughout(self, box: Box) -> bool:
        """Whether text can be seen from one end of a box to the other, without a gap wider than spaces."""
        place = self._pixels(box)
        if place is None:
            return False
        width, height = place[2] - place[0], place[3] - place[1]
        ink = self._columns(place) if width >= height else self._rows(place)  # the latter where it is written upwards
        return any(ink) and max(map(len, ink.split(_INKED))) < max(_GAP * min(width, height), 1)

    def _columns(self, place: _Place) -> bytes:
        """For every column of a place whether text has ink there."""
        left, upper, right, lower = place
        width = self._drawn.width
        # Numbers of hundreds of bytes are put together by one machine instruction for eight of them.
        ink = 0
        for start in range(upper * width, lower * width, width):
            ink |= int.from_bytes(self._text[start + left : start + right], "big")
        return ink.to_bytes(right - left, "big")

    def _rows(self, place: _Place) -> bytes:
        left, upper, right, lower = place
        width = self._drawn.width
        return bytes(
            _INK if _INK in self._text[start + left : start + right] else 0
            for start in range(upper * width, lower * width, width)
        )

    def _pixels(self, box: Box) -> _Place | None:
        """The box in pixels; None beside the page."""
        (left, upper), (right, lower) = self._pixel(box[0], box[1]), self._pixel(box[2], box[3])
        if left > right:
            left, right = right, left
        if upper > lower:
            upper, lower = lower, upper
        width, height = self._drawn.size
        place = max(left, 0), max(upper, 0), min(right + 1, width), min(lower + 1, height)
        return place if place[0] < place[2] and place[1] < place[3] else None

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        """The pixel of a point, by the scale that PDFium has given for three far ones."""
        (x0, y0), (x1, y1), (x2, y2) = self._origin, self._right, self._up
        right, up = x / _FAR, y / _FAR
        return round(x0 + (x1 - x0) * right + (x2 - x0) * up), round(y0 + (y1 - y0) * right + (y2 - y0) * up)


def _pixel(page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    points = max(page.get_width() * page.get_height(), 1.0)
    scale = min(_SCALE, (_MAX_PIXELS / points) ** 0.5)
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        drawn: Image.Image = bitmap.to_pil()
        return drawn.copy()


@contextmanager
def _left_out(texts: Sequence[object]) -> Iterator[None]:
    _switch(texts, on=False)
    try:
        yield
    finally:
        _switch(texts, on=True)


def _switch(texts: Sequence[object], *, on: bool) -> None:
    for item in texts:
        pdfium.FPDFPageObj_SetIsActive(item, on)
