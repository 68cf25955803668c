"""The data of the Ruhr strategy: complete, in order, without doubles."""

from collections import Counter

import pytest

from s3align import resources
from s3align.record.assessment import Grade
from s3align.strategy.load import load_strategy
from s3align.strategy.model import EvidenceLevel, Strategy, Strength

NAMES = (
    "Cybersecurity/Künstliche Intelligenz",
    "Grüne Technologien/Wasserstoff/Kreislaufwirtschaft",
    "Neue Industrie",
    "Intelligente Logistik",
    "Smart City",
    "Gesundheitswirtschaft",
)
THEMES = ("cyber-ai", "green-tech", "new-industry", "smart-logistics", "smart-city", "health")


@pytest.fixture(scope="module")
def ruhr() -> Strategy:
    return load_strategy(resources.folder("corpus") / "strategies" / "ruhr")


def test_the_six_themes_stand_in_the_order_of_the_strategy(ruhr):
    assert tuple(theme.id for theme in ruhr.themes) == THEMES
    assert tuple(theme.name["de"] for theme in ruhr.themes) == NAMES


def test_the_grades_of_a_principle_have_words(ruhr):
    assert [entry.grade for entry in ruhr.grades] == list(Grade)
    assert [entry.name["de"] for entry in ruhr.grades] == ["kein Bezug", "schwach", "ausreichend", "gut", "sehr gut"]


def test_there_are_53_municipalities_and_4_districts(ruhr):
    kinds = Counter(place.kind for place in ruhr.municipalities)
    assert kinds["Kreis"] == 4
    assert kinds["kreisfreie Stadt"] == 11
    assert len(ruhr.municipalities) == 57
    assert sum(place.district is not None for place in ruhr.municipalities) == 42


def test_every_place_has_a_population_with_its_date(ruhr):
    assert all(place.population and place.population_date for place in ruhr.municipalities)


def test_the_just_transition_area_has_four_towns(ruhr):
    area = {place.name for place in ruhr.municipalities if "JTF" in place.funding_areas}
    assert area == {"Bottrop", "Dorsten", "Gladbeck", "Marl"}


def test_what_is_not_inferred_names_its_source(ruhr):
    strengths = [strength for place in ruhr.municipalities for strength in place.themes]
    assert len(strengths) > 90
    assert all(strength.source for strength in strengths if strength.evidence is not EvidenceLevel.INFERENCE)


def test_every_theme_and_language_has_at_least_200_terms(ruhr):
    counts = Counter((term.theme, term.language) for term in ruhr.terms if term.strength is not Strength.FALSE_FRIEND)
    assert set(counts) == {(theme, language) for theme in THEMES for language in ruhr.languages}
    assert min(counts.values()) >= 200


def test_every_subtopic_has_sure_terms_in_every_language(ruhr):
    sure = {
        (term.theme, term.subtopic, term.language)
        for term in ruhr.terms
        if term.strength is Strength.STRONG and not term.ambiguous
    }
    expected = {
        (theme.id, subtopic.id, language)
        for theme in ruhr.themes
        for subtopic in theme.subtopics
        for language in ruhr.languages
    }
    assert expected <= sure


def test_every_theme_has_false_friends_in_every_language(ruhr):
    counts = Counter((term.theme, term.language) for term in ruhr.terms if term.strength is Strength.FALSE_FRIEND)
    assert all(counts[theme, language] >= 10 for theme in THEMES for language in ruhr.languages)


@pytest.mark.parametrize("field", ["terms", "out_of_scope"])
def test_a_term_stands_once_per_theme_and_language(ruhr, field):
    counts = Counter((term.theme, term.language, term.text.casefold()) for term in getattr(ruhr, field))
    assert [key for key, count in counts.items() if count > 1] == []


def test_abbreviations_match_only_as_written(ruhr):
    exact = {term.text for term in ruhr.terms if term.case_sensitive}
    assert {"KI", "AI", "H2", "OT", "MDR", "OZG", "BSI", "FTS", "ÖPNV"} <= exact


def test_a_question_never_hands_out_a_strong_term(ruhr):
    for theme in ruhr.themes:
        strong = [term.text for term in ruhr.terms if term.theme == theme.id and term.strength is Strength.STRONG]
        questions = " ".join(question for subtopic in theme.subtopics for question in subtopic.question.values())
        assert [term for term in strong if f" {term} " in questions] == []


def test_every_principle_has_terms_in_every_language(ruhr):
    for principle in ruhr.principles:
        assert {term.language for term in principle.terms} == set(ruhr.languages)


def test_place_names_that_are_common_words_have_a_trap(ruhr):
    trapped = {place for trap in ruhr.name_traps if trap.kind == "common_word" for place in trap.places}
    assert {"Essen", "Wetter (Ruhr)", "Alpen", "Kamen", "Datteln"} <= trapped


ORGANISATIONS = """
    Horst Görtz; eurobits; G DATA; Cube 5; CASA; Lamarr; ML2R; UMSICHT; IML; IMS; SLM; LogistikRuhr; duisport; DeltaPort;
    logport; startport; Emschergenossenschaft; Lippeverband; ChemSite; Chemiepark Marl; newPark; h2herten; HydrOB; GET H2;
    TrHy; ruhrvalley; InnovationCity; MedEcon; GesundheitsCampus; BioMedizinZentrum; thyssenkrupp; Evonik; Covestro; Siemens;
    Bosch; Uniper; Vonovia; Remondis; Amprion; Wilo; BP; RWE; Salzgitter; Thales; DLR; OFFIS; DFKI; VDI; ZBT; RUB; TU Dortmund
"""


def test_no_name_of_an_organisation_is_evidence(ruhr):
    names = {" ".join(name.split()).casefold() for name in ORGANISATIONS.split(";")}
    words = {term.text: f" {term.text.replace('-', ' ').casefold()} " for term in ruhr.terms}
    assert [text for text, padded in words.items() if any(f" {name} " in padded for name in names)] == []
