"""Finds text that a person cannot see: it must not raise a score, and a screener wants to know of it.

The objects of a page are asked a few cheap questions (``inspection``). A page that leaves a doubt is drawn twice, with and
without its text (``picture``): letters that change nothing there are hidden. Invisible text over or under a scanned page is
the layer of a text recognition and stays.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from s3align.reading.inspection import UNSEEN, Box, Inspection, address, area_of

if TYPE_CHECKING:
    from s3align.reading.picture import Picture

SCAN_AREA = 0.5
"""Share of a page that a picture covers where text that does not show is the layer of a text recognition."""
LAYER_INK = 0.6
"""Share of such a layer's pieces that must lie on ink of the picture."""
LAYER_SHARE = 0.5
"""Share of a page's characters that such a layer holds at least; beside print that can be seen, hidden text is hidden."""
FEWEST_LETTERS = 3
"""Letters in a row of a piece that is seen in part; fewer may lie outside the boxes that a font claims."""
_LAST_LATIN = "\u024f"
_CERTAIN = ("invisible", "tiny")
_LAYERS = ("invisible", "covered", UNSEEN)


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Characters ``first`` to ``last`` (PDFium's indices, inclusive) that are hidden by ``trick``."""

    first: int
    last: int
    trick: str


def hidden_runs(
    page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, count: int, *, is_painted_over: bool = False
) -> tuple[HiddenRun, ...]:
    """The hidden characters among the first ``count`` of a page, in order.

    ``is_painted_over``: annotations or form fields may lie on the page's text.
    """
    inspection = Inspection(page)
    if not (inspection.tricks or inspection.is_doubtful or is_painted_over):
        return ()
    from s3align.reading.picture import Picture  # noqa: PLC0415 -- Pillow, for the pages that need it

    picture = Picture(page, [item for item, _ in inspection.texts])
    is_doubtful = inspection.is_doubtful or is_painted_over
    suspects = _suspects(inspection, picture, everything=is_doubtful)
    if not suspects:
        return ()
    if not is_doubtful:  # who hides one text may hide another better, or hide it by this one
        suspects = _suspects(inspection, picture, everything=True)
    runs = [
        part
        for run in _runs(text_page, count, suspects)
        for part in ((run,) if run.trick in _CERTAIN else _unseen_parts(text_page, run, picture))
    ]
    layer = [run for run in runs if run.trick in _LAYERS]
    if layer and inspection.picture >= SCAN_AREA and _length(layer) >= LAYER_SHARE * count:
        inked = sum(picture.has_ink(_box(text_page, run)) for run in layer)
        if inked >= LAYER_INK * len(layer):
            return tuple(run for run in runs if run.trick not in _LAYERS)
    return tuple(runs)


def _suspects(inspection: Inspection, picture: Picture, *, everything: bool) -> dict[int, str]:
    """Address -> trick of the text objects that do not show from one end to the other; of all, or of those asked about."""
    found = {}
    for text in inspection.texts:
        place = address(text[0])
        trick = inspection.tricks.get(place, UNSEEN if everything else None)
        if trick:
            box = inspection.box(text) if trick not in _CERTAIN else None
            if box is None or not picture.shows_text_throughout(box):
                found[place] = trick
    return found


def _runs(text_page: pypdfium2.PdfTextPage, count: int, suspects: Mapping[int, str]) -> Iterator[HiddenRun]:
    """Neighbouring characters of a suspicious object."""
    start, owner = 0, 0
    for index in range(count):
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        place = address(item) if item else owner  # spaces that PDFium puts in belong to nobody
        if place == owner:
            continue
        if owner in suspects:
            yield HiddenRun(start, index - 1, suspects[owner])
        start, owner = index, place
    if owner in suspects:
        yield HiddenRun(start, count - 1, suspects[owner])


def _unseen_parts(text_page: pypdfium2.PdfTextPage, run: HiddenRun, picture: Picture) -> Iterator[HiddenRun]:
    """What does not show of a run."""
    box = _box(text_page, run)
    if not picture.holds(box):
        return  # beside the page: a matter of lines
    if not picture.shows_text(box):
        if any(_is_letter(text_page, index) for index in range(run.first, run.last + 1)):
            yield run
    elif not picture.shows_text_throughout(box):
        start, letters = run.first, 0
        for index in range(run.first, run.last + 1):
            letter = HiddenRun(index, index, run.trick)
            if not _is_letter(text_page, index):
                continue
            if not picture.shows_text(_box(text_page, letter)):
                start = start if letters else index
                letters += 1
                continue
            if letters >= FEWEST_LETTERS:
                yield replace(run, first=start, last=index - 1)
            letters = 0
        if letters >= FEWEST_LETTERS:
            yield replace(run, first=start)


def _is_letter(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether a sign is a Latin letter or a digit: other scripts earn no points, and their fonts may be missing here."""
    sign = chr(pdfium.FPDFText_GetUnicode(text_page, index))
    return sign <= _LAST_LATIN and sign.isalnum()


def _length(runs: Sequence[HiddenRun]) -> int:
    return sum(run.last + 1 - run.first for run in runs)


def _box(text_page: pypdfium2.PdfTextPage, run: HiddenRun) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    boxes = [
        box
        for index in range(run.first, run.last + 1)
        if pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        and area_of(box := (left.value, bottom.value, right.value, top.value)) > 0
    ]
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
