"""The entry point of reading: a file's bytes in, a ``Document`` out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from s3align.errors import DamagedError, Detail, NoTextError
from s3align.reading.assemble import PageBlocks, assemble
from s3align.reading.file_kind import MARKDOWN_SUFFIXES, TEXT_SUFFIXES, check_text
from s3align.reading.layout.blocks import lay_out
from s3align.reading.layout.layout_model import Block, Field, RawDocument, RawPage
from s3align.reading.layout.section_titles import is_contents_title, numbering_depth, section_kind
from s3align.reading.limits import within_limits
from s3align.reading.markdown import markdown_text
from s3align.reading.normalise import letters
from s3align.reading.office.odf_package import is_flat
from s3align.reading.office.package import read_office
from s3align.reading.pdf.reader import is_pdf, read_pdf
from s3align.reading.source import Report, check_size, file_bytes
from s3align.reading.text import text_pages, with_title
from s3align.record.document import Document, HiddenText, Notice, NoticeKind, PageQuality, PassageKind
from s3align.settings import Settings

_ZIP_MARK = b"PK\x03\x04"
OCR_ADVICE = (
    "Scanned pages are read by text recognition (OCR) where Tesseract is installed (Debian, Ubuntu: "
    "apt install tesseract-ocr tesseract-ocr-deu)."
)
_MAX_TITLE = 250  # characters
_SHORTEST_TITLE = 3  # characters, no title yet
_TITLE_PAGES = 2  # pages on which a title is printed
_QUOTE = 300  # characters of the names in a notice

_NO_TITLE = re.compile(
    r"untitled|unbenannt|microsoft (?:word|powerpoint|excel)|.*\.(?:docx?|odt|tex|pdf|dvi|rtf|indd)$",
    re.IGNORECASE,
)


def read_document(
    source: Path | bytes, *, settings: Settings, name: str | None = None, password: str | None = None
) -> Document:
    """A proposal from a path or from bytes; ``name`` (default: the file's own) is how messages and record call it.

    Raises a kind of NotAssessableError (unsupported, encrypted, damaged, no text, too large), and UsageError
    where the path cannot be opened.
    """
    if isinstance(source, bytes):
        return read_bytes(source, name=name or "-", settings=settings, password=password)
    name = name or source.name
    return read_bytes(file_bytes(source, name, settings), name=name, settings=settings, password=password)


def read_bytes(
    data: bytes, *, name: str, settings: Settings, password: str | None = None, report: Report | None = None
) -> Document:
    """A proposal from bytes; the kind is told by their beginning, then by the suffix of ``name``.

    ``report`` is told how many of how many pages have been recognised by OCR.

    Raises the same errors as ``read_document``.
    """
    return within_limits(_read(data, name, settings, password, report), settings)


def _read(data: bytes, name: str, settings: Settings, password: str | None, report: Report | None) -> Document:
    check_size(len(data), name, settings)
    if not data:
        raise DamagedError(f"The file '{name}' is empty. Check that it was saved or uploaded completely.", Detail.EMPTY)
    suffix = PurePath(name).suffix.lower()
    is_text_name = suffix in TEXT_SUFFIXES - {""}
    if is_pdf(data) and (data.startswith(b"%PDF-") or not is_text_name):
        return _from_pdf(data, name, settings, password, report)
    if data.startswith(_ZIP_MARK):
        return _from_office(data, name, settings)
    if is_flat(data) and not is_text_name:
        return _from_office(data, name, settings)
    return _from_text(data, name, settings)


def _from_text(data: bytes, name: str, settings: Settings) -> Document:
    text = check_text(data, name)
    shortened = text[: settings.max_characters]
    notices = () if len(shortened) == len(text) else (Notice(NoticeKind.SHORTENED),)
    if PurePath(name).suffix.lower() not in MARKDOWN_SUFFIXES:
        return replace(_from_blocks(data, name, text_pages(shortened), settings), notices=notices)
    found = markdown_text(shortened)
    document = _from_blocks(data, name, with_title(found.pages), settings)
    return replace(document, hidden=_on_pages(found.hidden_texts(), document), notices=notices)


def _from_office(data: bytes, name: str, settings: Settings) -> Document:
    text = read_office(data, name, settings)
    document = _from_blocks(data, name, text.pages, settings, " that can be seen")
    return replace(
        document,
        title=text.title or document.title,
        hidden=_on_pages(text.hidden_texts(), document),
        notices=tuple(entry for entry in text.notices if entry.page is None or entry.page <= len(document.pages)),
    )


def _on_pages(hidden: Iterable[HiddenText], document: Document) -> tuple[HiddenText, ...]:
    """Hidden text without that of pages beyond the limit."""
    return tuple(entry for entry in hidden if entry.page is None or entry.page <= len(document.pages))


def _from_blocks(
    data: bytes, name: str, pages: Sequence[Sequence[Block]], settings: Settings, visible: str = ""
) -> Document:
    """A document of pages that are blocks already; ``visible`` completes the message where they are empty."""
    kept = pages[: settings.max_pages]
    assembled = assemble(
        [
            PageBlocks(number, blocks, PageQuality.TEXT if blocks else PageQuality.EMPTY)
            for number, blocks in enumerate(kept, start=1)
        ]
    )
    if not any(any(map(str.isalnum, page.text)) for page in assembled.pages):
        raise NoTextError(
            f"The file '{name}' holds no text{visible}. Check that it was saved or uploaded completely.", Detail.BLANK
        )
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=assembled.pages,
        passages=assembled.passages,
        sections=assembled.sections,
        title=next((section.title for section in assembled.sections), None),
        pages_truncated_from=len(pages) if len(pages) > len(kept) else None,
    )


def _from_pdf(data: bytes, name: str, settings: Settings, password: str | None, report: Report | None) -> Document:
    source = read_pdf(data, name=name, settings=settings, password=password, report=report)
    pages = [_page_blocks(raw_page, blocks) for raw_page, blocks in zip(source.raw_pages, lay_out(source), strict=True)]
    assembled = assemble(pages)
    if not assembled.passages and not source.is_portfolio:
        raise NoTextError(_no_text(name, pages))
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        pages=assembled.pages,
        passages=assembled.passages,
        sections=assembled.sections,
        title=_title(source, pages),
        attachments=source.attachments,
        metadata=dict(source.metadata),
        pages_truncated_from=source.total_pages if source.total_pages > len(pages) else None,
        hidden=(*(entry for raw_page in source.raw_pages for entry in raw_page.hidden), *source.hidden),
        notices=(*_notices(source), *(notice for raw_page in source.raw_pages for notice in raw_page.notices)),
    )


def _notices(source: RawDocument) -> Iterator[Notice]:
    if source.is_portfolio:
        names = "; ".join(source.attachments)
        quote = names if len(names) <= _QUOTE else f"{names[:_QUOTE]} …"
        yield Notice(NoticeKind.PORTFOLIO, quote=quote, count=len(source.attachments))


def _page_blocks(raw_page: RawPage, blocks: Sequence[Block]) -> PageBlocks:
    fields = [block for field in raw_page.fields for block in _field_blocks(field)]
    return PageBlocks(raw_page.number, [*blocks, *fields], _quality(raw_page), raw_page.label, raw_page.confidence)


def _field_blocks(field: Field) -> Iterator[Block]:
    """An answer, behind the form's name for it, which is not the applicant's and earns nothing."""
    if field.label:
        yield Block(f"{field.label}:", PassageKind.PROMPT)
    yield Block(field.text, field.kind, lines=field.lines)


def _quality(raw_page: RawPage) -> PageQuality:
    if raw_page.is_garbled:
        return PageQuality.GARBLED
    if raw_page.is_scan:
        return PageQuality.SCAN
    if raw_page.lines:
        return PageQuality.TEXT if raw_page.confidence is None else PageQuality.RECOGNISED
    return PageQuality.FORM_ONLY if raw_page.fields else PageQuality.EMPTY


def _no_text(name: str, pages: Sequence[PageBlocks]) -> str:
    scans = sum(page.quality is PageQuality.SCAN for page in pages)
    garbled = sum(page.quality is PageQuality.GARBLED for page in pages)
    what = f"{scans} scanned, {garbled} unreadable, {len(pages) - scans - garbled} empty"
    return f"No text can be read from the PDF '{name}' (pages: {what}). Export it from the word processor. {OCR_ADVICE}"


def _title(source: RawDocument, pages: Sequence[PageBlocks]) -> str | None:
    """The title that the file names where a reader finds it in the text; else the largest line; else what the file names."""
    named = source.metadata.get("Title", "")
    named = named if len(named) > _SHORTEST_TITLE and not _NO_TITLE.match(named) else ""
    text = letters(" ".join(block.text for page in pages[:_TITLE_PAGES] for block in page.blocks))
    if named and letters(named) in text:
        return named
    running = {block.text for block in pages[0].blocks if block.kind is PassageKind.FURNITURE}
    lines = [line for line in source.raw_pages[0].lines if line.text not in running]
    largest = max(lines, key=lambda line: line.size, default=None)
    blocks = [block.text for block in pages[0].blocks if largest and largest.text in block.text]
    return blocks[0] if blocks and _could_be_title(blocks[0]) else named or None


def _could_be_title(text: str) -> bool:
    return (
        len(text) <= _MAX_TITLE
        and numbering_depth(text) is None
        and not (section_kind(text) or is_contents_title(text))
    )
