"""What to do now: steps that fit the document, in every format; that nothing was found is never their end."""

from __future__ import annotations

from dataclasses import replace as replace_in_data

import pytest
from msgspec.structs import replace

from s3align.record.assessment import Overall, Place, Question, Rule, Verdict
from s3align.render.html import render_html
from s3align.render.pdf import render_pdf
from s3align.render.text import render_text
from s3align.render.view import build_view
from s3align.strategy.model import Contact
from tests.render.test_html import Page
from tests.render.test_tagged_pdf import read

CONTACT = Contact("Amt für Ideen", "https://ideen.example/strategie", {"de": "Fragen zur Strategie"}, "2026-11")


def steps(assessment, strategy, language="de"):
    return {step.kind: step for step in build_view(assessment, strategy, language).steps}


@pytest.fixture
def none(assessment):
    """The assessment with no theme addressed; Smart City comes nearest."""
    low = {"verdict": Verdict.NONE, "sureness": 0.1, "low": 0.0, "passages": 0, "pages": ()}
    themes = tuple(
        replace(theme, **low | {"sureness": 0.2} if theme.id == "smart-city" else low) for theme in assessment.themes
    )
    question = Question("smart-city", "data", page=11, section="4 Verwertung")
    return replace(assessment, themes=themes, overall=Overall(Rule.NONE, nearest="smart-city"), questions=(question,))


def test_they_say_which_theme_carries_where_and_where_most(assessment, strategy):
    found = steps(assessment, strategy)
    assert list(found) == ["read", "answer", "check", "talk"]
    assert found["read"].items[0] == (
        "„Grüne Technologien/Wasserstoff/Kreislaufwirtschaft“ (Kernthema): Seiten\u00a03, 5, 9. "
        "Am stärksten: Seite\u00a03, „2.1 Ziele des Vorhabens“."
    )
    assert (
        steps(assessment, strategy, "en")["read"]
        .items[1]
        .startswith("“New Industry” (side theme): page\u00a06. Strongest:")
    )


def test_a_theme_that_may_be_none_is_said_to_be_uncertain_and_a_sure_one_is_not(assessment, strategy):
    first, second = steps(assessment, strategy)["read"].items
    assert "Sicher ist das nicht" not in first + second
    themes = tuple(replace(theme, low=0.3) if theme.id == "new-industry" else theme for theme in assessment.themes)
    first, second = steps(replace(assessment, themes=themes), strategy)["read"].items
    assert "Sicher ist das nicht" not in first
    assert second.endswith("Sicher ist das nicht: Die Sicherheit liegt zwischen 30 und 74 von 100.")


def test_two_questions_are_named_with_their_places_and_the_rest_counted(assessment, strategy):
    rows = tuple(Question("green-tech", "water", page=page, section="3 Arbeitsplan") for page in (4, 5, 6))
    answer = steps(replace(assessment, questions=rows), strategy)["answer"]
    assert len(answer.items) == 2
    assert answer.items[0].endswith("Eine Antwort passt hierhin: Seite\u00a04, „3 Arbeitsplan“.")
    assert "1 weitere Frage steht im Bericht" in answer.after
    assert "answer" not in steps(replace(assessment, questions=()), strategy)


def test_a_question_of_an_older_record_has_no_place_and_is_asked_all_the_same(assessment, strategy):
    assert steps(assessment, strategy)["answer"].items == (
        "Welche Rolle spielt „Wasser- und Umwelttechnik“ im Arbeitsplan?",
    )


def test_none_found_is_no_end(none, strategy):
    found = steps(none, strategy)
    assert list(found) == ["nearest", "compare", "check", "talk"]
    assert found["nearest"].items == ("Seite\u00a011, „4 Verwertung“: urbane Daten",)
    assert "Was zu diesem Thema gehört, in einem Satz." in found["compare"].text
    assert found["compare"].items == ("Welche Rolle spielt „Urbane Daten“ im Arbeitsplan?",)
    assert "mit anderen Worten" in found["compare"].after
    assert "müssen Sie nichts ergänzen" in found["compare"].after
    assert "Es entscheidet immer ein Mensch." in found["talk"].after
    assert build_view(none, strategy, "de").advice == ()


def test_where_nothing_comes_near_all_themes_are_told_for_comparison(none, strategy):
    bare = replace(none, themes=tuple(replace(theme, evidence=()) for theme in none.themes), questions=())
    found = steps(bare, strategy, "en")
    assert "nearest" not in found
    assert [item.partition(":")[0] for item in found["compare"].items] == [
        theme.name["en"] for theme in strategy.themes
    ]


