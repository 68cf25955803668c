"""Restores the reading order of pages whose program wrote, for example, all headings last."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from s3align.reading.layout.layout_model import Line, Rectangle

_COLUMN_GAP = 0.6  # times the font size; wider than spaces between words mostly are
_COLUMN_ROWS = 8  # rows in which the gap stands at one place
_PROSE_WORDS = 3.5  # words of a line of a column, on average
_SMALL_WORDS = 0.35  # share of words without a capital; German prose has 0.6
_FILLED = 0.7  # share of its column that a line fills, and of the lines that do
_SAME_ROW = 0.8  # times the font size; closer lines stand beside each other


def columns_apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those that hold a row of two columns of prose parted: the left column first.

    Some programs write columns row by row. Only a gap that stands at one place over many rows parts them, with whole
    phrases on both sides that fill their columns; cells of tables are shorter.
    """
    start = _column_start(lines)
    if start is None:
        return tuple(lines)
    found: list[Line] = []
    for is_column, group in itertools.groupby(lines, lambda line: _parts(line, start) is not None):
        members = list(group)
        rows = [parts for line in members if (parts := _parts(line, start))]
        if not is_column:
            found.extend(members)
        elif _are_columns(rows, start):
            found.extend(left for left, _ in rows if left)
            found.extend(right for _, right in rows if right)
        else:
            return tuple(lines)
    return tuple(found)


def _column_start(lines: Sequence[Line]) -> float | None:
    """Where the right one of two columns begins that the file has written row by row."""
    starts = Counter(
        round(after[0])
        for line in lines
        for before, after in itertools.pairwise(line.boxes)
        if before and after and after[0] - before[2] > _COLUMN_GAP * line.size
    )
    if not starts:
        return None
    start, rows = starts.most_common(1)[0]
    return start - 1.0 if rows >= max(_COLUMN_ROWS, len(lines) / 6) else None


def _parts(line: Line, start: float) -> tuple[Line | None, Line | None] | None:
    """What of a line stands left and right of a place; None for a line that runs across it."""
    if not line.boxes or not all(line.boxes) or line.is_slanted:
        return None
    boxes = [box for box in line.boxes if box]
    count = sum(box[0] < start for box in boxes)
    if any(box[2] > start for box in boxes[:count]) or any(box[0] < start for box in boxes[count:]):
        return None
    words = line.text.split(" ")
    return _piece(line, words[:count], boxes[:count]), _piece(line, words[count:], boxes[count:])


def _piece(line: Line, words: list[str], boxes: list[Rectangle]) -> Line | None:
    if not words:
        return None
    right = boxes[-1][2] + (line.right - (line.boxes[-1] or boxes[-1])[2])
    return replace(line, text=" ".join(words), boxes=tuple(boxes), left=boxes[0][0], right=right, cells=1)


def _are_columns(rows: Sequence[tuple[Line | None, Line | None]], start: float) -> bool:
    """Whether both sides of rows are prose that fills its column."""
    lefts = [left for left, right in rows if left and right]
    rights = [right for left, right in rows if left and right]
    if len(lefts) < _COLUMN_ROWS:
        return False
    width = start - min(line.left for line in lefts)
    filled = sum(line.right - line.left > _FILLED * width for line in lefts)
    return all(map(_is_prose, (lefts, rights))) and filled >= _FILLED * len(lefts)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines are phrases, not names or figures."""
    words = [word for line in lines for word in line.text.split()]
    small = sum(word[0].islower() for word in words)
    return len(words) >= _PROSE_WORDS * len(lines) and small >= _SMALL_WORDS * len(words)


def reading_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines from top to bottom if they stand in one column; else as the file has them.

    Columns that the file writes row by row are parted before (``columns_apart``). Columns, tables and formulas have lines
    beside each other: there only the file knows the order.
    """
    lines = columns_apart(lines)
    downwards = sorted(lines, key=lambda line: -line.y)
    if any(_are_beside(upper, lower) for upper, lower in itertools.pairwise(downwards)):
        return tuple(lines)
    return tuple(downwards)


def _are_beside(upper: Line, lower: Line) -> bool:
    return upper.y - lower.y < _SAME_ROW * max(upper.size, lower.size)
