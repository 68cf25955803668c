"""A report printed from a browser is the report that its PDF is, on about as many pages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from benchmarks.print_pages import MOST_MORE, printed
from s3align import Pipeline
from s3align.example import build_example
from s3align.render.html import render_html
from s3align.render.messages import Messages
from s3align.render.pdf import render_pdf

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline()


@pytest.fixture(scope="module")
def proposal(pipeline):
    """The strategy's own example proposal, assessed."""
    source = pipeline.strategy.examples["de"].read_text(encoding="utf-8")
    return pipeline.check(build_example(source), name="beispiel.pdf")


def bare(text: str) -> str:
    """Letters without ligatures, hyphens and spaces, which every printer sets as it likes."""
    return re.sub(r"[\s\xad-]", "", unicodedata.normalize("NFKC", text))


def words(reader: PdfReader) -> str:
    return bare("".join(page.extract_text() for page in reader.pages))


def paper(assessment, strategy, change=lambda html: html) -> PdfReader:
    return printed(change(render_html(assessment, strategy, "de")), CHROMIUM)


@pytest.mark.parametrize("language", ["de", "en"])
def test_paper_takes_at_most_two_pages_more_than_the_pdf(proposal, pipeline, language):
    html = render_html(proposal, pipeline.strategy, language)
    pdf = PdfReader(io.BytesIO(render_pdf(proposal, pipeline.strategy, language)))
    assert len(printed(html, CHROMIUM).pages) <= len(pdf.pages) + MOST_MORE


def test_what_is_closed_stays_closed_on_paper(marked, strategy):
    messages = Messages.load("de")
    found = words(paper(marked, strategy))
    assert bare(messages("marked_title")) not in found
    assert bare("Der Lebenszyklus der Werkstoffe") not in found
    assert bare(messages("more_note")) not in found
    assert bare("Rezyklate aus der Sortieranlage Bottrop") in found  # the strongest passage
    assert bare(messages("ledger_title")) in found
    assert bare("Verfahrenstechnik des Spritzgießens") in found  # of a theme that is addressed, though closed


def test_the_marked_text_is_printed_where_a_reader_has_opened_it(marked, strategy):
    found = words(
        paper(
            marked,
            strategy,
            lambda html: html.replace("<details>\n    <summary><h2", "<details open>\n    <summary><h2"),
        )
    )
    assert bare(Messages.load("de")("marked_title")) in found
    assert bare("Der Lebenszyklus der Werkstoffe") in found


def test_no_more_than_three_passages_of_a_theme_are_printed_as_in_the_pdf(marked, strategy):
    cards = [f"Die {word} Stelle nennt den Wasserstoff." for word in ("erste", "zweite", "dritte", "vierte", "letzte")]
    card = marked.theme("green-tech").evidence[0]
    themes = tuple(
        replace(theme, evidence=tuple(replace(card, quote=text, terms=()) for text in cards))
        if theme.id == "green-tech"
        else theme
        for theme in marked.themes
    )
    many = replace(marked, themes=themes)
    pdf = words(PdfReader(io.BytesIO(render_pdf(many, strategy, "de"))))
    for found in (words(paper(many, strategy)), pdf):
        assert [bare(text) in found for text in cards] == [True, True, True, False, False]


def test_ways_inside_the_report_open_what_is_closed(marked, strategy, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render_html(marked, strategy, "de"), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    for place, is_open in (("", False), ("#passage-64", True)):
        shown = subprocess.run([*command, file.as_uri() + place], capture_output=True, check=True, timeout=60).stdout
        part = shown.decode().partition('<section class="marked"')[2]
        assert part.partition("<summary>")[0].count("open") == is_open
