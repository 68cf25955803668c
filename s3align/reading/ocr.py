"""Text recognition with Tesseract, an optional program of the system, for pages that are pictures.

PDFium draws a page in grey at 200 dpi, Tesseract reads it from a pipe with its German model, and with the English one
where the text turns out to be English (measured better than both models at once). Nothing is written to disk.
"""

from __future__ import annotations

import csv
import ctypes
import io
import shutil
import statistics
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.analysis.detect import detect_language
from s3align.machine import available_cores
from s3align.reading import tesseract
from s3align.reading.layout.layout_model import Boxes, Line, Rectangle
from s3align.reading.layout.words import boxes_by_letters
from s3align.reading.normalise import clean_line

RESOLUTION = 200
"""Dots per inch; better than 300 on noisy scans, and a third faster."""
MAX_PIXELS = 25_000_000
"""Pages metres wide would fill the memory at 200 dpi; they are drawn smaller."""
LEAST_CONFIDENCE = 20
"""Confidence in per cent below which a word is taken for speckle."""
MODELS = {"de": "deu", "en": "eng"}
_POINTS_PER_INCH = 72
_ANSWER_SECONDS = 20.0  # what a slow machine takes to start a program
_USUAL_SIZES = 0.3  # relative; lines this near to the page's usual height have its size: measured heights are noisy


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a page and how sure the recognition is (0..1)."""

    lines: tuple[Line, ...]
    confidence: float


def program() -> str | None:
    """The path of Tesseract with at least one of our models, or None."""
    found = shutil.which("tesseract")
    return found if found and _models(found) else None


def ability() -> str:
    """The version of Tesseract and its models that are used here; empty where there are none."""
    path = program()
    return f"{_version(path)} {' '.join(sorted(_models(path)))}" if path else ""


def _version(path: str) -> str:
    return _answer(path, "--version").partition("\n")[0].strip()


def _models(path: str) -> frozenset[str]:
    return frozenset(_answer(path, "--list-langs").split()) & frozenset(MODELS.values())


@cache
def _answer(path: str, question: str) -> str:
    """What Tesseract prints for an option; empty where it cannot be started."""
    return (tesseract.ask(path, tesseract.Request(question), _ANSWER_SECONDS) or b"").decode("utf-8", "replace")


def recognise(pages: Iterable[pypdfium2.PdfPage], path: str, seconds: float) -> Iterator[Recognised | None]:
    """Recognises pages in order, as many at once as there are cores; None for a page that Tesseract cannot read.

    ``seconds`` is the limit for one page. Pages are drawn one after the other as workers become free.
    """
    cores = available_cores()
    waiting: list[Future[Recognised | None]] = []
    with ThreadPoolExecutor(cores) as pool:
        for page in pages:
            waiting.append(pool.submit(_recognise_picture, _drawn(page), path, seconds))
            if len(waiting) > cores:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A page as a picture (PGM), and how to get from its pixels to points.

    ``points`` a pixel and ``height`` in points hold for the page as displayed; ``origin`` is where the upper left pixel lies
    in the page's own coordinates, ``across`` and ``down`` lead from there to the next pixel, also on a turned page.
    """

    picture: bytes
    points: float
    height: float
    origin: tuple[float, float]
    across: tuple[float, float]
    down: tuple[float, float]

    def rectangle(self, word: dict[str, str]) -> Rectangle:
        """The place of a word on the page."""
        left, top = int(word["left"]), int(word["top"])
        one, other = self._point(left, top), self._point(left + int(word["width"]), top + int(word["height"]))
        return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])

    def _point(self, x: int, y: int) -> tuple[float, float]:
        (x0, y0), (x1, y1), (x2, y2) = self.origin, self.across, self.down
        return x0 + x * x1 + y * x2, y0 + x * y1 + y * y2


def _drawn(page: pypdfium2.PdfPage) -> _Drawing:
    width, height = page.get_size()
    scale = min(RESOLUTION / _POINTS_PER_INCH, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        grey = bytes(bitmap.buffer)
        rows = [grey[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height)]
        picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
        (x0, y0), (x1, y1), (x2, y2) = _corners(page, bitmap.width, bitmap.height)
        across = (x1 - x0) / bitmap.width, (y1 - y0) / bitmap.width
        down = (x2 - x0) / bitmap.height, (y2 - y0) / bitmap.height
    return _Drawing(picture, 1 / scale, height, (x0, y0), across, down)


def _corners(page: pypdfium2.PdfPage, width: int, height: int) -> Iterator[tuple[float, float]]:
    """The upper left, upper right and lower left corner of a drawing in the page's own coordinates."""
    x, y = ctypes.c_double(), ctypes.c_double()
    for column, row in ((0, 0), (width, 0), (0, height)):
        pdfium.FPDF_DeviceToPage(page, 0, 0, width, height, 0, column, row, x, y)
        yield x.value, y.value


def _recognise_picture(drawing: _Drawing, path: str, seconds: float) -> Recognised | None:
    known = _models(path)
    first = "deu" if "deu" in known else "eng"
    table = _run(drawing.picture, path, first, seconds)
    if first == "deu" and "eng" in known and table and detect_language(" ".join(row["text"] for row in table)) == "en":
        table = _run(drawing.picture, path, "eng", seconds)
    return _lines(table, drawing) if table else None


def _run(picture: bytes, path: str, model: str, seconds: float) -> list[dict[str, str]]:
    printed = tesseract.ask(path, tesseract.Request("", model, RESOLUTION, picture), seconds)
    if printed is None:
        return []
    rows = csv.DictReader(io.StringIO(printed.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if (row["text"] or "").strip() and float(row["conf"]) >= LEAST_CONFIDENCE]


def _lines(words: list[dict[str, str]], drawing: _Drawing) -> Recognised:
    grouped: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for word in words:
        grouped.setdefault((word["block_num"], word["par_num"], word["line_num"]), []).append(word)
    usual = statistics.median(_extent(line)[2] for line in grouped.values())
    letters = sum(len(word["text"]) for word in words)
    confidence = sum(float(word["conf"]) * len(word["text"]) for word in words) / letters / 100
    return Recognised(
        tuple(line for group in grouped.values() if (line := _line(group, drawing, usual)).text), confidence
    )


def _extent(words: list[dict[str, str]]) -> tuple[int, int, int, int]:
    """Left, right, height and bottom of a line in pixels."""
    top = min(int(word["top"]) for word in words)
    bottom = max(int(word["top"]) + int(word["height"]) for word in words)
    right = max(int(word["left"]) + int(word["width"]) for word in words)
    return min(int(word["left"]) for word in words), right, bottom - top, bottom


def _line(words: list[dict[str, str]], drawing: _Drawing, usual: float) -> Line:
    left, right, tall, bottom = _extent(words)
    size = usual if abs(tall - usual) <= _USUAL_SIZES * usual else float(tall)
    printed = [word["text"] for word in words]
    text = clean_line(" ".join(printed))
    boxes: Boxes = tuple(map(drawing.rectangle, words))
    if len(boxes) != text.count(" ") + 1:
        boxes = boxes_by_letters(text.split(" "), printed, boxes)
    points = drawing.points
    return Line(text, left * points, right * points, drawing.height - bottom * points, size * points, boxes=boxes)
