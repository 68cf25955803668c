"""Document × strategy × profiles → Assessment: the pure core, no file and no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from s3align.analysis.passages import Analyser
from s3align.analysis.terms import sure_hits
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess.flags import flags
from s3align.assess.ledger import contributions, evidence
from s3align.assess.overall import overall
from s3align.assess.passage_filter import filter_passages, strategy_rows
from s3align.assess.places import PlaceFinder, named_places
from s3align.assess.principles import assess_principles
from s3align.errors import LanguageNotCoveredError, NoTextError, TooLittleTextError
from s3align.model.features import Segment, make_segments
from s3align.model.profiles import Profiles
from s3align.model.scorer import Scored, score_themes
from s3align.record.assessment import (
    Advice,
    Assessment,
    DocumentFacts,
    IntegrityNote,
    PageVerdict,
    Provenance,
    Status,
    SubtopicResult,
    ThemeScore,
)
from s3align.record.document import Document, PageQuality, PassageKind
from s3align.render.messages import Messages
from s3align.settings import COUNTED_KINDS, Settings
from s3align.strategy.model import Strategy, Strength

FEWEST_HIDDEN_WORDS = 5
"""Words of hidden text from which it is worth a note; page numbers and marks of programs have fewer."""


@dataclass(frozen=True)
class Assessor:
    """A strategy with its profiles, ready to judge documents; make one with ``make_assessor`` and keep it."""

    strategy: Strategy
    profiles: Profiles
    analyser: Analyser
    finder: PlaceFinder

    @cached_property
    def own_rows(self) -> frozenset[tuple[str, ...]]:
        """Rows of words in the strategy's own sentences, which give no points."""
        return strategy_rows(self.strategy, self.analyser)


def make_assessor(strategy: Strategy, profiles: Profiles) -> Assessor:
    """Everything that is the same for all documents."""
    return Assessor(strategy, profiles, Analyser(strategy), PlaceFinder(strategy))


def assess(
    document: Document,
    passages: Sequence[AnalysedPassage],
    judge: Assessor,
    settings: Settings,
    provenance: Provenance,
    language: str,
) -> Assessment:
    """Judges a read document; ``language`` is the one the overall statement is worded in.

    Raises NoTextError, TooLittleTextError or LanguageNotCoveredError where there is nothing to judge by.
    """
    facts = document_facts(document, passages)
    _check_readable(document, settings)
    found = filter_passages(document, passages, judge.own_rows)
    _check_enough(found.passages, judge, settings, document.name)
    segments = _segments(found.passages, judge)
    languages = [entry.language for entry in passages]
    scored = score_themes(segments, judge.profiles)
    themes = tuple(
        _theme_score(scored[theme.id], segments, document, languages, judge, settings)
        for theme in judge.strategy.themes
    )
    places = named_places(document, judge.finder)
    primary, secondary, fit = overall(themes, judge.strategy, Messages.load(language), language)
    return Assessment(
        status=Status.ASSESSED,
        reason=None,
        message=None,
        document=facts,
        themes=themes,
        primary_theme=primary,
        secondary_theme=secondary,
        fit=fit,
        provenance=provenance,
        advice=_advice(themes, _said_elsewhere(passages), judge.strategy, language),
        places=places,
        principles=assess_principles(document, passages, judge.strategy),
        flags=flags(themes, places, judge.strategy),
        integrity=(*_file_notes(document), *found.notes),
    )


def _file_notes(document: Document) -> Iterator[IntegrityNote]:
    """What a reader should know of the file: pages beyond the limit, what is attached, and what cannot be seen."""
    if document.pages_truncated_from is not None:
        yield IntegrityNote("pages_cut", f"{len(document.pages)} / {document.pages_truncated_from}", None)
    yield from (IntegrityNote("attachments", name, None) for name in document.attachments)
    yield from (
        IntegrityNote(f"hidden_{entry.concealment}", f"{entry.quote} ({entry.words})", entry.page)
        for entry in document.hidden
        if entry.words >= FEWEST_HIDDEN_WORDS
    )


def _said_elsewhere(passages: Sequence[AnalysedPassage]) -> dict[tuple[str, str], int]:
    """(Theme, sub-topic) -> first page on which a part that does not count speaks of it."""
    found: dict[tuple[str, str], int] = {}
    for entry in passages:
        if entry.passage.kind in COUNTED_KINDS or entry.passage.kind is PassageKind.FURNITURE:
            continue
        for hit in sure_hits(entry.text.hits):
            if hit.term.strength is not Strength.WEAK:
                found.setdefault((hit.term.theme, hit.term.subtopic), entry.passage.page)
    return found


