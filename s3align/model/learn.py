"""Learns the profiles of a language from labelled texts: TF-IDF weights, combination, calibration, thresholds.

Everything that sets a score is fitted on texts the weights have not seen: the weights of four folds judge the part left
out, and combination, calibration and thresholds are fitted on these judgements. The figures in the model card are
measured one level further out: calibration fitted on four folds, measured on the fifth.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from s3align.analysis.passages import HEADING_EMPHASIS, Analyser, Piece
from s3align.model.features import (
    Segment,
    hits_by_owner,
    make_segments,
    norm,
    strongest_rival,
    term_share_values,
)
from s3align.model.labelled import REFERENCE, LabelledText
from s3align.model.profiles import Calibration, LanguageProfiles
from s3align.strategy.model import OUT_OF_SCOPE

Floats = NDArray[np.float64]

FOLDS = 5
REGULARISATION = 3.0
"""Inverse strength C of the L2 penalty on the word weights; 3 was best of 3, 10 and 30 on average."""
TERM_SCALE = 0.6
"""What a K counts beside the TF-IDF of words while weights are learnt, so that the L2 penalty spares curated terms; 0.6
was best of 0.15, 0.3 and 0.6 by average precision and by the top theme."""
CALIBRATION_REGULARISATION = 1.0
MIN_DOCUMENTS = 2
"""A word in a single training text is noise, and would identify the text."""
MAX_DOCUMENT_SHARE = 0.2
SMALLEST_WEIGHT = 0.15
"""Smaller weights are dropped from the profile: together they move no score by a point, and people can read the rest."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled text with its out-of-fold figures: theme -> F, and the fold it was left out with."""

    text: LabelledText
    fold: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The profiles of a language and the out-of-fold figures that calibration and evaluation rest on.

    Self-written reference texts teach weights; calibration rests on real texts wherever there are some.
    """

    profiles: LanguageProfiles
    judged: tuple[Judged, ...]


def learn(
    texts: Sequence[LabelledText],
    themes: Sequence[str],
    language: str,
    analyser: Analyser,
) -> Learnt:
    """Profiles of one language; at least ten texts in it are needed, some of every theme."""
    own = [text for text in texts if text.language == language]
    segments = [_segment(text, analyser) for text in own]
    folds = [_fold(text.id) for text in own]
    judged: list[Judged] = []
    for fold in range(FOLDS):
        inside = [index for index, other in enumerate(folds) if other != fold]
        partial = _fit([own[index] for index in inside], [segments[index] for index in inside], themes, analyser)
        judged.extend(
            Judged(own[index], fold, _figures(segments[index], themes, partial))
            for index, other in enumerate(folds)
            if other == fold and not own[index].is_weak
        )
    whole = _fit(own, segments, themes, analyser)
    real = [row for row in judged if row.text.kind != REFERENCE] or judged
    calibration = calibrate(real, themes)
    return Learnt(replace(whole, calibration=calibration, threshold=best_threshold(real, calibration)), tuple(real))


def calibrate(judged: Sequence[Judged], themes: Sequence[str]) -> dict[str, Calibration]:
    """Base, slope and rivalry of the log-odds of every theme from out-of-fold figures (Platt 1999)."""
    return {theme: _calibrate(judged, theme) for theme in themes}


def scores(row: Judged, calibration: Mapping[str, Calibration]) -> dict[str, float]:
    """Theme -> score 0..1 from out-of-fold figures."""
    return {
        theme: 1.0 / (1.0 + math.exp(-fitted.odds(row.figures[theme], strongest_rival(theme, row.figures)[1])))
        for theme, fitted in calibration.items()
    }


def best_threshold(judged: Sequence[Judged], calibration: Mapping[str, Calibration]) -> float:
    """The score, in hundredths from 0.4 to 0.8, with the best mean F1 over themes; the middle of equally good ones.

    Below 0.4 a theme is far likelier absent than present, and a false theme costs an applicant more than a missed one.
    One threshold for all: calibrated scores mean the same for every theme, and thresholds of their own would follow the
    chance of themes with few texts.
    """
    predicted = [(row, scores(row, calibration)) for row in judged]
    columns = [_column(predicted, theme) for theme in calibration]
    candidates = [step / 100 for step in range(40, 81)]
    quality = [
        sum(_f1(expected, score >= candidate, sample_weight) for expected, score, sample_weight in columns)
        for candidate in candidates
    ]
    best = [candidate for candidate, value in zip(candidates, quality, strict=True) if value >= max(quality) - 1e-12]
    return best[len(best) // 2]


def _column(
    predicted: Sequence[tuple[Judged, Mapping[str, float]]], theme: str
) -> tuple[NDArray[np.bool_], Floats, Floats]:
    """Truth, score and sample_weight of the texts whose label for a theme is known."""
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


def _calibrate(judged: Sequence[Judged], theme: str) -> Calibration:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- wanted for training alone

    rows = [row for row in judged if theme in row.text.labels]
    expected = np.array([row.text.labels[theme] for row in rows])
    sample_weight = np.array([row.text.sample_weight for row in rows])
    figures = np.array([(row.figures[theme], strongest_rival(theme, row.figures)[1]) for row in rows])
    for columns in (2, 1):
        model = LogisticRegression(C=CALIBRATION_REGULARISATION, max_iter=1000)
        model.fit(figures[:, :columns], expected, sample_weight=sample_weight)
        slope, rivalry = [*map(float, model.coef_[0]), 0.0][:2]
        if rivalry <= 0:
            break
    return Calibration(round(float(model.intercept_[0]), 4), round(slope, 4), round(-rivalry, 4))


def _f1(expected: NDArray[Any], predicted: NDArray[Any], sample_weight: Floats) -> float:
    hits = float(np.sum(sample_weight[expected & predicted]))
    wrong = float(np.sum(sample_weight[expected ^ predicted]))
    return 2 * hits / (2 * hits + wrong) if hits else 0.0


def _fold(identifier: str) -> int:
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % FOLDS


def _segment(text: LabelledText, analyser: Analyser) -> Segment:
    pieces = [Piece(text.title, emphasis=HEADING_EMPHASIS), Piece(text.text, passage=1)]
    merged = make_segments(text.language, analyser.texts(text.language, pieces))
    return merged[0] if merged else Segment(text.language, (), (), ())


def _figures(segment: Segment, themes: Sequence[str], profiles: LanguageProfiles) -> dict[str, float]:
    counts = segment.words()
    scale = norm(counts, profiles)
    terms = _term_figures(segment, scale)
    return {
        theme: sum(
            (1 + np.log(count)) * profiles.idf[word] / scale * profiles.weights[theme][word]
            for word, count in counts.items()
            if word in profiles.weights[theme]
        )
        + sum(weight * terms.get(owner, 0.0) for owner, weight in profiles.term_weights[theme].items())
        for theme in themes
    }


def _term_figures(segment: Segment, scale: float) -> dict[str, float]:
    """Whose terms -> K."""
    return {owner: sum(term_share_values(hits, scale).values()) for owner, hits in hits_by_owner(segment).items()}


def _fit(
    texts: Sequence[LabelledText], segments: Sequence[Segment], themes: Sequence[str], analyser: Analyser
) -> LanguageProfiles:
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 -- wanted for training alone
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 -- wanted for training alone

    vectoriser = TfidfVectorizer(
        analyzer=_identity, min_df=MIN_DOCUMENTS, max_df=MAX_DOCUMENT_SHARE, sublinear_tf=True, norm=None
    )
    language = texts[0].language
    counts = [segment.words() for segment in segments]
    raw = vectoriser.fit_transform([list(count.elements()) for count in counts])
    words = [str(word) for word in vectoriser.get_feature_names_out()]
    idf = {
        word: 0.0 if analyser.is_genre(word) else round(float(value), 3)
        for word, value in zip(words, vectoriser.idf_, strict=True)
    }
    unknown = round(float(np.log((1 + len(texts)) / 2) + 1), 3)
    shell = LanguageProfiles(language, idf, unknown, {}, {}, {}, 0.0)
    scales = np.array([norm(count, shell) for count in counts])
    topical = np.array([not analyser.is_genre(word) for word in words])
    found = [_term_figures(segment, scale) for segment, scale in zip(segments, scales, strict=True)]
    owners = [*themes, OUT_OF_SCOPE]
    terms = np.array([[row.get(owner, 0.0) for owner in owners] for row in found]) * TERM_SCALE
    matrix = hstack([raw.multiply(topical / scales[:, None]), csr_matrix(terms)]).tocsr()
    learnt = {theme: _weights(matrix, texts, theme, owners) for theme in themes}
    return LanguageProfiles(
        language,
        idf,
        unknown,
        {theme: _named(weights[: len(words)], words, SMALLEST_WEIGHT) for theme, weights in learnt.items()},
        {theme: _named(weights[len(words) :] * TERM_SCALE, owners, 0.0) for theme, weights in learnt.items()},
        {},
        0.0,
    )


def _weights(matrix: Any, texts: Sequence[LabelledText], theme: str, owners: Sequence[str]) -> Floats:
    """Weights of the columns of ``matrix`` (words, then the K of ``owners``) by logistic regression.

    A theme's own terms never count against it, those of others never for it: columns that come out with the wrong sign
    are emptied and the rest is fitted again.
    """
    from scipy.sparse import diags  # noqa: PLC0415 -- wanted for training alone
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- wanted for training alone

    known = [index for index, text in enumerate(texts) if theme in text.training_labels]
    expected = [texts[index].training_labels[theme] for index in known]
    sample_weight = [texts[index].sample_weight for index in known]
    signs = np.zeros(matrix.shape[1])
    signs[-len(owners) :] = [1 if owner == theme else -1 for owner in owners]
    used = np.ones(matrix.shape[1])
    while True:
        model = LogisticRegression(C=REGULARISATION, class_weight="balanced", max_iter=500)
        model.fit(matrix[known] @ diags(used), expected, sample_weight=sample_weight)
        weights: Floats = model.coef_[0] * used
        wrong = weights * signs < 0
        if not wrong.any():
            return weights
        used[wrong] = 0.0


def _named(weights: Floats, names: Sequence[str], smallest: float) -> dict[str, float]:
    pairs = zip(names, weights, strict=True)
    return {name: round(float(weight), 3) for name, weight in pairs if abs(weight) > smallest}


def _identity(words: list[str]) -> list[str]:
    return words
