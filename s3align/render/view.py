"""Builds the view model of a report: the record plus the strategy's names, in one interface language."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.errors import DataError
from s3align.record.assessment import (
    OUTSIDE,
    Assessment,
    Flag,
    Grade,
    IntegrityNote,
    PrincipleResult,
    Question,
    SubtopicResult,
    ThemeResult,
    Verdict,
)
from s3align.render.formats import BORDER, enumeration, page_ranges, percent, sure_points
from s3align.render.messages import Messages
from s3align.render.region_map import region_map
from s3align.render.view_ledger import (
    LedgerMaker,
    evidence_views,
    ledger_scale,
    page_name,
    passage_places,
    passage_points,
)
from s3align.render.view_model import (
    AdviceView,
    BarView,
    FlagView,
    NoteView,
    PlaceView,
    PrincipleView,
    ReportView,
    StripView,
    SubtopicView,
    ThemeView,
    VerdictView,
)
from s3align.render.view_notes import facts, warnings
from s3align.render.wording import headline, ranked, reasoning, theme_name
from s3align.strategy.model import FundingContext, Strategy, Strength, Subtopic, Text, Theme, wording

MOST_CELLS = 200
"""Pages up to which the strip has a cell for each; beyond, cells would be thinner than a point."""
CONCENTRATED = 0.5
"""Share of what the passages add to a theme on one of them from which the report says so."""
SMALLEST_SHARE = 0.01
"""A share of the text that is there is never printed as nothing."""
FEW_PASSAGES = 2
"""Passages from which a share of the text means something: of a single one it would be its probability."""
FIRST_TO_READ = 3
"""Strongest passages whose pages are named as a place to begin where a person has to read."""
NEAREST = 2
"""Passages that are shown of a theme to which there is no relation: enough to see what comes nearest."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What every part of the view needs: the record, the strategy's wording and the messages."""

    assessment: Assessment
    strategy: Strategy
    messages: Messages
    ledgers: LedgerMaker

    @property
    def language(self) -> str:
        return self.messages.language

    def grade(self, grade: Grade) -> str:
        for entry in self.strategy.grades:
            if entry.grade == grade:
                return self.word(entry.name)
        raise DataError(f"The strategy '{self.strategy.id}' has no word for the grade '{grade}'. Add it to its grades.")

    @property
    def passages(self) -> int:
        """How many passages were judged."""
        return self.assessment.document.passages_counted or 0

    def theme_name(self, theme_id: str) -> str:
        return theme_name(theme_id, self.strategy, self.messages)

    def word(self, text: Text) -> str:
        """The wording in the reader's language, or in the strategy's first where it is missing."""
        return wording(text, self.language)


