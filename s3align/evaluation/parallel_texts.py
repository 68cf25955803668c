"""How far the scores of a text and of its translation lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from s3align.evaluation.bootstrap import Interval, Share, interval, samples, share
from s3align.evaluation.verdict import Verdict


@dataclass(frozen=True, slots=True)
class ParallelGap:
    """Mean and largest absolute difference of theme scores (0..1) over pairs of a text and its translation.

    ``largest_pair``, ``largest_theme``: where the largest is. ``same``: of the pairs, those given the same themes.
    """

    pairs: int
    mean: float
    mean_interval: Interval | None
    largest: float
    largest_pair: str
    largest_theme: str
    same: Share


def parallel_gap(verdicts: Mapping[str, Sequence[Verdict]], names: Mapping[str, str]) -> ParallelGap | None:
    """The gap between two languages (language -> verdicts); ``names``: text -> what its pair is called.

    None where no text has its translation among the verdicts.
    """
    found: dict[str, list[Verdict]] = {}
    for rows in verdicts.values():
        for row in rows:
            if row.id in names:
                found.setdefault(names[row.id], []).append(row)
    pairs = {name: pair for name, pair in found.items() if len(pair) == 2}
    if not pairs:
        return None
    gaps = {name: _gaps(*pair) for name, pair in pairs.items()}
    largest, theme, name = max((gap, theme, name) for name, own in gaps.items() for theme, gap in own.items())
    means = np.array([sum(own.values()) / len(own) for own in gaps.values()])
    same = [int(_given(one) == _given(other)) for one, other in pairs.values()]
    return ParallelGap(
        pairs=len(pairs),
        mean=float(means.mean()),
        mean_interval=interval(means[samples(len(means))].mean(axis=1)),
        largest=largest,
        largest_pair=name,
        largest_theme=theme,
        same=share(same, [1] * len(same)),
    )


def _gaps(one: Verdict, other: Verdict) -> dict[str, float]:
    """Theme -> how far the two scores lie apart."""
    return {theme: abs(score - other.predicted[theme][0]) for theme, (score, _) in one.predicted.items()}


def _given(verdict: Verdict) -> set[str]:
    return {theme for theme, (_, addressed) in verdict.predicted.items() if addressed}
