"""What counts is what is printed: letters piled up, replaced, masked, drawn as shapes, and what stands beside the text."""

from __future__ import annotations

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from s3align.reading import ocr
from s3align.reading.read import read_bytes
from s3align.record.document import Concealment, Document, PageQuality, PassageKind
from s3align.settings import Settings
from tests.reading.builders import SENTENCES, both, lines, pdf, rewritten

SETTINGS = Settings()
TRICKERY = "Künstliche Intelligenz erkennt Angriffe auf kritische Netze"
PROSE = [
    "Die Stadt richtet im Sommer ein großes Fest aus, zu dem viele Gäste",
    "aus der Region kommen. Für die Bewertung ist von Belang, dass wir auf",
    "gute Wege achten, Programme drucken und Becher verwenden. Das Ziel",
    "ist freilich ein anderes. Jeder Verein zeigt zweimal seine Arbeit,",
    "einmal vor einer Jury und einmal unter freiem Himmel. Dazu kommen",
    "Werkstätten für Kinder, ein Abend mit neuen Stücken und ein langer",
    "gemeinsamer Ausklang auf der Treppe am Fluss. Eine Agentur übernimmt",
    "die Unterbringung. Wir haben mit vier Schulen vereinbart, dass Gruppen",
    "dort übernachten dürfen. Ein kleiner Teil des Geldes fließt in Preise",
    "für Kinder aus ärmeren Vierteln, und nach dem Fest bleibt ein Buch.",
]


def read(data: bytes) -> Document:
    return read_bytes(data, name="a.pdf", settings=SETTINGS)


def shown(document: Document) -> str:
    return " ".join(" ".join(page.text for page in document.pages).split())


def piled(pieces: list[str]):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for piece in pieces:
            canvas.drawString(70, 400, piece)

    return draw


def test_words_printed_on_top_of_each_other_do_not_count():
    pieces = [
        "Künstliche Intelligenz erkennt",
        "Angriffe auf kritische Netze und",
        "lernende Verfahren schützen",
        "kleine Betriebe",
    ]
    document = read(pdf(both(lines(SENTENCES), piled(pieces))))
    assert "Intelligenz" not in shown(document)
    assert [entry.concealment for entry in document.hidden] == [Concealment.STACKED]


def test_words_printed_twice_for_a_shadow_count():
    def shadow(canvas: Canvas) -> None:
        for shift in (0.0, 0.4, 0.8):
            canvas.drawString(70 + shift, 400 - shift, TRICKERY)

    document = read(pdf(both(lines(SENTENCES), shadow)))
    assert "Intelligenz" in shown(document)
    assert document.hidden == ()


def with_actual_text(printed: str, given: str) -> bytes:
    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        content = page.get_contents()
        assert content is not None
        data = content.get_data()
        new = DecodedStreamObject()
        hexed = given.encode("utf-16-be").hex().encode()
        spoken = b"/Span <</ActualText <FEFF%s>>> BDC\n" % hexed
        new.set_data(
            data + b"\n" + spoken + b"BT /F1 11 Tf 1 0 0 1 70 400 Tm (%s) Tj ET\nEMC\n" % printed.encode("cp1252")
        )
        page[NameObject("/Contents")] = writer._add_object(new)

    return rewritten(pdf(lines(SENTENCES)), change)


def test_what_a_file_gives_out_in_place_of_what_it_prints_does_not_count():
    document = read(with_actual_text("Ein Fest mit Musik und Liedern", TRICKERY))
    assert "Intelligenz" not in shown(document)
    assert "Ein Fest mit Musik und Liedern" in shown(document)
    (entry,) = document.hidden
    assert entry.concealment is Concealment.REPLACED
    assert "Intelligenz" in entry.quote


@pytest.mark.parametrize(
    ("printed", "given"),
    [
        ("Ein Fest mit Musik und Liedern", "Ein Fest mit Musik und Liedern"),
        ("Ein Fest mit Mu-sik und Lie-dern", "Ein Fest mit Musik und Liedern"),
        ("Ein Fest z. B. mit Musik und Liedern", "Ein Fest zum Beispiel mit Musik und Liedern"),
        ("-", "\u00ad"),
    ],
)
def test_a_replacement_that_says_what_is_printed_is_honest(printed, given):
    document = read(with_actual_text(printed, given))
    assert document.hidden == ()


def clipped(paint):
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        text = canvas.beginText(70, 400)
        text.setFont("Helvetica", 14)
        text.setTextRenderMode(7)
        text.textLine(TRICKERY)
        canvas.drawText(text)
        paint(canvas)
        canvas.restoreState()

    return draw


def gradient(canvas: Canvas) -> None:
    canvas.linearGradient(70, 400, 500, 400, ((0.1, 0.2, 0.8), (0.7, 0.1, 0.2)))


def test_letters_through_which_a_gradient_shows_count():
    document = read(pdf(both(lines(SENTENCES), clipped(gradient))))
    assert "Intelligenz erkennt Angriffe" in shown(document)
    assert document.hidden == ()


def beside(canvas: Canvas) -> None:
    canvas.rect(70, 100, 300, 50, fill=1)


