from __future__ import annotations

from dataclasses import replace as replace_in_data

import pytest
from msgspec.structs import replace

from s3align.errors import DataError, UsageError
from s3align.model.profiles import ADDRESSED_FROM
from s3align.record.assessment import Contribution, MarkedTerm, Span, Verdict
from s3align.render.formats import BORDER
from s3align.render.view import build_view


@pytest.fixture(scope="module")
def view(assessment, strategy):
    return build_view(assessment, strategy, "de")


def with_theme(assessment, theme_id, **changes):
    themes = tuple(replace(theme, **changes) if theme.id == theme_id else theme for theme in assessment.themes)
    return replace(assessment, themes=themes)


def with_verdict(assessment, theme_id, verdict, **changes):
    return with_theme(assessment, theme_id, verdict=verdict, **changes)


def shown(assessment, strategy, theme_id, language="de"):
    return next(theme for theme in build_view(assessment, strategy, language).themes if theme.id == theme_id)


def test_themes_come_by_verdict_and_sureness_and_only_the_first_leads(assessment, strategy):
    unclear = with_verdict(assessment, "health", Verdict.UNCLEAR)
    larger = with_verdict(
        unclear, "smart-logistics", Verdict.CORE, sureness=0.97, contributions=(Contribution("base", "", "", 0.97),)
    )
    themes = build_view(larger, strategy, "de").themes
    assert [theme.css for theme in themes] == ["core", "core", "side", "unclear", "touched", "none"]
    assert [theme.id for theme in themes[:2]] == ["smart-logistics", "green-tech"]
    assert [theme.leading for theme in themes] == [True] + [False] * 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["Kernthema", "Nebenthema", "unklar: bitte lesen", "am Rande", "kein Bezug"]),
        ("en", ["core theme", "side theme", "unclear: please read", "touched", "none"]),
    ],
)
def test_every_verdict_has_its_word_and_a_line_in_the_legend(assessment, strategy, language, words):
    view = build_view(assessment, strategy, language)
    assert [entry.word for entry in view.verdicts] == words
    assert all(entry.meaning.endswith(".") for entry in view.verdicts)
    for verdict, word in zip(Verdict, words, strict=True):
        assert shown(with_verdict(assessment, "health", verdict), strategy, "health", language).verdict == word


def test_extent_and_passages_are_said(assessment, strategy):
    green = shown(assessment, strategy, "green-tech")
    assert green.extent == "rund 46\u202f% des Textes"
    assert (green.passages, green.pages) == ("41 von 96 Abschnitten", "S.\u00a03, 5, 9")
    assert green.sentence.startswith("41 von 96 Abschnitten sprechen von „Grüne Technologien")
    assert green.sentence.endswith("auf den Seiten 3, 5, 9.")
    assert (
        shown(assessment, strategy, "smart-city", "en").sentence
        == "1 of 96 passages speaks of “Smart City”, on page 11."
    )


def test_a_little_is_never_printed_as_nothing(assessment, strategy):
    little = with_theme(assessment, "smart-city", extent=0.001)
    assert shown(little, strategy, "smart-city").share == "1\u202f%"


def test_a_single_passage_has_no_share(assessment, strategy):
    single = replace(assessment, document=replace(assessment.document, passages_counted=1))
    theme = shown(with_theme(single, "green-tech", passages=1), strategy, "green-tech")
    assert (theme.extent, theme.passages) == (None, "der einzige Abschnitt")
    assert theme.sentence.startswith("Der Text ist ein einziger Abschnitt. Er spricht von")


def test_no_relation_is_not_contradicted(assessment, strategy):
    evidence = assessment.theme("green-tech").evidence
    theme = shown(with_theme(assessment, "health", evidence=evidence, extent=0.05), strategy, "health")
    assert (theme.extent, theme.strip, theme.pages) == (None, None, None)
    assert theme.evidence_title == "Was dem Thema am nächsten kommt"
    assert len(theme.evidence) < len(evidence)
    assert not theme.detailed


@pytest.mark.parametrize(
    ("sureness", "verdict", "points"),
    [(0.4999, Verdict.UNCLEAR, 49), (0.5, Verdict.SIDE, 50), (0.001, Verdict.NONE, 0)],
)
def test_points_never_round_over_the_border(assessment, strategy, sureness, verdict, points):
    line = Contribution("base", "", "", sureness)
    changed = with_verdict(
        assessment, "health", verdict, sureness=sureness, low=0.0, high=0.4996, contributions=(line,)
    )
    theme = shown(changed, strategy, "health")
    assert theme.points == theme.bar.value == points
    assert theme.high == 49
    assert theme.bar.border == 50
    assert theme.ledger.total == f"{points},0"


def test_the_border_is_the_model_s():
    assert BORDER == ADDRESSED_FROM * 100


def test_an_unclear_theme_says_where_to_read(assessment, strategy):
    city = assessment.theme("smart-city").evidence
    unclear = with_verdict(
        assessment, "smart-city", Verdict.UNCLEAR, evidence=(*city, replace(city[0], page=4)), pages=()
    )
    view = build_view(unclear, strategy, "de")
    step = next(step for step in view.steps if step.kind == "decide")
    assert step.items == (
        "„Smart City“: Sicherheit 24 von 100, vermutlich zwischen 14 und 36. Beginnen Sie auf den Seiten 4, 11.",
    )
    theme = shown(unclear, strategy, "smart-city")
    assert (theme.css, theme.evidence_title, theme.detailed) == ("unclear", "Hier anfangen zu lesen", True)
    english = build_view(unclear, strategy, "en").steps
    assert any(item.endswith("Begin on pages 4, 11.") for step in english for item in step.items)


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
    assert english.themes[0].verdict == "core theme"
    assert english.advice[0].question.startswith("Where does")


def test_unread_pages_are_to_be_checked_and_the_second_language_is_warned_of(view):
    check = next(step for step in view.steps if step.kind == "check")
    assert "Seiten 7, 12" in check.items[0]
    assert "91\u202f% Deutsch und 9\u202f% Englisch" in view.warnings[0]


def test_a_short_text_is_warned_of(assessment, strategy):
    short = replace(assessment, document=replace(assessment.document, words=60))
    assert any("60\u00a0Wörter" in warning for warning in build_view(short, strategy, "de").warnings)


def test_a_document_without_assessment_shows_the_reason_and_no_numbers(refused, strategy):
    view = build_view(refused, strategy, "de")
    assert len(view.warnings) == 1
    assert view.warnings[0].startswith(
        "„Skizze.pdf“ enthält zu wenig Text. Gezählt: 23\u00a0Wörter; nötig sind mindestens 40."
    )
    assert view.themes == view.verdicts == ()
    assert view.rule is None


def test_the_same_record_renders_in_any_language(assessment, strategy):
    german, english = (build_view(assessment, strategy, language) for language in ("de", "en"))
    assert [theme.points for theme in german.themes] == [theme.points for theme in english.themes]
    assert german.headline.startswith("Der Text")
    assert english.headline.startswith("The text")
    assert english.themes[0].css == "core"


def test_unknown_language_and_theme_are_errors_with_advice(assessment, strategy):
    with pytest.raises(UsageError):
        build_view(assessment, strategy, "fr")
    with pytest.raises(DataError, match=r"'health'.*made with"):
        build_view(assessment, replace_in_data(strategy, themes=strategy.themes[:-1]), "de")
