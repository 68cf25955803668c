"""Restores the reading order of pages whose program wrote, for example, all headings last."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from s3align.reading.layout.layout_model import Line

_SAME_ROW = 0.8  # times the font size; closer lines stand beside each other


def reading_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines from top to bottom if they stand in one column; else as the file has them.

    Columns, tables and formulas have lines beside each other: there only the file knows the order.
    """
    downwards = sorted(lines, key=lambda line: -line.y)
    if any(_are_beside(upper, lower) for upper, lower in itertools.pairwise(downwards)):
        return tuple(lines)
    return tuple(downwards)


def _are_beside(upper: Line, lower: Line) -> bool:
    return upper.y - lower.y < _SAME_ROW * max(upper.size, lower.size)
