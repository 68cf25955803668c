"""Learns the profiles of a language from labelled texts: TF-IDF weights, combination, calibration, thresholds.

Everything that sets a score is fitted on texts the weights have not seen: the weights of four folds judge the part left
out, and combination, calibration and thresholds are fitted on these figures. The figures in the model card are measured
one level further out: calibration fitted on four folds, measured on the fifth.

A theme without texts about it, or without texts that are not, is learnt from its curated terms alone: they weigh what the
terms of the other themes weigh on average, and ``Learnt.from_terms`` names it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from s3align.analysis.passages import HEADING_EMPHASIS, Analyser, Piece
from s3align.errors import DataError
from s3align.model.calibrate import Floats, OutOfFold, best_threshold, calibrate
from s3align.model.features import Segment, hits_by_owner, make_segments, norm, term_share_values
from s3align.model.labelled import REFERENCE, LabelledText
from s3align.model.profiles import LanguageProfiles
from s3align.strategy.model import OUT_OF_SCOPE

FOLDS = 5
MIN_TEXTS = 20
"""Texts of a language from which there is something to learn: four in each fold."""
REGULARISATION = 3.0
"""Inverse strength C of the L2 penalty on the word weights; 3 was best of 3, 10 and 30 on average."""
TERM_SCALE = 0.6
"""What a K counts beside the TF-IDF of words while weights are learnt, so that the L2 penalty spares curated terms; 0.6
was best of 0.15, 0.3 and 0.6 by average precision and by the top theme."""
UNLEARNT_TERM_WEIGHT = 10.0
"""The u of a theme's own terms where none was learnt; from thousands of texts, 10 to 13 were."""
MIN_DOCUMENTS = 2
"""A word in a single training text is noise, and would identify the text."""
MAX_DOCUMENT_SHARE = 0.2
"""Words in more of the texts say nothing of a theme, unless the texts about one theme alone are a larger share."""
SMALLEST_WEIGHT = 0.15
"""Smaller weights are dropped from the profile: together they move no score by a point, and people can read the rest."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The profiles of a language and the out-of-fold figures that calibration and evaluation rest on.

    Self-written reference texts teach weights; calibration rests on real texts wherever there are enough of them.
    ``from_terms``: the themes that had no texts to learn from.
    """

    profiles: LanguageProfiles
    out_of_fold: tuple[OutOfFold, ...]
    from_terms: tuple[str, ...] = ()


def learn(
    texts: Sequence[LabelledText],
    themes: Sequence[str],
    language: str,
    analyser: Analyser,
) -> Learnt:
    """Profiles of one language. DataError where it has fewer than ``MIN_TEXTS`` texts or no theme to tell from others."""
    own = [text for text in texts if text.language == language]
    learnable = _learnable(own, themes)
    _check_enough(own, learnable, language)
    segments = [_segment(text, analyser) for text in own]
    found = _out_of_fold(own, segments, themes, language, analyser)
    whole = _fit(own, segments, themes, language, analyser)
    real = [row for row in found if row.text.kind != REFERENCE]
    rows = real if len(real) >= MIN_TEXTS else found
    calibration = calibrate(rows, themes)
    profiles = replace(whole, calibration=calibration, threshold=best_threshold(rows, calibration))
    return Learnt(profiles, tuple(rows), tuple(theme for theme in themes if theme not in learnable))


def _check_enough(own: Sequence[LabelledText], learnable: Sequence[str], language: str) -> None:
    remedy = (
        f"Add some to texts/{language}/ in the strategy's folder, or name files with --data; or take '{language}' out of "
        "the languages of strategy.toml."
    )
    if len(own) < MIN_TEXTS:
        raise DataError(
            f"There are {len(own)} labelled texts in '{language}'; learning needs at least {MIN_TEXTS}. {remedy}"
        )
    if not learnable:
        raise DataError(
            f"No theme has both texts about it and texts that are not among the {len(own)} texts in '{language}'. {remedy}"
        )


def _learnable(texts: Sequence[LabelledText], themes: Sequence[str]) -> list[str]:
    """The themes that some texts are about and some are not."""
    known = {
        theme: {text.training_labels[theme] for text in texts if theme in text.training_labels} for theme in themes
    }
    return [theme for theme in themes if len(known[theme]) == 2]


