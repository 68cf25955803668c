"""Where the words of a page stand on paper, stored in some seven bytes a word and unpacked only where somebody asks.

Packed are rows of words that have one height and stand one character apart in the text, as unsigned 16 bit numbers, lower
byte first: characters left out since the row before, number of words, bottom, height; then for each word its characters, left
edge and width. Lengths are tenths of a point, edges counted from -3276.8. Every sequence of bytes means some boxes within the
text, so that nothing has to be believed.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

MAX_BYTES = 14
"""Bytes that a character of text can need at most: a word of one character in a row of its own."""
_TENTHS = 10
_ORIGIN = 1 << 15
_ROUNDED_ORIGIN = _ORIGIN + 0.5
_HIGHEST = (1 << 16) - 1
_FARTHEST = 3276.0  # points from the origin; the largest paper in use has 3,370, and words beyond have no box
_HEAD, _ENTRY = 4, 3  # numbers of a row, and of each of its words
_SAME_ROW = 0.3  # points; words whose lower and upper edges differ by less share those of the first of them
_SAME_LINE = 0.5  # of the lower of two words, that they have in common in height
_NEAR = 3.0  # times the height of a line; words farther apart stand in different columns


class Box(NamedTuple):
    """Edges in points of the page's own coordinates: as the file has them, before it is turned or cropped for display."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class WordBox:
    """Characters ``start`` to ``end`` (exclusive) of a page's text stand inside these edges, which are as in ``Box``.

    A word that is broken over a line end has two.
    """

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float


class BoxPacker:
    """Packs the words of one page, which must come in the order of its text."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._row = 0  # where the numbers of the last row begin
        self._bottom = self._top = math.nan
        self._end = 0  # of the text that is packed

    def add(self, words: Iterable[tuple[int, int, tuple[float, float, float, float]]]) -> None:
        """Packs words: start, end, and (left, bottom, right, top). One that stands too far outside is left out.

        Written for speed, since every word of every document passes.
        """
        numbers, behind = self._numbers, self._end
        for start, end, (left, bottom, right, top) in words:
            if not (-_FARTHEST <= left <= right <= _FARTHEST and -_FARTHEST <= bottom <= top <= _FARTHEST):
                continue
            is_same = -_SAME_ROW < bottom - self._bottom < _SAME_ROW and -_SAME_ROW < top - self._top < _SAME_ROW
            if not is_same or start != behind + 1:
                self._begin(start - behind, bottom, top)
            first = int(left * _TENTHS + _ROUNDED_ORIGIN)
            numbers[self._row + 1] += 1
            numbers += (end - start, first, int(right * _TENTHS + _ROUNDED_ORIGIN) - first)
            behind = end
        self._end = behind

    def _begin(self, skipped: int, bottom: float, top: float) -> None:
        while skipped > _HIGHEST:
            self._numbers += (_HIGHEST, 0, 0, 0)
            skipped -= _HIGHEST
        self._row, self._bottom, self._top = len(self._numbers), bottom, top
        low = int(bottom * _TENTHS + _ROUNDED_ORIGIN)
        self._numbers += (skipped, 0, low, int(top * _TENTHS + _ROUNDED_ORIGIN) - low)

    def packed(self) -> bytes:
        """All words added so far."""
        return struct.pack(f"<{len(self._numbers)}H", *self._numbers)


def unpacked(data: bytes, length: int, start: int = 0, end: int = _HIGHEST**2) -> Iterator[WordBox]:
    """The words that have a part of ``start`` to ``end`` (exclusive) of a text of ``length`` characters."""
    numbers = struct.unpack_from(f"<{len(data) // 2}H", data)
    at = place = 0
    while at + _HEAD <= len(numbers) and place < min(end, length):
        skipped, count, bottom, height = numbers[at : at + _HEAD]
        words = numbers[at + _HEAD : at + _HEAD + _ENTRY * count]
        at += _HEAD + _ENTRY * count
        place += skipped
        behind = place + sum(words[::_ENTRY]) + max(count - 1, 0)
        if behind > start:
            yield from _row(words, place, (bottom - _ORIGIN, height), (start, min(end, length), length))
        place = behind


def _row(words: tuple[int, ...], place: int, line: tuple[int, int], within: tuple[int, int, int]) -> Iterator[WordBox]:
    bottom, top = line[0] / _TENTHS, (line[0] + line[1]) / _TENTHS
    start, end, length = within
    for at in range(0, len(words) - _ENTRY + 1, _ENTRY):
        characters, left, width = words[at : at + _ENTRY]
        behind = place + characters
        if behind > length:
            return
        if characters and behind > start and place < end:
            first = left - _ORIGIN
            yield WordBox(place, behind, first / _TENTHS, bottom, (first + width) / _TENTHS, top)
        place = behind + 1


def joined(words: Iterable[WordBox]) -> tuple[Box, ...]:
    """A box for every piece of a line that words fill without a wide gap."""
    boxes: list[Box] = []
    for word in words:
        if boxes and _continues(boxes[-1], word):
            last = boxes[-1]
            boxes[-1] = Box(
                last.left, min(last.bottom, word.bottom), max(last.right, word.right), max(last.top, word.top)
            )
        else:
            boxes.append(Box(word.left, word.bottom, word.right, word.top))
    return tuple(boxes)


def _continues(line: Box, word: WordBox) -> bool:
    height = min(line.top - line.bottom, word.top - word.bottom)
    common = min(line.top, word.top) - max(line.bottom, word.bottom)
    return common >= _SAME_LINE * height and line.left <= word.left <= line.right + _NEAR * height
