"""Which passages of a document are scored: what it says of its project, and says in sentences, and says for the first time.

Lists of keywords, repeated passages and the strategy's own sentences are left out, so that none of them can raise a score;
the reader is told where they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from s3align.analysis.languages import language_data
from s3align.analysis.passages import Analyser, Piece
from s3align.analysis.terms import Hit, sure_hits
from s3align.analysis.tokens import AnalysedPassage, AnalysedText
from s3align.record.assessment import IntegrityNote
from s3align.record.document import Document, PassageKind
from s3align.settings import COUNTED_KINDS
from s3align.strategy.model import Strategy

SMALLEST_LIST = 12
"""Words from which a passage can be a list of keywords: a shorter one is a heading or a table's cell."""
MOST_FUNCTION_WORDS = 0.1
"""Share of function words in a list; sentences of both languages have 0.3 to 0.5, dense noun style 0.15."""
LEAST_TERMS = 0.4
"""Share of a list's words that stand in terms of the themes."""
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
class FilteredPassages:
    """The passages that are scored, notes on others, and how many were left out: by their kind, or by why."""

    passages: tuple[AnalysedPassage, ...]
    notes: tuple[IntegrityNote, ...]
    left_out: Mapping[str, int]


def filter_passages(
    document: Document, passages: Iterable[AnalysedPassage], copied: frozenset[tuple[str, ...]]
) -> FilteredPassages:
    """Parts a document's passages into those that are scored and notes on the others.

    ``copied``: the rows of words in the strategy's sentences, see ``strategy_rows``.
    """
    kept: list[AnalysedPassage] = []
    notes: list[IntegrityNote] = []
    seen: set[tuple[str, ...]] = set()
    left_out: Counter[str] = Counter()
    for entry in passages:
        if entry.passage.kind not in COUNTED_KINDS:
            left_out[entry.passage.kind.value] += 1
            continue
        words = entry.text.surfaces
        reason = _reason(entry, seen, copied)
        if reason in (None, _REPEATED):
            kept.append(entry if reason is None else replace(entry, text=_said_once(entry.text)))
        else:
            left_out[str(reason)] += 1
        if reason not in (None, _SAID_BEFORE):
            quote = " ".join(document.text(entry.passage).split())[:QUOTE]
            notes.append(IntegrityNote(reason, entry.passage.page, quote))
        if len(words) >= SMALLEST_REPEAT:
            seen.add(words)
    return FilteredPassages(tuple(kept), tuple(notes), left_out)


def strategy_rows(strategy: Strategy, analyser: Analyser) -> frozenset[tuple[str, ...]]:
    """Every row of ``SHINGLE`` words in the strategy's sentences: its glosses and questions."""
    by_language: dict[str, list[Piece]] = {}
    for theme in strategy.themes:
        for sentences in (theme.gloss, *(part.question for part in theme.subtopics)):
            for language, sentence in sentences.items():
                by_language.setdefault(language, []).append(Piece(sentence))
    return frozenset(
        row
        for language, pieces in by_language.items()
        for text in analyser.texts(language, pieces)
        for row in _rows(text.surfaces)
    )


def _reason(entry: AnalysedPassage, seen: set[tuple[str, ...]], copied: frozenset[tuple[str, ...]]) -> str | None:
    """Why a passage is not scored, by the kind of its note; None where it is."""
    words = entry.text.surfaces
    if words in seen:
        return _SAID_BEFORE
    rows = _rows(words)
    if len(words) >= SMALLEST_LIST and len(rows) - len(set(rows)) > MOST_REPETITION * len(rows):
        return _REPEATED
    if rows and sum(row in copied for row in rows) >= COPIED_SHARE * len(rows):
        return "copied_text"
    return "keyword_list" if _is_keyword_list(entry) else None


def _said_once(text: AnalysedText) -> AnalysedText:
    """The text without the words that begin a row of words which stands in it before, and without terms of such words."""
    seen: set[tuple[str, ...]] = set()
    places: dict[int, int] = {}
    for index in range(len(text.tokens)):
        row = text.surfaces[index : index + SHINGLE]
        if row not in seen:
            places[index] = len(places)
        seen.add(row)
    tokens = tuple(text.tokens[index] for index in places)
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
    if entry.passage.kind is PassageKind.HEADING or len(words) < SMALLEST_LIST or not entry.tokens:
        return False
    closed_class = language_data(entry.language).closed_class
    if sum(word in closed_class for word in words) > MOST_FUNCTION_WORDS * len(words):
        return False
    covered = {index for hit in sure_hits(entry.text.hits) for index in range(hit.first, hit.last + 1)}
    return len(covered) >= LEAST_TERMS * len(entry.tokens)
