"""From credits to what is shown: ledger lines that sum to the score, and evidence cut from the stored page text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from s3align.assessment import Contribution, Evidence, MarkedTerm
from s3align.document import Document, Passage
from s3align.language.tokens import Token
from s3align.profiles.features import Segment
from s3align.scoring.score import Credit, Scored

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


def contributions(scored: Scored, limit: int) -> tuple[Contribution, ...]:
    """At most ``limit`` lines by size between the base line and the remainder line; all values sum to the score."""
    ordered = sorted(scored.credits, key=lambda credit: (-abs(credit.value), credit.kind, credit.label))
    shown = [credit for credit in ordered[:limit] if abs(credit.value) >= SMALLEST_LINE]
    lines = [Contribution("base", "", scored.base)]
    lines.extend(Contribution(credit.kind, credit.label, credit.value) for credit in shown)
    rest = scored.score - math.fsum(line.value for line in lines)
    return (*lines, Contribution("remainder", "", rest))


def evidence(
    scored: Scored, segments: Sequence[Segment], document: Document, languages: Sequence[str], limit: int
) -> tuple[Evidence, ...]:
    """The passages that speak most for a theme, strongest first; at most ``limit``."""
    marks = _marks_by_passage(scored.credits, segments)
    ranked = sorted(marks, key=lambda index: (-_total(marks[index]), index))
    return tuple(
        card(document, document.passages[index], languages[index], marks[index])
        for index in ranked[:limit]
        if _total(marks[index]) >= SMALLEST_LINE
    )


def _marks_by_passage(credits_: Sequence[Credit], segments: Sequence[Segment]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for credit in credits_:
        if credit.value <= 0:
            continue
        for segment, first, last in credit.places:
            tokens = segments[segment].tokens
            found[tokens[first].passage].append(_mark(tokens[first], tokens[last], credit))
    return found


def _mark(first: Token, last: Token, credit: Credit) -> Mark:
    return Mark(first.start, last.end, credit.value / len(credit.places))


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
