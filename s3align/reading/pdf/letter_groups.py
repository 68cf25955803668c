"""How usual the spelling of a word is, by groups of four letters: tells wrong letters without a list of all words.

Compounds and names that no list has are spelt of usual groups too; a ligature read as another letter is not.
The groups are data of each language (``letter_groups.txt.gz``, made by ``tools/build_letter_groups.py``) and take 40 ms and
7 MB to load: they are loaded when a page raises a suspicion.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache

from s3align import resources

FILE = "letter_groups.txt.gz"
LENGTH = 4
UNKNOWN = 24.0
"""Bits that a group costs which no language has; the rarest known ones cost 19."""
_BORDER = " "


def groups_of(word: str) -> Iterator[str]:
    """The groups of a word in lower case, with its borders."""
    bordered = f"{_BORDER}{word}{_BORDER}"
    for start in range(max(len(bordered) - LENGTH + 1, 1)):
        yield bordered[start : start + LENGTH]


def strange_groups(word: str) -> int:
    """How many groups of a word no language has."""
    known = _costs()
    return sum(group not in known for group in groups_of(word.lower()))


def has_strange_group(text: str) -> bool:
    """Whether a piece of a word, with its borders as spaces, has a group that no language has."""
    known = _costs()
    return any(text[start : start + LENGTH] not in known for start in range(len(text) - LENGTH + 1))


def costs_over(before: str, letters: str, after: str) -> float:
    """Bits that the groups cost which hold any of ``letters``, on average; a space is the border of a word."""
    text = f"{before}{letters}{after}"
    first = max(len(before) - LENGTH + 1, 0)
    last = min(len(before) + max(len(letters), 1) - 1, max(len(text) - LENGTH, 0))
    known = _costs()
    groups = [known.get(text[start : start + LENGTH], UNKNOWN) for start in range(first, last + 1)]
    return sum(groups) / len(groups) if groups else UNKNOWN


@cache
def _costs() -> dict[str, float]:
    """Group -> bits, the fewest of all languages."""
    costs: dict[str, float] = {}
    for path in sorted((resources.folder("corpus") / "language").glob(f"*/{FILE}")):
        for row in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            group, half_bits = row.split("\t")
            costs[group] = min(int(half_bits) / 2, costs.get(group, UNKNOWN))
    return costs
