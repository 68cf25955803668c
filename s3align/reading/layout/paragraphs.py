"""Groups lines into paragraphs, in the order of the file."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from s3align.reading.layout.layout_model import Line

_BULLET = re.compile(r"(?:[•▪◦‣∙●○■□–—*→►➢✓·]|o(?=\s[A-ZÄÖÜ])|-(?=\s))\s*|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)\s")
_NUMBERED = re.compile(r"(?:\d+\.)+\d*\s+\S|\d+\s+[A-ZÄÖÜ]|[A-Z]\.\s")
_SENTENCE_END = (".", "!", "?", ":", ";", ".“", ".”", '."', ".)")

DEFAULT_LEADING = 1.2  # line distance over font size, where a document has too few lines to tell
_WIDER = 1.25  # a gap this much wider than the neighbouring ones starts a paragraph
_ALWAYS_WIDER = 1.6  # times the document's leading
_SAME_SIZE = 0.08  # relative difference of font sizes within a paragraph
_INDENT = 0.7  # times the font size
_CHARACTER_WIDTH = 0.5  # times the font size; mean of text fonts
_NEAR = 6  # lines before and after that tell how wide a column is
_SAME_COLUMN = 60.0  # points between left edges


def usual_leading(pages: Iterable[Sequence[Line]]) -> float:
    """The line distance of a document as a multiple of the font size."""
    distances: Counter[float] = Counter()
    for lines in pages:
        for upper, lower in itertools.pairwise(lines):
            ratio = round((upper.y - lower.y) / upper.size, 1)
            if 0.9 <= ratio <= 2.4:
                distances[ratio] += 1
    return distances.most_common(1)[0][0] if distances else DEFAULT_LEADING


def paragraphs(lines: Sequence[Line], leading: float) -> list[list[Line]]:
    """Groups of consecutive lines; ``leading`` is the document's ``usual_leading``."""
    if not lines:
        return []
    column = _Column(lines, leading)
    groups = [[lines[0]]]
    for index in range(1, len(lines)):
        if column.begins_paragraph(index, groups[-1]):
            groups.append([lines[index]])
        else:
            groups[-1].append(lines[index])
    return groups


def is_bullet(text: str) -> bool:
    """Whether a line begins a list item."""
    return _BULLET.match(text) is not None


class _Column:
    """Lines with what their neighbours tell about them."""

    def __init__(self, lines: Sequence[Line], leading: float) -> None:
        self._lines = lines
        self._leading = leading

    def begins_paragraph(self, index: int, group: list[Line]) -> bool:
        """Whether line ``index`` does not continue ``group``, which ends with the line before."""
        last, line = group[-1], self._lines[index]
        if is_row(last) or is_row(line):
            return not (is_row(last) and is_row(line) and abs(last.y - line.y) < 3 * last.size)
        if abs(last.size - line.size) > _SAME_SIZE * last.size or last.bold != line.bold:
            return True
        if is_bullet(line.text) or (_NUMBERED.match(line.text) and (_ends(last) or line.bold)):
            return True
        return _has_room(last, line, self._right(index - 1)) or self._is_apart(index) or _is_shifted(group, line)

    def _right(self, index: int) -> float:
        """The right edge of the text around a line."""
        left = self._lines[index].left
        around = self._lines[max(index - _NEAR, 0) : index + _NEAR + 1]
        return max(other.right for other in around if abs(other.left - left) < _SAME_COLUMN)

    def _is_apart(self, index: int) -> bool:
        last, line = self._lines[index - 1], self._lines[index]
        distance = (last.y - line.y) / last.size
        if distance <= 0:  # upwards: the next column, where a sentence may go on
            return _ends(last) or not line.text[:1].islower()
        if distance <= self._leading:
            return False
        if distance > _ALWAYS_WIDER * self._leading:
            return True
        near = [found for at in (index - 2, index) if (found := self._distance(at)) is not None]
        return distance > _WIDER * min(near, default=self._leading)

    def _distance(self, index: int) -> float | None:
        """Distance of a line and the next one of its type, in font sizes."""
        if not 0 <= index < len(self._lines) - 1:
            return None
        upper, lower = self._lines[index], self._lines[index + 1]
        distance = (upper.y - lower.y) / upper.size
        is_telling = 0.8 < distance < 3 and abs(upper.size - lower.size) < _SAME_SIZE * upper.size
        return distance if is_telling else None


def is_row(line: Line) -> bool:
    """Whether a line consists of several cells."""
    return line.cells > 1


def _ends(line: Line) -> bool:
    return line.text.endswith(_SENTENCE_END)


def _has_room(last: Line, line: Line, right: float) -> bool:
    """Whether the next word would have fitted: then the break is the author's."""
    word = len(line.text.split(" ", 1)[0]) + 1
    spare = right - last.right - _CHARACTER_WIDTH * last.size
    needed = word * _CHARACTER_WIDTH * last.size
    return spare > needed * (1.2 if _ends(last) else 2.0)


def _is_shifted(group: list[Line], line: Line) -> bool:
    last = group[-1]
    shift = (line.left - last.left) / last.size
    centred = abs((line.left + line.right) - (last.left + last.right)) < last.size
    if abs(shift) < _INDENT or centred or line.y > last.y:
        return False
    if len(group) == 1:  # a first line may be indented, or hang
        return shift > 0 and _ends(last) and not is_bullet(last.text)
    return shift > 0 or _ends(last)
