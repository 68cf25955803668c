"""The features of a segment: the words that its vocabulary is judged by, and the terms its keywords are judged by.

For a segment with counts n_j, x_j = (1 + ln n_j)·idf_j / ||·||₂ (sublinear TF-IDF; Salton & Buckley 1988). The norm
includes words never seen in training, and none that are no evidence of anything (their idf is 0). A theme's vocabulary is

    V = Σ_j x_j · w_j

The curated terms of an owner o (a theme, or a topic outside all themes) count once each, however often they stand there,
with strength s_t and reliability r_t, and saturate; a theme's keywords weigh the terms of all owners:

    K_o = ln(1 + Σ_t s_t·r_t)        K = Σ_o u_o · K_o

The two opinions are put together additively: log-odds = base + a·V + b·K, so that every word and term has its exact share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from s3align.analysis.terms import Hit
from s3align.analysis.tokens import Token
from s3align.model.keywords import STRENGTH_WEIGHT
from s3align.model.profiles import KeywordProfile, VocabularyProfile
from s3align.model.segments import Segment
from s3align.strategy.model import OUT_OF_SCOPE, Term

MIN_WORD_LENGTH = 3


@dataclass(frozen=True, slots=True)
class FeatureValue:
    """What one word or term brings, and the words (first and last index in the segment) that it stands on.

    ``key`` is the same for every form of the word; ``label`` is the form most often used here.
    """

    key: str
    label: str
    value: float
    tokens: tuple[tuple[int, int], ...]


def token_words(token: Token) -> tuple[str, ...]:
    """The words a token stands for in the TF-IDF profile: its form and its compound parts, letters only."""
    return counted(token.form, token.parts)


@lru_cache(maxsize=200_000)
def counted(form: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a form and its compound parts that the vocabulary counts."""
    return tuple(word for word in dict.fromkeys((form, *parts)) if len(word) >= MIN_WORD_LENGTH and word.isalpha())


def word_counts(tokens: Iterable[Token]) -> dict[str, int]:
    """Word -> how often it counts."""
    counts: dict[str, int] = {}
    for token in tokens:
        for word in counted(token.form, token.parts):
            counts[word] = counts.get(word, 0) + token.emphasis
    return counts


def word_values(counts: Mapping[str, int], vocabulary: VocabularyProfile) -> dict[str, float]:
    """Word -> x_j, for the words that weigh in some theme."""
    idf, unknown, weighing = vocabulary.idf, vocabulary.unknown_idf, vocabulary.by_word
    squares = 0.0
    found: dict[str, float] = {}
    for word, count in counts.items():
        value = idf.get(word, unknown)
        if value:
            if count > 1:
                value *= 1 + math.log(count)
            squares += value * value
            if word in weighing:
                found[word] = value
    scale = math.sqrt(squares) or 1.0
    return {word: value / scale for word, value in found.items()}


def owner_of(term: Term) -> str:
    """Whose a term is: its theme, or its topic outside all themes ("out_of_scope/law")."""
    return f"{OUT_OF_SCOPE}/{term.subtopic}" if term.theme == OUT_OF_SCOPE else term.theme


def term_values(hits: Iterable[Hit], reliability: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Owner -> term -> its share of K_o = ln(1 + Σ s·r), in proportion to its summand."""
    raw: dict[str, dict[str, float]] = {}
    for hit in hits:
        term, owner = hit.term, owner_of(hit.term)
        found = raw.setdefault(owner, {})
        if term.text not in found:
            found[term.text] = STRENGTH_WEIGHT[term.strength] * reliability.get(owner, {}).get(term.text, 1.0)
    return {owner: _saturated(found) for owner, found in raw.items()}


def _saturated(raw: Mapping[str, float]) -> dict[str, float]:
    total = math.fsum(raw.values())
    rate = math.log1p(total) / total if total else 0.0
    return {text: rate * value for text, value in raw.items()}


def vocabulary_opinions(words: Mapping[str, float], vocabulary: VocabularyProfile) -> dict[str, float]:
    """Theme -> V, from what ``word_values`` gives."""
    found = dict.fromkeys(vocabulary.weights, 0.0)
    for word, value in words.items():
        for theme, weight in vocabulary.by_word[word]:
            found[theme] += value * weight
    return found


def keyword_opinions(terms: Mapping[str, Mapping[str, float]], keywords: KeywordProfile) -> dict[str, float]:
    """Theme -> K, from what ``term_values`` gives."""
    sums = {owner: math.fsum(values.values()) for owner, values in terms.items()}
    return {
        theme: math.fsum(weight * sums[owner] for owner, weight in weights.items() if owner in sums)
        for theme, weights in keywords.weights.items()
    }


def word_places(segment: Segment, wanted: Iterable[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Word -> the tokens it stands on."""
    places: dict[str, list[tuple[int, int]]] = {word: [] for word in wanted}
    for index, token in enumerate(segment.tokens):
        for word in counted(token.form, token.parts):
            if word in places:
                places[word].append((index, index))
    return {word: tuple(found) for word, found in places.items()}


def term_places(segment: Segment) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    """(Owner, term) -> the tokens it stands on."""
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for hit in (*segment.hits, *segment.outside):
        places.setdefault((owner_of(hit.term), hit.term.text), []).append((hit.first, hit.last))
    return {term: tuple(found) for term, found in places.items()}


def wording(segment: Segment, places: Sequence[tuple[int, int]]) -> str:
    """How what stands at ``places`` is worded most often."""
    wordings = Counter(" ".join(token.text for token in segment.tokens[first : last + 1]) for first, last in places)
    return min(wordings, key=lambda text: (-wordings[text], text))
