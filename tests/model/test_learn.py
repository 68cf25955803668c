"""Learning on a strategy made up for the tests, with texts written for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from s3align.analysis.passages import Analyser
from s3align.errors import DataError
from s3align.model import learn as learning
from s3align.model.calibrate import UNFITTED, OutOfFold, best_threshold, calibrate, scores
from s3align.model.labelled import LabelledText
from s3align.model.labelled_files import read_many
from s3align.model.learn import FOLDS, Learnt, fold_of
from s3align.model.profiles import Calibration
from s3align.strategy.load import load_strategy
from s3align.strategy.model import Strategy
from s3align.strategy.terms import OUT_OF_SCOPE

THEMES = ("sea", "food")


@pytest.fixture(scope="module")
def strategy(learnable: Path) -> Strategy:
    return load_strategy(learnable)


@pytest.fixture(scope="module")
def texts(learnable: Path) -> list[LabelledText]:
    return read_many(learnable.glob("texts/*/*.jsonl"), THEMES)


@pytest.fixture(scope="module")
def learnt(strategy: Strategy, texts: list[LabelledText]) -> Learnt:
    return learn(strategy, texts)


def learn(strategy: Strategy, texts: Sequence[LabelledText], language: str = "de") -> Learnt:
    themes = [theme.id for theme in strategy.themes]
    return learning.learn(texts, themes, language, Analyser(strategy))


def relabelled(text: LabelledText, **labels: bool) -> LabelledText:
    return replace(text, labels={**text.labels, **labels}, training_labels={**text.training_labels, **labels})


def changed(texts: Sequence[LabelledText], identifier: str, **changes: object) -> list[LabelledText]:
    return [replace(text, **changes) if text.id == identifier else text for text in texts]


def figures(learnt: Learnt) -> dict[str, dict[str, float]]:
    return {row.text.id: dict(row.figures) for row in learnt.out_of_fold}


@pytest.mark.parametrize("language", ["de", "en"])
def test_words_and_terms_of_a_theme_speak_for_it(strategy: Strategy, texts: list[LabelledText], language: str) -> None:
    profiles = learn(strategy, texts, language).profiles
    word = {"de": "hafen", "en": "coast"}[language]
    assert profiles.weights["sea"][word] > 0 > profiles.weights["food"].get(word, -1.0)
    assert profiles.term_weights["sea"]["sea"] > 0
    assert profiles.calibration["sea"].slope > 0
    assert 0.4 <= profiles.threshold <= 0.8


def test_what_was_learnt_tells_the_texts_apart(learnt: Learnt) -> None:
    for row in learnt.out_of_fold:
        found = scores(row, learnt.profiles.calibration)
        if any(row.text.labels.values()):
            assert max(found, key=lambda theme: found[theme]) == next(
                t for t, value in row.text.labels.items() if value
            )
        else:
            assert max(found.values()) < learnt.profiles.threshold


@pytest.mark.parametrize("swap", [{"sea": "food", "food": "sea"}, {"sea": "none", "none": "sea"}])
def test_terms_never_get_the_wrong_sign_even_where_labels_are_perverse(
    strategy: Strategy, texts: list[LabelledText], swap: dict[str, str]
) -> None:
    perverse = []
    for text in texts:
        about = next((theme for theme, value in text.labels.items() if value), "none")
        new = swap.get(about, about)
        perverse.append(relabelled(text, **{theme: theme == new for theme in THEMES}))
    for theme, weights in learn(strategy, perverse).profiles.term_weights.items():
        assert weights.get(theme, 0.0) >= 0
        assert set(weights) <= {*THEMES, OUT_OF_SCOPE}
        assert all(weight <= 0 for owner, weight in weights.items() if owner != theme)


def test_every_text_is_left_out_once_with_its_own_fold(texts: list[LabelledText], learnt: Learnt) -> None:
    german = [text for text in texts if text.language == "de"]
    assert sorted(row.text.id for row in learnt.out_of_fold) == sorted(text.id for text in german)
    assert {row.fold for row in learnt.out_of_fold} == set(range(FOLDS))
    assert all(row.fold == fold_of(row.text.id) for row in learnt.out_of_fold)


def test_figures_of_a_fold_do_not_know_its_labels(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    text = next(row.text for row in learnt.out_of_fold if row.text.labels["sea"])
    flipped = [relabelled(other, sea=False) if other.id == text.id else other for other in texts]
    before, after = figures(learnt), figures(learn(strategy, flipped))
    inside = {identifier for identifier in before if fold_of(identifier) == fold_of(text.id)}
    assert all(after[identifier] == before[identifier] for identifier in inside)
    assert any(after[identifier] != before[identifier] for identifier in before.keys() - inside)


def test_calibration_and_threshold_rest_on_the_figures_of_unseen_texts(learnt: Learnt) -> None:
    profiles = learnt.profiles
    assert profiles.calibration == calibrate(learnt.out_of_fold, THEMES)
    assert profiles.threshold == best_threshold(learnt.out_of_fold, profiles.calibration)


def test_weak_texts_teach_and_are_not_measured(strategy: Strategy, texts: list[LabelledText], learnt: Learnt) -> None:
    weak = learn(strategy, changed(texts, "de-sea-1", is_weak=True))
    assert "de-sea-1" not in figures(weak)
    assert weak.profiles.weights == learnt.profiles.weights
    without = learn(strategy, [text for text in texts if text.id != "de-sea-1"])
    assert without.profiles.weights != learnt.profiles.weights


def test_what_a_text_counts_changes_weights_and_calibration(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    heavy = learn(strategy, changed(texts, "de-sea-1", sample_weight=3.0)).profiles
    assert heavy.weights["sea"] != learnt.profiles.weights["sea"]
    row = learnt.out_of_fold[0]
    other = [replace(row, text=replace(row.text, sample_weight=3.0)), *learnt.out_of_fold[1:]]
    assert calibrate(other, THEMES) != learnt.profiles.calibration


def test_readings_teach_and_the_source_s_labels_measure(
    strategy: Strategy, texts: list[LabelledText], learnt: Learnt
) -> None:
    unlabelled = learn(strategy, changed(texts, "de-sea-1", labels={}))
    assert unlabelled.profiles.weights == learnt.profiles.weights
    assert unlabelled.profiles.calibration != learnt.profiles.calibration
    untaught = learn(strategy, changed(texts, "de-sea-1", training_labels={}))
    assert untaught.profiles.weights != learnt.profiles.weights


def test_calibration_rests_on_real_texts_where_there_are_enough(strategy: Strategy, texts: list[LabelledText]) -> None:
    real = [
        replace(text, id=f"real-{text.id}-{copy}", kind="project")
        for text in texts
        for copy in range(2)
        if text.language == "de" and text.id.endswith(("1", "2", "3", "4"))
    ]
    assert {row.text.kind for row in learn(strategy, [*texts, *real]).out_of_fold} == {"project"}
    assert {row.text.kind for row in learn(strategy, [*texts, *real[:19]]).out_of_fold} == {"project", "reference"}


def test_words_of_a_single_text_and_of_too_many_are_not_learnt(strategy: Strategy, texts: list[LabelledText]) -> None:
    german = [text for text in texts if text.language == "de"]

    def learnt_words(word: str, count: int) -> set[str]:
        marked = [replace(text, text=f"{text.text} {word}") for text in german[:count]]
        return set(learn(strategy, [*marked, *german[count:]]).profiles.idf)

    assert "zwirbelkram" not in learnt_words("Zwirbelkram", 1)
    assert "zwirbelkram" in learnt_words("Zwirbelkram", 2)
    assert "zwirbelkram" in learnt_words("Zwirbelkram", 8)  # as many as there are texts about one theme
    assert "zwirbelkram" not in learnt_words("Zwirbelkram", 9)


def test_a_theme_without_texts_is_learnt_from_its_terms(strategy: Strategy, texts: list[LabelledText]) -> None:
    found = learn(strategy, [relabelled(text, food=False) for text in texts])
    assert found.from_terms == ("food",)
    profiles = found.profiles
    assert profiles.weights["food"] == {}
    assert profiles.term_weights["food"] == {"food": profiles.term_weights["sea"]["sea"]}
    assert profiles.calibration["food"] == profiles.calibration["sea"]


def test_a_theme_that_all_texts_are_about_is_learnt_from_its_terms(
    strategy: Strategy, texts: list[LabelledText]
) -> None:
    found = learn(strategy, [relabelled(text, food=True) for text in texts])
    assert found.from_terms == ("food",)


@pytest.mark.parametrize("count", [0, 1, 19])
def test_too_few_texts_are_refused_with_what_to_do(strategy: Strategy, texts: list[LabelledText], count: int) -> None:
    german = [text for text in texts if text.language == "de"]
    with pytest.raises(DataError, match=rf"{count} labelled texts in 'de'; learning needs at least 20.*texts/de/"):
        learn(strategy, german[:count])


def test_texts_that_tell_no_theme_from_another_are_refused(strategy: Strategy, texts: list[LabelledText]) -> None:
    with pytest.raises(DataError, match="No theme has both texts about it and texts that are not"):
        learn(strategy, [relabelled(text, sea=False, food=False) for text in texts])


def test_texts_that_are_all_alike_are_refused(strategy: Strategy, texts: list[LabelledText]) -> None:
    with pytest.raises(DataError, match="no word in common that some of them lack"):
        learn(strategy, [replace(text, title="", text="Schiff Hafen Mole") for text in texts])


def row(identifier: str, figure: float, *, about: bool, weight: float = 1.0) -> OutOfFold:
    labels = {"sea": about}
    text = LabelledText(identifier, "de", "", "text", labels, labels, "kind", weight)
    return OutOfFold(text, fold_of(identifier), {"sea": figure})


def test_a_figure_that_falls_where_it_should_rise_is_not_calibrated_by() -> None:
    rows = [
        row(str(number), float(-number if about else number), about=about) for number in range(1, 6) for about in (0, 1)
    ]
    assert calibrate(rows, ["sea"]) == {"sea": UNFITTED}


def test_themes_that_cannot_be_fitted_take_the_mean_of_the_others() -> None:
    def both(entry: OutOfFold) -> OutOfFold:
        one, other = dict(entry.figures)["sea"], -dict(entry.figures)["sea"] / 2
        labels = {"sea": entry.text.labels["sea"], "food": not entry.text.labels["sea"], "sky": False}
        return replace(entry, figures={"sea": one, "food": other, "sky": 0.0}, text=replace(entry.text, labels=labels))

    rows = [both(row(str(number), number - 4.5 + (number % 3), about=number > 4)) for number in range(10)]
    found = calibrate(rows, ["sea", "food", "sky"])
    assert found["sky"].slope == pytest.approx((found["sea"].slope + found["food"].slope) / 2, abs=1e-4)
    assert found["sky"].base == pytest.approx((found["sea"].base + found["food"].base) / 2, abs=1e-4)
    assert found["sky"].rivalry == pytest.approx((found["sea"].rivalry + found["food"].rivalry) / 2, abs=1e-4)


def threshold(*rows: OutOfFold) -> float:
    return best_threshold(rows, {"sea": Calibration(0.0, 1.0, 0.0)})


def test_the_threshold_is_the_middle_of_those_with_the_best_f1() -> None:
    # scores 0.622 and 0.731: every threshold between them makes no mistake
    assert threshold(row("a", 0.5, about=False), row("b", 1.0, about=True)) == pytest.approx(0.68)
    # 0.5 about it, 0.818 not: none above 0.5 finds the one text, and 0.4 to 0.5 are equally good
    assert threshold(row("a", 0.0, about=True), row("b", 1.5, about=False)) == pytest.approx(0.45)


def test_heavy_texts_move_the_threshold() -> None:
    light, heavy = row("a", 0.3, about=True), row("a", 0.3, about=True, weight=9.0)
    others = [row("b", 0.4, about=False), row("c", 0.42, about=False), row("d", 0.9, about=True)]
    others.extend(row(f"e{number}", 0.38, about=False) for number in range(3))
    assert threshold(light, *others) > 0.6
    assert threshold(heavy, *others) < 0.58
