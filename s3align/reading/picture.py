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
_SEEN = bytes(1) + bytes([1]) * 255


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
        self._text = differing.point([0] * LEAST_INK + [255] * (256 - LEAST_INK))

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
        return place is not None and self._text.crop(place).getbbox() is not None

    def shows_text_throughout(self, box: Box) -> bool:
        """Whether text can be seen from one end of a box to the other, without a gap wider than spaces."""
        place = self._pixels(box)
        if place is None:
            return False
        part = self._text.crop(place)
        if part.height > part.width:  # written upwards
            part = part.transpose(Image.Transpose.ROTATE_90)
        columns = part.resize((part.width, 1), Image.Resampling.BOX).tobytes().translate(_SEEN)
        return any(columns) and max(map(len, columns.split(b"\1"))) < max(_GAP * part.height, 1)

    def _pixels(self, box: Box) -> tuple[int, int, int, int] | None:
        """The box in pixels: left, upper, right, lower, ends excluded; None beside the page."""
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
