"""Every passage behind a theme and a sub-topic has a line of its own that leads to it."""

from __future__ import annotations

from msgspec.structs import replace

from s3align.render.view import build_view


def shown(assessment, strategy, theme_id, language="de"):
    return next(theme for theme in build_view(assessment, strategy, language).themes if theme.id == theme_id)


def with_theme(assessment, theme_id, **changes):
    themes = tuple(replace(theme, **changes) if theme.id == theme_id else theme for theme in assessment.themes)
    return replace(assessment, themes=themes)


def test_the_passages_beside_the_cards_are_listed_in_their_order(marked, strategy):
    theme = shown(marked, strategy, "green-tech")
    assert len(theme.evidence) == 1
    assert theme.more_title == "Alle weiteren 2 Abschnitte"
    assert [line.link.text for line in theme.more] == ["Seite\u00a03 · 2.1 Ziele", "Seite\u00a05 (gedruckt: iii)"]
    assert [line.link.anchor for line in theme.more] == ["passage-23", "passage-36"]
    assert [line.terms for line in theme.more] == [("Rezyklate",), ("recycling", "electrolyser")]
    assert [line.lang for line in theme.more] == [None, "en"]


def test_a_line_has_the_points_that_the_ledger_prints_and_none_where_they_are_nothing(marked, strategy):
    theme = shown(marked, strategy, "green-tech")
    ledger = {group.anchor: group.sum.points for group in theme.ledger.groups}
    assert [line.points for line in theme.more] == [None, f"{ledger['passage-36']} Punkte"]
    assert all(group.anchor for group in theme.ledger.groups)


def test_a_passage_that_does_not_speak_of_the_theme_is_none_of_its_passages(marked, strategy):
    assert shown(marked, strategy, "new-industry").more == ()


def test_a_sub_topic_leads_to_each_of_its_passages(marked, strategy):
    circular, hydrogen, water = shown(marked, strategy, "green-tech").subtopics
    assert circular.state == "angesprochen, in 2 Abschnitten, S.\u00a03"
    assert [(line.link.anchor, line.terms, line.points) for line in circular.lines] == [
        ("passage-22", ("Kreislaufwirtschaft",), None),
        ("passage-23", ("Rezyklate",), None),
    ]
    assert (hydrogen.addressed, hydrogen.lines) == (True, ())  # an older record does not say where
    assert (water.state, water.lines) == ("nicht gefunden", ())


def test_a_card_and_a_ledger_line_lead_to_the_whole_passage(marked, assessment, strategy):
    card = shown(marked, strategy, "green-tech", "en").evidence[0]
    assert (card.passage.anchor, card.passage.text) == ("passage-22", "Whole passage\u00a022")
    assert all(card.passage is None for card in shown(assessment, strategy, "green-tech").evidence)
    assert not any(group.anchor for group in shown(assessment, strategy, "green-tech").ledger.groups)


def test_what_a_report_of_a_huge_document_leaves_out_is_said(marked, assessment, strategy):
    assert shown(marked, strategy, "green-tech").left_out is None
    many = with_theme(marked, "green-tech", passages=120)
    assert shown(many, strategy, "green-tech").left_out.startswith("117 weitere Abschnitte sprechen davon.")
    one = with_theme(marked, "green-tech", passages=4)
    assert shown(one, strategy, "green-tech", "en").left_out.startswith("1 more passage speaks of it.")
    assert shown(assessment, strategy, "green-tech").left_out is None


def test_words_on_two_lines_are_named_on_one(marked, strategy):
    broken = tuple(replace(text, text=text.text.replace("werden im", "werden\nim")) for text in marked.passages)
    industry = shown(
        replace(with_theme(marked, "new-industry", evidence=()), passages=broken), strategy, "new-industry"
    )
    assert industry.more[0].terms == ("Rezyklate werden im Spritzguss",)
