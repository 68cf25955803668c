from __future__ import annotations

import pytest

from s3align.evaluation.bootstrap import share
from s3align.evaluation.metrics import measure
from s3align.evaluation.verdict import Verdict


def verdict(expected: bool, score: float, predicted: bool) -> Verdict:
    return Verdict("x", "k", {"a": expected}, {"a": (score, predicted)})


def test_the_figures_of_a_small_example() -> None:
    figures = measure(
        [verdict(True, 0.9, True), verdict(True, 0.4, False), verdict(False, 0.6, True), verdict(False, 0.1, False)],
        ["a"],
    )
    (theme,) = figures.themes
    assert (theme.support, theme.precision, theme.recall, theme.f1) == (2, 0.5, 0.5, 0.5)
    assert theme.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert figures.none_given_a_theme == 0.5
    assert figures.calibration_error == pytest.approx((0.1 + 0.6 + 0.6 + 0.1) / 4)


def test_a_perfect_and_a_hopeless_ranking_have_the_auc_they_should() -> None:
    perfect = measure([verdict(True, 0.9, True), verdict(False, 0.1, False)], ["a"])
    hopeless = measure([verdict(True, 0.1, False), verdict(False, 0.9, True)], ["a"])
    assert perfect.themes[0].auc == 1.0
    assert hopeless.themes[0].auc == 0.0


def test_texts_of_one_score_count_as_one_step_of_average_precision() -> None:
    figures = measure([verdict(True, 0.5, True), verdict(False, 0.5, True)], ["a"])
    assert figures.themes[0].average_precision == 0.5


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    rows = [verdict(number % 3 == 0, number / 40, number > 20) for number in range(40)]
    first, second = measure(rows, ["a"]), measure(rows, ["a"])
    interval = first.macro_f1_interval
    assert interval is not None
    assert interval.low <= first.macro_f1 <= interval.high
    assert first == second


def test_confusion_counts_the_highest_theme_addressed() -> None:
    rows = [
        Verdict("1", "k", {"a": True, "b": False}, {"a": (0.4, False), "b": (0.7, True)}),
        Verdict("2", "k", {"a": False, "b": False}, {"a": (0.4, False), "b": (0.1, False)}),
        Verdict("3", "k", {"a": True, "b": True}, {"a": (0.9, True), "b": (0.1, False)}),
    ]
    confusion = measure(rows, ["a", "b"]).confusion
    assert confusion["a"] == {"a": 0, "b": 1, "none": 0}
    assert confusion["none"] == {"a": 0, "b": 0, "none": 1}


def test_the_calibration_curve_holds_every_score() -> None:
    curve = measure([verdict(True, 1.0, True), verdict(False, 0.05, False)], ["a"]).calibration_curve
    assert [(entry.count, entry.share_true) for entry in curve] == [(1, 0.0), (1, 1.0)]


def test_both_themes_of_a_text_must_be_given() -> None:
    rows = [
        Verdict("1", "k", {"a": True, "b": True}, {"a": (0.9, True), "b": (0.1, False)}),
        Verdict("2", "k", {"a": True, "b": True}, {"a": (0.9, True), "b": (0.8, True)}),
        Verdict("3", "k", {"a": True, "b": False}, {"a": (0.9, True), "b": (0.8, True)}),
    ]
    both = measure(rows, ["a", "b"]).both_themes
    assert (both.count, both.of) == (1, 2)


def test_passages_that_speak_of_a_theme_the_text_is_not_about_are_stray() -> None:
    row = Verdict(
        "1",
        "k",
        {"a": True, "b": False},
        {"a": (0.9, True), "b": (0.1, False), "c": (0.1, False)},
        passages=10,
        speaking={"a": 6, "b": 2, "c": 3},
    )
    passages = measure([row], ["a", "b", "c"]).passages
    assert passages is not None
    assert (passages.judged, passages.stray.count, passages.stray.of) == (10, 2, 8)


def test_a_share_has_an_interval_over_texts_and_none_of_nothing() -> None:
    found = share([1, 0, 2, 0], [2, 1, 2, 1])
    assert found.value == 0.5
    assert found.interval is not None
    assert found.interval.low < 0.5 < found.interval.high
    assert share([], []).value is None
    assert share([0], [0]).interval is None


def test_a_theme_that_is_not_known_counts_neither_way() -> None:
    row = Verdict("1", "k", {"a": False}, {"a": (0.1, False), "b": (0.9, True)})
    figures = measure([row, Verdict("2", "k", {"a": True}, {"a": (0.8, True), "b": (0.9, True)})], ["a", "b"])
    assert (figures.none_given_a_theme, figures.top_theme_right) == (0.0, 1.0)
    assert figures.confusion["none"]["none"] == 1
