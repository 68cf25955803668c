"""Ranks proposals without false precision: by their strongest theme, and those whose ranges overlap share a rank.

A group begins with the highest score left; everything whose range reaches up to the lower end of that score's range belongs to
it. The label of a group is its first and last place ("3–5").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a proposal stands to the cut of a shortlist."""

    INSIDE = "inside"
    MARGIN = "margin"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Ranked:
    """The places from ``first`` to ``last`` that a proposal shares with those it cannot be told from."""

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


def groups(ranges: Iterable[tuple[float, float]]) -> tuple[Ranked, ...]:
    """The groups of proposals, given as the ranges (low, high) of their strongest themes by falling score."""
    starts: list[int] = []
    place, lowest = 0, float("inf")
    for place, (low, high) in enumerate(ranges, start=1):
        if high < lowest:
            starts.append(place)
            lowest = low
    ends = [start - 1 for start in starts[1:]]
    return tuple(Ranked(start, end) for start, end in zip(starts, [*ends, place], strict=bool(starts)))
