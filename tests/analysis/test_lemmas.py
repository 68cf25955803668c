"""Lemmas come from lists that travel with the package: a first run makes none, and a damaged list is refused."""

from __future__ import annotations

import dataclasses

import pytest
from simplemma.strategies.dictionaries import TrieDictionaryFactory

from s3align.analysis.languages import language_data
from s3align.analysis.lemmas import _shipped, _word_list, lemma
from s3align.errors import DataError

SHIPPED = ("de", "en")


@pytest.fixture(autouse=True)
def without_lists_in_memory():
    _word_list.cache_clear()
    yield
    _word_list.cache_clear()


@pytest.mark.parametrize(("word", "code", "expected"), [("Häusern", "de", "haus"), ("houses", "en", "house")])
def test_a_language_of_the_package_needs_neither_cache_nor_build(monkeypatch, word, code, expected):
    def fail(*_, **__):
        raise AssertionError("simplemma builds a list")

    monkeypatch.setattr(TrieDictionaryFactory, "__init__", fail)
    assert lemma(word, language_data(code)) == expected


def test_other_languages_get_their_list_from_simplemma(monkeypatch):
    asked = []
    monkeypatch.setattr(TrieDictionaryFactory, "get_dictionary", lambda _, lang: asked.append(lang) or {"x": "y"})
    assert _word_list("nl") == {"x": "y"}
    assert asked == ["nl"]


@pytest.mark.parametrize("code", SHIPPED)
def test_the_lists_of_the_package_are_those_of_simplemma(code):
    data = language_data(code)
    built = TrieDictionaryFactory(use_disk_cache=False)._build_trie(code).tobytes()
    assert data.lemmas.read_bytes() == built, "run tools/build_lemma_lists.py and write the hashes into language.toml"


def test_a_list_that_was_altered_is_refused(tmp_path):
    data = language_data("en")
    damaged = tmp_path / "lemmas.marisa"
    damaged.write_bytes(data.lemmas.read_bytes()[:-1] + b"\0\1")
    with pytest.raises(DataError, match=r"en/lemmas\.marisa was altered"):
        _shipped(damaged, dataclasses.replace(data, lemmas=damaged))
