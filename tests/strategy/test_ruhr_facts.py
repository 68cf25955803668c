"""The facts of the shipped strategy have sources and dates, and say what they are."""

from __future__ import annotations

import pytest

from s3align.strategy.facts import DOUBTFUL, EvidenceLevel, SourceKind
from s3align.strategy.gaps import lint_gaps
from s3align.strategy.load import find_strategy, load_strategy
from s3align.strategy.model import Strength

DISTRICT = "Kreis"


@pytest.fixture(scope="module")
def ruhr():
    return load_strategy(find_strategy("ruhr"))


@pytest.fixture(scope="module")
def findings(ruhr):
    return [found.code for found in lint_gaps(find_strategy("ruhr"), ruhr)]


@pytest.mark.parametrize(
    "code",
    ["source-without-date", "unmarked-source", "call-without-status", "unknown-principle", "place-without-source"],
)
def test_every_fact_has_a_source_with_a_date_and_doubtful_ones_are_marked(findings, code):
    assert code not in findings


def test_no_strength_of_a_place_rests_on_a_private_page_or_a_copy(ruhr):
    kinds = {source.id: source.kind for source in ruhr.sources}
    used = {kinds[entry.source] for place in ruhr.municipalities for entry in place.themes if entry.source}
    assert not used & {SourceKind.BLOG, SourceKind.MIRROR}
    assert len([name for name, kind in kinds.items() if kind in DOUBTFUL]) <= 4


def test_every_place_has_strengths_of_its_own_or_of_its_district(ruhr):
    known = {place.name: place for place in ruhr.municipalities}
    for place in ruhr.municipalities:
        assert place.themes or known[place.district].themes, place.name


def test_every_strength_names_its_anchor_in_every_language(ruhr):
    for place in ruhr.municipalities:
        for entry in place.themes:
            assert set(entry.anchor) == set(ruhr.languages), (place.name, entry.theme)


def test_every_theme_has_its_areas_and_every_strong_place_lies_in_one(ruhr):
    districts = {place.name: place.district for place in ruhr.municipalities}
    for theme in ruhr.themes:
        areas = [area for area in ruhr.description.areas if area.theme == theme.id]
        assert areas
        assert {area.status for area in areas} == {EvidenceLevel.INFERENCE}  # the strategy's pages fix none
        inside = {place for area in areas for place in area.places}
        strong = {
            place.name
            for place in ruhr.municipalities
            for entry in place.themes
            if entry.theme == theme.id and entry.strength is Strength.STRONG
        }
        assert not [name for name in strong if name not in inside and districts[name] not in inside]


def test_the_core_statements_are_there_in_own_words(ruhr):
    assert [statement.id for statement in ruhr.description.statements] == [
        *("six_themes", "many_centres", "strengths", "made_together", "climate_neutral", "skilled_people", "eu_funds")
    ]
    for statement in ruhr.description.statements:
        assert set(statement.text) == set(ruhr.languages)
        assert not any(sign in text for text in statement.text.values() for sign in '„“”"«»')
        assert statement.source
        assert statement.as_of
    assert "kein satz ist ein zitat" in ruhr.description.note["de"].lower()


def test_every_call_and_fund_says_where_it_stands(ruhr):
    funding = ruhr.funding
    assert {call for field in funding.fields for call in field.calls} == {call.id for call in funding.calls}
    for timing in (*(part.timing for part in (*funding.calls, *funding.funds)), funding.size_rule.timing):
        assert set(timing.note) == set(ruhr.languages)
