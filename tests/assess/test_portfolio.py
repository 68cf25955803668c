"""The cover of a portfolio is not assessed as if it were the proposal."""

from __future__ import annotations

import io

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from s3align.pipeline import check
from s3align.record.assessment import Reason
from s3align.render.messages import Messages
from s3align.render.wording import reason_sentence


def portfolio() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("Antrag.pdf", b"%PDF-1.4")
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_portfolio_is_refused_with_the_names_of_its_documents() -> None:
    assessment = check(portfolio(), name="mappe.pdf")
    assert assessment.reason is Reason.NO_TEXT
    for language in ("de", "en"):
        sentence = reason_sentence(assessment, Messages.load(language))
        assert sentence is not None
        assert "Antrag.pdf" in sentence
        assert "--attachment" in sentence