def test_letters_that_are_a_clip_of_nothing_do_not_count():
    document = read(pdf(both(lines(SENTENCES), clipped(beside))))
    assert "Intelligenz" not in shown(document)
    assert [entry.concealment for entry in document.hidden] == [Concealment.INVISIBLE]


def test_invisible_letters_on_stripes_do_not_count():
    def striped(canvas: Canvas) -> None:
        for place in range(70, 450, 6):
            canvas.rect(place, 395, 3, 15, fill=1)
        text = canvas.beginText(70, 400)
        text.setTextRenderMode(3)
        text.textLine(TRICKERY)
        canvas.drawText(text)

    assert "Intelligenz" not in shown(read(pdf(both(lines(SENTENCES), striped))))


def numbered(start: int, every: int, *, left: bool = True):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, text in enumerate(PROSE + PROSE):
            canvas.drawString(90, 780 - 14 * row, text)
            if (start + row) % every == 0:
                canvas.drawString(60 if left else 500, 780 - 14 * row, str(start + row))

    return draw


@pytest.mark.parametrize(("every", "left"), [(1, True), (5, True), (1, False), (5, False)])
def test_numbers_of_lines_are_no_text(every, left):
    pages = [numbered(1, every, left=left), numbered(21, every, left=left), numbered(41, every, left=left)]
    text = shown(read(pdf(*pages)))
    assert not any(map(str.isdigit, text))
    assert "viele Gäste aus der Region" in text


def test_numbers_of_a_list_stay():
    items = [f"{number} {text}" for number, text in enumerate(["Ziele", "Arbeit", "Wirkung", "Kosten"], start=1)]
    assert "3 Wirkung" in shown(read(pdf(lines(items))))


def watermark(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica-Bold", 90)
    canvas.setFillGray(0.8)
    canvas.translate(150, 300)
    canvas.rotate(50)
    canvas.drawString(0, 0, "ENTWURF")
    canvas.restoreState()


def test_a_watermark_is_no_title_and_no_section():
    page = both(watermark, lines(["Grüne Wege für alle"], font=("Helvetica-Bold", 16)), lines(SENTENCES, top=740))
    document = read(pdf(page))
    assert document.title == "Grüne Wege für alle"
    assert [section.title for section in document.sections] == ["Grüne Wege für alle"]
    kinds = {document.text(passage): passage.kind for passage in document.passages}
    assert kinds["ENTWURF"] is PassageKind.FURNITURE


LEFT = [
    "Die linke Spalte erzählt vom Fest und",
    "von den Menschen, die dazu kommen und",
    "dabei singen, tanzen und lange reden,",
] * 4
RIGHT = [
    "Die rechte Spalte handelt vom Hafen,",
    "in dem viele Schiffe aus fernen Orten",
    "liegen und auf ihre Ladung warten, bis",
] * 4


def test_columns_that_are_written_row_by_row_are_read_one_after_the_other():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            canvas.drawString(60, 760 - 13 * row, left)
            canvas.drawString(270, 760 - 13 * row, right)

    text = shown(read(pdf(draw)))
    assert "vom Fest und von den Menschen, die dazu kommen und dabei singen" in text
    assert text.index("rechte Spalte") > text.rindex("linke Spalte")


def test_rows_of_a_table_stay_together():
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row in range(12):
            canvas.drawString(60, 760 - 13 * row, f"Posten {row}")
            canvas.drawString(250, 760 - 13 * row, "Miete der Räume im alten Rathaus")

    assert "Posten 3 Miete" in shown(read(pdf(draw)))


def outlined(canvas: Canvas) -> None:
    from reportlab.graphics import renderPDF  # noqa: PLC0415 -- for this builder alone
    from reportlab.graphics.shapes import Drawing  # noqa: PLC0415
    from reportlab.graphics.utils import text2Path  # noqa: PLC0415

    drawing = Drawing(500, 400)
    for row, text in enumerate(SENTENCES):
        drawing.add(text2Path(text, x=20, y=350 - 24 * row, fontSize=14, fontName="Vera"))
    renderPDF.draw(drawing, canvas, 40, 350)


@pytest.mark.skipif(ocr.program() is None, reason="Tesseract is not installed")
def test_letters_drawn_as_shapes_are_recognised():
    pytest.importorskip("reportlab.graphics._renderPM", reason="needs the renderer of glyphs as paths")
    document = read(pdf(outlined))
    assert document.pages[0].quality is PageQuality.RECOGNISED
    assert "Unternehmen" in shown(document)


def spaced(points: float):
    """Each letter placed by itself, as browsers do it, the spaces as well."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, text in enumerate(PROSE[:4]):
            left = 50.0
            for letter in text[:45]:
                canvas.drawString(left, 780 - 20 * row, letter)
                left += canvas.stringWidth(letter) + points

    return draw


@pytest.mark.parametrize("points", [0.5, 1.0, 1.5, 2.0, 3.0, 4.0])
def test_words_whose_letters_are_set_apart_stay_whole(points):
    text = shown(read(pdf(spaced(points))))
    assert "Die Stadt richtet im Sommer ein" in text
    assert "aus der Region kommen. Für die Bewertung" in text


def test_single_letters_in_a_row_stay_apart():
    assert "a b c d e f g h" in shown(read(pdf(lines([*SENTENCES, "a b c d e f g h"]))))
