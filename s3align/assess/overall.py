"""Verdicts on themes and the overall statement, reached by rules that the report prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from s3align.model.scorer import ThemeAttributions
from s3align.record.assessment import Grade, Overall, Rule, ThemeResult, Verdict
from s3align.strategy.model import Strategy


def verdicts(scored: Mapping[str, ThemeAttributions], strategy: Strategy) -> dict[str, Verdict]:
    """Theme -> its verdict: of those addressed the surest is the core theme; of the others those with a grade are touched."""
    addressed = sorted((row for row in scored.values() if row.addressed), key=lambda row: (-row.score, row.theme))
    core = addressed[0].theme if addressed else None
    return {theme: _verdict(row, strategy, is_core=theme == core) for theme, row in scored.items()}


def _verdict(row: ThemeAttributions, strategy: Strategy, *, is_core: bool) -> Verdict:
    if row.addressed:
        return Verdict.CORE if is_core else Verdict.SIDE
    return Verdict.NONE if strategy.grade(row.score) is Grade.NONE else Verdict.TOUCHED


def overall(themes: Sequence[ThemeResult], strategy: Strategy) -> Overall:
    """The statement: the main theme is the surest of those addressed, the further ones follow.

    With none addressed there is no main theme, but the nearest one; a text that touches the strategy's ``spread_share`` of
    all themes is called spread.
    """
    ranked = sorted(themes, key=lambda theme: (-theme.sureness, theme.id))
    addressed = [theme.id for theme in ranked if theme.is_addressed]
    if addressed:
        rule = Rule.MAIN if len(addressed) == 1 else Rule.MAIN_AND_SECONDARY
        return Overall(rule, addressed[0], tuple(addressed[1:]))
    touched = [theme for theme in ranked if theme.verdict is Verdict.TOUCHED]
    nearest = ranked[0].id if ranked else None
    if len(touched) >= strategy.spread_count:
        return Overall(Rule.SPREAD, nearest=nearest)
    return Overall(Rule.WEAK if touched else Rule.NONE, nearest=nearest)
