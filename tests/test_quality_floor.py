"""The scores of the shipped model on self-written texts that it was not learnt from may not fall below pinned floors.

A floor is lowered only together with a written reason in ``quality_floor.json`` and the changelog.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from s3align.checking import default_judge
from s3align.evaluation.evaluate import evaluate_texts
from s3align.evaluation.metrics import Figures, measure
from s3align.profiles.labelled import read_labelled

HERE = Path(__file__).parent
FLOORS: dict[str, Any] = json.loads((HERE / "quality_floor.json").read_text(encoding="utf-8"))


def gold(language: str) -> Path:
    return HERE / "gold" / language / "gold.jsonl"


@pytest.fixture(scope="module", params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def figures(language: str) -> Figures:
    judge = default_judge()
    themes = [theme.id for theme in judge.strategy.themes]
    return measure(list(evaluate_texts(list(read_labelled(gold(language), themes)), judge)), themes)


def test_the_gold_texts_are_those_the_floors_were_set_on(language: str) -> None:
    assert hashlib.sha256(gold(language).read_bytes()).hexdigest() == FLOORS[language]["gold_sha256"]


def test_the_figures_reach_their_floors(language: str, figures: Figures) -> None:
    floors = FLOORS[language]
    assert figures.macro_f1 >= floors["macro_f1"]
    assert figures.top_theme_right is not None
    assert figures.top_theme_right >= floors["top_theme_right"]
    assert figures.none_given_a_theme is not None
    assert figures.none_given_a_theme <= floors["none_given_a_theme_at_most"]


def test_no_gold_text_was_learnt_from(language: str) -> None:
    learnt = HERE.parent / "corpus" / "texts" / language
    ids = {json.loads(line)["id"] for file in learnt.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()}
    held = {json.loads(line)["id"] for line in gold(language).read_text("utf-8").splitlines()}
    assert not ids & held