def build_view(assessment: Assessment, strategy: Strategy, language: str) -> ReportView:
    """Everything a report shows of one assessment; themes by verdict and extent, so that the answer comes first.

    ``language`` is "de" or "en" (UsageError otherwise). Raises DataError where the record does not belong to the
    strategy.
    """
    messages = Messages.load(language)
    _check_strategy(assessment, strategy)
    scale, places = ledger_scale(assessment.themes), passage_places(assessment, messages)
    ledgers = LedgerMaker(scale, places, assessment.document.passages_counted or 0, messages)
    context = _Context(assessment, strategy, messages, ledgers)
    themes = ranked(assessment.themes)
    return ReportView(
        language=language,
        document=assessment.document.name,
        strategy=context.word(strategy.name),
        headline=headline(assessment, strategy, messages),
        rule=reasoning(assessment, strategy, messages),
        warnings=(*_unclear(themes, context), *warnings(assessment, messages)),
        verdicts=_verdicts(context),
        themes=tuple(_theme(theme, context, leading=theme is themes[0]) for theme in themes),
        notes=_notes(context),
        places=_places(context),
        principles=tuple(_principle(principle, context) for principle in assessment.principles),
        open_principles=tuple(_principle(principle, context) for principle in _open_principles(context)),
        findings=_findings(context) if assessment.themes else (),
        flags=_flags(context),
        map=region_map(assessment, strategy) if assessment.themes else None,
        advice=_advice(context),
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


def _unclear(themes: Sequence[ThemeResult], context: _Context) -> Iterator[str]:
    """For every theme that is unclear: that a person has to read, and where to begin."""
    messages = context.messages
    for theme in themes:
        if theme.verdict is not Verdict.UNCLEAR:
            continue
        pages = sorted({card.page for card in theme.evidence[:FIRST_TO_READ]})
        start = messages.count("unclear_start", len(pages), list=page_ranges(pages)) if pages else ""
        text = messages("unclear_theme", theme=context.theme_name(theme.id), **_sureness(theme))
        yield f"{text} {start}".rstrip()


def _verdicts(context: _Context) -> tuple[VerdictView, ...]:
    if not context.assessment.themes:
        return ()
    messages = context.messages
    return tuple(
        VerdictView(verdict.value, messages(f"verdict_{verdict}"), messages(f"verdict_{verdict}_meaning"))
        for verdict in Verdict
    )


def _sureness(score: ThemeResult) -> dict[str, int]:
    """Points and range as they are printed everywhere."""
    return {"points": sure_points(score.sureness), "low": sure_points(score.low), "high": sure_points(score.high)}


def _theme(score: ThemeResult, context: _Context, *, leading: bool) -> ThemeView:
    theme = context.strategy.theme(score.id)
    messages = context.messages
    figures = _sureness(score)
    ledger, share = context.ledgers.ledger(score), _share(score, context)
    cards = score.evidence[:NEAREST] if score.verdict is Verdict.NONE else score.evidence
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
        subtopics=tuple(_subtopic(subtopic, theme, context) for subtopic in score.subtopics),
        evidence_title=messages(f"evidence_title_{kind}"),
        evidence_note=messages(f"evidence_note_{kind}"),
        evidence=evidence_views(cards, messages, passage_points(score, ledger)),
        concentration=_concentration(score, messages),
        strip=_strip(score, context.assessment.document.pages or 0, messages),
        **figures,
    )


def _share(score: ThemeResult, context: _Context) -> str | None:
    """The share of the text that speaks of a theme in per cent, where any passage does and there are others beside it."""
    if not score.passages or context.passages < FEW_PASSAGES:
        return None
    return percent(max(score.extent, SMALLEST_SHARE), context.messages)


def _extent(share: str | None, messages: Messages) -> str | None:
    return None if share is None else messages("extent", share=share)


def _passages(score: ThemeResult, context: _Context) -> str:
    """How many of the passages speak of a theme, for a cell."""
    if not score.passages:
        return context.messages("passages_of_none")
    if context.passages < FEW_PASSAGES:
        return context.messages("passages_of_one")
    return context.messages("passages_of", count=score.passages, total=context.passages)


def _sentence(score: ThemeResult, context: _Context) -> str:
    """How many passages speak of a theme, and on which pages."""
    messages, name, total = context.messages, context.theme_name(score.id), context.passages
    if not score.passages:
        return messages.count("passages_none", total, theme=name)
    if total < FEW_PASSAGES:
        return messages("passages_whole", theme=name)
    pages = messages.count("passages_pages", len(score.pages), list=page_ranges(score.pages))
    return messages.count("passages", score.passages, theme=name, total=total, pages=pages)


def _strip(score: ThemeResult, pages: int, messages: Messages) -> StripView | None:
    """Where in a document of several pages a theme is spoken of; a cell's level grows with the points of the passages shown.

    Nothing of a theme to which there is no relation; of an unclear one that no passage speaks of by itself, where to read.
    """
    spoken = set(score.pages) or {card.page for card in score.evidence}
    if score.verdict is Verdict.NONE or not spoken or not 2 <= pages <= MOST_CELLS:
        return None
    values = [0.0] * pages
    for card in score.evidence:
        values[card.page - 1] += max(card.value, 0.0)
    top = max(values[page - 1] for page in spoken) or 1.0
    levels = tuple(
        max(1, min(3, math.ceil(3 * value / top))) if page in spoken else 0 for page, value in enumerate(values, 1)
    )
    return StripView(messages("strip_title", list=page_ranges(spoken), total=pages), levels)


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


def _subtopic(result: SubtopicResult, theme: Theme, context: _Context) -> SubtopicView:
    known = _find_subtopic(theme, result.id)
    messages = context.messages
    state = messages("subtopic_open")
    if result.is_addressed:
        state = messages.count("subtopic_addressed", len(result.passages))
    return SubtopicView(context.word(known.name) if known else result.id, result.is_addressed, state)


def _find_subtopic(theme: Theme, subtopic_id: str) -> Subtopic | None:
    return next((subtopic for subtopic in theme.subtopics if subtopic.id == subtopic_id), None)


