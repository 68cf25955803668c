"""What holds of the shipped model, whatever the text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s3align.analysis.passages import Analyser, Piece
from s3align.model.features import make_segments
from s3align.model.profiles import Profiles
from s3align.model.scorer import ThemeAttributions, ThemeScorer
from s3align.model.store import find_model, load
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, Strength
from s3align.strategy.terms import OUT_OF_SCOPE

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


def scored(words: list[str], language: str) -> dict[str, ThemeAttributions]:
    texts = analyser().texts(language, [Piece(" ".join(words))])
    return ThemeScorer(profiles()).score(make_segments(language, texts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_of_a_theme_never_count_against_it_and_those_of_others_never_for_it(language: str) -> None:
    themes = {theme.id for theme in strategy().themes}
    found = profiles().languages[language].term_weights
    assert set(found) == themes
    for theme, weights in found.items():
        assert weights[theme] > 0
        assert set(weights) <= themes | {OUT_OF_SCOPE}
        assert all(weight <= 0 for owner, weight in weights.items() if owner != theme)


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
def test_a_theme_s_own_terms_raise_its_score_and_stand_in_its_ledger_with_gains(
    chosen: tuple[str, str, list[str]], length: int
) -> None:
    language, theme, terms = chosen
    filler = [f"Zwirbel{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(length)]
    before, after = scored(filler, language)[theme], scored([*terms, *filler[len(terms) :]], language)[theme]
    keywords = [entry for entry in after.attributions if entry.kind == "keyword"]
    assert after.score > before.score
    gains = {entry.key for entry in keywords if entry.value > 0}
    assert gains
    assert gains <= {term.text for term in strategy().terms if term.theme == theme}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(LANGUAGES), st.lists(st.text("abcdefghijklmnop", min_size=2, max_size=9), min_size=1, max_size=60)
)
def test_every_score_is_the_sum_of_its_attributions(language: str, words: list[str]) -> None:
    terms = [term.text for term in strategy().terms if term.language == language][:: len(words) + 7]
    for theme, found in scored([*words, *terms[:30]], language).items():
        assert found.theme == theme
        assert found.base + sum(entry.value for entry in found.attributions) == pytest.approx(found.score, abs=1e-9)
        assert 0.0 < found.low <= found.score <= found.high < 1.0
