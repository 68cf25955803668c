"""Follows the words of printed lines into the text of a page, so that every word keeps its place on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from s3align.reading.layout.layout_model import Block, Boxes, Line, Rectangle
from s3align.reading.normalise import SOFT_HYPHEN, letters

_WORD = re.compile(r"\S+")
_BREAKS = ("-", SOFT_HYPHEN)


def joined_boxes(first: Boxes, second: Boxes, *, is_one_word: bool) -> Boxes:
    """The boxes of two lines that are put together; ``is_one_word``: the last word and the first become one."""
    if not (is_one_word and first and second):
        return first + second
    return (*first[:-1], _around([first[-1], second[0]]), *second[1:])


def boxes_by_letters(words: Sequence[str], printed: Sequence[str], boxes: Sequence[Rectangle | None]) -> Boxes:
    """The boxes of ``words`` from those of the ``printed`` pieces they were cleaned from, which are more or other ones.

    The letters tell which word is made of which pieces; where they differ no place is known.
    """
    owners = [box for piece, box in zip(printed, boxes, strict=True) for _ in letters(piece)]
    lengths = [len(letters(word)) for word in words]
    if sum(lengths) != len(owners):
        return (None,) * len(words)
    found: list[Rectangle | None] = []
    start = 0
    for length in lengths:
        found.append(_around(owners[start : start + length]))
        start += length
    return tuple(found)


def _around(boxes: Sequence[Rectangle | None]) -> Rectangle | None:
    known = [box for box in boxes if box]
    if not known:
        return None
    left, bottom, right, top = zip(*known, strict=True)
    return min(left), min(bottom), max(right), max(top)


def placed_words(block: Block, start: int) -> Iterator[tuple[int, int, Rectangle]]:
    """Start and end of the words of a block whose text begins at ``start`` of its page's text, with their boxes."""
    printed, boxes = _printed(block.lines)
    for found in _WORD.finditer(block.text):
        word, place = found[0], start + found.start()
        piece, box = next(printed, ""), next(boxes, None)
        while piece != word and piece:  # put together from several
            used = _share(word, piece)
            if box and used:
                yield place, place + used, box
            word, place = word[used:], place + used
            piece, box = (next(printed, ""), next(boxes, None)) if word else ("", None)
        if box:
            yield place, place + len(word), box


def _printed(lines: Sequence[Line]) -> tuple[Iterator[str], Iterator[Rectangle | None]]:
    """The words as printed, and the box of each."""
    words: list[str] = []
    boxes: list[Rectangle | None] = []
    for line in lines:
        own = line.text.split()
        words += own
        boxes += line.boxes if len(line.boxes) == len(own) else (None,) * len(own)
    return iter(words), iter(boxes)


def _share(word: str, piece: str) -> int:
    """How many characters of a word its first printed piece stands for: joining may have taken the piece's hyphen away."""
    if word.startswith(piece):
        return len(piece)
    return len(piece) - 1 if piece.endswith(_BREAKS) and word.startswith(piece[:-1]) else len(word)
