"""Words, terms and models made by hand, small enough to work scores out on paper; and random ones for properties."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from s3align.analysis.terms import Hit
from s3align.analysis.tokens import Token
from s3align.model.profiles import (
    DocumentModel,
    Fusion,
    KeywordProfile,
    LanguageProfiles,
    Profiles,
    VocabularyProfile,
)
from s3align.model.segments import Segment
from s3align.strategy.model import OUT_OF_SCOPE, Strength, Term

THEMES = ("sea", "food")
UNKNOWN = 4.0
OUTSIDE = f"{OUT_OF_SCOPE}/part"
"""The owner of terms of the one topic outside all themes that ``term`` knows."""
WORDS = VocabularyProfile(
    {"ship": 2.0, "port": 3.0, "bread": 2.5, "go": 0.0},
    UNKNOWN,
    {"sea": {"ship": 1.5, "port": 0.5, "bread": -0.5}, "food": {"bread": 2.0}},
)
"""Two themes; "go" is a general word, all others that stand in texts are not known."""
TERMS = KeywordProfile(
    {"sea": {"quay": 0.5}},
    {"sea": {"sea": 3.0, "food": -1.0, OUTSIDE: -2.0}, "food": {"food": 2.0}},
)
FUSION = {"sea": Fusion(-2.0, 1.5, 0.5), "food": Fusion(-1.0, 1.0, 0.8)}
DOCUMENT = DocumentModel(base=1.0, whole=1.2, short=-0.4, extent=1.5, length=0.3, unclear_from=0.3)


def language_profiles(language: str = "en", fusion: Mapping[str, Fusion] = FUSION) -> LanguageProfiles:
    return LanguageProfiles(language, WORDS, TERMS, fusion)


def model(*languages: LanguageProfiles, document: DocumentModel = DOCUMENT) -> Profiles:
    return Profiles("coast", {entry.language: entry for entry in languages or [language_profiles()]}, document, "hash")


def token(word: str, start: int = 0, *, page: int = 1, emphasis: int = 1, parts: tuple[str, ...] = ()) -> Token:
    return Token(page, start, start + len(word), word, word.lower(), parts, 0, word.lower(), emphasis=emphasis)


def term(text: str, theme: str, strength: Strength = Strength.STRONG, *, ambiguous: bool = False) -> Term:
    return Term(text, theme, "part", "en", strength, False, ambiguous, "test:1")


def hit(
    text: str,
    theme: str,
    first: int,
    last: int | None = None,
    strength: Strength = Strength.STRONG,
    *,
    ambiguous: bool = False,
) -> Hit:
    found = term(text, theme, strength, ambiguous=ambiguous)
    return Hit(found, first, first if last is None else last, False)


def segment(text: str, *hits: Hit, language: str = "en", page: int = 1) -> Segment:
    """A segment of words between spaces; hits of topics outside all themes are put where they belong."""
    tokens, at = [], 0
    for word in text.split():
        tokens.append(token(word, at, page=page))
        at += len(word) + 1
    own = tuple(entry for entry in hits if entry.term.theme != OUT_OF_SCOPE)
    outside = tuple(entry for entry in hits if entry.term.theme == OUT_OF_SCOPE)
    return Segment(language, tuple(tokens), own, outside)


def logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def odds_of(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _between(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 3))


_POOL = ("ship", "port", "bread", "field", "rock", "sand", "go")
_TERMS = ("quay", "mole", "farm", "hotel")
_STRENGTHS = {"quay": Strength.STRONG, "mole": Strength.WEAK, "farm": Strength.MEDIUM, "hotel": Strength.STRONG}
_OWNERS = {"quay": "sea", "mole": "sea", "farm": "food", "hotel": OUT_OF_SCOPE}


@st.composite
def random_profiles(draw: st.DrawFn, language: str) -> LanguageProfiles:
    known = [word for word in _POOL if draw(st.booleans())]
    idf = {word: 0.0 if word == "go" else draw(_between(1, 6)) for word in known}
    weighing = [word for word in known if word != "go"]
    weights = {theme: {word: draw(_between(-3, 3)) for word in weighing if draw(st.booleans())} for theme in THEMES}
    reliability = {"sea": {"quay": draw(_between(0.1, 1.5))}}
    of_terms = {
        theme: {owner: draw(_between(0, 4) if owner == theme else _between(-3, 0)) for owner in (*THEMES, OUTSIDE)}
        for theme in THEMES
    }
    fusion = {theme: Fusion(draw(_between(-4, 2)), draw(_between(0, 2)), draw(_between(0, 2))) for theme in THEMES}
    return LanguageProfiles(
        language, VocabularyProfile(idf, UNKNOWN, weights), KeywordProfile(reliability, of_terms), fusion
    )


@st.composite
def random_models(draw: st.DrawFn, languages: Sequence[str] = ("en",)) -> Profiles:
    document = DocumentModel(
        draw(_between(-2, 4)),
        draw(_between(0.1, 2)),
        draw(_between(-3, 3)),
        draw(_between(0.1, 3)),
        draw(_between(-1, 1)),
        0.3,
    )
    return model(*(draw(random_profiles(language)) for language in languages), document=document)


@st.composite
def random_segments(draw: st.DrawFn, languages: Sequence[str] = ("en",), words: int | None = None) -> Segment:
    size = {} if words is None else {"min_size": words}
    chosen = draw(st.lists(st.sampled_from(_POOL), **{"min_size": 1, "max_size": words or 12, **size}))
    hits = [
        hit(text, _OWNERS[text], draw(st.integers(0, len(chosen) - 1)), strength=_STRENGTHS[text])
        for text in draw(st.lists(st.sampled_from(_TERMS), max_size=4))
    ]
    return segment(" ".join(chosen), *hits, language=draw(st.sampled_from(list(languages))))


def random_documents(
    languages: Sequence[str] = ("en",), *, least: int = 1, most: int = 9
) -> st.SearchStrategy[list[Segment]]:
    """One to nine segments: short texts that are judged as a whole too, and long ones."""
    return st.lists(random_segments(languages), min_size=least, max_size=most)


def with_hits(text: Segment, *hits: Hit) -> Segment:
    return replace(text, hits=(*text.hits, *hits))
