"""Words: what the tokeniser makes of hyphens, gender forms, numbers and abbreviations; lemmas and compound parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s3align.analysis import Analyser, surfaces
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strategy, Strength, Term

PROTECTED = ("Wasserstoff", "Kreislaufwirtschaft", "Cybersicherheit", "Logistik")


@pytest.fixture(scope="session")
def analyser(strategy: Strategy) -> Analyser:
    terms = [Term(word, "theme", "part", "de", Strength.STRONG, False, False, "test:1") for word in PROTECTED]
    return Analyser(replace(strategy, terms=tuple(terms)))


def forms(analyser: Analyser, text: str, language: str = "de") -> set[str]:
    return {form for token in analyser.tokens(text, language) for form in (token.lemma, *token.parts, *token.joined)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wasserstofftankstellen", "wasserstoff"),
        ("Kreislaufwirtschaftskonzept", "kreislaufwirtschaft"),
        ("Hafenlogistikzentrum", "logistik"),
        ("Wasserstoff- und Brennstoffzellentechnologie", "wasserstofftechnologie"),
        ("IT- und OT-Sicherheit", "itsicherheit"),
        ("Cyber-Sicherheit", "cybersicherheit"),
        ("Patient:innen", "patient"),
        ("Bürger*innen", "bürger"),
        ("Krankenhäusern", "krankenhaus"),
    ],
)
def test_every_spelling_meets_its_term(analyser: Analyser, text: str, expected: str) -> None:
    assert expected in forms(analyser, text)


@pytest.mark.parametrize("word", ["Wissenschaft", "Kooperation", "Organisation", "Gesellschaft", "Universität"])
def test_words_that_are_no_compounds_stay_whole(analyser: Analyser, word: str) -> None:
    (token,) = analyser.tokens(word, "de")
    assert token.parts == ()


@pytest.mark.parametrize("text", ["Wort-", "-", "Ende und-", "A-B-", "", "3,", "Innen"])
def test_hyphens_at_the_end_break_nothing(analyser: Analyser, text: str) -> None:
    analyser.tokens(text, "de")


@settings(deadline=None)  # the first text waits for the pipelines
@given(st.text(max_size=80), st.sampled_from(["de", "en"]))
def test_spans_cut_the_words_from_the_text(text: str, language: str) -> None:
    for token in _ANALYSER.tokens(text, language):
        assert text[token.start : token.end] == token.text


_ANALYSER = Analyser(load_strategy(find_strategy("ruhr")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IT-Sicherheit", ["IT", "Sicherheit"]),
        ("IT Sicherheit", ["IT", "Sicherheit"]),
        ("Bürger*innen", ["Bürger*innen"]),
        ("Bürger:innen,", ["Bürger:innen"]),
        ("(Bürger/-innen)", ["Bürger/-innen"]),
        ("BürgerInnen", ["BürgerInnen"]),
        ("Bürger_innen.", ["Bürger_innen"]),
        ("3,5 Mio. Euro", ["3,5", "Mio", "Euro"]),
        ("1.000, dann 2", ["1.000", "dann", "2"]),
        ("Industrie 4.0.", ["Industrie", "4.0"]),
        ("und/oder", ["und", "oder"]),
        ("CO₂-arm", ["CO₂", "arm"]),
        ("z.B. Netze", ["z.B", "Netze"]),
        ("bzw. Nr. 5", ["bzw", "Nr", "5"]),
        ("„Hallo“ (neu)", ["Hallo", "neu"]),
        ("Wert_neu", ["Wert", "neu"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_words_are_told_apart(text: str, expected: list[str]) -> None:
    assert [token.text for token in _ANALYSER.tokens(text, "de")] == expected


@pytest.mark.parametrize(
    ("word", "language", "lemma"),
    [
        ("Krankenhäuser", "de", "krankenhaus"),
        ("ging", "de", "gehen"),
        ("IT", "de", "it"),
        ("bzw.", "de", "bzw"),
        ("studies", "en", "study"),
        ("Materials", "en", "material"),
    ],
)
def test_lemmas_are_lower_case(word: str, language: str, lemma: str) -> None:
    assert [token.lemma for token in _ANALYSER.tokens(word, language)] == [lemma]


def test_the_vocabulary_counts_lemmas_in_german_and_surfaces_in_english() -> None:
    (german,), (english,) = _ANALYSER.tokens("Krankenhäuser", "de"), _ANALYSER.tokens("Materials", "en")
    assert (german.form, english.form) == ("krankenhaus", "materials")


def test_words_of_any_language_are_lower_case() -> None:
    assert surfaces("L'énergie (verte) coûte 3,5 €.") == ("l", "énergie", "verte", "coûte", "3,5")
