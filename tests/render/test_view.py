from __future__ import annotations

from dataclasses import replace as replace_in_data

import pytest
from msgspec.structs import replace

from s3align.errors import DataError, UsageError
from s3align.record.assessment import Contribution, MarkedTerm, Overall, Rule, Span
from s3align.render.view import build_view


@pytest.fixture(scope="module")
def view(assessment, strategy):
    return build_view(assessment, strategy, "de")


def tenths(text: str) -> int:
    return int(text.replace("−", "-").replace(",", ""))


def with_theme(assessment, theme_id, **changes):
    themes = tuple(replace(theme, **changes) if theme.id == theme_id else theme for theme in assessment.themes)
    return replace(assessment, themes=themes)


def test_themes_come_by_falling_score_and_only_the_first_leads(view):
    shown = [theme.points for theme in view.themes]
    assert shown == sorted(shown, reverse=True)
    assert [theme.leading for theme in view.themes] == [True] + [False] * 5
    assert [theme.role for theme in view.themes[:3]] == ["Hauptthema", "weiteres Thema", None]


def test_printed_ledger_lines_add_up_to_the_printed_points(view):
    for theme in view.themes:
        assert sum(tenths(line.points) for line in theme.ledger.lines) == theme.points * 10
        assert tenths(theme.ledger.total) == theme.points * 10


def test_ledger_bars_stay_inside_and_share_one_scale(view):
    lines = [line for theme in view.themes for line in theme.ledger.lines]
    assert all(line.start >= 0 and line.start + line.width <= 100.01 for line in lines)
    assert len({theme.ledger.zero for theme in view.themes}) == 1


def test_points_never_round_over_the_limit_of_their_grade(assessment, strategy):
    near = with_theme(
        assessment,
        "health",
        sureness=0.398,
        low=0.3,
        high=0.5,
        contributions=(Contribution("base", "", "", 0.398),),
    )
    theme = next(theme for theme in build_view(near, strategy, "de").themes if theme.id == "health")
    assert (theme.points, theme.grade) == (39, "schwach")
    assert theme.ledger.lines[0].points == "+39,0"


def test_grade_spans_cover_the_scale_without_gap(view):
    assert [grade.span for grade in view.grades] == ["0–19", "20–39", "40–59", "60–79", "80–100"]


def test_quotes_are_cut_at_their_terms_and_stay_whole(view, assessment):
    card = view.themes[0].evidence[0]
    quote = assessment.theme("green-tech").evidence[0].quote
    assert "".join(piece.text for piece in card.pieces) == quote
    assert [piece.text for piece in card.pieces if piece.marked] == [
        "Kreislaufwirtschaft",
        "Kunststoffabfälle",
        "Rezyklate",
        "Sortieranlage",
    ]


def test_a_term_inside_another_is_marked_once(assessment, strategy):
    passage = assessment.theme("smart-city").evidence[0]
    start = passage.quote.index("Daten")
    inner = MarkedTerm("Daten", Span(start, start + 5))
    nested = with_theme(assessment, "smart-city", evidence=(replace(passage, terms=(inner, *passage.terms)),))
    theme = next(theme for theme in build_view(nested, strategy, "de").themes if theme.id == "smart-city")
    assert [piece.text for piece in theme.evidence[0].pieces if piece.marked] == ["urbane Daten"]


def test_page_label_and_foreign_language_are_said(view):
    cards = view.themes[0].evidence
    assert [card.page for card in cards] == ["Seite\u00a03", "Seite\u00a05 (gedruckt: iii)", "Seite\u00a09"]
    assert [card.lang for card in cards] == [None, None, "en"]


def test_names_follow_the_language_of_the_report(assessment, strategy):
    english = build_view(assessment, strategy, "en")
    assert english.themes[0].name == "Green Technologies/Hydrogen/Circular Economy"
    assert english.themes[0].subtopics[0].name == "Circular economy"
    assert english.themes[0].grade == "strong"
    assert english.advice[0].question.startswith("Where does")


def test_warnings_name_unread_pages_and_the_second_language(view):
    assert "Seiten 7, 12" in view.warnings[0]
    assert "91\u202f% Deutsch und 9\u202f% Englisch" in view.warnings[1]


def test_a_short_text_is_warned_of(assessment, strategy):
    short = replace(assessment, document=replace(assessment.document, words=60))
    assert any("60 Wörter" in warning for warning in build_view(short, strategy, "de").warnings)


def test_a_document_without_assessment_shows_the_reason_and_no_numbers(refused, strategy):
    view = build_view(refused, strategy, "de")
    assert len(view.warnings) == 1
    assert view.warnings[0].startswith(
        "„Skizze.pdf“ enthält zu wenig Text für eine Einschätzung: 23 Wörter, nötig sind mindestens 40."
    )
    assert view.themes == view.grades == ()
    assert view.rule is None


@pytest.mark.parametrize(
    ("overall", "words"),
    [
        (Overall(Rule.MAIN, "green-tech"), "Der Text handelt vor allem von „Grüne Technologien"),
        (
            Overall(Rule.MAIN_AND_SECONDARY, "green-tech", ("new-industry", "health")),
            "„Neue Industrie“ (gut) und „Gesund",
        ),
        (Overall(Rule.SPREAD, nearest="smart-city"), "Der Text berührt 1 Themen der Strategie"),
        (Overall(Rule.WEAK, nearest="smart-city"), "Der Text streift „Smart City“ (schwach)"),
        (Overall(Rule.NONE, nearest="health"), "keines der sechs Themen"),
    ],
)
def test_every_rule_has_its_sentence_and_its_reason(assessment, strategy, overall, words):
    view = build_view(replace(assessment, overall=overall), strategy, "de")
    assert words in view.headline
    assert view.rule


def test_the_same_record_renders_in_any_language(assessment, strategy):
    german, english = (build_view(assessment, strategy, language) for language in ("de", "en"))
    assert [theme.points for theme in german.themes] == [theme.points for theme in english.themes]
    assert german.headline.startswith("Der Text")
    assert english.headline.startswith("The text")
    assert english.themes[0].css == "strong"


def test_unknown_language_and_theme_are_errors_with_advice(assessment, strategy):
    with pytest.raises(UsageError):
        build_view(assessment, strategy, "fr")
    with pytest.raises(DataError, match=r"'health'.*made with"):
        build_view(assessment, replace_in_data(strategy, themes=strategy.themes[:-1]), "de")


@pytest.mark.parametrize("value", [0.847434, 0.381204, 0.230867, 0.5])
def test_the_strongest_page_of_the_strip_has_the_highest_level(assessment, strategy, value):
    cards = tuple(replace(card, value=value) for card in assessment.theme("green-tech").evidence)
    theme = build_view(with_theme(assessment, "green-tech", evidence=cards), strategy, "de").themes[0]
    assert set(theme.strip.levels) == {0, 3}
