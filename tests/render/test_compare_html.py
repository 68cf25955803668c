"""The comparison as a browser, a screen reader and a person at a terminal meet it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from msgspec.structs import replace

from s3align.assess.compare import compare
from s3align.record.assessment import IntegrityNote, Place, Verdict
from s3align.render.compare_html import render_compare_html
from s3align.render.compare_text import WIDTH, compare_lines
from s3align.render.compare_versions import Version
from s3align.render.view_compare import build_compare_view
from tests.render.test_html import Page

DAY = date(2026, 3, 4)


def text_of(record) -> str:
    return "\n".join(card.quote for theme in record.themes for card in theme.evidence)


@pytest.fixture
def changed(assessment):
    """A second version: other passages, another verdict, a principle and a place less, a note more."""
    themes = []
    for theme in assessment.themes:
        if theme.id == "green-tech":
            card = theme.evidence[0]
            other = replace(card, quote=card.quote.replace("regionale", "<neue> und grenzüberschreitende"), terms=())
            theme = replace(theme, evidence=(other, *theme.evidence[2:]))  # noqa: PLW2901
        if theme.id == "smart-city":
            theme = replace(theme, verdict=Verdict.SIDE)  # noqa: PLW2901
        themes.append(theme)
    return replace(
        assessment,
        document=replace(assessment.document, name="neu <2>.pdf", sha256="0" * 64, title="ReKreis & Co"),
        themes=tuple(themes),
        principles=tuple(replace(entry, evidence=()) for entry in assessment.principles),
        places=(Place("Bottrop", "site", 3),),
        questions=(),
        integrity=(*assessment.integrity, IntegrityNote("keyword_list", 4, "a, b <c>")),
    )


def view_of(old, new, strategy, language, *, old_text="", known=True):
    before = Version(old, (old_text or text_of(old)) if known else None, DAY if known else None)
    after = Version(new, text_of(new), DAY)
    return build_compare_view(before, after, compare(old, new, before.text, after.text), strategy, language)


@pytest.fixture(params=["de", "en"])
def source(request, assessment, changed, strategy):
    return render_compare_html(view_of(assessment, changed, strategy, request.param))


def test_it_is_one_file_without_script_or_request_and_well_formed(source):
    page = Page(source)
    assert not {name for name, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form"}
    assert not re.search(r"https?://|url\(|@import|\son\w+=", source)
    policy = next(meta["content"] for meta in page.all("meta") if "http-equiv" in meta)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert "<neue>" not in source
    assert "<c>" not in source


def test_its_headings_landmarks_and_names_serve_a_screen_reader(source):
    page = Page(source)
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert [len(page.all(tag)) for tag in ("main", "header", "footer")] == [1, 1, 1]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [a["href"].removeprefix("#") for a in page.all("a")]
    targets += [attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes]
    assert set(targets) <= set(ids)
    assert len(page.all("table")) == len(page.all("caption"))
    assert all("scope" in th for th in page.all("th"))


def test_every_part_that_changed_is_told_in_both_languages(assessment, changed, strategy):
    for language, words in (
        (
            "de",
            (
                "Klar geändert hat sich ein Thema",
                "„Smart City“",
                "nicht genannt",
                "Weniger deutlich als in der alten Fassung",
                "bisher: gefunden, jetzt: nichts gefunden",
                "besseren Antrag",
            ),
        ),
        (
            "en",
            (
                "One theme has clearly changed",
                "“Smart City”",
                "not named",
                "before: found, now: nothing found",
                "better proposal",
            ),
        ),
    ):
        text = Page(render_compare_html(view_of(assessment, changed, strategy, language))).text
        for word in (*words, "Schermbeck", "ReKreis & Co", "Innovation", "a, b <c>"):
            assert word in text, (language, word)


def test_the_words_that_are_new_are_marked_and_no_others(assessment, changed, strategy):
    view = view_of(assessment, changed, strategy, "de")
    green = next(theme for theme in view.themes if theme.id == "green-tech")
    assert [piece.text for card in green.gained for piece in card.pieces if piece.marked] == [
        "<neue> und grenzüberschreitende"
    ]
    assert [piece.text for card in green.lost for piece in card.pieces if piece.marked] == ["regionale"]
    assert [card.share for card in green.lost][1] == "ganz weggefallen"


def test_all_passages_of_the_record_are_compared_and_not_its_strongest_alone(marked, strategy):
    fewer = replace(marked, passages=tuple(entry for entry in marked.passages if entry.number != 22))
    green = marked.theme("green-tech")
    shorter = "\n".join(entry.text for entry in fewer.passages)
    before = Version(marked, "\n".join(entry.text for entry in marked.passages), DAY)
    view = build_compare_view(
        before, Version(fewer, shorter, DAY), compare(marked, fewer, before.text, shorter), strategy, "de"
    )
    lost = next(theme for theme in view.themes if theme.id == "green-tech").lost
    assert "Die Rezyklate werden im Spritzguss verarbeitet." not in [card.quote for card in green.evidence]
    assert ["".join(piece.text for piece in card.pieces) for card in lost] == [
        "Die Rezyklate werden im Spritzguss verarbeitet."
    ]
    known = compare(marked, fewer, None, None)
    assert [passage.quote for theme in known.themes if theme.id == "green-tech" for passage in theme.passages_lost] == [
        "Die Rezyklate werden im Spritzguss verarbeitet."
    ]


def test_beside_a_record_without_passages_only_the_strongest_are_compared(assessment, marked):
    assert not any(theme.passages_gained for theme in compare(assessment, marked, None, None).themes)


def test_versions_that_are_the_same_file_say_so_and_nothing_else(assessment, strategy):
    view = view_of(assessment, assessment, strategy, "de")
    text = Page(render_compare_html(view)).text
    assert "dieselbe Datei" in view.headline
    assert view.first == ()
    for title in ("Was dazugekommen", "Orte und ihre Rolle", "Neue Fragen", "Neu aufgefallen"):
        assert title not in text


def test_what_made_the_two_differently_stands_before_any_figure(assessment, changed, strategy):
    made = replace(assessment.provenance, tool_version="0.1.0")
    text = Page(render_compare_html(view_of(replace(assessment, provenance=made), changed, strategy, "de"))).text
    assert text.index("nicht auf die gleiche Weise geprüft") < text.index("0.1.0") < text.index("Sicherheit:")
    lines = "\n".join(compare_lines(view_of(replace(assessment, provenance=made), changed, strategy, "en")))
    assert lines.index("not assessed in the same way") < lines.index("Certainty:")


def test_a_version_known_from_its_report_alone_says_so_and_calls_no_passage_new(assessment, changed, strategy):
    view = view_of(assessment, changed, strategy, "de", known=False)
    assert any("nur der Bericht" in sentence for sentence in view.first)
    assert view.passages_gained == "Textstellen, die der alte Bericht nicht zitiert"
    assert view.passages_lost == "Weggefallene Textstellen"
    assert {card.share for theme in view.themes for card in theme.gained} == {""}
    assert "" not in {card.share for theme in view.themes for card in theme.lost}


@pytest.mark.parametrize("language", ["de", "en"])
def test_lines_for_a_terminal_are_short_and_give_verdict_extent_and_range(assessment, changed, strategy, language):
    lines = list(compare_lines(view_of(assessment, changed, strategy, language)))
    assert max(map(len, lines)) <= WIDTH
    assert lines[0] == "Antrag_ReKreis <Bottrop>.pdf → neu <2>.pdf"
    joined = " ".join(" ".join(lines).split())
    side = {"de": "Neue Fassung: Nebenthema, rund 1", "en": "New version: side theme, about 1"}[language]
    assert side in joined.replace("\u202f", " ")
    assert "+ [" in joined
    assert "- [" in joined
