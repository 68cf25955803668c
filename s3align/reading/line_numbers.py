"""Takes printed line numbers away that some programs put before every line of a text, or before every fifth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

_NUMBERED = re.compile(r"(\d{1,5})(?:[:.)|\t]?\s+|$)")
_FEWEST = 8
"""Lines with a number; shorter lists of numbered items exist."""
_LEAST_SHARE = 0.9
"""Share of the lines that have their number: a page's header or a wrapped line may have none."""
_STEP = 5
"""Where not every line has its number, every fifth has."""


def without_line_numbers(pages: Sequence[list[str]]) -> list[list[str]]:
    """The lines of every page without numbers that count them, through the document or anew on every page."""
    counting = _counting([line for page in pages for line in page])
    if not counting:
        return [_without(page, _counting(page)) for page in pages]
    starts = [0, *accumulate(map(len, pages))]
    return [
        _without(page, {index - start for index in counting if start <= index < start + len(page)})
        for page, start in zip(pages, starts, strict=False)
    ]


def _counting(lines: Sequence[str]) -> set[int]:
    """The lines that begin with a number which counts them; none where numbers stand for something else."""
    filled = [index for index, line in enumerate(lines) if line]
    begun = {index: int(found[1]) for index in filled if (found := _NUMBERED.match(lines[index]))}
    for places in (dict(zip(filled, range(len(filled)), strict=True)), dict(zip(filled, filled, strict=True))):
        distances = Counter(number - places[index] for index, number in begun.items())
        distance, count = distances.most_common(1)[0] if distances else (0, 0)
        counting = {index for index, number in begun.items() if number - places[index] == distance}
        step = _STEP if all(begun[index] % _STEP == 0 for index in counting) else 1
        if count >= max(_FEWEST, _LEAST_SHARE * (len(filled) // step)):
            return counting
    return set()


def _without(lines: list[str], counting: Collection[int]) -> list[str]:
    return [_NUMBERED.sub("", line, count=1) if index in counting else line for index, line in enumerate(lines)]