def test_an_unclear_text_is_to_be_read_and_compared(assessment, strategy):
    low = {"verdict": Verdict.UNCLEAR, "sureness": 0.4}
    themes = tuple(
        replace(theme, **low) if theme.is_addressed else replace(theme, sureness=0.1) for theme in assessment.themes
    )
    unclear = replace(assessment, themes=themes, overall=Overall(Rule.UNCLEAR, nearest="green-tech"))
    found = steps(unclear, strategy)
    assert list(found)[:2] == ["decide", "compare"]
    assert len(found["decide"].items) == 2


def test_the_file_is_checked_where_something_was_not_read_or_does_not_count(assessment, strategy):
    items = steps(assessment, strategy)["check"].items
    assert items[0].startswith("Auf 2 von 14 Seiten war kein Text lesbar (Seiten 7, 12).")
    assert items[1].startswith("Die Datei enthält Text, den man nicht sieht (S.\u00a013).")
    clean = replace(assessment, integrity=(), document=replace(assessment.document, page_quality=()))
    assert "check" not in steps(clean, strategy)


def test_a_short_list_is_filled_with_advice_for_later(assessment, strategy):
    clean = replace(assessment, integrity=(), questions=(), document=replace(assessment.document, page_quality=()))
    assert list(steps(clean, strategy)) == ["read", "keep", "talk"]


def test_a_missing_place_is_asked_for_only_where_the_strategy_knows_places(assessment, strategy):
    away = replace(assessment, places=(Place("Münster", "outside", 3),))
    assert any("kein Ort der Region" in item for item in steps(away, strategy)["check"].items)
    assert not any("kein Ort der Region" in item for item in steps(assessment, strategy)["check"].items)
    without = replace_in_data(strategy, municipalities=())
    assert not any("kein Ort der Region" in item for item in steps(replace(away, places=()), without)["check"].items)


def test_the_strategy_says_whom_to_ask_in_every_format(assessment, strategy):
    asked = replace_in_data(strategy, contact=CONTACT)
    talk = steps(assessment, asked)["talk"]
    assert talk.text == "Anlaufstelle für Fragen zur Strategie: Amt für Ideen."
    assert (talk.link.address, talk.link.note) == (CONTACT.address, "Stand November 2026")
    page = Page(render_html(assessment, asked, "de"))
    assert CONTACT.address in [link["href"] for link in page.all("a")]
    assert f"   {CONTACT.address}" in render_text(assessment, asked, "de", 60).splitlines()
    long = replace_in_data(CONTACT, address=f"https://ideen.example/{'a' * 37}")
    assert long.address in render_text(assessment, replace_in_data(asked, contact=long), "de", 60).splitlines()


def test_without_a_contact_the_office_of_the_application_is_named(assessment, strategy):
    talk = steps(assessment, strategy)["talk"]
    assert talk.text == "Fragen Sie dort, wo Sie den Antrag einreichen."
    assert talk.link is None


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("ideen@amt.example", "mailto:ideen@amt.example"),
        ("javascript:alert(1)//https://", None),
        ("Zimmer 12", None),
    ],
)
def test_only_an_address_of_web_or_mail_becomes_a_link(assessment, strategy, address, target):
    asked = replace_in_data(strategy, contact=Contact("Amt", address))
    talk = steps(assessment, asked)["talk"]
    assert talk.text == "Anlaufstelle: Amt."
    assert (talk.link.text, talk.link.address) == (address, target)


def test_they_are_an_ordered_list_right_after_the_headline(assessment, strategy):
    page = Page(render_html(assessment, strategy, "de"))
    names = [name for name, _ in page.tags]
    assert names.index("h1") < names.index("h2") < names.index("ol") < names.index("table")
    assert page.text.index("Was jetzt zu tun ist") < page.text.index("Die Themen im Überblick")


@pytest.mark.parametrize("brief", [False, True])
def test_they_are_in_the_pdf(assessment, strategy, brief):
    reader, text = read(render_pdf(assessment, strategy, "de", brief=brief))
    assert "Was jetzt zu tun ist" in text
    assert "Am stärksten: Seite 3" in text.replace("\u00a0", " ")
    assert not brief or len(reader.pages) <= 2
