"""Which passages of a document are scored: what it says of its project, and says in sentences, and says for the first time.

Lists of keywords, repeated passages and the strategy's own sentences are left out, so that none of them can raise a score;
the reader is told where they stand. Inside the passages that are left the guards look at every sentence (``guards``): what
they flag is taken out of the passage, and the rest of it keeps its points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from s3align.analysis.languages import language_data
from s3align.analysis.passages import Analyser, Piece, surfaces
from s3align.analysis.terms import Hit, sure_hits
from s3align.analysis.tokens import AnalysedPassage, AnalysedText
from s3align.assess import guards
from s3align.assess.guarded_sentences import Stretch
from s3align.record.assessment import IntegrityNote
from s3align.record.document import Document, PassageKind
from s3align.settings import COUNTED_KINDS
from s3align.strategy.model import Strategy

SMALLEST_REPEAT = 8
"""Words from which a repeated passage is left out the second time; shorter ones recur in every form."""
SHINGLE = 5
"""Words in a row that are compared with the strategy's sentences."""
MOST_REPETITION = 0.5
"""Share of a passage's word rows that stand in it before; a passage that says one sentence three times has two thirds."""
COPIED_SHARE = 0.5
"""Share of a passage's word rows found in the strategy from which it counts as copied."""
QUOTE = 80
"""Characters of a passage that a note quotes."""
_SAID_BEFORE = "said_before"
_REPEATED = "repeated_text"


@dataclass(frozen=True, slots=True)
class OwnSentences:
    """The strategy's sentences: ``rows`` of ``SHINGLE`` words, and of every sentence its ``lemmas``, by language.

    ``names``: the words of its name, and of the names of its region and themes.
    """

    rows: frozenset[tuple[str, ...]]
    lemmas: Mapping[str, tuple[frozenset[str], ...]]
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FilteredPassages:
    """The passages that are scored, notes on others, and how many were left out: by their kind, or by why."""

    passages: tuple[AnalysedPassage, ...]
    notes: tuple[IntegrityNote, ...]
    left_out: Mapping[str, int]


def filter_passages(document: Document, passages: Iterable[AnalysedPassage], own: OwnSentences) -> FilteredPassages:
    """Parts a document's passages into those that are scored, without what a guard flags, and notes on the others.

    ``own``: the strategy's sentences, see ``own_sentences``.
    """
    kept: list[AnalysedPassage] = []
    again: list[frozenset[int]] = []
    notes: list[IntegrityNote] = []
    seen: set[tuple[str, ...]] = set()
    left_out: Counter[str] = Counter()
    for entry in passages:
        if entry.passage.kind not in COUNTED_KINDS:
            left_out[entry.passage.kind.value] += 1
            continue
        words = entry.text.surfaces
        reason = _reason(entry, seen, own.rows)
        if reason in (None, _REPEATED):
            kept.append(entry)
            again.append(_said_again(entry.text) if reason else frozenset())
        else:
            left_out[str(reason)] += 1
        if reason not in (None, _SAID_BEFORE):
            notes.append(_note(str(reason), entry.passage.page, document.text(entry.passage)))
        if len(words) >= SMALLEST_REPEAT:
            seen.add(words)
    counted, flagged = _guarded(document, list(zip(kept, again, strict=True)), own, left_out)
    return FilteredPassages(counted, tuple(sorted([*notes, *flagged], key=lambda note: note.page or 0)), left_out)


def own_sentences(strategy: Strategy, analyser: Analyser) -> OwnSentences:
    """The strategy's glosses and questions, which give no points to who writes them down."""
    by_language: dict[str, list[Piece]] = {}
    for theme in strategy.themes:
        for sentences in (theme.gloss, *(part.question for part in theme.subtopics)):
            for language, sentence in sentences.items():
                by_language.setdefault(language, []).append(Piece(sentence))
    texts = {language: analyser.texts(language, pieces) for language, pieces in by_language.items()}
    return OwnSentences(
        frozenset(row for found in texts.values() for text in found for row in _rows(text.surfaces)),
        {language: tuple(guards.lemmas_of(text, language) for text in found) for language, found in texts.items()},
        frozenset(
            word
            for text in (strategy.name, strategy.region, *(theme.name for theme in strategy.themes))
            for name in text.values()
            for word in surfaces(name)
        ),
    )


