"""Learns the profiles of a language from labelled texts: vocabulary and keywords, each by itself.

Everything that sets a score is fitted on texts the profiles have not seen (``fit``): the profiles of four folds judge the
part left out. Profiles learn from whole texts and from their segments, which inherit their text's label with a small weight:
a segment of a text about a theme need not speak of it.

A theme without texts about it, or without texts that are not, is learnt from its curated terms alone: they weigh what the
terms of the other themes weigh on average, and ``Learnt.from_terms`` names it.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from s3align.analysis.passages import Analyser
from s3align.errors import DataError
from s3align.model.corpus import CorpusText, CountedText, read_corpus
from s3align.model.features import keyword_opinions, owner_of, term_values, vocabulary_opinions, word_values
from s3align.model.fit import Floats, OutOfFold, fit_fusion
from s3align.model.labelled import LabelledText
from s3align.model.profiles import KeywordProfile, LanguageProfiles, VocabularyProfile
from s3align.strategy.model import Strength

FOLDS = 5
MIN_TEXTS = 20
"""Texts of a language from which there is something to learn: four in each fold."""
VOCABULARY_REGULARISATION = 5.0
"""Inverse strength C of the L2 penalty on the word weights; 3, 5, 10 and 30 differ by less than a point of F1."""
KEYWORD_REGULARISATION = 1.0
"""The same for the weights of the owners' terms, of which there are few: it hardly binds."""
SEGMENT_WEIGHT = 0.3
"""What the segments of a text count together beside the text itself. Choosing the segments by a first model (multiple-instance
learning) was no better than letting all inherit the label."""
UNLEARNT_TERM_WEIGHT = 2.5
"""The u of a theme's own terms where none was learnt; from thousands of texts, 2 to 3 were."""
WEIGHING_DOCUMENTS = 8
"""Training texts that a word must stand in to weigh, where there are enough of them: words of fewer texts are chance."""
TEXTS_PER_DOCUMENT = 50
"""With fewer than 400 texts, a word weighs that stands in one of as many, and in ``MIN_DOCUMENTS``."""
MIN_DOCUMENTS = 2
"""A word in a single training text is noise, and would identify the text."""
MAX_DOCUMENT_SHARE = 0.2
"""Words in more of the texts say nothing of a theme, unless the texts about one theme alone are a larger share."""
SMALLEST_WEIGHT = 0.15
"""Smaller weights are dropped from the profile: together they move no score by a point, and people can read the rest."""
PRIOR_HITS = 4.0
"""How many texts with a term the usual reliability of its strength counts for; 3 to 8 were equally good."""
RELIABILITY_POWER = 1.5
"""How sharply a term's share of right hits sets its strength; 1.5 was a little better than 1."""
MOST_RELIABLE = 1.5
"""A term that is always right counts half as much again as usual for its strength, never more."""


Rejected = Mapping[tuple[str, str], frozenset[str]]
"""(Theme, language) -> words that are no evidence for the theme."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The profiles of a language and the out-of-fold opinions that fusion, document model and evaluation rest on.

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
    rejected: Rejected = MappingProxyType({}),
) -> Learnt:
    """Profiles of one language; ``rejected``: words that a person found to be no evidence for a theme.

    DataError where the language has fewer than ``MIN_TEXTS`` texts or no theme to tell from others.
    """
    own = [text for text in texts if text.language == language]
    learnable = _learnable(own, themes)
    _check_enough(own, learnable, language)
    corpus = [entry for entry in read_corpus(own, language, analyser) if entry.segments]
    learner = _Learner(
        corpus, themes, analyser, {theme: rejected.get((theme, language), frozenset()) for theme in themes}
    )
    found = learner.out_of_fold()
    vocabulary, keywords = learner.profiles(corpus)
    profiles = LanguageProfiles(language, vocabulary, keywords, fit_fusion(found, themes))
    return Learnt(profiles, tuple(found), tuple(theme for theme in themes if theme not in learnable))


def fold_of(identifier: str) -> int:
    """The fold of a text, 0 to ``FOLDS`` - 1: it stays there when other texts come or go."""
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % FOLDS


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
    known = {theme: {text.labels[theme] for text in texts if theme in text.labels} for theme in themes}
    return [theme for theme in themes if len(known[theme]) == 2]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is learnt from: whole texts and their segments, each with its text's labels and its own weight."""

    parts: Sequence[CountedText]
    labels: Sequence[Mapping[str, bool]]
    weights: Sequence[float]


