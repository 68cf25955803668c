"""Document × strategy × model → assessment: the pure core, no file and no clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from s3align import budget
from s3align.analysis.passages import Analyser
from s3align.analysis.tokens import AnalysedPassage
from s3align.assess.cover_data import cover_data
from s3align.assess.flags import flags
from s3align.assess.ledger import DECIMALS, contributions, evidence
from s3align.assess.overall import overall, speaking_passages, verdicts
from s3align.assess.passage_filter import FilteredPassages, OwnSentences, filter_passages, own_sentences
from s3align.assess.passage_texts import passage_texts, shown_passages, subtopic_hits, with_marks
from s3align.assess.places import PlaceFinder, named_places
from s3align.assess.principles import assess_principles
from s3align.assess.provenance import provenance
from s3align.assess.questions import find_clues, open_questions
from s3align.errors import LanguageNotCoveredError, NoTextError, PortfolioError, TooLittleTextError
from s3align.model.profiles import Profiles
from s3align.model.scorer import ScoredDocument, ThemeScorer
from s3align.model.segments import Segment, make_segments
from s3align.record.assessment import (
    Assessment,
    DocumentFacts,
    IntegrityNote,
    PassageText,
    QualityOfPages,
    Status,
    SubtopicResult,
    ThemeResult,
    Verdict,
)
from s3align.record.document import Document, NoticeKind, PageQuality
from s3align.settings import Settings
from s3align.strategy.model import Strategy, Theme

COVER_WORDS = 200
"""Words below which the pages of a portfolio are a mere cover; what Acrobat writes there has 20 to 60."""
FEWEST_HIDDEN_WORDS = 5
"""Words of hidden text from which it is worth a note; page numbers and marks of programs have fewer."""

MOST_NOTES = 50
"""Notes of one kind that are listed: a reader has seen the kind by then, and a report stays small whatever a file holds."""


@dataclass(frozen=True)
class Assessor:
    """A strategy with its profiles, ready to assess documents; make one with ``make_assessor`` and keep it."""

    strategy: Strategy
    profiles: Profiles
    analyser: Analyser
    finder: PlaceFinder

    @cached_property
    def own_sentences(self) -> OwnSentences:
        """The strategy's own sentences, which give no points."""
        return own_sentences(self.strategy, self.analyser)


def make_assessor(strategy: Strategy, profiles: Profiles) -> Assessor:
    """Everything that is the same for all documents."""
    return Assessor(strategy, profiles, Analyser(strategy), PlaceFinder(strategy))


def assess(
    document: Document, passages: Sequence[AnalysedPassage], assessor: Assessor, settings: Settings
) -> Assessment:
    """Assesses a read and analysed document.

    Raises NoTextError, TooLittleTextError or LanguageNotCoveredError where there is nothing to go by.
    """
    _check_portfolio(document, passages)
    check_readable(document, settings)
    counted = filter_passages(document, passages, assessor.own_sentences)
    _check_enough(counted.passages, assessor, settings, document.name, said=any(entry.words for entry in passages))
    budget.check()
    segments = make_segments(counted.passages, assessor.profiles.languages)
    scored = ThemeScorer(assessor.profiles).score(segments)
    themes, texts = _themes(document, scored, assessor, settings)
    budget.check()
    statement = overall(themes, assessor.strategy)
    places = named_places(document, assessor.finder)
    principles = assess_principles(document, passages, assessor.strategy)
    return Assessment(
        status=Status.ASSESSED,
        document=document_facts(document, passages, counted, judged=len(segments)),
        themes=themes,
        overall=statement,
        places=places,
        principles=principles,
        flags=flags(themes, places, assessor.strategy),
        integrity=_not_too_many((*file_notes(document), *counted.notes)),
        questions=open_questions(
            themes, statement, principles, find_clues(document, passages, scored, assessor.strategy), assessor.strategy
        ),
        passages=texts,
        provenance=provenance(assessor.strategy, assessor.profiles, settings),
    )


def _themes(
    document: Document, scored: ScoredDocument, assessor: Assessor, settings: Settings
) -> tuple[tuple[ThemeResult, ...], tuple[PassageText, ...]]:
    """The themes, and the passages that speak of them."""
    words = verdicts(scored, assessor.profiles.document)
    themes = [_theme_result(theme, words[theme.id], scored, document, settings) for theme in assessor.strategy.themes]
    shown = shown_passages(scored, themes)
    texts = passage_texts(scored, shown, document)
    return tuple(with_marks(scored, theme, shown[theme.id], texts) for theme in themes), tuple(texts.values())


def file_notes(document: Document) -> Iterator[IntegrityNote]:
    """What a reader should know of the file: pages beyond the limit, attachments, how it was read, what does not count."""
    if document.pages_truncated_from is not None:
        yield IntegrityNote("pages_cut", count=document.pages_truncated_from)
    yield from (IntegrityNote("attachments", quote=name) for name in document.attachments)
    yield from (
        IntegrityNote(f"hidden_{entry.concealment}", entry.page, entry.quote, entry.words)
        for entry in document.hidden
        if entry.words >= FEWEST_HIDDEN_WORDS
    )
    yield from (IntegrityNote(f"file_{entry.kind}", entry.page, entry.quote, entry.count) for entry in document.notices)


