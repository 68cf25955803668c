"""What a document has to do with each theme in a word, and the overall statement: which themes it is about."""

from __future__ import annotations

from collections.abc import Sequence

from s3align.model.profiles import ADDRESSED_FROM, DocumentModel
from s3align.model.scorer import ScoredDocument, ThemeScore
from s3align.record.assessment import Overall, Rule, ThemeResult, Verdict, ranked
from s3align.strategy.model import Strategy

CORE_SHARE = 0.5
"""A theme addressed is a core theme where its extent is at least this share of the largest one's."""


def verdicts(scored: ScoredDocument, model: DocumentModel) -> dict[str, Verdict]:
    """Theme -> its verdict.

    Addressed is a theme from an even chance on: core where its extent comes near the largest one's, else side. Below, down to
    ``DocumentModel.unclear_from``, a person has to read. Of the others those are touched of which any passage speaks.
    """
    addressed = [score.extent for score in scored.themes.values() if score.sureness >= ADDRESSED_FROM]
    largest = max(addressed, default=0.0)
    return {theme: _verdict(score, model, largest) for theme, score in scored.themes.items()}


def _verdict(score: ThemeScore, model: DocumentModel, largest: float) -> Verdict:
    if score.sureness >= ADDRESSED_FROM:
        return Verdict.CORE if score.extent >= CORE_SHARE * largest else Verdict.SIDE
    if score.sureness >= model.unclear_from:
        return Verdict.UNCLEAR
    return Verdict.TOUCHED if any(segment.speaks for segment in score.segments) else Verdict.NONE


def speaking_passages(score: ThemeScore, verdict: Verdict) -> list[int]:
    """The passages that speak of a theme, in reading order.

    Of a theme addressed at least one does: the one that adds most, where each by itself says too little to be sure of.
    """
    found = [index for index, segment in enumerate(score.segments) if segment.speaks]
    if found or verdict not in (Verdict.CORE, Verdict.SIDE):
        return found
    return [max(range(len(score.segments)), key=lambda index: (score.segments[index].value, -index))]


def overall(themes: Sequence[ThemeResult], strategy: Strategy) -> Overall:
    """The statement: the main theme is the surest core theme (the larger one of equals), the further ones follow.

    With none addressed there is no main theme, but the nearest one; a text that touches the strategy's ``spread_share`` of
    all themes is called spread.
    """
    rows = ranked(themes)
    addressed = [theme.id for theme in rows if theme.is_addressed]
    if addressed:
        rule = Rule.MAIN if len(addressed) == 1 else Rule.MAIN_AND_SECONDARY
        return Overall(rule, addressed[0], tuple(addressed[1:]))
    nearest = rows[0].id if rows else None
    if any(theme.verdict is Verdict.UNCLEAR for theme in themes):
        return Overall(Rule.UNCLEAR, nearest=nearest)
    touched = [theme for theme in rows if theme.verdict is Verdict.TOUCHED]
    if len(touched) >= strategy.spread_count:
        return Overall(Rule.SPREAD, nearest=nearest)
    return Overall(Rule.WEAK if touched else Rule.NONE, nearest=nearest)