def _notes(context: _Context) -> tuple[NoteView, ...]:
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


def _places(context: _Context) -> tuple[PlaceView, ...]:
    messages = context.messages
    strong = {
        place.name: [entry.theme for entry in place.themes if entry.strength is Strength.STRONG]
        for place in context.strategy.municipalities
    }
    return tuple(
        PlaceView(
            name=place.id,
            role=messages(f"role_{place.role}"),
            page=page_name(place.page, None, messages),
            themes=enumeration([context.theme_name(theme) for theme in strong.get(place.id, ())], messages)
            or messages("places_no_themes"),
        )
        for place in context.assessment.places
    )


def _principle(result: PrincipleResult, context: _Context) -> PrincipleView:
    known = next((principle for principle in context.strategy.principles if principle.id == result.id), None)
    return PrincipleView(
        name=context.word(known.name) if known else result.id,
        css=result.grade.value,
        grade=context.grade(result.grade) if result.evidence else context.messages("principle_none"),
        evidence=evidence_views(result.evidence, context.messages),
        question=context.word(known.question) if known else "",
    )


def _open_principles(context: _Context) -> list[PrincipleResult]:
    """The principles without evidence that no flag answers either."""
    flags = {flag.kind for flag in context.assessment.flags}
    answered = {principle.id for principle in context.strategy.principles if principle.answered_by in flags}
    return [result for result in context.assessment.principles if not result.evidence and result.id not in answered]


def _findings(context: _Context) -> tuple[str, ...]:
    """What the places say together: none named, only outside, several municipalities; nothing where none is known."""
    messages, places = context.messages, context.assessment.places
    if not context.strategy.municipalities and not places:
        return ()
    inside = [place for place in places if place.role != OUTSIDE]
    if not inside:
        names = enumeration([place.id for place in places], messages)
        return (messages("places_outside", names=names) if places else messages("places_none"),)
    joint = next((flag for flag in context.assessment.flags if flag.kind == "joint"), None)
    return (messages("places_joint", names=enumeration(joint.places, messages)),) if joint else ()


def _flags(context: _Context) -> tuple[FlagView, ...]:
    if context.strategy.funding is None:
        return ()
    views = (_flag(flag, context.strategy.funding, context) for flag in context.assessment.flags)
    return tuple(view for view in views if view is not None)


def _flag(flag: Flag, funding: FundingContext, context: _Context) -> FlagView | None:
    """A flag in words; None for one that the places tell already, or that the strategy does not know any more."""
    messages = context.messages
    field = next((field for field in funding.fields if field.theme == flag.about), None)
    fund = next((fund for fund in funding.funds if fund.id == flag.about), None)
    places = enumeration(flag.places, messages)
    if flag.kind == "field" and field:
        calls = enumeration(field.calls, messages)
        known = messages("flag_calls", calls=calls) if calls else messages("flag_no_calls")
        title = messages("flag_field", theme=context.theme_name(flag.about))
        return FlagView(title, f"{context.word(field.name)}. {known}", _source(field.source, funding, messages))
    if flag.kind == "fund" and fund:
        return FlagView(fund.id, f"{context.word(fund.name)} ({places}).", _source(fund.source, funding, messages))
    if flag.kind == "size_rule" and funding.size_rule:
        text = f"{context.word(funding.size_rule.name)} ({places})."
        return FlagView(messages("flag_size_rule"), text, _source(funding.size_rule.source, funding, messages))
    return None


def _source(source: str, funding: FundingContext, messages: Messages) -> str:
    return messages("flag_source", source=source, as_of=funding.as_of)


def _advice(context: _Context) -> tuple[AdviceView, ...]:
    return tuple(_question(entry, context) for entry in context.assessment.questions)


def _question(entry: Question, context: _Context) -> AdviceView:
    theme, messages = context.strategy.theme(entry.theme), context.messages
    known = _find_subtopic(theme, entry.subtopic)
    elsewhere = None if entry.elsewhere is None else page_name(entry.elsewhere, None, messages)
    return AdviceView(
        theme=context.word(theme.name),
        subtopic=context.word(known.name) if known else entry.subtopic,
        question=context.word(known.question) if known else "",
        elsewhere=None if elsewhere is None else messages("advice_elsewhere", page=elsewhere),
    )
