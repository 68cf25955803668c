"""Cuts PDFium's text of a page into printed lines and looks up place and type of each: a few calls per line."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.inspection import SMALLEST_SIZE, TYPE_3
from s3align.reading.layout.layout_model import Line
from s3align.reading.layout.letter_spacing import rejoined
from s3align.reading.layout.words import joined_boxes
from s3align.reading.normalise import LINE_END_HYPHEN, clean_line, mark_stands_before
from s3align.reading.pdf.printed_words import PrintedWords

# PDFium drops the line break behind a hyphen that it marks, so the mark ends a line too.
_PIECES = re.compile(f"[^\r\n{LINE_END_HYPHEN}]+{LINE_END_HYPHEN}?")
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi|bx\d|[-,]bd", re.IGNORECASE)
_BOLD_WEIGHT = 600  # OpenType: semibold
_WIDE_GAP = 2.0  # times the font size: more than any justified word space
_PAIR = re.compile(r"[^\W\d_]{2}")
_PAIRS = 4  # of letters that tell how far a line's letters are set apart
_SPACE = re.compile(r"\s+")
_SAME_BASELINE = 0.25  # times the font size
_LEFT_TO_RIGHT = (1.0, 0.0)
_SLANTED = 0.05  # sine times cosine: three degrees, more than a scan that was laid askew
_MARGIN = 2.0  # points; letters reach a little over their origin
_DEFAULT_SIZE = 10.0  # points, where the file gives none


def page_lines(
    text_page: pypdfium2.PdfTextPage,
    raw: str,
    count: int,
    crop: tuple[float, float, float, float],
    ligatures: Mapping[int, str] | None = None,
) -> Iterator[Line]:
    """The lines of a page in PDFium's order.

    ``raw`` is its text, ``count`` the characters it was taken from, ``crop`` the visible part of the page (left, bottom,
    right, top in points), ``ligatures`` what characters of the text stand for that were put in for a ligature each.
    """
    probe = _Probe(text_page, raw, count, crop)
    mark_before = mark_stands_before(raw) if "¨" in raw else True
    last: Line | None = None
    for piece in _PIECES.finditer(raw):
        printed = piece[0].translate(ligatures) if ligatures else piece[0]
        text = clean_line(printed, mark_before=mark_before)
        if not text:
            continue
        line = probe.line(text, piece)
        joined = _on_one_baseline(last, line) if last else None
        if last and not joined:
            yield last
        last = joined or line
    if last:
        yield last


def _on_one_baseline(first: Line, second: Line) -> Line | None:
    gap = second.left - first.right
    if (
        first.is_outside != second.is_outside
        or first.is_slanted != second.is_slanted
        or abs(first.y - second.y) > _SAME_BASELINE * max(first.size, second.size)
        or gap < -first.size
    ):
        return None
    is_one_word = first.text.endswith("-") and gap < first.size / 2
    is_bullet = len(first.text) == 1
    return replace(
        first if first.size >= second.size and not is_bullet else second,
        text=f"{first.text}{'' if is_one_word else ' '}{second.text}",
        left=first.left,
        right=second.right,
        bold=(first.bold or is_bullet) and second.bold,
        cells=first.cells + (gap > _WIDE_GAP * first.size and not is_bullet),
        is_cut=first.is_cut or second.is_cut,
        boxes=joined_boxes(first.boxes, second.boxes, is_one_word=is_one_word),
    )


class _Probe:
    """Asks PDFium about single characters, with buffers that are made once per page."""

    def __init__(
        self, text_page: pypdfium2.PdfTextPage, raw: str, count: int, crop: tuple[float, float, float, float]
    ) -> None:
        self._crop = crop
        self._text_page = text_page.raw  # a pointer costs less with every call than what is made into one
        self._raw = raw
        self._is_shifted = len(raw) != count
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix = pdfium.FS_MATRIX()
        self._words = PrintedWords(text_page)
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def line(self, text: str, piece: re.Match[str]) -> Line:
        stripped = piece[0].strip()
        start = piece.start() + piece[0].index(stripped[0])
        end = start + len(stripped) - 1
        first, last, middle = (
            self._index(start),
            self._index(end),
            self._index(self._letter_near((start + end) // 2, end)),
        )
        size, along, across = self._direction(middle)
        left, y = self._place(first, along, across)
        is_outside = self._is_outside()
        right, _ = self._place(last, along, across)
        is_cut, is_outside = is_outside != self._is_outside(), is_outside and self._is_outside()
        bold = all(map(self._is_bold, (first, middle, last)))  # a bold beginning is no bold line
        boxes = self._words.boxes(text, self._raw, piece.span(), self._index)
        if along == _LEFT_TO_RIGHT:
            text, boxes = rejoined(
                text, boxes, size, lambda: self._letter_gap(piece), lambda number: self._is_guessed(piece, number)
            )
        return Line(
            text,
            left,
            right + size / 2,
            y,
            size,
            bold,
            is_outside=is_outside,
            is_cut=is_cut,
            boxes=boxes,
            is_slanted=abs(along[0] * along[1]) > _SLANTED,
        )

    def _is_guessed(self, piece: re.Match[str], number: int) -> bool:
        """Whether PDFium has put in a space of a piece, by its number, for the width of a gap."""
        spaces = [space.start() for space in _SPACE.finditer(piece[0].strip())]
        if number >= len(spaces):
            return False
        place = piece.start() + len(piece[0]) - len(piece[0].lstrip()) + spaces[number]
        return bool(pdfium.FPDFText_IsGenerated(self._text_page, self._index(place)) == 1)

    def _letter_gap(self, piece: re.Match[str]) -> float:
        """Points between neighbouring letters of a piece, the smallest of some; 0 where there are none."""
        pairs = itertools.islice(_PAIR.finditer(self._raw, *piece.span()), _PAIRS)
        return min((self._gap(pair.start()) for pair in pairs), default=0.0)

    def _gap(self, position: int) -> float:
        """Points between a letter and the next one, by what their font says of their widths."""
        first, second = pdfium.FS_RECTF(), pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._text_page, self._index(position), first)
        pdfium.FPDFText_GetLooseCharBox(self._text_page, self._index(position + 1), second)
        return float(second.left - first.right)

    def _letter_near(self, position: int, end: int) -> int:
        """The next letter: spaces and punctuation are often set in another font."""
        while position < end and not self._raw[position].isalnum():
            position += 1
        return position

    def _index(self, position: int) -> int:
        """PDFium's index of a character; it differs where characters were left out or stand outside the BMP."""
        if not self._is_shifted:
            return position
        units = len(self._raw[:position].encode("utf-16-le", errors="ignore")) // 2
        return max(int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._text_page, units)), 0)

    def _direction(self, index: int) -> tuple[float, tuple[float, float], tuple[float, float]]:
        """Font size in points on the page, and the unit vectors along and across the writing direction."""
        size = pdfium.FPDFText_GetFontSize(self._text_page, index)
        matrix = self._matrix
        if not pdfium.FPDFText_GetMatrix(self._text_page, index, matrix):
            return max(size, 1.0), (1.0, 0.0), (0.0, 1.0)
        size *= math.hypot(matrix.c, matrix.d)
        if size < SMALLEST_SIZE and (height := self._height(index)) > TYPE_3 * size:
            size = height
        width = math.hypot(matrix.a, matrix.b)
        if not (0.1 < size < 2000 and 0 < width < math.inf):
            return _DEFAULT_SIZE, (1.0, 0.0), (0.0, 1.0)
        cosine, sine = matrix.a / width, matrix.b / width
        return size, (cosine, sine), (-sine, cosine)

    def _height(self, index: int) -> float:
        """Points from the lower to the upper edge of a character."""
        edges = tuple(ctypes.c_double() for _ in range(4))
        if not pdfium.FPDFText_GetCharBox(self._text_page, index, *edges):
            return 0.0
        return edges[3].value - edges[2].value

    def _place(self, index: int, along: tuple[float, float], across: tuple[float, float]) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._text_page, index, self._x, self._y)
        x, y = self._x.value, self._y.value
        return x * along[0] + y * along[1], x * across[0] + y * across[1]

    def _is_outside(self) -> bool:
        """Whether the last character looked up stands outside the visible part of the page."""
        left, bottom, right, top = self._crop
        return not (left - _MARGIN <= self._x.value <= right and bottom - _MARGIN <= self._y.value <= top)

    def _is_bold(self, index: int) -> bool:
        length = pdfium.FPDFText_GetFontInfo(self._text_page, index, self._name, len(self._name), self._flags)
        if 0 < length <= len(self._name) and _has_bold_name(self._name.value):
            return True
        return bool(pdfium.FPDFText_GetFontWeight(self._text_page, index) >= _BOLD_WEIGHT)


@lru_cache(maxsize=512)
def _has_bold_name(name: bytes) -> bool:
    return _BOLD_NAME.search(name) is not None
