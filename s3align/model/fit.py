"""Fits what sets a score on texts that the profiles have not seen: the fusion of two opinions, and the document model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from s3align.model.labelled import LabelledText
from s3align.model.profiles import ADDRESSED_FROM, LEAST_EXTENT, DocumentModel, Fusion, shortness
from s3align.model.scorer import logistic

Floats = NDArray[np.float64]

REGULARISATION = 1.0
"""Inverse strength of the L2 penalty on two to five figures fitted to hundreds of texts: it hardly binds."""
UNFITTED = Fusion(-2.0, 1.0, 1.0)
"""Where nothing can be fitted: one text in eight without evidence is about a theme, and log-odds are taken as learnt."""
LARGEST_MISS = 0.05
"""Share of addressed themes that may be called absent without a person having looked; see ``unclear_from``."""
LEAST_UNCLEAR = 0.1
"""Sureness below which nothing is called unclear: nobody would read them all."""
UNFITTED_DOCUMENT = DocumentModel(0.0, 1.0, 0.0, 1.0, 0.0, 0.4)
"""Where there are no documents to fit on: log-odds as they are."""


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """A labelled text with what profiles learnt without it say of it.

    ``whole``: the opinions on the whole, ``segments`` those on its segments (rows), each an array of themes × (V, K);
    ``shares``: the segments' shares of the words. ``fold``: the one it was left out with.
    """

    text: LabelledText
    fold: int
    whole: Floats
    segments: Floats
    shares: Floats


def fit_fusion(rows: Sequence[OutOfFold], themes: Sequence[str]) -> dict[str, Fusion]:
    """The fusion of every theme: logistic regression on the two opinions (stacking; Wolpert 1992).

    An opinion never counts against what it speaks for: one whose slope comes out negative is left out. A theme that cannot
    be fitted (its texts are all about it, or none is) gets the mean of the others; ``UNFITTED`` where there are none.
    """
    fitted = {theme: _fit_fusion(rows, number, theme) for number, theme in enumerate(themes)}
    known = [found for found in fitted.values() if found is not None]
    mean = _mean(known) if known else UNFITTED
    return {theme: found or mean for theme, found in fitted.items()}


def log_odds(opinions: Floats, fusion: Mapping[str, Fusion]) -> Floats:
    """Opinions (… × themes × 2) -> log-odds (… × themes)."""
    base = np.array([entry.base for entry in fusion.values()])
    slopes = np.array([(entry.vocabulary, entry.keyword) for entry in fusion.values()])
    found: Floats = base + (opinions * slopes).sum(axis=-1)
    return found


def document_log_odds(row: OutOfFold, fusion: Mapping[str, Fusion], model: DocumentModel) -> Floats:
    """The document's log-odds of every theme."""
    return np.array(
        [model.log_odds(z, excess, len(row.shares)) for z, excess in zip(*_of_document(row, fusion), strict=True)]
    )


