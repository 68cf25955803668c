"""Words in a row that two texts have in common, small edits forgiven."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_CHANGED = 4
"""Words that may be put, changed or left out in one place of a passage that still is one."""
ISLAND = 4
"""Equal words from which a passage goes on behind such a place."""


@dataclass(frozen=True, slots=True)
class CommonRun:
    """Words ``start`` to before ``end`` of one text, which are ``other_start`` to before ``other_end`` of another.

    ``equal``: the words of them that are the same in both.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    equal: int


def common_runs(
    one: Sequence[str | None], other: Sequence[str], seeds: Iterable[tuple[int, int]]
) -> Iterator[CommonRun]:
    """The longest runs around some ``seeds``: places of a row of words in one text and in the other.

    ``one`` may have None in place of words that are not compared. Runs come in the order of the first text, none of whose
    words is in two of them; so all together take time as the text has words.
    """
    end = 0
    for at, there in sorted(seeds):
        if at < end:
            continue
        right, other_right, after = _reach(one, other, at, there, 1)
        left, other_left, before = _reach(one, other, at - 1, there - 1, -1, floor=end)
        yield CommonRun(left + 1, right, other_left + 1, other_right, before + after)
        end = right


def _reach(
    one: Sequence[str | None], other: Sequence[str], at: int, there: int, step: int, floor: int = 0
) -> tuple[int, int, int]:
    """How far a run goes on from two places, forwards (``step`` 1) or backwards (-1) down to ``floor``; its equal words."""
    equal = 0
    while True:
        while floor <= at < len(one) and 0 <= there < len(other) and one[at] == other[there]:
            at, there, equal = at + step, there + step, equal + 1
        for skip, other_skip in _CHANGES:
            if _is_island(one, other, at + step * skip, there + step * other_skip, step, floor):
                at, there = at + step * skip, there + step * other_skip
                break
        else:
            return at, there, equal


def _is_island(one: Sequence[str | None], other: Sequence[str], at: int, there: int, step: int, floor: int) -> bool:
    last, other_last = at + step * (ISLAND - 1), there + step * (ISLAND - 1)
    if min(at, last) < floor or max(at, last) >= len(one) or min(there, other_last) < 0:
        return False
    if max(there, other_last) >= len(other):
        return False
    return all(one[at + step * place] == other[there + step * place] for place in range(ISLAND))


_CHANGES = sorted(
    ((skip, other) for skip in range(MOST_CHANGED + 1) for other in range(MOST_CHANGED + 1) if skip or other),
    key=lambda change: (sum(change), change),
)
"""Words to pass over in one text and in the other, the fewest first."""
