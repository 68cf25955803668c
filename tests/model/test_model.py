"""What holds of the shipped model, whatever the text."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.tokens import AnalysedPassage
from s3align.model.features import owner_of
from s3align.model.profiles import ADDRESSED_FROM, Profiles
from s3align.model.scorer import ScoredDocument, ThemeScorer
from s3align.model.segments import make_segments
from s3align.model.store import find_model, load
from s3align.record.document import Passage
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, Strength

LANGUAGES = ("de", "en")


@cache
def strategy() -> Strategy:
    return load_strategy(find_strategy("ruhr"))


@cache
def profiles() -> Profiles:
    folder = find_strategy("ruhr")
    return load(find_model(strategy(), folder), strategy().id, strategy().binding_hash)


@cache
def analyser() -> Analyser:
    return Analyser(strategy())


def scored(words: list[str], language: str) -> ScoredDocument:
    text = " ".join(words)
    (found,) = analyser().texts(language, [Piece(text)])
    passage = AnalysedPassage(Passage(1, 0, len(text)), language, found)
    return ThemeScorer(profiles()).score(make_segments([passage], LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_of_a_theme_never_count_against_it_and_those_of_others_never_for_it(language: str) -> None:
    themes = {theme.id for theme in strategy().themes}
    outside = {owner_of(term) for term in strategy().out_of_scope if term.language == language}
    found = profiles().languages[language].keywords.weights
    assert set(found) == themes
    for theme, weights in found.items():
        assert weights[theme] > 0
        assert set(weights) <= themes | outside
        assert all(weight <= 0 for owner, weight in weights.items() if owner != theme)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_opinions_count_for_every_theme(language: str) -> None:
    for fusion in profiles().languages[language].fusion.values():
        assert fusion.vocabulary > 0
        assert fusion.keyword > 0
        assert fusion.base < 0


def test_the_more_of_a_document_speaks_of_a_theme_the_surer_it_is() -> None:
    document = profiles().document
    assert document.whole > 0
    assert document.extent > 0
    assert 0 < document.unclear_from < ADDRESSED_FROM


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_general_word_weighs(language: str) -> None:
    vocabulary = profiles().languages[language].vocabulary
    assert not [word for word in vocabulary.by_word if vocabulary.idf[word] == 0]


@st.composite
def terms_of_a_theme(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """Language, theme, one to four of its strong single-word terms."""
    language = draw(st.sampled_from(LANGUAGES))
    theme = draw(st.sampled_from(sorted(theme.id for theme in strategy().themes)))
    terms = [
        term.text
        for term in strategy().terms
        if (term.theme, term.language, term.strength) == (theme, language, Strength.STRONG)
        and not term.ambiguous
        and term.text.isalpha()
    ]
    return language, theme, draw(st.lists(st.sampled_from(terms), min_size=1, max_size=4, unique=True))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(terms_of_a_theme(), st.integers(min_value=40, max_value=200))
def test_a_theme_s_own_terms_raise_its_sureness_and_stand_in_its_ledger_with_gains(
    chosen: tuple[str, str, list[str]], length: int
) -> None:
    language, theme, terms = chosen
    filler = [f"Zwirbel{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(length)]
    before, after = scored(filler, language), scored([*terms, *filler[len(terms) :]], language)
    assert after.themes[theme].sureness > before.themes[theme].sureness
    assert after.themes[theme].extent > before.themes[theme].extent
    rows = [row for index in range(len(after.segments)) for row in after.attributions(theme, index)]
    gains = {row.feature.key for row in rows if row.kind == "keyword" and row.value > 0}
    assert gains
    assert gains <= {term.text for term in strategy().terms if term.theme == theme}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(LANGUAGES), st.lists(st.text("abcdefghijklmnop", min_size=2, max_size=9), min_size=1, max_size=60)
)
def test_every_score_is_the_sum_of_its_segments_and_they_of_their_words_and_terms(
    language: str, words: list[str]
) -> None:
    terms = [term.text for term in strategy().terms if term.language == language][:: len(words) + 7]
    document = scored([*words, *terms[:200]], language)
    for theme, found in document.themes.items():
        assert math.fsum((found.base, *(entry.value for entry in found.segments))) == pytest.approx(
            found.sureness, abs=1e-9
        )
        for index, entry in enumerate(found.segments):
            rows = document.attributions(theme, index)
            assert math.fsum(row.value for row in rows) == pytest.approx(entry.value, abs=1e-9)
        assert 0.0 < found.low <= found.sureness <= found.high < 1.0
