"""Asks PDFium where the words of a page stand: two calls for each, which is what must be cheap in reading."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.layout.layout_model import Boxes, Rectangle
from s3align.reading.layout.words import boxes_by_letters

_WORD = re.compile(r"\S+")

# The same function as pypdfium2's, but handed plain addresses: less than half the time of a call goes into arguments then.
_loose_box = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


class PrintedWords:
    """The words of a page with their places; buffers are made once."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self._text_page = ctypes.cast(text_page.raw, ctypes.c_void_p).value
        self._box = pdfium.FS_RECTF()
        self._address = ctypes.addressof(self._box)
        self._edges = memoryview(self._box).cast("B").cast("f")

    def boxes(self, text: str, raw: str, span: tuple[int, int], index: Callable[[int], int]) -> Boxes:
        """The boxes of the words of ``text``, which was cleaned from this part of the page's raw text.

        ``index`` gives PDFium's index for a position in ``raw``.
        """
        words = [word.span() for word in _WORD.finditer(raw, *span)]
        first, last = words[0][0], words[-1][1] - 1
        shift = index(first) - first
        if index(last) - last == shift:
            boxes = self._boxes_of(words, shift)
        else:
            boxes = self._boxes_of([(index(start), index(end - 1) + 1) for start, end in words], 0)
        if len(boxes) == text.count(" ") + 1:  # cleaning takes spaces away and puts none in
            return boxes
        return boxes_by_letters(text.split(" "), [raw[start:end] for start, end in words], boxes)

    def _boxes_of(self, words: Sequence[tuple[int, int]], shift: int) -> Boxes:
        """What encloses first and last character of each word, from the lowest to the highest that their font reaches.

        Written for speed, since every word of every document passes: most are set in one font from left to right, and
        min and max take as long as a call of PDFium.
        """
        page, address, edges = self._text_page, self._address, self._edges
        boxes: list[Rectangle | None] = []
        for start, end in words:
            if not _loose_box(page, start + shift, address):
                boxes.append(None)
                continue
            left, top, right, bottom = edges
            if end - start > 1 and _loose_box(page, end + shift - 1, address):
                left2, top2, right2, bottom2 = edges
                if left < left2 and bottom == bottom2 and top == top2:
                    right = right2
                else:
                    left, right = min(left, left2), max(right, right2)
                    bottom, top = min(bottom, bottom2), max(top, top2)
            boxes.append((left, bottom, right, top) if left < right and bottom < top else None)
        return tuple(boxes)
