"""Which words a term is found in: parts of compounds that are words, and phrases that no mark parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from s3align.analysis import Analyser, Piece
from s3align.strategy.model import Strategy, Strength, Term

GERMAN = (
    "Rauchen Stent Palette Kohle Sonde Lieferung Sucht Wasserstoff Sensor Logistik autonom".split(),
    ["künstliche Intelligenz", "additive Fertigung", "autonomes Fahren", "Industrie 4.0", "Stadt der Zukunft"],
)
ENGLISH = (["hydrogen", "sensor"], ["machine learning", "supply chain", "last mile", "U.S. port"])

Find = Callable[[str], Sequence[str]]


def finder(strategy: Strategy, language: str, terms: Sequence[str], friends: Sequence[str] = ()) -> Find:
    """A function from a text to the terms found in it."""
    kept = [(text, Strength.STRONG) for text in terms] + [(text, Strength.FALSE_FRIEND) for text in friends]
    made = (Term(text, "ai", "part", language, strength, False, False, "test:1") for text, strength in kept)
    analyser = Analyser(replace(strategy, terms=tuple(made)))

    def find(text: str) -> Sequence[str]:
        (found,) = analyser.texts(language, [Piece(text)])
        return [hit.term.text for hit in found.hits]

    return find


@pytest.fixture(scope="module")
def german(strategy: Strategy) -> Find:
    return finder(strategy, "de", [*GERMAN[0], *GERMAN[1]], ["breite Palette"])


@pytest.fixture(scope="module")
def english(strategy: Strategy) -> Find:
    return finder(strategy, "en", [*ENGLISH[0], *ENGLISH[1]])


@pytest.mark.parametrize(
    "text",
    [
        "Der Strom wird verbraucht.",
        "Wir verbrauchen weniger.",
        "Ein Assistent hilft.",
        "Die Assistenten helfen.",
        "Faser aus Kohlenstoff",
        "Eine Sonderausstellung im Museum",
        "Sonderaufgaben der Länder",
        "Die Überlieferung der Werke",
        "Die Sehnsucht bleibt.",
        "Die Probe wurde untersucht.",
        "Eine breite Palette von Angeboten",
        "breiter Paletten",
    ],
)
def test_what_merely_looks_like_a_compound_holds_no_term(german: Find, text: str) -> None:
    assert german(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das Rauchen in Räumen", "Rauchen"),
        ("Ein Gefäßstent", "Stent"),
        ("Holzpaletten im Lager", "Palette"),
        ("Eine Palette im Regal", "Palette"),
        ("Kohleausstieg", "Kohle"),
        ("Messsonden", "Sonde"),
        ("Spielsucht", "Sucht"),
        ("Wasserstofftankstelle", "Wasserstoff"),
        ("wasserstoffspezifische Fragen", "Wasserstoff"),
        ("sensorbasierte Verfahren", "Sensor"),
        ("Medikamentenlogistik", "Logistik"),
        ("vollautonome Schiffe", "autonom"),
    ],
)
def test_a_part_that_is_a_word_beside_words_is_found(german: Find, text: str, expected: str) -> None:
    assert german(text) == [expected]


MARKS = [", ", ". ", "; ", ": ", " (", ") ", " [", "] ", "! ", "? ", " … ", ", und ", '." ', " • "]


@pytest.mark.parametrize("mark", MARKS)
def test_no_phrase_reaches_across_a_mark(german: Find, english: Find, mark: str) -> None:
    assert german(f"eher künstliche{mark}Intelligenz fehlt") == []
    assert english(f"a machine{mark}learning by doing") == []


@pytest.mark.parametrize("mark", MARKS)
def test_no_phrase_reaches_across_a_mark_to_a_part_of_a_compound(german: Find, mark: str) -> None:
    assert german(f"eher künstliche{mark}Intelligenzforschung fehlt") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("künstliche\nIntelligenz", "künstliche Intelligenz"),
        ("„künstliche“ Intelligenz", "künstliche Intelligenz"),
        ("(künstliche Intelligenz)", "künstliche Intelligenz"),
        ("etwa künstliche Intelligenzforschung.", "künstliche Intelligenz"),
        ("Industrie 4.0, neu", "Industrie 4.0"),
        ("Stadt der Zukunft: ein Plan", "Stadt der Zukunft"),
    ],
)
def test_line_breaks_and_quotes_part_no_phrase(german: Find, text: str, expected: str) -> None:
    assert german(text) == [expected]


@pytest.mark.parametrize(
    "text", ["supply-chain", "supply/chain", "the 'supply' chain", "a U.S. port", "the supply chain."]
)
def test_hyphens_strokes_and_a_terms_own_marks_part_no_phrase(english: Find, text: str) -> None:
    assert len(english(text)) == 1


def test_marks_inside_words_part_nothing(german: Find) -> None:
    assert german("autonomes Fahren für Bürger:innen") == ["autonomes Fahren"]
    assert german("bzw. autonomes Fahren") == ["autonomes Fahren"]


def test_a_term_before_and_a_term_after_a_mark_are_found(german: Find) -> None:
    assert german("Sensor, Wasserstoff; (Logistik).") == ["Sensor", "Wasserstoff", "Logistik"]


def test_words_after_a_mark_still_complete_a_suspended_hyphen(german: Find) -> None:
    assert german("Wasserstoff-, Gas- und Stromtechnik") == ["Wasserstoff"]
