"""The features both profiles are computed from: words in a segment of text, and the figures per theme.

A segment is a stretch of about ``SEGMENT_WORDS`` words. Long documents are judged segment by segment, so that a score
means the same for an abstract and for forty pages.

For a segment with counts n_j, x_j = (1 + ln n_j)·idf_j / ||·||₂ (sublinear TF-IDF; Salton & Buckley 1988). The norm
includes words never seen in training. Then

    T = Σ_j x_j · w_j                                 learnt vocabulary of a theme
    K_k = ln(1 + Σ_t s_t · (1 + ln n_t) · 10/norm)    curated terms of theme k with strength s_t

and one more K for the terms of topics outside all themes. A theme's figure F = T + Σ_k u_k·K_k rests on its own T and on
all K: a hospital's AI project speaks of medicine more than of artificial intelligence because it uses the terms of both.
Themes are rivals: a segment that speaks of another theme speaks less of this one than its words alone would say. The
pull of the strongest rival is

    R = max(0, max_{other themes} F - RIVAL_FROM)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from s3align.analysis.terms import Hit, sure_hits
from s3align.analysis.tokens import AnalysedText, Token
from s3align.model.keywords import STRENGTH_WEIGHT
from s3align.model.profiles import LanguageProfiles

SEGMENT_WORDS = 300
"""About one page: the length of the reference texts the profiles were learnt on."""
MIN_WORD_LENGTH = 3
RIVAL_FROM = -1.0
"""Figure from which another theme is a rival; figures lie around 0 where the odds of a theme are even."""
_NORM_SCALE = 10.0
"""Typical TF-IDF norm of a 150-word text, so that K is near the number of sure terms."""


@dataclass(frozen=True, slots=True)
class FeatureValue:
    """What one word or term brings, and the tokens (indices in the segment) that it stands on.

    ``key`` is the same for every form of the word; ``label`` is the form most often used here.
    """

    key: str
    label: str
    value: float
    tokens: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FeatureValues:
    """What stands in one segment: the words that weigh in some theme, each with its x_j, and whose terms -> shares of K."""

    words: tuple[FeatureValue, ...]
    terms: Mapping[str, tuple[FeatureValue, ...]]


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens of one language that are judged together, with the terms found in them."""

    language: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    outside: tuple[Hit, ...]

    def words(self) -> Counter[str]:
        """Feature -> count."""
        counts: dict[str, int] = {}
        for token in self.tokens:
            for word in _counted(token.form, token.parts):
                counts[word] = counts.get(word, 0) + token.emphasis
        return Counter(counts)


def token_words(token: Token) -> tuple[str, ...]:
    """The words a token stands for in the TF-IDF profile: its form and its compound parts, letters only."""
    return _counted(token.form, token.parts)


@lru_cache(maxsize=200_000)
def _counted(form: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys((form, *parts)) if len(word) >= MIN_WORD_LENGTH and word.isalpha())


def make_segments(language: str, texts: Iterable[AnalysedText]) -> tuple[Segment, ...]:
    """Texts of one language gathered to segments; the rest is shared out so that none is tiny."""
    gathered = [text for text in texts if text.tokens]
    total = sum(len(text.tokens) for text in gathered)
    count = max(1, round(total / SEGMENT_WORDS))
    segments: list[Segment] = []
    current: list[AnalysedText] = []
    done = 0
    for text in gathered:
        current.append(text)
        done += len(text.tokens)
        if done >= total * (len(segments) + 1) / count:
            segments.append(_segment(language, current))
            current = []  # after the last text too: then everything is done
    return tuple(segments)


def _segment(language: str, texts: Sequence[AnalysedText]) -> Segment:
    """One segment; an ambiguous term counts where a sure one of its theme stands in the same segment."""
    tokens: list[Token] = []
    hits: list[Hit] = []
    outside: list[Hit] = []
    for text in texts:
        hits.extend(hit.moved(len(tokens)) for hit in text.hits)
        outside.extend(hit.moved(len(tokens)) for hit in text.outside)
        tokens.extend(text.tokens)
    return Segment(language, tuple(tokens), tuple(sure_hits(hits)), tuple(sure_hits(outside)))


