"""Clauses that say what a project is not about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from itertools import accumulate, pairwise

from s3align.analysis.guard_words import guard_words
from s3align.analysis.languages import language_data
from s3align.assess.guarded_sentences import FUNCTION, VAGUE, Sentence, Stretch, covered_words, kind_of


def negated_clauses(sentence: Sentence, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence that say what the project is not about: first word, and the one after the last."""
    words = guard_words(stretch.language)
    lower = stretch.text.surfaces
    if words.negations.isdisjoint(lower[sentence.first : sentence.end]):
        return
    clauses = _Clauses(sentence, stretch)
    for index in range(sentence.first, sentence.end):
        is_more = index + 1 < sentence.end and lower[index + 1] in words.not_only
        if lower[index] in words.negations and not is_more:
            first, end = clauses.around(index)
            if clauses.has_term(first, end) and clauses.is_about(first, end):
                yield first, end


class _Clauses:
    """The clauses of a sentence, and what is asked of them for every negation: worked out once, so that many stay cheap."""

    def __init__(self, sentence: Sentence, stretch: Stretch) -> None:
        self._first = sentence.first
        self._stretch = stretch
        self._covered = covered_words(sentence)
        self._terms = [unit.first for unit in sentence.units]
        self._cuts = _cuts(sentence, stretch)
        about = guard_words(stretch.language).about
        tokens = enumerate(stretch.text.tokens[sentence.first : sentence.end], start=sentence.first)
        says = (
            index not in self._covered and (token.lemma in about or token.text.lower() in about)
            for index, token in tokens
        )
        self._about = list(accumulate(says, initial=0))
        self._reach = self._reaches()

    def around(self, index: int) -> tuple[int, int]:
        """The words of the clause around a negation; clauses beside it that only add terms belong to it."""
        first, last = self._reach[bisect_right(self._cuts, index) - 1]
        return self._cuts[first], self._cuts[last + 1]

    def has_term(self, first: int, end: int) -> bool:
        """Whether a term begins there."""
        return bisect_left(self._terms, first) < bisect_left(self._terms, end)

    def is_about(self, first: int, end: int) -> bool:
        """Whether a clause speaks of what the project is about: what it deals with, its subject, its work."""
        return self._about[first - self._first] < self._about[end - self._first]

    def _reaches(self) -> list[tuple[int, int]]:
        """The first and the last clause that belong to each, by their number."""
        clauses = list(pairwise(self._cuts))
        first, last = list(range(len(clauses))), list(range(len(clauses)))
        for number, clause in enumerate(clauses[:-1]):
            if self._only_adds(*clause, (FUNCTION,)):
                first[number + 1] = first[number]
        for number in range(len(clauses) - 1, 0, -1):
            if self._only_adds(*clauses[number], (FUNCTION, VAGUE)):
                last[number - 1] = last[number]
        return list(zip(first, last, strict=True))

    def _only_adds(self, first: int, end: int, kinds: Collection[str]) -> bool:
        """Whether a clause of terms, and of words of some kinds, only adds them to the one beside it."""
        language, tokens = self._stretch.language, self._stretch.text.tokens
        return tokens[first].text.lower() not in language_data(language).clause_words and all(
            index in self._covered
            or kind_of(language, tokens[index].text, tokens[index].lemma, tokens[index].parts) in kinds
            for index in range(first, end)
        )


def _cuts(sentence: Sentence, stretch: Stretch) -> list[int]:
    """The words at which clauses of a sentence begin, and the one after its last."""
    starts = [token.start for token in stretch.text.tokens[sentence.first : sentence.end]]
    clauses = stretch.text.clauses
    inside = clauses[bisect_right(clauses, starts[0]) : bisect_right(clauses, starts[-1])]
    begun = {bisect_left(starts, place) + sentence.first for place in inside}
    return sorted({sentence.first, sentence.end, *begun})
