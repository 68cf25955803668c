"""Text that a person cannot see is left out and noted; what can be seen is not accused."""

from __future__ import annotations

import io

import pytest
from builders import SENTENCES, both, lines, pdf, rewritten
from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from s3align.document import Document
from s3align.reading.read import read_bytes
from s3align.settings import Settings

TRICKERY = "Wasserstoff Elektrolyse Kreislaufwirtschaft Batterie Recycling"
PLAIN = lines(SENTENCES)


def read(data: bytes) -> Document:
    return read_bytes(data, name="antrag.pdf", settings=Settings(max_recognised_pages=0))


def said(document: Document) -> str:
    return " ".join(page.text for page in document.pages)


def coloured(grey: float, *, top: float = 400, ground: float | None = None, text: str = TRICKERY):
    def draw(canvas: Canvas) -> None:
        if ground is not None:
            canvas.setFillGray(ground)
            canvas.rect(60, top - 10, 450, 30, stroke=0, fill=1)
        canvas.setFillGray(grey)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(70, top, text)
        canvas.setFillGray(0)

    return draw


def mode(number: int, text: str = TRICKERY, top: float = 400):
    def draw(canvas: Canvas) -> None:
        words = canvas.beginText(70, top)
        words.setFont("Helvetica", 10)
        words.setTextRenderMode(number)
        words.textLine(text)
        words.setTextRenderMode(0)
        canvas.drawText(words)

    return draw


def covered(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.setFillGray(0.9)
    canvas.rect(60, 390, 450, 30, stroke=0, fill=1)


def under_a_picture(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.drawImage(ImageReader(Image.new("L", (10, 10), 220)), 60, 390, 450, 30)


def layer_off(data: bytes) -> bytes:
    """The second page's content becomes a layer that is switched off."""

    def change(writer: PdfWriter) -> None:
        group = writer._add_object(
            DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): NameObject("/Ebene")})
        )
        setting = DictionaryObject({NameObject("/OFF"): ArrayObject([group]), NameObject("/Order"): ArrayObject()})
        writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): setting}
        )
        page = writer.pages[1]
        page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/L"): group})
        content = page.get_contents()
        content.set_data(b"/OC /L BDC\n" + content.get_data() + b"\nEMC")
        page[NameObject("/Contents")] = writer._add_object(content)

    return rewritten(data, change)


HIDDEN = {
    "white": pdf(both(PLAIN, coloured(1.0))),
    "nearly white": pdf(both(PLAIN, coloured(0.97))),
    "black on black": pdf(both(PLAIN, coloured(0.02, ground=0.0))),
    "invisible": pdf(both(PLAIN, mode(3))),
    "tiny": pdf(both(PLAIN, lines([TRICKERY], top=400, font=("Helvetica", 0.8)))),
    "outside": pdf(both(PLAIN, lines([TRICKERY], top=1500))),
    "left of the page": pdf(both(PLAIN, lines([TRICKERY], left=-900))),
    "covered": pdf(both(PLAIN, covered)),
    "under a picture": pdf(both(PLAIN, under_a_picture)),
    "layer": layer_off(pdf(PLAIN, lines([TRICKERY]))),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_left_out_and_noted_with_page_and_quote(name):
    document = read(HIDDEN[name])
    assert "Elektrolyse" not in said(document)
    assert SENTENCES[0] in said(document)
    entry = document.hidden[0]
    assert entry.page in (1, 2)
    assert entry.words == 5
    assert entry.quote == TRICKERY


SEEN = {
    "white on dark": pdf(both(PLAIN, coloured(1.0, ground=0.1))),
    "light grey": pdf(both(PLAIN, coloured(0.75))),
    "small print": pdf(both(PLAIN, lines([TRICKERY], top=400, font=("Helvetica", 5)))),
    "outlined": pdf(both(PLAIN, mode(1))),
    "text on a box": pdf(both(coloured(0.0, ground=0.9), PLAIN)),
    "at the edge": pdf(both(PLAIN, lines([TRICKERY], top=4))),
}


@pytest.mark.parametrize("name", SEEN)
def test_text_that_can_be_seen_counts(name):
    document = read(SEEN[name])
    assert TRICKERY in said(document)
    assert not document.hidden


def scanned(text: str, layer: str) -> bytes:
    """A page that is a picture of a text, with a text layer as recognition programs write it."""

    def draw(canvas: Canvas) -> None:
        picture = Image.new("L", (595, 842), 255)
        ImageDraw.Draw(picture).text((70, 842 - 410), text, fill=0)
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        buffer.seek(0)
        canvas.drawImage(ImageReader(buffer), 0, 0, *A4)
        mode(3, layer)(canvas)

    return pdf(PLAIN, draw)


def test_the_text_layer_of_a_scanned_page_counts():
    document = read(scanned(TRICKERY, TRICKERY))
    assert "Elektrolyse" in said(document)
    assert not document.hidden


def test_an_invisible_text_on_an_empty_scan_is_noted():
    document = read(scanned("", TRICKERY))
    assert [entry.trick for entry in document.hidden] == ["invisible"]


def test_long_keyword_fields_and_notes_are_noted_and_not_scored():
    def change(writer: PdfWriter) -> None:
        writer.add_metadata({"/Keywords": " ".join([TRICKERY] * 4)})
        writer.add_annotation(0, FreeText(text=TRICKERY, rect=(50, 550, 200, 650)))

    document = read(rewritten(pdf(PLAIN), change))
    assert "Elektrolyse" not in said(document)
    assert {(entry.trick, entry.page) for entry in document.hidden} == {("metadata", None), ("annotation", 1)}
