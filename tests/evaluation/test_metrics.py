from __future__ import annotations

import pytest

from s3align.evaluation.metrics import Verdict, measure


def verdict(truth: bool, score: float, said: bool) -> Verdict:
    return Verdict("x", "k", {"a": truth}, {"a": (score, said)})


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
