"""Principles on labelled passages: slogans and negations give nothing, measures do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from s3align import check
from s3align.analysis.passages import analyse
from s3align.assess.principles import assess_principles
from s3align.pipeline import Pipeline, default_pipeline
from s3align.record.assessment import Grade
from s3align.record.document import Document, Page, Passage

CODES = {
    "st": "strengths",
    "gm": "growth_markets",
    "cl": "climate_transformation",
    "kn": "knowledge",
    "sk": "skilled_workers",
    "jm": "joint_municipal",
    "ed": "entrepreneurial_discovery",
    "tr": "transfer",
    "in": "indicators",
    "ir": "interregional",
    "ho": "horizontal",
    "eu": "eu_funds",
}


NEUTRAL = {
    "de": "Der Text steht hier für sich und sagt nur, in welcher Sprache die anderen Absätze sind, nicht, was sie sind.",
    "en": "This text is here for its own sake, and it says no more than which language the other paragraphs are written in.",
}


def rows() -> list[tuple[str, set[str], str]]:
    """Passage, principles that it answers, language."""
    german, english = (Path(__file__).parent / "principles.txt").read_text(encoding="utf-8").split("# English\n")
    parted = [
        (line.partition("|"), language)
        for lines, language in ((german, "de"), (english, "en"))
        for line in lines.splitlines()
        if not line.startswith("#")
    ]
    return [
        (text.strip(), {CODES[code] for code in codes.split() if code != "-"}, language)
        for (codes, _, text), language in parted
    ]


def answered(text: str, language: str) -> dict[str, Grade]:
    assessor = default_pipeline().assessor()
    page = f"{text}\n{NEUTRAL[language]}"
    document = Document("a", "0", (Page(1, page),), (Passage(1, 0, len(text)), Passage(1, len(text) + 1, len(page))))
    found = assess_principles(document, analyse(document, assessor.analyser), assessor.strategy)
    return {row.id: row.grade for row in found if row.grade is not Grade.NONE and row.id in CODES.values()}


def test_precision_and_recall_on_labelled_passages():
    hits = wrong = missed = 0
    for text, true, language in rows():
        found = answered(text, language).keys()
        hits += len(found & true)
        wrong += len(found - true)
        missed += len(true - found)
    figures = f"precision {hits / (hits + wrong):.3f} recall {hits / (hits + missed):.3f} of {hits + missed}"
    assert hits / (hits + wrong) >= 0.85, figures
    assert hits / (hits + missed) >= 0.75, figures


@pytest.mark.parametrize(
    ("groups", "grade"),
    [
        ("Die Hochschule entwickelt das Verfahren.", Grade.WEAK),
        ("Die Hochschule entwickelt, ein Unternehmen baut die Anlage.", Grade.SUFFICIENT),
        ("Die Hochschule entwickelt, ein Unternehmen baut, die Stadt betreibt die Anlage.", Grade.GOOD),
        ("Die Hochschule entwickelt, ein Unternehmen baut, die Stadt betreibt, ein Verein erprobt sie.", Grade.STRONG),
    ],
)
def test_the_helix_is_graded_by_the_groups_that_take_part(groups, grade):
    body = " Der Bericht liegt vor." * 12
    found = check((groups + body).encode(), name="a.txt").principles
    assert next(row.grade for row in found if row.id == "quadruple_helix") is grade


def answers_among_music_and_cake() -> bytes:
    body = "Der Verein lädt zu einem Fest mit Musik und Kuchen ein und zeigt Fotografien aus alter Zeit. " * 5
    answers = " ".join(text for text, true, _ in rows() if true & {"indicators", "horizontal", "transfer"})
    return f"{body}\n\n{answers}".encode()


def test_terms_of_principles_never_move_a_theme():
    text, assessor = answers_among_music_and_cake(), default_pipeline().assessor()
    without = Pipeline(replace(assessor.strategy, principles=()), assessor.profiles)
    found = check(text, name="a.txt")
    assert sum(row.grade is not Grade.NONE for row in found.principles) >= 3
    assert without.check(text, name="a.txt").themes == found.themes


def test_a_text_that_answers_principles_alone_addresses_no_theme():
    """Its words may still be those of a theme ("Lizenz"): the vocabulary counts them wherever they stand."""
    assert not check(answers_among_music_and_cake(), name="a.txt").addressed
