"""The pages of a document as a strip: where a theme is spoken of, and how much."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from s3align.record.assessment import ThemeResult, Verdict
from s3align.render.formats import page_ranges
from s3align.render.messages import Messages
from s3align.render.view_context import Context
from s3align.render.view_ledger import passage_anchor
from s3align.render.view_model_passages import StripCell, StripView

MOST_CELLS = 60
"""Cells of a strip: two or three rows on a wide screen, ten on the narrowest. A longer document has several pages to each."""
LEVELS = 3
"""Heights of a bar: what the eye tells apart at a glance."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A passage that speaks of a theme, on a page, with what it adds; ``number`` None where the report has no text of it."""

    page: int
    value: float
    number: int | None = None


def strip_view(score: ThemeResult, context: Context) -> StripView | None:
    """Where in a document of several pages a theme is spoken of; a bar's height grows with what the passages there add.

    Nothing of a theme to which there is no relation; of an unclear one that no passage speaks of by itself, where to read.
    """
    pages = context.assessment.document.pages or 0
    spots = _spots(score, context)
    spoken = set(score.pages) or {spot.page for spot in spots}
    if score.verdict is Verdict.NONE or not spoken or pages < 2:
        return None
    width = math.ceil(pages / MOST_CELLS)
    groups = [range(first, min(first + width, pages + 1)) for first in range(1, pages + 1, width)]
    top = max(_added(spots, group) for group in groups) or 1.0
    cells = tuple(_cell(group, spots, top, spoken, context.messages) for group in groups)
    return StripView(
        context.messages.count("strip_title", len(spoken), list=page_ranges(spoken), total=pages),
        cells,
        context.messages("strip_links") if any(cell.anchor for cell in cells) else None,
    )


def _spots(score: ThemeResult, context: Context) -> list[_Spot]:
    """The passages that speak of a theme in reading order, or those that come nearest; in an older record the cards."""
    rows = [row for row in score.marks if row.speaks] or score.marks
    if not rows:
        return [_Spot(card.page, card.value) for card in score.evidence]
    return [_Spot(context.texts[row.passage].page, row.value or 0.0, row.passage) for row in rows]


def _added(spots: Sequence[_Spot], pages: range) -> float:
    return sum(max(spot.value, 0.0) for spot in spots if spot.page in pages)


def _cell(pages: range, spots: Sequence[_Spot], top: float, spoken: Collection[int], messages: Messages) -> StripCell:
    label = str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}"
    if not any(page in spoken for page in pages):
        return StripCell(label, 0)
    here = [spot for spot in spots if spot.page in pages]
    numbers = [spot.number for spot in here if spot.number is not None]
    return StripCell(
        label,
        max(1, min(LEVELS, math.ceil(LEVELS * _added(here, pages) / top))),
        messages.count("strip_cell", len(here), page=label),
        passage_anchor(numbers[0]) if numbers else None,
    )
