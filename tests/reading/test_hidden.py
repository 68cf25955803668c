"""Text that a person cannot see is left out and noted; what can be seen is not accused."""

from __future__ import annotations

import io
import random

import pytest
from builders import SENTENCES, both, lines, pdf, rewritten
from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Rectangle
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from s3align.reading.read import read_bytes
from s3align.record.document import Document
from s3align.settings import Settings

TRICKERY = "Wasserstoff Elektrolyse Kreislaufwirtschaft Batterie Recycling"
PLAIN = lines(SENTENCES)


def read(data: bytes) -> Document:
    return read_bytes(data, name="antrag.pdf", settings=Settings(max_recognised_pages=0))


def shown(document: Document) -> str:
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


def switched_off(writer: PdfWriter):
    """A new layer that is switched off."""
    group = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Ebene")})
    )
    setting = DictionaryObject({NameObject("/OFF"): ArrayObject([group]), NameObject("/Order"): ArrayObject()})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): setting}
    )
    return group


def layer_off(data: bytes) -> bytes:
    """The second page's content becomes a layer that is switched off."""

    def change(writer: PdfWriter) -> None:
        group = switched_off(writer)
        page = writer.pages[1]
        page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/L"): group})
        content = page.get_contents()
        content.set_data(b"/OC /L BDC\n" + content.get_data() + b"\nEMC")
        page[NameObject("/Contents")] = writer._add_object(content)

    return rewritten(data, change)


def white_box(canvas: Canvas, left: float = 60, width: float = 450) -> None:
    canvas.setFillGray(1)
    canvas.rect(left, 385, width, 30, stroke=0, fill=1)
    canvas.setFillGray(0)


def in_form(draw, scale: float = 1.0):
    """Draws inside a form object, as programs place parts of other files."""

    def drawn(canvas: Canvas) -> None:
        canvas.beginForm("teil")
        draw(canvas)
        canvas.endForm()
        canvas.saveState()
        canvas.scale(scale, scale)
        canvas.doForm("teil")
        canvas.restoreState()

    return drawn


def noise(canvas: Canvas) -> None:
    grain = random.Random(1)  # noqa: S311 -- grain in a picture is no secret
    picture = Image.frombytes("L", (90, 6), bytes(grain.randrange(256) for _ in range(540)))
    canvas.drawImage(ImageReader(picture), 60, 385, 450, 30)


