"""Finds text that a file gives out in place of what it prints: "ActualText" of marked content (PDF 32000-1, 14.9.4).

Programs name a ligature, a hyphen or a formula so; a file can also give out other words than it prints. PDFium takes the
replacement, so a page with such words is read without it.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.inspection import ACTUAL_TEXT
from s3align.reading.normalise import clean_text, garbage_share

FEWEST_WORDS = 3
"""Words that a page does not print, from which its replacements are not taken."""
_FOREIGN_SHARE = 0.3
"""Share of a page's replacing words that it does not print; broken and abbreviated words are less."""
_MOST_OBJECTS = 20_000
_MOST_MARKS = 16
_MOST_BYTES = 100_000
_DEEPEST = 20  # forms within forms; PDFium reads none that are deeper
_WORD = re.compile(r"[^\W\d_]{3,}")
_UNREADABLE = 0.05


def printed_page(document: pypdfium2.PdfDocument, index: int) -> tuple[pypdfium2.PdfPage, tuple[str, ...]]:
    """A page that gives out the words it prints, and the words that the file would put in their place.

    Raises PdfiumError for a page that cannot be opened.
    """
    page = document[index]
    replacing = list(_replacements(page))
    words = [word for text in dict.fromkeys(text for _, _, text in replacing) for word in _WORD.findall(text)]
    if len(words) < FEWEST_WORDS:
        return page, ()
    bare = document[index]
    for item, mark, _ in list(_replacements(bare)):
        pdfium.FPDFPageObj_RemoveMark(item, mark)
    printed = _text(bare)
    known = set(map(str.casefold, _WORD.findall(printed)))
    foreign = [word for word in words if word.casefold() not in known]
    is_honest = len(foreign) < max(FEWEST_WORDS, _FOREIGN_SHARE * len(words)) or _is_one_text(printed, words)
    if is_honest or garbage_share(printed) > _UNREADABLE or not known:
        bare.close()
        return page, ()
    page.close()
    return bare, tuple(dict.fromkeys(text for _, _, text in replacing))


def _is_one_text(printed: str, words: list[str]) -> bool:
    """Whether the words are printed, but parted otherwise."""
    letters = "".join(filter(str.isalpha, printed)).casefold()
    return sum(word.casefold() in letters for word in words) > (1 - _FOREIGN_SHARE) * len(words)


def _text(page: pypdfium2.PdfPage) -> str:
    with contextlib.closing(page.get_textpage()) as text_page:
        text: str = text_page.get_text_range(0, text_page.count_chars())
        return text


def _replacements(page: pypdfium2.PdfPage) -> Iterator[tuple[object, object, str]]:
    """Object, mark and text of the replacements on a page, also in its forms."""
    for item in itertools.islice(_items(page), _MOST_OBJECTS):
        count = pdfium.FPDFPageObj_CountMarks(item)
        for number in range(min(count, _MOST_MARKS)):
            mark = pdfium.FPDFPageObj_GetMark(item, number)
            if pdfium.FPDFPageObjMark_GetParamValueType(mark, ACTUAL_TEXT) == pdfium.FPDF_OBJECT_STRING:
                yield item, mark, _parameter(mark)


def _items(page: pypdfium2.PdfPage) -> Iterator[object]:
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _inner(pdfium.FPDFPage_GetObject(page, index), 0)


def _inner(item: object, depth: int) -> Iterator[object]:
    yield item
    if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        for index in range(max(pdfium.FPDFFormObj_CountObjects(item), 0)):
            yield from _inner(pdfium.FPDFFormObj_GetObject(item, index), depth + 1)


def _parameter(mark: object) -> str:
    length = ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, ACTUAL_TEXT, None, 0, length)
    if not 2 < length.value <= _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(length.value)
    pdfium.FPDFPageObjMark_GetParamStringValue(
        mark, ACTUAL_TEXT, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length.value, length
    )
    return clean_text(buffer.raw[: length.value].decode("utf-16-le", "replace").rstrip("\0"))
