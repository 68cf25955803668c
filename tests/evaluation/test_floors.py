"""Floors are pinned a little below what was measured, and fall only with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s3align.errors import UsageError
from s3align.evaluation.floors import below_floors, data_hash, pin_floors, read_floors
from s3align.evaluation.metrics import Figures, Verdict, measure


@pytest.fixture
def figures() -> Figures:
    verdicts = [
        Verdict("a", "t", {"x": True}, {"x": (0.9, True)}),
        Verdict("b", "t", {"x": True}, {"x": (0.7, True)}),
        Verdict("c", "t", {"x": False}, {"x": (0.1, False)}),
    ]
    return measure(verdicts, ["x"])


def pinned(path: Path, files: list[Path]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = read_floors(path)[data_hash(files)]["floors"]
    return found


def test_what_was_measured_reaches_its_own_floors(tmp_path: Path, figures: Figures) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], {"de": figures}, None)
    assert below_floors({"de": figures}, pinned(floors, [data])) == []
    worse = replace(figures, macro_f1=0.5, none_given_a_theme=0.5)
    assert len(below_floors({"de": worse}, pinned(floors, [data]))) == 2


def test_a_floor_falls_only_with_a_reason(tmp_path: Path, figures: Figures) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], {"de": figures}, None)
    worse = replace(figures, macro_f1=0.5)
    with pytest.raises(UsageError, match="de macro_f1"):
        pin_floors(floors, [data], {"de": worse}, None)
    pin_floors(floors, [data], {"de": worse}, "a stricter guideline")
    assert read_floors(floors)[data_hash([data])]["reason"] == "a stricter guideline"


def test_changed_data_have_no_floors(tmp_path: Path, figures: Figures) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], {"de": figures}, None)
    data.write_text("{ }", encoding="utf-8")
    assert data_hash([data]) not in read_floors(floors)


def test_floors_of_a_language_without_texts_are_not_reached(figures: Figures) -> None:
    assert below_floors({"de": figures}, {"de": {}, "en": {"macro_f1": 0.5}}) == [
        "en: there are floors, but no text was measured"
    ]
