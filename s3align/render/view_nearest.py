"""Where no theme is addressed: what comes nearest, and what a text on that theme would say. Never that a project has none."""

from __future__ import annotations

from s3align.record.assessment import Evidence, ThemeResult, ranked
from s3align.render.formats import enumeration
from s3align.render.view_advice import nearest_questions, spot
from s3align.render.view_context import Context
from s3align.render.view_model import StepView

NEAREST = 2
"""Passages that are named of the nearest theme: as many as the report shows of a theme without relation."""
MOST_TERMS = 4
"""Words of a passage that are named."""


def nearest_theme(context: Context) -> ThemeResult:
    """The theme with the most to it."""
    return ranked(context.assessment.themes)[0]


def nearest_step(context: Context) -> StepView:
    """Which passages come nearest to a theme, with their words."""
    theme, messages = nearest_theme(context), context.messages
    items = tuple(_passage(card, context) for card in theme.evidence[:NEAREST])
    key = "step_nearest" if items else "step_nearest_nothing"
    return StepView("nearest", messages("step_nearest_title"), messages(key, theme=context.theme_name(theme.id)), items)


def compare_step(context: Context) -> StepView:
    """What belongs to the nearest theme, and the question whether the text says it in other words."""
    theme, messages = context.strategy.theme(nearest_theme(context).id), context.messages
    questions = tuple(entry.question for entry in nearest_questions(context) if entry.question)
    names = enumeration([context.word(part.name) for part in theme.subtopics], messages)
    more = messages("step_compare_questions") if questions else messages("step_compare_subtopics", names=names)
    return StepView(
        "compare",
        messages("step_compare_title", theme=context.word(theme.name)),
        f"{messages('step_compare', gloss=context.word(theme.gloss))} {more}",
        questions,
        messages("step_other_words"),
    )


def themes_step(context: Context) -> StepView:
    """Where no passage comes near any theme: what the themes are about, for whoever knows the project to compare."""
    messages = context.messages
    items = tuple(
        messages("step_themes_item", theme=context.word(theme.name), gloss=context.word(theme.gloss))
        for theme in context.strategy.themes
    )
    return StepView(
        "compare", messages("step_themes_title"), messages("step_themes"), items, messages("step_other_words")
    )


def _passage(card: Evidence, context: Context) -> str:
    terms = list(dict.fromkeys(term.text for term in card.terms))[:MOST_TERMS]
    place = spot(card.page, card.section, context, card.page_label)
    return context.messages("step_passage", spot=place, terms=", ".join(terms)) if terms else f"{place}."
