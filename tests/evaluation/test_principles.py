"""Principles on passages kept aside: a floor under what was measured, and the way of counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from s3align.errors import DataError
from s3align.evaluation.principles import Count, LabelledPassage, measure_passages, measure_proposals, read_passages
from s3align.pipeline import default_pipeline

GOLD = Path(__file__).resolve().parent.parent / "gold"
FLOORS = {"de": (0.55, 0.42), "en": (0.48, 0.32)}
"""Precision and recall of the passages kept aside that may not be fallen below: a little under what was measured."""
PASSAGE = LabelledPassage(
    "a",
    "de",
    "Verwertung",
    "Nach dem Ende der Förderung übernimmt die Innung den Prüfstand und betreibt ihn weiter.",
    ("transfer",),
    ("business",),
    ("society",),
)


@pytest.mark.parametrize("language", FLOORS)
def test_passages_kept_aside_stay_above_their_floor(language: str) -> None:
    figures = measure_passages(read_passages(GOLD / language / "principles.jsonl"), default_pipeline())
    total, (precision, recall) = figures.total(), FLOORS[language]
    assert total.precision >= precision, total
    assert total.recall >= recall, total
    assert figures.by_language[language] == total


def test_what_is_arguable_counts_neither_way() -> None:
    figures = measure_passages([PASSAGE], default_pipeline())
    assert figures.by_target["transfer"] == Count(right=1)
    assert "society" not in figures.by_target


def test_a_proposal_is_measured_by_what_it_says_and_by_what_it_does_not(tmp_path: Path) -> None:
    words = "Der Flur hat vier Fenster, und die Tür zum Hof steht offen. Im Keller stehen alte Regale mit Kartons. "
    text = f"{words * 1}\n\n# Verwertung\n\n{PASSAGE.text} Die Pläne kann jeder andere Betrieb kostenlos nachbauen. "
    (tmp_path / "a.md").write_text(text + "Vor dem Haus wächst eine Linde, daneben steht ein Briefkasten.", "utf-8")
    (tmp_path / "a.json").write_text('{"principles_present": ["use", "climate"]}', "utf-8")
    names = {"use": "transfer", "climate": "climate_neutral"}
    figures = measure_proposals([tmp_path / "a.md"], default_pipeline(), names)
    assert figures.by_target["transfer"] == Count(right=1)
    assert figures.by_target["climate_neutral"] == Count(missed=1)


def test_a_line_that_is_no_labelled_passage_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('\n{"id": "a"}\n', "utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:2"):
        read_passages(tmp_path / "a.jsonl")
