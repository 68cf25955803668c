"""How far the extent of a theme could lie: a share of so many passages, each of which speaks of the theme or does not."""

from __future__ import annotations

import math
from collections.abc import Sequence


def extent_range(extent: float, shares: Sequence[float], deviations: float) -> tuple[float, float]:
    """The lower and upper end (0..1) around ``extent``; ``shares``: of the passages in the words, summing to 1.

    Where passages are drawn anew and each speaks of the theme with its own probability, the extent has the variance
    e·(1 - e)/m of a share: whether they disagree or all are in doubt comes to the same. m is the number of passages of
    equal length that say as much, 1/Σw² (Kish 1965). The range is the score interval (Wilson 1927), ``deviations``
    standard deviations to either side: it holds the extent, stays within 0 and 1, and is wide for a single passage
    however sure that one is.
    """
    passages = 1.0 / math.fsum(share * share for share in shares)
    squared = deviations * deviations / passages
    middle = (extent + squared / 2) / (1 + squared)
    width = math.sqrt(squared * (extent * (1 - extent) + squared / 4)) / (1 + squared)
    return max(0.0, min(middle - width, extent)), min(1.0, max(middle + width, extent))
