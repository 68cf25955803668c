"""Puts pages right whose letters are wrong or that are pictures: by what their words tell, or by text recognition."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pypdfium2

from s3align.reading import ocr
from s3align.reading.hidden.inspection import Inspection
from s3align.reading.layout.layout_model import Line, RawPage
from s3align.reading.layout.line_numbers import without_line_numbers
from s3align.reading.layout.order import reading_order
from s3align.reading.normalise import clean_text, garbage_share
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
from s3align.reading.pdf.page import GARBLED_ABOVE, SCAN_LETTERS, cannot_be_seen, seen
from s3align.reading.source import Report
from s3align.record.document import Notice, NoticeKind
from s3align.settings import Settings


def with_right_letters(document: pypdfium2.PdfDocument, raw_pages: tuple[RawPage, ...]) -> tuple[RawPage, ...]:
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
            _, found = seen(
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
            lines=reading_order(without_line_numbers([line for line in found if not cannot_be_seen(line)])),
            is_garbled=garbage_share(mended.raw) > GARBLED_ABOVE,
            odd_letters=odd_letters(mended.raw),
            notices=(notice,),
        )
    return raw_page


def _judged(raw_page: RawPage) -> RawPage:
    """A page with a mark where its letters stay wrong or doubtful."""
    is_garbled = raw_page.is_garbled or is_no_language(_text_of(raw_page.lines))
    return replace(raw_page, is_garbled=is_garbled, is_doubtful=raw_page.odd_letters >= MANY_ODD and not is_garbled)


def recognised(
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
