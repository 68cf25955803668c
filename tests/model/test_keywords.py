from __future__ import annotations

from dataclasses import replace

import pytest

from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.terms import sure_hits
from s3align.strategy.model import Strategy, Strength, Term


def term(
    text: str, theme: str, strength: Strength = Strength.STRONG, *, case: bool = False, ambiguous: bool = False
) -> Term:
    return Term(text, theme, "part", "de", strength, case, ambiguous, "test:1")


TERMS = [
    term("Wasserstoff", "green"),
    term("Wasserstoffperoxid", "green", Strength.FALSE_FRIEND),
    term("grüner Wasserstoff", "green"),
    term("Künstliche Intelligenz", "ai"),
    term("KI", "ai", Strength.MEDIUM, case=True),
    term("IT-Sicherheit", "ai"),
    term("Netz", "ai", Strength.MEDIUM, ambiguous=True),
    term("Logistik", "logistics", Strength.WEAK),
    term("Logistik und Catering", "logistics", Strength.FALSE_FRIEND),
    term("Cyber-Sicherheit", "ai"),
]


@pytest.fixture(scope="session")
def analyser(strategy: Strategy) -> Analyser:
    return Analyser(replace(strategy, terms=tuple(TERMS)))


def found(analyser: Analyser, text: str) -> list[str]:
    (analysed,) = analyser.texts("de", [Piece(text)])
    return [hit.term.text for hit in sure_hits(analysed.hits)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eine Wasserstofftankstelle am Hafen", ["Wasserstoff"]),
        ("mit grünem Wasserstoff betrieben", ["grüner Wasserstoff"]),
        ("Wasserstoffperoxid zur Desinfektion", []),
        ("der Künstlichen Intelligenz", ["Künstliche Intelligenz"]),
        ("KI-gestützte Planung", ["KI"]),
        ("Skizze für Kinder am KIT", []),
        ("IT- und OT-Sicherheit", ["IT-Sicherheit"]),
        ("Logistik und Catering für die Tagung", []),
        ("Logistik im Hafen", ["Logistik"]),
        ("Netz der Partner", []),
        ("in der künstlichen Intelligenzforschung", ["Künstliche Intelligenz"]),
        ("künstliche, offene Intelligenz", []),
        ("Cybersicherheit", ["Cyber-Sicherheit"]),
        ("Cyber- und Gebäudesicherheit", ["Cyber-Sicherheit"]),
        ("ki und Ki", []),
        ("Projektlogistik", ["Logistik"]),
        ("Netz und Künstliche Intelligenz", ["Netz", "Künstliche Intelligenz"]),
    ],
)
def test_terms_are_found_and_false_friends_are_not(analyser: Analyser, text: str, expected: list[str]) -> None:
    assert found(analyser, text) == expected


def test_no_term_spans_two_passages(analyser: Analyser) -> None:
    apart = analyser.texts("de", [Piece("Wir nutzen künstliche"), Piece("Intelligenz ist gefragt.")])
    assert [hit.term.text for text in apart for hit in text.hits] == []


def test_hits_name_the_words_of_their_own_passage(analyser: Analyser) -> None:
    first, second = analyser.texts("de", [Piece("Der Hafen hat eine Logistik."), Piece("Mit grünem Wasserstoff.")])
    assert [(hit.first, hit.last) for hit in (*first.hits, *second.hits)] == [(4, 4), (1, 2)]


def test_a_false_friend_masks_only_its_own_theme(strategy: Strategy) -> None:
    terms = (term("Wasserstoffperoxid", "green", Strength.FALSE_FRIEND), term("Wasserstoffperoxid", "health"))
    (analysed,) = Analyser(replace(strategy, terms=terms)).texts("de", [Piece("Wasserstoffperoxid")])
    assert [hit.term.theme for hit in analysed.hits] == ["health"]
