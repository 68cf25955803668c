"""Places within a theme, without false precision: each proposal has those that its range leaves open.

Proposals are compared by the extent of the theme, the share of the text that speaks of it. Two are told apart where the
difference is larger than its margin, which joins the ends of both ranges that face each other (square and add, MOVER; Zou &
Donner 2008). The places of a proposal begin behind those surely larger and end before those surely smaller (Goldstein &
Spiegelhalter 1996), so that one with a useless range shares many places, but moves nobody else by more than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

_STEP = 1_000
"""Extents are compared in thousandths, ten times as fine as they are shown; ends of ranges are moved outwards to the next."""


class Standing(StrEnum):
    """How a proposal stands to the cut of a shortlist."""

    INSIDE = "inside"
    MARGIN = "margin"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Ranked:
    """The places from ``first`` to ``last`` that a proposal may have within a theme."""

    first: int
    last: int

    @property
    def label(self) -> str:
        """As it is printed."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    def standing(self, places: int) -> Standing:
        """Surely among the first ``places``, within the margin of the cut, or outside."""
        if self.last <= places:
            return Standing.INSIDE
        return Standing.MARGIN if self.first <= places else Standing.OUTSIDE


def ranked(extents: Iterable[tuple[float, float, float]]) -> Iterator[Ranked]:
    """The places of proposals, given as the extent of a theme and the ends of its range, in the same order."""
    import numpy as np  # noqa: PLC0415 -- heavy; wanted where there is something to compare

    exact = np.fromiter(chain.from_iterable(extents), dtype=np.float64).reshape(-1, 3) * _STEP
    extent = np.rint(exact[:, 0]).astype(np.int64)
    below = extent - np.minimum(np.floor(exact[:, 1]).astype(np.int64), extent)
    above = np.maximum(np.ceil(exact[:, 2]).astype(np.int64), extent) - extent
    larger = _surely_larger(extent, below, above)
    smaller = _surely_larger(-extent, above, below)
    for more, less in zip(larger.tolist(), smaller.tolist(), strict=True):
        yield Ranked(1 + more, len(exact) - less)


def _surely_larger(extent: Integers, below: Integers, above: Integers) -> Integers:
    """For every entry the number of those that are surely larger: by more than √(below² of theirs + above² of its own).

    Whole numbers, so that of two entries both get the same answer. Entries whose lower ends are equally far are counted at
    once, in sorted order: n·log n for each of the at most ``_STEP`` distances.
    """
    import numpy as np  # noqa: PLC0415 -- as above

    found = np.zeros(len(extent), dtype=np.int64)
    for distance in np.unique(below):
        others = np.sort(extent[below == distance])
        margin = np.floor(np.sqrt(distance * distance + above * above)).astype(np.int64)
        found += len(others) - np.searchsorted(others, extent + margin, side="right")
    return found
