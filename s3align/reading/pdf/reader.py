"""Reads a PDF with PDFium: lines with place and type, form values, outline, labels, attachments, metadata.

PDFium is not thread safe: call this from one thread only. It can also abort the process on hostile files, so
untrusted files belong into a worker process.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.errors import DamagedError, EncryptedError, UsageError
from s3align.reading import ocr
from s3align.reading.hidden.detect import HiddenRun, hidden_runs
from s3align.reading.hidden.inspection import SMALLEST_SIZE, Inspection
from s3align.reading.hidden.stacked import stacked_lines
from s3align.reading.hidden.texts import hidden_texts
from s3align.reading.layout.layout_model import Bookmark, Line, RawDocument, RawPage
from s3align.reading.layout.line_numbers import without_line_numbers
from s3align.reading.layout.order import reading_order
from s3align.reading.normalise import clean_text, garbage_share
from s3align.reading.pdf.actual_text import printed_page
from s3align.reading.pdf.annotations import has_annotations
from s3align.reading.pdf.catalogue import Catalogue
from s3align.reading.pdf.forms import form_data, start_forms, written_text
from s3align.reading.pdf.letters import (
    MANY_ODD,
    MOST_PAGES,
    Spelling,
    are_letters_doubtful,
    is_no_language,
    is_spelt_better,
    learnt,
    odd_letters,
)
from s3align.reading.pdf.lines import page_lines
from s3align.reading.source import Report, check_size
from s3align.record.document import HiddenText, Notice, NoticeKind
from s3align.settings import Settings

GARBLED_ABOVE = 0.05  # share of characters without meaning; 5 of 743 real files are above, all unreadable
MAX_BOOKMARKS = 5_000
MAX_ATTACHMENTS = 200
MANY_KEYWORDS = 15  # words in the fields for keywords and subject; real files have up to ten
SCAN_LETTERS = 25  # a stamp or a page number on a scanned page is no text
FEWEST_SEGMENTS = 2_000  # of drawn shapes: letters have about 20, so two lines of text
SCAN_AREA = 0.5  # share of the page that a picture covers
_PDF_MARK = b"%PDF-"
_PDF_MARK_WITHIN = 1024  # bytes; viewers accept that much in front of the mark
_MAX_OBJECTS = 2_000  # looked through for pictures

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
            raw_pages = _with_right_letters(document, tuple(_raw_pages(document, settings)))
            raw_pages = tuple(_with_annotations(document, raw_page, catalogue, settings) for raw_page in raw_pages)
            raw_pages = _with_form_data(document, raw_pages)
            raw_pages = _recognised(document, raw_pages, settings, report)
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
        known = ", ".join(_attachments(document)) or "none"
    raise UsageError(f"No file '{wanted}' is attached to '{name}'. Attached: {known}.")


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
            raw_page = _raw_page(document, page, index + 1, label, limit)
        left -= sum(len(line.text) for line in raw_page.lines)
        yield raw_page


def _with_right_letters(document: pypdfium2.PdfDocument, raw_pages: tuple[RawPage, ...]) -> tuple[RawPage, ...]:
    """The pages with wrong letters of fonts put right where that is clear, and marked where it is not."""
    if not are_letters_doubtful([page.odd_letters for page in raw_pages], [_text_of(page.lines) for page in raw_pages]):
        return raw_pages
    with_text = [page for page in raw_pages if page.lines or page.is_garbled]
    telling = [page for page in with_text if page.odd_letters] or with_text
    telling = sorted(telling, key=lambda page: -page.odd_letters)[:MOST_PAGES]
    spelling = learnt(_texts(document, telling))
    if not spelling.meanings:
        return tuple(map(_judged, raw_pages))
    mended = {
        page.number: _with_spelling(document, page, text_page, raw, spelling)
        for page, (text_page, raw) in zip(with_text, _texts(document, with_text), strict=True)
    }
    return tuple(_judged(mended.get(page.number, page)) for page in raw_pages)


def _texts(
    document: pypdfium2.PdfDocument, raw_pages: Iterable[RawPage]
) -> Iterator[tuple[pypdfium2.PdfTextPage, str]]:
    """The text pages of pages that were read, each open until the next is asked for, and their text."""
    for raw_page in raw_pages:
        with contextlib.closing(document[raw_page.number - 1]) as page, contextlib.closing(page.get_textpage()) as text:
            yield text, text.get_text_range(0, text.count_chars())


def _with_spelling(
    document: pypdfium2.PdfDocument,
    raw_page: RawPage,
    text_page: pypdfium2.PdfTextPage,
    raw: str,
    spelling: Spelling,
) -> RawPage:
    mended = spelling.mended(text_page, raw)
    if mended and mended.words:
        with contextlib.closing(document[raw_page.number - 1]) as page:
            _, found = _seen(
                page,
                Inspection(page),
                text_page,
                mended.raw,
                len(raw),
                is_doubtful=raw_page.has_annotations,
                ligatures=mended.ligatures,
            )
        before, after = mended.words[0]
        notice = Notice(NoticeKind.MENDED, raw_page.number, f"{clean_text(before)} → {after}", len(mended.words))
        raw_page = replace(
            raw_page,
            lines=reading_order(without_line_numbers([line for line in found if not _cannot_be_seen(line)])),
            is_garbled=garbage_share(mended.raw) > GARBLED_ABOVE,
            odd_letters=odd_letters(mended.raw),
            notices=(notice,),
        )
    return raw_page


def _judged(raw_page: RawPage) -> RawPage:
    """A page with a mark where its letters stay wrong or doubtful."""
    is_garbled = raw_page.is_garbled or is_no_language(_text_of(raw_page.lines))
    return replace(raw_page, is_garbled=is_garbled, is_doubtful=raw_page.odd_letters >= MANY_ODD and not is_garbled)


def _recognised(
    document: pypdfium2.PdfDocument, raw_pages: tuple[RawPage, ...], settings: Settings, report: Report | None
) -> tuple[RawPage, ...]:
    """The pages, with recognised text for those that are pictures or have no readable characters."""
    unread = [page.number - 1 for page in raw_pages if page.is_scan or page.is_garbled or page.is_doubtful]
    unread = unread[: settings.max_recognised_pages]
    path = ocr.program() if unread else None
    if path is None:
        return raw_pages
    found = dict[int, RawPage]()
    pages = (document[index] for index in unread)
    for done, (index, text) in enumerate(
        zip(unread, ocr.recognise(pages, path, settings.max_recognition_seconds), strict=True), start=1
    ):
        if text and _is_better(text, raw_pages[index]):
            found[index] = _with_recognised(raw_pages[index], text)
        if report is not None:
            report(done, len(unread))
    return tuple(found.get(index, raw_page) for index, raw_page in enumerate(raw_pages))


def _is_better(text: ocr.Recognised, raw_page: RawPage) -> bool:
    """Whether recognised text is to stand for a page's own."""
    if sum(len(line.text) for line in text.lines) < SCAN_LETTERS:
        return False
    return not raw_page.is_doubtful or is_spelt_better(_text_of(text.lines), _text_of(raw_page.lines))


