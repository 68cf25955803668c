"""Principles in a report: by origin, what is found, denied and open, and never an EU condition as one of the strategy."""

from __future__ import annotations

import msgspec
import pytest

from s3align.pipeline import default_pipeline
from s3align.record.assessment import Assessment, Finding, Flag, PrincipleResult
from s3align.render import render
from s3align.render.messages import Messages
from s3align.render.view import build_view
from s3align.render.view_model import PrincipleGroupView, PrincipleView

TEXT = """# Ofen

Der Flur hat vier Fenster, und die Tür zum Hof steht meist offen. Im Keller stehen alte Regale mit Kartons, deren Inhalt keiner
mehr kennt. Die Treppe knarrt auf der dritten Stufe, das Geländer ist aus Eiche. Vor dem Haus wächst eine Linde.

# Verwertung

Nach dem Ende der Förderung übernimmt die Innung den Prüfstand und betreibt ihn weiter.

# Klima

Einen Beitrag zum Klima leistet das Vorhaben nicht. Strom wird nicht gespart.
"""


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    return default_pipeline().check(TEXT.encode(), name="a.md")


def groups(assessment: Assessment, language: str = "de") -> tuple[PrincipleGroupView, ...]:
    return build_view(assessment, default_pipeline().strategy, language).principle_groups


def names(rows: tuple[PrincipleView, ...]) -> list[str]:
    return [row.name for row in rows]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_origin_has_its_heading_a_sentence_and_a_source(assessment, language):
    found = groups(assessment, language)
    assert len(found) == 3
    assert all(group.name and group.note and "http" in group.source for group in found)


def test_conditions_of_the_eu_are_never_called_principles_of_the_strategy(assessment):
    own, eu, programme = groups(assessment)
    assert own.name == "Grundsätze der Strategie"
    assert "Grundsätze" not in eu.name + programme.name
    assert "Kein Projekt kann sie erfüllen" in eu.note


def test_what_is_found_denied_and_open_stands_apart(assessment):
    own, _, programme = groups(assessment)
    assert names(programme.found) == ["Transfer und Verwertung"]
    assert programme.found[0].evidence
    assert not programme.found[0].asks
    assert names(own.denied) == ["Wirkung auf Klima und Ressourcen"]
    assert own.denied[0].evidence
    assert own.denied[0].asks
    assert all(row.question and not row.evidence for row in own.open)


def test_a_flag_answers_a_principle_without_a_passage(assessment):
    joint = Flag("joint", "joint", ("Essen", "Bochum"))
    with_flag = groups(replaced(assessment, flags=(joint,)))[0]
    without = groups(replaced(assessment, flags=()))[0]
    (row,) = [row for row in with_flag.found if row.note]
    assert row.name == "Gemeinsame Vorhaben mehrerer Kommunen"
    assert row.name in names(without.open)


def test_a_record_without_findings_goes_by_its_passages(assessment):
    old = tuple(
        PrincipleResult(row.id, row.grade, row.evidence)
        for row in assessment.principles
        if row.finding is not Finding.DENIED
    )
    programme = groups(replaced(assessment, principles=old))[2]
    assert names(programme.found) == ["Transfer und Verwertung"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_school_grade_stands_in_a_report(assessment, language):
    source = render(assessment, default_pipeline().strategy, language).decode()
    messages = Messages.load(language)
    assert messages("finding_denied") in source
    words = {row.name[language] for row in default_pipeline().strategy.grades}
    section = source[source.index('id="principles-title"') :].split("</section>")[0]
    assert not any(f"<strong>{word}</strong>" in section for word in words)


def replaced(assessment: Assessment, **changes) -> Assessment:
    return msgspec.structs.replace(assessment, **changes)
