"""Figures of published tables, at the edges, and what holds of all answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from s3align.evaluation import chance_agreement
from s3align.evaluation.chance_agreement import MISSING, Ratings, cohen_kappa, gwet_ac, same_answers

NA = MISSING


def of_table(table: list[list[int]]) -> Ratings:
    """Two readers whose answers meet as often as a table says (rows: the first); each cell a proposal of its own."""
    pairs = [(row, column) for row, line in enumerate(table) for column, times in enumerate(line) for _ in range(times)]
    return of_answers(pairs)


def of_answers(answers) -> Ratings:
    return Ratings(np.array(answers, dtype=np.int64), np.arange(len(answers)))


ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
"""Gwet (2014), table "cont3x3abstractors" of his package irrCAC: two abstractors, a hundred pregnancies, three kinds."""
FOUR_RATERS = [
    [1, 1, NA, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [NA, 5, 5, 5],
    [NA, NA, 1, 1],
    [NA, NA, 3, NA],
]
"""Gwet (2014), table "cac.raw4raters" of irrCAC: four raters, twelve units, five kinds, some answers missing."""


def test_two_readers_get_the_figures_that_gwet_publishes() -> None:
    ratings = of_table(ABSTRACTORS)
    assert same_answers(ratings).value == pytest.approx(0.89)
    assert cohen_kappa(ratings).value == pytest.approx(0.7964094, abs=1e-7)
    assert gwet_ac(ratings).value == pytest.approx(0.8493305, abs=1e-7)


def test_four_readers_with_missing_answers_get_the_figures_that_gwet_publishes() -> None:
    ratings = of_answers(FOUR_RATERS)
    assert same_answers(ratings).value == pytest.approx(0.8181818, abs=1e-7)
    assert gwet_ac(ratings).value == pytest.approx(0.77544, abs=1e-5)


def test_kappa_is_what_cohen_defines() -> None:
    # Observed (20 + 15) / 50 = .7; by chance .5 * .6 + .5 * .4 = .5
    assert cohen_kappa(of_table([[20, 5], [10, 15]])).value == pytest.approx(0.4)


def test_linear_weights_count_a_step_half_of_two() -> None:
    # Steps apart (1 + 1 + 1 + 2) / 4 = 1.25; by chance, the first reader's shares of the answers against the second's.
    answers = [(0, 1), (1, 0), (1, 2), (2, 0)]
    rows, columns = [0.25, 0.5, 0.25], [0.5, 0.25, 0.25]
    by_chance = sum(rows[i] * columns[j] * abs(i - j) for i in range(3) for j in range(3))
    assert cohen_kappa(of_answers(answers), is_ordered=True).value == pytest.approx(1 - 1.25 / by_chance)


def test_kappa_falls_where_answers_are_one_sided_and_ac1_does_not() -> None:
    # Feinstein and Cicchetti (1990): both tables agree on 85 of 100, kappa .70 and .32.
    even, one_sided = of_table([[40, 9], [6, 45]]), of_table([[80, 10], [5, 5]])
    assert same_answers(even).value == same_answers(one_sided).value == pytest.approx(0.85)
    assert cohen_kappa(even).value == pytest.approx(0.70, abs=0.005)
    assert cohen_kappa(one_sided).value == pytest.approx(0.32, abs=0.005)
    assert gwet_ac(one_sided).value == pytest.approx((0.85 - 2 * 0.875 * 0.125) / (1 - 2 * 0.875 * 0.125))


def test_guessing_on_two_of_five_places_is_no_agreement() -> None:
    assert gwet_ac(of_table([[10, 0, 10], [0, 0, 0], [10, 0, 10]])).value == pytest.approx(0.0)


def test_with_two_places_in_use_steps_make_no_difference() -> None:
    ratings = of_table([[20, 0, 0, 3], [0] * 4, [0] * 4, [4, 0, 0, 9]])
    assert gwet_ac(ratings, is_ordered=True).value == pytest.approx(gwet_ac(ratings).value)
    assert cohen_kappa(ratings, is_ordered=True).value == pytest.approx(cohen_kappa(ratings).value)


def test_where_all_say_the_same_kappa_is_not_defined_and_nothing_has_an_interval() -> None:
    ratings = of_table([[30, 0], [0, 0]])
    assert cohen_kappa(ratings).value is None
    for found in (same_answers(ratings), gwet_ac(ratings)):
        assert found.value == 1.0
        assert found.interval is None


@pytest.mark.parametrize("answers", [[], [(0, NA)], [(NA, NA)]])
def test_without_a_common_answer_there_is_no_figure(answers: list[tuple[int, int]]) -> None:
    ratings = Ratings(np.array(answers, dtype=np.int64).reshape(-1, 2), np.arange(len(answers)))
    for found in (same_answers(ratings), cohen_kappa(ratings), gwet_ac(ratings)):
        assert found.value is None
        assert found.interval is None


def test_one_common_proposal_gives_a_share_without_an_interval() -> None:
    assert same_answers(of_answers([(0, 1)])).value == 0.0
    assert same_answers(of_answers([(0, 1)])).interval is None


def test_an_interval_holds_its_figure_and_is_narrower_for_more_proposals() -> None:
    few, many = of_table([[20, 5], [10, 15]]), of_table([[80, 20], [40, 60]])
    for figure in (same_answers, cohen_kappa, gwet_ac):
        narrow, wide = figure(many).interval, figure(few).interval
        assert narrow is not None
        assert wide is not None
        assert wide.low < figure(few).value < wide.high
        assert narrow.high - narrow.low < wide.high - wide.low


def test_cells_of_one_proposal_are_drawn_together() -> None:
    answers = np.array([(0, 0)] * 30 + [(0, 1)] * 15 + [(1, 1)] * 15)
    alone, together = Ratings(answers, np.arange(60)), Ratings(answers, np.arange(60) // 6)
    one, six = same_answers(alone).interval, same_answers(together).interval
    assert one is not None
    assert six is not None
    assert six.high - six.low > 1.5 * (one.high - one.low)


def test_the_spread_of_kappa_is_that_of_the_same_formula() -> None:
    answers = of_table(ABSTRACTORS)
    for weights, is_ordered in ((None, False), ("linear", True)):
        scale = np.arange(3)
        distance = np.abs(scale[:, None] - scale)
        tables = chance_agreement._tables(answers)[:5]
        drawn = chance_agreement._kappas(tables, distance if is_ordered else np.minimum(distance, 1))
        for table, value in zip(tables, drawn, strict=True):
            rows = of_table(table.astype(int).tolist()).answers
            assert value == pytest.approx(cohen_kappa_score(*rows.T, labels=scale, weights=weights))


answers_of_three = st.lists(st.tuples(*[st.integers(MISSING, 4)] * 3), min_size=1, max_size=30)


@given(answers_of_three, st.booleans())
def test_no_figure_depends_on_who_comes_first_or_on_the_order_of_proposals(rows, is_ordered) -> None:
    there, back = of_answers(rows), of_answers([row[::-1] for row in reversed(rows)])
    for one, other in ((there, back), (there.pair(0, 1), back.pair(2, 1))):
        assert same_answers(one).value == pytest.approx(same_answers(other).value)
        assert gwet_ac(one, is_ordered=is_ordered).value == pytest.approx(gwet_ac(other, is_ordered=is_ordered).value)
    one, other = there.pair(0, 1), there.pair(1, 0)
    assert cohen_kappa(one, is_ordered=is_ordered).value == pytest.approx(
        cohen_kappa(other, is_ordered=is_ordered).value
    )


@given(answers_of_three)
def test_every_figure_lies_between_minus_one_and_one(rows) -> None:
    ratings = of_answers(rows)
    figures = [same_answers(ratings), gwet_ac(ratings), cohen_kappa(ratings.pair(0, 1))]
    assert all(entry.value is None or -1 - 1e-9 <= entry.value <= 1 + 1e-9 for entry in figures)


@given(answers_of_three)
def test_no_figure_that_counts_steps_is_above_one(rows) -> None:
    ratings = of_answers(rows)
    figures = [gwet_ac(ratings, is_ordered=True), cohen_kappa(ratings.pair(0, 1), is_ordered=True)]
    assert all(entry.value is None or entry.value <= 1 + 1e-9 for entry in figures)
