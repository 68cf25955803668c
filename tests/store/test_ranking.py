"""Ranks and cut lines never say more than the ranges allow."""

from __future__ import annotations

import random

from s3align.store.ranking import Ranked, groups


def labels(*ranges):
    return [group.label for group in groups(ranges)]


def test_overlapping_ranges_share_their_places():
    assert labels((0.8, 0.95), (0.7, 0.9), (0.4, 0.6), (0.1, 0.3)) == ["1–2", "3", "4"]


def test_equal_scores_are_equal():
    assert labels((0.5, 0.5), (0.5, 0.5)) == ["1–2"]


def test_a_cut_through_a_group_leaves_it_in_the_margin():
    first, second = groups([(0.85, 0.95), (0.5, 0.7), (0.5, 0.6)])
    assert [first.standing(places) for places in (1, 2, 3)] == ["inside", "inside", "inside"]
    assert [second.standing(places) for places in (1, 2, 3)] == ["outside", "margin", "inside"]


def test_groups_cover_all_places_once():
    choose = random.Random(3)  # noqa: S311 -- the same cases in every run
    scores = sorted((choose.random() for _ in range(60)), reverse=True)
    found = groups((max(0, score - choose.random() / 5), min(1, score + choose.random() / 5)) for score in scores)
    assert [place for row in found for place in range(row.first, row.last + 1)] == list(range(1, 61))


def test_those_of_one_group_overlap_with_its_best():
    choose = random.Random(4)  # noqa: S311 -- the same cases in every run
    scores = sorted((choose.random() for _ in range(60)), reverse=True)
    ranges = [(score - choose.random() / 5, score + choose.random() / 5) for score in scores]
    for group in groups(ranges):
        lowest = ranges[group.first - 1][0]
        assert all(high >= lowest for _, high in ranges[group.first - 1 : group.last])
        assert group.last == 60 or ranges[group.last][1] < lowest


def test_nothing_ranks_nothing():
    assert groups([]) == ()
    assert Ranked(1, 1).label == "1"