def _out_of_fold(
    own: Sequence[LabelledText],
    segments: Sequence[Segment],
    themes: Sequence[str],
    language: str,
    analyser: Analyser,
) -> list[OutOfFold]:
    """Figures of all texts that measure, each by the weights of the other folds."""
    folds = [fold_of(text.id) for text in own]
    found: list[OutOfFold] = []
    for fold in range(FOLDS):
        inside = [index for index, other in enumerate(folds) if other != fold]
        partial = _fit(
            [own[index] for index in inside], [segments[index] for index in inside], themes, language, analyser
        )
        found.extend(
            OutOfFold(own[index], fold, _figures(segments[index], themes, partial))
            for index, other in enumerate(folds)
            if other == fold and not own[index].is_weak
        )
    return found


def fold_of(identifier: str) -> int:
    """The fold of a text, 0 to ``FOLDS`` - 1: it stays there when other texts come or go."""
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
    texts: Sequence[LabelledText],
    segments: Sequence[Segment],
    themes: Sequence[str],
    language: str,
    analyser: Analyser,
) -> LanguageProfiles:
    """Document frequencies and weights; calibration and threshold are still missing."""
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 -- wanted for training alone

    counts = [segment.words() for segment in segments]
    words, raw, frequencies = _vectorised(counts, _most_documents(texts, themes))
    idf = {
        word: 0.0 if analyser.is_genre(word) else round(float(value), 3)
        for word, value in zip(words, frequencies, strict=True)
    }
    unknown = round(float(np.log((1 + len(texts)) / 2) + 1), 3)
    shell = LanguageProfiles(language, idf, unknown, {}, {}, {}, 0.0)
    scales = np.array([norm(count, shell) for count in counts])
    topical = np.array([not analyser.is_genre(word) for word in words])
    found = [_term_figures(segment, scale) for segment, scale in zip(segments, scales, strict=True)]
    owners = [*themes, OUT_OF_SCOPE]
    terms = np.array([[row.get(owner, 0.0) for owner in owners] for row in found]) * TERM_SCALE
    matrix = hstack([raw.multiply(topical / scales[:, None]), csr_matrix(terms)]).tocsr()
    learnt = {theme: _weights(matrix, texts, theme, owners) for theme in _learnable(texts, themes)}
    weights = {theme: _named(found[: len(words)], words, SMALLEST_WEIGHT) for theme, found in learnt.items()}
    of_terms = {theme: _named(found[len(words) :] * TERM_SCALE, owners, 0.0) for theme, found in learnt.items()}
    return LanguageProfiles(
        language,
        idf,
        unknown,
        {theme: weights.get(theme, {}) for theme in themes},
        {theme: of_terms.get(theme, {theme: _usual_weight(of_terms)}) for theme in themes},
        {},
        0.0,
    )


def _usual_weight(of_terms: Mapping[str, Mapping[str, float]]) -> float:
    """What the terms of a theme weigh for their own theme on average, ``UNLEARNT_TERM_WEIGHT`` where nothing was learnt."""
    own = [entry[theme] for theme, entry in of_terms.items() if theme in entry]
    return round(float(np.mean(own)), 3) if own else UNLEARNT_TERM_WEIGHT


def _most_documents(texts: Sequence[LabelledText], themes: Sequence[str]) -> float:
    """The share of texts that a word may stand in: that of the largest theme, ``MAX_DOCUMENT_SHARE`` at least."""
    about = Counter(theme for text in texts for theme in themes if text.training_labels.get(theme))
    return max(MAX_DOCUMENT_SHARE, max(about.values(), default=0) / len(texts))


def _vectorised(counts: Sequence[Counter[str]], most: float) -> tuple[list[str], Any, Floats]:
    """The words that stand in several texts but not in too many, 1 + ln n of each text (sparse), and their idf."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 -- wanted for training alone

    vectoriser = TfidfVectorizer(analyzer=_identity, min_df=MIN_DOCUMENTS, max_df=most, sublinear_tf=True, norm=None)
    try:
        raw = vectoriser.fit_transform([list(count.elements()) for count in counts])
    except ValueError as error:
        raise DataError(
            f"The {len(counts)} labelled texts have no word in common that some of them lack: they are all alike, or have "
            "nothing in common. Use texts as different as real proposals."
        ) from error
    return [str(word) for word in vectoriser.get_feature_names_out()], raw, vectoriser.idf_


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
