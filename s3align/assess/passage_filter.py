"""Which passages of a document are scored: what it says of its project, and says in sentences, and says for the first time.

Lists of keywords, repeated passages and the strategy's own sentences are left out, so that none of them can raise a score;
the reader is told where they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from s3align import resources
from s3align.analysis.tokens import AnalysedPassage, Token
from s3align.model.keywords import KeywordMatcher
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
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FilteredPassages:
    """The passages that are scored, notes on others, and how many were left out: by their kind, or by why."""

    passages: tuple[AnalysedPassage, ...]
    notes: tuple[IntegrityNote, ...]
    left_out: Mapping[str, int]


def filter_passages(
    document: Document,
    passages: Iterable[AnalysedPassage],
    copied: frozenset[tuple[str, ...]],
    matchers: Mapping[str, tuple[KeywordMatcher, KeywordMatcher]],
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
        words = tuple(_WORD.findall(document.text(entry.passage).lower()))
        reason = _reason(entry, words, seen, copied, matchers)
        if reason in (None, _REPEATED):
            kept.append(entry if reason is None else replace(entry, tokens=_said_once(entry.tokens)))
        else:
            left_out[str(reason)] += 1
        if reason not in (None, _SAID_BEFORE):
            quote = " ".join(document.text(entry.passage).split())[:QUOTE]
            notes.append(IntegrityNote(reason, entry.passage.page, quote))
        if len(words) >= SMALLEST_REPEAT:
            seen.add(words)
    return FilteredPassages(tuple(kept), tuple(notes), left_out)


def strategy_rows(strategy: Strategy) -> frozenset[tuple[str, ...]]:
    """Every row of ``SHINGLE`` words in the strategy's sentences: its glosses and questions."""
    texts = [text for theme in strategy.themes for text in theme.gloss.values()]
    texts.extend(text for theme in strategy.themes for part in theme.subtopics for text in part.question.values())
    return frozenset(row for text in texts for row in _rows(tuple(_WORD.findall(text.lower()))))


def _reason(
    entry: AnalysedPassage,
    words: tuple[str, ...],
    seen: set[tuple[str, ...]],
    copied: frozenset[tuple[str, ...]],
    matchers: Mapping[str, tuple[KeywordMatcher, KeywordMatcher]],
) -> str | None:
    """Why a passage is not scored, by the kind of its note; None where it is."""
    if words in seen:
        return _SAID_BEFORE
    rows = _rows(words)
    if len(words) >= SMALLEST_LIST and len(rows) - len(set(rows)) > MOST_REPETITION * len(rows):
        return _REPEATED
    if rows and sum(row in copied for row in rows) >= COPIED_SHARE * len(rows):
        return "copied_text"
    return "keyword_list" if _is_keyword_list(entry, words, matchers) else None


def _said_once(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens without those that begin a row of words which stands in the passage before."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for index, token in enumerate(tokens):
        row = tuple(other.text.lower() for other in tokens[index : index + SHINGLE])
        if row not in seen:
            kept.append(token)
        seen.add(row)
    return tuple(kept)


def _rows(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]


def _is_keyword_list(
    entry: AnalysedPassage, words: Sequence[str], matchers: Mapping[str, tuple[KeywordMatcher, KeywordMatcher]]
) -> bool:
    if entry.passage.kind is PassageKind.HEADING or len(words) < SMALLEST_LIST or entry.language not in matchers:
        return False
    if sum(word in function_words() for word in words) > MOST_FUNCTION_WORDS * len(words):
        return False
    hits = matchers[entry.language][0].find(entry.tokens)
    covered = {index for hit in hits for index in range(hit.first, hit.last + 1)}
    return len(covered) >= LEAST_TERMS * len(entry.tokens)


@cache
def function_words() -> frozenset[str]:
    """Closed-class words of German and English (``corpus/language/function_words.txt``)."""
    lines = (resources.folder("corpus") / "language" / "function_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
