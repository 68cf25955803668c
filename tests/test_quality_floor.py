"""The scores of the shipped model on held-out texts of the repository may not fall below pinned floors.

Maintainers check the labelled texts that may not be shipped with the same floors by the command
``s3align evaluate DATA… --floors tests/quality_floor.json``; a floor is lowered with ``--pin --reason …`` and a line in the
changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from s3align.evaluation.evaluate import Evaluation, evaluate
from s3align.evaluation.floors import below_floors, data_hash, read_floors
from s3align.model.store import find_model
from s3align.strategy.load import find_strategy, load_strategy

HERE = Path(__file__).parent
FLOORS = HERE / "quality_floor.json"
OWN = tuple(
    HERE / "gold" / language / name for language in ("de", "en") for name in ("gold.jsonl", "parallel_texts.jsonl")
)
WITHOUT_FLOORS = ("hard.jsonl", "bad_twins.jsonl", "traps.jsonl", "parallel_plain.jsonl")
"""Files of hard texts for which no floors are pinned."""


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    folder = find_strategy("ruhr")
    strategy = load_strategy(folder)
    return evaluate(strategy, find_model(strategy, folder), OWN)


def test_the_figures_reach_their_floors(evaluation: Evaluation) -> None:
    pinned = read_floors(FLOORS)[data_hash(OWN)]["floors"]
    assert set(pinned) == {"de", "en"}
    assert not below_floors(evaluation.figures, pinned)


def test_every_held_out_text_was_measured(evaluation: Evaluation) -> None:
    for language, verdicts in evaluation.verdicts.items():
        files = (file for file in (HERE / "gold" / language).glob("*.jsonl") if file.name not in WITHOUT_FLOORS)
        ids = [json.loads(line)["id"] for file in files for line in file.read_text("utf-8").splitlines()]
        assert sorted(verdict.id for verdict in verdicts) == sorted(ids)


def test_a_text_and_its_translation_get_nearly_the_same_scores(evaluation: Evaluation) -> None:
    assert evaluation.gap is not None
    assert evaluation.gap.pairs == 60
    assert evaluation.gap.mean <= 0.05


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_gold_text_was_learnt_from(language: str) -> None:
    learnt = HERE.parent / "corpus" / "strategies" / "ruhr" / "texts" / language
    ids = {json.loads(line)["id"] for file in learnt.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()}
    held = {
        json.loads(line)["id"]
        for file in (HERE / "gold" / language).glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    assert ids
    assert held
    assert not ids & held
