"""Agreement beyond chance of people who read the same proposals: Cohen's kappa, Gwet's AC1 and AC2, with intervals.

Cohen, J. (1960): A coefficient of agreement for nominal scales; Cohen (1968) for its weights. Gwet, K. L. (2008): Computing
inter-rater reliability and its variance in the presence of high agreement; Gwet (2014): Handbook of Inter-Rater Reliability,
fourth edition, for several readers of whom not each has read everything, and for weights. Gwet's two are written out: the one
library that has them for Python (irrCAC) demands a SciPy of long ago and pandas.

A cell is what is said of one theme of one proposal. Intervals draw proposals anew, not cells: a reader who is strict with a
proposal is so with several of its themes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from s3align.evaluation.bootstrap import REPLICATES, Interval, interval, samples

MISSING = -1
"""In place of an answer: this reader has not said anything."""
MOST_UNDEFINED = 0.05
"""Share of bootstrap samples without the figure (all answers the same) from which on there is no interval: the rest is a choice
of samples that flatters or shames."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval. ``value`` None: not defined for these answers; ``interval`` None: it says nothing."""

    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Ratings:
    """What several readers say of the same cells.

    ``answers``: cells × readers, places on a scale from 0 on, or ``MISSING``. ``proposals``: of each cell, counted from 0.
    """

    answers: Integers
    proposals: Integers

    @property
    def common(self) -> Ratings:
        """The cells of which at least two readers say something."""
        is_common = (self.answers != MISSING).sum(axis=1) > 1
        _, proposals = np.unique(self.proposals[is_common], return_inverse=True)
        return Ratings(self.answers[is_common], proposals.astype(np.int64))

    @property
    def used(self) -> Integers:
        """The places on the scale that any reader has used, ascending."""
        return np.unique(self.answers[self.answers != MISSING])

    def pair(self, one: int, other: int) -> Ratings:
        """The answers of two of the readers, where both say something."""
        return Ratings(self.answers[:, [one, other]], self.proposals).common

    def where(self, chosen: NDArray[np.bool_]) -> Ratings:
        """Some of the cells."""
        return Ratings(self.answers[chosen], self.proposals[chosen])


def same_answers(ratings: Ratings) -> Estimate:
    """The share of pairs of readers who say the same, averaged over the cells; 0..1."""
    observed, _ = _gwet_parts(ratings, np.eye(_scale(ratings)))
    return _estimate(observed, ratings)


def cohen_kappa(ratings: Ratings, *, is_ordered: bool = False) -> Estimate:
    """Cohen's kappa of two readers, at most 1; ``is_ordered``: a step on the scale counts less than two (linear weights).

    Not defined where both always give the same one answer: there is no chance that could be told from agreement.
    """
    both = ratings.common
    if not len(both.answers) or len(both.used) < 2:
        return Estimate(None)
    scale = np.arange(_scale(both))
    distance = np.abs(scale[:, None] - scale[None, :])
    figures = _kappas(_tables(both), distance if is_ordered else np.minimum(distance, 1))
    return Estimate(float(figures[0]), _spread(figures[1:]))


def gwet_ac(ratings: Ratings, *, is_ordered: bool = False) -> Estimate:
    """Gwet's AC1 of two or more readers, -1..1, or with ``is_ordered`` his AC2 with linear weights, at most 1.

    The scale has the places that some reader has used, at least two: places that nobody uses would make chance look smaller
    than it is. Its formula takes cells that one reader alone has answered for what is usual, not for agreement.
    """
    used = ratings.used
    if not len(ratings.common.answers):
        return Estimate(None)
    if len(used) < 2:
        return _estimate(_gwet_parts(ratings, np.eye(_scale(ratings)))[0], ratings)
    places = np.full(int(used[-1]) + 1, MISSING)
    places[used] = np.arange(len(used))
    narrowed = Ratings(np.where(ratings.answers == MISSING, MISSING, places[ratings.answers]), ratings.proposals)
    apart = np.abs(used[:, None] - used[None, :]) / (used[-1] - used[0])
    weights = 1 - apart if is_ordered else np.eye(len(used))
    observed, usual = _gwet_parts(narrowed, weights)
    return _estimate(observed, narrowed, by_chance=_gwet_chance(usual, weights))


