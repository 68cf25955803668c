"""The themes of a comparison: both versions side by side, and the passages that came and went."""

from __future__ import annotations

from collections.abc import Sequence

from s3align.assess.compare import Change, Comparison, ThemeChange, ThemeFigures
from s3align.record.assessment import Verdict
from s3align.render.compare_words import CompareWords, card
from s3align.render.formats import BORDER, enumeration, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.view_compare_model import SideView, ThemeChangeView
from s3align.render.view_model import BarView

SMALLEST_SHARE = 0.01
"""A share of the text that is there is never printed as nothing."""
MOST_CARDS = 20
"""Passages of a theme that are shown on each side, those that add most; the record of the comparison has all."""


def theme_view(row: ThemeChange, comparison: Comparison, words: CompareWords) -> ThemeChangeView:
    """A theme side by side, with what was gained and lost."""
    messages = words.messages
    gained = "gained" if comparison.old_text_known else None
    lost = "lost" if comparison.new_text_known else None
    return ThemeChangeView(
        id=row.id,
        name=words.theme(row.id),
        css="clear" if row.is_clear else "same",
        change=messages("compare_is_changed" if row.is_clear else "compare_not_clear"),
        reason=_reason(row, messages),
        before=_side(row.before, messages),
        after=_side(row.after, messages),
        subtopics_gained=_subtopics(row.id, row.subtopics_gained, words),
        subtopics_lost=_subtopics(row.id, row.subtopics_lost, words),
        gained=tuple(card(entry, gained, messages) for entry in row.passages_gained[:MOST_CARDS]),
        lost=tuple(card(entry, lost, messages) for entry in row.passages_lost[:MOST_CARDS]),
        gained_left=max(len(row.passages_gained) - MOST_CARDS, 0),
        lost_left=max(len(row.passages_lost) - MOST_CARDS, 0),
        has_details=row.has_details,
    )


def _subtopics(theme: str, parts: Sequence[str], words: CompareWords) -> str:
    """Sub-topics in quotation marks, since their names have commas of their own; "" where there are none."""
    names = [words.messages("fit_quoted", name=words.subtopic(theme, part)[0]) for part in parts]
    return enumeration(names, words.messages)


def _reason(row: ThemeChange, messages: Messages) -> str:
    """Why a theme counts as changed, or not."""
    if row.change is Change.VERDICT:
        old, new = (messages(f"verdict_{side.verdict}") for side in (row.before, row.after))
        return messages("compare_reason_verdict", old=old, new=new)
    if row.change is Change.SURENESS:
        return messages("compare_reason_higher" if row.new > row.old else "compare_reason_lower")
    return messages("compare_reason_unclear")


def _extent(side: ThemeFigures, messages: Messages) -> str | None:
    """The share of the text that speaks of a theme; None where no passage does."""
    if side.verdict is Verdict.NONE or not side.passages:
        return None
    return percent(max(side.extent, SMALLEST_SHARE), messages)


def _side(side: ThemeFigures, messages: Messages) -> SideView:
    points, low, high = (sure_points(value) for value in (side.sureness, side.low, side.high))
    share = _extent(side, messages)
    return SideView(
        css=side.verdict.value,
        verdict=messages(f"verdict_{side.verdict}"),
        extent=messages("extent", share=share) if share else None,
        points=points,
        low=low,
        high=high,
        bar=BarView(points, low, high - low, BORDER),
    )