def _advice(
    themes: Sequence[ThemeScore], elsewhere: Mapping[tuple[str, str], int], strategy: Strategy, language: str
) -> tuple[Advice, ...]:
    """The open question of every sub-topic without evidence in the themes that the document addresses."""
    questions = {(theme.id, part.id): part.question[language] for theme in strategy.themes for part in theme.subtopics}
    return tuple(
        Advice(theme.id, part.id, questions[theme.id, part.id], elsewhere.get((theme.id, part.id)))
        for theme in themes
        if theme.addressed
        for part in theme.subtopics
        if not part.addressed
    )


def document_facts(document: Document, passages: Sequence[AnalysedPassage]) -> DocumentFacts:
    """What was read, for the record."""
    words: dict[str, int] = defaultdict(int)
    for entry in passages:
        words[entry.language] += entry.words
    total = sum(words.values())
    shares = {name: round(count / total, 4) for name, count in sorted(words.items())} if total else None
    return DocumentFacts(
        name=document.name,
        sha256=document.sha256,
        pages=len(document.pages),
        words=total,
        languages=shares,
        pages_without_text=document.pages_without_text,
        verdicts=tuple(_verdicts(document)),
    )


def _verdicts(document: Document) -> Iterator[PageVerdict]:
    for quality in PageQuality:
        pages = [page for page in document.pages if page.quality is quality]
        sure = [page.confidence for page in pages if page.confidence is not None]
        if pages:
            numbers = tuple(page.number for page in pages)
            yield PageVerdict(quality.value, numbers, round(sum(sure) / len(sure), 3) if sure else None)


def _check_readable(document: Document, settings: Settings) -> None:
    unread = sum(page.quality in (PageQuality.SCAN, PageQuality.GARBLED) for page in document.pages)
    filled = sum(page.quality is not PageQuality.EMPTY for page in document.pages)
    if filled - unread < settings.min_readable_share * filled:
        raise NoTextError(
            f"Of the {filled} pages of {document.name} with content {unread} cannot be read: a score would be one of the "
            "rest. Install text recognition (Tesseract), or export the document from its program again."
        )


def _check_enough(counted: Sequence[AnalysedPassage], judge: Assessor, settings: Settings, name: str) -> None:
    words = sum(entry.words for entry in counted)
    covered = sum(entry.words for entry in counted if entry.language in judge.profiles.languages)
    if not words:
        raise NoTextError(f"{name} contains no text that could be judged. If it is a scan, run text recognition first.")
    if words < settings.min_words:
        raise TooLittleTextError(
            f"{name} has {words} words; at least {settings.min_words} are needed. Send a longer description."
        )
    if covered < settings.min_covered_share * words:
        known = ", ".join(sorted(judge.profiles.languages))
        raise LanguageNotCoveredError(
            f"{name} is mostly in a language without profiles (covered: {known}). Send a German or English version."
        )
    if covered < settings.min_words:
        raise TooLittleTextError(
            f"{name} has {covered} words in a covered language; at least {settings.min_words} are needed."
        )


def _segments(counted: Sequence[AnalysedPassage], judge: Assessor) -> tuple[Segment, ...]:
    return tuple(
        segment
        for language in sorted(judge.profiles.languages)
        for segment in make_segments(language, [entry.text for entry in counted if entry.language == language])
    )


def _theme_score(
    scored: Scored,
    segments: Sequence[Segment],
    document: Document,
    languages: Sequence[str],
    judge: Assessor,
    settings: Settings,
) -> ThemeScore:
    return ThemeScore(
        id=scored.theme,
        name=judge.strategy.theme(scored.theme).name["de"],
        score=scored.score,
        low=scored.low,
        high=scored.high,
        grade=judge.strategy.grade(scored.score),
        addressed=scored.addressed,
        contributions=contributions(scored, settings.max_contributions),
        subtopics=_subtopics(scored.theme, segments, judge.strategy),
        evidence=evidence(scored, segments, document, languages, settings.max_evidence),
    )


def _subtopics(theme_id: str, segments: Sequence[Segment], strategy: Strategy) -> tuple[SubtopicResult, ...]:
    passages: dict[str, set[int]] = defaultdict(set)
    for segment in segments:
        for hit in segment.hits:
            if hit.term.theme == theme_id and hit.term.strength is not Strength.WEAK:
                passages[hit.term.subtopic].add(segment.tokens[hit.first].passage)
    return tuple(
        SubtopicResult(part.id, part.name["de"], bool(passages[part.id]), len(passages[part.id]))
        for part in strategy.theme(theme_id).subtopics
    )
