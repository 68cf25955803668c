"""The strategy in short, for readers who do not know it: what it says, and where its themes lie in the region."""

from __future__ import annotations

from s3align.render.region_model import StatementView, StrategyView, ThemeInRegionView
from s3align.render.view_context import Context
from s3align.render.view_region import area_view, theme_areas
from s3align.render.view_sources import source_view


def strategy_view(context: Context) -> StrategyView | None:
    """What the strategy's description says; None where it has none."""
    description = context.strategy.description
    if description is None:
        return None
    themes = (
        ThemeInRegionView(
            context.theme_name(theme.id),
            context.word(theme.gloss),
            tuple(area_view(area, context) for area in theme_areas(theme.id, context)),
        )
        for theme in context.strategy.themes
    )
    return StrategyView(
        note=context.word(description.note),
        statements=tuple(
            StatementView(context.word(statement.text), source_view(statement.source, context))
            for statement in description.statements
        ),
        spread=context.word(description.spread),
        themes=tuple(themes) if description.areas else (),
    )
