"""The open questions of a report, each with the place where an answer would stand."""

from __future__ import annotations

from s3align.record.assessment import Question, Verdict
from s3align.render.view_context import Context
from s3align.render.view_ledger import page_name
from s3align.render.view_model import AdviceView
from s3align.render.view_theme import find_subtopic

_ASKED = (Verdict.CORE, Verdict.SIDE, Verdict.UNCLEAR)
"""A theme that the text at most touches is nothing to be questioned about: see ``nearest_questions``."""


def advice_views(context: Context) -> tuple[AdviceView, ...]:
    """The questions on themes that the document addresses or may address, and on principles, the most important first."""
    return tuple(_view(entry, context) for entry in context.assessment.questions if _is_asked(entry, context))


def nearest_questions(context: Context) -> tuple[AdviceView, ...]:
    """The questions that a text on the nearest theme answers, where none is addressed."""
    overall = context.assessment.overall
    nearest = overall.nearest if overall else None
    return tuple(_view(entry, context) for entry in context.assessment.questions if nearest and entry.theme == nearest)


def spot(page: int, section: str | None, context: Context, label: str | None = None) -> str:
    """A place in the document in words: its page, and the title of its section where there is one."""
    name = page_name(page, label, context.messages)
    return name if section is None else context.messages("spot_section", page=name, section=section)


def _is_asked(entry: Question, context: Context) -> bool:
    return entry.theme is None or context.assessment.theme(entry.theme).verdict in _ASKED


def _view(entry: Question, context: Context) -> AdviceView:
    messages = context.messages
    about, question = _on_theme(entry, context) if entry.theme is not None else _on_principle(entry, context)
    where = None if entry.page is None else messages("advice_where", spot=spot(entry.page, entry.section, context))
    elsewhere = None if entry.elsewhere is None else page_name(entry.elsewhere, None, messages)
    return AdviceView(
        about=about,
        question=question,
        where=where,
        elsewhere=None if elsewhere is None else messages("advice_elsewhere", page=elsewhere),
    )


def _on_theme(entry: Question, context: Context) -> tuple[str, str]:
    """What the question is about, and its wording; "" where the strategy does not know the sub-topic any more."""
    theme = context.strategy.theme(entry.theme or "")
    known = find_subtopic(theme, entry.subtopic or "")
    name = context.word(known.name) if known else entry.subtopic
    return f"{context.word(theme.name)} – {name}", context.word(known.question) if known else ""


def _on_principle(entry: Question, context: Context) -> tuple[str, str]:
    known = next((row for row in context.strategy.principles if row.id == entry.principle), None)
    return (context.word(known.name), context.word(known.question)) if known else (entry.principle or "", "")
