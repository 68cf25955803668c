"""From attributions to what is shown: ledger lines that sum to the score, and evidence cut from the stored page text."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.model.scorer import Attribution, ScoredDocument, ThemeScore
from s3align.record.assessment import Contribution, Evidence, MarkedTerm, Span
from s3align.record.document import Document
from s3align.record.word_boxes import Box, joined

QUOTE_CHARACTERS = 420
WHOLE_CHARACTERS = 560
"""A passage up to here is quoted whole: of one a little longer than a quote, half a sentence would be missing."""
"""Length a quote is cut to: three to five lines, enough to judge a sentence in its context."""
SMALLEST_LINE = 0.002
"""Contributions below a fifth of a point of 100 go into the remainder line."""
MARKED_SHARE = 0.2
"""Words below a fifth of a passage's strongest word are not marked: a quote full of marks explains nothing."""
DECIMALS = 6
"""Digits of every figure in the record: a millionth of the scale, far below what a figure can tell apart."""
_BREAKS = " \n\t"
_WIDEST = 1000
"""Characters by which a quote is widened at either end to hold whole words; what is longer is none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a page that speak for something, and how much."""

    start: int
    end: int
    value: float


def contributions(scored: ScoredDocument, theme: str, *, passages: int, lines: int) -> tuple[Contribution, ...]:
    """The ledger in two steps: the base, passage by passage what its words and terms add, and all other passages together.

    The ``passages`` that add or take most are opened, in reading order, each with its ``lines`` largest lines; what is left of
    an opened passage is its remainder. Values have six decimals, and sum to the sureness rounded alike: the last line takes
    what rounding leaves over.
    """
    score = scored.themes[theme]
    rows = [Contribution("base", "", "", round(score.base, DECIMALS))]
    for index in _largest(score, passages):
        own = [_line(row, index) for row in _shown(scored.attributions(theme, index), lines)]
        rows += [*own, _remainder(score.segments[index].value, own, index)]
    return (*rows, _remainder(score.sureness, rows))


def _shown(found: Sequence[Attribution], lines: int) -> list[Attribution]:
    """The lines of a passage that are listed, largest first."""
    ranked = sorted(found, key=lambda row: (-abs(row.value), row.kind, row.feature.key))
    return [row for row in ranked[:lines] if abs(row.value) >= SMALLEST_LINE]


def _largest(score: ThemeScore, passages: int) -> list[int]:
    """The passages worth opening, in reading order."""
    ranked = sorted(range(len(score.segments)), key=lambda index: (-abs(score.segments[index].value), index))
    return sorted(index for index in ranked[:passages] if abs(score.segments[index].value) >= SMALLEST_LINE)


def _remainder(total: float, lines: Sequence[Contribution], passage: int | None = None) -> Contribution:
    """What ``total``, rounded, has beyond its lines; never -0.0."""
    rest = round(total, DECIMALS) - math.fsum(line.value for line in lines)
    return Contribution("remainder", "", "", round(rest, DECIMALS) or 0.0, passage)


def _line(row: Attribution, index: int) -> Contribution:
    return Contribution(row.kind, row.feature.key, row.feature.label, round(row.value, DECIMALS), index)


def evidence(scored: ScoredDocument, theme: str, document: Document, limit: int) -> tuple[Evidence, ...]:
    """The passages that speak of a theme, then those that add a line to it, each strongest first; at most ``limit``."""
    cards = (_evidence(scored, theme, index, document) for index in strongest(scored, theme)[:limit])
    return tuple(card for card in cards if card is not None)


def strongest(scored: ScoredDocument, theme: str) -> list[int]:
    """All passages: those that speak of a theme before the others, each strongest first."""
    segments = scored.themes[theme].segments
    return sorted(range(len(segments)), key=lambda index: (not segments[index].speaks, -segments[index].value, index))


def _evidence(scored: ScoredDocument, theme: str, index: int, document: Document) -> Evidence | None:
    segment, found = scored.segments[index], scored.themes[theme].segments[index]
    marks = passage_marks(scored, theme, index)
    if not marks or not (found.speaks or found.value >= SMALLEST_LINE):
        return None
    place = Place(segment.page, *segment.span, segment.section)
    return card(document, place, segment.language, marks, value=found.value, passage=index)


