"""Reads a PDF with PDFium: lines with place and type, form values, outline, labels, attachments, metadata.

PDFium is not thread safe: call this from one thread only. It can also abort the process on hostile files, so
untrusted files belong into a worker process.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.errors import DamagedError, EncryptedError, UsageError, said
from s3align.reading.hidden.texts import hidden_texts
from s3align.reading.layout.layout_model import Bookmark, RawDocument, RawPage
from s3align.reading.layout.order import reading_order
from s3align.reading.normalise import clean_text
from s3align.reading.pdf.catalogue import Catalogue
from s3align.reading.pdf.forms import form_data, start_forms, written_text
from s3align.reading.pdf.mending import recognised, with_right_letters
from s3align.reading.pdf.page import read_page
from s3align.reading.source import Report, check_size
from s3align.record.document import HiddenText, Notice, NoticeKind
from s3align.settings import Settings

MAX_BOOKMARKS = 5_000
MAX_ATTACHMENTS = 200
MANY_KEYWORDS = 15  # words in the fields for keywords and subject; real files have up to ten
LEGEND_KEY = "S3alignLegend"
"""In the information of a marked copy: its first page is the legend that ``legend`` put in front, no part of the document."""
LEGEND_QUOTE = 80  # characters of a page said to be a legend that a notice quotes
_PDF_MARK = b"%PDF-"
_PDF_MARK_WITHIN = 1024  # bytes; viewers accept that much in front of the mark

# It advises compiling PDFium with XFA support, which users of this tool cannot do.
logging.getLogger("pypdfium2").setLevel(logging.ERROR)


def read_pdf(
    data: bytes, *, name: str, settings: Settings, password: str | None = None, report: Report | None = None
) -> RawDocument:
    """Everything layout needs of a PDF. ``name`` is used in messages.

    Pages that are pictures are recognised where Tesseract is installed; ``report`` is told how many of how many are done.

    Raises EncryptedError (no or wrong password) and DamagedError.
    """
    with contextlib.closing(opened(data, name, password)) as document:
        try:
            catalogue = Catalogue(data, password)
            if document.get_formtype() != pdfium.FORMTYPE_NONE:
                start_forms(document)
            total = len(document)
            raw_pages = with_right_letters(document, tuple(_raw_pages(document, settings)))
            raw_pages = tuple(_with_annotations(document, raw_page, catalogue, settings) for raw_page in raw_pages)
            raw_pages = _with_form_data(document, raw_pages)
            raw_pages = recognised(document, raw_pages, settings, report)
            outline = tuple(_outline(document))
            metadata = _metadata(document)
            beside = tuple(_keywords(metadata))
            attachments = tuple(_attachments(document))
            is_portfolio = bool(attachments) and catalogue.is_portfolio
            facts = RawDocument(raw_pages, total, outline, attachments, metadata, beside, is_portfolio)
        except pypdfium2.PdfiumError as error:
            raise DamagedError(_damaged(name)) from error
    if not facts.raw_pages:
        raise DamagedError(f"The PDF '{name}' has no pages that can be opened. Export it from its source again.")
    return facts


def attached_file(data: bytes, wanted: str, *, name: str, settings: Settings, password: str | None = None) -> bytes:
    """The bytes of a file attached to a PDF. Raises UsageError where there is none of that name, and TooLargeError."""
    with contextlib.closing(opened(data, name, password)) as document:
        for index in range(min(document.count_attachments(), MAX_ATTACHMENTS)):
            attachment = document.get_attachment(index)
            if clean_text(attachment.get_name()) == wanted:
                body = bytes(attachment.get_data())
                check_size(len(body), wanted, settings)
                return body
        known = ", ".join(_attachments(document))
    if not known:
        raise UsageError(said("nothing_attached", "No file is attached to '{name}'.", name=name))
    raise UsageError(
        said(
            "not_attached",
            "No file '{wanted}' is attached to '{name}'. Attached: {known}.",
            wanted=wanted,
            name=name,
            known=known,
        )
    )


def is_pdf(data: bytes) -> bool:
    """Whether bytes begin like a PDF."""
    return _PDF_MARK in data[:_PDF_MARK_WITHIN]


def opened(data: bytes, name: str, password: str | None) -> pypdfium2.PdfDocument:
    """A PDF as PDFium opens it; close it. Raises EncryptedError and DamagedError."""
    _forget_last_error()
    try:
        return pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedError(_encrypted(name, password)) from error
        raise DamagedError(_damaged(name)) from error
    except (UnicodeEncodeError, ValueError) as error:  # a password with characters that cannot be passed on
        raise EncryptedError(_encrypted(name, password)) from error


def _forget_last_error() -> None:
    """PDFium keeps the error of an earlier file where it gives none: a damaged file would count as encrypted like that one."""
    with contextlib.suppress(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(b"no PDF").close()


def _encrypted(name: str, password: str | None) -> str:
    if password is None:
        return f"The PDF '{name}' is protected by a password. Give the password, or save an unprotected copy."
    return f"The password does not open the PDF '{name}'. Check the password, or save an unprotected copy."


def _damaged(name: str) -> str:
    return f"The PDF '{name}' is damaged. Open it in a PDF viewer and save it again, or export it anew."


def _raw_pages(document: pypdfium2.PdfDocument, settings: Settings) -> Iterator[RawPage]:
    left = settings.max_characters
    has_legend = _has_legend(document)
    for index in range(min(len(document), settings.max_pages)):
        if left <= 0:
            return
        label = _label(document, index)
        try:
            page = document[index]
        except pypdfium2.PdfiumError:  # one broken page: the others can still be read
            yield RawPage(index + 1, label=label)
            continue
        with contextlib.closing(page):
            limit = min(left, settings.max_characters_per_page)
            raw_page = read_page(document, page, index + 1, label, limit)
        if has_legend and index == 0:
            yield _unread_legend(raw_page)
            continue
        left -= sum(len(line.text) for line in raw_page.lines)
        yield raw_page


def _unread_legend(raw_page: RawPage) -> RawPage:
    """An empty page and a notice of how it begins: anybody can write into a file that its first page is our legend."""
    words = " ".join(line.text for line in raw_page.lines).split()
    quote = textwrap.shorten(" ".join(words), LEGEND_QUOTE, placeholder=" …")
    notice = Notice(NoticeKind.LEGEND, raw_page.number, quote or None, len(words))
    return RawPage(raw_page.number, label=raw_page.label, notices=(notice,))


def _has_legend(document: pypdfium2.PdfDocument) -> bool:
    try:
        return bool(document.get_metadata_value(LEGEND_KEY))
    except UnicodeDecodeError:
        return False


def _with_annotations(
    document: pypdfium2.PdfDocument, raw_page: RawPage, catalogue: Catalogue, settings: Settings
) -> RawPage:
    """A page with what was written onto it in fields and as annotations."""
    if not raw_page.has_annotations:
        return raw_page
    start_forms(document)
    limit = settings.max_characters_per_page
    try:
        written = written_text(
            document, raw_page.number - 1, raw_page.lines, limit, lambda: catalogue.fields_are_drawn_anew
        )
    except pypdfium2.PdfiumError:
        return raw_page
    lines = reading_order([*raw_page.lines, *written.lines]) if written.lines else raw_page.lines
    return replace(raw_page, lines=lines, fields=written.fields, hidden=(*raw_page.hidden, *written.hidden))


def _with_form_data(document: pypdfium2.PdfDocument, raw_pages: tuple[RawPage, ...]) -> tuple[RawPage, ...]:
    """The pages with the answers of a form that only its data packet holds, on the first one."""
    kind = document.get_formtype()
    is_on_pages = any(raw_page.fields for raw_page in raw_pages)
    if not raw_pages or not (
        kind == pdfium.FORMTYPE_XFA_FULL or (kind == pdfium.FORMTYPE_XFA_FOREGROUND and not is_on_pages)
    ):
        return raw_pages
    data, first = form_data(document), raw_pages[0]
    return (replace(first, fields=first.fields + data.fields, hidden=first.hidden + data.hidden), *raw_pages[1:])


def _label(document: pypdfium2.PdfDocument, index: int) -> str | None:
    try:
        return clean_text(document.get_page_label(index)) or None
    except UnicodeDecodeError:
        return None


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Bookmark]:
    for entry in itertools.islice(document.get_toc(), MAX_BOOKMARKS):
        try:
            destination = entry.get_dest()
            title = clean_text(entry.get_title())
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            continue
        page = destination.get_index() if destination else None
        if page is not None and title:
            yield Bookmark(title, entry.level + 1, page + 1)


def _attachments(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for index in range(min(document.count_attachments(), MAX_ATTACHMENTS)):
        try:
            yield clean_text(document.get_attachment(index).get_name())
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            continue


def _metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    try:
        values = document.get_metadata_dict(skip_empty=True)
    except UnicodeDecodeError:
        return {}
    return {key: cleaned for key, value in values.items() if (cleaned := clean_text(value))}


def _keywords(metadata: Mapping[str, str]) -> Iterator[HiddenText]:
    """Long keyword fields: text of the file that appears on none of its pages."""
    fields = " ".join(metadata.get(key, "") for key in ("Keywords", "Subject"))
    if len(fields.split()) >= MANY_KEYWORDS:
        yield from hidden_texts(None, [("metadata", fields)])
