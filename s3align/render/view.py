"""Builds the view model of a report: the record plus the strategy's names, in one interface language."""

from __future__ import annotations

import math
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
)
from s3align.render.formats import enumeration, page_ranges, percent, points
from s3align.render.messages import Messages
from s3align.render.region_map import region_map
from s3align.render.view_ledger import LedgerScale, evidence_views, ledger_scale, ledger_view, page_name
from s3align.render.view_model import (
    AdviceView,
    BarView,
    FlagView,
    GradeView,
    NoteView,
    PlaceView,
    PrincipleView,
    ReportView,
    StripView,
    SubtopicView,
    ThemeView,
)
from s3align.render.view_notes import facts, warnings
from s3align.render.wording import headline
from s3align.strategy.model import FundingContext, Strategy, Strength, Subtopic, Text, Theme, wording

MOST_CELLS = 200
"""Pages up to which the strip has a cell for each; beyond, cells would be thinner than a point."""
CONCENTRATED = 0.5
"""Share of a theme's points on one passage from which the report says so."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What every part of the view needs: the record, the strategy's wording and the messages."""

    assessment: Assessment
    strategy: Strategy
    messages: Messages
    scale: LedgerScale

    @property
    def language(self) -> str:
        return self.messages.language

    def grade(self, grade: Grade) -> str:
        for limit in self.strategy.grades:
            if limit.grade == grade:
                return self.word(limit.name)
        raise DataError(f"The strategy '{self.strategy.id}' has no word for the grade '{grade}'. Add it to its grades.")

    @property
    def limits(self) -> list[int]:
        """The lowest whole points of every grade."""
        return [points(limit.minimum) for limit in self.strategy.grades]

    def points(self, score: ThemeResult) -> int:
        """The whole points of a theme; rounding never carries them over the limit of their grade."""
        above = [limit for limit in self.strategy.grades if limit.minimum > score.sureness]
        return min(points(score.sureness), *(points(limit.minimum) - 1 for limit in above), 100)

    def theme_name(self, theme_id: str) -> str:
        return self.word(self.strategy.theme(theme_id).name)

    def word(self, text: Text) -> str:
        """The wording in the reader's language, or in the strategy's first where it is missing."""
        return wording(text, self.language)


def build_view(assessment: Assessment, strategy: Strategy, language: str) -> ReportView:
    """Everything a report shows of one assessment; themes by falling score, so that the answer comes first.

    ``language`` is "de" or "en" (UsageError otherwise). Raises DataError where the record does not belong to the
    strategy.
    """
    messages = Messages.load(language)
    _check_strategy(assessment, strategy)
    context = _Context(assessment, strategy, messages, ledger_scale(assessment.themes))
    ranked = sorted(assessment.themes, key=lambda theme: -theme.sureness)
    return ReportView(
        language=language,
        document=assessment.document.name,
        strategy=context.word(strategy.name),
        headline=headline(assessment, strategy, messages),
        rule=_rule(context),
        warnings=warnings(assessment, messages),
        grades=_grades(context),
        themes=tuple(_theme(theme, context, leading=theme is ranked[0]) for theme in ranked),
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


def _rule(context: _Context) -> str | None:
    overall = context.assessment.overall
    return context.messages(f"rule_{overall.rule}") if overall else None


def _grades(context: _Context) -> tuple[GradeView, ...]:
    if not context.assessment.themes:
        return ()
    limits, lows = context.strategy.grades, context.limits
    highs = [low - 1 for low in lows[1:]] + [100]
    return tuple(
        GradeView(limit.grade.value, context.word(limit.name), context.messages("legend_range", low=low, high=high))
        for limit, low, high in zip(limits, lows, highs, strict=True)
    )


def _theme(score: ThemeResult, context: _Context, *, leading: bool) -> ThemeView:
    theme = context.strategy.theme(score.id)
    messages = context.messages
    total = context.points(score)
    grade = context.strategy.grade(score.sureness)
    return ThemeView(
        id=score.id,
        name=context.word(theme.name),
        gloss=context.word(theme.gloss),
        css=grade.value,
        grade=context.grade(grade),
        role=_role(score.id, context),
        state=messages("addressed_yes" if score.is_addressed else "addressed_no"),
        leading=leading,
        points=total,
        low=min(points(score.low), total),
        high=max(points(score.high), total),
        bar=_bar(score, context),
        pages=_pages(score, messages),
        ledger=ledger_view(score, total, context.scale, messages, context.theme_name),
        subtopics=tuple(_subtopic(subtopic, theme, context) for subtopic in score.subtopics),
        evidence=evidence_views(score.evidence, messages, scored=True),
        concentration=_concentration(score, messages),
        strip=_strip(score, context.assessment.document.pages or 0, messages),
    )


def _strip(score: ThemeResult, pages: int, messages: Messages) -> StripView | None:
    """Where in a document of several pages the evidence lies; a cell's level grows with the points of its passages."""
    if not score.evidence or not 2 <= pages <= MOST_CELLS:
        return None
    values = [0.0] * pages
    for card in score.evidence:
        values[card.page - 1] += max(card.value, 0.0)
    top = max(values) or 1.0
    levels = tuple(min(3, math.ceil(3 * value / top)) for value in values)
    return StripView(
        messages("strip_title", list=page_ranges(card.page for card in score.evidence), total=pages), levels
    )


def _concentration(score: ThemeResult, messages: Messages) -> str | None:
    """A sentence where one passage carries most of what the passages add to an addressed theme."""
    total = sum(line.value for line in score.contributions if line.kind != "base" and line.value > 0)
    if not score.is_addressed or not score.evidence or total <= 0:
        return None
    share = min(score.evidence[0].value / total, 1.0)
    if share < CONCENTRATED or len(score.evidence) < 2:
        return None
    page = page_name(score.evidence[0].page, score.evidence[0].page_label, messages)
    return messages("theme_concentrated", share=percent(share, messages), page=page)


def _role(theme_id: str, context: _Context) -> str | None:
    overall = context.assessment.overall
    if overall and theme_id == overall.primary:
        return context.messages("role_primary")
    if overall and theme_id in overall.secondary:
        return context.messages("role_secondary")
    return None


def _bar(score: ThemeResult, context: _Context) -> BarView:
    total = context.points(score)
    low, high = min(points(score.low), total), max(points(score.high), total)
    return BarView(total, low, high - low, tuple(limit for limit in context.limits if limit > 0))


def _pages(score: ThemeResult, messages: Messages) -> str:
    if not score.pages:
        return messages("pages_none")
    return messages("pages_listed", list=page_ranges(score.pages))


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
    if note.quote is None:
        return f"{pages} / {note.count}"
    return note.quote if note.count is None else f"{note.quote} ({note.count})"


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
        evidence=evidence_views(result.evidence, context.messages, scored=False),
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