def norm(counts: Mapping[str, int], profiles: LanguageProfiles) -> float:
    """The L2 norm of a segment's TF-IDF vector, unseen words included."""
    total = math.fsum(
        ((1 + math.log(count)) * profiles.idf.get(word, profiles.unknown_idf)) ** 2 for word, count in counts.items()
    )
    return math.sqrt(total) or 1.0


def term_share_values(hits: Iterable[Hit], scale: float) -> dict[str, float]:
    """Term text -> its share of ln(1 + Σ s·(1 + ln n)·10/norm), in proportion to its summand."""
    hits = tuple(hits)
    counts: Counter[str] = Counter()
    for hit in hits:
        counts[hit.term.text] += hit.emphasis
    strength = {hit.term.text: STRENGTH_WEIGHT[hit.term.strength] for hit in hits}
    raw = {text: strength[text] * (1 + math.log(count)) * _NORM_SCALE / scale for text, count in counts.items()}
    total = math.fsum(raw.values())
    return {text: math.log1p(total) * value / total for text, value in raw.items()}


def feature_values(segment: Segment, profiles: LanguageProfiles) -> FeatureValues:
    """The words and terms that the figures of all themes are made of."""
    counts = segment.words()
    scale = norm(counts, profiles)
    terms = {owner: _terms(segment, hits, scale) for owner, hits in hits_by_owner(segment).items()}
    return FeatureValues(_words(segment, counts, scale, profiles), terms)


def strongest_rival(theme: str, figures_of: Mapping[str, float]) -> tuple[str, float]:
    """The other theme with the largest figure (of theme -> F), and its pull R; R is 0 where nobody is a rival."""
    others = [other for other in figures_of if other != theme]
    if not others:
        return "", 0.0
    rival = max(others, key=lambda other: figures_of[other])
    return rival, max(0.0, figures_of[rival] - RIVAL_FROM)


def hits_by_owner(segment: Segment) -> dict[str, list[Hit]]:
    """Whose terms (a theme, or ``out_of_scope``) -> the hits of the segment; only owners with a hit."""
    found: dict[str, list[Hit]] = {}
    for hit in (*segment.hits, *segment.outside):
        found.setdefault(hit.term.theme, []).append(hit)
    return found


def _words(
    segment: Segment, counts: Mapping[str, int], scale: float, profiles: LanguageProfiles
) -> tuple[FeatureValue, ...]:
    places: dict[str, list[tuple[int, int]]] = {}
    weighing = profiles.weighing_words
    for index, token in enumerate(segment.tokens):
        for word in _counted(token.form, token.parts):
            if word in places:
                places[word].append((index, index))
            elif word in weighing:
                places[word] = [(index, index)]
    return tuple(
        FeatureValue(
            word,
            _wording(segment, found),
            (1 + math.log(counts[word])) * profiles.idf[word] / scale,
            tuple(found),
        )
        for word, found in places.items()
    )


def _terms(segment: Segment, hits: Sequence[Hit], scale: float) -> tuple[FeatureValue, ...]:
    places: dict[str, list[tuple[int, int]]] = {}
    for hit in hits:
        places.setdefault(hit.term.text, []).append((hit.first, hit.last))
    values = term_share_values(hits, scale)
    return tuple(
        FeatureValue(text, _wording(segment, found), values[text], tuple(found)) for text, found in places.items()
    )


def _wording(segment: Segment, places: Sequence[tuple[int, int]]) -> str:
    if len(places) == 1:
        first, last = places[0]
        if first == last:
            return segment.tokens[first].text
        return " ".join(token.text for token in segment.tokens[first : last + 1])
    wordings = Counter(" ".join(token.text for token in segment.tokens[first : last + 1]) for first, last in places)
    return min(wordings, key=lambda text: (-wordings[text], text))
