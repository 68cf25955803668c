"""How far a figure would move with other texts of the same kind: bootstrap samples of the texts (Efron 1979)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

REPLICATES = 500
"""Bootstrap samples per interval: enough that the ends of a 90 % interval settle within about 0.01."""
COVERED_BY_INTERVAL = 0.90

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 90 % of a figure over bootstrap samples of the texts (percentile method; Efron 1979)."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``, over several texts; ``interval`` None where it is not defined."""

    count: int
    of: int
    interval: Interval | None = None

    @property
    def value(self) -> float | None:
        """The share, 0..1; None of nothing."""
        return self.count / self.of if self.of else None


def share(counts: Sequence[int], of: Sequence[int]) -> Share:
    """The share that texts with so many hits among so many cases make up together; texts are drawn anew, not cases."""
    hits, cases = np.asarray(counts, float), np.asarray(of, float)
    if not cases.sum():
        return Share(0, 0)
    drawn = samples(len(cases))
    with np.errstate(invalid="ignore"):
        found = hits[drawn].sum(axis=1) / cases[drawn].sum(axis=1)
    return Share(int(hits.sum()), int(cases.sum()), interval(found))


def interval(values: Floats) -> Interval | None:
    """The middle of some values; nan are those where the figure was not defined."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    tail = (1 - COVERED_BY_INTERVAL) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval(float(low), float(high))


@lru_cache(maxsize=2)
def samples(texts: int) -> NDArray[np.int32]:
    """Which texts are drawn: samples × texts, the same each time."""
    return np.random.default_rng(0).integers(0, texts, (REPLICATES, texts), dtype=np.int32)
