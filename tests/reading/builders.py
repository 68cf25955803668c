"""PDFs made by code, as small as the statement they prove."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, LEADING = 70, 780, 14
BODY = ("Helvetica", 10)
Draw = Callable[[Canvas], None]

SENTENCES = [
    "Das Vorhaben erprobt eine gemeinsame Anlage für die Erzeugung von",
    "Wasserstoff in zwei Städten des Ruhrgebiets und bindet drei kleine",
    "Unternehmen sowie eine Hochschule der Region dauerhaft ein.",
]


def pdf(*pages: Draw, title: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    if title:
        canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(
    texts: Sequence[str],
    *,
    left: float = LEFT,
    top: float = TOP,
    font: tuple[str, float] = BODY,
    leading: float = LEADING,
) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(*font)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * leading, text)

    return draw


def both(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def chapter(heading: str, sentences: Sequence[str] = SENTENCES, *, top: float = TOP, size: float = 15) -> Draw:
    return both(lines([heading], top=top, font=("Helvetica-Bold", size)), lines(sentences, top=top - 30))


def picture(canvas: Canvas) -> None:
    buffer = io.BytesIO()
    Image.new("L", (40, 60), 200).save(buffer, "PNG")
    buffer.seek(0)
    canvas.drawImage(ImageReader(buffer), 0, 0, *A4)


def text_field(name: str, value: str, tooltip: str | None = None) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name=name, value=value, tooltip=tooltip, x=LEFT, y=500, width=300, height=20)

    return draw


def checkbox(name: str, tooltip: str, *, checked: bool) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.checkbox(name=name, tooltip=tooltip, checked=checked, x=LEFT, y=450, size=20)

    return draw


def rewritten(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """The PDF after a change with pypdf: outline, labels, password, attachment."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
