from __future__ import annotations

import pytest

from s3align.analysis.tokens import Analyser
from s3align.model.keywords import KeywordMatcher
from s3align.strategy.model import Strength, Term


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
]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser(["wasserstoff", "logistik"])


def found(analyser: Analyser, text: str) -> list[str]:
    return [hit.term.text for hit in KeywordMatcher(TERMS, analyser, "de").find(analyser.tokens(text, "de"))]


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
        ("Netz und Künstliche Intelligenz", ["Netz", "Künstliche Intelligenz"]),
    ],
)
def test_terms_are_found_and_false_friends_are_not(analyser: Analyser, text: str, expected: list[str]) -> None:
    assert found(analyser, text) == expected


def test_a_false_friend_masks_only_its_own_theme(analyser: Analyser) -> None:
    terms = [term("Wasserstoffperoxid", "green", Strength.FALSE_FRIEND), term("Wasserstoffperoxid", "health")]
    hits = KeywordMatcher(terms, analyser, "de").find(analyser.tokens("Wasserstoffperoxid", "de"))
    assert [hit.term.theme for hit in hits] == ["health"]
