"""Finds words printed on top of each other: nobody can read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from s3align.reading.layout.layout_model import Line, Rectangle

_FEWEST_WORDS = 4
_STACKED = 0.5
"""Share of a line's words that lie on each other; of justified and condensed print none do."""
_COVERED = 0.5
"""Share of the narrower word that lies on the other."""
_DENSE = 0.3
"""Font sizes for each letter of a line; narrow fonts have 0.4."""
_MOST_NEIGHBOURS = 200


def stacked_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of lines whose words lie on other words of the page, more than twice; double print counts as one."""
    if not _may_be_stacked(lines):
        return frozenset()
    found: set[int] = set()
    rows: dict[int, list[tuple[int, str, Rectangle]]] = {}
    for index, line in enumerate(lines):
        for word, box in zip(line.text.split(" "), line.boxes, strict=False):
            if box and len(word) > 2:
                rows.setdefault(round(box[1] / _height(box)), []).append((index, word, box))
    piled: dict[int, int] = {}
    for row in rows.values():
        for index, count in _piled(row):
            piled[index] = piled.get(index, 0) + count
    for index, count in piled.items():
        words = lines[index].text.count(" ") + 1
        if words >= _FEWEST_WORDS and count >= _STACKED * words:
            found.add(index)
    return frozenset(found)


def _may_be_stacked(lines: Sequence[Line]) -> bool:
    """Whether a line is too short for its letters, or some begin at one place: what costs little to ask of every page."""
    places = Counter((round(line.y / 4), round(line.left / 20)) for line in lines)
    return any(count > 2 for count in places.values()) or any(
        line.right - line.left < _DENSE * line.size * len(line.text) for line in lines
    )


def _height(box: Rectangle) -> float:
    return max(box[3] - box[1], 1.0) / 2


def _piled(row: list[tuple[int, str, Rectangle]]) -> list[tuple[int, int]]:
    """Line and 1 for each word of a row that lies on at least two other words."""
    row.sort(key=lambda entry: entry[2][0])
    others = [0] * len(row)
    for place, (_, word, box) in enumerate(row):
        for further in range(place + 1, min(place + _MOST_NEIGHBOURS, len(row))):
            _, word2, box2 = row[further]
            if box2[0] >= box[2]:
                break
            if word != word2 and _overlap(box, box2) >= _COVERED:
                others[place] += 1
                others[further] += 1
    return [(index, 1) for (index, _, _), count in zip(row, others, strict=True) if count > 1]


def _overlap(one: Rectangle, other: Rectangle) -> float:
    """Share of the smaller box that lies on the other."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return across * up / max(min(areas), 0.01) if across > 0 and up > 0 else 0.0
