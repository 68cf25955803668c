"""Ranks proposals without false precision: by their strongest theme, and those whose ranges overlap share a rank.

A group begins with the highest score left; everything whose range reaches up to the lower end of that score's range belongs to
it. The label of a group is its first and last place ("3-5").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Scores = Mapping[str, tuple[float, float, float, str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The places from ``first`` to ``last`` that a proposal shares with those it cannot be told from."""

    first: int
    last: int

    @property
    def label(self) -> str:
        """As it is printed."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def rank(scores: Mapping[str, Scores]) -> dict[str, Ranked]:
    """Name -> rank, by each proposal's strongest theme."""
    best = {name: max(themes.values(), key=lambda row: row[0]) for name, themes in scores.items() if themes}
    ordered = sorted(best, key=lambda name: (-best[name][0], name))
    ranked: dict[str, Ranked] = {}
    start = 0
    while start < len(ordered):
        lowest = best[ordered[start]][1]
        end = start
        while end + 1 < len(ordered) and best[ordered[end + 1]][2] >= lowest:
            end += 1
        for name in ordered[start : end + 1]:
            ranked[name] = Ranked(start + 1, end + 1)
        start = end + 1
    return ranked


def shortlist(ranked: Mapping[str, Ranked], places: int) -> tuple[Sequence[str], Sequence[str]]:
    """Names that surely are among the first ``places``, and those within the margin of the cut."""
    inside = [name for name, row in ranked.items() if row.last <= places]
    margin = [name for name, row in ranked.items() if row.first <= places < row.last]
    return inside, margin
