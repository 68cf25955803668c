"""What binds a model to a strategy and what does not; wordings; from when on a text is spread."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.strategy.load import load_strategy
from s3align.strategy.model import Strength, wording

COAST = load_strategy(Path(__file__).parent / "data" / "coast")


@given(st.randoms(use_true_random=False))
def test_moving_rows_about_leaves_a_model_valid(chance: random.Random):
    def shuffled(rows):
        return tuple(chance.sample(rows, len(rows)))

    themes = tuple(dataclasses.replace(theme, subtopics=shuffled(theme.subtopics)) for theme in shuffled(COAST.themes))
    moved = dataclasses.replace(
        COAST,
        themes=themes,
        terms=shuffled(COAST.terms),
        out_of_scope=shuffled(COAST.out_of_scope),
        languages=shuffled(COAST.languages),
    )
    assert moved.binding_hash == COAST.binding_hash


@pytest.mark.parametrize(
    "change",
    [
        {"name": {"de": "Anders"}},
        {"municipalities": ()},
        {"sources": ()},
        {"principles": ()},
        {"name_traps": ()},
        {"spread_share": 0.9},
        {"year": 1999},
        {"themes": tuple(dataclasses.replace(theme, name={"de": "Neu"}, colour="ffffff") for theme in COAST.themes)},
        {"terms": tuple(dataclasses.replace(term, source="terms.csv:99") for term in COAST.terms)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_facts_and_wordings_leave_a_model_valid(change):
    assert dataclasses.replace(COAST, **change).binding_hash == COAST.binding_hash


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Reederei"},
        {"theme": "food"},
        {"subtopic": "fish"},
        {"language": "en"},
        {"strength": Strength.WEAK},
        {"case_sensitive": True},
        {"ambiguous": True},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("field", ["terms", "out_of_scope"])
def test_every_property_of_a_term_binds_a_model(field, change):
    first, *others = getattr(COAST, field)
    changed = dataclasses.replace(COAST, **{field: (dataclasses.replace(first, **change), *others)})
    assert changed.binding_hash != COAST.binding_hash


def test_themes_subtopics_languages_and_genre_words_bind_a_model():
    first, *others = COAST.themes
    for change in (
        {"themes": tuple(others)},
        {"themes": (dataclasses.replace(first, id="ocean"), *others)},
        {"themes": (dataclasses.replace(first, subtopics=first.subtopics[:1]), *others)},
        {"languages": ("de",)},
        {"genre_words": ("antrag",)},
        {"out_of_scope": COAST.terms},
    ):
        assert dataclasses.replace(COAST, **change).binding_hash != COAST.binding_hash


def test_a_wording_falls_back_on_the_first_language():
    assert wording({"de": "Meer", "en": "Sea"}, "en") == "Sea"
    assert wording({"de": "Meer", "en": "Sea"}, "fr") == "Meer"
    assert wording({"en": "Sea"}, "de") == "Sea"
    assert wording({}, "de") == ""
    german_only = dataclasses.replace(
        COAST, themes=tuple(dataclasses.replace(t, name={"de": t.id}) for t in COAST.themes)
    )
    assert german_only.theme_names("en") == {"sea": "sea", "food": "food"}


@pytest.mark.parametrize(
    ("number", "share", "count"), [(6, 0.6, 4), (5, 0.6, 3), (8, 0.6, 5), (1, 0.6, 2), (10, 1.0, 10)]
)
def test_spread_is_a_share_of_the_themes(number, share, count):
    assert dataclasses.replace(COAST, themes=COAST.themes[:1] * number, spread_share=share).spread_count == count
