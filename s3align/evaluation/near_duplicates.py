"""Which of some texts are the same or nearly so, by the rows of words they share (Broder 1997)."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from s3align.analysis import surfaces

ROW = 5
"""Words in a row that are compared."""
LEAST_SHARE = 0.5
"""Share of the shorter text's rows from which two texts are named."""
MOST_HOLDERS = 20
"""A row in more texts is a set phrase and compares nothing; a text copied more often is found by what is equal."""


def near_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts (indices, the earlier first) and the share of rows of the shorter one that the other has too.

    1.0 stands for equal words. Of several equal texts each is paired with the first.
    """
    words = [surfaces(text) for text in texts]
    first: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(words):
        if first.setdefault(row, index) != index:
            yield first[row], index, 1.0
    unique = sorted(first.values())
    rows = {index: _rows(words[index]) for index in unique}
    for (one, other), shared in sorted(_shared(rows).items()):
        share = shared / min(len(rows[one]), len(rows[other]))
        if share >= LEAST_SHARE:
            yield one, other, min(share, 0.99)


class KnownTexts:
    """The rows of words of some texts, to ask how much of another is known already."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rows: set[int] = set()
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Takes in one more text."""
        self._rows |= _rows(surfaces(text))

    def share(self, text: str) -> float:
        """The share of a text's rows that stand in the texts together, 0..1."""
        rows = _rows(surfaces(text))
        return len(rows & self._rows) / len(rows)


def _rows(words: Sequence[str]) -> set[int]:
    """The rows as numbers of 64 bits: millions of them fit into memory."""
    return {
        int.from_bytes(hashlib.blake2b(" ".join(words[start : start + ROW]).encode(), digest_size=8).digest())
        for start in range(max(1, len(words) - ROW + 1))
    }


def _shared(rows: dict[int, set[int]]) -> Counter[tuple[int, int]]:
    holders: dict[int, list[int]] = defaultdict(list)
    for index, found in rows.items():
        for row in found:
            holders[row].append(index)
    return Counter(pair for held in holders.values() if len(held) <= MOST_HOLDERS for pair in combinations(held, 2))
