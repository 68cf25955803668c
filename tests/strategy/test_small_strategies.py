"""Two complete small strategies of regions that do not exist, with self-written texts: enough to learn a model from."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from s3align.strategy.load import load_strategy

DATA = Path(__file__).parent / "data"
SIZES = {"auental": (("de",), 5, 0), "three_rivers": (("en",), 8, 3)}


@pytest.mark.parametrize("name", SIZES)
def test_a_small_strategy_is_complete(name):
    languages, themes, places = SIZES[name]
    strategy = load_strategy(DATA / name)
    assert (strategy.languages, len(strategy.themes), len(strategy.municipalities)) == (languages, themes, places)
    assert strategy.principles == ()
    rows = [
        json.loads(line)
        for file in (DATA / name / "texts").glob("*/*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len({row["text"] for row in rows}) == len(rows)
    assert Counter(theme for row in rows for theme in row["themes"]) == {theme.id: 6 for theme in strategy.themes}
    assert sum(not row["themes"] for row in rows) == 8
    assert all(50 <= len(row["text"].split()) <= 95 for row in rows)
