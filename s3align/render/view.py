"""Builds the view model of a report: the record plus the strategy's names, in one interface language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from s3align.errors import DataError
from s3align.record.assessment import Assessment, IntegrityNote, ThemeResult, Verdict
from s3align.render.formats import page_ranges
from s3align.render.messages import Messages
from s3align.render.region_map import region_map
from s3align.render.view_advice import advice_views
from s3align.render.view_context import Context
from s3align.render.view_ledger import LedgerMaker, ledger_scale, page_name, passage_places
from s3align.render.view_model import NoteView, ReportView, VerdictView
from s3align.render.view_notes import facts, warnings
from s3align.render.view_principles import principle_groups
from s3align.render.view_region import flag_views, place_findings, place_views
from s3align.render.view_theme import sureness_figures, theme_view
from s3align.render.wording import headline, ranked, reasoning
from s3align.strategy.model import Strategy

FIRST_TO_READ = 3
"""Strongest passages whose pages are named as a place to begin where a person has to read."""
NEAREST = 2
"""Passages that are shown of a theme to which there is no relation: enough to see what comes nearest."""


def build_view(assessment: Assessment, strategy: Strategy, language: str) -> ReportView:
    """Everything a report shows of one assessment; themes by verdict and extent, so that the answer comes first.

    ``language`` is "de" or "en" (UsageError otherwise). Raises DataError where the record does not belong to the
    strategy.
    """
    messages = Messages.load(language)
    _check_strategy(assessment, strategy)
    scale, places = ledger_scale(assessment.themes), passage_places(assessment, messages)
    ledgers = LedgerMaker(scale, places, assessment.document.passages_counted or 0, messages)
    context = Context(assessment, strategy, messages, ledgers)
    themes = ranked(assessment.themes)
    return ReportView(
        language=language,
        document=assessment.document.name,
        strategy=context.word(strategy.name),
        headline=headline(assessment, strategy, messages),
        rule=reasoning(assessment, strategy, messages),
        warnings=(*_unclear(themes, context), *warnings(assessment, messages)),
        verdicts=_verdicts(context),
        themes=tuple(theme_view(theme, context, leading=theme is themes[0]) for theme in themes),
        notes=_notes(context),
        places=place_views(context),
        principle_groups=principle_groups(context),
        findings=place_findings(context) if assessment.themes else (),
        flags=flag_views(context),
        map=region_map(assessment, strategy) if assessment.themes else None,
        advice=advice_views(context),
        limits=tuple(messages(f"limits_{key}") for key in ("text_only", "no_judgement", "no_decision", "person")),
        facts=facts(assessment, context.word(strategy.name), messages),
    )


def _check_strategy(assessment: Assessment, strategy: Strategy) -> None:
    """Raises DataError where the record names a theme that the strategy does not have."""
    unknown = {theme.id for theme in assessment.themes} - {theme.id for theme in strategy.themes}
    if unknown:
        raise DataError(
            f"The record names the theme '{min(unknown)}', which the strategy '{strategy.id}' does not have. "
            f"Render it with the strategy it was made with ('{assessment.provenance.strategy_id}')."
        )


def _unclear(themes: Sequence[ThemeResult], context: Context) -> Iterator[str]:
    """For every theme that is unclear: that a person has to read, and where to begin."""
    messages = context.messages
    for theme in themes:
        if theme.verdict is not Verdict.UNCLEAR:
            continue
        pages = sorted({card.page for card in theme.evidence[:FIRST_TO_READ]})
        start = messages.count("unclear_start", len(pages), list=page_ranges(pages)) if pages else ""
        text = messages("unclear_theme", theme=context.theme_name(theme.id), **sureness_figures(theme))
        yield f"{text} {start}".rstrip()


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
