"""Reads OpenDocument texts with odfdo."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from s3align.errors import DamagedError, UnsupportedFileError
from s3align.reading.layout.layout_model import Block
from s3align.reading.normalise import clean_line
from s3align.reading.office.office_text import LONG_CELL, OfficeText
from s3align.record.document import PassageKind

_SKIPPED = frozenset(("text:tracked-changes", "office:annotation", "office:forms", "text:sequence-decls"))


def read_odt(data: bytes, name: str) -> OfficeText:
    """The text of an OpenDocument file. Raises DamagedError, and UnsupportedFileError for tables and slides."""
    import odfdo  # noqa: PLC0415 -- heavy, and needed for this kind of file only
    from lxml.etree import LxmlError  # noqa: PLC0415

    try:
        document = odfdo.Document(io.BytesIO(data))
        if document.get_type() != "text":
            raise UnsupportedFileError(
                f"The file '{name}' is an OpenDocument file, but not a text document. Save it as PDF first."
            )
        body = document.body
        title = document.meta.title
    except (LxmlError, KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, OSError) as error:
        raise DamagedError(f"The file '{name}' is damaged. Open it in its program and save it again.") from error
    text = OfficeText(title=clean_line(title or "") or None)
    _blocks(body.children, text)
    return text


def _blocks(elements: Iterable[Any], text: OfficeText) -> None:
    for element in elements:
        if element.tag in ("text:p", "text:h"):
            words = _words(element, text)
            level = element.get_attribute("text:outline-level") if element.tag == "text:h" else None
            text.add(Block(words, PassageKind.HEADING if level else PassageKind.BODY, int(level) if level else None))
            for box in element.get_elements("descendant::draw:text-box"):
                _blocks(box.children, text)
        elif element.tag == "table:table":
            _table(element, text)
        elif element.tag == "text:soft-page-break":
            text.break_page()
        elif element.tag not in _SKIPPED:
            _blocks(element.children, text)


def _table(table: Any, text: OfficeText) -> None:
    rows: list[str] = []
    for row in table.get_elements("descendant::table:table-row"):
        cells = [cell.get_elements("text:p|text:h") for cell in row.get_elements("table:table-cell")]
        texts = [" ".join(_words(paragraph, text) for paragraph in cell).strip() for cell in cells]
        if any(len(words.split()) >= LONG_CELL for words in texts):
            text.add_rows(rows)
            for cell in cells:
                _blocks(cell, text)
        elif any(texts):
            rows.append(" ".join(filter(None, texts)))
    text.add_rows(rows)


def _words(element: Any, text: OfficeText) -> str:
    pieces: list[str] = []
    _walk(element, pieces, text)
    return clean_line(" ".join("".join(pieces).split()))


def _walk(element: Any, pieces: list[str], text: OfficeText) -> None:
    pieces.append(element.text or "")
    for child in element.children:
        if child.tag in ("text:s", "text:tab", "text:line-break"):
            pieces.append(" ")
        elif child.tag == "text:soft-page-break":
            text.break_page()
        elif child.tag not in (*_SKIPPED, "text:note", "draw:text-box"):
            _walk(child, pieces, text)
        pieces.append(child.tail or "")