def _with_recognised(raw_page: RawPage, text: ocr.Recognised) -> RawPage:
    had_text = raw_page.is_doubtful or raw_page.is_garbled
    notices = (Notice(NoticeKind.RECOGNISED, raw_page.number),) if had_text else ()
    return replace(
        raw_page,
        lines=text.lines,
        is_scan=False,
        is_garbled=False,
        is_doubtful=False,
        confidence=text.confidence,
        notices=(*(notice for notice in raw_page.notices if notice.kind is not NoticeKind.MENDED), *notices),
    )


def _text_of(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


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


def _raw_page(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    number: int,
    label: str | None,
    limit: int,
    *,
    replaced: tuple[str, ...] | None = None,
) -> RawPage:
    """A page with its text; ``replaced`` is what the file gives out in place of what ``page`` prints, None if not known."""
    is_written_on = has_annotations(page)  # annotations may be painted over the text
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return RawPage(number, label=label, has_annotations=is_written_on)
    runs: tuple[HiddenRun, ...] = ()
    found: list[Line] = []
    with contextlib.closing(text_page):
        count = min(text_page.count_chars(), limit)
        raw = text_page.get_text_range(0, count) if count else ""
        garbled, odd = garbage_share(raw) > GARBLED_ABOVE, odd_letters(raw)
        if raw.strip():
            inspection = Inspection(page)
            if inspection.has_actual_text and replaced is None:
                printed, replaced = printed_page(document, number - 1)
                with contextlib.closing(printed):
                    return _raw_page(document, printed, number, label, limit, replaced=replaced)
            runs, found = _seen(page, inspection, text_page, raw, count, is_doubtful=is_written_on)
    seen = [line for line in found if not _cannot_be_seen(line)]
    stacked = stacked_lines(seen)
    lines = reading_order(without_line_numbers([line for index, line in enumerate(seen) if index not in stacked]))
    hidden = (
        *hidden_texts(number, [("stacked", seen[index].text) for index in sorted(stacked)]),
        *_hidden(number, raw, runs, found),
        *hidden_texts(number, [("replaced", text) for text in replaced or ()]),
    )
    letters = sum(len(line.text) for line in lines)
    scan = letters < SCAN_LETTERS and (
        _shows_picture(page, smallest=SCAN_AREA if letters else 0.0) or _shows_outlines(page)
    )
    return RawPage(
        number,
        lines,
        label,
        is_scan=scan,
        is_garbled=garbled,
        hidden=hidden,
        odd_letters=odd,
        has_annotations=is_written_on,
    )


def _seen(
    page: pypdfium2.PdfPage,
    inspection: Inspection,
    text_page: pypdfium2.PdfTextPage,
    raw: str,
    count: int,
    *,
    is_doubtful: bool,
    ligatures: Mapping[int, str] | None = None,
) -> tuple[tuple[HiddenRun, ...], list[Line]]:
    """What is hidden of a page's text, in indices of ``raw``, and the lines of the rest."""
    runs = _text_runs(text_page, raw, count, hidden_runs(page, text_page, count, inspection, is_doubtful=is_doubtful))
    found = list(page_lines(text_page, _blanked(raw, runs), count, page.get_bbox(), ligatures))
    if not is_doubtful and any(line.is_cut for line in found):  # a line may jump off the page
        return _seen(page, inspection, text_page, raw, count, is_doubtful=True, ligatures=ligatures)
    return runs, found


def _text_runs(
    text_page: pypdfium2.PdfTextPage, raw: str, count: int, runs: Sequence[HiddenRun]
) -> tuple[HiddenRun, ...]:
    """Runs in indices of ``raw``, which differ from PDFium's where characters were left out."""
    if len(raw) == count:
        return tuple(runs)
    index = pdfium.FPDFText_GetTextIndexFromCharIndex
    moved = [(index(text_page, run.first), index(text_page, run.last), run.concealment) for run in runs]
    return tuple(HiddenRun(first, last, concealment) for first, last, concealment in moved if 0 <= first <= last)


def _blanked(raw: str, runs: Sequence[HiddenRun]) -> str:
    """The text with line breaks in place of its hidden characters."""
    for run in runs:
        raw = raw[: run.first] + "\n" * (run.last + 1 - run.first) + raw[run.last + 1 :]
    return raw


def _cannot_be_seen(line: Line) -> bool:
    return line.is_outside or line.size < SMALLEST_SIZE


def _hidden(number: int, raw: str, runs: Sequence[HiddenRun], lines: Sequence[Line]) -> Iterator[HiddenText]:
    yield from hidden_texts(number, [(run.concealment, raw[run.first : run.last + 1]) for run in runs])
    lost = [("outside" if line.is_outside else "tiny", line.text) for line in lines if _cannot_be_seen(line)]
    yield from hidden_texts(number, lost)


def _shows_picture(page: pypdfium2.PdfPage, smallest: float) -> bool:
    page_area = page.get_width() * page.get_height()
    pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    for picture in itertools.islice(pictures, _MAX_OBJECTS):
        try:
            left, bottom, right, top = picture.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if (right - left) * (top - bottom) >= smallest * page_area:
            return True
    return False


def _shows_outlines(page: pypdfium2.PdfPage) -> bool:
    """Whether the shapes drawn on a page are as rich as letters that are drawn as shapes."""
    shapes = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)
    segments = 0
    for shape in itertools.islice(shapes, _MAX_OBJECTS):
        segments += max(pdfium.FPDFPath_CountSegments(shape.raw), 0)
        if segments >= FEWEST_SEGMENTS:
            return True
    return False


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
