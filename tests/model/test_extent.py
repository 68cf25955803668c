"""The range of an extent: worked out by hand, wide where little was read, and held by drawing passages anew."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.model.extent import extent_range

DEVIATIONS = 1.28
SHARES = st.lists(st.integers(1, 80), min_size=1, max_size=40).map(lambda words: [each / sum(words) for each in words])


def width(extent: float, shares: list[float]) -> float:
    low, high = extent_range(extent, shares, DEVIATIONS)
    return high - low


def test_the_ends_are_where_the_extent_is_so_many_deviations_away() -> None:
    low, high = extent_range(0.3, [1 / 20] * 20, DEVIATIONS)
    for end in (low, high):
        assert abs(end - 0.3) == pytest.approx(DEVIATIONS * math.sqrt(end * (1 - end) / 20))
    assert low < 0.3 < high


@given(st.floats(0, 1), SHARES)
def test_the_range_holds_the_extent_and_stays_between_nothing_and_all(extent: float, shares: list[float]) -> None:
    low, high = extent_range(extent, shares, DEVIATIONS)
    assert 0.0 <= low <= extent <= high <= 1.0


@given(st.floats(0, 1), SHARES)
def test_more_passages_make_it_narrower(extent: float, shares: list[float]) -> None:
    assert width(extent, [share / 2 for share in shares] * 2) < width(extent, shares)


@pytest.mark.parametrize("extent", [0.0, 0.1, 0.5, 0.97, 1.0])
def test_a_single_passage_tells_little_however_sure_it_is(extent: float) -> None:
    assert width(extent, [1.0]) > 0.6
    assert width(extent, [1 / 50] * 50) < 0.19


def test_one_long_passage_among_short_ones_counts_for_what_it_is() -> None:
    assert width(0.5, [0.9, *[0.01] * 10]) == pytest.approx(width(0.5, [1.0]), rel=0.05)


def test_four_of_five_texts_of_such_passages_lie_in_the_range() -> None:
    choose = random.Random(5)  # noqa: S311 -- the same cases in every run
    chances = [choose.choice((0.02, 0.1, 0.5, 0.9)) for _ in range(40)]
    extent = sum(chances) / 40
    low, high = extent_range(extent, [1 / 40] * 40, DEVIATIONS)
    drawn = [sum(choose.random() < choose.choice(chances) for _ in range(40)) / 40 for _ in range(4000)]
    assert sum(low <= share <= high for share in drawn) / 4000 == pytest.approx(0.8, abs=0.05)
