"""Reads Word files with python-docx.

The library opens the package and knows the styles; the text is walked here, because it leaves out insertions, text boxes
and content controls.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from s3align.errors import DamagedError
from s3align.reading.layout.layout_model import Block
from s3align.reading.layout.section_titles import numbering_depth
from s3align.reading.normalise import clean_line
from s3align.reading.office.office_text import LONG_CELL, OfficeText
from s3align.reading.reading_words import reading_words
from s3align.record.document import PassageKind

LONGEST_BOLD_HEADING = 12  # words
SMALLEST_SIZE = 2.0  # points
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    (
        f"{_W}del",
        f"{_W}moveFrom",
        f"{_W}instrText",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_OPENED = frozenset((f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"))
_WHITE = frozenset(("FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"))


def read_docx(data: bytes, name: str) -> OfficeText:
    """The text of a Word file. Raises DamagedError."""
    import docx  # noqa: PLC0415 -- heavy, and needed for this kind of file only
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, LxmlError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise DamagedError(f"The Word file '{name}' is damaged. Open it in Word and save it again.") from error
    text = OfficeText(title=clean_line(document.core_properties.title or "") or None)
    levels = {style.style_id: _style_level(style.name or "") for style in document.styles}
    writer = _DocxWriter(text, levels)
    for item in _blocks_of(document.element.body):
        writer.write(item)
    return text


def _style_level(name: str) -> int | None:
    kind, _, number = name.lower().rpartition(" ")
    if kind in reading_words().heading_style and number.isdigit():
        return int(number)
    return 1 if name.lower() in reading_words().title_style else None


def _blocks_of(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _OPENED:
            yield from _blocks_of(child)


class _DocxWriter:
    def __init__(self, text: OfficeText, levels: dict[str, int | None]) -> None:
        self._text = text
        self._levels = levels

    def write(self, item: Any) -> None:
        """Adds a paragraph or a table to the text."""
        if item.tag == f"{_W}tbl":
            self._table(item)
        else:
            self._paragraph(item)

    def _paragraph(self, paragraph: Any) -> None:
        words = self._words(paragraph)
        if words:
            level = self._level(paragraph, words)
            self._text.add(Block(words, PassageKind.HEADING if level else PassageKind.BODY, level))
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(parent.tag in _SKIPPED for parent in box.iterancestors()):
                for item in _blocks_of(box):
                    self.write(item)

    def _table(self, table: Any) -> None:
        rows: list[str] = []
        for row in table.iter(f"{_W}tr"):
            cells = [list(_blocks_of(cell)) for cell in row if cell.tag == f"{_W}tc"]
            texts = [" ".join(filter(None, map(self._words, items))) for items in cells]
            if any(len(text.split()) >= LONG_CELL for text in texts):
                self._text.add_rows(rows)
                for items in cells:
                    for item in items:
                        self.write(item)
            elif any(texts):
                rows.append(" ".join(filter(None, texts)))
        self._text.add_rows(rows)

    def _level(self, paragraph: Any, words: str) -> int | None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        level = self._levels.get(style.get(f"{_W}val")) if style is not None else None
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and (outline.get(f"{_W}val") or "").isdigit() and int(outline.get(f"{_W}val")) < 9:
            level = int(outline.get(f"{_W}val")) + 1
        if level is None and len(words.split()) <= LONGEST_BOLD_HEADING and not words.endswith((".", ":", ";", ",")):
            runs = [run for run in paragraph.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
            if runs and all(_is_on(run, "b") for run in runs):
                level = numbering_depth(words) or 3
        return level

    def _words(self, paragraph: Any) -> str:
        """The text of a paragraph without its text boxes; page breaks in it are noted."""
        if paragraph.tag == f"{_W}tbl":
            return " ".join(filter(None, map(self._words, paragraph.iter(f"{_W}p"))))
        pieces: list[str] = []
        self._walk(paragraph, pieces)
        return clean_line(" ".join("".join(pieces).split()))

    def _walk(self, element: Any, pieces: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == f"{_W}txbxContent":
                continue
            if tag == f"{_W}r":
                self._run(child, pieces)
            else:
                self._walk(child, pieces)

    def _run(self, run: Any, pieces: list[str]) -> None:
        concealment = _run_concealment(run)
        for child in run:
            if child.tag == f"{_W}t":
                if concealment:
                    self._text.hidden.append((len(self._text.pages), concealment, child.text or ""))
                else:
                    pieces.append(child.text or "")
            elif child.tag == f"{_W}lastRenderedPageBreak" or (
                child.tag == f"{_W}br" and child.get(f"{_W}type") == "page"
            ):
                self._text.break_page()
            elif child.tag in (f"{_W}br", f"{_W}cr", f"{_W}tab"):
                pieces.append(" ")
            elif child.tag == f"{_W}noBreakHyphen":
                pieces.append("-")


def _is_on(run: Any, name: str) -> bool:
    mark = run.find(f"{_W}rPr/{_W}{name}")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "none", "off")


def _run_concealment(run: Any) -> str | None:
    if _is_on(run, "vanish"):
        return "invisible"
    colour, size = run.find(f"{_W}rPr/{_W}color"), run.find(f"{_W}rPr/{_W}sz")
    is_shaded = run.find(f"{_W}rPr/{_W}shd") is not None or run.find(f"{_W}rPr/{_W}highlight") is not None
    if colour is not None and (colour.get(f"{_W}val") or "").upper() in _WHITE and not is_shaded:
        return None if _stands_on_colour(run) else "white"
    half_points = size.get(f"{_W}val") if size is not None else None
    return "tiny" if half_points and half_points.isdigit() and int(half_points) < 2 * SMALLEST_SIZE else None


def _stands_on_colour(run: Any) -> bool:
    """Whether paragraph, cell or text box behind a run is shaded."""
    return any(
        parent.find(f"{_W}{part}/{_W}shd") is not None
        for parent in run.iterancestors()
        for part in ("pPr", "tcPr", "tblPr")
    ) or any(parent.tag == f"{_W}txbxContent" for parent in run.iterancestors())
