"""Recipes pad honest texts the same way every time, and leave the honest words where they are."""

from __future__ import annotations

import pytest

from s3align.evaluation.guard_figures import honest_figures, padded_figures
from s3align.evaluation.padding import PARTS, RECIPES, HonestText, padded_pairs
from s3align.pipeline import default_pipeline
from s3align.strategy.load import find_strategy, load_strategy

STRATEGY = load_strategy(find_strategy())
TEXTS = (
    HonestText(
        "Die Bibliothek verleiht im Sommer Bücher am See. Jeden Dienstag liest dort jemand aus dem Dorf vor. Wer mag, bringt "
        "einen Stuhl mit. Im Herbst zählen wir, wie viele kamen. Die Feuerwehr hilft beim Aufbau. Kinder malen Bilder zu den "
        "Geschichten, und die Bäckerei hängt sie in ihr Fenster. Wenn es regnet, zieht die Runde in den "
        "alten Bahnhof um. Dort "
        "stehen ein Ofen und zwölf Bänke. Nach drei Sommern soll ein Heft mit den schönsten Geschichten gedruckt werden.",
        "de",
    ),
    HonestText(
        "In summer the library lends books at the lake. Every Tuesday somebody from the village reads aloud there. Whoever "
        "likes brings a chair. In autumn we count how many came. The fire brigade helps to set up. "
        "Children paint pictures of "
        "the stories, and the bakery hangs them in its window. When it rains the round moves to the old "
        "railway station. A stove "
        "and twelve benches stand there. After three summers a booklet of the finest stories is to be printed.",
        "en",
    ),
)
FOREIGN = {
    (theme.id, language): ["A first sentence here. A second one follows. A third one ends it."]
    for theme in STRATEGY.themes
    for language in STRATEGY.languages
}


def pairs(seed: int = 0) -> list:
    return list(padded_pairs(TEXTS, STRATEGY, seed, foreign=FOREIGN))


def test_every_recipe_pads_in_both_languages_whole_and_split() -> None:
    found = {(pair.recipe, pair.honest.language, pair.split) for pair in pairs()}
    for name, recipe in RECIPES.items():
        for language in ("de", "en"):
            assert (name, language, False) in found
            assert ((name, language, True) in found) == recipe.can_split


def test_the_same_seed_gives_the_same_texts_and_another_one_others() -> None:
    assert pairs() == pairs()
    assert [pair.padded.text for pair in pairs()] != [pair.padded.text for pair in pairs(1)]


def test_without_the_padding_the_honest_words_are_left() -> None:
    for pair in pairs():
        rest = list(pair.padded.text)
        for start, end in reversed(pair.padded.spans):
            del rest[start:end]
        assert "".join("".join(rest).split()) == "".join(pair.honest.text.split()), pair.recipe


@pytest.mark.parametrize(
    "name", [name for name, recipe in RECIPES.items() if recipe.can_split and name != "foreign_block"]
)
def test_split_padding_stands_in_four_places(name: str) -> None:
    own = [pair for pair in pairs() if pair.recipe == name and pair.split]
    assert all(len(pair.padded.spans) == PARTS for pair in own)


def test_a_text_is_padded_with_a_theme_it_is_not_about() -> None:
    known = frozenset(theme.id for theme in STRATEGY.themes[1:])
    text = HonestText(TEXTS[0].text, "de", known)
    assert {pair.theme for pair in padded_pairs([text], STRATEGY)} == {STRATEGY.themes[0].id}


def test_no_template_is_left_unfilled() -> None:
    assert not any("{" in pair.padded.text for seed in (0, 1) for pair in pairs(seed))


def test_hardly_a_padding_raises_a_verdict_and_honest_texts_are_not_flagged() -> None:
    assessor = default_pipeline().assessor()
    assert honest_figures(TEXTS, assessor).flagged == 0
    recipes = {name: recipe for name, recipe in RECIPES.items() if name != "foreign_block"}
    found = padded_figures(padded_pairs(TEXTS, STRATEGY, 1, recipes), assessor).values()
    assert sum(entry.pairs for entry in found) >= 50
    assert sum(entry.stopped for entry in found) >= 0.9 * sum(entry.pairs for entry in found)
    assert sum(entry.raised for entry in found) <= 0.05 * sum(entry.judged for entry in found)
