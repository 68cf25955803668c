"""Ranks and cut lines never say more than the ranges allow."""

from __future__ import annotations

import random

from s3align.batch.ranking import rank, shortlist


def scores(score, low, high):
    return {"health": (score, low, high, "strong"), "smart-city": (0.0, 0.0, 0.1, "none")}


def labels(**proposals):
    return {name: row.label for name, row in rank({name: scores(*row) for name, row in proposals.items()}).items()}


def test_overlapping_ranges_share_their_places():
    found = labels(a=(0.9, 0.8, 0.95), b=(0.85, 0.7, 0.9), c=(0.5, 0.4, 0.6), d=(0.2, 0.1, 0.3))
    assert found == {"a": "1-2", "b": "1-2", "c": "3", "d": "4"}


def test_equal_scores_are_equal_whatever_their_names():
    assert labels(b=(0.5, 0.5, 0.5), a=(0.5, 0.5, 0.5)) == {"a": "1-2", "b": "1-2"}


def test_a_cut_through_a_group_leaves_it_in_the_margin():
    ranked = rank({"a": scores(0.9, 0.85, 0.95), "b": scores(0.6, 0.5, 0.7), "c": scores(0.58, 0.5, 0.6)})
    assert shortlist(ranked, 1) == (["a"], [])
    assert shortlist(ranked, 2) == (["a"], ["b", "c"])
    assert shortlist(ranked, 3) == (["a", "b", "c"], [])


def test_places_cover_all_and_a_better_one_never_stands_behind():
    choose = random.Random(3)  # noqa: S311 -- the same cases in every run
    proposals = {}
    for number in range(60):
        score = choose.random()
        proposals[f"p{number}"] = (score, max(0, score - choose.random() / 5), min(1, score + choose.random() / 5))
    ranked = rank({name: scores(*row) for name, row in proposals.items()})
    ordered = sorted(proposals, key=lambda name: -proposals[name][0])
    assert [ranked[name].first for name in ordered] == sorted(row.first for row in ranked.values())
    assert {place for row in ranked.values() for place in range(row.first, row.last + 1)} == set(range(1, 61))


def test_nothing_ranks_nothing():
    assert rank({}) == {}
    assert shortlist({}, 5) == ([], [])
