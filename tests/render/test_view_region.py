"""Places are shown with what they are known for, never as weak, and with sources that can be followed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_in_record

from s3align.record.assessment import Place
from s3align.render.html import render_html
from s3align.render.messages import LANGUAGES, Messages
from s3align.render.view import build_view
from s3align.strategy.facts import Area, Description, EvidenceLevel, Source, SourceKind, Statement
from s3align.strategy.model import Municipality, Strength, ThemeStrength

WHARF = {"de": "Werft", "en": "Wharf"}
SOURCES = (
    Source("CITY", "City of Ebbe", "https://example.org/city", SourceKind.OFFICIAL, "2030-01", "2029-06"),
    Source("BLOG", "Tide blog", "https://example.org/blog", SourceKind.BLOG, "2030-01"),
)


def known(theme, strength=Strength.STRONG, evidence=EvidenceLevel.OTHER, source="CITY"):
    return ThemeStrength(theme, strength, evidence, WHARF, source)


def town(name, *themes, district=None):
    return Municipality(name, "town", district, 1000, None, None, None, None, "", (), themes)


REGION = (
    town("Flut", known("smart-city", Strength.MEDIUM), known("green-tech", Strength.WEAK, source="BLOG")),
    town("Watt", known("health", evidence=EvidenceLevel.STRATEGY)),
    town("Ebbe", district="Watt"),
    town("Priel"),
)
AREAS = (Area("green-tech", {"de": "Westen", "en": "West"}, ("Flut", "Watt"), EvidenceLevel.INFERENCE, "CITY", "2030"),)
STATEMENTS = (Statement("sea", {"de": "Das Meer trägt.", "en": "The sea carries."}, "CITY", "2030-01"),)


@pytest.fixture
def region(strategy):
    return replace(
        strategy,
        municipalities=REGION,
        sources=SOURCES,
        description=Description({"de": "Kein Zitat.", "en": "No quotation."}, {}, STATEMENTS, AREAS),
    )


@pytest.fixture
def named(assessment):
    roles = {"Flut": "site", "Ebbe": "site", "Priel": "partner", "Watt": "mention", "Fern": "outside"}
    return replace_in_record(assessment, places=tuple(Place(name, role, 2) for name, role in roles.items()))


def shown(named, region, language="en"):
    return {place.name: place for place in build_view(named, region, language).places}


def test_every_strength_is_shown_whatever_its_grade_and_the_main_theme_first(named, region):
    flut = shown(named, region)["Flut"]
    assert [entry.label for entry in flut.strengths] == ["Single pointer", "Also here"]
    assert [entry.is_main for entry in flut.strengths] == [True, False]
    assert {entry.anchor for entry in flut.strengths} == {"Wharf"}
    assert flut.summary.startswith(flut.strengths[0].theme)


def test_a_strength_says_who_says_so_and_when(named, region):
    weak, medium = shown(named, region)["Flut"].strengths
    assert (medium.evidence.level, medium.evidence.source.note) == ("public source", "as of June 2029")
    assert not medium.evidence.source.is_doubtful
    assert weak.evidence.source.is_doubtful
    assert weak.evidence.source.note == "read January 2030; doubtful source: private page"
    (named_by_strategy,) = shown(named, region)["Watt"].strengths
    assert named_by_strategy.evidence.level == "page on the strategy"


def test_a_town_without_an_entry_shows_that_of_its_district_and_says_so(named, region):
    ebbe = shown(named, region, "de")["Ebbe"]
    assert ebbe.summary.startswith("über Watt: ")
    assert "Zu Ebbe selbst" in ebbe.via
    assert ebbe.note is None
    assert shown(named, region)["Watt"].via is None


def test_a_place_of_which_nothing_is_known_is_not_called_weak(named, region):
    places = shown(named, region, "de")
    assert (places["Priel"].summary, places["Priel"].note) == ("", "bisher nichts gefunden")
    assert places["Fern"].note == "gehört nicht zur Region"
    bare = replace(region, municipalities=tuple(replace(place, themes=()) for place in REGION))
    assert shown(named, bare, "de")["Priel"].note is None  # nothing is known of any place: no verdict on this one


def test_who_takes_part_is_told_from_who_is_mentioned(named, region):
    assert [name for name, place in shown(named, region).items() if place.takes_part] == ["Flut", "Ebbe", "Priel"]


def test_a_role_that_is_new_needs_a_word_alone(named, region, monkeypatch):
    messages = Messages.load("en")
    monkeypatch.setitem(messages.texts, "role_guest", "guest")
    guest = replace_in_record(named, places=(Place("Flut", "guest", 1),))
    assert shown(guest, region)["Flut"].role == "guest"
    assert shown(guest, region)["Flut"].takes_part


def test_the_main_theme_is_placed_in_the_region_without_judgement(named, region):
    spread = build_view(named, region, "en").spread
    assert [(area.name, area.places) for area in spread.areas] == [("West", "Flut and Watt")]
    assert spread.areas[0].evidence.level == "our own reading of"
    assert (
        spread.sites
        == "Flut and Ebbe, where work is done, lie there. This is neither good nor bad and changes no points."
    )
    elsewhere = replace_in_record(named, places=(Place("Priel", "site", 1), Place("Flut", "mention", 1)))
    assert build_view(elsewhere, region, "en").spread.sites.startswith(
        "Priel, where work is done, lies in another part"
    )
    nowhere = replace_in_record(named, places=(Place("Flut", "mention", 1),))
    assert build_view(nowhere, region, "en").spread.sites is None


def test_without_a_main_theme_or_areas_nothing_is_placed(named, region, refused):
    unplaced = replace(region, description=replace(region.description, areas=()))
    assert build_view(named, unplaced, "en").spread is None
    assert build_view(refused, region, "en").spread is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_links_its_sources_and_explains_the_strategy(named, region, language):
    page, messages = render_html(named, region, language), Messages.load(language)
    assert '<a href="https://example.org/city" rel="noreferrer">City of Ebbe</a>' in page
    assert messages("about_title") in page
    assert STATEMENTS[0].text[language] in page
    assert region.description.note[language] in page
    assert messages("source_blog") in page


def test_a_strategy_without_places_and_description_has_no_heading_for_them(named, strategy):
    bare = replace(strategy, municipalities=(), description=None)
    page, messages = render_html(replace_in_record(named, places=(), flags=()), bare, "de"), Messages.load("de")
    for key in ("places_title", "about_title", "spread_intro", "flags_title", "map_title"):
        assert messages(key) not in page


def test_a_description_of_areas_alone_or_statements_alone_has_no_empty_part(named, region):
    messages = Messages.load("en")
    alone = replace(region, description=replace(region.description, areas=()))
    page = render_html(named, alone, "en")
    assert messages("about_open") in page
    assert messages("about_themes") not in page
    unsaid = replace(region, description=replace(region.description, statements=()))
    page = render_html(named, unsaid, "en")
    assert messages("about_themes") in page
    assert 'class="statements"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_on_a_place_reads_as_a_mark(language):
    keys = [key for key in Messages.load(language).texts if key.startswith(("places_", "known_", "map_", "spread_"))]
    said = " ".join(
        Messages.load(language)(key) if "{" not in (text := Messages.load(language).texts[key]) else text
        for key in keys
    )
    assert not any(
        word in said.lower() for word in ("stark", "schwach", "strong", "weak", "keine angabe", "not stated")
    )
