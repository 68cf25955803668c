"""The model card says what was measured for this model and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from s3align import resources
from s3align.evaluation.card import ALL_KINDS, Measured, measured, model_card
from s3align.evaluation.evaluate import cross_validated
from s3align.evaluation.metrics import measure
from s3align.model.fit import OutOfFold, document_log_odds, fit_document, fit_fusion
from s3align.model.labelled import ANNOTATED_WEIGHT, CODED_WEIGHT, REFERENCE_WEIGHT
from s3align.model.learn import FOLDS
from s3align.model.scorer import bounded, logistic
from s3align.model.train import Training, train
from s3align.strategy.load import load_strategy

THEMES = ("sea", "food")


@pytest.fixture(scope="module")
def training(learnable: Path) -> Training:
    return train(load_strategy(learnable), learnable)


@pytest.fixture(scope="module")
def figures(training: Training) -> tuple[Measured, ...]:
    return measured(training)


def card(training: Training, folder: Path) -> str:
    return model_card(training, measured(training), folder)


def test_a_card_over_reference_texts_alone_says_so(
    training: Training, figures: tuple[Measured, ...], learnable: Path
) -> None:
    text = model_card(training, figures, learnable)
    assert text.startswith("# Model card: Strategy of the Sample Coast\n")
    assert "**de**: there were no real labelled texts. The figures rest on the 24 reference texts" in text
    assert "Texts: 24 de labelled, 24 en labelled." in text
    assert "fewer than 30 texts about sea (8), food (8) were measured" in text


def test_no_figure_of_the_shipped_strategy_s_notes_stands_in_another_s_card(
    training: Training, figures: tuple[Measured, ...], learnable: Path
) -> None:
    notes = resources.folder("corpus") / "strategies" / "ruhr" / "model_card_notes.md"
    lines = [line.strip("- ") for line in notes.read_text(encoding="utf-8").splitlines()]
    text = model_card(training, figures, learnable)
    assert len(lines) > 10
    assert not [line for line in lines if line in text]
    assert "Ruhr" not in text


def test_notes_of_the_strategy_s_folder_are_part_of_its_card(
    training: Training, figures: tuple[Measured, ...], tmp_path: Path
) -> None:
    (tmp_path / "model_card_notes.md").write_text("- Measured by hand on three proposals.\n", encoding="utf-8")
    assert model_card(training, figures, tmp_path).endswith(
        "## What people have measured\n- Measured by hand on three proposals.\n"
    )
    assert "What people have measured" not in model_card(training, figures, tmp_path / "elsewhere")


def test_a_card_over_real_texts_counts_them_by_kind(coast: Path, tmp_path: Path) -> None:
    real = tmp_path / "projects.jsonl"
    rows = []
    for file in sorted(coast.glob("texts/de/*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append(json.dumps(row | {"id": f"real-{row['id']}", "lang": "de"}))
    real.write_text("\n".join(rows), encoding="utf-8")
    training = train(load_strategy(coast), coast, [real])
    german, english = measured(training)
    assert (german.kinds, german.is_reference_only, german.overall.texts) == ({"projects": 24}, False, 24)
    assert (english.kinds, english.is_reference_only) == ({"reference": 24}, True)
    text = card(training, coast)
    assert "**de**: measured on 24 labelled texts (24 projects).\n" in text
    assert "**en**: there were no real labelled texts." in text


def test_reference_texts_among_the_measured_are_named(training: Training, learnable: Path) -> None:
    german = training.learnt["de"]
    first, *others = german.out_of_fold
    mixed = replace(german, out_of_fold=(replace(first, text=replace(first.text, kind="call")), *others))
    text = card(replace(training, learnt={"de": mixed}), learnable)
    assert (
        "measured on 24 labelled texts (1 call, 23 reference). Those called reference were written for learning" in text
    )


def test_kinds_with_too_few_texts_have_no_table_of_their_own(training: Training) -> None:
    german = training.learnt["de"]
    rows = [
        replace(row, text=replace(row.text, id=f"{row.text.id}-{copy}")) for row in german.out_of_fold for copy in "ab"
    ]
    kinds = ["call" if number < 30 else "report" for number in range(len(rows))]
    named = tuple(replace(row, text=replace(row.text, kind=kind)) for row, kind in zip(rows, kinds, strict=True))
    (found,) = measured(replace(training, learnt={"de": replace(german, out_of_fold=named)}))
    assert list(found.figures) == [ALL_KINDS, "call"]
    assert found.kinds == {"call": 30, "report": 18}
    assert found.figures["call"].texts == 30


def test_themes_learnt_from_terms_alone_are_named(training: Training, learnable: Path) -> None:
    learnt = {"de": replace(training.learnt["de"], from_terms=("food",))}
    assert "- de: `food` has no texts both about it and not about it" in card(
        replace(training, learnt=learnt), learnable
    )


def test_figures_are_those_of_cross_validation(training: Training, figures: tuple[Measured, ...]) -> None:
    verdicts = cross_validated(training.learnt, THEMES)
    assert [entry.language for entry in figures] == ["de", "en"]
    for entry in figures:
        assert entry.overall == measure(verdicts[entry.language], THEMES)
        assert entry.overall.macro_f1 > 0.8


def test_a_text_is_judged_by_fusion_and_document_model_of_the_other_folds(training: Training) -> None:
    found = cross_validated(training.learnt, THEMES)
    for language, entry in training.learnt.items():
        verdicts = {verdict.id: verdict for verdict in found[language]}
        assert sorted(verdicts) == sorted(row.text.id for row in entry.out_of_fold)
        for row in entry.out_of_fold:
            others = {
                name: [other for other in learnt.out_of_fold if other.fold != row.fold]
                for name, learnt in training.learnt.items()
            }
            fusions = {name: fit_fusion(rows, THEMES) for name, rows in others.items()}
            model = fit_document([(one, fusions[name]) for name, rows in others.items() for one in rows], THEMES)
            odds = document_log_odds(row, fusions[language], model)
            expected = {theme: logistic(bounded(float(value))) for theme, value in zip(THEMES, odds, strict=True)}
            predicted = verdicts[row.text.id].predicted
            assert {theme: score for theme, (score, _) in predicted.items()} == pytest.approx(expected)
            assert {theme: addressed for theme, (_, addressed) in predicted.items()} == {
                theme: score >= 0.5 for theme, score in expected.items()
            }
            assert verdicts[row.text.id].expected == row.text.labels


def test_labels_of_a_fold_do_not_move_its_own_verdicts(training: Training) -> None:
    def flipped(row: OutOfFold) -> OutOfFold:
        labels = {theme: not value for theme, value in row.text.labels.items()}
        return replace(row, text=replace(row.text, labels=labels))

    def predictions(fold: int | None) -> dict[str, object]:
        learnt = {
            language: replace(
                entry,
                out_of_fold=tuple(flipped(row) if row.fold == fold else row for row in entry.out_of_fold),
            )
            for language, entry in training.learnt.items()
        }
        found = cross_validated(learnt, THEMES)
        return {verdict.id: verdict.predicted for rows in found.values() for verdict in rows}

    before = predictions(None)
    folds = {row.text.id: row.fold for entry in training.learnt.values() for row in entry.out_of_fold}
    for fold in range(FOLDS):
        after = predictions(fold)
        assert all(after[identifier] == before[identifier] for identifier, own in folds.items() if own == fold)
        assert after != before


def test_the_card_tells_how_a_document_is_judged(
    training: Training, figures: tuple[Measured, ...], learnable: Path
) -> None:
    text = model_card(training, figures, learnable)
    assert "passages of whole sentences, about 60 words each" in text
    assert f"from {training.document.unclear_from:g} to there it is" in text
    assert "takes in" in text
    assert "conformal risk control" in text


def test_the_card_tells_what_texts_count_in_learning(
    training: Training, figures: tuple[Measured, ...], learnable: Path
) -> None:
    text = " ".join(model_card(training, figures, learnable).split())
    assert ANNOTATED_WEIGHT == REFERENCE_WEIGHT  # the card names both in one breath
    assert (
        "Texts labelled theme by theme (`labels`) and those written for learning "
        f"count {REFERENCE_WEIGHT:g} in learning, other labelled texts {CODED_WEIGHT:g}, library records"
    ) in text


def test_files_are_named_by_folder_with_one_digest(
    training: Training, figures: tuple[Measured, ...], learnable: Path
) -> None:
    text = model_card(training, figures, learnable)
    (german,) = [line for line in text.splitlines() if line.startswith("- `de/`")]
    files = sorted(path.stem for path in (learnable / "texts" / "de").glob("*.jsonl"))
    assert f"{len(files)} files ({', '.join(files)}; SHA-256 " in german
