"""The open questions of a report."""

from __future__ import annotations

from s3align.record.assessment import Question
from s3align.render.view_context import Context
from s3align.render.view_ledger import page_name
from s3align.render.view_model import AdviceView
from s3align.render.view_theme import find_subtopic


def advice_views(context: Context) -> tuple[AdviceView, ...]:
    """The questions of the record in the words of the strategy."""
    return tuple(_question(entry, context) for entry in context.assessment.questions)


def _question(entry: Question, context: Context) -> AdviceView:
    theme, messages = context.strategy.theme(entry.theme), context.messages
    known = find_subtopic(theme, entry.subtopic)
    elsewhere = None if entry.elsewhere is None else page_name(entry.elsewhere, None, messages)
    return AdviceView(
        theme=context.word(theme.name),
        subtopic=context.word(known.name) if known else entry.subtopic,
        question=context.word(known.question) if known else "",
        elsewhere=None if elsewhere is None else messages("advice_elsewhere", page=elsewhere),
    )
