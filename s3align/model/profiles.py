"""What a theme looks like to the tool: two profiles per language, what each counts, and how a document is judged by them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

SHORT_SEGMENTS = 6
"""Segments from which a document is judged by its segments alone; one of a single segment is judged as a whole alone."""
ADDRESSED_FROM = 0.5
"""Sureness from which a document is said to address a theme: more likely than not. Borders fitted to labelled texts differed by
less than their uncertainty."""
LEAST_EXTENT = 0.003
"""Added to an extent before its logarithm is taken: below, differences are noise."""


@dataclass(frozen=True)  # no slots: what it works out once needs room
class VocabularyProfile:
    """The learnt vocabulary, a TF-IDF profile.

    ``idf``: word -> inverse document frequency, 0 for words that are no evidence of anything; ``unknown_idf`` is used for
    words never seen in training, so that they keep their weight in the norm and strange texts do not look similar.
    ``weights``: theme -> word -> weight.
    """

    idf: Mapping[str, float]
    unknown_idf: float
    weights: Mapping[str, Mapping[str, float]]

    @cached_property
    def by_word(self) -> dict[str, tuple[tuple[str, float], ...]]:
        """Word -> the themes in which it weighs, with its weight."""
        found: dict[str, list[tuple[str, float]]] = {}
        for theme, weights in self.weights.items():
            for word, weight in weights.items():
                found.setdefault(word, []).append((theme, weight))
        return {word: tuple(rows) for word, rows in found.items()}


@dataclass(frozen=True, slots=True)
class KeywordProfile:
    """The curated terms.

    ``reliability``: theme -> term -> what labelled texts made of its strength: 1 as good as terms of its strength usually are,
    0.5 half as good; terms that are not named have 1. ``weights``: theme -> owner (a theme, or ``out_of_scope``) -> what K,
    the sum of an owner's terms, weighs: a theme's own terms never count against it, those of others never for it.
    """

    reliability: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the two opinions on a theme are put together: log-odds = ``base`` + ``vocabulary``·V + ``keyword``·K."""

    base: float
    vocabulary: float
    keyword: float


@dataclass(frozen=True, slots=True)
class LanguageProfiles:
    """The profiles of one language and, for every theme, their fusion."""

    language: str
    vocabulary: VocabularyProfile
    keywords: KeywordProfile
    fusion: Mapping[str, Fusion]


@dataclass(frozen=True, slots=True)
class DocumentModel:
    """How sure it is that a document addresses a theme, from its segments; the same for all themes and languages.

    Log-odds = ``base`` + s·(``whole``·Z + ``short``) + (1 - s)·(``extent``·ln(x + ``LEAST_EXTENT``) + ``length``·ln n):
    Z the log-odds of the text judged as a whole, x the excess, n the number of segments, s = (``SHORT_SEGMENTS`` - n) /
    (``SHORT_SEGMENTS`` - 1), not below 0. The excess is what the extent has beyond that of a text without any evidence, of
    which many passages together would otherwise seem to say a little; not below 0.

    A theme is addressed from a sureness of ``ADDRESSED_FROM`` on; between ``unclear_from`` and that a person has to read.
    """

    base: float
    whole: float
    short: float
    extent: float
    length: float
    unclear_from: float

    def log_odds(self, whole: float, excess: float, segments: int) -> float:
        """The log-odds of a document of ``segments`` segments with Z = ``whole`` and x = ``excess``."""
        share = shortness(segments)
        return self.base + share * (self.whole * whole + self.short) + self.of_extent(excess, segments)

    def of_extent(self, excess: float, segments: int) -> float:
        """The part of the log-odds that the segments give."""
        by_extent = self.extent * math.log(excess + LEAST_EXTENT) + self.length * math.log(segments)
        return (1 - shortness(segments)) * by_extent

    def extent_slope(self, excess: float, segments: int) -> float:
        """How the log-odds grow with the extent, at ``excess``."""
        return (1 - shortness(segments)) * self.extent / (excess + LEAST_EXTENT)


def shortness(segments: int) -> float:
    """From 1 for a single segment to 0 from ``SHORT_SEGMENTS`` on: how far a text is judged as a whole."""
    return max(0.0, (SHORT_SEGMENTS - segments) / (SHORT_SEGMENTS - 1))


@dataclass(frozen=True, slots=True)
class Profiles:
    """The model of a strategy; ``model_hash`` identifies it in every record."""

    strategy_id: str
    languages: Mapping[str, LanguageProfiles]
    document: DocumentModel
    model_hash: str

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes, in the strategy's order where the model was not loaded from a file."""
        return tuple(next(iter(self.languages.values())).fusion)
