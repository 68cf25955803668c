from __future__ import annotations

import pytest

from s3align.pipeline import default_pipeline
from s3align.strategy.terms import OUT_OF_SCOPE


@pytest.mark.parametrize("language", ["de", "en"])
def test_terms_of_a_theme_never_count_against_it_and_those_of_others_never_for_it(language: str) -> None:
    judge = default_pipeline().assessor()
    themes = {theme.id for theme in judge.strategy.themes}
    for theme, weights in judge.profiles.languages[language].term_weights.items():
        assert weights[theme] > 0
        assert set(weights) <= themes | {OUT_OF_SCOPE}
        assert all(weight <= 0 for owner, weight in weights.items() if owner != theme)


@pytest.mark.parametrize("language", ["de", "en"])
def test_more_evidence_never_lowers_a_score(language: str) -> None:
    assert all(
        entry.slope > 0 for entry in default_pipeline().assessor().profiles.languages[language].calibration.values()
    )
