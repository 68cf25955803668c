"""Draws a page with marks on it, for screens. Runs in the worker, like everything that opens an untrusted file."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from s3align.errors import DamagedError, UsageError
from s3align.reading.pdf.reader import is_pdf, opened

MIN_SCALE, MAX_SCALE = 0.1, 10.0
MAX_PIXELS = 20_000_000
"""Pages of metres are drawn smaller, so that the drawing fits into the worker's memory."""


def draw_page(
    data: bytes,
    page: int,
    boxes: Sequence[Sequence[float]],
    *,
    scale: float,
    colour: str,
    name: str,
    password: str | None = None,
) -> bytes:
    """Page ``page`` (from 1) as a PNG, with ``boxes`` marked in ``colour`` (RRGGBB) as by a text marker.

    Boxes are left, bottom, right, top in points of the page's own coordinates, as ``Document.boxes`` gives them. ``scale``
    is pixels per point.

    Raises UsageError for a file that is no PDF, a page it does not have and a scale outside 0.1 to 10; EncryptedError and
    DamagedError.
    """
    if not is_pdf(data):
        raise UsageError(f"'{name}' is not a PDF. Only pages of PDF files can be drawn.")
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise UsageError(
            f"A page cannot be drawn at scale {scale:g}. Give a scale between {MIN_SCALE} and {MAX_SCALE:g}."
        )
    with closing(opened(data, name, password)) as document:
        if not 1 <= page <= len(document):
            raise UsageError(f"'{name}' has no page {page}. Give a page between 1 and {len(document)}.")
        try:
            document.init_forms()
            with closing(document[page - 1]) as loaded:
                picture = _marked(loaded, boxes, scale, colour)
        except pypdfium2.PdfiumError as error:
            raise DamagedError(f"Page {page} of the PDF '{name}' cannot be drawn. Export the file again.") from error
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _marked(page: pypdfium2.PdfPage, boxes: Sequence[Sequence[float]], scale: float, colour: str) -> Image.Image:
    scale = min(scale, (MAX_PIXELS / max(page.get_width() * page.get_height(), 1.0)) ** 0.5)
    with closing(page.render(scale=scale)) as bitmap:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
    for box in boxes:
        place = _pixels(page, picture.size, box)
        if place[0] < place[2] and place[1] < place[3]:
            paper = picture.crop(place)
            picture.paste(ImageChops.multiply(paper, Image.new("RGB", paper.size, f"#{colour}")), place)
    return picture


def _pixels(page: pypdfium2.PdfPage, size: tuple[int, int], box: Sequence[float]) -> tuple[int, int, int, int]:
    """The part of a box that lies on the drawing: left, upper, right and lower edge, the ends excluded."""
    x, y = ctypes.c_int(), ctypes.c_int()
    across, down = [], []
    for corner in (box[:2], box[2:]):
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, *corner, x, y)
        across.append(x.value)
        down.append(y.value)
    return max(min(across), 0), max(min(down), 0), min(max(across), size[0]), min(max(down), size[1])