def _not_too_many(notes: Sequence[IntegrityNote]) -> tuple[IntegrityNote, ...]:
    """The first notes of each kind, and how many more there are."""
    seen: Counter[str] = Counter()
    kept: list[IntegrityNote] = []
    for note in notes:
        seen[note.kind] += 1
        if seen[note.kind] <= MOST_NOTES:
            kept.append(note)
    more = len(notes) - len(kept)
    return (*kept, IntegrityNote("more_notes", count=more)) if more else tuple(kept)


def document_facts(
    document: Document,
    passages: Sequence[AnalysedPassage],
    counted: FilteredPassages | None = None,
    *,
    judged: int | None = None,
) -> DocumentFacts:
    """What was read, for the record; ``counted`` and ``judged`` (the number of passages judged) only where it was scored."""
    words: dict[str, int] = defaultdict(int)
    for entry in passages:
        words[entry.language] += entry.words
    total = sum(words.values())
    cover = cover_data(document)
    return DocumentFacts(
        name=document.name,
        sha256=document.sha256,
        title=cover.title,
        applicant=cover.applicant,
        dated=cover.dated,
        dated_by=cover.dated_by,
        pages=len(document.pages),
        words=total,
        languages={name: round(count / total, 4) for name, count in sorted(words.items())} if total else None,
        page_quality=tuple(_page_quality(document)),
        passages_counted=judged,
        passages_left_out=dict(sorted(counted.left_out.items())) if counted else {},
    )


def _page_quality(document: Document) -> Iterator[QualityOfPages]:
    for quality in PageQuality:
        pages = [page for page in document.pages if page.quality is quality]
        sure = [page.confidence for page in pages if page.confidence is not None]
        if pages:
            numbers = tuple(page.number for page in pages)
            yield QualityOfPages(quality, numbers, round(sum(sure) / len(sure), 3) if sure else None)


def _check_portfolio(document: Document, passages: Sequence[AnalysedPassage]) -> None:
    """The cover of a portfolio, often the viewer's own advice, is not what was applied for."""
    inside = next((notice.quote for notice in document.notices if notice.kind is NoticeKind.PORTFOLIO), None)
    if inside and sum(entry.words for entry in passages) < COVER_WORDS:
        raise PortfolioError(document.name, inside)


def check_readable(document: Document, settings: Settings) -> None:
    """Raises NoTextError where so many pages cannot be read that nothing can be said of the whole."""
    unread = sum(page.quality in (PageQuality.SCAN, PageQuality.GARBLED) for page in document.pages)
    filled = sum(page.quality is not PageQuality.EMPTY for page in document.pages)
    if filled - unread < settings.min_readable_share * filled:
        raise NoTextError(
            f"Of the {filled} pages of {document.name} with content {unread} cannot be read: a score would be one of the "
            "rest. Install text recognition (Tesseract), or export the document from its program again."
        )


def _check_enough(
    counted: Sequence[AnalysedPassage], assessor: Assessor, settings: Settings, name: str, *, said: bool
) -> None:
    """``said``: whether the document has words at all, though none may count."""
    words = sum(entry.words for entry in counted)
    covered = sum(entry.words for entry in counted if entry.language in assessor.profiles.languages)
    if not words and not said:
        raise NoTextError(
            f"{name} contains no text that could be assessed. If it is a scan, run text recognition first."
        )
    if words < settings.min_words:
        raise TooLittleTextError(
            f"{name} has {words} words that count; at least {settings.min_words} are needed. Send a longer description.",
            words,
        )
    if covered < settings.min_covered_share * words:
        known = ", ".join(sorted(assessor.profiles.languages))
        raise LanguageNotCoveredError(
            f"{name} is mostly in a language without profiles (covered: {known}). Send a version in one of these."
        )
    if covered < settings.min_words:
        raise TooLittleTextError(
            f"{name} has {covered} words in a covered language; at least {settings.min_words} are needed.", covered
        )


def _theme_result(
    theme: Theme, verdict: Verdict, scored: ScoredDocument, document: Document, settings: Settings
) -> ThemeResult:
    score = scored.themes[theme.id]
    speaking = speaking_passages(score, verdict)
    return ThemeResult(
        id=theme.id,
        extent=round(score.extent, DECIMALS),
        sureness=round(score.sureness, DECIMALS),
        low=round(score.low, DECIMALS),
        high=round(score.high, DECIMALS),
        verdict=verdict,
        passages=len(speaking),
        pages=tuple(sorted({scored.segments[index].page for index in speaking})),
        contributions=contributions(scored, theme.id, passages=settings.max_evidence, lines=settings.max_contributions),
        subtopics=tuple(_subtopics(theme, speaking, scored.segments)),
        evidence=evidence(scored, theme.id, document, settings.max_evidence),
    )


def _subtopics(theme: Theme, speaking: Sequence[int], segments: Sequence[Segment]) -> Iterator[SubtopicResult]:
    """The sub-topics and the passages that speak of them, of those that speak of the theme."""
    passages: dict[str, set[int]] = defaultdict(set)
    for index in speaking:
        for hit in subtopic_hits(segments[index], theme.id):
            passages[hit.term.subtopic].add(index)
    for part in theme.subtopics:
        yield SubtopicResult(part.id, tuple(sorted(passages[part.id])))
