"""Places and cut lines never say more than the ranges allow, and a range that says nothing spoils no other's places."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s3align.store.ranking import Ranked, Standing, ranked

STEPS = st.integers(0, 1000)
ENTRIES = st.lists(
    st.tuples(STEPS, STEPS, STEPS).map(lambda ends: tuple(end / 1000 for end in (sorted(ends)[i] for i in (1, 0, 2)))),
    max_size=25,
)
USELESS = (0.5, 0.0, 1.0)


def labels(*entries):
    return [places.label for places in ranked(entries)]


def is_surely_larger(one, other):
    """In thousandths, as the ranges of the tests are."""
    (a, low, _), (b, _, high) = ([round(1000 * end) for end in entry] for entry in (one, other))
    return a - b > math.sqrt((a - low) ** 2 + (high - b) ** 2)


def test_what_ranges_separate_has_its_own_place_and_what_they_do_not_shares():
    assert labels((0.60, 0.55, 0.65), (0.40, 0.33, 0.47), (0.36, 0.30, 0.43), (0.1, 0.06, 0.14)) == [
        "1",
        "2–3",
        "2–3",
        "4",
    ]


def test_two_are_told_apart_although_their_ranges_touch():
    assert labels((0.50, 0.40, 0.60), (0.35, 0.26, 0.44)) == ["1", "2"]
    assert labels((0.50, 0.40, 0.60), (0.37, 0.28, 0.46)) == ["1–2", "1–2"]


def test_places_need_not_be_groups():
    assert labels((0.5, 0.4, 0.6), (0.4, 0.3, 0.5), (0.3, 0.2, 0.4)) == ["1–2", "1–3", "2–3"]


def test_a_useless_range_shares_all_places_and_pulls_nobody_along():
    assert labels((0.6, 0.55, 0.65), USELESS, (0.3, 0.25, 0.35), (0.1, 0.05, 0.15)) == ["1–2", "1–4", "2–3", "3–4"]


def test_equal_extents_are_equal_however_sure():
    assert labels((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == ["1–2", "1–2"]


@given(ENTRIES)
def test_places_begin_behind_those_surely_larger_and_end_before_those_surely_smaller(entries):
    for own, places in zip(entries, ranked(entries), strict=True):
        assert places.first == 1 + sum(is_surely_larger(other, own) for other in entries)
        assert places.last == len(entries) - sum(is_surely_larger(own, other) for other in entries)
        assert 1 <= places.first <= places.last <= len(entries)


@given(ENTRIES, st.sampled_from([USELESS, (0.0, 0.0, 1.0), (1.0, 0.0, 1.0)]))
def test_one_more_with_a_useless_range_moves_nobody_by_more_than_a_place(entries, useless):
    before, after = list(ranked(entries)), list(ranked([*entries, useless]))[:-1]
    for old, new in zip(before, after, strict=True):
        assert 0 <= new.first - old.first <= 1
        assert 0 <= new.last - old.last <= 1


@given(ENTRIES, st.randoms(use_true_random=False))
def test_places_do_not_depend_on_the_order_and_equal_entries_share_them(entries, choose):
    twice = [*entries, *entries]
    order = choose.sample(range(len(twice)), len(twice))
    found = dict(zip(order, ranked([twice[index] for index in order]), strict=True))
    assert [found[index] for index in range(len(twice))] == list(ranked(twice))
    assert all(found[index] == found[index + len(entries)] for index in range(len(entries)))


@given(ENTRIES)
def test_a_place_is_left_open_to_somebody(entries):
    """No place between the first and the last is closed to all."""
    found = list(ranked(entries))
    for place in range(1, len(entries) + 1):
        assert any(places.first <= place <= places.last for places in found)


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [((0.502, 0.5001, 0.6), (0.5, 0.4, 0.5)), ((0.502, 0.502, 0.6), (0.5, 0.4, 0.5019))],
)
def test_ends_between_two_steps_are_moved_outwards(larger, smaller):
    assert labels(larger, smaller) == ["1–2", "1–2"]


def test_a_hundred_thousand_proposals_are_ranked_in_seconds():
    entries = [((step * 7919) % 100_000 / 100_000, 0.0, 1.0) for step in range(100_000)]
    varied = [
        (extent, extent * (1 - step % 300 / 700), min(1.0, extent + step % 300 / 700))
        for step, (extent, *_) in enumerate(entries)
    ]
    start = time.process_time()
    found = list(ranked(varied))
    assert time.process_time() - start < 20  # 3 s on two cores of 2020
    assert len(found) == 100_000


@pytest.mark.parametrize(
    ("places", "standings"), [(0, "oooo"), (1, "mmoo"), (2, "immo"), (3, "iimm"), (4, "iiii"), (9, "iiii")]
)
def test_a_cut_tells_what_is_surely_in_from_what_is_not_sure(places, standings):
    rows = [Ranked(1, 2), Ranked(1, 3), Ranked(2, 4), Ranked(3, 4)]
    assert "".join(row.standing(places)[0] for row in rows) == standings
    assert Ranked(1, 1).standing(1) is Standing.INSIDE


def test_nothing_has_no_places_and_one_has_the_first():
    assert labels() == []
    assert labels(USELESS) == ["1"]
