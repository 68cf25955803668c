"""Every report and page says of which document it is, who applies, when it was checked, and with what."""

from __future__ import annotations

import io
from datetime import date

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from s3align.record.assessment import DateSource
from s3align.render import render
from s3align.render.html import render_html
from s3align.render.pdf import render_pdf
from s3align.render.view import build_view

DAY = date(2026, 3, 4)


@pytest.fixture
def dated(assessment):
    """A proposal that names its title, who applies and its date."""
    facts = replace(
        assessment.document,
        title="Wege im Grünen",
        applicant="Verein <Weg> e. V.",
        dated="2026-02",
        dated_by=DateSource.TEXT,
    )
    return replace(assessment, document=facts)


def test_the_title_comes_first_and_the_file_second(dated, strategy):
    head = build_view(dated, strategy, "de", assessed_on=DAY).masthead
    assert head.title == "Wege im Grünen"
    assert [fact.value for fact in head.facts][:4] == [
        "Verein <Weg> e. V.",
        dated.document.name,
        "Februar 2026",
        "4.\u00a0März 2026",
    ]


def test_a_document_without_a_title_goes_by_its_file(dated, strategy):
    bare = replace(dated, document=replace(dated.document, title=None, applicant=None, dated=None, dated_by=None))
    head = build_view(bare, strategy, "en").masthead
    assert head.title == bare.document.name
    assert [fact.label for fact in head.facts] == ["Checked with"]


def test_a_date_that_only_the_file_names_is_marked(dated, strategy):
    of_file = replace(dated, document=replace(dated.document, dated="2026-02-01", dated_by=DateSource.FILE))
    values = [fact.value for fact in build_view(of_file, strategy, "en").masthead.facts]
    assert "1 February 2026 (as the file says)" in values


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_on_paper_names_document_and_day(dated, strategy, language):
    day = {"de": "4. März 2026", "en": "4 March 2026"}[language]
    reader = PdfReader(io.BytesIO(render_pdf(dated, strategy, language, assessed_on=DAY)))
    for page in reader.pages:
        text = " ".join(page.extract_text().split())
        assert "Wege im Grünen" in text
        assert day in text
    assert reader.metadata is not None
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == DAY


def test_the_web_page_names_them_and_escapes_them(dated, strategy):
    page = render_html(dated, strategy, "de", assessed_on=DAY)
    assert "<title>Themenbericht: Wege im Grünen</title>" in page
    assert "Verein &lt;Weg&gt; e. V." in page
    assert '<meta name="s3align-assessed-on" content="2026-03-04">' in page
    assert "s3align-assessed-on" not in render_html(dated, strategy, "de")


@pytest.mark.parametrize("form", ["html", "pdf", "text"])
def test_without_a_day_the_same_record_gives_the_same_bytes(dated, strategy, form):
    assert render(dated, strategy, "de", form) == render(dated, strategy, "de", form)
    assert render(dated, strategy, "de", form) != render(dated, strategy, "de", form, assessed_on=DAY)
