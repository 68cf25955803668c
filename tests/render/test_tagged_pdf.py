"""The report as PDF: tagged, complete, safe, and two pages in its short form."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from s3align.render.messages import Messages
from s3align.render.pdf import render_pdf
from s3align.render.view import build_view


def read(data: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(data))
    return reader, " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_tagged_and_says_what_the_page_says(assessment, strategy, language):
    reader, text = read(render_pdf(assessment, strategy, language))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert "/StructTreeRoot" in root
    view = build_view(assessment, strategy, language)
    bare = text.replace("-", "").replace(" ", "")
    for title in ("overview_title", "limits_title", "principles_title", "places_title"):
        assert Messages.load(language)(title).replace("-", "").replace(" ", "") in bare
    for theme in view.themes:
        assert theme.name.replace("-", "").replace(" ", "") in bare


def test_the_short_form_has_two_pages(assessment, strategy):
    reader, _ = read(render_pdf(assessment, strategy, "de", brief=True))
    assert len(reader.pages) <= 2


def test_text_from_outside_is_no_code(assessment, strategy):
    evil = '#panic("x") #import "/etc/passwd" ] $ \\ " *fett*.pdf'
    document = replace(assessment.document, name=evil)
    _, text = read(render_pdf(replace(assessment, document=document), strategy, "de"))
    assert '#panic("x")' in text


def test_a_document_without_assessment_gets_a_pdf_too(refused, strategy):
    _, text = read(render_pdf(refused, strategy, "de"))
    assert refused.document.name in text


def test_equal_records_give_equal_bytes(assessment, strategy):
    assert render_pdf(assessment, strategy, "de") == render_pdf(assessment, strategy, "de")


@pytest.mark.parametrize("sign", ["🏥", "中文", "한글", "1️⃣", "ไทย", "🇩🇪"])
def test_a_sign_that_no_font_has_is_a_box_and_no_crash(assessment, strategy, sign):
    document = replace(assessment.document, name=f"Förder {sign} Ω Ж.pdf")
    body = render_pdf(replace(assessment, document=document), strategy, "de")
    _, text = read(body)
    assert "Förder" in text
    assert "Ω" in text
    assert "Ж" in text
    assert body == render_pdf(replace(assessment, document=document), strategy, "de")
