"""Finds headings: by the file's outline where it has a good one, else by numbering, size and weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from s3align.reading.layout.layout_model import Bookmark, Line
from s3align.reading.layout.paragraphs import is_bullet, is_row
from s3align.reading.layout.section_titles import numbering_depth, without_numbering

MAX_CHARACTERS, MAX_WORDS, MAX_LINES = 150, 18, 3  # the longest real titles seen, with room
_LARGER = 1.12  # times the body size; 11 pt over 10 pt is the smallest step in use
_TRUSTED_SHARE = 0.6  # of the outline's entries found on their pages
_TRUSTED_COUNT = 3
_MAX_LEVEL = 6

_NO_SIGNS = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[.!?]\s+[A-ZÄÖÜ][a-zäöü]+\s.*[.,;]$")


def body_size(lines: Iterable[Line]) -> float:
    """The font size in points that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


class OutlineHeadings:
    """The outline's entries as found on the pages: page number to {index of first line: (lines, level)}."""

    def __init__(self, outline: Sequence[Bookmark], pages: dict[int, Sequence[Line]]) -> None:
        self.on_page: dict[int, dict[int, tuple[int, int]]] = {}
        found = 0
        keys: dict[int, list[str]] = {}
        for entry in outline:
            lines = pages.get(entry.page, ())
            if entry.page not in keys:
                keys[entry.page] = [_key(line.text) for line in lines]
            place = _find(_key(entry.title), _key(without_numbering(entry.title)), keys[entry.page], lines)
            if place:
                found += 1
                start, count = place
                self.on_page.setdefault(entry.page, {})[start] = (count, min(entry.level, _MAX_LEVEL))
        self.is_trusted = found >= _TRUSTED_COUNT and found >= _TRUSTED_SHARE * len(outline)


def _key(text: str) -> str:
    return _NO_SIGNS.sub("", text).casefold()


def _find(title: str, bare: str, keys: list[str], lines: Sequence[Line]) -> tuple[int, int] | None:
    """Index of the first line and number of lines that make a title; a heading may be numbered on paper only."""
    for start in range(len(keys)):
        if not keys[start] or not (title.startswith(keys[start]) or bare[:8] in keys[start]):
            continue
        for count in range(1, MAX_LINES + 1):
            key = "".join(keys[start : start + count])
            if key == title or (bare and _key(without_numbering(lines[start].text)) + key[len(keys[start]) :] == bare):
                return start, count
            if len(key) > len(title) + 12:
                break
    return None


def looks_like_heading(group: Sequence[Line], text: str, body: float) -> bool:
    """Whether a paragraph is a title by its looks; ``body`` is the document's ``body_size``."""
    if len(group) > MAX_LINES or not _could_be_title(text) or any(map(is_row, group)):
        return False
    size = min(line.size for line in group)
    if size >= _LARGER * body:
        return True
    if size < 0.95 * body:
        return False
    return all(line.bold for line in group)


def _could_be_title(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or len(text.split()) > MAX_WORDS or is_bullet(text):
        return False
    bare = without_numbering(text)
    if sum(map(str.isalpha, bare)) < max(3, len(bare) // 2) or bare[0].islower():
        return False
    return not text.endswith((".", ",", ";", "-")) and not _SENTENCE.search(text)


def heading_levels(headings: Sequence[tuple[str, float]]) -> list[int]:
    """Levels for (title, font size): by numbering, else as the numbered titles of that size, else by rank of size."""
    sizes = [round(size) for _, size in headings]
    ranks = {size: rank for rank, size in enumerate(sorted(set(sizes), reverse=True), start=1)}
    depths = [numbering_depth(title) for title, _ in headings]
    numbered: dict[int, Counter[int]] = {}
    for size, depth in zip(sizes, depths, strict=True):
        if depth:
            numbered.setdefault(size, Counter())[depth] += 1
    by_size = {size: counts.most_common(1)[0][0] for size, counts in numbered.items()}
    return [min(depth or by_size.get(size, ranks[size]), _MAX_LEVEL) for size, depth in zip(sizes, depths, strict=True)]
