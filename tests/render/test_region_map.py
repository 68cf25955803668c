"""The map of a region with any number of places, wherever they lie."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as replace_in_record

from s3align.record.assessment import Assessment, Place
from s3align.render.messages import Messages
from s3align.render.region_map import MAX_HEIGHT, WIDTH, region_map
from s3align.strategy.model import EvidenceLevel, Municipality, Strategy, Strength, ThemeStrength

LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)


def town(name: str, latitude: float | None, longitude: float | None, *themes: ThemeStrength) -> Municipality:
    return Municipality(name, "town", None, None, latitude, longitude, None, None, "", (), themes)


def drawn(strategy: Strategy, assessment: Assessment, *places: Municipality, named: str = "A"):
    assessment = replace_in_record(assessment, places=(Place(named, "site", 1),))
    return region_map(assessment, replace(strategy, municipalities=places), Messages.load("en"))


@pytest.fixture
def draw(strategy, assessment):
    return lambda *places, **more: drawn(strategy, assessment, *places, **more)


def test_there_is_no_map_without_places_or_without_coordinates(draw):
    assert draw() is None
    assert draw(town("A", None, None), town("B", 54.0, None)) is None


def test_there_is_no_map_of_one_spot(draw):
    assert draw(town("A", 54.0, 8.0), town("B", None, None)) is None
    assert draw(town("A", 54.0, 8.0), town("B", 54.0, 8.0), town("C", 54.0, 8.0)) is None


def test_there_is_no_map_where_no_place_of_the_region_is_named(draw):
    assert draw(town("A", 54.0, 8.0), town("B", 54.5, 8.5), named="Elsewhere") is None


def test_places_on_one_meridian_stand_below_one_another_in_the_middle(draw):
    view = draw(town("A", 54.0, 8.0), town("B", 55.0, 8.0))
    places = {point.name: (point.x, point.y) for point in view.points}
    assert places["A"][0] == places["B"][0] == WIDTH / 2
    assert places["A"][1] > places["B"][1]
    assert view.height == MAX_HEIGHT


def test_places_on_one_parallel_stand_beside_one_another(draw):
    view = draw(town("A", 54.0, 8.0), town("B", 54.0, 9.0))
    places = {point.name: (point.x, point.y) for point in view.points}
    assert places["A"][1] == places["B"][1]
    assert places["A"][0] < places["B"][0]


def test_a_region_across_the_date_line_stays_together(draw):
    view = draw(town("A", 0.0, 179.0), town("B", 0.5, -179.0), town("C", 1.0, 180.0))
    places = {point.name: point.x for point in view.points}
    assert places["A"] < places["C"] < places["B"]


def test_a_dot_shows_how_known_a_place_is_for_the_main_theme_and_a_site_carries_a_ring(draw, assessment):
    strong = ThemeStrength(assessment.overall.primary, Strength.STRONG, EvidenceLevel.OTHER, {}, "")
    view = draw(town("A", 54.0, 8.0, strong), town("B", 54.5, 8.5))
    points = {point.name: point for point in view.points}
    assert (points["A"].strength, points["A"].ring) == ("strong", "ring-1")
    assert points["A"].radius > points["B"].radius
    assert points["B"].ring is None


def test_the_legend_names_each_role_that_carries_a_ring(strategy, assessment):
    towns = replace(strategy, municipalities=(town("A", 54.0, 8.0), town("B", 54.5, 8.5), town("C", 54.2, 8.1)))
    roles = (Place("B", "partner", 1), Place("A", "site", 1), Place("C", "mention", 1))
    view = region_map(replace_in_record(assessment, places=roles), towns, Messages.load("en"))
    assert [(ring.css, ring.role) for ring in view.rings] == [
        ("ring-1", "work is done there"),
        ("ring-2", "seat of a partner organisation"),
    ]
    assert {point.name: point.ring for point in view.points} == {"A": "ring-1", "B": "ring-2", "C": None}
    assert view.description == "These carry a ring: B (seat of a partner organisation) and A (work is done there)."


def test_there_is_no_map_of_mentions_and_none_of_one_site_without_a_main_theme(strategy, assessment):
    towns = replace(strategy, municipalities=(town("A", 54.0, 8.0), town("B", 54.5, 8.5)))
    mentions = replace_in_record(assessment, places=(Place("A", "mention", 1), Place("B", "mention", 1)))
    assert region_map(mentions, towns, Messages.load("en")) is None
    aimless = replace_in_record(assessment, overall=None, places=(Place("A", "site", 1),))
    assert region_map(aimless, towns, Messages.load("en")) is None
    two = replace_in_record(aimless, places=(Place("A", "site", 1), Place("B", "partner", 1)))
    assert region_map(two, towns, Messages.load("en")).caption == Messages.load("en")("map_caption")


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), max_size=30))
def test_every_dot_lies_on_the_map(strategy, assessment, spots):
    places = [town("A" if not number else f"P{number}", *spot) for number, spot in enumerate(spots)]
    view = drawn(strategy, assessment, *places)
    if view is None:
        return
    assert view.height <= MAX_HEIGHT
    assert all(0 <= point.x <= view.width and 0 <= point.y <= view.height for point in view.points)
    assert len(view.points) == len(spots)