def _guarded(
    document: Document,
    kept: Sequence[tuple[AnalysedPassage, frozenset[int]]],
    own: OwnSentences,
    left_out: Counter[str],
) -> tuple[tuple[AnalysedPassage, ...], list[IntegrityNote]]:
    """The passages without words said again and those that guards flag, and a note on each passage with flagged words."""
    pages = {page.number: page.text for page in document.pages}
    flags = guards.find_flags([_stretch(entry, pages) for entry, _ in kept], own.lemmas, own.names)
    counted: list[AnalysedPassage] = []
    notes: list[IntegrityNote] = []
    before = ""
    for (entry, again), found in zip(kept, flags, strict=True):
        gone = again.union(index for flag in found for index in range(flag.first, flag.end))
        is_gone = bool(gone) and len(gone) == len(entry.tokens)
        if is_gone:
            left_out[found[0].reason if found else _REPEATED] += 1
        else:
            counted.append(replace(entry, text=_without(entry.text, gone)) if gone else entry)
        told = {flag.reason: flag for flag in reversed(found) if flag.reason != guards.NAME}
        for reason, flag in told.items():
            if reason != before:
                start, end = entry.tokens[flag.first].start, entry.tokens[flag.end - 1].end
                notes.append(_note(reason, entry.passage.page, pages[entry.passage.page][start:end]))
        before = next(iter(told)) if is_gone and told else ""
    return tuple(counted), notes


def _stretch(entry: AnalysedPassage, pages: Mapping[int, str]) -> Stretch:
    is_heading = entry.passage.kind is PassageKind.HEADING
    return Stretch(entry.text, entry.language, pages[entry.passage.page], is_heading)


def _note(reason: str, page: int, quote: str) -> IntegrityNote:
    return IntegrityNote(reason, page, " ".join(quote.split())[:QUOTE])


def _reason(entry: AnalysedPassage, seen: set[tuple[str, ...]], copied: frozenset[tuple[str, ...]]) -> str | None:
    """Why a passage is not scored, by the kind of its note; None where it is."""
    words = entry.text.surfaces
    if words in seen:
        return _SAID_BEFORE
    rows = _rows(words)
    if len(words) >= guards.SMALLEST_LIST and len(rows) - len(set(rows)) > MOST_REPETITION * len(rows):
        return _REPEATED
    if rows and sum(row in copied for row in rows) >= COPIED_SHARE * len(rows):
        return "copied_text"
    return "keyword_list" if _is_keyword_list(entry) else None


def _said_again(text: AnalysedText) -> frozenset[int]:
    """The words that begin a row of words which stands in the text before."""
    seen: set[tuple[str, ...]] = set()
    again: set[int] = set()
    for index in range(len(text.tokens)):
        row = text.surfaces[index : index + SHINGLE]
        if row in seen:
            again.add(index)
        seen.add(row)
    return frozenset(again)


def _without(text: AnalysedText, gone: Collection[int]) -> AnalysedText:
    """The text without some of its words, and without terms of such words."""
    kept = [index for index in range(len(text.tokens)) if index not in gone]
    places = {index: place for place, index in enumerate(kept)}
    tokens = tuple(text.tokens[index] for index in kept)
    return replace(text, tokens=tokens, hits=_kept(text.hits, places), outside=_kept(text.outside, places))


def _kept(hits: Iterable[Hit], places: Mapping[int, int]) -> tuple[Hit, ...]:
    return tuple(
        hit.moved(places[hit.first] - hit.first)
        for hit in hits
        if all(index in places for index in range(hit.first, hit.last + 1))
    )


def _rows(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]


def _is_keyword_list(entry: AnalysedPassage) -> bool:
    words = entry.text.surfaces
    if entry.passage.kind is PassageKind.HEADING or len(words) < guards.SMALLEST_LIST or not entry.tokens:
        return False
    closed_class = language_data(entry.language).closed_class
    if sum(word in closed_class for word in words) > guards.MOST_FUNCTION * len(words):
        return False
    covered = {index for hit in sure_hits(entry.text.hits) for index in range(hit.first, hit.last + 1)}
    return len(covered) >= guards.LEAST_COVERED * len(entry.tokens)
