"""The copy with highlights: in the right place, and nothing dangerous comes along."""

from __future__ import annotations

import io

import pytest
from builders import SENTENCES, both, lines, pdf, rewritten, text_field
from hostile import FILES
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from s3align import check
from s3align.errors import TooLargeError, UsageError
from s3align.pipeline import annotated_pdf
from s3align.reading.pdf.annotate import Mark, annotate_pdf
from s3align.reading.sandbox.client import Client
from s3align.settings import Settings

HEALTH = [
    "Das Krankenhaus erprobt eine neue Therapie für Patientinnen nach einem Schlag-",
    "anfall und begleitet sie mit einer Hochschule und mehreren Pflegediensten über",
    "zwölf Monate; ein Medizinprodukt misst die Werte, und die klinische Studie wird",
    "auf drei Stationen von Ärztinnen und Ärzten ausgewertet und veröffentlicht.",
]


def highlights(data: bytes) -> list:
    reader = PdfReader(io.BytesIO(data))
    return [
        entry.get_object()
        for page in reader.pages
        for entry in page.get("/Annots") or ()
        if entry.get_object()["/Subtype"] == "/Highlight"
    ]


def mark(quote: str, term: str, page: int = 1) -> Mark:
    start = quote.index(term)
    return Mark(page, quote, ((start, start + len(term)),), "f5b0c0", "Gesundheitswirtschaft")


def test_a_term_is_marked_where_it_stands_on_the_page():
    found = highlights(annotate_pdf(pdf(lines(SENTENCES)), [mark(SENTENCES[1], "Städten")], name="a.pdf"))
    assert len(found) == 1
    left, bottom, right, top = map(float, found[0]["/Rect"])
    assert 70 < left < right < 400
    assert bottom < 766 < top
    assert found[0]["/Contents"] == "Gesundheitswirtschaft"


def test_a_term_broken_over_a_line_end_gets_a_box_on_each_line():
    quote = HEALTH[0][:-1] + HEALTH[1]
    found = highlights(annotate_pdf(pdf(lines(HEALTH)), [mark(quote, "Schlaganfall")], name="a.pdf"))
    assert len(found[0]["/QuadPoints"]) == 16


def test_a_quote_that_is_not_there_marks_nothing():
    assert not highlights(annotate_pdf(pdf(lines(SENTENCES)), [mark("Gibt es nicht", "nicht")], name="a.pdf"))
    assert not highlights(
        annotate_pdf(pdf(lines(SENTENCES)), [mark("Wasserstoff", "Wasserstoff", page=9)], name="a.pdf")
    )


def test_an_assessed_proposal_gets_its_evidence_marked():
    data = pdf(lines(HEALTH))
    assessment = check(data, name="antrag.pdf")
    copy = annotated_pdf(data, assessment)
    terms = {term.text for card in assessment.theme("health").evidence for term in card.terms}
    assert len(highlights(copy)) >= len(terms) > 3
    assert check(copy, name="antrag.pdf").themes[-1].sureness == assessment.themes[-1].sureness


def dangerous() -> bytes:
    def arm(writer: PdfWriter) -> None:
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
        )
        writer.root_object[NameObject("/OpenAction")] = script
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
        writer.add_attachment("evil.exe", b"MZ")
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org"))

    return rewritten(pdf(both(lines(HEALTH), text_field("a", "b"))), arm)


@pytest.mark.parametrize("data", [dangerous(), FILES["scripts_and_launches.pdf"]()])
def test_no_scripts_actions_or_files_come_along(data):
    copy = annotate_pdf(data, [], name="a.pdf")
    reader = PdfReader(io.BytesIO(copy))
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(root)
    assert not any(word in copy for word in (b"/JavaScript", b"/Launch", b"evil.exe", b"cmd.exe"))


def test_a_protected_file_is_marked_with_its_password():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.encrypt("x", algorithm="RC4-128"))
    assert len(highlights(annotate_pdf(data, [mark(SENTENCES[1], "Städten")], name="a.pdf", password="x"))) == 1  # noqa: S106


def test_only_pdf_files_can_be_marked():
    assessment = check(" ".join(HEALTH).encode(), name="a.txt")
    with pytest.raises(UsageError, match=r"a\.txt is no PDF"):
        annotated_pdf(b"", assessment)


def test_an_attached_file_is_read_on_request_and_a_missing_one_named():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.add_attachment("anlage.txt", b"Ein Text."))
    with Client() as reader:
        assert reader.attachment(data, "anlage.txt", settings=Settings(), name="a.pdf") == b"Ein Text."
        with pytest.raises(UsageError, match=r"'b\.txt'.*'a\.pdf'.*anlage\.txt"):
            reader.attachment(data, "b.txt", settings=Settings(), name="a.pdf")


def test_an_attached_file_above_the_limit_is_refused_and_not_cut():
    data = rewritten(pdf(lines(SENTENCES)), lambda writer: writer.add_attachment("anlage.txt", b"Ein Satz. " * 200_000))
    with Client() as reader, pytest.raises(TooLargeError, match=r"anlage\.txt"):
        reader.attachment(data, "anlage.txt", settings=Settings(max_file_bytes=1_500_000), name="a.pdf")