def behind_many_boxes(canvas: Canvas) -> None:
    canvas.setFillGray(0.5)
    for number in range(600):
        canvas.rect(60 + number % 50 * 9, 600 + number // 50 * 9, 7, 7, stroke=0, fill=1)
    canvas.setFillGray(0)
    both(lines([TRICKERY], top=400), white_box)(canvas)


def under_small_boxes(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.setFillGray(1)
    for number in range(600):
        canvas.rect(60 + number % 200 * 2.5, 390 + number // 200 * 8, 7, 7.9, stroke=0, fill=1)


def after_many_paths(canvas: Canvas) -> None:
    for _ in range(20_001):
        canvas.rect(60, 600, 0.1, 0.1, stroke=0, fill=1)
    coloured(1.0)(canvas)


def veil(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0.6)
    white_box(canvas)
    canvas.restoreState()


def clipped(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(0, 0, 1, 1)
    canvas.clipPath(path, stroke=0)
    lines([TRICKERY], top=400)(canvas)
    canvas.restoreState()


def on_a_picture_of_its_colour(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (20, 10), (80, 120, 160))), 60, 385, 450, 30)
    canvas.setFillColorRGB(80 / 255, 120 / 255, 160 / 255)
    canvas.drawString(70, 400, TRICKERY)
    canvas.setFillGray(0)


def on_a_gradient_of_its_colour(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(60, 385, 450, 30)
    canvas.clipPath(path, stroke=0)
    canvas.linearGradient(60, 385, 510, 415, (Color(0.3, 0.3, 0.3), Color(0.3, 0.3, 0.3)))
    canvas.restoreState()
    coloured(0.3)(canvas)


def under_a_wide_stroke(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.setStrokeGray(1)
    canvas.setLineWidth(30)
    canvas.line(60, 400, 510, 400)


def under_white_letters(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.setFillGray(1)
    canvas.setFont("ZapfDingbats", 30)
    for number in range(30):
        canvas.drawString(60 + number * 15, 390, "n")
    canvas.setFillGray(0)


def narrow(canvas: Canvas) -> None:
    words = canvas.beginText(70, 400)
    words.setFont("Helvetica", 10)
    words.setHorizScale(0.5)
    words.textLine(TRICKERY)
    canvas.drawText(words)


def outlined_in_white(canvas: Canvas) -> None:
    canvas.setStrokeGray(1)
    mode(1)(canvas)


def white_on_a_rule(canvas: Canvas) -> None:
    canvas.line(60, 396, 510, 396)
    coloured(1.0)(canvas)


def see_through_form(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillAlpha(0.02)
    in_form(lines([TRICKERY], top=400))(canvas)
    canvas.restoreState()


def under_an_annotation(data: bytes) -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.add_annotation(0, Rectangle(rect=(60, 385, 510, 415), interior_color="ffffff"))

    return rewritten(data, change)


def below_a_line(size: float, top: float = 400):
    """White text under black text of another wording."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.setFont("Helvetica", size)
        canvas.drawString(70, top, TRICKERY)
        canvas.setFillGray(0)
        lines(["Im Stadtpark feiern die Vereine des Viertels im Sommer ein kleines Fest."], top=400)(canvas)

    return draw


def under_tiles(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.setFillGray(1)
    for number in range(96):
        canvas.rect(65 + number * 4.7, 394, 4.8, 14, stroke=0, fill=1)
    canvas.setFillGray(0)


def under_rules(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.setStrokeGray(1)
    canvas.setLineWidth(2.4)
    for number in range(9):
        canvas.line(60, 394 + number * 2, 510, 394 + number * 2)


def under_veils(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    canvas.saveState()
    canvas.setFillAlpha(0.45)
    for _ in range(8):
        white_box(canvas)
    canvas.restoreState()


def with_a_gap(canvas: Canvas) -> None:
    lines([TRICKERY], top=400)(canvas)
    white_box(canvas, 60, 138)
    white_box(canvas, 199, 300)


def dark_in_the_middle(canvas: Canvas) -> None:
    canvas.setFillGray(0.1)
    canvas.rect(212, 385, 6, 30, stroke=0, fill=1)
    coloured(1.0)(canvas)


def in_a_form_that_is_off(data: bytes) -> bytes:
    """The form itself belongs to a layer that is switched off."""

    def change(writer: PdfWriter) -> None:
        group = switched_off(writer)
        for form in writer.pages[0]["/Resources"]["/XObject"].values():
            form.get_object()[NameObject("/OC")] = group

    return rewritten(data, change)


def off_the_page(data: bytes) -> bytes:
    """A line that goes on far to the right of the page."""

    def change(writer: PdfWriter) -> None:
        content = writer.pages[0].get_contents()
        jump = f"BT /F1 10 Tf 1 0 0 1 70 400 Tm [(Vorhaben) -80000 ({TRICKERY})] TJ ET"
        content.set_data(content.get_data() + b"\n" + jump.encode())
        writer.pages[0][NameObject("/Contents")] = writer._add_object(content)

    return rewritten(data, change)


HIDDEN = {
    "below a line": pdf(both(PLAIN, below_a_line(8))),
    "small within a line": pdf(both(PLAIN, below_a_line(3, 402))),
    "under tiles": pdf(both(PLAIN, under_tiles)),
    "under rules": pdf(both(PLAIN, under_rules)),
    "under veils": pdf(both(PLAIN, under_veils)),
    "in a form that is off": in_a_form_that_is_off(pdf(both(PLAIN, in_form(lines([TRICKERY], top=400))))),
    "off the page": off_the_page(pdf(PLAIN)),
    "cover behind many boxes": pdf(both(PLAIN, behind_many_boxes)),
    "under small boxes": pdf(both(PLAIN, under_small_boxes)),
    "white after many paths": pdf(both(PLAIN, after_many_paths)),
    "form under a box": pdf(both(PLAIN, in_form(lines([TRICKERY], top=400)), white_box)),
    "under a box in a form": pdf(both(PLAIN, lines([TRICKERY], top=400), in_form(white_box))),
    "under noise": pdf(both(PLAIN, lines([TRICKERY], top=400), noise)),
    "clipped": pdf(both(PLAIN, clipped)),
    "on a picture of its colour": pdf(both(PLAIN, on_a_picture_of_its_colour)),
    "on a gradient of its colour": pdf(both(PLAIN, on_a_gradient_of_its_colour)),
    "white in a form": pdf(both(PLAIN, in_form(coloured(1.0)))),
    "tiny by its form": pdf(both(PLAIN, in_form(lines([TRICKERY], top=400), 0.1))),
    "under a wide stroke": pdf(both(PLAIN, under_a_wide_stroke)),
    "under white letters": pdf(both(PLAIN, under_white_letters)),
    "narrow": pdf(both(PLAIN, narrow)),
    "outlined in white": pdf(both(PLAIN, outlined_in_white)),
    "white on a rule": pdf(both(PLAIN, white_on_a_rule)),
    "see-through form": pdf(both(PLAIN, see_through_form)),
    "under an annotation": under_an_annotation(pdf(both(PLAIN, lines([TRICKERY], top=400)))),
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
    assert "Elektrolyse" not in shown(document)
    assert SENTENCES[0] in shown(document)
    entry = document.hidden[0]
    assert entry.page in (1, 2)
    assert entry.words == 5
    assert entry.quote == TRICKERY


def test_what_shows_of_a_line_counts_and_the_rest_does_not():
    document = read(pdf(both(PLAIN, lines([TRICKERY], top=400), lambda canvas: white_box(canvas, left=128, width=400))))
    assert "Wasserstoff" in shown(document)
    assert "Elektrolyse" not in shown(document)
    assert document.hidden[0].quote.endswith("Kreislaufwirtschaft Batterie Recycling")


@pytest.mark.parametrize("draw", [with_a_gap, dark_in_the_middle])
def test_of_a_line_that_shows_in_one_place_the_rest_does_not_count(draw):
    document = read(pdf(both(PLAIN, draw)))
    assert not any(word in shown(document) for word in ("Elektrolyse", "Batterie", "Recycling"))
    assert document.hidden


def in_colours(canvas: Canvas) -> None:
    """Letters that are as dark as their ground."""
    coloured(1.0, top=300, text="Ein Satz in Weiß ohne jede Farbe dahinter.")(canvas)
    canvas.setFillColorRGB(0, 0.51, 0)
    canvas.rect(60, 385, 450, 30, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(70, 400, TRICKERY)
    canvas.setFillGray(0)


def test_letters_as_dark_as_their_ground_are_seen_by_their_colour():
    document = read(pdf(both(PLAIN, in_colours)))
    assert TRICKERY in shown(document)
    assert [entry.concealment for entry in document.hidden] == ["white"]


def shadowed(canvas: Canvas) -> None:
    """A heading with a white copy of itself below, as Word makes it."""
    coloured(1.0)(canvas)
    lines([TRICKERY], left=70.4, top=399.6)(canvas)


def type_3(data: bytes) -> bytes:
    """A line in a font whose letters have a scale of their own, as older LaTeX programs make them."""

    def change(writer: PdfWriter) -> None:
        page, letters = writer.pages[0], {}
        for code in range(32, 123):
            glyph = DecodedStreamObject()
            box = b"0 0 17 30 re f" if code != 32 else b""
            glyph.set_data(b"21 0 0 0 21 30 d1 " + box)
            letters[NameObject(f"/g{code}")] = writer._add_object(glyph)
        names = ArrayObject([NumberObject(32), *map(NameObject, letters)])
        font = {
            "/Type": NameObject("/Font"),
            "/Subtype": NameObject("/Type3"),
            "/FontBBox": ArrayObject(map(NumberObject, (0, 0, 21, 30))),
            "/FontMatrix": ArrayObject(map(NumberObject, (1, 0, 0, 1, 0, 0))),
            "/CharProcs": DictionaryObject(letters),
            "/Encoding": DictionaryObject({NameObject("/Differences"): names}),
            "/FirstChar": NumberObject(32),
            "/LastChar": NumberObject(122),
            "/Widths": ArrayObject([NumberObject(21)] * 91),
            "/ToUnicode": writer._add_object(to_unicode()),
        }
        page["/Resources"]["/Font"][NameObject("/T3")] = DictionaryObject(
            {NameObject(key): value for key, value in font.items()}
        )
        content = page.get_contents()
        content.set_data(content.get_data() + f"\nBT /T3 0.24 Tf 1 0 0 1 70 400 Tm ({TRICKERY}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)

    return rewritten(data, change)


def to_unicode() -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T3 def 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 1 beginbfrange <20> <7A> <0020> endbfrange endcmap end end"
    )
    return stream


def in_strips(canvas: Canvas) -> None:
    """A scan that is cut into strips, with the layer of a text recognition."""
    picture = Image.new("L", (595, 842), 255)
    ImageDraw.Draw(picture).text((70, 842 - 410), TRICKERY, fill=0)
    for number in range(8):
        strip = picture.crop((0, number * 105, 595, min(number * 105 + 106, 842)))
        canvas.drawImage(ImageReader(strip), 0, 842 - number * 105 - strip.height, 595, strip.height)
    mode(3)(canvas)


def test_the_text_layer_of_a_scan_in_strips_counts():
    document = read(pdf(PLAIN, in_strips))
    assert "Elektrolyse" in shown(document)
    assert not document.hidden


SEEN = {
    "with a shadow": pdf(both(PLAIN, shadowed)),
    "in a font with its own scale": type_3(pdf(PLAIN)),
    "in a form that is enlarged": pdf(
        both(PLAIN, in_form(lines([TRICKERY], left=7, top=40, font=("Helvetica", 1)), 10))
    ),
    "on a picture": pdf(both(noise, PLAIN, lines([TRICKERY], top=300))),
    "white in a dark form": pdf(both(PLAIN, in_form(coloured(1.0, ground=0.1)))),
    "under a pale veil": pdf(both(PLAIN, lines([TRICKERY], top=400), veil)),
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
    assert TRICKERY in shown(document)
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
    assert "Elektrolyse" in shown(document)
    assert not document.hidden


def test_an_invisible_text_on_an_empty_scan_is_noted():
    document = read(scanned("", TRICKERY))
    assert [entry.concealment for entry in document.hidden] == ["invisible"]


def test_long_keyword_fields_and_notes_are_noted_and_not_scored():
    def change(writer: PdfWriter) -> None:
        writer.add_metadata({"/Keywords": " ".join([TRICKERY] * 4)})
        writer.add_annotation(0, FreeText(text=TRICKERY, rect=(50, 550, 200, 650)))

    document = read(rewritten(pdf(PLAIN), change))
    assert "Elektrolyse" not in shown(document)
    assert {(entry.concealment, entry.page) for entry in document.hidden} == {("metadata", None), ("annotation", 1)}