def _gwet_parts(ratings: Ratings, weights: Floats) -> tuple[Floats, Floats]:
    """Of the answers as they are (first row) and of each bootstrap sample: observed agreement, and the share of each place."""
    counts = (ratings.answers[:, :, None] == np.arange(len(weights))).sum(axis=1).astype(float)
    readers = counts.sum(axis=1)
    is_read, is_common = readers > 0, readers > 1
    with np.errstate(invalid="ignore", divide="ignore"):
        agreeing = (counts * (counts @ weights - 1)).sum(axis=1) / (readers * (readers - 1))
        shares = counts / readers[:, None]
        cells = np.column_stack([np.where(is_common, agreeing, 0), is_common, is_read, *np.where(is_read, shares.T, 0)])
        summed = _drawn(_proposals(ratings)) @ _by_proposal(cells, ratings)
        return summed[:, 0] / summed[:, 1], summed[:, 3:] / summed[:, 2:3]


def _gwet_chance(usual: Floats, weights: Floats) -> Floats:
    """Agreement by chance: Gwet (2014), with identity weights that of AC1."""
    places = len(weights)
    return np.asarray(weights.sum() / (places * (places - 1)) * (usual * (1 - usual)).sum(axis=1))


def _estimate(observed: Floats, ratings: Ratings, by_chance: Floats | None = None) -> Estimate:
    """The figure of the answers as they are, and its spread over the bootstrap samples."""
    if not len(ratings.common.answers):
        return Estimate(None)
    figures = observed if by_chance is None else (observed - by_chance) / (1 - by_chance)
    return Estimate(float(figures[0]), _spread(figures[1:]))


def _spread(drawn: Floats) -> Interval | None:
    """The interval; None where too few samples have the figure, or all have the same: what never occurred is not drawn."""
    if np.isnan(drawn).mean() > MOST_UNDEFINED:
        return None
    found = interval(drawn)
    return None if found is None or found.low == found.high else found


def _kappas(tables: Floats, distance: Floats | Integers) -> Floats:
    """Kappa of each of several tables (samples × scale × scale); nan where both readers gave one answer alone."""
    rows, columns, total = tables.sum(axis=2), tables.sum(axis=1), tables.sum(axis=(1, 2))
    expected = rows[:, :, None] * columns[:, None, :] / total[:, None, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - (tables * distance).sum(axis=(1, 2)) / (expected * distance).sum(axis=(1, 2)))


def _tables(ratings: Ratings) -> Floats:
    """How often which two answers met, in the answers as they are and in each bootstrap sample: samples × scale × scale."""
    scale, drawn = _scale(ratings), _drawn(_proposals(ratings))
    one, other = ratings.answers.T
    place = (ratings.proposals * scale + one) * scale + other
    met = np.bincount(place, minlength=drawn.shape[1] * scale * scale).reshape(-1, scale * scale)
    return np.asarray(drawn @ met).reshape(-1, scale, scale)


def _scale(ratings: Ratings) -> int:
    return int(ratings.answers.max(initial=0)) + 1


def _proposals(ratings: Ratings) -> int:
    return int(ratings.proposals.max(initial=-1)) + 1


def _by_proposal(cells: Floats, ratings: Ratings) -> Floats:
    """Rows of cells added up by their proposal."""
    proposals = _proposals(ratings)
    return np.column_stack([np.bincount(ratings.proposals, column, proposals) for column in cells.T])


@lru_cache(maxsize=2)
def _drawn(proposals: int) -> NDArray[np.float32]:
    """How often each proposal counts: once in the first row, as drawn in each bootstrap sample in the others.

    Kept for the next figure: those of a comparison are of the same proposals, with and without answers "unclear".
    """
    counts = np.ones((REPLICATES + 1, proposals), np.float32)  # half the room, and exact for counts
    for row, sample in enumerate(samples(proposals), start=1):
        counts[row] = np.bincount(sample, minlength=proposals)
    return counts
