"""The word for what a document has to do with a theme, the passages that speak of it, and the overall statement."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_models import DOCUMENT, hit, segment

from s3align.assess.assess import _subtopics
from s3align.assess.overall import CORE_SHARE, overall, speaking_passages, verdicts
from s3align.model.profiles import ADDRESSED_FROM
from s3align.model.scorer import SegmentResult, ThemeScore
from s3align.record.assessment import Overall, Rule, ThemeResult, Verdict
from s3align.strategy.load import load_strategy
from s3align.strategy.model import Strategy, Strength

COAST = load_strategy(Path(__file__).parent.parent / "strategy" / "data" / "coast")
CORE, SIDE, TOUCHED, NONE, UNCLEAR = Verdict.CORE, Verdict.SIDE, Verdict.TOUCHED, Verdict.NONE, Verdict.UNCLEAR


def score(sureness: float, extent: float = 0.1, *probabilities: float, gains: tuple[float, ...] = ()) -> ThemeScore:
    """A score whose passages have these probabilities, and gain these (or nothing)."""
    segments = tuple(
        SegmentResult(probability, value)
        for probability, value in zip(probabilities, gains or (0.0,) * len(probabilities), strict=True)
    )
    return ThemeScore("sea", extent, extent, extent, sureness, sureness, sureness, sureness - sum(gains), segments)


def said(**scores: ThemeScore) -> dict[str, Verdict]:
    return verdicts(SimpleNamespace(themes=scores), DOCUMENT)


@pytest.mark.parametrize(
    ("sureness", "probability", "verdict"),
    [
        (0.9, 0.9, CORE),
        (ADDRESSED_FROM, 0.0, CORE),
        (ADDRESSED_FROM - 1e-9, 0.9, UNCLEAR),
        (DOCUMENT.unclear_from, 0.0, UNCLEAR),
        (DOCUMENT.unclear_from - 1e-9, 0.5, TOUCHED),
        (DOCUMENT.unclear_from - 1e-9, 0.4999, NONE),
        (0.01, 0.99, TOUCHED),
        (0.01, 0.0, NONE),
    ],
)
def test_a_verdict_is_by_sureness_and_by_what_passages_speak_of(
    sureness: float, probability: float, verdict: Verdict
) -> None:
    assert said(sea=score(sureness, 0.1, probability, 0.0)) == {"sea": verdict}


@pytest.mark.parametrize(("extent", "verdict"), [(0.4, CORE), (0.2, CORE), (0.1999, SIDE), (0.001, SIDE)])
def test_a_theme_of_less_than_half_the_largest_extent_is_a_side_theme(extent: float, verdict: Verdict) -> None:
    assert CORE_SHARE == 0.5
    assert said(sea=score(0.9, 0.4), food=score(0.99, extent)) == {"sea": CORE, "food": verdict}


def test_a_theme_that_is_not_addressed_makes_none_a_side_theme() -> None:
    assert said(sea=score(0.9, 0.1), food=score(0.4, 0.9), sky=score(0.1, 0.9, 0.9)) == {
        "sea": CORE,
        "food": UNCLEAR,
        "sky": TOUCHED,
    }


def test_the_passages_that_speak_are_those_of_an_even_chance_or_more() -> None:
    found = score(0.9, 0.4, 0.5, 0.49, 0.9)
    for verdict in Verdict:
        assert speaking_passages(found, verdict) == [0, 2]


def test_of_a_theme_addressed_the_passage_that_adds_most_speaks_where_each_is_unsure() -> None:
    found = score(0.6, 0.3, 0.4, 0.45, 0.4, gains=(0.1, 0.2, 0.2))
    assert [speaking_passages(found, verdict) for verdict in (CORE, SIDE)] == [[1], [1]]
    assert [speaking_passages(found, verdict) for verdict in (UNCLEAR, TOUCHED, NONE)] == [[], [], []]


def test_sub_topics_are_found_in_the_passages_that_speak_of_the_theme_alone() -> None:
    ships, fish = (replace(hit(name, "sea", 0).term, subtopic=part) for name, part in (("a", "ships"), ("b", "fish")))
    weak = replace(fish, strength=Strength.WEAK)
    other = replace(fish, theme="food")
    texts = [
        segment("one", *[replace(hit("x", "sea", 0), term=term) for term in own])
        for own in ([ships], [ships, weak, other], [fish], [ships, ships])
    ]
    sea = next(theme for theme in COAST.themes if theme.id == "sea")
    found = {part.id: part.passages for part in _subtopics(sea, [0, 1, 3], texts)}
    assert found == {"ships": (0, 1, 3), "fish": ()}
    everywhere = {part.id: part.passages for part in _subtopics(sea, [0, 1, 2, 3], texts)}
    assert everywhere == {"ships": (0, 1, 3), "fish": (2,)}


def result(theme: str, verdict: Verdict, sureness: float, extent: float = 0.1) -> ThemeResult:
    return ThemeResult(
        id=theme,
        extent=extent,
        sureness=sureness,
        low=sureness,
        high=sureness,
        verdict=verdict,
        passages=0,
        pages=(),
        contributions=(),
        subtopics=(),
        evidence=(),
    )


@pytest.fixture(scope="module")
def three() -> Strategy:
    """Three themes, spread from two on."""
    return replace(COAST, themes=(*COAST.themes, replace(COAST.themes[0], id="sky")), spread_share=0.6)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("sea", CORE, 0.9), ("food", NONE, 0.1)], Overall(Rule.MAIN, "sea")),
        ([("sea", SIDE, 0.9), ("food", UNCLEAR, 0.4)], Overall(Rule.MAIN, "sea")),
        (
            [("sea", SIDE, 0.9), ("food", CORE, 0.8), ("sky", SIDE, 0.95)],
            Overall(Rule.MAIN_AND_SECONDARY, "food", ("sky", "sea")),
        ),
        ([("sea", TOUCHED, 0.2), ("food", UNCLEAR, 0.4), ("sky", TOUCHED, 0.1)], Overall(Rule.UNCLEAR, nearest="food")),
        ([("sea", TOUCHED, 0.2), ("food", TOUCHED, 0.1), ("sky", NONE, 0.25)], Overall(Rule.SPREAD, nearest="sea")),
        ([("sea", TOUCHED, 0.2), ("food", NONE, 0.1), ("sky", NONE, 0.1)], Overall(Rule.WEAK, nearest="sea")),
        ([("sea", NONE, 0.1), ("food", NONE, 0.2), ("sky", NONE, 0.1)], Overall(Rule.NONE, nearest="food")),
        ([], Overall(Rule.NONE)),
    ],
)
def test_the_overall_statement_follows_its_rules(
    three: Strategy, rows: list[tuple[str, Verdict, float]], expected: Overall
) -> None:
    assert three.spread_count == 2
    assert overall([result(*row) for row in rows], three) == expected


def test_the_main_theme_is_a_core_theme_even_where_a_side_theme_is_surer(three: Strategy) -> None:
    rows = [result("sea", SIDE, 0.99, 0.1), result("food", CORE, 0.51, 0.9), result("sky", CORE, 0.6, 0.8)]
    for order in permutations(rows):
        assert overall(order, three) == Overall(Rule.MAIN_AND_SECONDARY, "sky", ("food", "sea"))


def test_the_nearest_theme_is_one_that_is_unclear_before_one_touched_and_one_touched_before_none(
    three: Strategy,
) -> None:
    unclear, touched, none = result("sea", UNCLEAR, 0.2), result("food", TOUCHED, 0.3), result("sky", NONE, 0.4)
    assert overall([none, touched, unclear], three) == Overall(Rule.UNCLEAR, nearest="sea")
    assert overall([none, touched], three) == Overall(Rule.WEAK, nearest="food")


def test_of_themes_equally_sure_the_larger_one_is_the_main_theme(three: Strategy) -> None:
    equal = [result("sea", CORE, 0.99, 0.4), result("food", CORE, 0.99, 0.5), result("sky", SIDE, 0.99, 0.2)]
    assert overall(equal, three) == Overall(Rule.MAIN_AND_SECONDARY, "food", ("sea", "sky"))
