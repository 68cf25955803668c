"""The scores of the shipped model on texts that it was not learnt from may not fall below pinned floors.

The self-written ones are always measured, real ones where the labelled data lie beside the repository. A floor is lowered
with ``s3align evaluate … --floors tests/quality_floor.json --pin --reason …`` and a line in the changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from s3align.evaluation.evaluate import evaluate_texts
from s3align.evaluation.floors import below_floors, data_hash, read_floors
from s3align.evaluation.metrics import measure
from s3align.model.labelled import read_many
from s3align.pipeline import default_pipeline

HERE = Path(__file__).parent
FLOORS = HERE / "quality_floor.json"
OWN = tuple(HERE / "gold" / language / name for language in ("de", "en") for name in ("gold.jsonl", "twins.jsonl"))
REAL = (HERE.parent.parent / "shared" / "data" / "programmes_de.jsonl",)


@pytest.mark.parametrize("files", [OWN, REAL], ids=["own", "real"])
def test_the_figures_reach_their_floors(files: tuple[Path, ...]) -> None:
    if not all(file.is_file() for file in files):
        pytest.skip("the labelled data are not part of the repository")
    pinned = read_floors(FLOORS)[data_hash(files)]["floors"]
    pipeline = default_pipeline()
    themes = [theme.id for theme in pipeline.strategy.themes]
    rows = read_many(files, themes)
    figures = {
        language: measure(list(evaluate_texts([row for row in rows if row.language == language], pipeline)), themes)
        for language in pinned
    }
    assert not below_floors(figures, pinned)


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_gold_text_was_learnt_from(language: str) -> None:
    learnt = HERE.parent / "corpus" / "texts" / language
    ids = {json.loads(line)["id"] for file in learnt.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()}
    held = {
        json.loads(line)["id"]
        for file in (HERE / "gold" / language).glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    assert not ids & held
