"""From figures of texts that the weights have not seen to scores: calibration and the threshold.

``calibrate`` fits log-odds to out-of-fold figures, ``best_threshold`` chooses from which score a theme counts as addressed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from s3align.model.features import strongest_rival
from s3align.model.labelled import LabelledText
from s3align.model.profiles import Calibration

Floats = NDArray[np.float64]

CALIBRATION_REGULARISATION = 1.0
UNFITTED = Calibration(0.0, 1.0, 0.0)
"""Where nothing can be fitted, a figure is taken for the log-odds that the weights were learnt to give."""


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """A labelled text with the figures of weights learnt without it: theme -> F, and the fold it was left out with."""

    text: LabelledText
    fold: int
    figures: Mapping[str, float]


def calibrate(rows: Sequence[OutOfFold], themes: Sequence[str]) -> dict[str, Calibration]:
    """Base, slope and rivalry of the log-odds of every theme from out-of-fold figures (Platt 1999).

    A theme that cannot be fitted (its texts are all about it, or none is, or its figure falls where it should rise) gets
    the mean of the others, so that its terms count as theirs do; ``UNFITTED`` where there are no others.
    """
    fitted = {theme: _calibrate(rows, theme) for theme in themes}
    mean = _mean([found for found in fitted.values() if found is not None])
    return {theme: found or mean for theme, found in fitted.items()}


def scores(row: OutOfFold, calibration: Mapping[str, Calibration]) -> dict[str, float]:
    """Theme -> score 0..1 from out-of-fold figures."""
    return {
        theme: 1.0 / (1.0 + math.exp(-fitted.odds(row.figures[theme], strongest_rival(theme, row.figures)[1])))
        for theme, fitted in calibration.items()
    }


def best_threshold(rows: Sequence[OutOfFold], calibration: Mapping[str, Calibration]) -> float:
    """The score, in hundredths from 0.4 to 0.8, with the best mean F1 over themes; the middle of equally good ones.

    Below 0.4 a theme is far likelier absent than present, and a false theme costs an applicant more than a missed one.
    One threshold for all: calibrated scores mean the same for every theme, and thresholds of their own would follow the
    chance of themes with few texts.
    """
    predicted = [(row, scores(row, calibration)) for row in rows]
    columns = [_column(predicted, theme) for theme in calibration]
    candidates = [step / 100 for step in range(40, 81)]
    quality = [
        sum(_f1(expected, score >= candidate, sample_weight) for expected, score, sample_weight in columns)
        for candidate in candidates
    ]
    best = [candidate for candidate, value in zip(candidates, quality, strict=True) if value >= max(quality) - 1e-12]
    return best[len(best) // 2]


def _column(
    predicted: Sequence[tuple[OutOfFold, Mapping[str, float]]], theme: str
) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Expected, score and sample weight of the texts whose label for a theme is known."""
    rows = [
        (row.text.labels[theme], found[theme], row.text.sample_weight)
        for row, found in predicted
        if theme in row.text.labels
    ]
    return (
        np.array([expected for expected, _, _ in rows], bool),
        np.array([score for _, score, _ in rows]),
        np.array([sample_weight for _, _, sample_weight in rows]),
    )


def _calibrate(rows: Sequence[OutOfFold], theme: str) -> Calibration | None:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- wanted for training alone

    rows = [row for row in rows if theme in row.text.labels]
    expected = np.array([row.text.labels[theme] for row in rows], bool)
    if len(set(expected.tolist())) < 2:
        return None
    sample_weight = np.array([row.text.sample_weight for row in rows])
    figures = np.array([(row.figures[theme], strongest_rival(theme, row.figures)[1]) for row in rows])
    for columns in (2, 1):
        model = LogisticRegression(C=CALIBRATION_REGULARISATION, max_iter=1000)
        model.fit(figures[:, :columns], expected, sample_weight=sample_weight)
        slope, rivalry = [*map(float, model.coef_[0]), 0.0][:2]
        if rivalry <= 0:
            break
    fitted = Calibration(round(float(model.intercept_[0]), 4), round(slope, 4), round(-rivalry, 4))
    return fitted if fitted.slope > 0 else None


def _mean(fitted: Sequence[Calibration]) -> Calibration:
    if not fitted:
        return UNFITTED
    return Calibration(
        round(math.fsum(entry.base for entry in fitted) / len(fitted), 4),
        round(math.fsum(entry.slope for entry in fitted) / len(fitted), 4),
        round(math.fsum(entry.rivalry for entry in fitted) / len(fitted), 4),
    )


def _f1(expected: NDArray[Any], predicted: NDArray[Any], sample_weight: Floats) -> float:
    hits = float(np.sum(sample_weight[expected & predicted]))
    wrong = float(np.sum(sample_weight[expected ^ predicted]))
    return 2 * hits / (2 * hits + wrong) if hits else 0.0
