"""Builds the view model of a report: the record plus the strategy's names, in one interface language."""

from __future__ import annotations

from datetime import date

from s3align.errors import DataError
from s3align.record.assessment import Assessment, IntegrityNote, Verdict, ranked
from s3align.render.messages import Messages
from s3align.render.region_map import region_map
from s3align.render.view_advice import advice_views
from s3align.render.view_context import Context
from s3align.render.view_funding import flag_views
from s3align.render.view_ledger import LedgerMaker, ledger_scale, page_name, passage_places
from s3align.render.view_marked import marked_text
from s3align.render.view_masthead import masthead
from s3align.render.view_model import NoteView, ReportView, VerdictView
from s3align.render.view_notes import facts, warnings
from s3align.render.view_principles import principle_groups
from s3align.render.view_region import place_findings, place_views, spread_view
from s3align.render.view_steps import step_views
from s3align.render.view_strategy import strategy_view
from s3align.render.view_theme import theme_view
from s3align.render.wording import headline, reasoning
from s3align.strategy.model import Strategy


def build_view(
    assessment: Assessment, strategy: Strategy, language: str, *, assessed_on: date | None = None
) -> ReportView:
    """Everything a report shows of one assessment; themes by verdict and sureness, so that the answer comes first.

    ``language`` is "de" or "en" (UsageError otherwise); ``assessed_on``: the day to print. Raises DataError where the
    record does not belong to the strategy.
    """
    messages = Messages.load(language)
    _check_strategy(assessment, strategy)
    scale, places = ledger_scale(assessment.themes), passage_places(assessment, messages)
    texts = {text.number: text for text in assessment.passages}
    ledgers = LedgerMaker(scale, places, assessment.document.passages_counted or 0, messages, texts)
    context = Context(assessment, strategy, messages, ledgers, texts)
    themes = ranked(assessment.themes)
    return ReportView(
        language=language,
        masthead=masthead(assessment, messages, assessed_on),
        strategy=context.word(strategy.name),
        headline=headline(assessment, strategy, messages),
        rule=reasoning(assessment, strategy, messages),
        steps=step_views(context),
        warnings=warnings(assessment, messages),
        verdicts=_verdicts(context),
        themes=tuple(theme_view(theme, context, leading=theme is themes[0]) for theme in themes),
        notes=_notes(context),
        places=place_views(context),
        principle_groups=principle_groups(context),
        findings=place_findings(context) if assessment.themes else (),
        flags=flag_views(context, assessed_on),
        map=region_map(assessment, strategy, messages) if assessment.themes else None,
        advice=advice_views(context),
        limits=tuple(messages(f"limits_{key}") for key in ("text_only", "no_judgement", "no_decision", "person")),
        facts=facts(assessment, context.word(strategy.name), messages),
        spread=spread_view(context),
        about=strategy_view(context),
        marked=marked_text(themes, context),
    )


def _check_strategy(assessment: Assessment, strategy: Strategy) -> None:
    """Raises DataError where the record names a theme that the strategy does not have."""
    unknown = {theme.id for theme in assessment.themes} - {theme.id for theme in strategy.themes}
    if unknown:
        raise DataError(
            f"The record names the theme '{min(unknown)}', which the strategy '{strategy.id}' does not have. "
            f"Render it with the strategy it was made with ('{assessment.provenance.strategy_id}')."
        )


def _verdicts(context: Context) -> tuple[VerdictView, ...]:
    if not context.assessment.themes:
        return ()
    messages = context.messages
    return tuple(
        VerdictView(verdict.value, messages(f"verdict_{verdict}"), messages(f"verdict_{verdict}_meaning"))
        for verdict in Verdict
    )


def _notes(context: Context) -> tuple[NoteView, ...]:
    """What the file shows that a reader should know, in words."""
    messages = context.messages
    return tuple(
        NoteView(
            title=messages(f"integrity_{note.kind}") if messages.has(f"integrity_{note.kind}") else note.kind,
            detail=_note_detail(note, context.assessment.document.pages),
            page=None if note.page is None else page_name(note.page, None, messages),
        )
        for note in context.assessment.integrity
    )


def _note_detail(note: IntegrityNote, pages: int | None) -> str:
    if note.kind == "pages_cut":
        return f"{pages} / {note.count}"
    quote = note.quote or ""
    return quote if note.count is None else f"{quote} ({note.count})".lstrip()
