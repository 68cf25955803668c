"""Finds running headers, footers and page numbers: text repeated from page to page says nothing about the project."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from functools import cache

from s3align.reading.layout.layout_model import Line, RawPage
from s3align.reading.reading_words import reading_words

EDGE_ROWS = 3  # rows from the top and from the bottom; letterheads and form footers have up to three
MIN_PAGES = 3  # repetition on fewer pages is furniture only if it is half of the document
_WIDE_GAP = 1.6  # times the font size; between running lines and text
_SAME_HEIGHT = 6.0  # points; a running line stands at one height, a repeated word ("Anmerkung") does not
_TELLING = 10  # characters; a text this long is known again at another height, on a page turned sideways
_WATERMARK_WORDS, _WATERMARK_SIZE = 4, 2.0  # words, and times the page's usual font size
_MAX_LENGTH = 200  # characters; lines of running text never repeat

_DIGITS = re.compile(r"\d+")


def furniture_lines(raw_pages: Sequence[RawPage]) -> list[frozenset[int]]:
    """For each page the indices of its lines that are header, footer or page number."""
    edges = [_edge_lines(raw_page.lines) for raw_page in raw_pages]
    pages_with = Counter(
        key
        for raw_page, edge in zip(raw_pages, edges, strict=True)
        for key in {_key(raw_page.lines[index]) for index in edge}
    )
    pages_with_text = sum(bool(raw_page.lines) for raw_page in raw_pages)
    needed = max(2, min(MIN_PAGES, (pages_with_text + 1) // 2))
    repeated = {
        (text, height)
        for text, height in pages_with
        if sum(pages_with[text, near] for near in (height - 1, height, height + 1)) >= needed
    }
    return [_furniture(raw_page.lines, repeated) for raw_page in raw_pages]


def _furniture(lines: Sequence[Line], repeated: set[tuple[str, int]]) -> frozenset[int]:
    long_texts = {text for text, _ in repeated if len(text) >= _TELLING}
    rows = sorted({round(line.y) for line in lines})
    outer = {*rows[: EDGE_ROWS + 1], *rows[-EDGE_ROWS - 1 :]}
    return _watermarks(lines) | frozenset(
        index
        for index, line in enumerate(lines)
        if round(line.y) in outer
        and (
            _key(line) in repeated
            or _key(line)[0] in long_texts
            or (round(line.y) in (rows[0], rows[-1]) and len(lines) > 1 and _page_number().fullmatch(line.text))
        )
    )


def _watermarks(lines: Sequence[Line]) -> frozenset[int]:
    """A word or two across the page, in much larger letters than its text."""
    slanted = [
        index for index, line in enumerate(lines) if line.is_slanted and len(line.text.split()) <= _WATERMARK_WORDS
    ]
    usual = statistics.median(line.size for line in lines) if slanted else 0.0
    return frozenset(index for index in slanted if lines[index].size >= _WATERMARK_SIZE * usual and len(lines) > 1)


def _edge_lines(lines: Sequence[Line]) -> list[int]:
    """Lines above or below the text, with a gap between: only these can make a text known as furniture."""
    sizes = {round(line.y): line.size for line in lines}
    rows = sorted(sizes)
    if not rows:
        return []
    edges = {*_edge_rows(rows, sizes), *_edge_rows(rows[::-1], sizes)}
    return [index for index, line in enumerate(lines) if round(line.y) in edges and len(line.text) <= _MAX_LENGTH]


def _edge_rows(rows: list[int], sizes: dict[int, float]) -> list[int]:
    """The outermost rows up to the last wide gap; without a gap the text itself begins here."""
    most = max(1, min(EDGE_ROWS, len(rows) // 3))
    gaps = [
        count
        for count in range(1, most + 1)
        if count == len(rows) or abs(rows[count - 1] - rows[count]) > _WIDE_GAP * sizes[rows[count - 1]]
    ]
    return rows[: max(gaps, default=0)]


@cache
def _page_number() -> re.Pattern[str]:
    """A page number alone on its line: "3", "- iv -", "Seite 3 von 12"."""
    page, of = ("|".join(map(re.escape, sorted(words))) for words in (reading_words().page, reading_words().of))
    return re.compile(
        rf"[-–—|\s]*(?:(?:{page})\s*)?(?:\d{{1,4}}|[ivxl]{{1,6}})(?:\s*(?:/|{of})\s*\d{{1,4}})?[-–—|\s.]*",
        re.IGNORECASE,
    )


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text).casefold(), round(line.y / _SAME_HEIGHT)
