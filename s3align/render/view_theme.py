"""One theme of a report: its figures, sub-topics and passages in words."""

from __future__ import annotations

from s3align.record.assessment import SubtopicResult, ThemeResult, Verdict
from s3align.render.formats import BORDER, page_ranges, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.view_context import Context
from s3align.render.view_ledger import evidence_views, page_name, passage_points
from s3align.render.view_model import BarView, ThemeView
from s3align.render.view_passages import further_passages, left_out, subtopic_view
from s3align.render.view_strip import strip_view
from s3align.strategy.model import Subtopic, Theme

CONCENTRATED = 0.5
"""Share of what the passages add to a theme on one of them from which the report says so."""
SMALLEST_SHARE = 0.01
"""A share of the text that is there is never printed as nothing."""
FEW_PASSAGES = 2
"""Passages from which a share of the text means something: of a single one it would be its probability."""
NEAREST = 2
"""Passages that are shown of a theme to which there is no relation: enough to see what comes nearest."""


def theme_view(score: ThemeResult, context: Context, *, leading: bool) -> ThemeView:
    """A theme with everything that is shown of it; ``leading``: it is opened at first."""
    theme = context.strategy.theme(score.id)
    messages = context.messages
    figures = sureness_figures(score)
    ledger, share = context.ledgers.ledger(score), _share(score, context)
    cards = score.evidence[:NEAREST] if score.verdict is Verdict.NONE else score.evidence
    points = passage_points(score, ledger)
    more = further_passages(score, cards, points, context)
    kind = score.verdict.value if score.verdict in (Verdict.NONE, Verdict.UNCLEAR) else "found"
    return ThemeView(
        id=score.id,
        name=context.word(theme.name),
        gloss=context.word(theme.gloss),
        css=score.verdict.value,
        verdict=messages(f"verdict_{score.verdict}"),
        extent=_extent(share, messages),
        share=share,
        passages=_passages(score, context),
        pages=messages("pages_listed", list=page_ranges(score.pages)) if score.pages else None,
        sentence=_sentence(score, context),
        certainty=messages("theme_score", **figures),
        leading=leading,
        detailed=score.is_addressed or score.verdict is Verdict.UNCLEAR,
        bar=BarView(figures["points"], figures["low"], figures["high"] - figures["low"], BORDER),
        ledger=ledger,
        subtopics=tuple(
            subtopic_view(part, find_subtopic(theme, part.id), context)
            for part in sorted(score.subtopics, key=_is_open)
        ),
        evidence_title=messages(f"evidence_title_{kind}"),
        evidence_note=messages(f"evidence_note_{kind}"),
        evidence=evidence_views(cards, messages, points, context.texts),
        concentration=_concentration(score, messages),
        strip=strip_view(score, context),
        more_title=messages.count("more_passages", len(more)),
        more=more,
        left_out=left_out(score, context),
        **figures,
    )


def sureness_figures(score: ThemeResult) -> dict[str, int]:
    """Points and range as they are printed everywhere."""
    return {"points": sure_points(score.sureness), "low": sure_points(score.low), "high": sure_points(score.high)}


def _share(score: ThemeResult, context: Context) -> str | None:
    """The share of the text that speaks of a theme in per cent, where any passage does and there are others beside it."""
    if not score.passages or context.passages < FEW_PASSAGES:
        return None
    return percent(max(score.extent, SMALLEST_SHARE), context.messages)


def _extent(share: str | None, messages: Messages) -> str | None:
    return None if share is None else messages("extent", share=share)


def _passages(score: ThemeResult, context: Context) -> str:
    """How many of the passages speak of a theme, for a cell."""
    if not score.passages:
        return context.messages("passages_of_none")
    if context.passages < FEW_PASSAGES:
        return context.messages("passages_of_one")
    return context.messages("passages_of", count=score.passages, total=context.passages)


def _sentence(score: ThemeResult, context: Context) -> str:
    """How many passages speak of a theme, and on which pages."""
    messages, name, total = context.messages, context.theme_name(score.id), context.passages
    if not score.passages:
        return messages.count("passages_none", total, theme=name)
    if total < FEW_PASSAGES:
        return messages("passages_whole", theme=name)
    pages = messages.count("passages_pages", len(score.pages), list=page_ranges(score.pages))
    return messages.count("passages", score.passages, theme=name, total=total, pages=pages)


def _concentration(score: ThemeResult, messages: Messages) -> str | None:
    """A sentence where one passage carries most of what the passages add to an addressed theme."""
    total = score.sureness - sum(line.value for line in score.contributions if line.kind == "base")
    if not score.is_addressed or len(score.evidence) < FEW_PASSAGES or total <= 0:
        return None
    share = min(score.evidence[0].value / total, 1.0)
    if share < CONCENTRATED:
        return None
    page = page_name(score.evidence[0].page, score.evidence[0].page_label, messages)
    return messages("theme_concentrated", share=percent(share, messages), page=page)


def _is_open(part: SubtopicResult) -> bool:
    """Sub-topics are alternatives: those found come first, the others quietly after."""
    return not part.is_addressed


def find_subtopic(theme: Theme, subtopic_id: str) -> Subtopic | None:
    """The sub-topic of an id; None where the strategy does not have it any more."""
    return next((subtopic for subtopic in theme.subtopics if subtopic.id == subtopic_id), None)
