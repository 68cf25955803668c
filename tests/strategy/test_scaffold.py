"""A new strategy is complete: it loads, validates and has enough texts to learn from, in one language or several."""

from __future__ import annotations

import json
import tomllib
from collections import Counter

import pytest

from s3align import resources
from s3align.errors import OutputExistsError, UsageError
from s3align.strategy.definitions import SHAPES
from s3align.strategy.load import load_strategy, mistakes
from s3align.strategy.scaffold import Plan, write_strategy

SUPPORTED = ("de", "en", "fr")
SMALLEST_TRAINING = 20
"""Labelled texts per language that learning needs."""


def texts(folder, language):
    lines = (folder / "texts" / language / "texts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("languages", [("de",), ("en",), ("de", "en"), ("en", "de", "fr"), ("fr",)], ids="-".join)
@pytest.mark.parametrize("themes", [(), ("Blue Economy",), ("Öl & Gas", "Öl/Gas", "Pflege"), ("能源", "水")], ids=len)
def test_a_new_strategy_loads_and_can_be_learnt_from(tmp_path, languages, themes):
    folder = tmp_path / "north"
    written = write_strategy(folder, Plan("north", languages, themes=themes), SUPPORTED)
    assert {path.name for path in written} >= set(SHAPES) - {"weak_labels.csv"} | {"README.md"}
    assert mistakes(folder, supported=SUPPORTED) == ()
    strategy = load_strategy(folder)
    assert strategy.languages == languages
    assert len(strategy.themes) == (len(themes) or 2)
    for language in languages:
        rows = texts(folder, language)
        assert len(rows) >= SMALLEST_TRAINING
        labels = Counter(theme for row in rows for theme in row["themes"])
        assert set(labels) == {theme.id for theme in strategy.themes}
        assert min(labels.values()) >= 5
        assert sum(not row["themes"] for row in rows) >= 8


def test_names_given_are_written_as_they_are(tmp_path):
    plan = Plan("north", ("de", "en"), name='Plan "Nord"', region="Nordland", themes=("Blaue Wirtschaft", "Pflege"))
    write_strategy(tmp_path / "north", plan, SUPPORTED)
    strategy = load_strategy(tmp_path / "north")
    assert strategy.name == {"de": 'Plan "Nord"', "en": 'Plan "Nord"'}
    assert strategy.region["de"] == "Nordland"
    assert strategy.theme_names("en") == {"blaue-wirtschaft": "Blaue Wirtschaft", "pflege": "Pflege"}


def test_every_key_and_column_is_explained_in_the_new_folder(tmp_path):
    write_strategy(tmp_path / "north", Plan("north", ("en",)), SUPPORTED)
    readme = (tmp_path / "north" / "README.md").read_text(encoding="utf-8")
    for shape in SHAPES.values():
        assert shape.about in readme
    assert "60 to 300 words" in readme
    comments = (tmp_path / "north" / "strategy.toml").read_text(encoding="utf-8").lower()
    assert not [key.name for key in SHAPES["strategy.toml"].keys if key.name not in comments]
    assert "the model lies in model/ inside this folder" in comments
    assert "translate" not in readme


def test_languages_without_a_scaffold_are_marked_for_translation(tmp_path):
    write_strategy(tmp_path / "north", Plan("north", ("de", "fr")), SUPPORTED)
    assert "in fr are English placeholders" in (tmp_path / "north" / "README.md").read_text(encoding="utf-8")
    lines = (tmp_path / "north" / "strategy.toml").read_text(encoding="utf-8").splitlines()
    assert all(line.endswith("# translate") for line in lines if line.startswith("name.fr"))
    assert not [line for line in lines if line.startswith("name.de") and "translate" in line]


def test_ids_keep_the_letters_of_a_name(tmp_path):
    write_strategy(tmp_path / "north", Plan("north", ("de",), themes=("Weißes Licht",)), SUPPORTED)
    assert [theme.id for theme in load_strategy(tmp_path / "north").themes] == ["weisses-licht"]


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputExistsError, match="is not empty"):
        write_strategy(tmp_path, Plan("north", ("en",)), SUPPORTED)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan("a b", ("en",)), "'a b' is not a valid id"),
        (Plan("..", ("en",)), "is not a valid id"),
        (Plan("north", ("de,en",)), "'de,en' cannot be analysed. Give each by itself: --language de --language en."),
        (Plan("north", ("en",), themes=("Sea", " ")), "A theme has an empty name"),
        (Plan("north", ("en",), themes=("Sea", "Food", "sea")), "The theme 'sea' is named twice"),
        (Plan("north", ("xx",)), "Texts in 'xx' cannot be analysed. Use one of: de, en, fr."),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path, plan, expected):
    with pytest.raises(UsageError, match=expected):
        write_strategy(tmp_path / "north", plan, SUPPORTED)
    assert not (tmp_path / "north").exists()


def test_the_scaffolds_of_all_languages_have_the_same_ids():
    def ids(words):
        themes = [(theme["id"], [part["id"] for part in theme["subtopics"]]) for theme in words["themes"]]
        numbers = {name: len(rows) for name, rows in words["texts"].items()}
        topics = [group["topic"] for group in words["out_of_scope"]]
        return themes, [row["id"] for row in words["principles"]], topics, numbers, sorted(words)

    files = sorted((resources.folder("corpus") / "scaffold").glob("*.toml"))
    found = [ids(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]
    assert len(found) >= 2
    assert all(entry == found[0] for entry in found)
