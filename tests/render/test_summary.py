from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from s3align.record.assessment import IntegrityNote
from s3align.render.text import render_text


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_line_is_wider_than_the_terminal(assessment, refused, strategy, language, width):
    for one in (assessment, refused):
        lines = render_text(one, strategy, language, width).splitlines()
        assert max(map(len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_it_says_headline_scores_terms_and_warnings(assessment, strategy):
    text = render_text(assessment, strategy, "de")
    assert text.startswith("ReKreis\nDatei: Antrag_ReKreis <Bottrop>.pdf; Geprüft mit: ")
    assert "\n\nDer Text handelt vor allem von" in text
    assert "Kernthema" in text
    assert re.search(r"46\u202f% +86  79–91", text)
    assert "18 von 96 Abschnitten sprechen von „Neue Industrie“, auf Seite 6." in text
    assert "Kreislaufwirtschaft (S.\u00a03)" in text
    assert "Seiten 7, 12" in text
    assert "\u200b" not in text
    assert text.endswith("\n")


def test_a_refused_document_has_a_reason_and_no_bars(refused, strategy):
    text = render_text(refused, strategy, "de")
    assert "nötig sind mindestens 40" in " ".join(text.split())
    assert "░" not in text


def test_a_theme_without_passages_lists_no_terms(assessment, strategy):
    bare = replace(assessment, themes=tuple(replace(theme, evidence=()) for theme in assessment.themes))
    assert "Belege für" not in render_text(bare, strategy, "de")


def test_what_does_not_count_is_told_in_the_terminal_and_the_rest_counted(assessment, strategy):
    notes = tuple(IntegrityNote("hidden_white", page, "Wasserstoff und Elektrolyse " * 9, 27) for page in range(1, 12))
    text = render_text(replace(assessment, integrity=notes), strategy, "de")
    assert text.count("Text in der Farbe des Hintergrunds") == 8
    assert "3 weitere Auffälligkeiten stehen im Bericht." in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_note_without_a_quotation_ends_without_a_colon(assessment, strategy):
    notes = (IntegrityNote("file_portfolio"),)
    text = render_text(replace(assessment, integrity=notes), strategy, "en")
    assert "PDF portfolio: the documents in it were not assessed\n" in text
