"""Puts words together whose letters are set apart: PDFium takes wide gaps between letters for spaces."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from s3align.reading.layout.layout_model import Boxes, Rectangle

_UNEVEN = 0.65
"""Times the widest gap of a line: above it all gaps are spaces."""
_SET_APART = 0.035
"""Times the font size: gap between letters that are set apart; pairs that fonts set apart have less."""
_SPACE = 0.13
"""Times the font size: half of a space between words."""
_FEWEST_SINGLE = 6
_SINGLE = 0.6
"""Single letters and share of them from which a line's letters are set apart throughout."""
_JUMP = 1.6
"""Times a gap between letters: what the next wider gap, one between words, has at least."""
_CLOSING = frozenset(".,;:!?)")


def rejoined(
    text: str, boxes: Boxes, size: float, letter_gap: Callable[[], float], is_guessed: Callable[[int], bool]
) -> tuple[str, Boxes]:
    """A line and the boxes of its words, those put together that are one word; ``size`` is the font's in points.

    ``letter_gap`` gives the points between the letters of a word of the line; ``is_guessed`` says of a space, by its number
    in the line, whether it stands in no file but for the width of a gap alone.
    """
    known = [box for box in boxes if box]
    if len(known) < 3 or len(known) != len(boxes):
        return text, boxes
    gaps = [after[0] - before[2] for before, after in itertools.pairwise(known)]
    if min(gaps) >= _UNEVEN * max(gaps):
        return text, boxes
    words = text.split(" ")
    if len(words) != len(known):
        return text, boxes
    widest = _widest_between_letters(words, gaps)
    if widest is not None:
        return _joined(words, known, [-size < gap <= widest for gap in gaps])
    apart = letter_gap()
    if apart < _SET_APART * size:
        return text, boxes
    widest = 1.5 * apart + _SPACE * size  # between words there are two such gaps and a space
    return _joined(words, known, [-size < gap <= widest and is_guessed(at) for at, gap in enumerate(gaps)])


def _widest_between_letters(words: Sequence[str], gaps: Sequence[float]) -> float | None:
    """The widest gap between letters of a line that has mostly single letters; None for another line."""
    single = sum(len(word) == 1 and word.isalpha() for word in words)
    if single < max(_FEWEST_SINGLE, _SINGLE * len(words)):
        return None
    pairs = [(after / before, before) for before, after in itertools.pairwise(sorted(gaps)) if before > 0]
    jump, widest = max(pairs, default=(0.0, 0.0))
    return widest if jump >= _JUMP else None


def _joined(words: Sequence[str], boxes: Sequence[Rectangle], one_word: Sequence[bool]) -> tuple[str, Boxes]:
    texts, places = [words[0]], [boxes[0]]
    for word, box, is_joined in zip(words[1:], boxes[1:], one_word, strict=True):
        if is_joined and (word[0].isalnum() or word[0] in _CLOSING) and texts[-1][-1].isalnum():
            last = places[-1]
            texts[-1] += word
            places[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            texts.append(word)
            places.append(box)
    return " ".join(texts), tuple(places)