def fit_document(rows: Sequence[tuple[OutOfFold, Mapping[str, Fusion]]], themes: Sequence[str]) -> DocumentModel:
    """The document model from texts of all lengths, each with the fusion of its language."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- wanted for training alone

    features, expected, weights = _document_rows(rows, themes)
    if len(set(expected.tolist())) < 2:
        return UNFITTED_DOCUMENT
    used = [column for column in range(features.shape[1]) if np.ptp(features[:, column]) > 0]
    coefficients = np.zeros(features.shape[1])
    fitted = LogisticRegression(C=REGULARISATION, max_iter=2000)
    fitted.fit(features[:, used], expected, sample_weight=weights)
    coefficients[used] = fitted.coef_[0]
    whole, short, extent, length = (round(float(value), 4) for value in coefficients)
    # Where all texts are short (or all long), the other part of the model is not known: it gets what the known part has.
    whole, extent = (value if value > 0 else max(whole, extent, 1.0) for value in (whole, extent))
    model = DocumentModel(round(float(fitted.intercept_[0]), 4), whole, short, extent, length, ADDRESSED_FROM)
    return replace(model, unclear_from=unclear_from(expected, np.array(list(_scores(rows, themes, model)))))


def unclear_from(expected: Floats, scores: Floats) -> float:
    """The sureness below which a theme is called absent: at most ``LARGEST_MISS`` of the themes addressed lie below.

    Conformal risk control (Angelopoulos et al. 2024) for the loss "addressed, and called absent": with n addressed themes
    the k-th lowest sureness bounds the expected loss of a new one by k/(n + 1). Between ``LEAST_UNCLEAR`` and
    ``ADDRESSED_FROM``.
    """
    own = np.sort(scores[expected > 0])
    allowed = math.floor(LARGEST_MISS * (len(own) + 1))
    lowest = float(own[allowed - 1]) if allowed else 0.0
    return math.floor(min(max(lowest, LEAST_UNCLEAR), ADDRESSED_FROM) * 100) / 100


def _fit_fusion(rows: Sequence[OutOfFold], number: int, theme: str) -> Fusion | None:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- wanted for training alone

    known = [row for row in rows if theme in row.text.labels]
    expected = np.array([row.text.labels[theme] for row in known], bool)
    if len(set(expected.tolist())) < 2:
        return None
    opinions = np.array([row.whole[number] for row in known])
    weights = np.array([row.text.sample_weight for row in known])
    used = [True, True]
    while any(used):
        model = LogisticRegression(C=REGULARISATION, max_iter=1000)
        model.fit(opinions * used, expected, sample_weight=weights)
        slopes = [float(value) * on for value, on in zip(model.coef_[0], used, strict=True)]
        if min(slopes) >= 0:
            return Fusion(round(float(model.intercept_[0]), 4), round(slopes[0], 4), round(slopes[1], 4))
        used = [on and slope > 0 for on, slope in zip(used, slopes, strict=True)]
    return None


def _mean(fitted: Sequence[Fusion]) -> Fusion:
    count = len(fitted)
    return Fusion(
        round(math.fsum(entry.base for entry in fitted) / count, 4),
        round(math.fsum(entry.vocabulary for entry in fitted) / count, 4),
        round(math.fsum(entry.keyword for entry in fitted) / count, 4),
    )


def _of_document(row: OutOfFold, fusion: Mapping[str, Fusion]) -> tuple[Floats, Floats]:
    """Z and excess of every theme."""
    probabilities = 1 / (1 + np.exp(-log_odds(row.segments, fusion)))
    empty = 1 / (1 + np.exp(-np.array([entry.base for entry in fusion.values()])))
    return log_odds(row.whole, fusion), np.maximum(row.shares @ probabilities - empty, 0.0)


def _document_rows(
    rows: Sequence[tuple[OutOfFold, Mapping[str, Fusion]]], themes: Sequence[str]
) -> tuple[Floats, Floats, Floats]:
    """Features of the document model, expected and weight for every text and theme that is known."""
    features, expected, weights = [], [], []
    for row, fusion in rows:
        count = len(row.shares)
        short, length = shortness(count), math.log(count)
        whole, excess = _of_document(row, fusion)
        for number, theme in enumerate(themes):
            if theme in row.text.labels:
                by_extent = math.log(float(excess[number]) + LEAST_EXTENT)
                features.append((short * whole[number], short, (1 - short) * by_extent, (1 - short) * length))
                expected.append(float(row.text.labels[theme]))
                weights.append(row.text.sample_weight)
    return np.array(features), np.array(expected), np.array(weights)


def _scores(
    rows: Sequence[tuple[OutOfFold, Mapping[str, Fusion]]], themes: Sequence[str], model: DocumentModel
) -> Iterator[float]:
    for row, fusion in rows:
        odds = document_log_odds(row, fusion, model)
        for number, theme in enumerate(themes):
            if theme in row.text.labels:
                yield logistic(float(odds[number]))
