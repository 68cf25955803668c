"""The fusion of two opinions, and the document model: what is fitted on texts that the profiles have not seen."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from s3align.model.fit import (
    LARGEST_MISS,
    LEAST_UNCLEAR,
    UNFITTED,
    UNFITTED_DOCUMENT,
    OutOfFold,
    document_log_odds,
    fit_document,
    fit_fusion,
    log_odds,
    unclear_from,
)
from s3align.model.labelled import LabelledText
from s3align.model.profiles import ADDRESSED_FROM, DocumentModel, Fusion

AS_THEY_ARE = Fusion(0.0, 1.0, 1.0)


def row(
    opinions: Sequence[tuple[float, float]], labels: dict[str, bool], *, segments: int = 1, weight: float = 1.0
) -> OutOfFold:
    """A text with opinions (V, K) on each theme, the same on the whole and on each of its segments."""
    text = LabelledText("a", "de", "", "text", labels, "kind", weight)
    whole = np.array(opinions, float)
    return OutOfFold(text, 0, whole, np.array([whole] * segments), np.full(segments, 1 / segments))


def rows_of(
    vocabulary: float, keyword: float, *, count: int = 60, segments: int = 1, theme: str = "sea"
) -> list[OutOfFold]:
    """Texts half of which are about the theme; the opinions differ by so much between the halves, with some noise."""
    chance = random.Random(5)  # noqa: S311 -- no secret
    return [
        row(
            [
                (
                    (vocabulary if about else 0.0) + chance.gauss(0, 1),
                    (keyword if about else 0.0) + chance.gauss(0, 1),
                )
            ],
            {theme: about},
            segments=segments,
        )
        for about in [True, False] * (count // 2)
    ]


def test_both_opinions_speak_for_their_theme() -> None:
    fusion = fit_fusion(rows_of(2.0, 1.0), ["sea"])["sea"]
    assert fusion.vocabulary > fusion.keyword > 0
    assert fusion.base < 0


@pytest.mark.parametrize(("vocabulary", "keyword", "dropped"), [(2.0, -2.0, "keyword"), (-2.0, 2.0, "vocabulary")])
def test_an_opinion_that_would_count_against_its_theme_is_left_out(
    vocabulary: float, keyword: float, dropped: str
) -> None:
    rows = rows_of(vocabulary, keyword)
    found = fit_fusion(rows, ["sea"])["sea"]
    assert getattr(found, dropped) == 0.0
    assert max(found.vocabulary, found.keyword) > 0
    silent = [1, 0] if dropped == "keyword" else [0, 1]
    assert fit_fusion([replace(entry, whole=entry.whole * silent) for entry in rows], ["sea"])["sea"] == found


def test_where_both_opinions_are_perverse_nothing_is_fitted() -> None:
    assert fit_fusion(rows_of(-3.0, -3.0), ["sea"]) == {"sea": UNFITTED}


def test_a_theme_that_cannot_be_fitted_gets_the_mean_of_the_others() -> None:
    one, other = rows_of(2.0, 1.0, theme="sea"), rows_of(1.0, 3.0, theme="food")
    both = [
        replace(
            first,
            whole=np.vstack([first.whole, second.whole, [[9.0, 9.0]]]),
            text=replace(first.text, labels={**first.text.labels, **second.text.labels, "sky": False}),
        )
        for first, second in zip(one, other, strict=True)
    ]
    found = fit_fusion(both, ["sea", "food", "sky"])
    assert found["sea"] != found["food"]
    for part in ("base", "vocabulary", "keyword"):
        mean = (getattr(found["sea"], part) + getattr(found["food"], part)) / 2
        assert getattr(found["sky"], part) == pytest.approx(mean, abs=1e-4)


def test_texts_of_which_a_theme_is_not_known_do_not_count_for_it() -> None:
    known = rows_of(2.0, 1.0)
    assert fit_fusion([*known, row([(-50.0, -50.0)], {})], ["sea"]) == fit_fusion(known, ["sea"])


def test_what_a_text_counts_moves_the_fusion() -> None:
    known = rows_of(2.0, 1.0)
    odd = row([(3.0, 3.0)], {"sea": False})
    light, heavy = (
        fit_fusion([*known, replace(odd, text=replace(odd.text, sample_weight=weight))], ["sea"])["sea"]
        for weight in (0.01, 20.0)
    )
    assert heavy.keyword < light.keyword


def test_log_odds_are_the_base_and_both_opinions() -> None:
    fusion = {"sea": Fusion(-1.0, 2.0, 3.0), "food": Fusion(0.5, 0.0, 1.0)}
    opinions = np.array([[[1.0, 2.0], [3.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]]])
    assert log_odds(opinions, fusion).tolist() == [[7.0, 4.5], [-1.0, 0.5]]


def test_a_document_s_log_odds_are_those_of_its_whole_and_of_its_segments() -> None:
    entry = row([(1.0, 0.5)], {"sea": True}, segments=3)
    entry = replace(entry, segments=np.array([[[1.0, 0.0]], [[0.0, 0.0]], [[0.0, -1.0]]]))
    entry = replace(entry, shares=np.array([0.5, 0.3, 0.2]))
    extent = 0.5 / (1 + math.exp(-1.0)) + 0.3 * 0.5 + 0.2 / (1 + math.exp(1.0))
    model = DocumentModel(0.1, 0.2, 0.3, 0.4, 0.5, 0.3)
    (found,) = document_log_odds(entry, {"sea": AS_THEY_ARE}, model)
    assert found == pytest.approx(model.log_odds(1.5, extent - 1 / (1 + math.exp(-AS_THEY_ARE.base)), 3))


def fitted(rows: Sequence[OutOfFold]) -> DocumentModel:
    return fit_document([(entry, {"sea": AS_THEY_ARE}) for entry in rows], ["sea"])


@pytest.mark.parametrize("spread", [2.0, -2.0])
def test_slopes_of_the_document_model_are_positive_even_where_labels_are_perverse(spread: float) -> None:
    rows = [entry for count in (1, 2, 4, 9, 20) for entry in rows_of(spread, spread, segments=count)]
    model = fitted(rows)
    assert model.whole > 0
    assert model.extent > 0


def test_texts_of_all_lengths_are_told_apart() -> None:
    rows = [entry for count in (1, 3, 9) for entry in rows_of(4.0, 4.0, segments=count)]
    model = fitted(rows)
    for entry in rows:
        (odds,) = document_log_odds(entry, {"sea": AS_THEY_ARE}, model)
        if abs(entry.whole.sum() - 4.0) > 3.5:
            assert (odds > 0) == entry.text.labels["sea"]


def test_where_all_texts_are_short_the_extent_counts_as_the_whole_does() -> None:
    model = fitted(rows_of(2.0, 2.0))
    assert model.whole > 0
    assert (model.extent, model.length) == (max(model.whole, 1.0), 0.0)


def test_where_all_texts_are_long_the_whole_counts_as_the_extent_does() -> None:
    model = fitted(rows_of(2.0, 2.0, segments=10))
    assert model.extent > 0
    assert (model.whole, model.short) == (max(model.extent, 1.0), 0.0)


def test_without_texts_about_a_theme_and_others_log_odds_are_as_they_are() -> None:
    assert fitted([]) == UNFITTED_DOCUMENT
    assert fitted([row([(1.0, 1.0)], {"sea": False})] * 30) == UNFITTED_DOCUMENT
    assert fitted([row([(1.0, 1.0)], {})] * 30) == UNFITTED_DOCUMENT


def test_what_is_unclear_is_fitted_on_the_same_texts() -> None:
    rows = rows_of(1.0, 1.0, count=400)
    model = fitted(rows)
    fusion = {"sea": AS_THEY_ARE}
    scores = [1 / (1 + math.exp(-document_log_odds(entry, fusion, model)[0])) for entry in rows]
    expected = np.array([float(entry.text.labels["sea"]) for entry in rows])
    assert model.unclear_from == unclear_from(expected, np.array(scores))
    missed = [score < model.unclear_from for score, is_about in zip(scores, expected, strict=True) if is_about]
    assert LEAST_UNCLEAR <= model.unclear_from < ADDRESSED_FROM
    assert sum(missed) <= LARGEST_MISS * len(missed)


def border(*addressed: float, others: Sequence[float] = ()) -> float:
    expected = np.array([1.0] * len(addressed) + [0.0] * len(others))
    return unclear_from(expected, np.array([*addressed, *others]))


def test_of_nineteen_addressed_themes_the_lowest_sets_what_is_unclear() -> None:
    # With 19 themes 0.05·20 = 1: the lowest may be missed by a new one once in twenty times.
    assert border(0.31, *[0.9] * 18) == 0.31
    assert border(*[0.9] * 18, 0.318) == 0.31
    assert border(*[0.3, 0.35], *[0.9] * 37) == 0.35
    assert border(*[0.3, 0.35], *[0.9] * 36) == 0.3


def test_with_too_few_texts_to_tell_as_much_as_may_be_is_unclear() -> None:
    assert border(*[0.4] * 18) == LEAST_UNCLEAR
    assert border() == LEAST_UNCLEAR


def test_what_is_unclear_lies_between_its_limits_and_rests_on_themes_addressed_alone() -> None:
    assert border(*[0.05] * 19) == LEAST_UNCLEAR
    assert border(*[0.95] * 19) == ADDRESSED_FROM
    assert border(0.31, *[0.9] * 18, others=[0.01] * 200) == 0.31
