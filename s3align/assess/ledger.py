"""From attributions to what is shown: ledger lines that sum to the score, and evidence cut from the stored page text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from s3align.model.features import Segment
from s3align.model.scorer import Attribution, ThemeAttributions
from s3align.record.assessment import Contribution, Evidence, MarkedTerm
from s3align.record.document import Document, Passage

QUOTE_CHARACTERS = 420
"""Length a quote is cut to: three to five lines, enough to judge a sentence in its context."""
SMALLEST_LINE = 0.002
"""Contributions below a fifth of a point of 100 go into the remainder line."""
MARKED_SHARE = 0.2
"""Words below a fifth of a passage's strongest word are not marked: a quote full of marks explains nothing."""
_BREAKS = " \n\t"


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a page that speak for something, and how much."""

    start: int
    end: int
    value: float


def contributions(scored: ThemeAttributions, limit: int) -> tuple[Contribution, ...]:
    """At most ``limit`` lines by size between the base line and the remainder line; all values sum to the score."""
    large = [attribution for attribution in scored.attributions if abs(attribution.value) >= SMALLEST_LINE]
    shown = sorted(large, key=lambda attribution: (-abs(attribution.value), attribution.kind, attribution.label))[
        :limit
    ]
    lines = [Contribution("base", "", scored.base)]
    lines.extend(Contribution(attribution.kind, attribution.label, attribution.value) for attribution in shown)
    rest = scored.score - math.fsum(line.value for line in lines)
    return (*lines, Contribution("remainder", "", rest))


def evidence(
    scored: ThemeAttributions, segments: Sequence[Segment], document: Document, languages: Sequence[str], limit: int
) -> tuple[Evidence, ...]:
    """The passages that speak most for a theme, strongest first; at most ``limit``."""
    marked = _marked_by_passage(scored.attributions, segments)
    totals = {index: math.fsum([value for _, _, value in rows]) for index, rows in marked.items()}
    ranked = sorted(totals, key=lambda index: (-totals[index], index))
    return tuple(
        card(document, document.passages[index], languages[index], [Mark(*row) for row in marked[index]])
        for index in ranked[:limit]
        if totals[index] >= SMALLEST_LINE
    )


def _marked_by_passage(
    attributions: Sequence[Attribution], segments: Sequence[Segment]
) -> dict[int, list[tuple[int, int, float]]]:
    """Passage -> start, end and value of its marks."""
    tokens = [segment.tokens for segment in segments]
    found: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for attribution in attributions:
        places = attribution.places if attribution.value > 0 else ()
        if places:
            value = attribution.value / len(places)
            for segment, start, end in places:
                first = tokens[segment][start]
                found[first.passage].append((first.start, tokens[segment][end].end, value))
    return found


def _total(marks: Sequence[Mark]) -> float:
    return math.fsum(mark.value for mark in marks)


def card(document: Document, passage: Passage, language: str, marks: Sequence[Mark]) -> Evidence:
    """A passage as evidence: the window of it that holds most of its marks, cut from the stored text."""
    text = document.pages[passage.page - 1].text
    start, end = _window(text, passage, marks)
    floor = MARKED_SHARE * max(mark.value for mark in marks)
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end and mark.value >= floor]
    terms = tuple(
        MarkedTerm(text[mark.start : mark.end], mark.start - start, mark.end - start) for mark in _merged(inside)
    )
    return Evidence(
        page=passage.page,
        section=document.section_title(passage),
        start=start,
        end=end,
        quote=text[start:end],
        terms=terms,
        language=language,
        value=_total(marks),
        page_label=document.pages[passage.page - 1].label,
        confidence=document.pages[passage.page - 1].confidence,
    )


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
