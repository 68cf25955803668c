"""From attributions to what is shown: ledger lines that sum to the score, and evidence cut from the stored page text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s3align.model.features import Segment
from s3align.model.scorer import Attribution, ThemeAttributions
from s3align.record.assessment import Contribution, Evidence, MarkedTerm, Span
from s3align.record.document import Document, Passage
from s3align.record.word_boxes import Box

QUOTE_CHARACTERS = 420
"""Length a quote is cut to: three to five lines, enough to judge a sentence in its context."""
SMALLEST_LINE = 0.002
"""Contributions below a fifth of a point of 100 go into the remainder line."""
MARKED_SHARE = 0.2
"""Words below a fifth of a passage's strongest word are not marked: a quote full of marks explains nothing."""
DECIMALS = 6
"""Digits of every figure in the record: a millionth of the scale, far below what a figure can tell apart."""
_BREAKS = " \n\t"


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a page that speak for something, and how much."""

    start: int
    end: int
    value: float


def contributions(scored: ThemeAttributions, limit: int) -> tuple[Contribution, ...]:
    """At most ``limit`` lines by size between the base line and the remainder line.

    Values have six decimals, and sum to the score rounded alike: the remainder line takes what rounding leaves over.
    """
    large = [attribution for attribution in scored.attributions if abs(attribution.value) >= SMALLEST_LINE]
    shown = sorted(large, key=lambda row: (-abs(row.value), row.kind, row.label))[:limit]
    lines = [Contribution("base", "", "", round(scored.base, DECIMALS))]
    lines.extend(
        Contribution(row.kind, row.key, "" if row.kind == "rival" else row.label, round(row.value, DECIMALS))
        for row in shown
    )
    rest = round(scored.score, DECIMALS) - math.fsum(line.value for line in lines)
    return (*lines, Contribution("remainder", "", "", round(rest, DECIMALS)))


def passage_marks(scored: ThemeAttributions, segments: Sequence[Segment]) -> dict[int, list[Mark]]:
    """Passage -> the places in it that speak for a theme; only passages that add a line's worth to the score."""
    found = _marked_by_passage(scored.attributions, segments)
    return {index: marks for index, marks in found.items() if _total(marks) >= SMALLEST_LINE}


def evidence(
    marked: Mapping[int, Sequence[Mark]], document: Document, languages: Sequence[str], limit: int
) -> tuple[Evidence, ...]:
    """The passages (index -> marks) that speak most for a theme, strongest first; at most ``limit``."""
    ranked = sorted(marked, key=lambda index: (-_total(marked[index]), index))
    return tuple(card(document, index, languages[index], marked[index]) for index in ranked[:limit])


def _marked_by_passage(attributions: Sequence[Attribution], segments: Sequence[Segment]) -> dict[int, list[Mark]]:
    tokens = [segment.tokens for segment in segments]
    found: dict[int, list[Mark]] = defaultdict(list)
    for attribution in attributions:
        places = attribution.places if attribution.value > 0 else ()
        if places:
            value = attribution.value / len(places)
            for segment, start, end in places:
                first = tokens[segment][start]
                found[first.passage].append(Mark(first.start, tokens[segment][end].end, value))
    return found


def _total(marks: Sequence[Mark]) -> float:
    return math.fsum(mark.value for mark in marks)


def card(document: Document, index: int, language: str, marks: Sequence[Mark]) -> Evidence:
    """The passage ``index`` as evidence: the window of it that holds most of its marks, cut from the stored text."""
    passage = document.passages[index]
    page = document.pages[passage.page - 1]
    start, end = _window(page.text, passage, marks)
    return Evidence(
        passage=index,
        page=passage.page,
        section=document.section_title(passage),
        span=Span(start, end),
        box=enclosing(document.boxes(passage.page, start, end)),
        quote=page.text[start:end],
        terms=tuple(_terms(document, passage.page, (start, end), marks)),
        language=language,
        value=round(_total(marks), DECIMALS),
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
    smallest = MARKED_SHARE * max(mark.value for mark in marks)
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end and mark.value >= smallest]
    for mark in _merged(inside):
        text = document.pages[page - 1].text[mark.start : mark.end]
        span = Span(mark.start - start, mark.end - start)
        yield MarkedTerm(text, span, document.boxes(page, mark.start, mark.end))


def _window(text: str, passage: Passage, marks: Sequence[Mark]) -> tuple[int, int]:
    if passage.end - passage.start <= QUOTE_CHARACTERS:
        return passage.start, passage.end
    best = max(
        marks,
        key=lambda mark: (
            math.fsum(
                other.value for other in marks if mark.start <= other.start < mark.start + QUOTE_CHARACTERS * 3 // 4
            ),
            -mark.start,
        ),
    )
    start = max(passage.start, min(best.start - QUOTE_CHARACTERS // 6, passage.end - QUOTE_CHARACTERS))
    end = min(passage.end, start + QUOTE_CHARACTERS)
    while passage.start < start and text[start - 1] not in _BREAKS:
        start -= 1
    while end < passage.end and text[end] not in _BREAKS:
        end += 1
    return start, end


def _merged(marks: Sequence[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not merged or mark.start >= merged[-1].end:
            merged.append(mark)
    return merged
