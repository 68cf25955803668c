"""Finds text that a person cannot see: it must not raise a score, and a screener should know of it.

The objects of a page are asked a few cheap questions (``inspection``). A page that leaves a doubt is drawn twice, with and
without its text (``picture``): letters that change nothing there are hidden. Invisible text over or under a scanned page
comes from text recognition and stays.
"""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pypdfium2

from s3align.reading import pdfium_calls as calls
from s3align.reading.hidden.geometry import Box, are_touching
from s3align.reading.hidden.inspection import UNSEEN, Inspection, Text

if TYPE_CHECKING:
    from s3align.reading.hidden.picture import Ink, Picture

SCAN_AREA = 0.4
"""Share of a page that pictures cover where text that does not show is the layer of a text recognition."""
LAYER_INK = 0.6
"""Share of such a layer's pieces that must lie on ink of the picture."""
LAYER_SHARE = 0.3
"""Share of a page's characters that such a layer holds at least; beside print that can be seen, hidden text is hidden."""
FEWEST_LETTERS = 3
"""Letters in a row of a piece that is seen in part; fewer may lie outside the boxes that a font claims."""
_OVERLAP = 0.3  # times as many letters of other texts at a place as a text has itself
_SAME = 1.3  # times as many, if they are the same letters once more
_LAST_LATIN = "\u024f"
INVISIBLE = "invisible"
_CERTAIN = (INVISIBLE, "tiny")
_LAYERS = ("invisible", "covered", UNSEEN)


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Characters ``first`` to ``last`` (PDFium's indices, inclusive) that are hidden by ``concealment``."""

    first: int
    last: int
    concealment: str


def hidden_runs(
    page: pypdfium2.PdfPage,
    text_page: pypdfium2.PdfTextPage,
    count: int,
    inspection: Inspection,
    *,
    is_doubtful: bool = False,
) -> tuple[HiddenRun, ...]:
    """The hidden characters among the first ``count`` of a page, in order.

    ``inspection`` is the page's; ``is_doubtful``: the page is looked at whatever its objects say, because annotations may
    lie on its text.
    """
    if not (inspection.concealments or inspection.is_doubtful or is_doubtful):
        return ()
    from s3align.reading.hidden.picture import Picture  # noqa: PLC0415 -- Pillow, for the pages that need it

    texts = [item for item, _ in inspection.texts]
    asked = [item for item in texts if item in inspection.concealments]
    everything = is_doubtful or inspection.is_doubtful
    if not everything and _shows_at_first_sight(page, text_page, count, inspection):
        return ()
    for in_colour in (False, True):  # what has no ink in grey may have some in colour
        picture = Picture(page, texts, asked, in_colour=in_colour)
        runs = _hidden(text_page, count, inspection, picture, everything=everything)
        if all(run.concealment in _CERTAIN for run in runs):
            break
    layer = [run for run in runs if run.concealment in _LAYERS]
    if layer and inspection.picture >= SCAN_AREA and _length(layer) >= LAYER_SHARE * count:
        inked = sum(picture.has_ink(_box(text_page, run)) for run in layer)
        if inked >= LAYER_INK * len(layer):
            return tuple(run for run in runs if run.concealment not in _LAYERS)
    return tuple(runs)


def _shows_at_first_sight(
    page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, count: int, inspection: Inspection
) -> bool:
    """Whether a drawing of their places alone, in grey, clears all texts that may be hidden.

    Most of them hold nothing but spaces, which nobody misses. One that crosses another text is no such case: it may be hidden
    by it, or hide it, as white letters do.
    """
    from s3align.reading.hidden.picture import Picture  # noqa: PLC0415 -- Pillow, for the pages that need it

    asked = [text for text in inspection.texts if text[0] in inspection.concealments]
    crossing = {text[0] for text in asked if (box := inspection.box(text)) and inspection.crosses_other_text(box)}
    doubted = [
        text
        for text in asked
        if inspection.concealments[text[0]] in _CERTAIN or text[0] in crossing or _holds_letters(text[0], text_page)
    ]
    if not doubted:
        return True
    boxes = [box for text in doubted if (box := inspection.box(text))]
    picture = Picture(page, [item for item, _ in inspection.texts], [item for item, _ in asked], boxes=boxes)
    suspects = _suspects_of(doubted, inspection, picture)
    return crossing.isdisjoint(suspects) and not _runs_of(suspects, text_page, count, inspection, picture)


def _holds_letters(item: int, text_page: pypdfium2.PdfTextPage) -> bool:
    """Whether a text object has drawn letters or digits that would count as hidden."""
    opened = calls.handle(text_page)
    size = calls.get_object_text(item, opened, None, 0)  # bytes of UTF-16, the closing zero included
    if size <= 2:
        return False
    signs = (ctypes.c_ushort * (size // 2))()
    calls.get_object_text(item, opened, ctypes.addressof(signs), size)
    return any(map(_is_letter, map(chr, signs)))


def _hidden(
    text_page: pypdfium2.PdfTextPage, count: int, inspection: Inspection, picture: Picture, *, everything: bool
) -> list[HiddenRun]:
    suspects = _suspects(inspection, picture, everything=everything)
    if not suspects:
        return []
    if not everything:  # who hides one text may hide another better, or hide it by this one
        suspects = _suspects(inspection, picture, everything=True)
    return _runs_of(suspects, text_page, count, inspection, picture)


def _runs_of(
    suspects: Mapping[int, str],
    text_page: pypdfium2.PdfTextPage,
    count: int,
    inspection: Inspection,
    picture: Picture,
) -> list[HiddenRun]:
    """The characters of suspects that do not show."""
    if not suspects:
        return []
    owned = list(_owned(text_page, count))
    others = _Others(text_page, inspection, owned)
    hidden: list[HiddenRun] = []
    unpainted = [item for item, _ in inspection.texts if inspection.concealments.get(item) == INVISIBLE]
    for owner, first, last in owned:
        if concealment := suspects.get(owner):
            run = HiddenRun(first, last, concealment)
            if concealment in _CERTAIN:
                if concealment != INVISIBLE or not _is_traced(text_page, run, inspection, picture, unpainted):
                    hidden.append(run)
                continue
            box = _box(text_page, run)
            stands_alone = owner not in inspection.concealments or not others.may_hide(box, _letters(text_page, run))
            hidden.extend(_unseen_parts(text_page, run, box, picture, picture.text if stands_alone else picture.own))
    return hidden


def _is_traced(
    text_page: pypdfium2.PdfTextPage,
    run: HiddenRun,
    inspection: Inspection,
    picture: Picture,
    unpainted: Sequence[int],
) -> bool:
    """Whether a gradient, a pattern or a picture shows in the shape of letters that paint nothing themselves."""
    if inspection.picture >= SCAN_AREA:
        return False
    return not _letters(text_page, run) or picture.traces(unpainted, _box(text_page, run))


def _suspects(inspection: Inspection, picture: Picture, *, everything: bool) -> dict[int, str]:
    """Object -> concealment of the text objects that do not show throughout; of all, or of those that may be hidden."""
    asked = [text for text in inspection.texts if everything or text[0] in inspection.concealments]
    return _suspects_of(asked, inspection, picture)


def _suspects_of(asked: Sequence[Text], inspection: Inspection, picture: Picture) -> dict[int, str]:
    return {
        place: concealment
        for text in asked
        if (concealment := inspection.concealments.get(place := text[0], UNSEEN)) in _CERTAIN
        or not (box := inspection.box(text))
        or not picture.text.shows_throughout(box)
        # The ink may be that of another text at its place.
        or (
            place in inspection.concealments
            and inspection.crosses_other_text(box)
            and not picture.own.shows_throughout(box)
        )
    }


def _owned(text_page: pypdfium2.PdfTextPage, count: int) -> Iterator[tuple[int, int, int]]:
    """A text object with the first and last of neighbouring characters that it has drawn."""
    start, owner = 0, 0
    opened, get_owner = calls.handle(text_page), calls.get_owner
    for index in range(count):
        place = get_owner(opened, index) or owner  # spaces that PDFium puts in belong to nobody
        if place != owner:
            if owner:
                yield owner, start, index - 1
            start, owner = index, place
    if owner:
        yield owner, start, count - 1


class _Others:
    """The texts of a page that raise no suspicion, with their places and letters.

    Of a word that is drawn twice at one place, as for a shadow, PDFium gives the letters once: the other has none.
    """

    def __init__(
        self, text_page: pypdfium2.PdfTextPage, inspection: Inspection, owned: Sequence[tuple[int, int, int]]
    ) -> None:
        self._text_page, self._inspection, self._owned = text_page, inspection, owned

    @cached_property
    def _places(self) -> list[tuple[Box, Counter[str]]]:
        letters: dict[int, Counter[str]] = defaultdict(Counter)
        for owner, first, last in self._owned:
            if owner in self._inspection.plain:
                letters[owner].update(_letters(self._text_page, HiddenRun(first, last, UNSEEN)))
        return [(self._inspection.plain[owner], found) for owner, found in letters.items()]

    def may_hide(self, box: Box, letters: Sequence[str]) -> bool:
        """Whether others stand at the place of some letters, and are more than the same letters drawn twice."""
        there: Counter[str] = Counter()
        for place, found in self._places:
            if are_touching(box, place):
                there.update(found)
        is_the_same = there.total() <= _SAME * len(letters) and not Counter(letters) - there
        return there.total() > _OVERLAP * len(letters) and not is_the_same


def _unseen_parts(
    text_page: pypdfium2.PdfTextPage, run: HiddenRun, box: Box, picture: Picture, ink: Ink
) -> Iterator[HiddenRun]:
    """What does not show of a run, by the ink given."""
    if not picture.holds(box):
        return  # beside the page: a matter of lines
    if not ink.shows(box):
        if _letters(text_page, run):
            yield run
    elif not ink.shows_throughout(box):
        start, letters = run.first, 0
        for index in range(run.first, run.last + 1):
            letter = HiddenRun(index, index, run.concealment)
            if not _letters(text_page, letter):
                continue
            if not ink.shows(_box(text_page, letter)):
                start = start if letters else index
                letters += 1
                continue
            if letters >= FEWEST_LETTERS:
                yield replace(run, first=start, last=index - 1)
            letters = 0
        if letters >= FEWEST_LETTERS:
            yield replace(run, first=start)


def _letters(text_page: pypdfium2.PdfTextPage, run: HiddenRun) -> list[str]:
    """The Latin letters and digits of a run: other scripts earn no points, and their fonts may be missing here."""
    opened = calls.handle(text_page)
    signs = (chr(calls.get_letter(opened, index)) for index in range(run.first, run.last + 1))
    return list(filter(_is_letter, signs))


def _is_letter(sign: str) -> bool:
    return sign <= _LAST_LATIN and sign.isalnum()


def _length(runs: Sequence[HiddenRun]) -> int:
    return sum(run.last + 1 - run.first for run in runs)


def _box(text_page: pypdfium2.PdfTextPage, run: HiddenRun) -> Box:
    opened, edges = calls.handle(text_page), (ctypes.c_double * 4)()
    into = tuple(ctypes.addressof(edges) + 8 * number for number in range(4))
    boxes: list[Box] = []
    for index in range(run.first, run.last + 1):
        if calls.get_letter_box(opened, index, *into):
            left, right, bottom, top = edges
            if left < right and bottom < top:
                boxes.append((left, bottom, right, top))
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
