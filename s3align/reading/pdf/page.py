"""Reads one page of a PDF: its lines, what of its text nobody sees, and whether it is a picture.

What was written onto the page in fields and annotations is no part of it here (``forms``).
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.hidden.detect import HiddenRun, hidden_runs
from s3align.reading.hidden.inspection import SMALLEST_SIZE, Inspection
from s3align.reading.hidden.stacked import stacked_lines
from s3align.reading.hidden.texts import hidden_texts
from s3align.reading.layout.layout_model import Line, RawPage
from s3align.reading.layout.line_numbers import without_line_numbers
from s3align.reading.layout.order import reading_order
from s3align.reading.normalise import garbage_share
from s3align.reading.pdf.actual_text import printed_page
from s3align.reading.pdf.annotations import has_annotations
from s3align.reading.pdf.letters import odd_letters
from s3align.reading.pdf.lines import page_lines
from s3align.record.document import HiddenText

GARBLED_ABOVE = 0.05  # share of characters without meaning; 5 of 743 real files are above, all unreadable
SCAN_LETTERS = 25  # a stamp or a page number on a scanned page is no text
FEWEST_SEGMENTS = 2_000  # of drawn shapes: letters have about 20, so two lines of text
SCAN_AREA = 0.5  # share of the page that a picture covers
_MAX_OBJECTS = 2_000  # looked through for pictures


def read_page(
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
                    return read_page(document, printed, number, label, limit, replaced=replaced)
            runs, found = seen(page, inspection, text_page, raw, count, is_doubtful=is_written_on)
    shown = [line for line in found if not cannot_be_seen(line)]
    stacked = stacked_lines(shown)
    lines = reading_order(without_line_numbers([line for index, line in enumerate(shown) if index not in stacked]))
    hidden = (
        *hidden_texts(number, [("stacked", shown[index].text) for index in sorted(stacked)]),
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


def seen(
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
        return seen(page, inspection, text_page, raw, count, is_doubtful=True, ligatures=ligatures)
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


def cannot_be_seen(line: Line) -> bool:
    """Whether a line stands beside the page or is too small to be read."""
    return line.is_outside or line.size < SMALLEST_SIZE


def _hidden(number: int, raw: str, runs: Sequence[HiddenRun], lines: Sequence[Line]) -> Iterator[HiddenText]:
    yield from hidden_texts(number, [(run.concealment, raw[run.first : run.last + 1]) for run in runs])
    lost = [("outside" if line.is_outside else "tiny", line.text) for line in lines if cannot_be_seen(line)]
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
