"""How a document answers the strategy's principles, by the rules of ``principle_rules.toml``. Never part of a score.

A passage counts with its strongest term for a principle. Terms that are slogans or not strong count only in a sentence that
also says what is done: with a number, or a verb of doing. What a clause negates does not count. One principle is decided
by which of the four groups of the helix take part.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s3align.analysis.terms import Hit, sure_hits
from s3align.analysis.tokens import AnalysedPassage, Token
from s3align.assess.ledger import Mark, Place, card
from s3align.record.assessment import Evidence, Grade, PrincipleResult
from s3align.record.document import Document, PassageKind
from s3align.settings import COUNTED_KINDS
from s3align.strategy.model import Principle, PrincipleRules, Strategy, Strength

MAX_EVIDENCE = 3
"""Passages shown for a principle."""
_READ = COUNTED_KINDS - {PassageKind.HEADING}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a passage says for a principle: the weight of its strongest term, and where its terms stand."""

    passage: int
    weight: float
    marks: tuple[Mark, ...]


def assess_principles(
    document: Document, passages: Sequence[AnalysedPassage], strategy: Strategy
) -> tuple[PrincipleResult, ...]:
    """A grade and passages for every principle; nothing where the strategy has no rules."""
    rules = strategy.principle_rules
    if rules is None:
        return ()
    found: dict[str, list[_Found]] = defaultdict(list)
    groups: dict[str, list[_Found]] = defaultdict(list)
    for index, entry in enumerate(passages):
        if entry.passage.kind not in _READ or not entry.tokens:
            continue
        reader = _Reader(entry, rules)
        for principle, weight, marks in reader.evidence(sure_hits(entry.text.principles)):
            found[principle].append(_Found(index, weight, marks))
        for group, marks in reader.groups():
            groups[group].append(_Found(index, rules.weights[Strength.STRONG], marks))
    if rules.helix_principle:
        found[rules.helix_principle] = [best for rows in groups.values() for best in rows[:1]]
    languages = [entry.language for entry in passages]
    return tuple(
        _result(principle, found[principle.id], rules, document, languages) for principle in strategy.principles
    )


def _result(
    principle: Principle, found: Sequence[_Found], rules: PrincipleRules, document: Document, languages: Sequence[str]
) -> PrincipleResult:
    if principle.id == rules.helix_principle:
        grade = (Grade.NONE, Grade.WEAK, Grade.SUFFICIENT, Grade.GOOD, Grade.STRONG)[min(len(found), 4)]
    else:
        total = sum(row.weight for row in found)
        grade = next((grade for grade, limit in reversed(rules.grades) if total >= limit), Grade.NONE)
    shown = sorted(found, key=lambda row: (-row.weight, row.passage))[:MAX_EVIDENCE]
    return PrincipleResult(principle.id, grade, tuple(_cards(shown, document, languages)))


def _cards(found: Sequence[_Found], document: Document, languages: Sequence[str]) -> Iterator[Evidence]:
    merged: dict[int, list[Mark]] = defaultdict(list)
    for row in found:
        merged[row.passage].extend(row.marks)
    for index, marks in merged.items():
        passage = document.passages[index]
        place = Place(passage.page, passage.start, passage.end, passage.section)
        yield card(document, place, languages[index], marks, value=math.fsum(mark.value for mark in marks))


class _Reader:
    """One passage, with its sentences that say what is done and its clauses that negate, by their number."""

    def __init__(self, entry: AnalysedPassage, rules: PrincipleRules) -> None:
        self._tokens = entry.tokens
        self._rules = rules
        self._language = entry.language
        self._text = entry.text
        measures, negations = (words.get(entry.language, frozenset()) for words in (rules.measures, rules.negations))
        self._done = {
            bisect_right(entry.text.sentences, token.start)
            for token in entry.tokens
            if token.lemma in measures or any(map(str.isdigit, token.text))
        }
        self._negated = {
            bisect_right(entry.text.clauses, token.start) for token in entry.tokens if token.text.lower() in negations
        }

    def evidence(self, hits: Sequence[Hit]) -> Iterator[tuple[str, float, tuple[Mark, ...]]]:
        """Principle, weight of its strongest term here, and the marks of its terms."""
        by_principle: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            if self._counts(hit):
                by_principle[hit.term.theme].append(hit)
        for principle, rows in by_principle.items():
            weight = max(self._rules.weights[hit.term.strength] for hit in rows)
            yield principle, weight, tuple(self._mark(hit.first, hit.last) for hit in rows)

    def groups(self) -> Iterator[tuple[str, tuple[Mark, ...]]]:
        """The groups of the helix that do something in a sentence of the passage."""
        for group, words in self._rules.helix.items():
            wanted = words.get(self._language, frozenset())
            found = (
                self._mark(index, index)
                for index, token in enumerate(self._tokens)
                if (token.lemma in wanted or (token.parts and token.parts[-1] in wanted))
                and self._says_what_is_done(token)
                and not self._is_negated(index)
            )
            first = next(found, None)
            if first:
                yield group, (first,)

    def _counts(self, hit: Hit) -> bool:
        if hit.term.strength not in self._rules.weights or self._is_negated(hit.first):
            return False
        if hit.is_part and hit.term.strength is not Strength.STRONG:  # "Personalentwicklung" is no "Entwicklung"
            return False
        is_bare = hit.term.strength is not Strength.STRONG or hit.term.text.lower() in self._rules.slogans
        return not is_bare or self._says_what_is_done(self._tokens[hit.first])

    def _is_negated(self, first: int) -> bool:
        return bisect_right(self._text.clauses, self._tokens[first].start) in self._negated

    def _says_what_is_done(self, token: Token) -> bool:
        return bisect_right(self._text.sentences, token.start) in self._done

    def _mark(self, first: int, last: int) -> Mark:
        return Mark(self._tokens[first].start, self._tokens[last].end, 1.0)