class _Learner:
    def __init__(
        self,
        corpus: Sequence[CorpusText],
        themes: Sequence[str],
        analyser: Analyser,
        rejected: Mapping[str, frozenset[str]],
    ) -> None:
        self._corpus = corpus
        self._rejected = rejected
        self._themes = themes
        self._owners = [*themes, *_outside_topics(corpus, themes)]
        self._general = _general_words(corpus, analyser) | analyser.place_words

    def out_of_fold(self) -> list[OutOfFold]:
        """The opinions on every text by profiles learnt from the other folds."""
        folds = [fold_of(entry.text.id) for entry in self._corpus]
        found: dict[int, OutOfFold] = {}
        for fold in range(FOLDS):
            vocabulary, keywords = self.profiles(
                [entry for entry, other in zip(self._corpus, folds, strict=True) if other != fold]
            )
            for index, entry in enumerate(self._corpus):
                if folds[index] == fold:
                    found[index] = self._judged(entry, fold, vocabulary, keywords)
        return [found[index] for index in range(len(self._corpus))]

    def profiles(self, corpus: Sequence[CorpusText]) -> tuple[VocabularyProfile, KeywordProfile]:
        """Both profiles, each learnt by itself."""
        rows = _rows(corpus)
        return self._vocabulary(corpus, rows), self._keywords(corpus, rows)

    def _judged(
        self, entry: CorpusText, fold: int, vocabulary: VocabularyProfile, keywords: KeywordProfile
    ) -> OutOfFold:
        return OutOfFold(
            entry.text,
            fold,
            self._opinions(entry.whole, vocabulary, keywords),
            np.array([self._opinions(segment, vocabulary, keywords) for segment in entry.segments]),
            np.array([segment.share for segment in entry.segments]),
        )

    def _opinions(self, part: CountedText, vocabulary: VocabularyProfile, keywords: KeywordProfile) -> Floats:
        """Themes × (V, K)."""
        words = vocabulary_opinions(word_values(part.words, vocabulary), vocabulary)
        terms = keyword_opinions(term_values(part.hits, keywords.reliability), keywords)
        return np.array([(words[theme], terms[theme]) for theme in self._themes])

    def _vocabulary(self, corpus: Sequence[CorpusText], rows: _Rows) -> VocabularyProfile:
        from scipy.sparse import diags  # noqa: PLC0415 -- wanted for training alone

        most = _most_documents([entry.text for entry in corpus], self._themes)
        least = min(WEIGHING_DOCUMENTS, max(MIN_DOCUMENTS, len(corpus) // TEXTS_PER_DOCUMENT))
        idf, weighing = _inverse_frequencies([entry.whole.words for entry in corpus], self._general, least, most)
        unknown = round(math.log((1 + len(corpus)) / 2) + 1, 3)
        shell = VocabularyProfile(idf, unknown, {"": dict.fromkeys(weighing, 1.0)})
        matrix = _matrix(rows.parts, shell, weighing)
        weights: dict[str, dict[str, float]] = {theme: {} for theme in self._themes}
        for theme in _learnable([entry.text for entry in corpus], self._themes):
            allowed = np.array([word not in self._rejected[theme] for word in weighing], float)
            found = _regression(matrix @ diags(allowed), rows, theme, VOCABULARY_REGULARISATION) * allowed
            pairs = zip(weighing, found, strict=True)
            weights[theme] = {word: round(float(value), 3) for word, value in pairs if abs(value) > SMALLEST_WEIGHT}
        return VocabularyProfile(idf, unknown, weights)

    def _keywords(self, corpus: Sequence[CorpusText], rows: _Rows) -> KeywordProfile:
        reliability = _reliability(corpus)
        sums = [_sums(part, reliability) for part in rows.parts]
        matrix = np.array([[entry.get(owner, 0.0) for owner in self._owners] for entry in sums])
        learnt = {
            theme: self._owner_weights(matrix, rows, theme)
            for theme in _learnable([entry.text for entry in corpus], self._themes)
        }
        own = [weights[theme] for theme, weights in learnt.items() if theme in weights]
        usual = round(float(np.mean(own)), 3) if own else UNLEARNT_TERM_WEIGHT
        return KeywordProfile(reliability, {theme: learnt.get(theme, {theme: usual}) for theme in self._themes})

    def _owner_weights(self, matrix: Floats, rows: _Rows, theme: str) -> dict[str, float]:
        """The weights u of the owners' terms for a theme.

        A theme's own terms never count against it, those of others never for it: columns that come out with the wrong sign
        are emptied and the rest is fitted again.
        """
        signs = np.array([1 if owner == theme else -1 for owner in self._owners])
        used = np.ones(len(self._owners))
        while True:
            weights = _regression(matrix * used, rows, theme, KEYWORD_REGULARISATION) * used
            wrong = weights * signs < 0
            if not wrong.any():
                pairs = zip(self._owners, weights, strict=True)
                return {owner: round(float(value), 3) for owner, value in pairs if value}
            used[wrong] = 0.0


def _rows(corpus: Sequence[CorpusText]) -> _Rows:
    parts: list[CountedText] = []
    labels: list[Mapping[str, bool]] = []
    weights: list[float] = []
    for entry in corpus:
        parts.append(entry.whole)
        labels.append(entry.text.labels)
        weights.append(entry.text.sample_weight)
        if len(entry.segments) > 1:
            for segment in entry.segments:
                parts.append(segment)
                labels.append(entry.text.labels)
                weights.append(entry.text.sample_weight * segment.share * SEGMENT_WEIGHT)
    return _Rows(parts, labels, weights)


def _outside_topics(corpus: Sequence[CorpusText], themes: Sequence[str]) -> list[str]:
    """The topics outside all themes of which the texts speak."""
    return sorted({owner_of(hit.term) for entry in corpus for hit in entry.whole.hits} - set(themes))


def _general_words(corpus: Sequence[CorpusText], analyser: Analyser) -> frozenset[str]:
    """The words of the texts that are no evidence of anything."""
    words = {word for entry in corpus for word in entry.whole.words}
    return frozenset(word for word in words if analyser.is_general(word))


def _sums(part: CountedText, reliability: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Owner -> K."""
    return {owner: math.fsum(values.values()) for owner, values in term_values(part.hits, reliability).items()}


def _reliability(corpus: Sequence[CorpusText]) -> dict[str, dict[str, float]]:
    """Owner -> term -> reliability, from the whole texts whose label for the owner is known.

    A term that stands in a texts about its theme and b that are not is right with (a + m·s)/(a + b + m), where s is the share
    of right hits of all terms of its strength and m = ``PRIOR_HITS``; its reliability is that share over s, sharpened. Of
    topics outside all themes nothing is labelled: their terms have none.
    """
    right: Counter[tuple[str, str, Strength]] = Counter()
    wrong: Counter[tuple[str, str, Strength]] = Counter()
    for entry in corpus:
        labels = entry.text.labels
        for owner, text, strength in {
            (owner_of(hit.term), hit.term.text, hit.term.strength) for hit in entry.whole.hits
        }:
            if owner in labels:
                (right if labels[owner] else wrong)[owner, text, strength] += 1
    usual = {
        strength: (_count(right, strength) + 0.5) / (_count(right, strength) + _count(wrong, strength) + 1.0)
        for strength in Strength
    }
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for owner, text, strength in sorted({*right, *wrong}):
        key, prior = (owner, text, strength), usual[strength]
        share = (right[key] + PRIOR_HITS * prior) / (right[key] + wrong[key] + PRIOR_HITS)
        found[owner][text] = round(min(MOST_RELIABLE, (share / prior) ** RELIABILITY_POWER), 3)
    return dict(found)


def _count(counts: Mapping[tuple[str, str, Strength], int], strength: Strength) -> int:
    return sum(number for (_, _, other), number in counts.items() if other is strength)


def _most_documents(texts: Sequence[LabelledText], themes: Sequence[str]) -> float:
    """The share of texts that a word may stand in: that of the largest theme, ``MAX_DOCUMENT_SHARE`` at least."""
    about = Counter(theme for text in texts for theme in themes if text.labels.get(theme))
    return max(MAX_DOCUMENT_SHARE, max(about.values(), default=0) / len(texts))


def _inverse_frequencies(
    counts: Sequence[Mapping[str, int]], general: frozenset[str], least: int, most: float
) -> tuple[dict[str, float], list[str]]:
    """Inverse document frequencies of the words of several texts, and the words that may weigh.

    General words have 0, those that stand in no text too: a word that is not listed counts as one never seen in training.
    """
    texts = Counter(word for words in counts for word in words)
    idf = {
        word: 0.0 if word in general else round(math.log((1 + len(counts)) / (1 + number)) + 1, 3)
        for word, number in sorted(texts.items())
        if number >= MIN_DOCUMENTS or word in general
    }
    idf = dict(sorted((dict.fromkeys(general, 0.0) | idf).items()))
    weighing = [word for word in idf if word not in general and least <= texts[word] <= most * len(counts)]
    if not weighing:
        raise DataError(
            f"The {len(counts)} labelled texts have no word in common that some of them lack: they are all alike, or have "
            "nothing in common. Use texts as different as real proposals."
        )
    return idf, weighing


def _matrix(parts: Sequence[CountedText], vocabulary: VocabularyProfile, words: Sequence[str]) -> Any:
    """Parts × words: the x of ``features``, sparse."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 -- wanted for training alone

    columns = {word: number for number, word in enumerate(words)}
    found: tuple[list[int], list[int], list[float]] = ([], [], [])
    for number, part in enumerate(parts):
        for word, value in word_values(part.words, vocabulary).items():
            found[0].append(number)
            found[1].append(columns[word])
            found[2].append(value)
    return csr_matrix((found[2], (found[0], found[1])), shape=(len(parts), len(words)))


def _regression(matrix: Any, rows: _Rows, theme: str, strength: float) -> Floats:
    """The weights of the columns of ``matrix`` for a theme, by logistic regression with balanced classes."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- wanted for training alone

    known = [index for index, labels in enumerate(rows.labels) if theme in labels]
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=500)
    model.fit(
        matrix[known],
        [rows.labels[index][theme] for index in known],
        sample_weight=[rows.weights[index] for index in known],
    )
    weights: Floats = model.coef_[0]
    return weights
