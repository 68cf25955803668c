"""The text, marked: passages in reading order, the words of each theme in their places, a switch for each theme."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from s3align.record.assessment import PassageMarks, Span, Verdict
from s3align.render.view import build_view


@pytest.fixture(scope="module")
def text(marked, strategy):
    return build_view(marked, strategy, "de").marked


def passages(text):
    return [passage for page in text.pages for section in page.sections for passage in section.passages]


def with_themes(assessment, **changes):
    return replace(assessment, themes=tuple(replace(theme, **changes) for theme in assessment.themes))


def test_passages_stand_in_reading_order_under_their_pages_and_headings(text):
    assert [page.title for page in text.pages] == ["Seite\u00a03", "Seite\u00a05 (gedruckt: iii)", "Seite\u00a09"]
    assert [section.title for page in text.pages for section in page.sections] == ["2.1 Ziele", None, "3 Arbeitsplan"]
    assert [passage.name for passage in passages(text)] == [f"Abschnitt\u00a0{number}" for number in (22, 23, 36, 64)]
    assert [passage.lang for passage in passages(text)] == [None, None, "en", None]
    assert [bool(passage.recognised) for passage in passages(text)] == [False, False, False, True]


def test_what_is_left_out_is_said(text):
    assert [passage.gap for passage in passages(text)] == [
        "21 Abschnitte ausgelassen",
        None,
        "12 Abschnitte ausgelassen",
        "27 Abschnitte ausgelassen",
    ]
    assert "4 von 96 Abschnitten" in text.intro


def test_every_passage_stands_there_whole_and_once(text, marked):
    assert ["".join(piece.text for piece in passage.pieces) for passage in passages(text)] == [
        entry.text for entry in marked.passages
    ]
    assert len({passage.anchor for passage in passages(text)}) == 4


def test_a_word_of_two_themes_belongs_to_both(text):
    pieces = [(piece.text, [switch.letter for switch in piece.of]) for piece in passages(text)[1].pieces]
    assert pieces == [("Die ", []), ("Rezyklate", ["A", "B"]), (" werden im Spritzguss", ["B"]), (" verarbeitet.", [])]
    ends = [[switch.letter for switch in piece.ends] for piece in passages(text)[1].pieces]
    assert ends == [[], ["A"], ["B"], []]


def test_a_passage_names_the_themes_that_it_speaks_of(text):
    assert [[switch.theme for switch in passage.of] for passage in passages(text)] == [
        ["green-tech"],
        ["green-tech", "new-industry"],
        ["green-tech"],
        [],
    ]


def test_themes_addressed_are_switched_on_and_others_off(marked, strategy):
    city = replace(marked.theme("smart-city"), marks=(PassageMarks(63, (Span(0, 3),), 0.1),))
    themes = tuple(city if theme.id == city.id else theme for theme in marked.themes)
    switches = build_view(replace(marked, themes=themes), strategy, "en").marked.switches
    assert [(switch.letter, switch.theme, switch.on) for switch in switches] == [
        ("A", "green-tech", True),
        ("B", "new-industry", True),
        ("C", "smart-city", False),
    ]
    assert len({switch.colour for switch in switches}) == 3


def test_where_no_theme_is_addressed_all_are_switched_on(marked, strategy):
    switches = build_view(with_themes(marked, verdict=Verdict.TOUCHED), strategy, "de").marked.switches
    assert all(switch.on for switch in switches)
    assert {switch.passages for switch in switches} == {"3 Abschnitte sprechen davon", "1 Abschnitt spricht davon"}
    nearest = with_themes(marked, verdict=Verdict.NONE, passages=0)
    found = build_view(nearest, strategy, "de").marked.switches
    assert {switch.passages for switch in found} == {"kein Abschnitt spricht deutlich davon"}


def test_a_record_without_passages_has_no_marked_text(assessment, refused, strategy):
    assert build_view(assessment, strategy, "de").marked is None
    assert build_view(refused, strategy, "de").marked is None
