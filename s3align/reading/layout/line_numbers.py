"""Takes the numbers of lines, as reviewers ask for them, off the margin of a page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from s3align.reading.layout.layout_model import Line

_FEWEST = 8
"""Numbered lines of a page; shorter runs may be a list or a table."""
_SHARE = 0.8
"""Share of a page's lines that are numbered where each is."""
_RUNNING = 0.15
"""Share of lines that go on with a small letter; entries of lists and contents begin with a capital."""
_STEPS = (1, 2, 5, 10)
_FEWEST_APART = 3
"""Numbers of a page where every fifth or tenth line has one."""
_GAP = 0.7
"""Times the font size between number and text where not every line has one."""
_NUMBER = re.compile(r"(\d{1,4})(?:\s+|$)")
_NUMBER_LAST = re.compile(r"(?:^|\s+)(\d{1,4})$")


def without_line_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines without their numbers, if the page's lines are numbered on one side."""
    for is_left in (True, False):
        if sum(line.text[0 if is_left else -1].isdigit() for line in lines) < _FEWEST_APART:
            continue
        numbers = _numbers(lines, is_left=is_left)
        if numbers:
            stripped = (_stripped(line, is_left=is_left) if i in numbers else line for i, line in enumerate(lines))
            return [line for line in stripped if line]
    return list(lines)


def _numbers(lines: Sequence[Line], *, is_left: bool) -> frozenset[int]:
    """Indices of the lines that carry a line number; empty for a page without them."""
    pattern = _NUMBER if is_left else _NUMBER_LAST
    found = [
        (index, int(match[1]))
        for index, line in enumerate(lines)
        if (match := pattern.search(line.text)) and (not is_left or match.start() == 0)
    ]
    if len(found) < _FEWEST_APART:
        return frozenset()
    edge = [_edge(lines[index], is_left=is_left) for index, _ in found]
    margin = sorted(edge)[len(edge) // 2]
    found = [entry for entry, place in zip(found, edge, strict=True) if abs(place - margin) < lines[entry[0]].size]
    steps = [after[1] - before[1] for before, after in itertools.pairwise(found)]
    step = max(_STEPS, key=steps.count)
    rising = sum(found_step == step for found_step in steps)
    if not steps or rising < _SHARE * len(steps):
        return frozenset()
    indices = frozenset(index for index, _ in found)
    if step == 1:
        running = sum(_stripped_text(lines[index], is_left=is_left)[:1].islower() for index in indices)
        is_prose = running >= _RUNNING * len(found)
        return indices if is_prose and len(found) >= max(_FEWEST, _SHARE * len(lines)) else frozenset()
    is_apart = all(_is_apart(lines, index, is_left=is_left) for index in indices)
    spaced = len(lines) / len(found) >= step / 2
    return indices if is_apart and spaced else frozenset()


def _edge(line: Line, *, is_left: bool) -> float:
    return line.right if not is_left else line.boxes[0][2] if line.boxes and line.boxes[0] else line.left


def _is_apart(lines: Sequence[Line], index: int, *, is_left: bool) -> bool:
    """Whether a number stands beside the text of all lines."""
    line = lines[index]
    own = line.boxes[0 if is_left else -1] if line.boxes else None
    if own is None:
        return False
    others = [box for other in _around(lines, index) for box in other.boxes if box]
    gap = _GAP * line.size
    if is_left:
        return all(box[0] >= own[2] + gap for box in others)
    return all(box[2] <= own[0] - gap for box in others)


def _around(lines: Sequence[Line], index: int) -> Iterator[Line]:
    for other in lines[max(index - 1, 0) : index + 2]:
        if other is not lines[index]:
            yield other


def _stripped(line: Line, *, is_left: bool) -> Line | None:
    """The line without its number; None where it is nothing else."""
    text = _stripped_text(line, is_left=is_left)
    if not text:
        return None
    boxes = (line.boxes[1:] if is_left else line.boxes[:-1]) if line.boxes else ()
    first, last = (boxes[0], boxes[-1]) if boxes else (None, None)
    return replace(
        line,
        text=text,
        boxes=boxes,
        left=first[0] if is_left and first else line.left,
        right=last[2] if not is_left and last else line.right,
        cells=max(line.cells - 1, 1),
    )


def _stripped_text(line: Line, *, is_left: bool) -> str:
    return _NUMBER.sub("", line.text, count=1) if is_left else _NUMBER_LAST.sub("", line.text)