def passage_marks(scored: ScoredDocument, theme: str, index: int) -> list[Mark]:
    """The words and terms of a passage that speak for a theme.

    By what they add to the document; in a passage that adds next to nothing, by what they add to its own log-odds.
    """
    segment = scored.segments[index]
    if scored.themes[theme].segments[index].value >= SMALLEST_LINE:
        reasons = [(row.feature, row.value) for row in scored.attributions(theme, index)]
    else:
        reasons = scored.parts(theme, index)
    return [
        Mark(segment.tokens[first].start, segment.tokens[last].end, value / len(feature.tokens))
        for feature, value in reasons
        if value > 0
        for first, last in feature.tokens
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """Characters ``start`` to ``end`` (exclusive) of page ``page``'s text; ``section`` as in ``Passage``."""

    page: int
    start: int
    end: int
    section: int | None


def card(
    document: Document,
    place: Place,
    language: str,
    marks: Sequence[Mark],
    *,
    value: float,
    passage: int | None = None,
) -> Evidence:
    """A place as evidence: the window of it that holds most of its marks, cut from the stored text.

    ``passage``: the number of the passage that it is, where it was judged.
    """
    page = document.pages[place.page - 1]
    start, end = _window(page.text, place, marks)
    return Evidence(
        passage=passage,
        page=place.page,
        section=None if place.section is None else document.sections[place.section].title,
        span=Span(start, end),
        box=enclosing(document.boxes(place.page, start, end)),
        quote=page.text[start:end],
        terms=tuple(_terms(document, place.page, (start, end), marks)),
        language=language,
        value=round(value, DECIMALS),
        page_label=page.label,
        confidence=page.confidence,
    )


def enclosing(boxes: Sequence[Box]) -> Box | None:
    """The smallest box around some; None around none."""
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Box(min(lefts), min(bottoms), max(rights), max(tops))


def _terms(document: Document, page: int, window: tuple[int, int], marks: Sequence[Mark]) -> Iterator[MarkedTerm]:
    """The marks inside a quote that are worth showing, with their boxes on the page."""
    start, end = window
    inside = [mark for mark in telling(marks) if start <= mark.start and mark.end <= end]
    words = document.word_boxes(page, start, end)
    for mark in merged(inside):
        text = document.pages[page - 1].text[mark.start : mark.end]
        span = Span(mark.start - start, mark.end - start)
        own = (word for word in words if word.end > mark.start and word.start < mark.end)
        yield MarkedTerm(text, span, joined(own))


def _window(text: str, place: Place, marks: Sequence[Mark]) -> tuple[int, int]:
    if place.end - place.start <= WHOLE_CHARACTERS:
        return place.start, place.end
    ordered = sorted(marks, key=lambda mark: mark.start)
    starts, values = [mark.start for mark in ordered], [mark.value for mark in ordered]

    def around(mark: Mark) -> float:
        beyond = bisect_left(starts, mark.start + QUOTE_CHARACTERS * 3 // 4)
        return math.fsum(values[bisect_left(starts, mark.start) : beyond])

    best = max(marks, key=lambda mark: (around(mark), -mark.start))
    start = max(place.start, min(best.start - QUOTE_CHARACTERS // 6, place.end - QUOTE_CHARACTERS))
    end = min(place.end, start + QUOTE_CHARACTERS)
    return _widened(text, start, -1, place.start), _widened(text, end, 1, place.end)


def _widened(text: str, at: int, step: int, limit: int) -> int:
    """The border of a quote moved outwards to that of a word; where it stood where none is near."""
    moved, last = at, at + step * _WIDEST
    while moved not in (limit, last) and text[moved - (step < 0)] not in _BREAKS:
        moved += step
    return at if moved == last else moved


def telling(marks: Sequence[Mark]) -> list[Mark]:
    """Those of a passage's marks that are worth showing."""
    smallest = MARKED_SHARE * max((mark.value for mark in marks), default=0.0)
    return [mark for mark in marks if mark.value >= smallest]


def merged(marks: Sequence[Mark]) -> list[Mark]:
    """The marks in order; of those that overlap the longest from the earliest place."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
