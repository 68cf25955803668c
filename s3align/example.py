"""Sets a short Markdown text as an A4 proposal PDF, so that anyone can try the tool without a proposal at hand.

PDFium writes the pages (it is a dependency already, and it knows the widths of the standard fonts); pypdf writes
title and outline, and drops the clock and the random identifier, so that the same text gives the same bytes.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader, PdfWriter

from s3align.errors import DataError

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0  # points, A4
MARGIN = 71.0  # points, 25 mm
LINE_HEIGHT = 1.4  # times the font size
RUNNING_SIZE = 8.5  # points: running header and page number
CHARACTERS = "cp1252"  # what the standard fonts' WinAnsiEncoding can show


class BlockKind(StrEnum):
    """The Markdown that is understood: three levels of heading, paragraphs and list items, no inline marks."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like piece of the text."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of block is set; all lengths in points."""

    font: str
    size: float
    space_before: float
    indent: float = 0.0
    keep_with_next: float = 0.0


STYLES = {
    BlockKind.TITLE: Style("Helvetica-Bold", 18.0, 0.0),
    BlockKind.HEADING: Style("Helvetica-Bold", 13.0, 16.0, keep_with_next=40.0),
    BlockKind.SUBHEADING: Style("Helvetica-Bold", 11.0, 10.0, keep_with_next=36.0),
    BlockKind.PARAGRAPH: Style("Helvetica", 10.5, 7.0),
    BlockKind.ITEM: Style("Helvetica", 10.5, 3.0, indent=14.0),
}
_PREFIXES = {
    "# ": BlockKind.TITLE,
    "## ": BlockKind.HEADING,
    "### ": BlockKind.SUBHEADING,
    "- ": BlockKind.ITEM,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line at its place: ``x``, ``y`` in points from the lower left corner of page ``page`` (from 0)."""

    text: str
    font: str
    size: float
    page: int
    x: float
    y: float
    outline: bool = False


def build_example(markdown: str) -> bytes:
    """The text as an A4 PDF with running header, page numbers and an outline; same text, same bytes.

    Raises DataError for an empty text, or for a character that the standard fonts lack.
    """
    blocks = list(parse_blocks(markdown))
    if not blocks:
        raise DataError("The example text is empty. Give it a title line ('# …') and at least one paragraph.")
    title = next((block.text for block in blocks if block.kind is BlockKind.TITLE), blocks[0].text)
    with _Sheet() as sheet:
        lines = list(_place(blocks, sheet))
        pages = lines[-1].page + 1
        sheet.draw([*lines, *_running_lines(title, pages, sheet)], pages)
        drawn = sheet.saved()
    return _finished(drawn, title, [line for line in lines if line.outline])


def parse_blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a text, one per list item or group of lines between blank lines."""
    for group in re.split(r"\n\s*\n|\n(?=- )", markdown.strip()):
        text = " ".join(group.split())
        for prefix, kind in _PREFIXES.items():
            if text.startswith(prefix):
                yield Block(kind, _checked(text.removeprefix(prefix)))
                break
        else:
            if text:
                yield Block(BlockKind.PARAGRAPH, _checked(text))


def _checked(text: str) -> str:
    try:
        text.encode(CHARACTERS)
    except UnicodeEncodeError as error:
        raise DataError(
            f"The example text has the character {text[error.start]!r}, which the standard PDF fonts lack "
            f"('{text[:40]}…'). Replace it."
        ) from error
    return text


def _place(blocks: list[Block], sheet: _Sheet) -> Iterator[Line]:
    page, y = 0, PAGE_HEIGHT - MARGIN
    for block in blocks:
        style = STYLES[block.kind]
        height = style.size * LINE_HEIGHT
        y -= style.space_before
        outline = block.kind in (BlockKind.HEADING, BlockKind.SUBHEADING)
        for number, text in enumerate(sheet.wrapped(block.text, style)):
            if y - height - style.keep_with_next < MARGIN:
                page, y = page + 1, PAGE_HEIGHT - MARGIN
            y -= height
            if block.kind is BlockKind.ITEM and number == 0:
                yield Line("•", style.font, style.size, page, MARGIN, y)
            yield Line(text, style.font, style.size, page, MARGIN + style.indent, y, outline and number == 0)


def _running_lines(title: str, pages: int, sheet: _Sheet) -> Iterator[Line]:
    header = sheet.wrapped(title, Style("Helvetica", RUNNING_SIZE, 0.0))[0]
    for page in range(pages):
        yield Line(header, "Helvetica", RUNNING_SIZE, page, MARGIN, PAGE_HEIGHT - MARGIN / 2)
        yield Line(f"{page + 1} / {pages}", "Helvetica", RUNNING_SIZE, page, PAGE_WIDTH / 2 - 10, MARGIN / 2)


class _Sheet:
    """A PDFium document being written, with its fonts; measures and draws text."""

    def __init__(self) -> None:
        self._document = pypdfium2.PdfDocument.new()
        self._fonts = {
            name: pdfium.FPDFText_LoadStandardFont(self._document, name.encode())
            for name in {style.font for style in STYLES.values()}
        }
        self._widths: dict[tuple[str, str], float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for font in self._fonts.values():
            pdfium.FPDFFont_Close(font)
        self._document.close()

    def width(self, text: str, font: str, size: float) -> float:
        """Width of a text in points."""
        return size * sum(self._glyph_width(font, character) for character in text)

    def _glyph_width(self, font: str, character: str) -> float:
        key = (font, character)
        if key not in self._widths:
            width = ctypes.c_float()
            pdfium.FPDFFont_GetGlyphWidth(self._fonts[font], ord(character), 1.0, width)
            self._widths[key] = width.value
        return self._widths[key]

    def wrapped(self, text: str, style: Style) -> list[str]:
        """The text in lines that fit between the margins; a longer word stands alone on its line."""
        room = PAGE_WIDTH - 2 * MARGIN - style.indent
        words = text.split(" ")
        lines = [words[0]]
        for word in words[1:]:
            longer = f"{lines[-1]} {word}"
            if self.width(longer, style.font, style.size) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def draw(self, lines: list[Line], pages: int) -> None:
        """Write the lines on ``pages`` new pages."""
        for number in range(pages):
            page = self._document.new_page(PAGE_WIDTH, PAGE_HEIGHT)
            # top to bottom, as word processors write: the reading order of the file is then the one on paper
            for line in sorted((line for line in lines if line.page == number), key=lambda line: (-line.y, line.x)):
                pdfium.FPDFPage_InsertObject(page, self._text_object(line))
            pdfium.FPDFPage_GenerateContent(page)
            page.close()

    def _text_object(self, line: Line) -> object:
        text = pdfium.FPDFPageObj_CreateTextObj(self._document, self._fonts[line.font], line.size)
        encoded = f"{line.text}\0".encode("utf-16-le")
        pdfium.FPDFText_SetText(text, (ctypes.c_ushort * (len(encoded) // 2)).from_buffer_copy(encoded))
        pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, line.x, line.y)
        return text

    def saved(self) -> bytes:
        """The document as PDFium writes it."""
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()


def _finished(drawn: bytes, title: str, headings: list[Line]) -> bytes:
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(drawn)).pages:
        writer.add_page(page)
    writer.metadata = None
    writer.add_metadata({"/Title": title, "/Producer": "s3align"})
    for heading in headings:
        writer.add_outline_item(title=heading.text, page_number=heading.page)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
