from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s3align.render.formats import apportion, decimal, enumeration, integer, page_ranges, percent, points
from s3align.render.messages import Messages


def test_points_round_halves_up():
    assert [points(score) for score in (0.0, 0.005, 0.785, 0.8649, 1.0)] == [0, 1, 79, 86, 100]


def test_numbers_look_german_or_english():
    assert [decimal(tenths, "de") for tenths in (34, 0, -7)] == ["+3,4", "0,0", "−0,7"]
    assert decimal(780, "en", signed=False) == "78.0"
    assert integer(12345, "de") == "12\u202f345"
    assert integer(12345, "en") == "12,345"
    assert percent(0.914, Messages.load("de")) == "91\u202f%"
    assert percent(0.914, Messages.load("en")) == "91%"


def test_lists_of_pages_are_sorted_and_shortened():
    assert page_ranges([9, 3, 4, 5, 3, 12, 11]) == "3–5, 9, 11, 12"
    assert page_ranges([]) == ""


def test_enumerations_end_with_and():
    messages = Messages.load("de")
    assert [enumeration(items, messages) for items in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b und c"]


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=15), st.integers(-5, 5))
def test_apportioned_values_sum_to_the_total_and_stay_close(values, shift):
    total = round(sum(values)) + shift
    shares = apportion(values, total)
    assert sum(shares) == total
    furthest = 2 + abs(shift)
    assert all(abs(share - value) <= furthest for share, value in zip(shares, values, strict=True))


def test_nothing_is_apportioned_to_nobody():
    assert apportion([], 0) == []
