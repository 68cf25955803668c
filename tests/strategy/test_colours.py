"""Colours of themes: readable under black print and different from one another, for any number of themes."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from s3align.strategy.colours import black_contrast, is_close, theme_colours
from s3align.strategy.model import Theme


def with_themes(strategy, number, given=()):
    themes = tuple(
        Theme(f"theme-{index}", {}, (), {}, (), given[index] if index < len(given) else "") for index in range(number)
    )
    return dataclasses.replace(strategy, themes=themes)


@pytest.mark.parametrize("number", range(1, 25))
def test_colours_are_light_and_different_for_any_number_of_themes(strategy, number):
    colours = list(theme_colours(with_themes(strategy, number)).values())
    assert len(colours) == number
    assert min(map(black_contrast, colours)) >= 4.5
    assert not [pair for pair in itertools.combinations(colours, 2) if is_close(*pair)]


def test_colours_of_the_strategy_are_kept_and_the_others_keep_away_from_them(strategy):
    free = list(theme_colours(with_themes(strategy, 4)).values())
    colours = list(theme_colours(with_themes(strategy, 4, ("a8e0b0", free[0]))).values())
    assert colours[:2] == ["a8e0b0", free[0]]
    assert not [pair for pair in itertools.combinations(colours, 2) if is_close(*pair)]


def test_a_hundred_themes_have_colours_too(strategy):
    assert len(theme_colours(with_themes(strategy, 200))) == 200


def test_contrast_is_that_of_the_web_guidelines():
    assert black_contrast("ffffff") == pytest.approx(21.0)
    assert black_contrast("000000") == pytest.approx(1.0)
    assert black_contrast("777777") == pytest.approx(4.69, abs=0.01)
    assert is_close("a8e0b0", "a9e0b0")
    assert not is_close("a8e0b0", "f7c98b")
