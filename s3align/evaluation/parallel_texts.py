"""How far the scores of a text and of its translation lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s3align.evaluation.metrics import Verdict


@dataclass(frozen=True, slots=True)
class ParallelGap:
    """Mean and largest absolute difference of theme scores (0..1) over pairs of a text and its translation."""

    pairs: int
    mean: float
    largest: float


def parallel_gap(verdicts: Mapping[str, Sequence[Verdict]], names: Mapping[str, str]) -> ParallelGap | None:
    """The gap between two languages (language -> verdicts); ``names``: text -> what its pair is called.

    None where no text has its translation among the verdicts.
    """
    found: dict[str, list[Verdict]] = {}
    for rows in verdicts.values():
        for row in rows:
            if row.id in names:
                found.setdefault(names[row.id], []).append(row)
    pairs = [pair for pair in found.values() if len(pair) == 2]
    gaps = [abs(one.predicted[theme][0] - other.predicted[theme][0]) for one, other in pairs for theme in one.predicted]
    return ParallelGap(len(pairs), sum(gaps) / len(gaps), max(gaps)) if gaps else None
