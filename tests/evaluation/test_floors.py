"""Floors are pinned a little below what was measured, and fall only with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s3align.errors import UsageError
from s3align.evaluation.bootstrap import Share
from s3align.evaluation.evaluate import Evaluation
from s3align.evaluation.floors import below_floors, data_hash, floor_figures, pin_floors, read_floors
from s3align.evaluation.metrics import measure
from s3align.evaluation.parallel_texts import ParallelGap
from s3align.evaluation.twins import TwinFigures
from s3align.evaluation.verdict import Verdict


@pytest.fixture
def found() -> Evaluation:
    verdicts = [
        Verdict("a", "t", {"x": True}, {"x": (0.9, True)}),
        Verdict("b", "t", {"x": True}, {"x": (0.7, True)}),
        Verdict("c", "t", {"x": False}, {"x": (0.1, False)}),
    ]
    return Evaluation({"de": verdicts}, {"de": measure(verdicts, ["x"])}, None, {})


def with_figures(found: Evaluation, **figures: float) -> Evaluation:
    return replace(found, figures={"de": replace(found.figures["de"], **figures)})


def pinned(path: Path, files: list[Path]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = read_floors(path)[data_hash(files)]["floors"]
    return found


def test_what_was_measured_reaches_its_own_floors(tmp_path: Path, found: Evaluation) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], found, None)
    assert below_floors(found, pinned(floors, [data])) == []
    worse = with_figures(found, macro_f1=0.5, none_given_a_theme=0.5)
    assert len(below_floors(worse, pinned(floors, [data]))) == 2


def test_a_floor_falls_only_with_a_reason(tmp_path: Path, found: Evaluation) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], found, None)
    worse = with_figures(found, macro_f1=0.5)
    with pytest.raises(UsageError, match="de macro_f1"):
        pin_floors(floors, [data], worse, None)
    pin_floors(floors, [data], worse, "a stricter guideline")
    assert read_floors(floors)[data_hash([data])]["reason"] == "a stricter guideline"


def test_changed_data_have_no_floors(tmp_path: Path, found: Evaluation) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], found, None)
    data.write_text("{ }", encoding="utf-8")
    assert data_hash([data]) not in read_floors(floors)


def test_new_floors_take_the_place_of_those_of_the_same_files_before(tmp_path: Path, found: Evaluation) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], found, None)
    data.write_text("{ }", encoding="utf-8")
    with pytest.raises(UsageError, match="de macro_f1"):
        pin_floors(floors, [data], with_figures(found, macro_f1=0.5), None)
    pin_floors(floors, [data], found, None)
    assert list(read_floors(floors)) == [data_hash([data])]


def test_floors_are_shares(tmp_path: Path, found: Evaluation) -> None:
    data, floors = tmp_path / "data.jsonl", tmp_path / "floors.json"
    data.write_text("{}", encoding="utf-8")
    pin_floors(floors, [data], with_figures(found, macro_f1=0.0, none_given_a_theme=1.0), None)
    assert pinned(floors, [data])["de"]["macro_f1"] == 0.0
    assert pinned(floors, [data])["de"]["none_given_a_theme"] == 1.0


def test_floors_of_a_language_without_texts_are_not_reached(found: Evaluation) -> None:
    assert below_floors(found, {"de": {}, "en": {"macro_f1": 0.5}}) == [
        "en: there are floors, but no text was measured"
    ]


def test_twins_and_translations_have_floors(found: Evaluation) -> None:
    twins = TwinFigures(Share(3, 4), ("a",), (), (), 0)
    more = replace(found, twins={"de": twins}, gap=ParallelGap(2, 0.01, None, 0.2, "1", "x", Share(2, 2)))
    assert floor_figures(more)["de"]["kept_apart"] == 0.75
    assert floor_figures(more)["parallel_texts"] == {"mean_gap": 0.01}
    floors = {"de": {"kept_apart": 0.8}, "parallel_texts": {"mean_gap": 0.005}}
    assert below_floors(more, floors) == [
        "de: kept_apart is 0.75, its floor 0.8",
        "parallel_texts: mean_gap is 0.01, it may be 0.005 at most",
    ]


def test_a_floor_of_what_is_not_measured_any_more_is_not_reached(found: Evaluation) -> None:
    assert below_floors(found, {"de": {"kept_apart": 0.8}}) == ["de: kept_apart has a floor, but was not measured"]
