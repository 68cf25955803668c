from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.analysis.detect import detect_language, passage_languages
from s3align.analysis.tokens import Analyser


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(["wasserstoff", "kreislaufwirtschaft", "cybersicherheit", "logistik"])


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


@given(st.text(max_size=80), st.sampled_from(["de", "en"]))
def test_spans_cut_the_words_from_the_text(text: str, language: str) -> None:
    for token in _ANALYSER.tokens(text, language):
        assert text[token.start : token.end] == token.text


_ANALYSER = Analyser()


def test_languages_are_told_apart() -> None:
    assert detect_language("Das Vorhaben soll die Versorgung in der Region mit neuen Verfahren verbessern.") == "de"
    assert detect_language("The project will improve the supply of the region with new methods and tools.") == "en"
    assert (
        detect_language("Le projet vise à améliorer les services de la région avec une nouvelle méthode pour tous.")
        == "other"
    )
    assert (
        detect_language("Het project is gericht op de verbetering van het vervoer in de regio en dat wordt nog beter.")
        == "other"
    )
    assert (
        detect_language("Проект направлен на улучшение снабжения региона новыми методами и средствами " * 3) == "other"
    )


def test_short_passages_inherit_the_language_of_the_document() -> None:
    long = "Das Vorhaben soll die Versorgung in der Region mit neuen Verfahren verbessern und sichern."
    assert passage_languages([long, "Ziele", "AP 2"]) == ["de", "de", "de"]


def test_word_boundaries_agree_with_spacy() -> None:
    spacy = pytest.importorskip("spacy")
    text = (
        "Die Stadt baut ein digitales Lagezentrum auf. Sensoren messen den Verkehr, und das Team wertet die Daten aus. "
        "Im zweiten Jahr folgen drei weitere Quartiere mit eigenen Anlagen."
    )
    ours = [token.text for token in _ANALYSER.tokens(text, "de")]
    theirs = [token.text for token in spacy.blank("de")(text) if token.is_alpha]
    assert ours == theirs
