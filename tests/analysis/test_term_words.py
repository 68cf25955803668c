"""The words of the shipped terms lie ready, are those that would be worked out, and are not taken for other terms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s3align.analysis import term_words as module
from s3align.analysis.annotator import Annotator, grouped_terms
from s3align.analysis.passages import blank
from s3align.analysis.term_words import key_of, term_words, worked_out
from s3align.strategy.load import load_strategy, shipped_strategies

PAIRS = [
    (strategy, language)
    for strategy in map(load_strategy, shipped_strategies().values())
    for language in strategy.languages
]


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair[0].id}-{pair[1]}")
def made(request):
    """A strategy, its terms in a language, and the lexicon for them."""
    strategy, language = request.param
    terms = [term for _, term in grouped_terms(strategy, language)]
    return strategy, terms, Annotator(blank(language).vocab, strategy, language).lexicon


def test_the_words_of_shipped_terms_are_those_that_would_be_worked_out(made, monkeypatch):
    strategy, terms, lexicon = made
    expected = worked_out(terms, lexicon)
    monkeypatch.setattr(module, "worked_out", lambda *_: pytest.fail("run tools/build_term_words.py"))
    assert list(term_words(terms, lexicon, strategy.id)) == expected, "run tools/build_term_words.py"


def test_another_term_is_not_searched_by_the_words_of_the_old_one(made):
    strategy, terms, lexicon = made
    changed = [replace(terms[0], text="Fahrradwege"), *terms[1:]]
    assert term_words(changed, lexicon, strategy.id)[0].texts == ()
    assert term_words(changed, lexicon, strategy.id)[0] != term_words(terms, lexicon, strategy.id)[0]


def test_the_key_names_all_that_the_words_depend_on(made, monkeypatch, tmp_path):
    _, terms, lexicon = made
    key = key_of(terms, lexicon)
    assert key_of([replace(terms[0], case_sensitive=not terms[0].case_sensitive), *terms[1:]], lexicon) != key
    assert key_of(terms[::-1], lexicon) != key
    with monkeypatch.context() as patch:
        patch.setattr(lexicon, "protected", frozenset())
        assert key_of(terms, lexicon) != key
    with monkeypatch.context() as patch:
        patch.setattr("simplemma.__version__", "0")
        assert key_of(terms, lexicon) != key


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"key": 1, "terms": []}'])
def test_words_that_cannot_be_read_are_worked_out(made, monkeypatch, tmp_path, content):
    strategy, terms, lexicon = made
    file = tmp_path / "terms.json"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(module, "stored_file", lambda *_: file)
    monkeypatch.setattr(module, "worked_out", lambda *_: ["worked out"])
    assert term_words(terms, lexicon, strategy.id) == ["worked out"]
