"""Hints on funding, for strategies with and without places and funding context."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s3align.assess.flags import flags
from s3align.record.assessment import Place, PlaceRole, Span, ThemeResult, Verdict
from s3align.strategy.load import load_strategy
from s3align.strategy.model import FundArea, FundingContext, FundingField, Municipality, SizeRule

NAMES = {"de": "Name", "en": "name"}
FUNDING = FundingContext(
    as_of="2030-01",
    fields=(FundingField("sea", NAMES, ("Call A",), "https://example.org/f"),),
    funds=(FundArea("Blue Fund", NAMES, "https://example.org/b"),),
    size_rule=SizeRule(3, 15_000, NAMES, "https://example.org/s"),
)


@pytest.fixture(scope="module")
def coast():
    return load_strategy(Path(__file__).parent.parent / "strategy" / "data" / "coast")


def theme(theme_id, *, addressed=True):
    verdict = Verdict.CORE if addressed else Verdict.TOUCHED
    return ThemeResult(
        id=theme_id,
        extent=None,
        sureness=0.6,
        low=0.5,
        high=0.7,
        verdict=verdict,
        passages=0,
        pages=(),
        contributions=(),
        subtopics=(),
        evidence=(),
    )


def town(name, people, district=None):
    return Municipality(name, "Stadt", district, people, None, None, None, None, "", (), ())


def place(name, role="site"):
    return Place(name, role, 1)


def body(name):
    return place(name, "municipal_partner")


def kinds(*arguments):
    return [flag.kind for flag in flags(*arguments)]


def test_a_strategy_without_funding_context_still_names_joint_projects(coast):
    strategy = replace(coast, municipalities=(town("A", 1), town("B", 1)), funding=None)
    places = [place("A", "municipal_partner"), place("B", "municipal_partner")]
    (joint,) = flags([theme("sea")], places, strategy)
    assert (joint.kind, joint.places) == ("joint", ("A", "B"))


@pytest.mark.parametrize("role", ["site", "partner", "mention"])
def test_no_project_is_joint_by_sites_seats_or_mentions(coast, role):
    strategy = replace(coast, municipalities=(town("A", 1), town("B", 1)), funding=None)
    assert not flags([], [place("A", "municipal_partner"), place("B", role)], strategy)


def test_a_place_counts_in_each_of_its_roles(coast):
    strategy = replace(coast, municipalities=(town("A", 1), town("B", 1)), funding=None)
    shown = tuple(PlaceRole(role, 1, Span(0, 1), "A") for role in ("site", "municipal_partner"))
    (joint,) = flags([], [Place("A", "site", 1, shown), place("B", "municipal_partner")], strategy)
    assert joint.places == ("A", "B")


def test_a_strategy_without_places_has_the_field_of_an_addressed_theme_alone(coast):
    strategy = replace(coast, municipalities=(), funding=FUNDING)
    (field,) = flags([theme("sea"), theme("food")], [place("Fernhafen", "outside")], strategy)
    assert (field.kind, field.about, field.places) == ("field", "sea", ())
    assert not flags([theme("sea", addressed=False)], [], strategy)


def test_a_fund_is_named_for_sites_inside_its_area(coast):
    strategy = replace(coast, funding=FUNDING)
    (fund,) = flags([theme("food")], [place("Sandhafen")], strategy)
    assert (fund.kind, fund.about, fund.places) == ("fund", "Blue Fund", ("Sandhafen",))
    assert not flags([theme("food")], [place("Sandhafen", "partner")], strategy)
    assert not flags([theme("food")], [place("Sandhafen", "mention")], strategy)


def test_a_fund_is_named_for_the_roles_that_its_rule_names(coast):
    fund = replace(FUNDING.funds[0], roles=("partner",))
    strategy = replace(coast, funding=replace(FUNDING, funds=(fund,)))
    assert not flags([theme("food")], [place("Sandhafen")], strategy)
    assert [flag.about for flag in flags([theme("food")], [place("Sandhafen", "partner")], strategy)] == ["Blue Fund"]


def test_a_project_without_a_theme_is_sent_to_no_fund(coast):
    strategy = replace(coast, funding=FUNDING)
    assert not flags([theme("food", addressed=False)], [place("Sandhafen")], strategy)


def test_the_size_rule_counts_districts_or_inhabitants(coast):
    towns = (town("A", 1, "North"), town("B", 1, "North"), town("C", 1), town("D", 1), town("Big", 15_000))
    strategy = replace(coast, municipalities=(*towns, town("North", 14_999)), funding=FUNDING)
    assert kinds([theme("food")], [body("A"), body("B"), body("C")], strategy) == ["joint"]
    assert kinds([theme("food")], [body("A"), body("C"), body("D")], strategy) == ["joint", "size_rule"]
    assert kinds([theme("food")], [body("Big")], strategy) == ["size_rule"]
    assert kinds([theme("food")], [place("Big", "partner"), place("A"), place("C"), place("D")], strategy) == []


def test_a_town_is_not_counted_twice_with_its_district(coast):
    strategy = replace(coast, municipalities=(town("A", 14_000, "North"), town("North", 14_999)), funding=FUNDING)
    assert kinds([theme("food")], [body("A"), body("North")], strategy) == ["joint"]
